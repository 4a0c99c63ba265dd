"""Film and sound by FFmpeg, and GIF."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from nemo_video.media.broken import BrokenMedia, breaking_off, unsupported
from nemo_video.media.container import audio_streams, container_name, open_container, refusal, video_streams
from nemo_video.media.decoding import Decoding
from nemo_video.media.facts import MediaInfo
from nemo_video.media.length import check_is_whole
from nemo_video.media.seeking import Seeker
from nemo_video.media.source import Picture, Shot, Sound, check_pixels
from nemo_video.media.upright import shown_size, upright_image

_FIRST_FRAME_PACKETS = 200
"""A track that yields no frame within so many packets holds none."""


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
            for wanted_s in at_s:
                frame = seeker.frame_at(wanted_s)
                with breaking_off(self._path, at_s=wanted_s):
                    image = upright_image(frame, stream.sample_aspect_ratio, max_width=max_width)
                yield Shot(seeker.time_of(frame), image)

    def _read_info(self, container: InputContainer) -> MediaInfo:
        picture = next(iter(video_streams(container)), None)
        sound = next(iter(audio_streams(container)), None)
        name = container_name(container, self._file)
        duration_s = container.duration / av.time_base if container.duration else None
        width, height = self._first_size(container, picture, sound)
        return MediaInfo(
            kind="audio" if picture is None else "image" if name == "gif" else "video",
            container=name,
            bytes=self._path.stat().st_size,
            duration_s=duration_s,
            width=width,
            height=height,
            fps=float(picture.average_rate) if picture and picture.average_rate and duration_s else None,
            video_codec=picture.codec_context.codec.canonical_name if picture else None,
            audio_codec=sound.codec_context.codec.canonical_name if sound else None,
        )

    def _first_size(
        self, container: InputContainer, picture: VideoStream | None, sound: AudioStream | None
    ) -> tuple[int, int] | tuple[None, None]:
        """Decodes the first frame: only that tells a media file from bytes that look like one."""
        stream = picture or sound
        if stream is None:
            raise refusal(self._path, self._file)
        if picture is not None:
            check_pixels(self._path, picture.codec_context.width, picture.codec_context.height)
        with breaking_off(self._path):
            frame = self._first_frame(container, stream)
        if not isinstance(frame, VideoFrame) or picture is None:
            return None, None
        return shown_size(frame, picture.sample_aspect_ratio)

    def _first_frame(
        self, container: InputContainer, stream: VideoStream | AudioStream
    ) -> VideoFrame | AudioFrame:
        for packet in islice(container.demux(stream), _FIRST_FRAME_PACKETS):
            for frame in packet.decode():
                if isinstance(frame, VideoFrame | AudioFrame):
                    return frame
        raise BrokenMedia(self._path, "cannot be decoded at all")
