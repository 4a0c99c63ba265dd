"""Says in words what a hand would have done: `Drag the title to 5 s` is `Move the title to 5 s`.

A wording that does not make sense by itself (`shorten it`) is none: then nothing is suggested.
"""

import re
from collections.abc import Iterator, Sequence

from nemo_video.language.handling import Clause, Handling
from nemo_video.language.languages import to_mainland, to_taiwan
from nemo_video.language.screen_words import ScreenWords, words_of

_MARKS = " .,!;:，。！；：、⟦⟧"
_HOW_FAR = re.compile(r"\d|\b(?:half|seconds?|frames?)\b|[秒帧]")
_NUMBER = re.compile(r"\d(?:[\d.:]*\d)?")
_ONE_OF_SEVERAL = re.compile(r"\d|^第|^(?:first|second|third|fourth|last|next|previous) ")
_IN_THE_TIMELINE = re.compile(r"\b(?:on|in) the timeline$")


def word_edit(handling: Handling, before: str, *, is_traditional: bool) -> str | None:
    """Say the edit that a handling stands for; a move that comes after it, and not in its place, on a line.

    Args:
        handling: The handling.
        before: The sentence before it: what it is about is what an `it` means.
        is_traditional: Whether a Chinese sentence is to be in traditional characters.
    """
    words = words_of(handling.language)
    said, edits = [before], list[str]()
    for clause in handling.clauses:
        is_edit = clause.tool == "generate"
        edit = _word_move(clause, words) if edits else _word(clause, handling.clauses, said, words)
        if is_edit and edit and edit not in edits:
            edits.append(edit)
        said.append(clause.text)
    told = edits[:1] if handling.is_choice else edits
    lines = (to_taiwan(edit) if is_traditional else f"{edit[0].upper()}{edit[1:]}" for edit in told)
    return "\n".join(lines) or None


def _word(clause: Clause, clauses: Sequence[Clause], said: Sequence[str], words: ScreenWords) -> str:
    what = (
        _find_object(clause.target or clause.text, words)
        or _find_selected(clause, clauses, words)
        or _find_subject(said, words)
        or _find_setting(clause.target or clause.text, words)
    )
    wordings = (
        _complete(edit.strip(_MARKS), what, words) for edit in _wordings(clause, clauses, what, words)
    )
    return next(filter(None, wordings), _word_button(clause, words) or _word_label(clause, what, words))


def _word_button(clause: Clause, words: ScreenWords) -> str:
    """What a button does that is pressed once, where nothing more is said of it."""
    edit = words.edits.get(clause.name, "")
    rest = clause.target.lower().rpartition(clause.name)[2] if edit else ""
    is_more = words.pattern("repeated").search(clause.text) or words.search("wished", clause.purpose)
    return edit if words.pattern("name_end").match(rest) and not is_more else ""


def _word_label(clause: Clause, what: str, words: ScreenWords) -> str:
    """A button that says what it does (“重新出片”); a vague one (“换一个”) is said of something."""
    found = words.pattern("labelled_edit").search(clause.target)
    label = found["what"] if found else ""
    return _complete(label, what, words) if words.search("vague", label) else label


def _wordings(clause: Clause, clauses: Sequence[Clause], what: str, words: ScreenWords) -> Iterator[str]:
    """Yield the ways to say what a clause does, those that say the most first."""
    yield _word_value(clause, clauses, words)
    yield from _word_purposes(clause, clauses, words)
    yield _word_switch(clause, words)
    yield _word_direction(clause, clauses, words)
    yield _word_move(clause, words)
    yield _word_grip(clause, clauses, what, words)
    yield _word_deed(clause, clauses, words)


