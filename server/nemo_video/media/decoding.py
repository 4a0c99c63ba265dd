"""Decodes a film or sound file from its first to its last frame, and notices where it breaks."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from nemo_video.media.broken import BrokenMedia, breaking_off
from nemo_video.media.container import knows_its_duration, knows_its_packets, told_s
from nemo_video.media.source import LUMA_SIZE, Picture, Sound, fit_width
from nemo_video.media.tracks import audio_streams, has_undecodable_track, start_s, video_streams

_END_TOLERANCE_S = 0.25
"""How much earlier than its header says a file may end; tracks rarely end together."""

_FRAMES = (VideoFrame, AudioFrame)


class Decoding:
    """One pass over an open file."""

    def __init__(self, path: Path, container: InputContainer) -> None:
        self._path = path
        self._container = container
        self._streams = [*video_streams(container, strict=True), *audio_streams(container)]
        for stream in self._streams:
            stream.codec_context.thread_type = "AUTO"
        self._packets_read = dict.fromkeys((stream.index for stream in self._streams), 0)
        self._reformatter, self._drawer = VideoReformatter(), VideoReformatter()
        self._packers: dict[tuple[str, str, int], av.AudioResampler] = {}
        self._start_s, self._announced_s = start_s(container), told_s(container)
        self._end_s = 0.0

    def pieces(self) -> Iterator[Picture | Sound]:
        """Every frame, in the order of the file.

        Raises:
            BrokenMedia: A track or a frame cannot be decoded, or the file ends before its header says.
        """
        if has_undecodable_track(self._container):
            raise BrokenMedia(self._path, "has a track that cannot be decoded")
        for packet in self._packets():
            with breaking_off(self._path, at_s=self._end_s):
                frames = [frame for frame in packet.decode() if isinstance(frame, _FRAMES)]
                pieces = [self._piece(frame, packet.stream.index) for frame in frames]
            # FFmpeg paints over damage, and this flag is all it says of it.
            if any(frame.is_corrupt for frame in frames):
                raise BrokenMedia(self._path, f"is damaged after {self._end_s:.2f} s", at_s=self._end_s)
            for piece in pieces:
                self._end_s = max(self._end_s, piece.end_s)
                yield piece
        self._check_end()

    def _packets(self) -> "Iterator[Packet[Stream]]":
        packets = self._container.demux(*self._streams)
        while True:
            with breaking_off(self._path, at_s=self._end_s):
                packet = next(packets, None)
            if packet is None:
                return
            if packet.is_corrupt:
                raise self._cut_off()
            self._packets_read[packet.stream.index] += packet.size > 0
            yield packet

    def _piece(self, frame: VideoFrame | AudioFrame, track: int) -> Picture | Sound:
        at_s = max(0.0, (frame.time or 0.0) - self._start_s)
        if isinstance(frame, AudioFrame):
            end_s = at_s + frame.samples / frame.sample_rate
            return Sound(at_s, end_s, self._samples(frame), frame.sample_rate, track)
        duration_s = float(frame.duration * frame.time_base) if frame.time_base else 0.0
        return Picture(at_s, at_s + duration_s, self._luma(frame), partial(self._draw, frame))

    def _samples(self, frame: AudioFrame) -> NDArray[np.float32]:
        """The samples, shape (samples, channels), full scale 1.

        Every frame is packed first: PyAV reads beyond the planes of frames with more than seven channels. A
        packer takes one kind of frames only, and a track may change its kind on the way.
        """
        kind = frame.format.name, frame.layout.name, frame.sample_rate
        if kind not in self._packers:
            self._packers[kind] = av.AudioResampler(format="flt", layout=frame.layout)
        chunks = self._packers[kind].resample(frame)
        packed = [np.asarray(chunk.to_ndarray(), np.float32) for chunk in chunks]
        return np.concatenate(packed, axis=1).reshape(-1, len(frame.layout.channels))

    def _luma(self, frame: VideoFrame) -> NDArray[np.uint8]:
        width, height = LUMA_SIZE
        small = self._reformatter.reformat(
            frame, width, height, "gray", interpolation="POINT", dst_color_range="JPEG"
        )
        return np.asarray(small.to_ndarray(), np.uint8)

    def _draw(self, frame: VideoFrame, max_width: int) -> NDArray[np.uint8]:
        width, height = fit_width(frame.width, frame.height, max_width)
        small = self._drawer.reformat(frame, width, height, "rgb24", interpolation="AREA")
        return np.asarray(small.to_ndarray(), np.uint8)

    def _check_end(self) -> None:
        if knows_its_packets(self._container):
            whole = all(self._packets_read[s.index] >= len(s.index_entries) for s in self._streams)
        else:
            announced_s = self._announced_s
            whole = not knows_its_duration(self._container) or self._end_s >= announced_s - _END_TOLERANCE_S
        if not whole:
            raise self._cut_off()

    def _cut_off(self) -> BrokenMedia:
        announced_s = self._announced_s
        of_total = f" of {announced_s:.2f} s" if announced_s > self._end_s else ""
        return BrokenMedia(self._path, f"is cut off after {self._end_s:.2f} s{of_total}", at_s=self._end_s)
