"""What was uploaded, as a message may speak of it: by its name, or by what it is named after."""

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from operator import attrgetter
from typing import Final

from nemo_studio.agent import words
from nemo_studio.agent.file_names import called
from nemo_studio.agent.joining import Reading
from nemo_studio.edits.cutting.commands import Delete, Duplicate, MoveClip, Reorder, SetLength, SetSpeed
from nemo_studio.edits.history.words import BEYOND_EDITS, QUOTED_NAME
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import set_quotes_aside, split_pieces
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.language.quantities import NUMERAL, number
from nemo_studio.edits.language.things import ordinal
from nemo_studio.edits.language.tokens import UNKNOWN, Said
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.media.reader import find_scenes, read_shot
from nemo_studio.edits.media.words import FILES
from nemo_studio.edits.picture.commands import Adjust, SetLook
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command

_FLAGS: Final = re.IGNORECASE


@dataclass(frozen=True)
class Uploads:
    """What was uploaded, as a message may speak of it.

    Attributes:
        files: Their names.
        are_waiting: Whether they wait before an empty timeline: then those come on it that are spoken of.
    """

    files: tuple[str, ...]
    are_waiting: bool

    def are_all_asked_for(self, text: str) -> bool:
        """Whether it asks for all that is there, or would have to be: "3 photos, 2 seconds each"."""
        return self.are_waiting and words.ALL_UPLOADS.search(text) is not None

    def write_named(self, text: str) -> str:
        """The text with file names in place of what they are named after: "the dog picture", 狗那张."""
        for name in self.files:
            text = re.sub(called(name), f" {name} ", text, flags=_FLAGS)
        if not self.are_waiting or words_left(words.NTH_UPLOAD.sub(" ", text), *_CHOICE):
            return text
        names = dict(enumerate(self.files, 1)) | dict.fromkeys([-1], self.files[-1] if self.files else "")
        return words.NTH_UPLOAD.sub(lambda nth: f" {names.get(ordinal(nth), nth[0])} ", text)

    def write_names(self, text: str) -> str:
        """The same without those that are not wanted, all of them in one wording."""
        text = self.write_named(text)
        if not self.are_waiting:
            return text
        text = words.ALBUM.sub(lambda found: "video" if found[0].isascii() else "相册", text)
        text = re.sub(rf"\bboth(?: for)? (?={NUMERAL} ?s(?:ec|\b))", "each ", text, flags=_FLAGS)
        text = words.LEFT_OUT.sub(_leave_out, words.THAN_OTHERS.sub(" ", text))
        text = words.ALL_UPLOADS.sub(self._every_photo, text)
        looks: list[str] = []
        if _asks_film(text):  # "a warm slideshow", 黑白相册
            text = words.FILM_ASKED.sub(lambda found: _leave_out_topic(found, looks), text)
        return ", ".join((*looks, text))

    def _every_photo(self, found: re.Match[str]) -> str:
        count = re.search(rf"(?<![a-z]){NUMERAL}(?![a-z])", found[0].partition(" in ")[0], _FLAGS)
        if count and number(count[0]) != len(self.files):
            return found[0]  # "two pics: dog and cake"
        if not found[0].isascii():
            return "所有照片"
        return f"all photos {found['total']} in total" if found["total"] else "all photos"

    def _are_too_many(self, text: str) -> bool:
        found = words.SOME_UPLOADS.search(text)
        count = 2 if found and found["both"] else number(found["n"] or found["zh"]) if found else None
        return count is not None and count < len(self.files)

    def quote(self, reading: Reading, message: str) -> Reading:
        """What was not understood as the user wrote it, and not by the names of files."""
        unclear = tuple(part for each in reading.unclear if (part := self._as_written(each, message)))
        return replace(reading, unclear=unclear)

    def _as_written(self, part: str, message: str) -> str:
        for name in self.files:
            if found := re.search(called(name), simplify(message), _FLAGS):
                own = message[found.start() : found.end()]
                part = re.sub(rf"\s*{re.escape(name)}\s*", f" {own} " if own.isascii() else own, part)
        if all_of_them := words.ALL_UPLOADS.search(simplify(message)):
            own = message[all_of_them.start() : all_of_them.end()]
            part = re.sub(rf"(?:{words.EVERY_PHOTO.pattern})(?: \d+ ?\w+ in total)?", own, part)
        return part.strip()

    def place(self, message: str, reading: Reading) -> Reading:
        """Those that a message speaks of come on an empty timeline first, in its order."""
        placed = [c for c in reading.commands if isinstance(c, PlaceMedia)]
        if not self.files and not placed and self.are_all_asked_for(simplify(message)):
            return replace(reading, commands=(PlaceMedia(), *reading.commands))  # it tells that none is there
        if not self.are_waiting or not self.files:
            return reading
        unquoted = re.sub(QUOTED_NAME, lambda found: found[0][1:-1], simplify(message))
        told = _Told(self, message, set_quotes_aside(unquoted)[0], reading)
        is_looped = any(isinstance(c, Duplicate) and c.lasts_s for c in told.commands) and sees(
            message, "each"
        )
        is_open = told.are_lost or self._are_too_many(simplify(message))
        is_open |= any(sees(each, "only") for each in told.unclear)
        if is_looped or (is_open and not told.are_named):
            return Reading((), (message,))  # which of them is not said
        if any(isinstance(c, SetLook) and c.wanted for c in reading.commands):
            return reading  # a look that is none
        if not (names := told.names(placed)):
            in_order = tuple(sorted(told.commands, key=attrgetter("needs_picture")))
            return replace(reading, commands=in_order, unclear=told.unclear)
        if told.unclear and not (told.commands or told.are_named):
            return reading  # "make the photos dance"
        has_all = set(names) == set(self.files) and re.search(FILES, simplify(message), _FLAGS) is not None
        first = next((c for c in told.commands if isinstance(c, PlaceMedia)), PlaceMedia())
        first = replace(first, names=names, is_mention=False, with_sounds=has_all)
        return replace(reading, commands=told.place(first), unclear=told.unclear)


