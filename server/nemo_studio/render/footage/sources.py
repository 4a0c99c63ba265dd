"""How uploaded files are opened: safely, and with one error for everything that is wrong with them."""

from collections.abc import Generator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.error import FFmpegError
from PIL import Image

from nemo_video.errors import InvalidArgument

LARGEST_PIXELS: Final = 64_000_000
_CONTAINERS: Final = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mp3,wav,aac"
_PICTURES: Final = ("JPEG", "PNG", "WEBP", "GIF")
_SIGNATURES: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8")

BROKEN: Final = (
    FFmpegError,
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    MemoryError,
    SyntaxError,
    Image.DecompressionBombError,
)
"""What decoders raise about broken files."""


@contextmanager
def reading(path: Path) -> Generator[None]:
    """Turn whatever a decoder raises about a file into one error.

    Raises:
        InvalidArgument: The file is not there or cannot be decoded.
    """
    try:
        yield
    except BROKEN as error:
        raise InvalidArgument(
            f'"{path.name}" cannot be decoded: it is missing, damaged or of an unknown kind.',
            advice="Upload the file again, or leave it out of the timeline.",
        ) from error


def is_picture(path: Path) -> bool:
    """Whether Pillow reads it, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(12)
    return head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:] == b"WEBP")


def open_picture_file(path: Path) -> Image.Image:
    """Open a picture, which is not decoded yet; one that would unpack to gigabytes is refused."""
    Image.MAX_IMAGE_PIXELS = LARGEST_PIXELS
    image = Image.open(BytesIO(path.read_bytes()), formats=_PICTURES)
    if image.width * image.height > LARGEST_PIXELS:
        raise Image.DecompressionBombError
    return image


def is_clear_picture(path: Path) -> bool:
    """Whether a picture has clear parts."""
    image = open_picture_file(path)
    return image.has_transparency_data


def open_container(path: Path) -> InputContainer:
    """Open a film or a sound: of the kinds that uploads may have, and nothing that it refers to."""
    return av.open(
        str(path),
        metadata_errors="replace",
        options={
            "format_whitelist": _CONTAINERS,
            "protocol_whitelist": "file",
            "max_pixels": str(LARGEST_PIXELS),
        },
    )


def begin_of(container: InputContainer) -> float:
    """The time, in seconds, that the clock of a freshly opened file shows at its start; mostly 0."""
    first = next((packet for packet in container.demux() if packet.pts is not None), None)
    container.seek(0)
    return float(first.pts * first.time_base) if first and first.pts is not None and first.time_base else 0.0
