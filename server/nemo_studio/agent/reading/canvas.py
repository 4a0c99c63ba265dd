"""The shape of the canvas, its resolution and its frame rate."""

from nemo_studio.agent.clauses import Clause
from nemo_studio.agent.orders import Order, SetAspect, SetFrameRate, SetResolution
from nemo_studio.agent.quantities import aspect_ratio, frame_rate, picture_lines


def read_canvas(clause: Clause) -> tuple[Order, ...]:
    """Another canvas."""
    ratio = aspect_ratio(clause.text)
    shape = (SetAspect(ratio),) if ratio and not clause.has(r"\d\s*x\b") else ()
    return (*shape, *read_fineness(clause))


def read_fineness(clause: Clause) -> tuple[Order, ...]:
    """The resolution and the frame rate that a clause names."""
    lines, fps = picture_lines(clause.unquoted), frame_rate(clause.unquoted)
    resolution = (SetResolution(lines),) if lines else ()
    return (*resolution, SetFrameRate(fps)) if fps else resolution
