"""Events with their cuts in the middle of transitions, as Final Cut lays them out.

Here a transition begins at the cut, and the event before plays on under it. Moved by half of it, the cut lies
in its middle, and every frame shows what it showed before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from nemo_video.interchange.sequence import Event, EventTrack, frames_in


@dataclass(frozen=True)
class StoryElement:
    """An event between its moved cuts.

    Attributes:
        start: Its first frame on the timeline.
        end: The frame after its last.
        transition: Frames of the transition into it, around `start`.
    """

    event: Event
    start: int
    end: int
    transition: int

    @property
    def source_start(self) -> int:
        """The first frame of its media that goes into it."""
        event = self.event
        moved = event.end - self.end if event.is_reversed else self.start - event.start
        return max(0, event.source_start + round(moved * event.speed))


def centre_cuts(track: EventTrack, rate: Fraction) -> list[StoryElement]:
    """The events of a track, each between its moved cuts."""
    transitions = list(_transitions(track, rate))
    starts = [event.start + frames // 2 for event, frames in zip(track.events, transitions, strict=True)]
    return [
        StoryElement(event, starts[index], _end(track, starts, index), transitions[index])
        for index, event in enumerate(track.events)
    ]


def _transitions(track: EventTrack, rate: Fraction) -> Iterator[int]:
    """Frames of the transition into each event; none where nothing comes right before it."""
    before_end = None
    for event in track.events:
        yield min(frames_in(event.transition_s, rate), event.frames) if event.start == before_end else 0
        before_end = event.end


def _end(track: EventTrack, starts: list[int], index: int) -> int:
    event, following = track.events[index], index + 1
    is_joined = following < len(track.events) and track.events[following].start == event.end
    return starts[following] if is_joined else event.end
