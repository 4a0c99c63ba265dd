"""Two pieces of a message that ask for one thing: the second says which or where, or what is done instead."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent.complaints import is_vague
from nemo_studio.agent.joining import ReadPiece
from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    Freeze,
    MoveClip,
    MoveTo,
    RippleDelete,
    SetLength,
    SetSpeed,
    Swap,
    Trim,
)
from nemo_studio.edits.language.amounts import length_s
from nemo_studio.edits.lexicon import sees
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.picture.commands import SetTransition, Zoom
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Mute
from nemo_studio.edits.titles.commands import AddTitle, ChangeTitle, Style, StyleTitle
from nemo_studio.edits.titles.reader import TITLE

_FLAGS: Final = re.IGNORECASE


def merge(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """What both are together, where the second says which or where, or what comes in place of the first."""
    match last.commands, alone.commands:
        case (AddMusic(mood=None, wanted="") as other,), (AddMusic(mood=str()) as sad,):
            # As in "use different music, something sad".
            sad = replace(sad, is_other=other.is_other, is_beside=other.is_beside)
            made = (replace(sad, volume=sad.volume or other.volume),)
        case (Trim(span, target) | RippleDelete(span, target),), (
            (Duplicate(target=Reference(kind="any")) | MoveClip(target=Reference(kind="any"))) as what,
        ) if re.match(_TAKEN, last.clause.text, _FLAGS):
            # As in "take seconds 3 to 5 and put them at the end": the first only names the part.
            made = (replace(what, target=replace(target or Reference("clip"), span=span)),)
        case (SetLength(length_s=float()) as long,), (SetSpeed(target=target) as speed,) if target in (
            IT,
            long.target,
        ):
            made = (replace(speed, target=long.target), long)  # "make it 8 seconds, slow motion"
            if alone.clause.sees(r"^(?:by|用|通过|靠)"):
                made = (SetSpeed(None, target=long.target, length_s=long.length_s),)
        case (Freeze() as held,), () | (SetLength(),) | (Freeze(at_s=None),) if (
            seconds := length_s(alone.clause.text)
        ) and re.match(r"for\b|hold|[停定]", alone.clause.text, _FLAGS):
            made = (replace(held, length_s=seconds),)  # "freeze it at 3 seconds, for a second and a half"
        case (SetLength(target),), (ChangeTitle(),) if target == TITLE and is_vague(last):
            made = alone.commands  # "the title is too long, make it just ..."
        case ((StyleTitle() | MoveTo()) as how,), (AddTitle() as new,) if (
            how.target == TITLE and alone.clause.sees(_SAYS)
        ):  # 标题放左下角，写“你好”
            made = (
                replace(new, style=how.style)
                if isinstance(how, StyleTitle)
                else replace(new, span=how.span, over=how.over),
            )
        case (StyleTitle(Style(size=float() as factor), Reference("any")),), (Zoom(None, focus),):
            made = (Zoom(factor, focus),)  # "zoom in to 150 %, on the middle"
        case (Mute(Reference("clip") as clip) | Mute(Reference(over=Reference() as clip)),), (
            AddAmbience(over=None | Reference(is_all=True, but=())) as heard,
        ) if not (clip.is_all or sees(alone.clause.text, "all", "each", "whole")):
            made = (*last.commands, replace(heard, over=clip))  # "mute the forest and add wave sounds"
        case (SetTransition(None, float() as lasts_s),), (SetTransition(str(), None) as change,):
            made = (replace(change, length_s=lasts_s),)  # "transitions of 1.5 seconds, dip to black"
        case (Delete(target=gone), *more), (MakeScene(replace=True) as scene, *others) if (
            scene.target == IT and last.are(Delete)
        ):  # "remove the forest, put a desert in its place": of several the first gives its place
            made = (*more, replace(scene, target=gone), *others)
        case (MoveClip(first),), (MoveClip(second),) if {first.ordinal, second.ordinal} == {1, -1}:
            made = (Swap(first, second),)  # "put the last one first and the first one last", as they stood
        case _:
            return None
    return replace(last, commands=made, stop=alone.stop)


_SAYS: Final = r"^(?:写|内容|文字|(?:it )?(?:says?|reads?|saying|text|words)\b)"
_TAKEN: Final = r"\W*(?:please )?(?:take|grab|copy|cut|get)\b|.*[取剪]"
