"""Reads which clip stands where: what moves, what changes places, in which order they are."""

from dataclasses import replace
from itertools import pairwise
from typing import Final, Literal

from nemo_studio.edits.cutting.commands import (
    Delete,
    MoveClip,
    Reorder,
    Swap,
)
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, numbers
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.references import IT, Kind, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import TimeSpan

Commands = tuple[Command, ...]


def read_swap(said: Said, clause: Clause) -> Commands:
    """Two clips that change places, or all clips the other way round."""
    is_back = said.has("order_back")
    if not (said.has("swap") or is_back) or clause.sees(r"\b(?:lengths?|durations?)\b|时长|长度"):
        return ()
    said.skip("meets order change")
    named = clips(said) or ((ALL_CLIPS,) if said.has("it") else ())
    said.skip("it side")
    if is_back and set(named) <= {ALL_CLIPS}:
        return (Reorder(),)
    named *= 2 if named == (ALL_CLIPS,) else 1
    return (Swap(*named),) if len(named) == 2 else ()


def read_order(said: Said, _clause: Clause) -> Commands:
    """All clips in another order."""
    is_row = len(said.tokens) > 2 and all("number" in token.meanings for token in said.tokens)
    is_order = said.has("order") or is_row
    said.skip("change move to meets order add keep only")
    order = tuple(int(each) for each in numbers(said)) if is_order else ()
    sides = _use_places(said)
    count = sum(len(each.meanings.get("clip", ())) for each in said.tokens)
    side, named = (sides[0] if sides else None), clips(said)
    if len(named) > 1 and count > len(named) + len(sides):
        return ()  # a clip stands at one place
    if len(sides) == len(named) == 2:
        is_trade = {each.ordinal for each in named} == {1, -1}  # counted as they stand before
        return (Swap(*named),) if is_trade else tuple(map(MoveClip, named, map(Place, sides)))
    is_order = is_order or (len(named) == 2 and side is not None and said.sees("meets"))
    said.skip("side")
    if len(order) > 1:
        return (Reorder(order),) if named in ((), (ALL_CLIPS,)) else ()
    if said.sees("uploads", "beside", "add_new", "length", "swap", "remove", "transition"):
        return ()
    if len(named) <= (1 if is_order else 2) or (count > 1 and not is_order and len(said.tokens) == 1):
        return ()
    if side == "end":
        return tuple(MoveClip(each, Place("end")) for each in named)
    return (Reorder(clips=named),)


def _use_places(said: Said) -> list[Literal["start", "end"]]:
    """As in "the city first, then the forest", "the city first and the sunset last": no clips, but places."""
    said_of = [(at, each) for at, each in enumerate(said.tokens) if "move" not in each.meanings]
    ends = [
        (at, after.meanings["side"])
        for (_, before), (at, after) in pairwise(said_of)
        if "clip" in before.meanings and "side" in after.meanings
    ]
    ends = ends if len({side for _, side in ends}) == len(ends) else ends[:1]
    said.used.update(at for at, _ in ends)
    return [side for _, side in ends]


def read_pair(said: Said, _clause: Clause) -> Commands:
    """As in 音乐和雪那段都删掉: a clip, and something of another kind, both go."""
    tokens = [token.meanings for token in said.tokens]
    for kind in _BESIDE_CLIPS:
        for at, (first, second) in enumerate(pairwise(tokens[1:])):
            if kind in tokens[at] and "meets" in first and "clip" in second and said.has("remove"):
                said.used.update((at, at + 1))
                said.skip("all delete")
                return Delete(Reference(kind)), *(Delete(each) for each in clips(said) if each != ALL_CLIPS)
    return ()


_BESIDE_CLIPS: Final[tuple[Kind, ...]] = ("music", "title", "subtitle", "voice", "inset")


def read_move(said: Said, clause: Clause) -> Commands:
    """A clip to another place among the clips."""
    is_new = said.sees("add_new") and not clause.sees(r"\b(?:insert|add) the\b")
    if is_new or said.sees("length", "at", "quote", "title", "music", "subtitle"):
        return ()
    time = said.one("part") or said.one("span")
    is_it = time is not None or said.has("it") or clause.sees("^[放移挪排摆插]")
    named, place = _find_place(said, clause, (IT,) if said.has("move") and is_it else ())
    if place is None or len(named) != 1 or named == (ALL_CLIPS,):
        return ()
    return (MoveClip(within(named[0], time), place),)


def within(target: Reference, time: TimeSpan | None) -> Reference:
    """A part of what is meant, where one is named; of the film, where nothing is."""
    return replace(Reference("clip") if target == IT else target, span=time) if time else target


def _find_place(
    said: Said, clause: Clause, it: tuple[Reference, ...]
) -> tuple[tuple[Reference, ...], Place | None]:
    """What moves, and where it goes; `it` is what moves where nothing is named."""
    said.skip("change")
    is_shifted = clause.sees(r"\b(?:move|push|bring|shift|put|come)\b|[前后]")
    step = said.one("step_in_order") or (is_shifted and said.one("later"))
    position = said.one("position")
    if step or position is not None:
        said.skip("to it side" if step else "to it")
        return clips(said) or it, Place(steps=step) if step else Place(number=position)
    if clause.sees("移动") and said.has("to_the_end"):
        return clips(said) or it, Place("end")
    if said.sees("between", "into_two"):
        is_said = said.sees("move", "rest") and (said.has("rest") or not said.sees("meets"))
        said.skip("between meets to into_two title_place add add_new it move")
        at = [t.meanings for t in said.tokens if {"between", "clip"} & t.meanings.keys()]
        if len(named := clips(said)) == 3:
            is_last = "between" in {**at[0], **at[2]}  # as in A和B之间放C
            return named[2:] if is_last else named[:1], Place("after", named[not is_last])
        return named, Place() if is_said else None
    beside, both = said.value("beside"), clips(said.fresh())
    if beside and (len(both) == 2 or (both and it) or not said.sees("side")):
        said.skip("beside to add")
        is_last = not it and clause.sees("[前后之][面边前后]?[放加来插接]")  # as in 城市后面放森林
        named = (*it, *clips(said))[-2:][:: -1 if is_last else 1]
        return named[:1], Place(beside, named[1]) if len(named) == 2 else None
    places = [i for i, token in enumerate(said.tokens) if "side" in token.meanings]
    if not places:
        said.skip("to noun")
        match (
            clips(said)
            if said.sees("change", "to") or clause.sees(r"[当做]第|[当到]最后一|\bshould be\b")
            else ()
        ):
            case (moved, Reference(ordinal=1 | -1 as end)):
                return (moved,), Place("start" if end == 1 else "end")
            case _:
                return (), None
    said.used.add(places[-1])
    said.skip("to it only add")
    return clips(said) or it, Place(said.tokens[places[-1]].meanings["side"])
