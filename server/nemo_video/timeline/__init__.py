"""What a draft means: decoded, summarised, compared. It knows neither MCP nor HTTP nor media files."""

from nemo_video.timeline.captions import CAPTION_FORMATS, CAPTION_NAMES, CaptionName, write_captions
from nemo_video.timeline.changes import describe_changes
from nemo_video.timeline.decoding import decode, fingerprint, is_exportable, isolate
from nemo_video.timeline.effects import Effect
from nemo_video.timeline.items import Item, ItemKind, list_items
from nemo_video.timeline.model import SUBTITLE_LABELS, Segment, Source, Timeline, Track, TrackKind
from nemo_video.timeline.picture import DARK, LIGHT, Layout, draw_svg, lay_out
from nemo_video.timeline.summary import span, summarize, title

__all__ = [
    "CAPTION_FORMATS",
    "CAPTION_NAMES",
    "DARK",
    "LIGHT",
    "SUBTITLE_LABELS",
    "CaptionName",
    "Effect",
    "Item",
    "ItemKind",
    "Layout",
    "Segment",
    "Source",
    "Timeline",
    "Track",
    "TrackKind",
    "decode",
    "describe_changes",
    "draw_svg",
    "fingerprint",
    "is_exportable",
    "isolate",
    "lay_out",
    "list_items",
    "span",
    "summarize",
    "title",
    "write_captions",
]
