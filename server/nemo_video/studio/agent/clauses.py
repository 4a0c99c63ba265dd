"""A message cut into clauses, each with its subject: scene, music, title, volume, removal.

Quoted words are set aside first, so that "and" in a title cuts nothing.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from nemo_video.studio.agent import vocabulary as words

Subject = Literal["scene", "media", "music", "title", "volume", "removal", "unclear"]

_QUOTED = re.compile(
    r"\"([^\"]+)\"|“([^”]+)”|‘([^’]+)’|「([^」]+)」|『([^』]+)』|《([^》]+)》|«([^»]+)»|(?<!\w)'([^']+)'(?!\w)"
)
_ASIDE = re.compile("\ue000(\\d+)\ue001")
_CONNECTIVE = re.compile(
    r"(\s*(?:[，；。;\n]+|,(?!\d)|\.(?=\s|$)|\b(?:and then|followed by|then|and|plus|with|also)\b"
    r"|然后|接着|并且|同时|加上|配上|再|并|和|，)\s*)",
    re.IGNORECASE,
)
_NEXT_SHOT = re.compile(r"then|followed|然后|接着", re.IGNORECASE)
_ADJUST = r"\b(?:set|lower|raise|reduce|adjust|increase|decrease)\b|调|设"


@dataclass(frozen=True)
class Clause:
    """One part of a message.

    Attributes:
        text: Its words, quoted ones set aside as marks.
        subject: What it is about.
    """

    text: str
    subject: Subject


def set_quotes_aside(message: str) -> tuple[str, tuple[str, ...]]:
    """Replace each quotation by a mark; return the text and the quotations without their quotes."""
    quotes: list[str] = []

    def mark(found: re.Match[str]) -> str:
        quotes.append(next(group for group in found.groups() if group is not None).strip())
        return f"\ue000{len(quotes) - 1}\ue001"

    return _QUOTED.sub(mark, message), tuple(quotes)


def first_quote(text: str, quotes: tuple[str, ...]) -> str | None:
    """The first quotation whose mark stands in the text."""
    found = _ASIDE.search(text)
    return quotes[int(found[1])] if found else None


def put_quotes_back(text: str, quotes: tuple[str, ...]) -> str:
    """The text with its quotations, in straight quotes."""
    return _ASIDE.sub(lambda found: f'"{quotes[int(found[1])]}"', text)


def split_clauses(text: str) -> list[Clause]:
    """Cut a text at its connectives; parts of one subject that follow each other stay one clause."""
    pieces = _CONNECTIVE.split(text.strip())
    clauses: list[Clause] = []
    connective = ""
    for index, piece in enumerate(pieces):
        if index % 2:
            connective += piece
        elif piece.strip():
            _append(clauses, piece.strip(), connective)
            connective = ""
    return clauses


def _append(clauses: list[Clause], text: str, connective: str) -> None:
    subject = subject_of(text)
    anew = bool(_NEXT_SHOT.search(connective))  # a scene after a "then" is another shot
    last = clauses[-1] if clauses else None
    if last and not anew and (subject == "unclear" or (subject == last.subject and subject == "scene")):
        clauses[-1] = replace(last, text=f"{last.text}{connective}{text}")
    else:
        clauses.append(Clause(text, subject))


def subject_of(text: str) -> Subject:
    """What a clause is about, from its words."""

    def has(pattern: str) -> bool:
        return re.search(pattern, text, re.IGNORECASE) is not None

    things = has(words.MUSIC_WORDS), has(words.TITLE_WORDS), has(words.EVERYTHING_WORDS)
    if has(words.REMOVE_VERBS) and any(things):
        return "removal"
    if (
        has(words.LOUDER_WORDS)
        or has(words.QUIETER_WORDS)
        or (has(words.VOLUME_WORDS) and not has(r"\badd\b"))
    ):
        return "volume"
    if has(words.MUSIC_WORDS):
        return "volume" if has(_ADJUST) and has(r"[%％]") else "music"
    if has(words.TITLE_WORDS):
        return "title"
    if has(words.MEDIA_WORDS):
        return "media"
    if has(words.VIDEO_WORDS) or any(has(pattern) for pattern in words.SCENE_WORDS.values()):
        return "scene"
    return "unclear"
