"""Takes the handling of a screen out of a reply and turns it into tool calls; no word is lost.

Only a whole sentence goes, and only into `said` of the suggestion that stands for it (`handling.py` says
when). A sentence that speaks of something else as well stays, and the suggestion may still be made.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nemo_video.language.catalogue import say
from nemo_video.language.controls import Tool
from nemo_video.language.cutting import Line, cut_lines
from nemo_video.language.edit_wording import word_edit
from nemo_video.language.handling import Handling, read_handling
from nemo_video.language.languages import Language, has_chinese, is_traditional
from nemo_video.language.results import Argument, Suggestion, TranslatedReply
from nemo_video.language.screen_words import names_gesture
from nemo_video.wire.formats import EXPORT_FORMATS, TIMELINE_NAMES

MAX_TEXT, MAX_READ = 12_000, 3_400
"""Characters of the longest reply that is looked through, and of all the sentences that are read in one."""
MIN_COST = 40
"""A short sentence takes as long to read as one of so many characters."""
FILE_PLACEHOLDER = "<path or URL of the file>"
_FORMAT = re.compile(
    rf"(?<![a-z0-9])(?:{'|'.join((*EXPORT_FORMATS, *TIMELINE_NAMES, 'srt', 'vtt'))})(?![a-z0-9])",
    re.IGNORECASE,
)
_FILE = re.compile(
    # a verb may stand right before a name in Chinese characters: one is known after a space or a quote
    r"https?://[^\s<>\"'）)]+|(?:(?<=[\s“\"「『《‘'`*])[\w~./\\-]{1,200}|[a-zA-Z0-9_~./\\-]{1,200})"
    r"\.(?:mp4|mov|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac|srt)(?![a-z0-9])",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|no|but|except|other than|instead of|rather than|avoid|without|change|n't)\b|n't\b"
    r"|[不别別非除勿]|以外|改",
    re.IGNORECASE,
)
"""With one of these a format or a file that is named may be the one that is not meant."""

_Calls = Mapping[Tool, Mapping[str, Argument]]
_NO_CALLS: _Calls = {}


@dataclass
class _Told:
    """A sentence with what was read in it: the tools it stands for, and whether it goes into their `said`."""

    text: str
    calls: _Calls
    is_gone: bool


def translate(text: str, language: Language, *, is_timeline_shown: bool) -> TranslatedReply:
    """Take the handling of a screen out of a reply and turn it into tool calls."""
    if len(text) > MAX_TEXT or not names_gesture(text):
        return TranslatedReply(text, ())
    lines = cut_lines(text)
    told = _read(lines, text, is_timeline_shown=is_timeline_shown)
    if not any(sentence.calls for line in told for sentence in line):
        return TranslatedReply(text, ())
    _take_markers_along(lines, told, text)
    kept = [
        _keep(text[line.start : line.body], sentences, text[line.start : line.end])
        for line, sentences in zip(lines, told, strict=True)
    ]
    is_shorter = any(sentence.is_gone for line in told for sentence in line)
    left = _join_lines(kept) if is_shorter else text
    return TranslatedReply(left, tuple(_suggestions(told, language)))


def _read(lines: Sequence[Line], text: str, *, is_timeline_shown: bool) -> list[list[_Told]]:
    told: list[list[_Told]] = []
    before, reads = "", 0
    for line in lines:
        told.append([])
        for sentence in line.sentences:
            words = text[sentence.start : sentence.end]
            is_read = sentence.is_open and reads < MAX_READ and names_gesture(words)
            handling = read_handling(words) if is_read else None
            reads += max(len(words), MIN_COST) if is_read else 0
            calls = _make_calls(handling, words, before) if handling else _NO_CALLS
            if is_timeline_shown and set(calls) == {"state"}:
                calls = _NO_CALLS
            is_gone = handling is not None and handling.is_whole and bool(calls)
            told[-1].append(_Told(words, calls, is_gone))
            if handling is None:
                before = words
    return told


def _make_calls(handling: Handling, words: str, before: str) -> _Calls:
    """Return the tools that a sentence stands for, with their arguments."""
    calls: dict[Tool, Mapping[str, Argument]] = {}
    for tool in handling.tools:
        match tool:
            case "generate":
                edit = word_edit(
                    handling,
                    before,
                    is_traditional=has_chinese(words) and is_traditional(words),
                )
                if edit:
                    calls[tool] = {"prompt": edit}
            case "upload":
                calls[tool] = {"source": _only(_FILE, words) or FILE_PLACEHOLDER}
            case "export":
                named = _only(_FORMAT, words).lower()
                calls[tool] = {"format": named} if named else {}
            case "projects":
                calls[tool] = {"action": "list"}
            case _:
                calls[tool] = {}
    return calls


def _only(pattern: re.Pattern[str], words: str) -> str:
    """The one that is named; empty where it is not the only one, or may be the one that is not meant."""
    found = {match[0].lower(): match[0] for match in pattern.finditer(words)}
    return next(iter(found.values())) if len(found) == 1 and not _DENIED.search(words) else ""


def _take_markers_along(lines: Sequence[Line], told: Sequence[list[_Told]], text: str) -> None:
    """What leads to a line that goes (its bullet, `Next steps:` above it) goes with it."""
    for i, line in enumerate(lines):
        if told[i] and all(sentence.is_gone for sentence in told[i]):
            told[i][0].text = text[line.start : line.body] + told[i][0].text
    for i, line in enumerate(lines):
        steps = _steps_below(told, i) if line.announces else []
        if steps and all(sentence.is_gone for step in steps for sentence in step):
            steps[0][0].text = f"{text[line.start : line.end]}\n{steps[0][0].text}"
            told[i][:] = [_Told("", {}, is_gone=True)]


def _steps_below(told: Sequence[Sequence[_Told]], i: int) -> list[Sequence[_Told]]:
    """Return the lines below a line, up to the next empty one."""
    below = i + 1
    while below < len(told) and not told[below]:
        below += 1
    end = below
    while end < len(told) and told[end]:
        end += 1
    return list(told[below:end])


def _keep(marker: str, sentences: Sequence[_Told], whole: str) -> str | None:
    """Return what stays of a line; None where all of it goes."""
    if not any(sentence.is_gone for sentence in sentences):
        return whole
    kept = [sentence.text for sentence in sentences if not sentence.is_gone]
    return (marker + _join(kept)).rstrip() if kept else None


def _join(sentences: Sequence[str]) -> str:
    joined = ""
    for sentence in sentences:
        needs_space = joined[-1:] in {".", "!", "?", ";"} and sentence[:1].isascii()
        joined += f" {sentence}" if needs_space else sentence
    return joined


def _join_lines(kept: Sequence[str | None]) -> str:
    """Join the lines that stay; the empty lines around one that went become one."""
    lines: list[str] = []
    is_gap = True
    for line in kept:
        if line is None:
            is_gap = not lines or not lines[-1].strip()
        elif line.strip() or not is_gap:
            lines.append(line)
            is_gap = False
    return "\n".join(lines).strip("\n")


def _suggestions(told: Sequence[Sequence[_Told]], language: Language) -> Iterator[Suggestion]:
    """Make one suggestion of each tool, in the order of the text, with all that it stands for."""
    suggested: dict[Tool, dict[str, Argument]] = {}
    said: dict[Tool, list[str]] = {}
    for sentence in (sentence for line in told for sentence in line if sentence.calls):
        for tool, arguments in sentence.calls.items():
            known = suggested.setdefault(tool, {})
            if "prompt" in known and "prompt" in arguments:
                known["prompt"] = f"{known['prompt']}\n{arguments['prompt']}"
            suggested[tool] = {**arguments, **known}
            said.setdefault(tool, []).append(sentence.text.strip())
    for tool, arguments in suggested.items():
        yield Suggestion(tool, arguments, say(f"suggest {tool}", language), "reply", "\n".join(said[tool]))
