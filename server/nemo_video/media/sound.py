"""The sound of files at 48 kHz in stereo, whatever their rate, channels and tracks; read piece by piece.

Source of the gains: ITU-R BS.775, table 2; low frequency effects are left out.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from weakref import finalize

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.layout import AudioLayout
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from nemo_video.media.broken import breaking_off
from nemo_video.media.container import open_container
from nemo_video.media.files import open_file
from nemo_video.media.still import is_picture
from nemo_video.media.tracks import DECODER_ERRORS, heard_streams, read_alone, start_s

RATE: Final = 48_000
_TICK: Final = Fraction(1, RATE)
Samples = NDArray[Any]
"""float32, shape (samples, 2), full scale 1."""

_LESS: Final = float(np.sqrt(0.5))
_LEFT, _RIGHT, _BOTH = (1.0, 0.0), (0.0, 1.0), (_LESS, _LESS)
_GAINS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "FL": _LEFT,
        "FR": _RIGHT,
        "FC": _BOTH,
        "LFE": (0.0, 0.0),
        "BC": (0.5, 0.5),
        **dict.fromkeys(("SL", "BL", "FLC"), (_LESS, 0.0)),
        **dict.fromkeys(("SR", "BR", "FRC"), (0.0, _LESS)),
    }
)
"""Channel → how loud it is on the left and on the right."""

_STEREO: Final = ("FL", "FR")
_USUAL_ORDER: Final = {
    3: "FL FR FC",
    4: "FL FR BL BR",
    5: "FL FR FC BL BR",
    6: "FL FR FC LFE BL BR",
    7: "FL FR FC LFE BC SL SR",
    8: "FL FR FC LFE BL BR SL SR",
}
"""Number of channels → their order in a file that does not tell it."""

_SEEKS_WRONGLY: Final = ("mp3", "aac")
"""Bare MPEG sound has no index: FFmpeg guesses where a time lies, and then tells the guess as the time."""


class SoundReader:
    """Reads the sound of a file from a time on; silence before its first and after its last sample."""

    def __init__(self, path: Path, from_s: float) -> None:
        """Open each track that is heard; a file without sound is silent.

        Raises:
            BackendRefusal: The file is no media of ours, or damaged (4001).
        """
        self._path = path
        self._opened = ExitStack()
        finalize(self, self._opened.close)
        self._tracks = [] if is_picture(path) else self._open_tracks(from_s)

    def read(self, count: int) -> Samples:
        """The next `count` samples."""
        with breaking_off(self._path):
            return sum((track.read(count) for track in self._tracks), np.zeros((count, 2), np.float32))

    def close(self) -> None:
        """Close the file."""
        self._opened.close()

    def _open_tracks(self, from_s: float) -> list["_Track"]:
        first = self._open()
        heard = [stream.index for stream in heard_streams(first)]
        containers = [first, *(self._open() for _ in heard[1:])]  # each track is read at its own pace
        return [_Track(container, index, from_s) for container, index in zip(containers, heard, strict=False)]

    def _open(self) -> InputContainer:
        file = self._opened.enter_context(open_file(self._path))
        return self._opened.enter_context(open_container(self._path, file))


class _Track:
    """One track: its next samples, and those that were decoded ahead."""

    def __init__(self, container: InputContainer, index: int, from_s: float) -> None:
        self._pieces = _pieces(container, index, from_s)
        self._piece: tuple[int, Samples] | None = None
        self._position = 0

    def read(self, count: int) -> Samples:
        signal = np.zeros((count, 2), np.float32)
        stop = self._position + count
        while (piece := self._piece or next(self._pieces, None)) is not None:
            start, samples = piece
            self._piece = piece
            if start >= stop:
                break
            _put(signal, start - self._position, samples)
            if start + len(samples) > stop:
                break
            self._piece = None
        self._position = stop
        return signal


def read_sound(path: Path, from_s: float, duration_s: float) -> Samples:
    """Read a part of a file's sound as 48 kHz stereo, padded with silence; silence when it has none.

    Raises:
        BackendRefusal: The file is no media of ours, or damaged (4001).
    """
    reader = SoundReader(path, from_s)
    try:
        return reader.read(round(duration_s * RATE))
    finally:
        reader.close()


def _pieces(container: InputContainer, index: int, from_s: float) -> Iterator[tuple[int, Samples]]:
    """Decoded pieces in order, each with the number of its first sample counted from `from_s`."""
    stream = container.streams[index]
    assert isinstance(stream, AudioStream)
    begin_s = start_s(container)
    read_alone(container, stream)
    if from_s > 1 and container.format.name not in _SEEKS_WRONGLY:
        container.seek(round((from_s - 1 + begin_s) * av.time_base))
    resampler: av.AudioResampler | None = None
    counts_samples = stream.time_base == _TICK
    for frame in _decode(container, stream):
        if counts_samples and _is_ready(frame):
            yield round(((frame.time or 0.0) - begin_s - from_s) * RATE), frame.to_ndarray().T
            continue
        resampler = resampler or av.AudioResampler(format="flt", layout=frame.layout, rate=RATE)
        for chunk in resampler.resample(frame):
            yield round(((chunk.time or 0.0) - begin_s - from_s) * RATE), downmix(chunk)


def _is_ready(frame: AudioFrame) -> bool:
    """Whether a frame needs no change, as those of most films: resampling takes longer than decoding."""
    return (frame.format.name, frame.rate, frame.layout.name) == ("fltp", RATE, "stereo")


def _decode(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    """A packet that cannot be decoded is passed over, as players do."""
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except DECODER_ERRORS:
            continue
        yield from frames


def downmix(frame: AudioFrame) -> Samples:
    """A frame in `flt` of any layout as stereo; one channel alone is as loud on both sides.

    The format is the packed one: PyAV reads beyond the planes of frames with more than seven channels.
    """
    names = _order_channels(frame.layout)
    samples = frame.to_ndarray().reshape(-1, len(names))
    if len(names) == 1:
        return np.repeat(samples, 2, axis=1).astype(np.float32)
    if names == _STEREO:
        return samples
    gains = np.array([_GAINS.get(name, _LEFT if i % 2 == 0 else _RIGHT) for i, name in enumerate(names)])
    return (samples @ gains).astype(np.float32)


def _order_channels(layout: AudioLayout) -> tuple[str, ...]:
    told = tuple(channel.name for channel in layout.channels)
    if any(name in _GAINS for name in told):
        return told
    return tuple(_USUAL_ORDER.get(len(told), "").split()) or told


def _put(signal: Samples, start: int, samples: Samples) -> None:
    skip = max(-start, 0)
    start = max(start, 0)
    part = samples[skip : skip + len(signal) - start]
    signal[start : start + len(part)] = part
