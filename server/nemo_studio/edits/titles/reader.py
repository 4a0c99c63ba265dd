"""Titles: added, changed, styled; and subtitles."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from nemo_studio.edits.cutting.commands import Delete, MoveBy, MoveTo
from nemo_studio.edits.cutting.properties import read_length
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import HOW, TAIL, TAIL_ZH, Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, span
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.levels import read_level
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import OPEN, WHOLE, TimeSpan
from nemo_studio.edits.titles import words
from nemo_studio.edits.titles.commands import AS_IT_IS, AddSubtitles, AddTitle, ChangeTitle, Style, StyleTitle

Commands = tuple[Command, ...]
TITLE: Final = Reference("title")
_SECONDS_OF_CREDITS: Final = 3
_LARGER, _SMALLER = 1.25, 0.8
_HOW: Final = frozenset({"title_place", "corner", "sized", "size", "color", "animation", "weakly", "side"})
_ENDS: Final = " .。，,：:的吧"


def style_of(said: Said) -> Style:
    """How words are to be written, as far as it is said."""
    said.skip("not_there")
    place, other = said.one("title_place"), said.value("title_place")
    if other and "center" in (place, other):  # "top center"
        said.skip("title_place")
        place = other if place == "center" else place
    corner, sized = said.one("corner"), said.one("sized")
    if corner is None and said.has("corner_noun"):
        corner = "bottom_right"
    is_measured = (
        sized or said.sees("size", "size_noun") or (said.sees("text") and said.sees("factor", "percent"))
    )
    level = read_level(said, sized, up=_LARGER, down=_SMALLER) if is_measured else None
    size, factor = (level.value, level.factor) if level else (said.one("size"), 1)
    said.skip("size too" if level else "size_noun")
    color, animation = said.one("color"), said.one("animation")
    fades = said.every("fade")
    animation = animation or ("fade" if fades else None)
    if said.has("no_fade") and animation in (None, "fade"):
        animation = "none"
    is_gone = any("remove" in t.meanings and "out" not in t.meanings for t in said.tokens)
    if animation == "fade" and (is_gone or said.sees("not")):
        said.skip("remove not")
        animation = "none"
    elif animation == "fade":
        said.skip("out lasting" if fades and not said.sees("length") else "out")
    said.skip("color_noun size_noun compare" + " slightly" * (place is not None))
    return Style(corner or place, size, factor, color, animation)


def read_new(said: Said, clause: Clause) -> Commands:
    """New words over the picture."""
    texts = tuple(clause.quotes[int(each)] for each in said.every("quote"))
    subtitle, title = said.one("subtitle"), said.one("title")
    is_named = said.has("text") or title is not None
    is_mark, is_credits = said.has("watermark"), said.has("credits")
    is_new = said.sees("add") or is_mark
    if not texts and (is_new or is_named or is_credits) and (plain := _find_plain_words(said, clause)):
        texts = (plain,)
    is_open = is_named and said.sees("add_new")
    if not texts and (not is_open or (said.sees("animation", "fade") and clause.sees(words.OF_TITLE))):
        return ()
    if (
        clause.sees(f"{words.INSTEAD}|{words.TO_TITLE}|{words.EFFECT}")
        or _fades_one_way(said, clause)
        or ((is_named or subtitle) and clause.sees(r"^[把将].*[改换变]成"))
    ):
        return ()  # which of them is meant was not understood, and none is to be added
    if "下面" not in clause.message:
        _skip_on_it(said)
    style = style_of(said)
    if style != AS_IT_IS and clause.sees(words.ONE_WORD):
        return ()  # a title has one style
    is_there = title or clause.sees(words.MADE_SO)
    if is_there and style != AS_IT_IS and clause.sees(words.RESTYLE) and not said.sees("part", "span", "at"):
        return (StyleTitle(style, Reference("title", name=texts[0])),) if len(texts) == 1 else ()
    if len(texts) > 1 and subtitle and not said.sees("each", "part", "span", "at", "clip", "length"):
        said.skip("add_new all")
        return (AddSubtitles(style=style, lines=texts),)
    # "On the last" is over that clip, where "last" alone is a time.
    named = clips(said) if clause.sees(r"\b(?:on|over) the (?:first|last)\W*$") else ()
    is_at_both_ends = clause.sees(words.BOTH_ENDS) and len({*said.every("side")}) == 2
    when = _read_span(said)
    said.skip("add_new keep only side lasts order over each" + " logo" * is_named)
    if len(texts) == 1 and (clause.sees(words.SEVERAL) or (said.sees("each") and when.length_s)):
        return ()  # it is said of other titles as well, or of clips: "3 seconds each"
    if len(texts) > 1 and clause.sees(r"\b(?:on|over) (?:them|each|all)\b|one (?:on|for) each"):
        named = (ALL_CLIPS,)
        said.skip("all each it over")
    over = named or clips(said) or ((IT,) if clause.sees(words.ON_IT) else ())
    if over == (ALL_CLIPS,) and when.length_s and not clause.sees(words.OF_CLIPS):
        over = ()  # "A, then B, 2 seconds each"
    is_asked = is_new or is_named or subtitle or is_credits or style != AS_IT_IS or when != OPEN
    is_shared = len(texts) == 1 and clause.sees(r"^(?!.*[到至]第).*(?:\band\b|[&和与跟都]|\bboth\b)")
    if (len(over) > 1 and not is_shared) or not is_asked:
        return ()
    if is_mark:
        style = replace(style, place=style.place or "bottom_right", size=style.size or 0.7)
    if is_credits:
        texts = ("\n".join(texts),)
        if when == TimeSpan(length_s=when.length_s):
            when = TimeSpan(last_s=when.length_s or _SECONDS_OF_CREDITS)
    if when == OPEN and (is_mark or over == (ALL_CLIPS,) or clause.sees(words.ALWAYS)):
        when = WHOLE
    is_there = clause.sees(words.THE_TITLE) and clause.sees(words.SHOWN)
    made = AddTitle("", when, style, may_be_there=is_there, is_subtitle=subtitle is not None)
    if len(texts) > 1 and over == (ALL_CLIPS,):
        made = replace(made, span=OPEN if when == WHOLE else when)
        return tuple(replace(made, text=t, over=Reference("clip", n)) for n, t in enumerate(texts, 1))
    if is_at_both_ends and len(texts) == 1:
        spans = (TimeSpan(start_s=0.0, length_s=when.length_s), TimeSpan(last_s=when.length_s or 0))
        return tuple(replace(made, text=texts[0], span=each) for each in spans)
    places = [each for each in over if each != ALL_CLIPS] or [None]
    return tuple(replace(made, text=text, over=each) for text in texts or ("",) for each in places)


def _fades_one_way(said: Said, clause: Clause) -> bool:
    """Words come and go in one way."""
    return said.sees("fade", "animation") and Clause(clause.message).sees(words.ONE_WAY)


def _skip_on_it(said: Said) -> None:
    """Behind a clip, or where it was just named, 上面 is on it, and not at the top."""
    before: Mapping[str, object] = {"clip": True}
    for index, token in enumerate(said.tokens):
        if "clip" in before and {"over", "title_place"} <= token.meanings.keys():
            said.used.add(index)
        before = token.meanings


def _read_span(said: Said) -> TimeSpan:
    """When words show, also as in "after 2 seconds", or where they go after so long."""
    if len(times := _times(said)) == 2 and said.has("vanish", "remove"):
        said.skip("at after onward starts")
        return TimeSpan(times[0], times[1])
    when, after_s, until_s = span(said), said.one("after"), said.one("until")
    if until_s is not None:
        return replace(when, end_s=until_s)
    if said.has("onward"):
        return replace(when, start_s=after_s, end_s=WHOLE.end_s)
    if after_s is None:
        return when
    return replace(when, length_s=after_s) if said.has("vanish", "remove") else replace(when, start_s=after_s)


def _times(said: Said) -> list[float]:
    """The points in time that are named."""
    return [t.meanings[each] for t in said.tokens for each in ("at", "after") if each in t.meanings]


def _find_plain_words(said: Said, clause: Clause) -> str:
    """Words that stand in no quotes: what follows the word title, up to where it says how they show."""
    lead = clause.search(rf"(?:{words.TITLE}|{words.WATERMARK})\s*(?P<marker>{words.MARKER})?\s*")
    lead = lead or (None if said.sees("clip", "music") else clause.search(words.WRITES))
    if lead is None or said.sees("remove") or (said.sees("subtitle") and not clause.sees("caption")):
        return ""
    rest, is_marked = clause.text[lead.end() :], bool(lead["marker"])
    is_said = Clause(clause.text[: lead.end()]).sees(words.UNQUOTED) or rest[:1].isupper()
    if not is_marked and (not is_said or clause.sees(words.MANY) or Clause(rest).sees(rf"^{words.NO_TEXT}")):
        return ""
    words_of_it = re.compile(rf"[^\s,，].*?(?=\s*(?:[,，]|{TAIL}|{TAIL_ZH})|\s*$)", re.IGNORECASE)
    found = words_of_it.match(clause.text, lead.end())
    if not found or (is_marked and re.match(HOW, rest, re.IGNORECASE)):
        return ""  # as in "title: bigger", "title: keep the words"
    within = [t for t in said.tokens if found.start() <= t.start and t.stop <= found.end()]
    says_more = any(t.matters and not _HOW & t.meanings.keys() for t in within)
    if not (is_marked or found[0][:1].isupper() or says_more):
        return ""
    said.use((lead.start(), found.end()))
    return restore(found[0].strip(_ENDS), clause.message)


def read_words(said: Said, clause: Clause) -> Commands:
    """Other words for a title: change it to "B", replace "A" with "B", it should say "B"."""
    texts = [clause.quotes[int(each)] for each in said.every("quote")]
    found = clause.search(words.CHANGE_TO)
    is_sign = found and re.fullmatch(r"[:：]\s*|to|into|with|by", found[0], re.IGNORECASE)
    is_new = said.sees("part", "span", "at", "add_new") or clause.sees(r"\ban? (?:title|caption|text)\b")
    if len(texts) == 1 and clause.sees(words.ADDED_TO):
        title = said.one("title") or TITLE
        said.skip("add_new add to text beside")
        return (ChangeTitle(texts[0], title, is_added=True),)
    if len(texts) == 1 and clause.sees(words.WITHOUT):
        said.skip("remove delete between file out text")
        return (ChangeTitle("", replace(said.one("title") or TITLE, name=texts[0])),)
    is_instead = clause.sees(words.INSTEAD)
    verbs, is_other = words.CHANGE_IN_SIGNS if is_sign else words.CHANGE, clause.sees(words.NEW_ONE)
    is_new = said.sees("part", "span", "at", "side") if is_other else is_new
    if not found or not (is_other or clause.sees(verbs)) or (is_new and not is_instead):
        return ()
    title, subtitle = said.one("title"), said.one("subtitle")
    said.use(found.span())
    said.skip("change only swap")
    if subtitle and len(texts) == 1 and clause.sees(words.TO_SUBTITLE):
        return *((Delete(title),) if title else ()), AddTitle(texts[0], is_subtitle=True)
    if is_instead:
        texts.reverse()
        said.skip("add_new")
    if len(texts) == 2:
        title, texts = Reference("title", name=texts[0]), texts[1:]
    if not (said.has("text") or title or subtitle or clause.sees(words.ITS_WORDS)):
        return ()
    if not texts and not clause.sees(rf"{words.STYLE_VALUE}|{words.TO_SUBTITLE}") and not said.sees("lacks"):
        texts = _take_rest(said, clause, found.end())
    if len(texts) != 1:
        return ()
    target = title or (Reference("subtitle") if subtitle else TITLE)
    style = style_of(said)
    if style != AS_IT_IS and clause.sees(words.ONE_WORD):
        return ()
    by_words = replace(target, name=texts[0]) if target.name else target
    styled = (StyleTitle(style, by_words),) if style != AS_IT_IS else ()
    return (ChangeTitle(texts[0], target), *styled)


def _take_rest(said: Said, clause: Clause, at: int) -> list[str]:
    """What stands there in no quotes, unless it says how words are to be."""
    rest = re.compile(r"\s*([^\s,，;；。][^,，;；。]*)").match(clause.text, at)
    first = next((t for t in said.tokens if rest and rest.start(1) <= t.start < rest.end()), None)
    if not (rest and first) or Clause(rest[1]).sees(rf"^{words.NO_TEXT}"):
        return []
    if {*_HOW, "length", "degrees"} & first.meanings.keys() and not rest[1][0].isupper():
        return []  # as in "change its duration to 5 seconds"
    said.use(rest.span(1))
    return [restore(re.sub(words.POLITE, "", rest[1], flags=re.IGNORECASE).strip(_ENDS), clause.message)]


def read_there(said: Said, clause: Clause) -> Commands:
    """Another look, place or time for words that are there."""
    named, is_text = said.one("title") or said.one("subtitle"), said.has("text")
    is_open = named is None and not is_text
    if _fades_one_way(said, clause):
        return ()
    target = named or (TITLE if is_text else IT)
    if said.has("all") and target.kind == "title":
        target = replace(target, is_all=True)
    said.skip("move add keep later" if said.sees("at", "span") else "move add keep")
    said.skip("add_new look_noun" if clause.sees(words.OF_TITLE) else "")
    commands = [] if is_open else _time_of(said, target)
    style = style_of(said)
    is_picture = replace(style, place=None) == Style(animation="fade") or clause.sees(words.OF_PICTURE)
    is_picture |= style.color is not None and said.sees("all", "whole")
    if (is_open and is_picture) or (is_text and clause.sees(words.BESIDE_TITLE)):
        return ()  # the picture or the sound fades, or the picture has the colour
    if style != AS_IT_IS:
        commands.append(StyleTitle(style, target))
    said.skip("only change picture")
    if commands or is_open:
        return tuple(commands)
    said.skip("over under lasts between")
    over, when = clips(said), _read_span(said)
    if len(over) > 1 or clause.sees(words.UP_TO):
        return ()
    if over and over != (ALL_CLIPS,):
        return (MoveTo(target, when, over[0]),)
    when = WHOLE if over and when == OPEN else when
    return () if when == TimeSpan(length_s=when.length_s) else (MoveTo(target, when),)


def _time_of(said: Said, target: Reference) -> list[Command]:
    """When it goes, how much later it comes, how long it shows."""
    at_s, after_s, seconds = said.value("at"), said.value("after"), said.value("length")
    if len(_times(said)) == 1 and said.sees("vanish", "stop", "remove"):
        said.skip("vanish stop remove out at after")
        return [MoveTo(target, TimeSpan(length_s=after_s) if at_s is None else TimeSpan(end_s=at_s))]
    if seconds and (later := said.one("later")):
        said.one("length")
        return [MoveBy(target, later * seconds)]
    if seconds and said.sees("move") and said.has("to"):
        said.one("length")
        return [MoveTo(target, TimeSpan(start_s=seconds))]
    if said.sees("to_the_end"):
        said.skip("whole")
    is_long = said.sees("lasting", "lasts", "extra", "until", *["to_the_end"] * (not said.sees("move")))
    is_longer = said.sees("factor") and said.sees("long_noun")
    if is_long or is_longer or (seconds and not said.sees("side", "at", "fade")):
        return [make(target) for make in read_length(said)]
    return []


def read_file(said: Said, clause: Clause) -> Commands:
    """Subtitles from a file, or their words further on."""
    if not said.has("subtitle") or clause.sees("caption") or not (said.has("file") or said.sees("add")):
        return ()
    style = style_of(said)
    said.skip("add_new whole uploads")
    return (AddSubtitles(style=style),)


RULES: Final = (read_words, read_new, read_file, read_there)