def _word_value(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    """`Drag the volume slider to 50 %`, `press the speed button and choose 2x`."""
    if not (found := words.pattern("setting").search(clause.target)):
        return ""
    name = _name_setting(clause, clauses, found, words)
    value = words.pattern("value").match(found["rest"].strip() or clause.purpose)
    if not value:
        after = clauses[clauses.index(clause) + 1 :]
        value = words.pattern("chosen").match(f"{after[0].verb} {after[0].target}" if after else "")
    if not value or len(_NUMBER.findall(value["value"])) != 1:
        return ""
    return words.say("set", name=name, value=value["value"].strip(_MARKS))


def _name_setting(clause: Clause, clauses: Sequence[Clause], found: re.Match[str], words: ScreenWords) -> str:
    """A setting with the clip whose it is: `the volume slider of clip 2` is not that of the film."""
    name, around = found["name"].lower(), f"{found.string[: found.start()]} {found['rest']}"
    owner = _find_object(around, words) or _find_selected(clause, clauses, words)
    return words.say("owned", name=name, what=owner) if owner else name


def _word_purposes(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> Iterator[str]:
    for told in (clause.purpose, *(other.purpose for other in clauses)):
        purpose = _IN_THE_TIMELINE.sub("", told)
        if words.match("edit_verb", purpose) and not words.search("place", purpose):
            yield purpose


def _word_direction(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    """`Move the exposure slider to the left`, also where the next clause says the direction."""
    if not (found := words.pattern("setting").search(clause.target or clause.text)):
        return ""
    if _NUMBER.search(words.pattern("film_thing").sub("", found["rest"])):  # how far is not told by a way
        return ""
    way = next((way for way in ("lower", "raise") if words.search(way, _whole(clause, clauses))), "")
    return words.say(way, name=_name_setting(clause, clauses, found, words)) if way else ""


def _word_switch(clause: Clause, words: ScreenWords) -> str:
    """`Switch the Loop toggle on`."""
    found = words.pattern("switched").search(clause.text)
    way = next((way for way in ("on", "off") if words.search(f"switch {way}", clause.text)), "")
    return words.say(way, name=found["named"].lower()) if found and way else ""


def _word_move(clause: Clause, words: ScreenWords) -> str:
    found = words.pattern("destination").match(clause.target) if words.match("moving", clause.verb) else None
    if not found or not words.search("object", found["what"]) or words.match("edit_verb", clause.purpose):
        return ""
    if words.pattern("gripped").match(clause.target) or words.search("control", clause.target):
        return ""
    if words.search("place", found["what"]):
        return ""
    what, where = found["what"].strip(_MARKS), _IN_THE_TIMELINE.sub("", found["where"].strip(_MARKS)).strip()
    if words.match("direction", where):  # 往左一帧
        return words.say("move along", what=what, way=where[:2], by=where[2:])
    return words.say("move", what=what, where=where)


def _word_grip(clause: Clause, clauses: Sequence[Clause], what: str, words: ScreenWords) -> str:
    """What is drawn at its end gets another length, what is drawn at its corner another size."""
    grip = words.pattern("gripped").match(clause.target)
    if not (grip and what and words.match("moving", clause.verb)) or words.search("unsized", what):
        return ""
    after = _next(clause, clauses).strip()
    told = f"{clause.verb} {clause.target[grip.end() :]} {clause.purpose} {after}"
    if _HOW_FAR.search(words.pattern("film_thing").sub("", told)):  # which `shorten` does not tell
        return after if words.match("edit_verb", after) and not words.match("moving", after) else ""
    ways = [way for way in ("into", "out", "left", "right") if words.pattern(f"drawn {way}").search(told)]
    way = ways[0] if len(ways) == 1 else "any"
    if way == "any" and words.search("aimed", told):
        return ""
    if way in ("left", "right"):
        is_start = words.search("start_grip", grip[0]) is not None
        way = "out" if (way == "left") == is_start else "into"
    return words.say(f"{'size' if words.search('corner_grip', grip[0]) else 'length'} {way}", what=what)


def _whole(clause: Clause, clauses: Sequence[Clause]) -> str:
    """A gesture with the one after it: `grab the slider and pull it left`."""
    return f"{clause.verb} {clause.target or clause.text} {clause.purpose} {_next(clause, clauses)}"


def _next(clause: Clause, clauses: Sequence[Clause]) -> str:
    """The words of the clause after one."""
    after = clauses[clauses.index(clause) + 1 :][:1]
    return " ".join(f"{each.verb} {each.target or each.text} {each.purpose}" for each in after)


def _word_deed(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    """`Select the clip and press Delete`, `click Remove on the transition`."""
    done = ((other, words.search("deed", other.target.lower())) for other in clauses)
    by, deed = next(((other, found[0]) for other, found in done if found), (clause, ""))
    if not deed or any(words.pattern("repeated").search(other.target) for other in clauses):
        return ""
    if found := re.search(r"\bon (the [\w -]{3,40})$", clause.target.lower()):
        return words.say("deed", deed=deed, what=found[1])
    # Its own clause names what it is done to, or else the nearest one before it: a later one never does.
    own = (by.target.lower().partition(deed)[0], by.target)
    before = (other.target for other in reversed(clauses[: clauses.index(by)]) if other.target)
    own, before = ([each for each in told if not words.search("control", each)] for told in (own, before))
    named = next((found for each in own + before[:1] if (found := _film_object(each, deed, words))), "")
    return words.say("deed", deed=deed, what=named) if named else ""


def _film_object(target: str, deed: str, words: ScreenWords) -> str:
    target = target.lower()
    named = "" if words.search("place", target) else _find_object(target, words)
    return named if not deed or deed not in named else ""


def _find_object(target: str, words: ScreenWords) -> str:
    """Return the one thing of the film that a gesture is done to (`the right edge of clip 2`): `clip 2`."""
    things = words.find_all("film_thing", target)
    if things and words.pattern("several").search(target, things[0].start(), things[-1].end()):
        return ""
    for found in things:
        rest = target[found.end() :].lstrip(" 的")
        is_label = words.match("control", rest) or words.match("place", rest)
        if not is_label and not words.pattern("setting").search(target):
            what = found[0].strip().lower()
            return what if not words.is_spaced or what[-1].isdigit() else f"the {what}"
    return ""


def _find_selected(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    """`Select the second clip and press S to split it`: what an earlier gesture of the sentence took up."""
    before = reversed(clauses[: clauses.index(clause)])
    named = (_film_object(other.target, "", words) for other in before if other.verb and other.kind != "step")
    return next(filter(None, named), "")


def _find_setting(target: str, words: ScreenWords) -> str:
    found = words.pattern("setting").search(target)
    return words.say("setting", name=found["name"].lower()) if found else ""


def _find_subject(texts: Sequence[str], words: ScreenWords) -> str:
    """Return what the last of the texts that tell it is about (`The title reads …` is about `the title`)."""
    for text in reversed(texts):
        if found := words.pattern("subject").match(to_mainland(text).strip()):
            things = {thing[0].lower() for thing in words.find_all("film_thing", found.string)}
            if len({thing for thing in things if _ONE_OF_SEVERAL.search(thing)}) > 1:
                return ""
            what = next(each for each in found.groups() if each)
            return what if not words.is_spaced or what[-1].isdigit() else f"the {what}"
    return ""


def _complete(edit: str, what: str, words: ScreenWords) -> str:
    """Put what is meant in the place of an `it`; nothing where that is not known, or a word is missing."""
    edit = _replace_pronoun(edit, what) if words.is_spaced else _name_object(edit, what, words)
    if words.search("pronoun", edit) or words.search("screen_part", edit) or "⟦" in edit:
        return ""
    return "" if not edit or words.is_one("objectless", edit) else edit


def _replace_pronoun(edit: str, what: str) -> str:
    its, it = ("their", "them") if what.endswith("s") else ("its", "it")
    if not what or len(re.findall(rf"\b(?:{its}|{it})\b", edit)) != 1:
        return edit
    name = what.removeprefix("the ")
    if f"{its} {name}" in edit:
        return edit.replace(f"{its} {name}", what)
    owner = f"{what}'" if what.endswith("s") else f"{what}'s"
    return re.sub(rf"\b{its}\b", owner, re.sub(rf"\b{it}\b", what, edit))


def _name_object(edit: str, what: str, words: ScreenWords) -> str:
    """Chinese leaves out what is known: `调整大小` is `调整标题的大小`, and `缩短` is `把标题缩短`."""
    if words.search("object", edit) or words.match("disposal", edit):
        return edit.replace("它", what or "它", 1)
    if not what:
        return "" if words.search("vague", edit) else edit
    if "它" in edit or what in edit or not edit:
        return edit.replace("它", what, 1)
    if found := words.match("attributed", edit):
        rest = edit[found.end() :].removeprefix("的")
        return f"{found[0]}{what}的{rest}" if rest else f"{found[0]}{what}"
    return f"把{what}{edit}"
