"""Pictures by Pillow: JPEG, PNG, HEIC, AVIF, WebP (whose animations FFmpeg does not know), GIF for drawing.

One way in: what passes here for a probe passes for a render, for both see the same limits, the same turn, the
same eight bits and the same colours.
"""

from collections.abc import Iterator, Sequence
from functools import cache, partial
from io import BytesIO
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO, Final, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageOps, ImageSequence

from nemo_video.media.broken import breaking_off, unsupported
from nemo_video.media.facts import MediaInfo
from nemo_video.media.files import open_file
from nemo_video.media.length import check_is_whole
from nemo_video.media.source import LUMA_SIZE, MAX_PIXELS, Picture, Shot, check_pixels, fit_width

_CONTAINERS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp", "HEIF": "heic", "AVIF": "avif"}
"""Pillow's name → ours. An MPO is a JPEG that carries further views behind the first."""

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF", "AVIF")
_CODECS = {"jpg": "mjpeg", "heic": "hevc", "avif": "av1"}
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
_GIF = (b"GIF87a", b"GIF89a")
_PHOTO_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")
"""Of photos in the box format that films use too; phones call such files .heic, and sometimes .jpg."""

_REDUCED_TO: Final = 2
"""So many times as wide as wanted: finer scaling follows, which a coarser picture would show."""

_REDUCIBLE = ("L", "LA", "RGB", "RGBA", "CMYK")
_HEAD_BYTES = 12
_CHUNK_HEADER_BYTES = 8
_ANIMATION_FRAME = b"ANMF"
"""The chunk of a WebP that holds one frame, and its time, which Pillow tells only frame by frame."""

_ORIENTATION = 0x0112
_SIDEWAYS = (5, 6, 7, 8)
_SHORTEST_S: Final = 0.02
_USUAL_S: Final = 0.1
"""Viewers show a picture this long when the file says that it is shown for no time at all."""


