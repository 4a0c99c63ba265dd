"""Words for how the picture looks, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.tokens import compute, enter, read_table
from nemo_studio.edits.picture.commands import Corner, Look, TransitionKind

LOOKS: Mapping[Look, str] = read_table("looks")
_PART = (
    r"(?:(?<=\bthe )|(?<=\bits )|(?<=\bhis )|(?<=\bher )|(?<=\btheir ))(?:\w+\s+)?("
    r"sky|sea|ocean|water|waves?|clouds?|ground|grass|sand|trees?|leaves|sun|moon|stars|snow|rain|buildings?"
    r"|windows?|lights|cars?|people|person|man|woman|faces?|eyes|skin|hair|background|foreground|horizon"
    r"|(?:left|right|top|bottom|upper|lower) (?:half|side|part))\b"
    r"(?!\s+(?:clip|shot|scene|segment|part|footage|photo|picture|image|video|one)s?\b)"
    r"|(天空|夜空|海面|海水|大海|水面|地面|草地|沙子|树木?|太阳|月亮|星星|云|背景|前景|人物|人脸|脸|皮肤|头发"
    r"|[左右]半边|[上下]半部分?)(?:的颜色|部分)?(?=\s*(?:变|调|改|更|弄|设|提|压|亮|暗|转|换成黑白))"
)
"""Things that are seen in a picture and cannot be coloured alone."""
_FOCUS = MappingProxyType(
    {
        (0.0, 0.0): r"\b(?:top|upper)[- ]left\b|左上",
        (1.0, 0.0): r"\b(?:top|upper)[- ]right\b|右上",
        (0.0, 1.0): r"\b(?:bottom|lower)[- ]left\b|左下",
        (1.0, 1.0): r"\b(?:bottom|lower)[- ]right\b|右下",
        (0.0, 0.5): r"\bleft\b|左边|左侧|左半",
        (1.0, 0.5): r"\bright\b|右边|右侧|右半",
        (0.5, 0.0): r"\b(?:top|upper)\b|上边|上方|上部|上半|顶部",
        (0.5, 1.0): r"\b(?:bottom|lower)\b|下边|下方|下部|下半|底部",
    }
)
TRANSITIONS: Mapping[TransitionKind, str] = read_table("transitions")


def _corner(vertical: str, horizontal: str, chinese: str) -> str:
    """A corner with what stands around it: "in the top right-hand corner", 左上角."""
    english = (
        rf"(?:\b(?:in|to|at|into)(?: the)? )?\b(?:{vertical})[- ]?{horizontal}(?:[- ]hand)?\b(?:[- ](?:side "
        r"|hand )?corner\b)?"
    )
    return rf"{english}|{chinese}(?:角落|角|方|边)?"


CORNERS: Mapping[Corner, str] = MappingProxyType(
    {
        "top_left": _corner("top|upper", "left", "左上"),
        "top_right": _corner("top|upper", "right", "右上"),
        "bottom_left": _corner("bottom|lower", "left", "左下"),
        "bottom_right": _corner("bottom|lower", "right", "右下"),
    }
)

ENTRIES = (
    *enter("look", LOOKS),
    *compute("part_of_picture", _PART, lambda found: found[1] or found[2]),
    *enter("focus", {point: rf"(?:\b(?:to |on )?the )?(?:{words})" for point, words in _FOCUS.items()}),
    *enter("transition", TRANSITIONS),
    *enter("corner", CORNERS),
)
"""What the words about the picture mean."""
