"""Standard input and output as the way to a host: every line is answered, and a deaf host holds nobody."""

import json
import logging
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from typing import Any, cast

from anyio.abc import ObjectReceiveStream, ObjectSendStream
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    ErrorData,
    JSONRPCError,
    JSONRPCMessage,
    jsonrpc_message_adapter,
)
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from nemo_video.surface.input_lines import CUT, bounded_lines
from nemo_video.surface.sdk import ReadStream, WriteStream

logger = logging.getLogger(__name__)


async def serve_stdio(server: Server[Any], on_closed: Callable[[], None]) -> None:
    """Serve until the host closes standard input, or reads standard output no more.

    Args:
        server: The server.
        on_closed: Told once everything of ours is closed. What may still hold the process is a thread of the
            SDK, which writes to a host that does not read or reads from one that does not write; no
            cancellation reaches it.
    """
    try:
        # The SDK diverts the descriptor; what is left in Python's buffer would leave at the end, on the wire.
        with bounded_lines() as lines:
            async with stdio_server(lines) as (received, written):
                outgoing = Outgoing(written)
                incoming = Incoming(received, outgoing)
                try:
                    with redirect_stdout(sys.stderr):
                        await server.run(incoming, outgoing, server.create_initialization_options())
                finally:
                    on_closed()
    except* BrokenPipeError:
        logger.info("The host closed standard output")


_REFUSAL = "This is no request of the protocol, or it is nested too deeply to be read."
_TOO_LONG = "This message is longer than 4 MB, so it was not read."
_BATCH = "Send each request on a line of its own: lists of them are not taken."
_BEGIN_WITH_ID = re.compile(r'\s*\{[^{}\[\]]*?"id"\s*:\s*(-?\d{1,18}|"(?:[^"\\]|\\.){1,200}")\s*[,}]')
"""The id of a line that cannot be read, where it stands before anything nested, and so is the line's own."""

_END_WITH_ID = re.compile(r'(?<!\\)"id"\s*:\s*(-?\d{1,18}|"(?:[^"\\]|\\.){1,200}")\s*\}\s*$')
"""The same where clients write it last. A brace more would close something nested, whose id it may be."""


class Incoming(ObjectReceiveStream[SessionMessage | Exception]):
    """The messages of a host, each of them readable: the SDK drops the others, and their caller waits.

    A text that was cut within an emoji, as JavaScript cuts it, makes such a line, and so does the byte order
    mark that some programs begin with. They are mended; any other request is refused under its own id, or
    under null where it has none.

    Args:
        received: What the SDK read, or why it could not.
        answers: Where refusals go.
    """

    def __init__(
        self, received: ReadStream[SessionMessage | Exception], answers: WriteStream[SessionMessage]
    ) -> None:
        self._received = received
        self._answers = answers

    async def receive(self) -> SessionMessage | Exception:
        """The next message that can be read."""
        while isinstance(received := await self._received.receive(), ValidationError):
            sent = _sent_as(received)
            mended = _mended(cast("dict[str, Any]", sent)) if isinstance(sent, dict) else None
            if mended:
                return mended
            await self._refuse(cast("object", sent))
        return received

    async def aclose(self) -> None:
        """Take no more messages."""
        await self._received.aclose()

    async def _refuse(self, sent: object) -> None:
        logger.warning("The host sent a line that is no message of the protocol")
        code = PARSE_ERROR if isinstance(sent, str) else INVALID_REQUEST
        message = _BATCH if isinstance(sent, list) else _REFUSAL
        if isinstance(sent, str) and CUT in sent:
            message = _TOO_LONG
        error = ErrorData(code=code, message=message)
        for name in _ids_of(cast("object", sent)):
            await self._answers.send(SessionMessage(JSONRPCError(jsonrpc="2.0", id=name, error=error)))


def _sent_as(error: ValidationError) -> object:
    """What could not be read: as JSON, or the text itself where it is none."""
    for problem in error.errors(include_url=False):
        if problem["type"] == "json_invalid":
            return _parsed(problem["input"])
        if problem["type"] in ("model_type", "missing") and len(problem["loc"]) <= _OUTERMOST:
            return problem["input"]
    return None


_OUTERMOST = 2
"""Places in a finding that is about the message as a whole: the kind of message, and a field of it."""


def _parsed(line: str) -> object:
    """Python reads more than the protocol allows: half a character, and deeper nesting."""
    try:
        return json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError):
        return line


def _ids_of(sent: object) -> list[int | str | None]:
    """The ids to refuse what was sent under: none for an empty line and for what is an answer itself."""
    if isinstance(sent, str):
        return [_id_in(sent)] if sent.strip() else []
    several = cast("list[object]", sent) if isinstance(sent, list) else [sent]
    messages = [cast("dict[str, object]", each) for each in several if isinstance(each, dict)]
    if messages and all("result" in each or "error" in each for each in messages):
        return []
    names = [name for each in messages if "method" in each and type(name := each.get("id")) in (int, str)]
    return cast("list[int | str | None]", names) if 0 < len(names) <= _MAX_REFUSED else [None]


def _id_in(line: str) -> int | str | None:
    found = _BEGIN_WITH_ID.match(line) or (_END_WITH_ID.search(line) if CUT in line else None)
    try:
        return json.loads(found[1]) if found else None
    except ValueError:  # a control character in it, or an escape that is none
        return None


_MAX_REFUSED = 100
"""Requests of one list that are refused each for itself."""


def _mended(message: dict[str, Any]) -> SessionMessage | None:
    """The message with a replacement for every half of a character, if that is all that it lacks."""
    try:
        line = without_halves(json.dumps(message, ensure_ascii=False))
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except (ValidationError, RecursionError):
        return None


class Outgoing(ObjectSendStream[SessionMessage]):
    """The messages to a host, each of them writable: one that is not ends the SDK's writer, and with it all.

    Args:
        written: What the SDK writes.
    """

    def __init__(self, written: WriteStream[SessionMessage]) -> None:
        self._written = written

    async def send(self, item: SessionMessage) -> None:
        """Send a message; the name of a file or a backend's words may hold half a character."""
        try:
            item.message.model_dump_json()
        except PydanticSerializationError:
            item = replace(item, message=_written(item.message))
        await self._written.send(item)

    async def aclose(self) -> None:
        """Say no more."""
        await self._written.aclose()


def _written(message: JSONRPCMessage) -> JSONRPCMessage:
    facts = message.model_dump(by_alias=True, exclude_unset=True)
    line = without_halves(json.dumps(facts, ensure_ascii=False))
    return jsonrpc_message_adapter.validate_json(line, by_name=False)


def without_halves(text: str) -> str:
    """The text with a replacement character for every surrogate that stands alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
