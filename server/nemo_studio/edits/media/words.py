"""Words for what can be drawn, in English and Chinese; the patterns stand in `lexicon/media.toml`."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.quantities import NUMERAL
from nemo_studio.edits.language.tokens import by_name, enter, read_patterns, read_table, read_words

SCENE_WORDS: Mapping[str, str] = read_table("scene_words")
"""Scene → what people call it. The most words found win; where they draw, the last in this order."""
SCENE_NAMES: Mapping[str, str] = read_table("scene_names")
"""What a scene is called when it is spoken of, beside the words that ask for one."""
ANY_SCENE = "|".join((*SCENE_WORDS.values(), *SCENE_NAMES.values()))
DRAWN: Mapping[str, str] = read_table("drawn")
"""What a scene shows beside its name; any of them what stands under that word."""
TIME_OF_DAY: Mapping[str, str] = read_table("time_of_day")
WEATHER: Mapping[str, str] = read_table("weather")
SEASON: Mapping[str, str] = read_table("season")
SUBJECTS: Mapping[str, str] = read_table("subjects")
"""What people name their pictures after, and what Chinese calls it."""
TIMES: Mapping[int, str] = {int(count): words for count, words in read_table("times").items()}
"""How often an upload is to be shown."""


def _turn(verb: str, english: str, chinese: str, against: str) -> str:
    """The camera turns to a side: "pan slowly across the bay to the left", 镜头慢慢往左摇, 从右往左."""
    slow, slow_zh = "(?:slow(?:ly)?|gentle|gently|gradual(?:ly)?|slight)", "(?:(?:慢慢|缓缓|缓慢|轻轻)地?)?"
    return (
        rf"\b{verb}\w*(?: {slow})?(?: the camera)?(?: across(?: the \w+)?)?(?: to)?(?: the)? {english}\w*\b"
        rf"|(?<!画面){slow_zh}(?:[向往朝]{chinese}|从{against}[往向到]{chinese}){slow_zh}(?:平移|移动?|[摇仰俯])"
        rf"|从{against}[往向到]{chinese}|(?<=镜头){slow_zh}[向往朝]?{chinese}{slow_zh}[摇移]?"
    )


_GIVEN = {
    "NUMERAL": NUMERAL,
    "ANY_SCENE": ANY_SCENE,
    "TURN_UP": _turn("(?:tilt|pan)", "up", "上", "下"),
    "TURN_DOWN": _turn("(?:tilt|pan)", "down", "下", "上"),
    "TURN_LEFT": _turn("(?:pan|drift|glide|track)", "left", "左", "右"),
    "TURN_RIGHT": _turn("(?:pan|drift|glide|track)", "right", "右", "左"),
}
_PATTERNS = read_patterns("media", _GIVEN)
_MEDIA = read_words("media", patterns=_GIVEN)
_CAMERA = {str(entry.value): entry.pattern.pattern for entry in _MEDIA if entry.tag == "camera"}
SAID_MEASURES = re.compile(_PATTERNS["SAID_MEASURES"], re.IGNORECASE)


__getattr__ = by_name(_PATTERNS)
"""Any other pattern of the file by its name."""
PARAMETERS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "time_of_day": TIME_OF_DAY,
        "weather": WEATHER,
        "season": SEASON,
        "mood": read_table("scene_mood"),
        "camera": _CAMERA
        | {
            "zoom_in": _CAMERA["zoom_in"] + r"|\b(?:zoom(?:s|ing)?|mov(?:es|ing))\b[^,.]*\bin\b",
        },
    }
)
"""For each wish of a scene its values and their words; the first that is found counts."""
ENTRIES = (
    *_MEDIA,
    *enter("parameter", {("mood", key): said for key, said in PARAMETERS["mood"].items()}),
    *[
        each
        for name in ("time_of_day", "weather", "season")
        for each in enter(
            "parameter", {(name, key): f"(?:{said})的?" for key, said in PARAMETERS[name].items()}
        )
    ],
)
"""What the words about scenes mean."""
