"""Decoded frames of any kind in one form: upright, square pixels, 8 bits of BT.709 in limited range, opaque.

Previews, contact sheets and the renderer all see a file through this one conversion.

What is clear shows a ground: black, or white where somebody wants to know what is clear.

It knows frames, not files or contexts.
"""

from typing import Final, Literal

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter

from nemo_video.media.planes import Bytes, new_frame, view_planes
from nemo_video.media.tonemapping import ToneMapper, Transfer

Ground = Literal["black", "white"]

_GROUND_LUMA: Final[dict[Ground, int]] = {"black": 16, "white": 235}
_TRANSFERS: Final[dict[int, Transfer]] = {16: "pq", 18: "hlg"}
"""FFmpeg's number of a transfer curve → the curve of high dynamic range."""

_UNTAGGED: Final = 2
_BT2020: Final = 9
_HD_HEIGHT: Final = 720


class Converter:
    """Converts the frames of one file; its scalers are kept from frame to frame."""

    def __init__(
        self, pixel_aspect: float = 1.0, transfer: Transfer | None = None, ground: Ground = "black"
    ) -> None:
        """Prepare for a file.

        Args:
            pixel_aspect: Width of its pixels for their height.
            transfer: Of a file in high dynamic range; None for any other.
            ground: What shows where it is clear.
        """
        self._ground_luma = _GROUND_LUMA[ground]
        self._pixel_aspect = pixel_aspect
        self._reformatter = VideoReformatter()
        self._finisher, self._to_rgb = VideoReformatter(), VideoReformatter()
        self._tone_mapper = ToneMapper(transfer) if transfer else None

    def shape_of(self, frame: av.VideoFrame) -> tuple[float, float]:
        """Width and height on the screen, in pixels as high as the frame's."""
        shape = frame.width * self._pixel_aspect, float(frame.height)
        return (shape[1], shape[0]) if _lies_on_its_side(frame) else shape

    def convert(self, frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
        """Scale a frame to an even size on the screen, as a new writable 4:2:0 frame."""
        size = (height, width) if _lies_on_its_side(frame) else (width, height)
        if self._tone_mapper is not None:
            scaled = self._map_tones(frame, self._tone_mapper, *size)
        elif any(component.is_alpha for component in frame.format.components):
            scaled = self._put_on_ground(frame, *size)
        else:
            scaled = self._scale(frame, *size, "yuv420p")
        return _turn(scaled, round(frame.rotation / 90) % 4)

    def to_rgb(self, frame: av.VideoFrame, width: int, height: int) -> Bytes:
        """Scale a frame to any size on the screen, as RGB of shape (height, width, 3)."""
        even = self.convert(frame, -(-width // 2) * 2, -(-height // 2) * 2)
        rgb = self._to_rgb.reformat(
            even, format="rgb24", src_colorspace=Colorspace.ITU709, src_color_range=ColorRange.MPEG
        )
        return np.asarray(rgb.to_ndarray()[:height, :width], np.uint8)

    def _scale(self, frame: av.VideoFrame, width: int, height: int, format: str) -> av.VideoFrame:
        return self._reformatter.reformat(
            frame,
            width=width,
            height=height,
            format=format,
            src_colorspace=_colorspace(frame),
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
            interpolation=Interpolation.BICUBIC,
        )

    def _put_on_ground(self, frame: av.VideoFrame, width: int, height: int) -> av.VideoFrame:
        scaled = self._scale(frame, width, height, "yuva420p")
        *colors, alpha = view_planes(scaled)
        cover = alpha.astype(np.uint16) + (alpha >> 7)
        target = new_frame(width, height)
        for index, (below, above) in enumerate(zip(view_planes(target), colors, strict=True)):
            ground, share = (self._ground_luma, cover) if index == 0 else (128, cover[::2, ::2])
            below[:] = ground + (((above.astype(np.int32) - ground) * share) >> 8)
        return target

    def _map_tones(
        self, frame: av.VideoFrame, tone_mapper: ToneMapper, width: int, height: int
    ) -> av.VideoFrame:
        rgb = self._reformatter.reformat(
            frame,
            width=width,
            height=height,
            format="rgb48le",
            src_colorspace=_BT2020,
            dst_color_range=ColorRange.JPEG,
            interpolation=Interpolation.BICUBIC,
        )
        return self._finisher.reformat(
            tone_mapper.map(rgb),
            format="yuv420p",
            src_color_range=ColorRange.JPEG,
            dst_colorspace=Colorspace.ITU709,
            dst_color_range=ColorRange.MPEG,
        )


def _colorspace(frame: av.VideoFrame) -> int:
    """A film of HD size that does not tell its colour space means BT.709, where FFmpeg would take BT.601."""
    is_untagged_hd = frame.colorspace == _UNTAGGED and frame.height >= _HD_HEIGHT
    return Colorspace.ITU709 if is_untagged_hd else frame.colorspace


def _lies_on_its_side(frame: av.VideoFrame) -> bool:
    return round(frame.rotation / 90) % 2 == 1


def _turn(frame: av.VideoFrame, quarters: int) -> av.VideoFrame:
    if not quarters:
        return frame
    sideways = quarters % 2
    target = new_frame(*((frame.height, frame.width) if sideways else (frame.width, frame.height)))
    for below, above in zip(view_planes(target), view_planes(frame), strict=True):
        below[:] = np.rot90(above, quarters)
    return target


def transfer_of(color_trc: int | None) -> Transfer | None:
    """The curve of high dynamic range that a film is tagged with; None for all others."""
    return _TRANSFERS.get(int(color_trc or 0))


def is_turned(frame: av.VideoFrame) -> bool:
    """Whether the coded picture is turned to be shown upright."""
    return round(frame.rotation / 90) % 4 != 0
