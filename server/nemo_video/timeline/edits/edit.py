"""One exact edit as plain data, in the contract's own names."""

from dataclasses import dataclass
from typing import Literal

Op = Literal[
    "trim", "cut", "split", "move", "remove", "length", "speed", "reverse", "freeze", "volume", "fade",
    "transition", "title", "subtitles", "change", "music", "look", "frame", "place", "canvas", "undo", "redo",
]  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """What is to be done. Which fields an op needs is the engine's rule; the others are None.

    Attributes:
        op: What is done.
        item: About what, by its name on the timeline before the edits, as `clip 2`.
        from_s: Seconds; of the clip itself in `trim`, else of the film.
        to_s: Seconds, as `from_s`.
        at_s: Seconds of the film.
        duration_s: How long, in seconds.
        to: The place among the clips, 1 being the first.
        factor: Of the original speed.
        percent: Of the original volume, 0 to 200; of a picture in the picture its share of the film's width.
        in_s: Seconds of a fade in; 0 takes it away.
        out_s: Seconds of a fade out; 0 takes it away.
        kind: Of a transition.
        text: Words; of subtitles an SRT or a WebVTT.
        place: Where a text stands.
        size: Of a text, 1 being usual.
        color: Of a text, as `#RRGGBB`.
        animation: How a text comes and goes.
        mood: Of music, in the caller's words.
        look: A look, in the caller's words; `none` takes it away.
        brightness: -1 to 1, 0 being the original.
        contrast: -1 to 1.
        saturation: -1 to 1.
        fit: How a picture of another shape fills the film's.
        zoom: 1 shows everything.
        rotate: Degrees clockwise, against the original.
        mirror: Whether left and right change places.
        flip: Whether top and bottom change places.
        media: The name of an uploaded file.
        corner: Where a picture in the picture lies.
        opacity: Of a picture in the picture, 0 to 1, 1 hiding what is under it.
        margin: Between it and the edges, in percent of the film's shorter side.
        watermark: Whether it shows over the whole film, however long that becomes.
        platform: Where the film is to be shown, as `tiktok`.
        aspect_ratio: As `9:16`.
        resolution: As `1080p`.
        fps: Frames per second.
    """

    op: Op
    item: str | None = None
    from_s: float | None = None
    to_s: float | None = None
    at_s: float | None = None
    duration_s: float | None = None
    to: int | None = None
    factor: float | None = None
    percent: float | None = None
    in_s: float | None = None
    out_s: float | None = None
    kind: str | None = None
    text: str | None = None
    place: str | None = None
    size: float | None = None
    color: str | None = None
    animation: str | None = None
    mood: str | None = None
    look: str | None = None
    brightness: float | None = None
    contrast: float | None = None
    saturation: float | None = None
    fit: str | None = None
    zoom: float | None = None
    rotate: float | None = None
    mirror: bool | None = None
    flip: bool | None = None
    media: str | None = None
    corner: str | None = None
    opacity: float | None = None
    margin: float | None = None
    watermark: bool | None = None
    platform: str | None = None
    aspect_ratio: str | None = None
    resolution: str | None = None
    fps: float | None = None


@dataclass(frozen=True)
class Media:
    """An uploaded file that can be placed.

    Attributes:
        name: Its name.
        kind: `video`, `image` or `audio`; what it is unknown for is taken as pictures.
        duration_s: Its length in seconds, where it has one and it is known.
    """

    name: str
    kind: str
    duration_s: float | None = None
