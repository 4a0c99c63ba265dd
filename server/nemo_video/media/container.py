"""How a file is opened with FFmpeg: safely.

FFmpeg gets a nameless stream of bytes: neither a file's name nor a reference inside it can make FFmpeg guess
by extension, follow a protocol or open another file.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from nemo_video.errors import VideoError
from nemo_video.media.broken import BrokenMedia, breaking_off, unsupported
from nemo_video.media.source import MAX_PIXELS

_MAX_PIXELS = {"max_pixels": str(MAX_PIXELS)}
_OPTIONS = _MAX_PIXELS | {"format_whitelist": "mov,matroska,webm,avi,mp3,wav,aac,gif"}
_STRICT = _MAX_PIXELS | {"err_detect": "explode"}
_READ_BYTES = 1 << 18
_EBML = b"\x1a\x45\xdf\xa3"
_RIFF_KINDS = (b"AVI ", b"WAVE")
_BRANDS = {"qt  ": "mov", "M4A ": "m4a", "M4B ": "m4a"}


@contextmanager
def open_container(path: Path, file: BinaryIO) -> Generator[InputContainer]:
    """Opens a film or sound file for FFmpeg.

    Raises:
        BackendRefusal: It is neither (4001).
        BrokenMedia: It once was.
    """
    file.seek(0)
    nameless = SimpleNamespace(read=file.read, seek=file.seek, tell=file.tell)
    try:
        with breaking_off(path):
            container = av.open(
                nameless, "r", options=_OPTIONS, metadata_errors="replace", buffer_size=_READ_BYTES
            )
    except BrokenMedia as error:
        raise refusal(path, file) from error
    with container:
        yield container


def video_streams(container: InputContainer, *, strict: bool = False) -> list[VideoStream]:
    """The moving pictures, not yet opened for decoding; a cover picture is none.

    Args:
        container: The open file.
        strict: Whether damage inside a picture is an error; otherwise FFmpeg paints over it.
    """
    streams = [s for s in container.streams.video if _is_film(s)]
    for stream in streams:
        stream.codec_context.options = _STRICT if strict else _MAX_PIXELS
    return streams


def audio_streams(container: InputContainer) -> list[AudioStream]:
    """The sound tracks that can be decoded."""
    return [stream for stream in container.streams.audio if _has_decoder(stream)]


def has_undecodable_track(container: InputContainer) -> bool:
    """Whether FFmpeg has no decoder for a picture or sound track of the file."""
    return not all(_has_decoder(stream) for stream in (*container.streams.video, *container.streams.audio))


def container_name(container: InputContainer, file: BinaryIO) -> str:
    """Our name of the file's format, where FFmpeg has one name for several of them."""
    name = container.format.name
    if name.startswith("matroska"):
        return "webm" if b"webm" in _head(file) else "mkv"
    if name.startswith("mov"):
        brand = container.metadata.get("major_brand", "")
        return _BRANDS.get(brand, "mp4" if container.streams.video else "m4a")
    return name


def knows_its_packets(container: InputContainer) -> bool:
    """Whether its header lists every packet, so that a missing one shows."""
    return container.format.name.startswith("mov")


def knows_its_duration(container: InputContainer) -> bool:
    """Whether its duration stands in its header; FFmpeg guesses that of bare MPEG sound from its size."""
    return container.format.name not in {"mp3", "aac"}


def refusal(path: Path, file: BinaryIO) -> VideoError:
    """What to say of a file in which nothing to see or to hear was found."""
    head = _head(file)
    if head[4:8] == b"ftyp" or head[:4] == _EBML or head[8:12] in _RIFF_KINDS:
        return BrokenMedia(path, "is cut off or damaged: its index is missing or cannot be read")
    return unsupported(path, "holds neither film nor sound nor a picture that can be read")


def _is_film(stream: VideoStream) -> bool:
    return _has_decoder(stream) and Disposition.attached_pic not in stream.disposition


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    return getattr(stream, "codec_context", None) is not None


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(64)
