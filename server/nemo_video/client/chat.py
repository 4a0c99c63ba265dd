"""A chat turn over HTTP: sent once, read to its end, watched for silence and length.

A connection that is lost during a turn is no error here. The message may have arrived, so the stream ends
with `End("cut")` and the caller reads the state; an exception means that no turn was started.
"""

import json
import math
import re
from codecs import getincrementaldecoder
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import replace
from typing import Literal

import anyio
import httpx
from httpx_sse import EventSource
from pydantic import SecretStr

from nemo_video.client.call import Call, Kind
from nemo_video.client.chat_events import BAD_TOKEN, HEARTBEAT, ChatEventAggregator, values_in
from nemo_video.client.connection import Connection, Reply
from nemo_video.client.envelope import senseless
from nemo_video.client.events import ChatEvent, End, Heartbeat, StreamError
from nemo_video.client.fields import as_objects
from nemo_video.client.retry import Unavailable
from nemo_video.errors import TimedOut
from nemo_video.settings import Settings
from nemo_video.wire import paths
from nemo_video.wire.calls import ChatRequest, TextPart, UserMessage
from nemo_video.wire.envelope import JsonObject

_CALL_NAME = "the chat"
_EVENT_STREAM = "text/event-stream"
_LOST_SIGHT_STATUSES = frozenset({502, 504})
"""A gateway lost sight of the backend after it passed the message on: the turn may well be under way."""

_PAGE = "html"
"""In the type of an answer: it comes from somebody on the way, a log-in or an error page. Any other type may
stand above a stream: servers that write one by hand call it octets or plain text."""

_EVENT_KEYS = frozenset({"content", "type", "error", "errorCode", "errorMessage", "partial", "turnComplete"})
"""One of these says that an object is an event of the turn."""

_STREAM = re.compile(rb"^(?:\xef\xbb\xbf)?(?:data|id|event|retry)?:", re.MULTILINE)
"""A line of a stream; no JSON has one."""

_UTF8 = getincrementaldecoder("utf-8-sig")
_EVENT_ENDS = (b"\n\n", b"\r\r", b"\r\n\r\n")
_EMPTY_EVENT = b"data:\n\n"
_MAX_EVENT_BYTES = 16 * 1024 * 1024
"""Of one event; its parsing holds up everybody else, 40 ms for this much."""

_GRACE_S = 2.0
"""After the backend said that the turn is complete, so long may more of it come; a server that keeps the
stream open with pings would hold the caller for ever."""

EndReason = Literal["clean", "cut", "timed_out"]


@asynccontextmanager
async def open_turn(
    connection: Connection, settings: Settings, session_id: str, message: str
) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
    """Send the message and yield what happens. Leaving before the end breaks the turn off.

    Raises:
        Unreachable: Nothing was sent.
        BackendRefusal: The backend did not start the turn.
        Internal: It answered with something else than a stream.
    """
    turn_ends_at_s = anyio.current_time() + settings.turn_s
    async with AsyncExitStack() as stack:
        reply = await _send(connection, settings, _call(session_id, message), stack)
        if isinstance(reply, Reply):
            read = read_events(reply.response, silence_s=settings.silence_s, turn_ends_at_s=turn_ends_at_s)
            events = _token_watched(connection, read, reply.token)
        else:
            events = _end(reply)
        yield await stack.enter_async_context(aclosing(events))


def _call(session_id: str, message: str) -> Call:
    request = ChatRequest(session_id=session_id, new_message=UserMessage(parts=[TextPart(text=message)]))
    return Call(
        _CALL_NAME,
        "POST",
        paths.CHAT,
        Kind.SUBMIT,
        body=json.dumps(request.model_dump()).encode(),
        headers={
            "Content-Type": "application/json",
            "Accept": _EVENT_STREAM,
            "Cache-Control": "no-store",
        },
        read_s=None,
        limit_s=None,
        is_streamed=True,
    )


async def _send(
    connection: Connection, settings: Settings, call: Call, stack: AsyncExitStack
) -> Reply | EndReason:
    """The answer with the open stream, or why there is none although the message may have arrived."""
    try:
        with anyio.fail_after(min(settings.silence_s, settings.turn_s)):
            reply = await stack.enter_async_context(connection.open(call))
    except TimeoutError:
        return "timed_out"
    except TimedOut:
        return "cut"
    except Unavailable as error:
        if error.code not in _LOST_SIGHT_STATUSES:
            raise
        return "cut"
    if reply.answer is not None:
        stream = _as_stream(reply.body)
        return replace(reply, response=stream) if stream else "cut"
    if _PAGE in reply.response.headers.get("content-type", "").lower():
        raise senseless(_CALL_NAME, "it is not an event stream")
    return reply


def _as_stream(body: bytes) -> httpx.Response | None:
    """An answer of JSON as the stream that it stands for: a list of events, one of them, or lines of either.

    JSON that says nothing of the turn is no stream: the message was taken, and what comes of it is not told.
    """
    if _STREAM.search(body):
        return httpx.Response(200, content=body)
    events = [event for event in _events_in(body) if event.keys() & _EVENT_KEYS]
    lines = [f"data: {json.dumps(event)}\n\n" for event in events]
    return httpx.Response(200, content="".join(lines)) if events else None


