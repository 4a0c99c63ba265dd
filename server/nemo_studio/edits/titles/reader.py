"""Titles: added, changed, styled; and subtitles."""

import re
from typing import Final

from nemo_studio.edits.cutting import words as cutting
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import percentage, time_span
from nemo_studio.edits.language.references import reference, references
from nemo_studio.edits.references import Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import OPEN
from nemo_studio.edits.titles import words
from nemo_studio.edits.titles.commands import (
    AddSubtitles,
    AddTitle,
    Animation,
    ChangeTitle,
    Style,
    StyleTitle,
    TitlePlace,
)

_FLAGS: Final = re.IGNORECASE
_WRITTEN: Final = rf"{words.TITLE}|{words.SUBTITLE}"
_LEAD: Final = re.compile(words.LEAD.format(title=_WRITTEN), _FLAGS)
_TAIL: Final = re.compile(words.TAIL, _FLAGS)
_CHANGE_TO: Final = re.compile(
    rf"\b(?:change|rename|replace|set|edit|update|make|let|correct"
    rf"|reword)\b.*?(?:{_WRITTEN}).*?\b(?:to (?:say|read)|to|with|say|read|says|reads)\b"
    rf"|(?:{_WRITTEN}).*?(?:改成|改为|换成|变成|改写成|写成)|把.*(?:{_WRITTEN}).*(?:改|换)"
    rf"|\b(?:{_WRITTEN})\b.*\bshould (?:say|read)\b",
    _FLAGS,
)
_STYLE_VALUE: Final = re.compile(
    r"\b(?:to|in|into)\s+(?:the\s+)?(?:red|blue|green|yellow|white|black|orange|pink"
    r"|purple|gold\w*|gr[ae]y|cyan|#[0-9a-f]{6}"
    r"|top|bottom|cent\w+|middle|lower third|upper|start|beginning|end|\d|second \d|last|first)\b"
    r"|(?:改成|改为|换成|变成|设为|设成|改)(?:红|蓝|绿|黄|白|黑|橙|橘|粉|紫|金|灰|银|青|大|小"
    r"|打字|淡|弹|滑|居中|底部|顶部)",
    _FLAGS,
)
_MOST_BEYOND: Final = 3
_SIZES: Final = ((words.HUGE, 1.9), (words.LARGE, 1.4), (words.SMALL, 0.7))


def read_titles(clause: Clause) -> tuple[Command, ...]:
    """New titles and new words for titles."""
    if clause.has(words.SUBTITLE) and not clause.own_quotes:
        return _read_subtitles(clause)
    if not clause.has(_WRITTEN):
        return _read_bare(clause)
    if _CHANGE_TO.search(clause.text) and not _STYLE_VALUE.search(clause.unquoted):
        return _read_change(clause)
    if (
        (clause.has(words.ADD) or _begins_with_title(clause))
        and not clause.has(words.EXISTING)
        and not clause.has(words.ABOUT_EXISTING)
    ):
        return _read_new(clause)
    if clause.own_quotes and not clause.has(cutting.DELETE) and not clause.has(cutting.MOVE):
        return _read_new(clause)
    return ()


def _begins_with_title(clause: Clause) -> bool:
    return bool(
        re.match(
            rf"(?:a |an |the )?(?:[\w-]+ )?(?:{_WRITTEN})\s*(?:[:：\ue000]|写着|为|that says|saying|reading)",
            clause.text,
            _FLAGS,
        )
    )


def _read_subtitles(clause: Clause) -> tuple[Command, ...]:
    """Subtitles come from an SRT; commands about those that are there are read elsewhere."""
    has_file = clause.has(r"\bsrt\b|\bfile\b|\bupload\w*|上传|文件")
    if has_file or (clause.has(words.ADD) and not clause.has(cutting.DELETE) and not _is_styling(clause)):
        return (AddSubtitles(style=read_style(clause)),)
    return ()


def _is_styling(clause: Clause) -> bool:
    return clause.has(r"\bthe subtitles?\b|把字幕|字幕(?:变|改|放|大|小|移)|让字幕")


def _read_bare(clause: Clause) -> tuple[Command, ...]:
    """Quoted words to be written or changed, without the word title."""
    if len(clause.own_quotes) == 2 and clause.has(words.CHANGE) and clause.has(words.TO):
        return (ChangeTitle(clause.own_quotes[1], Reference("title", name=clause.own_quotes[0])),)
    if clause.own_quotes and clause.has(
        r"\b(?:write|type|show|display|put|add|say|superimpose)\b|写|打上|显示|加上?"
    ):
        return (AddTitle(clause.own_quotes[0], time_span(clause.unquoted), read_style(clause)),)
    return _read_described(clause)


