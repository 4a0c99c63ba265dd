"""Titles: lines of Latin and CJK text, broken as readers expect and legible over any picture.

Text is drawn once and laid over each frame as a layer. It knows pictures, not clips or time.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

import noto_cjk_sans_otc  # pyright: ignore[reportMissingTypeStubs] - a font, without types
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from nemo_video.studio.scenes.picture import Floats, Layer, bake_layer, parse_color

Place = Literal["center", "top", "bottom", "lower_third"]

_FACES: Final = {"ja": 0, "ko": 1, "zh-Hans": 2, "zh-Hant": 3}
_TRADITIONAL: Final = frozenset(
    "們個來時這說國過對學會經現點開關問間見體還後從當應實發樣電話車東長門馬鳥魚龍風飛黃綠紅藍雲雨夢愛樂聲書畫師種類語讓認識"
)
_NO_LINE_START: Final = frozenset(
    "、。，．・：；？！）」』】〕〉》〗’”%‰℃ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ…—～,.!?;:)]}"
)
_NO_LINE_END: Final = frozenset("（「『【〔〈《〖‘“([{$￥#")
_WIDE: Final = re.compile(
    r"[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_UNASSIGNED: Final = "\U0010fffe"
_LARGEST_LINES: Final = 4
_SHARES: Final[dict[Place, float]] = {"center": 0.098, "top": 0.070, "bottom": 0.050, "lower_third": 0.062}
"""Height of the letters at size 1, as a share of the picture's shorter side."""


@dataclass(frozen=True)
class PlacedText:
    """A drawn text and where its upper left corner belongs, in even pixels."""

    layer: Layer
    x: int
    y: int


