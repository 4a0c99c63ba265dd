"""Exact edits from the command line: by options, from a file, and what is wrong with them."""

import json
from pathlib import Path

import pytest

from cli.terminal import lines_of, run
from nemo_video.cli.edits import read_edits
from nemo_video.errors import InvalidArgument

pytestmark = pytest.mark.slow


def test_an_edit_is_typed_by_its_fields_and_several_come_from_a_file(tmp_path: Path) -> None:
    made = run(tmp_path, "generate", "a snowy night, 3 seconds", "--json")
    typed = run(tmp_path, "edit", "--op", "trim", "--item", "clip 1", "--from-s", "0", "--to-s=2", "--json")
    edits = [
        {"op": "title", "text": "Hush", "from_s": 0, "to_s": 1},
        {"op": "look", "item": "clip 1", "look": "cool"},
    ]
    file = tmp_path / "edits.json"
    file.write_text(json.dumps({"edits": edits}), encoding="utf-8")
    listed = run(tmp_path, "edit", "--file", str(file), "--json")
    (first,), (second,) = lines_of(typed), lines_of(listed)
    assert [each["outcome"] for each in first["edits"]] == ["done"]
    assert [each["outcome"] for each in second["edits"]] == ["done", "done"]
    assert lines_of(made)[0]["project_id"] == first["project_id"] == second["project_id"]


def test_what_is_wrong_is_told_in_one_line(tmp_path: Path) -> None:
    for arguments, words in (
        ((), "Either --op or --file is needed."),
        (("--op", "trim", "--start", "1"), "There is no field --start."),
        (("--op", "trim", "--from-s"), "--from-s lacks its value."),
        (("--file", "nowhere.json"), "nowhere.json cannot be read as JSON"),
    ):
        ended = run(tmp_path, "edit", *arguments)
        assert ended.returncode == 2
        assert words in ended.stderr


def test_switches_take_no_value_and_have_an_opposite() -> None:
    options = ["--item", "clip 1", "--mirror", "--no-flip", "--zoom", "1.5"]
    assert read_edits("frame", None, options) == [
        {"op": "frame", "item": "clip 1", "mirror": True, "flip": False, "zoom": "1.5"}
    ]


@pytest.mark.parametrize("text", ["", "[", "3", '"trim"'])
def test_a_file_that_holds_no_edits_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "edits.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidArgument, match=r"edits\.json"):
        read_edits(None, str(file), [])
