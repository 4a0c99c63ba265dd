"""What a source of frames is given to work with, and what it must be able to do."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import av
import numpy as np


def _no_parameters() -> Mapping[str, str | float]:
    return {}


@dataclass(frozen=True)
class RenderContext:
    """The size, length and parameters of one clip.

    Attributes:
        width: Pixels, even.
        height: Pixels, even.
        seed: The same seed gives the same pictures.
        duration_s: How long the clip will be shown.
        parameters: Words such as `time_of_day`, `mood`, `palette`; a scene reads those it knows.
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

    @property
    def breadth(self) -> float:
        """The width in units to one digit: what stands side by side is counted by it.

        Sizes of one shape differ by the rounding to even pixels, and one tree more in one of them would move
        all that chance places after it: a preview would show another forest than the film.
        """
        return round(self.width / self.unit, 1)

    def random(self, purpose: int = 0) -> np.random.Generator:
        """Chance that depends on the seed and the purpose alone."""
        return np.random.default_rng((self.seed, purpose))

    def parameter(self, name: str, default: str) -> str:
        """The parameter of that name in lower case, or the default."""
        return str(self.parameters.get(name, default)).lower()

    def choose(self, name: str, options: Collection[str], default: str) -> str:
        """The parameter of that name when it is one of `options`, or the default."""
        chosen = self.parameter(name, default)
        return chosen if chosen in options else default


class FrameSource(Protocol):
    """A scene, a film or a picture that was opened for one context."""

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture at a time since the clip's start, as a new writable 4:2:0 frame."""
        ...
