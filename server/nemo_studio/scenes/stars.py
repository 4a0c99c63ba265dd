"""Stars in a night sky, each with a flicker of its own."""

import numpy as np

from nemo_studio.scenes.picture import Floats, Picture
from nemo_studio.scenes.sprites import add_points
from nemo_studio.scenes.stage import Stage


class Stars:
    """Stars that stand still; there are fewer and weaker ones near the horizon."""

    def __init__(
        self, stage: Stage, horizon: int, *, hidden: Floats | None = None, density: float = 1.0
    ) -> None:
        """Scatter them.

        Args:
            stage: Where they stand.
            horizon: First row without stars.
            hidden: How much of the sky is covered, 0..1, on a grid of any size that spans the stage.
            density: 1 is a clear night far from any town.
        """
        random = stage.random(62)
        count = round(800 * density * stage.width * horizon / stage.unit**2)
        self._x = random.uniform(0, stage.width, count)
        self._y = random.uniform(0, 1, count) ** 1.2 * horizon
        light = np.clip(random.exponential(50, count), 6, 190) * min(stage.unit / 1080 + 0.25, 1)
        self._light = light * np.clip(1.25 * (1 - self._y / horizon), 0, 1)
        if hidden is not None:
            rows, columns = hidden.shape
            row = (self._y * rows / stage.height).astype(int)
            column = (self._x * columns / stage.width).astype(int)
            self._light *= 1 - hidden[row, column]
        self._rates = random.uniform(0.5, 3.0, count)

    def lay_over(self, picture: Picture, at_s: float) -> None:
        """Add them to the picture."""
        flicker = 0.78 + 0.22 * np.sin(at_s * self._rates + self._rates * 9)
        add_points(picture.y, self._x, self._y, self._light * flicker)
