"""Pictures by Pillow: JPEG, PNG, and WebP, whose animations FFmpeg's decoder does not know."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

from nemo_video.media.broken import breaking_off, unsupported
from nemo_video.media.facts import MediaInfo
from nemo_video.media.length import check_is_whole
from nemo_video.media.source import LUMA_SIZE, Picture, Shot, check_pixels, fit_width
from nemo_video.media.webp import webp_frame_durations_s

_CONTAINERS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}
"""Pillow's name → ours. An MPO is a JPEG that carries further views behind the first."""

_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)


def is_still(head: bytes) -> bool:
    """Whether a file that starts with these twelve bytes is one for Pillow."""
    return head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


class Still:
    """A picture file; an animated WebP has a duration and several frames."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        with breaking_off(path):
            self._durations_s = webp_frame_durations_s(file)
            self._image = _open_image(path, file)
        check_pixels(path, *self._image.size)
        check_is_whole(path, file)

    @property
    def info(self) -> MediaInfo:
        """What its header says."""
        width, height = self._shown_size()
        container = _CONTAINERS[self._image.format or "JPEG"]
        duration_s = sum(self._durations_s)
        return MediaInfo(
            kind="image",
            container=container,
            bytes=self._path.stat().st_size,
            duration_s=duration_s or None,
            width=width,
            height=height,
            fps=len(self._durations_s) / duration_s if duration_s else None,
            video_codec="mjpeg" if container == "jpg" else container,
        )

    def decode(self) -> Iterator[Picture]:
        """Every frame."""
        for index, at_s in enumerate(self._starts_s()):
            image = self._frame(index, at_s)
            luma = np.asarray(image.convert("L").resize(LUMA_SIZE, Image.Resampling.BOX))
            yield Picture(at_s, at_s + self._duration_s(index), luma)

    def shots(self, at_s: Sequence[float], *, max_width: int, tolerance_s: float) -> Iterator[Shot]:  # noqa: ARG002 - each frame is as cheap as the next
        """The frames shown at the given times."""
        starts_s = self._starts_s()
        for wanted_s in at_s:
            index = max((i for i, start_s in enumerate(starts_s) if start_s <= wanted_s), default=0)
            image = self._frame(index, starts_s[index])
            yield Shot(starts_s[index], image.resize(fit_width(*image.size, max_width)))

    def _frame(self, index: int, at_s: float) -> Image.Image:
        """One frame, upright, on white where it is transparent."""
        with breaking_off(self._path, at_s=at_s if index else None):
            self._image.seek(index)
            upright = _in_eight_bits(ImageOps.exif_transpose(self._image)).convert("RGBA")
            ground = Image.new("RGBA", upright.size, "white")
            return Image.alpha_composite(ground, upright).convert("RGB")

    def _starts_s(self) -> list[float]:
        return list(accumulate(self._durations_s[:-1], initial=0.0))

    def _duration_s(self, index: int) -> float:
        return self._durations_s[index] if self._durations_s else 0.0

    def _shown_size(self) -> tuple[int, int]:
        width, height = self._image.size
        with breaking_off(self._path):
            sideways = self._image.getexif().get(_ORIENTATION) in _SIDEWAYS
        return (height, width) if sideways else (width, height)


def _open_image(path: Path, file: BinaryIO) -> Image.Image:
    try:
        return Image.open(file, formats=("JPEG", "PNG", "WEBP"))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise unsupported(path, "is too large a picture") from error


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Pillow reads 16 bits of grey as plain numbers, and would show all but the darkest as white."""
    if not image.mode.startswith("I"):
        return image
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
