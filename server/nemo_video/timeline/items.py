"""What can be named in an edit: pictures, sounds and texts, each kind with numbers of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from nemo_video.timeline.model import Segment, Timeline, Track, TrackKind

ItemKind = Literal["clip", "sound", "title"]

_KINDS: Final[Mapping[TrackKind, ItemKind]] = MappingProxyType(
    {"video": "clip", "audio": "sound", "text": "title"}
)


@dataclass(frozen=True)
class Item:
    """One segment under the name that edits use.

    Attributes:
        kind: `clip` for pictures, `sound` for audio, `title` for text, subtitles included.
        number: Among those of its kind, from 1, by start and then by track.
        track: The track that it lies on.
        segment: The segment itself.
    """

    kind: ItemKind
    number: int
    track: Track
    segment: Segment

    @property
    def item(self) -> str:
        """The name that edits use, as `clip 1`."""
        return f"{self.kind} {self.number}"

    @property
    def name(self) -> str | None:
        """What it is called; of a text, what it says."""
        segment = self.segment
        told = (segment.text, segment.name) if self.kind == "title" else (segment.name, segment.text)
        return next((words for words in told if words), None)

    @property
    def detail(self) -> str | None:
        """Its volume and what is done to it; None where the draft tells of neither."""
        told = [words for words in (self.segment.percentage, self.segment.effects_in_words) if words]
        return ", ".join(told) or None


def list_items(timeline: Timeline) -> tuple[Item, ...]:
    """Number what can be named: all clips, then all sounds, then all titles.

    The numbers follow from the timeline alone, so they stay as long as nothing changes. What lies on a track
    of an unknown kind has no name.
    """
    items: list[Item] = []
    for kind, item_kind in _KINDS.items():
        placed = [(track, s) for track in timeline.tracks if track.kind == kind for s in track.segments]
        placed.sort(key=lambda each: each[1].start_s)  # stable: the tracks stay in their order
        items += [Item(item_kind, number, *each) for number, each in enumerate(placed, 1)]
    return tuple(items)
