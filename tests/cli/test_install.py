"""Installing into the hosts' own configuration files, each in a HOME of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homes import COMMAND, clean_environment
from nemo_video.cli.install.json_text import read_object, remove_member, set_member

LIMIT_S = 60

needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="the paths below are those of Linux")

WRITTEN_BY_HAND = """\
{
    // my servers
    "theme": "dark", /* kept */
    "mcpServers": {
        "other": {"command": "/bin/other", "args": ["// no comment"]},   // the first
    },
    "last": 1.50
}
"""


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(COMMAND), *arguments],
        env=clean_environment(home, COLUMNS="200"),
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
    )


def files_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@needs_linux
@pytest.mark.parametrize(
    ("host", "path", "key", "extra"),
    [
        ("claude-desktop", ".config/Claude/claude_desktop_config.json", "mcpServers", {}),
        ("claude-code", ".claude.json", "mcpServers", {"type": "stdio"}),
        ("cursor", ".cursor/mcp.json", "mcpServers", {}),
        ("vscode", ".config/Code/User/mcp.json", "servers", {"type": "stdio"}),
        ("windsurf", ".codeium/windsurf/mcp_config.json", "mcpServers", {}),
    ],
)
def test_each_host_gets_the_absolute_command_in_its_own_file(
    tmp_path: Path, host: str, path: str, key: str, extra: dict[str, str]
) -> None:
    ended = run(tmp_path, "install", host, "--env", "NEMO_BACKEND=studio")
    assert ended.returncode == 0, ended.stderr
    expected: dict[str, Any] = {
        **extra,
        "command": str(COMMAND),
        "args": [],
        "env": {"NEMO_BACKEND": "studio"},
    }
    assert json.loads((tmp_path / path).read_text()) == {key: {"nemo-video": expected}}


@needs_linux
def test_what_else_the_file_holds_stays_to_the_letter_and_is_backed_up(tmp_path: Path) -> None:
    config = tmp_path / ".cursor" / "mcp.json"
    config.parent.mkdir()
    config.write_text(WRITTEN_BY_HAND)
    config.chmod(0o600)

    assert run(tmp_path, "install", "cursor").returncode == 0
    written = config.read_text()
    assert read_object(written)["mcpServers"]["nemo-video"] == {"command": str(COMMAND), "args": []}
    kept = [line for line in WRITTEN_BY_HAND.splitlines() if '"other"' not in line]
    assert [line for line in written.splitlines() if line in kept] == kept
    assert config.stat().st_mode & 0o777 == 0o600
    (backup,) = files_of(config.parent) - {"mcp.json"}
    assert (config.parent / backup).read_text() == WRITTEN_BY_HAND

    assert run(tmp_path, "install", "cursor", "--uninstall").returncode == 0
    assert read_object(config.read_text()) == read_object(WRITTEN_BY_HAND)


@needs_linux
def test_installing_twice_writes_once(tmp_path: Path) -> None:
    assert run(tmp_path, "install", "cursor").returncode == 0
    again = run(tmp_path, "install", "cursor")
    assert again.returncode == 0
    assert "already" in again.stdout
    assert files_of(tmp_path / ".cursor") == {"mcp.json"}


@needs_linux
def test_print_shows_the_file_and_writes_nothing(tmp_path: Path) -> None:
    ended = run(tmp_path, "install", "vscode", "--print")
    assert json.loads(ended.stdout)["servers"]["nemo-video"]["command"] == str(COMMAND)
    assert not (tmp_path / ".config" / "Code").exists()


@needs_linux
@pytest.mark.parametrize(
    "broken",
    [
        '{"mcpServers": [1]}',
        '{"mcpServers": {',
        "[]",
        '{"a": 1} x',
        "[" * 5000,
        '{"mcpServers": {"nemo-video": {"env": {"A": 1}}}}',
    ],
    ids=["list", "cut", "no object", "text behind", "endless", "number"],
)
def test_a_file_that_its_host_could_not_read_is_left_alone(tmp_path: Path, broken: str) -> None:
    config = tmp_path / ".cursor" / "mcp.json"
    config.parent.mkdir()
    config.write_text(broken)
    ended = run(tmp_path, "install", "cursor")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert config.read_text() == broken
    assert files_of(config.parent) == {"mcp.json"}


@needs_linux
def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    real = tmp_path / "dotfiles" / "cursor.json"
    real.parent.mkdir()
    real.write_text("{}")
    link = tmp_path / ".cursor" / "mcp.json"
    link.parent.mkdir()
    link.symlink_to(real)
    assert run(tmp_path, "install", "cursor").returncode == 0
    assert link.is_symlink()
    assert "nemo-video" in real.read_text()


@needs_linux
def test_links_in_a_circle_are_told_and_the_other_hosts_are_still_listed(tmp_path: Path) -> None:
    link = tmp_path / ".cursor" / "mcp.json"
    link.parent.mkdir()
    link.symlink_to(link)
    ended = run(tmp_path, "install", "cursor")
    assert ended.returncode == 1
    assert "cannot be read" in ended.stderr
    listed = run(tmp_path, "install").stdout.splitlines()
    assert [line.split()[-2] for line in listed if ".json" in line] == ["–", "–", "unreadable", "–", "–"]


@needs_linux
def test_what_an_entry_was_given_before_stays_until_it_is_taken_out(tmp_path: Path) -> None:
    config = tmp_path / ".cursor" / "mcp.json"
    config.parent.mkdir()
    by_hand = {"command": "/old/path", "args": ["x"], "env": {"NEMO_LANG": "zh"}, "disabled": True}
    config.write_text(json.dumps({"mcpServers": {"nemo-video": by_hand}}))
    assert run(tmp_path, "install", "cursor", "--env", "NEMO_BACKEND=studio").returncode == 0
    written = read_object(config.read_text())["mcpServers"]["nemo-video"]
    env = {"NEMO_LANG": "zh", "NEMO_BACKEND": "studio"}
    assert written == {"command": str(COMMAND), "args": [], "env": env, "disabled": True}
    assert run(tmp_path, "install", "cursor", "--env", "NEMO_LANG=", "--env", "NEMO_BACKEND=").returncode == 0
    written = read_object(config.read_text())["mcpServers"]["nemo-video"]
    assert written == {"command": str(COMMAND), "args": [], "disabled": True}


def test_an_unknown_host_and_a_bad_setting_are_told_with_the_choices(tmp_path: Path) -> None:
    unknown = run(tmp_path, "install", "emacs")
    assert unknown.returncode == 1
    assert "claude-desktop, claude-code, cursor, vscode, windsurf" in " ".join(unknown.stderr.split())
    bad = run(tmp_path, "install", "cursor", "--env", "NEMO_POLL_S=soon")
    assert bad.returncode == 1
    assert "NEMO_POLL_S" in bad.stderr
    assert not (tmp_path / ".cursor").exists()


@needs_linux
def test_the_written_entry_starts_the_server(tmp_path: Path) -> None:
    assert run(tmp_path, "install", "claude-code", "--env", "NEMO_BACKEND=studio").returncode == 0
    entry = json.loads((tmp_path / ".claude.json").read_text())["mcpServers"]["nemo-video"]
    question = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "t", "version": "1"},
        },
    }
    ended = subprocess.run(
        [entry["command"], *entry["args"]],
        input=json.dumps(question) + "\n",
        env={"HOME": str(tmp_path), "PATH": os.defpath, **entry["env"]},
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=False,
        cwd="/",
    )
    assert json.loads(ended.stdout.splitlines()[0])["result"]["serverInfo"]["name"] == "nemo-video"


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
    assert removed == {**before, "servers": {k: v for k, v in (servers or {}).items() if k != "ours"}}


def test_of_twins_the_one_that_readers_take_is_set_and_all_are_removed() -> None:
    text = '{"servers": {}, "servers": {"ours": 1, "ours": 2}}'
    assert set_member(text, ("servers", "ours"), 3) == '{"servers": {}, "servers": {"ours": 1, "ours": 3}}'
    assert read_object(remove_member(text, ("servers", "ours"))) == {"servers": {}}


def test_carriage_returns_stay() -> None:
    text = '{\r\n  "a": 1\r\n}\r\n'
    assert set_member(text, ("b",), {"c": 2}) == '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 2\r\n  }\r\n}\r\n'
