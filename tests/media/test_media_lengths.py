"""How long a file says that it is, byte by byte: what its own structure tells, and where it tells nothing."""

from io import BytesIO
from pathlib import Path

import pytest

from nemo_video.media import BrokenMedia
from nemo_video.media.length import announced_bytes, check_is_whole

EBML = b"\x1a\x45\xdf\xa3"
SEGMENT = b"\x18\x53\x80\x67"
XING_FRAMES, XING_BYTES = 1, 2


def box(name: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + name + body


def long_box(name: bytes, body: bytes) -> bytes:
    return (1).to_bytes(4, "big") + name + (16 + len(body)).to_bytes(8, "big") + body


def riff(told: int) -> bytes:
    return b"RIFF" + told.to_bytes(4, "little") + b"WAVE"


def xing(name: bytes, flags: int, *numbers: int) -> bytes:
    told = b"".join(number.to_bytes(4, "big") for number in numbers)
    return b"\xff\xfb\x90\0" + bytes(32) + name + flags.to_bytes(4, "big") + told + b"\xaa" * 8


def chunk(body: bytes) -> bytes:
    """A chunk of RIFF, filled up to an even length."""
    return b"data" + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def tag(length: int) -> bytes:
    """An ID3v2 tag; its length has seven bits a byte."""
    return b"ID3\x04\0\0" + bytes(length >> shift & 0x7F for shift in (21, 14, 7, 0)) + bytes(length)


FTYP = box(b"ftyp", b"isom")
ONES = b"\xff"
"""A length of Matroska that says nothing: a live recording leaves it open."""

TOLD: dict[str, tuple[bytes, int | None]] = {
    "sound counts what stands behind its first eight bytes": (riff(1000), 1008),
    "a length of nothing is none": (riff(0), None),
    "a length of ones is none": (riff(0xFFFFFFFF), None),
    "boxes add up": (FTYP + box(b"moov", bytes(20)) + box(b"free"), 12 + 28 + 8),
    "the last box tells of more than there is": (FTYP + (500).to_bytes(4, "big") + b"mdat" + bytes(4), 512),
    "a long box has its length behind its name": (FTYP + long_box(b"mdat", bytes(40)) + box(b"moov"), 76),
    "a box to the end ends with the file": (FTYP + bytes(4) + b"mdat" + bytes(33), 12 + 8 + 33),
    "a box shorter than its header does not hold up": (FTYP + (2).to_bytes(4, "big") + b"free", 20),
    "a tail that is no box is no part of it": (FTYP + box(b"mdat", bytes(4)) + b"a note of a program", 24),
    "a segment begins behind the header": (
        EBML + b"\x82ab" + SEGMENT + b"\x85" + bytes(2),
        4 + 3 + 4 + 1 + 5,
    ),
    "a length of two bytes": (EBML + b"\x40\x01a" + SEGMENT + b"\x41\x00" + bytes(9), 4 + 3 + 4 + 2 + 256),
    "a length of eight bytes": (EBML + b"\x80" + SEGMENT + b"\x01" + bytes(5) + b"\x01\x02", 17 + 258),
    "an open segment": (EBML + b"\x80" + SEGMENT + ONES, None),
    "an open header": (EBML + ONES + SEGMENT + b"\x85", None),
    "a length that is no number": (EBML + b"\x80" + SEGMENT + b"\0\0", None),
    "a segment without its length": (EBML + b"\x80" + SEGMENT, None),
    "no segment": (EBML + b"\x80" + b"\x18\x53\x80\x68\x85", None),
    "a first frame that counts the bytes": (xing(b"Xing", XING_BYTES, 700), 700),
    "and the frames before them": (xing(b"Info", XING_FRAMES | XING_BYTES, 9, 701), 701),
    "a first frame that counts frames alone": (xing(b"Xing", XING_FRAMES, 9), None),
    "a first frame that counts nothing": (b"\xff\xfb\x90\0" + bytes(80) + b"\0\0\0\x02", None),
    "a tag before the first frame": (tag(40) + xing(b"Xing", XING_BYTES, 702), 10 + 40 + 702),
    "a tag with a cover": (tag(70_000) + xing(b"Info", XING_BYTES, 703), 10 + 70_000 + 703),
    "a tag alone": (tag(40), None),
    "what is none of these": (b"ID2" + xing(b"Xing", XING_BYTES, 702), None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize(("content", "told"), TOLD.values(), ids=TOLD)
def test_a_file_says_how_long_it_is(content: bytes, told: int | None) -> None:
    assert announced_bytes(BytesIO(content)) == told


GIF, GIF_END = b"GIF89a" + bytes(30), b"\0;"
PNG, PNG_END = b"\x89PNG\r\n\x1a\n" + bytes(30), b"IEND\xaeB`\x82"
WHOLE = {
    "as long as it says": riff(4) + bytes(0),
    "shorter by the header that some writers count": riff(12),
    "longer than it says": riff(4) + bytes(99),
    "without its last filling byte": riff(18) + chunk(b"a") + chunk(b"b")[:-1],
    "shorter by the header, with chunks": riff(30) + chunk(b"a") + chunk(b"b"),
    "without a word about it": b"plain",
    "a GIF with its end": GIF + GIF_END,
    "a GIF with notes behind its end": GIF + GIF_END + bytes([1] * 1000),
    "a PNG with its end": PNG + PNG_END,
    "a PNG with notes behind its end": PNG + PNG_END + bytes([1] * 1000),
}
CUT = {
    "9 bytes are missing at its end": riff(13),
    "2 bytes are missing at its end": riff(26) + chunk(b"a") + chunk(b"bcd")[:-3],
    "4 bytes are missing at its end": riff(22) + chunk(b"a") + (0).to_bytes(4, "big"),
    "1 bytes are missing at its end": FTYP + (9).to_bytes(4, "big") + b"mdat",
    "100 bytes are missing at its end": FTYP + (108).to_bytes(4, "big") + b"mdat",
    "its end is missing": PNG + PNG_END[:-1],
    "its end is missing ": GIF + bytes(9),
    "its end is missing  ": GIF + GIF_END + bytes([1] * 1100),
}


@pytest.mark.parametrize("content", WHOLE.values(), ids=WHOLE)
def test_a_whole_file_passes_and_is_left_where_it_was(content: bytes) -> None:
    file = BytesIO(content)
    file.seek(3)
    check_is_whole(Path("film"), file)
    assert file.tell() == 3


@pytest.mark.parametrize(("reason", "content"), CUT.items())
def test_a_file_that_was_cut_off_says_what_is_missing(reason: str, content: bytes) -> None:
    with pytest.raises(BrokenMedia, match=rf"^film is cut off: {reason.strip()}\.$"):
        check_is_whole(Path("film"), BytesIO(content))
