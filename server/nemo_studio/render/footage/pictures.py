"""Still pictures as clips: with a camera that moves over them, or shown whole."""

from io import BytesIO
from pathlib import Path
from typing import Final, cast

import av
import numpy as np
from PIL import Image, ImageCms, ImageOps

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger
from nemo_studio.frames.picture import Floats, blank_frame, open_picture
from nemo_studio.render.composition import Fit
from nemo_studio.render.footage.conversion import Converter, Ground
from nemo_studio.render.footage.placing import place
from nemo_studio.render.footage.sources import open_picture_file

_MARGIN: Final = 1.12

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


class Still:
    """A picture that fills the context while a camera moves over it: Ken Burns."""

    def __init__(self, path: Path, context: RenderContext, ground: Ground) -> None:
        """Load the picture upright and a little larger than the context."""
        size = round(context.width * _MARGIN), round(context.height * _MARGIN)
        fitted = ImageOps.fit(_load_picture(path, ground), size, Image.Resampling.LANCZOS)
        self._pixels = np.asarray(fitted, np.float32) / 255
        self._context = context
        self._enlarger = Enlarger(context.width, context.height)
        self._move = _camera_move(context)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame; the crop moves by fractions of a pixel."""
        progress = min(at_s / max(self._context.duration_s, 0.1), 1.0)
        zoom, across, down = (first + (last - first) * progress for first, last in self._move)
        rows, columns = self._pixels.shape[:2]
        width, height = self._context.width * _MARGIN / zoom, self._context.height * _MARGIN / zoom
        left, top = (columns - width) * across, (rows - height) * down
        horizontal = left + (np.arange(self._context.width) + 0.5) * width / self._context.width - 0.5
        vertical = top + (np.arange(self._context.height) + 0.5) * height / self._context.height - 0.5
        return self._enlarger.enlarge(_resample(self._pixels, vertical, horizontal))


class WholeStill:
    """A picture that is shown whole, between bars or before its own blur."""

    def __init__(self, path: Path, context: RenderContext, fit: Fit, ground: Ground) -> None:
        """Load the picture and place it once."""
        pixels = np.ascontiguousarray(np.asarray(_load_picture(path, ground), np.uint8))
        frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
        placed = place(frame, context, Converter(), fit)
        self._size = placed.width, placed.height
        self._planes = [plane.copy() for plane in open_picture(placed).planes]

    def frame_at(self, at_s: float) -> av.VideoFrame:  # noqa: ARG002 - a source is told the time
        """Draw the picture; nothing moves."""
        frame = blank_frame(*self._size)
        for below, above in zip(open_picture(frame).planes, self._planes, strict=True):
            below[:] = above
        return frame


def _camera_move(context: RenderContext) -> _Move:
    """The move that was asked for; else it comes slowly closer, from one point to another."""
    asked = _CAMERAS.get(context.parameter("camera", ""))
    if asked:
        return asked
    across, down = 0.2 * context.random(9).uniform(-1, 1, 2)
    return (1.02, 1.12), (0.5 - across, 0.5 + across), (0.5 - down, 0.5 + down)


def _load_picture(path: Path, ground: Ground) -> Image.Image:
    """A picture upright, in sRGB, on a ground where it is clear."""
    upright = ImageOps.exif_transpose(open_picture_file(path))
    rgba = _in_srgb(_in_eight_bits(upright)).convert("RGBA")
    flat = Image.new("RGB", rgba.size, ground)
    flat.paste(rgba, mask=rgba.getchannel("A"))
    return flat


def _in_eight_bits(image: Image.Image) -> Image.Image:
    """Pillow reads 16 bits of grey as plain numbers, and would show all but the darkest as white."""
    if not image.mode.startswith("I"):
        return image
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))


def _in_srgb(image: Image.Image) -> Image.Image:
    """Phones save in wider colour spaces, which look pale when they are taken for sRGB."""
    profile = image.info.get("icc_profile")
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image
    mode = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(BytesIO(profile)),
            ImageCms.createProfile("sRGB"),  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType] - Pillow's stub leaves it open
            outputMode=mode,
        )
    except (ImageCms.PyCMSError, OSError):
        return image  # a broken profile is no reason to lose the picture
    return cast(Image.Image, converted)


def _resample(pixels: Floats, vertical: Floats, horizontal: Floats) -> Floats:
    rows, columns = pixels.shape[:2]
    top = np.clip(vertical.astype(np.int64), 0, rows - 2)
    left = np.clip(horizontal.astype(np.int64), 0, columns - 2)
    down = (vertical - top).astype(np.float32)[:, None, None]
    across = (horizontal - left).astype(np.float32)[None, :, None]
    tall = pixels[top] * (1 - down) + pixels[top + 1] * down
    wide = tall[:, left] * (1 - across) + tall[:, left + 1] * across
    return np.clip(wide, 0, 1)
