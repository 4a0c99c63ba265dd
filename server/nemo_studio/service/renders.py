"""Renders: a fair, bounded queue in the store, each render in a worker process that is ended with it.

A render whose server process ended is rendered again by the next process that is asked for it.
"""

import logging
import pickle
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Final

import anyio
from anyio import from_thread
from anyio.abc import TaskGroup

from nemo_studio.project import Canvas, UploadedMedia, call_by_names
from nemo_studio.render.composition import Composition
from nemo_studio.render.kept_spans import KeptSpans
from nemo_studio.render.workers import Worker, converse, open_worker
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.render_table import Render, RenderNotes, RenderTable, new_file_name
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import PART, Storage
from nemo_studio.service.store import Store
from nemo_studio.service.storyboard import compose
from nemo_video.errors import BackendRefusal, DiskFailure
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import OutputFormat

logger = logging.getLogger(__name__)

WORKER_MODULE: Final = "nemo_studio.render.worker"
LONGEST_S: Final = 20 * 60
"""Of a timeline: the slowest scenes at this length take most of the hour that a render may."""

MAX_RENDER_S: Final = 3600
"""However long a film is: whoever waits for it gives up after this."""

_BASE_S: Final = 300
_PER_SECOND_S: Final = 30
"""What a second of film in 1080p at 30 frames may take: ten times what it takes on a slow machine."""

_FULL_HD_RATE: Final = 1920 * 1080 * 30
_PROGRESS_STEP: Final = 0.05
_KEPT_SHARE: Final = 10
_REMARKS: Final = {
    "cluster_absent": "The render cluster could not be reached; the studio's own machine rendered this film.",
    "cluster_lost": "Parts were lost on the render cluster; the studio's own machine rendered them.",
    "cluster_differs": "A machine of the render cluster has another version or other fonts; the studio's own "
    "machine rendered its parts.",
}
_MAX_NOTES: Final = 1000
"""Of finished renders, whose remarks this process still knows."""

MAX_KEPT_BYTES: Final = 2 * 1024**3
"""Of rendered parts, beside the files: a tenth of what those may need, an hour of film at most."""


@dataclass
class Work:
    """A render of this process: what is drawn, and the scope that ends it."""

    render: Render
    composition: Composition
    uploads: Sequence[UploadedMedia]
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    is_started: bool = False
    is_stuck: bool = False
    is_spoiled: bool = False

    @property
    def sources(self) -> list[Path]:
        """The media files that it is made of."""
        clips = [clip.source for clip in self.composition.clips if clip.source]
        sounds = [sound.name for sound in self.composition.sounds if sound.kind == "file"]
        return [Path(each) for each in dict.fromkeys([*clips, *sounds])]

    @property
    def limit_s(self) -> float:
        """How long it may take: a short film that takes an hour was made to hold a worker."""
        film = self.composition
        rate = film.width * film.height * film.fps / _FULL_HD_RATE
        return min(_BASE_S + _PER_SECOND_S * film.duration_s * rate, MAX_RENDER_S)


