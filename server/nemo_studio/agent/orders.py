"""Orders in free words, read clause by clause: what each asks for, what is to stay, what is a remark."""

import re
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final

from nemo_studio.agent.complaints import is_answered, name_complaint
from nemo_studio.agent.joining import Reading, ReadPiece
from nemo_studio.agent.pieces import take_piece
from nemo_studio.agent.remarks import is_mistake, is_remark, praises, set_reasons_aside, speaks_of_clip
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
    reader = _OrderReader(text, quotes)
    for piece in split_pieces(reader.whole):
        reader.take(piece)
    commands, unclear = reader.finish()
    if reader.contradicts(commands):
        return Reading(unclear=(message.strip(),))
    return Reading(
        except_clips(commands, reader.left_alone),
        tuple(put_quotes_back(text[each.start : each.stop], message).strip(" ,，") for each in unclear),
    )


class _OrderReader:
    """Sorts the pieces of a message: what is to be done, what is to stay, what is only a remark.

    Attributes:
        whole: The text that is cut into pieces, in words that are known.
        left_alone: The clips to which nothing is to be done.
    """

    def __init__(self, text: str, quotes: tuple[str, ...]) -> None:
        self.whole = rephrase(simplify(text))
        self.left_alone: list[Reference] = []
        self._text, self._quotes = text, quotes
        self._done: list[ReadPiece] = []
        self._remarks: list[Piece] = []
        self._staying: list[Piece] = []
        self._is_list_of_staying = False
        self._has_staying = False
        self._kept = ""  # what stays, of which a next piece may say what is to change
        self._named: list[str] = []  # the clips that were spoken of
        self._undeleted: list[Reference] = []
        self._is_long = False  # what stays is the length

    def take(self, piece: Piece) -> None:
        """Sort the next piece, and read it where it asks for something."""
        if takes_back(self._done, piece.text):
            return
        said = re.sub(words.INTERJECTION, "", piece.text, flags=_FLAGS)
        if self._takes_as_staying(piece, said):
            self._staying.append(piece)
        elif is_mistake(said) or (is_remark(said) and not speaks_of_clip(said)):
            self._remarks.append(piece)
        else:
            self._undeleted += clips_of(said) if re.search(words.FORBIDDEN, said, _FLAGS) else []
            is_of_kept = says_quality_of(self._kept, said)
            said = write_in_figures(name_complaint(f"{self._kept} {said}" if is_of_kept else said))
            said = _name_rest(said, self._named, self._done)
            clause = Clause(mend_spelling(said), self._quotes, self._text)
            self._done = take_piece(self._done, piece, clause)
        self._named += names_of_clips(piece.text)

    def _takes_as_staying(self, piece: Piece, said: str) -> bool:
        """Whether a piece says that something stays; what that is, is noted."""
        is_over = re.match(words.BUT_ONLY, self.whole[piece.stop :], _FLAGS)
        alone = [] if is_over else clips_left_alone(said)
        is_listed = piece.connective.strip() in ("and", "和", "") and is_subject(said)
        is_staying = (
            bool(alone)
            or (self._is_list_of_staying and is_listed)
            or re.search(words.KEEP_AS_IS, said, _FLAGS) is not None
            or _says_beside(self.whole, piece, said)
        )
        self._is_list_of_staying = is_staying
        if not (is_staying or re.search(words.POLITE, said, _FLAGS)):
            return False
        self._kept = subject_of(said) or self._kept
        self._has_staying |= is_staying
        self._is_long |= sees(said, "long_noun", "total")
        beside = clips(Said(tokenize(said))) if is_staying and not alone else ()
        self.left_alone += alone or [each for each in beside if not each.is_all]
        return True

    def finish(self) -> tuple[list[Command], Sequence[Piece | ReadPiece]]:
        """What is to be done, and the pieces of which nothing came."""
        _refuse_second_places(self._done)
        done = self._done
        commands = [command for each in done for command in each.commands]
        if any(isinstance(each, Delete | StartOver) for each in commands):
            self.left_alone += self._undeleted
        unclear = [
            each
            for index, each in enumerate(done)
            if not (each.commands or each.is_taken_back)
            and not (commands and each.clause.sees(words.FORBIDDEN))
            and not (commands and praises(each.clause.text))
            and not any(is_answered(each, after) for after in [a for a in done[index:] if a.commands][:1])
        ]
        if any(isinstance(command, SetSpeed) for command in commands):
            told = [*self._staying, *(each for each in done if each.clause.sees(words.FORBIDDEN))]
            unclear += [each for each in told if sees(self._text[each.start : each.stop], *_OF_PACE)]
        return commands, unclear if commands else sorted((*unclear, *self._remarks), key=attrgetter("start"))

    def contradicts(self, commands: list[Command]) -> bool:
        """Whether what goes as a whole or not at all is asked for against what is to stay."""
        goes: tuple[type[Command], ...] = (Undo,) if self.left_alone else (Undo, StartOver)
        goes += (SetSpeed,) if self._is_long else ()
        return self._has_staying and any(isinstance(each, goes) for each in commands)


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
