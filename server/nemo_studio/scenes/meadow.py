"""A meadow in the wind: hills under clouds, and grass and flowers that bow when a gust passes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import av
import numpy as np
from PIL import Image, ImageDraw

from nemo_studio.frames.colors import Stops, develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import LEVEL, Keyframes, SmallPicture, to_levels
from nemo_studio.frames.picture import Floats, open_picture
from nemo_studio.scenes.grass import PHASES, Grass, Wind, bake_texels, draw_blade, draw_flower
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample, sample_grid
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.sprites import Stars

_GRAIN: Final = 2
_GRAYS: Final = np.array([16, 128, 128], np.float32)[:, None, None] * LEVEL
_ROWS_AT_ONCE: Final = 16
"""So few stay in the processor's cache until all grass is laid over them."""
_HORIZON: Final = 0.60
_GROUND: Final = 0.20
"""How far above the foot of the grass its ground begins, as a share of its height."""

_MARGIN: Final = 0.20
"""How far grass grows beyond each side, in units, so that wind does not blow it bare."""

_FREQUENT: Final = (0.5, 0.2, 0.18, 0.12)
"""How often the flowers of a season occur, the most frequent first."""


@dataclass(frozen=True)
class _Hour:
    """The light of one time of day.

    Attributes:
        sky: From the horizon up.
        cloud: Lit side and dark side of the clouds.
        glow: Exposure of the air around the sun or the moon.
        tint: What the light makes of the land's colours.
        sun: How far down the sun or the moon stands, as a share of the height.
    """

    sky: Stops
    cloud: tuple[str, str]
    glow: tuple[float, float, float]
    tint: tuple[float, float, float]
    sun: float


_HOURS: Final[Mapping[str, _Hour]] = MappingProxyType(
    {
        "dawn": _Hour(
            sky=((0.0, "#FFE4B8"), (0.2, "#FFCBA8"), (0.5, "#C8B0CC"), (1.0, "#6A8AC4")),
            cloud=("#FFE0CC", "#C49CB0"),
            glow=(1.0, 0.78, 0.50),
            tint=(1.02, 0.84, 0.70),
            sun=0.44,
        ),
        "day": _Hour(
            sky=((0.0, "#FFF1CF"), (0.22, "#CDE7F2"), (0.6, "#74B8EA"), (1.0, "#2F7CCB")),
            cloud=("#FBF9F2", "#A4AAB4"),
            glow=(1.0, 0.92, 0.70),
            tint=(1.0, 1.0, 1.0),
            sun=0.14,
        ),
        "dusk": _Hour(
            sky=((0.0, "#FFC070"), (0.2, "#FF8E60"), (0.5, "#B0587C"), (1.0, "#40387E")),
            cloud=("#FFA880", "#7A4070"),
            glow=(1.0, 0.58, 0.28),
            tint=(0.86, 0.52, 0.46),
            sun=0.50,
        ),
        "night": _Hour(
            sky=((0.0, "#3E5F8A"), (0.22, "#24426E"), (0.6, "#12264C"), (1.0, "#080F28")),
            cloud=("#5A7298", "#22365A"),
            glow=(0.50, 0.62, 0.80),
            tint=(0.22, 0.20, 0.36),
            sun=0.16,
        ),
    }
)


@dataclass(frozen=True)
class _Growth:
    """What grows in a season: hills and blades, light and dark, from far to near, and the flowers."""

    hills: tuple[tuple[str, str], ...]
    blades: tuple[tuple[str, str], ...]
    flowers: tuple[str, ...]
    abundance: float


