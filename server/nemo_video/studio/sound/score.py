"""Bars, beats and chords: when what is played, so that a piece ends exactly when its time is over."""

from dataclasses import dataclass
from typing import Final

BEATS: Final = 4

Chord = tuple[int, tuple[int, ...]]
"""Root and tones in semitones above the key."""


@dataclass(frozen=True)
class Bar:
    """One bar of four beats: its number, when it starts, its beat, and whether the piece ends with it."""

    index: int
    at_s: float
    beat_s: float
    is_last: bool

    def beat_at_s(self, beat: float) -> float:
        """When a beat of the bar falls, counted from 0; fractions lie in between."""
        return self.at_s + beat * self.beat_s

    @property
    def duration_s(self) -> float:
        """Length of the bar."""
        return BEATS * self.beat_s


def divide_into_bars(duration_s: float, beats_per_minute: float) -> list[Bar]:
    """Fill a duration with whole bars; the tempo gives way by up to a tenth where the piece is short."""
    count = max(round(duration_s * beats_per_minute / 60 / BEATS), 1)
    beat_s = duration_s / count / BEATS
    return [Bar(index, index * beat_s * BEATS, beat_s, index == count - 1) for index in range(count)]
