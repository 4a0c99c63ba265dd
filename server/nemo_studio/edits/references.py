"""What a command is about, as people say it: the second clip, the title, the snow shot, it."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, cast

from nemo_studio.edits.spans import TimeSpan

Kind = Literal["any", "clip", "piece", "inset", "title", "subtitle", "music", "ambience", "voice", "sound"]
"""`sound` is everything that can be heard, `any` is "it",
`piece` what a clip was cut into last."""


@dataclass(frozen=True)
class Reference:
    """Something on the timeline.

    Attributes:
        kind: What kind of thing.
        ordinal: 1 is the first, -1 the last, 0 the one in the middle.
        name: Words of its name, or what it shows or says.
        is_all: Whether all of the kind are meant.
        span: The part of a clip, or of the timeline, that is meant; None for the whole.
        item: Its number on the list of items, where it is exactly named.
        id: Its id in the draft, where that is known.
        but: What is left out of all.
        side: On which side of what is left out they lie, or from which on; None for both.
        over: The clip while which it is meant: the music over the snow.
    """

    kind: Kind = "any"
    ordinal: int | None = None
    name: str | None = None
    is_all: bool = False
    span: TimeSpan | None = None
    item: int | None = None
    id: str | None = None
    but: "tuple[Reference, ...]" = ()
    side: Literal["before", "after", "from"] | None = None
    over: "Reference | None" = None


IT = Reference()
"""What the last turn touched, or the only thing that can be meant."""


@dataclass(frozen=True)
class Place:
    """A place among the clips: at an end, beside one of them, where it is counted, or at a time.

    Attributes:
        side: On which side of the film, or of a clip.
        of: Which clip.
        number: Its place in the order, from 1; 0 is the middle.
        steps: How many places on from where it is.
        at_s: Seconds of the timeline, where a clip is parted by what comes between.
    """

    side: Literal["start", "end", "before", "after"] | None = None
    of: Reference | None = None
    number: int = 0
    steps: int = 0
    at_s: float | None = None


def with_references(command: Any, change: Callable[[Reference], Reference]) -> Any:
    """Any command, or a place in one, with other references."""
    changed: dict[str, Any] = {}
    for each in fields(command):
        value = getattr(command, each.name)
        if isinstance(value, Reference):
            over = value.over and change(value.over)
            changed[each.name] = (
                replace(change(replace(value, over=None)), over=over) if over else change(value)
            )
        elif isinstance(value, tuple):
            items = cast("tuple[object, ...]", value)
            changed[each.name] = tuple(change(v) if isinstance(v, Reference) else v for v in items)
        elif isinstance(value, Place):
            changed[each.name] = with_references(value, change)
    return replace(command, **changed)