_SEASONS: Final[Mapping[str, _Growth]] = MappingProxyType(
    {
        "spring": _Growth(
            (("#B4D69A", "#98C884"), ("#98CE66", "#78B84E"), ("#86C444", "#5CA034")),
            (("#92CA4C", "#6CAC38"), ("#84BE3E", "#4E942C"), ("#60A834", "#246A1C")),
            ("#FFFFFF", "#FFE04A", "#F4A8D0", "#B48AF0"),
            1.9,
        ),
        "summer": _Growth(
            (("#A9CDA0", "#8FBF8C"), ("#86BC6A", "#6BA650"), ("#6FAE45", "#4B8A30")),
            (("#7DB648", "#5A9433"), ("#6FA83A", "#3F7D24"), ("#4F8F2C", "#1E5418")),
            ("#F0492E", "#FF6B3D", "#FFD34D", "#FFFFFF"),
            1.0,
        ),
        "autumn": _Growth(
            (("#D8BC82", "#C49E62"), ("#D2A04C", "#B07E36"), ("#C08A38", "#8E5E24")),
            (("#D4A84E", "#AC7E34"), ("#C2923C", "#8A5E26"), ("#A8742E", "#5A3616")),
            ("#C24A2A", "#E0A03C", "#8A3A24", "#F0D8A0"),
            0.35,
        ),
        "winter": _Growth(
            (("#E4ECF6", "#CCD8EA"), ("#EEF3FA", "#C8D6EA"), ("#F4F8FF", "#C0D0E6")),
            (("#E8EEF6", "#B8C6DA"), ("#DCE4EE", "#98A4B0"), ("#C8CCCC", "#7C766A")),
            ("#B08A5A", "#8A6A44", "#C8A878", "#A07850"),
            0.15,
        ),
    }
)


@dataclass(frozen=True)
class _Hill:
    """One hill: the rows in which it may show, its coverage, its levels in calm, and what a gust adds."""

    rows: slice
    cover: Floats
    calm: Floats
    change: Floats


