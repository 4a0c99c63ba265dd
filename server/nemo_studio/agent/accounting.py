"""The account of a message: each word that one known thing must show in the result is found there, or told.

Readers sort a message by its clauses, and what none of them took could be lost between them. This looks at
the whole of it once more, and guesses nothing: a number, a quotation, an hour, a fade that no command holds
was not understood.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from itertools import pairwise
from typing import Any, Final, cast

from nemo_studio.agent.evidence import OPEN, SHOWN_BY
from nemo_studio.agent.joining import Reading
from nemo_studio.agent.layouts import strip_markup
from nemo_studio.agent.remarks import is_remark
from nemo_studio.agent.rephrasing import rephrase
from nemo_studio.agent.subjects import stays
from nemo_studio.edits.cutting.commands import AddBlack
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Explain
from nemo_studio.edits.language.characters import restore, simplify
from nemo_studio.edits.language.clauses import Clause, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.quantities import write_in_figures
from nemo_studio.edits.language.tokens import FILLER, UNKNOWN, Token
from nemo_studio.edits.lexicon import sees, tokenize
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.media.reader import scene_key
from nemo_studio.edits.readers import read_clause
from nemo_studio.edits.references import Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddTitle

_DENIED: Final = re.compile(
    r"\b(?:instead of|rather than|not|no|than|without)\b|n['’]t\b|[不别没]|而非", re.IGNORECASE
)
"""Before what is not to be so: it shows in no command."""
_TOO: Final = re.compile(r"\btoo\b|太", re.IGNORECASE)
_FORMER: Final = re.compile(
    r"\b(?:I mean|actually|no wait)\b|\bfrom\b.*\bto\b|不对|说错|从.*[改变换]", re.IGNORECASE
)
"""Of two numbers the first is what was, or was not meant."""
_ASKS: Final = re.compile(
    r"^\W*(?:wh(?:at|en|ere|ich|o|y)|how|is|are|does)\b|什么|怎么|有没有|多少|吗\W*$", re.IGNORECASE
)
"""How a question begins, in Chinese also how it ends."""
_SENTENCES: Final = re.compile(r"[?？.。!！;；\n]\W*\w")
"""Where another sentence begins."""
_MEASURES: Final = frozenset({"length", "number", "percent"})
"""Kinds of words of which one may tell what was, and the other what is to be."""
_FILE: Final = re.compile(
    r"[\w-]+\.(?:jpe?g|png|gif|webp|mp4|mov|avi|mkv|webm|mp3|wav|m4a)\b", re.IGNORECASE | re.ASCII
)
"""A file that is called by its name."""
_COUNTER: Final = re.compile(r"\s*[.)）:：、|\n]")
"""Behind the number of a line of a list: "2. title"."""


def account(reading: Reading, message: str, files: Sequence[str] = ()) -> Reading:
    """What was read, and with it what was lost on the way, as not understood.

    Args:
        reading: The commands of the message, and what was not understood of it.
        message: What the user wrote.
        files: The names of what was uploaded, which may be named after places.
    """
    if all(isinstance(each, Explain) for each in reading.commands):
        return _with_orders(reading, message) if reading.commands else reading
    # A file or a clip that is called by its name in quotes is no text to write.
    plain = strip_markup(simplify(message))
    plain = re.sub(words.QUOTED_NAME, lambda found: found[0][1:-1], plain, flags=re.IGNORECASE)
    text, quotes = set_quotes_aside(plain)
    shown = _Shown(reading, files)
    known = shown.words + shown.told + _plain(*files)
    lost = [name for name in _FILE.findall(text) if _plain(name) not in known]
    has_former = _FORMER.search(text) is not None
    for piece in split_pieces(text):
        told, behind = write_in_figures(piece.text), text[piece.stop : piece.stop + 2]
        if is_remark(told) or stays(told) or sees(told, "disliked", "lasting") or _TOO.search(told):
            continue  # of a complaint the number is what is, and what stays needs no command
        for token in tokenize(told):
            said = told[token.start : token.stop].strip()
            if not _must_show(token, told, behind) or (has_former and _MEASURES & token.meanings.keys()):
                continue
            # Without quotes the end of what is to be written is a guess.
            is_written = put_quotes_back(said, plain).startswith(_MARKS)
            if shown.lacks(token, said, quotes) and (is_written or "quote" not in token.meanings):
                lost.append(piece.text if _is_number(token) else said)
        lost += shown.lost_kinds(told)
    written = (restore(put_quotes_back(each, plain), message) for each in dict.fromkeys(lost))
    unclear = tuple(each for each in written if _plain(each) not in shown.told)
    return replace(reading, unclear=(*reading.unclear, *unclear)) if unclear else reading


def _with_orders(answer: Reading, message: str) -> Reading:
    """An answer, and what is ordered in the same sentence: "9:16, and tell me what is cut off"."""
    text, quotes = set_quotes_aside(simplify(message))
    # Of several sentences each was read; "black and white" is one look.
    pieces = [] if _SENTENCES.search(text) else split_pieces(rephrase(text))
    told = (piece for piece in pieces if len(pieces) > 1 and not _ASKS.search(piece.text))
    read = ((piece, read_clause(Clause(piece.text, quotes, message))) for piece in told)
    ordered = tuple(
        restore(put_quotes_back(text[piece.start : piece.stop], simplify(message)), message)
        for piece, commands in read
        if commands and not any(isinstance(each, Explain) for each in commands)
    )
    return replace(answer, unclear=(*answer.unclear, *ordered))


def _is_number(token: Token) -> bool:
    return "number" in token.meanings and token.meanings.keys() <= {"number", FILLER}


def _must_show(token: Token, told: str, behind: str) -> bool:
    """Whether a word of a piece tells what is to be so; a number only where no other word is unknown."""
    if _DENIED.search(told[: token.stop]):
        return False
    if not _is_number(token):
        return FILLER not in token.meanings
    is_whole = told[token.start : token.stop].strip() == told  # "clip one and three"
    is_clear = not any(UNKNOWN in each.meanings for each in tokenize(told))
    is_counter = _COUNTER.match(told[token.stop :] + behind)
    return (is_whole or FILLER not in token.meanings) and is_clear and not is_counter


class _Shown:
    """What the commands of a message hold, and what is told to be missing."""

    def __init__(self, reading: Reading, files: Sequence[str]) -> None:
        self.commands = reading.commands
        values = [*_values(reading.commands)]
        self.words = _plain(*(each for each in values if isinstance(each, str)))
        edits = tuple(each for each in reading.commands if not isinstance(each, MakeScene))
        self.words_of_edits = _plain(*(each for each in _values(edits) if isinstance(each, str)))
        missing = (getattr(each, "missing", "") for each in reading.commands)
        self.told = _plain(*reading.unclear, *missing)
        numbers = {abs(each) for each in values if isinstance(each, int | float)}
        self.numbers = numbers | _sums(reading.commands)
        self.scenes = {each.scene for each in reading.commands if isinstance(each, MakeScene)}
        self.scenes |= {scene_key(name) for name in files}
        self.are_new = any(isinstance(each, PlaceMedia) for each in reading.commands)
        self.parameters = {
            told
            for each in reading.commands
            if isinstance(each, ChangeScene | MakeScene)
            for told in each.parameters.items()
        }

    def lacks(self, token: Token, said: str, quotes: Sequence[str]) -> bool:
        """Whether a word is one that must show, and shows nowhere."""
        match token.meanings:
            case {"quote": int(number)}:
                return not self._says(simplify(quotes[number]).strip(_QUOTES))
            case {"length": float() | int() as seconds}:
                return self._lacks(seconds, said)
            case {"percent": float() as share}:
                known = (share, share + 1, share - 1, 1 - share, 1 - 2 * share)
                inverse = [1 / each for each in known if each]
                return not (self._holds((*known, *inverse)) or self._says(said))
            case {"number": float() | int() as number, **others} if others.keys() <= {FILLER}:
                return self._lacks(number, said)
            case {"parameter": (str(name), value), **others} if not others and name in _HOURS:
                is_shown = (name, value) in self.parameters or scene_key(said) in self.scenes
                return not (is_shown or said.lower() in self.words_of_edits + self.told)
            case {"scene": True, "clip": (Reference(name=str() as name),)} if self.are_new:
                return not (scene_key(name) in self.scenes or self._says(name))
            case {"speed": _} if len(said) == 1:
                return False  # 快 alone may be a word of the mood
            case {"transition": "cut"}:
                return False
            case _ if len(token.meanings) == 1 and (kinds := SHOWN_BY.get(tag := next(iter(token.meanings)))):
                held = [each for each in self.commands if isinstance(each, kinds)]
                if tag in OPEN:  # which is none where the command leaves it open
                    held = [each for each in held if getattr(each, tag, "") is not None]
                return not (held or said.lower() in self.words_of_edits + self.told)
            case _:
                return False

    def lost_kinds(self, told: str) -> list[str]:
        """What music is asked for in words that are not known, as in "ominous music"."""
        kinds = [
            told[kind.start : kind.stop]
            for kind, thing in pairwise(tokenize(told))
            if UNKNOWN in kind.meanings
            and told[kind.start : kind.stop].isascii()
            and "music" in thing.meanings
            and not told[kind.stop : thing.start].strip()
        ]
        return [each for each in kinds if not self._says(each)]

    def _lacks(self, number: float, said: str) -> bool:
        # As in "two and a half", percent, per minute, milliseconds.
        known = (number, number + 0.5, number / 100, number / 60, 1000 * number)
        return not (self._holds(known) or number < 1 or self._says(said))

    def _holds(self, known: Sequence[float]) -> bool:
        return any(abs(each - held) < _NEARLY for each in known for held in self.numbers)

    def _says(self, said: str) -> bool:
        return said.lower() in self.words or said.lower() in self.told


_QUOTES: Final = "\"“”'‘’「」『』《》 "
_MARKS: Final = tuple(_QUOTES)
_HOURS: Final = ("time_of_day", "weather")
"""What a picture is told; a season may be what the film is for, and a mood is of its music as well."""
_NEARLY: Final = 0.011
"""Seconds; a third of a film is no even number of hundredths."""


def _plain(*texts: str) -> str:
    return write_in_figures(simplify(" ".join(texts))).lower()


def _values(value: Any) -> Iterator[str | float]:
    """All texts and numbers of commands, however deep they stand in them."""
    if is_dataclass(value):  # a factor of one that a command has of its own was not told
        held = ((each, getattr(value, each.name)) for each in fields(value))
        value = [told for each, told in held if told != 1 or told != each.default]
    elif isinstance(value, Mapping):
        value = [*cast("Mapping[str, Any]", value).values()]
    if isinstance(value, str | float | int) and not isinstance(value, bool):
        yield value
    elif isinstance(value, tuple | list):
        for each in cast("Sequence[Any]", value):
            yield from _values(each)


def _sums(commands: Sequence[Command]) -> set[float]:
    """How many pictures and words there are, how long they are together, and how long a time is."""
    shots = [each for each in commands if isinstance(each, AddBlack | MakeScene | PlaceMedia)]
    lengths = [(each.duration_s or 0) for each in shots if isinstance(each, MakeScene)]
    cards = [each.length_s for each in shots if isinstance(each, AddBlack)]
    spans = (each for each in (getattr(command, "span", None) for command in commands))
    ends = [_end_of(each) for each in spans if isinstance(each, TimeSpan)]
    titles = sum(isinstance(each, AddTitle) for each in commands)
    same = Counter(each.name for each in shots if isinstance(each, MakeScene))
    return {len(shots), titles, sum(lengths), sum(lengths) + sum(cards), *ends, *same.values()}


def _end_of(span: TimeSpan) -> float:
    """When it ends, or how long it is where its end is told."""
    start_s = span.start_s or 0
    return start_s + span.length_s if span.length_s else abs((span.end_s or 0) - start_s)
