"""Planes that FFmpeg scales through a window which moves by fractions of a sample.

It scales whole samples only, six times faster than what scales between them. But a ratio of whole numbers
comes very near to any scale, and the part that is shown of what was scaled to any place.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import av
import numpy as np
from av.video.reformatter import Interpolation, VideoReformatter

from nemo_studio.frames.picture import ONE_THREAD
from nemo_studio.frames.resampling import Axis, draw_scaled
from nemo_video.media.planes import Bytes, view_planes

ROOM: Final = 64
"""How many more samples than are shown may be scaled: among so many crops one comes near enough."""

MAX_ERROR: Final = 0.12
"""Of a sample: what nobody sees, neither on one frame nor from one to the next."""


@dataclass(frozen=True)
class Crop:
    """Whole samples that are scaled to whole samples, of which some are shown, in one direction.

    Attributes:
        taken: The samples that are scaled, counted from the first one of the border.
        scaled: How many are made of them.
        shown: Those that are shown.
        error: By how much a shown sample lies beside where it should, at most, in samples of the plane.
    """

    taken: slice
    scaled: int
    shown: slice
    error: float


class BorderedPlane:
    """A plane whose outermost samples go on beyond its edges, so that crops may reach there.

    Attributes:
        inside: The plane itself, (rows, columns), for its owner to fill.
    """

    def __init__(self, shape: tuple[int, ...], border: int = ROOM) -> None:
        """Make it of `shape` (rows, columns), with so wide a border on each side; its samples are not set."""
        rows, columns = shape
        self._border = border
        self._whole = np.empty((rows + 2 * border, columns + 2 * border), np.uint8)
        self.inside: Bytes = self._whole[border : border + rows, border : border + columns]
        self._scaler = VideoReformatter()

    def extend(self) -> None:
        """Let the outermost samples go on; to be called when the plane has been filled."""
        if border := self._border:
            rows, whole = self._whole[border:-border], self._whole
            rows[:, :border], rows[:, -border:] = self.inside[:, :1], self.inside[:, -1:]
            whole[:border], whole[-border:] = rows[0], rows[-1]

    def show(self, down: Axis, across: Axis, max_errors: tuple[float, float]) -> Bytes:
        """What lies under two axes over the plane, in a new one.

        Args:
            down: Which rows.
            across: Which columns.
            max_errors: By how much of a sample rows and columns may lie beside where they should. In a
                direction in which no crop comes so near, the plane is drawn exactly first.
        """
        rows, columns = self.find_crops(down, across)
        plane, border = self._whole, self._border
        if rows.error > max_errors[0]:
            plane = _draw_exactly(plane[border : len(plane) - border], down, None)
            rows = _take_whole(down.length)
        if columns.error > max_errors[1]:
            plane = _draw_exactly(plane[:, border : plane.shape[1] - border], None, across)
            columns = _take_whole(across.length)
        return self._scale(plane, rows, columns)

    def find_crops(self, down: Axis, across: Axis) -> tuple[Crop, Crop]:
        """The crops of rows and of columns that come nearest to two axes over the plane."""
        rows, columns = self.inside.shape
        return _find_crop(down, rows, self._border), _find_crop(across, columns, self._border)

    def scale(self, rows: Crop, columns: Crop) -> Bytes:
        """What two crops show, in a new plane."""
        return self._scale(self._whole, rows, columns)

    def _scale(self, plane: Bytes, rows: Crop, columns: Crop) -> Bytes:
        scaled = self._scaler.reformat(
            av.VideoFrame.from_numpy_buffer(plane[rows.taken, columns.taken], "gray"),
            width=columns.scaled,
            height=rows.scaled,
            format="gray",
            interpolation=Interpolation.BICUBIC,
            threads=ONE_THREAD,
        )
        return view_planes(scaled)[0][rows.shown, columns.shown]


def _draw_exactly(plane: Bytes, down: Axis | None, across: Axis | None) -> Bytes:
    rows, columns = plane.shape
    drawn = np.empty((down.length if down else rows, across.length if across else columns), np.uint8)
    draw_scaled(drawn, plane, down, across)
    return drawn


def _take_whole(length: int) -> Crop:
    return Crop(slice(0, length), length, slice(0, length), 0.0)


@lru_cache(maxsize=8)
def _find_crop(axis: Axis, samples: int, border: int) -> Crop:
    """The crop that comes nearest to an axis of any length and place over so many samples with a border."""
    shown, middle = axis.length, border + (axis.start + axis.end) / 2
    step = (axis.end - axis.start) / shown
    scaled, left = shown + np.arange(ROOM + 1)[:, None], np.arange(ROOM + 1)
    taken = np.rint(step * scaled)
    ratio = taken / scaled
    before = (left + shown / 2) * ratio
    first = np.rint(middle - before)
    error = np.abs(first + before - middle) + np.abs(ratio - step) * (shown / 2)
    fits = (first >= 0) & (first + taken <= samples + 2 * border) & (left + shown <= scaled)
    row, column = divmod(int(np.argmin(np.where(fits, error, np.inf))), ROOM + 1)
    begin = int(first[row, column])
    return Crop(
        taken=slice(begin, begin + int(taken[row, 0])),
        scaled=int(scaled[row, 0]),
        shown=slice(column, column + shown),
        error=float(error[row, column]),
    )
