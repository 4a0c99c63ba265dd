"""Renders: a bounded queue, each render in a worker process of its own that is ended with it."""

import pickle
import secrets
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Final

import anyio
from anyio.abc import Process, TaskGroup
from anyio.streams.text import TextReceiveStream

from nemo_studio.render.composition import Composition
from nemo_studio.service.answers import RenderedFile, RenderStatus
from nemo_studio.service.storage import Storage
from nemo_video.errors import BackendRefusal
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.formats import OutputFormat

WORKER_MODULE: Final = "nemo_studio.render.worker"
RENDER_LIMIT_S: Final = 3600
LONGEST_S: Final = 20 * 60
"""Of a timeline: its sound is mixed in memory, half a gigabyte at this length."""

_FINISHED: Final = (RenderPhase.COMPLETED, RenderPhase.FAILED)
_MOST_FINISHED: Final = 1000


@dataclass
class Render:
    """One export: where it stands and where its file will lie."""

    render_id: str
    composition: Composition
    format: OutputFormat
    output: Path
    phase: RenderPhase = RenderPhase.PENDING
    progress: float = 0
    error: str | None = None
    is_stuck: bool = False
    key: str = field(default_factory=lambda: secrets.token_urlsafe(24))

    @property
    def sources(self) -> list[Path]:
        """The uploaded files that it is made of."""
        clips = [clip.source for clip in self.composition.clips if clip.source]
        return [
            Path(each) for each in [*clips, *(s.name for s in self.composition.sounds if s.kind == "file")]
        ]

    def spoil(self) -> None:
        """Let it fail, on purpose."""
        self.error = "it was spoiled on purpose"

    def hold(self) -> None:
        """Let it never start, on purpose."""
        self.is_stuck = True

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

    def __init__(self, tasks: TaskGroup, storage: Storage, *, workers: int, most_waiting: int) -> None:
        self._tasks = tasks
        self._storage = storage
        self._slots = anyio.Semaphore(workers)
        self._most_waiting = most_waiting
        self._renders: dict[tuple[str, str], Render] = {}

    def submit(self, owner: str, render_id: str, composition: Composition, format: OutputFormat) -> Render:
        """Queue a render. The same id of the same owner again is the same render.

        Raises:
            BackendRefusal: 400, the timeline is too long or one of its files was cleaned away; 429, too many
                renders wait already, or the disk is full.
        """
        if known := self._renders.get((owner, render_id)):
            return known
        output = self._storage.folder / f"{secrets.token_hex(8)}.{format.container}"
        render = Render(render_id, composition, format, output)
        self._check(render)
        self._renders[owner, render_id] = render
        self._forget_oldest()
        self._tasks.start_soon(self._run, render)
        return render

    def find(self, owner: str, render_id: str) -> Render | None:
        """A render by its id."""
        return self._renders.get((owner, render_id))

    def find_file(self, key: str) -> Render | None:
        """A completed render by the unguessable key of its URL."""
        return next((r for r in self._renders.values() if secrets.compare_digest(r.key, key)), None)

    def _check(self, render: Render) -> None:
        if render.composition.duration_s > LONGEST_S:
            raise BackendRefusal(
                400,
                message=f"The timeline is {render.composition.duration_s:,.0f} seconds long; "
                f"the studio renders at most {LONGEST_S:,}.",
                advice="Trim or remove clips, then export again.",
            )
        if not all(self._storage.has(path) for path in render.sources):
            raise BackendRefusal(
                400,
                message="A file of the timeline lay unused for too long and was cleaned away.",
                advice="Upload it again and put it on the timeline.",
            )
        if sum(each.phase is RenderPhase.PENDING for each in self._renders.values()) >= self._most_waiting:
            raise BackendRefusal(429, message="Too many renders wait already.")
        if not self._storage.has_room():
            raise BackendRefusal(429, message="The studio's disk space is used up by work in progress.")

    def _forget_oldest(self) -> None:
        finished = [key for key, render in self._renders.items() if render.phase in _FINISHED]
        for key in finished[: max(len(finished) - _MOST_FINISHED, 0)]:
            del self._renders[key]

    async def _run(self, render: Render) -> None:
        if render.is_stuck:
            return
        with self._storage.reading(render.sources):
            async with self._slots:
                render.phase = RenderPhase.PROCESSING
                if render.error is None:
                    render.error = "the render took longer than its limit"
                    with anyio.move_on_after(RENDER_LIMIT_S):
                        render.error = await _render_in_worker(render)
        if render.error is None and render.output.exists():
            self._storage.keep(render.output)
            render.phase, render.progress = RenderPhase.COMPLETED, 1.0
        else:
            render.phase = RenderPhase.FAILED
            render.error = render.error or "the render left no file"


async def _render_in_worker(render: Render) -> str | None:
    """Run the worker process, which ends with this call; returns why it failed, or None."""
    job = pickle.dumps((render.composition, render.output, render.format))
    command = [sys.executable, "-m", WORKER_MODULE]
    try:
        async with await anyio.open_process(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL) as process:
            try:
                return await _converse(render, process, job)
            finally:
                if process.returncode is None:
                    process.kill()
    except OSError as error:
        return f"the render worker could not be started: {error.strerror}"
    finally:
        render.output.with_name(render.output.name + ".part").unlink(missing_ok=True)


async def _converse(render: Render, process: Process, job: bytes) -> str | None:
    """Hand the job over and listen until the worker ends."""
    assert process.stdin
    assert process.stdout
    # Its status tells why it ended. The last is what anyio let through before it had a name for it.
    with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, ConnectionError):
        await process.stdin.send(job)
        await process.stdin.aclose()
    error = await _follow(render, TextReceiveStream(process.stdout, errors="replace"))
    code = await process.wait()
    return error if error or code == 0 else f"the render worker ended with status {code}"


async def _follow(render: Render, lines: TextReceiveStream) -> str | None:
    """Read the worker's lines: a fraction of the work done, or `error: …`; others are not meant for us."""
    rest, error = "", None
    async for chunk in lines:
        *whole, rest = (rest + chunk).split("\n")
        for line in whole:
            if line.startswith("error: "):
                error = line.removeprefix("error: ")
            with suppress(ValueError):
                render.progress = max(render.progress, min(float(line), 1.0))
    return error
