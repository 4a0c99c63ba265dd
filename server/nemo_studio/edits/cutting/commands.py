"""Commands that change when and how long something shows."""

from dataclasses import field

from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import TimeSpan


class RippleDelete(Command):
    """Take a part of the timeline, or of one clip, away and close the gap."""

    span: TimeSpan
    target: Reference | None = None


class Trim(Command):
    """Take away everything but a part of the timeline, or of one clip."""

    span: TimeSpan
    target: Reference | None = None


class Split(Command):
    """Cut a clip in two, or in equal parts.

    Attributes:
        at_s: Seconds of the timeline, or of `target` where one is named, negative from the end; None for
            equal parts.
        target: Which clip, or all; any clip for the one at that time, None for the film, whose parts are
            all that lies on each side.
        parts: How many equal parts.
        every_s: How long each part is; None for equal parts.
    """

    at_s: float | None = None
    target: Reference | None = None
    parts: int = 2
    every_s: float | None = None


class SetLength(Command):
    """Make something as long as `length_s`, or longer by `by_s`, or `factor` times as long.

    Attributes:
        target: What; all clips are the whole video.
        length_s: Seconds.
        by_s: Seconds more than now.
        factor: Times its length now.
        is_each: Whether each of the clips gets that length, rather than the whole video.
        is_even: Whether the clips share the length of the whole video equally.
        is_total: Whether the whole video is to be so long, by this clip alone.
    """

    target: Reference = IT
    length_s: float | None = None
    by_s: float = 0
    factor: float = 1
    is_each: bool = False
    is_even: bool = False
    is_total: bool = False


class MoveTo(Command):
    """Move something to a time of the timeline; what its span leaves open stays as it is.

    Attributes:
        target: What moves.
        span: When it is there.
        over: The clip from whose start that time is counted; where none is named, it is as long as the clip.
    """

    target: Reference
    span: TimeSpan
    over: Reference | None = None


class MoveBy(Command):
    """Move something by so many seconds, earlier when negative."""

    target: Reference
    by_s: float


class MoveClip(Command):
    """Move a clip, or a part of the time, to another place among the clips.

    Attributes:
        target: What is moved.
        place: Where it goes.
        otherwise: What is put there if nothing is called so.
    """

    target: Reference
    place: Place
    otherwise: Command | None = field(default=None, compare=False)


class Swap(Command):
    """Let two clips, or two parts of the time, change places."""

    target: Reference
    other: Reference


class Reorder(Command):
    """Put the clips in an order of their present numbers, from 1, or of their names; none turns it round."""

    order: tuple[int, ...] = ()
    clips: tuple[Reference, ...] = ()


class Duplicate(Command):
    """Put copies of something, or of a part of the time, after it or to another place.

    Attributes:
        target: What.
        copies: How many.
        place: Where they go; None for right after it.
        lasts_s: How long it plays again and again, in place of a number of copies.
    """

    target: Reference = IT
    copies: int = 1
    place: Place | None = None
    lasts_s: float | None = None


class Delete(Command, needs_picture=False):
    """Take something off the timeline; with a clip goes what lies over it alone."""

    target: Reference = IT


class AddBlack(Command):
    """Show black for a while, at a place or between all clips."""

    length_s: float
    place: Place | None


class SetSpeed(Command):
    """Play clips at a speed, 1 being their own, or change it by a factor, or so that they last `length_s`."""

    speed: float | None = None
    factor: float = 1
    target: Reference = IT
    length_s: float | None = None


class Reverse(Command):
    """Play a clip backwards; once more, forwards.

    Attributes:
        target: Which clips.
        is_backwards: How it is to play; None turns it round.
        is_film: Whether it is the film as a whole, whose last clip then comes first.
    """

    target: Reference = IT
    is_backwards: bool | None = None
    is_film: bool = False


class Freeze(Command):
    """Hold one frame.

    Attributes:
        at_s: Seconds of the timeline; None for the end of the target, or of the video.
        length_s: How long it is held.
        target: Whose first or last frame is held, where no time is named.
        is_first: Whether it is the target's first frame rather than its last.
    """

    at_s: float | None = None
    length_s: float = 2
    target: Reference = IT
    is_first: bool = False
