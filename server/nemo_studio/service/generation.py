"""The clips of one turn: who makes each, what it may cost, and how they come on the timeline."""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

import anyio

from nemo_studio.edits import Command, Note
from nemo_studio.edits.media.application import USUAL_LENGTH_S
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.models import ClipPlan, ClipRequest, ModelRefusal
from nemo_studio.project import Canvas
from nemo_studio.service.clip_table import ClipOrder, ClipTable, WaitingTurn
from nemo_studio.service.editor import Outcome, Undone
from nemo_studio.service.first_frames import read_first_frame
from nemo_studio.service.makers import DrawnScenes, Maker, Shot
from nemo_studio.service.model_maker import Film, ModelMaker
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store
from nemo_video.wire.envelope import JsonObject

MAX_TAKES: Final = 12
_GRACE_S: Final = 1.5
"""After its reader left, a turn waits so long for the end of the process before it counts as given up."""

_PRICE_LIMIT_S: Final = 5
_HOPELESS: Final = ("key", "money", "cap", "unreachable", "unknown_model", "overloaded")
"""Where one clip is refused for such a reason, the others of the turn would be too."""


@dataclass
class TurnClips:
    """The clips of one turn.

    Attributes:
        turn: The turn that makes them.
        commands: Its commands, where scenes have lengths that their makers can.
        shots: What is made for its scenes, by the place in `commands`.
        notes: What is to be told of them.
    """

    turn: WaitingTurn
    commands: list[Command]
    shots: dict[int, Shot] = field(default_factory=dict[int, Shot])
    notes: list[Note] = field(default_factory=list[Note])

    @property
    def refusals(self) -> list[ModelRefusal]:
        """Why clips were not made."""
        return [shot.refusal for shot in self.shots.values() if shot.refusal]

    @property
    def are_ordered(self) -> bool:
        """Whether anything has to be waited for."""
        return any(shot.order for shot in self.shots.values())

    @property
    def price(self) -> float | None:
        """What they will cost; None where that is not told."""
        prices = [shot.order.plan.price for shot in self.shots.values() if shot.order]
        known = [price for price in prices if price is not None]
        return sum(known) if len(known) == len(prices) else None


