"""Titles: added, changed, styled; and subtitles."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.edits.cutting.commands import MoveBy, MoveTo
from nemo_studio.edits.cutting.properties import read_length
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import HOW, Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, span
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import OPEN, WHOLE, TimeSpan
from nemo_studio.edits.titles import words
from nemo_studio.edits.titles.commands import AS_IT_IS, AddSubtitles, AddTitle, ChangeTitle, Style, StyleTitle

Commands = tuple[Command, ...]
TITLE: Final = Reference("title")
_SECONDS_OF_CREDITS: Final = 3
_HOW: Final = frozenset({"title_place", "corner", "sized", "size", "color", "animation", "weakly"})
_END_OF_WORDS: Final = re.compile(
    r"\s+(?:instead|please|pl[sz]|now|thanks?|thank you|though)\W*$",
    re.IGNORECASE,
)
"""What follows the words of a title and is none of them."""


def style_of(said: Said) -> Style:
    """How words are to be written, as far as it is said."""
    said.skip("not_there")
    place, corner, sized = said.one("title_place"), said.one("corner"), said.one("sized")
    size, factor = None, 1.0
    share = said.value("percent")
    if sized:
        step = 1.5 if said.has("much") else 1.25
        if (by := said.value("factor")) is not None:
            said.one("factor")
            step = by if by > 1 else 1 + by if sized == 1 else 1 / by
        if share is not None:
            step = 1 + float(said.one("percent"))
        factor = step if sized == 1 else 1 / step
        said.skip("slightly too")
    elif said.sees("factor") and said.sees("size", "size_noun"):
        factor = said.one("factor")
        said.skip("size size_noun compare")
    elif share is not None and said.has("size_noun"):
        size = said.one("percent")
    else:
        size = said.one("size")
    color, animation = said.one("color"), said.one("animation")
    if not animation and (fades := said.every("fade")):
        animation = "fade" if fades else None
    if animation == "fade" and said.sees("remove", "not"):
        said.skip("remove not look_noun")
        animation = "none"
    said.skip("color_noun size_noun")
    return Style(corner or place, size, factor, color, animation)


def read_new(said: Said, clause: Clause) -> Commands:
    """New words over the picture."""
    texts = tuple(clause.quotes[int(each)] for each in said.every("quote"))
    subtitle, title = said.one("subtitle"), said.one("title")
    said.skip("title")
    is_named = said.has("text") or title is not None
    is_mark, is_credits = said.has("watermark"), said.has("credits")
    is_new = said.sees("add", "add_new") or is_mark
    if not texts and (words_ := _plain_words(said, clause)) and (is_new or is_named or is_credits):
        texts = (words_,)
    if not texts and not (is_named and is_new and said.sees("add_new")):
        return ()
    style = style_of(said)
    if (
        (title or clause.sees(words.MADE_SO))
        and texts
        and style != AS_IT_IS
        and clause.sees(words.RESTYLE)
        and not said.sees("part", "span", "at")
    ):
        said.skip("change to it")
        return (StyleTitle(style, Reference("title", name=texts[0])),) if len(texts) == 1 else ()
    if len(texts) > 1 and subtitle and not said.sees("each", "part", "span", "at", "clip", "length"):
        said.skip("add_new add all to text")
        return (AddSubtitles(style=style, lines=texts),)
    is_wide = said.sees("whole", "total")
    # "On the last" is over that clip, where "last" alone is a time.
    named = clips(said) if clause.sees(r"\b(?:on|over) the (?:first|last)\W*$") else ()
    when = span(said)
    if said.has("vanish") and (after_s := said.one("after")) is not None:
        when = replace(when, length_s=after_s)
    is_each = said.has("each")
    said.skip("add_new keep only black side lasts order over")
    if len(texts) == 1 and clause.sees(words.SEVERAL):
        return ()  # it is said of other titles as well
    over = named or clips(said) or ((IT,) if clause.sees(r"\b(?:over|on) it\b|上面写") else ())
    if len(over) > 1 or not (
        is_new or is_named or subtitle or is_credits or style != AS_IT_IS or when != OPEN
    ):
        return ()
    if is_mark:
        style = replace(style, place=style.place or "bottom_right", size=style.size or 0.7)
    if is_credits and when == TimeSpan(length_s=when.length_s):
        when = TimeSpan(last_s=when.length_s or _SECONDS_OF_CREDITS)
    is_everywhere = over == (ALL_CLIPS,) and (is_wide or (is_each and len(texts) == 1))
    if when == OPEN and (is_mark or is_everywhere or clause.sees(words.ALWAYS)):
        when = WHOLE
    if is_credits and len(texts) > 1:
        texts = ("\n".join(texts),)
    made = AddTitle(texts[0] if texts else "", when, style)
    made = replace(
        made,
        may_be_there=bool(title) and clause.sees(words.THE_TITLE) and clause.sees(words.SHOWN),
        is_subtitle=subtitle is not None and not is_credits,
    )
    if len(texts) > 1 and over in (() if is_each else (ALL_CLIPS,), (ALL_CLIPS,)):
        return tuple(
            replace(made, text=text, span=OPEN, over=Reference("clip", n)) for n, text in enumerate(texts, 1)
        )
    made = replace(made, over=over[0] if over and over != (ALL_CLIPS,) else None)
    return tuple(replace(made, text=text) for text in texts or ("",))


def _plain_words(said: Said, clause: Clause) -> str:
    """Words that stand in no quotes: what follows the word title, up to where it says how they show."""
    lead = clause.search(rf"(?:{words.TITLE}|{words.WATERMARK})\s*(?P<marker>{words.MARKER})?\s*")
    if lead and not lead["marker"] and (later := clause.search(words.SAYING)):
        lead = later  # as in "a title over the forest that says Deep Woods"
    lead = lead or (None if said.sees("clip", "music", "uploads") else clause.search(words.WRITES))
    if lead is None or said.sees("remove") or (said.sees("subtitle") and not clause.sees("caption")):
        return ""
    rest = clause.text[lead.end() :]
    is_said = Clause(clause.text[: lead.end()]).sees(words.UNQUOTED) or rest[:1].isupper()
    if not rest or (not lead["marker"] and (not is_said or clause.sees(words.MANY) or _says_how(rest))):
        return ""
    words_of_it = re.compile(rf"\S.*?(?=\s*(?:[,，]|{words.TAIL})|\s*$)", re.IGNORECASE)
    found = words_of_it.search(clause.text, lead.end())
    if lead["marker"] and re.match(HOW, rest, re.IGNORECASE):
        return ""  # as in "title: bigger", "title: keep the words"
    if not found or not (lead["marker"] or found[0][:1].isupper() or _names_more(said, found)):
        return ""
    said.used.update(
        i for i, t in enumerate(said.tokens) if t.start >= lead.start() and t.stop <= found.end()
    )
    return restore(found[0].strip(" .。，,：:的吧"), clause.message)


def _names_more(said: Said, found: re.Match[str]) -> bool:
    """Whether a part says more than how words are to show, as "lower" does, or "red"."""
    tokens = [token for token in said.tokens if found.start() <= token.start and token.stop <= found.end()]
    return any(token.matters and not _HOW & token.meanings.keys() for token in tokens)


def _says_how(text: str) -> bool:
    return Clause(text).sees(rf"^(?:{words.NO_TEXT})")


def read_one_word(said: Said, clause: Clause) -> Commands:
    """A word of a title that is to be written in a way of its own."""
    found = clause.search(words.ONE_WORD)
    if found is None or said.sees("part", "span", "at", "add_new"):
        return ()
    said.use(found.span())
    word = found["word"] or found["word_zh"]
    name = Clause(word, clause.quotes).own_quotes[0] if "\ue000" in word else word
    style = style_of(said)
    said.skip("to change text title it")
    return (StyleTitle(style, Reference("title", name=name), is_word=True),) if style != AS_IT_IS else ()


def read_words(said: Said, clause: Clause) -> Commands:
    """Other words for a title: change it to "B", replace "A" with "B", it should say "B"."""
    texts = [clause.quotes[int(each)] for each in said.every("quote")]
    found = clause.search(words.CHANGE_TO)
    if not found or not clause.sees(words.CHANGE) or said.sees("part", "span", "at", "add_new"):
        return ()
    title = said.one("title")
    is_subtitle = said.sees("subtitle")
    is_named = said.has("text", "subtitle") or title is not None or clause.sees(words.ITS_WORDS)
    if is_subtitle and texts and clause.sees(words.TO_SUBTITLE):
        said.skip("change to it add")
        return (AddTitle(texts[0], is_subtitle=True),) if len(texts) == 1 else ()
    target = title or (Reference("subtitle") if is_subtitle else TITLE)
    if len(texts) == 2:
        said.skip("change to it add")
        return (ChangeTitle(texts[1], Reference("title", name=texts[0])),)
    if not is_named:
        return ()
    if not texts and not clause.sees(words.STYLE_VALUE):
        rest = re.compile(r"\s*([^\s,，;；。][^,，;；。]*)").match(clause.text, found.end())
        if rest is None:
            return ()
        within = [i for i, token in enumerate(said.tokens) if rest.start(1) <= token.start < rest.end()]
        if not within or said.tokens[within[0]].meanings.keys() & {"title_place", "color", "side", "size"}:
            return ()
        said.used.update(within)
        texts = [restore(_END_OF_WORDS.sub("", rest[1]).strip(" .。，,：:的吧"), clause.message)]
    if len(texts) != 1:
        return ()
    style = style_of(said)
    said.skip("change to it add only")
    styled = (StyleTitle(style, target),) if style != AS_IT_IS else ()
    return (ChangeTitle(texts[0], target), *styled)


def read_there(said: Said, clause: Clause) -> Commands:
    """Another look, place or time for words that are there."""
    target = said.one("title") or said.one("subtitle")
    is_text = said.has("text")
    is_open = target is None and not is_text
    target = target or (TITLE if is_text else Reference("any"))
    if said.has("all") and target.kind == "title":
        target = replace(target, is_all=True)
    said.skip("move add keep later" if said.sees("at", "span") else "move add keep")
    commands: list[Command] = []
    if not is_open:
        commands = _end_of(said, target) or _time_of(said, target)
    style = style_of(said)
    if is_open and (style == Style(animation="fade") or clause.sees(words.OF_PICTURE)):
        return ()  # the picture or the sound fades, or the picture has the colour
    if not is_open and (decoration := said.one("decoration")):
        style = replace(style, decoration=decoration)
        said.skip("add add_new change to under")
    if style != AS_IT_IS:
        commands.append(StyleTitle(style, target))
    said.skip("to it only look_noun change picture")
    if commands or is_open:
        return tuple(commands)
    said.skip("only over under lasts between keep add move")
    over = clips(said)
    when = span(said)
    if len(over) == 1 and over != (ALL_CLIPS,):
        return (MoveTo(target, when, over[0]),)
    if over not in ((), (ALL_CLIPS,)):
        return ()
    if over and when == OPEN:
        when = WHOLE
    is_time = when not in (OPEN, TimeSpan(length_s=when.length_s))
    return (
        (MoveTo(target, TimeSpan(start_s=0) if when == TimeSpan(start_s=0.0) else when),) if is_time else ()
    )


def _end_of(said: Said, target: Reference) -> list[Command]:
    """As in "title off at 2s", 标题两秒后消失: when it goes, or after how long."""
    if not said.sees("vanish", "stop"):
        return []
    at_s, after_s = said.one("at"), said.one("after")
    if at_s is None and after_s is None:
        return []
    said.skip("vanish stop remove delete out move")
    return [MoveTo(target, TimeSpan(end_s=at_s) if at_s is not None else TimeSpan(length_s=after_s))]


def _time_of(said: Said, target: Reference) -> list[Command]:
    seconds = said.value("length")
    if seconds and (later := said.one("later")):
        said.one("length")
        said.skip("by")
        return [MoveBy(target, later * seconds)]
    if seconds and said.sees("move") and said.has("to") and not said.sees("lasting"):
        said.one("length")
        return [MoveTo(target, TimeSpan(start_s=seconds))]
    if said.sees("lasting", "to_the_end", "lasts", "extra") or (seconds and not said.sees("side", "at")):
        return [make(target) for make in read_length(said)]
    return []


def read_file(said: Said, clause: Clause) -> Commands:
    """Subtitles from a file, or their words further on."""
    if not said.has("subtitle") or said.sees("quote", "remove") or clause.sees("caption"):
        return ()
    if not said.has("file") and not said.sees("add", "add_new"):
        return ()
    style = style_of(said)
    said.skip("add add_new to whole it file uploads")
    return (AddSubtitles(style=style),)


RULES: Final = (read_one_word, read_words, read_new, read_file, read_there)
