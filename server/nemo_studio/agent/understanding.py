"""A message in English or Chinese to commands, several in one message.

It reads by rules and tables; what it does not understand it hands back, so that the reply can say so.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.cutting.commands import SetLength, SetSpeed
from nemo_studio.edits.exact.reader import read_exact
from nemo_studio.edits.history import words
from nemo_studio.edits.history.commands import Explain
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import Clause, Piece, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.quantities import write_in_figures
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.media.reader import read_subject
from nemo_studio.edits.picture.commands import Adjust, SetInset, SetLook, Zoom
from nemo_studio.edits.readers import read_clause
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import Fade, PlaceSound
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, StyleTitle
from nemo_studio.edits.titles.reader import read_style
from nemo_studio.edits.titles.words import SUBTITLE

_FLAGS: Final = re.IGNORECASE
_SRT: Final = re.compile(
    r"(?:^[ \t]*\d+[ \t]*\r?\n)?^[ \t]*\d{1,2}:\d{1,2}:\d{1,2}[,.]\d{1,3}[ \t]*-->[\s\S]*", re.MULTILINE
)
_DESCRIPTIONS: Final = (
    Adjust, ChangeScene, SetAspect, SetFrameRate, SetLength, SetLook, SetResolution, SetSpeed, Zoom
)  # fmt: skip
_MAKING: Final = (MakeScene, PlaceMedia, PlaceSound)
_NEXT_SHOT: Final = re.compile(r"then|followed|然后|接着|再", _FLAGS)


@dataclass(frozen=True)
class Reading:
    """What was made of a message.

    Attributes:
        commands: In the order of the text.
        unclear: Parts that were not understood, as the user wrote them.
        belief: What a part of them may have asked for.
    """

    commands: tuple[Command, ...] = ()
    unclear: tuple[str, ...] = ()
    belief: type[Command] | None = None


@dataclass(frozen=True)
class _Read:
    """A clause and what it gave.

    Attributes:
        clause: Its words, as they are read.
        commands: What it asks for.
        is_first: Whether it opens the message, or follows a scene.
        is_opening: Whether it opens the message where there is nothing yet.
        start: Where it begins in the message, quotations set aside.
        stop: Where it ends there.
    """

    clause: Clause
    commands: tuple[Command, ...]
    is_first: bool
    is_opening: bool
    start: int
    stop: int

    @property
    def is_scene(self) -> bool:
        return bool(self.commands) and isinstance(self.commands[0], MakeScene)


def understand(message: str, *, is_opening: bool = False) -> Reading:
    """Read a message: what the user says, in English or Chinese.

    Args:
        message: What the user wrote.
        is_opening: Whether there is nothing yet: then the first words that ask for nothing else are what is
            to be seen.
    """
    if (exact := read_exact(message)) is not None:
        return Reading(exact)
    if srt := _SRT.search(message):
        before = understand(message[: srt.start()])
        style = read_style(Clause(message[: srt.start()]))
        others = tuple(command for command in before.commands if not isinstance(command, AddSubtitles))
        unclear = tuple(part for part in before.unclear if not _introduces_subtitles(part))
        return Reading((*others, AddSubtitles(srt[0], style)), unclear)
    if topic := _topic(simplify(message)):
        return Reading((topic,))
    return _read(message, is_opening=is_opening)


def _introduces_subtitles(part: str) -> bool:
    """As in "Here are my subtitles" or "use this:" before an SRT."""
    return part.endswith((":", "：")) or re.search(SUBTITLE, simplify(part), _FLAGS) is not None


def _topic(message: str) -> Explain | None:
    if re.search(words.QUESTION_EXPORT, message, _FLAGS):
        return Explain("export")
    return Explain("abilities") if re.search(words.QUESTION_ABILITIES, message, _FLAGS) else None


def _read(message: str, *, is_opening: bool) -> Reading:
    text, quotes = set_quotes_aside(message)
    done: list[_Read] = []
    whole = re.sub(words.COMPOUND, _hyphenate, simplify(text), flags=_FLAGS)
    for piece in split_pieces(re.sub(words.BETWEEN_FILES, _blank, whole, flags=_FLAGS)):
        said = re.sub(words.INTERJECTION, "", piece.text, flags=_FLAGS)
        if not re.search(f"{words.POLITE}|{words.KEEP_AS_IS}", said, _FLAGS):
            clause = Clause(write_in_figures(said), quotes, text)
            _take(done, piece, clause, is_opening=is_opening and not done)
    if is_opening and not any(isinstance(command, _MAKING) for each in done for command in each.commands):
        _take_subject(done)
    return Reading(
        tuple(command for each in done for command in each.commands),
        tuple(put_quotes_back(text[each.start : each.stop], message) for each in done if not each.commands),
    )


def _take_subject(done: list[_Read]) -> None:
    """Draw first what the other commands work on."""
    for index, each in enumerate(done):
        if not each.commands and (commands := read_subject(each.clause)):
            done.insert(0, replace(done.pop(index), commands=commands))
            return


def _hyphenate(found: re.Match[str]) -> str:
    """As in "Black and white" is one look, and cut at no "and"; as long as before."""
    return re.sub(r"\s", "-", found[0])


def _blank(found: re.Match[str]) -> str:
    """As in "a.jpg, b.jpg and c.jpg" no comma cuts; as long as before."""
    return " " * len(found[0])


def _take(done: list[_Read], piece: Piece, clause: Clause, *, is_opening: bool) -> None:
    """Read the next piece: as a command of its own, or as the rest of the one before."""
    last = done[-1] if done else None
    is_first = last is None or last.is_scene
    alone = _read_as(clause, piece.start, piece.stop, is_first=is_first, is_opening=is_opening)
    if last is None:
        done.append(alone)
        return
    if not last.commands and _continue_earlier(done, alone):
        return
    joined_clause = replace(clause, text=f"{last.clause.text}{piece.connective}{clause.text}")
    joined = _read_as(
        joined_clause, last.start, piece.stop, is_first=last.is_first, is_opening=last.is_opening
    )
    if _belongs(last, alone, joined, piece.connective):
        done[-1] = joined
    else:
        done.append(alone if alone.commands else _read_with_verb(last, alone) or alone)


def _continue_earlier(done: list[_Read], alone: _Read) -> bool:
    """Read a piece as the rest of the last clause that was understood, past others that were not."""
    index = next((i for i in range(len(done) - 1, -1, -1) if done[i].commands), None)
    if index is None or index == len(done) - 1 or done[index].is_scene:
        return False
    earlier = done[index]
    joined_clause = replace(earlier.clause, text=f"{earlier.clause.text}, {alone.clause.text}")
    joined = _read_as(joined_clause, earlier.start, earlier.stop, is_first=earlier.is_first)
    if not _belongs(earlier, alone, joined, ", "):
        return False
    done[index] = joined
    return True


def _read_as(clause: Clause, start: int, stop: int, *, is_first: bool, is_opening: bool = False) -> _Read:
    commands = read_clause(clause, is_first=is_first) or (read_subject(clause) if is_opening else ())
    return _Read(clause, commands, is_first, is_opening, start, stop)


def _read_with_verb(last: _Read, alone: _Read) -> _Read | None:
    """As in "Cut 1 second from the start and 2 seconds from the end": the verb serves both."""
    text = alone.clause.text
    if not last.commands or not re.match(r"(?:the|a|an|\d|first|last|\ue000|第|最后|前)", text, _FLAGS):
        return None
    commands = read_clause(replace(alone.clause, text=f"{last.clause.text.split()[0]} {text}"))
    is_alike = commands and type(commands[0]) is type(last.commands[0])
    return replace(alone, commands=commands, is_first=False) if is_alike else None


def _belongs(last: _Read, alone: _Read, joined: _Read, connective: str) -> bool:
    if alone.commands and _is_bare_fade(alone) and last.commands and isinstance(last.commands[0], AddTitle):
        return bool(joined.commands)
    if not joined.commands:
        return not last.commands and not alone.commands
    if last.is_scene:
        return joined.is_scene and _goes_on(last, alone, connective)
    if not last.commands:
        has_verb = re.match(words.OWN_VERB, alone.clause.text, _FLAGS)
        return joined.commands != alone.commands and not (alone.commands and has_verb)
    is_alike = type(joined.commands[0]) is type(last.commands[0])
    if alone.commands and not (
        isinstance(last.commands[0], AddTitle | AddSubtitles | SetInset) and _is_style(alone)
    ):
        # "With" ties what follows to what is before it: "add music with a fade out".
        return is_alike and "with" in connective.lower() and joined.commands != last.commands
    is_order = re.search(words.IMPERATIVE, alone.clause.text, _FLAGS)
    return is_alike and joined.commands != last.commands and not is_order


def _is_style(alone: _Read) -> bool:
    """As in "red, at the top" after words to be written."""
    return all(isinstance(command, StyleTitle) and command.target.kind == "any" for command in alone.commands)


def _is_bare_fade(alone: _Read) -> bool:
    """As in "fading in" after words to be written: they do so anyway."""
    return all(isinstance(command, Fade) and command.target.kind == "any" for command in alone.commands)


def _has_length(read: _Read) -> bool:
    scene = read.commands[0]
    return isinstance(scene, MakeScene) and scene.duration_s is not None


def _goes_on(last: _Read, alone: _Read, connective: str) -> bool:
    """Whether a piece after a scene goes on describing it; two that have lengths of their own are two."""
    if _NEXT_SHOT.search(connective):
        return False
    if alone.commands and _is_style(alone):
        return True  # as in "abstract, purple": colours of the picture
    if alone.is_scene:
        return not (_has_length(last) and _has_length(alone))
    if not alone.commands:
        return not re.search(words.IMPERATIVE, alone.clause.text, _FLAGS)
    is_description = all(isinstance(command, _DESCRIPTIONS) for command in alone.commands)
    return is_description and not re.search(words.EDIT_VERB, alone.clause.text, _FLAGS)
