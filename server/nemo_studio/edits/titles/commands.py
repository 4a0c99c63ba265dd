"""Commands about words over the picture."""

from dataclasses import dataclass, field
from typing import Literal

from nemo_studio.edits.references import Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import OPEN, TimeSpan
from nemo_video.wire.subtitles import Cue

TitlePlace = Literal[
    "center", "top", "bottom", "lower_third", "top_left", "top_right", "bottom_left", "bottom_right"
]  # fmt: skip
Animation = Literal["none", "fade", "slide", "typewriter", "pop"]


@dataclass(frozen=True)
class Style:
    """How a title is written; None leaves it.

    Attributes:
        place: Where in the picture.
        size: 1 is usual.
        size_factor: Larger or smaller than now.
        color: `#RRGGBB`.
        animation: How it comes and goes.
    """

    place: TitlePlace | None = None
    size: float | None = None
    size_factor: float = 1
    color: str | None = None
    animation: Animation | None = None


AS_IT_IS = Style()
"""Nothing is said of how."""


class AddTitle(Command):
    """Write words over the picture.

    Attributes:
        text: The words; empty where none were said.
        span: When.
        style: How.
        over: The clip over which they show; None for the timeline's start.
        may_be_there: Whether a title of these words is meant where one is there.
        is_subtitle: Whether it is a subtitle, which stands at the bottom.
    """

    text: str
    span: TimeSpan = OPEN
    style: Style = AS_IT_IS
    over: Reference | None = None
    may_be_there: bool = False
    is_subtitle: bool = False


class ChangeTitle(Command):
    """Write other words in place of a title's, or more behind them."""

    text: str
    target: Reference = field(default=Reference("title"))
    is_added: bool = False


class StyleTitle(Command):
    """Write a title in another way.

    Attributes:
        style: In which.
        target: Which title.
    """

    style: Style
    target: Reference = field(default=Reference("title"))


class AddSubtitles(Command):
    """Write subtitles.

    Attributes:
        srt: The text of an SRT; None takes the uploaded one.
        style: How they are written.
        cues: What they say and when, where they are not in a file.
        lines: What they say one after another: one a clip, or so long that they share the film.
    """

    srt: str | None = None
    style: Style = AS_IT_IS
    cues: tuple[Cue, ...] = ()
    lines: tuple[str, ...] = ()
