"""What a text is turned into: a call of one of our tools, with the reason for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, Union

Argument: TypeAlias = Union[str, int, float, bool, Sequence["Argument"], Mapping[str, "Argument"], None]
"""A value that JSON can hold."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One tool call that a caller may make next.

    Attributes:
        tool: The name of a tool that this server lists.
        arguments: Arguments that validate against that tool.
        reason: One short sentence, in the language of the reply.
        origin: `reply` (translated from the backend's words), `next` (a sensible next step) or `error`.
    """

    tool: str
    arguments: Mapping[str, Argument]
    reason: str
    origin: Literal["reply", "next", "error"]
