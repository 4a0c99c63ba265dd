"""Orders in free words, read clause by clause: what each asks for, what is to stay, what is a remark."""

import re
from dataclasses import replace
from operator import attrgetter
from typing import Final

from nemo_studio.agent.complaints import is_answered, name_complaint
from nemo_studio.agent.joining import Reading, ReadPiece
from nemo_studio.agent.pieces import take_piece
from nemo_studio.agent.remarks import is_mistake, is_remark, set_reasons_aside, speaks_of_clip
from nemo_studio.agent.rephrasing import rephrase
from nemo_studio.agent.spelling import mend_spelling
from nemo_studio.agent.subjects import (
    clips_of,
    is_subject,
    name_rest,
    names_of_clips,
    says_quality_of,
    stays,
    subject_of,
)
from nemo_studio.agent.taking_back import clips_left_alone, except_clips, take_back, takes_back
from nemo_studio.agent.uploads import Uploads
from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    MoveClip,
    Reorder,
    RippleDelete,
    SetSpeed,
    Split,
    Swap,
    Trim,
)
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import StartOver, Undo
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import Clause, Piece, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.meaning import clips
from nemo_studio.edits.language.quantities import write_in_figures
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.lexicon import sees, tokenize
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.references import Reference
from nemo_studio.edits.registry import Command

_FLAGS: Final = re.IGNORECASE
_OF_PACE: Final = ("sound", "own_sound", "lasting", "long_noun", "total")
"""What becomes another with the speed, and cannot stay."""


def read_orders(message: str, uploads: Uploads) -> Reading:
    """Read a message that is no brief.

    Args:
        message: What the user wrote, names of files set aside.
        uploads: What may be called by what it is named after.
    """
    message = re.sub(words.QUOTED_NAME, lambda found: f" {found[0][1:-1]} ", message, flags=_FLAGS)
    text, quotes = set_quotes_aside(message)
    text = set_reasons_aside(text)
    text = take_back(uploads.write_names(simplify(text)) if uploads.files else text)
    whole = rephrase(simplify(text))
    done: list[ReadPiece] = []
    named: list[str] = []  # the clips that were spoken of
    is_kept = False
    goes: tuple[type[Command], ...] = ()  # what goes as a whole or not, or against what is to stay
    kept = ""  # what is to stay, of which a next clause may say what is to change
    remarks: list[Piece] = []
    told: list[Piece | ReadPiece] = []  # what is to stay
    left_alone: list[Reference] = []
    undeleted: list[Reference] = []
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
            told.append(piece)
            is_kept |= bool(is_told)
            goes += (SetSpeed,) if sees(said, "long_noun", "total") else ()
            beside = clips(Said(tokenize(said))) if is_told and not alone else ()
            left_alone += [each for each in beside if not each.is_all]
        elif is_mistake(said) or (is_remark(said) and not speaks_of_clip(said)):
            remarks.append(piece)
        else:
            undeleted += clips_of(said) if re.search(words.FORBIDDEN, said, _FLAGS) else []
            said = name_complaint(f"{kept} {said}" if says_quality_of(kept, said) else said)
            said = _name_rest(write_in_figures(said), named, done)
            done = take_piece(done, piece, Clause(mend_spelling(said), quotes, text))
        named += names_of_clips(piece.text)
    _refuse_second_places(done)
    goes += (Undo,) if left_alone else (Undo, StartOver)
    commands = [command for each in done for command in each.commands]
    if is_kept and any(isinstance(each, goes) for each in commands):
        return Reading(unclear=(message.strip(),))
    left_alone += undeleted if any(isinstance(each, Delete | StartOver) for each in commands) else []
    unclear = [
        each
        for index, each in enumerate(done)
        if not (each.commands or each.is_taken_back)
        and not (commands and each.clause.sees(words.FORBIDDEN))
        and not any(is_answered(each, after) for after in [a for a in done[index:] if a.commands][:1])
    ]
    is_paced = any(isinstance(command, SetSpeed) for command in commands)
    told += [each for each in done if each.clause.sees(words.FORBIDDEN)]
    unclear += [each for each in told if is_paced and sees(text[each.start : each.stop], *_OF_PACE)]
    unclear = unclear if commands else sorted((*unclear, *remarks), key=attrgetter("start"))
    return Reading(
        except_clips(commands, left_alone),
        tuple(put_quotes_back(text[each.start : each.stop], message).strip(" ,，") for each in unclear),
    )


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
    files = [name for name in named if "." in name]  # they keep their names: "the others 3 s"
    files = files if sees(text, "length") and not sees(text, "clip") else []
    moves = (MoveClip, Swap, Reorder, Split, Duplicate, MakeScene)
    if not files and any(isinstance(c, moves) for c in commands):
        return text
    is_gone = bool(commands) and all(isinstance(c, Delete | RippleDelete | Trim) for c in commands)
    if is_gone and re.search(words.REMOVES, text, _FLAGS):
        return text  # the rest was taken away
    return name_rest(text, files or named, is_gone=is_gone)


def _name_end(found: re.Match[str], end: str, end_zh: str) -> str:
    """What is before or behind a cut."""
    return f"the {end} piece" if found[0].isascii() else f"{end_zh}一段"
