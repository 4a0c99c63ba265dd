"""Where each host keeps its servers on every platform, and how an entry is written and read in its words."""

import sys
from pathlib import Path
from typing import Any

import pytest

from nemo_video.cli.install.entry import (
    STANDARD,
    TYPED,
    EntryShape,
    ServerEntry,
    entry_of_this_install,
    is_short_lived,
    meant_setting,
    read_env,
)
from nemo_video.cli.install.hosts import HOSTS, find_host
from nemo_video.errors import InvalidArgument

MAC, WINDOWS = "Library/Application Support", "AppData/Roaming"
LIES: dict[str, tuple[str, ...]] = {
    # Host → its file below the home folder on Linux, macOS and Windows, by the pages that the table names.
    "claude-desktop": (
        ".config/Claude/claude_desktop_config.json",
        f"{MAC}/Claude/claude_desktop_config.json",
        f"{WINDOWS}/Claude/claude_desktop_config.json",
    ),
    "claude-code": (".claude.json",) * 3,
    "cursor": (".cursor/mcp.json",) * 3,
    "vscode": (
        ".config/Code/User/mcp.json",
        f"{MAC}/Code/User/mcp.json",
        f"{WINDOWS}/Code/User/mcp.json",
    ),
    "windsurf": (".codeium/windsurf/mcp_config.json",) * 3,
    "codex": (".codex/config.toml",) * 3,
    "gemini-cli": (".gemini/settings.json",) * 3,
    "zed": (".config/zed/settings.json", ".config/zed/settings.json", f"{WINDOWS}/Zed/settings.json"),
    "jetbrains": (".junie/mcp/mcp.json",) * 3,
    "goose": (
        ".config/goose/config.yaml",
        ".config/goose/config.yaml",
        f"{WINDOWS}/Block/goose/config/config.yaml",
    ),
    "lm-studio": (".lmstudio/mcp.json",) * 3,
    "cline": (".cline/data/settings/cline_mcp_settings.json",) * 3,
    "opencode": (".config/opencode/opencode.json",) * 3,
}
MOVED = ("APPDATA", "XDG_CONFIG_HOME", "CODEX_HOME", "CLINE_MCP_SETTINGS_PATH")
"""Variables with which users move these folders."""


@pytest.fixture
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for variable in MOVED:
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


