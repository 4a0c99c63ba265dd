"""What of a message is taken back by what follows, and which clips it leaves alone."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from nemo_studio.agent.joining import ReadPiece
from nemo_studio.agent.subjects import clips_of, subject_of
from nemo_studio.edits.cutting.commands import Delete, SetLength, SetSpeed
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import StartOver
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.language.tokens import UNKNOWN
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.commands import ChangeScene
from nemo_studio.edits.picture.commands import Adjust, Mirror, Rotate, SetFit, SetLook, Zoom
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.reader import ALL_SOUND

_FLAGS: Final = re.IGNORECASE
_TAKEN_BACK: Final = re.compile(
    r"^(?P<said>.+?)[\s,，.。…!！;—-]*(?:"
    r"\b(?:(?:no|wait|sorry|actually|oops)[\s,.!]*)*I mean(?:t)?\b|\b(?:(?:no|wait|sorry|actually"
    r"|oops)[\s,.!]*)+(?:make (?:that|it))|(?:\b(?:no|wait),? not that one,?)\s+"
    r"|(?<=[,.;—-]\s)(?:h+m+,? )?no,\s+|[啊哎哦呃]*(?:不对|说错了|错了"
    r"|等等)[，,。\s]*(?:应该)?(?:我?是说?)?)(?P<mended>[^;,，。]+)(?P<rest>$|[;,，。].*)$",
    _FLAGS,
)
_MENDED: Final = (
    "clip", "length", "percent", "factor", "look", "color", "corner", "title_place", "mood", "transition",
    "ratio", "number"
)  # fmt: skip


def take_back(text: str) -> str:
    """As in "delete the first clip. No wait, I mean the third": what was meant in place of what was said."""
    found = _TAKEN_BACK.match(text)
    if not found:
        return text
    said, mended = found["said"], found["mended"]
    if re.search(r"\d ?s(?:ec\w*)?$", said, _FLAGS):  # "2 seconds, I mean 3"
        mended = re.sub(r"^\d+$", r"\g<0> s", mended.strip())
    meant = tokenize(mended)
    is_plain = all(UNKNOWN not in token.meanings for token in meant)
    if not is_plain or not any(tag in token.meanings for token in meant for tag in _MENDED):
        return text
    for token in meant:
        tag = next((tag for tag in _MENDED if tag in token.meanings), None)
        if tag is None:
            continue
        before = [each for each in tokenize(said) if tag in each.meanings]
        if not before:
            return text
        said = f"{said[: before[-1].start]} {mended[token.start : token.stop]} {said[before[-1].stop :]}"
    return f"{said}{found['rest']}"


_PAUSE: Final = r"(?:等等|等一下|等会儿?|嗯+|呃+|wait|hold on|h+m+|u[hm]+)\W*"
"""What is said before something is taken back."""
_MEASURED: Final = frozenset(
    {"part", "span", "only", "length", "lasting", "percent", "side", "position", "beside", "title",
     "subtitle", "music", "look", "sound", "own_sound", "sound_of", "all", "rest", "at", "number", "quote",
     "transition"}
)  # fmt: skip
"""Words beside a clip that say more than that it is left alone."""
_SEEN: Final = (Adjust, ChangeScene, Mirror, Rotate, SetFit, SetLook, Zoom)
"""What is done to the whole film where nothing is named, how it is seen behind other orders too."""


def takes_back(done: list[ReadPiece], text: str) -> bool:
    """Whether a clause takes the last back, of which only what it was about is left, for what follows.

    As in "delete the forest... actually no, keep it".
    """
    if not done:
        return False
    last = done[-1]
    if last.is_taken_back and re.search(words.KEEP_IT, text, _FLAGS):
        return True
    if not re.search(words.TAKES_BACK, text, _FLAGS):
        return False
    if len(done) > 1 and re.fullmatch(_PAUSE, last.clause.text, _FLAGS):
        done.pop()
        last = done[-1]
    if not last.commands:
        return False
    about = replace(last.clause, text=subject_of(last.clause.text))
    done[-1] = replace(last, clause=about, commands=(), is_taken_back=True)
    return True


def clips_left_alone(text: str) -> list[Reference]:
    """The clips of which a clause says only that they stay as they are: "keep the city full length"."""
    said = [token.meanings.keys() for token in tokenize(text)]  # "the last" is a clip, and no side
    is_more = any(_MEASURED & each and "clip" not in each for each in said)
    return clips_of(text) if re.search(words.STAYS, text, _FLAGS) and not is_more else []


def except_clips(commands: Sequence[Command], left_alone: Sequence[Reference]) -> tuple[Command, ...]:
    """The commands, of which those to all clips are to all but the ones that are left alone."""
    if not left_alone:
        return tuple(commands)
    but = tuple(dict.fromkeys(left_alone))
    return tuple(_except(each, but, is_first=each is commands[0]) for each in commands)


def _except(command: Command, but: tuple[Reference, ...], *, is_first: bool) -> Command:
    others = replace(ALL_CLIPS, but=but)
    if isinstance(command, StartOver):
        return Delete(others)
    target = getattr(command, "target", None)
    is_film = target == IT and isinstance(command, (*_SEEN, SetLength, SetSpeed) if is_first else _SEEN)
    return replace(command, target=others) if is_film or target in (ALL_CLIPS, ALL_SOUND) else command
