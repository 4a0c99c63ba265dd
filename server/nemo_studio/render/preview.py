"""Single frames of a composition, drawn without an export, for people who would rather look first."""

from collections.abc import Sequence

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from nemo_studio.render.composition import Composition
from nemo_studio.render.compositor import Compositor


def draw_frames(
    composition: Composition, at_ms: Sequence[float], *, largest_side: int = 640
) -> list[NDArray[np.uint8]]:
    """Draw the frames that an export would show at the given times, in the order asked for.

    A film is opened at each time that is looked at, so nothing between is decoded.

    Args:
        composition: What to draw.
        at_ms: Times; one past the end means the last frame.
        largest_side: Larger pictures are drawn smaller, which is much faster than scaling them down.

    Returns:
        RGB pictures of shape (height, width, 3).

    Raises:
        VideoError: A file is not there or cannot be decoded.
    """
    small = composition.shrink(largest_side, composition.fps)
    compositor = Compositor(small)
    pictures: dict[float, NDArray[np.uint8]] = {}
    for time_ms in sorted(set(at_ms)):
        frame_ms = _frame_time_ms(small, time_ms)
        compositor.jump_to(frame_ms)
        pictures[time_ms] = _as_rgb(compositor.frame_at(frame_ms))
    return [pictures[time_ms] for time_ms in at_ms]


def _frame_time_ms(composition: Composition, at_ms: float) -> float:
    """When the frame begins that shows at a time."""
    last = composition.frame_count - 1
    index = min(max(int(at_ms * composition.fps / 1000 + 0.001), 0), last)
    return index * 1000 / composition.fps


def _as_rgb(frame: av.VideoFrame) -> NDArray[np.uint8]:
    rgb = frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG)
    return np.asarray(rgb.to_ndarray(), np.uint8)
