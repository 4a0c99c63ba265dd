"""How long a file says it is, in bytes: one that was cut off shows at once, wherever the cut lies.

The end of a file often holds only its index, or the list of its second track: everything that can be found
decodes, and what is missing is not missed.
"""

from io import SEEK_END
from pathlib import Path
from typing import BinaryIO

from nemo_video.media.broken import BrokenMedia

_BOX_HEADER_BYTES = 8
_LONG_BOX = 1
_BOX_TO_THE_END = 0
_RIFF_LENGTH_UNKNOWN = (0, 0xFFFFFFFF)
_EBML = b"\x1a\x45\xdf\xa3"
_SEGMENT = b"\x18\x53\x80\x67"
_TOP_BOXES = frozenset(
    b"ftyp moov mdat free skip wide udta uuid meta moof mfra sidx styp pdin ssix emsg prft pnot PICT".split()
)
"""What MP4 and MOV are made of at the top. Anything else is a tail that some program appended."""

_TRAILERS = {b"GIF8": (b"\0;", 1024), b"\x89PNG": (b"IEND\xaeB`\x82", 1024)}
"""First bytes → what ends the file, among how many of its last bytes: programs append notes."""

_CHUNK_HEADER_BYTES = 8
_RIFF_SLACK_BYTES = 8
"""Some writers count the eight bytes of RIFF's header too, or a last filling byte that they leave out."""

_ID3_HEADER_BYTES = 10
_XING_SEARCH_BYTES = 4096
_XING_HAS_FRAMES, _XING_HAS_BYTES = 1, 2


def check_is_whole(path: Path, file: BinaryIO) -> None:
    """Raises BrokenMedia when a file is shorter than it says; one that does not say passes."""
    position = file.tell()
    size = file.seek(0, SEEK_END)
    announced = announced_bytes(file)
    if announced is not None and announced > size:
        raise BrokenMedia(path, f"is cut off: {announced - size} bytes are missing at its end")
    if _lacks_its_trailer(file):
        raise BrokenMedia(path, "is cut off: its end is missing")
    file.seek(position)


def announced_bytes(file: BinaryIO) -> int | None:
    """The length that the file's own structure says, at least; None where it says nothing. Moves in it."""
    file.seek(0)
    head = file.read(12)
    file.seek(0)
    if head[:4] == b"RIFF":
        return _riff_bytes(head, file)
    if head[4:8] == b"ftyp":
        return _box_bytes(file)
    if head[:4] == _EBML:
        return _matroska_bytes(file)
    if head[:3] == b"ID3" or head[:1] == b"\xff":
        return _mp3_bytes(file)
    return None


def _riff_bytes(head: bytes, file: BinaryIO) -> int | None:
    """WebP, WAV and AVI; where a few bytes are missing, their chunks tell whether any of them was needed."""
    length = int.from_bytes(head[4:8], "little")
    if length in _RIFF_LENGTH_UNKNOWN:
        return None
    size, told = file.seek(0, SEEK_END), _CHUNK_HEADER_BYTES + length
    return _chunks_end(file, size) if size < told <= size + _RIFF_SLACK_BYTES else told


def _chunks_end(file: BinaryIO, size: int) -> int:
    """Where the last chunk of a RIFF file ends, without the byte that may fill it up."""
    start = end = len(b"RIFF....WAVE")
    while start < size:
        file.seek(start + 4)
        end = start + _CHUNK_HEADER_BYTES + int.from_bytes(file.read(4), "little")
        start = end + end % 2
    return end


def _box_bytes(file: BinaryIO) -> int:
    """MP4, MOV and M4A: boxes one after another."""
    size, start = file.seek(0, SEEK_END), 0
    while start < size:
        file.seek(start)
        header = file.read(2 * _BOX_HEADER_BYTES)
        if header[4:8] not in _TOP_BOXES:
            return start
        length = int.from_bytes(header[:4], "big")
        if length == _BOX_TO_THE_END:
            return size
        if length == _LONG_BOX:
            length = int.from_bytes(header[8:], "big")
        start += max(_BOX_HEADER_BYTES, length)
    return start


def _matroska_bytes(file: BinaryIO) -> int | None:
    """MKV and WebM: a header, then one segment, whose length a live recording leaves open."""
    file.seek(len(_EBML))
    header_bytes = _read_ebml_length(file)
    if header_bytes is None:
        return None
    file.seek(header_bytes, 1)
    if file.read(len(_SEGMENT)) != _SEGMENT:
        return None
    segment_bytes = _read_ebml_length(file)
    return None if segment_bytes is None else file.tell() + segment_bytes


def _read_ebml_length(file: BinaryIO) -> int | None:
    """A number whose leading zero bits say how many bytes it has; None when it is all ones, or none."""
    first = file.read(1)
    width = 9 - first[0].bit_length() if first else 9
    if width > 8:
        return None
    bits = 7 * width
    value = int.from_bytes(first + file.read(width - 1), "big") & ((1 << bits) - 1)
    return None if value == (1 << bits) - 1 else value


def _mp3_bytes(file: BinaryIO) -> int | None:
    """MP3 whose first frame counts the bytes of all; a tag with a cover may stand before it."""
    tag_bytes = _id3_bytes(file.read(_ID3_HEADER_BYTES))
    file.seek(tag_bytes)
    head = file.read(_XING_SEARCH_BYTES)
    found = max(head.find(b"Xing"), head.find(b"Info"))
    flags = int.from_bytes(head[found + 4 : found + 8], "big")
    if found < 0 or not flags & _XING_HAS_BYTES:
        return None
    start = found + 8 + (4 if flags & _XING_HAS_FRAMES else 0)
    return tag_bytes + int.from_bytes(head[start : start + 4], "big")


def _id3_bytes(head: bytes) -> int:
    """How long an ID3v2 tag is: four times seven bits, without its header (ID3v2.4, section 3.1)."""
    if head[:3] != b"ID3":
        return 0
    high, *rest = head[6:10]
    length = high & 0x7F
    for byte in rest:
        length = length << 7 | byte & 0x7F
    return _ID3_HEADER_BYTES + length


def _lacks_its_trailer(file: BinaryIO) -> bool:
    """GIF and PNG have no length in their header, only an end."""
    file.seek(0)
    trailer, tail_bytes = _TRAILERS.get(file.read(4), (b"", 0))
    file.seek(max(0, file.seek(0, SEEK_END) - tail_bytes))
    return trailer not in file.read()
