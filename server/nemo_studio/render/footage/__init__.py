"""Uploaded media as clips and sounds, whatever a camera or a program made of them.

Files come from anyone: only the kinds that uploads may have are opened, sizes are bounded, and whatever a
decoder raises about a broken file leaves here as one error.
"""

from pathlib import Path

from nemo_studio.frames.context import FrameSource, RenderContext
from nemo_studio.render.composition import Fit
from nemo_studio.render.footage.animations import Animation, is_animated
from nemo_studio.render.footage.clips import Film, is_clear_film
from nemo_studio.render.footage.conversion import Ground
from nemo_studio.render.footage.pictures import Still, WholeStill
from nemo_studio.render.footage.recordings import read_sound
from nemo_studio.render.footage.sources import is_clear_picture, is_picture, reading

__all__ = ["Ground", "is_clear", "is_still", "open_footage", "read_sound"]


def is_still(source: str) -> bool:
    """Whether a file is a picture that does not move by itself; told by its content."""
    path = Path(source)
    with reading(path):
        return is_picture(path) and not is_animated(path)


def is_clear(source: str) -> bool:
    """Whether a picture or video has clear parts, through which what lies below it can show."""
    path = Path(source)
    with reading(path):
        return is_clear_picture(path) if is_picture(path) else is_clear_film(path)


def open_footage(
    source: str, context: RenderContext, start_s: float, fit: Fit = "fill", ground: Ground = "black"
) -> FrameSource:
    """Open an uploaded picture or video as a clip.

    Args:
        source: Path of the file.
        context: What it is drawn for; of its parameters `camera` moves a picture.
        start_s: Where in a video the times of the source begin.
        fit: Whether another shape is cut to fill the context or shown whole.
        ground: What shows where it is clear.

    Raises:
        InvalidArgument: The file is not there or cannot be decoded.
    """
    path = Path(source)
    with reading(path):
        if not is_picture(path):
            return Film(path, context, start_s, fit, ground)
        if is_animated(path):
            return Animation(path, context, start_s, fit, ground)
        return Still(path, context, ground) if fit == "fill" else WholeStill(path, context, fit, ground)
