"""Installing into the hosts' own configuration files, each in a HOME of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cli.terminal import run
from homes import COMMAND
from nemo_video.cli.install.configuration import syntax_of
from nemo_video.cli.install.hosts import HOSTS, find_host
from nemo_video.cli.install.json_text import read_object

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


def files_of(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


NAMED: dict[str, Any] = {"command": str(COMMAND), "args": [], "env": {"NEMO_BACKEND": "studio"}}
WHERE_AND_WHAT: dict[str, tuple[str, str, dict[str, Any]]] = {
    "claude-desktop": (".config/Claude/claude_desktop_config.json", "mcpServers", NAMED),
    "claude-code": (".claude.json", "mcpServers", {"type": "stdio", **NAMED}),
    "cursor": (".cursor/mcp.json", "mcpServers", NAMED),
    "vscode": (".config/Code/User/mcp.json", "servers", {"type": "stdio", **NAMED}),
    "windsurf": (".codeium/windsurf/mcp_config.json", "mcpServers", NAMED),
    "codex": (".codex/config.toml", "mcp_servers", NAMED),
    "gemini-cli": (".gemini/settings.json", "mcpServers", NAMED),
    "zed": (".config/zed/settings.json", "context_servers", {"source": "custom", **NAMED}),
    "jetbrains": (".junie/mcp/mcp.json", "mcpServers", NAMED),
    "goose": (
        ".config/goose/config.yaml",
        "extensions",
        {
            "type": "stdio",
            "name": "nemo-video",
            "cmd": str(COMMAND),
            "args": [],
            "envs": {"NEMO_BACKEND": "studio"},
            "enabled": True,
            "timeout": 300,
            "description": "Generate, edit and export video",
        },
    ),
    "lm-studio": (".lmstudio/mcp.json", "mcpServers", NAMED),
    "cline": (".cline/data/settings/cline_mcp_settings.json", "mcpServers", NAMED),
    "opencode": (
        ".config/opencode/opencode.json",
        "mcp",
        {"type": "local", "command": [str(COMMAND)], "environment": {"NEMO_BACKEND": "studio"}},
    ),
}


@needs_linux
@pytest.mark.parametrize("host", [host.name for host in HOSTS])
def test_each_host_gets_the_absolute_command_in_its_own_file_and_loses_it_again(
    tmp_path: Path, host: str
) -> None:
    path, key, entry = WHERE_AND_WHAT[host]
    read = syntax_of(find_host(host)).read_object
    shown = run(tmp_path, "install", host, "--env", "NEMO_BACKEND=studio", "--print")
    assert files_of(tmp_path) == set()
    ended = run(tmp_path, "install", host, "--env", "NEMO_BACKEND=studio")
    assert ended.returncode == 0, ended.stderr
    assert (tmp_path / path).read_text() == shown.stdout
    assert read(shown.stdout) == {key: {"nemo-video": entry}}
    assert "already" in run(tmp_path, "install", host).stdout

    assert run(tmp_path, "install", host, "--env", "NEMO_BACKEND=").returncode == 0
    assert "studio" not in (tmp_path / path).read_text()
    assert run(tmp_path, "install", host, "--uninstall").returncode == 0
    assert read((tmp_path / path).read_text()) == {}
    assert "no such server" in run(tmp_path, "install", host, "--uninstall").stdout


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


CODEX_BY_HAND = """\
# how I like it
model = "gpt-5.5"    # the good one
notes = '''
[mcp_servers.nemo-video] is no table here
'''

[mcp_servers.other]
command = "/bin/other"
args = [
    "[a]",  # odd
]

# colours
[tui]
theme = "dark"
"""

GOOSE_BY_HAND = """\
# how I like it
GOOSE_MODE: "smart_approve"   # careful
GOOSE_SEARCH_PATHS:
  - "/usr/local/bin"
  - '~/tools'

extensions:
    # the first
    developer:
        type: builtin
        enabled: yes

    notes:
        type: stdio
        instructions: |
            extensions:
              nemo-video: not here

