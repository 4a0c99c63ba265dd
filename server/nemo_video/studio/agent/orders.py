"""What the agent understood: one order each, ready for the editor."""

from dataclasses import dataclass, field
from typing import Literal

Place = Literal["center", "top", "bottom", "lower_third"]


@dataclass(frozen=True)
class TimeSpan:
    """A part of the timeline as people say it; an open end means the timeline's own.

    Attributes:
        start_s: Seconds from the start; None with `last_s`.
        end_s: Seconds from the start.
        length_s: A length without an end ("for 3 seconds").
        last_s: The last so many seconds.
    """

    start_s: float | None = None
    end_s: float | None = None
    length_s: float | None = None
    last_s: float | None = None


@dataclass(frozen=True)
class MakeScene:
    """Draw a scene and put it on the timeline.

    Attributes:
        name: The caller's own words for it.
        scene: Key of the scene table; None when no scene fits the words.
        duration_s: Seconds; None for the usual length.
        aspect_ratio: As `16:9`; None to keep the canvas.
        replace: Whether it takes the place of what is there.
        parameters: Mood, time of day and the like, for the scene.
    """

    name: str
    scene: str | None
    duration_s: float | None = None
    aspect_ratio: str | None = None
    replace: bool = False
    parameters: dict[str, str | float] = field(default_factory=dict[str, str | float])


@dataclass(frozen=True)
class PlaceMedia:
    """Put what was uploaded on the timeline, each still for `still_s`."""

    still_s: float = 4


@dataclass(frozen=True)
class SetAspect:
    """Change the shape of the canvas."""

    aspect_ratio: str


@dataclass(frozen=True)
class AddMusic:
    """Lay music under the whole timeline, in place of music that is there.

    Attributes:
        mood: Key of the moods table.
        volume: 0 to 1.
    """

    mood: str
    volume: float | None = None


@dataclass(frozen=True)
class SetVolume:
    """Set the music's volume, or change it by a factor."""

    volume: float | None = None
    factor: float = 1


@dataclass(frozen=True)
class AddTitle:
    """Write words over the picture."""

    text: str
    span: TimeSpan = TimeSpan()
    place: Place = "center"


@dataclass(frozen=True)
class ChangeTitle:
    """Write other words in place of the title's."""

    text: str


@dataclass(frozen=True)
class Remove:
    """Take something off the timeline."""

    what: Literal["music", "title", "everything"]


@dataclass(frozen=True)
class Explain:
    """Say how something is done; changes nothing."""

    topic: Literal["export", "abilities"]


Order = MakeScene | PlaceMedia | SetAspect | AddMusic | SetVolume | AddTitle | ChangeTitle | Remove | Explain
