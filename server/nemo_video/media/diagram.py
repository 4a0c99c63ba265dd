"""Shapes as a JPEG, for hosts that show pictures and no SVG; what they mean, the caller knows."""

import io
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Literal, Protocol

import noto_cjk_sans_otc  # pyright: ignore[reportMissingTypeStubs] - a font, without types
from PIL import Image, ImageDraw, ImageFont, ImageOps

from nemo_video.media.picture_files import encode_jpeg

_SCALE, _MAX_SCALED_PX = 2, 800
"""Drawn at twice the size, because JPEG blurs letters of ten pixels. Higher ones would take too much room."""

_MAX_BYTES = 200_000

_QUALITY = 80
_CORNER = 6
_ANCHORS = {"start": "ls", "middle": "ms", "end": "rs"}


class Rectangle(Protocol):
    """A place in pixels."""

    @property
    def x(self) -> float:
        """Of its left edge."""
        ...

    @property
    def y(self) -> float:
        """Of its upper edge."""
        ...

    @property
    def width(self) -> float:
        """In pixels."""
        ...

    @property
    def height(self) -> float:
        """In pixels."""
        ...


class Box(Rectangle, Protocol):
    """A filled rectangle, with a border where `edge` names the role of one."""

    @property
    def role(self) -> str:
        """A key of the colours."""
        ...

    @property
    def edge(self) -> str | None:
        """A key of the colours, or None."""
        ...

    @property
    def edge_px(self) -> int:
        """How thick the border is."""
        ...


class Label(Protocol):
    """Words on one line."""

    @property
    def x(self) -> float:
        """Of its anchor."""
        ...

    @property
    def y(self) -> float:
        """Of its baseline."""
        ...

    @property
    def words(self) -> str:
        """What it says."""
        ...

    @property
    def size(self) -> int:
        """Of the font, in pixels."""
        ...

    @property
    def role(self) -> str:
        """A key of the colours."""
        ...

    @property
    def anchor(self) -> Literal["start", "middle", "end"]:
        """Which end of the words is at `x`."""
        ...


class Thumbnail(Rectangle, Protocol):
    """A small picture, cut to its rectangle."""

    @property
    def jpeg(self) -> bytes:
        """The picture."""
        ...

    @property
    def opacity(self) -> float:
        """How much of it is seen on what is behind it, from 0 to 1."""
        ...


class Waveform(Protocol):
    """How loud a sound is, as lines."""

    def strokes(self) -> Iterable[Box]:
        """The lines, from left to right."""
        ...


class Layout(Protocol):
    """The shapes of a picture: boxes first, then waveforms and thumbnails, then labels."""

    @property
    def width(self) -> int:
        """In pixels."""
        ...

    @property
    def height(self) -> int:
        """In pixels."""
        ...

    @property
    def boxes(self) -> Iterable[Box]:
        """The rectangles, the lower ones first."""
        ...

    @property
    def waveforms(self) -> Iterable[Waveform]:
        """The sounds."""
        ...

    @property
    def thumbnails(self) -> Iterable[Thumbnail]:
        """The small pictures."""
        ...

    @property
    def labels(self) -> Iterable[Label]:
        """The words; letters that the font lacks are drawn as boxes."""
        ...


def draw_diagram(layout: Layout, colors: Mapping[str, str]) -> bytes:
    """Draw a picture, with twice as many pixels as it is laid out in unless it is high.

    Args:
        layout: Its shapes.
        colors: Role → colour, as `#rrggbb`.
    """
    scale = _SCALE if layout.height <= _MAX_SCALED_PX else 1
    image = Image.new("RGB", (layout.width * scale, layout.height * scale))
    canvas = ImageDraw.Draw(image)
    _draw_boxes(canvas, layout.boxes, colors, scale)
    for waveform in layout.waveforms:
        _draw_boxes(canvas, waveform.strokes(), colors, scale)
    for thumbnail in layout.thumbnails:
        room = round(thumbnail.width * scale), round(thumbnail.height * scale)
        place = round(thumbnail.x * scale), round(thumbnail.y * scale)
        mask = Image.new("L", room, round(255 * thumbnail.opacity))
        image.paste(_cut_thumbnail(thumbnail.jpeg, room), place, mask)
    for label in layout.labels:
        place, font = (label.x * scale, label.y * scale), font_of(label.size * scale)
        canvas.text(place, label.words, colors[label.role], font, _ANCHORS[label.anchor])
    return encode_jpeg(image, _MAX_BYTES, (_QUALITY, 60, 40))[1]


def _draw_boxes(
    canvas: ImageDraw.ImageDraw, boxes: Iterable[Box], colors: Mapping[str, str], scale: int
) -> None:
    for box in boxes:
        left, top = box.x * scale, box.y * scale
        right, bottom = left + box.width * scale - 1, top + box.height * scale - 1
        place = (left, top, max(left, right), max(top, bottom))
        if box.edge is None:
            canvas.rectangle(place, colors[box.role])
        else:
            corner = min(_CORNER * scale, (place[2] - place[0]) / 2)
            canvas.rounded_rectangle(place, corner, colors[box.role], colors[box.edge], box.edge_px * scale)


@lru_cache(maxsize=48)  # of four pictures, 60 KB each: most are on the next one again
def _cut_thumbnail(jpeg: bytes, room: tuple[int, int]) -> Image.Image:
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        return ImageOps.fit(picture.convert("RGB"), room)


@cache
def font_of(pixels: int) -> ImageFont.FreeTypeFont:
    """A font with the letters of English and Chinese, so many pixels high."""
    return ImageFont.truetype(str(noto_cjk_sans_otc.FONT_PATH), pixels)
