"""Says in words what a hand would have done: `Drag the title to 5 s` is `Move the title to 5 s`.

A wording that does not make sense by itself (`shorten it`) is none: then nothing is suggested.
"""

import re
from collections.abc import Sequence

from nemo_video.language.handling import Clause, Handling
from nemo_video.language.languages import to_taiwan
from nemo_video.language.screen_words import ScreenWords, words_of

_MARKS = " .,!;:，。！；：、⟦⟧"
_VALUE = r"(?P<value>[^,，。;；]{1,30})"
_SETTING = re.compile(
    r"(?:the |your |its )?(?P<name>(?:[\w-]+ )?(?:volume|speed|opacity|brightness|contrast|saturation|tempo))"
    r" (?:slider|button|knob|fader|control|dial)\b(?P<rest>.*)",
    re.IGNORECASE,
)
_CHINESE_SETTING = re.compile(
    r"(?P<name>音量|速度|不透明度|亮度|对比度|饱和度|变速)(?:滑块|滑杆|滑条|按钮|旋钮|推子|推杆)(?P<rest>.*)"
)
_DESTINATION = re.compile(
    r"(?P<what>.{2,60}?) (?P<where>(?:to|onto|into|before|after|over|behind|between|in front of|next to|below"
    r"|above|left|right|up|down|higher|lower|further|closer)\b.*)",
    re.IGNORECASE,
)
_CHINESE_DESTINATION = re.compile(r"(?P<what>.{1,20}?)(?:拖动|拖拽|拖|移)?(?:到|至|进|往)(?P<where>.{1,30})")
_SUBJECT = re.compile(
    r"The ((?:[\w'-]+ ){0,3}?[\w'-]+) (?:is|reads|takes|runs|lasts|has|says|sits|starts|now|comes|enters"
    r"|appears|stays|ends|fades|slides|plays)\b"
)


def word_edit(handling: Handling, antecedent: str, *, is_traditional: bool) -> str | None:
    """Say in one sentence the edit that a handling stands for.

    Args:
        handling: The handling.
        antecedent: What an `it` in it means (`the title`); empty where that is not clear.
        is_traditional: Whether a Chinese sentence is to be in traditional characters.
    """
    words = words_of(handling.language)
    for clause in handling.clauses:
        if clause.tool == "generate" and (edit := _word(clause, handling.clauses, words)):
            edit = _resolve(edit.strip(_MARKS), antecedent, words)
            if edit:
                edit = f"{edit[0].upper()}{edit[1:]}"
                return to_taiwan(edit) if is_traditional else edit
    return None


def _word(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    ways = (
        lambda: _word_setting(clause, clauses, words),
        lambda: _word_purpose(clause, clauses, words),
        lambda: _word_move(clause, words),
        lambda: _word_deed(clause, clauses, words),
        lambda: words.edits.get(clause.name, ""),
    )
    return next((edit for way in ways if (edit := way())), "")


def _word_setting(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    """`Drag the volume slider to 50 %`, `press the speed button and choose 2x`."""
    found = (_SETTING if words.is_spaced else _CHINESE_SETTING).search(clause.target)
    if not found:
        return ""
    name = found["name"].lower().replace("变速", "速度")
    value = re.match(rf"\s*(?:to|到|至|调到|拖到) ?{_VALUE}", found["rest"] or clause.purpose)
    if not value:
        index = clauses.index(clause)
        after = clauses[index + 1] if index + 1 < len(clauses) else None
        text = f"{after.verb} {after.target}" if after else ""
        value = re.match(rf"(?:choose|pick|select|set it to|选择|选) *{_VALUE}", text)
    if not value or not re.search(r"\d", value["value"]):
        return ""
    amount = value["value"].strip(_MARKS)
    return f"set the {name} to {amount}" if words.is_spaced else f"把{name}设为 {amount}"


def _word_purpose(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    purpose = clause.purpose or next((other.purpose for other in clauses if other.purpose), "")
    return purpose if words.match("edit_verb", purpose) and not words.search("place", purpose) else ""


def _word_move(clause: Clause, words: ScreenWords) -> str:
    if not words.match("moving", clause.verb):
        return ""
    found = (_DESTINATION if words.is_spaced else _CHINESE_DESTINATION).match(clause.target)
    if not found or not words.search("object", found["what"]):
        return ""
    if words.search("control", clause.target) or words.search("place", found["what"]):
        return ""
    what, where = found["what"].strip(_MARKS), found["where"].strip(_MARKS)
    where = re.sub(r"\b(?:on|in) the timeline$", "", where).strip()
    return f"move {what} {where}" if words.is_spaced else f"把{what}移到{where}"


def _word_deed(clause: Clause, clauses: Sequence[Clause], words: ScreenWords) -> str:
    """`Select the clip and press Delete`, `click Remove on the transition`."""
    low = clause.target.lower()
    deed = next((found[0] for other in clauses if (found := words.search("deed", other.target.lower()))), "")
    if not deed:
        return ""
    if found := re.search(r"\bon (the [\w -]{3,40})$", low):
        return f"{deed} {found[1]}"
    named = next((found for other in clauses if (found := _film_object(other, deed, words))), "")
    if not named:
        return ""
    return f"{deed} the {named}" if words.is_spaced else f"{deed}{named}"


def _film_object(clause: Clause, deed: str, words: ScreenWords) -> str:
    target = clause.target.lower()
    if words.search("control", target) or words.search("place", target):
        return ""
    found = words.search("object", target)
    return found[0] if found and found[0] != deed else ""


def _resolve(edit: str, antecedent: str, words: ScreenWords) -> str:
    """Put what is meant in the place of an `it`; nothing where that is not known, or a word is missing."""
    if words.is_spaced and antecedent and len(re.findall(r"\b(?:it|its)\b", edit)) == 1:
        edit = re.sub(r"\bits\b", f"{antecedent}'s", re.sub(r"\bit\b", antecedent, edit))
    if words.search("pronoun", edit) or "⟦" in edit:
        return ""
    is_short = len(edit.split()) < 2 if words.is_spaced else len(edit) < 3
    return "" if is_short else edit


def find_antecedent(sentence: str) -> str:
    """Return what a sentence is about (`The title reads …` is about `the title`)."""
    found = _SUBJECT.match(sentence.strip())
    return f"the {found[1]}" if found else ""
