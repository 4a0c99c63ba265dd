"""Words for the shape and the fineness of the picture, in English and Chinese."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.tokens import compute, enter
from nemo_video.wire.formats import ASPECT_RATIOS
from nemo_video.wire.platforms import PlatformName

ASPECT_WORDS = MappingProxyType(
    {
        "9:16": r"\b(?:vertical|portrait|tiktok|reels?|shorts)\b|竖屏|竖版|抖音",
        "1:1": r"\bsquare\b|方形|正方形",
        "16:9": r"\b(?:landscape|widescreen|horizontal)\b|横屏|横版|宽屏",
        "21:9": r"\b(?:ultrawide|cinemascope)\b|超宽",
    }
)
LINES = MappingProxyType(
    {
        4320: r"(?<![A-Za-z\d])8\s?k(?![A-Za-z\d])",
        2160: r"(?<![A-Za-z\d])4\s?k(?![A-Za-z\d])|\b(?:uhd|ultra[- ]hd)\b|超高清|超清",
        1440: r"(?<![A-Za-z\d])2\s?k(?![A-Za-z\d])|\bqhd\b",
        1080: r"\b(?:full[- ]?|f)?hd\b|全高清|高清",
    }
)
"""Lines of a 16:9 picture → what people call it; the first that is found counts."""

LINES_IN_FIGURES = r"(?<![\d.])(\d{3,4})\s?p(?![A-Za-z\d])"
PIXELS = r"(?<!\d)(\d{3,4})\s*[x×*]\s*(\d{3,4})(?!\d)"
FRAME_RATE = (
    r"(?<![\d.第])(\d{1,3})\s*-?\s*(?:fps(?![A-Za-z])|frames? per sec\w*|帧)"
    r"|(?:\bframe ?rate\b|帧率|帧速率)[^\d,，。]{0,12}(\d{1,3})(?!\d|\s*[%％])帧?"
)
PLATFORM_WORDS: Mapping[PlatformName, str] = MappingProxyType(
    {
        "tiktok": "tik ?tok",
        "reels": "(?:instagram )?reels?",
        "shorts": "(?:you ?tube )?shorts",
        "youtube": "you ?tube",
        "x": "(?:x|twitter)",
        "linkedin": "linked ?in",
    }
)
MEASURES = (
    rf"(?:\b(?:in|at)\s+)?(?:{LINES_IN_FIGURES}|{PIXELS}|"
    + "|".join(LINES.values())
    + rf"|(?:每秒\s*)?(?:{FRAME_RATE})(?:每秒|/秒)?)"
    r"|\b(?:resolution|frame ?rate)\b\s*[:：]?|(?:分辨率|帧率)\s*[:：]?"
)
"""All of these, to be left out of a scene's name."""


def _ratio(found: re.Match[str]) -> str | None:
    ratio = f"{found[1]}:{found[2]}"
    return ratio if ratio in ASPECT_RATIOS else None


ENTRIES = (
    *enter("ratio", ASPECT_WORDS),
    *compute("ratio", r"(?<![\d:.])(16|9|1|4|21)\s*[:：x×]\s*(9|16|1|5)(?![\d:])(?:的)?", _ratio),
    *enter(
        "platform",
        {
            name: rf"\b(?:the )?canvas (?:size )?(?:for|to) {words}\b"
            rf"|画布(?:设[为置成]|改[为成]|用于)\s*{words}(?![A-Za-z])"
            for name, words in PLATFORM_WORDS.items()
        },
    ),
    *enter("fineness", MEASURES),
)
"""What the words about the canvas mean."""
