"""A city across the water: lit windows, lamps and traffic along the shore, and all of it mirrored."""

from dataclasses import dataclass
from typing import Final

import av
import numpy as np

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger
from nemo_studio.frames.picture import Floats, Picture, duplicate, open_picture
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.skyline import CITY_LIGHTS, Skyline
from nemo_studio.scenes.sprites import Stars, glow_sprite, lay_sprite, twinkle
from nemo_studio.scenes.water import Lake

_SHORE: Final = 0.64
_LAMP_GAP: Final = 0.042


@dataclass(frozen=True)
class _Car:
    lane: int
    start: float
    speed: float


class City:
    """The whole view."""

    def __init__(self, context: RenderContext) -> None:
        """Draw the city, put cars on its road."""
        self._context = context
        self._shore = round(context.height * _SHORE / 2) * 2
        conditions = Conditions.of(context, time="night")
        self._lamps = CITY_LIGHTS[conditions.time].lamps
        skyline = Skyline(
            context, self._shore, conditions, tallness=1.5 if context.height > context.width else 1.0
        )
        whole = np.zeros((context.height, context.width, 3), np.float32)
        whole[: self._shore] = skyline.draw()
        self._draw_road(whole)
        self._still = open_picture(Enlarger(context.width, context.height).enlarge(whole))
        self._add_still_lights(conditions)
        self._beacons = skyline.beacons
        self._lake = Lake(context, self._shore, shine=0.9)
        self._beacon = glow_sprite(context.unit * 0.011, "#FF3B30")
        self._lights = (
            glow_sprite(context.unit * 0.016, "#FFF3D6", stretch=1.7),
            glow_sprite(context.unit * 0.015, "#FF4A2E", stretch=1.7),
        )
        random = context.random(2)
        self._cars = [
            _Car(int(random.integers(0, 2)), random.uniform(0, 1.2), random.uniform(0.10, 0.17))
            for _ in range(round(34 * context.breadth))
        ]

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = duplicate(self._still)
        picture = open_picture(frame)
        for index, (x, y) in enumerate(self._beacons):
            shining = twinkle(at_s, 0.55, index * 0.37) ** 3 * (0.25 + 0.75 * self._lamps)
            lay_sprite(picture, self._beacon, x, y, shining)
        for car in self._cars:
            self._draw_car(picture, car, at_s)
        self._lake.reflect(picture, at_s)
        return frame

    def _draw_car(self, picture: Picture, car: _Car, at_s: float) -> None:
        span = self._context.width / self._context.unit + 0.2
        way = (car.start * span + at_s * car.speed) % span - 0.1
        x = way if car.lane else span - 0.2 - way
        y = self._shore - self._context.unit * (0.0075, 0.0165)[car.lane]
        lay_sprite(picture, self._lights[car.lane], x * self._context.unit, y, 0.35 + 0.65 * self._lamps)

    def _draw_road(self, whole: Floats) -> None:
        """The quay wall at the water's edge; cars drive on top of it."""
        unit, shore = self._context.unit, self._shore
        top = shore - max(round(unit * 0.006), 2)
        whole[top:shore] = whole[top - 1 : top] * 0.55 + 0.02

    def _add_still_lights(self, conditions: Conditions) -> None:
        """Stars above the roofs, and a row of street lamps."""
        context, picture = self._context, self._still
        if conditions.sunshine > 0.5 and (density := CITY_LIGHTS[conditions.time].stars):
            Stars(context, round(self._shore * 0.55), density=density * 0.5).lay_over(picture, 0.0)
        lamp = glow_sprite(context.unit * 0.020, "#FFC46B")
        for x in np.arange(0.4, context.width / context.unit / _LAMP_GAP) * _LAMP_GAP * context.unit:
            lay_sprite(picture, lamp, float(x), self._shore - context.unit * 0.026, 0.9 * self._lamps)
