"""One export: submit the draft untouched, follow the render, fetch the file, prove it.

It is completed when the file lies at its path, has the announced size and decodes from first to last frame.
"""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from nemo_video.client import BackendClient, Download, RenderProgress
from nemo_video.engine.facts import Exported, ExportRequest
from nemo_video.engine.jobs import Job
from nemo_video.engine.sentences import say
from nemo_video.errors import Internal, InvalidArgument, NotFound, TimedOut
from nemo_video.language import Language
from nemo_video.media import prove
from nemo_video.timeline import Timeline, decode, is_exportable
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.envelope import JsonObject

if TYPE_CHECKING:
    from nemo_video.media import Proof

RENDER_LIMIT_S = 3600
ATTEMPTS = 2
LENGTH_TOLERANCE_S = 0.5
MAX_NAME_CHARS = 120
_NOT_IN_A_NAME = re.compile(r'[/\\:*?"<>|\x00-\x1f]')
_RENDER_FROM, _RENDER_TO, _VERIFY_FROM = 5.0, 80.0, 90.0


@dataclass(frozen=True)
class Export:
    """One export of one session.

    Attributes:
        folder: Where the file is saved.
        poll_s: Pause between two reads of the render's status.
    """

    client: BackendClient
    project_id: str
    session_id: str
    request: ExportRequest
    folder: Path
    poll_s: float
    language: Language

    async def run(self, job: Job) -> Exported:
        """Export.

        Raises:
            NotFound: There is nothing on the timeline.
            VideoError: The backend, the network or the disk stood in the way.
        """
        draft = await self._read_draft()
        timeline = decode(draft)
        render_id, rendered = await self._render(job, draft)
        target = self.folder / _file_name(self.request, timeline)
        download = await self._download(job, render_id, rendered, target)
        proof = await self._prove(job, download.path)
        return self._exported(timeline, rendered, download, proof)

    async def _read_draft(self) -> JsonObject:
        draft = (await self.client.read_state(self.session_id)).draft
        if draft is None or not is_exportable(draft):
            raise nothing_to_export()
        return draft

    async def _render(self, job: Job, draft: JsonObject) -> tuple[str, RenderProgress]:
        """Render, and once more under a new id after a failure."""
        rendered = None
        for _ in range(ATTEMPTS):
            render_id = f"render_{time.time_ns() // 1_000_000}"
            job.advance("rendering", _RENDER_FROM)
            await self.client.submit_render(
                self.session_id, render_id, draft, format=self.request.format, quality=self.request.quality
            )
            rendered = await self._poll(job, render_id)
            if rendered.phase is RenderPhase.COMPLETED:
                return render_id, rendered
        raise Internal(
            "The backend could not render this timeline, in two attempts.",
            advice="Call export again later, or simplify the timeline with generate.",
            retryable=True,
        )

    async def _poll(self, job: Job, render_id: str) -> RenderProgress:
        with anyio.move_on_after(RENDER_LIMIT_S):
            while True:
                progress = await self.client.read_render(render_id)
                if progress.phase in (RenderPhase.COMPLETED, RenderPhase.FAILED):
                    return progress
                share = (progress.percent or 0) / 100
                job.advance("rendering", _RENDER_FROM + share * (_RENDER_TO - _RENDER_FROM))
                await anyio.sleep(self.poll_s)
        raise TimedOut("The render took longer than an hour.", advice="Call export again.")

    async def _download(self, job: Job, render_id: str, rendered: RenderProgress, target: Path) -> Download:
        def report(received: int, total: int | None) -> None:
            share = received / total if total else 0.5
            job.advance("downloading", _RENDER_TO + share * (_VERIFY_FROM - _RENDER_TO))

        job.advance("downloading", _RENDER_TO)
        return await self.client.download(render_id, rendered.url, target, on_progress=report)

    async def _prove(self, job: Job, path: Path) -> "Proof":
        job.advance("verifying", _VERIFY_FROM)
        abandoned = anyio.Event()
        try:
            return await anyio.to_thread.run_sync(
                lambda: prove(path, is_cancelled=abandoned.is_set), abandon_on_cancel=True
            )
        finally:
            abandoned.set()

    def _exported(
        self, timeline: Timeline, rendered: RenderProgress, download: Download, proof: "Proof"
    ) -> Exported:
        return Exported(
            status="completed",
            project_id=self.project_id,
            path=download.path,
            download_url=rendered.url,
            format=self.request.format,
            bytes=download.bytes,
            duration_s=round(proof.duration_s, 3),
            width=proof.info.width,
            height=proof.info.height,
            sha256=download.sha256,
            timeline=timeline,
            remarks=self._remarks(timeline, proof),
        )

    def _remarks(self, timeline: Timeline, proof: "Proof") -> tuple[str, ...]:
        remarks: list[str] = []
        if proof.black:
            remarks.append(say("black", self.language))
        if proof.silent:
            remarks.append(say("silent", self.language))
        if abs(proof.duration_s - timeline.duration_s) > LENGTH_TOLERANCE_S:
            remarks.append(
                say("other_length", self.language, file=round(proof.duration_s, 2), draft=timeline.duration_s)
            )
        return tuple(remarks)


def nothing_to_export() -> NotFound:
    """The error of an export without a draft."""
    return NotFound(
        "There is nothing to export yet: the timeline is empty.",
        advice="Call generate with a description of the video first, then export.",
    )


def check_file_name(name: str | None) -> None:
    """A file name is a plain name: the folder is the user's to set, not the caller's.

    Raises:
        InvalidArgument: It has a folder in it, or characters that no file name has.
    """
    if name is None:
        return
    if not name.strip() or name.startswith(".") or len(name) > MAX_NAME_CHARS or _NOT_IN_A_NAME.search(name):
        raise InvalidArgument(
            "The filename is not a plain file name.",
            advice="Give a name without folders, such as sunset.mp4; NEMO_OUTPUT_DIR sets the folder.",
        )


def _file_name(request: ExportRequest, timeline: Timeline) -> str:
    stem = request.filename or _title(timeline) or "video"
    return stem if stem.lower().endswith(f".{request.format}") else f"{stem}.{request.format}"


def _title(timeline: Timeline) -> str:
    """A file name from what the video shows."""
    names = [track.name for track in timeline.tracks if track.kind == "video" and track.name]
    words = re.sub(r"[^\w\-]+", "-", names[0].lower()) if names else ""
    return words.strip("-_")[:60].rstrip("-_")
