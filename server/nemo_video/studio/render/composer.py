"""Puts the frames of a composition together, one after the other: a shot below, captions above."""

from collections.abc import Iterator

import av

from nemo_video.studio.render.composition import Caption, Composition, Shot
from nemo_video.studio.render.footage import open_footage
from nemo_video.studio.scenes import SCENES, Painter, Picture, Stage, blank_frame, open_picture
from nemo_video.studio.scenes.picture import lay
from nemo_video.studio.text import PlacedText, draw_text


class Composer:
    """Draws frames in the order of time; it keeps one shot open at a time."""

    def __init__(self, composition: Composition) -> None:
        """Draw the captions; shots are opened when their time comes."""
        self._composition = composition
        self._shot: Shot | None = None
        self._painter: Painter | None = None
        self._captions = [
            (caption, drawn) for caption in composition.captions if (drawn := self._draw_caption(caption))
        ]

    def frames(self) -> Iterator[av.VideoFrame]:
        """Draw all frames from first to last."""
        for index in range(self._composition.frame_count):
            yield self.draw(index * 1000 / self._composition.fps)

    def draw(self, at_ms: float) -> av.VideoFrame:
        """Draw the frame at a time."""
        frame = self._paint_shot(at_ms)
        picture = open_picture(frame)
        for caption, drawn in self._captions:
            self._lay_caption(picture, drawn, caption.opacity_at(at_ms))
        return frame

    def _paint_shot(self, at_ms: float) -> av.VideoFrame:
        shot = _find_shot(self._composition.shots, at_ms)
        if shot is not self._shot:
            self._shot = shot
            self._painter = self._open_shot(shot) if shot else None
        if shot is None or self._painter is None:
            return blank_frame(self._composition.width, self._composition.height)
        return self._painter.paint((at_ms - shot.start_ms) / 1000)

    def _open_shot(self, shot: Shot) -> Painter:
        stage = Stage(
            self._composition.width,
            self._composition.height,
            shot.seed,
            shot.duration_ms / 1000,
            shot.parameters,
        )
        if shot.source is not None:
            return open_footage(shot.source, stage, shot.source_start_ms / 1000)
        scene = SCENES.get(shot.scene) or SCENES["abstract"]
        return scene.open(stage)

    def _draw_caption(self, caption: Caption) -> PlacedText | None:
        return draw_text(
            caption.text,
            self._composition.width,
            self._composition.height,
            place=caption.place,
            size=caption.size,
            color=caption.color,
        )

    @staticmethod
    def _lay_caption(picture: Picture, drawn: PlacedText, opacity: float) -> None:
        if opacity > 0:
            lay(picture, drawn.layer, drawn.x, drawn.y, opacity)


def _find_shot(shots: tuple[Shot, ...], at_ms: float) -> Shot | None:
    """The shot at a time; where shots overlap, the one that started last."""
    showing = [shot for shot in shots if shot.start_ms <= at_ms < shot.end_ms]
    return max(showing, key=lambda shot: shot.start_ms, default=None)
