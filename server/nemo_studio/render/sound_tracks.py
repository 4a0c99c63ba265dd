"""How the sound of a film gets into its file: mixed and encoded, or as the packets of another."""

from collections.abc import Generator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Protocol, cast

import av
import numpy as np
from av.container import OutputContainer

from nemo_studio.render.composition import Composition, Sound
from nemo_studio.render.formats import Encoding
from nemo_studio.render.soundtrack import FilmSound
from nemo_studio.sound import RATE
from nemo_studio.sound.signal import count_samples
from nemo_video.media.coded_sound import CodedSound, open_coded_sound

_KEEPS_WHAT_IS_HIDDEN: Final = ("mp4", "mov")
"""Muxers that write an edit list: what is copied begins with a packet that is decoded and not heard."""

_PACKET_MS: Final = 21
"""A packet of AAC at 48 kHz. Ramps within it are there against clicks of cuts; a whole sound has none."""


class SoundTrack(Protocol):
    """The sound of a film that is being written."""

    def write(self, until_s: float) -> None:
        """Write the sound up to a time."""
        ...

    def finish(self) -> None:
        """Write what is left."""
        ...


class NoSound:
    """In a format that has none."""

    def write(self, until_s: float) -> None:
        """Write nothing."""

    def finish(self) -> None:
        """Write nothing."""


class EncodedSound:
    """Encodes the mix."""

    def __init__(self, container: OutputContainer, encoding: Encoding, sound: FilmSound) -> None:
        """Add a track to a file that is still empty."""
        codec = encoding.format.audio
        assert codec is not None
        self._sound, self._sample = sound, 0
        self._container = cast(Any, container)  # PyAV leaves the types of packets and options open
        self._stream = self._container.add_stream(
            codec.name, rate=codec.rates.at(encoding.quality), layout="stereo", options=dict(codec.options)
        )
        if codec.bitrates is not None:
            self._stream.bit_rate = codec.bitrates.at(encoding.quality)

    def write(self, until_s: float) -> None:
        """Encode up to a time."""
        part = self._sound.read(max(count_samples(until_s) - self._sample, 0))
        if not len(part):
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part.T), format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = self._sample
        frame.time_base = Fraction(1, RATE)
        self._container.mux(self._stream.encode(frame))
        self._sample += len(part)

    def finish(self) -> None:
        """Encode the rest."""
        self.write(self._sound.length / RATE)
        self._container.mux(self._stream.encode(None))


class CopiedSound:
    """Copies packets."""

    def __init__(self, container: OutputContainer, coded: CodedSound, duration_s: float) -> None:
        """Add a track to a file that is still empty; of the sound it takes what begins in the duration."""
        self._container = cast(Any, container)  # as above
        self._stream = self._container.add_stream_from_template(coded.stream)
        self._stop = round(duration_s * coded.stream.rate)
        self._rate, self._packets = coded.stream.rate, coded.read()
        self._next = next(self._packets, None)

    def write(self, until_s: float) -> None:
        """Copy what begins before a time."""
        stop = min(round(until_s * self._rate), self._stop)
        while (packet := self._next) is not None and (packet.pts or 0) < stop:
            packet.duration = min(packet.duration or 0, self._stop - (packet.pts or 0))
            packet.stream = self._stream
            self._container.mux(packet)
            self._next = next(self._packets, None)

    def finish(self) -> None:
        """Copy the rest."""
        self.write(self._stop / self._rate)


@contextmanager
def find_whole_sound(composition: Composition, encoding: Encoding) -> Generator[CodedSound | None]:
    """The coded sound that could be all of a film's sound, from its first packet to its last; mostly None.

    Raises:
        BackendRefusal: The file is no media of ours, or damaged (4001).
    """
    sounds = [sound for sound in composition.sounds if sound.volume > 0]
    fits = encoding.format.muxer in _KEEPS_WHAT_IS_HIDDEN and encoding.quality == "high"
    coded = None
    if fits and len(sounds) == 1 and _is_heard_as_it_is(sounds[0]):
        coded = open_coded_sound(Path(sounds[0].name))
    if coded is None:
        yield None
        return
    with coded:
        is_whole = sounds[0].duration_ms >= coded.duration_s * 1000 - 2 * _PACKET_MS
        yield coded if is_whole else None


def _is_heard_as_it_is(sound: Sound) -> bool:
    """Whether it starts with the film and its file, and nothing changes it."""
    return (
        (sound.kind, sound.start_ms, sound.source_start_ms) == ("file", 0, 0)
        and (sound.volume, sound.speed, sound.is_reversed, sound.envelope) == (1, 1, False, ())
        and max(sound.fade_in_ms, sound.fade_out_ms) <= _PACKET_MS
    )
