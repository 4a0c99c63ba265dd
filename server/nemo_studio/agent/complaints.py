"""How something is, told by somebody who does not like it, and what is to be done about it."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent.joining import ReadPiece
from nemo_studio.agent.subjects import subject_of
from nemo_studio.edits.cutting.commands import Delete, RippleDelete, SetLength, SetSpeed, Split, Trim
from nemo_studio.edits.history.commands import Undo
from nemo_studio.edits.language.amounts import length_s
from nemo_studio.edits.language.tokens import UNKNOWN, read_patterns
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.picture.commands import Adjust, Mirror, Rotate, SetFit, SetLook
from nemo_studio.edits.readers import is_bare_value
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import Mute, SetVolume
from nemo_studio.edits.sound.reader import ALL_SOUND
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import StyleTitle

_FLAGS: Final = re.IGNORECASE
_COMPLAINT: Final = re.compile(
    r"^(?P<of>(?!.*\b(?:makes?|want|needs?|should|must|sure|until|till|if|but)\b)[^\ue000]*?"
    r"(?:['’]s|\b(?:is|are|looks?|feels?|sounds?|seems?))) "
    r"(?:(?:so+|very|really|way|just|pretty|quite|rather|awfully|super|extremely|totally|kind of|kinda"
    r"|a (?:bit|little)) )*"
    r"(?P<how>dark|bright|loud|noisy|quiet|slow|fast|long|short|tiny|small|little|big|large|huge|cold|pale"
    r"|dull)(?P<end>\W*)$|^(?P<of_zh>(?!.*[让把变弄调改得要])[^\ue000]+?)(?:好|真|很|这么|那么|有点儿?|特别|非常|挺"
    r"|实在)(?P<how_zh>小声|大声|[暗亮吵慢快长短小大冷])(?P<end_zh>[啊呀了的哦\W]*)$",
    _FLAGS,
)
"""How something is, said by somebody who does not like it: "the forest is dark"."""
_NOW: Final = (
    r"^[\w.]+ ?s(?:ec(?:ond)?s?)? (?:is|are|feels?|seems?) (?=(?:way |much |a bit )?too (?:short|long)\b)"
)
"""How long something is by now: "four seconds is too short"."""
_WHY: Final = r"^(?:why|how come) (is|are) (.+?) (?=so\b|too\b)"
"""The same asked: "why is the forest so dark"."""


def name_complaint(text: str) -> str:
    """The text with "too dark" for "is dark": what is only told is not how it is wanted."""
    text = re.sub(_NOW, "it is ", text, flags=_FLAGS)
    text = re.sub(_WHY, r"\2 \1 ", text, flags=_FLAGS)
    found = _COMPLAINT.match(text)
    if not found:
        return text
    if found["how"]:
        return f"{found['of']} too {found['how']}{found['end']}"
    return f"{found['of_zh']}太{found['how_zh']}{found['end_zh']}"


_TOO: Final = r"\b(?:too|drags?|overstays|blinding|glaring)\b|[太过拖]|[刺晃]眼"
"""How something is, said by somebody who does not like it."""


def is_vague(read: ReadPiece) -> bool:
    """Whether it says in which direction, and not how far: what follows may say that."""
    return all(
        (isinstance(c, SetLength) and c.length_s is None and not c.by_s)
        or (isinstance(c, SetSpeed) and c.speed is None)
        or (isinstance(c, Split) and c.at_s is None)
        for c in read.commands
    )


_SIDES: Final = read_patterns("remarks")
"""At which end of the film something is that is complained of."""


def cut_side(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "the beginning is boring, cut 2 seconds": they go there."""
    sides = [each for each in ("AT_START", "AT_END") if re.search(_SIDES[each], last.clause.text, _FLAGS)]
    match alone.commands:
        case (SetLength(length_s=None, by_s=by_s, target=target),) if sides and by_s < 0 and target == IT:
            span = TimeSpan(start_s=0, end_s=-by_s) if sides == ["AT_START"] else TimeSpan(last_s=-by_s)
            return replace(alone, commands=(RippleDelete(span),), start=last.start)
        case _:
            return None


