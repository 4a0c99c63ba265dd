"""Words for the shape and the fineness of the picture, in English and Chinese."""

from types import MappingProxyType

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
    r"|(?:\bframe ?rate\b|帧率|帧速率)[^\d,，。]{0,12}(\d{1,3})(?!\d|\s*[%％])"
)
MEASURES = (
    rf"(?:\b(?:in|at)\s+)?(?:{LINES_IN_FIGURES}|{PIXELS}|"
    + "|".join(LINES.values())
    + rf"|(?:每秒\s*)?(?:{FRAME_RATE})(?:每秒|/秒)?)"
    r"|\b(?:resolution|frame ?rate)\b\s*[:：]?|(?:分辨率|帧率)\s*[:：]?"
)
"""All of these, to be left out of a scene's name."""
BESIDE_CANVAS = (
    r"\b(?:aspect|crop|ratio|format|size|shape|resolution|frame|rate|fps|to|into|change|convert|turn|switch|canvas|show|video|use|orientation|mode|quality|picture|upright|export|render|output)\b"
    r"|画面|画幅|尺寸|比例|分辨率|帧率|帧|每|秒|[变改换调设用](?:成|为|到)?|成|为|版|屏|格式|视频|导出|输出"
)
