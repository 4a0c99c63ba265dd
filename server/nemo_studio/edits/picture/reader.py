"""Looks, brightness and the like, zoom, fit, rotation, mirror, transitions, picture in picture."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, span
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.picture.commands import (
    Adjust,
    Look,
    Mirror,
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

_STEP: Final = 0.25
_LOGO_WIDTH: Final = 0.15
_VIVID: Final = (
    Adjust("saturation", 0.45, is_relative=False),
    Adjust("contrast", 0.16, is_relative=False),
)
"""What the vivid look does, to be laid over another look."""


def read_look(said: Said) -> Makers:
    """One look a clip; only a vivid one goes on top of another, as more colour and contrast."""
    if said.has("no_look"):
        said.skip("look")
        return [lambda target: SetLook("none", target)]
    looks: list[Look] = list(dict.fromkeys(said.every("look")))
    if not looks:
        return []
    said.skip("slightly much look_noun too")
    if said.has("remove", "undo"):
        return [lambda target: SetLook("none", target)]
    is_vivid = len(looks) > 1 and "vivid" in looks
    if is_vivid:
        looks.remove("vivid")
    first, others = looks[0], tuple(looks[1:])
    extra: Makers = [lambda target, each=each: replace(each, target=target) for each in _VIVID if is_vivid]
    return [lambda target: SetLook(first, target, others), *extra]


def read_qualities(said: Said) -> Makers:
    """Brightness, contrast and saturation, more or less of them or set."""
    makers: Makers = []
    for quality in ("brightness", "contrast", "saturation"):
        sign, has_name = said.value(quality), said.has(f"{quality}_noun")
        if sign is None and has_name:
            sign = said.value("more")
        if sign is None and not (has_name and said.sees("percent")):
            continue
        said.skip(f"{quality} more")
        share = said.one("percent")
        if share is None and (factor := said.value("factor")) and factor < 1:
            share = said.one("factor")
        if sign is None and share is not None and share < 1 and said.sees("by", "add"):
            sign = 1
            said.skip("add move")
        step = _STEP * (2 if said.has("much") else 0.5 if said.has("slightly") else 1)
        said.skip("too by look_noun")
        is_set = sign is None or (has_name and share is not None and said.sees("to"))
        if is_set and share is not None and share < 1 and not said.sees("to"):
            continue  # "20% contrast" may be a fifth more, or a fifth of it
        # "Brightness at 120%" is a fifth above what is there.
        amount = (share or 1) - 1 if is_set else (sign or 1) * (share if share is not None else step)
        makers.append(_adjust(quality, round(min(max(amount, -1.0), 1.0), 3), is_relative=not is_set))
    return makers


def _adjust(quality: str, amount: float, *, is_relative: bool) -> Callable[[Reference], Command]:
    return lambda target: Adjust(quality, amount, is_relative, target)  # pyright: ignore[reportArgumentType] - one of the qualities


def read_turn(said: Said) -> Makers:
    """Turned and mirrored."""
    if axis := said.one("flip"):
        axis = "vertical" if said.has("vertical") else axis
        is_off = said.has("remove", "not", "undo")
        return [lambda target: Mirror(axis, target, False if is_off else None)]
    if said.has("upright"):
        said.skip("rotate")
        return [lambda target: Rotate(None, target)]
    if not said.has("rotate") and not (said.sees("degrees", "turning", "vertical") and said.has("turned")):
        return []
    degrees = said.one("degrees")
    is_upside = said.has("vertical")
    turning = said.one("turning") or 1
    said.skip("by to")
    quarters = round((degrees or (180 if is_upside else 90)) / 90) * 90
    return [lambda target: Rotate(turning * quarters, target)]


def read_framing(said: Said) -> Makers:
    """Zoomed, cropped, fitted."""
    if fit := said.one("fit"):
        if any(each == "blur" for each in said.every("fit")):
            fit = "blur"
        said.skip("picture look_noun")
        return [lambda target: SetFit(fit, target)]
    if not said.sees("camera") and said.has("zoom_out"):
        said.skip("picture")
        return [lambda target: Zoom(1.0, target=target)]
    is_away = said.has("crop_away")
    if said.sees("length") or not (said.has("zoom") or is_away):
        return []
    focus = said.one("focus") or (0.5, 0.5)
    if is_away:
        focus = 1 - focus[0], 1 - focus[1]
    share, factor = said.one("percent"), said.one("factor")
    said.skip("picture to by factor")
    wanted = factor if factor and factor > 1 else share and (share if share > 1 else 1 + share)
    if factor == 0.5 and focus != (0.5, 0.5):
        wanted = 2.0
    return [lambda target: Zoom(wanted, focus, target)]


def read_part(said: Said, clause: Clause) -> Commands:
    """A thing in the picture that was to be coloured alone, which the studio tells that it cannot."""
    if not said.sees("part_of_picture") or said.sees("but"):
        return ()
    name = restore(said.one("part_of_picture"), clause.message)
    makers = [*read_look(said), *read_qualities(said)]
    said.skip("to change noun")
    clips(said)
    return tuple(make(Reference("part", name=name)) for make in makers)


# --- where clips meet


def read_transition(said: Said, _clause: Clause) -> Commands:
    """How clips take over from each other."""
    if said.sees("title", "quote", "music"):
        return ()
    kind = said.one("transition")
    is_named = said.has("transition_noun", "cut_noun")
    if kind is None and is_named and said.has("harsh", "smooth"):
        said.skip("smooth too much slightly more")
        kind = "crossfade"
    if (kind is None or kind == "cut") and (kind or is_named):
        if kind == "cut" or said.has("not", "remove"):
            said.skip("not remove only")
            if said.sees("but"):
                return ()
            kind = "cut"
        elif said.has("fade") or (is_named and said.sees("add", "add_new")):
            kind = "crossfade"
    if kind is None:
        return ()
    said.skip("transition_noun add add_new between to change by only look_noun each noun enough keep it")
    length_s = said.one("length") or SetTransition.length_s
    beside = said.one("beside")
    named = [each for each in clips(said) if each != ALL_CLIPS]
    is_into = said.has("meets")
    match named:
        case []:
            return (SetTransition(kind, length_s),)
        case [first, second]:
            return (SetTransition(kind, length_s, first, second),)
        case [first] if beside == "after":
            return (SetTransition(kind, length_s, first),)
        case [second] if beside == "before" or is_into or said.sees("to"):
            return (SetTransition(kind, length_s, None, second),)
        case _:
            return ()


def read_inset(said: Said, clause: Clause) -> Commands:
    """A picture in the picture, or a logo over the whole film."""
    if said.sees("watermark") and (said.sees("logo") or any(each.name for each in clips(said.fresh()))):
        return _read_logo(said)
    corner, inset = said.one("corner"), said.one("inset")
    is_corner = said.has("corner_noun")
    if said.sees("title", "subtitle", "text", "quote", "camera", "music", "remove") or not (
        corner or inset or is_corner
    ):
        return ()
    share, factor = said.one("percent"), said.one("factor")
    size = share if share is not None else factor
    sized, small = said.one("sized"), said.one("size")
    if size is None and sized:
        size = 0.5 if sized == 1 else 0.25
    is_new = clause.sees(r"\b(?:an?|another)\s|[一放加来叠弄][个段张]") and not clause.sees(_TAKEN)
    is_there = said.sees("it") or clause.sees(r"\b(?:move|make)\b|[移挪改变]")
    over, when = _find_beneath(said, clause), span(said)
    is_new = (is_new or over is not None or when != OPEN) and not clause.sees(_TAKEN)
    said.skip("lasts by add_new size size_noun picture full into_two uploads file keep")
    named = clips(said)
    said.skip("it only under")
    if len(named) > 1 or named == (ALL_CLIPS,):
        return ()
    if not named:
        if inset and is_new and not is_there and not said.sees("uploads"):
            return ()  # of what is not said
        target = Reference("inset") if is_there else IT
        is_moved = is_there and said.sees("it") and small is None
        return (
            (SetInset(corner, size, target, span=when, over=over),)
            if inset or is_corner or is_moved or said.sees("uploads", "noun")
            else ()
        )
    return (SetInset(corner, size, named[0], span=when, over=over, is_new=is_new),)


_TAKEN: Final = r"\b(?:put|place|shrink|move|show|have|play) (?:the|my)\b(?! \w+ (?:on|in) a\b)|[把将]"
"""What is taken from where it is."""


def _read_logo(said: Said) -> Commands:
    """As in "add my logo as a watermark", "logo.png as a watermark, top left, 20% wide"."""
    named = clips(said)
    corner, share, factor = said.one("corner"), said.one("percent"), said.one("factor")
    said.skip("watermark logo add add_new uploads file to move size_noun whole size noun")
    files = [each.name for each in named if each.name and "." in each.name]
    if len(named) > 1 or len(files) != len(named):
        return ()
    size = share or factor or _LOGO_WIDTH
    return (SetInset(corner, size, name=files[0] if files else None, is_watermark=True),)


def _find_beneath(said: Said, clause: Clause) -> Reference | None:
    """The clip that something lies over: "during the city", 日落那段右下角加个小窗."""
    named = [i for i, token in enumerate(said.tokens) if "clip" in token.meanings]
    after = [i for i in named if i and "over" in said.tokens[i - 1].meanings]
    after += [i for i in named[1:] if _has_corner(said, clause, i) or _lies_below(said, i)]
    before = [i for i in named[:1] if _opens_in_chinese(said, clause, i)]
    if not (found := after or before):
        return None
    said.used.update((found[0], found[0] - 1) if "over" in said.tokens[found[0] - 1].meanings else found[:1])
    return said.tokens[found[0]].meanings["clip"][0]


def _has_corner(said: Said, clause: Clause, index: int) -> bool:
    """As in "in the corner of the sunset", 海的左上角."""
    before, words = clause.text[: said.tokens[index].start], clause.text[said.tokens[index].start :]
    near = index - 2 if before.endswith((" of ", " of the ")) else index + 1
    is_its = near < index or re.match(r"\S+?\s*的", words) is not None
    return is_its and any("corner" in token.meanings for token in said.tokens[near : near + 1])


def _lies_below(said: Said, index: int) -> bool:
    """As in 叠在日落上."""
    return any("over" in token.meanings for token in said.tokens[index + 1 : index + 2])


def _opens_in_chinese(said: Said, clause: Clause, index: int) -> bool:
    """What is spoken of first is what lies below, unless it is taken (把, 将, 用) or all that is named."""
    first = said.tokens[index]
    later = [token.meanings.keys() for token in said.tokens[index + 1 :]]
    is_taken = clause.text[: first.start].rstrip().endswith(("把", "将", "用", "让"))
    if is_taken or not later or {"add", "move", "to"} & later[0]:
        return False
    has_content = any({"clip", "inset"} & each for each in later) and any("add" in each for each in later)
    return has_content and not clause.text[first.start : first.stop].isascii()


PROPERTIES: Final = (read_look, read_qualities, read_turn, read_framing)
RULES: Final = (read_transition, read_inset, read_part)
