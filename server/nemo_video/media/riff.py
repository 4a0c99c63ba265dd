"""RIFF, the box around WebP, WAV and AVI: it says its own length, so a cut file shows at once."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from nemo_video.media.broken import BrokenMedia

_HEADER_BYTES = 8
_LENGTH_UNKNOWN = (0, 0xFFFFFFFF)
_ANIMATION_FRAME = b"ANMF"


def check_riff_is_whole(path: Path, file: BinaryIO) -> None:
    """Raises BrokenMedia when a RIFF file is shorter than it says; other files pass. Rewinds the file."""
    file.seek(0)
    head = file.read(_HEADER_BYTES)
    file.seek(0)
    if head[:4] != b"RIFF" or len(head) < _HEADER_BYTES:
        return
    length = int.from_bytes(head[4:], "little")
    missing = _HEADER_BYTES + length - path.stat().st_size
    if length not in _LENGTH_UNKNOWN and missing > 0:
        raise BrokenMedia(path, f"is cut off: {missing} bytes are missing at its end")


def webp_frame_durations_s(file: BinaryIO) -> list[float]:
    """How long each frame of an animated WebP is shown; empty for a still. Leaves the file rewound."""
    durations_s: list[float] = []
    for name, start in _chunks(file):
        if name == _ANIMATION_FRAME:
            file.seek(start + 12)
            durations_s.append(int.from_bytes(file.read(3), "little") / 1000)
    file.seek(0)
    return durations_s


def _chunks(file: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Name and start of the body of each chunk."""
    start = 12
    while True:
        file.seek(start)
        header = file.read(_HEADER_BYTES)
        if len(header) < _HEADER_BYTES:
            return
        yield header[:4], start + _HEADER_BYTES
        size = int.from_bytes(header[4:], "little")
        start += _HEADER_BYTES + size + size % 2
