"""What is said in one breath of several things, all counted as it was before any of it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from nemo_studio.draft import ID, START_MS
from nemo_studio.edits import CannotEdit, Command, EditSession, NeedsChoice, Reference
from nemo_studio.edits.cutting.commands import Delete, Duplicate, MoveClip, Reorder, RippleDelete, Split, Swap
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.references import with_references
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.targets import part_ms, resolve, resolve_one
from nemo_studio.service.sessions import Session


def count_as_before(session: Session, commands: tuple[Command, ...]) -> tuple[Command, ...]:
    """What is said in one breath of several parts of the time, all counted as it was before any of them."""
    edit = EditSession.open(session, session.language)
    rows = groupby(_keep_numbers(edit, commands), lambda each: (part := _part_of(each)) and part[0])
    return tuple(each for _, row in rows for each in _from_the_end(edit, tuple(row)))


def _keep_numbers(edit: EditSession, commands: tuple[Command, ...]) -> Iterator[Command]:
    """As in "delete clip 2 and shorten clip 3": a number is that of before, unless that clip is gone."""
    gone: set[str] = set()
    counts = True

    def keep(reference: Reference) -> Reference:
        if reference.kind != "clip" or reference.ordinal is None or not gone or not counts:
            return reference
        named = resolve(edit, replace(reference, span=None), ("clip",))[0][ID]
        return reference if named in gone else replace(reference, id=named)

    for command in commands:
        try:
            kept = with_references(command, keep)
            if isinstance(kept, Delete) and kept.target.kind == "clip":
                gone |= {each[ID] for each in resolve(edit, kept.target, ("clip",))}
        except (CannotEdit, NeedsChoice):
            kept = command
        counts &= not isinstance(
            command, MakeScene | MoveClip | PlaceMedia | Reorder | Split | Swap | Duplicate
        )
        yield kept


def _part_of(command: Command) -> tuple[Reference, TimeSpan] | None:
    """Of what a command names a part of the time, and which."""
    target = getattr(command, "target", None) or Reference("clip")
    span = command.span if isinstance(command, RippleDelete) else target.span
    return (replace(target, span=None), span) if span and not target.is_all else None


def _from_the_end(edit: EditSession, row: tuple[Command, ...]) -> tuple[Command, ...]:
    """As in "cut 1-2 s and 5-6 s": the last is done first, and changes no time of the others."""
    parts = [part for each in row if (part := _part_of(each))]
    if len(parts) < 2:
        return row
    try:
        whole = parts[0][0]
        clip = resolve_one(edit, whole, ("clip",)) if whole != Reference("clip") else None
        times = [part_ms(edit.draft, span, clip) for _, span in parts]
    except (CannotEdit, NeedsChoice):
        return row
    ordered = sorted(zip(times, row, strict=True), key=itemgetter(0), reverse=True)
    if any(stop > start for ((start, _), _), ((_, stop), _) in pairwise(ordered)):
        return row  # one lies within the other
    offset_ms = clip[START_MS] if clip else 0
    return tuple(
        _with_span(each, TimeSpan((start - offset_ms) / 1000, (stop - offset_ms) / 1000))
        for (start, stop), each in ordered
    )


def _with_span(command: Any, span: TimeSpan) -> Command:
    if isinstance(command, RippleDelete):
        return replace(command, span=span)
    return replace(command, target=replace(command.target, span=span))