# last words
otel: {endpoint: "http://localhost"}
"""


@needs_linux
@pytest.mark.parametrize(
    ("host", "path", "by_hand"),
    [
        ("codex", ".codex/config.toml", CODEX_BY_HAND),
        ("codex", ".codex/config.toml", CODEX_BY_HAND.replace("\n", "\r\n")),
        ("codex", ".codex/config.toml", "\ufeffmodel = 1\n"),
        ("codex", ".codex/config.toml", 'mcp_servers.other.command = "x"\n'),
        ("codex", ".codex/config.toml", "[mcp_servers]\n# mine\n"),
        ("goose", ".config/goose/config.yaml", GOOSE_BY_HAND),
        ("goose", ".config/goose/config.yaml", GOOSE_BY_HAND.replace("\n", "\r\n")),
        ("goose", ".config/goose/config.yaml", "# nothing yet\n"),
        ("goose", ".config/goose/config.yaml", "base: &b {type: builtin}\nextensions:\n  memory: *b\n"),
        ("goose", ".config/goose/config.yaml", "{GOOSE_MODE: auto, extensions: {memory: {type: builtin}}}\n"),
        ("goose", ".config/goose/config.yaml", "---\nGOOSE_MODE: auto # mine\n"),
    ],
)
def test_comments_and_layout_of_toml_and_yaml_stay_to_the_letter(
    tmp_path: Path, host: str, path: str, by_hand: str
) -> None:
    config = tmp_path / path
    config.parent.mkdir(parents=True)
    config.write_bytes(by_hand.encode())
    assert run(tmp_path, "install", host, "--env", "NEMO_LANG=zh").returncode == 0
    once = config.read_bytes().decode()
    assert run(tmp_path, "install", host, "--env", "NEMO_LANG=en", "--env", "HTTPS_PROXY=x y").returncode == 0
    twice = config.read_bytes().decode()
    for written in (once, twice):
        assert is_spread_over(by_hand, written)
        assert ("\r\n" in written) == ("\r\n" in by_hand)
        assert written.count("\n") == written.count("\r\n") or "\r\n" not in written
    (*_, backup) = sorted(files_of(config.parent) - {config.name})
    assert (config.parent / backup).read_bytes().decode() == once
    assert run(tmp_path, "install", host, "--uninstall").returncode == 0
    assert config.read_bytes().decode() == by_hand


def is_spread_over(text: str, longer: str) -> bool:
    """Whether nothing but insertions makes one text into the other."""
    rest = iter(longer)
    return all(character in rest for character in text)


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
    ("host", "broken"),
    [
        ("cursor", '{"mcpServers": [1]}'),
        ("cursor", '{"mcpServers": {'),
        ("cursor", "[]"),
        ("cursor", '{"a": 1} x'),
        ("cursor", "[" * 5000),
        ("cursor", '{"mcpServers": {"nemo-video": {"env": {"A": 1}}}}'),
        ("codex", "[mcp_servers"),
        ("codex", "mcp_servers = 1\n"),
        ("codex", 'mcp_servers = { other = { command = "x" } }\n'),  # no table can be added to these
        ("codex", "a = 1\na = 2\n"),
        ("goose", "extensions: [1]\n"),
        ("goose", "extensions: {\n"),
        ("goose", "- 1\n"),
        ("goose", "a: 1\n---\nb: 2\n"),
        ("goose", "a: 1\na: 2\n"),
        ("goose", "a: &a [*a]\n"),
        ("goose", "extensions:\n  nemo-video: {cmd: x, since: 2026-01-01}\n"),
    ],
)
def test_a_file_that_its_host_could_not_read_is_left_alone(tmp_path: Path, host: str, broken: str) -> None:
    config = tmp_path / WHERE_AND_WHAT[host][0]
    config.parent.mkdir(parents=True)
    config.write_text(broken)
    ended = run(tmp_path, "install", host)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert config.read_text() == broken
    assert files_of(config.parent) == {config.name}


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
    listed = run(tmp_path, "install").stdout
    assert [line.split()[0] for line in listed.splitlines() if "unreadable" in line] == ["cursor"]


@needs_linux
@pytest.mark.parametrize("columns", [60, 120])
def test_the_list_of_hosts_fits_the_window_and_breaks_no_path(tmp_path: Path, columns: int) -> None:
    for name in ("codex", "cline"):
        assert run(tmp_path, "install", name).returncode == 0
    (tmp_path / ".cursor").mkdir()
    lines = run(tmp_path, "install", COLUMNS=str(columns)).stdout.splitlines()
    assert max(map(len, lines)) <= columns
    standing = {line.split()[0]: line for line in lines if line}
    assert "installed" in standing["cline"]
    assert "found" in standing["cursor"]
    assert "–" in standing["zed"]
    assert sum("~/.cline/data/settings/cline_mcp_settings.json" in line for line in lines) == 1


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
    assert unknown.returncode == 2
    assert ", ".join(WHERE_AND_WHAT) in " ".join(unknown.stderr.split())
    bad = run(tmp_path, "install", "cursor", "--env", "NEMO_POLL_S=soon")
    assert bad.returncode == 2
    assert "NEMO_POLL_S" in bad.stderr
    assert not (tmp_path / ".cursor").exists()


@pytest.mark.parametrize(
    ("name", "likely"),
    [
        ("NEMO_BAKEND", "NEMO_BACKEND"),
        ("NEMO_OUTPUT", "NEMO_OUTPUT_DIR"),
        ("nemo_token", "NEMO_TOKEN"),
        ("NEMOTOKEN", "NEMO_TOKEN"),
        ("NEM0_LANG", "NEMO_LANG"),
        ("SKILL_SOURCES", "SKILL_SOURCE"),
    ],
)
def test_the_name_of_a_setting_with_a_slip_is_refused_with_the_likely_one(
    tmp_path: Path, name: str, likely: str
) -> None:
    ended = run(tmp_path, "install", "cursor", "--env", f"{name}=1")
    assert ended.returncode == 2
    assert f"{name} is no setting. Did you mean {likely}?" in ended.stderr
    assert files_of(tmp_path) == set()


@needs_linux
def test_variables_of_others_pass_and_an_old_slip_can_be_taken_out(tmp_path: Path) -> None:
    config = tmp_path / ".cursor" / "mcp.json"
    config.parent.mkdir()
    config.write_text(
        json.dumps({"mcpServers": {"nemo-video": {"command": "x", "env": {"NEMO_BAKEND": "a"}}}})
    )
    names = ("HTTPS_PROXY", "SSL_CERT_FILE", "LOG_LEVEL", "OTEL_EXPORTER_OTLP_ENDPOINT", "LANG")
    settings = [part for name in names for part in ("--env", f"{name}=x")]
    assert run(tmp_path, "install", "cursor", *settings, "--env", "NEMO_BAKEND=").returncode == 0
    assert read_object(config.read_text())["mcpServers"]["nemo-video"]["env"] == dict.fromkeys(names, "x")


@needs_linux
def test_opencode_of_the_second_version_finds_it_among_its_servers(tmp_path: Path) -> None:
    config = tmp_path / ".config" / "opencode" / "opencode.jsonc"
    config.parent.mkdir(parents=True)
    config.write_text('{"mcp": {"servers": {"other": {"type": "local", "command": ["x"]}}}} // mine\n')
    assert run(tmp_path, "install", "opencode").returncode == 0
    assert set(read_object(config.read_text())["mcp"]["servers"]) == {"other", "nemo-video"}
    assert config.read_text().endswith("// mine\n")


@needs_linux
def test_the_doctor_reads_entries_of_every_shape(tmp_path: Path) -> None:
    for host in ("goose", "opencode", "codex"):
        assert run(tmp_path, "install", host).returncode == 0
    found = run(tmp_path, "doctor").stdout
    for title in ("Goose", "opencode", "Codex"):
        assert f"{title} starts {COMMAND}" in " ".join(found.split())


@pytest.mark.slow
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
