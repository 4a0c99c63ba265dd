"""What a phrase of a brief tells: a film, an order, a measure, a manner."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from nemo_studio.agent import words
from nemo_studio.agent.shots import Shot
from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.amounts import length_s
from nemo_studio.edits.language.clauses import Clause, Piece
from nemo_studio.edits.language.quantities import write_in_figures
from nemo_studio.edits.language.tokens import UNKNOWN
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.media.reader import read_parameters
from nemo_studio.edits.media.words import EXISTING, OPENING, OPENING_ZH, SAID_MEASURES, TAKES
from nemo_studio.edits.picture.commands import Adjust, SetLook, Zoom
from nemo_studio.edits.readers import read_clause
from nemo_studio.edits.titles.commands import StyleTitle

_FLAGS: Final = re.IGNORECASE
_ORDER: Final = (
    "title", "subtitle", "quote", "music", "sound", "sound_of", "mute", "volume", "fade", "voice",
    "transition", "transition_noun", "uploads", "undo", "credits", "watermark", "ambience", "inset",
    "uploaded_sound", "as_music",
)  # fmt: skip
_DESCRIPTIONS: Final = (MakeScene, ChangeScene, SetLook, StyleTitle, Zoom, Adjust)


@dataclass(frozen=True)
class Phrase:
    """A phrase of an item.

    Attributes:
        piece: Where it stands, and what ties it to the one before.
        said: Its words, without courtesies and with what they leave out.
        key: The scene that it names.
        last: The shot before it.
    """

    piece: Piece
    said: str
    key: str | None
    last: Shot | None

    @cached_property
    def own_s(self) -> float | None:
        """The length that it tells."""
        return own_length(self.said)

    @cached_property
    def parameters(self) -> dict[str, str | float]:
        """The hour, the weather and the like that it tells."""
        return read_parameters(Clause(self.said))

    @cached_property
    def is_bare(self) -> bool:
        """Whether it tells a measure, and nothing more."""
        return is_measure(self.said)

    @cached_property
    def is_next(self) -> bool:
        """Whether it is told as the next one."""
        return words.NEXT.search(self.piece.connective) is not None

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether a sentence ends before it."""
        return words.SENTENCE_END.search(self.piece.connective) is not None


def is_measure(text: str) -> bool:
    """Whether it tells a length, a shape or a number of shots, and nothing more."""
    left = words.BARE.sub(" ", SAID_MEASURES.sub(" ", words.EQUAL.sub(" ", write_in_figures(text))))
    return not (words_left(left, "ratio", "fineness") or re.search(history.EXPORT, text, _FLAGS))


def is_look(text: str) -> bool:
    """Whether it tells a look, and nothing more."""
    commands = read_clause(Clause(text)) if "\ue000" not in text else ()
    are_looks = [isinstance(c, Adjust) or (isinstance(c, SetLook) and not c.wanted) for c in commands]
    return bool(commands) and all(are_looks)


def words_for(tag: str, text: str) -> list[str]:
    """The words of a text that may mean one kind."""
    return [text[each.start : each.stop] for each in tokenize(text) if tag in each.meanings]


def topic(text: str) -> str:
    """What a film is about that is asked for, where that is no place: "a promo for my coffee shop"."""
    asks = Clause(text).sees(f"{OPENING}|{OPENING_ZH}") or is_head(text)
    is_told = asks and not (is_measure(text) or words.INTRO.search(clean(SAID_MEASURES.sub(" ", text))))
    is_told = is_told or words.ANY_PLACE.search(text) or words.COUNT.search(text)
    return text if is_told and not Clause(text).sees(EXISTING) else ""


def seen_in(topic: str, text: str, said: str) -> str:
    """As in "a film of a dog and a forest": what is to be seen with what no picture is known of before it."""
    shown = words.SHOWS.search(topic)
    start, stop = (text.find(each) for each in (shown["what"], said)) if shown else (0, 0)
    is_told = shown and sees(shown["what"], UNKNOWN) and 0 <= start < stop
    return text[start : stop + len(said)] if is_told else said


def own_length(text: str) -> float | None:
    """The length that it tells."""
    return length_s(write_in_figures(text))


def is_head(text: str) -> bool:
    """Whether it tells of a film, and not what is to be seen."""
    return (words.FILM.search(text) or words.COUNT.search(text)) is not None


def is_order(text: str, key: str | None) -> bool:
    """Whether it asks for something else than a picture."""
    if is_speed(text) or sees_order(text):
        return True
    commands = () if key or is_head(text) or is_measure(text) else read_clause(Clause(text))
    return bool(commands) and not isinstance(commands[0], _DESCRIPTIONS)


def sees_order(text: str) -> bool:
    """Whether it names something else than a picture; a slideshow and a card are films that are asked for."""
    return sees(words.FILM.sub(" ", text), *_ORDER)


def is_speed(text: str) -> bool:
    """Whether it says how fast the film plays, and nothing more."""
    return sees(text, "speed_noun") and not words_left(text, "factor")


def clean(text: str) -> str:
    """What is to be seen, without the place among the shots."""
    text = words.LEFT_OVER.sub(" ", re.sub("black-and-white", "black and white", text, flags=_FLAGS)).strip()
    text = re.sub(r"^is\b", " ", text)
    text = text if re.search(TAKES, text, _FLAGS) else words.COUNT.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip(" ,，.。:：-")
