"""Times of the timeline, as people say them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise


@dataclass(frozen=True)
class TimeSpan:
    """A part of the timeline as people say it; an open end means the timeline's own.

    Attributes:
        start_s: Seconds from the start; None with `last_s`.
        end_s: Seconds from the start; negative from the end, as is a negative `start_s`.
        length_s: A length without an end ("for 3 seconds").
        last_s: The last so many seconds.
        shares: From which to which share of the whole, such as 0.5 to 1; from there on where both are one.
        middle_s: So many seconds in the middle.
    """

    start_s: float | None = None
    end_s: float | None = None
    length_s: float | None = None
    last_s: float | None = None
    shares: tuple[float, float] | None = None
    middle_s: float | None = None


WHOLE = TimeSpan(start_s=0, end_s=24 * 3600)
"""All of the timeline, however long."""
OPEN = TimeSpan()
"""No time is named."""


def share_out(whole: int, weights: Sequence[float]) -> list[int]:
    """Parts of a whole number, such as of ms, in proportion to their weights; they add up to it."""
    ends = [round(whole * weight / sum(weights)) for weight in accumulate(weights)]
    return [end - start for start, end in pairwise([0, *ends])]
