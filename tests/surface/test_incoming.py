"""Lines that are hard to read: every request is answered, and no line takes the next one with it."""

from functools import reduce
from pathlib import Path

import pytest

from homes import Json, clean_environment
from surface.raw_host import RawHost, raw_host

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

HALF_AN_EMOJI = "\ud83d"
INVALID_REQUEST, PARSE_ERROR = -32600, -32700


async def test_a_text_that_was_cut_within_an_emoji_is_taken_with_a_replacement(tmp_path: Path) -> None:
    async with raw_host(clean_environment(tmp_path)) as host:
        await host.shake_hands()
        made = await host.call("generate", prompt=f"a 1-second sunset, title 'Sea {HALF_AN_EMOJI}'")
        unknown = await host.call("state", project_id=HALF_AN_EMOJI)
        whole = await host.call("generate", prompt="add the title '\U0001f600'")
    assert 'Title added: "Sea \ufffd" (0-1s)' in made["structuredContent"]["changes"]
    assert unknown["structuredContent"]["error"]["message"] == 'There is no project "\ufffd".'
    assert 'Title added: "\U0001f600" (0-1s)' in whole["structuredContent"]["changes"]


NESTED: object = reduce(lambda inner, _: [inner], range(300), list[object]())
"""A list in a list in a list."""

REFUSED: tuple[Json, ...] = (
    {"method": "tools/call", "params": {"name": "generate", "arguments": {"prompt": NESTED}}},
    {"method": "ping", "params": []},
    {"method": 5},
)
"""Requests that cannot be read; each is refused under its own id."""

ANSWERED: dict[bytes, dict[object, int | None]] = {
    b'\xef\xbb\xbf{"jsonrpc":"2.0","id":"BOM","method":"ping"}': {"BOM": None},
    b'[{"jsonrpc":"2.0","id":2,"method":"ping"},{"jsonrpc":"2.0","id":"b","method":"ping"}]': {
        2: INVALID_REQUEST,
        "b": INVALID_REQUEST,
    },
    b'{"jsonrpc":"2.0","id":"deep","method":"ping","params":' + b"[" * 5000: {"deep": PARSE_ERROR},
    b'{"params":{"id":5},"x":' + b"[" * 5000: {None: PARSE_ERROR},
    b"GET / HTTP/1.1": {None: PARSE_ERROR},
    b'{"id": "m\x007", "x": ': {None: PARSE_ERROR},
    b'{"id": "m\\q", "x": ': {None: PARSE_ERROR},
    b'{"id": "\\ud83d", "x": ': {"\ufffd": PARSE_ERROR},
    b"[]": {None: INVALID_REQUEST},
    b'{"jsonrpc":"2.0","id":11}': {None: INVALID_REQUEST},
    b'{"jsonrpc":"2.0","id":12,"error":{}}': {},
    b"": {},
}


async def test_a_request_and_a_line_are_answered_under_their_id_or_under_null(tmp_path: Path) -> None:
    async with raw_host(clean_environment(tmp_path)) as host:
        assert host.process.stdin
        await host.shake_hands()
        for request in REFUSED:
            assert (await host.answer_of(request))["error"]["code"] == INVALID_REQUEST
        for line, answers in ANSWERED.items():
            await host.process.stdin.send(line + b"\n")
            await host.send({"id": "after", "method": "ping"})
            heard: dict[object, int | None] = {}
            while (message := await host.next_message())["id"] != "after":
                heard[message["id"]] = message.get("error", {}).get("code")
            assert heard == answers, line[:50]


async def test_a_message_that_is_too_long_is_refused_unread_under_its_id_at_either_end(
    tmp_path: Path,
) -> None:
    filler = b'"params":{"a":[' + b"1," * 3_000_000 + b"1]}"
    begins = b'{"jsonrpc":"2.0","id":"first","method":"ping",' + filler + b"}"
    ends = b'{"jsonrpc":"2.0","method":"ping",' + filler + b',"id":"last"}'
    nested = b'{"jsonrpc":"2.0","method":"ping",' + filler[:-1] + b',"b":{"id":"inner"}}}'
    async with raw_host(clean_environment(tmp_path)) as host:
        assert host.process.stdin
        await host.shake_hands()
        before_kb = peak_kb(host)
        heard: list[tuple[object, str]] = []
        for line in (begins, ends, nested):
            await host.process.stdin.send(line + b"\n")
            answer = await host.next_message()
            heard.append((answer["id"], answer["error"]["message"]))
        grown_kb = peak_kb(host) - before_kb
        assert "result" in await host.answer_of({"method": "ping"})
    assert heard == [
        (name, "This message is longer than 4 MB, so it was not read.") for name in ("first", "last", None)
    ]
    assert grown_kb < 60_000


def peak_kb(host: RawHost) -> int:
    """The most memory that the server's process has had, where the system tells."""
    status = Path(f"/proc/{host.process.pid}/status")
    if not status.exists():
        return 0
    lines = status.read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


NO_REQUESTS = (b"no message", b"\xff\xfe", b"[]", b"[" * 100_000)


async def test_a_line_that_is_no_request_is_told_on_stderr_and_the_next_is_answered(tmp_path: Path) -> None:
    errors = tmp_path / "errors.txt"
    with errors.open("wb") as stream:
        async with raw_host(clean_environment(tmp_path), errors=stream) as host:
            assert host.process.stdin
            for line in NO_REQUESTS:
                await host.process.stdin.send(line + b"\n")
                if line is NO_REQUESTS[0]:
                    await host.shake_hands()
                assert await answers_a_ping(host)
            assert await host.end_input() == 0
    assert errors.read_text(encoding="utf-8").count("\n") == len(NO_REQUESTS)


async def answers_a_ping(host: RawHost) -> bool:
    return (await host.answer_of({"method": "ping"}))["result"] == {}