class Generation:
    """The makers of a studio's clips."""

    def __init__(self, store: Store, storage: Storage, sessions: Sessions, options: StudioOptions) -> None:
        self._closing = store.closing
        self._table = ClipTable(store)
        self._options = options
        self._drawn = DrawnScenes()
        generator = options.generator
        self._model = generator and ModelMaker(generator, self._table, storage, sessions, options)

    def understand_first_frame(self, message: str, session: Session) -> str:
        """A message as it is read: where a model makes clips, one may start from an upload."""
        return read_first_frame(message, session.uploads)[1] if self._model else message

    async def plan(self, turn: WaitingTurn, session: Session, commands: Sequence[Command]) -> TurnClips:
        """Plan the clips of a turn, without spending anything. A turn that is taken up again has its plans.

        Raises:
            ModelRefusal: The model cannot be reached, or does not accept us.
        """
        kept = await self._table.of_turn(turn.turn_id) if self._model else []
        frame = read_first_frame(turn.message, session.uploads)[0] if self._model else None
        clips, canvas, scene = TurnClips(turn, []), session.canvas, 0
        for command in commands:
            if not isinstance(command, MakeScene):
                clips.commands.append(command)
                continue
            canvas = replace(canvas, aspect_ratio=command.aspect_ratio or canvas.aspect_ratio)
            maker = self._drawn if self._model is None or command.is_drawn else self._model
            own = [order for order in kept if order.scene == scene]
            plans = [order.plan for order in own] or await self._split(maker, command, canvas)
            is_whole = maker is self._drawn and len(plans) == 1
            for take, plan in [(command, plans[0])] if is_whole else _takes_of(command, plans):
                order = own.pop(0) if own else self._order(maker, clips, scene, plan)
                clips.shots[len(clips.commands)] = Shot(take, maker, order, frame if order else None)
                clips.commands.append(take)
                frame = None if order else frame
            if maker is self._model and sum(plan.seconds for plan in plans) != command.duration_s:
                clips.notes += _note_length(command, plans)
            scene += 1
        return clips

    def _order(self, maker: Maker, clips: TurnClips, scene: int, plan: ClipPlan) -> ClipOrder | None:
        """What is going to be ordered of the model; nothing is of the studio itself."""
        if not isinstance(maker, ModelMaker):
            return None
        number = sum(shot.order is not None for shot in clips.shots.values())
        now, model = self._options.now(), maker.generator.model
        return ClipOrder(clips.turn.turn_id, number, scene, model, plan, now)

    async def _split(self, maker: Maker, command: MakeScene, canvas: Canvas) -> list[ClipPlan]:
        """A plan for each clip that a scene is made of: one, unless several are asked for."""
        wanted_s = command.duration_s or USUAL_LENGTH_S
        width, height = canvas.size

        async def plan(seconds: float) -> ClipPlan:
            return await maker.plan(ClipRequest(command.prompt or command.name, seconds, width, height))

        if command.takes == 1 or (command.replace and command.target.kind == "clip"):
            return [await plan(wanted_s)]
        if command.takes > 1:
            return [await plan(wanted_s / command.takes)] * command.takes
        plans = [await plan(wanted_s)]
        if plans[0].seconds >= wanted_s:
            return [await plan(wanted_s / 2)] * 2
        while (left_s := wanted_s - sum(each.seconds for each in plans)) >= 1 and len(plans) < MAX_TAKES:
            if (following := await plan(left_s)).seconds > left_s:
                break
            plans.append(following)
        return plans

    async def make(self, clips: TurnClips, session: Session, trial: Outcome) -> AsyncIterator[float | None]:
        """Let the model make the clips of a turn, as far as the trial found a place for them.

        Yields the percentage of them all, again and again; None where none is told.

        Raises:
            ModelRefusal: They cost more than the day's cap leaves.
        """
        impossible = [undone.command for undone in trial.undone]
        shots = [shot for shot in clips.shots.values() if shot.command not in impossible]
        await self._begin(clips.turn, [shot.order for shot in shots if shot.order])
        for number, shot in enumerate(shots):
            try:
                await shot.maker.order(shot)
            except ModelRefusal as refusal:
                for each in shots[number:] if refusal.reason in _HOPELESS else [shot]:
                    each.refusal = refusal
                if refusal.reason in _HOPELESS:
                    break
        ordered = [shot for shot in shots if not shot.refusal]
        for number, shot in enumerate(ordered):
            try:
                async for percent in shot.maker.finish(shot, session):
                    yield None if percent is None else (100 * number + percent) / len(ordered)
            except ModelRefusal as refusal:
                shot.refusal = refusal
        await self._collect(clips, session)

    async def _begin(self, turn: WaitingTurn, orders: Sequence[ClipOrder]) -> None:
        assert self._model is not None
        is_new = all(order.status == "planned" for order in orders)
        cap = self._model.generator.max_cost if is_new else None
        planned = [order for order in orders if order.status == "planned"]
        spent = await self._table.begin_turn(turn, planned, self._options.now(), cap)
        if spent is not None:
            price = sum(order.plan.price or 0 for order in orders)
            words = f"The clip would cost {price:g}, {spent:g} is spent today, and NEMO_MAX_COST is {cap:g}."
            raise ModelRefusal("cap", words)

    async def _collect(self, clips: TurnClips, session: Session) -> None:
        """Put what was made into the commands, and leave out what was not."""
        for index, shot in clips.shots.items():
            if self._model is None or shot.order is None or shot.order.status != "done":
                continue
            film = await self._model.film(shot, session)
            clips.commands[index] = replace(shot.command, film=film.media, is_silent=film.is_silent)
            host = (await self._model.open()).host
            clips.notes += _notes_of(shot, film, session.canvas, shot.order.model, host)

    def made(self, clips: TurnClips) -> tuple[Command, ...]:
        """The commands of a turn without the scenes that could not be made."""
        return tuple(
            command
            for index, command in enumerate(clips.commands)
            if not _is_ordered(clips, index) or (isinstance(command, MakeScene) and command.film)
        )

    async def tell(self, clips: TurnClips, outcome: Outcome) -> None:
        """Add to what a turn did who made its clips, and what was refused."""
        if self._model is None or not clips.are_ordered:
            return
        host = (await self._model.open()).host
        orders = {shot.order.media_id: shot.order for shot in clips.shots.values() if shot.order}
        for clip in outcome.clips:
            if order := orders.get(clip.get("media", "")):
                cost = order.plan.price if order.cost is None else order.cost
                clip.update(model=order.model, host=host, cost=cost)
                clips.notes.append(_note_cost(clip["name"], cost))
        outcome.notes += clips.notes
        for shot in clips.shots.values():
            if shot.refusal:
                facts = {"name": shot.command.name, "model": self._model.generator.model}
                facts["words"] = shot.refusal.words
                outcome.undone.append(Undone(shot.command, "model_refused", facts))

    async def settle(self, turn_id: str) -> None:
        """After a turn, however it ended: stop what was given up, leave the rest to the next process."""
        if self._model is None:
            return
        orders = await self._table.of_turn(turn_id)
        begun = [order for order in orders if order.status in ("ordered", "running")]
        if begun:
            with anyio.move_on_after(_GRACE_S):
                await self._closing.wait()
        if self._closing.is_set():
            return
        for order in begun:
            await self._model.stop(order)
        if orders:
            await self._table.end_turn(turn_id)

    async def adopt_turns(self) -> list[WaitingTurn]:
        """The turns that ended processes left while the model worked; they are this process's now."""
        return await self._table.adopt_turns() if self._model else []

    async def note_refusal(self, session_id: str, code: str, words: str) -> None:
        """Keep for the state why a clip was not made: whoever listened to the turn may be gone by then."""
        await self._table.note_refusal(session_id, self._options.now(), code, words)

    async def state_of(self, session_id: str) -> JsonObject:
        """What the state tells of the model: that it still works, and what it refused last.

        In this order: a turn notes what was refused before it is over.
        """
        if self._model is None:
            return {}
        told: JsonObject = {"is_working": True} if await self._table.is_waiting(session_id) else {}
        refusal = await self._table.refusal(session_id)
        return told | ({"model_refusal": refusal} if refusal else {})

    async def estimate(self, session: Session, message: str, commands: Sequence[Command]) -> JsonObject:
        """What a message would order of the model, and what it would cost. What is refused orders nothing."""
        if self._model is None:
            return {"clips": 0, "price": 0.0}
        turn = WaitingTurn("", session.session_id, session.client_id, message)
        spent, cap = await self._table.spent_today(self._options.now()), self._model.generator.max_cost
        told: JsonObject = {"clips": 0, "price": 0.0, "spent_today": spent, "max_cost": cap}
        with suppress(ModelRefusal):
            clips = await self.plan(turn, session, commands)
            ordered = sum(shot.order is not None for shot in clips.shots.values())
            told.update(clips=ordered, price=clips.price)
        return told

    async def costs(self) -> JsonObject | None:
        """What the model costs, for the balance; None where there is no model."""
        if self._model is None:
            return None
        generator, price = self._model.generator, None
        with anyio.move_on_after(_PRICE_LIMIT_S):
            with suppress(ModelRefusal):  # the balance is told all the same; the doctor tells what is wrong
                price = await self._model.price_per_second()
        return {
            "model": generator.model,
            "spent_today": await self._table.spent_today(self._options.now()),
            "max_cost": generator.max_cost,
            "price_per_second": price,
        }


