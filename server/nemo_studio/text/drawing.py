"""Draws a text for a picture: as large as it can be, inside the safe area, and lays it down in any pose."""

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from nemo_studio.frames.colors import parse_color
from nemo_studio.frames.layers import Layer, bake_layer, lay
from nemo_studio.frames.picture import Floats, Picture
from nemo_studio.text.glyphs import Typeface, keep_drawable, split_clusters
from nemo_studio.text.lines import break_lines, widest_piece
from nemo_studio.text.motion import Pose

Place = Literal[
    "center", "top", "bottom", "lower_third", "top_left", "top_right", "bottom_left", "bottom_right"
]  # fmt: skip

_LONGEST: Final = 1000
_LARGEST_LINES: Final = 4
_WIDEST, _HIGHEST = 0.84, 0.8
"""How much of a picture's width and height a text may take."""
_SMALLEST_PIXELS: Final = 8
_SMALLEST_SHARE: Final = 0.6
"""Letters get this much smaller before a word is broken inside."""

_DARK_LUMA: Final = 0.35
_SIZES: Final = (0.3, 3.0)
_SHARES: Final[dict[Place, float]] = {
    "center": 0.098, "top": 0.070, "bottom": 0.050, "lower_third": 0.062,
    "top_left": 0.062, "top_right": 0.062, "bottom_left": 0.050, "bottom_right": 0.050,
}  # fmt: skip
"""Height of the letters at size 1, as a share of the picture's shorter side."""

_UPRIGHT: Final[dict[Place, float]] = {
    "center": 1.15, "top": 1.3, "bottom": 1.7, "lower_third": 1.35,
    "top_left": 1.25, "top_right": 1.25, "bottom_left": 1.4, "bottom_right": 1.4,
}  # fmt: skip
"""How much larger they are in an upright picture, which is looked at on a telephone: as in reels."""


@dataclass(frozen=True)
class Margins:
    """The edges of a picture where no words are to stand, as shares of its height and width."""

    top: float = 0
    right: float = 0
    bottom: float = 0
    left: float = 0

    def inside(self, width: int, height: int) -> tuple[int, int, int, int]:
        """What is left of a picture: left, top, right and bottom, in pixels."""
        left, right = round(width * self.left), round(width * (1 - self.right))
        return left, round(height * self.top), right, round(height * (1 - self.bottom))


NO_MARGINS: Final = Margins()


