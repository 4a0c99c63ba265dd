"""Films read in the order of time: the picture of each moment, whatever the file's rate and faults."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Final
from weakref import finalize

import av
from av.container import InputContainer
from av.video.stream import VideoStream

from nemo_video.media.broken import BrokenMedia, breaking_off, unsupported
from nemo_video.media.container import open_container
from nemo_video.media.conversion import Converter, Ground, transfer_of
from nemo_video.media.deinterlacing import deinterlace
from nemo_video.media.files import open_file
from nemo_video.media.tracks import DECODER_ERRORS, has_alpha, pictures_start_s, video_decoder, video_streams

_USUAL_RATE: Final = 25
_EARLIER_S: Final = 1.0
ROUNDING_S: Final = 0.001
"""A picture shows this much before its time: clocks of films and of time lines round differently."""


class FilmReader:
    """Reads a film from a time on; after its end the last picture stays."""

    def __init__(self, path: Path, from_s: float, ground: Ground = "black") -> None:
        """Open the file and go to its start.

        Args:
            path: The film.
            from_s: Where the reader's times begin, in seconds since the film's start.
            ground: What shows where it is clear.

        Raises:
            BackendRefusal: It holds no picture, or none that can be decoded (4001).
        """
        self._path = path
        opened = ExitStack()
        finalize(self, opened.close)  # whoever draws drops its readers; nobody else can say when
        file = opened.enter_context(open_file(path))
        container = opened.enter_context(open_container(path, file))
        stream = next(iter(video_streams(container)), None)
        if stream is None:
            raise unsupported(path, "has sound but no picture to look at")
        transfer = transfer_of(stream.codec_context.color_trc)
        self.converter = Converter(float(stream.sample_aspect_ratio or 1), transfer, ground)
        self._container, self._stream = container, stream
        self.jump_to(from_s)

    def jump_to(self, from_s: float) -> None:
        """Go on from another time, in either direction, where the reader's times begin from now on.

        Raises:
            BrokenMedia: No picture can be decoded there.
        """
        self._from_s = from_s
        self._frames = _timed_frames(self._container, self._stream, from_s)
        with breaking_off(self._path):
            self._current = next(self._frames, None)
            self._next = next(self._frames, None)
        if self._current is None:
            raise BrokenMedia(self._path, f"shows no picture from {from_s:g} s on", at_s=from_s)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """The decoded picture that shows at a time since `from_s`; times must not go back."""
        wanted_s = self._from_s + at_s + ROUNDING_S
        with breaking_off(self._path, at_s=wanted_s):
            while self._next is not None and self._next[0] <= wanted_s:
                self._current, self._next = self._next, next(self._frames, None)
        assert self._current is not None
        return self._current[1]


def is_clear_film(path: Path) -> bool:
    """Whether a film has clear parts."""
    with open_file(path) as file, open_container(path, file) as container:
        stream = next(iter(video_streams(container)), None)
        return stream is not None and has_alpha(stream)


def _timed_frames(
    container: InputContainer, stream: VideoStream, from_s: float
) -> Iterator[tuple[float, av.VideoFrame]]:
    """The frames from the keyframe before a time on, each with its time since the start of the film."""
    begin_s = pictures_start_s(container, stream)
    time_base = float(stream.time_base or 1)
    pause_s = 1 / float(stream.average_rate or _USUAL_RATE)
    at_s, frames = _frames_from(container, stream, from_s, begin_s)
    at_s -= pause_s
    for frame in frames:
        at_s = at_s + pause_s if frame.pts is None else frame.pts * time_base - begin_s
        yield at_s, frame


def _frames_from(
    container: InputContainer, stream: VideoStream, from_s: float, begin_s: float
) -> tuple[float, Iterator[av.VideoFrame]]:
    """The frames from a keyframe at or before a time, and where frames without times are taken to begin.

    A seek goes by the times of decoding, so it may end behind the picture that was meant; and what is
    deinterlaced needs frames before it. Both then begin a second earlier.
    """
    for early_s in (0.0, _EARLIER_S):
        if from_s <= early_s:
            container.seek(0)
            return 0.0, deinterlace(_decode(container, stream))
        container.seek(round((from_s - early_s + begin_s) / float(stream.time_base or 1)), stream=stream)
        decoded = _decode(container, stream)
        first = next(decoded, None)
        is_before = first is not None and first.pts is not None and not first.interlaced_frame
        if first and (early_s or (is_before and _time_s(first, stream) - begin_s <= from_s)):
            return from_s - early_s, deinterlace(chain([first], decoded))
    return from_s, iter(())


def _time_s(frame: av.VideoFrame, stream: VideoStream) -> float:
    return (frame.pts or 0) * float(stream.time_base or 1)


def _decode(container: InputContainer, stream: VideoStream) -> Iterator[av.VideoFrame]:
    """A packet that cannot be decoded is passed over, as players do."""
    decoder = video_decoder(stream)
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            if packet is None:
                return
            frames = decoder.decode(packet)  # pyright: ignore[reportUnknownMemberType] - PyAV leaves packets open
        except DECODER_ERRORS:
            frames = []
        yield from frames
