"""Words for the shape and the fineness of the picture, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.tokens import compute, enter
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

ENTRIES = (
    *enter("ratio", ASPECT_WORDS),
    *compute("ratio", r"(?<![\d:])(16:9|9:16|1:1|4:5|21:9)(?![\d:])(?:的)?", lambda found: found[1]),
    *enter(
        "ratio",
        {
            "16:9": r"\b(?:sixteen by nine|16 by 9|16x9|wide(?:screen)?)\b|宽的|横的",
            "9:16": r"\b(?:instagram|insta|ig|facebook) (?:story|stories)\b|\b(?:nine by sixteen|9 by 16"
            r"|9x16|upright|tall|portrait)\b|竖屏的?|竖的|竖版",
            "1:1": r"\b(?:one by one|1x1|square)\b|正?方形的?|方的|方屏",
        },
    ),
    *enter(
        "platform",
        {
            name: rf"\b(?:the )?canvas (?:size )?(?:for|to) {words}\b"
            rf"|画布(?:设[为置成]|改[为成]|用于)\s*{words}(?![A-Za-z])"
            for name, words in PLATFORM_WORDS.items()
        },
    ),
    *enter("fineness", MEASURES),
    *enter(
        "canvas_noun",
        r"\b(?:(?:the )?(?:aspect(?: ratio)?|ratio|format|shape|canvas|frame(?! ?rate)|orientation"
        r"|mode|crop|convert|output|export|render))\b"
        r"|画面比例|画面|画幅|尺寸|比例|格式|版",
    ),
    *enter(
        "sites",
        r"\b(?:(?:an? )?(?:instagram|insta|facebook|youtube|linkedin|stories|story|phones?|mobile|feed"
        r"|tv|post))\b|手机|朋友圈|小红书|电视",
    ),
)
"""What the words about the canvas mean."""
