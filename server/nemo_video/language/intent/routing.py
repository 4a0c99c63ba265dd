"""Decides which tool a prompt asks for, before it could reach the chat, where it would cost and do nothing.

A prompt goes to a tool only when all of it is explained by that tool's words; one word of an idea for the
film, or one edit, makes it chat.
"""

from collections.abc import Sequence
from functools import cache

from nemo_video.language.lexicon import Lexicon, tagged_phrases
from nemo_video.language.results import Argument, RoutedRequest
from nemo_video.language.tables import read_table
from nemo_video.language.words import Word, read_words_with

INTENT_FILES = ("intent_en.toml", "intent_zh.toml")
CLAUSE_OPENERS = frozenset(
    [
        "and",
        "then",
        ",",
        ";",
        ".",
        "please",
        "you",
        "to",
        "also",
        "or",
        "but",
        "let's",
        "me",
        "us",
        "can",
        "could",
    ]
)
EXPORT_FORMATS = frozenset(["mp4", "mov", "webm", "mkv", "gif", "webp", "mp3", "wav", "m4a"])


@cache
def _lexicon() -> Lexicon:
    return Lexicon(pair for name in INTENT_FILES for pair in tagged_phrases(read_table(name)))


def route(prompt: str) -> RoutedRequest:
    """Say which tool a prompt asks for, and what its words give of the arguments."""
    words = [word for word in read_words_with(prompt, _lexicon()) if word.kind not in ("line",)]
    spoken = [word for word in words if word.kind != "symbol" or word.tags or _is_han(word)]
    if not spoken or _asks_how(spoken):
        return RoutedRequest("chat")
    if _is_upload(spoken):
        return RoutedRequest("upload", _find_source(spoken, prompt))
    if _is_credits(spoken):
        return RoutedRequest("credits")
    if _is_export(spoken):
        return RoutedRequest("export", _export_arguments(spoken))
    if _is_state(spoken):
        return RoutedRequest("state")
    return RoutedRequest("chat")


def _is_han(word: Word) -> bool:
    return "\u3400" <= word.text[0] <= "\u9fff"


def _asks_how(words: Sequence[Word]) -> bool:
    return any(word.has("word.how") and not (word.text == "如 何" and i) for i, word in enumerate(words[:4]))


def _unknown(words: Sequence[Word], *known: str) -> list[Word]:
    return [
        word
        for word in words
        if not word.has("word.neutral", *known) and word.kind in ("word", "symbol", "quote", "file", "link")
    ]


def _head(words: Sequence[Word], tag: str) -> int | None:
    """Return where the head stands: in English after words of courtesy only, in Chinese anywhere."""
    is_chinese = any(_is_han(word) for word in words)
    for i, word in enumerate(words):
        if word.has(tag):
            return i
        if not is_chinese and not word.has("word.neutral", "ask.give"):
            return None
    return None


def _has_edit(words: Sequence[Word], *own: str) -> bool:
    """Tell whether an order to the film's maker stands among the words; `own` words are no such order."""
    return any(
        word.has("word.edit")
        and not word.has(*own)
        and (_is_han(word) or i == 0 or words[i - 1].text in CLAUSE_OPENERS)
        for i, word in enumerate(words)
    )


def _is_export(words: Sequence[Word]) -> bool:
    known = (
        "ask.export",
        "ask.give",
        "object.export",
        "object.source",
        "quality.high",
        "quality.medium",
        "quality.low",
    )
    if _unknown(words, *known):
        return False
    head = _head(words, "ask.export")
    if head is not None:
        return not _has_edit(words, "ask.export", "object.export")
    given = _head(words, "ask.give")
    return (
        given is not None
        and any(word.has("object.export") for word in words)
        and not _has_edit(words, "ask.give", "object.export")
    )


def _is_credits(words: Sequence[Word]) -> bool:
    known = ("ask.credits", "object.credits", "object.money", "ask.state")
    return not _unknown(words, *known) and any(word.has("object.money") for word in words)


def _is_state(words: Sequence[Word]) -> bool:
    known = ("ask.state", "ask.alone_state", "object.state")
    if _unknown(words, *known) or _has_edit(words, "ask.state", "ask.alone_state", "object.state"):
        return False
    if any(word.has("ask.alone_state") for word in words):
        return True
    return _head(words, "ask.state") is not None and any(word.has("object.state") for word in words)


def _is_upload(words: Sequence[Word]) -> bool:
    files = [word for word in words if word.kind in ("file", "link")]
    others = [word for word in words if word.kind not in ("file", "link")]
    if files and not _unknown(others, "ask.upload", "object.own", "object.upload"):
        return not any(word.has("word.edit") and not word.has("ask.upload") for word in others)
    if any(word.has("ask.alone_upload") for word in words) and any(
        word.has("object.upload") for word in words
    ):
        return not _has_edit(words, "ask.upload", "object.upload")
    head = _head(words, "ask.upload")
    if head is None:
        return False
    sourced = any(word.has("object.source") for word in words)
    owned = any(word.has("object.own", "object.upload") for word in words[head:])
    if words[head].has("word.edit"):
        return sourced and not _has_edit(words[head + 1 :])
    return (owned or sourced or bool(files)) and not _has_edit(words, "ask.upload", "object.upload")


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
