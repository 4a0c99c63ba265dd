"""Deep space: a ringed planet turns in the light of its sun, before a nebula and stars near and far."""

from dataclasses import dataclass
from typing import Final, cast

import av
import numpy as np

from nemo_studio.frames.colors import develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger, SoftFilm
from nemo_studio.frames.picture import Floats, open_picture
from nemo_studio.frames.window import STILL_BORDER, WHOLE, Still, Window
from nemo_studio.scenes.noise import make_tile, sample
from nemo_studio.scenes.sprites import add_points, glow_sprite, lay_sprite, twinkle

_GRAIN: Final = 2
_SEEN: Final = 0.3
_TURN: Final = 0.085
"""Radians a second."""
_STILL_GRAIN: Final = 2.6
"""Pixels of the still for each sample: kept larger than the picture it is scaled faster (see `footage`)."""

_BOX: Final = 10
"""Of so many samples the planet's box is made: they are 26 pixels of the still. Its edge lies inside, so that
it is enlarged as in the whole picture."""
_BANDS: Final = (
    (0.00, "#8A5A3C"),
    (0.22, "#D9A46B"),
    (0.40, "#F2DDB0"),
    (0.55, "#C98A56"),
    (0.72, "#E8C08A"),
    (0.88, "#B88058"),
    (1.00, "#94684C"),
)
_RINGS: Final = ((0.0, "#6B5548"), (0.3, "#C7A985"), (0.55, "#8D7460"), (0.75, "#E3CBA5"), (1.0, "#7A6554"))
_WIDE: Final = 1.3
"""In a wider picture a large planet stands low at the right, in others a small one above the middle, with all
of its rings: the middle is where titles stand, and they are as bright as it is."""

_STORMS: Final = (
    (-0.75, 0.24, 0.24, 0.085),
    (0.35, 0.44, 0.10, 0.040),
    (-1.95, 0.38, 0.13, 0.045),
    (2.6, -0.20, 0.16, 0.060),
)
"""Oval storms by which one sees the planet turn: longitude, latitude, half their width and height."""
_SUNWARD: Final = np.array([-0.72, 0.38, 0.58], np.float32)


@dataclass(frozen=True)
class _Surface:
    """Places of the picture: where they lie on the planet, how brightly it is lit there, what else shows."""

    latitude: Floats
    longitude: Floats
    light: Floats
    rest: Floats

    def crop(self, box: tuple[slice, slice]) -> "_Surface":
        """Those in some rows and columns."""
        parts = (self.latitude, self.longitude, self.light, self.rest)
        return _Surface(*(np.ascontiguousarray(part[box]) for part in parts))


