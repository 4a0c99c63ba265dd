"""Writes frames and sound into a file: encoders with the right settings and colour tags."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Self, cast

import av
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType
from av.video.reformatter import Colorspace, VideoReformatter
from av.video.stream import VideoStream

from nemo_studio.render.composition import Composition
from nemo_studio.render.copying import CopiedSpan
from nemo_studio.render.formats import Encoding
from nemo_studio.render.sound_tracks import CopiedSound, EncodedSound, NoSound, SoundTrack
from nemo_studio.render.soundtrack import FilmSound
from nemo_studio.render.spans import DECODING_DELAY, EncodedPacket, EncodedSpan, Span
from nemo_studio.render.video_coding import Encode, set_up_video
from nemo_video.media.coded_sound import CodedSound
from nemo_video.media.groups import set_name, split_annex_b, write_header


class Encoder:
    """An open output file. Use it as a context; leaving it without an error completes the file."""

    def __init__(
        self,
        path: Path,
        encoding: Encoding,
        composition: Composition,
        sound: FilmSound,
        joined: Sequence[Span] = (),
        coded_sound: CodedSound | None = None,
    ) -> None:
        """Open the file and its streams.

        Args:
            path: The file.
            encoding: How it is encoded.
            composition: What it shows.
            sound: What is heard.
            joined: All spans that will be joined; none where frames will be written.
            coded_sound: What is to be copied in the place of `sound`.
        """
        self._container = av.open(
            str(path), "w", format=encoding.format.muxer, options=dict(encoding.format.options)
        )
        self._add_stream = cast(Callable[..., object], self._container.add_stream)  # pyright: ignore[reportUnknownMemberType] - PyAV leaves its options open
        self._video = self._add_video(encoding, composition)
        self._sound = self._add_sound(encoding, composition, sound, coded_sound)
        self._to_bt601 = (
            VideoReformatter() if encoding.format.video and encoding.format.video.is_bt601 else None
        )
        self._fps = composition.fps
        self._index = 0
        copies = [span for span in joined if isinstance(span, CopiedSpan)]
        self._delay = max([DECODING_DELAY, *(copy.decoding_delay for copy in copies)])
        if joined and self._video is not None:
            strange = copies[0].film.parameter_sets if copies else frozenset[bytes]()
            _tell_parameter_sets(self._video.codec_context, strange)

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

    def _add_sound(
        self, encoding: Encoding, composition: Composition, sound: FilmSound, coded_sound: CodedSound | None
    ) -> SoundTrack:
        if encoding.format.audio is None:
            return NoSound()
        if coded_sound is not None:
            return CopiedSound(self._container, coded_sound, composition.duration_s)
        return EncodedSound(self._container, encoding, sound)

    def write_sound(self, until_s: float) -> None:
        """Write the sound up to a time."""
        self._sound.write(until_s)

    def _finish(self) -> None:
        self._sound.finish()
        if self._video is not None:
            self._mux(self._video, None)

    def _mux(self, stream: VideoStream, frame: av.VideoFrame | None) -> None:
        encode = cast(Encode, stream.encode)  # pyright: ignore[reportUnknownMemberType] - as below
        self._container.mux(encode(frame))  # pyright: ignore[reportUnknownMemberType] - PyAV leaves packets open


def _tell_parameter_sets(context: VideoCodecContext, strange: frozenset[bytes]) -> None:
    """Put those of a film behind the encoder's own; pictures name the sets by which they are decoded."""
    context.open()
    own = split_annex_b(context.extradata or b"")
    context.extradata = write_header([*own, *sorted(strange - set(own), key=set_name)])
