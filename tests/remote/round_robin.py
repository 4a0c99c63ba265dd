"""A plain proxy before several servers: each connection goes to the next one that is there."""

import itertools
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import anyio
from anyio.abc import ByteReceiveStream, ByteSendStream, SocketAttribute, SocketStream


@asynccontextmanager
async def round_robin(origins: Sequence[str]) -> AsyncGenerator[str]:
    """The proxy's own origin. Which servers there are may change meanwhile."""
    ports = (urlsplit(origins[number % len(origins)]).port or 0 for number in itertools.count())

    async def connect_to_next() -> SocketStream:
        for _ in origins:
            try:
                return await anyio.connect_tcp("127.0.0.1", next(ports))
            except OSError:
                continue
        raise OSError("none of them is there")

    async def carry(caller: SocketStream) -> None:
        async with caller, await connect_to_next() as server, anyio.create_task_group() as ways:
            ways.start_soon(_pump, caller, server)
            await _pump(server, caller)
            ways.cancel_scope.cancel()

    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    async with listener, anyio.create_task_group() as tasks:
        tasks.start_soon(listener.serve, carry)
        yield f"http://127.0.0.1:{listener.extra(SocketAttribute.local_port)}"
        tasks.cancel_scope.cancel()


async def _pump(source: ByteReceiveStream, target: ByteSendStream) -> None:
    try:
        while True:
            await target.send(await source.receive())
    except (anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream):
        return
