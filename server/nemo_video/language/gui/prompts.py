"""Makes a suggestion of a handling: the tool's arguments from its words, the reason in our own."""

import re
from collections.abc import Sequence
from itertools import pairwise

from nemo_video.language.gui.judgement import Tool
from nemo_video.language.gui.sentences import Segment
from nemo_video.language.gui.tags import LEADING, SCREEN
from nemo_video.language.languages import Language, detect_language
from nemo_video.language.own_words import phrase_reason
from nemo_video.language.results import Argument, Suggestion
from nemo_video.language.words import Word
from nemo_video.wire.formats import EXPORT_FORMATS

FILE_PLACEHOLDER = "<path or URL of the file>"
VERBS = ("verbs.strong", "verbs.weak")
MOVES = {
    "drag": "move", "dragging": "moving", "drag and drop": "move",
    "long press": "edit", "double click": "edit", "double tap": "edit", "right click": "edit",
    "长 按": "编辑", "双 击": "编辑", "右 击": "编辑", "右 键 点 击": "编辑",
    "拖 动": "移动", "拖 到": "移到", "拖 至": "移到", "拖": "移", "拖 拽": "移动", "拽": "移",
}  # fmt: skip
MARKS = " \t*_~,，、\"'“”‘’「」『』【】"
CHOICES = frozenset(["choose", "pick", "select", "选", "选 择", "改 成", "设 为", "设 成", "换 成"])
DEEDS = frozenset(
    [
        "delete", "remove", "reverse", "split", "trim", "mute", "duplicate", "crop", "rotate",
        "flip", "mirror", "删除", "刪除", "移除", "倒放", "分割", "修剪", "静音", "靜音", "复制", "複製",
        "裁剪", "旋转", "旋轉", "翻转",
    ]
)  # fmt: skip
"""Names of buttons that say what is done, not what to."""
PAUSES = frozenset([",", "，", ";", "；", "。", "、"])
SHORT_EDIT = 10
PURPOSE = re.compile(
    r" to (?!(?:the|your|its?|a|see|hear)\b|\d)([a-z][\w-]*\b.{3,})",
    re.IGNORECASE,
)
CHINESE_PURPOSE = re.compile(
    r"(?:就可以|便可以|可以|就能|来|以便)([^把将点按拖用在从].{2,})$|(?<=.)([让把].{3,})$",
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
        arguments["source"] = _find_file(segment, text) or FILE_PLACEHOLDER
    elif tool == "export":
        arguments.update(_find_format(sentence))
    elif tool == "generate":
        arguments["prompt"] = _phrase_setting(sentence, text) or phrase_edit(
            segment, text, fact, _find_object(sentence, text)
        )
    return Suggestion(tool, arguments, phrase_reason(tool, language), "reply")


def _find_file(segment: Segment, text: str) -> str:
    return next((text[word.start : word.end] for word in segment.words if word.kind in ("file", "link")), "")


def _phrase_setting(words: Sequence[Word], text: str) -> str:
    """Say what is chosen: `Press the speed button and choose 2x` is `Set the speed to 2x`."""
    named = next((i for i, (word, after) in enumerate(pairwise(words)) if _names_setting(word, after)), None)
    if named is None:
        return ""
    chosen = next((i for i, word in enumerate(words) if i > named and word.text in CHOICES), None)
    if chosen is None or chosen + 1 == len(words):
        return ""
    value = _read_value(words[chosen + 1 :], text)
    name = text[words[named].start : words[named].end]
    if name.isascii():
        return f"Set the {name[:1].lower()}{name[1:]} to {value}"
    gap = " " if value[:1].isascii() else ""
    return f"把{name}{'設為' if detect_language(text) == 'zh-Hant' else '设为'}{gap}{value}"


def _read_value(words: Sequence[Word], text: str) -> str:
    """Return what is chosen: a quotation, or what stands before the next comma."""
    if words[0].kind == "quote":
        return text[words[0].start : words[0].end].strip(MARKS)
    stop = next((word.start for word in words if word.text in PAUSES), words[-1].end)
    return text[words[0].start : stop].strip(MARKS)


def _find_object(words: Sequence[Word], text: str) -> str:
    """Return the first thing of the film that is named (`the clip`, `片段`)."""
    for before, word in pairwise([words[0], *words]):
        if word.has("screen.object") and not word.text.isascii():
            return text[word.start : word.end]
        if word.has("screen.object") and before.has("word.article"):
            return f"the {text[word.start : word.end]}"
    return ""


def _names_setting(word: Word, after: Word) -> bool:
    return (
        word.has("generate.names") and not word.has(*SCREEN) and after.has("screen.control", "screen.place")
    )


def _find_format(words: Sequence[Word]) -> dict[str, Argument]:
    for word in words:
        for inner in word.inner or (word,):
            if inner.text in EXPORT_FORMATS:
                return {"format": inner.text}
    return {}


def phrase_edit(segment: Segment, text: str, fact: str, thing: str) -> str:
    """Say in words what a hand would have done: `Drag the title to 5 s` is `Move the title to 5 s`.

    Args:
        segment: The handling.
        text: The source.
        fact: What an `it` in the handling means.
        thing: What the sentence is about, for a button that only says what is done (`Delete`).
    """
    clause = text[segment.start : segment.end].strip(MARKS)
    button = _find_button(segment.words, text)
    if button.lower() in DEEDS and thing:
        button = f"{button} {thing}" if thing.isascii() else f"{button}{thing}"
    edit = _find_purpose(clause) or button or _without_lead(segment, text)
    edit = edit[:1].upper() + edit[1:]
    needs_fact = bool(fact) and (PRONOUN.search(edit) is not None or len(edit) < SHORT_EDIT)
    return f"{fact}{' ' if fact[-1].isascii() else ''}{edit}" if needs_fact else edit


def _find_purpose(clause: str) -> str:
    found = (PURPOSE if clause.isascii() else CHINESE_PURPOSE).search(clause)
    return (found.group(found.lastindex or 0)).strip(MARKS) if found else ""


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
        name = text[_start_of_name(words, i, text) : word.end].strip(MARKS)
        rest = words[i + 1 :]
        if len(rest) > 1 and rest[0].text == "on" and not any(later.has(*SCREEN) for later in rest):
            return f"{name} {text[rest[1].start : rest[-1].end]}"
        return name
    return ""


def _start_of_name(words: Sequence[Word], i: int, text: str) -> int:
    """Return where a name in capitals begins: `Add captions` behind `Tap`."""
    while i > 1 and words[i - 1].has(*VERBS) and text[words[i - 1].start].isupper():
        i -= 1
    return words[i].start


def _without_lead(segment: Segment, text: str) -> str:
    words = segment.words
    first = next((i for i, word in enumerate(words) if not word.has(*LEADING) or word.has(*VERBS)), 0)
    start, end = words[first].start, segment.end
    for word in words[first:]:
        if word.text in MOVES:
            return f"{text[start : word.start]}{MOVES[word.text]}{text[word.end : end]}".strip(MARKS)
    return text[start:end].strip(MARKS)
