"""One clip, opened: it paints the clip as it looks at a time, at its speed, framed, graded and faded."""

from collections.abc import Callable
from typing import Final

import av

from nemo_studio.frames.context import FrameSource, RenderContext
from nemo_studio.frames.picture import blank_frame, open_picture
from nemo_studio.render.blending import Cover, darken, take_off_black
from nemo_studio.render.composition import Clip
from nemo_studio.render.footage import Footage, is_clear, is_still, open_footage
from nemo_studio.render.framing import Framer
from nemo_studio.render.grading import apply_grade
from nemo_video.media.conversion import Ground


class ClipRenderer:
    """Paints one clip. Times go forwards, as those of the time line do."""

    def __init__(self, clip: Clip, width: int, height: int, fps: int, from_ms: float = 0) -> None:
        """Open a clip for a picture of `width` × `height` pixels.

        Args:
            clip: What is drawn.
            width: Of the picture, in pixels.
            height: Of the picture, in pixels.
            fps: Frames a second that will be asked for.
            from_ms: The first time that will be asked for, so that a film is opened there.

        Raises:
            VideoError: Its file is not there or cannot be decoded.
        """
        self._clip = clip
        from_s = self._start_s(from_ms)
        self._framer = Framer(clip.framing, width, height)
        duration_ms = clip.source_duration_ms or clip.duration_ms
        context = RenderContext(*self._framer.source_size, clip.seed, duration_ms / 1000, clip.parameters)
        self._source = _open(clip, context, fps, from_s)
        is_matted = clip.picture_in_picture is not None and clip.source is not None and is_clear(clip.source)
        self._on_white = _open(clip, context, fps, from_s, "white") if is_matted else None

    def _start_s(self, from_ms: float) -> float:
        return self._clip.source_at_ms(max(from_ms, self._clip.start_ms)) / 1000

    def jump_to(self, at_ms: float) -> bool:
        """Go on at another time of the time line, in either direction; False where it must be opened anew."""
        if self._clip.source is None:
            return True
        sources = [each for each in (self._source, self._on_white) if isinstance(each, _Since)]
        if not sources or not self._clip.start_ms <= at_ms < self._clip.end_ms:
            return False
        for source in sources:
            source.jump_to(self._start_s(at_ms))
        return True

    def frame_at(self, at_ms: float) -> av.VideoFrame:
        """Draw the frame at a time of the time line, as a new writable one."""
        return self.frame_and_cover_at(at_ms)[0]

    def frame_and_cover_at(self, at_ms: float) -> tuple[av.VideoFrame, Cover | None]:
        """Draw the frame at a time, and what it covers: None where nothing of it is clear."""
        frame = self._paint_from(self._source, at_ms)
        picture, cover = open_picture(frame), None
        if self._on_white:
            cover = take_off_black(picture, open_picture(self._paint_from(self._on_white, at_ms)))
        apply_grade(picture, self._clip.grade)
        darken(picture, self._clip.light_at(at_ms))
        return frame, cover

    def _paint_from(self, source: FrameSource, at_ms: float) -> av.VideoFrame:
        return self._framer.apply(source.frame_at(self._clip.source_at_ms(at_ms) / 1000))


def _open(
    clip: Clip, context: RenderContext, fps: int, from_s: float, ground: Ground = "black"
) -> FrameSource:
    """The frames of the clip, whose times count from the source's own start."""
    if clip.source is None:
        if clip.scene == "black":
            return _Black(context)
        from nemo_studio.scenes import SCENES  # a fifth of a worker's start, and films of footage show none

        return (SCENES.get(clip.scene) or SCENES["abstract"]).open(context)
    source, fit = clip.source, clip.framing.fit
    if fit == "auto" and clip.picture_in_picture is not None:
        fit = "fill"
    if clip.is_reversed and clip.speed and not is_still(source):
        return ReversedSource(lambda at_s: open_footage(source, context, at_s, fit, ground), clip.speed / fps)
    start_s = 0 if is_still(source) else from_s
    return _Since(open_footage(source, context, start_s, fit, ground), start_s)


class _Black:
    """Nothing to be seen."""

    def __init__(self, context: RenderContext) -> None:
        self._size = context.width, context.height

    def frame_at(self, at_s: float) -> av.VideoFrame:  # noqa: ARG002 - it is black at any time
        return blank_frame(*self._size)


class _Since:
    """A source that was opened in the midst of its source, told the source's own times."""

    def __init__(self, source: FrameSource, start_s: float) -> None:
        self._source = source
        self._start_s = start_s

    def jump_to(self, start_s: float) -> None:
        if isinstance(self._source, Footage):
            self._source.jump_to(start_s)
            self._start_s = start_s

    def frame_at(self, at_s: float) -> av.VideoFrame:
        return self._source.frame_at(at_s - self._start_s)


STRETCH_FRAMES: Final = 24
"""So many decoded frames are kept at a time; at 1080p that is 75 MB."""


class ReversedSource:
    """Paints a source at times that go back, whatever the source can do itself."""

    def __init__(self, open_at: Callable[[float], FrameSource], step_s: float) -> None:
        """Prepare to read.

        Args:
            open_at: Opens the source at a time in seconds; the source counts from there, and forwards.
            step_s: Seconds of the source between two frames that are asked for.
        """
        self._open_at = open_at
        self._step_s = step_s
        self._stretch: list[tuple[float, av.VideoFrame]] = []

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw the picture at a time; quick while the times go back by the step."""
        while self._stretch:
            painted_s, frame = self._stretch.pop()
            if abs(painted_s - at_s) < self._step_s / 2:
                return frame
        self._read_stretch(at_s)
        return self._stretch.pop()[1]

    def _read_stretch(self, end_s: float) -> None:
        """Read the frames up to a time, the earliest first."""
        count = min(STRETCH_FRAMES, int(end_s / self._step_s) + 1)
        times = [max(end_s - index * self._step_s, 0.0) for index in reversed(range(count))]
        source = self._open_at(times[0])
        self._stretch = [(at_s, source.frame_at(at_s - times[0])) for at_s in times]
