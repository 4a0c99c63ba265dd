"""What the server says: an answer that cannot be written ends the SDK's writer, and the server with it."""

import json
from dataclasses import replace

from anyio.abc import ObjectSendStream
from mcp.shared._stream_protocols import WriteStream
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCMessage, jsonrpc_message_adapter
from pydantic_core import PydanticSerializationError

from nemo_video.surface.characters import without_halves


class Outgoing(ObjectSendStream[SessionMessage]):
    """The messages to a host, each of them writable.

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
            item = replace(item, message=_mended(item.message))
        await self._written.send(item)

    async def aclose(self) -> None:
        """Say no more."""
        await self._written.aclose()


def _mended(message: JSONRPCMessage) -> JSONRPCMessage:
    facts = message.model_dump(by_alias=True, exclude_unset=True)
    line = without_halves(json.dumps(facts, ensure_ascii=False))
    return jsonrpc_message_adapter.validate_json(line, by_name=False)
