"""How a file is opened with FFmpeg: safely.

FFmpeg gets a nameless stream of bytes: neither a file's name nor a reference inside it can make FFmpeg guess
by extension, follow a protocol or open another file.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO

import av
from av.container import InputContainer

from nemo_video.errors import VideoError
from nemo_video.media.broken import BrokenMedia, breaking_off, unsupported
from nemo_video.media.tracks import PIXEL_LIMIT, heard_streams, start_s, video_streams

_OPTIONS = PIXEL_LIMIT | {"format_whitelist": "mov,matroska,webm,avi,mp3,wav,aac,gif"}
_READ_BYTES = 1 << 18
_BAD_TAGS: dict[str, Any] = {"metadata_errors": "replace"} if av.__version__ < "19" else {}
"""PyAV reads tags that are not UTF-8 by itself from version 19 on, and no longer knows the argument."""
_EBML = b"\x1a\x45\xdf\xa3"
_RIFF_KINDS = (b"AVI ", b"WAVE")
_TS_PACKETS = ((0, 188), (4, 192))
"""Where the sync bytes `G` of a transport stream begin, and how far apart they are, of cameras too."""

_FOREIGN = {
    b"\0\0\1\xba": "an MPEG program stream",
    b"FLV": "Flash video (FLV)",
    b"OggS": "Ogg",
    b"fLaC": "FLAC",
    b"FORM": "AIFF",
    b"#!AMR": "AMR",
    b"caff": "Core Audio",
    b"\x30\x26\xb2\x75": "Windows Media (ASF)",
    b".RMF": "RealMedia",
}
"""First bytes → the name of what follows."""

_HEAD_BYTES = 600
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
            container = av.open(nameless, "r", options=_OPTIONS, buffer_size=_READ_BYTES, **_BAD_TAGS)
    except BrokenMedia as error:
        raise refusal(path, file) from error
    with container:
        yield container


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


def duration_s(container: InputContainer) -> float | None:
    """How long the file plays: as its header says, or as its packets add up to; None for a still.

    A browser's recording has no duration in its header, and FFmpeg guesses that of bare MPEG sound from its
    size. The packets are then read, not decoded.
    """
    if knows_its_duration(container) or container.format.name == "gif":
        return told_s(container) or None
    return _count_duration_s(container)


def told_s(container: InputContainer) -> float:
    """The duration in the header; Matroska writes there when its clock ends, not how long it runs."""
    since_s = start_s(container) if container.format.name.startswith("matroska") else 0.0
    return max((container.duration or 0) / av.time_base - since_s, 0.0)


def knows_its_duration(container: InputContainer) -> bool:
    """Whether the duration that FFmpeg tells stands in the file; that of bare MPEG sound is a guess."""
    return bool(container.duration) and container.format.name not in {"mp3", "aac"}


def _count_duration_s(container: InputContainer) -> float | None:
    container.seek(0)
    end_s = 0.0
    for packet in container.demux([*video_streams(container), *heard_streams(container)]):
        if packet.pts is not None:
            end_s = max(end_s, float((packet.pts + (packet.duration or 0)) * packet.time_base))
    return max(end_s - start_s(container), 0.0) or None


def refusal(path: Path, file: BinaryIO) -> VideoError:
    """What to say of a file in which nothing to see or to hear was found."""
    head = _head(file)
    if head[4:8] == b"ftyp" or head[:4] == _EBML or head[8:12] in _RIFF_KINDS:
        return BrokenMedia(path, "is cut off or damaged: its index is missing or cannot be read")
    if foreign := _foreign_name(head):
        return unsupported(path, f"holds {foreign}, whatever its name says, which is not taken")
    return unsupported(path, "holds neither film nor sound nor a picture that can be read")


def _foreign_name(head: bytes) -> str | None:
    """What people call a format that is media, and none of those that are taken."""
    if any(head[start::size][:3] == b"GGG" for start, size in _TS_PACKETS):
        return "an MPEG transport stream"
    return next((name for start, name in _FOREIGN.items() if head.startswith(start)), None)


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(_HEAD_BYTES)
