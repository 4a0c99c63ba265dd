"""Renders: a bounded queue, each render in a worker process of its own that is ended with it."""

import pickle
import secrets
import sys
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, PIPE

import anyio
from anyio.abc import TaskGroup
from anyio.streams.text import TextReceiveStream

from nemo_video.errors import BackendRefusal
from nemo_video.studio.render.composition import Composition
from nemo_video.wire.calls import RenderedFile, RenderPhase, RenderStatus

WORKER_MODULE = "nemo_video.studio.worker"
MOST_WAITING = 100
RENDER_LIMIT_S = 3600


@dataclass
class Render:
    """One export: where it stands and where its file will lie."""

    render_id: str
    composition: Composition
    format: str
    quality: str
    output: Path
    phase: RenderPhase = RenderPhase.PENDING
    progress: float = 0
    error: str | None = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    def spoil(self) -> None:
        """Let it fail, on purpose."""
        self.error = "it was spoiled on purpose"

    def status(self, base_url: str) -> RenderStatus:
        """What the status call answers."""
        done = self.phase is RenderPhase.COMPLETED
        url = f"{base_url}/files/{self.key}/{self.output.name}"
        return RenderStatus(
            status=self.phase,
            progress=round(self.progress, 4),
            output=RenderedFile(url=url) if done else None,
            error=self.error,
        )


class RenderQueue:
    """Runs renders in the studio's task group, so many at a time."""

    def __init__(self, tasks: TaskGroup, folder: Path, workers: int) -> None:
        self._tasks = tasks
        self._folder = folder
        self._slots = anyio.Semaphore(workers)
        self._renders: dict[str, Render] = {}

    def submit(self, render_id: str, composition: Composition, *, format: str, quality: str) -> Render:
        """Queue a render. The same id again is the same render.

        Raises:
            BackendRefusal: 429, too many wait already.
        """
        if render_id in self._renders:
            return self._renders[render_id]
        if sum(render.phase is RenderPhase.PENDING for render in self._renders.values()) >= MOST_WAITING:
            raise BackendRefusal(429)
        output = self._folder / f"{secrets.token_hex(8)}.{format}"
        render = Render(render_id, composition, format, quality, output)
        self._renders[render_id] = render
        self._tasks.start_soon(self._run, render)
        return render

    def find(self, render_id: str) -> Render | None:
        """A render by its id."""
        return self._renders.get(render_id)

    def find_file(self, key: str) -> Render | None:
        """A completed render by the unguessable key of its URL."""
        return next((r for r in self._renders.values() if secrets.compare_digest(r.key, key)), None)

    async def _run(self, render: Render) -> None:
        async with self._slots:
            render.phase = RenderPhase.PROCESSING
            with anyio.move_on_after(RENDER_LIMIT_S):
                render.error = render.error or await _render_in_worker(render)
        if render.error is None and render.output.exists():
            render.phase, render.progress = RenderPhase.COMPLETED, 1.0
        else:
            render.phase = RenderPhase.FAILED
            render.error = render.error or "the render took longer than its limit"


async def _render_in_worker(render: Render) -> str | None:
    """Run the worker process, which ends with this call; returns why it failed, or None."""
    job = pickle.dumps((render.composition, render.output, render.format, render.quality))
    command = [sys.executable, "-m", WORKER_MODULE]
    async with await anyio.open_process(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:
        try:
            assert process.stdin and process.stdout
            await process.stdin.send(job)
            await process.stdin.aclose()
            error = await _follow(render, TextReceiveStream(process.stdout))
            code = await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
    return error if error or code == 0 else f"the render worker ended with status {code}"


async def _follow(render: Render, lines: TextReceiveStream) -> str | None:
    """Read the worker's lines: a fraction of the work done, or `error: …`."""
    rest = ""
    async for chunk in lines:
        *whole, rest = (rest + chunk).split("\n")
        for line in whole:
            if line.startswith("error: "):
                return line.removeprefix("error: ")
            render.progress = max(render.progress, float(line))
    return None
