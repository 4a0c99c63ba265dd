"""Makes a suggestion of a handling: the tool's arguments from its words, the reason in our own."""

import re
from collections.abc import Sequence

from nemo_video.language.gui.sentences import Segment
from nemo_video.language.gui.tools import Tool
from nemo_video.language.languages import Language
from nemo_video.language.own_words import phrase_reason
from nemo_video.language.suggestion import Argument, Suggestion
from nemo_video.language.words import Word

EXPORT_FORMATS = frozenset(["mp4", "mov", "webm", "mkv", "gif", "webp", "mp3", "wav", "m4a"])
FILE_PLACEHOLDER = "<path or URL of the file>"


def suggest(tool: Tool, sentence: Sequence[Word], segment: Segment, text: str, fact: str, language: Language) -> Suggestion:
    """Make the suggestion of one tool from the segment that asks for it."""
    arguments: dict[str, Argument] = {}
    if tool == "upload":
        arguments["source"] = FILE_PLACEHOLDER
    elif tool == "export":
        arguments.update(_find_format(sentence))
    elif tool == "generate":
        arguments["prompt"] = text[segment.start : segment.end]
    return Suggestion(tool, arguments, phrase_reason(tool, language), "reply")


def _find_format(words: Sequence[Word]) -> dict[str, Argument]:
    for word in words:
        for inner in word.inner or (word,):
            if inner.text in EXPORT_FORMATS:
                return {"format": inner.text}
    return {}
