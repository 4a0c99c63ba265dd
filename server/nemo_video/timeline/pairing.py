"""Which segment of one timeline is which of the next, whether or not the backend gives ids that last."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace

from nemo_video.timeline.model import Segment, Timeline, Track


@dataclass(frozen=True)
class Placed:
    """A segment and the track that it lies on."""

    track: Track
    segment: Segment

    @property
    def content(self) -> str:
        """What tells it from others wherever it lies; empty where the draft says nothing of it."""
        return self.segment.text or self.segment.name or self.segment.traits


@dataclass(frozen=True)
class Pairing:
    """Two timelines, segment by segment.

    Attributes:
        removed: Only in the one before.
        kept: In both, before and after.
        added: Only in the one after.
    """

    removed: list[Placed]
    kept: list[tuple[Placed, Placed]]
    added: list[Placed]


def pair_segments(before: Timeline, after: Timeline) -> Pairing:
    """Find what stayed: what is the same, then by id, by what it shows, by its place."""
    old, new = _placed(before), _placed(after)
    kept = [pair for key in _KEYS for pair in _pair_by(key, old, new)]
    return Pairing(old, kept, new)


def _placed(timeline: Timeline) -> list[Placed]:
    return [Placed(track, segment) for track in timeline.tracks for segment in track.segments]


_Key = Callable[[Placed], Hashable | None]
_KEYS: tuple[_Key, ...] = (
    lambda p: (p.track.kind, replace(p.segment, segment_id=None)),
    lambda p: (p.track.kind, p.segment.segment_id) if p.segment.segment_id else None,
    lambda p: (p.track.kind, p.content, p.segment.traits) if p.content else None,
    lambda p: (p.track.kind, p.content, p.segment.start_s) if p.content else None,
    lambda p: (p.track.kind, p.content) if p.content else None,
    lambda p: (p.segment.label, p.segment.start_s),
    lambda p: None if p.content else p.track.kind,
)


def _pair_by(key: _Key, old: list[Placed], new: list[Placed]) -> list[tuple[Placed, Placed]]:
    """Takes the matched out of both lists."""
    waiting: dict[Hashable, list[Placed]] = {}
    for placed in old:
        if (value := key(placed)) is not None:
            waiting.setdefault(value, []).append(placed)
    pairs = [
        (waiting[value].pop(0), placed)
        for placed in new
        if (value := key(placed)) is not None and waiting.get(value)
    ]
    matched = {id(placed) for pair in pairs for placed in pair}
    old[:] = [placed for placed in old if id(placed) not in matched]
    new[:] = [placed for placed in new if id(placed) not in matched]
    return pairs
