"""A meadow in the wind: hills under clouds, and grass and flowers that bow when a gust passes."""

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
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.sprites import Stars

_GRAIN: Final = 2
_PHASES: Final = 4
_GRAYS: Final = (16 * LEVEL, 128 * LEVEL, 128 * LEVEL)
_WHITE: Final = (235 - 16) * LEVEL
_HORIZON: Final = 0.60
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


@dataclass(frozen=True)
class _Grass:
    """One row of grass, with `_PHASES` texels a column, so that it bends by parts of one.

    Attributes:
        top: The first row in which it stands.
        levels: Three planes times their coverage, flat.
        keep: How much of what lies behind remains, flat.
        bend: How far each row gives way, (rows, 1).
        speed: How fast the wind goes over it.
    """

    top: int
    levels: Floats
    keep: Floats
    bend: Floats
    speed: float


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
        levels = self._film.at(at_s)
        for grass in self._grass:
            self._lay_grass(levels, grass, at_s)
        for plane, drawn, gray in zip(self._small.planes, levels, _GRAYS, strict=True):
            drawn += gray
            plane[:] = drawn
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
        ends = [*(int(line.max()) + 2 for line in lines[1:]), self._rows]
        return [
            self._prepare_hill(line, min(end, self._rows), *colors)
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
        broad = sample(self._clouds, across, self._cloud_v[sky] + 0 * self._x)
        lower = sample(self._clouds, across, self._cloud_v[sky] + 7 + 0 * self._x)
        thin = 0.50 - 0.44 * self._conditions.cloudiness
        cloud = smoothstep(thin, thin + 0.24, broad) * self._cloud_haze[sky]
        shade = smoothstep(0.48, 0.95, lower)[..., None]
        white = self._lit + (self._dark - self._lit) * shade
        light = self._air[sky] + (white - self._air[sky]) * (cloud * 0.93)[..., None]
        levels[:, sky] = _to_signed(develop(light))
        for index, hill in enumerate(self._hills):
            u = self._x * (190 - 45 * index) - at_s * (26 + 8 * index) + index * 99
            gust = smoothstep(0.45, 0.85, sample(self._gusts, u, self._y[hill.rows] * (900 - 250 * index)))
            for plane, calm, change in zip(levels[:, hill.rows], hill.calm, hill.change, strict=True):
                color = change * gust
                color += calm
                color -= plane
                color *= hill.cover
                plane += color
        return levels

    def _grow(self, index: int, random: np.random.Generator) -> _Grass:
        nearness = self._unit * min(self._rows / self._unit, 1.7)
        tall = (0.075, 0.15, 0.27)[index] * nearness
        foot = self._rows + (-0.17, -0.05, 0.10)[index] * nearness
        top = int(foot - tall * 1.25)
        rows = self._rows - top
        wide = self._columns + 2 * self._margin
        image = Image.new("RGBA", (wide * 2, rows * 2))
        draw = ImageDraw.Draw(image)
        self._draw_ground(draw, index, (foot - top - 0.20 * tall) * 2, rows * 2)
        breadth = self._context.breadth + 2 * _MARGIN
        count = round((900, 620, 330)[index] * breadth)
        for place in np.sort(random.uniform(0.5, 1.0, count)):
            x = random.uniform(-0.02, 1.02) * wide * 2
            root = (foot - top) * 2 * (0.86 + 0.16 * place)
            _draw_blade(
                draw, random, (x, root), tall * 2 * random.uniform(0.5, 1.0), self._growth.blades[index]
            )
        for _ in range(round((46, 26, 9)[index] * self._growth.abundance * breadth)):
            root = random.uniform(0, 1) * wide * 2, (foot - top) * 2 * 0.9
            colors = self._growth.blades[index][1], self._growth.flowers[int(random.choice(4, p=_FREQUENT))]
            _draw_flower(draw, random, root, tall * 2 * random.uniform(0.7, 1.08), colors)
        pixels = np.asarray(image.resize((wide, rows), Image.Resampling.BOX), np.float32) / 255
        pixels = np.concatenate([self._shine(pixels[..., :3]), pixels[..., 3:]], 2)
        bend = np.clip((foot - top - np.arange(rows, dtype=np.float32)) / tall, 0, 1.2) ** 1.7 * tall * 0.42
        cover = pixels[..., 3]
        shown = _to_signed(pixels[..., :3]) * cover
        levels = np.stack([_add_phases(plane) for plane in shown])
        return _Grass(top, levels, 1 - _add_phases(cover), bend[:, None], 1.0 + 0.35 * index)

    def _draw_ground(self, draw: ImageDraw.ImageDraw, index: int, top: float, bottom: float) -> None:
        color = parse_color(self._growth.blades[index][1])
        draw.rectangle(
            (0, min(top, bottom), (self._columns + 2 * self._margin) * 2, bottom), fill=(*color, 255)
        )

    def _lay_grass(self, levels: Floats, grass: _Grass, at_s: float) -> None:
        wide = (self._columns + 2 * self._margin) * _PHASES
        zoom = 46 / grass.speed
        gust = sample(
            self._gusts, self._x * zoom - at_s * 13, np.full_like(self._x, 40 * grass.speed + at_s * 2)
        )
        quiver = 0.07 * np.sin(self._x * 17 / grass.speed + at_s * 4.3) + 0.03 * np.sin(
            self._x * 41 - at_s * 6.9
        )
        lean = (1.5 * smoothstep(0.30, 0.90, gust) - 0.25 + quiver) * (-_PHASES * self._wind)
        texel = lean * grass.bend
        texel += (np.arange(self._columns, dtype=np.float32) + self._margin) * _PHASES
        np.clip(texel, 0, wide - 1, out=texel)
        places = texel.astype(np.int64)
        places += np.arange(len(places))[:, None] * wide
        keep = grass.keep.take(places)
        shine = 1 + 0.22 * smoothstep(0.35, 0.9, gust)
        for plane, shown in zip(levels[:, grass.top :], grass.levels, strict=True):
            plane *= keep
            color = shown.take(places)
            color *= shine
            plane += color
        np.minimum(levels[0, grass.top :], _WHITE, out=levels[0, grass.top :])


def _to_signed(rgb: Floats) -> Floats:
    """Levels as `to_levels` gives them, but from black and gray on, so that light is a factor of them."""
    levels = to_levels(rgb)
    levels -= np.array(_GRAYS, np.float32)[:, None, None]
    return levels


def _add_phases(plane: Floats) -> Floats:
    """A plane with `_PHASES` texels for each of its columns, in between linearly, flat."""
    columns = np.arange(plane.shape[1] * _PHASES, dtype=np.float32) / _PHASES
    left = columns.astype(np.int64)
    right = np.minimum(left + 1, plane.shape[1] - 1)
    return (plane[:, left] + (plane[:, right] - plane[:, left]) * (columns - left)).ravel()


def _draw_blade(
    draw: ImageDraw.ImageDraw,
    random: np.random.Generator,
    root: tuple[float, float],
    tall: float,
    colors: tuple[str, str],
) -> None:
    light, dark = (np.array(parse_color(color)) for color in colors)
    color = light + (dark - light) * random.uniform(0, 1) + random.normal(0, 6, 3)
    wide = tall * random.uniform(0.016, 0.030)
    tilt = random.normal(0.05, 0.13) * tall
    x, y = root
    middle = x + tilt * 0.35, y - tall * 0.55
    left, right = (middle[0] - wide * 0.8, middle[1]), (middle[0] + wide * 0.8, middle[1])
    outline = [(x - wide, y), left, (x + tilt, y - tall), right, (x + wide, y)]
    draw.polygon(outline, fill=(*(int(part) for part in np.clip(color, 0, 255)), 255))


def _draw_flower(
    draw: ImageDraw.ImageDraw,
    random: np.random.Generator,
    root: tuple[float, float],
    tall: float,
    colors: tuple[str, str],
) -> None:
    """`colors` are those of its stem and of its petals."""
    x, y = root
    tip = x + random.normal(0.04, 0.10) * tall, y - tall
    draw.line((x, y, *tip), fill=(*parse_color(colors[0]), 255), width=max(int(tall * 0.012), 1))
    color = parse_color(colors[1])
    radius = tall * random.uniform(0.050, 0.075)
    box = tip[0] - radius, tip[1] - radius * 0.8, tip[0] + radius, tip[1] + radius * 0.8
    red, green, blue = color
    draw.ellipse(box, fill=(*color, 255))
    draw.chord(box, 10, 170, fill=(int(red * 0.85), int(green * 0.85), int(blue * 0.85), 255))
