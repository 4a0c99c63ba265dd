"""The shape of the canvas, its resolution and its frame rate."""

import re
from fractions import Fraction
from typing import Final

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetPlatform, SetResolution
from nemo_studio.edits.canvas.words import PIXELS
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.language.quantities import frame_rate, picture_lines
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.picture.commands import SetFit
from nemo_studio.edits.registry import Command
from nemo_video.wire.formats import ASPECT_RATIOS


def read_canvas(said: Said, clause: Clause) -> tuple[Command, ...]:
    """Another canvas."""
    if platform := said.one("platform"):
        said.skip("change to")
        return (SetPlatform(platform),)
    fineness = read_fineness(clause) if said.has("fineness") else ()
    ratio = (said.every("ratio") or [None])[-1] or (aspect_ratio(clause.text) if fineness else None)
    is_cropped = ratio is not None and (said.value("zoom") == "crop" or said.sees("cut_to"))
    said.skip("zoom keep cut_to" if is_cropped else "")
    shape: tuple[Command, ...] = (SetAspect(ratio, is_cropped=is_cropped),) if ratio else ()
    if ratio == "21:9" and said.sees("fit"):
        return ()  # the bars would be at the sides
    if ratio and (fit := said.one("fit")):
        shape += (SetFit(fit, ALL_CLIPS),)
    said.skip(
        "change to add it noun whole picture look_noun size_noun total canvas_noun only fineness number sites"
        " all"
    )
    return (*shape, *fineness)


def aspect_ratio(text: str) -> str | None:
    """An aspect ratio that we make, from figures, words or a size in pixels."""
    if (said := Said(tokenize(text)).value("ratio")) or not (found := re.search(PIXELS, text)):
        return said if said in ASPECT_RATIOS else None
    exact = Fraction(int(found[1]), max(int(found[2]), 1))
    return next((each for each in ASPECT_RATIOS if exact == Fraction(each.replace(":", "/"))), None)


def read_fineness(clause: Clause) -> tuple[Command, ...]:
    """The resolution and the frame rate that a clause names."""
    lines, fps = picture_lines(clause), frame_rate(clause)
    resolution = (SetResolution(lines),) if lines else ()
    return (*resolution, SetFrameRate(fps)) if fps else resolution


RULES: Final = (read_canvas,)
