"""Decoded frames as people see them: rotation, pixel aspect and colours as the file means them."""

from fractions import Fraction
from typing import TYPE_CHECKING

from av.video.reformatter import Colorspace
from PIL import Image

from nemo_video.media.source import fit_width

if TYPE_CHECKING:
    from av.video.frame import VideoFrame

_TURNS = {
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}
"""Degrees against the clock → Pillow's turn."""

_UNSPECIFIED_COLORSPACE = 2
_HD_HEIGHT = 720


def shown_size(frame: "VideoFrame", pixel_aspect: Fraction | None) -> tuple[int, int]:
    """Width and height on the screen."""
    width = max(1, round(frame.width * (pixel_aspect or 1)))
    return (frame.height, width) if _turns_sideways(frame) else (width, frame.height)


def upright_image(frame: "VideoFrame", pixel_aspect: Fraction | None, *, max_width: int) -> Image.Image:
    """The frame as an RGB image of at most `max_width`."""
    size = fit_width(*shown_size(frame, pixel_aspect), max_width)
    width, height = reversed(size) if _turns_sideways(frame) else size
    rgb = frame.reformat(
        width=width, height=height, format="rgb24", interpolation="AREA", src_colorspace=_colorspace(frame)
    )
    image = Image.fromarray(rgb.to_ndarray())
    turn = _TURNS.get(frame.rotation % 360)
    return image if turn is None else image.transpose(turn)


def _turns_sideways(frame: "VideoFrame") -> bool:
    return frame.rotation % 180 == 90


def _colorspace(frame: "VideoFrame") -> int:
    """An untagged film of HD size means BT.709, where FFmpeg would take BT.601."""
    untagged_hd = frame.colorspace == _UNSPECIFIED_COLORSPACE and frame.height >= _HD_HEIGHT
    return Colorspace.ITU709 if untagged_hd else frame.colorspace
