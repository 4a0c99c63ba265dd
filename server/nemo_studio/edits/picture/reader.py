"""Looks, brightness and the like, zoom, fit, rotation, mirror, transitions, picture in picture."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, span
from nemo_studio.edits.language.tokens import Said, read_table
from nemo_studio.edits.levels import read_level
from nemo_studio.edits.picture.commands import (
    Adjust,
    Look,
    Mirror,
    Quality,
    Rotate,
    SetFit,
    SetInset,
    SetLook,
    SetTransition,
    Zoom,
)
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import OPEN

Commands = tuple[Command, ...]
Makers = list[Callable[[Reference], Command]]

LOOKS: Final[Mapping[Look, str]] = read_table("looks")
"""What looks are called."""
_MORE, _LESS = 1.25, 0.75
_LOGO_WIDTH: Final = 0.15
_POINTS: Final = {
    "top_left": (0, 0), "top_right": (1, 0), "bottom_left": (0, 1), "bottom_right": (1, 1),
    "left": (0, 0.5), "right": (1, 0.5), "top": (0.5, 0), "bottom": (0.5, 1), "both": (0.5, 0.5),
}  # fmt: skip
_QUALITIES: Final[tuple[Quality, ...]] = ("brightness", "contrast", "saturation")
_VIVID: Final = (Adjust("saturation", 0.45, is_relative=False), Adjust("contrast", 0.16, is_relative=False))
"""What the vivid look does, to be laid over another look."""


def read_look(said: Said) -> Makers:
    """One look a clip; only a vivid one goes on top of another, as more colour and contrast."""
    if lacking := said.every("effect"):
        said.skip("slightly much look_noun transition_noun between picture fade side beside stop")
        return [lambda target: SetLook("none", target, wanted=lacking[0])]
    if said.sees("gradual"):
        return []
    is_none = said.has("no_look")
    looks: list[Look] = list(dict.fromkeys(said.every("look")))
    if not (looks or is_none) or (said.sees("between") and said.sees("color_noun")):
        return []  # "from black and white to colour" is no one look
    is_slight = said.has("slightly")
    said.skip("much look_noun too" + " more" * (said.value("more") == 1))
    said.skip("" if said.sees("into_two") else "between")  # "from clip 2", and not 中间
    if "vintage" in looks and "warm" in looks:
        looks.remove("warm")  # vintage is
    looks.sort(key="cinematic".__eq__)  # colours that are named go before it
    if is_none or said.has("remove", "undo"):
        return [lambda target: SetLook("none", target)]
    is_vivid = len(looks) > 1 and "vivid" in looks
    if is_vivid:
        looks.remove("vivid")
    first, others = looks[0], tuple(looks[1:])
    step = next(iter(said.every("look_step")), None)
    extra: Makers = [lambda target, each=each: replace(each, target=target) for each in _VIVID if is_vivid]
    return [lambda target: SetLook(first, target, others, None if others else step, "", is_slight), *extra]


def read_qualities(said: Said) -> Makers:
    """Brightness, contrast and saturation, more or less of them or set."""
    makers: Makers = []
    if said.sees("gradual"):
        return []
    shared, mores = set(said.used), {t.meanings["more"] for t in said.tokens if "more" in t.meanings}
    for quality in _QUALITIES:
        sign, has_name = said.value(quality), said.has(f"{quality}_noun")
        if sign is None and has_name and len(mores) < 2:  # "more contrast and saturation" is more of both
            sign = next(iter(mores), None) or said.value("loud") or said.value("weakly")
            sign = sign or (1 if said.has("add") else None)
            if said.sees("too"):  # too much of it is to be less
                sign = -(sign or said.sees("much")) or None
        if sign is None and not (has_name and said.sees("percent", "number", "factor")):
            continue
        said.skip(f"{quality} too loud weakly" if has_name else f"{quality} too")
        said.skip("more" if has_name or mores <= {sign} else "")  # "more light here and less there"
        figures = Said(said.tokens, set(shared))  # one figure may be of several: "and"
        level = read_level(figures, sign, up=_MORE, down=_LESS, takes_figures=has_name)
        said.used |= figures.used
        if level is None or (level.value and level.value < 1 and not said.sees("to")):
            continue  # "20% contrast" may be a fifth more, or a fifth of it
        if level.value is not None and sign and sign * (level.value - 1) < 0:
            continue  # "raise it to 30%" counts from another level than what is there
        # "Brightness at 120%" is a fifth above what is there.
        is_set = level.value is not None
        amount = round((level.factor if level.value is None else level.value) - 1, 3)
        made = Adjust(quality, amount, is_relative=not is_set)
        makers.append(lambda target, made=made: replace(made, target=target))
    return makers


def read_turn(said: Said) -> Makers:
    """Turned and mirrored."""
    if axis := said.one("flip"):
        axis = "vertical" if said.has("vertical") else axis
        is_off = said.has("remove", "not", "undo")
        return [lambda target: Mirror(axis, target, False if is_off else None)]
    if said.has("upright"):
        return [lambda target: Rotate(None, target)]
    is_turned = said.has("turned") or said.sees("degrees")
    if not (said.has("rotate") or (is_turned and said.sees("degrees", "turning", "vertical"))):
        return []
    degrees = 180 if said.has("vertical") else said.one("degrees") or 90
    turning = said.one("turning") or 1
    return [lambda target: Rotate(turning * degrees, target)]


def read_framing(said: Said) -> Makers:
    """Zoomed, cropped, fitted."""
    if fit := said.one("fit"):
        fit = "blur" if "blur" in said.every("fit") else fit
        said.skip("whole canvas_noun zoom delete")
        return [lambda target: SetFit(fit, target)]
    if not said.sees("camera") and said.has("zoom_out"):
        said.skip("between")
        return [lambda target: Zoom(1.0, target=target)]
    if said.sees("length"):
        return []
    is_both = said.value("focus") == "both"
    edge = _POINTS.get(said.value("focus") or said.value("title_place"))
    zooms = said.every("zoom")
    is_share = said.sees("percent") or (said.sees("factor") and said.sees("crop_away", "remove"))
    is_part = is_share and ("crop" in zooms or said.sees("crop_away") or (edge and said.sees("delete")))
    is_away = said.has("crop_away") or is_part
    if not (zooms or (is_away and (edge or is_share or is_both or said.sees("corner")))):
        return []  # "chop off the forest" is no crop
    said.skip("focus title_place")
    focus = edge or _POINTS.get(said.one("corner"), (0.5, 0.5))
    if is_away:
        focus = 1 - focus[0], 1 - focus[1]
    share, factor = said.one("percent"), said.one("factor")
    if is_part and factor and factor < 1:
        share, factor = factor, None  # "crop off the left quarter"
    if is_part and share and share < 1:  # so much goes, the rest is shown
        said.skip("delete remove between frame picture size_noun whole")
        share = 1 / (1 - share * (2 if is_both and 2 * share < 1 else 1))
    if said.has("slightly"):
        share = share or 0.1
    wanted = factor if factor and factor > 1 else share and (share if share > 1 else 1 + share)
    if factor and factor < 1 and (focus != (0.5, 0.5) or "crop" in zooms):
        wanted = 1 / factor
    return [lambda target: Zoom(wanted, focus, target)]


# --- where clips meet


_EACH_CLIP: Final = (
    r"每[张段幅]\D{0,3}\d|\d ?s\w* (?:each|per) [a-z]|\beach [a-z]+\W{1,2}(?:for )?\d"
    r"|(?<![\d.])(?:[2-9]|\d\d) ?s\w* each\b|\bevery [\d.]+ ?s|每隔?[\d.一两三四五]+ ?秒"
)
"""How long clips show, which no transition does."""
_INTO: Final = r"\bfad\w+\b[^,]*\b(?:in)?to\b|淡[入化]"
"""As in "the sunset fades into the forest"."""


def read_transition(said: Said, clause: Clause) -> Commands:
    """How clips take over from each other."""
    is_of_words = clause.sees(r"\banimations?\b|动画") and not said.sees("transition_noun")
    if is_of_words or clause.sees(_EACH_CLIP):
        return ()
    kinds, is_named = said.every("transition"), said.has("transition_noun")
    kind = kinds[-1] if kinds else None
    if len({*kinds}) > 1 and not said.sees("change"):
        return ()
    lasting = (said.one("lasting") or -(said.one("speed") or 0)) if kinds or is_named else 0
    if kind is None and (is_named or said.has("cut_noun")) and said.has("harsh", "smooth"):
        said.skip("too much slightly more")
        kind = "crossfade"
    if kind == "cut" or (kind is None and is_named and said.has("not", "remove")):
        said.skip("not remove only")
        kind = "cut"
    is_into = clause.sees(_INTO) and len([each for each in clips(said.fresh()) if each != ALL_CLIPS]) == 2
    is_faded = kind is None and (is_named or is_into or said.sees("between")) and said.has("fade")
    if is_faded or (kind is None and is_named and said.sees("add", "add_new", "between")):
        kind = "dip_to_black" if said.has("black") else "crossfade"
    if clause.sees(r"\b(?:quick|fast|short|slow|long|gradual) transitions?\b") and not said.sees("change"):
        kind = kind or "crossfade"
    if not (kind or (is_named and (lasting or said.sees("length")))):
        return ()
    said.skip(
        "add_new between only each it keep look_noun long_noun all change order lasts"
        + " cut_noun" * clause.sees(r"\bcuts\b")
    )
    length_s, factor = said.one("length"), {1: 1.5, -1: 0.5}.get(lasting, 1)
    beside = said.one("beside")
    named = [each for each in clips(said) if each != ALL_CLIPS]
    match named:
        case [] if beside is None:
            between = (None, None)
        case [first, second]:
            between = (first, second)
        case [first] if beside == "after":
            between = (first, None)
        case [second] if beside == "before" or said.sees("meets", "to"):
            between = (None, second)
        case _:
            return ()
    return (SetTransition(kind, length_s, *between, factor, is_into),)


def read_inset(said: Said, clause: Clause) -> Commands:
    """A picture in the picture, or a logo over the whole film."""
    if said.sees("watermark") and said.sees("logo", "clip"):
        return _read_logo(said)
    corner, inset, is_corner = said.one("corner"), said.one("inset"), said.has("corner_noun")
    is_shown = corner or inset or is_corner
    if clause.sees(_BACKGROUND):
        return ()  # which of them is large is not known
    if not is_shown or said.sees("camera", "remove") or (said.sees("zoom") and not inset):
        return ()
    size, sized = said.one("percent") or said.one("factor"), said.one("sized")
    said.one("size")
    if size is None and sized:
        size = 0.5 if sized == 1 else 0.25
    is_there = said.sees("it") or clause.sees(r"\b(?:move|make)\b|[移挪改变]")
    over, when = _find_beneath(said, clause), span(said)
    is_new = over is not None or when != OPEN or clause.sees(_ANOTHER)
    said.skip("lasts add_new size size_noun picture full into_two uploads file keep")
    named = clips(said)
    said.skip("it only under")
    if len(named) > 1 or named == (ALL_CLIPS,):
        return ()
    if named:
        is_new = is_new and not clause.sees(_TAKEN)
        return (SetInset(corner, size, named[0], span=when, over=over, is_new=is_new),)
    if inset and is_new and not is_there:
        return ()  # of what is not said
    if not (inset or said.sees("it", "uploads", "noun")):
        return ()
    return (SetInset(corner, size, Reference("inset") if is_there else IT, span=when, over=over),)


_ANOTHER: Final = r"\b(?:an?|another)\s|[一放加来叠弄][个段张]"
_BACKGROUND: Final = r"\bbackground\b|背景"
_TAKEN: Final = r"\b(?:put|place|shrink|move|show|have|play) (?:the|my)\b(?! \w+ (?:on|in) a\b)|[把将]"
"""What is taken from where it is."""


def _read_logo(said: Said) -> Commands:
    """As in "add my logo as a watermark", "logo.png as a watermark, top left, 20% wide"."""
    named, corner = clips(said), said.one("corner")
    size = said.one("percent") or said.one("factor") or _LOGO_WIDTH
    said.skip("watermark logo add_new uploads file whole size")
    name = named[0].name if named else None
    return (SetInset(corner, size, name=name, is_watermark=True),) if len(named) < 2 else ()


def _find_beneath(said: Said, clause: Clause) -> Reference | None:
    """The clip that something lies over: "during the city", 日落那段右下角加个小窗."""
    tags = [set(token.meanings) for token in said.tokens]
    named = [i for i, each in enumerate(tags) if "clip" in each]
    for i in named:
        token, after = said.tokens[i], [*tags[i + 1 :], set[str]()]
        before, name = clause.text[: token.start], clause.text[token.start : token.stop]
        is_over = "over" in tags[max(i - 1, 0)] or (i > named[0] and "over" in after[0])
        is_corner = "corner" in after[0] and re.match(r"\S+?\s*的", clause.text[token.start :])
        if before.endswith((" of ", " of the ")):
            is_corner = "corner" in tags[i - 2]
        # What Chinese speaks of first lies below, unless it is taken or all that is named.
        is_free = (
            not before.rstrip().endswith(("把", "将", "用", "让")) and not {"add", "move", "to"} & after[0]
        )
        is_first = i == named[0] and not name.isascii() and is_free and any("add" in e for e in after)
        if is_over or (is_corner and i > named[0]) or is_first:
            said.used |= {i, i - 1} if is_over and i else {i}
            found: Reference = token.meanings["clip"][0]
            return found
    return None


PROPERTIES: Final = (read_look, read_qualities, read_turn, read_framing)
RULES: Final = (read_transition, read_inset)