@dataclass(frozen=True)
class Stop:
    """What of its line shows when a character was typed: rows and columns of its layer, in even pixels."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class PlacedText:
    """A drawn text and where its upper left corner belongs, in even pixels.

    Attributes:
        layer: The drawn text.
        x: Of its left edge.
        y: Of its upper edge.
        pixels: Height of its letters.
        stops: Where each of its characters ends, for typing them one by one.
    """

    layer: Layer
    x: int
    y: int
    pixels: int
    stops: tuple[Stop, ...]

    def lay(self, picture: Picture, pose: Pose) -> None:
        """Lay the text over a picture."""
        if pose.opacity <= 0:
            return
        y = self.y + _even(pose.drop * self.pixels)
        if pose.typed < 1:
            self._lay_typed(picture, round(pose.typed * len(self.stops)), y, pose.opacity)
        elif pose.scale == 1:
            lay(picture, self.layer, self.x, y, pose.opacity)
        else:
            scaled = _scale(self.layer, pose.scale)
            (width, height), (new_width, new_height) = self.layer.size, scaled.size
            x, y = self.x + _even((width - new_width) / 2), y + _even((height - new_height) / 2)
            lay(picture, scaled, x, y, pose.opacity)

    def _lay_typed(self, picture: Picture, count: int, y: int, opacity: float) -> None:
        """The lines that are complete, and the one that is being written up to its last character."""
        if count == 0:
            return
        stop, width = self.stops[count - 1], self.layer.size[0]
        lay(picture, _cut(self.layer, Stop(0, stop.top, 0, width)), self.x, y, opacity)
        lay(picture, _cut(self.layer, stop), self.x + stop.left, y + stop.top, opacity)


def draw_text(
    text: str,
    width: int,
    height: int,
    *,
    place: Place = "center",
    letters_of: Place | None = None,
    size: float = 1.0,
    color: str = "#FFFFFF",
    margins: Margins = NO_MARGINS,
) -> PlacedText | None:
    """Draw `text` for a picture of `width` × `height`; None when nothing of it can be drawn.

    Args:
        text: One or more lines; characters that no font has are left out (see `find_missing_glyphs`), and
            so is what goes beyond a thousand characters.
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
        place: Where in the picture; always inside its safe area.
        letters_of: The place whose usual size its letters have, where they were moved; None for their own.
        size: Relative to the usual size of that place, 0.3 to 3.
        color: `#RRGGBB`.
        margins: Where no letter is to stand.
    """
    drawable = keep_drawable(text[:_LONGEST])
    if not drawable:
        return None
    share = _SHARES[letters_of or place] * min(max(size, _SIZES[0]), _SIZES[1])
    if height > width:
        share *= _UPRIGHT[letters_of or place]
    left, top, right, bottom = margins.inside(width, height)
    widest = min(width * _WIDEST, right - left)
    typeface, lines = _fit(drawable, share * min(width, height), widest, min(height * _HIGHEST, bottom - top))
    indent = _indent(place, is_rtl=typeface.is_rtl)
    mask, stops = _draw_mask(typeface, lines, indent=indent)
    layer = bake_layer(*_shade(mask, color, typeface.pixels))
    layer_width, layer_height = layer.size
    x, y = _position(place, (width, height), (layer_width, layer_height), indent)
    edge = _edge(typeface.pixels)  # around the letters, for their shadow: it may lie in the margins
    x = min(max(x, left - edge), right + edge - layer_width)
    y = min(max(y, top - edge), bottom + edge - layer_height)
    return PlacedText(layer, _even(x), _even(y), typeface.pixels, stops)


def _indent(place: Place, *, is_rtl: bool) -> float:
    """Where the shorter lines stand: 0 at the left edge of the text, 1 at its right.

    The lower third is where a text begins: at the right for what is written from there.
    """
    if place == "lower_third" and is_rtl:
        return 1.0
    return 1.0 if place.endswith("_right") else 0.0 if place.endswith(("_left", "_third")) else 0.5


def _fit(text: str, wanted_pixels: float, width: float, height: float) -> tuple[Typeface, list[str]]:
    """The largest letters with which the text has room, and its lines."""
    wanted = pixels = max(round(wanted_pixels), _SMALLEST_PIXELS)
    usual = Typeface.for_text(text, pixels)
    most_lines = max(_LARGEST_LINES, len(text.splitlines()))
    while True:
        typeface = replace(usual, pixels=pixels)
        lines = break_lines(text, typeface, width)
        keeps_words = widest_piece(text, typeface) <= width or pixels <= wanted * _SMALLEST_SHARE
        fits = keeps_words and len(lines) <= most_lines and len(lines) * pixels * usual.line_step <= height
        if fits or pixels <= _SMALLEST_PIXELS:
            return typeface, _balance(lines, text, typeface)
        pixels = max(round(pixels * 0.88), _SMALLEST_PIXELS)


def _balance(lines: list[str], text: str, typeface: Typeface) -> list[str]:
    """Even out the lines: the narrowest width that needs no further line and breaks no further word."""
    high = max(typeface.width_of(line) for line in lines)
    low, best = min(widest_piece(text, typeface), high), lines
    for _ in range(7):
        middle = (low + high) / 2
        narrower = break_lines(text, typeface, middle)
        if len(narrower) <= len(lines) and max(map(typeface.width_of, narrower)) <= high:
            best, high = narrower, middle
        else:
            low = middle
    return best


def _draw_mask(
    typeface: Typeface, lines: list[str], *, indent: float
) -> tuple[Image.Image, tuple[Stop, ...]]:
    pixels = typeface.pixels
    step = _even(pixels * typeface.line_step)
    margin = _edge(pixels)
    widths = [typeface.width_of(line) for line in lines]
    width, height = _even(max(widths)) + 2 + 2 * margin, step * len(lines) + 2 * margin
    mask = Image.new("L", (width, height))
    stops: list[Stop] = []
    for index, line in enumerate(lines):
        x = margin + (width - 2 * margin - widths[index]) * indent
        top = margin + index * step
        typeface.draw(mask, x, top + step * 0.80, line, pixels / 42)
        rows = (0 if index == 0 else top, height if index == len(lines) - 1 else top + step)
        stops += [Stop(*rows, *part) for part in _typed_parts(typeface, line, x, width)]
    return mask, tuple(stops)


def _edge(pixels: int) -> int:
    """What a layer has around its letters, in pixels."""
    return _even(pixels * 0.45) + 2


def _typed_parts(typeface: Typeface, line: str, x: float, width: int) -> list[tuple[int, int]]:
    """What columns of a line show after each of its characters; after the last one all of them."""
    clusters, stroke = split_clusters(line), typeface.pixels / 42
    ends = ["".join(clusters[: count + 1]) for count in range(len(clusters) - 1)]
    if typeface.is_rtl:
        right = x + typeface.width_of(line)
        return [*((_even(right - typeface.width_of(end) + stroke), width) for end in ends), (0, width)]
    return [*((0, _even(x + typeface.width_of(end) - stroke)) for end in ends), (0, width)]


def _shade(mask: Image.Image, color: str, pixels: float) -> tuple[Floats, Floats]:
    """Put a soft halo and a close shadow under the letters, light ones under dark.

    Returns:
        Straight colour and coverage.
    """
    rgb = np.array(parse_color(color), np.float32) / 255
    ground = np.float32(1.0 if float(rgb @ (0.2126, 0.7152, 0.0722)) < _DARK_LUMA else 0.0)
    letters = np.asarray(mask, np.float32) / 255
    halo = np.asarray(mask.filter(ImageFilter.GaussianBlur(pixels * 0.16)), np.float32) / 255
    close = np.asarray(mask.filter(ImageFilter.GaussianBlur(max(pixels * 0.03, 0.8))), np.float32) / 255
    shift = max(round(pixels * 0.025), 1)
    close = np.roll(close, (shift, shift), (0, 1))
    shadow = np.clip(np.maximum(halo * 0.75, close * 0.70), 0, 1)
    coverage = letters + shadow * (1 - letters)
    share = (letters / np.maximum(coverage, 1e-6))[..., None]
    return rgb * share + ground * (1 - share), coverage


def _position(
    place: Place, picture: tuple[int, int], layer: tuple[int, int], indent: float
) -> tuple[int, int]:
    width, height = picture
    edge, is_portrait = round(width * 0.045), height > width
    x = round(edge + (width - 2 * edge - layer[0]) * indent)
    if place.startswith("top"):
        return x, round(height * (0.09 if is_portrait else 0.05))
    if place.startswith("bottom"):
        return x, round(height * (0.86 if is_portrait else 0.955)) - layer[1]
    if place == "lower_third":
        return x, round(height * (0.80 if is_portrait else 0.88)) - layer[1]
    return x, (height - layer[1]) // 2


def _scale(layer: Layer, scale: float) -> Layer:
    width, height = (max(_even(side * scale), 2) for side in layer.size)
    y, u, v, keep, keep_half = (
        _resize(plane, (width, height) if index in (0, 3) else (width // 2, height // 2))
        for index, plane in enumerate((*layer.color, *layer.keep[:2]))
    )
    return Layer((y, u, v), (keep, keep_half, keep_half))


def _resize(plane: NDArray[np.uint16], size: tuple[int, int]) -> NDArray[np.uint16]:
    resized: NDArray[Any] = np.asarray(
        Image.fromarray(plane.astype(np.float32)).resize(size, Image.Resampling.BILINEAR)
    )
    return np.clip(np.round(resized), 0, 65535).astype(np.uint16)


def _cut(layer: Layer, part: Stop) -> Layer:
    """A view of a part of a layer; even pixels."""

    def cut(plane: NDArray[np.uint16], step: int) -> NDArray[np.uint16]:
        return plane[part.top // step : part.bottom // step, part.left // step : part.right // step]

    y, u, v = layer.color
    keep, keep_half, _ = layer.keep
    half = cut(keep_half, 2)
    return Layer((cut(y, 1), cut(u, 2), cut(v, 2)), (cut(keep, 1), half, half))


def _even(value: float) -> int:
    return round(value / 2) * 2
