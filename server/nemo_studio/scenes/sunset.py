"""The sea, at sunset or any other hour: a low sun, clouds lit from below, and waves that carry its light.

The sky is computed small and enlarged. Each pixel of the sea asks where in that sky its wave looks, so
clouds, glow and sun are mirrored by the same water that moves.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.colors import convert_to_planes, develop, expose, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.cropping import BorderedPlane
from nemo_studio.frames.enlarging import SmallPicture, to_levels
from nemo_studio.frames.picture import Bytes, Floats, Picture, open_picture
from nemo_studio.frames.resampling import Axis, draw_scaled
from nemo_studio.frames.window import WHOLE, Window
from nemo_studio.scenes.beach import Beach, Planes
from nemo_studio.scenes.noise import make_tile, sample
from nemo_studio.scenes.ocean import Swell
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.sea_hours import HOURS
from nemo_studio.scenes.sprites import Stars
from nemo_studio.scenes.water import MirrorSize, Sea, count_columns, count_through
from nemo_video.media.planes import new_frame

_HORIZON: Final = 0.56


_SWELLS: Final = (
    Swell(37.0, 1.6, 12.0, 0.075, 0.8),
    Swell(9.1, 0.35, 1.6, 0.085, 1.3),
    Swell(2.3, 0.06, 0.35, 0.080, 2.2),
)
_SKY_STEP_S: Final = 0.3
_MIRROR_ROWS: Final = 256
_MAX_ERRORS: Final = (0.10, 0.17)
"""By how much of a sample water may lie beside its place under a camera: its waves are wider than high."""

_Levels = list[Floats]
"""A plane of luma, and two of half its size for the colours, in the levels of a `SmallPicture`."""


def _count_places(pixels: int, unit: int) -> int:
    """How many places of the sky some pixels are; in large pictures each stands for four."""
    return -(-pixels // min(max(unit // 270, 2), 4))


class _Sky:
    """Everything above the horizon, on a coarse grid, in units of the shorter side."""

    def __init__(self, context: RenderContext, horizon: int, conditions: Conditions) -> None:
        random = context.random(1)
        self.conditions, self.hour = conditions, HOURS[conditions.time]
        # On a third of the picture, where it is clear of a title in the middle.
        # A float of NumPy's would make all that follows 64 bits wide.
        self.sun_x = 0.5 + float(random.choice((-1, 1)) * random.uniform(0.21, 0.25))
        self.sun_elevation = self.hour.elevation + random.uniform(-0.015, 0.015)
        rows, columns = _count_places(horizon, context.unit), _count_places(context.width, context.unit)
        up = 1 - (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        along = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) / columns
        self.elevation = np.repeat(up * horizon / context.unit, columns, 1)
        self.azimuth = np.repeat((along - self.sun_x) * context.width / context.unit, rows, 0)
        self._prepare_air(up)
        self._prepare_clouds(context, random)

    def light_at(self, at_s: float) -> Floats:
        """Exposure of the sky, (rows, columns, 3)."""
        drift, rise = at_s * 3.2, at_s * 0.8
        broad = sample(self._tile, self._u + drift, self._v - rise)
        below = sample(self._tile, self._u + drift, self._v - rise + 9)
        fine = 0.22 * (sample(self._detail, self._u * 2.3 + drift * 3.1, self._v * 1.1 + rise * 1.4) - 0.5)
        cloud = smoothstep(0.0, 0.26, broad + fine - self._cover) * self._haze
        core = smoothstep(0.04, 0.42, below + fine - self._cover)
        color = self._lit + (self._shade - self._lit) * core[..., None]
        return self._clear + (color - self._clear) * (cloud * 0.86)[..., None]

    def _prepare_air(self, up: Floats) -> None:
        distance = np.hypot(self.azimuth, self.elevation - self.sun_elevation)
        sideways = np.exp(-((self.azimuth / 0.9) ** 2))
        hour, mute, sunshine = self.hour, self.conditions.mute, self.conditions.sunshine
        air = expose(mute(ramp(hour.sky, up + (1 - sideways) * 0.10))) * (0.62 + 0.38 * sideways)[..., None]
        glow = np.exp(-distance / 0.055)[..., None] * hour.glow
        glow += np.exp(-distance / 0.22)[..., None] * hour.aureole
        face = 0.6 + 0.8 * smoothstep(-0.05, 0.05, self.elevation - self.sun_elevation)
        disc = (smoothstep(0.0475, 0.0435, distance) * face)[..., None] * hour.disc
        self._clear = (air + glow * (0.3 + 0.7 * sunshine) + disc * sunshine).astype(np.float32)
        rim = 0.75 + 2.2 * sunshine * np.exp(-distance / 0.12)[..., None]
        self._lit = (expose(mute(ramp(hour.lit, np.minimum(distance, 1)))) * rim).astype(np.float32)
        self._shade = expose(mute(ramp(hour.shade, np.minimum(distance, 1))))

    def _prepare_clouds(self, context: RenderContext, random: np.random.Generator) -> None:
        self._tile = make_tile(1024, context.seed + 11, slope=1.75, stretch=0.55, lowest=3)
        self._detail = make_tile(512, context.seed + 12, slope=1.35, lowest=4)
        depth = 1 / (self.elevation + 0.10)
        self._u = self.azimuth * depth * 90 + random.uniform(0, 1024)
        self._v = depth * 165 + random.uniform(0, 1024)
        fewer_low, fewer_high = smoothstep(0, 0.25, self.elevation), smoothstep(0.28, 0.8, self.elevation)
        self._cover = 0.60 - 0.10 * fewer_low + 0.10 * fewer_high - 0.42 * self.conditions.cloudiness
        self._haze = smoothstep(0.0, 0.07, self.elevation)


class _Mirror:
    """The sky as water shows it: by elevation from the horizon up, dimmer when steeper, the sun widened."""

    def __init__(self, sky: _Sky) -> None:
        self.columns = sky.azimuth.shape[1]
        sky_rows, top = sky.azimuth.shape[0], sky.elevation[0, 0]
        elevation = (np.arange(_MIRROR_ROWS, dtype=np.float32) + 0.5) / _MIRROR_ROWS
        conditions, hour = sky.conditions, sky.hour
        shine = 0.10 + 0.88 * (1 - np.minimum(elevation * 0.85, 1)) ** 3.2
        deep = expose(conditions.mute(ramp(hour.deep, elevation * 1.6))) * (1 - shine)[:, None]
        upward = (elevation - sky.sun_elevation)[:, None]
        aside = sky.azimuth[:1]
        spark = np.exp(-((aside / 0.050) ** 2) - (upward / 0.07) ** 2)
        sheen = np.exp(-((aside / 0.16) ** 2) - (upward / 0.16) ** 2)
        glitter = spark[..., None] * hour.spark + sheen[..., None] * hour.sheen
        self._own_light = (deep[:, None] + glitter * conditions.sunshine).astype(np.float32)
        # Rows that mix rows are a product of matrices: here is what each one of them takes of the sky's.
        soft = _blur_rows(np.eye(sky_rows, dtype=np.float32), (1, 2, 4))
        softer = _blur_rows(soft, (8, 16, 24))
        rows = np.clip(((1 - elevation / top) * sky_rows).astype(np.int64), 0, sky_rows - 1)
        calm = smoothstep(0.06, 0.26, elevation)[:, None]
        mixed = soft[rows] + (softer[rows] - soft[rows]) * calm
        self._shares = (mixed * shine[:, None]).astype(np.float32)

    def places(self, elevation: Floats, along: Floats) -> NDArray[np.int64]:
        """Places in its flat planes of what lies at an elevation and a share of the width."""
        row = np.minimum(elevation * _MIRROR_ROWS, _MIRROR_ROWS - 1)
        return count_through(row, np.clip(along * self.columns, 0, self.columns - 1), self.columns)

    def reflect(self, light: Floats) -> Planes:
        """Three flat planes of `_MIRROR_ROWS` × `columns`."""
        mirrored = (self._shares @ light.reshape(len(light), -1)).reshape(self._own_light.shape)
        mirrored += self._own_light
        y, u, v = convert_to_planes(develop(mirrored)).astype(np.uint8).reshape(3, -1)
        return y, u, v


def _blur_rows(light: Floats, reaches: tuple[int, ...]) -> Floats:
    soft = light.copy()
    for reach in reaches:
        if 2 * reach < len(soft):
            soft[reach:-reach] = (soft[: -2 * reach] + 2 * soft[reach:-reach] + soft[2 * reach :]) / 4
    return soft


def _raise_swells(conditions: Conditions) -> tuple[Swell, ...]:
    """The waves of the weather: long ones grow with the wind."""
    wind = {"storm": 1.9, "rain": 1.25, "fog": 0.7}.get(conditions.weather, 1.0)
    return tuple(replace(swell, steepness=swell.steepness * wind) for swell in _SWELLS)


class Sunset:
    """The whole view."""

    def __init__(self, context: RenderContext) -> None:
        """Set up sky and sea."""
        self._context = context
        self._horizon = round(context.height * _HORIZON / 2) * 2
        conditions = Conditions.of(context, time="dusk")
        self._sky = _Sky(context, self._horizon, conditions)
        self._mirror = _Mirror(self._sky)
        self._columns = count_columns(context.width)
        size = MirrorSize(_MIRROR_ROWS, self._mirror.columns, _MIRROR_ROWS)
        rows = context.height - self._horizon
        halves = rows // 2, -(-self._columns // 2)
        self._water = [BorderedPlane(size) for size in ((rows, self._columns), halves, halves)]
        self._sea = Sea(context, self._horizon, self._columns, _raise_swells(conditions), size)
        self._beach = Beach(
            context,
            self._horizon,
            self._columns,
            self._sky.hour,
            conditions.mute,
            self._sky.sun_x,
            self._mirror.places,
        )
        has_stars = conditions.is_night and conditions.sunshine > 0.5
        self._stars = Stars(context, self._horizon) if has_stars else None
        self._steps: dict[int, tuple[_Levels, Planes]] = {}
        self._view = _View()

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        return self._draw(at_s, WHOLE, self._context.width, self._context.height)

    def frame_through(self, at_s: float, window: Window, width: int, height: int) -> av.VideoFrame:
        """Draw what a window shows."""
        return self._draw(at_s, window, width, height)

    def _draw(self, at_s: float, window: Window, width: int, height: int) -> av.VideoFrame:
        sky, mirrored = self._look_up(at_s)
        frame = new_frame(width, height)
        picture = open_picture(frame)
        self._view.look(window, self._horizon, self._context.height)
        self._view.draw_sky(picture, sky)
        if self._stars:
            self._stars.lay_over(picture, at_s, window)
        self._view.draw_water(picture, self._draw_water(mirrored, at_s))
        return frame

    def _draw_water(self, mirrored: Planes, at_s: float) -> Sequence[BorderedPlane]:
        """Its planes: the first as wide as the sea, the others of its every second row and column."""
        y, u, v = (plane.inside for plane in self._water)
        shares, top = self._beach.at(at_s), self._beach.top - self._horizon
        for part, row, column in self._sea.look(at_s, top + 2 * shares.depth):
            places = count_through(row, column, self._mirror.columns)
            mirrored[0].take(places, out=y[part], mode="clip")
            half, places = slice(part.start // 2, part.stop // 2), places[0::2, 0::2]
            mirrored[1].take(places, out=u[half], mode="clip")
            mirrored[2].take(places, out=v[half], mode="clip")
        self._beach.lay_over((y[top:], u[top // 2 :], v[top // 2 :]), mirrored, shares)
        for plane in self._water:
            plane.extend()
        return self._water

    def _look_up(self, at_s: float) -> tuple[_Levels, Planes]:
        """The sky and its mirror; clouds are so slow that a few skies a second, blended, are enough."""
        step, share = divmod(at_s / _SKY_STEP_S, 1)
        before, mirrored = self._sky_at(int(step))
        after, _ = self._sky_at(int(step) + 1)
        return [_blend(*planes, share) for planes in zip(before, after, strict=True)], mirrored

    def _sky_at(self, step: int) -> tuple[_Levels, Planes]:
        if step not in self._steps:
            light = self._sky.light_at(step * _SKY_STEP_S)
            self._steps = {key: sky for key, sky in self._steps.items() if key == step - 1}
            y, *colors = to_levels(develop(light))
            self._steps[step] = [y, *map(_halve, colors)], self._mirror.reflect(light)
        return self._steps[step]


def _blend(before: Floats, after: Floats, share: float) -> Floats:
    blended = after - before
    blended *= np.float32(share)
    blended += before
    return blended


def _halve(plane: Floats) -> Floats:
    """Half as many rows and columns, rounded up."""
    rows, columns = plane.shape
    plane = np.pad(plane, ((0, rows % 2), (0, columns % 2)), "edge")
    return (plane[0::2, 0::2] + plane[1::2, 0::2] + plane[0::2, 1::2] + plane[1::2, 1::2]) / 4


class _View:
    """A window with a horizon in it, which may lie between two rows: those then show both."""

    def __init__(self) -> None:
        self._sky = SmallPicture(2, 2, "yuv420p16le")
        self._window = WHOLE
        self._horizon, self._height = 0, 1

    def look(self, window: Window, horizon: int, height: int) -> None:
        """Turn to a window; `horizon` is a row of the whole picture, which is `height` rows high."""
        self._window, self._horizon, self._height = window, horizon, height

    def draw_sky(self, picture: Picture, sky: _Levels) -> None:
        """Draw the sky down to the horizon, and the rows that it crosses in full."""
        height, width = picture.y.shape
        rows = min(math.ceil(self._seen(height) / 2) * 2, height)
        if not rows:
            return
        unit = min(width, height)
        size = _count_places(width, unit), _count_places(rows, unit)
        if self._sky.size != size:
            self._sky = SmallPicture(*size, "yuv420p16le")
        for small, light in zip(self._sky.planes, sky, strict=True):
            down = self._down(0, rows / height, len(light) / self._horizon, len(small))
            draw_scaled(small, light, down, self._across(light, small.shape[1]))
        self._sky.enlarge_into([plane[: len(plane) * rows // height] for plane in picture.planes])

    def draw_water(self, picture: Picture, water: Sequence[BorderedPlane]) -> None:
        """Draw the water from the horizon down."""
        height = len(picture.y)
        horizon = self._seen(height)
        first = int(horizon / 2) * 2
        if first >= height:
            return
        for target, plane in zip(picture.planes, water, strict=True):
            step, samples_a_row = height // len(target), len(plane.inside) / len(water[0].inside)
            shown = target[first // step :]
            down = self._down(first / height, 1, samples_a_row, len(shown), self._horizon)
            across = self._across(plane.inside, shown.shape[1])
            _lay_below(shown, plane.show(down, across, _MAX_ERRORS), (horizon - first) / step)

    def _seen(self, height: int) -> float:
        """The row of a picture of that height on which the horizon lies."""
        share = (self._horizon / self._height - self._window.top) / self._window.size[1]
        return min(max(share, 0.0), 1.0) * height

    def _across(self, field: Floats | Bytes, length: int) -> Axis:
        left, wide, samples = self._window.left, self._window.size[0], field.shape[1]
        return Axis(left * samples, (left + wide) * samples, length)

    def _down(self, start: float, end: float, samples_a_row: float, length: int, top: int = 0) -> Axis:
        """A part of the window over a field that begins at the row `top` of the whole picture."""
        edges = (self._window.top + share * self._window.size[1] for share in (start, end))
        first, last = ((edge * self._height - top) * samples_a_row for edge in edges)
        return Axis(first, last, length)


def _lay_below(plane: Bytes, water: Bytes, bare: float) -> None:
    """Lay water over a plane of which the first `bare` rows, two at most, keep what they show."""
    crossed = math.ceil(bare)
    cover = np.clip(np.arange(1, crossed + 1, dtype=np.float32) - np.float32(bare), 0, 1)[:, None]
    plane[:crossed] = plane[:crossed] * (1 - cover) + water[:crossed] * cover
    plane[crossed:] = water[crossed:]
