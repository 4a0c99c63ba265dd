"""Words for what is meant, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

ORDINALS: Mapping[int, str] = MappingProxyType(
    {
        1: r"first|1st|opening",
        2: r"second|2nd",
        3: r"third|3rd",
        4: r"fourth|4th",
        5: r"fifth|5th",
        6: r"sixth|6th",
        7: r"seventh|7th",
        8: r"eighth|8th",
        9: r"ninth|9th",
        10: r"tenth|10th",
        -1: r"last|final|latest|closing",
        -2: r"second to last|next to last|penultimate",
    }
)
NUMERALS_ZH = MappingProxyType(
    {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
)
NOT_NAMES = (
    r"(?:whole|entire|full|current|same|new|other|next|previous|this|that|these|those|all"
    r"|both|every|each|main|own|only|"
    r"first|second|third|fourth|fifth|sixth|last|final|original|middle|\d+|one|two|three|my|your"
    r"|its|end of|start of|beginning of|of|to|in|from|and|between|latest|opening|closing"
    r"|uploaded|existing|actual|small|little|background)"
)
SOUND_FILE = r"[\w-]+\.(?:mp3|wav|m4a|aac)(?![A-Za-z\d])"
FILE_NAME = r"([\w-]+\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac))(?![A-Za-z\d])"
