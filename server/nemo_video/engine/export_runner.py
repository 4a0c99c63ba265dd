"""The work of an export: render the draft, fetch the file, prove it.

It is completed when the file lies at its path, has the announced size and decodes from first to last frame.
Every render is noted before it is submitted: a later process follows the same render and starts no other.
"""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

from nemo_video.client import Download, move_to_free_name
from nemo_video.engine.backend import Backend, Capabilities
from nemo_video.engine.chapters import list_chapters, say_for_youtube, suits_youtube
from nemo_video.engine.embedding import Embedded, embed_chapters, embed_credentials, find_origin, signing_key
from nemo_video.engine.facts import Exported
from nemo_video.engine.job import Job
from nemo_video.engine.platform_rules import FinishedFile, PlatformCheck, check_for
from nemo_video.engine.projects import Project
from nemo_video.engine.refusals import NothingToExport
from nemo_video.engine.remarks import expect, remark
from nemo_video.engine.rendering import RENDER_TO, Rendered, Rendering
from nemo_video.engine.requests import ExportRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.snapshot import read_timeline
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import BackendRefusal, DiskFailure, Internal, VideoError
from nemo_video.interchange.credentials import SigningKey
from nemo_video.language import Language, say_error
from nemo_video.media import Chapter, TooDemanding, decoder_limiter, prove
from nemo_video.timeline import Timeline
from nemo_video.wire.formats import SOUND_FORMATS
from nemo_video.wire.platforms import PlatformName, find_platform

if TYPE_CHECKING:
    from nemo_video.media import Expected, Proof

SOUND_OVERHANG_S = 0.05
"""A last packet of sound may reach so far past the length that a file states."""

_SAME_BOXES = frozenset({"mp4", "mov", "m4a"})
"""One container under three names (ISO/IEC 14496-12), which its writers tell apart as they like."""

VERIFY_FROM = 90.0
"""Where the proof begins in an export's percentage."""

TURN_POLL_S = 0.5
"""How often an export of an empty timeline asks whether the turn that fills it is over."""


async def run_export(
    workspace: Workspace,
    project: Project,
    request: ExportRequest,
    language: Language,
    job: Job,
    *,
    is_resuming: bool = False,
) -> Exported:
    """Export; any number of exports runs at a time. An empty timeline waits for the turn that fills it.

    Raises:
        NotFound: There is nothing on the timeline, and nothing under way that puts something there.
    """
    while True:
        is_being_filled = await workspace.ledger.turns.are_under_way(project.project_id)
        try:
            async with workspace.session(project, is_resuming=is_resuming) as (backend, session):
                rendering = Rendering(
                    backend, session.session_id, request,
                    workspace.capabilities(project).poll_s, workspace.ledger.renders,
                )  # fmt: skip
                folder = workspace.settings.output_dir
                signing, capabilities = signing_key(workspace.settings), workspace.capabilities(project)
                export = _Export(
                    backend, project.project_id, rendering, folder, language, signing, capabilities
                )
                return await export.run(job)
        except NothingToExport:
            if not is_being_filled:
                raise
            job.advance("connecting", 0, say("waits_its_turn", language))
            await workspace.ledger.notices.pause(TURN_POLL_S)


