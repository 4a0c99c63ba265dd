"""The coded groups of pictures of an H.264 film, for whoever passes them on without decoding them.

A group here is closed: it begins with an IDR picture, and nothing in it refers to what lies outside. Its
packets leave as they lie in MP4 and Matroska, each unit behind its length, so most are passed on untouched.

Source of the names and numbers: ITU-T H.264, 7.3 and annex B; ISO/IEC 14496-15 for the box of a header.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from av.container import InputContainer
from av.packet import Packet
from av.video.stream import VideoStream

from nemo_video.media.broken import breaking_off
from nemo_video.media.container import open_container
from nemo_video.media.files import open_file
from nemo_video.media.opening import read_info
from nemo_video.media.tracks import pictures_start_s, read_alone, video_streams

LENGTH_BYTES: Final = 4
"""What a unit's length takes before it."""

_IDR, _SEQUENCE, _PICTURE = 5, 7, 8
_PROFILES_WITHOUT_CHROMA: Final = (66, 77, 88)
"""Baseline, Main, Extended: their header need not tell that they have 8 bits and half the colours."""
_BT709, _UNTAGGED, _HD_HEIGHT = 1, 2, 720
_SAME_S: Final = 0.0005
_CHANGED_WHEN_SHOWN: Final = frozenset({"rotated", "hdr", "interlaced"})
"""Notices about films whose pictures are not shown as they are coded."""


@dataclass(frozen=True)
class CodedPicture:
    """One packet: when its picture is shown, since the start of the film."""

    at_s: float
    begins_group: bool


@dataclass(frozen=True)
class CodedFilm:
    """A film whose coded pictures can stand in another H.264 film of the same size.

    Attributes:
        path: The file.
        width: Pixels, shown as they are coded.
        height: Pixels.
        parameter_sets: How its pictures are decoded, each without a start code.
        groups: The pictures of its groups, each in the order of decoding.
    """

    path: Path
    width: int
    height: int
    parameter_sets: frozenset[bytes]
    groups: tuple[tuple[CodedPicture, ...], ...]

    def read(self, first: int, stop: int) -> Iterator[list[bytes]]:
        """The packets of the groups from number `first` up to number `stop`, in the order of decoding.

        Each unit stands behind its length in `LENGTH_BYTES`.

        Raises:
            BrokenMedia: The file is damaged there, or another than before.
        """
        with ExitStack() as opened, breaking_off(self.path):
            container, stream = _open(self.path, opened)
            begin_s = self.groups[first][0].at_s + pictures_start_s(container, stream)
            container.seek(round(begin_s / float(stream.time_base or 1)), stream=stream)
            packets = (packet for packet in _packets(container, stream) if packet is not None)
            for group in self.groups[first:stop]:
                found: list[bytes] = []
                while len(found) < len(group):
                    packet = next(packets)
                    if found or (packet.begins_group and abs(packet.at_s - group[0].at_s) < _SAME_S):
                        found.append(packet.content())
                yield found


def survey(path: Path) -> CodedFilm | None:
    """The coded groups of a film; None where its pictures cannot be passed on as they are.

    Raises:
        BackendRefusal: The file is no media of ours, or damaged (4001).
    """
    info = read_info(path)
    if info.video_codec != "h264" or info.kind != "video" or _CHANGED_WHEN_SHOWN & set(info.notices):
        return None
    with ExitStack() as opened, breaking_off(path):
        container, stream = _open(path, opened)
        context = stream.codec_context
        sets = read_parameter_sets(context.extradata or b"")
        is_usual = context.pix_fmt == "yuv420p" and _has_usual_colors(stream)
        is_shown_as_coded = (context.width, context.height) == (info.width, info.height)
        if not (sets and is_usual and is_shown_as_coded):
            return None
        groups = _group(container, stream, sets)
        return CodedFilm(path, context.width, context.height, sets, groups) if groups else None


def read_parameter_sets(header: bytes) -> frozenset[bytes]:
    """The parameter sets in the header of an MP4 or Matroska track; none in another form."""
    if header[:1] != b"\1":
        return frozenset()
    sets: list[bytes] = []
    at, counted = 6, header[5] & 31
    for _ in range(2):
        for _ in range(counted):
            size = int.from_bytes(header[at : at + 2], "big")
            sets.append(header[at + 2 : at + 2 + size])
            at += 2 + size
        counted, at = (header[at] if at < len(header) else 0), at + 1
    return frozenset(sets)


def split_annex_b(content: bytes) -> list[bytes]:
    """The units of a byte stream, without their start codes and the zeroes before these."""
    return [unit.rstrip(b"\0") for unit in content.split(b"\0\0\1") if unit.rstrip(b"\0")]


def join_units(units: Iterable[bytes | memoryview]) -> bytes:
    """Units as they lie in MP4 and Matroska, each behind its length."""
    return b"".join(part for unit in units for part in (len(unit).to_bytes(LENGTH_BYTES, "big"), unit))


