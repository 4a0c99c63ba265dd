"""What falls or drifts before any outdoor scene: rain, snow, fog, and the flashes of a storm.

It is laid over the finished picture. What weather does to the light of a scene is the scene's own matter.
"""

from typing import Final, Protocol

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from nemo_studio.frames.colors import smoothstep
from nemo_studio.frames.context import FrameSource, RenderContext
from nemo_studio.frames.picture import Bytes, Floats, Picture, open_picture
from nemo_studio.scenes.mood import translate
from nemo_studio.scenes.noise import make_tile, sample
from nemo_studio.scenes.sprites import add_points, glow_sprite, lay_sprite

_WHITE: Final = 235
_FOG_GRAIN: Final = 20
_FLASH_EVERY_S: Final = 3.4


class Overlay(Protocol):
    """Something that is drawn over a picture."""

    def lay_over(self, picture: Picture, at_s: float) -> None:
        """Change the picture to what it looks like behind it."""
        ...


class Weather:
    """A source that has weather before what another source draws."""

    def __init__(self, source: FrameSource, overlays: tuple[Overlay, ...]) -> None:
        """`overlays` are drawn in their order, the farthest first."""
        self._source = source
        self._overlays = overlays

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._source.frame_at(at_s)
        picture = open_picture(frame)
        for overlay in self._overlays:
            overlay.lay_over(picture, at_s)
        return frame


def gather_overlays(weather: str, context: RenderContext) -> tuple[Overlay, ...]:
    """The overlays of a weather, farthest first; none when it is clear or only cloudy."""
    match weather:
        case "rain":
            return (Fog(context, 0.25), Rainfall(context, density=1.0, slant=0.10))
        case "storm":
            return Lightning(context), Fog(context, 0.30), Rainfall(context, density=1.9, slant=0.30)
        case "fog":
            return (Fog(context, 0.80),)
        case "snow":
            return Fog(context, 0.25), Snowfall(context)
        case _:
            return ()


class Rainfall:
    """Streaks that fall in layers, the near ones longer and faster.

    A layer is drawn once, as high as the way to its next appearance; each time it comes round it is shifted
    sideways by chance, so that it never looks the same.
    """

    def __init__(self, context: RenderContext, *, density: float, slant: float) -> None:
        """`slant` is how far a drop is blown aside for each length that it falls."""
        self._context = context
        self._layers = [
            (_draw_streaks(context, round(count * density), length, strength, slant), speed, depth)
            for depth, (count, length, strength, speed) in enumerate(
                ((420, 0.035, 20, 1.9), (200, 0.065, 30, 2.6), (50, 0.12, 36, 3.7))
            )
        ]

    def lay_over(self, picture: Picture, at_s: float) -> None:
        """Add the streaks of a moment."""
        rows = picture.y.shape[0]
        for streaks, speed, depth in self._layers:
            cycle, share = divmod(at_s * speed * self._context.unit / len(streaks), 1)
            fallen = int(share * len(streaks))
            for number, top in ((int(cycle), fallen), (int(cycle) + 1, fallen - len(streaks))):
                first, last = max(top, 0), min(top + len(streaks), rows)
                if first < last:
                    shifted = self._shifted(streaks, number, depth)
                    _add(picture.y[first:last], shifted[first - top : last - top])

    def _shifted(self, streaks: Bytes, number: int, depth: int) -> Bytes:
        chance = np.random.default_rng((self._context.seed, 61 + depth, number & 0xFFFF))
        left = int(chance.integers(0, self._context.width + 1))
        return streaks[:, left : left + self._context.width]


def _add(plane: Bytes, light: Bytes) -> None:
    room: Bytes = _WHITE - light
    np.minimum(plane, room, out=plane)
    plane += light


def _draw_streaks(context: RenderContext, count: int, length: float, strength: int, slant: float) -> Bytes:
    """Brightness of streaks on twice the context's width; none is cut by the upper or lower edge."""
    rows, columns = round(context.height * 1.1), context.width * 2
    random = context.random(60)
    image = Image.new("L", (columns, rows))
    draw = ImageDraw.Draw(image)
    for _ in range(round(count * columns * rows / context.unit**2)):
        tall = length * context.unit * float(random.uniform(0.6, 1.2))
        x, y = float(random.uniform(0, columns)), float(random.uniform(1, rows - tall - 2))
        light = int(strength * random.uniform(0.35, 1.0))
        thick = max(round(length * context.unit / 48), 1)
        draw.line((x, y, x - slant * tall, y + tall), fill=light, width=thick)
    return np.array(image.filter(ImageFilter.GaussianBlur(0.45)), np.uint8)


