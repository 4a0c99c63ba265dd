"""Titles: added, changed, styled; and subtitles."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.edits.cutting import words as cutting
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import percentage, time_span
from nemo_studio.edits.language.references import reference, references
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.words import MUCH
from nemo_studio.edits.spans import OPEN, WHOLE, TimeSpan
from nemo_studio.edits.titles import words
from nemo_studio.edits.titles.commands import (
    AS_IT_IS,
    AddSubtitles,
    AddTitle,
    Animation,
    ChangeTitle,
    Style,
    StyleTitle,
    TitlePlace,
)

_WRITTEN: Final = rf"{words.TITLE}|{words.SUBTITLE}"
_SIZES: Final = ((words.HUGE, 1.9), (words.LARGE, 1.4), (words.SMALL, 0.7))
_SECONDS_OF_CREDITS: Final = 3


def read_titles(clause: Clause) -> tuple[Command, ...]:
    """New titles and new words for titles."""
    if clause.has(words.SUBTITLE) and not clause.has_quotes and not clause.sees(words.END_CREDITS):
        return _read_subtitles(clause)
    if clause.sees(f"{cutting.DELETE}|{cutting.REVERSE_ORDER}") and not clause.sees(words.ADD_ONLY):
        return ()
    return _read_change(clause) or _read_new(clause)


def _read_subtitles(clause: Clause) -> tuple[Command, ...]:
    """Subtitles come from an SRT; commands about those that are there are read elsewhere."""
    has_file = clause.has(r"\bsrt\b|\b(?:subtitle )?files?\b|\b(?:I )?upload\w*|上传的?|文件")
    is_new = (
        clause.has(words.ADD) and not clause.sees(cutting.DELETE) and not clause.sees(words.THE_SUBTITLES)
    )
    if has_file or is_new:
        clause.has(r"\bfrom\b|\bto the (?:video|film)\b")
        return (AddSubtitles(style=read_style(clause)),)
    return ()


def _read_change(clause: Clause) -> tuple[Command, ...]:
    """Other words for a title: change it to "B", replace "A" with "B", it should say "B"."""
    found = clause.search(words.CHANGE_TO)
    if not found or not clause.has(words.CHANGE) or clause.sees(words.STYLE_VALUE):
        return ()
    quotes = clause.own_quotes
    if len(quotes) == 2:
        clause.has(_WRITTEN)
        return (ChangeTitle(quotes[1], Reference("title", name=quotes[0])),)
    if not clause.has(_WRITTEN):
        return ()
    said = clause.cut(found.end(), len(clause.text))
    text = quotes[0] if quotes else _take_text(said, r"\S.*$")
    target = reference(clause.cut(0, found.start()).unquoted)
    is_one = target.kind == "title" and not target.is_all
    return (ChangeTitle(text, target if is_one else Reference("title")),) if text else ()


def _read_new(clause: Clause) -> tuple[Command, ...]:
    is_named = clause.has(_WRITTEN)
    is_mark = clause.has(words.WATERMARK)
    is_added = clause.has(words.ADD)
    is_credits = clause.has(words.END_CREDITS)
    if clause.sees(words.EXISTING) or not (is_named or is_mark or clause.has_quotes):
        return ()
    style, span, over = read_style(clause), time_span(clause.unquoted), _over(clause)
    is_described = style != AS_IT_IS or span != OPEN
    if not (is_added or is_named or is_mark or is_described):
        return ()
    if clause.sees(words.RESTYLE) and clause.has_quotes:
        return ()
    if is_mark:
        style = replace(style, place=style.place or "bottom_right", size=style.size or 0.7)
        span = WHOLE if span == OPEN else span
    if clause.sees(words.SUBTITLE) and not is_credits:
        style = replace(style, place=style.place or "bottom")
    if is_credits and span == OPEN:
        span = TimeSpan(last_s=_SECONDS_OF_CREDITS)
    may_be_there = clause.has(words.THE_TITLE) and clause.sees(words.SHOWN)
    texts = clause.own_quotes or (_unquoted_text(clause),)
    if texts == ("",) and not clause.has(words.NO_WORDS):
        return ()
    return tuple(AddTitle(text, span, style, over, may_be_there=may_be_there) for text in texts)


def _over(clause: Clause) -> Reference | None:
    """The clip over which a title is to show."""
    if not clause.has(words.OVER_CLIP):
        return None
    named = references(clause.unquoted.without(_WRITTEN))[0]
    is_clip = named.kind == "clip" and (named.ordinal is not None or named.name is not None)
    return named if is_clip and clause.has_quotes else None


def _unquoted_text(clause: Clause) -> str:
    """Words that follow the word title, up to where it says when, where or how they show."""
    lead = clause.search(rf"(?:{_WRITTEN}|{words.WATERMARK})\s*(?P<marker>{words.MARKER})?\s*")
    if lead is None:
        return ""
    said = clause.cut(lead.end(), len(clause.text))
    is_said = clause.sees(words.UNQUOTED) or re.match("[A-Z]", said.text[lead.end() :])
    if not lead["marker"] and (
        not is_said or clause.sees(words.MANY) or re.match(words.NO_TEXT, said.text[lead.end() :])
    ):
        return ""
    return _take_text(said, rf"\S.*?(?=\s*(?:[,，]|{words.TAIL})|\s*$)")


def _take_text(said: Clause, pattern: str) -> str:
    found = said.search(pattern)
    return restore(found[0].strip(" .。，,：:的吧"), said.message) if found else ""


def read_style(clause: Clause) -> Style:
    """How a title is to be written, as far as the clause says."""
    text = clause.unquoted
    size, factor = _size(text)
    return Style(_place(text), size, factor, _color(text), _animation(text))


def _place(clause: Clause) -> TitlePlace | None:
    there = clause.without(words.NOT_THERE) if clause.has(words.NOT_THERE) else clause
    return next((place for place, pattern in words.PLACES.items() if there.has(pattern)), None)


def _size(clause: Clause) -> tuple[float | None, float]:
    bigger = clause.has(words.BIGGER)
    if bigger or clause.has(words.SMALLER):
        step = 2.0 if clause.has(words.TWICE) else 1.5 if clause.has(MUCH) else 1.25
        if not bigger and clause.has(words.HALF):
            step = 2.0
        share = percentage(clause)
        step = 1 + share if share is not None else step
        return None, step if bigger else 1 / step
    percent = percentage(clause) if clause.has(r"\bsize\b|大小|字号") else None
    return percent or next((size for pattern, size in _SIZES if clause.has(pattern)), None), 1.0


def _color(clause: Clause) -> str | None:
    if found := clause.search(words.HEX_COLOR):
        return f"#{found[1].upper()}"
    return next((color for color, pattern in words.COLORS.items() if clause.has(pattern)), None)


def _animation(clause: Clause) -> Animation | None:
    return next((kind for kind, pattern in words.ANIMATIONS.items() if clause.has(pattern)), None)


def read_title_style(clause: Clause) -> tuple[Command, ...]:
    """Another look for a title that is there."""
    style = read_style(clause)
    if style == AS_IT_IS:
        return ()
    clause.has(words.STYLING)
    if clause.has_quotes:
        return (
            (StyleTitle(style, Reference("title", name=clause.own_quotes[0])),)
            if clause.has(_WRITTEN)
            else ()
        )
    target = reference(clause)
    if target.kind in ("title", "subtitle"):
        return tuple(StyleTitle(style, each) for each in references(clause))
    return (StyleTitle(style, Reference("any")),) if target == IT else ()
