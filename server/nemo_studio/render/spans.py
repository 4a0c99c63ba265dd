"""Spans: runs of frames that are rendered apart and joined without encoding anything again.

A span begins with an IDR picture and refers to nothing outside itself (a closed group of pictures), so it can
be rendered by any process, kept on disk, or copied from a film. It knows packets and frames, not files.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from nemo_studio.render.composition import Composition

MAX_SPAN_FRAMES: Final = 60
"""Two seconds at 30 frames, so that players can seek."""

DECODING_DELAY: Final = 2
"""Frames by which our encoder's pictures are decoded ahead of their time: some refer to later ones."""

_LENGTH_BYTES: Final = 4


@dataclass(frozen=True, order=True)
class Span:
    """The frames from number `first` up to number `stop` of a composition."""

    first: int
    stop: int

    def __len__(self) -> int:
        """How many frames it has."""
        return self.stop - self.first


def plan_spans(
    composition: Composition, first: int = 0, stop: int | None = None, stretch: int = 1
) -> list[Span]:
    """Cut a part of a composition at its cuts, and between them at equal distances from the cut.

    Measured from the cut, spans after an edit lie where they lay before, so that what was kept of them fits.

    Args:
        composition: The film.
        first: The first frame of the part.
        stop: The first frame behind it; None for all that follow.
        stretch: How many times longer than usual spans may be.
    """
    stop = composition.frame_count if stop is None else stop
    cuts = {0, composition.frame_count} | {
        min(max(composition.frame_of(ms), 0), composition.frame_count)
        for clip in composition.clips
        if clip.picture_in_picture is None
        for ms in (clip.start_ms, clip.end_ms)
    }
    edges = {first, stop}
    for cut, following in pairwise(sorted(cuts)):
        edges.update(edge for edge in range(cut, following, MAX_SPAN_FRAMES * stretch) if first < edge < stop)
    spans = [Span(*edge) for edge in pairwise(sorted(edges))]
    return [*spans[:-1], *_halve_odd(spans[-1])] if len(spans) % 2 and len(spans) > 1 else spans


def _halve_odd(last: Span) -> list[Span]:
    """Halve the last of an odd number of spans: two workers end together, none waits for the other."""
    if len(last) <= MAX_SPAN_FRAMES / 2:
        return [last]
    middle = (last.first + last.stop) // 2
    return [Span(last.first, middle), Span(middle, last.stop)]


@dataclass(frozen=True)
class EncodedPacket:
    """One coded picture.

    Attributes:
        position: Which picture of its span it shows, in the order of time.
        is_keyframe: Whether decoding can begin here.
        data: H.264, each unit behind its length, as it lies in the file.
    """

    position: int
    is_keyframe: bool
    data: bytes


@dataclass(frozen=True)
class EncodedSpan:
    """A span's packets, in the order of decoding."""

    packets: tuple[EncodedPacket, ...]

    def to_bytes(self) -> bytes:
        """A header in JSON with its length before it, then the packets' data."""
        table = [(packet.position, packet.is_keyframe, len(packet.data)) for packet in self.packets]
        header = json.dumps(table).encode()
        return b"".join(
            (len(header).to_bytes(_LENGTH_BYTES, "big"), header, *(packet.data for packet in self.packets))
        )

    @classmethod
    def from_bytes(cls, content: bytes) -> "EncodedSpan":
        """The span that `to_bytes` wrote.

        Raises:
            ValueError: The content is no span, or cut off.
        """
        start = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "big")
        table = json.loads(content[_LENGTH_BYTES:start])
        if start + sum(size for _, _, size in table) != len(content):
            raise ValueError("The span is cut off.")
        return cls(tuple(_read_packets(table, content, start)))


def _read_packets(table: list[tuple[int, bool, int]], content: bytes, start: int) -> Iterator[EncodedPacket]:
    for position, is_keyframe, size in table:
        yield EncodedPacket(position, is_keyframe, content[start : start + size])
        start += size
