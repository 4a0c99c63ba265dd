"""Timelines for other editors: OpenTimelineIO, Final Cut's XML, CMX 3600.

It knows neither MCP nor HTTP, and of a draft only the timeline that was read from it.
"""

from nemo_video.interchange.formats import is_installed, write_sequence
from nemo_video.interchange.limits import OTHER_TRANSITION, Limit, find_limits
from nemo_video.interchange.sequence import EditSequence, Event, EventTrack, MediaFile, exact_rate, frames_in

__all__ = [
    "OTHER_TRANSITION",
    "EditSequence",
    "Event",
    "EventTrack",
    "Limit",
    "MediaFile",
    "exact_rate",
    "find_limits",
    "frames_in",
    "is_installed",
    "write_sequence",
]