class Meadow:
    """Sky and hills are slow and drawn a few times a second; grass is drawn for every frame."""

    def __init__(self, context: RenderContext) -> None:
        """Let the grass grow."""
        self._context = context
        self._conditions = Conditions.of(context)
        self._hour = _HOURS[self._conditions.time]
        self._growth = _SEASONS["winter" if self._conditions.weather == "snow" else self._conditions.season]
        self._wind = 1.5 if self._conditions.weather == "storm" else 1.0
        self._rows, self._columns = context.height // _GRAIN, context.width // _GRAIN
        self._unit = context.unit / _GRAIN
        self._margin = round(self._unit * _MARGIN)
        random = context.random(1)
        self._x = (np.arange(self._columns, dtype=np.float32)[None, :] + 0.5) / np.float32(self._unit)
        self._y = (np.arange(self._rows, dtype=np.float32)[:, None] + 0.5) / self._rows
        self._clouds = make_tile(1024, context.seed + 141, slope=1.8, stretch=1.3, lowest=3)
        self._gusts = make_tile(512, context.seed + 142, slope=2.0, lowest=3)
        self._prepare_sky(random)
        self._hills = self._prepare_hills(random)
        self._grass = [self._grow(index, random) for index in range(len(self._growth.blades))]
        self._stars = Stars(context, round(context.height * (_HORIZON - 0.08)))
        self._film = Keyframes(self._draw_far, 0.2)
        self._small = SmallPicture(self._columns, self._rows, "yuv444p16le")

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        winds = [self._blow(grass, at_s) for grass in self._grass]
        before, change, share = self._film.around(at_s)
        for start in range(0, self._rows, _ROWS_AT_ONCE):
            rows = slice(start, min(start + _ROWS_AT_ONCE, self._rows))
            levels = change[:, rows] * share
            levels += before[:, rows]
            for grass, wind in zip(self._grass, winds, strict=True):
                grass.lay(levels, rows, wind)
            levels += _GRAYS
            for plane, drawn in zip(self._small.planes, levels, strict=True):
                plane[rows] = drawn
        frame = self._small.enlarge(self._context.width, self._context.height)
        if self._conditions.is_night and self._conditions.sunshine > 0.5:
            self._stars.lay_over(open_picture(frame), at_s)
        return frame

    def _shine(self, color: Floats) -> Floats:
        """A colour of the land at this hour and in this weather."""
        return self._conditions.mute(color * np.array(self._hour.tint, np.float32))

    def _prepare_sky(self, random: np.random.Generator) -> None:
        up = np.clip(1 - self._y / _HORIZON, 0, 1) + 0 * self._x
        sun = self._x.max() * random.uniform(0.62, 0.85)
        tall = self._context.height / self._context.unit
        distance = np.hypot(self._x - sun, (self._y - self._hour.sun) * tall)
        sunshine = self._conditions.sunshine
        glow = 1.5 * sunshine * np.exp(-distance / 0.09) + 0.5 * sunshine * np.exp(-distance / 0.40)
        air = expose(self._conditions.mute(ramp(self._hour.sky, up)))
        self._air = (air + glow[..., None] * np.array(self._hour.glow)).astype(np.float32)
        colors = [np.array(parse_color(color), np.float32) / 255 for color in self._hour.cloud]
        self._lit, self._dark = (expose(self._conditions.mute(color)) for color in colors)
        height = 1 / (np.maximum(_HORIZON - self._y, 0) * tall + 0.22)
        self._cloud_u, self._cloud_v = (self._x - self._x.max() / 2) * height * 95, height * 150
        self._cloud_haze = smoothstep(_HORIZON, _HORIZON - 0.16, self._y)

    def _prepare_hills(self, random: np.random.Generator) -> list[_Hill]:
        """From far to near; of each only the rows are kept that the next one leaves free."""
        outlines = [
            ridge(self._x[0] + index * 9, random, scale=0.9, roughness=0.28)
            for index in range(len(self._growth.hills))
        ]
        lines = [
            self._rows * (_HORIZON - 0.015 + 0.055 * index) - self._unit * 0.055 * outline
            for index, outline in enumerate(outlines)
        ]
        self._sky_rows = int(lines[0].max()) + 2
        ends = [*(int(line.max()) + 2 for line in lines[1:]), self._hidden_from(0)]
        return [
            self._prepare_hill(line, min(end, self._hidden_from(0)), *colors)
            for line, end, colors in zip(lines, ends, self._growth.hills, strict=True)
        ]

    def _prepare_hill(self, line: Floats, end: int, light: str, dark: str) -> _Hill:
        top = max(int(line.min()) - 1, 0)
        below = np.clip((np.arange(top, end)[:, None] - line) / (0.22 * self._unit), 0, 1)
        color = expose(self._shine(ramp(((0.0, light), (1.0, dark)), below)))
        calm, windy = _to_signed(develop(color)), _to_signed(develop(color * 1.32))
        return _Hill(slice(top, end), cover_below(line - top, end - top), calm, windy - calm)

    def _draw_far(self, at_s: float) -> Floats:
        """Three planes of levels; all that lies below the last hill is grass."""
        levels = np.zeros((3, self._rows, self._columns), np.float32)
        sky = slice(0, self._sky_rows)
        across = self._cloud_u[sky] + at_s * 4
        broad = sample(self._clouds, across, self._cloud_v[sky])
        lower = sample(self._clouds, across, self._cloud_v[sky] + 7)
        thin = 0.50 - 0.44 * self._conditions.cloudiness
        cloud = smoothstep(thin, thin + 0.24, broad) * self._cloud_haze[sky]
        shade = smoothstep(0.48, 0.95, lower)[..., None]
        white = self._lit + (self._dark - self._lit) * shade
        light = self._air[sky] + (white - self._air[sky]) * (cloud * 0.93)[..., None]
        levels[:, sky] = _to_signed(develop(light))
        for index, hill in enumerate(self._hills):
            u = self._x[0] * (190 - 45 * index) - at_s * (26 + 8 * index) + index * 99
            v = self._y[hill.rows, 0] * (900 - 250 * index)
            gust = smoothstep(0.45, 0.85, sample_grid(self._gusts, u, v))
            for plane, calm, change in zip(levels[:, hill.rows], hill.calm, hill.change, strict=True):
                color = change * gust
                color += calm
                color -= plane
                color *= hill.cover
                plane += color
        return levels

    def _stand(self, index: int) -> tuple[float, float]:
        """Where a row of grass has its foot, and how tall it is, in rows."""
        nearness = self._unit * min(self._rows / self._unit, 1.7)
        return self._rows + (-0.17, -0.05, 0.10)[index] * nearness, (0.075, 0.15, 0.27)[index] * nearness

    def _hidden_from(self, index: int) -> int:
        """The row from which on a row of grass hides all behind it; behind the last nothing is hidden."""
        if index == len(self._growth.blades):
            return self._rows
        foot, tall = self._stand(index)
        return min(math.ceil(foot - _GROUND * tall) + 1, self._rows)

    def _grow(self, index: int, random: np.random.Generator) -> Grass:
        foot, tall = self._stand(index)
        top = int(foot - tall * 1.25)
        rows = self._rows - top
        wide = self._columns + 2 * self._margin
        image = Image.new("RGBA", (wide * 2, rows * 2))
        draw = ImageDraw.Draw(image)
        self._draw_ground(draw, index, (foot - top - _GROUND * tall) * 2, rows * 2)
        breadth = self._context.breadth + 2 * _MARGIN
        count = round((900, 620, 330)[index] * breadth)
        for place in np.sort(random.uniform(0.5, 1.0, count)):
            x = random.uniform(-0.02, 1.02) * wide * 2
            root = (foot - top) * 2 * (0.86 + 0.16 * place)
            draw_blade(
                draw, random, (x, root), tall * 2 * random.uniform(0.5, 1.0), self._growth.blades[index]
            )
        for _ in range(round((46, 26, 9)[index] * self._growth.abundance * breadth)):
            root = random.uniform(0, 1) * wide * 2, (foot - top) * 2 * 0.9
            colors = self._growth.blades[index][1], self._growth.flowers[int(random.choice(4, p=_FREQUENT))]
            draw_flower(draw, random, root, tall * 2 * random.uniform(0.7, 1.08), colors)
        pixels = np.asarray(image.resize((wide, rows), Image.Resampling.BOX), np.float32) / 255
        pixels = np.concatenate([self._shine(pixels[..., :3]), pixels[..., 3:]], 2)
        bend = np.clip((foot - top - np.arange(rows, dtype=np.float32)) / tall, 0, 1.2) ** 1.7 * tall * 0.42
        texels = bake_texels(_to_signed(pixels[..., :3]), pixels[..., 3])
        columns = (np.arange(self._columns, dtype=np.float32) + self._margin) * PHASES
        shows = slice(top, self._hidden_from(index + 1))
        return Grass(shows, texels, bend[:, None], columns, wide * PHASES, 1.0 + 0.35 * index)

    def _draw_ground(self, draw: ImageDraw.ImageDraw, index: int, top: float, bottom: float) -> None:
        color = parse_color(self._growth.blades[index][1])
        draw.rectangle(
            (0, min(top, bottom), (self._columns + 2 * self._margin) * 2, bottom), fill=(*color, 255)
        )

    def _blow(self, grass: Grass, at_s: float) -> Wind:
        zoom, x = 46 / grass.speed, self._x[0]
        gust = sample_grid(self._gusts, x * zoom - at_s * 13, np.full(1, 40 * grass.speed + at_s * 2))[0]
        quiver = 0.07 * np.sin(x * 17 / grass.speed + at_s * 4.3) + 0.03 * np.sin(x * 41 - at_s * 6.9)
        lean = (1.5 * smoothstep(0.30, 0.90, gust) - 0.25 + quiver) * (-PHASES * self._wind)
        return Wind(lean, 1 + 0.22 * smoothstep(0.35, 0.9, gust))


def _to_signed(rgb: Floats) -> Floats:
    """Levels as `to_levels` gives them, but from black and gray on, so that light is a factor of them."""
    levels = to_levels(rgb)
    levels -= _GRAYS
    return levels