class Fog:
    """Banks of fog that drift through each other, thickest in the lower half.

    Fog has no light of its own: it shows the mean colour of what it hides, paler and somewhat brighter.
    """

    def __init__(self, context: RenderContext, thickness: float) -> None:
        """`thickness` is how much of the view it may hide, 0 to 1."""
        rows, columns = max(context.height // _FOG_GRAIN, 2), max(context.width // _FOG_GRAIN, 2)
        y = np.repeat(np.arange(rows, dtype=np.float32)[:, None], columns, 1)
        x = np.repeat(np.arange(columns, dtype=np.float32)[None, :], rows, 0)
        scale = np.float32(_FOG_GRAIN / context.unit)
        self._x, self._y = x * scale, y * scale
        down = (y + 0.5) / rows
        self._most = (thickness * (0.42 + 0.58 * smoothstep(0.05, 0.62, down))).astype(np.float32)
        self._tile = make_tile(512, context.seed + 63, slope=2.0, stretch=1.8, lowest=2)

    def lay_over(self, picture: Picture, at_s: float) -> None:
        """Lighten the picture where the fog is."""
        hidden = self._hidden(at_s)
        y, u, v = (float(plane[::8, ::8].mean()) for plane in picture.planes)
        light = min(16 + (y - 16) * 1.12 + 16, 225)
        for plane, target in zip(picture.planes, (light, (u + 128) / 2, (v + 128) / 2), strict=True):
            _veil(plane, hidden, target)

    def _hidden(self, at_s: float) -> Floats:
        far = sample(self._tile, self._x * 130 + at_s * 6.1, self._y * 240 + at_s * 0.7)
        near = sample(self._tile, self._x * 75 - at_s * 9.7 + 99, self._y * 150 - at_s * 0.4)
        return self._most * (0.35 + 0.65 * smoothstep(0.25, 0.80, 0.5 * (far + near)))


def _veil(plane: Bytes, hidden: Floats, target: float) -> None:
    """Mix `target` into a plane, by shares that were worked out small."""
    size = plane.shape[1], plane.shape[0]
    small = Image.fromarray(np.round(hidden * 255).astype(np.uint8))
    share = np.asarray(small.resize(size, Image.Resampling.BICUBIC)).astype(np.uint16)
    mixed = plane * (255 - share)
    mixed += share * np.uint16(round(target))
    mixed += 128
    plane[:] = mixed >> 8


class Lightning:
    """Sheet lightning: now and then the whole picture is lit, twice in quick succession."""

    def __init__(self, context: RenderContext) -> None:
        """Flashes come by chance, by the seed."""
        self._seed = context.seed

    def lay_over(self, picture: Picture, at_s: float) -> None:
        """Brighten the picture during a flash."""
        gain = self.flash_at(at_s)
        if gain > 0.02:
            level = np.arange(256)
            lit = np.clip(16 + (level - 16) * (1 + 1.1 * gain) + 26 * gain, 16, _WHITE)
            picture.y[:] = translate(picture.y, lit.astype(np.uint8).tobytes())

    def flash_at(self, at_s: float) -> float:
        """How bright the flash is at a time, 0 to 1."""
        number = int(at_s / _FLASH_EVERY_S)
        chance = np.random.default_rng((self._seed, 64, number & 0xFFFF))
        start_s = number * _FLASH_EVERY_S + float(chance.uniform(0.2, _FLASH_EVERY_S - 1.2))
        strength = float(chance.uniform(0.35, 1.0))
        return strength * max(_flash(at_s - start_s), 0.7 * _flash(at_s - start_s - 0.22))


def _flash(since_s: float) -> float:
    return float(min(since_s / 0.05, 1) * np.exp(-since_s / 0.16)) if since_s > 0 else 0.0


_FLAKES: Final = 1300
_NEAR_FLAKES: Final = 170


class Snowfall:
    """Flakes on a context; every flake has its own size, speed and sway."""

    def __init__(self, context: RenderContext, *, density: float = 1.0, wind: float = 1.0) -> None:
        """`density` 1 is steady snow; `wind` is how fast it is blown aside."""
        self._context = context
        self._wind = wind
        self._near = round(_NEAR_FLAKES * density)
        self._sprites = [
            glow_sprite(context.unit * size, "#EAF1FF", brightness=0.62) for size in (0.007, 0.010, 0.016)
        ]
        random = context.random(2)
        count = round(_FLAKES * density * context.width * context.height / context.unit**2)
        nearness = np.sort(random.uniform(0.18, 1, count) ** 2.2)
        self._nearness = nearness
        self._from = random.uniform(-0.05, 1.05, (2, count))
        self._sway = random.uniform(0.3, 0.9, count), random.uniform(0, 6.28, count)
        self._speed = (0.045 + 0.13 * nearness) * random.uniform(0.85, 1.15, count) * (0.6 + 0.4 * wind)
        self._brightness = 70 + 130 * nearness

    def lay_over(self, picture: Picture, at_s: float) -> None:
        """Add the flakes of a moment."""
        x, y = self._drift(at_s)
        add_points(picture.y, x, y, self._brightness)
        for index in range(min(self._near, len(x))):
            lay_sprite(picture, self._sprites[index % 3], float(x[-1 - index]), float(y[-1 - index]), 0.8)

    def _drift(self, at_s: float) -> tuple[Floats, Floats]:
        context, (rate, phase) = self._context, self._sway
        blown = self._wind * (0.020 * at_s + 0.03 * np.sin(at_s * 0.21))
        swing = 0.012 * np.sin(rate * at_s * 2 + phase) * (0.4 + self._nearness)
        span_x, span_y = context.width / context.unit + 0.1, context.height / context.unit + 0.1
        x = (self._from[0] * span_x + blown * (0.4 + self._nearness) + swing) % span_x - 0.05
        y = (self._from[1] * span_y + self._speed * at_s) % span_y - 0.05
        return x * context.unit, y * context.unit
