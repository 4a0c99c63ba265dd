"""Which tool a prompt asks for, before it reaches the chat, where such a request would cost and do nothing.

A prompt leaves the chat only when the whole of it, from its first word to its last, is a request for another
tool (`phrases/requests.toml`). One word more (an edit, a scene, a quotation, the name of a file of the
project) and the chat gets it: a wrong guess would cost the user a film, a missed one costs a sentence.
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import cast

from nemo_video.language.catalogue import read_table
from nemo_video.language.languages import has_chinese, to_mainland
from nemo_video.language.results import Action, Argument, RoutedRequest
from nemo_video.wire.formats import EXPORT_FORMATS, UPLOAD_TYPES

MAX_REQUEST = 120
"""Characters of the longest request without a file; more is a story, and more work for the patterns."""
MAX_HANDOVER = 4000
MAX_NAMED = 40
"""Words around the files of a hand-over; more says something about them."""
_PART = re.compile(r"<(\w+)>")
_PUNCTUATION = re.compile(r"[,!?;:.…~]+(?=\s|$)|[，。！？；：、～]+")
_MORE_FILES = ("svg", "avif", "heic", "tiff?", "flac", "ogg", "srt", "vtt", "txt", "pdf", "zip", "ttf", "otf")
"""What people hand over besides; whether it is taken is for `upload` to say."""
_EXTENSIONS = "|".join([*UPLOAD_TYPES, *_MORE_FILES])
_FILE = re.compile(
    # a link, a path that begins like one and may hold spaces, or a bare name of a media file
    rf"https?://[^\s<>\"'，。；！？、）)]+"
    rf"|(?:[a-z]:[\\/]|~?/|\.{{1,2}}/)[^\n\"<>|，。；]{{0,300}}?\.(?:{_EXTENSIONS})(?![a-z0-9])"
    rf"|[^\s\"'“”‘’「」<>|：:，。；、（）()]{{1,100}}\.(?:{_EXTENSIONS})(?![a-z0-9])",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"[\u3400-\u9fff]+|[a-z'’-]+|\w+|[^\s\w,.:;!?'\"，。：；！？、“”‘’「」（）()-]", re.IGNORECASE
)
_AT = re.compile(r"\d+(?:[:.]\d+)*")


def route(prompt: str, media_names: Collection[str]) -> RoutedRequest:
    """Say which tool a prompt asks for."""
    if any(name.lower() in prompt[:MAX_HANDOVER].lower() for name in media_names if name):
        return RoutedRequest("chat")
    if files := _handed_over(prompt):
        return RoutedRequest("upload", {"source": files[0] if len(files) == 1 else files})
    words = _normalize(prompt)
    if not words or len(words) > MAX_REQUEST:
        return RoutedRequest("chat")
    language = "zh" if has_chinese(words) else "en"
    name = _named_by_grammar(words, language) or _named_by_words(words, language)
    action, _, way = name.partition("_")
    return RoutedRequest(cast(Action, action), _arguments(action, way, words))


def _named_by_grammar(words: str, language: str) -> str:
    found = _requests(language).fullmatch(words)
    if found is None or not _unclear(language).isdisjoint((words, found["core"])):
        return ""
    return next(name for name, text in found.groupdict().items() if text is not None and name != "core")


def _named_by_words(words: str, language: str) -> str:
    """Find the action whose own words are all that a prompt says, in any order."""
    if not _unclear(language).isdisjoint((words,)):
        return "chat"
    return next(
        (name for name, pattern in _vocabularies(language).items() if pattern.fullmatch(words)), "chat"
    )


@cache
def _vocabularies(language: str) -> Mapping[str, re.Pattern[str]]:
    loose = cast(Mapping[str, object], read_table("requests.toml")[language]["loose"])
    common = cast(str, loose["common"])
    return {
        name: _vocabulary(cast(Mapping[str, str], lists), common, "" if language == "zh" else r"\b")
        for name, lists in loose.items()
        if name != "common"
    }


def _vocabulary(lists: Mapping[str, str], common: str, edge: str) -> re.Pattern[str]:
    """Compile the words of an action. The longest word wins and is never given back, so time stays linear."""
    words = "|".join(sorted(set(f"{common}|{lists['words']}".split("|")), key=len, reverse=True))
    asked = "".join(f"(?=.*{edge}(?:{lists[kind]}){edge})" for kind in ("anchor", "sign") if kind in lists)
    never = f"(?!(?:{lists['not']})$)" if "not" in lists else ""
    return re.compile(f"{never}{asked}(?:(?>{words}){'(?: |$)' if edge else ''})++")


def _normalize(prompt: str) -> str:
    """Lower case, without punctuation, in mainland words; Chinese without spaces."""
    if len(prompt) > 2 * MAX_REQUEST:
        return ""
    words = _PUNCTUATION.sub(" ", to_mainland(prompt).replace("’", "'").lower())
    return "".join(words.split()) if has_chinese(words) else " ".join(words.split())


@cache
def _unclear(language: str) -> frozenset[str]:
    return frozenset(cast(list[str], read_table("requests.toml")[language]["unclear"]))


@cache
def _requests(language: str) -> re.Pattern[str]:
    """Compile all requests of a language as one pattern, a group for each action."""
    table = cast(Mapping[str, Mapping[str, Mapping[str, object]]], read_table("requests.toml"))[language]
    parts: dict[str, str] = {}
    for name, text in table["parts"].items():
        parts[name] = _fill(cast(str, text), parts)
    gap = "" if language == "zh" else " "
    actions = "|".join(
        f"(?P<{name}>{'|'.join(_fill(pattern, parts) for pattern in cast(list[str], patterns))})"
        for name, patterns in table["requests"].items()
    )
    return re.compile(f"(?:(?:{parts['lead']}){gap})*(?P<core>{actions})(?:{gap}(?:{parts['tail']}))*")


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    return _PART.sub(lambda found: f"(?:{parts[found[1]]})" if found[1] in parts else found[0], pattern)


def _arguments(action: str, way: str, words: str) -> dict[str, Argument]:
    match action:
        case "projects":
            return {"action": way}
        case "export":
            return {**_format(words), **_quality(words)}
        case "preview":
            return {"at_s": [_seconds(found[0])]} if (found := _AT.search(words)) else {}
        case _:
            return {}


def _format(words: str) -> dict[str, Argument]:
    found = re.search(rf"(?<![a-z0-9])(?:{'|'.join(EXPORT_FORMATS)})(?![a-z0-9])", words)
    return {"format": found[0]} if found else {}


def _quality(words: str) -> dict[str, Argument]:
    for name, pattern in cast(Mapping[str, str], read_table("requests.toml")["quality"]).items():
        if re.search(pattern, words):
            return {"quality": name}
    return {}


def _seconds(at: str) -> float:
    minutes, _, seconds = at.rpartition(":")
    return int(minutes or 0) * 60 + float(seconds)


def _handed_over(prompt: str) -> list[str]:
    """Return the files of a prompt that does nothing but hand them over."""
    if len(prompt) > MAX_HANDOVER or not (files := _FILE.findall(prompt)):
        return []
    rest = to_mainland(_FILE.sub(" ", prompt))
    return files if len(rest) <= 3 * MAX_NAMED and all(_is_of_handover(word) for word in _words(rest)) else []


def _words(text: str) -> list[str]:
    return re.findall(
        r"[\u3400-\u9fff]+|[a-z'’-]+|[^\s\w,.:;!?'\"，。：；！？、“”‘’「」（）()-]|\w+", text, re.IGNORECASE
    )


@cache
def _handover(language: str) -> re.Pattern[str]:
    """Compile what is said around a file; the longest word is never given back, so time stays linear."""
    words = cast(str, read_table("requests.toml")[language]["handover"])
    return re.compile(f"(?>{'|'.join(sorted(words.split('|'), key=len, reverse=True))})++", re.IGNORECASE)


def _is_of_handover(word: str) -> bool:
    return _handover("zh" if has_chinese(word) else "en").fullmatch(word) is not None
