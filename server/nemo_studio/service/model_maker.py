"""A model as a maker of clips: ordered once, followed by any process, proved, and kept as media."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NoReturn

import anyio

from nemo_studio.models import (
    ClipPlan,
    ClipRequest,
    Generator,
    JobReport,
    ModelRefusal,
    NetworkFailure,
    SubmitUnanswered,
    VideoModel,
)
from nemo_studio.models.dialects import open_model
from nemo_studio.project import UploadedMedia
from nemo_studio.service.clip_table import ClipOrder, ClipTable, Status
from nemo_studio.service.makers import Shot
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_video.errors import BackendRefusal, VideoError
from nemo_video.media import decoder_limiter, probe, prove

_FETCH_ATTEMPTS: Final = 3
_FETCH_PAUSE_S: Final = 1.0
_STOP_LIMIT_S: Final = 5
_FRAME_S: Final = 0.04

_UNANSWERED: Final = "The order left and no answer came, so the model may be at work on it, or not."
_TOO_LONG: Final = "The model did not finish the clip in time, so it was told to stop."
_NO_CLIP: Final = "What the model delivered is not a video that plays to its end"
_NO_FIRST_FRAME: Final = "This model takes no picture to start from."


@dataclass(frozen=True)
class Film:
    """A film that a model made, as a project keeps it."""

    media: UploadedMedia
    fps: float
    is_silent: bool


class ModelMaker:
    """The model of a studio, over its store."""

    def __init__(
        self,
        generator: Generator,
        table: ClipTable,
        storage: Storage,
        sessions: Sessions,
        options: StudioOptions,
    ) -> None:
        self.generator = generator
        self._table = table
        self._storage = storage
        self._sessions = sessions
        self._options = options
        self._model: VideoModel | None = None

    async def open(self) -> VideoModel:
        """The model, once its base has said how it is spoken to.

        Raises:
            ModelRefusal: It cannot be reached, or does not accept us.
        """
        if self._model is None:
            try:
                self._model = await open_model(self.generator)
            except NetworkFailure as error:
                raise _unreachable(self.generator) from error
        return self._model

    async def price_per_second(self) -> float | None:
        """What a second costs; None where it is not told."""
        model = await self.open()
        try:
            return await model.price_per_second()
        except NetworkFailure as error:
            raise _unreachable(self.generator) from error

    async def plan(self, request: ClipRequest) -> ClipPlan:
        """The nearest that the model can."""
        model = await self.open()
        try:
            return await model.plan(request)
        except NetworkFailure as error:
            raise _unreachable(self.generator) from error

    async def order(self, shot: Shot) -> None:
        """Order a clip that is planned; one that left without an answer is looked for, never sent again."""
        order = shot.order
        assert order is not None
        if order.status == "planned":
            await self._submit(order, shot.first_frame)
        elif order.job is None and order.status != "unknown":
            await self._look_for(order)
        if order.status == "unknown":
            host = (await self.open()).host
            raise ModelRefusal("unanswered", f"{_UNANSWERED} Look at {host} before you ask again.")

    async def _submit(self, order: ClipOrder, first_frame: UploadedMedia | None) -> None:
        model = await self.open()
        if first_frame and not order.plan.takes_first_frame:
            raise ModelRefusal("limits", _NO_FIRST_FRAME)
        order.ordered_at = self._options.now()
        await self._note(order, "ordered")  # on the disk before a byte of it leaves
        try:
            path = first_frame.path if first_frame else None
            async with self._storage.reading([path] if path else []):
                order.job = await model.submit(order.plan, path)
        except ModelRefusal:
            await self._note(order, "failed")
            raise
        except SubmitUnanswered:
            await self._look_for(order)
            return
        await self._note(order, "running")

    async def _look_for(self, order: ClipOrder) -> None:
        model = await self.open()
        try:
            order.job = await model.find(order.plan, order.ordered_at, await self._table.job_ids())
        except (NetworkFailure, ModelRefusal):
            order.job = None
        await self._note(order, "running" if order.job else "unknown")

    async def finish(self, shot: Shot, session: Session) -> AsyncIterator[float | None]:
        """Ask until the clip is there, then fetch it; passing errors of the network are no end."""
        order = shot.order
        assert order is not None
        deadline = order.ordered_at + self._options.model_limit_s
        while order.status == "running":
            report = await self._report(order)
            order.cost = report.cost if report.cost is not None else order.cost
            if report.phase == "failed":
                await self._fail(order, report.refusal or ModelRefusal("failed", "The model gave no reason."))
            if report.phase == "completed":
                await self._fetch(order, report, session, shot.command.name)
                return
            if self._options.now() > deadline:
                await self.stop(order)
                raise ModelRefusal("expired", _TOO_LONG)
            yield report.percent
            await anyio.sleep(self._options.model_poll_s)

    async def _report(self, order: ClipOrder) -> JobReport:
        """How far a job is. What says nothing of the job itself is asked again."""
        assert order.job is not None
        try:
            return await (await self.open()).report(order.job)
        except NetworkFailure:
            return JobReport("running")
        except ModelRefusal as refusal:
            if refusal.reason in ("overloaded", "unreachable"):
                return JobReport("running")
            if refusal.reason == "unknown_model":  # 404 is of the job here
                refusal = ModelRefusal(
                    "expired", f"The model does not know its job any more: {refusal.words}"
                )
            return JobReport("failed", refusal=refusal)

    async def _fetch(self, order: ClipOrder, report: JobReport, session: Session, name: str) -> None:
        """Fetch at once, for addresses of results do not live long; keep what plays to its end."""
        if await self._find_media(session, order) is None:
            media = await self._fetch_whole(session.client_id, order, report, name)
            await self._sessions.add_upload(session, media)
        await self._note(order, "done")

    async def _fetch_whole(
        self, client_id: str, order: ClipOrder, report: JobReport, name: str
    ) -> UploadedMedia:
        model, job = await self.open(), order.job
        assert job is not None
        error: Exception | None = None
        for attempt in range(_FETCH_ATTEMPTS):
            if attempt:
                await anyio.sleep(_FETCH_PAUSE_S)
            try:
                # A new name each time: what an ended process wrote under another is swept away.
                file = f"{order.media_id}_{secrets.token_hex(4)}.mp4"
                async with self._storage.writing(file, f"the clip {name}", client_id) as path:
                    await model.fetch(job, report, path)
                    return await anyio.to_thread.run_sync(
                        _prove, path, order.media_id, name, limiter=decoder_limiter()
                    )
            except (NetworkFailure, VideoError) as failure:
                error = failure
            except ModelRefusal as refusal:
                await self._fail(order, refusal, "undelivered")
        why = error.message if isinstance(error, VideoError) else "the connection broke."
        await self._note(order, "undelivered")
        raise ModelRefusal("failed", f"{_NO_CLIP}: {why}")

    async def film(self, shot: Shot, session: Session) -> Film:
        """What was made, from the project's media."""
        assert shot.order is not None
        media = await self._find_media(session, shot.order)
        assert media is not None, "it is kept before its order is done"
        async with self._storage.reading([media.path]):
            return await anyio.to_thread.run_sync(_look_at, media, limiter=decoder_limiter())

    async def stop(self, order: ClipOrder) -> None:
        """Stop a job where the dialect can; what it costs may come all the same."""
        with anyio.move_on_after(_STOP_LIMIT_S):
            try:
                if order.job is None:
                    await self._look_for(order)
                if order.job is not None:
                    await (await self.open()).cancel(order.job)
            except (NetworkFailure, ModelRefusal):
                pass  # it was to be stopped, and is forgotten at least
        await self._note(order, "stopped")

    async def _find_media(self, session: Session, order: ClipOrder) -> UploadedMedia | None:
        uploads = await self._sessions.uploads(session.session_id)
        return next((media for media in uploads if media.media_id == order.media_id), None)

    async def _fail(self, order: ClipOrder, refusal: ModelRefusal, status: Status = "failed") -> NoReturn:
        await self._note(order, status)
        raise refusal

    async def _note(self, order: ClipOrder, status: Status) -> None:
        order.status = status
        await self._table.keep(order)


def _prove(path: Path, media_id: str, name: str) -> UploadedMedia:
    info = probe(path)
    if info.kind != "video":
        raise BackendRefusal(4001, message=f"it is {info.kind}, not video.")
    proof = prove(path)
    whole_s = round(proof.duration_s, 1)  # its sound may reach past its last picture by less than a frame
    length_s = whole_s if abs(whole_s - proof.duration_s) <= _FRAME_S else proof.duration_s
    return UploadedMedia(
        media_id, f"{name[:60]}.mp4", "video", path, proof.bytes, length_s, info.width, info.height
    )


def _look_at(media: UploadedMedia) -> Film:
    proof = prove(media.path)
    return Film(media, proof.info.fps or 0, is_silent=proof.silent is not False)


def _unreachable(generator: Generator) -> ModelRefusal:
    return ModelRefusal("unreachable", f"The model's address {generator.url} cannot be reached.")
