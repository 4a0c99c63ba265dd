"""The chunks of an animated WebP, which hold the times that Pillow tells only frame by frame."""

from collections.abc import Iterator
from typing import BinaryIO

_HEADER_BYTES = 8
_ANIMATION_FRAME = b"ANMF"


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
