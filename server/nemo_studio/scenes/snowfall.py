"""Falling snow: many far flakes of a point each, and near ones, large and soft, that sway as they fall."""

from typing import Final

import numpy as np

from nemo_studio.scenes.picture import Floats, Picture
from nemo_studio.scenes.sprites import add_points, glow_sprite, lay_sprite
from nemo_studio.scenes.stage import Stage

_FLAKES: Final = 1300
_NEAR_FLAKES: Final = 170


class Snowfall:
    """Flakes on a stage; every flake has its own size, speed and sway."""

    def __init__(self, stage: Stage, *, density: float = 1.0, wind: float = 1.0) -> None:
        """`density` 1 is steady snow; `wind` is how fast it is blown aside."""
        self._stage = stage
        self._wind = wind
        self._near = round(_NEAR_FLAKES * density)
        self._sprites = [
            glow_sprite(stage.unit * size, "#EAF1FF", brightness=0.62) for size in (0.007, 0.010, 0.016)
        ]
        random = stage.random(2)
        count = round(_FLAKES * density * stage.width * stage.height / stage.unit**2)
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
        stage, (rate, phase) = self._stage, self._sway
        blown = self._wind * (0.020 * at_s + 0.03 * np.sin(at_s * 0.21))
        swing = 0.012 * np.sin(rate * at_s * 2 + phase) * (0.4 + self._nearness)
        span_x, span_y = stage.width / stage.unit + 0.1, stage.height / stage.unit + 0.1
        x = (self._from[0] * span_x + blown * (0.4 + self._nearness) + swing) % span_x - 0.05
        y = (self._from[1] * span_y + self._speed * at_s) % span_y - 0.05
        return x * stage.unit, y * stage.unit
