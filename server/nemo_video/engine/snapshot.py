"""The timeline of a session as its state shows it now, read without holding up anybody else."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from anyio import to_thread

from nemo_video.errors import Internal
from nemo_video.timeline import Timeline, count_segments, decode, describe_changes
from nemo_video.wire.draft import METADATA
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import ASPECT_RATIOS

if TYPE_CHECKING:  # the surface needs no backend before the first call
    from nemo_video.client import ProjectState
    from nemo_video.engine.backend import Backend

Made = TypeVar("Made")

MAX_SEGMENTS = 20_000
"""Of a draft; reading more would take minutes. A film of three hours with a title every second has 10,800."""

_INLINE_SEGMENTS = 100
"""So many are read in a few milliseconds; more go to a thread, so that the event loop only waits."""

_SHAPE_TOLERANCE = 0.02
"""Whole pixels cannot show every ratio: 1080 by 460 is 21:9."""


async def read_timeline(backend: "Backend", session_id: str) -> Timeline:
    """The timeline as it is now.

    Raises:
        Internal: It has more segments than are read.
        VideoError: The state cannot be read.
    """
    return await find_timeline(await backend.read_state(session_id))


async def find_timeline(state: "ProjectState") -> Timeline:
    """The timeline of a state; that of a large draft is read in a thread.

    Raises:
        Internal: It has more segments than are read.
    """
    count = count_segments(state.draft)
    if count > MAX_SEGMENTS:
        raise Internal(
            f"The timeline has {count:,} segments; at most {MAX_SEGMENTS:,} are read.",
            advice='Open the project in the browser (projects(action="link")), or start a new project.',
        )
    if count <= _INLINE_SEGMENTS:
        return decode_state(state)
    return await to_thread.run_sync(decode_state, state)


async def find_changes(before: Timeline, after: Timeline, language: str) -> tuple[str, ...]:
    """What changed between two timelines, in sentences; of large ones it is found in a thread."""
    if is_small(before) and is_small(after):
        return describe_changes(before, after, language)
    return await to_thread.run_sync(describe_changes, before, after, language)


async def work_on(timeline: Timeline | None, work: Callable[[], Made]) -> Made:
    """What some work makes of a timeline; of a large one in a thread, so that the event loop only waits."""
    if timeline is None or is_small(timeline):
        return work()
    return await to_thread.run_sync(work)


def is_small(timeline: Timeline) -> bool:
    """Whether work on it takes a few milliseconds."""
    return sum(len(track.segments) for track in timeline.tracks) <= _INLINE_SEGMENTS


def decode_state(state: "ProjectState") -> Timeline:
    """The timeline of a state; its shape is that of the canvas where the draft does not tell it."""
    timeline = decode(state.draft)
    metadata = _object((state.draft or {}).get(METADATA))
    shape = timeline.aspect_ratio or _shape_of(state.canvas_config or {}) or _shape_of(metadata)
    return timeline if shape == timeline.aspect_ratio else _with_shape(timeline, shape)


def ratio_of(shape: str) -> float | None:
    """The number that a ratio stands for (`16:9`, `1.78`); None for words that are none."""
    width, _, height = shape.strip().replace("/", ":").replace("x", ":").partition(":")
    try:
        ratio = float(width) / float(height or 1)
    except (ValueError, ZeroDivisionError):
        return None
    return ratio if 0 < ratio < float("inf") else None


def is_same_ratio(one: float, other: float) -> bool:
    """Whether two ratios are the same, as far as whole pixels can show it."""
    return abs(one - other) <= _SHAPE_TOLERANCE * one


def _with_shape(timeline: Timeline, shape: str | None) -> Timeline:
    return replace(timeline, aspect_ratio=shape)


def _shape_of(fields: JsonObject) -> str | None:
    """By name where one of ours fits: from the ratio, else from width and height."""
    told = fields.get("ratio", fields.get("aspect_ratio"))
    ratio = ratio_of(str(told)) if isinstance(told, str | int | float) else None
    width, height = fields.get("width"), fields.get("height")
    if ratio is None and isinstance(width, int | float) and isinstance(height, int | float):
        ratio = ratio_of(f"{width}:{height}")
    if ratio is None:
        return None
    names = (name for name in ASPECT_RATIOS if is_same_ratio(ratio_of(name) or 0, ratio))
    return next(names, f"{ratio:.2f}:1")


def _object(value: Any) -> JsonObject:
    return cast("JsonObject", value) if isinstance(value, dict) else {}
