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
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import (
    AS_IT_IS,
    AddSubtitles,
    AddTitle,
    ChangeTitle,
    Style,
    StyleTitle,
)
from nemo_studio.edits.titles.reader import TITLE
from nemo_video.wire.subtitles import Cue

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
        case (AddMusic(span=None) | AddTitle(span=TimeSpan(None, None)) as made,), (
            Trim(TimeSpan(start_s=float() as start_s, end_s=None, last_s=None), None),
        ) if alone.clause.sees(r"\bit\b|它"):
            made = (replace(made, span=TimeSpan(start_s=start_s)),)  # "... but start it at 2 s"
        case (Trim(TimeSpan(end_s=float() as at_s), None) | Freeze(at_s=float() as at_s),), (
            Freeze(at_s=None) as held,
        ):
            made = (replace(held, at_s=at_s),)  # "stop at second 6 and hold the frame for 2 seconds"
        case (Freeze() as held,), () | (SetLength(),) if (
            seconds := length_s(alone.clause.text)
        ) and re.match(r"for\b|hold|[停定]", alone.clause.text, _FLAGS):
            made = (replace(held, length_s=seconds),)  # "freeze it at 3 seconds, for a second and a half"
        case (SetLength(length_s=float()) as long,), (SetSpeed(target=target) as speed,) if target in (
            IT,
            long.target,
        ):
            made = (replace(speed, target=long.target), long)  # "make it 8 seconds, slow motion"
            if alone.clause.sees(r"^(?:by|用|通过|靠)"):
                made = (SetSpeed(None, target=long.target, length_s=long.length_s),)
        case (StyleTitle(Style(size=float() as factor), Reference("any")),), (Zoom(None, focus),):
            made = (Zoom(factor, focus),)  # "zoom in to 150 %, on the middle"
        case (RippleDelete(span, target),), (Trim(kept, other),) if (
            other in (None, target)
            and (span.last_s is None) != (kept.last_s is None)
            and not sees(alone.clause.text, "only")
        ):
            made = last.commands  # "cut the first 3 seconds, keep the last 2": so they stay
        case (AddMusic(span=None) as music,), (RippleDelete(span, None),) if alone.clause.sees(
            r"\b(?:no|not|without)\b|不要|没有"
        ):  # "add music, not in the first 3 seconds"
            heard = TimeSpan(0, -span.last_s) if span.last_s else TimeSpan(span.end_s)
            made = (replace(music, span=heard),)
        case (SetLength(target),), (ChangeTitle(),) if target == TITLE and is_vague(last):
            made = alone.commands  # "the title is too long, make it just ..."
        case (StyleTitle(style, target),), (AddTitle(style=how) as new,) if target == TITLE and (
            _only_says(alone) or (how == AS_IT_IS and _brings_words(last, alone))
        ):
            made = (replace(new, style=style),)  # "title at the bottom, text: Hi", 标题放左下角，写“你好”
        case (MoveTo(target, when, over),), (AddTitle() as new,) if target == TITLE and _only_says(alone):
            made = (replace(new, span=when, over=over),)
        case (MoveTo(Reference("subtitle"), when, over),), () if re.fullmatch(
            r"\ue000\d+\ue001\W*", alone.clause.text
        ):  # 'the forest needs a caption, "Deep in the woods"'
            made = (AddTitle(alone.clause.own_quotes[0], when, over=over, is_subtitle=True),)
        case (SetTransition(None, float() as lasts_s),), (SetTransition(str(), None) as change,):
            made = (replace(change, length_s=lasts_s),)  # "transitions of 1.5 seconds, dip to black"
        case (Mute(Reference("clip") as clip) | Mute(Reference(over=Reference() as clip)),), (
            AddAmbience(over=None | Reference(is_all=True, but=())) as heard,
        ) if not (clip.is_all or sees(alone.clause.text, "all", "each", "whole")):
            made = (*last.commands, replace(heard, over=clip))  # "mute the forest and add wave sounds"
        case (Delete(target=gone), *more), (MakeScene(replace=True) as scene, *others) if (
            scene.target == IT and last.are(Delete)
        ):  # "remove the forest, put a desert in its place": of several the first gives its place
            made = (*more, replace(scene, target=gone), *others)
        case (AddSubtitles(lines=(_, *_) as lines) as said,), (
            SetLength(Reference(is_all=True), float(each_s)),
        ) if not (
            re.search(_OF_CLIPS, alone.clause.text, _FLAGS) or re.search(_SHOW, alone.clause.message, _FLAGS)
        ):
            each_ms = round(1000 * each_s)  # "captions: One, Two, 3 seconds each": one after another
            cues = tuple(Cue(n * each_ms, (n + 1) * each_ms, line) for n, line in enumerate(lines))
            made = (AddSubtitles(style=said.style, cues=cues),)
        case (MoveClip(first),), (MoveClip(second),) if {first.ordinal, second.ordinal} == {1, -1}:
            made = (Swap(first, second),)  # "put the last one first and the first one last", as they stood
        case _:
            return None
    return replace(last, commands=made, stop=alone.stop)


_OF_CLIPS: Final = r"\b(?:clip|shot|scene)s?\b|[段张镜]"
"""What "each" is of, where it is no line."""
_SHOW: Final = r"\b(?:photo|picture|pic|slideshow)s?\b|照片|图片|幻灯"
"""The same, wherever it is said."""


def _only_says(alone: ReadPiece) -> bool:
    """As in "text: Hi", 写“你好”: it says nothing of how or when."""
    is_plain = isinstance(alone.first, AddTitle) and replace(alone.first, text="") == AddTitle("")
    return is_plain and re.match(_SAYS, alone.clause.text, _FLAGS) is not None


def _brings_words(last: ReadPiece, alone: ReadPiece) -> bool:
    """As in 'I want the text bigger: "Sale" on the first clip'."""
    return alone.clause.text.startswith("\ue000") and last.clause.sees(r"\b(?:have|want|need)\b|[要想]")


_SAYS: Final = r"(?:写|内容|文字|显示)|(?:it )?(?:says?|reads?|saying|text|words)\b"
_TAKEN: Final = r"\W*(?:please )?(?:take|grab|copy|cut|get)\b|.*[取剪]"
