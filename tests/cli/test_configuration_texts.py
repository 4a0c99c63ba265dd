"""One member of a configuration's text is changed, and every other character stays."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_video.cli.install import toml_text, yaml_text
from nemo_video.cli.install.json_text import read_object, remove_member, set_member

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LAYOUTS = st.sampled_from([None, 0, 2, 4, "\t"])


@given(
    data=st.dictionaries(st.text(), JSON_VALUES, max_size=4),
    servers=st.none() | st.dictionaries(st.text(), JSON_VALUES, max_size=3),
    value=JSON_VALUES,
    indent=LAYOUTS,
)
def test_setting_and_removing_a_member_changes_that_member_alone(
    data: dict[str, Any], servers: dict[str, Any] | None, value: Any, indent: int | str | None
) -> None:
    before = (
        {**data, "servers": servers}
        if servers is not None
        else {k: v for k, v in data.items() if k != "servers"}
    )
    text = json.dumps(before, indent=indent)
    added = set_member(text, ("servers", "ours"), value)
    assert json.loads(added) == {**before, "servers": {**(servers or {}), "ours": value}}
    assert set_member(added, ("servers", "ours"), value) == added
    removed = json.loads(remove_member(added, ("servers", "ours")))
    others = {k: v for k, v in (servers or {}).items() if k != "ours"}
    assert removed == (
        {**before, "servers": others} if others else {k: v for k, v in before.items() if k != "servers"}
    )


def test_of_twins_the_one_that_readers_take_is_set_and_all_are_removed() -> None:
    text = '{"servers": {}, "servers": {"ours": 1, "ours": 2}}'
    assert set_member(text, ("servers", "ours"), 3) == '{"servers": {}, "servers": {"ours": 1, "ours": 3}}'
    assert read_object(remove_member(text, ("servers", "ours"))) == {"servers": {}}


def test_an_object_left_empty_goes_unless_a_comment_stands_in_it() -> None:
    path = ("mcp", "servers", "ours")
    assert remove_member('{"a": 1, "mcp": {"servers": {"ours": 1}}}', path) == '{"a": 1}'
    assert remove_member('{"mcp": {"a": 1, "servers": {"ours": 1}}}', path) == '{"mcp": {"a": 1}}'
    commented = '{"mcp": {"servers": {\n  // mine\n  "ours": 1}}}'
    assert remove_member(commented, path) == '{"mcp": {"servers": {\n  // mine\n}}}'


def test_carriage_returns_stay() -> None:
    text = '{\r\n  "a": 1\r\n}\r\n'
    assert set_member(text, ("b",), {"c": 2}) == '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 2\r\n  }\r\n}\r\n'


COMMENTED = """\
{
\t// "ours": 0, is no member
\t"servers": { /* all of them */
\t\t"first": "//a", // mine
\t\t"ours": {"a": 1,}, // ours
\t\t"last": ["},", "/*"], // of all
\t},
}
"""


def test_comments_and_trailing_commas_stay_where_a_member_comes_changes_or_goes() -> None:
    ours, new = ("servers", "ours"), ("servers", "new")
    assert read_object(COMMENTED)["servers"] == {"first": "//a", "ours": {"a": 1}, "last": ["},", "/*"]}
    assert set_member(COMMENTED, ours, {"a": 1}) == COMMENTED, "what is so already is not written anew"
    assert set_member(COMMENTED, ours, 7) == COMMENTED.replace('{"a": 1,}', "7")
    assert set_member(COMMENTED, ours, {"b": []}) == COMMENTED.replace('{"a": 1,}', '{\n\t\t\t"b": []\n\t\t}')
    added = '["},", "/*"],\n\t\t"new": true, // of all'
    assert set_member(COMMENTED, new, True) == COMMENTED.replace('["},", "/*"], // of all', added)
    assert remove_member(COMMENTED, ours) == COMMENTED.replace(
        '\t\t"ours": {"a": 1,}, // ours\n', " // ours\n"
    )
    for name in ("first", "ours", "last", "new"):
        left = read_object(remove_member(COMMENTED, ("servers", name)))["servers"]
        assert left == {key: value for key, value in read_object(COMMENTED)["servers"].items() if key != name}
    assert remove_member(COMMENTED, ("servers",)).count("//") == 1
    assert remove_member(COMMENTED, ("others", "ours")) == COMMENTED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '{\n  "a": {\n    "b": 1\n  }\n}\n'),
        ("{}", '{\n  "a": {\n    "b": 1\n  }\n}'),
        ("// none\n{\n}\n", '// none\n{\n  "a": {\n    "b": 1\n  }\n}\n'),
        ('{"a": {}}', '{"a": {\n  "b": 1\n}}'),
        ('{\n    "c": 2\n}', '{\n    "c": 2,\n    "a": {\n        "b": 1\n    }\n}'),
        ('{"c": 2}', '{"c": 2,\n"a": {\n  "b": 1\n}}'),
    ],
)
def test_a_member_is_written_in_the_layout_of_the_text(before: str, after: str) -> None:
    assert set_member(before, ("a", "b"), 1) == after


@pytest.mark.parametrize("text", ["[]", '"a"', "{", '{"a": 1} {}', '{"a" 1}', '{"a": 1,,}', "{// }"])
def test_what_is_no_object_is_refused_and_never_written_over(text: str) -> None:
    with pytest.raises(ValueError):
        read_object(text)
    with pytest.raises(ValueError):
        set_member(text, ("a", "b"), 1)


def test_what_stands_in_the_way_of_a_member_is_no_object() -> None:
    with pytest.raises(ValueError, match="there is no object at character 7"):
        set_member('{"a": [1]}', ("a", "b"), 1)


OURS = ("servers", "ours")
ENTRY = {"command": "/new", "env": {"A B": "x"}, "on": False, "times": [1, 2.5]}

TABLES = """\
[servers.ours] # mine
command = "/old"
# why

