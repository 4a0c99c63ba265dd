"""Decides which tool a prompt asks for before it reaches the chat, where it would cost and do nothing."""

from collections.abc import Sequence
from functools import cache

from nemo_video.language.intent.judgement import choose_action
from nemo_video.language.intent.traits import describe_request
from nemo_video.language.lexicon import Lexicon, tagged_phrases
from nemo_video.language.results import Argument, RoutedRequest
from nemo_video.language.tables import read_table
from nemo_video.language.words import Word, read_words_with
from nemo_video.wire.formats import EXPORT_FORMATS

INTENT_FILES = ("intent_en.toml", "intent_zh.toml")


@cache
def _lexicon() -> Lexicon:
    return Lexicon(pair for name in INTENT_FILES for pair in tagged_phrases(read_table(name)))


def read_request(prompt: str) -> list[Word]:
    """Read a prompt as words of the lists about requests."""
    return [word for word in read_words_with(prompt, _lexicon()) if word.kind != "line"]


def route(prompt: str) -> RoutedRequest:
    """Say which tool a prompt asks for, and what its words give of the arguments."""
    words = read_request(prompt)
    action = choose_action(describe_request(words, prompt))
    match action:
        case "upload":
            return RoutedRequest(action, _find_source(words, prompt))
        case "export":
            return RoutedRequest(action, _export_arguments(words))
        case _:
            return RoutedRequest(action)


def _find_source(words: Sequence[Word], prompt: str) -> dict[str, Argument]:
    found = [_whole_name(prompt, word) for word in words if word.kind in ("file", "link")]
    if not found:
        return {}
    return {"source": found[0] if len(found) == 1 else found}


def _export_arguments(words: Sequence[Word]) -> dict[str, Argument]:
    arguments: dict[str, Argument] = {}
    for word in words:
        if word.text in EXPORT_FORMATS:
            arguments.setdefault("format", word.text)
        for quality in ("high", "medium", "low"):
            if word.has(f"quality.{quality}"):
                arguments.setdefault("quality", quality)
    return arguments


def _whole_name(prompt: str, word: Word) -> str:
    """Return a file's name with the Chinese characters that stand before its extension."""
    name = prompt[word.start : word.end]
    return prompt[: word.end].split()[-1] if name.startswith(".") and name.count(".") == 1 else name
