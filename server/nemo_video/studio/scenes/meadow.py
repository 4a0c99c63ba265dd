"""A meadow in the wind: hills under summer clouds, and grass and poppies that bow when a gust passes."""

from dataclasses import dataclass
from typing import Final

import av
import numpy as np
from PIL import Image, ImageDraw

from nemo_video.studio.scenes.keyframes import Keyframes
from nemo_video.studio.scenes.light import develop, expose, smoothstep
from nemo_video.studio.scenes.noise import make_tile, sample
from nemo_video.studio.scenes.picture import Enlarger, Floats, parse_color, ramp
from nemo_video.studio.scenes.stage import Stage
from nemo_video.studio.scenes.terrain import cover_below, ridge

_GRAIN: Final = 2
_HORIZON: Final = 0.60
_SKY: Final = ((0.0, "#FFF1CF"), (0.22, "#CDE7F2"), (0.6, "#74B8EA"), (1.0, "#2F7CCB"))
_HILLS: Final = (("#A9CDA0", "#8FBF8C"), ("#86BC6A", "#6BA650"), ("#6FAE45", "#4B8A30"))
_BLADES: Final = (("#7DB648", "#5A9433"), ("#6FA83A", "#3F7D24"), ("#4F8F2C", "#1E5418"))
_POPPIES: Final = ("#F0492E", "#FF6B3D", "#FFD34D", "#FFFFFF")


@dataclass(frozen=True)
class _Grass:
    """One row of grass: colour times coverage and coverage in one array, where it stands, how it bends."""

    top: int
    pixels: Floats
    bend: Floats
    speed: float


class Meadow:
    """Sky and hills are slow and drawn a few times a second; grass is drawn for every frame."""

    def __init__(self, stage: Stage) -> None:
        """Let the grass grow."""
        self._stage = stage
        self._rows, self._columns = stage.height // _GRAIN, stage.width // _GRAIN
        self._unit = stage.unit / _GRAIN
        self._margin = round(self._unit * 0.20)
        random = stage.random(1)
        self._x = (np.arange(self._columns, dtype=np.float32)[None, :] + 0.5) / np.float32(self._unit)
        self._y = (np.arange(self._rows, dtype=np.float32)[:, None] + 0.5) / self._rows
        self._clouds = make_tile(1024, stage.seed + 141, slope=1.8, stretch=1.3, lowest=3)
        self._gusts = make_tile(512, stage.seed + 142, slope=2.0, lowest=3)
        self._prepare_sky(random)
        self._hills = [self._prepare_hill(index, random) for index in range(len(_HILLS))]
        self._grass = [self._grow(index, random) for index in range(len(_BLADES))]
        self._film = Keyframes(self._draw_far, 0.2)
        self._enlarger = Enlarger(stage.width, stage.height)

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        picture = self._film.at(at_s)
        for grass in self._grass:
            self._lay_grass(picture, grass, at_s)
        return self._enlarger.enlarge(picture)

    def _prepare_sky(self, random: np.random.Generator) -> None:
        up = np.clip(1 - self._y / _HORIZON, 0, 1) + 0 * self._x
        sun = self._x.max() * random.uniform(0.62, 0.85)
        tall = self._stage.height / self._stage.unit
        distance = np.hypot(self._x - sun, (self._y - 0.14) * tall)
        glow = 1.5 * np.exp(-distance / 0.09) + 0.5 * np.exp(-distance / 0.40)
        self._air = (expose(ramp(_SKY, up)) + glow[..., None] * np.array([1.0, 0.92, 0.70])).astype(
            np.float32
        )
        height = 1 / (np.maximum(_HORIZON - self._y, 0) * tall + 0.22)
        self._cloud_u, self._cloud_v = (self._x - self._x.max() / 2) * height * 95, height * 150
        self._cloud_haze = smoothstep(_HORIZON, _HORIZON - 0.16, self._y)

    def _prepare_hill(self, index: int, random: np.random.Generator) -> tuple[slice, Floats, Floats, Floats]:
        """Rows it reaches, coverage, and its colours in calm and in a gust."""
        outline = ridge(self._x[0] + index * 9, random, scale=0.9, roughness=0.28)
        line = self._rows * (_HORIZON - 0.015 + 0.055 * index) - self._unit * 0.055 * outline
        top = max(int(line.min()) - 1, 0)
        below = np.clip((np.arange(top, self._rows)[:, None] - line) / (0.22 * self._unit), 0, 1)
        light, dark = _HILLS[index]
        calm = expose(ramp(((0.0, light), (1.0, dark)), below))
        return slice(top, self._rows), cover_below(line - top, self._rows - top)[..., None], calm, calm * 1.32

    def _draw_far(self, at_s: float) -> Floats:
        broad = sample(self._clouds, self._cloud_u + at_s * 4, self._cloud_v + 0 * self._x)
        lower = sample(self._clouds, self._cloud_u + at_s * 4, self._cloud_v + 7 + 0 * self._x)
        cloud = smoothstep(0.50, 0.74, broad) * self._cloud_haze
        shade = smoothstep(0.48, 0.95, lower)[..., None]
        white = expose(np.array([0.985, 0.975, 0.95], np.float32)) * (1 - 0.62 * shade)
        light = self._air + (white - self._air) * (cloud * 0.93)[..., None]
        for index, (rows, cover, calm, windy) in enumerate(self._hills):
            u = self._x * (190 - 45 * index) - at_s * (26 + 8 * index) + index * 99
            gust = smoothstep(0.45, 0.85, sample(self._gusts, u, self._y[rows] * (900 - 250 * index)))
            part = light[rows]
            part += (calm + (windy - calm) * gust[..., None] - part) * cover
        return develop(light)

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
        count = round((900, 620, 330)[index] * wide / self._unit)
        for place in np.sort(random.uniform(0.5, 1.0, count)):
            x = random.uniform(-0.02, 1.02) * wide * 2
            root = (foot - top) * 2 * (0.86 + 0.16 * place)
            _draw_blade(draw, random, (x, root), tall * 2 * random.uniform(0.5, 1.0), index)
        for _ in range(round((46, 26, 9)[index] * wide / self._unit)):
            x = random.uniform(0, 1) * wide * 2
            _draw_poppy(
                draw, random, (x, (foot - top) * 2 * 0.9), tall * 2 * random.uniform(0.7, 1.08), index
            )
        pixels = np.asarray(image.resize((wide, rows), Image.Resampling.BOX), np.float32) / 255
        pixels = pixels.copy()
        pixels[..., :3] *= pixels[..., 3:]
        bend = np.clip((foot - top - np.arange(rows, dtype=np.float32)) / tall, 0, 1.2) ** 1.7 * tall * 0.42
        return _Grass(top, pixels.reshape(-1, 4), bend[:, None], 1.0 + 0.35 * index)

    def _draw_ground(self, draw: ImageDraw.ImageDraw, index: int, top: float, bottom: float) -> None:
        color = parse_color(_BLADES[index][1])
        draw.rectangle(
            (0, min(top, bottom), (self._columns + 2 * self._margin) * 2, bottom), fill=(*color, 255)
        )

    def _lay_grass(self, picture: Floats, grass: _Grass, at_s: float) -> None:
        wide = self._columns + 2 * self._margin
        zoom = 46 / grass.speed
        gust = sample(
            self._gusts, self._x * zoom - at_s * 13, np.full_like(self._x, 40 * grass.speed + at_s * 2)
        )
        quiver = 0.07 * np.sin(self._x * 17 / grass.speed + at_s * 4.3) + 0.03 * np.sin(
            self._x * 41 - at_s * 6.9
        )
        lean = (1.5 * smoothstep(0.30, 0.90, gust) - 0.25 + quiver) * grass.bend
        columns = np.arange(self._columns, dtype=np.float32)[None, :] + (self._margin - lean)
        left = np.floor(columns)
        share = (columns - left)[..., None]
        base = np.arange(len(grass.bend))[:, None] * wide
        first = base + np.clip(left, 0, wide - 1).astype(np.int64)
        second = base + np.clip(left + 1, 0, wide - 1).astype(np.int64)
        pixels = grass.pixels.take(first, axis=0)
        pixels += (grass.pixels.take(second, axis=0) - pixels) * share
        shine = 1 + 0.22 * smoothstep(0.35, 0.9, gust)[..., None]
        part = picture[grass.top :]
        part *= 1 - pixels[..., 3:]
        part += pixels[..., :3] * shine
        np.minimum(part, 1, out=part)


