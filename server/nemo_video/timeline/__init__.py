"""What a draft means: decoded, summarised, compared. It knows neither MCP nor HTTP nor media files."""

from nemo_video.timeline.changes import describe_changes
from nemo_video.timeline.chart import draw_chart
from nemo_video.timeline.decoding import decode, is_exportable
from nemo_video.timeline.drawing import draw_svg
from nemo_video.timeline.effects import Effect
from nemo_video.timeline.items import Item, ItemKind, list_items
from nemo_video.timeline.model import Segment, Timeline, Track, TrackKind
from nemo_video.timeline.summary import summarize

__all__ = [
    "Effect",
    "Item",
    "ItemKind",
    "Segment",
    "Timeline",
    "Track",
    "TrackKind",
    "decode",
    "describe_changes",
    "draw_chart",
    "draw_svg",
    "is_exportable",
    "list_items",
    "summarize",
]
