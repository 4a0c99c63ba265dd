"""How much is asked for, said alike of all subjects: to 40%, by a third, twice as large, a bit."""

from dataclasses import dataclass
from itertools import pairwise

from nemo_studio.edits.language.meaning import first_number
from nemo_studio.edits.language.tokens import Said

_MOST_STEPS = 11
"""Up to which a bare figure may be one of ten steps, and no percentage."""


@dataclass(frozen=True)
class Level:
    """How much of something.

    Attributes:
        value: To what it is set; None where it is changed.
        factor: By what it is changed.
    """

    value: float | None = None
    factor: float = 1


def read_level(
    said: Said, sign: int | None, *, up: float, down: float, takes_figures: bool = False
) -> Level | None:
    """The level that is asked for; None where no measure is said and no direction.

    Args:
        said: The words.
        sign: 1 for more, -1 for less, None where neither is said.
        up: The usual factor for more.
        down: The usual factor for less.
        takes_figures: Whether a bare figure is a percentage.
    """
    is_to, signed = said.has("to"), said.one("sign")
    # "The volume of the music 70": there "of" is no measure.
    is_by = said.has("by") and any(
        "by" in a.meanings and {"percent", "factor", "number"} & b.meanings.keys()
        for a, b in pairwise(said.tokens)
    )
    share, factor = said.one("percent"), said.one("factor")
    if takes_figures and share is None and factor is None and (figure := first_number(said)) is not None:
        if 0 < figure <= _MOST_STEPS:
            return None  # "volume to 5" may be five of ten
        share, is_to = figure / 100, is_to or not is_by
    degree = 2 if said.has("much") else 0.5 if said.has("slightly") else 1
    if share is not None:
        is_change = signed or ((sign or is_by) and not is_to)
        return Level(None, max(1 + (signed or sign or 1) * share, 0)) if is_change else Level(share)
    if factor is not None:
        if sign and factor < 1 and (is_by or not is_to):
            return Level(None, 1 + sign * factor)  # "larger by half", and less by a third
        return Level(None, 1 / factor if sign == -1 and factor > 1 else factor)
    step = (up if sign == 1 else down) - 1
    return Level(None, round(1 + degree * step, 3)) if sign else None
