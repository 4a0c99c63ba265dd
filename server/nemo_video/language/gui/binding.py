"""Decides what becomes of segments that mean nothing alone: they go or stay with their neighbours."""

from collections.abc import Sequence

from nemo_video.language.gui.kinds import Kind

DEPENDENT = frozenset([Kind.FOLLOW, Kind.FRAGMENT, Kind.CONDITION])


def bind(
    kinds: Sequence[Kind], *, is_before_handling: bool, is_after_handling: bool, asks: bool
) -> list[Kind]:
    """Settle the segments of one sentence.

    Args:
        kinds: What each segment is.
        is_before_handling: The next sentence handles the screen.
        is_after_handling: The sentence before does.
        asks: The sentence is a question, or has no closing mark.

    Returns:
        `HANDLING` and `CONTENT`, and `FRAGMENT` for what goes without being handling itself.
    """
    if Kind.HANDLING in kinds:
        return _bind_to_content(_bind_imperatives(list(kinds)))
    is_dependent = bool(kinds) and all(kind in DEPENDENT for kind in kinds)
    has_wish = Kind.CONDITION in kinds
    is_number = Kind.FRAGMENT in kinds and is_before_handling
    goes = (is_before_handling and (asks or is_number)) if has_wish else (is_after_handling or is_number)
    return [Kind.FRAGMENT if is_dependent and goes else Kind.CONTENT for _ in kinds]


def _bind_imperatives(kinds: list[Kind]) -> list[Kind]:
    """An imperative beside handling, on either side, is handling."""
    forth = range(len(kinds))
    for i in (*forth, *reversed(forth)):
        around = kinds[max(0, i - 1) : i + 2]
        if kinds[i] is Kind.FOLLOW and Kind.HANDLING in around:
            kinds[i] = Kind.HANDLING
    return kinds


def _bind_to_content(kinds: list[Kind]) -> list[Kind]:
    """A wish stays with the content that follows it, a place with the content before and after it."""
    for i in reversed(range(len(kinds))):
        if kinds[i] not in DEPENDENT:
            continue
        neighbour = kinds[i + 1] if i + 1 < len(kinds) else kinds[i - 1] if i else Kind.CONTENT
        is_place_of_handling = i and kinds[i] is Kind.FRAGMENT and kinds[i - 1] is Kind.HANDLING
        kinds[i] = Kind.CONTENT if neighbour is Kind.CONTENT and not is_place_of_handling else Kind.FRAGMENT
    return kinds
