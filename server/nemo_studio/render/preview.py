"""Single frames of a composition, drawn without an export, for people who would rather look first."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray

from nemo_studio.frames.picture import open_picture
from nemo_studio.render.composition import Clip, Composition, Grade
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.grading import apply_grade
from nemo_studio.render.span_names import find_clips
from nemo_studio.render.spans import Span


def draw_frames(
    composition: Composition, at_ms: Sequence[float], *, largest_side: int = 640
) -> list[NDArray[np.uint8]]:
    """Draw the frames that an export would show at the given times, in the order asked for.

    See `draw_each`.

    Returns:
        RGB pictures of shape (height, width, 3).
    """
    pictures = dict(draw_each(composition, at_ms, largest_side=largest_side))
    return [pictures[time_ms] for time_ms in at_ms]


def draw_each(
    composition: Composition, at_ms: Sequence[float], *, largest_side: int
) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Draw the frames that an export would show at the given times, one after the other in time.

    A film goes to each time that is looked at, so nothing between is decoded.

    Args:
        composition: What to draw.
        at_ms: Times; one past the end means the last frame.
        largest_side: Larger pictures are drawn smaller, which is much faster than scaling them down.

    Yields:
        A time, and the RGB picture of shape (height, width, 3) that shows then.

    Raises:
        VideoError: A file is not there or cannot be decoded.
    """
    small = composition.shrink(largest_side, composition.fps)
    compositor = Compositor(small)
    for time_ms in sorted(set(at_ms)):
        frame_ms = _frame_index(small, time_ms) * 1000 / small.fps
        compositor.jump_to(frame_ms)
        yield time_ms, _as_rgb(compositor.frame_at(frame_ms))


def grade_picture(pixels: NDArray[np.uint8], grade: Grade) -> NDArray[np.uint8]:
    """Give an RGB picture, shape (height, width, 3), other colours: as if it had been drawn with them."""
    frame = av.VideoFrame.from_ndarray(pixels, "rgb24").reformat(
        format="yuv444p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
    apply_grade(open_picture(frame), grade)
    return _as_rgb(frame)


def name_frame(composition: Composition, at_ms: float) -> str:
    """A name for the frame that shows at a time: the same for the same picture, wherever in a film it is.

    It stands for what shows just then. Uploaded files are told apart by their paths, under which each lies
    unchanged.
    """
    index = _frame_index(composition, at_ms)
    frame_ms = index * 1000 / composition.fps
    shape = composition.width, composition.height, composition.fps, composition.margins
    clips = [
        (replace(_as_it_shows(clip, frame_ms), start_ms=0), round(frame_ms - clip.start_ms, 3))
        for clip in find_clips(composition, Span(index, index + 1))
    ]
    captions = [
        (replace(caption, start_ms=0), round(frame_ms - caption.start_ms, 3))
        for caption in composition.captions
        if caption.start_ms <= frame_ms < caption.start_ms + caption.duration_ms
    ]
    return hashlib.sha256(repr((shape, clips, captions)).encode("utf-8", "surrogatepass")).hexdigest()


def _as_it_shows(clip: Clip, frame_ms: float) -> Clip:
    """A transition that is over is not seen any more."""
    is_over = clip.transition and clip.start_ms + clip.transition.duration_ms <= frame_ms
    return replace(clip, transition=None) if is_over else clip


def _frame_index(composition: Composition, at_ms: float) -> int:
    """The number of the frame that shows at a time."""
    return min(max(int(at_ms * composition.fps / 1000 + 0.001), 0), composition.frame_count - 1)


def _as_rgb(frame: av.VideoFrame) -> NDArray[np.uint8]:
    rgb = frame.reformat(format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG)
    return np.asarray(rgb.to_ndarray(), np.uint8)
