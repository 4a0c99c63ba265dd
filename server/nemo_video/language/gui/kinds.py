"""What a segment of a reply can be."""

from enum import Enum, auto


class Kind(Enum):
    """What a segment is."""

    CONTENT = auto()
    HANDLING = auto()
    FOLLOW = auto()
    """An imperative that is handling only beside handling (`type your text`)."""
    CONDITION = auto()
    """A wish or purpose that says nothing of its own (`if you like it`)."""
    FRAGMENT = auto()
    """Only a place or a name on the screen (`in the top right corner`)."""
