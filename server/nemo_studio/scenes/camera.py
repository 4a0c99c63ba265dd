"""Camera moves, the same for every scene: pan, tilt and zoom, by fractions of a pixel and without borders.

The scene is drawn somewhat larger than the clip, and the clip is a window that travels over it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import av
import numpy as np

from nemo_studio.frames.context import FrameSource, RenderContext
from nemo_studio.frames.window import Window, WindowedSource, view_frame

_SLOW_ENDS: Final = 0.6
"""How much of a move's speed is lost at its first and last moment."""


@dataclass(frozen=True)
class _Move:
    """How much larger the scene is drawn, and the windows that the move starts and ends with."""

    overscan: tuple[float, float]
    start: Window
    end: Window


def _travel(axis: int, overscan: float, *, forward: bool) -> _Move:
    wide = 1 / overscan
    ends = [wide / 2, 1 - wide / 2]
    first, last = ends if forward else ends[::-1]
    if axis == 0:
        return _Move((overscan, 1), Window(first, 0.5, (wide, 1)), Window(last, 0.5, (wide, 1)))
    return _Move((1, overscan), Window(0.5, first, (1, wide)), Window(0.5, last, (1, wide)))


def _zoom(overscan: float, closest: float, *, closer: bool) -> _Move:
    far, near = Window(0.5, 0.5, (1, 1)), Window(0.5, 0.5, (closest, closest))
    return _Move((overscan, overscan), *((far, near) if closer else (near, far)))


MOVES: Final[Mapping[str, _Move]] = MappingProxyType(
    {
        "pan_left": _travel(0, 1.22, forward=False),
        "pan_right": _travel(0, 1.22, forward=True),
        "tilt_up": _travel(1, 1.20, forward=False),
        "tilt_down": _travel(1, 1.20, forward=True),
        "zoom_in": _zoom(1.12, 0.80, closer=True),
        "zoom_out": _zoom(1.12, 0.80, closer=False),
        "drift": _zoom(1.0, 0.93, closer=True),
    }
)


class Camera:
    """A source that looks at another source's larger picture through a window that moves."""

    def __init__(
        self, context: RenderContext, move: str, open_scene: Callable[[RenderContext], FrameSource]
    ) -> None:
        """`move` is a key of `MOVES`; it takes as long as the clip."""
        self._context = context
        self._move = MOVES[move]
        across, down = self._move.overscan
        self._source = open_scene(
            replace(context, width=_even(context.width * across), height=_even(context.height * down))
        )

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        window, size = self.window_at(at_s), (self._context.width, self._context.height)
        if isinstance(self._source, WindowedSource):
            return self._source.frame_through(at_s, window, *size)
        return view_frame(self._source.frame_at(at_s), window, *size)

    def window_at(self, at_s: float) -> Window:
        """What the camera sees at a time; before its start and after its end it stands still."""
        progress = min(max(at_s / max(self._context.duration_s, 0.1), 0.0), 1.0)
        share = float(progress - _SLOW_ENDS * np.sin(2 * np.pi * progress) / (2 * np.pi))
        start, end = self._move.start, self._move.end
        return Window(
            start.x + (end.x - start.x) * share,
            start.y + (end.y - start.y) * share,
            (
                start.size[0] * (end.size[0] / start.size[0]) ** share,
                start.size[1] * (end.size[1] / start.size[1]) ** share,
            ),
        )


def _even(length: float) -> int:
    return round(length / 2) * 2
