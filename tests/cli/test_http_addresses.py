"""Over HTTP: where it listens and by which names, who calls, and what an address opens that was given out."""

import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from mcp.server.auth.provider import AccessToken
from mcp.shared.exceptions import MCPError
from starlette.requests import Request

from nemo_video.cli.http.address import is_loopback, list_names, read_address, shown
from nemo_video.cli.http.callers import Callers, user_named, user_of
from nemo_video.cli.http.links import KEY_FILE, LINK_S, Link, Links, new_key, read_key
from nemo_video.cli.http.tokens import LOOK_S, TokensFile, read_tokens
from nemo_video.errors import DiskFailure, InvalidArgument


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("127.0.0.1:8000", ("127.0.0.1", 8000)),
        ("[::1]:0", ("::1", 0)),
        ("example.com:65535", ("example.com", 65_535)),
        ("::1:80", ("::1", 80)),
    ],
)
def test_an_address_is_a_host_and_a_port(text: str, address: tuple[str, int]) -> None:
    assert read_address(text) == address


@pytest.mark.parametrize(
    "text", ["8000", ":8000", "[]:80", "host:", "host:-1", "host:65536", "host:8x", "h:８０"]
)
def test_what_is_no_address_is_refused_by_the_option_that_it_stands_in(text: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        read_address(text, "--metrics")
    assert refused.value.message == f'"{text}" is no HOST:PORT.'
    assert refused.value.advice == "Write --metrics 127.0.0.1:8000."


def test_only_this_machine_reaches_a_loopback_address() -> None:
    inside = ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"]
    outside = ["0.0.0.0", "::", "192.168.0.1", "example.com", "localhost.example.com", ""]
    assert [is_loopback(host) for host in (*inside, *outside)] == [True] * 5 + [False] * 6
    assert [shown(host) for host in ("::1", "127.0.0.1")] == ["[::1]", "127.0.0.1"]


def test_a_server_answers_by_its_own_names_with_and_without_a_port() -> None:
    names = list_names("::2", ["Video.example.com", "localhost"])
    assert names.allowed_hosts == [
        form
        for name in ("127.0.0.1", "localhost", "[::1]", "[::2]", "video.example.com")
        for form in (name, f"{name}:*")
    ]
    assert names.allowed_origins[-4:] == [
        "http://video.example.com",
        "http://video.example.com:*",
        "https://video.example.com",
        "https://video.example.com:*",
    ]


def test_an_address_opens_what_it_names_for_an_hour_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    links, now = Links(b"k" * 32), 1_800_000_000.7
    monkeypatch.setattr(time, "time", lambda: now)
    signed, expires_at = links.sign("files", "ada", "job_1")
    assert expires_at == 1_800_000_000 + LINK_S == 1_800_003_600
    assert links.read("files", signed) == Link("ada", "job_1", expires_at)
    assert links.read("uploads", signed) is None
    assert Links(b"K" * 32).read("files", signed) is None
    forged = [signed.replace("job_1", "job_2"), signed.replace("ada", "eve"), signed[:-1], "", "a.b.c.d", "é"]
    assert [links.read("files", each) for each in forged] == [None] * len(forged)
    later = links.sign("files", "ada", "job_1")[0].split(".")
    later[2] = f"{expires_at + 1:x}"
    assert links.read("files", ".".join(later)) is None, "its end is signed as well"
    now = expires_at - 0.1
    assert links.read("files", signed) is not None
    now = float(expires_at)
    assert links.read("files", signed) is None


def test_where_there_is_one_user_an_address_names_nobody() -> None:
    links = Links(new_key())
    link = links.read("uploads", links.sign("uploads", None, "prj_1")[0])
    assert link is not None
    assert (link.user, link.name) == (None, "prj_1")


def test_the_key_of_links_is_made_once_and_is_the_users_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    key = read_key(folder)
    assert (len(key), read_key(folder)) == (32, key)
    assert stat.S_IMODE((folder / KEY_FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [KEY_FILE], "no draft of it is left"
    (folder / KEY_FILE).write_bytes(key[:-1])
    with pytest.raises(DiskFailure, match="is damaged"):
        read_key(folder)
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DiskFailure, match="cannot be kept in"):
        read_key(tmp_path / "file")


def request_of(user: object = None, host: str = "video.example.com:8443") -> Request:
    headers = [(b"host", host.encode())]
    scope = {"type": "http", "scheme": "https", "path": "/mcp", "query_string": b"", "headers": headers}
    return Request({**scope, "server": ("127.0.0.1", 80), **({"user": user} if user else {})})


def test_a_caller_is_told_addresses_at_the_name_by_which_they_came() -> None:
    caller = Callers(Links(new_key()), asks=False).identify(request_of())
    assert caller.user is None
    url = caller.export_url("job_1", "a film/é.mp4")
    assert url.startswith("https://video.example.com:8443/files/local.job_1.")
    assert url.endswith("/a%20film%2F%C3%A9.mp4")
    upload = caller.upload_address("prj_1")
    assert upload.url.startswith("https://video.example.com:8443/uploads/local.prj_1.")
    assert upload.url.endswith("/")


@pytest.mark.parametrize("request_", [None, "a request", request_of(), request_of(user="ada")])
def test_where_a_caller_has_to_be_somebody_nobody_is_let_through(request_: object) -> None:
    with pytest.raises(MCPError, match="It is not known who sends this"):
        Callers(Links(new_key()), asks=True).identify(request_)


def test_a_user_has_a_name_that_is_safe_in_a_path_and_is_another_by_another_issuer() -> None:
    def token(subject: str | None, issuer: str | None = None) -> AccessToken:
        claims = {"iss": issuer} if issuer else None
        return AccessToken(token="t", client_id="c", scopes=[], subject=subject, claims=claims)

    names = [user_of(token("ada")), user_of(token("ada", "https://a")), user_of(token("ada", "https://b"))]
    assert len(set(names)) == 3
    assert names == [user_named("ada"), user_named("ada", "https://a"), user_named("ada", "https://b")]
    for name in (*names, user_named("../../etc"), user_named("")):
        assert len(name) == 32
        assert name.isalnum()


TOKENS = "\ufeff# who may come\nada: first-token\n\nada:second-token\n  bob : third:token  \n"


def tokens_file(folder: Path, text: str = TOKENS) -> Path:
    path = folder / "tokens"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.anyio
async def test_a_token_stands_for_the_name_before_it(tmp_path: Path) -> None:
    tokens = TokensFile(tokens_file(tmp_path))
    known = [await tokens.verify_token(token) for token in ("first-token", "second-token", "third:token")]
    assert [(each.subject, each.client_id) for each in known if each] == [
        ("ada",) * 2,
        ("ada",) * 2,
        ("bob",) * 2,
    ]
    for token in ("first-toke", "first-token ", "FIRST-TOKEN", "", "\ud800"):
        assert await tokens.verify_token(token) is None
    assert await tokens.names() == {"ada", "bob"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1 is missing: there is no token"),
        ("# nobody\n", "line 1 is missing: there is no token"),
        ("ada:first-token\nbob\n", "line 2 is no name:token"),
        ("ada:8-chars!\n\n:a-long-token", "line 3 is no name:token"),
        ("ada:7-chars\n", "line 1 is no name:token"),
        ("ada:two words\n", "line 1 is no name:token"),
        ("ada:with\x07bell\n", "line 1 is no name:token"),
        ("ada:naïve-token\n", "line 1 is no name:token"),
        ("ada:first-token\nbob:first-token\n", "line 2 gives a second name to a token"),
    ],
)
def test_a_line_that_is_no_token_is_refused_by_its_number(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument) as refused:
        read_tokens(tokens_file(tmp_path, text))
    assert refused.value.message == f"NEMO_HTTP_TOKENS: {why}, in {tmp_path / 'tokens'}."


def test_a_file_that_is_no_text_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tokens_file(tmp_path)
    path.write_bytes(b"ada:first-token\nbob:\xff\xff\xff\xff\xff\xff\xff\xff\n")
    with pytest.raises(InvalidArgument, match="line 2 is no text"):
        read_tokens(path)
    with pytest.raises(InvalidArgument, match="line 1 cannot be read: No such file or directory"):
        TokensFile(tmp_path / "none")


@pytest.mark.anyio
async def test_a_change_is_seen_at_the_next_look_and_a_broken_file_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock_s = [100.0]
    monkeypatch.setattr("nemo_video.cli.http.tokens.time.monotonic", lambda: clock_s[0])
    tokens = TokensFile(tokens_file(tmp_path))

    async def names_after(write: Callable[[], object], pass_s: float) -> set[str]:
        write()
        clock_s[0] += pass_s
        return set(await tokens.names())

    assert await names_after(lambda: tokens_file(tmp_path, "eve:fourth-token\n"), LOOK_S - 0.1) == {
        "ada",
        "bob",
    }
    assert await names_after(lambda: None, 0.1) == {"eve"}
    assert await names_after(lambda: tokens_file(tmp_path, "broken\n"), LOOK_S) == {"eve"}
    assert await names_after((tmp_path / "tokens").unlink, LOOK_S) == {"eve"}
    assert await names_after(lambda: tokens_file(tmp_path, "sue:fifth-token\n"), LOOK_S) == {"sue"}