def _read_described(clause: Clause) -> tuple[Command, ...]:
    """As in '"Hello" at the top, in red': words with a style or a time need no verb."""
    style, span = read_style(clause), time_span(clause.unquoted)
    is_edit = clause.has(cutting.DELETE) or clause.has(cutting.MOVE) or clause.has(words.CHANGE)
    if len(clause.own_quotes) != 1 or is_edit or (style == Style() and span == OPEN):
        return ()
    said = re.sub(rf"{words.TIMES}|{words.THROUGHOUT}", " ", clause.text, flags=_FLAGS)
    before, _, after = said.partition("\ue000")
    if not _is_only_style(Clause(before)) or len(_beyond_style(Clause(after))) > _MOST_BEYOND:
        return ()
    return (AddTitle(clause.own_quotes[0], span, style, _over(clause)),)


def _read_change(clause: Clause) -> tuple[Command, ...]:
    quotes = clause.own_quotes
    if len(quotes) > 1:
        return (ChangeTitle(quotes[1], Reference("title", name=quotes[0])),)
    text = quotes[0] if quotes else _unquoted_text(clause, keep_tail=True)
    if not text:
        return ()
    target = reference(Clause(clause.unquoted))
    if target.is_all or target.kind != "title":
        target = Reference("title")
    return (ChangeTitle(text, target),)


def _read_new(clause: Clause) -> tuple[Command, ...]:
    style, span, over = read_style(clause), time_span(clause.unquoted), _over(clause)
    texts = clause.own_quotes or (_unquoted_text(clause),)
    if texts == ("",) and not clause.has(words.NO_WORDS):
        return ()
    return tuple(AddTitle(text, span, style, over) for text in texts)


def _over(clause: Clause) -> Reference | None:
    """The clip over which a title is to show."""
    named = references(Clause(re.sub(_WRITTEN, " ", clause.unquoted, flags=_FLAGS)))[0]
    is_clip = named.kind == "clip" and (named.ordinal is not None or named.name is not None)
    return named if is_clip and clause.own_quotes else None


def _unquoted_text(clause: Clause, *, keep_tail: bool = False) -> str:
    text = _LEAD.sub("", clause.text)
    if text == clause.text:
        return ""
    if re.match(words.NO_TEXT, text):
        return ""
    text = text if keep_tail else _TAIL.sub("", text)
    return restore(text.strip(" .。，,：:的吧"), clause.message)


def read_style(clause: Clause) -> Style:
    """How a title is to be written, as far as the clause says."""
    text = Clause(clause.unquoted)
    size, factor = _size(text)
    return Style(_place(text), size, factor, _color(text), _animation(text))


def _place(clause: Clause) -> TitlePlace | None:
    there = Clause(re.sub(words.NOT_THERE, " ", clause.text, flags=_FLAGS))
    return next((place for place, pattern in words.PLACES.items() if there.has(pattern)), None)


def _size(clause: Clause) -> tuple[float | None, float]:
    step = 2.0 if clause.has(words.TWICE) else 1.25
    if clause.has(words.BIGGER):
        return None, step
    if clause.has(words.SMALLER):
        return None, 0.5 if clause.has(words.HALF) else 1 / step
    percent = percentage(clause.text) if clause.has(r"\bsize\b|大小|字号") else None
    return percent or next((size for pattern, size in _SIZES if clause.has(pattern)), None), 1.0


def _color(clause: Clause) -> str | None:
    if found := re.search(words.HEX_COLOR, clause.text):
        return f"#{found[1].upper()}"
    return next((color for color, pattern in words.COLORS.items() if clause.has(pattern)), None)


def _animation(clause: Clause) -> Animation | None:
    return next((kind for kind, pattern in words.ANIMATIONS.items() if clause.has(pattern)), None)


def read_title_style(clause: Clause) -> tuple[Command, ...]:
    """Another look for a title that is there."""
    style = read_style(clause)
    if style == Style():
        return ()
    target = reference(Clause(clause.unquoted if not clause.own_quotes else clause.text, clause.quotes))
    if target.kind in ("title", "subtitle"):
        return (StyleTitle(style, target),)
    is_title_only = style.color or style.animation in ("typewriter", "pop", "slide", "none")
    is_placed = style.place is not None and clause.has(r"\bit\b|它")
    is_about_it = target == Reference() and (is_title_only or is_placed or style.size_factor != 1)
    if (is_about_it and clause.has(words.ABOUT_IT)) or (target == Reference() and _is_only_style(clause)):
        return (StyleTitle(style, Reference("any")),)
    return ()


def _is_only_style(clause: Clause) -> bool:
    """As in "bigger, and yellow" after a title was written."""
    return not _beyond_style(clause)


def _beyond_style(clause: Clause) -> str:
    """What a clause says beyond a style: letters and digits."""
    described = (*words.PLACES.values(), *words.COLORS.values(), *words.ANIMATIONS.values(), words.HEX_COLOR)
    sizes = (words.BIGGER, words.SMALLER, words.HUGE, words.LARGE, words.SMALL)
    rest = re.sub("|".join((*described, *sizes, words.NOT_THERE)), " ", clause.text, flags=_FLAGS)
    return re.sub(r"\W", "", re.sub(words.FILLERS, " ", rest, flags=_FLAGS))
