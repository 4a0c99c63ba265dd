"""Clips of a real model: ordered once, followed by any process, proved, and kept as media of the project."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import anyio

from nemo_studio.draft import ID, Segment, find
from nemo_studio.edits import Command, EditSession
from nemo_studio.edits.media.application import USUAL_LENGTH_S
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.ripple import remove_clip, resize, ripple
from nemo_studio.edits.session import Note
from nemo_studio.models import (
    ClipPlan,
    ClipRequest,
    Generator,
    JobReport,
    Maker,
    ModelRefusal,
    NetworkFailure,
    SubmitUnanswered,
)
from nemo_studio.models.dialects import open_maker
from nemo_studio.project import Canvas, UploadedMedia
from nemo_studio.service.clip_table import ClipOrder, ClipTable, WaitingTurn
from nemo_studio.service.editor import Outcome, Undone
from nemo_studio.service.model_requests import first_frame_of, wants_drawing
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store
from nemo_video.errors import BackendRefusal, VideoError
from nemo_video.media import probe, prove
from nemo_video.wire.draft import DURATION_MS, METADATA
from nemo_video.wire.envelope import JsonObject

_OF_DRAWINGS: Final = ("scene_stands_in", "not_in_scene")
"""What is said of scenes that the studio draws."""

_FETCH_ATTEMPTS: Final = 3
_FETCH_PAUSE_S: Final = 1.0
_GRACE_S: Final = 1.5
"""After its reader left, a turn waits so long for the end of the process before it counts as given up."""

_FRAME_S: Final = 0.04
_CANCEL_LIMIT_S: Final = 5
_UNANSWERED: Final = "The order left and no answer came, so the model may be at work on it, or not."
_TOO_LONG: Final = "The model did not finish the clip in time."
_NO_CLIP: Final = "What the model delivered is not a video that plays to its end"


@dataclass
class TurnClips:
    """The clips of one turn.

    Attributes:
        turn: The turn that waits for them.
        commands: Its commands, with lengths that the model can make.
        first_frame: The upload that the first clip starts from.
        plans: What is ordered, a plan a scene.
        wanted_s: How long each of them was to be.
        refusals: Why clips were not made.
    """

    turn: WaitingTurn
    commands: tuple[Command, ...] = ()
    first_frame: UploadedMedia | None = None
    plans: list[ClipPlan] = field(default_factory=list[ClipPlan])
    wanted_s: list[float] = field(default_factory=list[float])
    refusals: list[ModelRefusal] = field(default_factory=list[ModelRefusal])


class Generation:
    """The model of a studio, over its store."""

    def __init__(
        self, generator: Generator, store: Store, storage: Storage, sessions: Sessions, options: StudioOptions
    ) -> None:
        self._generator = generator
        self._closing = store.closing
        self._table = ClipTable(store)
        self._storage = storage
        self._sessions = sessions
        self._options = options
        self._maker: Maker | None = None

    async def adopt_turns(self) -> list[WaitingTurn]:
        """The turns that ended processes left while the model worked; they are this process's now."""
        return await self._table.adopt_turns()

    async def costs(self) -> JsonObject:
        """What the model costs, for the balance."""
        spent = await self._table.spent_today(self._options.now())
        return {"model": self._generator.model, "spent_today": spent, "max_cost": self._generator.max_cost}

    async def fit(self, turn: WaitingTurn, session: Session, commands: tuple[Command, ...]) -> TurnClips:
        """Plan the clips of a turn before anything is edited: the edits count on their lengths.

        Raises:
            ModelRefusal: The model cannot be reached, or does not accept us.
        """
        clips = TurnClips(turn, commands)
        scenes = [command for command in commands if isinstance(command, MakeScene)]
        if not scenes or wants_drawing(turn.message):
            return clips
        clips.first_frame = first_frame_of(turn.message, session.uploads)
        maker = await self._open()
        canvas = session.canvas
        fitted: list[Command] = []
        for command in commands:
            if isinstance(command, MakeScene):
                canvas = replace(canvas, aspect_ratio=command.aspect_ratio or canvas.aspect_ratio)
                plan = await self._plan(maker, command, canvas, with_frame=clips.first_frame is not None)
                clips.plans.append(plan)
                clips.wanted_s.append(command.duration_s or plan.seconds)
                fitted.append(replace(command, duration_s=plan.seconds))
            else:
                fitted.append(command)
        clips.commands = tuple(fitted)
        await self._check_cost(clips.plans)
        return clips

    async def make(
        self, clips: TurnClips, session: Session, edit: EditSession, outcome: Outcome
    ) -> AsyncIterator[float | None]:
        """Let the model make the clips of a turn, and put them where the studio's scenes stand in for them.

        Yields the percentage of the clip that is made, again and again while it is; None where none is told.
        """
        maker = await self._open()
        outcome.notes[:] = [note for note in outcome.notes if note.key not in _OF_DRAWINGS]
        await self._table.begin_turn(clips.turn)
        scenes = [done for done in outcome.done if isinstance(done.command, MakeScene)]
        for number, (done, clip, plan) in enumerate(zip(scenes, list(edit.clips), clips.plans, strict=False)):
            frame = clips.first_frame if number == 0 else None
            try:
                order = await self._order(maker, clips.turn.turn_id, number, plan, frame)
                async for percent in self._follow(maker, order, session, clip["name"]):
                    yield percent
            except ModelRefusal as refusal:
                clips.refusals.append(refusal)
                outcome.done.remove(done)
                outcome.undone.append(Undone(done.command, "model_refused", _refused(clip, maker, refusal)))
                edit.clips.remove(clip)
                remove_clip(edit.draft, _segment_of(edit, clip))
                continue
            media = await self._find_media(session, order)
            assert media is not None, "it is kept before its order is done"
            _put_media(edit, clip, media)
            clip.update(model=maker.model, host=maker.host, cost=order.cost or plan.price)
            outcome.notes += _notes(clip, maker, plan, clips.wanted_s[number])
        ripple(edit.draft, edit.language)

    async def settle(self, turn_id: str) -> None:
        """After a turn, however it ended: stop what was given up, leave the rest to the next process."""
        running = [order for order in await self._table.of_turn(turn_id) if order.status == "running"]
        if running:
            with anyio.move_on_after(_GRACE_S):
                await self._closing.wait()
        if self._closing.is_set():
            return
        for order in running:
            await self._give_up(order)
        await self._table.end_turn(turn_id)

    async def _open(self) -> Maker:
        if self._maker is None:
            try:
                self._maker = await open_maker(self._generator)
            except NetworkFailure as error:
                raise _unreachable(self._generator) from error
        return self._maker

    async def _plan(self, maker: Maker, command: MakeScene, canvas: Canvas, *, with_frame: bool) -> ClipPlan:
        width, height = canvas.size
        wanted_s = command.duration_s or USUAL_LENGTH_S
        try:
            return await maker.plan(ClipRequest(command.name, wanted_s, width, height, with_frame))
        except NetworkFailure as error:
            raise _unreachable(self._generator) from error

    async def _check_cost(self, plans: Sequence[ClipPlan]) -> None:
        cap, price = self._generator.max_cost, sum(plan.price or 0 for plan in plans)
        if cap is None:
            return
        spent = await self._table.spent_today(self._options.now())
        if spent + price > cap or (spent >= cap and price == 0):
            words = f"The clip would cost {price:g}, {spent:g} is spent today, and NEMO_MAX_COST is {cap:g}."
            raise ModelRefusal("money", words)

    async def _order(
        self, maker: Maker, turn_id: str, number: int, plan: ClipPlan, frame: UploadedMedia | None
    ) -> ClipOrder:
        """The order of a clip: the one that is there, or a new one, which is written before it leaves."""
        order = await self._table.find(turn_id, number)
        if order is None:
            order = ClipOrder(turn_id, number, maker.model, plan, self._options.now())
            await self._table.keep(order)
            try:
                order.job = await maker.submit(plan, frame.path if frame and plan.takes_first_frame else None)
            except ModelRefusal:
                await self._table.drop(order)
                raise
            except SubmitUnanswered:
                await self._look_for(maker, order)
        elif order.job is None:
            await self._look_for(maker, order)
        if order.status == "ordered":
            order.status = "running"
            await self._table.keep(order)
        return order

    async def _look_for(self, maker: Maker, order: ClipOrder) -> None:
        """An order without an answer is looked for, and never sent again."""
        try:
            order.job = await maker.find(order.plan, order.ordered_at, await self._table.job_ids())
        except (NetworkFailure, ModelRefusal):
            order.job = None
        if order.job is None:
            order.status = "unknown"
            await self._table.keep(order)
            raise ModelRefusal("unreachable", f"{_UNANSWERED} Look at {maker.host} before you ask again.")

    async def _follow(
        self, maker: Maker, order: ClipOrder, session: Session, name: str
    ) -> AsyncIterator[float | None]:
        """Ask until the clip is there and kept; passing errors of the network are no end."""
        job, deadline = order.job, order.ordered_at + self._options.model_limit_s
        assert job is not None
        while order.status == "running":
            try:
                report = await maker.report(job)
            except NetworkFailure:
                report = JobReport("running")
            except ModelRefusal as refusal:
                report = JobReport("failed", refusal=refusal)
            order.cost = report.cost if report.cost is not None else order.cost
            if report.phase == "failed":
                await self._fail(order, report.refusal or ModelRefusal("failed", "The model gave no reason."))
            if report.phase == "completed":
                await self._fetch(maker, order, report, session, name)
                return
            if self._options.now() > deadline:
                await self._give_up(order)
                raise ModelRefusal("expired", _TOO_LONG)
            yield report.percent
            await anyio.sleep(self._options.model_poll_s)

    async def _fetch(
        self, maker: Maker, order: ClipOrder, report: JobReport, session: Session, name: str
    ) -> None:
        """Fetch at once, for addresses of results do not live long; keep what plays to its end."""
        assert order.job is not None
        if all(
            media.media_id != order.media_id for media in await self._sessions.uploads(session.session_id)
        ):
            media = await self._fetch_whole(maker, order, report, name)
            await self._sessions.add_upload(session, media)
        order.status = "done"
        await self._table.keep(order)

    async def _fetch_whole(
        self, maker: Maker, order: ClipOrder, report: JobReport, name: str
    ) -> UploadedMedia:
        assert order.job is not None
        error: Exception | None = None
        for _ in range(_FETCH_ATTEMPTS):
            try:
                async with self._storage.writing(f"{order.media_id}.mp4", f"the clip {name}") as path:
                    await maker.fetch(order.job, report, path)
                    return await anyio.to_thread.run_sync(_prove, path, order.media_id, name)
            except (NetworkFailure, VideoError) as failure:
                error = failure
                await anyio.sleep(_FETCH_PAUSE_S)
            except ModelRefusal as refusal:
                await self._fail(order, refusal)
        why = error.message if isinstance(error, VideoError) else "the connection broke"
        await self._fail(order, ModelRefusal("failed", f"{_NO_CLIP}: {why}"))
        raise AssertionError("unreachable")

    async def _fail(self, order: ClipOrder, refusal: ModelRefusal) -> None:
        order.status = "failed"
        await self._table.keep(order)
        raise refusal

    async def _give_up(self, order: ClipOrder) -> None:
        """Stop a job where the dialect can; what it costs may come all the same."""
        with anyio.move_on_after(_CANCEL_LIMIT_S):
            try:
                assert order.job is not None
                await (await self._open()).cancel(order.job)
            except (NetworkFailure, ModelRefusal):
                pass  # it was to be stopped, and is forgotten at least
        order.status = "failed"
        await self._table.keep(order)

    async def _find_media(self, session: Session, order: ClipOrder) -> UploadedMedia | None:
        uploads = await self._sessions.uploads(session.session_id)
        return next((media for media in uploads if media.media_id == order.media_id), None)


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


