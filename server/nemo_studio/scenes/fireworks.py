"""Fireworks over a city by the water: shells climb, burst into stars, and all of it shines in the bay."""

import math
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import av
import numpy as np

from nemo_studio.frames.colors import convert_to_yuv, parse_color
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger, SmallPicture
from nemo_studio.frames.picture import Bytes, Floats, Picture, duplicate, open_picture
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.skyline import CityLight, Skyline
from nemo_studio.scenes.sprites import Stars, gather_sprite, glow_sprite, halve_light, lay_sprite, tint
from nemo_studio.scenes.water import Lake
from nemo_video.media.planes import view_planes

_SHORE: Final = 0.72
_INTERVAL_S: Final = 0.52
_CLIMB_S: Final = 1.5
_BRIGHTEST: Final = 3.0
_WHITE: Final = 235
_KEPT, _SPREAD = 0.7, 0.045
"""What of a point's light stays in its place, and what its neighbours see of it."""
_DIMMEST: Final = 0.06
"""A flash that is weaker is not drawn: it is large, so drawing it is dear."""
_COLORS: Final = ("#FF4F5E", "#4FA3FF", "#A86BFF", "#3FE89A", "#FF7CC4", "#FFB030", "#40E0E8")
_GOLD: Final = ("#FFC24D", "#FF9A3C")


_LATE: Final = CityLight(
    sky=((0.0, "#4A3A6C"), (0.14, "#2C2650"), (0.4, "#131636"), (0.75, "#080A20"), (1.0, "#040514")),
    walls=((0.0, "#26244A"), (0.5, "#13132E"), (1.0, "#05060F")),
    haze="#46386A",
    cloud="#1E1C3C",
    lamps=0.9,
    stars=0.4,
)


@dataclass(frozen=True)
class _Kind:
    """A kind of shell.

    Attributes:
        stars: How many.
        drag: How fast the air slows them, per second.
        fall: How fast they sink.
        trail_s: How long a trail glows.
        burn_s: How long a star burns.
        light: How bright one star is.
        steps: How many points a trail is drawn with.
    """

    stars: int
    drag: float
    fall: float
    trail_s: float
    burn_s: float
    light: float
    steps: int


_PEONY: Final = _Kind(330, 2.4, 0.028, 0.16, 2.3, 2.3, 12)
_CHRYSANTHEMUM: Final = _Kind(230, 2.0, 0.034, 0.55, 2.8, 2.1, 28)
_WILLOW: Final = _Kind(160, 1.5, 0.052, 1.20, 3.7, 2.0, 48)
_RING: Final = _Kind(110, 2.2, 0.028, 0.20, 2.2, 2.8, 12)
_PALM: Final = _Kind(30, 1.7, 0.060, 0.95, 3.0, 4.2, 60)
_KINDS: Final = (_PEONY, _PEONY, _CHRYSANTHEMUM, _CHRYSANTHEMUM, _WILLOW, _RING, _PALM)
_LONGEST_S: Final = _CLIMB_S + max(kind.burn_s for kind in _KINDS)


@dataclass(frozen=True)
class _Shell:
    """One shell: its kind, where it bursts (units), how large, its colours, and the ways of its stars."""

    kind: _Kind
    x: float
    y: float
    size: float
    colors: tuple[str, str]
    directions: Floats
    speeds: Floats


