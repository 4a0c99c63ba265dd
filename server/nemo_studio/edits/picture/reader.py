"""Looks, brightness and the like, zoom, fit, rotation, mirror, transitions, picture in picture."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.edits.cutting.words import AFTER, BEFORE, DELETE, MOVE, TO_LENGTH
from nemo_studio.edits.cutting.words import IT as IT_WORDS
from nemo_studio.edits.language.characters import restore
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.quantities import length_s, percentage
from nemo_studio.edits.language.references import clip_references, reference, references, without_names
from nemo_studio.edits.picture import words
from nemo_studio.edits.picture.commands import (
    Adjust,
    Corner,
    Look,
    Mirror,
    Rotate,
    SetFit,
    SetInset,
    SetLook,
    SetTransition,
    TransitionKind,
    Zoom,
)
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.words import MUCH, SLIGHTLY
from nemo_studio.edits.titles.words import SUBTITLE, TITLE

_FLAGS: Final = re.IGNORECASE
_STEP: Final = 0.25
_VIVID: Final = (
    Adjust("saturation", 0.45, is_relative=False),
    Adjust("contrast", 0.16, is_relative=False),
)
"""What the vivid look does, to be laid over another look."""
_SOUND_OR_TITLE: Final = rf"{TITLE}|{SUBTITLE}|\bmusic\b|音乐"


def read_transition(clause: Clause) -> tuple[Command, ...]:
    """How clips take over from each other."""
    if clause.has(TITLE):
        return ()
    kind = _transition(clause)
    if kind is None:
        return ()
    length = length_s(clause.without(r"\bthe (?:first|second|third|last)\b"))
    first, second = _meeting(clause)
    return (SetTransition(kind, length or SetTransition.length_s, first, second),)


def _transition(clause: Clause) -> TransitionKind | None:
    command = sorted(words.TRANSITIONS, key=lambda kind: kind != "cut")
    named: TransitionKind | None = next((k for k in command if clause.has(words.TRANSITIONS[k])), None)
    if named or not clause.sees(words.ANY_TRANSITION):
        return named
    return "slide" if clause.has(r"\bslid\w+|滑动|推") else "crossfade"


def _meeting(clause: Clause) -> tuple[Reference | None, Reference | None]:
    """The clips that meet: two named ones, or one and the side."""
    named = [each for each in references(clause) if each.ordinal is not None or each.name is not None]
    if len(named) > 1:
        return named[0], named[1]
    if not named:
        return None, None
    if clause.has(AFTER):
        return named[0], None
    if clause.has(BEFORE) or clause.has(r"\b(?:into|to)\b"):
        return None, named[0]
    return None, named[0]


def read_inset(clause: Clause) -> tuple[Command, ...]:
    """A picture in the picture."""
    corner = _corner(clause)
    is_named = clause.has(words.INSET)
    if clause.has(DELETE) or clause.has(_SOUND_OR_TITLE):
        return ()
    if corner and corner != "center" and not is_named and clause.has(MOVE) and clause.has(IT_WORDS):
        return (SetInset(corner, None, Reference("inset")),)
    is_in_corner = clause.has(words.CORNER_NOUN) and corner != "center"
    if not is_named and not (is_in_corner and (corner or clause.has(r"\bin (?:the|a) corner\b"))):
        return ()
    named = reference(clause.unquoted.without(words.INSET))
    is_clip = named.kind == "clip" and (named.ordinal is not None or named.name is not None)
    is_there = clause.has(
        r"\b(?:move|make|the)\b[^,.]*\b(?:picture[- ]in[- ]picture|pip|inset|overlay)\b"
        r"|(?:把|将)画中画|画中画(?:移|放到|变|改)"
    )
    target = (
        named
        if is_clip
        else Reference("inset")
        if is_there and is_named and not clause.sees(r"\bas\b")
        else IT
    )
    return (SetInset(corner, _inset_size(clause), target),)


def _corner(clause: Clause) -> Corner | None:
    return next((corner for corner, pattern in words.CORNERS.items() if clause.has(pattern)), None)


def _inset_size(clause: Clause) -> float | None:
    if share := percentage(clause):
        return min(share, 1.0)
    text = clause.without(words.INSET)
    return next((size for size, pattern in words.INSET_SIZES.items() if text.has(pattern)), None)


def read_look(clause: Clause) -> tuple[Command, ...]:
    """Looks, brightness, contrast and saturation."""
    if clause.has(_SOUND_OR_TITLE):
        return ()
    if clause.has(words.NO_LOOK) or (clause.has(DELETE) and _named_looks(without_names(clause))):
        return tuple(SetLook("none", target) for target in _colored(clause))
    return (*_read_looks(clause), *_read_adjustments(clause))


def _read_looks(clause: Clause) -> list[Command]:
    """One look a clip; only a vivid one goes on top of another, as more colour and contrast."""
    looks = _named_looks(clause)
    if len(looks) < 2:
        return [SetLook(look, target) for look in looks for target in _colored(clause)]
    is_vivid = "vivid" in looks
    if is_vivid:
        looks.remove("vivid")
    commands: list[Command] = []
    for target in _colored(clause):
        commands.append(SetLook(looks[0], target, tuple(looks[1:])))
        commands += [replace(each, target=target) for each in _VIVID] if is_vivid else []
    return commands


def _named_looks(clause: Clause) -> list[Look]:
    """Looks in the order in which they are named."""
    places: list[tuple[int, Look]] = []
    for look, pattern in words.LOOKS.items():
        if found := clause.search(pattern):
            places.append((found.start(), look))
    return [look for _, look in sorted(places)]


def _read_adjustments(clause: Clause) -> list[Command]:
    commands: list[Command] = []
    for quality, (name, more, less) in words.QUALITIES.items():
        sign = -1 if clause.has(less) else 1 if clause.has(more) else 0
        share = percentage(clause) if clause.has(name) or sign else None
        if not sign and share is None:
            continue
        is_absolute = not sign or (clause.has(name) and clause.has(r"\bto\s+[-+]?\d|到\s*\d"))
        # "Brightness at 120%" is a fifth above what is there.
        amount = (share or 1) - 1 if is_absolute else sign * (share if share is not None else _step(clause))
        commands += [
            Adjust(quality, round(min(max(amount, -1.0), 1.0), 3), not is_absolute, target)  # pyright: ignore[reportArgumentType] - the table's keys are the qualities
            for target in _colored(clause)
        ]
    return commands


def _step(clause: Clause) -> float:
    return _STEP * (2 if clause.has(MUCH) else 0.5 if clause.has(SLIGHTLY) and not clause.sees("一点") else 1)


def _colored(clause: Clause) -> tuple[Reference, ...]:
    """The clips that get other colours, or the part of a picture that was meant to."""
    part = clause.unquoted.search(words.PART_OF_PICTURE)
    if part:
        references(clause)
        return (Reference("part", name=restore(part[1] or part[2], clause.message)),)
    return clip_references(clause)


def read_framing(clause: Clause) -> tuple[Command, ...]:
    """Zoom, fit, rotation, mirror."""
    if clause.has(_SOUND_OR_TITLE):
        return ()
    targets = clip_references(clause)
    if clause.has(words.ROTATE) or clause.has(words.UPRIGHT):
        return tuple(Rotate(_degrees(clause), target) for target in targets)
    if clause.has(words.MIRROR):
        axis = "vertical" if clause.has(words.VERTICAL) else "horizontal"
        is_mirrored = False if clause.has(words.OFF) else None
        return tuple(Mirror(axis, target, is_mirrored) for target in targets)
    for fit, pattern in (("fill", words.FIT_FILL), ("blur", words.FIT_BLUR), ("bars", words.FIT_BARS)):
        if clause.has(pattern):
            return tuple(SetFit(fit, target) for target in targets)  # pyright: ignore[reportArgumentType] - the names above are the fits
    return _read_zoom(clause, targets)


def _degrees(clause: Clause) -> int | None:
    if clause.has(words.UPRIGHT):
        return None
    found = clause.search(r"(?:\bby )?(\d{2,3})\s*(?:degrees?|°|度)?")
    degrees = round(int(found[1]) / 90) * 90 if found else 180 if clause.has(words.UPSIDE) else 90
    return -degrees if clause.has(words.COUNTER) else degrees


def _read_zoom(clause: Clause, targets: tuple[Reference, ...]) -> tuple[Command, ...]:
    if clause.has(words.SLOWLY):
        return ()  # a camera that moves
    if clause.has(words.ZOOM_OUT):
        return tuple(Zoom(1.0, target=target) for target in targets)
    if length_s(clause) is not None and clause.has(TO_LENGTH):
        return ()
    if not clause.sees(words.ZOOM_IN):
        return ()
    focus = next((focus for focus, pattern in words.FOCUS.items() if clause.has(pattern)), (0.5, 0.5))
    if clause.has(words.CROP_AWAY):
        focus = 1 - focus[0], 1 - focus[1]
    return tuple(Zoom(_zoom(clause, focus), focus, target) for target in targets)


def _zoom(clause: Clause, focus: tuple[float, float]) -> float | None:
    found = clause.search(r"(?:\b(?:by|to|at) )?(\d+(?:\.\d+)?)\s*(?:x\b|×|times\b|倍)")
    share = percentage(clause)
    if found:
        return float(found[1])
    if share is not None:
        return share if share > 1 else 1 + share
    return 2.0 if clause.has(words.HALF_OF) and focus != (0.5, 0.5) else None
