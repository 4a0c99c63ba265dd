"""Writes frames and sound into a file: encoders with the right settings and colour tags."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, Self, cast

import av
import numpy as np
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc, VideoReformatter
from av.video.stream import VideoStream

from nemo_studio.render.composition import Composition
from nemo_studio.render.copying import CopiedSpan
from nemo_studio.render.formats import Encoding, Options
from nemo_studio.render.soundtrack import FilmSound
from nemo_studio.render.spans import DECODING_DELAY, EncodedPacket, EncodedSpan
from nemo_studio.sound import RATE
from nemo_studio.sound.signal import count_samples
from nemo_video.media.groups import join_annex_b, set_name, split_annex_b

Encode = Callable[[av.VideoFrame | av.AudioFrame | None], Any]


class Encoder:
    """An open output file. Use it as a context; leaving it without an error completes the file."""

    def __init__(
        self,
        path: Path,
        encoding: Encoding,
        composition: Composition,
        sound: FilmSound,
        copies: Sequence[CopiedSpan] = (),
    ) -> None:
        """Open the file and its streams; the spans in `copies` are among those that will be joined."""
        self._container = av.open(
            str(path), "w", format=encoding.format.muxer, options=dict(encoding.format.options)
        )
        self._add_stream = cast(Callable[..., object], self._container.add_stream)  # pyright: ignore[reportUnknownMemberType] - PyAV leaves its options open
        self._sound = sound
        self._sample = 0
        self._video = self._add_video(encoding, composition)
        self._audio = self._add_audio(encoding)
        self._to_bt601 = (
            VideoReformatter() if encoding.format.video and encoding.format.video.is_bt601 else None
        )
        self._fps = composition.fps
        self._index = 0
        self._delay = max([DECODING_DELAY, *(copy.decoding_delay for copy in copies)])
        if copies and self._video is not None:
            _add_parameter_sets(self._video.codec_context, copies[0].film.parameter_sets)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._finish()
        self._container.close()

    def write(self, frame: av.VideoFrame) -> None:
        """Encode the next frame, and the sound that belongs beside it."""
        if self._video is None:
            return
        if self._to_bt601 is not None:
            frame = self._to_bt601.reformat(frame, dst_colorspace=Colorspace.ITU601)
        frame.pts = self._index
        frame.time_base = Fraction(1, self._fps)
        frame.pict_type = PictureType.NONE
        self._mux(self._video, frame)
        self._index += 1
        self.write_sound(self._index / self._fps)

    def join(self, span: EncodedSpan) -> None:
        """Add the next frames as they were encoded elsewhere, and the sound that belongs beside them."""
        assert self._video is not None
        for index, packet in enumerate(span.packets):
            self._container.mux(self._timed(packet, index))  # pyright: ignore[reportUnknownMemberType] - as below
        self._index += len(span.packets)
        self.write_sound(self._index / self._fps)

    def _timed(self, encoded: EncodedPacket, index: int) -> "Packet[Any]":
        """A packet with its place in the film. Decoding runs a constant time ahead, also over the seams."""
        packet: Packet[Any] = Packet(encoded.data)
        packet.stream = cast("Any", self._video)
        packet.time_base = Fraction(1, self._fps)
        packet.pts = self._index + encoded.position
        packet.dts = self._index + index - self._delay
        packet.duration = 1
        packet.is_keyframe = encoded.is_keyframe
        return packet

    def _add_video(self, encoding: Encoding, composition: Composition) -> VideoStream | None:
        codec = encoding.format.video
        if codec is None:
            return None
        stream = cast(VideoStream, self._add_stream(codec.name, rate=composition.fps))
        set_up_video(stream.codec_context, encoding, composition)
        return stream

    def _add_audio(self, encoding: Encoding) -> AudioStream | None:
        codec = encoding.format.audio
        if codec is None:
            return None
        stream = cast(
            AudioStream,
            self._add_stream(
                codec.name,
                rate=codec.rates.at(encoding.quality),
                layout="stereo",
                options=dict(codec.options),
            ),
        )
        if codec.bitrates is not None:
            stream.bit_rate = codec.bitrates.at(encoding.quality)
        return stream

    def write_sound(self, until_s: float) -> None:
        """Encode the sound up to a time."""
        if self._audio is None or count_samples(until_s) <= self._sample:
            return
        part = self._sound.read(count_samples(until_s) - self._sample)
        if not len(part):
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part.T), format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = self._sample
        frame.time_base = Fraction(1, RATE)
        self._mux(self._audio, frame)
        self._sample += len(part)

    def _finish(self) -> None:
        self.write_sound(self._sound.length / RATE)
        for stream in (self._video, self._audio):
            if stream is not None:
                self._mux(stream, None)

    def _mux(self, stream: VideoStream | AudioStream, frame: av.VideoFrame | av.AudioFrame | None) -> None:
        encode = cast(Encode, stream.encode)  # pyright: ignore[reportUnknownMemberType] - as below
        self._container.mux(encode(frame))  # pyright: ignore[reportUnknownMemberType] - PyAV leaves packets open


def _add_parameter_sets(context: VideoCodecContext, sets: frozenset[bytes]) -> None:
    """Put those of a film behind the encoder's own; pictures name the sets by which they are decoded."""
    context.open()
    own = context.extradata or b""
    strange = sets - set(split_annex_b(own))
    context.extradata = own + join_annex_b(sorted(strange, key=set_name))


def set_up_video(context: VideoCodecContext, encoding: Encoding, composition: Composition) -> None:
    """Make an encoder that is not open yet ready for the frames of a composition."""
    codec = encoding.format.video
    assert codec is not None
    context.width, context.height = composition.width, composition.height
    context.pix_fmt = codec.pixel_format
    context.options = _same_each_time(codec.options.at(encoding.quality))
    context.time_base = Fraction(1, composition.fps)
    context.framerate = Fraction(composition.fps)
    if codec.pixel_format == "yuv420p" and not codec.is_bt601:
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        context.color_range = ColorRange.MPEG


def _same_each_time(options: Options) -> dict[str, str]:
    """With AVX-512, the macroblock tree of x264 165 reads memory that nobody wrote: every tenth film differs.

    It belongs to the machine that encodes, not to the format, which other machines are told too.
    """
    params = options.get("x264-params")
    return dict(options) | ({"x264-params": f"asm=AVX2:{params}"} if params and _has_avx512() else {})


@cache
def _has_avx512() -> bool:
    """Asked of Linux alone; a processor without these instructions would crash on AVX2, were it told so."""
    cpu = Path("/proc/cpuinfo")
    return cpu.exists() and " avx512bw" in cpu.read_text(errors="replace")