class Fireworks:
    """The whole view."""

    def __init__(self, context: RenderContext) -> None:
        """Draw the city, low below the sky that it leaves free."""
        self._context = context
        self._shore = round(context.height * _SHORE / 2) * 2
        conditions = Conditions.of(context, time="night")
        whole = np.zeros((context.height, context.width, 3), np.float32)
        light = _LATE if conditions.is_night else None
        skyline = Skyline(context, self._shore, conditions, light=light, tallness=0.5)
        whole[: self._shore] = skyline.draw()
        self._still = open_picture(Enlarger(context.width, context.height).enlarge(whole))
        if conditions.is_night:
            Stars(context, self._shore // 2, density=0.4).lay_over(self._still, 0.0)
        self._room = _WHITE - np.minimum(self._still.y[: self._shore], _WHITE)
        self._lake = Lake(context, self._shore, shine=0.95)
        self._small = SmallPicture(context.width // 2, self._shore // 2, "gray")
        self._glow = np.zeros((self._shore // 2, context.width // 2), np.float32)
        self._flash = {
            color: halve_light(glow_sprite(context.unit * 0.30, color, brightness=0.75))
            for color in (*_COLORS, *_GOLD)
        }
        self._ember = glow_sprite(context.unit * 0.012, "#FFD9A0")
        self._shell = lru_cache(maxsize=32)(self._load_shell)
        self._start_s = lru_cache(maxsize=32)(self._choose_start_s)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = duplicate(self._still)
        picture = open_picture(frame)
        self._glow[:] = 0
        newest = int(at_s / _INTERVAL_S) + 1
        numbers = range(newest - int(_LONGEST_S / _INTERVAL_S) - 2, newest + 1)
        ages_s = [at_s - self._start_s(number) for number in numbers]
        for number, age_s in zip(numbers, ages_s, strict=True):
            self._draw_burst(picture, self._shell(number), age_s - _CLIMB_S)
        self._add_glow(picture.y)
        for number, age_s in zip(numbers, ages_s, strict=True):
            if 0 <= age_s < _CLIMB_S:
                self._draw_climb(picture, self._shell(number), age_s / _CLIMB_S)
        self._lake.reflect(picture, at_s)
        return frame

    def _add_glow(self, luma: Bytes) -> None:
        """Add what was gathered at half the size, up to white, to a sky that shows nothing else yet."""
        glow = self._small.planes[0]
        glow[:] = np.minimum(self._glow, _WHITE, out=self._glow)
        light = view_planes(self._small.enlarge(self._context.width, self._shore))[0]
        luma[: self._shore] += np.minimum(light, self._room)

    def _choose_start_s(self, number: int) -> float:
        jitter = np.random.default_rng((self._context.seed, 7, number & 0xFFFF)).uniform(-0.3, 0.3)
        return number * _INTERVAL_S + float(jitter) - _CLIMB_S

    def _load_shell(self, number: int) -> _Shell:
        context = self._context
        random = np.random.default_rng((context.seed, 8, number & 0xFFFF))
        kind = _KINDS[int(random.integers(len(_KINDS)))]
        first, second = random.choice(len(_COLORS), 2, replace=False)
        colors = _GOLD if kind in (_WILLOW, _PALM) else (_COLORS[int(first)], _COLORS[int(second)])
        speeds = random.uniform(0.84, 1.0, kind.stars)
        if kind is _PEONY:
            speeds *= np.where(random.random(kind.stars) < 0.25, 0.45, 1.0)
        wide, sky = context.width / context.unit, self._shore / context.unit
        return _Shell(
            kind=kind,
            x=float(wide * random.uniform(0.12, 0.88)),
            y=float(sky * random.uniform(0.22, 0.52)),
            size=float(random.uniform(0.17, 0.34)) * min(wide, 1.3),
            colors=colors,
            directions=_choose_directions(kind, random),
            speeds=speeds.astype(np.float32),
        )

    def _draw_burst(self, picture: Picture, shell: _Shell, burnt_s: float) -> None:
        if not 0 <= burnt_s < shell.kind.burn_s:
            return
        unit = self._context.unit
        flash = float(0.95 * np.exp(-burnt_s / 0.22) + 0.30 * np.exp(-burnt_s / 0.7))
        if flash > _DIMMEST:
            sprite, strength = self._flash[shell.colors[0]], flash - _DIMMEST
            gather_sprite(self._glow, picture, sprite, shell.x * unit, shell.y * unit, strength)
        self._draw_stars(picture, shell, burnt_s)

    def _draw_climb(self, picture: Picture, shell: _Shell, share: float) -> None:
        unit, ground = self._context.unit, self._shore / self._context.unit
        for step in range(7):
            past = max(share - step * 0.018, 0)
            rise = 1 - (1 - past) ** 2
            y = ground + (shell.y - ground) * rise
            strength = 0.75 * (1 - step / 7) * (1 - 0.5 * share)
            lay_sprite(picture, self._ember, shell.x * unit + step * 0.6, y * unit, strength)

    def _draw_stars(self, picture: Picture, shell: _Shell, burnt_s: float) -> None:
        """Stars with their trails, gathered on a grid of half the size around the shell."""
        x, y, strength = _follow(shell, burnt_s)
        half = self._context.unit / 2
        left, top = int((x.min()) * half) - 3, int((y.min()) * half) - 3
        shape = int(y.max() * half) - top + 5, int(x.max() * half) - left + 5
        strength *= max(self._context.unit / 1080, 0.2) * 1.25 * _KEPT
        light = _spread(_gather(x * half - left, y * half - top, strength, shape))
        np.minimum(light, _BRIGHTEST, out=light)
        share = min(burnt_s / shell.kind.burn_s * 1.5, 1.0)
        first, second = (np.array(parse_color(color), np.float32) / 255 for color in shell.colors)
        color = first + (second - first) * share
        color += (1 - color) * np.exp(-burnt_s / 0.14)
        self._shine(picture, light, (left, top), color)

    def _shine(self, picture: Picture, light: Floats, corner: tuple[int, int], color: Floats) -> None:
        """Add a grid of half the size to the glow of the sky, and its colour to the picture."""
        left, top = corner
        rows = slice(max(top, 0), min(top + light.shape[0], self._glow.shape[0]))
        columns = slice(max(left, 0), min(left + light.shape[1], self._glow.shape[1]))
        if rows.start >= rows.stop or columns.start >= columns.stop:
            return
        light = light[rows.start - top : rows.stop - top, columns.start - left : columns.stop - left]
        luma, *tints = (float(part) for part in convert_to_yuv(color))
        self._glow[rows, columns] += light * np.float32(luma - 16)
        # A star that is very bright is pale: 1.5 × light, 1 at most, less 0.55 × what is beyond 0.9.
        pull = np.abs(light - np.float32(0.9))
        pull += light
        pull *= -0.275
        pull += np.minimum(light * np.float32(1.5), 1)
        pull += np.float32(0.2475)
        tint(picture, (rows, columns), pull, (tints[0], tints[1]))


def _choose_directions(kind: _Kind, random: np.random.Generator) -> Floats:
    """Ways of the stars across and down: of a sphere, of a tilted ring, or of palm leaves."""
    if kind is _RING:
        turn, tilt = np.linspace(0, 2 * np.pi, kind.stars, endpoint=False), random.uniform(0.25, 1.0)
        lean = random.uniform(-0.6, 0.6)
        across, down = np.cos(turn), np.sin(turn) * tilt
        rotated = across * np.cos(lean) - down * np.sin(lean), across * np.sin(lean) + down * np.cos(lean)
        return np.stack(rotated).astype(np.float32)
    around = random.standard_normal((3, kind.stars))
    around /= np.linalg.norm(around, axis=0)
    return around[:2].astype(np.float32)


def _follow(shell: _Shell, burnt_s: float) -> tuple[Floats, Floats, Floats]:
    """Where the stars are and were while their trails still glow, evenly along the way, and how bright."""
    kind = shell.kind
    still, before = math.exp(-kind.drag * burnt_s), math.exp(-kind.drag * max(burnt_s - kind.trail_s, 0))
    back, glow = _trail(kind.steps)
    slowed = still + back * (before - still)
    past_s = -np.log(slowed) / kind.drag
    reach = shell.size * (1 - slowed) * shell.speeds
    x = shell.x + shell.directions[0] * reach
    y = shell.y + shell.directions[1] * reach + kind.fall * past_s**2
    life = np.clip(1 - burnt_s / (kind.burn_s * (0.75 + 0.25 * shell.speeds)), 0, 1) ** 0.7
    number = np.arange(kind.stars, dtype=np.float32)
    glitter = 0.74 + 0.26 * np.sin(burnt_s * 31 + number * 1.7) * min(burnt_s, 1)
    return x.ravel(), y.ravel(), (kind.light * life * glitter * glow).ravel()


@cache
def _trail(steps: int) -> tuple[Floats, Floats]:
    """How far back each point of a trail lies, and how bright it is: (steps, 1), the star itself first."""
    back = np.linspace(0, 1, steps, dtype=np.float32)[:, None]
    return back, (1 - back) ** 1.6 * np.float32(0.55) + (back == 0) * np.float32(0.9)


def _gather(x: Floats, y: Floats, strength: Floats, shape: tuple[int, int]) -> Floats:
    """Add points up on a grid, each shared by the four cells around it."""
    column, row = x.astype(np.int64), y.astype(np.int64)
    across, down = x - column, y - row
    first, lower = row * shape[1] + column, strength * down
    upper = strength - lower
    places = np.concatenate([first, first + 1, first + shape[1], first + shape[1] + 1])
    shares = np.concatenate([upper - upper * across, upper * across, lower - lower * across, lower * across])
    return np.bincount(places, shares, shape[0] * shape[1]).reshape(shape).astype(np.float32)


def _spread(light: Floats) -> Floats:
    """Add the glow of each point, of which `_KEPT` is there, to its neighbours; at the edge there is none."""
    pairs = light[:-1] + light[1:]
    soft = pairs[:-1] + pairs[1:]
    pairs = soft[:, :-1] + soft[:, 1:]
    soft = pairs[:, :-1] + pairs[:, 1:]
    soft *= _SPREAD / _KEPT
    light[1:-1, 1:-1] += soft
    return light
