"""What a clause is about, and whether it says what is to be done with it."""

import re
from collections.abc import Sequence
from typing import Final

from nemo_studio.edits.history import words
from nemo_studio.edits.language.tokens import UNKNOWN, WEAK
from nemo_studio.edits.lexicon import sees, tokenize
from nemo_studio.edits.references import Reference

_FLAGS: Final = re.IGNORECASE


def names_of_clips(text: str) -> list[str]:
    """The words of a text that name clips."""
    return [text[token.start : token.stop] for token in tokenize(text) if "clip" in token.meanings]


def clips_of(text: str) -> list[Reference]:
    """The clips that a text names, as they are referred to."""
    return [clip for token in tokenize(text) for clip in token.meanings.get("clip", ())]


def name_rest(text: str, named: Sequence[str], *, is_gone: bool) -> str:
    """The text with what "the rest" is: all but the clips that were spoken of, or all where those are gone.

    Args:
        text: A clause.
        named: The clips that were spoken of before it.
        is_gone: Whether what was spoken of was taken away.
    """
    rest = next((token for token in tokenize(text) if "rest" in token.meanings), None)
    if rest is None or not (named or is_gone):
        return text
    but = "" if is_gone else f"except {' & '.join(dict.fromkeys(named))}"
    return f"{text[: rest.start]} all clips {but} {text[rest.stop :]}"


_STAYING: Final = frozenset(
    {
        "all", "change", "each", "fade", "flip", "keep", "lasts", "not", "order", "other", "rest",
        "speed_noun", "total", "volume",
    }
)  # fmt: skip


def stays(text: str) -> bool:
    """Whether a text only says that something is to be as it is: "leave the forest alone", 标题别动."""
    if not re.search(words.STAYS, text, _FLAGS):
        return False
    text = re.sub(words.AS_IT_IS, "", text, flags=_FLAGS)
    is_placed = sees(text, "title") and sees(text, "over") and sees(text, "clip")
    if is_placed or sees(text, "part", "span", "only", "length", "percent", "side", "position", "beside"):
        return False
    named = _STAYING | set(_SUBJECTS)
    return all(
        named & token.meanings.keys()
        or not token.matters
        or re.fullmatch(words.STAYING, str(token.meanings.get(UNKNOWN)), _FLAGS)
        for token in tokenize(text)
    )


_ASKS: Final = (
    r"\b(?:add|insert|put|keep|leave|remove|delete|drop|swap|move|only|replace|change|rename|split|cut"
    r"|trim)\b|插|留|删|加|放(?![大慢\d])|换成|移到|去掉"
)


def is_order(text: str) -> bool:
    """Whether it says what is to be done, and not only what there is."""
    return re.search(_ASKS, text, _FLAGS) is not None


_SUBJECTS: Final = (
    "clip", "part", "span", "title", "subtitle", "music", "sound", "own_sound", "voice", "inset", "text",
    "ambience", "sound_of",
)  # fmt: skip

_TOLD: Final = frozenset(
    {
    "disliked", "mood", "not", "lasting", "speed", "too", "loud", "weakly", "size", "sized", "much",
    "slightly", "brightness", UNKNOWN
    }
)  # fmt: skip


def says_how_to_be(text: str) -> bool:
    """Whether a text says more of its subject than how it is by now: a place, a length, words."""
    return any(not (_TOLD | WEAK | set(_SUBJECTS)) & token.meanings.keys() for token in tokenize(text))


def says_value(text: str) -> bool:
    """Whether a text says how much or when, which may be what is to be done about what was said before it."""
    return sees(
        text, "length", "part", "span", "at", "percent", "number", "until", "after", "factor", "color"
    )


_QUALITIES: Final = {
    "music": {"loud", "weakly", "volume", "sound"},
    "title": {"color", "size", "sized", "size_noun", "title_place"},
}


def says_quality_of(subject: str, text: str) -> bool:
    """Whether a text that names nothing else says how a subject is to be: music louder, a title larger."""
    kinds = {tag for token in tokenize(subject) for tag in token.meanings if tag in _QUALITIES}
    found = {tag for token in tokenize(text) for tag in token.meanings}
    is_other = found & (set(_SUBJECTS) - {"sound"})
    return not is_other and any(found & _QUALITIES[kind] for kind in kinds)


def subject_of(text: str) -> str:
    """The words of a text that name what it is about; what clips are spoken of beside a title is no more."""
    about = [t for t in tokenize(text) if not t.meanings.keys().isdisjoint(_SUBJECTS)]
    is_title = bool(about) and "title" in about[0].meanings
    return " ".join(text[t.start : t.stop] for t in (about[:1] if is_title else about))


def is_subject(text: str) -> bool:
    """Whether a text is a bare thing: "the music", 标题."""
    thing = re.sub(r"^(?:the|my|its) ", "", text, flags=_FLAGS)
    return subject_of(thing) == thing
