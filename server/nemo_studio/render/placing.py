"""A frame of any shape placed in the picture: cut to fill it, or whole between bars or on its own blur."""

from typing import Final

import av
from av.video.reformatter import Interpolation, VideoReformatter

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import blank_frame, open_picture
from nemo_studio.render.blending import darken, lay_inside
from nemo_studio.render.composition import Fit
from nemo_studio.render.framing import cut_out
from nemo_video.media.conversion import Converter

_NEARLY_SAME: Final = 1.08
"""Up to this ratio of their aspects two shapes count as one, and the little that is too much is cut off."""

_MAX_OVERHANG: Final = 16
"""So many times the picture's length may hang over it before it is cut off. A strip of 3 x 5000 pixels that
fills a wide picture would be a million pixels long; what it shows of that is one colour in any case."""

_CARD_SHARE, _CARD_HEIGHT = 0.66, 0.36
"""How large a picture on a card is, and how far down: above the middle, so that a line has room below it."""


def place(frame: av.VideoFrame, context: RenderContext, converter: Converter, fit: Fit) -> av.VideoFrame:
    """Convert a frame and place it on the context, as a new writable frame."""
    wide, high = converter.shape_of(frame)
    shares = context.width / wide, context.height / high

    def scale(share: float, *, covers: bool) -> av.VideoFrame:
        least = (context.width, context.height) if covers else (2, 2)
        width, height = max(_even(wide * share), least[0]), max(_even(high * share), least[1])
        most = context.width * _MAX_OVERHANG, context.height * _MAX_OVERHANG
        return converter.convert(frame, min(width, most[0]), min(height, most[1]))

    if fit == "auto":
        fit = "fill" if max(shares) <= min(shares) * _NEARLY_SAME else "blur"
    filled = _cut_middle(scale(max(shares), covers=True), context) if fit in ("fill", "blur") else None
    if fit == "fill" and filled:
        return filled
    ground = _blur(filled) if filled else blank_frame(context.width, context.height)
    if fit == "card":
        _lay_middle(ground, scale(min(shares) * _CARD_SHARE, covers=False), _CARD_HEIGHT)
    else:
        _lay_middle(ground, scale(min(shares), covers=False))
    return ground


def _blur(frame: av.VideoFrame) -> av.VideoFrame:
    """Blurred and darker: scaled down to very little and up again."""
    small = VideoReformatter().reformat(
        frame, width=max(frame.width // 80 * 2, 8), height=max(frame.height // 80 * 2, 8)
    )
    blurred = VideoReformatter().reformat(
        small, width=frame.width, height=frame.height, interpolation=Interpolation.BICUBIC
    )
    darken(open_picture(blurred), 0.6)
    return blurred


def _lay_middle(ground: av.VideoFrame, frame: av.VideoFrame, down: float = 0.5) -> None:
    """Lay a frame in the middle of its ground, or so far down of it.

    Rounding may leave a frame two pixels larger than its ground: those are cut off.
    """
    width, height = min(frame.width, ground.width), min(frame.height, ground.height)
    if (width, height) != (frame.width, frame.height):
        frame = cut_out(frame, 0, 0, width, height)
    x, y = (ground.width - width) // 4 * 2, int((ground.height - height) * down) // 2 * 2
    lay_inside(open_picture(ground), open_picture(frame), x, y)


def _cut_middle(frame: av.VideoFrame, context: RenderContext) -> av.VideoFrame:
    left, top = (frame.width - context.width) // 4 * 2, (frame.height - context.height) // 4 * 2
    return cut_out(frame, left, top, context.width, context.height)


def _even(value: float) -> int:
    return round(value / 2) * 2
