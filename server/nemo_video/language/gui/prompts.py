"""Makes a suggestion of a handling: the tool's arguments from its words, the reason in our own."""

import re
from collections.abc import Sequence

from nemo_video.language.gui.judgement import Tool
from nemo_video.language.gui.sentences import Segment
from nemo_video.language.languages import Language
from nemo_video.language.own_words import phrase_reason
from nemo_video.language.results import Argument, Suggestion
from nemo_video.language.words import Word

EXPORT_FORMATS = frozenset(["mp4", "mov", "webm", "mkv", "gif", "webp", "mp3", "wav", "m4a"])
FILE_PLACEHOLDER = "<path or URL of the file>"
LEADING = ("frame.lead", "frame.modal", "frame.connective")
VERBS = ("verbs.strong", "verbs.weak")
SCREEN = ("screen.control", "screen.icon", "screen.place", "screen.where", "screen.landmark")
MOVES = {
    "drag": "move", "dragging": "moving", "drag and drop": "move",
    "拖 动": "移动", "拖 到": "移到", "拖 至": "移到", "拖": "移", "拖 拽": "移动", "拽": "移",
}  # fmt: skip
MARKS = " \t*_~,，、\"'“”‘’「」『』【】"
SHORT_EDIT = 10
PURPOSE = re.compile(
    r"(?<=\w)\s+(?:in order )?to (?P<en>(?!the\b|your\b|it\b|its\b|a\b|see\b|hear\b|\d)[a-z][\w-]*\b.{3,})"
    r"|(?:就可以|便可以|可以|就能|来|以便)(?P<zh>(?:[^把将点按拖用在从]).{2,})$"
    r"|(?<=.)(?P<let>(?:让|把).{3,})$",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"\b(?:it|its|them|their|that|this)\b|[它其]", re.IGNORECASE)


def suggest(
    tool: Tool, sentence: Sequence[Word], segment: Segment, text: str, fact: str, language: Language
) -> Suggestion:
    """Make the suggestion of one tool from the segment that asks for it.

    Args:
        tool: The tool.
        sentence: All words of the sentence, for what stands beside the segment (`..., choose MP4`).
        segment: The handling.
        text: The source.
        fact: What the reply said last about the content; it tells what an `it` in the handling means.
        language: Language of the reason.
    """
    arguments: dict[str, Argument] = {}
    if tool == "upload":
        arguments["source"] = FILE_PLACEHOLDER
    elif tool == "export":
        arguments.update(_find_format(sentence))
    elif tool == "generate":
        arguments["prompt"] = phrase_edit(segment, text, fact)
    return Suggestion(tool, arguments, phrase_reason(tool, language), "reply")


def _find_format(words: Sequence[Word]) -> dict[str, Argument]:
    for word in words:
        for inner in word.inner or (word,):
            if inner.text in EXPORT_FORMATS:
                return {"format": inner.text}
    return {}


def phrase_edit(segment: Segment, text: str, fact: str) -> str:
    """Say in words what a hand would have done: `Drag the title to 5 s` is `Move the title to 5 s`."""
    clause = text[segment.start : segment.end].strip(MARKS)
    edit = _find_purpose(clause) or _find_button(segment.words, text) or _without_lead(segment, text)
    edit = edit[:1].upper() + edit[1:]
    needs_fact = bool(fact) and (PRONOUN.search(edit) is not None or len(edit) < SHORT_EDIT)
    return f"{fact}{' ' if fact[-1].isascii() else ''}{edit}" if needs_fact else edit


def _find_purpose(clause: str) -> str:
    found = PURPOSE.search(clause)
    return found.group(found.lastgroup or 0).strip(MARKS) if found else ""


def _find_button(words: Sequence[Word], text: str) -> str:
    """Return the name of the button, with what it is applied to (`Remove` ... `on the transition`)."""
    for i, word in enumerate(words):
        is_named = word.kind == "quote" and any(inner.has("generate.names") for inner in word.inner)
        if not is_named and (
            not word.has("generate.names")
            or word.has(*SCREEN)
            or (word.has(*VERBS) and not text[word.start].isupper())
        ):
            continue
        if i + 1 < len(words) and words[i + 1].has("screen.control"):
            continue
        name = text[word.start : word.end].strip(MARKS)
        rest = words[i + 1 :]
        if len(rest) > 1 and rest[0].text == "on" and not any(later.has(*SCREEN) for later in rest):
            return f"{name} {text[rest[1].start : rest[-1].end]}"
        return name
    return ""


def _without_lead(segment: Segment, text: str) -> str:
    words = segment.words
    first = next((i for i, word in enumerate(words) if not word.has(*LEADING) or word.has(*VERBS)), 0)
    start, end = words[first].start, segment.end
    for word in words[first:]:
        if word.text in MOVES:
            return f"{text[start : word.start]}{MOVES[word.text]}{text[word.end : end]}".strip(MARKS)
    return text[start:end].strip(MARKS)