def _segment_of(edit: EditSession, clip: JsonObject) -> Segment:
    return next(segment for segment in find(edit.draft, "clip") if segment[ID] == clip["segment_id"])


def _put_media(edit: EditSession, clip: JsonObject, media: UploadedMedia) -> None:
    """Show a film where the studio's scene stood; what is over its end is cut."""
    segment = _segment_of(edit, clip)
    length_ms = round(1000 * (media.duration_s or 0))
    for key in ("scene", "seed", "parameters"):
        segment[METADATA].pop(key, None)
    segment[METADATA] |= {"media_id": media.media_id, "length_ms": length_ms}
    if length_ms < segment[DURATION_MS]:
        resize(edit.draft, segment, length_ms)
    clip["duration"] = segment[DURATION_MS] / 1000
    clip["media"] = media.media_id


def _notes(clip: JsonObject, maker: Maker, plan: ClipPlan, wanted_s: float) -> list[Note]:
    notes = [Note("made_by_model", {"name": clip["name"], "model": maker.model, "host": maker.host})]
    if plan.seconds != wanted_s:
        notes.append(Note("model_fitted", {"seconds": plan.seconds}))
    return notes


def _refused(clip: JsonObject, maker: Maker, refusal: ModelRefusal) -> dict[str, str | int | float]:
    return {"name": clip["name"], "model": maker.model, "words": refusal.words}


def _unreachable(generator: Generator) -> ModelRefusal:
    return ModelRefusal("unreachable", f"The model's address {generator.url} cannot be reached.")
