"""Animated GIF, WebP and PNG as motion. Pillow reads them: FFmpeg does not know animated WebP."""

from pathlib import Path
from typing import Final

import av
import numpy as np
from PIL import Image, ImageSequence

from nemo_studio.frames.context import RenderContext
from nemo_studio.render.composition import Fit
from nemo_studio.render.footage.conversion import Converter, Ground
from nemo_studio.render.footage.placing import place
from nemo_studio.render.footage.sources import open_picture_file

_SHORTEST_S: Final = 0.02
_USUAL_S: Final = 0.1
"""Viewers show a picture this long when the file says that it is shown for no time at all."""


def is_animated(path: Path) -> bool:
    """Whether a picture file holds several pictures, one after the other."""
    image = open_picture_file(path)
    return image.format in ("GIF", "WEBP", "PNG") and getattr(image, "n_frames", 1) > 1


class Animation:
    """A moving picture that starts over at its end, as viewers show it."""

    def __init__(self, path: Path, context: RenderContext, start_s: float, fit: Fit, ground: Ground) -> None:
        """Read when each of its pictures is shown."""
        self._context, self._start_s = context, start_s
        self._fit: Fit = fit
        self._image = open_picture_file(path)
        self._ends_s = np.cumsum([_duration_s(frame) for frame in ImageSequence.Iterator(self._image)])
        self._converter = Converter(ground=ground)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture that shows at a time."""
        in_round = (self._start_s + at_s + 0.001) % float(self._ends_s[-1])
        self._image.seek(int(np.searchsorted(self._ends_s, in_round, side="right")))
        pixels = np.ascontiguousarray(np.asarray(self._image.convert("RGBA"), np.uint8))
        frame = av.VideoFrame.from_ndarray(pixels, "rgba")
        return place(frame, self._context, self._converter, self._fit)


def _duration_s(frame: Image.Image) -> float:
    frame.load()
    duration_s = float(frame.info.get("duration", 0)) / 1000
    return duration_s if duration_s >= _SHORTEST_S else _USUAL_S