def write_header(sets: Sequence[bytes]) -> bytes:
    """The header of a track whose pictures name one of these parameter sets; the first tells the profile."""
    sequences, pictures = ([each for each in sets if each[0] & 31 == kind] for kind in (_SEQUENCE, _PICTURE))
    told = sequences[0]
    chroma = b"" if told[1] in _PROFILES_WITHOUT_CHROMA else b"\xfd\xf8\xf8\0"
    return b"".join(
        (
            b"\1",
            told[1:4],
            bytes([0xFC | LENGTH_BYTES - 1, 0xE0 | len(sequences)]),
            *(_with_length(each) for each in sequences),
            bytes([len(pictures)]),
            *(_with_length(each) for each in pictures),
            chroma,
        )
    )


def _with_length(parameter_set: bytes) -> bytes:
    return len(parameter_set).to_bytes(2, "big") + parameter_set


def is_parameter_set(unit: bytes | memoryview) -> bool:
    """Whether a unit tells how pictures are decoded, rather than being one."""
    return unit[0] & 31 in (_SEQUENCE, _PICTURE)


def set_name(unit: bytes) -> tuple[int, int]:
    """Kind and number of a parameter set: of two with the same, the later one takes the other's place."""
    kind = unit[0] & 31
    at = 4 if kind == _SEQUENCE else 1  # after profile, constraints and level
    bits = int.from_bytes(unit[at : at + 5].ljust(5, b"\0"), "big")
    zeros = 40 - bits.bit_length()
    return kind, (bits >> (39 - 2 * zeros)) - 1  # a number in the code of Elias


class _Packet:
    """A packet as it lies in its file; it is taken apart only when it is asked about."""

    def __init__(self, packet: "Packet[Any]", at_s: float, length_bytes: int) -> None:
        self.at_s = at_s
        self._packet, self._length_bytes = packet, length_bytes

    @cached_property
    def units(self) -> list[memoryview]:
        """Its units; one that reaches beyond the packet is empty."""
        return list(_split_lengths(memoryview(self._packet), self._length_bytes))

    @property
    def is_whole(self) -> bool:
        return not (self._packet.is_corrupt or self._packet.is_discard) and all(self.units)

    @property
    def begins_group(self) -> bool:
        return any(unit[0] & 31 == _IDR for unit in self.units if unit)

    def content(self) -> bytes:
        """All of it; only of whole packets."""
        return bytes(self._packet) if self._length_bytes == LENGTH_BYTES else join_units(self.units)


def _open(path: Path, opened: ExitStack) -> tuple[InputContainer, VideoStream]:
    file = opened.enter_context(open_file(path))
    container = opened.enter_context(open_container(path, file))
    return container, video_streams(container)[0]


def _has_usual_colors(stream: VideoStream) -> bool:
    colorspace = stream.codec_context.colorspace
    is_hd = stream.codec_context.height >= _HD_HEIGHT
    return colorspace == _BT709 or (colorspace == _UNTAGGED and is_hd)


def _packets(container: InputContainer, stream: VideoStream) -> Iterator[_Packet | None]:
    """The packets in the order of the file; None for one that does not tell when it is shown."""
    begin_s, time_base = pictures_start_s(container, stream), float(stream.time_base or 1)
    read_alone(container, stream)
    length_bytes = ((stream.codec_context.extradata or b"\0" * 5)[4] & 3) + 1
    for packet in container.demux(stream):
        if packet.size and packet.pts is None:
            yield None
        elif packet.size:
            yield _Packet(packet, (packet.pts or 0) * time_base - begin_s, length_bytes)


def _split_lengths(content: memoryview, length_bytes: int) -> Iterator[memoryview]:
    at = 0
    while at < len(content):
        size = int.from_bytes(content[at : at + length_bytes], "big")
        at += length_bytes
        yield content[at : at + size] if at + size <= len(content) else content[:0]
        at += size


def _group(
    container: InputContainer, stream: VideoStream, sets: frozenset[bytes]
) -> tuple[tuple[CodedPicture, ...], ...]:
    """The whole groups from the first IDR picture on; what cannot be passed on is in none."""
    pictures: list[CodedPicture] = []
    spoiled: list[int] = []
    for packet in _packets(container, stream):
        if packet is None:
            return ()
        if not packet.is_whole or any(_is_strange(unit, sets) for unit in packet.units if unit):
            spoiled.append(len(pictures))
        pictures.append(CodedPicture(packet.at_s, packet.begins_group))
    starts = [index for index, picture in enumerate(pictures) if picture.begins_group]
    edges = pairwise([*starts, len(pictures)])
    return tuple(
        tuple(pictures[start:stop])
        for start, stop in edges
        if not any(start <= index < stop for index in spoiled)
    )


def _is_strange(unit: memoryview, sets: frozenset[bytes]) -> bool:
    """A parameter set that the header does not hold would hold on for what is not of this film."""
    return is_parameter_set(unit) and bytes(unit) not in sets
