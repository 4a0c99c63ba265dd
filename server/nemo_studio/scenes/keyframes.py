"""Slow pictures: drawn a few times a second and blended in between, which looks the same as drawing each."""

from collections.abc import Callable

import numpy as np

from nemo_studio.scenes.picture import Floats


class Keyframes:
    """Keeps the two pictures around the present moment."""

    def __init__(self, draw: Callable[[float], Floats], step_s: float) -> None:
        """`draw` makes the picture of a moment; `step_s` is the time from one to the next."""
        self._draw = draw
        self._step_s = step_s
        self._pictures: dict[int, Floats] = {}

    def at(self, at_s: float) -> Floats:
        """The picture at a moment, as a new array."""
        step, share = divmod(at_s / self._step_s, 1)
        before, after = self._picture(int(step)), self._picture(int(step) + 1)
        blended = after - before
        blended *= np.float32(share)
        blended += before
        return blended

    def _picture(self, step: int) -> Floats:
        if step not in self._pictures:
            self._pictures = {key: kept for key, kept in self._pictures.items() if key == step - 1}
            self._pictures[step] = self._draw(step * self._step_s)
        return self._pictures[step]
