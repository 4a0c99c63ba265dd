"""The studio's projects in a browser: the page, its player and what it asks for, as a browser gets them."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from cli.terminal import LIMIT_S, lines_of, run
from homes import COMMAND, Json, clean_environment

pytestmark = pytest.mark.slow

SIGNALS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")


@contextmanager
def viewer(home: Path, **settings: str) -> Generator[tuple[subprocess.Popen[str], str]]:
    """The command, and the address that it told, without a desktop to open a window on."""
    environment = clean_environment(home, NEMO_BACKEND="cloud", **settings)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", *(() if "BROWSER" in settings else ("BROWSER",))):
        environment.pop(name, None)
    command = [str(COMMAND), "studio", "--open"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout
        try:
            process.stdout.readline()
            yield process, process.stdout.readline().strip()
        finally:
            if process.poll() is None:
                process.terminate()


def get(address: str, **headers: str) -> httpx.Response:
    return httpx.get(address, headers=headers, trust_env=False, timeout=LIMIT_S)


def call(address: str, tool: str, **arguments: object) -> Json:
    asked = {"name": tool, "arguments": arguments}
    answer = httpx.post(f"{address}call", json=asked, trust_env=False, timeout=LIMIT_S)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_person_without_a_host_finds_the_project_its_picture_its_frames_and_its_newest_film(
    tmp_path: Path,
) -> None:
    film = tmp_path / "waves.mp4"
    assert run(tmp_path, "generate", "a 1-second video of mountains in 360p", "-o", str(film)).returncode == 0
    with viewer(tmp_path) as (_, address):
        (project,) = get(f"{address}projects").json()["projects"]
        state = call(address, "state", project_id=project["project_id"])
        board = call(address, "preview", project_id=project["project_id"], at_s=[0.5])
        drawn = get(f"{address}projects/{project['project_id']}.svg")
        nobodys = get(f"{address}projects/prj_of_nobody.svg")
        (job,) = [each for each in state["structuredContent"]["jobs"] if each["tool"] == "export"]
        exported = call(address, "wait", job_id=job["job_id"])
        media = exported["_meta"]["nemo-video/media"]
        part = get(media, Range="bytes=100-199")
        page, player = get(address), get(f"{address}player")
        film.unlink()
        gone = call(address, "wait", job_id=job["job_id"])
    assert project["title"] == "mountains"
    assert (drawn.headers["content-type"], "prefers-color-scheme" in drawn.text) == ("image/svg+xml", True)
    assert nobodys.status_code == 404
    assert [part["type"] for part in board["content"]] == ["text", "image"]
    assert (part.status_code, len(part.content)) == (206, 100)
    assert 'src = "player"' in page.text
    assert "ui/initialize" in player.text
    assert media.rpartition("/")[0] in player.headers["content-security-policy"]
    assert gone["structuredContent"]["path"] == str(film)
    assert "nemo-video/media" not in gone["_meta"]


@dataclass(frozen=True)
class Opened:
    """A viewer of three projects.

    Attributes:
        home: Its home folder.
        address: With the token.
        cloud: The id of the project in the cloud, made first.
        first: Of the studio's older one.
        last: Of its newer one, which is the current one.
    """

    home: Path
    address: str
    cloud: str
    first: str
    last: str


@pytest.fixture(name="opened", scope="module")
def open_once(tmp_path_factory: pytest.TempPathFactory) -> Generator[Opened]:
    home = tmp_path_factory.mktemp("home")
    made = [
        lines_of(run(home, "projects", "new", "--backend", backend, "--json"))[0]["current"]
        for backend in ("cloud", "studio", "studio")
    ]
    with viewer(home) as (_, address):
        yield Opened(home, address, *made)


def test_nothing_is_had_without_the_token_or_by_another_name_and_cloud_projects_are_not_listed(
    opened: Opened,
) -> None:
    address = opened.address
    origin = address.removesuffix("/").rpartition("/")[0]
    guesses = ["", "projects", "player", f"{'x' * 32}/projects", "docs", "%2e%2e/projects"]
    assert {get(f"{origin}/{guess}").status_code for guess in guesses} == {404}
    assert get(address, Host="films.example").status_code == 400
    assert opened.cloud not in get(f"{address}projects").text
    bad = httpx.post(f"{address}call", content="no call", trust_env=False, timeout=LIMIT_S)
    assert bad.status_code == 400
    assert call(address, "format_disk")["isError"]


def test_who_looks_at_a_project_makes_it_nobody_elses_current_one(opened: Opened) -> None:
    call(opened.address, "state", project_id=opened.first, picture=True)
    listed = get(f"{opened.address}projects").json()["projects"]
    told = lines_of(run(opened.home, "projects", "list", "--json"))[0]
    assert [project["project_id"] for project in listed] == [opened.last, opened.first]
    assert told["current"] == opened.last


@SIGNALS
def test_a_browser_opens_at_the_address_and_ctrl_c_ends_the_page_quietly(tmp_path: Path) -> None:
    told = tmp_path / "told"
    os.mkfifo(told)
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{told}"\n')
    browser.chmod(0o700)
    with viewer(tmp_path, BROWSER=f"{browser} %s", COLUMNS="40") as (process, address):
        opened = told.read_text().strip()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=LIMIT_S)
    assert opened == address
    assert address.startswith("http://127.0.0.1:")
    assert (process.returncode, errors) == (0, "")


def test_it_serves_this_machine_alone(tmp_path: Path) -> None:
    ended = run(tmp_path, "studio", "--open", "--listen", "0.0.0.0:0")
    assert ended.returncode == 2
    assert "none of --open" in ended.stderr
