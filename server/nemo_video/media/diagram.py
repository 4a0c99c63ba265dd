"""Boxes and labels as a JPEG, for hosts that show pictures and no SVG; what they mean, the caller knows."""

import io
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal, Protocol

import noto_cjk_sans_otc  # pyright: ignore[reportMissingTypeStubs] - a font, without types
from PIL import Image, ImageDraw, ImageFont, ImageOps

_SCALE = 2
"""Drawn at twice the size: JPEG blurs letters of ten pixels."""

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


def draw_diagram(
    size: tuple[int, int],
    boxes: Iterable[Box],
    labels: Iterable[Label],
    colors: Mapping[str, str],
    thumbnails: Iterable[Thumbnail] = (),
) -> bytes:
    """Draw the boxes in their order, then the thumbnails, then the labels.

    Args:
        size: Width and height in pixels; the picture has twice as many.
        boxes: The rectangles.
        labels: The words; letters that the font lacks are drawn as boxes.
        colors: Role → colour, as `#rrggbb`.
        thumbnails: The small pictures.
    """
    image = Image.new("RGB", (size[0] * _SCALE, size[1] * _SCALE))
    canvas = ImageDraw.Draw(image)
    for box in boxes:
        left, top = box.x * _SCALE, box.y * _SCALE
        right, bottom = left + box.width * _SCALE - 1, top + box.height * _SCALE - 1
        place = (left, top, max(left, right), max(top, bottom))
        if box.edge is None:
            canvas.rectangle(place, colors[box.role])
        else:
            corner = min(_CORNER * _SCALE, (place[2] - place[0]) / 2)
            canvas.rounded_rectangle(place, corner, colors[box.role], colors[box.edge], box.edge_px * _SCALE)
    for thumbnail in thumbnails:
        room = round(thumbnail.width * _SCALE), round(thumbnail.height * _SCALE)
        with Image.open(io.BytesIO(thumbnail.jpeg), formats=["JPEG"]) as picture:
            cut = ImageOps.fit(picture.convert("RGB"), room)
        image.paste(cut, (round(thumbnail.x * _SCALE), round(thumbnail.y * _SCALE)))
    for label in labels:
        font = font_of(label.size * _SCALE)
        canvas.text(
            (label.x * _SCALE, label.y * _SCALE),
            label.words,
            colors[label.role],
            font,
            _ANCHORS[label.anchor],
        )
    written = io.BytesIO()
    image.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


@cache
def font_of(pixels: int) -> ImageFont.FreeTypeFont:
    """A font with the letters of English and Chinese, so many pixels high."""
    return ImageFont.truetype(str(noto_cjk_sans_otc.FONT_PATH), pixels)
