"""What is asked of the studio, and answered without an edit; what is ordered beside it is read as well."""

import re
from typing import Final

from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Explain
from nemo_studio.edits.lexicon import sees
from nemo_studio.edits.media.reader import scene_key

_FLAGS: Final = re.IGNORECASE
_SENTENCE: Final = re.compile(r"[^?？.。!！;；\n]+[?？.。!！;；\n]*")


def read_topic(text: str, *, is_opening: bool = False) -> Explain | None:
    """What a text, or one of its sentences, asks to be explained; where nothing is yet, of the studio."""
    asked = (_topic(each, is_opening=is_opening) for each in (text, *_SENTENCE.findall(text)))
    topic = next(filter(None, asked), None)
    # "Can it ...?" of a film may be an order.
    is_lacking = sees(text, "effect")  # that is told at once
    is_ability = re.search(words.QUESTION_ABILITY, text, _FLAGS) and topic not in _OF_FILES
    if is_ability and re.search(words.PUBLISH, text, _FLAGS):
        return Explain("publishing")
    return Explain("abilities") if is_ability and not is_lacking else topic


_OF_FILES: Final = (Explain("uploading"), Explain("export"))


def asks_to_make(text: str) -> bool:
    """Whether it asks for a film of what can be drawn: "can you do a beach with soft music?"."""
    is_asked = re.search(words.ASKS_TO_MAKE, text, _FLAGS) is not None
    return is_asked and (scene_key(text) or re.search(words.FILM_OF, text, _FLAGS)) is not None


def set_questions_aside(text: str, *, is_opening: bool = False) -> str:
    """The text as long as before, without the sentences that ask."""
    return _SENTENCE.sub(
        lambda each: " " * len(each[0]) if _topic(each[0], is_opening=is_opening) else each[0], text
    )


def _topic(text: str, *, is_opening: bool) -> Explain | None:
    if is_opening and re.search(words.QUESTION_LENGTH, text, _FLAGS):
        return Explain("length")
    if re.search(words.QUESTION_UPLOADING, text, _FLAGS):
        return Explain("uploading")
    if re.search(words.QUESTION_ADVICE, text, _FLAGS):
        return Explain("advice")
    if re.search(words.QUESTION_EXPORT, text, _FLAGS):
        return Explain("export")
    if re.search(words.QUESTION_CHOICES, text, _FLAGS):
        return Explain("choices")
    if re.search(words.QUESTION_ABILITIES, text, _FLAGS):
        return Explain("abilities")
    if re.search(words.QUESTION_TIMELINE, text, _FLAGS):
        return Explain("timeline")
    is_other = is_opening and not (scene_key(text) or re.search("\ue000|" + words.FILM_OF, text, _FLAGS))
    return Explain("abilities") if is_other and re.search(words.QUESTION_OTHER, text, _FLAGS) else None
