"""The renderer: from a plain description of a video to a file. Knows nothing of drafts, HTTP or sessions."""

from nemo_studio.render.composition import Caption, Clip, Composition, Sound
from nemo_studio.render.kept_spans import KeptSpans
from nemo_studio.render.preview import draw_frames
from nemo_studio.render.renderer import RenderCancelled, render

__all__ = [
    "Caption",
    "Clip",
    "Composition",
    "KeptSpans",
    "RenderCancelled",
    "Sound",
    "draw_frames",
    "render",
]
