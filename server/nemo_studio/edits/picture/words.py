"""Words for how the picture looks, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.tokens import enter, read_table
from nemo_studio.edits.picture.commands import Corner, Look, TransitionKind

LOOKS: Mapping[Look, str] = read_table("looks")
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
    *enter(
        "focus",
        {
            point: rf"(?:\b(?:to |on )?the )?(?:{words})(?: (?:side|part|edge)\b)?"
            for point, words in _FOCUS.items()
        },
    ),
    *enter("transition", TRANSITIONS),
    *enter("corner", CORNERS),
)
"""What the words about the picture mean."""
