"""Commands about how the picture looks."""

from dataclasses import field
from typing import Literal

from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import OPEN, TimeSpan

Look = Literal["none", "warm", "cool", "black_and_white", "vintage", "vivid", "cinematic"]
Quality = Literal["brightness", "contrast", "saturation"]
TransitionKind = Literal["cut", "crossfade", "dip_to_black", "wipe", "slide"]
Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right", "center"]
Fit = Literal["fill", "bars", "blur"]


class SetLook(Command):
    """Give clips a look, or take it away.

    Attributes:
        look: Which; a clip has one.
        target: Which clips.
        left_out: Others that were named in the same breath.
        step: Whether it is only to be more so than now, or less of the other: a warm clip is neither then.
        wanted: What was asked for, where the studio has nothing like it.
        is_slight: Whether only a bit of it was asked for.
    """

    look: Look
    target: Reference = IT
    left_out: tuple[Look, ...] = ()
    step: Literal["more", "less"] | None = field(default=None, compare=False)
    wanted: str = ""
    is_slight: bool = field(default=False, compare=False)


class Adjust(Command):
    """Change brightness, contrast or saturation.

    Attributes:
        quality: Which.
        amount: From -1 to 1, 0 being none.
        is_relative: Whether it is added to what is there.
        target: Of which clips.
    """

    quality: Quality
    amount: float
    is_relative: bool = True
    target: Reference = IT


class Zoom(Command):
    """Cut a clip's edges off and enlarge the rest.

    Attributes:
        factor: 1 shows everything; None one step closer than now.
        focus: Where it looks, from left and top, 0 to 1.
        target: Which clips.
    """

    factor: float | None = None
    focus: tuple[float, float] = (0.5, 0.5)
    target: Reference = IT


class SetFit(Command):
    """Show uploads of another shape whole, between bars or their own blur, or cut them to fill."""

    fit: Fit
    target: Reference = IT


class Rotate(Command):
    """Turn a clip by so many degrees clockwise, in quarters; None sets it upright.

    Attributes:
        degrees: How far.
        target: Which clips.
        is_absolute: Whether from upright rather than from how it lies now.
    """

    degrees: int | None
    target: Reference = IT
    is_absolute: bool = False


class Mirror(Command):
    """Let left and right, or top and bottom, change places; once more, back.

    Attributes:
        axis: Which change places.
        target: Which clips.
        is_mirrored: How it is to be; None turns it round.
    """

    axis: Literal["horizontal", "vertical"]
    target: Reference = IT
    is_mirrored: bool | None = None


class SetTransition(Command):
    """How clips take over from each other.

    Attributes:
        kind: Of which kind; `cut` takes a transition away, None keeps those that there are.
        length_s: Seconds; None for the usual, or what it is by now.
        first: The clip before it; None for all places where clips meet.
        second: The clip after it.
        factor: By how much its length is changed.
        is_into: Whether the first is to lead into the second, rather than they to meet.
    """

    kind: TransitionKind | None
    length_s: float | None = None
    first: Reference | None = None
    second: Reference | None = None
    factor: float = 1
    is_into: bool = field(default=False, compare=False)


class SetInset(Command):
    """Show a clip or an upload small over the others.

    Attributes:
        corner: Where; None keeps it, or the lower right.
        size: Its width as a share of the picture's; None keeps it, or a third.
        target: Which clip.
        name: Of the file that is shown so; None where none is named.
        span: When it shows; open for as long as it can.
        over: The clip that it lies over, and `span` counts from; None for the timeline.
        is_new: Whether a scene is drawn for it, rather than a clip shown that is there.
        opacity: 0 to 1; None for 1.
        margin: To the edges, as a share of the picture's shorter side; None for the usual one.
        is_watermark: Whether it shows over the whole film, in its own shape.
    """

    corner: Corner | None = None
    size: float | None = None
    target: Reference = IT
    name: str | None = None
    span: TimeSpan = OPEN
    over: Reference | None = None
    is_new: bool = False
    opacity: float | None = None
    margin: float | None = None
    is_watermark: bool = False
