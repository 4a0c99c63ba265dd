"""The answer to a question of the agent's: which of several things was meant."""

import re
from typing import Final

from nemo_studio.agent.joining import Reading
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import Clause, set_quotes_aside
from nemo_studio.edits.language.meaning import clips
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.references import Reference

_ALL: Final = r"\b(?:both|all|every one|each)\b|全部|所有|都|两个"
_BARE_NUMBER: Final = r"^\W*(?:number |no\.? ?|#|选|第)?(\d{1,2})\W*$"


def read_answer(
    message: str, reading: Reading, choices: tuple[Reference, ...], names: tuple[str, ...]
) -> Reference | None:
    """Which choice a message names; None when it is no answer.

    Args:
        message: What the user said.
        reading: What it would mean by itself: a message that gives a command is no answer.
        choices: What could have been meant.
        names: What people call each choice.
    """
    if any(not isinstance(command, MakeScene) for command in reading.commands):
        return None
    text, quotes = set_quotes_aside(simplify(message))
    named = clips(Said(tokenize(text)))
    numbers = [each.ordinal for each in named if each.ordinal is not None]
    numbers = numbers or [int(each) for each in re.findall(_BARE_NUMBER, text)]
    if numbers and not reading.commands:
        index = numbers[0] - 1 if numbers[0] > 0 else len(choices) + numbers[0]
        return choices[index] if 0 <= index < len(choices) else None
    if re.search(_ALL, text, re.IGNORECASE) and len({choice.kind for choice in choices}) == 1:
        return Reference(choices[0].kind, is_all=True)
    return _by_name(Clause(text, quotes), choices, names)


def _by_name(clause: Clause, choices: tuple[Reference, ...], names: tuple[str, ...]) -> Reference | None:
    """The only choice whose name the answer says, or that has the answer in its name."""
    said = (clause.own_quotes[0] if clause.own_quotes else clause.written).lower().strip(" .!。！的")
    said = re.sub(r"^(?:the|that|this) | (?:one|clip|shot|title)$", "", said)
    fitting = [
        choice
        for choice, name in zip(choices, names, strict=True)
        if said and (said in simplify(name).lower() or simplify(name).lower() in said)
    ]
    return fitting[0] if len(fitting) == 1 else None