def draw_text(
    text: str, width: int, height: int, *, place: Place = "center", size: float = 1.0, color: str = "#FFFFFF"
) -> PlacedText | None:
    """Draw `text` for a picture of `width` × `height`; None when nothing of it can be drawn.

    Args:
        text: One or more lines; characters that the font lacks are left out (see `find_missing_glyphs`).
        width: Of the picture, in pixels.
        height: Of the picture, in pixels.
        place: Where in the picture; always inside its safe area.
        size: Relative to the usual size of that place.
        color: `#RRGGBB`.
    """
    drawable = _keep_drawable(text)
    if not drawable:
        return None
    font, lines = _fit(drawable, width, height, _SHARES[place] * size)
    mask = _draw_mask(font, lines, is_centered=place != "lower_third")
    layer = bake_layer(*_shade(mask, color, font.size))
    layer_width, layer_height = layer.size
    x, y = _position(place, (width, height), (layer_width, layer_height))
    return PlacedText(layer, x // 2 * 2, y // 2 * 2)


def find_missing_glyphs(text: str) -> str:
    """The characters of `text` that the font cannot draw, each once, in their order."""
    return "".join(dict.fromkeys(char for char in text if not _is_drawable(char)))


def detect_face(text: str) -> str:
    """Which of the font's faces writes `text` as its readers do: ja, ko, zh-Hans or zh-Hant."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return "zh-Hant" if _TRADITIONAL.intersection(text) else "zh-Hans"


def break_lines(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """Break `text` so that each line is at most `width` pixels wide where that is possible.

    Latin breaks between words, CJK between characters, and no line starts with closing punctuation or ends
    with opening punctuation.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _split_pieces(paragraph):
            if line and font.getlength((line + piece).rstrip()) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return [line for line in lines if line]


def _split_pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for char in text:
        if pieces and not _may_break(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    return before.isspace() or bool(_WIDE.match(before)) or bool(_WIDE.match(after))


def _fit(text: str, width: int, height: int, share: float) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    unit = min(width, height)
    pixels = max(round(unit * share), 8)
    while True:
        font = open_font(detect_face(text), pixels)
        lines = break_lines(text, font, width * 0.84)
        fits = len(lines) <= _LARGEST_LINES and all(font.getlength(line) <= width * 0.88 for line in lines)
        if (fits and len(lines) * pixels * 1.3 <= height * 0.8) or pixels <= 8:
            return font, _balance(lines, text, font)
        pixels = max(round(pixels * 0.88), 8)


def _balance(lines: list[str], text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Even out the lines: the narrowest width that needs no further line."""
    low, high = 0.0, max(font.getlength(line) for line in lines)
    best = lines
    for _ in range(7):
        middle = (low + high) / 2
        narrower = break_lines(text, font, middle)
        if len(narrower) <= len(lines) and max(font.getlength(line) for line in narrower) <= high:
            best, high = narrower, middle
        else:
            low = middle
    return best


def _draw_mask(font: ImageFont.FreeTypeFont, lines: list[str], *, is_centered: bool) -> Image.Image:
    step = round(font.size * 1.28)
    stroke = font.size / 42
    margin = round(font.size * 0.45) + 2
    widest = max(font.getlength(line) for line in lines)
    width = (round(widest) + 2 * margin + 1) // 2 * 2
    height = (step * len(lines) + 2 * margin + 1) // 2 * 2
    mask = Image.new("L", (width, height))
    draw = ImageDraw.Draw(mask)
    for index, line in enumerate(lines):
        x = (width - font.getlength(line)) / 2 if is_centered else margin
        y = margin + index * step + step * 0.80
        draw.text((x, y), line, fill=255, font=font, anchor="ls", stroke_width=stroke)
    return mask


def _shade(mask: Image.Image, color: str, pixels: float) -> tuple[Floats, Floats]:
    """Put a soft halo and a close shadow under the letters; straight colour and coverage."""
    letters = np.asarray(mask, np.float32) / 255
    halo = np.asarray(mask.filter(ImageFilter.GaussianBlur(pixels * 0.16)), np.float32) / 255
    close = np.asarray(mask.filter(ImageFilter.GaussianBlur(max(pixels * 0.03, 0.8))), np.float32) / 255
    shift = max(round(pixels * 0.025), 1)
    close = np.roll(close, (shift, shift), (0, 1))
    shadow = np.clip(np.maximum(halo * 0.75, close * 0.70), 0, 1)
    coverage = letters + shadow * (1 - letters)
    share = letters / np.maximum(coverage, 1e-6)
    rgb = np.array(parse_color(color), np.float32) / 255 * share[..., None]
    return rgb, coverage


def _position(place: Place, picture: tuple[int, int], layer: tuple[int, int]) -> tuple[int, int]:
    width, height = picture
    middle_x = (width - layer[0]) // 2
    is_portrait = height > width
    if place == "top":
        return middle_x, round(height * (0.09 if is_portrait else 0.05))
    if place == "bottom":
        return middle_x, round(height * (0.86 if is_portrait else 0.955)) - layer[1]
    if place == "lower_third":
        return round(width * 0.045), round(height * (0.80 if is_portrait else 0.88)) - layer[1]
    return middle_x, (height - layer[1]) // 2


def _keep_drawable(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    return "".join(char for char in composed if _is_drawable(char)).strip()


def _is_drawable(char: str) -> bool:
    if char in "\n\t " or char.isspace():
        return True
    return bool(unicodedata.category(char)[0] not in "C") and _draw_glyph(char) != _draw_glyph(_UNASSIGNED)


@cache
def _draw_glyph(char: str) -> bytes:
    font = open_font("zh-Hans", 24)
    mask = Image.new("L", (40, 40))
    ImageDraw.Draw(mask).text((4, 32), char, fill=255, font=font, anchor="ls")
    return mask.tobytes()


@cache
def open_font(face: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The font in one of its faces (ja, ko, zh-Hans, zh-Hant) at a size."""
    return ImageFont.truetype(str(noto_cjk_sans_otc.FONT_PATH), pixels, index=_FACES[face])
