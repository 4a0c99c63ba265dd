"""One render: noted before it leaves, followed to its end, tried once more if it fails."""

import logging
from dataclasses import dataclass

import anyio

from nemo_video.client import RenderProgress
from nemo_video.engine.backend import Backend
from nemo_video.engine.file_names import name_file
from nemo_video.engine.job import Job
from nemo_video.engine.ledger import RenderRecord, Renders
from nemo_video.engine.refusals import NothingToExport, may_pass
from nemo_video.engine.requests import ExportRequest
from nemo_video.errors import BackendRefusal, Internal, RefusalKind, TimedOut, Unreachable, VideoError
from nemo_video.timeline import Timeline, decode, is_exportable
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.envelope import JsonObject

logger = logging.getLogger(__name__)

RENDER_LIMIT_S = 3600
ATTEMPTS = 2
LOST_READS = 5
"""So many reads of a render's status in a row may fail before the export gives up for now."""

ABSENT_READS = 2
"""So many times in a row a backend has to deny a render before it counts as never arrived."""

RENDER_FROM, RENDER_TO = 5.0, 80.0
"""Where the render begins and ends in an export's percentage."""


@dataclass(frozen=True)
class Rendered:
    """A render that is done.

    Attributes:
        record: As it was noted.
        url: Where its file is, if the backend tells.
        timeline: What was rendered; None where an ended process submitted it.
        remarks: What the backend says of it.
        bytes: How large it says that the file is.
    """

    record: RenderRecord
    url: str | None
    timeline: Timeline | None
    remarks: tuple[str, ...] = ()
    bytes: int | None = None


@dataclass(frozen=True)
class Rendering:
    """The render of one export.

    Attributes:
        poll_s: Pause between two reads of the render's status.
        records: Where each render is noted before it is submitted.
        draft: What is rendered; None for what is on the timeline by then.
    """

    backend: Backend
    session_id: str
    request: ExportRequest
    poll_s: float
    records: Renders
    draft: JsonObject | None = None

    async def run(self, job: Job, begun: list[RenderRecord]) -> Rendered:
        """Render, and once more under a new id after a failure."""
        job.has_sent = bool(begun)
        error, is_known = "", False
        for attempt in range(max(1, len(begun)), ATTEMPTS + 1):
            job.advance("rendering", RENDER_FROM)
            timeline = None
            if len(begun) == attempt:
                render = begun[-1]
            else:
                render, timeline = await self._submit(job)
            progress = await self._poll(job, render.render_id)
            if progress is None:
                continue
            if progress.phase is RenderPhase.COMPLETED:
                return Rendered(render, progress.url, timeline, progress.remarks, progress.bytes)
            error, is_known = progress.error or error, True
        if not is_known:
            raise Internal(
                "The backend has lost sight of the render, in two attempts.",
                advice="Call export again.",
                retryable=True,
            )
        failed = Internal(
            "The backend could not render this timeline, in two attempts.",
            advice="Call export again with a lower quality; if that fails too, undo the last edit first.",
            retryable=True,
        )
        failed.said = error
        raise failed

    async def _submit(self, job: Job) -> tuple[RenderRecord, Timeline]:
        """Submit the newest draft. Without an answer the render may be under way, so it is looked for."""
        draft = await self._read_draft()
        timeline = decode(draft)
        render = await self.records.submit(
            job.job_id, name_file(self.request.filename, self.request.format, timeline), timeline.duration_s
        )
        job.has_sent = True
        try:
            await self.backend.submit_render(self.session_id, render.render_id, draft, self.request.output)
        except TimedOut:
            logger.info("The submit of a render got no answer")
        except (Unreachable, BackendRefusal) as error:
            if _is(error, "unavailable"):
                return render, timeline  # a gateway's answer: the render may have arrived all the same
            job.has_sent = False
            await self.records.note(render.render_id, "refused")
            raise
        else:
            await self.records.note(render.render_id, "accepted")
        return render, timeline

    async def _read_draft(self) -> JsonObject:
        draft = self.draft or (await self.backend.read_state(self.session_id)).draft
        if draft is None or not is_exportable(draft):
            raise NothingToExport
        return draft

    async def _poll(self, job: Job, render_id: str) -> RenderProgress | None:
        """Ask until the render has ended; a read that fails now and then is no end. None: it is not there."""
        failures: list[VideoError] = []
        with anyio.move_on_after(RENDER_LIMIT_S):
            while True:
                try:
                    with job.looking():
                        progress = await self.backend.read_render(render_id)
                except VideoError as error:
                    failures.append(error)
                    if _is_absent(failures):
                        job.is_looking = False  # it was seen that there is none
                        return None
                    if not may_pass(error) or len(failures) >= LOST_READS:
                        raise
                else:
                    failures.clear()
                    job.dashboard = progress.dashboard
                    if progress.phase in (RenderPhase.COMPLETED, RenderPhase.FAILED):
                        return progress
                    share = (progress.percent or 0) / 100
                    job.advance("rendering", RENDER_FROM + share * (RENDER_TO - RENDER_FROM))
                await anyio.sleep(self.poll_s)
        raise TimedOut("The render took longer than an hour.")


def _is_absent(failures: list[VideoError]) -> bool:
    """Whether the backend said again and again that it has no such render."""
    last = failures[-ABSENT_READS:]
    return len(last) == ABSENT_READS and all(_is(error, "absent") for error in last)


def _is(error: VideoError, *kinds: RefusalKind) -> bool:
    return isinstance(error, BackendRefusal) and error.kind in kinds
