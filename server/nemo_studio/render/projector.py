"""One shot, opened: it paints the shot as it looks at a time, at its speed, framed, graded and faded."""

import av

from nemo_studio.render.composition import Shot
from nemo_studio.render.footage import Ground, is_clear, is_still, open_footage
from nemo_studio.render.framing import Framer
from nemo_studio.render.grading import apply_grade
from nemo_studio.render.matting import Cover, take_off_black
from nemo_studio.render.mixing import darken
from nemo_studio.render.rewinding import Backwards
from nemo_studio.scenes import SCENES, Painter, Stage, open_picture


class Projector:
    """Paints one shot. Times go forwards, as those of the time line do."""

    def __init__(self, shot: Shot, width: int, height: int, fps: int) -> None:
        """Open a shot for a picture of `width` × `height` pixels.

        Raises:
            InvalidArgument: Its file is not there or cannot be decoded.
        """
        self._shot = shot
        self._framer = Framer(shot.framing, width, height)
        duration_ms = shot.source_duration_ms or shot.duration_ms
        stage = Stage(*self._framer.source_size, shot.seed, duration_ms / 1000, shot.parameters)
        self._painter = _open(shot, stage, fps)
        is_matted = shot.inset is not None and shot.source is not None and is_clear(shot.source)
        self._on_white = _open(shot, stage, fps, "white") if is_matted else None

    def paint(self, at_ms: float) -> av.VideoFrame:
        """Draw the frame at a time of the time line, as a new writable one."""
        return self.paint_matted(at_ms)[0]

    def paint_matted(self, at_ms: float) -> tuple[av.VideoFrame, Cover | None]:
        """Draw the frame at a time, and what it covers: None where nothing of it is clear."""
        frame = self._paint_from(self._painter, at_ms)
        picture, cover = open_picture(frame), None
        if self._on_white:
            cover = take_off_black(picture, open_picture(self._paint_from(self._on_white, at_ms)))
        apply_grade(picture, self._shot.grade)
        darken(picture, self._shot.light_at(at_ms))
        return frame, cover

    def _paint_from(self, painter: Painter, at_ms: float) -> av.VideoFrame:
        return self._framer.apply(painter.paint(self._shot.source_at_ms(at_ms) / 1000))


def _open(shot: Shot, stage: Stage, fps: int, ground: Ground = "black") -> Painter:
    """A painter of the source, whose times count from the source's own start."""
    if shot.source is None:
        return (SCENES.get(shot.scene) or SCENES["abstract"]).open(stage)
    source, fit = shot.source, shot.framing.fit
    if shot.is_reversed and shot.speed and not is_still(source):
        return Backwards(lambda at_s: open_footage(source, stage, at_s, fit, ground), shot.speed / fps)
    start_s = 0 if is_still(source) else shot.source_start_ms / 1000
    return _Since(open_footage(source, stage, start_s, fit, ground), start_s)


class _Since:
    """A painter that was opened in the midst of its source, told the source's own times."""

    def __init__(self, painter: Painter, start_s: float) -> None:
        self._painter = painter
        self._start_s = start_s

    def paint(self, at_s: float) -> av.VideoFrame:
        return self._painter.paint(at_s - self._start_s)
