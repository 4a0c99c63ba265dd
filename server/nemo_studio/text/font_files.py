"""Which font file draws what: the text font, the emoji font, fonts of other scripts, and those of the system.

The text font (Noto Sans CJK) has Latin, Greek, Cyrillic, Chinese, Japanese and Korean. Fonts of other scripts
come with the extra `scripts` (Noto Sans, SIL Open Font License); what these lack is asked of the system's
fontconfig.
The emoji font is Noto Emoji 5.3.2 as the package @fontsource/noto-emoji has it, unchanged, under the SIL Open
Font License (see `fonts/OFL.txt`).
"""

import re
import shutil
import subprocess
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

import noto_cjk_sans_otc  # pyright: ignore[reportMissingTypeStubs] - a font, without types
from PIL import Image, ImageDraw, ImageFont, features

Face = Literal["ja", "ko", "zh-Hans", "zh-Hant"]

_FACES: Final[dict[Face, int]] = {"ja": 0, "ko": 1, "zh-Hans": 2, "zh-Hant": 3}
_EMOJI_PATH: Final = Path(__file__).parent / "fonts" / "NotoEmoji-Regular.woff"
_EXTRA: Final = "manimgx_fonts"
"""The package of the extra: fonts alone, under the SIL Open Font License, and nothing that it depends on."""

_OTHER_FONTS: Final = ("NotoSans[wght].ttf", "NotoSansSymbols[wght].ttf")
"""What the extra has beside the fonts that are called after their script."""

_BLOCK: Final = 128
"""The characters of a script stand side by side: where the system has no font for one, it is not asked again
for so many around it."""

_QUERY_S: Final = 10
_UNASSIGNED: Final = "\U0010fffe"
_CHECKED_AT: Final = 24
_NOTHING: Final = re.compile("[\u200c-\u200f\u061c\ufe00-\ufe0f\U000e0100-\U000e01ef]")
"""Joiners, marks of direction and selectors: they are drawn as nothing, whether a font knows them or not."""


@dataclass(frozen=True)
class FontFile:
    """A font: its file, and which of the fonts in it."""

    path: str
    index: int = 0

    def at(self, pixels: int) -> ImageFont.FreeTypeFont:
        """The font at a size."""
        return _open(self, pixels)

    def has(self, cluster: str) -> bool:
        """Whether it has a glyph for every character that is drawn."""
        return all(_has_glyph(self, char) for char in _NOTHING.sub("", cluster))

    @property
    def line_step(self) -> float:
        """How far its lines stand apart, in heights of its letters: so that no mark touches another line."""
        ascent, descent = self.at(100).getmetrics()
        return (ascent + descent) / 100


EMOJI: Final = FontFile(str(_EMOJI_PATH))


def text_font(face: Face) -> FontFile:
    """The text font as the readers of a language know it."""
    return FontFile(str(noto_cjk_sans_otc.FONT_PATH), _FACES[face])


@cache
def has_shaper() -> bool:
    """Whether Pillow has its text shaper (Raqm), which joins and orders letters."""
    return bool(features.check("raqm"))


@cache
def find_font(cluster: str) -> FontFile | None:
    """A font of another script that has all of a cluster; None where there is none, or no shaper for it."""
    if not has_shaper():
        return None
    of_extra = next((font for font in _fonts_of_extra(cluster[0]) if font.has(cluster)), None)
    return of_extra or _system_fonts().find(cluster)


def _fonts_of_extra(char: str) -> tuple[FontFile, ...]:
    """The font that is called after a character's script, as its name begins with it; then general ones."""
    folder = _extra_folder()
    if folder is None:
        return ()
    script = unicodedata.name(char, "").partition(" ")[0].title()
    names = (f"NotoSans{script}[wght].ttf", *_OTHER_FONTS)
    return tuple(FontFile(str(folder / name)) for name in names if (folder / name).is_file())


@cache
def _extra_folder() -> Path | None:
    found = find_spec(_EXTRA)
    return Path(found.origin).parent if found and found.origin else None


class SystemFonts:
    """The fonts that fontconfig knows, asked for by what they are to draw."""

    def __init__(self, command: str | None) -> None:
        self._command = command
        self._found: list[FontFile] = []
        self._absent: set[int] = set()

    def find(self, cluster: str) -> FontFile | None:
        """A font with all of a cluster; None where the system has none, or no fontconfig."""
        for font in self._found:
            if font.has(cluster):
                return font
        block = ord(cluster[0]) // _BLOCK
        if self._command is None or block in self._absent:
            return None
        font = _ask(self._command, cluster)
        if font is None:
            self._absent.add(block)
        elif font not in self._found:
            self._found.append(font)
        return font


def _ask(command: str, cluster: str) -> FontFile | None:
    """What fontconfig takes for these characters, if it has them: it always answers with some font."""
    wanted = ":".join(f"charset={ord(char):x}" for char in _NOTHING.sub("", cluster))
    question = [command, "--format=%{file}\n%{index}", f"sans:{wanted}"]
    try:
        answer = subprocess.run(question, capture_output=True, timeout=_QUERY_S, check=True).stdout
        path, index = answer.decode().split("\n")
        # Above the sixteenth bit stands a named instance of a variable font.
        font = FontFile(path, int(index) & 0xFFFF)
        return font if font.has(cluster) else None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None


@cache
def _system_fonts() -> SystemFonts:
    return SystemFonts(shutil.which("fc-match"))


@cache
def _open(font: FontFile, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font.path, pixels, index=font.index)


@cache
def _has_glyph(font: FontFile, char: str) -> bool:
    """Whether the font draws it otherwise than what it does not have."""
    plain = _open_plain(font)
    return _draw_glyph(plain, char) != _draw_glyph(plain, _UNASSIGNED)


@cache
def _open_plain(font: FontFile) -> ImageFont.FreeTypeFont:
    """The font without the shaper, which would put a circle under a mark that stands alone."""
    return ImageFont.truetype(font.path, _CHECKED_AT, index=font.index, layout_engine=ImageFont.Layout.BASIC)


def _draw_glyph(font: ImageFont.FreeTypeFont, char: str) -> bytes:
    mask = Image.new("L", (4 * _CHECKED_AT, 3 * _CHECKED_AT))
    # In the middle: a mark is drawn to the left of where it stands.
    ImageDraw.Draw(mask).text((2 * _CHECKED_AT, 2 * _CHECKED_AT), char, fill=255, font=font, anchor="ls")
    return mask.tobytes()
