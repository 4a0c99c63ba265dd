"""What a scene is given to work with, and what it must be able to do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import av
import numpy as np


def _no_parameters() -> Mapping[str, str | float]:
    return {}


@dataclass(frozen=True)
class Stage:
    """The size, length and wishes of one shot.

    Attributes:
        width: Pixels, even.
        height: Pixels, even.
        seed: The same seed gives the same pictures.
        duration_s: How long the shot will be shown.
        parameters: Wishes such as `time_of_day`, `mood`, `palette`; a scene reads those it knows.
    """

    width: int
    height: int
    seed: int = 0
    duration_s: float = 10.0
    parameters: Mapping[str, str | float] = field(default_factory=_no_parameters)

    @property
    def unit(self) -> int:
        """The shorter side in pixels; scenes measure in it, so that a sun is as large in every shape."""
        return min(self.width, self.height)

    def random(self, purpose: int = 0) -> np.random.Generator:
        """Chance that depends on the seed and the purpose alone."""
        return np.random.default_rng((self.seed, purpose))

    def wish(self, name: str, default: str) -> str:
        """The wish of that name in lower case, or the default."""
        return str(self.parameters.get(name, default)).lower()

    def choose(self, name: str, options: Collection[str], default: str) -> str:
        """The wish of that name when it is one of `options`, or the default."""
        wish = self.wish(name, default)
        return wish if wish in options else default


class Painter(Protocol):
    """A scene that was set up for one stage."""

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw the picture at a time since the shot's start, as a new writable 4:2:0 frame."""
        ...
