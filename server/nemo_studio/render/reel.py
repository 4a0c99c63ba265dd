"""The video tracks of a composition as one picture: the shot of the moment, transitions, insets above."""

from typing import Final

import av

from nemo_studio.render.composition import Composition, Corner, Inset, Shot
from nemo_studio.render.matting import lay_clear
from nemo_studio.render.mixing import lay_inside, mix
from nemo_studio.render.projector import Projector
from nemo_studio.scenes import Picture, blank_frame, open_picture

_MARGIN: Final = 0.04
_ACROSS: Final[dict[Corner, tuple[float, float]]] = {
    "top_left": (0, 0),
    "top_right": (1, 0),
    "bottom_left": (0, 1),
    "bottom_right": (1, 1),
    "center": (0.5, 0.5),
}


class Reel:
    """Paints the shots in the order of time; only those that show are open."""

    def __init__(self, composition: Composition) -> None:
        """Sort the shots; each is opened when its time comes."""
        self._composition = composition
        self._shots = sorted((s for s in composition.shots if s.inset is None), key=lambda s: s.start_ms)
        self._insets = [s for s in composition.shots if s.inset is not None]
        self._open: dict[int, Projector] = {}

    def paint(self, at_ms: float) -> av.VideoFrame:
        """Draw all that the video tracks show at a time, as a new writable frame."""
        shot = self._find_shot(at_ms)
        before = self._find_outgoing(shot, at_ms) if shot else None
        insets = [inset for inset in self._insets if inset.start_ms <= at_ms < inset.end_ms]
        self._close_all_but([each for each in (shot, before, *insets) if each])
        frame = self._paint_shot(shot, before, at_ms)
        for each in insets:
            self._lay_inset(open_picture(frame), each, at_ms)
        return frame

    def _find_shot(self, at_ms: float) -> Shot | None:
        """The shot at a time; where shots overlap, the one that started last."""
        showing = [shot for shot in self._shots if shot.start_ms <= at_ms < shot.end_ms]
        return showing[-1] if showing else None

    def _find_outgoing(self, shot: Shot, at_ms: float) -> Shot | None:
        """The shot that still plays under a transition into `shot`."""
        index = next(i for i, each in enumerate(self._shots) if each is shot)
        if shot.transition is None or not index or at_ms >= shot.start_ms + shot.transition.duration_ms:
            return None
        return self._shots[index - 1]

    def _paint_shot(self, shot: Shot | None, before: Shot | None, at_ms: float) -> av.VideoFrame:
        width, height = self._composition.width, self._composition.height
        if shot is None:
            return blank_frame(width, height)
        frame = self._projector(shot, width, height).paint(at_ms)
        if before is None or shot.transition is None:
            return frame
        below = self._projector(before, width, height).paint(at_ms)
        progress = (at_ms - shot.start_ms) / shot.transition.duration_ms
        mix(shot.transition.kind, open_picture(below), open_picture(frame), progress)
        return below

    def _lay_inset(self, picture: Picture, shot: Shot, at_ms: float) -> None:
        assert shot.inset is not None
        whole = self._composition.width, self._composition.height
        width, height = (max(round(side * shot.inset.size / 2) * 2, 16) for side in whole)
        x, y = _position(shot.inset, whole, (width, height))
        frame, cover = self._projector(shot, width, height).paint_matted(at_ms)
        if cover is None:
            lay_inside(picture, open_picture(frame), x, y)
        else:
            lay_clear(picture, open_picture(frame), cover, x, y)

    def _projector(self, shot: Shot, width: int, height: int) -> Projector:
        if id(shot) not in self._open:
            self._open[id(shot)] = Projector(shot, width, height, self._composition.fps)
        return self._open[id(shot)]

    def _close_all_but(self, shots: list[Shot]) -> None:
        kept = {id(shot) for shot in shots}
        self._open = {key: projector for key, projector in self._open.items() if key in kept}


def _position(inset: Inset, whole: tuple[int, int], size: tuple[int, int]) -> tuple[int, int]:
    """Its upper left corner, in even pixels."""
    margin = round(min(whole) * _MARGIN)
    across, down = _ACROSS[inset.corner]
    x = margin + (whole[0] - size[0] - 2 * margin) * across
    y = margin + (whole[1] - size[1] - 2 * margin) * down
    return max(int(x) // 2 * 2, 0), max(int(y) // 2 * 2, 0)