def is_still(head: bytes) -> bool:
    """Whether a file that starts with these twelve bytes is one for Pillow."""
    is_photo = head[4:8] == b"ftyp" and head[8:12] in _PHOTO_BRANDS
    return is_photo or head.startswith(_SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def is_picture(path: Path) -> bool:
    """Whether a file is a picture, moving or not, and not a film or a sound.

    Raises:
        NotFound, NotAllowed, InvalidArgument, DiskFailure: The file cannot be opened at all.
    """
    with open_file(path) as file:
        head = file.read(_HEAD_BYTES)
    return is_still(head) or head.startswith(_GIF)


class Still:
    """A picture file; an animated WebP has a duration and several frames."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        with breaking_off(path):
            self._durations_s = _webp_frame_durations_s(file)
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
            video_codec=_CODECS.get(container, container),
        )

    def decode(self) -> Iterator[Picture]:
        """Every frame."""
        for index, at_s in enumerate(self._starts_s()):
            image = self._frame(index, at_s, LUMA_SIZE[0])
            luma = np.asarray(image.convert("L").resize(LUMA_SIZE, Image.Resampling.BOX))
            yield Picture(at_s, at_s + self._duration_s(index), luma, partial(self._draw, index, at_s))

    def shots(self, at_s: Sequence[float], *, max_width: int, tolerance_s: float) -> Iterator[Shot]:  # noqa: ARG002 - each frame is as cheap as the next
        """The frames shown at the given times."""
        starts_s = self._starts_s()
        for wanted_s in at_s:
            index = max((i for i, start_s in enumerate(starts_s) if start_s <= wanted_s), default=0)
            image = self._frame(index, starts_s[index], max_width)
            yield Shot(starts_s[index], image.resize(fit_width(*image.size, max_width)))

    def _frame(self, index: int, at_s: float, width: int) -> Image.Image:
        """One frame at least so wide, if it is, on white where it is transparent."""
        with breaking_off(self._path, at_s=at_s if index else None):
            self._image.seek(index)
            return _flatten(_reduce(self._image, width), "white")

    def _draw(self, index: int, at_s: float, max_width: int) -> NDArray[np.uint8]:
        image = self._frame(index, at_s, max_width)
        return np.asarray(
            image.convert("RGB").resize(fit_width(*image.size, max_width), Image.Resampling.BOX)
        )

    def _starts_s(self) -> list[float]:
        return list(accumulate(self._durations_s[:-1], initial=0.0))

    def _duration_s(self, index: int) -> float:
        return self._durations_s[index] if self._durations_s else 0.0

    def _shown_size(self) -> tuple[int, int]:
        width, height = self._image.size
        with breaking_off(self._path):
            sideways = self._image.getexif().get(_ORIENTATION) in _SIDEWAYS
        return (height, width) if sideways else (width, height)


class Animation:
    """A moving picture, GIF, WebP or PNG, that starts over at its end, as viewers show it."""

    def __init__(self, path: Path) -> None:
        """Read when each of its pictures is shown.

        Raises:
            BackendRefusal: It cannot be decoded (4001).
        """
        self._path = path
        self._image = _read_image(path)
        with breaking_off(path):
            self._ends_s = np.cumsum([_shown_s(frame) for frame in ImageSequence.Iterator(self._image)])

    def picture_at(self, at_s: float) -> Image.Image:
        """The picture that shows at a time, as RGBA."""
        in_round = (at_s + 0.001) % float(self._ends_s[-1])
        with breaking_off(self._path, at_s=at_s):
            self._image.seek(int(np.searchsorted(self._ends_s, in_round, side="right")))
            return self._image.convert("RGBA")


def is_animated(path: Path) -> bool:
    """Whether a picture file holds several pictures, one after the other."""
    image = _read_image(path)
    with breaking_off(path):
        return image.format in ("GIF", "WEBP", "PNG", "AVIF") and getattr(image, "n_frames", 1) > 1


def is_clear_picture(path: Path) -> bool:
    """Whether a picture has clear parts."""
    image = _read_image(path)
    with breaking_off(path):
        return image.has_transparency_data


def load_picture(path: Path, ground: str) -> Image.Image:
    """A picture as RGB: upright, in 8 bits of sRGB, on a ground where it is clear.

    Raises:
        BackendRefusal: It cannot be decoded, or is too large (4001).
    """
    image = _read_image(path)
    with breaking_off(path):
        return _flatten(image, ground)


def _read_image(path: Path) -> Image.Image:
    """Open a picture, which is not decoded yet, from memory, so that no file stays open."""
    with open_file(path) as file:
        content = BytesIO(file.read())
    with breaking_off(path):
        image = _open_image(path, content)
    check_pixels(path, *image.size)
    return image


def _open_image(path: Path, file: BinaryIO) -> Image.Image:
    """Open a picture with one limit for all: Pillow's own would warn at one size and fail at another."""
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    _know_heic()
    try:
        return Image.open(file, formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise unsupported(path, "is too large a picture") from error


@cache
def _know_heic() -> None:
    """Teach Pillow to read what phones save."""
    from pillow_heif import register_heif_opener  # pyright: ignore[reportUnknownVariableType] - its options are open; it loads libheif, which only a picture needs

    register_heif_opener()


def _reduce(image: Image.Image, width: int) -> Image.Image:
    """A picture far larger than what is to be shown is made smaller first: four copies of it are to come."""
    factor = min(image.size) // (_REDUCED_TO * width)
    return image.reduce(factor) if factor > 1 and image.mode in _REDUCIBLE else image


def _flatten(image: Image.Image, ground: str) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
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


def _shown_s(frame: Image.Image) -> float:
    frame.load()
    duration_s = float(frame.info.get("duration", 0)) / 1000
    return duration_s if duration_s >= _SHORTEST_S else _USUAL_S


def _webp_frame_durations_s(file: BinaryIO) -> list[float]:
    """How long each frame of an animated WebP is shown; empty for a still. Leaves the file rewound."""
    durations_s: list[float] = []
    for name, start in _webp_chunks(file):
        if name == _ANIMATION_FRAME:
            file.seek(start + 12)
            durations_s.append(int.from_bytes(file.read(3), "little") / 1000)
    file.seek(0)
    return durations_s


def _webp_chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Name and start of the body of each chunk of a RIFF file."""
    start = 12
    while True:
        file.seek(start)
        header = file.read(_CHUNK_HEADER_BYTES)
        if len(header) < _CHUNK_HEADER_BYTES:
            return
        yield header[:4], start + _CHUNK_HEADER_BYTES
        size = int.from_bytes(header[4:], "little")
        start += _CHUNK_HEADER_BYTES + size + size % 2
