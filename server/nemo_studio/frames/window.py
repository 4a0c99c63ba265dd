"""A window over a larger picture: what a camera sees of it, placed by fractions of a pixel."""

from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter
from PIL import Image

from nemo_studio.frames.picture import open_picture
from nemo_video.media.planes import Bytes, new_frame, view_planes


@dataclass(frozen=True)
class Window:
    """What the camera sees of a larger picture, in shares of it: its middle, and its size."""

    x: float
    y: float
    size: tuple[float, float]

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.size[0] / 2

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y - self.size[1] / 2


WHOLE: Final = Window(0.5, 0.5, (1, 1))


@runtime_checkable
class WindowedSource(Protocol):
    """A source that draws what a window shows at once, which is cheaper than to scale its whole picture."""

    def frame_through(self, at_s: float, window: Window, width: int, height: int) -> av.VideoFrame:
        """Draw what the window shows at a time, as a new frame of `width` × `height`."""
        ...


class Still:
    """A picture that a window moves over, scaled anew for each moment."""

    def __init__(self, frame: av.VideoFrame, border: int = 0) -> None:
        """Look at a frame, which must not be changed any more; `border` goes on with its outermost pixels.

        With a border of `_ROOM` FFmpeg can scale any window, also one that reaches to the edge.
        """
        self._border = border
        planes = open_picture(frame).planes
        self._planes = [np.pad(plane, border, "edge") if border else plane for plane in planes]
        self._scalers = [VideoReformatter() for _ in planes]

    def look_through(self, window: Window, width: int, height: int) -> av.VideoFrame:
        """What the window shows, as a new frame."""
        frame = new_frame(width, height)
        for plane, scaler, target in zip(
            self._planes, self._scalers, open_picture(frame).planes, strict=True
        ):
            self._scale(plane, scaler, window, target)
        return frame

    def _scale(self, plane: Bytes, scaler: VideoReformatter, window: Window, target: Bytes) -> None:
        rows, columns = (samples - 2 * self._border for samples in plane.shape)
        left, top, right, bottom = (edge + self._border for edge in _box(window, columns, rows))
        across = _find_crop(right - left, left, target.shape[1], plane.shape[1])
        down = _find_crop(bottom - top, top, target.shape[0], plane.shape[0])
        if max(across.error, down.error) > _MAX_ERROR:
            box = left, top, right, bottom
            image = Image.frombuffer("L", plane.shape[::-1], np.ascontiguousarray(plane), "raw", "L", 0, 1)
            target[:] = np.asarray(image.resize(target.shape[::-1], Image.Resampling.BICUBIC, box))
            return
        scaled = scaler.reformat(
            av.VideoFrame.from_numpy_buffer(plane[down.taken, across.taken], "gray"),
            width=across.scaled,
            height=down.scaled,
            format="gray",
            interpolation=Interpolation.BICUBIC,
            threads=_ONE_THREAD,
        )
        target[:] = view_planes(scaled)[0][down.shown, across.shown]


def view_frame(frame: av.VideoFrame, window: Window, width: int, height: int) -> av.VideoFrame:
    """What the window shows of a frame, as a new one."""
    return Still(frame).look_through(window, width, height)


def _box(window: Window, columns: int, rows: int) -> tuple[float, float, float, float]:
    """What the window shows of so many columns and rows; it does not reach beyond them."""
    left, right = ((window.x + side * window.size[0] / 2) * columns for side in (-1, 1))
    top, bottom = ((window.y + side * window.size[1] / 2) * rows for side in (-1, 1))
    return max(left, 0.0), max(top, 0.0), min(right, columns), min(bottom, rows)


_ROOM: Final = 64
"""How many more samples than are shown may be scaled: among so many crops one comes near enough."""

STILL_BORDER: Final = 2 * _ROOM
"""What a still needs around it so that they all lie inside."""

_MAX_ERROR: Final = 0.12
"""Of a pixel: what nobody sees, neither on one frame nor from one to the next."""

_ONE_THREAD: Final = 1
"""A plane is scaled in a millisecond: to wake other threads for it costs more than they save."""


@dataclass(frozen=True)
class _Crop:
    """Whole samples that are scaled to whole samples, of which some are shown, in one direction.

    Attributes:
        taken: The samples that are scaled.
        scaled: How many are made of them.
        shown: Those that are shown.
        error: By how much a shown sample lies beside where it should, at most, in samples of the source.
    """

    taken: slice
    scaled: int
    shown: slice
    error: float


def _find_crop(length: float, start: float, shown: int, samples: int) -> _Crop:
    """The crop that comes nearest to a window of any length and place.

    FFmpeg scales whole samples, six times faster than what scales between them. But a ratio of whole numbers
    comes very near to any scale, and the part that is shown of what was scaled to any place.
    """
    step = length / shown
    scaled, left = shown + np.arange(_ROOM + 1)[:, None], np.arange(_ROOM + 1)
    taken = np.rint(step * scaled)
    middle = (left + shown / 2) * (taken / scaled)
    first = np.rint(start + length / 2 - middle)
    error = np.abs(first + middle - start - length / 2) + np.abs(taken / scaled - step) * shown / 2
    fits = (first >= 0) & (first + taken <= samples) & (left + shown <= scaled)
    error = np.where(fits, error, np.inf)
    row, column = np.unravel_index(np.argmin(error), error.shape)
    begin, before = int(first[row, column]), int(left[column])
    return _Crop(
        taken=slice(begin, begin + int(taken[row, 0])),
        scaled=int(scaled[row, 0]),
        shown=slice(before, before + shown),
        error=float(error[row, column]),
    )
