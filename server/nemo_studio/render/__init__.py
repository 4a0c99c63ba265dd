"""The renderer: from a plain description of a video to a file. Knows nothing of drafts, HTTP or sessions.

What writes a file is loaded when it is first asked for: a worker draws spans and needs none of it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from nemo_studio.render.composition import Caption, Clip, Composition, Sound

if TYPE_CHECKING:
    from nemo_studio.render.kept_spans import KeptSpans
    from nemo_studio.render.preview import draw_frames
    from nemo_studio.render.renderer import RenderCancelled, render

_LOADED_LATER = {
    "KeptSpans": "kept_spans",
    "RenderCancelled": "renderer",
    "draw_frames": "preview",
    "render": "renderer",
}
"""Name → the module that it comes from."""

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


def __getattr__(name: str) -> object:
    if name not in _LOADED_LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LOADED_LATER[name]}"), name)