@dataclass(frozen=True)
class _Export:
    """One export of one session.

    Attributes:
        folder: Where the file is saved.
        language: Of our own sentences.
        signing: With what the file is signed; None where the user set nothing.
        capabilities: Of the backend.
    """

    backend: Backend
    project_id: str
    rendering: Rendering
    folder: Path
    language: Language
    signing: SigningKey | None
    capabilities: Capabilities

    async def run(self, job: Job) -> Exported:
        begun = await self.rendering.records.of_job(job.job_id)
        done = await self.rendering.run(job, begun)
        download = await self._download(job, done)
        size_remarks = self._remark_size(done.bytes, download.bytes)
        if begun:
            download = await self._drop_copy(download, self.folder / done.record.file_name)
        url = download.url
        timeline = done.timeline or await self._read_timeline()
        platform = self.rendering.request.platform or find_platform(timeline.platform)
        download, chapters = await self._embed_chapters(timeline, download)
        signed = await self._sign(timeline, download)
        proof = await self._prove(job, signed.download.path, expect(done.timeline, platform))
        came = _format_of(proof, self.rendering.request.format)
        saved = await self._name_rightly(replace(signed.download, url=url), came)
        check = self._check_platform(platform, timeline, saved, proof)
        exported = self._exported(done, saved, proof, check)
        return replace(
            exported, chapters=say_for_youtube(chapters) or None,
            remarks=(
                *exported.remarks,
                *size_remarks,
                *signed.remarks,
                *self._remark_chapters(chapters),
                *(say_error(each, self.language) for each in done.remarks),
            ),
        )  # fmt: skip

    async def _embed_chapters(
        self, timeline: Timeline, download: Download
    ) -> tuple[Download, tuple[Chapter, ...]]:
        """Write the chapters that were asked for into the film."""
        text = self.rendering.request.chapters
        if not text:
            return download, ()
        chapters = list_chapters(text, timeline)
        return (await embed_chapters(download, chapters) if chapters else download), chapters

    def _remark_chapters(self, chapters: tuple[Chapter, ...]) -> tuple[str, ...]:
        if not self.rendering.request.chapters or suits_youtube(chapters):
            return ()
        return (say("chapters_youtube", self.language),)

    async def _sign(self, timeline: Timeline, download: Download) -> Embedded:
        """Sign the file where the user has set a certificate."""
        if self.signing is None:
            return Embedded(download)
        state = await self.backend.read_state(self.rendering.session_id)
        origin = find_origin(timeline, state, self.capabilities)
        return await embed_credentials(download, origin, self.signing, self.language)

    async def _download(self, job: Job, done: Rendered) -> Download:
        def report(received: int, total: int | None) -> None:
            share = received / total if total else 0.5
            job.advance("downloading", RENDER_TO + share * (VERIFY_FROM - RENDER_TO))

        job.advance("downloading", RENDER_TO)
        target = self.folder / done.record.file_name
        try:
            return await self.backend.download(done.record.render_id, done.url, target, on_progress=report)
        except BackendRefusal as refusal:
            if refusal.kind == "plan":
                raise
            # Whatever host it was that gave no file: the account has no part in it.
            error = Internal(
                "The film is rendered, and the backend does not give it away.",
                advice="Call export again.",
                retryable=True,
            )
            error.said = refusal.said
            raise error from refusal

    async def _drop_copy(self, download: Download, wanted: Path) -> Download:
        """An ended process may have saved this very file already, just before it ended."""
        if download.path == wanted or not await anyio.Path(wanted).is_file():
            return download
        if await anyio.to_thread.run_sync(_digest, wanted) != download.sha256:
            return download
        await anyio.Path(download.path).unlink()
        return replace(download, path=wanted)

    async def _prove(self, job: Job, path: Path, expected: "Expected") -> "Proof":
        job.advance("verifying", VERIFY_FROM)
        abandoned = anyio.Event()
        try:
            return await anyio.to_thread.run_sync(
                lambda: prove(path, expected=expected, is_cancelled=abandoned.is_set),
                abandon_on_cancel=True,
                limiter=decoder_limiter(),
            )
        except (TooDemanding, DiskFailure) as error:  # says nothing against the file, which stays
            raise type(error)(f"{error.message} The file is kept as {path}, unproved.") from error
        except VideoError as error:
            await anyio.Path(path).unlink(missing_ok=True)
            raise Internal(
                "The rendered file does not decode to its last frame, so it was not kept.",
                advice="Call export again.",
                retryable=True,
            ) from error
        finally:
            abandoned.set()

    def _check_platform(
        self, platform: PlatformName | None, timeline: Timeline, download: Download, proof: "Proof"
    ) -> PlatformCheck:
        """What the file breaks of the rules of its platform: the one that was named, or its canvas's."""
        if platform is None:
            return PlatformCheck((), ())
        has_words = any(track.kind == "text" for track in timeline.tracks)
        file = FinishedFile(
            _format_of(proof, self.rendering.request.format),
            download.bytes,
            _length_s(proof),
            proof.info.width,
            proof.info.height,
            proof.info.fps,
            proof.loudness_lufs,
            covered=tuple(stretch for stretch in proof.stretches if stretch.kind == "text_covered"),
            has_unseen_words=has_words and not proof.texts_seen,
            drawn_for=timeline.platform,
            may_keep_words_safe=self.capabilities.keeps_words_safe,
        )
        return check_for(platform, file, self.language, self.project_id)

    async def _read_timeline(self) -> Timeline:
        """As it is now; the file is there and proved, and what cannot be read is no reason to lose it."""
        try:
            return await read_timeline(self.backend, self.rendering.session_id)
        except VideoError:
            return Timeline(0.0, ())

    def _remark_size(self, announced: int | None, came: int) -> tuple[str, ...]:
        """All came that the download's own header announced; the backend's word beside it may be another."""
        if announced in (None, came):
            return ()
        return (say("other_size", self.language, announced=announced, came=came),)

    def _remark_container(self, came: str) -> tuple[str, ...]:
        """A backend may not know the format, and send the one that it knows."""
        asked = self.rendering.request.format
        return () if asked == came else (say("other_container", self.language, asked=asked, seen=came),)

    async def _name_rightly(self, download: Download, came: str) -> Download:
        """A film that was to be another kind of file is called what it is, so that players open it."""
        if came == self.rendering.request.format:
            return download
        wanted = download.path.with_suffix(f".{came}")
        try:
            path = await anyio.to_thread.run_sync(move_to_free_name, download.path, wanted)
        except OSError:  # its content is told beside it
            return download
        return replace(download, path=path)

    def _exported(self, done: Rendered, download: Download, proof: "Proof", check: PlatformCheck) -> Exported:
        came = _format_of(proof, self.rendering.request.format)
        return Exported(
            status="completed",
            project_id=self.project_id,
            path=download.path,
            download_url=download.url,
            format=came,
            bytes=download.bytes,
            duration_s=_length_s(proof),
            width=proof.info.width,
            height=proof.info.height,
            sha256=download.sha256,
            remarks=(
                *self._remark_container(came),
                *remark(proof, done.record.duration_s, done.timeline, self.language),
                *check.remarks,
            ),
            suggestions=check.suggestions,
        )


def _format_of(proof: "Proof", asked: str) -> str:
    """The format that came: a film in the place of sound alone is no m4a."""
    seen = proof.info.container
    if asked in SOUND_FORMATS and proof.info.kind != "audio":
        return "mp4" if seen in _SAME_BOXES else seen
    return asked if {asked, seen} <= _SAME_BOXES else seen


def _length_s(proof: "Proof") -> float:
    """The length that a player shows. The last packet of sound may reach a little past it."""
    stated_s = proof.info.duration_s
    if stated_s is not None and abs(stated_s - proof.duration_s) < SOUND_OVERHANG_S:
        return round(stated_s, 3)
    return round(proof.duration_s, 3)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
