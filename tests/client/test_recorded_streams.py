"""Streams that a real server sent come out the same however the network cuts and marks them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from client.scripted_server import Reply, meeting, reply, stream
from nemo_video.client import ChatEvent, End, StreamError, Text, ToolStarted
from nemo_video.errors import BackendRefusal
from samples import sampled
from tools.fuzz.streams import fuzz_streams

pytestmark = pytest.mark.anyio

FOLDER = Path(__file__).parents[1] / "data" / "streams"
STREAMS = sorted(FOLDER.glob("*.sse"))

Sender = Callable[[bytes, bool], Reply]


def whole(body: bytes, is_finished: bool) -> Reply:
    return stream(body, is_finished=is_finished)


def byte_by_byte(body: bytes, is_finished: bool) -> Reply:
    return stream(*(body[i : i + 1] for i in range(len(body))), is_finished=is_finished)


def with_crlf(body: bytes, is_finished: bool) -> Reply:
    return byte_by_byte(body.replace(b"\n", b"\r\n"), is_finished)


def with_a_byte_order_mark(body: bytes, is_finished: bool) -> Reply:
    return stream(b"\xef\xbb\xbf" + body, is_finished=is_finished)


def with_a_latin_1_charset(body: bytes, is_finished: bool) -> Reply:
    return stream(body, is_finished=is_finished, content_type="text/event-stream; charset=iso-8859-1")


async def test_a_stream_has_one_end_whatever_is_changed_in_it() -> None:
    ends = await fuzz_streams([path.read_bytes() for path in STREAMS], 150, seed=1)
    assert ends.total() == 150


def test_the_recorded_streams_are_there() -> None:
    assert len(STREAMS) > 20


@pytest.mark.parametrize("sender", [whole, with_a_byte_order_mark, with_a_latin_1_charset])
@pytest.mark.parametrize("path", STREAMS, ids=lambda path: path.stem)
async def test_a_recorded_stream_yields_what_a_reader_should_get_of_its_bytes(
    path: Path, sender: Sender
) -> None:
    await _check(path, sender)


@pytest.mark.slow
@pytest.mark.parametrize("sender", [byte_by_byte, with_crlf])
@pytest.mark.parametrize("path", sampled(STREAMS, 3), ids=lambda path: path.stem)
async def test_a_recorded_stream_yields_the_same_byte_by_byte(path: Path, sender: Sender) -> None:
    await _check(path, sender)


async def _check(path: Path, sender: Sender) -> None:
    body, expected = _recorded(path)
    if expected["http_status"] != 200:
        fields = {"Content-Type": "application/json"}
        await _check_refusal(reply(body, status=expected["http_status"], headers=fields))
        return
    answer = sender(body, expected["eof"] == "clean")
    async with meeting({"POST /run_sse": answer}) as (client, _), client.chat("s", "go") as events:
        seen = [event async for event in events]
    assert _told(seen) == _wanted(expected)


def _recorded(path: Path) -> tuple[bytes, dict[str, Any]]:
    return path.read_bytes(), json.loads(path.with_suffix(".json").read_text("utf-8"))


async def _check_refusal(answer: Reply) -> None:
    async with meeting({"POST /run_sse": answer}) as (client, _):
        with pytest.raises(BackendRefusal) as caught:
            async with client.chat("s", "go"):
                pass
    assert caught.value.code == 1002


def _told(events: list[ChatEvent]) -> dict[str, Any]:
    texts = [event for event in events if isinstance(event, Text)]
    errors = [event for event in events if isinstance(event, StreamError)]
    return {
        "texts": [text.text for text in texts],
        "incomplete": any(text.incomplete for text in texts),
        "tools": [event.name for event in events if isinstance(event, ToolStarted)],
        "errors": [(error.message, error.code) for error in errors],
        "silent": not texts and not errors,
        "ends": [event for event in events if isinstance(event, End)],
        "last": events[-1],
    }


def _wanted(expected: dict[str, Any]) -> dict[str, Any]:
    end = End("clean" if expected["eof"] == "clean" else "cut")
    return {
        "texts": expected["final_texts"],
        "incomplete": expected["incomplete"],
        "tools": [call["name"] for call in expected["tool_calls"]],
        "errors": _wanted_errors(expected["error"]),
        "silent": expected["silent"],
        "ends": [end],
        "last": end,
    }


def _wanted_errors(error: dict[str, Any] | None) -> list[tuple[str, str | None]]:
    """A cut connection is told by the end, not by an error; a code without words gets a sentence."""
    if error is None or error["kind"] == "transport":
        return []
    code = error.get("code") or error.get("type")
    return [(error["message"] or "", code)]
