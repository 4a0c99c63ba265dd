"""What a host sends, the lines included that the SDK cannot read: those it drops, and their caller waits.

A text that was cut within an emoji, as JavaScript cuts it, makes such a line. It is mended; any other request
is refused under its own id, as far as it has one. What a message means is not known here.
"""

import json
import logging
from typing import Any, cast

from anyio.abc import ObjectReceiveStream
from mcp.shared._stream_protocols import ReadStream, WriteStream
from mcp.shared.message import SessionMessage
from mcp_types import INVALID_REQUEST, ErrorData, JSONRPCError, jsonrpc_message_adapter
from pydantic import ValidationError

from nemo_video.surface.characters import without_halves

logger = logging.getLogger(__name__)

_REFUSAL = "This is no request of the protocol, or it is nested too deeply to be read."


class Incoming(ObjectReceiveStream[SessionMessage | Exception]):
    """The messages of a host, each of them readable.

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
            message = _sent_as(received)
            if mended := _mended(message):
                return mended
            await self._refuse(message)
        return received

    async def aclose(self) -> None:
        """Take no more messages."""
        await self._received.aclose()

    async def _refuse(self, message: dict[str, Any]) -> None:
        logger.warning("The host sent a line that is no message of the protocol")
        name = message.get("id")
        if "method" in message and type(name) in (int, str):
            error = ErrorData(code=INVALID_REQUEST, message=_REFUSAL)
            await self._answers.send(SessionMessage(JSONRPCError(jsonrpc="2.0", id=name, error=error)))


def _sent_as(error: ValidationError) -> dict[str, Any]:
    """The message that could not be read, as far as it is one; else an empty one."""
    for problem in error.errors(include_url=False):
        sent = _parsed(problem["input"]) if problem["type"] == "json_invalid" else problem["input"]
        if isinstance(sent, dict) and "jsonrpc" in sent:
            return cast("dict[str, Any]", sent)
    return {}


def _parsed(line: str) -> object:
    """Python reads more than the protocol allows: half a character, and deeper nesting."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _mended(message: dict[str, Any]) -> SessionMessage | None:
    """The message with a replacement for every half of a character, if that is all that it lacks."""
    try:
        line = without_halves(json.dumps(message, ensure_ascii=False))
        return SessionMessage(jsonrpc_message_adapter.validate_json(line, by_name=False))
    except (ValidationError, RecursionError):
        return None
