"""How a text comes and goes: its pose at each moment, as plain numbers."""

from dataclasses import dataclass
from typing import Final, Literal

Animation = Literal["none", "fade", "slide", "typewriter", "pop"]

_TYPING_MS: Final = 70
_TYPING_SHARE: Final = 0.6
_POP_FROM: Final = 0.55
_OVERSHOOT: Final = 1.7
_SLIDE_LETTERS: Final = 1.1


@dataclass(frozen=True)
class Pose:
    """How a text stands at a moment.

    Attributes:
        opacity: 0 to 1.
        drop: How far below its place, in heights of its letters.
        scale: Relative to its size.
        typed: How much of its characters is there, 0 to 1.
    """

    opacity: float = 1.0
    drop: float = 0.0
    scale: float = 1.0
    typed: float = 1.0


_ABSENT: Final = Pose(opacity=0.0)


def pose_at(
    since_ms: float, duration_ms: float, *, animation: Animation, characters: int, fade_ms: float = 400
) -> Pose:
    """The pose of a text that shows for `duration_ms`.

    Args:
        since_ms: Time since it began.
        duration_ms: How long it shows.
        animation: How it comes and goes.
        characters: How many it has; they are typed one after another.
        fade_ms: How long coming and going take, each; at most half of the time.
    """
    left_ms = duration_ms - since_ms
    if since_ms < 0 or left_ms <= 0:
        return _ABSENT
    if animation == "none":
        return Pose()
    fade_ms = max(min(fade_ms, duration_ms / 2), 1)
    come, go = min(since_ms / fade_ms, 1.0), min(left_ms / fade_ms, 1.0)
    match animation:
        case "typewriter":
            typing_ms = max(min(_TYPING_MS * characters, _TYPING_SHARE * duration_ms), 1)
            return Pose(opacity=_smooth(go), typed=min(since_ms / typing_ms, 1.0))
        case "slide":
            return Pose(opacity=_smooth(min(come, go)), drop=_SLIDE_LETTERS * (1 - come) ** 3)
        case "pop":
            return Pose(opacity=min(_smooth(min(come * 2.5, 1.0)), _smooth(go)), scale=_spring(come))
        case _:
            return Pose(opacity=_smooth(min(come, go)))


def _smooth(progress: float) -> float:
    return progress * progress * (3 - 2 * progress)


def _spring(progress: float) -> float:
    """From small to its size, a little beyond it on the way."""
    back = progress - 1
    eased = 1 + (_OVERSHOOT + 1) * back**3 + _OVERSHOOT * back**2
    return _POP_FROM + (1 - _POP_FROM) * eased