def _is_ordered(clips: TurnClips, index: int) -> bool:
    shot = clips.shots.get(index)
    return shot is not None and shot.order is not None


def _takes_of(command: MakeScene, plans: Sequence[ClipPlan]) -> list[tuple[MakeScene, ClipPlan]]:
    """A scene as the clips that it is made of, in the order in which each finds its place."""
    most_s = command.duration_s or plans[0].seconds  # of a clip that cannot be so short the rest is not shown
    first = replace(command, duration_s=min(plans[0].seconds, most_s), takes=1)
    following = replace(first, aspect_ratio=None, replace=False)
    takes = [(first, plans[0]), *((replace(following, duration_s=p.seconds), p) for p in plans[1:])]
    place = command.place
    goes_before = place and (place.side == "after" or (place.side == "start" and place.of is None))
    return takes[::-1] if goes_before else takes  # each is put before the one that was put there last


def _note_length(command: MakeScene, plans: Sequence[ClipPlan]) -> list[Note]:
    if command.duration_s is None:
        return []
    seconds = sum(plan.seconds for plan in plans)
    if len(plans) > 1:
        return [Note("model_fitted_takes", {"seconds": seconds, "count": len(plans)})]
    if seconds > command.duration_s:
        return [Note("model_cut", {"seconds": seconds, "wanted": command.duration_s})]
    return [Note("model_fitted", {"seconds": seconds})]


def _note_cost(name: str, cost: float | None) -> Note:
    return (
        Note("model_cost_untold", {"name": name})
        if cost is None
        else Note("model_cost", {"name": name, "cost": cost})
    )


def _notes_of(shot: Shot, film: Film, canvas: Canvas, model: str, host: str) -> list[Note]:
    """Who made a clip, and where it is not as it was ordered or as the canvas wants it."""
    notes = [Note("made_by_model", {"name": shot.command.name, "model": model, "host": host})]
    media, wanted_s = film.media, shot.order.plan.seconds if shot.order else 0
    length_s = media.duration_s or 0
    if abs(length_s - wanted_s) > 0.5:
        notes.append(Note("model_other_length", {"name": shot.command.name, "seconds": round(length_s, 2)}))
    if min(media.width or 0, media.height or 0) < min(canvas.size) or round(film.fps) != canvas.fps:
        facts: dict[str, str | int | float] = {"width": media.width or 0, "height": media.height or 0}
        notes.append(Note("model_other_format", {**facts, "fps": round(film.fps, 2)}))
    return notes
