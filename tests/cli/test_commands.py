"""The tools as plain commands, run the way a person or a script runs them."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import av
import pytest

from cli.terminal import LIMIT_S, lines_of, run, run_process
from homes import COMMAND, clean_environment
from nemo_video.cli.commands import guidance, hosts, video
from nemo_video.settings import describe_settings

pytestmark = pytest.mark.slow


def test_two_prompts_and_an_export_make_a_film_with_one_json_line_each(tmp_path: Path) -> None:
    ended = run_process(
        tmp_path,
        "generate",
        "a snowy night in 360p",
        "add the title 'Hush'",
        "--duration",
        "1",
        "--aspect-ratio",
        "1:1",
        "-o",
        str(tmp_path / "hush.mkv"),
        "--json",
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == ""
    first, second, exported = lines_of(ended)
    assert first["status"] == second["status"] == exported["status"] == "completed"
    assert first["project_id"] == second["project_id"] == exported["project_id"]
    assert first["timeline"]["duration_s"] == second["timeline"]["duration_s"] == 1  # of the first prompt
    assert [track["label"] for track in second["timeline"]["tracks"]][-1] == "Title"
    film = Path(exported["path"])
    assert film == tmp_path / "hush.mkv"
    with av.open(film) as container:
        video = container.streams.video[0]
        assert ("matroska" in container.format.name, video.width == video.height) == (True, True)


def test_the_next_command_finds_the_studio_project_and_its_next_step_can_be_typed(
    tmp_path: Path,
) -> None:
    ended = run(tmp_path, "generate", "rain on a window, 1 second, in 360p")
    assert ended.returncode == 0
    step = next(line for line in ended.stdout.splitlines() if line.startswith("Next: "))
    command, *arguments = step.removeprefix("Next: ").partition(" - ")[0].split()
    assert command == "nemo-video-mcp"
    film = tmp_path / "rain.mp4"
    again = run(tmp_path, *arguments, "--quality", "low", "--quiet", "--output", str(film))
    assert (again.returncode, again.stdout, again.stderr) == (0, f"{film}\n", "")
    (tmp_path / "chapters.txt").write_text("0:00 Clouds\n")
    wishes = ("--platform", "x", "--chapters", str(tmp_path / "chapters.txt"))
    replaced = run(tmp_path, *arguments, "--quality", "low", "-q", "-f", "-o", str(film), *wishes)
    assert (replaced.returncode, replaced.stdout) == (0, f"{film}\n")
    with av.open(film) as container:
        assert [chapter["metadata"]["title"] for chapter in container.chapters()] == ["Clouds"]
    assert [path.name for path in tmp_path.glob("*.mp4")] == ["rain.mp4"]
    shown = run(tmp_path, "preview", "--at", "0.5", "--json")
    (picture,) = lines_of(shown)[0]["paths"]
    assert Path(picture).read_bytes().startswith(b"\xff\xd8")


def test_a_reader_that_goes_away_ends_a_command_without_a_trace(tmp_path: Path) -> None:
    command = subprocess.Popen(
        [str(COMMAND), "--help"],
        env=clean_environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert command.stdout and command.stderr
    command.stdout.close()
    told = command.stderr.read()
    command.stderr.close()
    command.wait(LIMIT_S)
    assert told == b""


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = run(tmp_path, "studio", "--port", port)
    assert (ended.returncode, ended.stderr.count("\n")) == (1, 1)
    assert f"port {port}" in ended.stderr


def test_words_that_ask_for_another_command_end_with_three(tmp_path: Path) -> None:
    ended = run(tmp_path, "generate", "how many credits do I have left?", "--json")
    assert ended.returncode == 3
    assert lines_of(ended)[0]["status"] == "routed"


def test_a_failure_ends_with_one_and_speaks_on_standard_error(tmp_path: Path) -> None:
    ended = run(tmp_path, "wait", "job_of_nobody")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "job_of_nobody" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_failure_is_a_json_line_for_scripts(tmp_path: Path) -> None:
    ended = run(tmp_path, "wait", "job_of_nobody", "--json")
    assert ended.returncode == 1
    assert lines_of(ended)[0]["error"]["code"] == "not_found"


def test_credits_are_told_without_loading_the_sdk(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "nemo_video", "credits", "--json"],
        env=clean_environment(tmp_path),
        capture_output=True,
        encoding="utf-8",
        timeout=LIMIT_S,
        check=True,
    )
    assert lines_of(ended)[0]["account"] == "studio"
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in ended.stderr.splitlines()}
    assert {"nemo_studio"} <= loaded
    assert not {"mcp", "mcp_types"} & loaded


def test_credits_of_a_backend_that_is_not_there_fail_like_any_command(tmp_path: Path) -> None:
    gone = {"NEMO_BACKEND": "cloud", "NEMO_API_URL": "http://127.0.0.1:9"}
    ended = run(tmp_path, "credits", **gone)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "unreachable" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert lines_of(run(tmp_path, "credits", "--json", **gone))[0]["error"]["code"] == "unreachable"


def test_wrong_usage_and_a_bad_setting_end_with_two(tmp_path: Path) -> None:
    assert run(tmp_path, "generate").returncode == 2
    assert run(tmp_path, "paint").returncode == 2
    bad = run(tmp_path, "credits", NEMO_POLL_S="soon")
    assert bad.returncode == 2
    assert "NEMO_POLL_S" in bad.stderr
    assert run(tmp_path, "export", "--platform", "cinema").returncode == 2
    missing = run(tmp_path, "export", "--chapters", str(tmp_path / "none.txt"))
    assert (missing.returncode, "No such file" in missing.stderr) == (2, True)


def test_a_relative_path_is_uploaded_from_where_the_person_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "song.txt").write_text("la la la")
    monkeypatch.chdir(tmp_path)
    ended = run(tmp_path, "upload", "song.txt", "--json")
    assert ended.returncode == 1
    assert "song.txt is text, not media" in lines_of(ended)[0]["error"]["message"]


def test_help_tells_every_setting_of_the_environment(tmp_path: Path) -> None:
    shown = " ".join(run(tmp_path, "serve", "--help").stdout.split())
    assert [each.name for each in describe_settings() if each.name not in shown] == []
    assert "serve --help" in run(tmp_path, "--help").stdout


def test_help_names_every_command_and_completion_can_be_shown(tmp_path: Path) -> None:
    shown = run(tmp_path, "--help").stdout
    commands = (
        "serve install studio generate upload export preview state credits wait cancel projects doctor demo"
    )
    assert all(f" {name} " in shown for name in commands.split())
    completion = run_process(
        tmp_path, "--show-completion", "bash", _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
    )
    assert "_NEMO_VIDEO_MCP_COMPLETE" in completion.stdout


def test_help_breaks_no_word_in_a_narrow_terminal(tmp_path: Path) -> None:
    commands = [each for part in (hosts, video, guidance) for each in part.commands.registered_commands]
    names = [each.name or getattr(each.callback, "__name__", "") for each in commands if not each.hidden]
    for name in ("", *names):
        shown = run(tmp_path, *filter(None, [name]), "--help", COLUMNS="60").stdout
        assert re.findall(r"\w+…", shown) == [], name
        assert "<bool>" not in shown


def test_a_pipe_gets_utf8_whatever_the_code_page_is(tmp_path: Path) -> None:
    listed = run_process(tmp_path, "install", PYTHONIOENCODING="cp1252")
    assert (listed.returncode, "–" in listed.stdout) == (0, True)


def test_a_shell_that_completes_gets_the_commands_and_no_server(tmp_path: Path) -> None:
    asked = {"_NEMO_VIDEO_MCP_COMPLETE": "complete_bash", "COMP_WORDS": "nemo-video-mcp ", "COMP_CWORD": "1"}
    ended = subprocess.run(
        [str(COMMAND)],
        env={**clean_environment(tmp_path), **asked},
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=LIMIT_S,
        check=False,
    )
    assert {"generate", "export", "doctor"} <= set(ended.stdout.split())


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_the_bare_command_in_a_terminal_helps(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    try:
        ended = subprocess.run(
            [str(COMMAND)],
            env=clean_environment(tmp_path),
            stdin=theirs,
            capture_output=True,
            encoding="utf-8",
            timeout=LIMIT_S,
            check=False,
        )
    finally:
        os.close(ours)
        os.close(theirs)
    assert "Usage: nemo-video-mcp" in ended.stdout + ended.stderr