def _events_in(body: bytes) -> list[JsonObject]:
    values = as_objects(list(values_in(body.decode("utf-8-sig", "replace"))))
    return [event for value in values for event in as_objects(value.get("data")) or [value]]


async def _end(reason: EndReason) -> AsyncGenerator[ChatEvent]:
    yield End(reason)


async def _token_watched(
    connection: Connection, read: AsyncGenerator[ChatEvent], token: SecretStr | None
) -> AsyncGenerator[ChatEvent]:
    """The events as they come; a turn that ended with a bad token lets the next call have a new one."""
    is_refused = False
    async with aclosing(read) as events:
        async for event in events:
            if isinstance(event, End) and is_refused:
                connection.refuse_token(token)
            if not isinstance(event, Heartbeat):
                is_refused = isinstance(event, StreamError) and event.code == BAD_TOKEN
            yield event


async def read_events(
    source: httpx.Response, *, silence_s: float, turn_ends_at_s: float
) -> AsyncGenerator[ChatEvent]:
    """Read an open stream to its end, as UTF-8 whatever its headers say, with or without a byte order mark.

    Args:
        source: The answer, its body still to be read.
        silence_s: How long nothing but heartbeats may come.
        turn_ends_at_s: When it is over in any case, on anyio's clock.
    """
    watched = _WatchedStream(source, silence_s, turn_ends_at_s)
    aggregator = ChatEventAggregator()
    async with aclosing(EventSource(watched).aiter_sse()) as stream:
        async for sent in stream:
            events = aggregator.read(sent.event, sent.data)
            if events is not HEARTBEAT:
                watched.has_heard = True
            watched.note_complete(aggregator.is_complete)
            for event in events:
                yield event
    for text in aggregator.finish():
        yield text
    yield End("cut" if aggregator.is_broken and watched.end == "clean" else watched.end)


class _WatchedStream(httpx.Response):
    """An open stream as the text that its reader asks for. However it ends, it ends quietly; `end` says how.

    It takes the place of httpx's own decoding: a thousand turns wait here at a time, and each layer between
    the socket and the reader is a dozen objects that live as long as the turn.

    Two things are added for the reader's sake, which knows neither: a blank line at the end, so that a last
    event that lacks its own is not lost, and an empty event in the place of a comment that comes by itself,
    so that it is seen as the heartbeat it is.

    Attributes:
        end: Why there are no more bytes.
        has_heard: Set by the reader when an event had something in it: the silence starts again.
    """

    def __init__(self, source: httpx.Response, silence_s: float, turn_ends_at_s: float) -> None:
        super().__init__(200, headers={"Content-Type": _EVENT_STREAM})
        self.end: EndReason = "clean"
        self.has_heard = True
        self._source = source
        self._silence_s = silence_s
        self._turn_ends_at_s = turn_ends_at_s
        self._heard_at_s = 0.0
        self._unheard_bytes = 0
        self._completes_at_s = math.inf

    def note_complete(self, is_complete: bool) -> None:
        """Note whether the turn is complete as far as it was read: the stream then ends after a grace."""
        if not is_complete:
            self._completes_at_s = math.inf
        elif self._completes_at_s == math.inf:
            self._completes_at_s = anyio.current_time() + _GRACE_S

    async def aiter_text(self, chunk_size: int | None = None) -> AsyncIterator[str]:
        """The stream's text as it comes, in whatever pieces."""
        del chunk_size
        decoder = _UTF8("replace")
        is_between_events = True
        is_in_memory = self._source.is_stream_consumed
        chunks = self._source.aiter_bytes() if is_in_memory else self._source.aiter_raw()
        while chunk := await self._next(chunks):
            yield decoder.decode(_EMPTY_EVENT if is_between_events and _is_comment(chunk) else chunk)
            is_between_events = chunk.endswith(_EVENT_ENDS)
        yield decoder.decode(_EVENT_ENDS[0], final=True)

    async def _next(self, chunks: AsyncIterator[bytes]) -> bytes:
        """The next bytes, none at the end."""
        try:
            with anyio.CancelScope(deadline=self._deadline_s()):
                return self._bounded(await anext(chunks, b""))
            self.end = "clean" if anyio.current_time() >= self._completes_at_s else "timed_out"
        except (httpx.HTTPError, httpx.StreamError):
            self.end = "cut"
        return b""

    def _deadline_s(self) -> float:
        if self.has_heard:
            self.has_heard = False
            self._heard_at_s = anyio.current_time()
            self._unheard_bytes = 0
        return min(self._turn_ends_at_s, self._heard_at_s + self._silence_s, self._completes_at_s)

    def _bounded(self, chunk: bytes) -> bytes:
        """An event without an end would fill the memory."""
        self._unheard_bytes += len(chunk)
        if self._unheard_bytes <= _MAX_EVENT_BYTES:
            return chunk
        self.end = "cut"
        return b""


def _is_comment(chunk: bytes) -> bool:
    return (
        chunk.startswith(b":")
        and chunk.endswith(_EVENT_ENDS)
        and all(line[:1] in b":" for line in chunk.splitlines())
    )
