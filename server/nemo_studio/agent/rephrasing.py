"""A message said anew in plainer words, by the table `lexicon/rephrasings.toml`.

Where each word stands is kept, so that what is not understood can be quoted as the user wrote it.
"""

from typing import Final

from nemo_studio.edits.language.things import ANY_SCENE
from nemo_studio.edits.language.tokens import read_rewrites

_ROWS: Final = read_rewrites("rephrasings", {"SCENE": ANY_SCENE})
_UNITS: Final = 4
"""Rows at the head of the table that write units of lengths, of use to a brief as well."""


def rephrase(text: str) -> str:
    """The text as long as before, without what it takes back; pairs of clips are not cut at their "and"."""
    for row in _ROWS:
        text = row.write(text)
    return text


def write_units(text: str) -> str:
    """Lengths whose unit is left out, with it: "5 seconds of ocean, 5 of desert"; as long as before."""
    for row in _ROWS[:_UNITS]:
        text = row.write(text)
    return text
