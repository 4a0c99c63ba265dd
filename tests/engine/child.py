"""A process that works with the engine and that a test may kill at any moment.

Run as a program it answers lines of JSON, `[tool, arguments]`, with what the engine says; that is all of the
server but MCP, and starts in half the time.
"""

import importlib
import json
import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import anyio
from anyio.abc import Process
from anyio.streams.buffered import BufferedByteReceiveStream

from homes import Json, clean_environment
from nemo_video.cli.connectors import list_backends
from nemo_video.engine import Engine, ExportRequest, GenerateRequest, Job, open_engine
from nemo_video.settings import read_settings

MAX_LINE_BYTES = 1 << 22


class Died(Exception):
    """The process ended before it answered."""


@dataclass
class Child:
    """The process, seen from the test."""

    process: Process
    lines: BufferedByteReceiveStream

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self.process.kill()

    async def call(self, tool: str, **arguments: object) -> Json:
        """What the engine answers; an error has a `code`.

        Raises:
            Died: The process ended first.
        """
        assert self.process.stdin
        try:
            with anyio.fail_after(60):
                await self.process.stdin.send(json.dumps([tool, arguments]).encode() + b"\n")
                answer: Json = json.loads(await self.lines.receive_until(b"\n", MAX_LINE_BYTES))
        except (anyio.IncompleteRead, anyio.BrokenResourceError, anyio.ClosedResourceError):
            raise Died from None
        return answer


@asynccontextmanager
async def open_child(home: Path, settings: Mapping[str, str]) -> AsyncGenerator[Child]:
    """A process on a home folder of its own; killed in the end if it still runs."""
    paths = os.pathsep.join([settings.get("PYTHONPATH", ""), str(Path(__file__).parents[1]), *sys.path])
    environment = clean_environment(home, **{**settings, "PYTHONPATH": paths})
    async with await anyio.open_process([sys.executable, __file__], env=environment, stderr=None) as process:
        assert process.stdout
        try:
            yield Child(process, BufferedByteReceiveStream(process.stdout))
        finally:
            if process.returncode is None:
                process.kill()


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
    """Load everything, then wait for the first line before anything is opened."""
    importlib.import_module("nemo_video.client.connection")
    settings, line = read_settings(), await _read_line()
    async with open_engine(settings, partial(list_backends, settings)) as engine:
        while line:
            tool, arguments = json.loads(line)
            answer = await _answer(engine, tool, arguments)
            sys.stdout.write(json.dumps(answer, default=str) + "\n")
            sys.stdout.flush()
            line = await _read_line()


async def _read_line() -> str:
    return await anyio.to_thread.run_sync(sys.stdin.readline, abandon_on_cancel=True)


if __name__ == "__main__":
    anyio.run(_work)
