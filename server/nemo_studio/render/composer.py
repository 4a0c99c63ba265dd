"""Puts the frames of a composition together, one after the other: the reel below, captions above."""

from collections.abc import Iterator

import av

from nemo_studio.render.composition import Caption, Composition
from nemo_studio.render.reel import Reel
from nemo_studio.scenes import open_picture
from nemo_studio.text import PlacedText, Pose, draw_text, pose_at


class Composer:
    """Draws frames in the order of time."""

    def __init__(self, composition: Composition) -> None:
        """Prepare; shots are opened and captions are drawn when their time comes."""
        self._composition = composition
        self._reel = Reel(composition)
        self._drawn: dict[Caption, PlacedText | None] = {}

    def frames(self) -> Iterator[av.VideoFrame]:
        """Draw all frames from first to last."""
        for index in range(self._composition.frame_count):
            yield self.draw(index * 1000 / self._composition.fps)

    def draw(self, at_ms: float) -> av.VideoFrame:
        """Draw the frame at a time."""
        frame = self._reel.paint(at_ms)
        picture = open_picture(frame)
        showing = [c for c in self._composition.captions if c.start_ms <= at_ms < c.start_ms + c.duration_ms]
        self._drawn = {caption: self._draw_once(caption) for caption in showing}
        for caption, drawn in self._drawn.items():
            if drawn is not None:
                drawn.lay(picture, _pose(caption, drawn, at_ms))
        return frame

    def _draw_once(self, caption: Caption) -> PlacedText | None:
        return self._drawn[caption] if caption in self._drawn else self._draw_caption(caption)

    def _draw_caption(self, caption: Caption) -> PlacedText | None:
        return draw_text(
            caption.text,
            self._composition.width,
            self._composition.height,
            place=caption.place,
            size=caption.size,
            color=caption.color,
        )


def _pose(caption: Caption, drawn: PlacedText, at_ms: float) -> Pose:
    return pose_at(
        at_ms - caption.start_ms,
        caption.duration_ms,
        animation=caption.animation,
        characters=len(drawn.stops),
        fade_ms=caption.fade_ms,
    )
