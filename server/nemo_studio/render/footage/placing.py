"""A frame of any shape placed on the stage: cut to fill it, or whole between bars or before its own blur."""

import av
from av.video.reformatter import Interpolation, VideoReformatter

from nemo_studio.render.composition import Fit
from nemo_studio.render.footage.conversion import Converter
from nemo_studio.render.framing import cut_out
from nemo_studio.render.mixing import darken, lay_inside
from nemo_studio.scenes import Stage, blank_frame, open_picture


def place(frame: av.VideoFrame, stage: Stage, converter: Converter, fit: Fit) -> av.VideoFrame:
    """Convert a frame and place it on the stage, as a new writable frame."""
    wide, high = converter.shape_of(frame)
    shares = stage.width / wide, stage.height / high

    def scale(share: float, *, covers: bool) -> av.VideoFrame:
        least = (stage.width, stage.height) if covers else (2, 2)
        width, height = max(_even(wide * share), least[0]), max(_even(high * share), least[1])
        return converter.convert(frame, width, height)

    filled = _cut_middle(scale(max(shares), covers=True), stage) if fit != "bars" else None
    if fit == "fill" and filled:
        return filled
    ground = _blur(filled) if filled else blank_frame(stage.width, stage.height)
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


def _lay_middle(ground: av.VideoFrame, frame: av.VideoFrame) -> None:
    """Rounding may leave a frame two pixels larger than its ground: those are cut off."""
    width, height = min(frame.width, ground.width), min(frame.height, ground.height)
    if (width, height) != (frame.width, frame.height):
        frame = cut_out(frame, 0, 0, width, height)
    x, y = (ground.width - width) // 4 * 2, (ground.height - height) // 4 * 2
    lay_inside(open_picture(ground), open_picture(frame), x, y)


def _cut_middle(frame: av.VideoFrame, stage: Stage) -> av.VideoFrame:
    left, top = (frame.width - stage.width) // 4 * 2, (frame.height - stage.height) // 4 * 2
    return cut_out(frame, left, top, stage.width, stage.height)


def _even(value: float) -> int:
    return round(value / 2) * 2
