"""Bars, beats and chords: when what is played, so that a piece ends exactly when its time is over."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

BEATS: Final = 4

Chord = tuple[int, tuple[int, ...]]
"""Root and tones in semitones above the key."""

Part = Literal["intro", "verse", "lift", "break"]
"""What a phrase is for: the start, the body, the body with a melody on top, and a rest from the drums."""

_PHRASE: Final = 4
_BREAK_AT: Final = 0.6
_SHORTEST_FORM: Final = 3


@dataclass(frozen=True)
class Bar:
    """One bar of four beats: its number, when it starts, its beat, its part, and whether it is the last."""

    index: int
    at_s: float
    beat_s: float
    is_last: bool
    part: Part = "verse"

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
    phrases = -(-count // _PHRASE)
    return [
        Bar(
            index, index * beat_s * BEATS, beat_s, index == count - 1, _choose_part(index // _PHRASE, phrases)
        )
        for index in range(count)
    ]


def _choose_part(phrase: int, phrases: int) -> Part:
    """A short piece is all body; a longer one grows, lifts, rests once and lifts again."""
    if phrases < _SHORTEST_FORM:
        return "verse"
    if phrase == 0:
        return "intro"
    if phrase == round(phrases * _BREAK_AT) and phrases > _SHORTEST_FORM:
        return "break"
    return "verse" if phrase % 2 else "lift"


def choose_chord(progression: tuple[Chord, ...], bar: Bar) -> Chord:
    """The bar's chord: the progression in order, begun elsewhere where the piece lifts; home at the end."""
    if bar.is_last:
        return progression[0]
    turn = len(progression) - 1 if bar.part == "lift" else 0
    return progression[(bar.index + turn) % len(progression)]


@dataclass(frozen=True)
class Motif:
    """A tune of one bar: on which beats it sounds, and which tone of the chord each time."""

    beats: tuple[float, ...]
    tones: tuple[int, ...]

    @classmethod
    def invent(cls, random: np.random.Generator) -> "Motif":
        """Begin on the first beat, and go on by steps rather than leaps."""
        others = np.sort(random.choice(np.arange(1, 8), int(random.integers(3, 5)), replace=False))
        steps = np.cumsum(random.integers(-1, 2, len(others)))
        first = int(random.integers(1, 4))
        tones = (first, *(int(np.clip(first + step, 0, 5)) for step in steps))
        return cls((0.0, *(float(eighth) / 2 for eighth in others)), tones)

    def notes(self, bar: Bar, chord: tuple[int, ...]) -> list[tuple[float, int]]:
        """Beat and semitone above the key; every fourth bar rests on one long note."""
        notes = [
            (beat, chord[tone % len(chord)] + 12 * (tone // len(chord)))
            for beat, tone in zip(self.beats, self.tones, strict=True)
        ]
        return notes[:1] if bar.index % _PHRASE == _PHRASE - 1 else notes
