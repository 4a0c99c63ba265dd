"""The shape of the canvas, its resolution and its frame rate."""

from typing import Final

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetPlatform, SetResolution
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import aspect_ratio, frame_rate, picture_lines
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.registry import Command


def read_canvas(said: Said, clause: Clause) -> tuple[Command, ...]:
    """Another canvas."""
    if platform := said.one("platform"):
        said.skip("change to")
        return (SetPlatform(platform),)
    fineness = read_fineness(clause) if said.has("fineness") else ()
    pixels = aspect_ratio(clause) if fineness else None
    ratio = said.one("ratio") or pixels
    said.skip(
        "change to add it noun whole picture look_noun size_noun total canvas_noun only fineness number sites"
        " all"
    )
    return (*((SetAspect(ratio),) if ratio else ()), *fineness)


def read_fineness(clause: Clause) -> tuple[Command, ...]:
    """The resolution and the frame rate that a clause names."""
    lines, fps = picture_lines(clause), frame_rate(clause)
    resolution = (SetResolution(lines),) if lines else ()
    return (*resolution, SetFrameRate(fps)) if fps else resolution


RULES: Final = (read_canvas,)
