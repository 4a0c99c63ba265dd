"""The renderer: from a plain description of a video to a file. Knows nothing of drafts, HTTP or sessions."""

from nemo_studio.render.composition import Caption, Composition, Shot, Sound
from nemo_studio.render.formats import FORMATS, QUALITIES
from nemo_studio.render.renderer import RenderCancelled, render

__all__ = [
    "FORMATS",
    "QUALITIES",
    "Caption",
    "Composition",
    "RenderCancelled",
    "Shot",
    "Sound",
    "render",
]
