"""A forest in the mist: trees behind trees, beams of light, and fog drifting between the trunks."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import av
import numpy as np

from nemo_studio.frames.colors import Stops, develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import SoftFilm
from nemo_studio.frames.picture import Floats, open_picture
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample, sample_grid
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.sprites import add_points
from nemo_studio.scenes.trees import Tree, draw_trees

_GRAIN: Final = 2
_DEPTHS: Final = 7
_TREES: Final = (60, 44, 30, 19, 11, 5.5)
"""How many trees stand in a row as wide as the shorter side, the farthest row first."""
_SNOW: Final = "#F4F8FF"
_COLD: Final = np.array([0.86, 0.95, 1.06], np.float32)


@dataclass(frozen=True)
class _Hour:
    """The light of one time of day.

    Attributes:
        sky: From close to the sun to far from it.
        air: What lies between the trees, from far to near; trees take its colour with distance.
        mist: Away from the sun to close to it.
        beam: Exposure of the sunbeams.
        light: How bright a leaf is that is near.
    """

    sky: Stops
    air: Stops
    mist: Stops
    beam: tuple[float, float, float]
    light: float


_HOURS: Final[Mapping[str, _Hour]] = MappingProxyType(
    {
        "dawn": _Hour(
            sky=((0.0, "#FFEFC4"), (0.35, "#F6DFB4"), (0.7, "#C6CDB0"), (1.0, "#8FAFA6")),
            air=((0.0, "#C9D2B4"), (0.4, "#8FAA94"), (0.75, "#3D6058"), (1.0, "#0C2224")),
            mist=((0.0, "#C4D4C6"), (1.0, "#FFEFC6")),
            beam=(1.0, 0.86, 0.55),
            light=0.74,
        ),
        "day": _Hour(
            sky=((0.0, "#F4FBE8"), (0.35, "#DDF0DC"), (0.7, "#B4DCCB"), (1.0, "#86C0B8")),
            air=((0.0, "#BFDDB8"), (0.4, "#86B88A"), (0.75, "#3F7A4E"), (1.0, "#123A22")),
            mist=((0.0, "#CFE6D2"), (1.0, "#F6FBE4")),
            beam=(0.95, 1.0, 0.72),
            light=0.80,
        ),
        "dusk": _Hour(
            sky=((0.0, "#FFD08A"), (0.3, "#FF9E6E"), (0.65, "#C06C84"), (1.0, "#6A5088")),
            air=((0.0, "#D08A88"), (0.4, "#8A5878"), (0.75, "#3C2C50"), (1.0, "#140F22")),
            mist=((0.0, "#B080A0"), (1.0, "#FFB98A")),
            beam=(1.0, 0.60, 0.32),
            light=0.52,
        ),
        "night": _Hour(
            sky=((0.0, "#A8C4DC"), (0.25, "#5F86AC"), (0.6, "#2A4870"), (1.0, "#10203F")),
            air=((0.0, "#3C5A80"), (0.4, "#223C5C"), (0.75, "#0F1E34"), (1.0, "#050B16")),
            mist=((0.0, "#3A5678"), (1.0, "#86A4C4")),
            beam=(0.55, 0.75, 1.0),
            light=0.24,
        ),
    }
)


@dataclass(frozen=True)
class _Foliage:
    """What grows in a season: trees with leaves, colours of leaves and needles, and the ground."""

    broadleaved: float
    leaves: tuple[str, ...]
    needles: tuple[str, ...]
    ground: str


_NEEDLES: Final = ("#2C5A46", "#24503F", "#346650")
_FRESH: Final = ("#9CCB5A", "#B4D86A", "#7FBF5A", "#F6C6D4", "#FBE3EA")
_GOLDEN: Final = ("#E8862A", "#F2B134", "#D2552A", "#B83A26", "#F6CB4C")
_SEASONS: Final[Mapping[str, _Foliage]] = MappingProxyType(
    {
        "spring": _Foliage(0.55, _FRESH, _NEEDLES, "#6FA64A"),
        "summer": _Foliage(0.0, (), _NEEDLES, "#4C7A3C"),
        "autumn": _Foliage(0.72, _GOLDEN, _NEEDLES, "#B06A2C"),
        "winter": _Foliage(0.0, (), ("#2A4A4C", "#223F44", "#35585A"), _SNOW),
    }
)


@dataclass(frozen=True)
class _Wood:
    """A row of trees: which rows of it can be seen, and for these its coverage and exposure.

    `bed` says in which rows mist lies before it, and `density` how much of the forest's mist that is.
    """

    rows: slice
    cover: Floats
    color: Floats
    bed: Floats
    density: np.float32


class Forest:
    """The whole view; fog is slow, so it is drawn a few times a second."""

    def __init__(self, context: RenderContext) -> None:
        """Grow the trees."""
        self._context = context
        self._conditions = Conditions.of(context, time="dawn")
        self._hour, self._foliage = _HOURS[self._conditions.time], _SEASONS[self._conditions.season]
        rows, columns = context.height // _GRAIN, context.width // _GRAIN
        random = context.random(1)
        self._x = np.repeat(
            (np.arange(columns, dtype=np.float32)[None, :] + 0.5) * _GRAIN / context.unit, rows, 0
        )
        self._y = np.repeat(
            (np.arange(rows, dtype=np.float32)[:, None] + 0.5) * _GRAIN / context.unit, columns, 1
        )
        self._high = context.height / context.unit
        self._sun = context.width / context.unit * random.uniform(0.34, 0.66), 0.20 * self._high
        self._tile = make_tile(512, context.seed + 111, slope=1.8, stretch=1.8, lowest=2)
        self._streaks = make_tile(512, context.seed + 112, slope=1.4, lowest=4)
        self._prepare_air()
        self._woods = [self._grow(depth, random) for depth in range(_DEPTHS)]
        self._film = SoftFilm(self._draw, 0.25, context.width, context.height)
        self._scatter_motes(random)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._film.frame_at(at_s)
        x = (
            self._mote_x + 14 * np.sin(at_s * self._mote_rate + self._mote_x) + at_s * 7
        ) % self._context.width
        y = (
            self._mote_y + 9 * np.sin(at_s * self._mote_rate * 0.7) - at_s * 5 * self._mote_rate
        ) % self._context.height
        glint = np.clip(np.sin(at_s * self._mote_rate * 2 + self._mote_y), 0, 1)
        add_points(open_picture(frame).y, x, y, 70 * glint)
        return frame

    def _prepare_air(self) -> None:
        self._far = np.hypot(self._x - self._sun[0], self._y - self._sun[1])
        self._near_sun = np.exp(-self._far / 0.50) * (0.35 + 0.65 * self._conditions.sunshine)
        beam = np.array(self._hour.beam, np.float32)
        distance = np.clip(1 - self._near_sun - 0.15 * (1 - self._y / self._high), 0, 1)
        air = expose(self._tone(ramp(self._hour.sky, distance)))
        glow = 1.5 * self._conditions.sunshine * np.exp(-self._far / 0.12)
        self._air = (air + glow[..., None] * beam).astype(np.float32)
        mist = ramp(self._hour.mist, np.clip(self._near_sun * 1.6, 0, 1))
        self._mist = expose(self._tone(mist)).astype(np.float32)
        self._angle = np.arctan2(self._x - self._sun[0], self._y + 0.22)

    def _grow(self, depth: int, random: np.random.Generator) -> _Wood:
        """One row of trees with the ground they stand on; far ones are few shades from the air."""
        share = depth / (_DEPTHS - 1)
        rows, columns = self._x.shape
        unit = self._context.unit / _GRAIN
        foot: float = rows * (0.60 + 0.37 * share**1.2)
        tall = (0.15 + 0.52 * share**1.5) * unit * (1 + 0.35 * (self._high > 1))
        painted, cover = draw_trees((columns, rows), self._plant(depth, foot, tall, random), random)
        rise = ridge(self._x[0] + depth * 3, random, scale=0.6, roughness=0.45)
        tufts = np.abs(ridge(self._x[0] + depth * 5, random, scale=0.012, roughness=0.7))
        floor = foot - 0.02 * unit - (0.02 + 0.02 * share) * unit * rise - 0.018 * share**2 * unit * tufts
        ground = cover_below(floor.astype(np.float32), rows)
        painted = self._cover_ground(painted, ground, depth)
        cover = np.maximum(cover, ground)
        color = self._light(painted, foot, tall, share)
        below = self._y[:, :1] - foot / unit + 0.05
        bed = np.exp(-((below / (0.10 + 0.07 * share)) ** 2))
        seen = slice(int(np.flatnonzero(cover.max(1))[0]), self._hidden_from(depth))
        return _Wood(
            seen,
            cover[seen, :, None].copy(),  # without the rows that are not seen
            color[seen].astype(np.float32),
            (bed * (0.9 - 0.45 * share))[seen].astype(np.float32),
            np.float32(1 - 0.35 * share),
        )

    def _hidden_from(self, depth: int) -> int:
        """The row from which on the ground of the next row of trees hides this one."""
        share = (depth + 1) / (_DEPTHS - 1)
        return len(self._x) if share >= 1 else round(len(self._x) * (0.63 + 0.37 * share**1.2))

    def _plant(self, depth: int, foot: float, tall: float, random: np.random.Generator) -> list[Tree]:
        """Trees from left to right; in the last row only tall ones at the sides, which frame the view."""
        columns = self._x.shape[1]
        if depth == _DEPTHS - 1:
            middles: Floats = (
                np.array((random.uniform(-0.02, 0.10), random.uniform(0.90, 1.02), 0.16)) * columns
            )
            heights: Floats = np.array((1.15, 1.0, 0.55)) * len(self._x) * random.uniform(0.85, 1.1, 3)
        else:
            count = max(round(_TREES[depth] * self._context.breadth), 2)
            middles = (np.arange(count) + random.uniform(0.0, 1.0, count)) / count * columns
            heights = tall * random.uniform(0.55, 1.15, count)
        feet: Floats = foot + random.normal(0, 0.03, len(middles)) * tall
        places = zip(middles.tolist(), feet.tolist(), heights.tolist(), strict=True)
        return [self._choose_tree(middle, stands, height, random) for middle, stands, height in places]

    def _choose_tree(self, middle: float, foot: float, tall: float, random: np.random.Generator) -> Tree:
        foliage = self._foliage
        has_leaves = bool(random.random() < foliage.broadleaved)
        colors = foliage.leaves if has_leaves else foliage.needles
        shorter = 0.72 if has_leaves else 1.0
        color = colors[int(random.integers(len(colors)))]
        return Tree(middle, foot, tall * shorter, color, has_leaves, has_snow=self._is_snowy)

    def _cover_ground(self, painted: Floats, ground: Floats, depth: int) -> Floats:
        """Grass, leaves or snow, mottled."""
        color = np.array(parse_color(_SNOW if self._is_snowy else self._foliage.ground), np.float32) / 255
        mottle = sample(self._tile, self._x * 900 + 31 * depth, self._y * 2600)
        return painted + (color * (0.55 + 0.75 * mottle)[..., None] - painted) * ground[..., None]

    def _light(self, painted: Floats, foot: float, tall: float, share: float) -> Floats:
        """Exposure of what was painted: its own colour when near, the colour of the air when far."""
        rows = np.arange(len(painted))[:, None]
        up = np.clip((foot - rows) / tall, 0, 1) + 0 * self._x
        tone = self._tone
        place = np.clip(share - 0.10 * (1 - share) - 0.30 * (1 - up) * (1 - share), 0, 1)
        air = tone(ramp(self._hour.air, place))
        own = tone(np.clip(painted, 0, 1)) * self._hour.light * (self._shade + 0.75 * up)[..., None]
        nearness = 0.25 + 0.55 * share
        toward_sun = 1 + 0.9 * self._near_sun[..., None]
        color = expose(air + (own * toward_sun + 0.15 * air - air) * self._own_color * nearness)
        haze = self._near_sun[..., None] * (0.75 * (1 - share)) * np.array(self._hour.beam, np.float32)
        return color + haze

    def _tone(self, color: Floats) -> Floats:
        """A colour in this weather, and colder where there is snow."""
        return self._conditions.mute(color * _COLD if self._is_snowy else color)

    @property
    def _is_snowy(self) -> bool:
        return self._conditions.season == "winter" or self._conditions.weather == "snow"

    @property
    def _shade(self) -> float:
        """How much light reaches the ground; snow throws it back."""
        return 1.0 if self._is_snowy else 0.55

    @property
    def _own_color(self) -> float:
        """How much of a tree's own colour shows: much in leaf, little in the green of summer."""
        return 0.55 if self._conditions.season == "summer" else 1.0

    def _scatter_motes(self, random: np.random.Generator) -> None:
        count = round(90 * self._context.breadth)
        self._mote_x, self._mote_y = (
            random.uniform(0, self._context.width, count),
            random.uniform(0, self._context.height, count),
        )
        self._mote_rate = random.uniform(0.3, 1.1, count)

    def _draw(self, at_s: float) -> Floats:
        light = self._air.copy()
        for depth, wood in enumerate(self._woods):
            part = light[wood.rows]
            part += (wood.color - part) * wood.cover
            if depth == _DEPTHS - 1:
                break
            u = self._x[0] * (105 - 8 * depth) + depth * 140 + at_s * (2.6 + 1.7 * depth)
            fog = sample_grid(self._tile, u, self._y[wood.rows, 0] * 210 + depth * 70)
            mist = self._mist[wood.rows] * wood.density
            part += (mist - part) * (smoothstep(0.22, 0.78, fog) * wood.bed)[..., None]
            if depth == 4:
                self._add_beams(light, at_s)
        return develop(light)

    def _add_beams(self, light: Floats, at_s: float) -> None:
        row = np.full((1, 1), at_s * 1.1, np.float32)
        streak = sample(self._streaks, self._angle * 95 + at_s * 0.5, row)
        beam = smoothstep(0.45, 0.85, streak) * np.exp(-self._far / 0.62) * smoothstep(0.0, 0.30, self._y)
        strength = 0.85 * self._conditions.sunshine
        light += (beam * strength)[..., None] * np.array(self._hour.beam, np.float32)
