"""From what people call something to the segments that they mean.

Where there is none of that kind, number or name, or at that time, each of these raises `CannotEdit`; where it
could be one of several, `NeedsChoice`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from operator import itemgetter
from types import MappingProxyType
from typing import Final, TypeVar

from nemo_studio.draft import ID, START_MS, Segment, SegmentKind, duration_ms, end_ms, find, kind_of, segments
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.media.words import SCENE_NAMES, SCENE_WORDS
from nemo_studio.edits.references import IT, Kind, Reference
from nemo_studio.edits.refusals import CannotEdit, NeedsChoice
from nemo_studio.edits.ripple import place_span, split_at
from nemo_studio.edits.session import EditSession
from nemo_studio.edits.spans import TimeSpan
from nemo_video.wire.draft import DURATION_MS, METADATA, TrackType
from nemo_video.wire.envelope import JsonObject

T = TypeVar("T")
Kinds = tuple[SegmentKind, ...]

SOUNDS: Final[Kinds] = ("music", "voice", "ambience")
WRITTEN: Final[Kinds] = ("title", "subtitle")
SHOWN: Final[Kinds] = ("clip", "inset")
EVERYTHING: Final[Kinds] = (*SHOWN, *WRITTEN, *SOUNDS)

_FAMILIES: Final[Mapping[Kind, Kinds]] = MappingProxyType(
    {"any": EVERYTHING, "sound": SOUNDS, "piece": ("clip",)}
)
"""What else than one kind of segment is meant by a kind of reference."""


def resolve(
    edit: EditSession,
    reference: Reference,
    kinds: Kinds = ("clip",),
    *,
    means_all: bool = False,
) -> list[Segment]:
    """Find what is meant.

    Args:
        edit: Whose draft is looked at.
        reference: What it is called.
        kinds: What the command can be about.
        means_all: Whether a command that names nothing is about all of them.
    """
    if reference.id is not None:
        return [_by_id(edit.draft, reference, kinds)]
    family = _FAMILIES.get(reference.kind, (reference.kind,))
    wanted: Kinds = tuple(kind for kind in kinds if kind in family)
    if not wanted:
        raise CannotEdit("not_for_kind", kind=reference.kind)
    if reference.span is not None:
        return clips_within(edit, reference)
    found = edit.find(*wanted)
    if reference.kind == "piece":
        return _by_number(_pieces(edit, found), reference.ordinal or 0, "clip")
    if not found and reference.kind == "subtitle":
        found = edit.find("title")  # people call titles so as well
    if not found:
        raise CannotEdit("none_there", kind=wanted[0] if reference.kind == "any" else reference.kind)
    if reference.is_all:
        return _without(edit, found, reference, wanted)
    if reference.ordinal is not None:
        return [_by_number(found, reference.ordinal, wanted[0])]
    if (name := reference.name) is not None:
        if not (found := [segment for segment in found if has_name(segment, name)]):
            raise CannotEdit("no_such_name", name=name)
    elif reference.kind == "any":
        touched = [segment for segment in found if segment[ID] in edit.touched]
        if touched or means_all:
            return touched or found
    if len(found) > 1:
        raise NeedsChoice(reference, found)
    return found


def _without(edit: EditSession, found: list[Segment], reference: Reference, kinds: Kinds) -> list[Segment]:
    """All but what is left out."""
    left_out = [segment for each in reference.but for segment in resolve(edit, each, kinds)]
    rest = [segment for segment in found if segment not in left_out]
    if reference.side == "from":
        rest = [each for each in found if each[START_MS] >= left_out[0][START_MS]]
    elif reference.side:
        is_before = reference.side == "before"
        rest = [each for each in rest if (each[START_MS] < left_out[0][START_MS]) == is_before]
    if not rest:
        raise CannotEdit("nothing_changed", what="")
    return rest


def _pieces(edit: EditSession, clips: list[Segment]) -> list[list[Segment]]:
    """What was cut into parts last, part by part."""
    pieces: list[list[Segment]] = []
    for clip in clips:
        if (begins := edit.pieces.get(clip[ID])) is not None:
            pieces += [[]] if begins or not pieces else []
            pieces[-1].append(clip)
    return pieces


def resolve_row(edit: EditSession, reference: Reference, kinds: Kinds = ("clip",)) -> list[Segment]:
    """Find the one segment that is meant, or the clips that go together: all, a part of the time, a piece."""
    if reference.is_all or reference.span or reference.kind == "piece":
        return resolve(edit, reference, kinds)
    return [resolve_one(edit, reference, kinds)]


def resolve_one(edit: EditSession, reference: Reference, kinds: Kinds = ("clip",)) -> Segment:
    """Find the one segment that is meant."""
    found = resolve(edit, reference, kinds)
    if reference == IT:
        found = [each for each in found if each[ID] in edit.latest] or found
    if len(found) > 1:
        raise NeedsChoice(reference, found)
    return found[0]


def clips_within(edit: EditSession, reference: Reference) -> list[Segment]:
    """The clips in a part of the timeline, or of one clip; cut at its ends, so that nothing else is meant."""
    whole = replace(reference, span=None)
    clip = resolve_one(edit, whole) if whole != Reference("clip") else None
    start_ms, stop_ms = part_ms(edit.draft, reference.span or TimeSpan(), clip)
    for at_ms in (start_ms, stop_ms):
        split_at(edit.draft, at_ms)
    if clip:
        edit.pieces = {c[ID]: True for c in edit.find("clip") if clip[START_MS] <= c[START_MS] < end_ms(clip)}
    return [c for c in edit.find("clip") if start_ms <= c[START_MS] and end_ms(c) <= stop_ms]


def part_ms(draft: JsonObject, span: TimeSpan, clip: Segment | None) -> tuple[int, int]:
    """Start and end on the timeline of a part of it, or of a clip."""
    if not find(draft, "clip"):
        raise CannotEdit("nothing_yet")
    offset_ms = clip[START_MS] if clip else 0
    total_ms = clip[DURATION_MS] if clip else duration_ms(draft)
    if span.start_s is not None and 1000 * span.start_s >= total_ms:
        raise CannotEdit("beyond_end", seconds=total_ms / 1000)
    start_ms, length_ms = place_span(span, total_ms, total_ms / 1000 - (span.start_s or 0))
    return offset_ms + start_ms, offset_ms + start_ms + length_ms


def place_over(
    edit: EditSession, over: Reference | None, span: TimeSpan, usual_s: float | None = None
) -> tuple[int, int]:
    """Start and length in ms of what shows for a span, counted from the clip that it lies over."""
    clips = resolve(edit, over, ("title",) if over.kind == "title" else ("clip",)) if over else []
    first_ms = clips[0][START_MS] if clips else 0
    total_ms = end_ms(clips[-1]) - first_ms if clips else edit.total_ms
    if over and total_ms != sum(clip[DURATION_MS] for clip in clips):
        raise NeedsChoice(over, clips)
    if max(first_ms, total_ms) <= 1000 * (span.start_s or 0) < first_ms + total_ms:
        # "In the city clip, from 9 to 11 s" is a time of the film.
        first_ms, total_ms = 0, first_ms + total_ms
    start_ms, length_ms = place_span(span, total_ms, total_ms / 1000 if clips or not usual_s else usual_s)
    return first_ms + start_ms, length_ms


def pin(draft: JsonObject, reference: Reference) -> Reference:
    """An exactly named item with its id, so that it is the same after edits before it.

    Items are numbered as everybody who reads the draft does: by start, then in the order of the tracks.
    One that is not there gets an id that nothing has.
    """
    family = {"clip": TrackType.VIDEO, "sound": TrackType.AUDIO, "title": TrackType.TEXT}[reference.kind]
    items = sorted(segments(draft, family), key=itemgetter(START_MS))
    number = reference.item or 0
    return replace(reference, id=items[number - 1][ID] if 1 <= number <= len(items) else "")


def _by_id(draft: JsonObject, reference: Reference, kinds: Kinds) -> Segment:
    found = next((segment for segment in find(draft) if segment[ID] == reference.id), None)
    if found is None:
        raise CannotEdit("no_such_item", kind=reference.kind, number=reference.item or 0)
    if (kind := kind_of(draft, found)) not in kinds:
        raise CannotEdit("not_for_kind", kind=kind)
    return found


def _by_number(found: list[T], ordinal: int, kind: SegmentKind) -> T:
    if ordinal == 0:
        if kind == "clip" and (len(found) == 1 or not len(found) % 2):
            raise CannotEdit("no_middle")
        return found[len(found) // 2]
    index = ordinal - 1 if ordinal > 0 else len(found) + ordinal
    if not 0 <= index < len(found):
        raise CannotEdit("no_such_number", kind=kind, number=ordinal, count=len(found))
    return found[index]


def has_name(segment: Segment, name: str) -> bool:
    """Whether a name is part of what a segment is called or says, or a word for the scene that it shows."""
    metadata = segment[METADATA]
    called = simplify(" ".join(str(metadata.get(key, "")) for key in ("name", "text", "sound")).lower())
    scene = str(metadata.get("scene", ""))
    words = [table[scene] for table in (SCENE_WORDS, SCENE_NAMES) if scene in table]
    return simplify(name.lower()) in called or any(re.search(each, name, re.IGNORECASE) for each in words)


def name_exactly(draft: JsonObject, segment: Segment) -> Reference:
    """What a segment is unmistakably called."""
    kind = kind_of(draft, segment)
    return Reference(kind, ordinal=1 + next(i for i, s in enumerate(find(draft, kind)) if s is segment))
