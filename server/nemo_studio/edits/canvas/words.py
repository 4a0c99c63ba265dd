"""Words for the shape and the fineness of the picture, in English and Chinese."""

from collections.abc import Mapping

from nemo_studio.edits.language.tokens import compute, enter, read_table

LINES: Mapping[int, str] = {int(lines): words for lines, words in read_table("lines").items()}
"""Lines of a 16:9 picture → what people call it; the first that is found counts."""

LINES_IN_FIGURES = r"(?<![\d.])(\d{3,4})\s?p(?![A-Za-z\d])"
PIXELS = r"(?<!\d)(\d{3,4})\s*[x×*]\s*(\d{3,4})(?!\d)"
FRAME_RATE = (
    r"(?<![\d.第])(\d{1,3})\s*-?\s*(?:fps(?![A-Za-z])|frames? per sec\w*|帧)"
    r"|(?:\bframe ?rate\b|帧率|帧速率)[^\d,，。]{0,12}(\d{1,3})(?!\d|\s*[%％])帧?"
)
MEASURES = (
    rf"(?:\b(?:in|at)\s+)?(?:{LINES_IN_FIGURES}|{PIXELS}|"
    + "|".join(LINES.values())
    + rf"|(?:每秒\s*)?(?:{FRAME_RATE})(?:每秒|/秒)?)"
    r"|\b(?:resolution|frame ?rate)\b\s*[:：]?|(?:分辨率|帧率)\s*[:：]?"
)
"""All of these, to be left out of a scene's name."""


ENTRIES = (
    *enter("ratio", read_table("aspect_words")),
    *compute(
        "ratio",
        r"(?:(?:wide-?screen|cinematic) |宽屏)?(?<![\d:.])(?:(16|9|1|4|21)\s*[:：x×]\s*(9|16|1|5)"
        r"|(16|18|[2-9])\s*[:：]\s*(10|[1-9]))(?![\d:])的?",
        lambda found: ":".join(each for each in found.groups() if each),
    ),
    *enter(
        "platform",
        {
            name: rf"\b(?:the )?canvas (?:size )?(?:for|to) {words}\b"
            rf"|画布(?:设[为置成]|改[为成]|用于)\s*{words}(?![A-Za-z])"
            for name, words in read_table("platform_words").items()
        },
    ),
    *enter("fineness", MEASURES),
)
"""What the words about the canvas mean."""
