"""A host that speaks JSON-RPC by hand: it sees every byte of the server's output and ends it in every way."""

import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from subprocess import PIPE
from typing import IO

import anyio
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from homes import COMMAND, Json

LIMIT_S = 60
_MAX_LINE_BYTES = 1 << 24


@dataclass
class RawHost:
    """The server's process, and what it said.

    Attributes:
        lines: Every line of its standard output so far.
    """

    process: Process
    lines: list[bytes] = field(default_factory=list[bytes])

    def __post_init__(self) -> None:
        assert self.process.stdout
        self._output = BufferedByteReceiveStream(self.process.stdout)

    async def shake_hands(self, capabilities: Json | None = None, name: str = "x") -> None:
        """Begin, as hosts up to 2025-11-25 do."""
        client: Json = {"capabilities": capabilities or {}, "clientInfo": {"name": name, "version": "1"}}
        await self.answer_of({"method": "initialize", "params": {"protocolVersion": "2025-11-25", **client}})
        await self.send({"method": "notifications/initialized"})

    async def call(self, tool: str, **arguments: object) -> Json:
        """The result of a tool."""
        answer = await self.answer_of(calling(tool, **arguments))
        result: Json = answer["result"]
        return result

    async def answer_of(self, request: Json) -> Json:
        """The answer to a request."""
        await self.send({"id": 1, **request})
        return await self.hear(lambda message: message.get("id") == 1 and "method" not in message)

    async def send(self, message: Json) -> None:
        """Send a message and wait for nothing."""
        assert self.process.stdin
        await self.process.stdin.send(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    async def hear(self, is_it: Callable[[Json], bool]) -> Json:
        """The first message of that kind among those to come."""
        with anyio.fail_after(LIMIT_S):
            while not is_it(message := await self.next_message()):
                pass
            return message

    async def next_message(self) -> Json:
        """The next message, however long it takes."""
        self.lines.append(await self._output.receive_until(b"\n", _MAX_LINE_BYTES))
        message: Json = json.loads(self.lines[-1])
        return message

    async def end_input(self) -> int:
        """Close standard input and read what still comes.

        Returns:
            The exit status.
        """
        assert self.process.stdin
        await self.process.stdin.aclose()
        with anyio.fail_after(LIMIT_S):
            rest = b"".join([self._output.buffer, *[chunk async for chunk in self._output]])
            self.lines += rest.splitlines()
            return await self.process.wait()


def calling(tool: str, **arguments: object) -> Json:
    """The request that calls a tool."""
    return {"method": "tools/call", "params": {"name": tool, "arguments": arguments}}


@asynccontextmanager
async def raw_host(
    environment: Mapping[str, str],
    command: Sequence[str] = (str(COMMAND),),
    *,
    errors: IO[bytes] | int = PIPE,
) -> AsyncGenerator[RawHost]:
    """A server's process, ended with the context; its standard error goes where it is told."""
    async with await anyio.open_process(command, env=environment, stderr=errors) as process:
        try:
            yield RawHost(process)
        finally:
            if process.returncode is None:
                process.kill()
