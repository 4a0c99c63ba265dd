"""The coded packets of a film's AAC track, for whoever passes them on without decoding them."""

from collections.abc import Iterator
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Self

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet

from nemo_video.media.broken import breaking_off
from nemo_video.media.container import open_container
from nemo_video.media.files import open_file
from nemo_video.media.tracks import heard_streams, read_alone, start_s

_LOW_COMPLEXITY: Final = "LC"
"""The profile that every player has."""

_PACKET_SAMPLES: Final = 1024
"""Of that profile."""

_MAX_CHANNELS: Final = 2


class CodedSound:
    """The one AAC track of an open file, whose packets can stand in another file."""

    def __init__(self, path: Path, opened: ExitStack, container: InputContainer, stream: AudioStream) -> None:
        """See `open_coded_sound`."""
        self._path, self._opened = path, opened
        self._container, self.stream = container, stream

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    @property
    def duration_s(self) -> float:
        """How long it is by its header."""
        return (self.stream.duration or 0) / self.stream.rate

    def read(self) -> Iterator["Packet[Any]"]:
        """The packets in the order of their times, which count from the film's first moment.

        They begin one packet earlier, below zero: a decoder needs it for the next one.

        Raises:
            BrokenMedia: The file is damaged.
        """
        begin = round(start_s(self._container) * self.stream.rate)
        read_alone(self._container, self.stream)
        with breaking_off(self._path):
            for packet in self._container.demux(self.stream):
                if packet.size and packet.pts is not None and packet.pts > begin - 2 * _PACKET_SAMPLES:
                    yield _copy(packet, packet.pts - begin, self.stream.rate)


def open_coded_sound(path: Path) -> CodedSound | None:
    """Open the sound of a film; None where it cannot be passed on as it is: not AAC, or several tracks.

    Raises:
        BackendRefusal: The file is no media of ours, or damaged (4001).
    """
    with ExitStack() as opened, breaking_off(path):
        container = opened.enter_context(open_container(path, opened.enter_context(open_file(path))))
        heard = heard_streams(container)
        if len(heard) == 1 and _is_plain_aac(heard[0]):
            return CodedSound(path, opened.pop_all(), container, heard[0])
    return None


def _is_plain_aac(stream: AudioStream) -> bool:
    """Whether its packets stand alone and tell their times in samples, as those of MP4 do."""
    context = stream.codec_context
    return (
        (context.name, context.profile) == ("aac", _LOW_COMPLEXITY)
        and bool(context.extradata)
        and context.channels <= _MAX_CHANNELS
        and stream.time_base == Fraction(1, stream.rate)
    )


def _copy(packet: "Packet[Any]", at: int, rate: int) -> "Packet[Any]":
    """Its content alone: what its own container remarked about it is not true of another."""
    copy: Packet[Any] = Packet(bytes(packet))
    copy.pts = copy.dts = at
    copy.duration = _PACKET_SAMPLES
    copy.time_base = Fraction(1, rate)
    copy.is_keyframe = True
    return copy