def answer_vague(last: ReadPiece, alone: ReadPiece) -> ReadPiece | None:
    """As in "it is too dark, make it 20% brighter": one change, of which the second clause says how much."""
    if last.are(StyleTitle) and alone.are(StyleTitle) and is_unseen(last.clause.text):
        return replace(alone, commands=aim(alone, last))
    is_told = bool(last.commands) and (is_vague(last) or re.search(_TOO, last.clause.text) is not None)
    match last.commands:
        case (Adjust(quality=quality), *_) if not alone.commands:
            alone = read_of(quality, alone)
        case (SetVolume(None), *_):
            is_told, alone = True, read_of("volume", alone)
        case _:
            pass
    is_off = alone.are(Mute) and alone.targets <= {IT, ALL_SOUND} and not is_vague(last)
    if is_told and is_off:  # as in "the wind is too loud, turn it off"
        return replace(alone, commands=aim(alone, last), start=last.start)
    seconds = length_s(alone.clause.text) if is_bare_value(alone.clause) else None
    if seconds and is_told and all(isinstance(c, SetLength) and not c.is_even for c in last.commands):
        lengths = tuple(SetLength(getattr(each, "target", IT), seconds) for each in last.commands)
        return replace(last, commands=lengths, stop=alone.stop)
    match last.commands, alone.commands:
        case (SetLength(target=target),), (SetLength(Reference(is_all=True), float(total_s)),) if is_told:
            # As in "make the last one longer, so that it is 15 seconds in total".
            mended = replace(last.commands[0], length_s=total_s, factor=1, is_total=not target.is_all)
            return replace(last, commands=(mended,), stop=alone.stop)
        case (SetLength(Reference(is_all=True), float(total_s), is_each=False),), (
            SetLength(target, None),
        ) if target.name or target.ordinal:  # as in "the film should be 20 seconds: stretch the snow"
            return replace(alone, commands=(SetLength(target, total_s, is_total=True),), start=last.start)
        case _:
            pass
    is_same = alone.targets <= {IT, None, Reference("clip")} | last.targets
    if not is_told or not alone.commands or is_vague(alone) or not is_same:
        return None
    looks = (Adjust, SetLook)
    if last.are(*looks) and alone.are(*looks) and not re.search(_TOO, alone.clause.text):
        return replace(alone, commands=aim(alone, last))  # "it is too blue, less saturation please"
    if alone.are(Adjust, SetLength, SetSpeed, SetVolume) and _qualities(last) == _qualities(alone):
        return replace(alone, commands=aim(alone, last))
    return alone if not subject_of(last.clause.text) and is_remedy(last, alone) else None


def _qualities(read: ReadPiece) -> set[tuple[type[Command], str | None]]:
    """What it would change."""
    return {(type(command), getattr(command, "quality", None)) for command in read.commands}


def is_remedy(last: ReadPiece, alone: ReadPiece) -> bool:
    """As in "it's too long, cut it at 5 seconds": the same said with a figure, or what is done about it."""
    are_cuts = alone.are(Split, Trim, RippleDelete, SetLength, SetSpeed, Delete)
    return are_cuts and re.search(_TOO, last.clause.text) is not None


def read_of(quality: str, alone: ReadPiece) -> ReadPiece:
    """As in "the music is too loud, turn it down": what is to be more or less was just said."""
    return replace(alone, commands=alone.behind(quality).commands or alone.commands)


def aim(how: ReadPiece, at: ReadPiece) -> tuple[Command, ...]:
    """What one piece says of how much, done to what the other is about."""
    targets = [getattr(command, "target", IT) for command in at.commands]
    return tuple(replace(command, target=target) for target in targets for command in how.commands)


_MEND: Final = (
    r"^(?:please )?(?:tone (?:it|this|that) down|fix (?:it|this|that))(?: a bit)?\W*$"
    r"|^[淡浅深浓调校修]一?[点些下]吧?\W*$"
)
"""What a complaint asks for is to be done."""
_DEGREES: Final = (Adjust, SetVolume, SetLook, SetLength, SetSpeed, SetFit, Rotate, Mirror)


