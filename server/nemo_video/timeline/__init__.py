"""What a draft means: decoded, summarised, compared. It knows neither MCP nor HTTP nor media files."""

from nemo_video.timeline.captions import CAPTION_FORMATS, CAPTION_NAMES, CaptionName, write_captions
from nemo_video.timeline.changes import describe_changes
from nemo_video.timeline.decoding import count_segments, decode, fingerprint, is_exportable, isolate
from nemo_video.timeline.effect_words import detail_words
from nemo_video.timeline.effects import Effect
from nemo_video.timeline.items import Item, ItemKind, list_items
from nemo_video.timeline.model import SUBTITLE_LABELS, Segment, Source, Timeline, Track, TrackKind
from nemo_video.timeline.picture import lay_out, list_roomy_clips
from nemo_video.timeline.shapes import NO_MINIATURES, THEMES, Layout, Miniatures
from nemo_video.timeline.summary import span, summarize, title
from nemo_video.timeline.svg import draw_svg

__all__ = [
    "CAPTION_FORMATS",
    "CAPTION_NAMES",
    "NO_MINIATURES",
    "SUBTITLE_LABELS",
    "THEMES",
    "CaptionName",
    "Effect",
    "Item",
    "ItemKind",
    "Layout",
    "Miniatures",
    "Segment",
    "Source",
    "Timeline",
    "Track",
    "TrackKind",
    "count_segments",
    "decode",
    "describe_changes",
    "detail_words",
    "draw_svg",
    "fingerprint",
    "is_exportable",
    "isolate",
    "lay_out",
    "list_items",
    "list_roomy_clips",
    "span",
    "summarize",
    "title",
    "write_captions",
]
