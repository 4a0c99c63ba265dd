"""A line of text as runs of letters: each in the font that has them, in the order in which they stand."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

from nemo_studio.text.bidi import is_right_to_left, order_runs
from nemo_studio.text.font_files import EMOJI, Face, FontFile, find_font, has_shaper, text_font

_EMOJI_SCALE: Final = 0.86
"""Emoji are drawn smaller than the letters' size, so that they stand as high as a CJK character."""

_LINE_STEP: Final = 1.28
_MAX_LINE_STEP: Final = 1.8
"""Some fonts of the system ask for more than any of their marks needs."""

_TRADITIONAL: Final = frozenset(
    "们個來時這說國過對學會經現點開關問間見體還後從當應實發樣電話車東長門馬鳥魚龍風飛黃綠紅藍雲雨夢愛樂聲書畫師種類語讓認識"
)
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")

_SELECTORS: Final = "\u200c-\u200f\u061c\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
"""What belongs to the character before it, beside marks: joiners and marks of direction, signs of emoji."""
_FLAG: Final = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_BOUND: Final = re.compile(f"[{_SELECTORS}\u0e33\u0eb3]")
"""With the two vowels of Thai and Lao that stand behind their letter and above it."""
_EMOJI_SIGNS: Final = re.compile(
    "[\u200d\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
_TEXT_SIGN: Final = "\ufe0e"
_UNSEEN: Final = re.compile("[\u00ad\u200b\u202a-\u202e\u2060-\u2069\ufeff]")
"""Controls of lines and directions that nobody sees; the embeddings among them are not carried out."""


class GlyphRun(NamedTuple):
    """Letters of one font in one direction, as they are read."""

    text: str
    font: FontFile
    is_rtl: bool


@dataclass(frozen=True)
class Typeface:
    """A face of the text font at a size, with the fonts of other scripts and emoji beside it.

    Attributes:
        face: Which.
        pixels: Height of the letters.
        is_rtl: Whether the text is written from right to left.
        line_step: How far lines stand apart, in heights of the letters.
    """

    face: Face
    pixels: int
    is_rtl: bool = False
    line_step: float = _LINE_STEP

    @classmethod
    def for_text(cls, text: str, pixels: int) -> "Typeface":
        """As the readers of a text know it, with room for its marks between the lines."""
        face = detect_face(text)
        fonts = {font for line in text.splitlines() for _, font in _fonts_of(face, line)}
        steps = [font.line_step for font in fonts - {text_font(face), EMOJI}]
        step = min(max([_LINE_STEP, *steps]), _MAX_LINE_STEP)
        return cls(face, pixels, is_right_to_left(text), step)

    def width_of(self, text: str) -> float:
        """How wide a line of text is, in pixels."""
        return sum(self._length(run) for run in self.runs(text))

    def draw(self, mask: Image.Image, x: float, baseline: float, text: str, stroke: float) -> None:
        """Draw a line of text into a grey mask, from `x` on, its letters standing on `baseline`.

        Letters are made bolder by `stroke` pixels; emoji are outlines already.
        """
        canvas = ImageDraw.Draw(mask)
        for run in self.runs(text):
            bolder = 0 if run.font == EMOJI else stroke
            canvas.text(
                (x, baseline), run.text, fill=255, font=self._font(run), anchor="ls", stroke_width=bolder,
                direction=_direction(run),
            )  # fmt: skip
            x += self._length(run)

    def runs(self, text: str) -> list[GlyphRun]:
        """The runs of a line, from left to right as they stand."""
        found: list[GlyphRun] = []
        for start, stop, is_rtl in order_runs(text, is_rtl=self.is_rtl):
            parts = groupby(_fonts_of(self.face, text[start:stop]), key=lambda part: part[1])
            runs = [GlyphRun("".join(c for c, _ in part), font, is_rtl) for font, part in parts]
            found += reversed(runs) if is_rtl else runs
        return found

    def _font(self, run: GlyphRun) -> ImageFont.FreeTypeFont:
        return run.font.at(round(self.pixels * _EMOJI_SCALE) if run.font == EMOJI else self.pixels)

    def _length(self, run: GlyphRun) -> float:
        return self._font(run).getlength(run.text, direction=_direction(run))


def _direction(run: GlyphRun) -> str | None:
    """For the shaper; without one there is but one direction."""
    if not has_shaper():
        return None
    return "rtl" if run.is_rtl else "ltr"


def _fonts_of(face: Face, text: str) -> Iterator[tuple[str, FontFile]]:
    """The clusters of a text, each with its font; blanks, marks and digits stay in that of what is before."""
    usual = before = text_font(face)
    for cluster in split_clusters(text):
        if is_emoji_cluster(cluster):
            yield _shapeable(cluster), EMOJI
            continue
        is_letter = unicodedata.category(cluster[0])[0] in "LM"
        font = before if not is_letter and before.has(cluster) else usual
        if not font.has(cluster) and not cluster[0].isspace():
            font = find_font(cluster) or usual
        yield cluster, font
        before = font


def detect_face(text: str) -> Face:
    """Which of the font's faces writes `text` as its readers do."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return "zh-Hant" if _TRADITIONAL.intersection(text) else "zh-Hans"


def split_clusters(text: str) -> list[str]:
    """Split text into what readers see as single characters; a family of emoji is one, as is a conjunct.

    Source: the extended grapheme clusters of Unicode (UAX 29), without those of decomposed Korean.
    """
    if text.isascii():
        return list(text)
    clusters: list[str] = []
    for char in text:
        if clusters and _belongs(clusters[-1], char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _belongs(cluster: str, char: str) -> bool:
    if cluster[-1].isspace() or char.isspace():
        return False
    if _BOUND.match(char) or unicodedata.category(char)[0] == "M":
        return True
    if cluster[-1] == "\u200d":
        return bool(_EMOJI_SIGNS.search(cluster)) and unicodedata.category(char)[0] == "S"
    if _FLAG.fullmatch(cluster[-1] + char):
        return len(cluster) == 1
    # A letter after a virama, which takes the vowel of the letter before it, joins that letter.
    return unicodedata.combining(cluster[-1]) == 9 and unicodedata.category(char) == "Lo"


def is_emoji_cluster(cluster: str) -> bool:
    """Whether the emoji font draws it: it asks for that, or the text font cannot."""
    if cluster.isspace() or _TEXT_SIGN in cluster or not EMOJI.has(cluster[0]):
        return False
    return bool(_EMOJI_SIGNS.search(cluster)) or not text_font("zh-Hans").has(cluster[0])


def keep_drawable(text: str) -> str:
    """The text without what no font here can draw; lines stay."""
    clusters = split_clusters(_plain(text))
    kept = "".join(cluster.replace(_TEXT_SIGN, "") for cluster in clusters if _is_drawable(cluster))
    return "\n".join(kept.splitlines()).strip()


def find_missing_glyphs(text: str) -> str:
    """The characters of `text` that no font here can draw, each once, in their order."""
    clusters = split_clusters(_plain(text))
    return "".join(dict.fromkeys("".join(cluster for cluster in clusters if not _is_drawable(cluster))))


def find_fonts(text: str) -> tuple[FontFile, ...]:
    """The fonts that draw a text: with others it looks otherwise."""
    face = detect_face(text)
    lines = _plain(text).splitlines()
    return tuple(dict.fromkeys(font for line in lines for _, font in _fonts_of(face, line)))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\t", " ")))


def _is_drawable(cluster: str) -> bool:
    char = cluster[0]
    if char.isspace():
        return True
    if unicodedata.category(char)[0] in "CM":
        return False
    return is_emoji_cluster(cluster) or text_font("zh-Hans").has(cluster) or find_font(cluster) is not None


def _shapeable(cluster: str) -> str:
    """The whole cluster where the text shaper is there; its first character elsewhere."""
    return cluster if has_shaper() else cluster[0]