[servers.ours.env]
A = "zh"

# colours
[tui]
"""
TABLES_AFTER = """\
[servers.ours]
command = "/new"
env = { "A B" = "x" }
on = false
times = [1, 2.5]
# why


# colours
[tui]
"""
ASSIGNED = """\
[servers]
ours = { command = "/old" } # mine
other.command = "x"
"""
ASSIGNED_AFTER = """\
[servers]
other.command = "x"

[servers.ours]
command = "/new"
env = { "A B" = "x" }
on = false
times = [1, 2.5]
"""
BLOCK = """\
servers:
    ours: # mine
        command: /old
        list:
        - a
    # more
    other: {command: x}
"""
BLOCK_AFTER = """\
servers:
    ours:
      command: "/new"
      env:
        "A B": "x"
      on: false
      times: [1, 2.5]
    # more
    other: {command: x}
""".replace("on:", '"on":')
EMPTY = """\
servers: {}  # none
last: |
  text

"""
EMPTY_AFTER = """\
servers:  # none
  ours:
    command: "/new"
    env:
      "A B": "x"
    "on": false
    times: [1, 2.5]
last: |
  text

"""
BRACES = "{servers: {ours: {command: /old}, other: {command: x}}} # mine\n"
BRACES_AFTER = f"{{servers: {{ours: {json.dumps(ENTRY)}, other: {{command: x}}}}}} # mine\n"


@pytest.mark.parametrize(
    ("syntax", "before", "after"),
    [
        (toml_text, TABLES, TABLES_AFTER),
        (toml_text, ASSIGNED, ASSIGNED_AFTER),
        (yaml_text, BLOCK, BLOCK_AFTER),
        (yaml_text, EMPTY, EMPTY_AFTER),
        (yaml_text, BRACES, BRACES_AFTER),
    ],
    ids=["tables", "assigned", "block", "empty", "braces"],
)
def test_an_entry_is_replaced_in_its_place_and_what_stands_around_it_stays(
    syntax: Any, before: str, after: str
) -> None:
    assert syntax.set_member(before, OURS, ENTRY) == after
    assert syntax.set_member(after, OURS, ENTRY) == after
    assert syntax.read_object(after)["servers"]["ours"] == ENTRY


@pytest.mark.parametrize(
    ("syntax", "before", "after"),
    [
        (toml_text, TABLES, "# why\n\n# colours\n[tui]\n"),
        (toml_text, ASSIGNED, '[servers]\nother.command = "x"\n'),
        (yaml_text, BLOCK, "servers:\n    # more\n    other: {command: x}\n"),
        (yaml_text, EMPTY, EMPTY),
        (yaml_text, BRACES, "{servers: {other: {command: x}}} # mine\n"),
        (yaml_text, "a: {servers: {ours: 1}, b: 1}\nservers: {ours: 1}\n", "a: {servers: {ours: 1}, b: 1}\n"),
        (yaml_text, "servers: {other: 1, ours: 2}\n", "servers: {other: 1}\n"),
    ],
)
def test_a_removed_entry_takes_nothing_of_others_with_it(syntax: Any, before: str, after: str) -> None:
    assert syntax.remove_member(before, OURS) == after


NEW = 'ours:\n    "on": true\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("servers:\n  ours:\n  b: 1\n", f"servers:\n  {NEW}  b: 1\n"),
        ("servers:\n  ours:\n\n  # more\n  b: 1\n", f"servers:\n  {NEW}\n  # more\n  b: 1\n"),
        ("servers:\n  ours: ~\n  b: 1\n", f"servers:\n  {NEW}  b: 1\n"),
        ("servers:\n  ours:\n", f"servers:\n  {NEW}"),
        ("servers: # none\nb: 1\n", f"servers: # none\n  {NEW}b: 1\n"),
        ("a: &x\n  c: 1\nservers:\n  ours: *x\n  d: *x\n", f"a: &x\n  c: 1\nservers:\n  {NEW}  d: *x\n"),
        ("---\n# none\n", f"---\n# none\nservers:\n  {NEW}"),
        ("servers:\n  b: 1\n...\n", f"servers:\n  b: 1\n  {NEW}...\n"),
    ],
)
def test_in_yaml_the_next_member_stays_where_nothing_or_a_repetition_stood_before(
    before: str, after: str
) -> None:
    assert yaml_text.set_member(before, OURS, {"on": True}) == after
    removed = yaml_text.read_object(yaml_text.remove_member(before, OURS))
    assert "ours" not in (removed.get("servers") or {})


@pytest.mark.parametrize("repeated", ["a: &x {ours: 1}\nservers: *x\n", "a: &x\n  b: 1\nservers: *x\n"])
def test_in_yaml_what_repeats_another_part_is_not_written_into(repeated: str) -> None:
    for change in (
        lambda: yaml_text.set_member(repeated, OURS, 1),
        lambda: yaml_text.remove_member(repeated, OURS),
    ):
        with pytest.raises(ValueError, match='there is no mapping where "ours" belongs'):
            change()


@given(st.dictionaries(st.text(min_size=1), st.text() | st.booleans() | st.integers(-9, 9), max_size=3))
def test_any_text_is_read_back_from_toml_as_it_was_written(entry: dict[str, Any]) -> None:
    assert toml_text.read_object(toml_text.set_member("", OURS, entry)) == {"servers": {"ours": entry}}
