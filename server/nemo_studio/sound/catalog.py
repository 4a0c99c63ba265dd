"""The tables of moods and ambiences, and playing one of them to a length."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from nemo_studio.sound.ambience import (
    play_birds,
    play_city,
    play_crowd,
    play_fire,
    play_fireworks,
    play_night,
    play_rain,
    play_space,
    play_storm,
    play_underwater,
    play_waves,
    play_wind,
)
from nemo_studio.sound.instruments import forget_notes
from nemo_studio.sound.lively import play_acoustic, play_electronic, play_upbeat
from nemo_studio.sound.lofi import play_lofi
from nemo_studio.sound.loudness import normalize
from nemo_studio.sound.signal import Signal, count_samples, fade
from nemo_studio.sound.slow import play_ambient, play_cinematic, play_sad

_SHORTEST_S: Final = 2.0
_CUT_FADE_S: Final = 0.05

Player = Callable[[float, np.random.Generator], Signal]


@dataclass(frozen=True)
class Voice:
    """A kind of music or ambience: its key, titles for people, loudness, and how to play it."""

    name: str
    title_en: str
    title_zh: str
    play: Player
    loudness_lufs: float = -16.0

    def perform(self, duration_s: float, seed: int = 0) -> Signal:
        """Play for `duration_s` at the voice's loudness; stereo, 48 kHz, never clipping."""
        played = self.play(max(duration_s, _SHORTEST_S), np.random.default_rng(seed))
        forget_notes()
        cut = played[: count_samples(duration_s)]
        return normalize(fade(cut, 0, _CUT_FADE_S, out=cut), self.loudness_lufs, out=cut) if len(cut) else cut


def _table(*voices: Voice) -> Mapping[str, Voice]:
    return MappingProxyType({voice.name: voice for voice in voices})


MOODS: Final = _table(
    Voice("lofi", "Lo-fi", "低保真", play_lofi),
    Voice("ambient", "Ambient", "氛围", play_ambient),
    Voice("cinematic", "Cinematic", "电影感", play_cinematic),
    Voice("sad", "Sad piano", "忧伤钢琴", play_sad),
    Voice("upbeat", "Upbeat", "欢快", play_upbeat),
    Voice("acoustic", "Acoustic", "原声吉他", play_acoustic),
    Voice("electronic", "Electronic", "电子", play_electronic),
)

AMBIENCES: Final = _table(
    Voice("waves", "Waves", "海浪", play_waves, -20.0),
    Voice("wind", "Wind", "风声", play_wind, -22.0),
    Voice("rain", "Rain", "雨声", play_rain, -21.0),
    Voice("city", "City", "城市", play_city, -22.0),
    Voice("birds", "Birds", "鸟鸣", play_birds, -23.0),
    Voice("fire", "Fire", "炉火", play_fire, -22.0),
    Voice("underwater", "Under water", "水下", play_underwater, -22.0),
    Voice("crowd", "Crowd", "人群", play_crowd, -23.0),
    Voice("fireworks", "Fireworks", "烟花", play_fireworks, -20.0),
    Voice("storm", "Storm", "暴风雨", play_storm, -20.0),
    Voice("night", "Night", "夜虫", play_night, -25.0),
    Voice("space", "Deep space", "深空", play_space, -26.0),
)
