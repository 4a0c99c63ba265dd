"""Uploaded media as sources of frames: films, moving pictures, and stills under a camera that moves."""

from pathlib import Path
from typing import Final, Protocol, runtime_checkable

import av
import numpy as np

from nemo_studio.frames.context import FrameSource, RenderContext
from nemo_studio.frames.picture import duplicate, open_picture
from nemo_studio.frames.window import STILL_BORDER, Still, Window
from nemo_studio.render.composition import Fit
from nemo_studio.render.placing import place
from nemo_video.media.conversion import Converter, Ground
from nemo_video.media.film import FilmReader, is_clear_film
from nemo_video.media.opening import read_info
from nemo_video.media.still import Animation, is_animated, is_clear_picture, is_picture, load_picture

_MARGIN: Final = 1.3
"""How much larger than the picture a still is kept, so that a camera that comes closer finds detail.

More than the closest camera of them all needs: near the scale of 1 there are few whole numbers to crop by.
"""

_PHOTO_MAY_LOSE: Final = 1.55
"""A photo of 4:3 or 3:2 fills a film of 16:9, as photos in films do; an upright one is shown whole."""

_Move = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""First and last of zoom, place from the left and place from the top."""

_MIDDLE: Final = (0.5, 0.5)
_CAMERAS: Final[dict[str, _Move]] = {
    "still": ((1.0, 1.0), _MIDDLE, _MIDDLE),
    "zoom_in": ((1.0, 1.25), _MIDDLE, _MIDDLE),
    "zoom_out": ((1.25, 1.0), _MIDDLE, _MIDDLE),
    "pan_left": ((1.2, 1.2), (1.0, 0.0), _MIDDLE),
    "pan_right": ((1.2, 1.2), (0.0, 1.0), _MIDDLE),
    "tilt_up": ((1.2, 1.2), _MIDDLE, (1.0, 0.0)),
    "tilt_down": ((1.2, 1.2), _MIDDLE, (0.0, 1.0)),
}


@runtime_checkable
class Footage(Protocol):
    """A source that moves by itself, and can go on at any time of its file without opening it again."""

    def jump_to(self, start_s: float) -> None:
        """Let the times of the source begin elsewhere in the file."""
        ...

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture that shows at a time."""
        ...


def is_still(source: str) -> bool:
    """Whether a file is a picture that does not move by itself; told by its content."""
    path = Path(source)
    return is_picture(path) and not is_animated(path)


def is_clear(source: str) -> bool:
    """Whether a picture or film has clear parts, through which what lies below it can show."""
    path = Path(source)
    return is_clear_picture(path) if is_picture(path) else is_clear_film(path)


def open_footage(
    source: str, context: RenderContext, start_s: float, fit: Fit = "fill", ground: Ground = "black"
) -> FrameSource:
    """Open an uploaded picture or film.

    Args:
        source: Path of the file.
        context: What it is drawn for; of its parameters `camera` moves a picture.
        start_s: Where in a film the times of the source begin.
        fit: Whether another shape is cut to fill the picture or shown whole.
        ground: What shows where it is clear.

    Raises:
        VideoError: The file is not there or cannot be decoded.
    """
    path = Path(source)
    if not is_picture(path):
        return _Film(path, context, start_s, fit, ground)
    if is_animated(path):
        return _MovingPicture(path, context, start_s, fit, ground)
    if fit == "auto" and _fills(path, context):
        fit = "fill"
    moves = fit == "fill" or context.parameter("camera", "still") != "still"
    return _KenBurns(path, context, fit, ground) if moves else _WholeStill(path, context, fit, ground)


class _Film:
    """A film placed in the picture; after its end the last picture stays."""

    def __init__(self, path: Path, context: RenderContext, start_s: float, fit: Fit, ground: Ground) -> None:
        self._context = context
        self._fit: Fit = fit
        self._reader = FilmReader(path, start_s, ground)

    def jump_to(self, start_s: float) -> None:
        """Let the times of the source begin elsewhere in the film."""
        self._reader.jump_to(start_s)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture that shows at a time; times must not go back."""
        return place(self._reader.frame_at(at_s), self._context, self._reader.converter, self._fit)


class _MovingPicture:
    """An animated GIF, WebP or PNG placed in the picture."""

    def __init__(self, path: Path, context: RenderContext, start_s: float, fit: Fit, ground: Ground) -> None:
        self._context, self._start_s = context, start_s
        self._fit: Fit = fit
        self._animation = Animation(path)
        self._converter = Converter(ground=ground)

    def jump_to(self, start_s: float) -> None:
        """Let the times of the source begin elsewhere in the animation."""
        self._start_s = start_s

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture that shows at a time."""
        pixels = np.ascontiguousarray(np.asarray(self._animation.picture_at(self._start_s + at_s), np.uint8))
        frame = av.VideoFrame.from_ndarray(pixels, "rgba")
        return place(frame, self._context, self._converter, self._fit)


class _KenBurns:
    """A still over which a camera moves: it fills the picture, or begins to with what lies around it.

    Converted once, larger than needed; each frame is a window over its planes.
    """

    def __init__(self, path: Path, context: RenderContext, fit: Fit, ground: Ground) -> None:
        large = RenderContext(round(context.width * _MARGIN / 2) * 2, round(context.height * _MARGIN / 2) * 2)
        self._large = Still(_place_still(path, large, fit, ground), STILL_BORDER)
        self._context = context
        self._move = _camera_move(context)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame; the window moves by fractions of a pixel."""
        progress = min(at_s / max(self._context.duration_s, 0.1), 1.0)
        zoom, across, down = (first + (last - first) * progress for first, last in self._move)
        size = 1 / zoom
        window = Window(size / 2 + (1 - size) * across, size / 2 + (1 - size) * down, (size, size))
        return self._large.look_through(window, self._context.width, self._context.height)


class _WholeStill:
    """A picture that is shown whole, between bars or before its own blur."""

    def __init__(self, path: Path, context: RenderContext, fit: Fit, ground: Ground) -> None:
        self._placed = open_picture(_place_still(path, context, fit, ground))

    def frame_at(self, at_s: float) -> av.VideoFrame:  # noqa: ARG002 - a source is told the time
        """Draw the picture; nothing moves."""
        return duplicate(self._placed)


def _fills(path: Path, context: RenderContext) -> bool:
    """Whether a photo can fill the picture without losing what matters: not one upright in a wide film."""
    info = read_info(path)
    photo, picture = (info.width or 1) / (info.height or 1), context.width / context.height
    return max(photo, picture) <= min(photo, picture) * _PHOTO_MAY_LOSE


def _place_still(path: Path, context: RenderContext, fit: Fit, ground: Ground) -> av.VideoFrame:
    pixels = np.ascontiguousarray(np.asarray(load_picture(path, ground), np.uint8))
    return place(av.VideoFrame.from_ndarray(pixels, "rgb24"), context, Converter(), fit)


def _camera_move(context: RenderContext) -> _Move:
    """The move that was asked for; else it comes slowly closer, from one point to another."""
    asked = _CAMERAS.get(context.parameter("camera", ""))
    if asked:
        return asked
    across, down = 0.2 * context.random(9).uniform(-1, 1, 2)
    return (1.02, 1.12), (0.5 - across, 0.5 + across), (0.5 - down, 0.5 + down)