def _draw_blade(
    draw: ImageDraw.ImageDraw, random: np.random.Generator, root: tuple[float, float], tall: float, index: int
) -> None:
    light, dark = (np.array(parse_color(color)) for color in _BLADES[index])
    color = light + (dark - light) * random.uniform(0, 1) + random.normal(0, 6, 3)
    wide = tall * random.uniform(0.016, 0.030)
    tilt = random.normal(0.05, 0.13) * tall
    x, y = root
    middle = x + tilt * 0.35, y - tall * 0.55
    left, right = (middle[0] - wide * 0.8, middle[1]), (middle[0] + wide * 0.8, middle[1])
    outline = [(x - wide, y), left, (x + tilt, y - tall), right, (x + wide, y)]
    draw.polygon(outline, fill=(*(int(part) for part in np.clip(color, 0, 255)), 255))


def _draw_poppy(
    draw: ImageDraw.ImageDraw, random: np.random.Generator, root: tuple[float, float], tall: float, index: int
) -> None:
    x, y = root
    tip = x + random.normal(0.04, 0.10) * tall, y - tall
    draw.line((x, y, *tip), fill=(*parse_color(_BLADES[index][1]), 255), width=max(int(tall * 0.012), 1))
    color = parse_color(_POPPIES[int(random.choice(4, p=(0.5, 0.2, 0.18, 0.12)))])
    radius = tall * random.uniform(0.050, 0.075)
    box = tip[0] - radius, tip[1] - radius * 0.8, tip[0] + radius, tip[1] + radius * 0.8
    red, green, blue = color
    draw.ellipse(box, fill=(*color, 255))
    draw.chord(box, 10, 170, fill=(int(red * 0.85), int(green * 0.85), int(blue * 0.85), 255))