class Space:
    """The whole view."""

    def __init__(self, context: RenderContext) -> None:
        """Set up nebula, planet, rings and stars."""
        self._context = context
        random = context.random(1)
        rows, columns = context.height // _GRAIN, context.width // _GRAIN
        x = ((np.arange(columns, dtype=np.float32) + 0.5) * _GRAIN - context.width / 2)[
            None, :
        ] / context.unit
        y = ((np.arange(rows, dtype=np.float32) + 0.5) * _GRAIN - context.height / 2)[:, None] / context.unit
        self._x, self._y = x + 0 * y, y + 0 * x
        wide = context.width / context.unit
        high = context.height / context.unit
        if wide > _WIDE:
            self._radius, self._middle = 0.28, (0.25 * wide, 0.385 * high)
        else:
            self._radius = min(0.27, 0.19 * wide)
            self._middle = 0.03 * wide, -max(0.21 * high, self._radius + 0.08)
        self._tilt = float(random.uniform(-0.42, -0.28))
        self._sky = self._draw_nebula()
        self._prepare_planet(context)
        self._prepare_rings(context)
        self._scatter_stars(random)
        whole = self._gather()
        enlarger = Enlarger(_scale_up(columns), _scale_up(rows))
        self._still = Still(enlarger.enlarge(self._draw(whole, 0.0)), STILL_BORDER)
        self._box = _find_box(self._disc)
        planet = whole.crop(self._box)
        rows, columns = (_scale_up(part.stop) - _scale_up(part.start) for part in self._box)
        self._film = SoftFilm(lambda at_s: self._draw(planet, at_s), 0.2, columns, rows)
        # What the still was made of, 55 MB at full HD, is in it now.
        del self._x, self._y, self._sky, self._disc, self._latitude, self._longitude, self._day, self._air
        del self._shadow_base, self._ring_cover, self._ring_color, self._ring_shadow

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        return self.frame_through(at_s, WHOLE, self._context.width, self._context.height)

    def frame_through(self, at_s: float, window: Window, width: int, height: int) -> av.VideoFrame:
        """Draw what a window shows. Near stars pass by faster than the planet does, far ones slower."""
        rows, columns = self._box
        self._still.change(self._film.frame_at(at_s), _scale_up(columns.start), _scale_up(rows.start))
        frame = self._still.look_through(window, width, height)
        picture = open_picture(frame)
        x, y = self._place_stars(window)
        shines = self._is_free(window, x, y) * (0.8 + 0.2 * np.sin(self._star_rates * (at_s + 40)))
        add_points(picture.y, x * width, y * height, self._star_light * shines)
        for index, star in enumerate(self._brightest):
            light = 0.7 + 0.3 * twinkle(at_s, 0.21 + 0.03 * index, index * 0.3)
            left, top = float(x[star]) * width, float(y[star]) * height
            lay_sprite(picture, self._sprites[index % 3], left, top, float(shines[star] > _SEEN) * light)
        return frame

    def _place_stars(self, window: Window) -> tuple[Floats, Floats]:
        """Where the stars stand in what a window shows, in shares of it."""
        wide, high = (1 - (1 - size) * self._star_nearness for size in window.size)
        x = 0.5 + (window.x - 0.5) * self._star_nearness
        y = 0.5 + (window.y - 0.5) * self._star_nearness
        return (self._star_x - x) / wide + 0.5, (self._star_y - y) / high + 0.5

    def _is_free(self, window: Window, x: Floats, y: Floats) -> Floats:
        """How much of each star neither the planet nor its rings hide."""
        rows, columns = self._free.shape
        row = ((window.top + y * window.size[1]) * rows).astype(int).clip(0, rows - 1)
        column = ((window.left + x * window.size[0]) * columns).astype(int).clip(0, columns - 1)
        return self._free[row, column]

    def _draw_nebula(self) -> Floats:
        broad = make_tile(512, self._context.seed + 81, slope=2.0, lowest=2)
        fine = make_tile(512, self._context.seed + 82, slope=1.5, lowest=5)
        start = self._context.random(2).uniform(0, 512, 4)
        bend = sample(broad, self._x * 120 + start[0], self._y * 120 + start[1]) - 0.5
        cloud = sample(broad, self._x * 130 + start[2] + bend * 130, self._y * 130 + start[3] - bend * 90)
        detail = sample(fine, self._x * 160 + bend * 200, self._y * 160 - bend * 120)
        river = np.exp(-(((self._y + 0.42 * self._x + 0.35 * bend) / 0.36) ** 2))
        dust = smoothstep(0.35, 0.85, 0.62 * cloud + 0.38 * detail) * (0.25 + 0.95 * river)
        hue = np.clip(0.5 + 0.9 * bend + 0.35 * (detail - 0.5), 0, 1)
        color = expose(ramp(((0.0, "#24418F"), (0.4, "#5A3AA0"), (0.7, "#B8437E"), (1.0, "#E8885A")), hue))
        dark = smoothstep(0.45, 0.8, sample(fine, self._x * 90 + 77 + bend * 90, self._y * 90 + 33)) * river
        base = np.array([0.012, 0.014, 0.035], np.float32)
        return (base + color * (dust * (1 - 0.75 * dark) * 0.62)[..., None]).astype(np.float32)

    def _prepare_planet(self, context: RenderContext) -> None:
        across, up = self._x - self._middle[0], -(self._y - self._middle[1])
        cos, sin = np.cos(self._tilt), np.sin(self._tilt)
        right, north = (across * cos - up * sin) / self._radius, (across * sin + up * cos) / self._radius
        distance = np.hypot(right, north)
        front = np.sqrt(np.clip(1 - distance**2, 0, 1))
        self._disc = np.clip((1 - distance) * self._radius * context.unit / _GRAIN + 0.5, 0, 1)
        lean = 0.22
        latitude = north * np.cos(lean) + front * np.sin(lean)
        depth = front * np.cos(lean) - north * np.sin(lean)
        self._latitude, self._longitude = latitude, np.arctan2(right, depth)
        nx, ny = across / self._radius, up / self._radius
        facing = nx * _SUNWARD[0] + ny * _SUNWARD[1] + front * _SUNWARD[2]
        self._day = smoothstep(-0.10, 0.55, facing) * (0.35 + 0.65 * front**0.5)
        edge = np.exp(-np.abs(distance - 1) / 0.018) * smoothstep(-0.25, 0.6, facing)
        halo = np.exp(-np.maximum(distance - 1, 0) / 0.085) * (distance > 1) * smoothstep(-0.3, 0.9, facing)
        self._air = (edge * 0.55 + halo * 0.20)[..., None] * np.array([1.0, 0.78, 0.55], np.float32)
        self._storm_color = expose(np.array(parse_color("#A8452C"), np.float32) / 255)
        self._flow = make_tile(512, context.seed + 83, slope=1.6, stretch=2.5, lowest=3)
        self._shadow_base = right, north

    def _prepare_rings(self, context: RenderContext) -> None:
        right, north = self._shadow_base
        flat = north / 0.22
        distance = np.hypot(right, flat)
        share = (distance - 1.28) / (2.25 - 1.28)
        grooves = make_tile(512, context.seed + 84, slope=0.9)[7]
        index = np.clip(share * 511, 0, 511)
        groove = cast(Floats, np.interp(index.ravel(), np.arange(512), grooves)).reshape(index.shape)
        inside = smoothstep(0.0, 0.03, share) * smoothstep(1.0, 0.96, share)
        gap = 1 - 0.92 * np.exp(-(((share - 0.66) / 0.022) ** 2))
        cover: Floats = inside * gap * (0.30 + 0.68 * groove) * (0.55 + 0.45 * smoothstep(0.0, 0.35, share))
        in_front = north < 0
        self._ring_cover = (cover * np.where(in_front, 1.0, 1 - self._disc)).astype(np.float32)[..., None]
        behind = (
            smoothstep(0.15, 0.9, right * 0.80 + flat * 0.12)
            * np.exp(-((north / 0.55) ** 2))
            * smoothstep(-0.02, 0.10, north)
        )
        color = expose(ramp(_RINGS, np.clip(share + 0.25 * (groove - 0.5), 0, 1)))
        self._ring_color = (color * (1 - 0.88 * behind)[..., None] * 1.05).astype(np.float32)
        self._ring_shadow = 1 - 0.55 * np.exp(
            -(((north + 0.22 * np.sqrt(np.clip(1 - right**2, 0, 1)) - 0.13) / 0.055) ** 2)
        )

    def _scatter_stars(self, random: np.random.Generator) -> None:
        context = self._context
        count = round(1500 * context.width * context.height / context.unit**2)
        self._star_x, self._star_y = random.random(count), random.random(count)
        self._star_light = np.clip(random.exponential(60, count), 8, 215)
        self._star_rates = random.uniform(0.4, 2.6, count)
        self._star_nearness = 0.4 + 2.2 * (self._star_light / 215) ** 1.5
        self._free = np.clip(1 - self._disc - self._ring_cover[..., 0], 0, 1)
        self._sprites = [
            glow_sprite(context.unit * 0.016, tint) for tint in ("#CFE0FF", "#FFFFFF", "#FFE2C0")
        ]
        self._brightest = np.argsort(self._star_light)[-34:].tolist()

    def _gather(self) -> _Surface:
        """All that does not change with time."""
        disc, cover = self._disc[..., None], self._ring_cover
        rest = (self._sky * (1 - disc) + self._air) * (1 - cover) + self._ring_color * cover
        light = self._day * self._ring_shadow * self._disc * (1 - cover[..., 0])
        return _Surface(self._latitude, self._longitude, light, rest)

    def _draw(self, surface: _Surface, at_s: float) -> Floats:
        turn = at_s * _TURN
        u, latitude = (surface.longitude - turn) * 110, surface.latitude
        calm = smoothstep(0.95, 0.60, np.abs(latitude))
        swirl = (sample(self._flow, u, latitude * 150 + 40) - 0.5) * calm
        fine = (sample(self._flow, u * 2.7 - at_s * 0.6, latitude * 420 + swirl * 40) - 0.5) * calm
        band = np.clip(0.5 + 0.5 * latitude + 0.030 * swirl + 0.035 * np.sin(latitude * 19), 0, 1)
        stripe = 0.5 + 0.5 * np.sin(band * 21 + swirl * 0.6)
        color = expose(ramp(_BANDS, np.clip(band * 0.72 + 0.24 * stripe + 0.07 * fine, 0, 1)))
        storm = _cover_storms(surface.longitude - turn, latitude + 0.02 * swirl)
        color += (self._storm_color - color) * storm[..., None]
        return develop(surface.rest + color * (surface.light * (0.95 + 0.28 * fine))[..., None])


def _cover_storms(longitude: Floats, latitude: Floats) -> Floats:
    """How much of the planet's colour the storms hide: most in a ring, as those of Jupiter do."""
    cover = np.zeros_like(latitude)
    for east, north, wide, high in _STORMS:
        across = (longitude - east + np.pi) % (2 * np.pi) - np.pi
        distance = (across / np.float32(wide)) ** 2 + ((latitude - north) / np.float32(high)) ** 2
        cover = np.maximum(cover, np.exp(-(distance**2)) * (0.65 + 0.3 * smoothstep(0.1, 0.7, distance)))
    return cover


def _find_box(disc: Floats) -> tuple[slice, slice]:
    """The rows and columns around all that a disc covers; outside of them nothing moves."""
    return _reach(disc.max(1)), _reach(disc.max(0))


def _reach(light: Floats) -> slice:
    covered = np.flatnonzero(light)
    first, stop = int(covered[0]) - 1, int(covered[-1]) + 2
    return slice(max(first // _BOX * _BOX, 0), min(-(-stop // _BOX) * _BOX, len(light)))


def _scale_up(samples: int) -> int:
    """Pixels of the still, an even number."""
    return round(samples * _STILL_GRAIN / 2) * 2