class _Told:
    """What a message tells of uploads: which of them come, where each does, and for how long.

    Attributes:
        commands: What was made of it.
        unclear: What was not understood, and says nothing of that.
        are_lost: Whether some of them are named in that.
    """

    def __init__(self, uploads: Uploads, message: str, said: str, reading: Reading) -> None:
        self._files, self.commands = uploads.files, reading.commands
        self._text = uploads.write_names(said).lower()
        moves = [c for c in self.commands if isinstance(c, MoveClip) and c.place in _ENDS]
        self._sides = {c.target.name: c.place.side or "start" for c in moves if c.target.name}
        for piece in split_pieces(self._text):
            here = self._named_in(piece.text)
            words_of = Said(tokenize(piece.text))
            is_first = "第一" in piece.text and not words_of.sees("quote", "each")
            is_other = words_of.sees("file", "length") or find_scenes(self._but_names(piece.text))
            is_middle = words_of.sees("between", "into_two") and not is_other
            side = words_of.value("side") or ("middle" if is_middle else "start" if is_first else "")
            if side and len(here) == 1 and not words_of.sees(*_BESIDE):
                self._sides[here[0]] = side
        unclear = [each for each in reading.unclear if self._lacks(uploads.write_names(simplify(each)))]
        for part in filter(_only_length, unclear):
            is_each = sees(part, "each")  # "the dog first, 3 s each"
            target = ALL_CLIPS if is_each else _told_before(part, self._text, self._files)
            self.commands = (*self.commands, SetLength(target, _only_length(part), is_each=is_each))
        self.unclear = tuple(part for part in unclear if not _only_length(part))
        lost = " ".join(self.unclear).lower()
        self.are_lost = bool(self._named_in(lost))
        named = [n for n in self._named_in(self._text) if self._text.count(n.lower()) > lost.count(n.lower())]
        self._named = sorted(named, key=lambda name: self._text.index(name.lower()))
        if named:
            new = (self._as_new(each, message) for each in self.commands)
            self.commands = tuple(command for each in new for command in each)
        spoken = uploads.write_named(said).lower()
        self._left_out = {*self._named_in(spoken)} - {*self._named_in(self._text)}
        self._left_out |= {c.target.name or "" for c in self.commands if isinstance(c, Delete)}
        self._around = self._named[:1] if words.BOTH_ENDS.search(self._text) else []
        self._rest = next((each.start for each in tokenize(self._text) if "rest" in each.meanings), 0)

    @property
    def are_named(self) -> bool:
        """Whether it names any of them, or those that are not wanted."""
        return bool(self._named or self._left_out - {""})

    def _named_in(self, text: str) -> list[str]:
        return [name for name in self._files if name.lower() in text]

    def _but_names(self, text: str) -> str:
        return re.sub("|".join(map(re.escape, self._files)), " ", text, flags=_FLAGS)

    def _as_new(self, command: Command, message: str) -> tuple[Command, ...]:
        """As in "the dog photo, then fireworks 3 s", "add dog.jpg, 6 s": nothing has a length yet."""
        if isinstance(command, PlaceMedia) and set[str]() < {*command.names} < {*self._named}:
            own = (SetLength(Reference("clip", name=each), command.still_s) for each in command.names)
            is_told = command.still_s != PlaceMedia.still_s  # "start with the dog for 5 s, then the cake"
            return (replace(command, still_s=PlaceMedia.still_s), *own) if is_told else (command,)
        if not isinstance(command, SetLength) or not (name := command.target.name):
            return (command,)
        if name not in self._files:
            return read_shot(name, message, command.length_s) if find_scenes(name) else (command,)
        is_more = command.by_s <= 0 or sees(self._text, "lasting", "extra")
        return (command if is_more else replace(command, length_s=command.by_s, by_s=0),)

    def _lacks(self, part: str) -> bool:
        """Whether a part that was not understood says more than which uploads come, and where."""
        if here := self._named_in(part):
            is_placed = len(here) == 1 and sees(part, "side", "between", "into_two")
            return not is_placed or words_left(part, *_WHERE)
        where = _WHERE if sees(part, "rest") else ()  # "the others behind it"
        return words_left(words.UPLOADED.sub(" ", part), *_WHICH, *where)

    def names(self, placed: list[PlaceMedia]) -> tuple[str, ...]:
        """Those that come, in their order."""
        names = [name for name in self._named if name not in self._left_out]
        if self._are_all(names):
            names = [name for name in self._files if name not in self._left_out]
        rank = {"start": 0, "end": 4}
        is_row = words.NEXT.search(self._text) or words.BEGINS.search(self._text)
        for name in names:
            at = self._text.find(name.lower()) if self._rest and is_row else -1
            rank[name] = rank.get(self._sides.get(name, ""), 2 if at < 0 else 1 if at < self._rest else 3)
        names.sort(key=lambda name: rank[name])
        for name in [each for each in names if self._sides.get(each) == "middle"]:
            names.remove(name)
            names.insert((len(names) + 1) // 2, name)
        told = self._in_a_row() or tuple(name for command in placed for name in command.names)
        if self._around:
            told = (*self._around, *(each for each in names if each not in self._around), *self._around)
        return told if set(told) == set(names) and len(told) > len(names) else tuple(names)

    def _are_all(self, wanted: list[str]) -> bool:
        """Whether all uploads come, though some are named: "put the dog last", "the others 2 s"."""
        if len(wanted) == len(self._files):
            return False
        each = [getattr(command, "is_each", False) for command in self.commands]
        is_each = any(each[:1] if wanted else each)
        is_each |= any(
            (getattr(c, "target", None) or IT).but for c in self.commands if not isinstance(c, Delete)
        )
        if self._rest or is_each or words.EVERY_PHOTO.search(self._text):
            return True
        if not wanted:
            is_of_all = self._left_out & {*self._files} or any(map(_length_of_all, self.commands))
            return bool(is_of_all) or (_asks_film(self._text) and not find_scenes(self._text))
        looked_at = {c.target.name for c in self.commands if isinstance(c, SetLook | Adjust)}
        if words.FILM_OF_ALL.search(self._text) and {*wanted} <= looked_at:
            return True
        longer = {c.target.name for c in self.commands if isinstance(c, SetLength) and c.factor != 1}
        is_of_them = words.SHOW.search(self._text) or not find_scenes(self._but_names(self._text))
        return {*wanted} <= self._sides.keys() | longer and bool(is_of_them)

    def _in_a_row(self) -> tuple[str, ...]:
        """Those that are told one after another: "the dog, the cake, then the dog again"."""
        name = "|".join(re.escape(each.lower()) for each in self._files)
        length = rf"(?:for )?{NUMERAL}(?: ?(?:s(?:ec(?:ond)?s?)?\b|秒))?"
        ends = r"(?=$|[,，、;；.。:：&>→–—-]|\b(?:and|then)\b|[再和])"  # and not "the dog in black and white"
        shown = rf"(?:{name})(?:\s*(?:\bagain\b|[再共各]?{length}))*\s*{ends}"
        between = r"[\s,，、&>→–—-]*(?:(?:\band\b|\bthen\b|然后|[再和])\s*)*"
        runs = re.finditer(rf"{shown}(?:{between}{shown})+", self._text)
        run = max((each[0] for each in runs), key=len, default="")
        by_name = {each.lower(): each for each in self._files}
        return tuple(by_name[each] for each in re.findall(name, run))

    def place(self, first: PlaceMedia) -> tuple[Command, ...]:
        """The commands: first those that come, then what is not said by that."""
        names = first.names
        lengths = [c for c in self.commands if isinstance(c, SetLength) and not _length_of_all(c)]
        lengths = [c for c in lengths if c.target.name in (None, *names)]
        are_all = {*names} <= {c.target.name for c in lengths}
        are_all |= len(lengths) > 1 and _tells_each(self._text) and not self._rest
        is_same = are_all and len({c.length_s for c in lengths}) == 1  # "dog, cake, 2 s each"
        first = replace(first, still_s=lengths[0].length_s or first.still_s) if is_same else first
        if first.place and first.place.of and first.place.of.name in names:  # "add the dog after the beach"
            its = Reference("clip", name=next(name for name in names if name != first.place.of.name))
            self.commands, first = (*self.commands, MoveClip(its, first.place)), replace(first, place=None)
        has_film = any(map(_FILM_FILE.search, names))
        kept: list[Command] = []
        for command in self.commands:
            target: Reference = getattr(command, "target", IT)
            is_said = isinstance(command, MoveClip) and (target.name in self._sides or bool(self._around))
            is_said |= isinstance(command, Reorder) and any(c.name in self._sides for c in command.clips)
            is_said |= isinstance(command, PlaceMedia) or (is_same and command in lengths)
            if is_said or self._leaves_out(command):
                continue
            seconds = _length_of_all(command)
            if seconds and not _tells_each(self._text):
                first = replace(first, total_s=seconds)
            elif seconds and not has_film:
                first = replace(first, still_s=seconds)
            else:
                kept.append(self._behind(command, names))
        if first.total_s or (first.still_s != PlaceMedia.still_s and not has_film):
            kept = [each for each in kept if not isinstance(each, SetSpeed)]  # "fast, 1 s each"
        if len(self._named) == 1 and self._named[0] in self._sides and not words.SHOW.search(self._text):
            its = Reference("clip", name=self._named[0])  # "the dog last, black and white, with the title"
            here = (IT, None) if words.TITLED.search(self._text) else (IT,)
            kept = [
                replace(each, **{k: its for k in ("target", "over") if getattr(each, k, "") in here})
                for each in kept
            ]
        at = len([*takewhile(lambda each: isinstance(each, MakeScene) and not each.place, self.commands)])
        return (*kept[:at], first, *kept[at:])

    def _behind(self, command: Command, names: tuple[str, ...]) -> Command:
        """As in "the dog for 3 s, then a sunset": a scene stands behind the upload that is told before it."""
        if not isinstance(command, MakeScene) or command.place:
            return command
        told = _told_before(command.name, self._text, names)
        return command if told == IT else replace(command, place=Place("after", told))

    def _leaves_out(self, command: Command) -> bool:
        """Whether it takes away what does not come at all: "not the dog", "only the dog"."""
        if not isinstance(command, Delete):
            return False
        named = {command.target.name, *(each.name for each in command.target.but)}
        return command.target.kind not in ("clip", "any") or bool(named & {*self._files})  # "no music"


_BESIDE: Final = ("not", "title", "quote", "inset", "corner")
"""Words of an order beside which a place is none of the upload."""
_WHICH: Final = ("all", "file", "number", "order", "out", "rest", "uploads", "whole")
"""Kinds of words that say which uploads come, and nothing else."""
_WHERE: Final = ("clip", "side", "beside", "between", "into_two", "rest", "all")
"""Kinds of words that say where one comes."""
_ENDS: Final = (Place("start"), Place("end"), Place(number=1))


_CHOICE: Final = ("add_new", "delete", "keep", "not", "number", "only", "order", "remove", "side", "uploads")
"""Kinds of words that say which of them come, and nothing of how."""


def _told_before(part: str, text: str, names: tuple[str, ...]) -> Reference:
    """The upload that is told last before a part of a text."""
    before = text[: max(text.find(part.lower()), 0)]
    told = max((n for n in names if n.lower() in before), key=lambda n: before.rfind(n.lower()), default="")
    return Reference("clip", name=told) if told else IT


def _length_of_all(command: Command) -> float | None:
    """How long each of them is, or all are together, where no single one is named."""
    if isinstance(command, SetSpeed) and command.target in (IT, ALL_CLIPS):
        return command.length_s  # "faster, 1 s each"
    if not isinstance(command, SetLength) or command.target not in (IT, ALL_CLIPS) or command.is_even:
        return None
    return command.length_s or command.by_s or None


def _only_length(text: str) -> float | None:
    """A length, of a text that says nothing else."""
    said = Said(tokenize(simplify(text)))
    length_s = said.one("length")
    said.skip("each lasts")
    return length_s if said.is_whole else None


def _asks_film(text: str) -> bool:
    return any(not each["why"] for each in words.FILM_ASKED.finditer(text))


def _tells_each(text: str) -> bool:
    """Whether a length is told of each: "each picture 5 seconds", 每张3秒."""
    kinds = [token.meanings.keys() for token in tokenize(text)]
    at_each = [at for at, each in enumerate(kinds) if "each" in each]
    return any("length" in each for at in at_each for each in kinds[max(at - 3, 0) : at + 4])


_FILM_FILE: Final = re.compile(r"\.(?:mp4|mov|avi|webm|mkv)$", _FLAGS)
"""A film has a length of its own, a photo the one that is told."""


NO_UPLOADS: Final = Uploads((), are_waiting=False)


def _leave_out(found: re.Match[str]) -> str:
    """An upload that is not wanted; of "make all black and white but the dog" only the edit is not."""
    before, behind = found.string[: found.start()], found.string[found.end() :]
    clause = f"{_CLAUSE_END.split(before)[-1]} {_CLAUSE_END.split(behind)[0]}"
    is_edited = sees(clause, *_EDITED) and _EXCEPT.search(found[0])
    return re.sub(r"\bbut(?: not)?\b", "except", found[0]) if is_edited else " "


_CLAUSE_END: Final = re.compile(r"[,;，。；]|[.] ")
_EDITED: Final = ("look", "brightness", "saturation", "contrast", "zoom", "camera")
"""Words of these kinds ask for a change of what is seen."""
_EXCEPT: Final = re.compile(r"\b(?:but|except|other|apart)\b|除", _FLAGS)
"""What stands before an exception."""


def _leave_out_topic(found: re.Match[str], looks: list[str]) -> str:
    """What a film of uploads is for or about is nothing that could be drawn; its looks are told apart."""
    text = found[0]
    if found["why"]:
        return text if words_left(text, *_TOPIC) else " "
    if re.search(BEYOND_EDITS, text, _FLAGS):
        return text  # "a countdown video"
    for token in reversed(tokenize(text)):
        said, kinds = text[token.start : token.stop], token.meanings.keys()
        if "look" in kinds or ("mood" in kinds and not sees(found.string, "music")):
            looks.append(said if "look" in kinds else f"{said} music" if said.isascii() else f"{said}的音乐")
        if _TOPIC & token.meanings.keys():
            text = f"{text[: token.start]} {text[token.stop :].lstrip()}"
    return text


_TOPIC: Final = frozenset({UNKNOWN, "parameter", "sites", "look", "size", "mood"})
"""What a film may be about or for, and shows nothing of."""
