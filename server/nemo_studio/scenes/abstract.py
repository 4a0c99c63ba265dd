"""Abstract: sheets of silk that lie over each other and sway, for prompts that name no scene of ours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import av
import numpy as np

from nemo_studio.frames.colors import develop, expose, parse_color, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import SoftFilm
from nemo_studio.frames.picture import Floats

_GRAIN: Final = 3
_STEP_S: Final = 0.15
_SHEETS: Final = 6
_SHADOW: Final = 0.35
"""How far above its edge a sheet still darkens what lies behind, in units."""

PALETTES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "dusk": ("#1B1440", "#4A2A86", "#B8457E", "#F2735E", "#FFB070", "#5B4BD0", "#24308A"),
        "lagoon": ("#04222E", "#0B5A63", "#17A398", "#7FE0C8", "#3C8ED8", "#1F4FA8", "#0A2A5E"),
        "ember": ("#1C0A18", "#6A1A3A", "#C83A30", "#F58A3C", "#FFC86A", "#8A3A6A", "#321638"),
        "aurora": ("#07142B", "#164A6A", "#1FA080", "#8FE8A8", "#5A7CE0", "#7B4FD6", "#2A1A5E"),
        "dawn": ("#5A78B8", "#9AA4DC", "#E8B4C8", "#FFD0B0", "#FFE6C0", "#B89AD8", "#6A80C8"),
        "day": ("#0E5AA8", "#2F8CD8", "#7CC4F0", "#D8F0FA", "#FFE9A8", "#5AB4D8", "#1A6AB8"),
        "night": ("#05081C", "#101A48", "#22307A", "#4A4FB0", "#8A7CE0", "#1C4A8A", "#0A1434"),
        "spring": ("#2E7D5B", "#6CBF7A", "#C8E8A0", "#FBE3EA", "#F4A8C4", "#8AC8B0", "#3A8A7A"),
        "summer": ("#0A6A8A", "#18A8B0", "#8AE0C0", "#FFF0A0", "#FFC060", "#2FB0D0", "#0E5A90"),
        "autumn": ("#3A1A14", "#8A3A1E", "#D2692A", "#F2B134", "#F8DC8A", "#A84A3A", "#4A241E"),
        "winter": ("#2A4468", "#6A8CB8", "#B8D0E8", "#F4F8FF", "#D8E0F4", "#8AA4D0", "#3A5684"),
    }
)
_CHOSEN_BY_SEED: Final = ("dusk", "lagoon", "ember", "aurora")


@dataclass(frozen=True)
class _Sheet:
    """One sheet of silk: where its edge is, how that edge sways, and its two colours as exposures."""

    offset: float
    waves: Floats
    near: Floats
    far: Floats


class Abstract:
    """The whole view: what lies lower covers what lies higher, and throws its shadow on it."""

    def __init__(self, context: RenderContext) -> None:
        """Choose the palette, by parameter or by seed, and lay the sheets."""
        random = context.random(3)
        palette = PALETTES[_choose_palette(context, random)]
        colors = [expose(np.array(parse_color(color), np.float32) / 255) for color in palette]
        rows, columns = -(-context.height // _GRAIN), -(-context.width // _GRAIN)
        x = ((np.arange(columns, dtype=np.float32) + 0.5) * _GRAIN - context.width / 2) / context.unit
        self._x = x.astype(np.float32)
        y = ((np.arange(rows, dtype=np.float32) + 0.5) * _GRAIN - context.height / 2) / context.unit
        self._y = y.astype(np.float32)[:, None]
        self._slope = float(random.choice((-1, 1)) * random.uniform(0.18, 0.48))
        self._ground = colors[0]
        reach = float(y[-1]) + 0.3 * abs(self._slope) * float(x[-1])
        offsets = np.linspace(-0.62, 0.66, _SHEETS) * reach
        self._sheets = [
            _Sheet(
                float(offset + random.normal(0, 0.03)),
                _choose_waves(random),
                colors[(index + 1) % len(colors)],
                colors[(index + 2) % len(colors)],
            )
            for index, offset in enumerate(offsets)
        ]
        self._film = SoftFilm(self._draw, _STEP_S, context.width, context.height)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        return self._film.frame_at(at_s)

    def _draw(self, at_s: float) -> Floats:
        light = np.empty((len(self._y), len(self._x), 3), np.float32)
        light[:] = self._ground
        edges = [self._edge(sheet, at_s) for sheet in self._sheets]
        lowest = [*(float(edge.max()) for edge in edges[1:]), float(self._y[-1, 0])]
        for sheet, edge, hidden in zip(self._sheets, edges, lowest, strict=True):
            seen = slice(*np.searchsorted(self._y[:, 0], (float(edge.min()) - _SHADOW, hidden + 0.01)))
            self._lay(light[seen], sheet, self._y[seen] - edge, at_s)
        return develop(light)

    def _edge(self, sheet: _Sheet, at_s: float) -> Floats:
        """Height of a sheet's edge along the picture."""
        edge = sheet.offset + self._slope * self._x
        for amplitude, frequency, phase, speed in sheet.waves:
            edge += amplitude * np.sin(self._x * frequency + np.float32(phase + speed * at_s))
        return edge

    def _lay(self, light: Floats, sheet: _Sheet, below: Floats, at_s: float) -> None:
        """Lay a sheet over the rows that show it; `below` is how far each place lies below its edge."""
        _, frequency, phase, speed = sheet.waves[1]
        sway = 1.6 * np.sin(self._x * frequency * 0.7 + np.float32(phase - speed * at_s))
        fold = np.sin(below * 7 + sway)
        rim = 0.38 * np.exp(np.maximum(below, 0) * (-1 / 0.016))
        shine = 0.80 + rim + fold * (0.26 + rim)
        depth = smoothstep(0.0, 0.75, below + 0.06 * fold)
        shadow = 1 - 0.55 * np.exp(np.minimum(below, 0) * (1 / 0.075))
        cover = np.clip(below * (1 / 0.0042) + 0.5, 0, 1)
        shade = shadow * (1 - cover)
        shine *= cover
        far = depth * shine
        shine -= far
        for channel in range(3):
            plane = light[..., channel]
            plane *= shade
            plane += shine * sheet.near[channel]
            plane += far * (0.6 * sheet.far[channel])


def _choose_palette(context: RenderContext, random: np.random.Generator) -> str:
    """The palette that is wished, else the season's or the hour's, else one by chance."""
    by_chance = _CHOSEN_BY_SEED[int(random.integers(len(_CHOSEN_BY_SEED)))]
    by_time = context.choose("time_of_day", PALETTES, by_chance)
    return context.choose("palette", PALETTES, context.choose("season", PALETTES, by_time))


def _choose_waves(random: np.random.Generator) -> Floats:
    """Waves of an edge: amplitude, frequency, phase and speed; long ones are high and slow."""
    frequencies = np.array([1.3, 2.9, 5.3]) * random.uniform(0.8, 1.25, 3)
    amplitudes = np.array([0.15, 0.055, 0.014]) * random.uniform(0.7, 1.2, 3)
    speeds = np.array([0.16, 0.25, 0.41]) * random.uniform(0.7, 1.3, 3) * random.choice((-1, 1), 3)
    return np.stack([amplitudes, frequencies, random.uniform(0, 6.28, 3), speeds], 1).astype(np.float32)
