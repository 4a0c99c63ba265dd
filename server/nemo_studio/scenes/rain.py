"""Rain on a window: blurred lights behind glass, and drops that hold the street upside down."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast

import av
import numpy as np

from nemo_studio.frames.colors import Stops, develop, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger, Keyframes
from nemo_studio.frames.picture import Floats, open_picture
from nemo_studio.scenes.noise import make_tile, sample
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.weather import Lightning

_GRAIN: Final = 3
_SLOW: Final = 0.02
"""Units a second: cars are faster, lamps that sway in the wind are slower."""
_STREET_STEP_S: Final = 0.25
_LIGHTS: Final = ("#FFB45A", "#FF8A45", "#FFD9A0", "#FFC46B", "#FF4D5E", "#FF9E5A", "#58B8FF", "#8A78FF")
_STREETS: Final[Mapping[str, tuple[Stops, float]]] = MappingProxyType(
    {
        "dawn": (((0.0, "#5A6478"), (0.45, "#7C7486"), (0.75, "#A08484"), (1.0, "#3C4050")), 0.55),
        "day": (((0.0, "#8894A0"), (0.45, "#7E8C94"), (0.75, "#6A7880"), (1.0, "#48545C")), 0.40),
        "dusk": (((0.0, "#2A2850"), (0.45, "#54406C"), (0.75, "#7A4A62"), (1.0, "#1C1830")), 0.85),
        "night": (((0.0, "#0B1222"), (0.45, "#182238"), (0.75, "#2A2440"), (1.0, "#0A0D18")), 1.0),
    }
)
"""The blurred street from the sky down, and how bright its lights are."""


@dataclass(frozen=True)
class _Light:
    x: float
    y: float
    radius: float
    color: Floats
    speed: float
    phase: float


class Rain:
    """Lights drawn small behind the glass; the glass bends where each pixel looks."""

    def __init__(self, context: RenderContext) -> None:
        """Hang the lights and wet the glass."""
        self._context = context
        self._rows, self._columns = context.height // _GRAIN, context.width // _GRAIN
        self._scale = context.unit / _GRAIN
        conditions = Conditions.of(context, time="night", weather="rain")
        self._dusk, self._lamps = _STREETS[conditions.time]
        self._is_storm = conditions.weather == "storm"
        self._lightning = Lightning(context) if self._is_storm else None
        self._base = self._draw_dusk()
        self._lights = self._hang_lights()
        self._haze = self._spread_haze()
        self._slow_street = Keyframes(self._draw_slow_street, _STREET_STEP_S)
        self._enlarger = Enlarger(context.width, context.height)
        self._wet_glass()
        self._runners = self._start_runners()

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._enlarger.enlarge(develop(self._draw_street(at_s)))
        picture = open_picture(frame)
        behind = picture.y.copy(), picture.u.copy(), picture.v.copy()
        for index, plane in enumerate(picture.planes):
            wet, place, gain, lift = self._drops[min(index, 1)]
            seen = cast(Floats, behind[index].ravel().take(place))
            if index == 0:
                seen = seen * gain
                seen += lift
                np.clip(seen, 16, 235, out=seen)
            drawn = behind[
                index
            ].copy()  # a plane may have gaps between its rows, for which places do not count
            drawn.ravel()[wet] = seen
            plane[:] = drawn
        for runner in self._runners:
            self._draw_runner(picture.y, behind[0], runner, at_s)
        if self._lightning:
            self._lightning.lay_over(picture, at_s)
        return frame

    def _draw_dusk(self) -> Floats:
        y = np.linspace(0, 1, self._rows, dtype=np.float32)[:, None]
        tile = make_tile(256, self._context.seed + 101, slope=2.2)
        x = np.arange(self._columns, dtype=np.float32)[None, :]
        mottle = sample(tile, x * (150 / self._scale) + 0 * y, y * 150 + 0 * x)
        return (
            -np.log1p(
                -ramp(self._dusk, y + 0 * x)
                * (0.65 + 0.7 * mottle[..., None])
                * (0.7 if self._is_storm else 1.0)
            )
        ).astype(np.float32)

    def _hang_lights(self) -> list[_Light]:
        random, context = self._context.random(1), self._context
        wide = context.width / context.unit
        lights: list[_Light] = []
        for _ in range(round(62 * wide)):
            is_car = random.random() < 0.35
            y = random.normal(0.68, 0.05) if is_car else random.normal(0.46, 0.15)
            color = np.array(parse_color(_LIGHTS[random.integers(len(_LIGHTS))]), np.float32) / 255
            radius = random.uniform(0.018, 0.070)
            speed = (
                random.choice((-1, 1)) * random.uniform(0.03, 0.09) if is_car else random.normal(0, 0.0025)
            )
            strength = random.uniform(0.35, 1.25) * (0.050 / radius) ** 0.9
            x, height = random.uniform(-0.1, wide + 0.1), y * context.height / context.unit
            lights.append(
                _Light(x, height, radius, color**1.6 * strength * self._lamps, speed, random.uniform(0, 6.28))
            )
        return lights

    def _spread_haze(self) -> Floats:
        """What the lights make of the wet air around them."""
        y, x = np.mgrid[0 : self._rows, 0 : self._columns].astype(np.float32) / np.float32(self._scale)
        haze = np.zeros_like(self._base)
        for lamp in self._lights:
            reach = np.exp(-((x - lamp.x) ** 2 + ((y - lamp.y) * 1.3) ** 2) / 0.035)
            haze += reach[..., None] * (lamp.color * 0.050)
        return haze

    def _draw_street(self, at_s: float) -> Floats:
        light = self._slow_street.at(at_s)
        self._add_lights(light, [lamp for lamp in self._lights if abs(lamp.speed) > _SLOW], at_s)
        return light

    def _draw_slow_street(self, at_s: float) -> Floats:
        """All that moves by less than a pixel between two of these pictures."""
        light = self._base + self._haze
        self._add_lights(light, [lamp for lamp in self._lights if abs(lamp.speed) <= _SLOW], at_s)
        return light

    def _add_lights(self, light: Floats, lamps: list[_Light], at_s: float) -> None:
        wide = self._context.width / self._context.unit + 0.3
        for lamp in lamps:
            x = ((lamp.x + lamp.speed * at_s + 0.15) % wide - 0.15) * self._scale
            pulse = 1 + 0.10 * np.sin(at_s * 0.7 + lamp.phase)
            self._add_disc(light, x, lamp.y * self._scale, lamp.radius * self._scale, lamp.color * pulse)

    def _add_disc(self, light: Floats, x: float, y: float, radius: float, color: Floats) -> None:
        reach = radius + 2
        left, right = max(int(x - reach), 0), min(int(x + reach) + 1, self._columns)
        top, bottom = max(int(y - reach), 0), min(int(y + reach) + 1, self._rows)
        if left >= right or top >= bottom:
            return
        across = np.arange(left, right, dtype=np.float32)[None, :] - x
        down = np.arange(top, bottom, dtype=np.float32)[:, None] - y
        distance = np.sqrt(across**2 + down**2)
        disc = np.clip(radius - distance + 0.5, 0, 1) * (0.62 + 0.38 * np.clip(distance / radius, 0, 1) ** 4)
        light[top:bottom, left:right] += disc[..., None] * color

    def _wet_glass(self) -> None:
        """Scatter drops, large ones last, and work out what each of their pixels shows."""
        context, random = self._context, self._context.random(2)
        height, width = context.height, context.width
        bend_x, bend_y = np.zeros((height, width), np.float32), np.zeros((height, width), np.float32)
        gain = np.zeros((height, width), np.float32)
        lift = np.zeros((height, width), np.float32)
        area = width * height / context.unit**2
        radii = np.sort(np.minimum(0.0022 + random.exponential(0.0042, round(1250 * area)), 0.026))
        for radius in radii:
            middle = random.uniform(0, width), random.uniform(0, height)
            self._add_drop((bend_x, bend_y, gain, lift), middle, float(radius) * context.unit, random)
        y, x = np.mgrid[0:height, 0:width]
        from_x = np.clip(x + bend_x, 0, width - 1).astype(np.int64)
        from_y = np.clip(y + bend_y, 0, height - 1).astype(np.int64)
        wet = gain > 0
        place = from_y * width + from_x
        half_wet = wet[0::2, 0::2]
        half_place = (from_y[0::2, 0::2] // 2) * (width // 2) + from_x[0::2, 0::2] // 2
        self._drops = (
            (np.flatnonzero(wet), place[wet], gain[wet], lift[wet]),
            (np.flatnonzero(half_wet), half_place[half_wet], gain[:0], lift[:0]),
        )

    def _add_drop(
        self,
        maps: tuple[Floats, Floats, Floats, Floats],
        middle: tuple[float, float],
        radius: float,
        random: np.random.Generator,
    ) -> None:
        bend_x, bend_y, gain, lift = maps
        tall = radius * random.uniform(1.0, 1.35)
        left, right = max(int(middle[0] - radius), 0), min(int(middle[0] + radius) + 2, self._context.width)
        top, bottom = max(int(middle[1] - tall), 0), min(int(middle[1] + tall) + 2, self._context.height)
        if left >= right or top >= bottom:
            return
        dx = (np.arange(left, right, dtype=np.float32)[None, :] - middle[0]) / radius
        dy = (np.arange(top, bottom, dtype=np.float32)[:, None] - middle[1]) / tall
        distance = np.sqrt(dx**2 + dy**2)
        inside = distance < 1
        box = slice(top, bottom), slice(left, right)
        throw = self._context.unit * 0.14 + radius * 3
        profile = distance**2
        bend_x[box] = np.where(inside, -dx * (0.55 + 0.45 * profile) * throw, bend_x[box])
        bend_y[box] = np.where(inside, -dy * (0.55 + 0.45 * profile) * throw, bend_y[box])
        rim = 1.18 - 0.60 * smoothstep(0.70, 1.0, distance) + 0.30 * np.clip(dy, -1, 1)
        shine = np.exp(-(((dx + 0.32) ** 2 + (dy + 0.40) ** 2) / 0.030)) * min(radius / 6, 1)
        gain[box] = np.where(inside, np.maximum(rim, 0.25), gain[box])
        lift[box] = np.where(inside, 70 * shine + 3, lift[box])

    def _start_runners(self) -> list[tuple[float, float, float, float]]:
        random, context = self._context.random(3), self._context
        count = round((24 if self._is_storm else 9) * context.breadth)
        return [
            (
                random.uniform(0, context.width),
                random.uniform(0, 1),
                random.uniform(0.05, 0.14),
                random.uniform(0.008, 0.014),
            )
            for _ in range(count)
        ]

    def _draw_runner(
        self, plane: Floats, behind: Floats, runner: tuple[float, float, float, float], at_s: float
    ) -> None:
        """A drop that runs down in jerks and leaves a clear, narrow trail."""
        context, (x, start, speed, size) = self._context, runner
        span = context.height / context.unit + 0.5
        way = start * span + speed * (at_s + 0.9 * np.sin(at_s * 0.9 + start * 40) / 0.9)
        y = (way % span - 0.1) * context.unit
        radius = size * context.unit
        x = x + np.sin(way * 9 + start * 30) * radius * 0.8
        left, right = int(x - radius), int(x + radius) + 1
        top, bottom = int(y - radius * 14), int(y + radius * 1.3)
        if left < 0 or right > context.width:
            return
        rows = np.arange(max(top, 0), min(bottom, context.height))
        if not len(rows):
            return
        dx = ((np.arange(left, right) - x) / radius)[None, :]
        dy = ((rows - y) / radius)[:, None]
        head: Floats = dx**2 + (dy / 1.25) ** 2
        narrow = np.clip(0.62 + dy * 0.03, 0.2, 0.62)
        trail = (dy < 0) & (np.abs(dx) < narrow)
        from_x = np.clip(np.arange(left, right)[None, :] - dx * radius * 7, 0, context.width - 1).astype(int)
        from_y = np.clip(rows[:, None] - dy * radius * 7 * (head < 1), 0, context.height - 1).astype(int)
        seen: Floats = behind[from_y, from_x]
        gain = cast(
            Floats,
            np.where(head < 1, 1.25 - 0.8 * smoothstep(0.5, 1.0, head) + 0.22 * dy, 1.0 - 0.12 * np.abs(dx)),
        )
        drawn = np.clip(seen * gain + 6, 16, 235)
        box = slice(int(rows[0]), int(rows[-1]) + 1), slice(left, right)
        plane[box] = np.where((head < 1) | trail, drawn, plane[box])