class RenderQueue:
    """Runs renders in the studio's task group, so many at a time, the clients in turn."""

    def __init__(
        self, tasks: TaskGroup, store: Store, storage: Storage, sessions: Sessions, options: StudioOptions
    ) -> None:
        self._tasks = tasks
        self._me = store.me
        self._closing = store.closing
        self._table = RenderTable(store)
        self._storage = storage
        self._sessions = sessions
        self._options = options
        share = options.max_disk_bytes // _KEPT_SHARE
        self._kept = KeptSpans(store.folder / "spans", min(share, MAX_KEPT_BYTES))
        self._work: dict[tuple[str, str], Work] = {}
        self._notes: dict[tuple[str, str], RenderNotes] = {}

    async def submit(
        self,
        session: Session,
        render_id: str,
        draft: JsonObject,
        canvas: Canvas,
        format: OutputFormat,
    ) -> Work | None:
        """Queue a render. The same id of the same owner again is the same render, and no new work.

        Raises:
            BackendRefusal: 400, the draft cannot be drawn, is too long or one of its files was cleaned away;
                429, too many renders wait already; 507, the disk is full.
        """
        if await self.find(session.client_id, render_id):
            return None
        composition = await anyio.to_thread.run_sync(compose, draft, canvas, session.uploads)
        render = Render(
            session.client_id, render_id, session.session_id, draft, canvas, format,
            self._options.now(), self._me, new_file_name(format),
        )  # fmt: skip
        work = Work(render, composition, session.uploads)
        await self._check(work)
        if not await self._table.add(render):
            return None
        self._begin(work)
        return work

    async def find(self, client_id: str, render_id: str) -> Render | None:
        """A render by its id; one that an ended process left unfinished is begun again."""
        if work := self._work.get((client_id, render_id)):
            return work.render
        render = await self._table.find(client_id, render_id)
        if render is None or render.is_finished:
            if render:
                render.notes = self._notes.get(render.key, render.notes)
            return render
        return await self._take_over(render) or render

    async def cancel(self, render: Render) -> None:
        """End a render that is not finished; the process that draws it stops at its next step."""
        await self._table.end(render, RenderPhase.FAILED, "it was cancelled")
        if work := self._work.get(render.key):
            work.scope.cancel()

    async def _check(self, work: Work) -> None:
        if work.composition.duration_s > LONGEST_S:
            raise BackendRefusal(
                400,
                message=f"The timeline is {work.composition.duration_s:,.0f} seconds long; "
                f"the studio renders at most {LONGEST_S:,}.",
                advice="Trim or remove clips, then export again.",
            )
        if not await self._storage.has(*work.sources):
            raise BackendRefusal(
                400,
                message="A file of the timeline lay unused for too long and was cleaned away.",
                advice="Upload it again and put it on the timeline.",
            )
        waiting = Counter(each.render.client_id for each in self._work.values() if not each.is_started)
        mine, limit = waiting[work.render.client_id], self._options.queue_limit
        if waiting.total() >= limit or mine >= max(1, limit // self._options.queue_shares):
            raise BackendRefusal(429, message="Too many renders wait already.")
        if not await self._storage.has_room(work.render.client_id):
            raise BackendRefusal(429, message="The studio's disk space is used up by work in progress.")

    async def _take_over(self, render: Render) -> Render | None:
        """Begin a render again whose process ended."""
        if not await self._table.take_over(render):
            return None
        try:
            uploads = await self._sessions.uploads(render.session_id)
            composition = await anyio.to_thread.run_sync(compose, render.draft, render.canvas, uploads)
        except BackendRefusal as refusal:
            return await self._finish(render, refusal.message)
        self._begin(Work(render, composition, uploads))
        return render

    def _begin(self, work: Work) -> None:
        if work.render.key not in self._work:
            self._work[work.render.key] = work
            self._tasks.start_soon(self._start_next)

    async def _start_next(self) -> None:
        """Start what waits while there is a worker: the client with the fewest at work comes first."""
        busy = Counter(work.render.client_id for work in self._work.values() if work.is_started)
        waiting = [work for work in self._work.values() if not (work.is_started or work.is_stuck)]
        if waiting and busy.total() < self._options.workers:
            following = min(waiting, key=lambda work: busy[work.render.client_id])
            following.is_started = True
            self._tasks.start_soon(self._run, following)

    async def _run(self, work: Work) -> None:
        error: str | None = "it was cancelled"
        try:
            with work.scope:
                error = await self._draw(work)
        except BackendRefusal as refusal:
            error = refusal.message
        finally:
            with anyio.CancelScope(shield=True):
                if not self._closing.is_set():  # else it is the next process's
                    await self._finish(work.render, error)
            self._keep_notes(work.render)
            del self._work[work.render.key]
        await self._start_next()

    async def _draw(self, work: Work) -> str | None:
        """Returns why there is no file, or None."""
        render = work.render
        render.phase = RenderPhase.PROCESSING
        await self._note_progress(work)
        if work.is_spoiled:
            return "it was spoiled on purpose"
        what = f"the export {render.render_id} of project {render.session_id}"
        async with (
            self._storage.reading(work.sources),
            self._storage.writing(render.file, what, render.client_id) as path,
        ):
            error: str | None = "the render took longer than its limit"
            with anyio.move_on_after(work.limit_s):
                error = await self._draw_in_worker(work, path)
            if error is None and not path.exists():
                error = "the render left no file"
            if error:
                raise BackendRefusal(500, message=call_by_names(error, work.uploads))
        return None

    async def _finish(self, render: Render, error: str | None) -> Render:
        render.phase = RenderPhase.FAILED if error else RenderPhase.COMPLETED
        render.error, render.progress = error, render.progress if error else 1.0
        try:
            await self._table.end(render, render.phase, error)
        except BackendRefusal as refusal:  # the next process finds it unfinished
            logger.warning("The end of a render could not be kept: %s", refusal.message)
        return render

    async def _note_progress(self, work: Work) -> None:
        """Tell the other processes; a render that one of them has cancelled ends here."""
        render = work.render
        if not await self._table.advance(render):
            work.scope.cancel()

    def _keep_notes(self, render: Render) -> None:
        if render.notes.remarks:
            self._notes[render.key] = render.notes
        while len(self._notes) > _MAX_NOTES:
            del self._notes[next(iter(self._notes))]

    def _note_remark(self, render: Render, remark: str, details: str) -> None:
        """Who exports hears the sentence; the addresses of machines are for the operator."""
        logger.warning("A film is not rendered on the cluster: %s.", details)
        render.notes.remarks.append(_REMARKS.get(remark, remark))

    async def _draw_in_worker(self, work: Work, path: Path) -> str | None:
        """Run the worker process, which ends with this call; returns why it failed, or None."""
        render = work.render
        job = pickle.dumps((work.composition, path, render.format, self._kept, self._options.scheduler))
        try:
            async with open_worker(WORKER_MODULE) as worker:
                return await converse(partial(self._follow, work, worker, job))
        except DiskFailure as failure:
            return failure.message
        finally:
            path.with_name(path.name + PART).unlink(missing_ok=True)

    def _follow(self, work: Work, worker: Worker, job: bytes) -> str | None:
        """Hand the job over and read the worker's lines, which its module names; others are no news."""
        assert worker.stdin
        assert worker.stdout
        told, render = 0.0, work.render
        with suppress(OSError):  # that it ended is told below
            worker.stdin.write(job)
            worker.stdin.flush()  # and it stays open: the worker ends when it closes
            for line in TextIOWrapper(worker.stdout, "utf-8", "replace"):
                kind, _, words = line.rstrip("\n").partition(": ")
                match kind:
                    case "error":
                        return words
                    case "done":
                        return None
                    case "remark":
                        self._note_remark(render, *words.split(" ", 1))
                    case "dashboard":
                        render.notes.dashboard = words
                    case _:
                        pass
                with suppress(ValueError):
                    render.progress = max(render.progress, min(float(line), 1.0))
                if render.progress >= told + _PROGRESS_STEP:
                    told = render.progress
                    from_thread.run(self._note_progress, work)
        return "the process that renders it broke off"
