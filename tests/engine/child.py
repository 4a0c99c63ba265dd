"""Processes that work with the engine and that a test may kill at any moment.

Each answers lines of JSON, `[tool, arguments]`, with what the engine says; that is all of the server but MCP.
"""

import importlib
import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import anyio
from anyio.abc import ByteSendStream, SocketAttribute, SocketListener
from anyio.streams.buffered import BufferedByteReceiveStream

from forks import Forks, forks_of, kill, serve_forks, tell
from homes import Json, clean_environment
from nemo_video.cli.connectors import list_backends
from nemo_video.engine import Engine, ExportRequest, GenerateRequest, Job, open_engine
from nemo_video.settings import read_settings

LOADED = (
    "nemo_studio.service.production",
    "nemo_video.client.connection",
    "nemo_video.language.replies",
    "nemo_video.language.requests",
)
"""What the work of a process imports, beside what is imported here."""

MAX_LINE_BYTES = 1 << 22


class Died(Exception):
    """The process ended before it answered."""


@dataclass
class Child:
    """The process, seen from the test."""

    pid: int
    lines: BufferedByteReceiveStream
    told: ByteSendStream

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        kill(self.pid)

    async def call(self, tool: str, **arguments: object) -> Json:
        """What the engine answers; an error has a `code`.

        Raises:
            Died: The process ended first.
        """
        try:
            with anyio.fail_after(60):
                await self.told.send(json.dumps([tool, arguments]).encode() + b"\n")
                answer: Json = json.loads(await self.lines.receive_until(b"\n", MAX_LINE_BYTES))
        except (anyio.IncompleteRead, anyio.BrokenResourceError, anyio.ClosedResourceError):
            raise Died from None
        return answer


@asynccontextmanager
async def open_child(forks: Forks, home: Path, settings: Mapping[str, str]) -> AsyncGenerator[Child]:
    """A process on a home folder of its own; killed in the end if it still runs."""
    told = await forks.start(clean_environment(home, **settings))
    async with await anyio.connect_tcp("127.0.0.1", told["port"]) as stream:
        child = Child(told["pid"], BufferedByteReceiveStream(stream), stream)
        try:
            yield child
        finally:
            child.kill()


def load_servers() -> AbstractContextManager[Forks]:
    """What the processes are forks of."""
    return forks_of(__file__, Path(__file__).parent / "crashing")


async def _answer(engine: Engine, tool: str, arguments: Json) -> Json:
    match tool:
        case "new":
            return asdict(await engine.new_project(None))
        case "state":
            return asdict(await engine.state(arguments["project_id"]))
        case "export":
            job = await engine.export(ExportRequest(**arguments))
        case "wait":
            job = await engine.job(arguments["job_id"])
        case _:
            job = await engine.generate(GenerateRequest(**arguments))
    assert isinstance(job, Job)
    while job.is_running:
        await job.wait_for_change(1)
    await engine.collect(job)
    if job.error:
        return {"job_id": job.job_id, "code": job.error.code, "message": job.error.message}
    assert job.result
    return {"job_id": job.job_id, **asdict(job.result)}


async def _work() -> None:
    """Be there, and open nothing before the first line has come."""
    listener = await anyio.create_tcp_listener(local_host="127.0.0.1")
    tell(port=listener.extra(SocketAttribute.local_port))
    (only,) = listener.listeners
    assert isinstance(only, SocketListener)
    async with await only.accept() as stream:
        lines = BufferedByteReceiveStream(stream)
        line = await lines.receive_until(b"\n", MAX_LINE_BYTES)
        settings = read_settings()
        async with open_engine(settings, partial(list_backends, settings)) as engine:
            while True:
                tool, arguments = json.loads(line)
                answer = await _answer(engine, tool, arguments)
                await stream.send(json.dumps(answer, default=str).encode() + b"\n")
                line = await lines.receive_until(b"\n", MAX_LINE_BYTES)


if __name__ == "__main__":
    for module in LOADED:
        importlib.import_module(module)
    serve_forks(lambda: anyio.run(_work))
