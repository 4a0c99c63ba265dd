"""Finds the picture that a film shows at a time, decoding as little as possible."""

from collections.abc import Iterator
from pathlib import Path

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from nemo_video.media.broken import BrokenMedia, breaking_off
from nemo_video.media.deinterlacing import deinterlace
from nemo_video.media.tracks import pictures_start_s

_ROUNDING_S = 0.001

_REORDERED_S = 0.25
"""Lists of keyframes tell when one is decoded, seeks ask when it is shown, which is a few pictures later."""


class Seeker:
    """Walks through one film, at rising times.

    Args:
        path: Of the film, for messages.
        container: The open film.
        stream: Its picture.
        tolerance_s: How far from the wanted time a keyframe is good enough; 0 for the exact picture.
    """

    def __init__(
        self, path: Path, container: InputContainer, stream: VideoStream, tolerance_s: float
    ) -> None:
        self._path = path
        self._container = container
        self._stream = stream
        stream.thread_type = "AUTO"
        self._tolerance_s = tolerance_s
        if tolerance_s:
            stream.codec_context.skip_frame = "NONREF"  # on the way to a picture, half of them are not needed
        self._time_base = float(stream.time_base or 1)
        self._start_s = pictures_start_s(container, stream)
        self._frames: Iterator[VideoFrame] = iter(())
        self._current: VideoFrame | None = None
        self._next: VideoFrame | None = None

    def frame_at(self, at_s: float) -> VideoFrame:
        """The picture shown at `at_s`, or the last one.

        Raises:
            BrokenMedia: There is no picture that can be decoded.
        """
        with breaking_off(self._path, at_s=at_s):
            keyframe = self._seek(at_s) if self._lies_behind_a_keyframe(at_s) else None
            frame = keyframe or self._walk_to(at_s)
        if frame is None:
            raise BrokenMedia(self._path, f"shows no picture at {at_s:.2f} s", at_s=at_s)
        return frame

    def time_of(self, frame: VideoFrame) -> float:
        """When the picture is shown, from the film's start."""
        # Not frame.time: what the decoder held back comes without a time base.
        return max(0.0, (frame.pts or 0) * self._time_base - self._start_s)

    def _lies_behind_a_keyframe(self, at_s: float) -> bool:
        """Whether a keyframe stands between the current picture and the wanted one."""
        if self._current is None:
            return True
        index = self._stream.index_entries
        position = index.search_timestamp(self._timestamp(at_s), backward=True)  # pyright: ignore[reportUnknownMemberType] - PyAV leaves the argument untyped
        return position >= 0 and index[position].timestamp > (self._current.pts or 0)

    def _seek(self, at_s: float) -> VideoFrame | None:
        """Goes to the keyframe before `at_s`; returns a keyframe's picture when one is near enough."""
        self._current = self._next = None
        if self._tolerance_s:
            target = self._nearest_keyframe(at_s) + round(_REORDERED_S / self._time_base)
            self._container.seek(target, stream=self._stream)
            first = next(self._container.demux(self._stream))
            far_s = at_s - ((first.pts or 0) * self._time_base - self._start_s)
            if abs(far_s) <= self._tolerance_s and (frames := [*first.decode(), *self._drain()]):
                return next(deinterlace(frames[:1]))
        self._container.seek(self._timestamp(at_s), stream=self._stream)
        self._frames = deinterlace(self._container.decode(self._stream))
        return None

    def _nearest_keyframe(self, at_s: float) -> int:
        """The timestamp of the keyframe that is nearest, before or after, where the file lists them."""
        wanted, index = self._timestamp(at_s), self._stream.index_entries
        positions = [index.search_timestamp(wanted, backward=side) for side in (True, False)]  # pyright: ignore[reportUnknownMemberType] - as above
        listed = [index[position].timestamp for position in positions if position >= 0]
        return min(listed, key=lambda timestamp: abs(timestamp - wanted), default=wanted)

    def _drain(self) -> list[VideoFrame]:
        """What the decoder's threads still hold back."""
        return self._stream.decode(None)  # pyright: ignore[reportUnknownMemberType] - PyAV leaves the packet's stream open

    def _walk_to(self, at_s: float) -> VideoFrame | None:
        """Decodes forward until the next picture would be too late."""
        while (upcoming := self._next or next(self._frames, None)) is not None:
            self._next = upcoming
            if self._current is not None and self.time_of(upcoming) > at_s + _ROUNDING_S:
                break
            self._current, self._next = upcoming, None
        return self._current

    def _timestamp(self, at_s: float) -> int:
        return round((at_s + self._start_s + _ROUNDING_S) / self._time_base)
