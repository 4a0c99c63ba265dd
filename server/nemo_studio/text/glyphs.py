"""Which font draws what: a face for each script, and emoji in outline beside it.

The emoji font is Noto Emoji 5.3.2 as the package @fontsource/noto-emoji has it, unchanged, under the SIL Open
Font License (see `fonts/OFL.txt`); the others come with a package of their own.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Final, Literal

import noto_cjk_sans_otc  # pyright: ignore[reportMissingTypeStubs] - a font, without types
from PIL import Image, ImageDraw, ImageFont, features

Face = Literal["ja", "ko", "zh-Hans", "zh-Hant"]

_FACES: Final[dict[Face, int]] = {"ja": 0, "ko": 1, "zh-Hans": 2, "zh-Hant": 3}
_EMOJI_FONT: Final = Path(__file__).parent / "fonts" / "NotoEmoji-Regular.woff"
_EMOJI_SCALE: Final = 0.86
"""Emoji are drawn smaller than the letters' size, so that they stand as high as a CJK character."""

_TRADITIONAL: Final = frozenset(
    "們個來時這說國過對學會經現點開關問間見體還後從當應實發樣電話車東長門馬鳥魚龍風飛黃綠紅藍雲雨夢愛樂聲書畫師種類語讓認識"
)
_KANA: Final = re.compile(r"[\u3040-\u30ff]")
_HANGUL: Final = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")

_MARKS: Final = "\u0300-\u036f\u3099\u309a\u20e3\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_CLUSTER: Final = re.compile(rf"[\U0001f1e6-\U0001f1ff]{{2}}|.[{_MARKS}]*(?:\u200d.[{_MARKS}]*)*", re.DOTALL)
_EMOJI_SIGNS: Final = re.compile(
    "[\u200d\u20e3\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
)
_TEXT_SIGN: Final = "\ufe0e"
_UNASSIGNED: Final = "\U0010fffe"


@dataclass(frozen=True)
class Typeface:
    """A face of the text font at a size, with the emoji font beside it."""

    face: Face
    pixels: int

    def width_of(self, text: str) -> float:
        """How wide a line of text is, in pixels."""
        return sum(font.getlength(run) for run, font, _ in self._runs(text))

    def draw(self, mask: Image.Image, x: float, baseline: float, text: str, stroke: float) -> None:
        """Draw a line of text into a grey mask, from `x` on, its letters standing on `baseline`.

        Letters are made bolder by `stroke` pixels; emoji are outlines already.
        """
        canvas = ImageDraw.Draw(mask)
        for run, font, is_emoji in self._runs(text):
            bolder = 0 if is_emoji else stroke
            canvas.text((x, baseline), run, fill=255, font=font, anchor="ls", stroke_width=bolder)
            x += font.getlength(run)

    def _runs(self, text: str) -> Iterator[tuple[str, ImageFont.FreeTypeFont, bool]]:
        for is_emoji, run in groupby(split_clusters(text), key=is_emoji_cluster):
            if is_emoji:
                yield "".join(map(_shapeable, run)), _open_emoji(round(self.pixels * _EMOJI_SCALE)), True
            else:
                yield "".join(run), _open_face(self.face, self.pixels), False


def detect_face(text: str) -> Face:
    """Which of the font's faces writes `text` as its readers do."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    return "zh-Hant" if _TRADITIONAL.intersection(text) else "zh-Hans"


def split_clusters(text: str) -> list[str]:
    """Split text into what readers see as single characters; a family of emoji is one."""
    return _CLUSTER.findall(text)


def is_emoji_cluster(cluster: str) -> bool:
    """Whether the emoji font draws it: it asks for that, or the text font cannot."""
    if cluster.isspace() or _TEXT_SIGN in cluster or not _has_emoji(cluster[0]):
        return False
    return bool(_EMOJI_SIGNS.search(cluster)) or not _has_letter(cluster[0])


def keep_drawable(text: str) -> str:
    """The text without what no font of ours can draw; lines stay."""
    clusters = split_clusters(unicodedata.normalize("NFC", text.replace("\t", " ")))
    kept = "".join(cluster.replace(_TEXT_SIGN, "") for cluster in clusters if _is_drawable(cluster))
    return "\n".join(kept.splitlines()).strip()


def find_missing_glyphs(text: str) -> str:
    """The characters of `text` that no font of ours can draw, each once, in their order."""
    clusters = split_clusters(unicodedata.normalize("NFC", text))
    missing = (char for cluster in clusters if not _is_drawable(cluster) for char in cluster)
    return "".join(dict.fromkeys(missing))


def _is_drawable(cluster: str) -> bool:
    char = cluster[0]
    if char.isspace():
        return True
    return unicodedata.category(char)[0] not in "CM" and (is_emoji_cluster(cluster) or _has_letter(char))


@cache
def _has_letter(char: str) -> bool:
    return _draw_glyph(_open_face("zh-Hans", 24), char) != _draw_glyph(_open_face("zh-Hans", 24), _UNASSIGNED)


@cache
def _has_emoji(char: str) -> bool:
    return _draw_glyph(_open_emoji(24), char) != _draw_glyph(_open_emoji(24), _UNASSIGNED)


def _draw_glyph(font: ImageFont.FreeTypeFont, char: str) -> bytes:
    mask = Image.new("L", (40, 40))
    ImageDraw.Draw(mask).text((4, 32), char, fill=255, font=font, anchor="ls")
    return mask.tobytes()


def _shapeable(cluster: str) -> str:
    """The whole cluster where the text shaper is there; its first character elsewhere."""
    return cluster if _has_shaper() else cluster[0]


@cache
def _has_shaper() -> bool:
    return bool(features.check("raqm"))


@cache
def _open_face(face: Face, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(noto_cjk_sans_otc.FONT_PATH), pixels, index=_FACES[face])


@cache
def _open_emoji(pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_EMOJI_FONT), pixels)
