"""A video shown backwards. Decoders only go forwards, so it is read in short stretches from its end."""

from collections.abc import Callable
from typing import Final

import av

from nemo_studio.scenes import Painter

STRETCH_FRAMES: Final = 24
"""So many decoded frames are kept at a time; at 1080p that is 75 MB."""


class Backwards:
    """Paints a source at times that go back, whatever the source can do itself."""

    def __init__(self, open_at: Callable[[float], Painter], step_s: float) -> None:
        """Prepare to read.

        Args:
            open_at: Opens the source at a time in seconds; the painter counts from there, and forwards.
            step_s: Seconds of the source between two frames that are asked for.
        """
        self._open_at = open_at
        self._step_s = step_s
        self._stretch: list[tuple[float, av.VideoFrame]] = []

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw the picture at a time; quick while the times go back by the step."""
        while self._stretch:
            painted_s, frame = self._stretch.pop()
            if abs(painted_s - at_s) < self._step_s / 2:
                return frame
        self._read_stretch(at_s)
        return self._stretch.pop()[1]

    def _read_stretch(self, end_s: float) -> None:
        """Read the frames up to a time, the earliest first."""
        count = min(STRETCH_FRAMES, int(end_s / self._step_s) + 1)
        times = [max(end_s - index * self._step_s, 0.0) for index in reversed(range(count))]
        painter = self._open_at(times[0])
        self._stretch = [(at_s, painter.paint(at_s - times[0])) for at_s in times]
