"""Pictures as the bytes of JPEG and PNG files.

This needs Pillow alone: whoever just draws a timeline need not load FFmpeg and NumPy, which takes five times
as long and 28 MB.
"""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image

_JPEG_QUALITIES = (88, 80, 70, 60, 45, 30)


def encode_jpeg(
    image: Image.Image, max_bytes: int, qualities: Sequence[int] = _JPEG_QUALITIES
) -> tuple[Image.Image, bytes]:
    """The best JPEG of at most `max_bytes`, and the image in it, which may be smaller than the one given."""
    while True:
        for quality in qualities:
            jpeg = _save_jpeg(image, quality)
            if len(jpeg) <= max_bytes or image.size == (1, 1):
                return image, jpeg
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))


def encode_png(image: Image.Image) -> bytes:
    """The image without loss."""
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _save_jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
