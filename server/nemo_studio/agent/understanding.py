"""A message in English or Chinese to commands, several in one message.

It reads by rules and tables; what it does not understand it hands back, so that the reply can say so.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final, Literal

from nemo_studio.agent import words as forms
from nemo_studio.agent.briefs import read_brief
from nemo_studio.agent.complaints import is_answered, name_complaint
from nemo_studio.agent.file_names import put_names_back, set_names_aside
from nemo_studio.agent.joining import Reading, ReadPiece
from nemo_studio.agent.pieces import take_piece
from nemo_studio.agent.questions import asks_to_make, read_topic, set_questions_aside
from nemo_studio.agent.remarks import (
    is_mistake,
    is_remark,
    set_reasons_aside,
    set_remarks_aside,
    speaks_of_clip,
)
from nemo_studio.agent.rephrasing import rephrase
from nemo_studio.agent.shots import Brief, Shot
from nemo_studio.agent.spelling import mend_spelling
from nemo_studio.agent.subjects import (
    is_subject,
    name_rest,
    names_of_clips,
    says_quality_of,
    stays,
    subject_of,
)
from nemo_studio.agent.suggestions import is_beyond_edits
from nemo_studio.agent.taking_back import clips_left_alone, except_clips, take_back, takes_back
from nemo_studio.agent.uploads import NO_UPLOADS, Uploads
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import (
    AddBlack,
    Delete,
    Duplicate,
    MoveClip,
    Reorder,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Swap,
    Trim,
)
from nemo_studio.edits.exact.reader import read_exact
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Explain, StartOver, Undo
from nemo_studio.edits.language.characters import restore, simplify
from nemo_studio.edits.language.clauses import Clause, Piece, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.meaning import clips
from nemo_studio.edits.language.quantities import write_in_figures
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.media.reader import find_scenes, read_shot
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, Fade, Mute, SetVolume
from nemo_studio.edits.sound.reader import ALL_SOUND
from nemo_studio.edits.spans import OPEN
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle
from nemo_studio.edits.titles.pasted import find_pasted
from nemo_studio.edits.titles.reader import style_of
from nemo_studio.edits.titles.words import SUBTITLE
from nemo_studio.project import UploadedMedia

_FLAGS: Final = re.IGNORECASE
_STATED: Final = re.compile(
    r"(?:\n\s*(?P<length>duration|[時时][长長])|[.。\n]\s*(?:aspect ratio|[画畫]面比例))\s*[:：]\s*", _FLAGS
)
"""What stands before what a caller adds to a message, as in "Duration: 8 s. Aspect ratio: 9:16."."""
_SIGNS: Final = re.compile(r"(?:[,，.。;；、!！?？]\s?){50,}|\s{50,}")
"""Lines of commas and blank pages: signs that only divide, of which a pattern would try each."""
MAX_PIECES: Final = 1000
"""Orders of one message, each of which takes some milliseconds to read."""
MAX_CLAUSE: Final = 2000
"""Characters of one clause; nobody says so much in a breath, and its patterns take the square of it."""


def understand(message: str, *, uploads: Sequence[UploadedMedia] = (), is_empty: bool = False) -> Reading:
    """Read a message: what the user says, in English or Chinese, or exact edits.

    Args:
        message: What the user wrote.
        uploads: What was uploaded: pictures and films may be called by what they are named after.
        is_empty: Whether there is nothing on the timeline yet. Then the first words that ask for nothing else
            are what is to be seen, unless pictures or films wait to come on it.
    """
    if (exact := read_exact(message)) is not None:
        return Reading(exact, is_exact=True)
    message = _STATED.sub(lambda each: "; total " if is_empty and each["length"] else "; ", message)
    message, names = set_names_aside(_SIGNS.sub(" ", message), uploads)
    words_of = {name: word for word, name in names.items()}
    shown = [media.name for media in uploads if media.kind in ("image", "video")]
    files = tuple(words_of.get(name, name) for name in shown)
    if is_empty and len(shown) < len(uploads):  # no other song can be meant
        message = re.sub(r"\bthe (?=(?:song|tune|track)\b)", "my ", message)
    reading = _understand(message, Uploads(files, are_waiting=is_empty), is_opening=is_empty and not shown)
    return put_names_back(reading, names)


def _understand(message: str, uploads: Uploads, *, is_opening: bool) -> Reading:
    """Read a message in free words, part by part where it says lengths or subtitles for all of it."""
    if pasted := find_pasted(message):
        start, stop, subtitles = pasted
        before = _understand(message[:start], uploads, is_opening=is_opening)
        after = _understand(message[stop:], NO_UPLOADS, is_opening=False)
        style = style_of(Said(tokenize(simplify(message[:start]))))
        others = tuple(each for each in before.commands if not isinstance(each, AddSubtitles | AddTitle))
        opens = rf"[:：]$|{SUBTITLE}"  # "here are my subtitles", "use this:"
        unclear = tuple(part for part in before.unclear if not re.search(opens, simplify(part), _FLAGS))
        made = (replace(each, style=style) for each in subtitles)
        return Reading((*others, *made, *after.commands), (*unclear, *after.unclear))
    simplified = simplify(message)
    unquoted, _ = set_quotes_aside(simplified)
    pieces = split_pieces(unquoted)
    if len(pieces) > MAX_PIECES or any(len(piece.text) > MAX_CLAUSE for piece in pieces):
        return Reading((), (message,))
    topic = None if is_opening and asks_to_make(unquoted) else read_topic(unquoted)
    if topic == Explain("abilities") and is_beyond_edits(unquoted):
        return Reading((), (message,))
    if topic:  # what a title asks is no question
        ordered = set_questions_aside(unquoted)
        if ordered == unquoted:
            return Reading((topic,))
        rest = _understand(put_quotes_back(ordered, simplified), uploads, is_opening=is_opening)
        return replace(rest, commands=(*rest.commands, topic)) if rest.commands else Reading((topic,))
    if is_opening and not uploads.are_all_asked_for(unquoted):
        asked = put_quotes_back(set_remarks_aside(set_reasons_aside(unquoted)), simplified)
        if asked.strip() and (brief := read_brief(asked) or read_brief(simplified)):
            return _make_shots(brief, message)
    if around := _read_around(message, simplified, uploads):
        return around
    return uploads.quote(uploads.place(message, _read(message, uploads)), message)


Side = Literal["start", "end"]


def _read_around(message: str, simplified: str, uploads: Uploads) -> Reading | None:
    """As in "open with the sea, then show my clip": shots before and behind what is there, or waits."""
    text, _ = set_quotes_aside(uploads.write_names(simplified) if uploads.are_waiting else simplified)
    here = next((each for each in split_pieces(text) if forms.CLIP_HERE.fullmatch(each.text)), None)
    beside = forms.BESIDE_CLIP.match(text)
    if not here and not beside:
        return None
    placed = Reading((PlaceMedia(),) if uploads.are_waiting else ())
    is_before = beside is not None and (beside["before"] or beside["before_zh"])
    sides: tuple[tuple[str, Side], ...] = (
        ((text[: here.start], "start"), (text[here.stop :], "end"))
        if here
        else ((text[beside.end() if beside else 0 :], "start" if is_before else "end"),)
    )
    briefs: list[tuple[Brief | None, Side]] = [
        (read_brief(put_quotes_back(part, simplified)), side) for part, side in sides if part.strip(" ,，.。")
    ]
    shots = [brief.shots[0] if brief and brief.shots else Shot("") for brief, _ in briefs]
    if not shots or not all(each.is_black or find_scenes(each.words) for each in shots):
        return None
    read = [placed, *(_make_shots(brief, message, side) for brief, side in briefs if brief)]
    commands = tuple(command for each in read for command in each.commands)
    return Reading(commands, tuple(part for each in read for part in each.unclear))


def _make_shots(brief: Brief, message: str, side: Side | None = None) -> Reading:
    """The shots of a brief, and then what else it says of each of them and of all.

    Args:
        brief: What it says.
        message: What the user wrote.
        side: On which side of what is on the timeline they go; None where nothing is.
    """
    shots: list[Command] = []
    first = Reference("clip", 1 if side == "start" else -len(brief.shots))
    orders = [restore(each, message) for each in brief.orders]
    beside = [_read_of_shot(each, first, None) if side else _read_beside(each) for each in orders]
    for number, shot in enumerate(brief.shots, 1):
        own = Reference("clip", number) if len(brief.shots) > 1 or side == "start" else IT
        own = Reference("clip", number - len(brief.shots) - 1) if side == "end" else own
        made = read_shot(shot.words, message, shot.own_s)
        made = (AddBlack(shot.own_s or 3, Place("end")),) if shot.is_black else made
        shots += [replace(each, target=own) if isinstance(each, SetLook) else each for each in made]
        beside += [_read_of_shot(restore(each, message), own, shot.own_s) for each in shot.orders]
    commands = [each for reading in beside for each in reading.commands if not _leaves_out(each)]
    is_music_set = any(getattr(getattr(each, "target", None), "kind", "") == "music" for each in commands)
    if is_music_set and not any(isinstance(each, AddMusic | Mute) for each in commands):
        commands.insert(0, AddMusic(None))  # what is said of it wants some
    of_all = [each for reading in beside[: len(brief.orders)] for each in reading.commands]
    if any(isinstance(each, SetSpeed) for each in of_all):  # it changes no length that was told
        scenes = [each for each in shots if isinstance(each, MakeScene)]
        lengths = enumerate((each.duration_s for each in scenes), 1)
        commands += [SetLength(Reference("clip", n), seconds) for n, seconds in lengths if seconds]
    speaks_of_sound = any(isinstance(each, Mute | SetVolume | Fade) for each in commands)
    for index, each in enumerate(shots):
        if isinstance(each, MakeScene):
            ratio = brief.aspect_ratio if each is shots[0] else None
            shots[index] = replace(
                each,
                aspect_ratio=ratio or each.aspect_ratio,
                is_heard=speaks_of_sound,
                parameters={**brief.parameters, **each.parameters},
            )
    if side == "start":
        shots = [
            replace(each, place=Place(side)) for each in shots[::-1] if isinstance(each, MakeScene | AddBlack)
        ]
    if not shots and brief.aspect_ratio:
        shots = [SetAspect(brief.aspect_ratio)]
    unclear = (*brief.unclear, *(each for reading in beside for each in reading.unclear))
    return Reading((*shots, *commands), unclear)


def _read_beside(order: str) -> Reading:
    """An order beside shots; none is taken off unseen ("rain, then it clears up"), or doubled by "a loop"."""
    if sees(order, "ambience") and not words_left(order, "ambience", "add_new"):
        return Reading()  # each place has its sound
    reading = _read(order, NO_UPLOADS)
    removals = [each for each in reading.commands if isinstance(each, Delete) and not _leaves_out(each)]
    is_loop = reading.commands == (Duplicate(),) and not re.search(r"\b(?:twice|two|2)\b|[两二2]", order)
    return Reading(unclear=(order,)) if removals or is_loop else reading


def _read_of_shot(order: str, over: Reference, own_s: float | None) -> Reading:
    """An order in the midst of a shot is of that shot, which stays as long as it was told to be."""
    reading = _read(order, NO_UPLOADS)
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


def _read(message: str, uploads: Uploads) -> Reading:
    message = re.sub(words.QUOTED_NAME, lambda found: f" {found[0][1:-1]} ", message, flags=_FLAGS)
    text, quotes = set_quotes_aside(message)
    text = set_reasons_aside(text)
    text = take_back(uploads.write_names(simplify(text)) if uploads.files else text)
    whole = rephrase(simplify(text))
    done: list[ReadPiece] = []
    named: list[str] = []  # the clips that were spoken of
    is_kept = False
    kept = ""  # what is to stay, of which a next clause may say what is to change
    remarks: list[Piece] = []
    left_alone: list[Reference] = []
    is_told: object = False
    for piece in split_pieces(whole):
        if takes_back(done, piece.text):
            continue
        said = re.sub(words.INTERJECTION, "", piece.text, flags=_FLAGS)
        is_over = re.match(words.BUT_ONLY, whole[piece.stop :], _FLAGS)
        left_alone += (alone := [] if is_over else clips_left_alone(said))
        is_listed = is_told and piece.connective.strip() in ("and", "和", "") and is_subject(said)
        is_told = alone or is_listed or re.search(words.KEEP_AS_IS, said, _FLAGS)
        is_told = is_told or _says_beside(whole, piece, said)
        if is_told or re.search(words.POLITE, said, _FLAGS):
            kept = subject_of(said) or kept
            is_kept |= bool(is_told)
            beside = clips(Said(tokenize(said))) if is_told and not alone else ()
            left_alone += [each for each in beside if not each.is_all]
        elif is_mistake(said) or (is_remark(said) and not speaks_of_clip(said)):
            remarks.append(piece)
        else:
            said = name_complaint(f"{kept} {said}" if says_quality_of(kept, said) else said)
            said = _name_rest(write_in_figures(said), named, done)
            take_piece(done, piece, Clause(mend_spelling(said), quotes, text))
        named += names_of_clips(piece.text)
    _refuse_second_places(done)
    goes = (Undo,) if left_alone else (Undo, StartOver)
    if is_kept and any(isinstance(command, goes) for each in done for command in each.commands):
        return Reading(unclear=(message.strip(),))  # what was done goes as a whole or not
    is_done = any(each.commands for each in done)
    unclear = [
        each
        for index, each in enumerate(done)
        if not (each.commands or each.is_taken_back)
        and not (is_done and each.clause.sees(words.FORBIDDEN))
        and not any(is_answered(each, after) for after in [a for a in done[index:] if a.commands][:1])
    ]
    unclear = unclear if is_done else sorted((*unclear, *remarks), key=attrgetter("start"))
    return Reading(
        except_clips([command for each in done for command in each.commands], left_alone),
        tuple(put_quotes_back(text[each.start : each.stop], message).strip(" ,，") for each in unclear),
    )


def _leaves_out(command: Command) -> bool:
    """As in "a forest, no title": so it is where nothing was made before."""
    return isinstance(command, Delete) and command.target.kind in {"title", "subtitle", "music", "voice"}


def _says_beside(whole: str, piece: Piece, said: str) -> bool:
    """Whether it is only said beside what is to be done that something stays: not "keep it, but only 3 s"."""
    is_alone = whole.strip() == piece.text
    is_more = re.match(words.BUT_ONLY, whole[piece.stop :], _FLAGS) and not re.search("[别不]", said)
    return stays(said) and not is_alone and not is_more


def _refuse_second_places(done: list[ReadPiece]) -> None:
    """As in "move the forest to the start and to the end", and "delete it, then bring it back"."""
    moved: set[Reference] = set()
    is_edited = False
    for index, each in enumerate(done):
        targets = [command.target for command in each.commands if isinstance(command, MoveClip)]
        is_back = [isinstance(command, Undo) for command in each.commands]
        if (is_edited and any(is_back)) or (targets and moved.issuperset(targets)):
            done[index] = replace(each, commands=(), start=max(each.start, done[index - 1].stop))
        moved.update(targets)
        is_edited |= not all(is_back)


def _name_rest(text: str, named: list[str], done: list[ReadPiece]) -> str:
    """What "the rest" is after what was done before; nothing known where clips have other numbers by then."""
    commands = [command for each in done for command in each.commands]
    if commands and isinstance(commands[-1], Split):
        text = re.sub(words.WHAT_PRECEDES, lambda found: _name_end(found, "first", "前"), text, flags=_FLAGS)
        return re.sub(words.WHAT_FOLLOWS, lambda found: _name_end(found, "last", "最后"), text, flags=_FLAGS)
    if any(isinstance(c, MoveClip | Swap | Reorder | Split | Duplicate | MakeScene) for c in commands):
        return text
    is_gone = bool(commands) and all(isinstance(c, Delete | RippleDelete | Trim) for c in commands)
    if is_gone and re.search(words.REMOVES, text, _FLAGS):
        return text  # the rest was taken away
    return name_rest(text, named, is_gone=is_gone)


def _name_end(found: re.Match[str], end: str, end_zh: str) -> str:
    """What is before or behind a cut."""
    return f"the {end} piece" if found[0].isascii() else f"{end_zh}一段"
