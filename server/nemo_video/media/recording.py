"""Film and sound by FFmpeg, and GIF."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from nemo_video.media.broken import BrokenMedia, breaking_off, unsupported
from nemo_video.media.container import container_name, duration_s, knows_its_duration, open_container, refusal
from nemo_video.media.conversion import Converter, is_turned, transfer_of
from nemo_video.media.decoding import Decoding
from nemo_video.media.facts import MediaInfo, Notice
from nemo_video.media.length import check_is_whole
from nemo_video.media.seeking import Seeker
from nemo_video.media.source import Picture, Shot, Sound, check_pixels, fit_width
from nemo_video.media.tracks import audio_streams, heard_streams, video_streams

_FIRST_FRAME_PACKETS = 200
"""A track that yields no frame within so many packets holds none."""

_STEADY = 0.02
"""A film whose mean rate is this far from its usual one has pictures of unequal length."""


class Recording:
    """A file of moving pictures, sound, or both."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self._path = path
        self._file = file
        with open_container(path, file) as container:
            self._info = self._read_info(container)

    @property
    def info(self) -> MediaInfo:
        """What its header and its first frame say."""
        return self._info

    def decode(self) -> Iterator[Picture | Sound]:
        """Every frame of every picture and sound track, in the order of the file."""
        check_is_whole(self._path, self._file)
        with open_container(self._path, self._file) as container:
            yield from Decoding(self._path, container).pieces()

    def shots(self, at_s: Sequence[float], *, max_width: int, tolerance_s: float) -> Iterator[Shot]:
        """The pictures shown at the given times, each found from the keyframe before it."""
        with open_container(self._path, self._file) as container:
            stream = next(iter(video_streams(container)), None)
            if stream is None:
                raise unsupported(self._path, "has sound but no picture to look at")
            seeker = Seeker(self._path, container, stream, tolerance_s)
            converter = _converter_of(stream)
            for wanted_s in at_s:
                frame = seeker.frame_at(wanted_s)
                with breaking_off(self._path, at_s=wanted_s):
                    image = _image(frame, converter, max_width)
                yield Shot(seeker.time_of(frame), image)

    def _read_info(self, container: InputContainer) -> MediaInfo:
        picture = next(iter(video_streams(container)), None)
        sound = next(iter(heard_streams(container)), None)
        name = container_name(container, self._file)
        first = self._first_frame(container, picture, sound)
        with breaking_off(self._path):
            length_s = duration_s(container)
        width, height = _shown_size(first, picture)
        return MediaInfo(
            kind="audio" if picture is None else "image" if name == "gif" else "video",
            container=name,
            bytes=self._path.stat().st_size,
            duration_s=length_s,
            width=width,
            height=height,
            fps=float(picture.average_rate) if picture and picture.average_rate and length_s else None,
            video_codec=picture.codec_context.codec.canonical_name if picture else None,
            audio_codec=sound.codec_context.codec.canonical_name if sound else None,
            notices=(*_picture_notices(first, picture, name), *_sound_notices(container, name)),
        )

    def _first_frame(
        self, container: InputContainer, picture: VideoStream | None, sound: AudioStream | None
    ) -> VideoFrame | AudioFrame:
        """Decodes the first frame: only that tells a media file from bytes that look like one."""
        stream = picture or sound
        if stream is None:
            raise refusal(self._path, self._file)
        if picture is not None:
            check_pixels(self._path, picture.codec_context.width, picture.codec_context.height)
        with breaking_off(self._path):
            for packet in islice(container.demux(stream), _FIRST_FRAME_PACKETS):
                for frame in packet.decode():
                    if isinstance(frame, VideoFrame | AudioFrame):
                        return frame
        raise BrokenMedia(self._path, "cannot be decoded at all")


def _picture_notices(
    first: VideoFrame | AudioFrame, picture: VideoStream | None, container: str
) -> Iterator[Notice]:
    if picture is None or not isinstance(first, VideoFrame) or container == "gif":
        return
    if is_turned(first):
        yield "rotated"
    if transfer_of(picture.codec_context.color_trc):
        yield "hdr"
    if first.interlaced_frame:
        yield "interlaced"
    elif _has_variable_rate(picture):
        yield "variable_rate"


def _sound_notices(container: InputContainer, name: str) -> Iterator[Notice]:
    heard, tracks = heard_streams(container), audio_streams(container)
    if len(heard) > 1:
        yield "tracks_mixed"
    elif len(tracks) > 1:
        yield "track_chosen"
    if name != "gif" and not knows_its_duration(container):
        yield "length_counted"


def _has_variable_rate(picture: VideoStream) -> bool:
    mean, usual = float(picture.average_rate or 0), float(picture.base_rate or 0)
    return bool(mean and usual and abs(mean - usual) / usual > _STEADY)


def _converter_of(stream: VideoStream) -> Converter:
    transfer = transfer_of(stream.codec_context.color_trc)
    return Converter(float(stream.sample_aspect_ratio or 1), transfer, "white")


def _shown_size(
    first: VideoFrame | AudioFrame, picture: VideoStream | None
) -> tuple[int, int] | tuple[None, None]:
    if picture is None or not isinstance(first, VideoFrame):
        return None, None
    width, height = _converter_of(picture).shape_of(first)
    return max(1, round(width)), max(1, round(height))


def _image(frame: VideoFrame, converter: Converter, max_width: int) -> Image.Image:
    """A frame as people see it, at most `max_width` wide."""
    width, height = _fit(converter.shape_of(frame), max_width)
    return Image.fromarray(converter.to_rgb(frame, width, height))


def _fit(shape: tuple[float, float], max_width: int) -> tuple[int, int]:
    return fit_width(max(1, round(shape[0])), max(1, round(shape[1])), max_width)
