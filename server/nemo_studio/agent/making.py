"""The commands of a brief: its shots, and what it says of each of them and of all."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final, Literal

from nemo_studio.agent import words as forms
from nemo_studio.agent.briefs import read_brief
from nemo_studio.agent.joining import Reading
from nemo_studio.agent.orders import read_orders
from nemo_studio.agent.phrases import own_length
from nemo_studio.agent.shots import SECONDS_OF_CARD, Brief, Shot
from nemo_studio.agent.uploads import NO_UPLOADS, Uploads
from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.cutting.commands import AddBlack, Delete, Duplicate, MoveTo, SetLength, SetSpeed
from nemo_studio.edits.history.words import FORBIDDEN
from nemo_studio.edits.language.characters import restore, simplify
from nemo_studio.edits.language.clauses import put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.lexicon import sees, words_left
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.media.reader import read_shot, scene_key
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.references import IT, Place, Reference, with_references
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, Fade, Mute, SetVolume
from nemo_studio.edits.sound.reader import ALL_SOUND
from nemo_studio.edits.spans import OPEN
from nemo_studio.edits.titles.commands import AddTitle

_FLAGS: Final = re.IGNORECASE
Side = Literal["start", "end"]


def read_around(message: str, simplified: str, uploads: Uploads) -> Reading | None:
    """As in "open with the sea, then show my clip": shots before and behind what is there, or waits."""
    text, _ = set_quotes_aside(uploads.write_names(simplified) if uploads.are_waiting else simplified)
    if re.search(FORBIDDEN, text, _FLAGS):
        return None
    text = forms.BESIDE_CLIP.sub(_put_in_order, text)
    here = next((each for each in split_pieces(text) if forms.CLIP_HERE.fullmatch(each.text)), None)
    if not here:
        return None
    placed = Reading((PlaceMedia(own_length(here.text) or 4),) if uploads.are_waiting else ())
    sides: tuple[tuple[str, Side], ...] = ((text[: here.start], "start"), (text[here.stop :], "end"))
    briefs: list[tuple[Brief | None, Side]] = [
        (read_brief(put_quotes_back(part, simplified)), side) for part, side in sides if part.strip(" ,，.。")
    ]
    shots = [brief.shots[0] if brief and brief.shots else Shot("") for brief, _ in briefs]
    is_of_upload = any(name in each.words for each in shots for name in uploads.files)
    if not shots or is_of_upload or not all(each.is_black or scene_key(each.words) for each in shots):
        return None
    read = [placed, *(make_shots(brief, message, side) for brief, side in briefs if brief)]
    commands = tuple(command for each in read for command in each.commands)
    return Reading(commands, tuple(part for each in read for part in each.unclear))


def _put_in_order(found: re.Match[str]) -> str:
    """As in "a title card before my clip and a sunset after it", 视频前面加3秒黑屏."""
    shots = "".join(found[part] or "" for part in ("shots", "shots_zh", "card", "own", "more"))
    clip = "放视频" if found["shots_zh"] else "my clip"
    if opens := found["opens"] or found["opens_zh"]:
        return f"{opens}，{clip}，{found['ends'] or found['ends_it'] or found['ends_zh']}"
    is_first = any(found[side] for side in ("before", "before_zh", "after", "ahead"))
    return f"{shots}，{clip}" if is_first else f"{clip}，{shots}"


def make_shots(brief: Brief, message: str, side: Side | None = None) -> Reading:
    """The shots of a brief, and then what else it says of each of them and of all.

    Args:
        brief: What it says.
        message: What the user wrote.
        side: On which side of what is on the timeline they go; None where nothing is.
    """
    first = Reference("clip", 1 if side == "start" else -len(brief.shots))
    of_all = [restore(each, message) for each in brief.orders]
    beside = [_read_of_shot(each, first, None) if side else _read_beside(each) for each in of_all]
    is_slowed = any(isinstance(each, SetSpeed) for reading in beside for each in reading.commands)
    shots: list[Command] = []
    for number, shot in enumerate(brief.shots, 1):
        own = Reference("clip", number) if len(brief.shots) > 1 or side == "start" else IT
        own = Reference("clip", number - len(brief.shots) - 1) if side == "end" else own
        shots += _make_shot(shot, message, own)
        beside += [_read_of_shot(restore(each, message), own, shot.own_s) for each in shot.orders]
    commands = [each for reading in beside for each in reading.commands if not _leaves_out(each)]
    if side is None:
        shots, commands = ([each for each in row if each not in _AS_ALL_BEGIN] for row in (shots, commands))
    scenes = [each for each in shots if isinstance(each, MakeScene)]
    if is_slowed:  # it changes no length that was told
        lengths = enumerate((each.duration_s for each in scenes), 1)
        commands += [SetLength(Reference("clip", n), seconds) for n, seconds in lengths if seconds]
    is_music_set = any(getattr(getattr(each, "target", None), "kind", "") == "music" for each in commands)
    if is_music_set and not any(isinstance(each, AddMusic | Mute) for each in commands):
        commands.insert(0, AddMusic(None))  # what is said of it wants some
    speaks_of_sound = any(isinstance(each, Mute | SetVolume | Fade) for each in commands)
    for index, each in enumerate(shots):
        if isinstance(each, MakeScene):
            ratio = brief.aspect_ratio if index == 0 else None
            shots[index] = replace(
                each,
                aspect_ratio=ratio or each.aspect_ratio,
                is_heard=speaks_of_sound,
                parameters={**brief.parameters, **each.parameters},
            )
    if side == "start":
        made = [each for each in shots[::-1] if isinstance(each, MakeScene | AddBlack)]
        shots = [replace(each, place=Place(side)) for each in made]
    if not shots and brief.aspect_ratio:
        shots = [SetAspect(brief.aspect_ratio)]
    unclear = (
        *brief.unclear,
        *(each.removeprefix("title ") for reading in beside for each in reading.unclear),
    )
    if _is_scrap((*shots, *commands), unclear, message):
        return Reading((), (message,))
    return Reading((*shots, *commands), unclear)


def _is_scrap(commands: Sequence[Command], unclear: Sequence[str], message: str) -> bool:
    """Whether all that is to be seen are unknown words behind others that were not understood.

    As in "ten scenes, one second each. go wild": an abstract "wild" is not what was meant. So it is where
    another clip is spoken of, for none is there.
    """
    scenes = [each for each in commands if isinstance(each, MakeScene)]
    if not scenes or any(each.scene for each in scenes):
        return False
    names = [each.name.lower() for each in scenes]
    others: list[str] = []

    def note(each: Reference) -> Reference:
        if each.kind == "clip" and each.name and not any(each.name.lower() in name for name in names):
            others.append(each.name)
        return each

    for each in commands:
        with_references(each, note)
    at = message.find(scenes[0].name.split(",")[0])
    is_behind = at < 0 or any(0 <= message.find(part) < at for part in unclear)
    return bool(others) or (bool(unclear) and is_behind)


def _make_shot(shot: Shot, message: str, own: Reference) -> list[Command]:
    """One shot, and the look that it is told with."""
    if shot.is_black:
        return [AddBlack(shot.own_s or SECONDS_OF_CARD, Place("end"))]
    made = read_shot(shot.words, message, shot.own_s)
    return [replace(each, target=own) if isinstance(each, SetLook) else each for each in made]


_AS_ALL_BEGIN: Final = (SetResolution(1080), SetFrameRate(30))
"""What a new film is anyway, so that nothing changes."""


def _read_beside(order: str) -> Reading:
    """An order beside shots; none is taken off unseen ("rain, then it clears up"), or doubled by "a loop"."""
    plain = simplify(order)
    if sees(plain, "ambience") and not words_left(plain, "ambience", "add_new"):
        return Reading()  # each place has its sound
    reading = read_orders(order, NO_UPLOADS)
    gone = [each for each in reading.commands if isinstance(each, Delete) and not _leaves_out(each)]
    # "Title first (3 s)" tells no words of it.
    gone += [each for each in reading.commands if isinstance(each, MoveTo) and each.target.kind == "title"]
    is_loop = reading.commands == (Duplicate(),) and not re.search(r"\b(?:twice|two|2)\b|[两二2]", order)
    return Reading(unclear=(order,)) if gone or is_loop else reading


def _read_of_shot(order: str, over: Reference, own_s: float | None) -> Reading:
    """An order in the midst of a shot is of that shot, which stays as long as it was told to be."""
    reading = read_orders(order, NO_UPLOADS)
    commands: list[Command] = []
    for each in reading.commands:
        if isinstance(each, AddTitle) and (each.over, each.span) == (None, OPEN):
            each = replace(each, over=over)
        elif getattr(each, "target", None) in (IT, ALL_SOUND):
            each = replace(each, target=over)
        commands.append(each)
        if own_s and isinstance(each, SetSpeed):
            commands.append(SetLength(over, own_s))
    return replace(reading, commands=tuple(commands))


def _leaves_out(command: Command) -> bool:
    """As in "a forest, no title": so it is where nothing was made before."""
    return isinstance(command, Delete) and command.target.kind in {"title", "subtitle", "music", "voice"}
