"""The shape of the canvas, its resolution and its frame rate."""

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import aspect_ratio, frame_rate, picture_lines
from nemo_studio.edits.registry import Command


def read_canvas(clause: Clause) -> tuple[Command, ...]:
    """Another canvas."""
    ratio = aspect_ratio(clause)
    shape = (SetAspect(ratio),) if ratio and not clause.sees(r"\d\s*x\b") else ()
    return (*shape, *read_fineness(clause))


def read_fineness(clause: Clause) -> tuple[Command, ...]:
    """The resolution and the frame rate that a clause names."""
    lines, fps = picture_lines(clause), frame_rate(clause)
    resolution = (SetResolution(lines),) if lines else ()
    return (*resolution, SetFrameRate(fps)) if fps else resolution
