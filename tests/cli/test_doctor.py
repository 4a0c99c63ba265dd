"""The doctor at work: each thing that can be wrong is made wrong for real, and told apart from the others."""

import json
import os
import ssl
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import anyio
import pytest
import trustme

from cli.terminal import run, run_process
from homes import COMMAND, closed_port
from nemo_studio import StudioOptions, serve_studio
from nemo_video.cli.doctor import examination
from nemo_video.cli.doctor.finding import failed, warned
from nemo_video.cli.doctor.hosts import examine_hosts

pytestmark = pytest.mark.slow

LIMIT_S = 90
WITHOUT_RIGHTS_OF_ROOT = (
    "setpriv",
    *(f"--{kind}=-dac_override,-dac_read_search" for kind in ("inh-caps", "bounding-set")),
)
SECRET = "nmv_usr_0123456789abcdefSECRET"


Found = dict[str, list[dict[str, str]]]


def examine(home: Path, **settings: str) -> Found:
    """What the doctor finds, by subject."""
    return findings_of(run(home, "doctor", "--json", no_proxy="", **settings))


def findings_of(ended: subprocess.CompletedProcess[str]) -> Found:
    """What a report in JSON says, by subject."""
    report: dict[str, Any] = json.loads(ended.stdout)
    found: Found = {}
    for finding in report["findings"]:
        found.setdefault(finding.pop("subject"), []).append(finding)
    broken = [each for group in found.values() for each in group if each["verdict"] == "failed"]
    assert (ended.returncode, report["ok"]) == ((1, False) if broken else (0, True)), ended.stderr
    assert all(each["remedy"] for each in broken)
    return found


def the_failure(found: Found) -> tuple[str, str]:
    """The only thing that failed: its subject and its words."""
    ((subject, words),) = (
        (subject, each["words"])
        for subject, group in found.items()
        for each in group
        if each["verdict"] == "failed"
    )
    return subject, words


class Answering(BaseHTTPRequestHandler):
    """A backend that answers everything with 404, by a clock of its own."""

    clock_is_off_s = 0

    def do_GET(self) -> None:
        self.send_error(404)

    def date_time_string(self, timestamp: float | None = None) -> str:
        del timestamp
        return super().date_time_string(datetime.now(UTC).timestamp() + self.clock_is_off_s)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


class AnHourAhead(Answering):
    clock_is_off_s = 3600


class LockedProxy(Answering):
    def do_CONNECT(self) -> None:
        self.send_error(407)


