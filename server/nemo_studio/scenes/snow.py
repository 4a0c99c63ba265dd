"""Snow at any hour: moon or sun over mountains and pines, a hut with a light in it, and falling flakes."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from nemo_studio.frames.colors import Stops, develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger
from nemo_studio.frames.picture import Floats, duplicate, open_picture
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.trees import draw_pines
from nemo_studio.scenes.weather import Fog, Overlay, Snowfall


@dataclass(frozen=True)
class _Hour:
    """The light of one time of day.

    Attributes:
        sky: From the mountains up.
        tint: What the light makes of the land's colours, which are those of a moonlit night.
        glow: Exposure of the air around the sun or the moon.
        disc: Exposure of the sun or the moon itself.
        clouds: The sky from which snow falls, from the mountains up; none where the moon shines through it.
        lamps: How bright the windows of the hut are, 0 to 1.
    """

    sky: Stops
    tint: tuple[float, float, float]
    glow: tuple[float, float, float]
    disc: tuple[float, float, float]
    lamps: float
    clouds: Stops = ()


_HOURS: Final[Mapping[str, _Hour]] = MappingProxyType(
    {
        "dawn": _Hour(
            sky=((0.0, "#FFD8B8"), (0.25, "#F4B8B4"), (0.55, "#B4A0CC"), (1.0, "#6480BC")),
            tint=(1.50, 1.22, 1.06),
            glow=(1.0, 0.74, 0.52),
            disc=(4.0, 3.2, 2.0),
            lamps=0.6,
            clouds=((0.0, "#D8CACB"), (0.4, "#C3BAC4"), (1.0, "#9C9DB2")),
        ),
        "day": _Hour(
            sky=((0.0, "#E4F0F6"), (0.25, "#BCDDF0"), (0.55, "#74B2E2"), (1.0, "#2A70BC")),
            tint=(1.55, 1.36, 1.08),
            glow=(0.9, 0.86, 0.74),
            disc=(4.0, 3.9, 3.4),
            lamps=0.15,
            clouds=((0.0, "#D6DBE0"), (0.4, "#C6CDD5"), (1.0, "#AEB8C4")),
        ),
        "dusk": _Hour(
            sky=((0.0, "#F4A078"), (0.25, "#C46C88"), (0.55, "#684A90"), (1.0, "#242660")),
            tint=(1.20, 0.92, 0.98),
            glow=(1.0, 0.58, 0.40),
            disc=(4.5, 2.8, 1.5),
            lamps=0.9,
            clouds=((0.0, "#8C7D92"), (0.4, "#716B88"), (1.0, "#4C4D6C")),
        ),
        "night": _Hour(
            sky=((0.0, "#5C77A8"), (0.25, "#34508A"), (0.55, "#1B2F63"), (1.0, "#0A1436")),
            tint=(1.0, 1.0, 1.0),
            glow=(0.75, 0.88, 1.1),
            disc=(3.0, 2.9, 2.7),
            lamps=1.0,
        ),
    }
)


_HIDDEN_BY_SNOW: Final = (0.62, 0.28, 0.12)
"""Of the mountains, and of the woods behind and in the middle."""

_SUN_GLARE: Final = 2.6
"""By day the sun is too bright to have an edge: with one it looks like the moon."""


def _overlays(context: RenderContext, weather: str) -> tuple[Overlay, ...]:
    """What falls or drifts before the view."""
    match weather:
        case "clear" | "cloudy":
            return ()
        case "fog":
            return Fog(context, 0.75), Snowfall(context, density=0.35, wind=0.4)
        case "storm":
            return Fog(context, 0.45), Snowfall(context, density=1.8, wind=5.0)
        case _:
            return (Snowfall(context),)


class Snow:
    """A still landscape, drawn once, with snow that falls before it."""

    def __init__(self, context: RenderContext) -> None:
        """Draw the landscape and let the first flakes go."""
        self._context = context
        self._conditions = Conditions.of(context, time="night", weather="snow")
        self._hour = _HOURS[self._conditions.time]
        self._is_overcast = bool(self._hour.clouds) and self._conditions.weather != "clear"
        self._still = open_picture(Enlarger(context.width, context.height).enlarge(self._draw_still()))
        self._overlays = _overlays(context, self._conditions.weather)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = duplicate(self._still)
        picture = open_picture(frame)
        for overlay in self._overlays:
            overlay.lay_over(picture, at_s)
        return frame

    def _color(self, name: str) -> Floats:
        """Exposure of a colour of the land at this hour."""
        return expose(self._shine(np.array(parse_color(name), np.float32) / 255))

    def _shine(self, color: Floats) -> Floats:
        return np.clip(self._mute(color * np.array(self._hour.tint, np.float32)), 0, 1)

    def _mute(self, color: Floats) -> Floats:
        """At night snow falls from thin clouds, through which the moon still shines."""
        is_thin = self._conditions.weather == "snow" and not self._is_overcast
        return color if is_thin else self._conditions.mute(color)

    def _draw_still(self) -> Floats:
        context, random = self._context, self._context.random(1)
        rows, columns = context.height, context.width
        x = np.arange(columns, dtype=np.float32) / context.unit
        light = self._draw_sky(random)
        sky = light.copy() if self._is_overcast else light
        self._lay_mountains(light, x, random)
        for depth in range(3):
            if self._is_overcast:  # what falls hides what is far
                light += (sky - light) * np.float32(_HIDDEN_BY_SNOW[depth])
            self._lay_woods(light, depth, random)
        ground = rows * 0.86 - 0.045 * context.unit * ridge(x, random, scale=0.9, roughness=0.25)
        self._lay_ground(light, ground)
        self._lay_hut(light, ground, random)
        front = rows * 0.965 - 0.05 * context.unit * ridge(x + 5, random, scale=0.8, roughness=0.25)
        self._lay_ground(light, front)
        return develop(light)

    def _draw_sky(self, random: np.random.Generator) -> Floats:
        context = self._context
        up = 1 - np.arange(context.height, dtype=np.float32)[:, None] / (0.72 * context.height)
        if self._is_overcast:
            return self._draw_clouds(up)
        light = np.repeat(expose(self._mute(ramp(self._hour.sky, np.clip(up, 0, 1)))), context.width, 1)
        moon = context.width * random.uniform(0.62, 0.78), context.height * 0.20
        x, y = np.arange(context.width)[None, :] - moon[0], np.arange(context.height)[:, None] - moon[1]
        distance = (np.hypot(x, y) / context.unit).astype(np.float32)
        shining = 1.0 if self._conditions.weather == "snow" else self._conditions.sunshine
        near = 0.75 if self._conditions.is_night else _SUN_GLARE
        glow = near * np.exp(-distance / 0.06) + 0.33 * np.exp(-distance / 0.30)
        light += glow[..., None] * np.array(self._hour.glow, np.float32) * shining
        seas = sample(
            make_tile(256, context.seed + 91, slope=1.7),
            x * (900 / context.unit) + 0 * y,
            y * (900 / context.unit) + 0 * x,
        )
        disc = np.clip((0.042 - distance) * context.unit + 0.5, 0, 1)
        seas = 0.73 + 0.53 * seas if self._conditions.is_night else np.ones_like(seas)
        light += (disc * seas * shining)[..., None] * np.array(self._hour.disc, np.float32)
        if self._conditions.is_night and shining > 0.5:
            self._scatter_stars(light, random)
        return light

    def _draw_clouds(self, up: Floats) -> Floats:
        """A cover without a sun in it, a little uneven."""
        context = self._context
        tile = make_tile(256, context.seed + 93, slope=2.0, stretch=2.2, lowest=2)
        x = np.arange(context.width, dtype=np.float32)[None, :] * (150 / context.unit)
        uneven = sample(tile, x + 0 * up, 260 / (1.2 - 0.9 * np.clip(up, 0, 1)) + 0 * x) - 0.5
        shade = ramp(self._hour.clouds, np.clip(up, 0, 1)) * (1 + 0.16 * uneven)[..., None]
        darker = 0.8 if self._conditions.weather == "storm" else 1.0
        return expose(np.clip(shade * np.float32(darker), 0, 1))

    def _scatter_stars(self, light: Floats, random: np.random.Generator) -> None:
        context = self._context
        count = round(320 * context.breadth)
        star_x, star_y = (
            random.uniform(0, context.width, count),
            random.uniform(0, context.height * 0.5, count),
        )
        bright = 0.28 * min(context.unit / 1080 + 0.25, 1)  # a pixel of a small picture is a larger light
        light[star_y.astype(int), star_x.astype(int)] += random.exponential(bright, (count, 1)).astype(
            np.float32
        )

    def _lay_mountains(self, light: Floats, x: Floats, random: np.random.Generator) -> None:
        context = self._context
        line = context.height * 0.60 - context.unit * (
            0.10 + 0.13 * ridge(x, random, scale=0.62, roughness=0.5, peaked=4)
        )
        cover = cover_below(line, context.height)
        slope = np.tanh(np.gradient(line))
        below = (np.arange(context.height, dtype=np.float32)[:, None] - line) / context.unit
        crags = make_tile(1024, context.seed + 92, slope=1.35, stretch=1.6)
        texture = sample(
            crags,
            np.arange(context.width, dtype=np.float32)[None, :] * (700 / context.unit) + below * 260,
            below * 420,
        )
        spur = np.arange(context.width)[None, :] + (below * 0.8 + 0.25 * (texture - 0.5)) * context.unit
        facing = slope[np.clip(spur, 0, context.width - 1).astype(int)]
        lit = smoothstep(0.32, 0.66, texture + 0.26 * facing - 0.5 * below)
        rock, snow = self._color("#2A3F70"), self._color("#B9CBEE")
        color = rock + (snow - rock) * (lit * 0.85)[..., None]
        haze = np.clip(below / 0.26, 0, 1)[..., None] * 0.8
        color = color + (self._color("#4A659A") - color) * haze
        light += (color - light) * cover[..., None]

    def _lay_woods(self, light: Floats, depth: int, random: np.random.Generator) -> None:
        context = self._context
        share = (0.62, 0.70, 0.80)[depth]
        tall = (0.07, 0.13, 0.24)[depth] * context.unit
        foot = context.height * (0.70, 0.79, 0.885)[depth]
        count = round((120, 58, 17)[depth] * context.breadth)
        middles = random.uniform(0, context.width, count)
        if depth == 2:
            middles = np.where(
                np.abs(middles / context.width - 0.40) < 0.16, middles - 0.3 * context.width, middles
            )
        trees = [
            (float(m), foot + float(random.normal(0, 0.1)) * tall, float(tall * random.uniform(0.6, 1.25)))
            for m in middles
        ]
        woods = draw_pines((context.width, context.height), trees, random)
        x = np.arange(context.width, dtype=np.float32) / context.unit
        rolling = 0.02 * context.unit * ridge(x, random, scale=0.5, roughness=0.4)
        floor = cover_below(context.height * (share + 0.068) - rolling, context.height)
        cover = np.maximum(woods, floor)
        color = self._color(("#38507F", "#1E3059", "#0C1733")[depth])
        frosted = np.clip(woods - np.roll(woods, round(context.unit * 0.004), 0), 0, 1)
        light += (color - light) * cover[..., None]
        frosted *= 1 - floor
        light += (self._color("#B7C9EA") - light) * (frosted * (0.35, 0.55, 0.6)[depth])[..., None]

    def _lay_ground(self, light: Floats, line: Floats) -> None:
        context = self._context
        below = (np.arange(context.height, dtype=np.float32)[:, None] - line) / context.unit
        shade = 0.5 + 0.5 * np.tanh(np.gradient(line) * 6)[None, :]
        color = ramp(
            ((0.0, "#C4D4F2"), (0.35, "#8BA3D3"), (1.0, "#4A609A")),
            np.clip(below / 0.16 + 0.35 * shade, 0, 1),
        )
        light += (expose(self._shine(color)) - light) * cover_below(line, context.height)[..., None]

    def _lay_hut(self, light: Floats, ground: Floats, random: np.random.Generator) -> None:
        context, unit = self._context, self._context.unit
        x = context.width * float(random.uniform(0.34, 0.44))
        y = float(ground[int(x)]) + unit * 0.012
        wide, high = unit * 0.085, unit * 0.048
        parts = {
            "#1A1420": [
                (x - wide / 2, y),
                (x - wide / 2, y - high),
                (x + wide / 2, y - high),
                (x + wide / 2, y),
            ],
            "#C9D8F5": [
                (x - wide * 0.62, y - high * 0.92),
                (x, y - high * 2.0),
                (x + wide * 0.62, y - high * 0.92),
            ],
        }
        for color, outline in parts.items():
            light += (self._color(color) - light) * _fill(context, outline)[..., None]
        lamps = np.zeros((context.height, context.width), np.float32)
        for left in (-0.30, 0.08):
            corner = x + wide * left, y - high * 0.72
            lamps += _fill(
                context,
                [
                    corner,
                    (corner[0] + wide * 0.2, corner[1]),
                    (corner[0] + wide * 0.2, y - high * 0.3),
                    (corner[0], y - high * 0.3),
                ],
            )
        glow = Image.fromarray((lamps * 255).astype(np.uint8))
        warm = np.array([1.0, 0.56, 0.18], np.float32) * self._hour.lamps
        light += lamps[..., None] * warm * 3
        for radius, strength in ((0.012, 1.4), (0.05, 2.2)):
            soft = np.asarray(glow.filter(ImageFilter.GaussianBlur(radius * unit)), np.float32) / 255
            light += (soft * strength)[..., None] * warm


def _fill(context: RenderContext, outline: list[tuple[float, float]]) -> Floats:
    mask = Image.new("L", (context.width, context.height))
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    return np.asarray(mask.filter(ImageFilter.GaussianBlur(0.6)), np.float32) / 255