@pytest.mark.parametrize(("index", "platform"), [(0, "linux"), (1, "darwin"), (2, "win32")])
def test_each_host_keeps_its_servers_where_its_own_pages_say(
    index: int, platform: str, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert {host.name: host.locate() for host in HOSTS} == {
        name: own_home / paths[index] for name, paths in LIES.items()
    }


def test_a_folder_that_a_user_moved_is_found(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in MOVED:
        monkeypatch.setenv(variable, f"/moved/{variable}")
    monkeypatch.setattr(sys, "platform", "linux")
    moved = {host.name: host.locate() for host in HOSTS if not host.locate().is_relative_to(own_home)}
    assert moved == {
        "claude-desktop": Path("/moved/XDG_CONFIG_HOME/Claude/claude_desktop_config.json"),
        "vscode": Path("/moved/XDG_CONFIG_HOME/Code/User/mcp.json"),
        "zed": Path("/moved/XDG_CONFIG_HOME/zed/settings.json"),
        "codex": Path("/moved/CODEX_HOME/config.toml"),
        "cline": Path("/moved/CLINE_MCP_SETTINGS_PATH"),
    }
    monkeypatch.setattr(sys, "platform", "win32")
    assert find_host("vscode").locate() == Path("/moved/APPDATA/Code/User/mcp.json")


def test_opencode_with_comments_is_found_unless_there_is_a_plain_file(own_home: Path) -> None:
    folder, host = own_home / ".config" / "opencode", find_host("opencode")
    folder.mkdir(parents=True)
    (folder / "opencode.jsonc").touch()
    assert host.locate().name == "opencode.jsonc"
    (folder / "opencode.json").touch()
    assert host.locate().name == "opencode.json"


def test_a_host_is_found_by_its_file_or_its_own_folder_and_never_by_the_home_folder(own_home: Path) -> None:
    cursor, code = find_host("cursor"), find_host("claude-code")
    assert (cursor.is_found(), code.is_found()) == (False, False)
    (own_home / ".cursor").mkdir()
    assert (cursor.is_found(), code.is_found()) == (True, False)
    (own_home / ".claude.json").touch()
    assert code.is_found()


def test_a_host_that_nobody_knows_is_refused_with_the_choices() -> None:
    with pytest.raises(InvalidArgument) as refused:
        find_host("notepad")
    assert all(host.name in refused.value.advice for host in HOSTS)


ENTRY = ServerEntry("/bin/nemo", ("-m", "x"), {"NEMO_BACKEND": "studio"})
LISTED = EntryShape(args=None, env="environment", constants={"type": "local"})
NAMED = EntryShape(command="cmd", env="envs", constants={"type": "stdio"}, defaults={"enabled": True})
ENV = {"NEMO_BACKEND": "studio"}


@pytest.mark.parametrize(
    ("shape", "written"),
    [
        (STANDARD, {"command": "/bin/nemo", "args": ["-m", "x"], "env": ENV}),
        (TYPED, {"type": "stdio", "command": "/bin/nemo", "args": ["-m", "x"], "env": ENV}),
        (LISTED, {"type": "local", "command": ["/bin/nemo", "-m", "x"], "environment": ENV}),
        (NAMED, {"type": "stdio", "cmd": "/bin/nemo", "args": ["-m", "x"], "envs": ENV, "enabled": True}),
    ],
)
def test_an_entry_is_written_in_a_hosts_own_words_and_read_back(
    shape: EntryShape, written: dict[str, Any]
) -> None:
    assert shape.write(ENTRY) == written
    assert shape.read(written) == {"command": "/bin/nemo", "args": ["-m", "x"], "env": ENV}


def test_what_a_user_added_to_an_entry_stays_and_what_is_ours_is_written_anew() -> None:
    before = {"type": "old", "cmd": "/old", "envs": {"A": "b"}, "enabled": False, "timeout": 9}
    bare = ServerEntry("/bin/nemo")
    assert NAMED.write(bare, before) == {
        "type": "stdio", "cmd": "/bin/nemo", "args": [], "enabled": False, "timeout": 9,
    }  # fmt: skip
    at_an_address: dict[str, Any] = {"url": "https://e.com/mcp", "headers": {}, "enabled": False}
    assert NAMED.write(bare, at_an_address)["enabled"] is True
    assert "url" not in NAMED.write(bare, at_an_address)


@pytest.mark.parametrize("command", ["nemo", [], None, 7])
def test_a_list_of_words_that_is_none_names_no_command(command: object) -> None:
    assert LISTED.read({"command": command, "type": "local"}) == {}
    assert STANDARD.read({"args": ["a"]}) == {"args": ["a"]}


def test_the_settings_of_an_entry_are_texts() -> None:
    assert [read_env(entry) for entry in ({}, {"env": None}, {"env": {"A": "b"}})] == [{}, {}, {"A": "b"}]
    for wrong in (["A=b"], "A=b", {"A": 1}, {"A": None, "B": "c"}):
        with pytest.raises(InvalidArgument, match="must hold names and texts"):
            read_env({"env": wrong})


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("NEMO_TOKEN", None), ("NEMOTOKEN", "NEMO_TOKEN"), ("nemo_token", "NEMO_TOKEN"),
        ("NEMO_TOKN", "NEMO_TOKEN"), ("HTTPS_PROXY", None), ("LOG_LEVEL", None), ("PATH", None),
    ],
)  # fmt: skip
def test_a_slip_in_the_name_of_a_setting_is_told_from_the_names_of_others(
    name: str, meant: str | None
) -> None:
    assert meant_setting(name) == meant


def test_the_command_of_this_installation_is_absolute_and_outlives_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python = tmp_path / "python"
    monkeypatch.setattr(sys, "executable", str(python))
    assert entry_of_this_install(ENV) == ServerEntry(str(python), ("-m", "nemo_video"), ENV)
    (tmp_path / "nemo-video-mcp").touch()
    assert entry_of_this_install({}) == ServerEntry(str(tmp_path / "nemo-video-mcp"))
    kept = ["/home/a/.venv", "/home/a/.local/pipx/venvs/x", "/home/a/.cache/x"]
    gone = [
        "/home/a/.cache/uv/archive-v0/x", "/home/a/.cache/uv/environments-v2/x", "/home/a/.cache/pipx/x",
    ]  # fmt: skip
    told: list[bool] = []
    for prefix in (*kept, *gone):
        monkeypatch.setattr(sys, "prefix", prefix)
        told.append(is_short_lived())
    assert told == [False] * 3 + [True] * 3
    runner: list[str | None] = ["/bin/uvx"]

    def which(_name: str) -> str | None:
        return runner[0]

    monkeypatch.setattr("shutil.which", which)
    entry = entry_of_this_install({})
    assert entry.command == "/bin/uvx"
    assert entry.args[0].startswith("nemo-video-mcp==")
    runner[0] = None
    assert entry_of_this_install({}).command == str(tmp_path / "nemo-video-mcp")