def repeats(last: ReadPiece, alone: ReadPiece) -> bool:
    """As in "it's so dark, I can barely see anything": the same once more."""
    if alone.commands and last.are(Delete, Undo):
        is_said = last.clause.text != alone.clause.text  # "undo, undo" are two steps
        return is_said and all(c in last.commands or c == Delete(IT) for c in alone.commands)
    if last.are(Adjust, SetLook) and not alone.commands and alone.clause.sees(_MEND):
        return True
    match last.commands, alone.commands:
        case (*_, MakeScene()), (Delete(Reference("title", name=None)),):
            return alone.clause.sees(r"^(?:no|without)\b|^(?:不[要加带]|没有)")  # it has no words anyway
        case (Trim() | RippleDelete(TimeSpan(start_s=float(), end_s=None, length_s=None)),), ():
            left = {tag for token in tokenize(alone.clause.text) if token.matters for tag in token.meanings}
            return "rest" in left and left <= {"rest", "delete", "remove"}  # "..., delete the rest"
        case _:
            pass
    same = tuple(replace(c, target=IT) for c in last.commands if isinstance(c, _DEGREES))
    return alone.commands != () and alone.commands == same


_AGAINST: Final = frozenset({"disliked", "not", "remove", "too"})
_OPINION: Final = _AGAINST | {"all", "clip", "frame", "harsh", "it", "much", "picture", UNKNOWN}
"""Words of an opinion in which nothing else is asked for."""
_DISLIKED: Final = frozenset({"disliked", "harsh", "not", "too"})
"""The same said behind it."""
_CHOSEN: Final = frozenset(
    {"animation", "brightness", "color", "corner", "lasting", "look", "mood", "sized", "speed", "title_place",
     "transition"}
)  # fmt: skip
"""What is chosen for something, so that one may be named as not wanted and another as wanted."""
_ABOUT: Final = frozenset({"music", "subtitle", "text", "title"})
"""For what it is chosen."""


def is_answered(told: ReadPiece, answer: ReadPiece) -> bool:
    """As in "it's boring, speed it up" and 标题不要白色，要金色: what is to be done about it follows."""
    tokens = [token for token in tokenize(told.clause.text) if token.matters]
    if not any(_AGAINST & token.meanings.keys() for token in tokens):
        return False
    if all(_OPINION & token.meanings.keys() for token in tokens):
        return not subject_of(answer.clause.text) or answer.start <= told.start  # its subject is of both
    chosen = _CHOSEN & {tag for token in tokenize(answer.clause.text) for tag in token.meanings}
    return bool(chosen) and all((_OPINION | chosen | _ABOUT) & token.meanings.keys() for token in tokens)


_UNSEEN: Final = (
    r"\b(?:can(?:not|['’]?t)|can (?:barely|hardly)|could(?:n['’]t| not)|(?:nobody|no one) can|hard to"
    r"|barely|hardly"
    r"|impossible to|unable to) (?:\w+ ){0,2}(?:see|read|hear|make out|follow|tell|watch|understand)\b"
    r"|^(?:it|they|that) (?:covers?|hides?|blocks?)\b|[挡遮盖]住"
    r"|[盖压遮]过|[听看读]不(?:[清见到懂完出])|来不及[看读听]|没(?:看|听|读)(?:清|完|见|懂)|没法[看听读]"
)


def is_consequence(last: ReadPiece, alone: ReadPiece) -> bool:
    """As in "the title is too small, nobody can read it": what comes of what is complained of."""
    if not last.commands or (last.are(SetLook) and alone.clause.sees(r"\bnot too\b|[别不]要?太")):
        return False
    told = [token.meanings.keys() for token in tokenize(alone.clause.text) if token.matters]
    disliked = _DISLIKED | ({UNKNOWN} if any("too" in each for each in told) else set[str]())
    if all(disliked & each for each in told) and any({"not"} != {*each} for each in told):
        return True  # as in "lose the last shot, it's boring"
    are_lengths = last.are(SetLength, SetSpeed) and alone.are(SetLength, SetSpeed)
    is_why = last.are(Delete, Mute) or are_lengths or _qualities(alone) <= _qualities(last)
    is_open = alone.are(*_DEGREES, StyleTitle) and alone.targets == {IT}
    if is_why and is_open and re.search(_TOO, alone.clause.text, _FLAGS):
        return True  # "delete the last clip, it's too dark", "at half speed, it goes by too fast"
    text = alone.clause.text
    return is_unseen(text) and (last.are(SetVolume) or not subject_of(text))


def is_unseen(text: str) -> bool:
    """As in "you can't see anything", 看不清."""
    return re.search(_UNSEEN, text, _FLAGS) is not None
