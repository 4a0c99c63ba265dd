"""The short keys of a draft, as far as the protocol names them.

Everything else in a draft is the backend's business: unknown keys are kept, and it goes back untouched.
"""

from enum import IntEnum

TRACKS = "t"
TRACK_TYPE = "tt"
SEGMENTS = "sg"
DURATION_MS = "d"
METADATA = "m"


class TrackType(IntEnum):
    """What lies on a track."""

    VIDEO = 0
    AUDIO = 1
    TEXT = 7
