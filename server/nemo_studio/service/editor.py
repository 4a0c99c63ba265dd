"""Carries a turn's orders out on a session, and notes what was done and what was not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from types import MappingProxyType
from typing import Any, Final

from nemo_studio.agent import orders as told
from nemo_studio.agent.orders import Edit, Order, Redo, Reference, Undo
from nemo_studio.draft import empty_draft
from nemo_studio.edits import (
    CannotEdit,
    NeedsChoice,
    Note,
    Workbench,
    canvas,
    cutting,
    picture,
    scenes,
    sound,
    titles,
)
from nemo_studio.edits.references import call_exactly
from nemo_studio.edits.timing import follow_picture
from nemo_studio.service.sessions import Question, Session
from nemo_video.wire.draft import METADATA
from nemo_video.wire.envelope import JsonObject

_NEEDS_NO_PICTURE: Final = (
    told.MakeScene, told.PlaceMedia, told.PlaceSound, told.Delete, told.StartOver,
    told.SetAspect, told.SetFrameRate, told.SetResolution,
)  # fmt: skip
"""Before any other order uploads that wait come on an empty timeline: people upload, then say what to do."""


@dataclass(frozen=True)
class Undone:
    """An order that was not carried out: the key of the reason, and what it names."""

    order: Order
    reason: str
    facts: Mapping[str, str | int | float] = field(default_factory=dict[str, "str | int | float"])


@dataclass
class Outcome:
    """What a turn did.

    Attributes:
        done: The orders that were carried out.
        undone: Orders that were not.
        clips: Generated clips, as the state names them.
        notes: What a reader should know of what was done.
        question: What has to be known first; then nothing was carried out.
    """

    done: list[Order] = field(default_factory=list[Order])
    undone: list[Undone] = field(default_factory=list[Undone])
    clips: list[JsonObject] = field(default_factory=list[JsonObject])
    notes: list[Note] = field(default_factory=list[Note])
    question: Question | None = None


def carry_out(session: Session, orders: tuple[Order, ...]) -> tuple[Outcome, Workbench | None]:
    """Carry out orders one after another on a copy.

    Returns:
        What was done, and the copy, which its caller closes to change the session; none before a question.
    """
    bench, outcome = Workbench.open(session), Outcome()
    is_recorded = False
    for index, order in enumerate(orders):
        before = bench.snapshot()
        try:
            _carry_out_one(bench, order)
        except CannotEdit as refusal:
            bench.restore(before)
            outcome.undone.append(Undone(order, refusal.reason, refusal.facts))
            continue
        except NeedsChoice as choice:
            return Outcome(question=_ask(bench, orders, index, choice)), None
        outcome.done.append(order)
        if isinstance(order, Undo | Redo):
            is_recorded = False
        elif not is_recorded:
            bench.history, is_recorded = bench.history.record(before), True
    outcome.clips, outcome.notes = bench.clips, bench.notes
    return outcome, bench


def _carry_out_one(bench: Workbench, order: Order) -> None:
    if isinstance(order, Undo | Redo):
        _travel(bench, order)
    elif not isinstance(order, told.Explain):
        if not isinstance(order, _NEEDS_NO_PICTURE):
            scenes.bring_in(bench, _names_in(order))
        _EDITS[type(order)](bench, order)
        follow_picture(bench.draft)


def _names_in(order: Any) -> Iterator[str]:
    """What an order calls things, also in a place in it."""
    for each in fields(order):
        value = getattr(order, each.name)
        if isinstance(value, Reference) and value.name:
            yield value.name
        elif isinstance(value, told.Place):
            yield from _names_in(value)


def _travel(bench: Workbench, order: Undo | Redo) -> None:
    """As far as there is something to go back to, at least one step."""
    for step in range(order.steps):
        present, history = bench.snapshot(), bench.history
        travelled = history.undo(present) if isinstance(order, Undo) else history.redo(present)
        if travelled is None and not step:
            raise CannotEdit("nothing_to_undo" if isinstance(order, Undo) else "nothing_to_redo")
        if travelled is None:
            return
        snapshot, bench.history = travelled
        bench.restore(snapshot)


def _start_over(bench: Workbench, _order: told.StartOver) -> None:
    bench.draft = empty_draft()


_EDITS: Final[Mapping[type[Edit], Callable[[Workbench, Any], None]]] = MappingProxyType(
    {
        told.MakeScene: scenes.make_scene,
        told.PlaceMedia: scenes.place_media,
        told.ChangeScene: scenes.change_scene,
        told.SetAspect: canvas.set_aspect,
        told.SetResolution: canvas.set_resolution,
        told.SetFrameRate: canvas.set_frame_rate,
        told.CutOut: cutting.cut_part,
        told.KeepOnly: cutting.keep_part,
        told.Split: cutting.split_clip,
        told.SetLength: cutting.set_length,
        told.MoveTo: cutting.move_to,
        told.MoveBy: cutting.move_by,
        told.MoveClip: cutting.move_clip,
        told.MoveToPosition: cutting.move_to_position,
        told.Swap: cutting.swap,
        told.Reorder: cutting.reorder,
        told.Duplicate: cutting.duplicate,
        told.Delete: cutting.delete,
        told.SetSpeed: cutting.set_speed,
        told.Reverse: cutting.reverse,
        told.Freeze: cutting.freeze,
        told.AddAmbience: sound.add_ambience,
        told.AddMusic: sound.add_music,
        told.PlaceSound: sound.place_sound,
        told.SetVolume: sound.set_volume,
        told.Mute: sound.mute,
        told.Fade: sound.fade,
        told.Duck: sound.duck,
        told.SetLook: picture.set_look,
        told.Adjust: picture.adjust,
        told.Zoom: picture.zoom,
        told.SetFit: picture.set_fit,
        told.Rotate: picture.rotate,
        told.Mirror: picture.mirror,
        told.SetTransition: picture.set_transition,
        told.SetInset: picture.set_inset,
        told.AddTitle: titles.add_title,
        told.ChangeTitle: titles.change_title,
        told.StyleTitle: titles.style_title,
        told.AddSubtitles: titles.add_subtitles,
        told.StartOver: _start_over,
    }
)


def _ask(bench: Workbench, orders: tuple[Order, ...], index: int, choice: NeedsChoice) -> Question:
    return Question(
        orders,
        index,
        choice.reference,
        choices=tuple(call_exactly(bench.draft, candidate) for candidate in choice.candidates),
        names=tuple(str(c[METADATA].get("text") or c[METADATA].get("name", "")) for c in choice.candidates),
    )


def complete(question: Question, meant: Reference) -> tuple[Order, ...]:
    """The orders of a turn that stopped to ask, with what was meant in place of what was not clear."""
    order = _put_in(question.orders[question.index], question.reference, meant)
    return (*question.orders[: question.index], order, *question.orders[question.index + 1 :])


def _put_in(order: Any, unclear: Reference, meant: Reference) -> Any:
    """Any order, or a place in one: its fields that hold the unclear words hold the clear ones."""
    changed: dict[str, Any] = {}
    for each in fields(order):
        value = getattr(order, each.name)
        if value == unclear:
            changed[each.name] = meant
        elif isinstance(value, told.Place):
            changed[each.name] = _put_in(value, unclear, meant)
    return replace(order, **changed)
