"""The frames of a composition: the clip of the moment, transitions, small pictures, captions above."""

from collections.abc import Iterator
from typing import Final

import av
import numpy as np

from nemo_studio.frames.picture import Picture, blank_frame, open_picture
from nemo_studio.render.blending import lay_clear, lay_inside, mix
from nemo_studio.render.clip_renderer import ClipRenderer
from nemo_studio.render.composition import Caption, Clip, Composition, Corner, PictureInPicture
from nemo_studio.text import Margins, PlacedText, Pose, draw_text, pose_at

_MARGIN: Final = 0.04
"""Between a picture in the picture and the border, as a share of the shorter side."""

_SMALLEST: Final = 16
"""A picture in the picture has at least so many pixels in each direction."""

_ACROSS: Final[dict[Corner, tuple[float, float]]] = {
    "top_left": (0, 0),
    "top_right": (1, 0),
    "bottom_left": (0, 1),
    "bottom_right": (1, 1),
    "center": (0.5, 0.5),
}


class Compositor:
    """Draws frames in the order of time; only the clips that show are open."""

    def __init__(self, composition: Composition, from_ms: float = 0) -> None:
        """Sort the clips; each is opened, and each caption drawn, when its time comes.

        Args:
            composition: What is drawn.
            from_ms: The first time that will be asked for.
        """
        self._composition, self._from_ms = composition, from_ms
        filling = (clip for clip in composition.clips if clip.picture_in_picture is None)
        self._clips = sorted(filling, key=lambda clip: clip.start_ms)
        self._small = [clip for clip in composition.clips if clip.picture_in_picture is not None]
        self._open: dict[int, ClipRenderer] = {}
        self._drawn: dict[Caption, PlacedText | None] = {}

    def frames(self, first: int = 0, stop: int | None = None) -> Iterator[av.VideoFrame]:
        """Draw the frames from number `first` up to number `stop`; without numbers all of them."""
        for index in range(first, self._composition.frame_count if stop is None else stop):
            yield self.frame_at(index * 1000 / self._composition.fps)

    def jump_to(self, at_ms: float) -> None:
        """Go on at another time, in either direction; what cannot go there is opened again when it shows."""
        self._from_ms = at_ms
        self._open = {key: renderer for key, renderer in self._open.items() if renderer.jump_to(at_ms)}

    def frame_at(self, at_ms: float) -> av.VideoFrame:
        """Draw all that shows at a time, as a new writable frame."""
        clip = self._find_clip(at_ms)
        before = self._find_outgoing(clip, at_ms) if clip else None
        small = [each for each in self._small if each.start_ms <= at_ms < each.end_ms]
        self._close_all_but([each for each in (clip, before, *small) if each])
        frame = self._draw_clip(clip, before, at_ms)
        picture = open_picture(frame)
        for each in small:
            self._lay_small(picture, each, at_ms)
        self._lay_captions(picture, at_ms)
        return frame

    def _find_clip(self, at_ms: float) -> Clip | None:
        """The clip at a time; where clips overlap, the one that started last."""
        showing = [clip for clip in self._clips if clip.start_ms <= at_ms < clip.end_ms]
        return showing[-1] if showing else None

    def _find_outgoing(self, clip: Clip, at_ms: float) -> Clip | None:
        """The clip that still plays under a transition into `clip`."""
        index = next(i for i, each in enumerate(self._clips) if each is clip)
        if clip.transition is None or not index or at_ms >= clip.start_ms + clip.transition.duration_ms:
            return None
        return self._clips[index - 1]

    def _draw_clip(self, clip: Clip | None, before: Clip | None, at_ms: float) -> av.VideoFrame:
        width, height = self._composition.width, self._composition.height
        if clip is None:
            return blank_frame(width, height)
        frame = self._renderer(clip, width, height).frame_at(at_ms)
        if before is None or clip.transition is None:
            return frame
        below = self._renderer(before, width, height).frame_at(at_ms)
        progress = (at_ms - clip.start_ms) / clip.transition.duration_ms
        mix(clip.transition.kind, open_picture(below), open_picture(frame), progress)
        return below

    def _lay_small(self, picture: Picture, clip: Clip, at_ms: float) -> None:
        """Lay a picture in the picture over the others."""
        assert clip.picture_in_picture is not None
        small, whole = clip.picture_in_picture, (self._composition.width, self._composition.height)
        width, height = _size(small, whole)
        x, y = _position(small, self._composition.margins, whole, (width, height))
        frame, cover = self._renderer(clip, width, height).frame_and_cover_at(at_ms)
        if small.opacity < 1:
            whole_cover = np.ones((height, width), np.float32) if cover is None else cover
            cover = whole_cover * np.float32(small.opacity)
        if cover is None:
            lay_inside(picture, open_picture(frame), x, y)
        else:
            lay_clear(picture, open_picture(frame), cover, x, y)

    def _lay_captions(self, picture: Picture, at_ms: float) -> None:
        showing = [c for c in self._composition.captions if c.start_ms <= at_ms < c.start_ms + c.duration_ms]
        self._drawn = {caption: self._draw_once(caption) for caption in showing}
        for caption, drawn in self._drawn.items():
            if drawn is not None:
                drawn.lay(picture, _pose(caption, drawn, at_ms))

    def _draw_once(self, caption: Caption) -> PlacedText | None:
        if caption in self._drawn:
            return self._drawn[caption]
        return draw_text(
            caption.text,
            self._composition.width,
            self._composition.height,
            place=caption.place,
            letters_of=caption.letters_of,
            size=caption.size,
            color=caption.color,
            margins=self._composition.margins,
        )

    def _renderer(self, clip: Clip, width: int, height: int) -> ClipRenderer:
        if id(clip) not in self._open:
            self._open[id(clip)] = ClipRenderer(clip, width, height, self._composition.fps, self._from_ms)
        return self._open[id(clip)]

    def _close_all_but(self, clips: list[Clip]) -> None:
        kept = {id(clip) for clip in clips}
        self._open = {key: renderer for key, renderer in self._open.items() if key in kept}


def _size(small: PictureInPicture, whole: tuple[int, int]) -> tuple[int, int]:
    """Its width and height in even pixels, no larger than the whole."""
    shape = small.shape or whole[0] / whole[1]
    width = min(whole[0] * small.size, whole[1] * shape)
    wide, high = (max(round(side / 2) * 2, _SMALLEST) for side in (width, width / shape))
    return min(wide, whole[0]), min(high, whole[1])


def _position(
    small: PictureInPicture, margins: Margins, whole: tuple[int, int], size: tuple[int, int]
) -> tuple[int, int]:
    """Its upper left corner, in even pixels; what asks for a margin gets it, whatever lies there."""
    margin = round(min(whole) * (_MARGIN if small.margin is None else small.margin))
    left, top, right, bottom = margins.inside(*whole) if small.margin is None else (0, 0, *whole)
    left, top = max(left, margin), max(top, margin)
    right, bottom = min(right, whole[0] - margin), min(bottom, whole[1] - margin)
    across, down = _ACROSS[small.corner]
    x = left + (right - left - size[0]) * across
    y = top + (bottom - top - size[1]) * down
    return max(int(x) // 2 * 2, 0), max(int(y) // 2 * 2, 0)


def _pose(caption: Caption, drawn: PlacedText, at_ms: float) -> Pose:
    return pose_at(
        at_ms - caption.start_ms,
        caption.duration_ms,
        animation=caption.animation,
        characters=len(drawn.stops),
        fade_ms=caption.fade_ms,
    )
