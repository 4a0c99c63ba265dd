"""What words are turned into: tool calls with their reasons, a reply without handling, a routed request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from typing_extensions import TypeAliasType

Argument = TypeAliasType(
    "Argument", "str | int | float | bool | Sequence[Argument] | Mapping[str, Argument] | None"
)
"""A value that JSON can hold."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One tool call that a caller may make next.

    Attributes:
        tool: The name of a tool that this server lists.
        arguments: Arguments that validate against that tool.
        reason: One short sentence, in the language of the reply.
        origin: `reply` (translated from the backend's words), `next` (a sensible next step) or `error`.
        said: The backend's own words that it stands for; empty where it is ours.
    """

    tool: str
    arguments: Mapping[str, Argument]
    reason: str
    origin: Literal["reply", "next", "error"]
    said: str = ""


@dataclass(frozen=True, slots=True)
class TranslatedReply:
    """A reply without its handling of the screen.

    Every word of the reply is in `text` or in the `said` of a suggestion.

    Attributes:
        text: What it says, as it was said; empty where it only handles a screen.
        suggestions: The tool calls that stand for the handling, in its order, each tool once.
    """

    text: str
    suggestions: tuple[Suggestion, ...]


Action: TypeAlias = Literal[
    "chat", "export", "credits", "state", "upload", "cancel", "projects", "wait", "preview"
]


@dataclass(frozen=True, slots=True)
class RoutedRequest:
    """What a prompt asks for.

    Attributes:
        action: The tool that does it, or `chat`.
        arguments: What the words give of that tool's arguments.
    """

    action: Action
    arguments: Mapping[str, Argument] = field(default_factory=dict[str, Argument])