@contextmanager
def serving(handler: type[Answering], certificate: trustme.LeafCert | None = None) -> Generator[int]:
    """A server on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)  # pyright: ignore[reportUnknownMemberType] - an untyped part
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(LIMIT_S)
        server.server_close()


def test_a_sound_installation_is_told_so_with_a_frame_that_was_drawn(tmp_path: Path) -> None:
    found = findings_of(run_process(tmp_path, "doctor", "--json"))
    assert {each["verdict"] for name, group in found.items() if name != "hosts" for each in group} == {"ok"}
    assert "renders and decodes" in found["studio"][0]["words"]
    assert list(tmp_path.iterdir()) == []


def test_a_studio_that_never_draws_is_given_up_and_the_rest_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = threading.Event()
    monkeypatch.setattr(examination, "_STUDIO_LIMIT_S", 0.1)
    monkeypatch.setattr(examination, "examine_studio", lambda: hangs.wait(LIMIT_S))
    try:
        found = examine(tmp_path)
    finally:
        hangs.set()
    assert the_failure(found) == ("studio", "a quarter of a second was not drawn in two minutes")
    assert "hosts" in found


def test_a_name_that_no_one_knows_is_a_matter_of_dns(tmp_path: Path) -> None:
    found = examine(tmp_path, NEMO_BACKEND="cloud", NEMO_API_URL="https://nowhere.invalid")
    assert the_failure(found) == ("name (DNS)", "nowhere.invalid is not known: its name cannot be resolved.")


def test_a_closed_port_is_a_matter_of_the_network(tmp_path: Path) -> None:
    with closed_port() as port:
        found = examine(tmp_path, NEMO_BACKEND="cloud", NEMO_API_URL=f"https://127.0.0.1:{port}")
    assert the_failure(found) == ("network", f"127.0.0.1 refuses connections on port {port}.")


def test_a_proxy_that_is_not_there_and_one_that_refuses_are_told_apart(tmp_path: Path) -> None:
    with closed_port() as port:
        away = examine(
            tmp_path,
            NEMO_BACKEND="cloud",
            NEMO_API_URL="https://nowhere.invalid",
            https_proxy=f"http://127.0.0.1:{port}",
        )
    assert the_failure(away) == ("proxy", f"the proxy 127.0.0.1 refuses connections on port {port}.")
    with serving(LockedProxy) as port:
        locked = examine(
            tmp_path,
            NEMO_BACKEND="cloud",
            NEMO_API_URL="https://nowhere.invalid",
            https_proxy=f"http://127.0.0.1:{port}",
        )
    subject, words = the_failure(locked)
    assert subject == "proxy"
    assert words.startswith("the proxy 127.0.0.1 does not let us through: 407")


@pytest.mark.parametrize(
    ("settings", "failure"),
    [
        (
            {"https_proxy": "http://me:pa:ss@office:x"},
            ("proxy", "The environment names a proxy by no address"),
        ),
        ({"https_proxy": "ftp://office"}, ("proxy", "The environment names a proxy by no address")),
        (
            {"SSL_CERT_FILE": "nowhere"},
            ("certificate (TLS)", "The certificates that SSL_CERT_FILE names cannot"),
        ),
        (
            {"NEMO_TOKEN": "nmv_usr_ö"},
            ("settings", "NEMO_TOKEN has a bad value: it has characters that no token"),
        ),
        (
            {"NEMO_TOKEN": "nmv_usr\n_1"},
            ("settings", "NEMO_TOKEN has a bad value: it has characters that no token"),
        ),
    ],
    ids=["no address", "other kind", "no certificates", "no token", "token of two lines"],
)
def test_an_environment_that_cannot_be_used_is_told_without_its_secrets(
    tmp_path: Path, settings: dict[str, str], failure: tuple[str, str]
) -> None:
    with serving(Answering) as port:
        found = examine(
            tmp_path, NEMO_BACKEND="cloud", **{"NEMO_API_URL": f"https://localhost:{port}", **settings}
        )
    subject, words = the_failure(found)
    assert (subject, words[: len(failure[1])]) == failure
    assert "pa:ss" not in json.dumps(found)


def test_a_strange_certificate_and_one_out_of_its_dates_are_told_apart(tmp_path: Path) -> None:
    authority = trustme.CA()
    with serving(Answering, authority.issue_cert("127.0.0.1")) as port:
        strange = examine(tmp_path, NEMO_BACKEND="cloud", NEMO_API_URL=f"https://127.0.0.1:{port}")
    subject, words = the_failure(strange)
    assert (subject, "is not trusted" in words) == ("certificate (TLS)", True)

    trusted = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(str(trusted))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with serving(Answering, authority.issue_cert("127.0.0.1", not_after=yesterday)) as port:
        expired = examine(
            tmp_path,
            NEMO_BACKEND="cloud",
            NEMO_API_URL=f"https://127.0.0.1:{port}",
            SSL_CERT_FILE=str(trusted),
        )
    subject, words = the_failure(expired)
    assert (subject, "out of its dates" in words) == ("certificate (TLS)", True)


def test_a_clock_an_hour_off_is_a_warning(tmp_path: Path) -> None:
    with serving(AnHourAhead) as port:
        found = examine(tmp_path, NEMO_BACKEND="cloud", NEMO_API_URL=f"http://127.0.0.1:{port}")
    assert found["clock"] == [
        {
            "words": "This clock is 60 minutes behind the backend's.",
            "verdict": "warning",
            "remedy": "Set the clock.",
        }
    ]


@pytest.mark.anyio
async def test_a_token_that_is_refused_is_told_and_never_shown(tmp_path: Path) -> None:
    async with serve_studio(StudioOptions()) as studio:
        found = await anyio.to_thread.run_sync(
            lambda: examine(tmp_path, NEMO_BACKEND="cloud", NEMO_API_URL=studio.url, NEMO_TOKEN=SECRET)
        )
    subject, words = the_failure(found)
    assert (subject, words) == ("token", "NEMO_TOKEN: The backend does not accept the access token.")
    assert SECRET not in json.dumps(found)
    assert "(environment)" in json.dumps(found["settings"])


@pytest.mark.anyio
async def test_the_kept_anonymous_token_is_tried_and_none_is_ordered_for_it(tmp_path: Path) -> None:
    async with serve_studio(StudioOptions()) as studio:
        cloud = {"NEMO_BACKEND": "cloud", "NEMO_API_URL": studio.url}
        before = await anyio.to_thread.run_sync(lambda: examine(tmp_path, **cloud))
        await anyio.to_thread.run_sync(lambda: run(tmp_path, "credits", **cloud))
        after = await anyio.to_thread.run_sync(lambda: examine(tmp_path, **cloud))
    assert before["token"][0]["words"] == "an anonymous token is got at the first call"
    assert after["token"][0]["words"] == "the anonymous token is accepted; 100 credits available"


def test_a_bad_setting_is_explained_and_the_hosts_are_still_looked_at(tmp_path: Path) -> None:
    found = examine(tmp_path, NEMO_POLL_S="soon")
    subject, words = the_failure(found)
    assert (subject, "NEMO_POLL_S" in words) == ("settings", True)
    assert "hosts" in found


def test_a_setting_that_no_one_knows_is_a_warning(tmp_path: Path) -> None:
    found = examine(tmp_path, NEMO_OUTPUT="/tmp")
    words = "NEMO_OUTPUT is set, and no setting has that name."
    assert ("warning", words, "Did you mean NEMO_OUTPUT_DIR?") in [
        (each["verdict"], each["words"], each["remedy"]) for each in found["settings"]
    ]


def test_a_folder_that_cannot_be_written_is_told_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    found = examine(tmp_path, NEMO_OUTPUT_DIR=str(tmp_path / "file" / "videos"))
    subject, words = the_failure(found)
    assert (subject, "cannot be written" in words) == ("videos", True)
    assert "NEMO_OUTPUT_DIR" in found["videos"][0]["remedy"]


def test_a_damaged_ledger_is_told_and_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    ledger = state / "ledger.sqlite"
    ledger.write_bytes(b"no database at all" * 100)
    found = examine(tmp_path, NEMO_STATE_DIR=str(state))
    subject, words = the_failure(found)
    assert (subject, "cannot be used" in words) == ("ledger", True)
    assert ledger.read_bytes() == b"no database at all" * 100


def test_the_last_errors_of_jobs_are_told(tmp_path: Path) -> None:
    with closed_port() as port:
        away = f"http://127.0.0.1:{port}"
        run(tmp_path, "generate", "a quiet lake", NEMO_BACKEND="cloud", NEMO_API_URL=away)
    found = examine(tmp_path)
    assert [each["verdict"] for each in found["last errors"]] == ["warning"]
    assert " generate: " in found["last errors"][0]["words"]


ANEW = "nemo-video-mcp install cursor writes it anew."
BY_HAND = "Correct it in {config}."
NOT_TEXTS = '"env" of the entry must hold names and texts, as in {"NEMO_POLL_S": "30"}.'
NOWHERE = str(COMMAND.with_name("nowhere"))


@pytest.mark.parametrize(
    ("entry", "problem", "remedy"),
    [
        ({"command": "nowhere"}, "nowhere is not there or cannot be run.", ANEW),
        ({"command": NOWHERE}, f"{NOWHERE} is not there or cannot be run.", ANEW),
        ({"command": str(COMMAND.parent)}, f"{COMMAND.parent} is not there or cannot be run.", ANEW),
        ({"command": "nul\0"}, "nul\0 is not there or cannot be run.", ANEW),
        ({"args": []}, "its entry names no command.", ANEW),
        ("nemo-video-mcp", "its entry names no command.", ANEW),
        ([], "its entry names no command.", ANEW),
        ({"command": sys.executable, "env": {"NEMO_POLL_S": 30}}, NOT_TEXTS, BY_HAND),
        ({"command": sys.executable, "env": ["NEMO_POLL_S=30"]}, NOT_TEXTS, BY_HAND),
        (
            {"command": sys.executable, "env": {"NEMO_BACKEND": "cinema"}},
            "NEMO_BACKEND has a bad value: input should be 'cloud' or 'studio'.",
            BY_HAND,
        ),
    ],
)
def test_a_host_that_could_not_start_the_server_is_told_with_the_way_to_mend_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, entry: object, problem: str, remedy: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    config = configure_cursor(tmp_path, entry)
    words = f"Cursor would not start the server: {problem}"
    assert failed("hosts", words, remedy.format(config=config)) in examine_hosts()


def test_a_slip_in_a_hosts_settings_is_a_warning_with_the_name_that_was_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    slip = {"NEMO_BACKENT": "studio", "HTTPS_PROXY": "http://proxy:3128"}
    config = configure_cursor(tmp_path, {"command": sys.executable, "env": slip})
    words = "Cursor sets NEMO_BACKENT, and no setting has that name."
    remedy = f"Did you mean NEMO_BACKEND? Correct it in {config}."
    assert warned("hosts", words, remedy) in examine_hosts()


def test_a_command_that_a_host_may_not_find_is_a_warning(tmp_path: Path) -> None:
    configure_cursor(tmp_path, {"command": COMMAND.name, "args": []})
    found = examine(tmp_path, PATH=os.pathsep.join([str(COMMAND.parent), os.environ["PATH"]]))
    assert found["hosts"] == [
        {
            "words": f"Cursor starts {COMMAND.name}, and hosts often have another PATH than a terminal.",
            "verdict": "warning",
            "remedy": "If it is not found there: nemo-video-mcp install cursor writes the absolute path.",
        }
    ]


def configure_cursor(home: Path, entry: object) -> Path:
    config = home / ".cursor" / "mcp.json"
    config.parent.mkdir()
    config.write_text(json.dumps({"mcpServers": {"nemo-video": entry}}), encoding="utf-8")
    return config


@pytest.mark.skipif(sys.platform != "linux", reason="it takes a right of Linux away")
def test_a_home_that_may_not_be_looked_into_ends_no_examination(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o000)
    found = findings_of(run_process(home, "doctor", "--json", prefix=WITHOUT_RIGHTS_OF_ROOT))
    home.chmod(0o700)
    subjects = ("videos", "state", "uploads", "ledger")
    assert [found[subject][0]["verdict"] for subject in subjects] == ["failed", "failed", "warning", "ok"]
    assert {
        (each["verdict"], "cannot be read: Permission denied" in each["words"]) for each in found["hosts"]
    } == {("failed", True)}


def test_the_report_for_people_has_a_remedy_under_each_failure(tmp_path: Path) -> None:
    ended = run(tmp_path, "doctor", NEMO_BACKEND="cloud", NEMO_API_URL="https://nowhere.invalid")
    lines = ended.stdout.splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("✗"))
    assert "→ Check the network and NEMO_API_URL." in lines[at + 1]
    assert "1 thing(s) to mend." in lines[-1]
