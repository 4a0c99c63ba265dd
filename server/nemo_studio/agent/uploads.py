"""What was uploaded, as a message may speak of it: by its name, or by what it is named after."""

import re
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Final

from nemo_studio.agent import words
from nemo_studio.agent.joining import Reading
from nemo_studio.edits.cutting.commands import AddBlack, Delete, MoveClip, SetLength, SetSpeed
from nemo_studio.edits.history.words import QUOTED_NAME
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import set_quotes_aside, split_pieces
from nemo_studio.edits.language.meaning import ALL_CLIPS
from nemo_studio.edits.language.quantities import NUMERAL, number
from nemo_studio.edits.language.tokens import UNKNOWN, Said
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.media.reader import find_scenes, read_shot
from nemo_studio.edits.media.words import FILES, SUBJECTS
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.titles.commands import AddTitle

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

    def write_names(self, text: str) -> str:
        """The text with file names in place of what they are named after: "the dog picture", 狗那张."""
        for name in self.files:
            text = re.sub(rf"(?<=[\u4e00-\u9fff]){re.escape(name)}", f" {name} ", text, flags=_FLAGS)
        for name in filter(_HAS_WORDS.search, self.files):
            text = re.sub(_called(name), f" {name} ", text, flags=_FLAGS)
        if not self.are_waiting:
            return text
        text = words.LEFT_OUT.sub(_name_others, text)
        text = words.ALL_UPLOADS.sub(_every_photo, text)
        return words.FILM_ASKED.sub(_leave_out_topic, text) if _asks_film(text) else text

    def quote(self, reading: Reading, message: str) -> Reading:
        """What was not understood as the user wrote it, and not by the names of files."""
        unclear = tuple(part for each in reading.unclear if (part := self._as_written(each, message)))
        return replace(reading, unclear=unclear)

    def _as_written(self, part: str, message: str) -> str:
        for name in filter(_HAS_WORDS.search, self.files):
            if name not in message and (found := re.search(_called(name), simplify(message), _FLAGS)):
                own = message[found.start() : found.end()]
                part = re.sub(rf"\s*{re.escape(name)}\s*", f" {own} " if own.isascii() else own, part)
        if all_of_them := words.ALL_UPLOADS.search(simplify(message)):
            own = message[all_of_them.start() : all_of_them.end()]
            part = "" if part.strip() == own else part
            part = re.sub(rf"(?:from )?(?:{words.EVERY_PHOTO.pattern})(?: \d+ ?\w+ in total)?", own, part)
        return part.strip()

    def _as_new(self, command: Command, text: str, message: str) -> tuple[Command, ...]:
        """As in "the dog photo, then fireworks 3 s", "add dog.jpg, 6 s": nothing has a length yet."""
        if not isinstance(command, SetLength) or not (name := command.target.name):
            return (command,)
        if name not in self.files:
            return read_shot(name, message, command.length_s) if find_scenes(name) else (command,)
        is_more = command.by_s <= 0 or sees(text, "lasting", "extra")
        return (command if is_more else replace(command, length_s=command.by_s, by_s=0),)

    def place(self, message: str, reading: Reading) -> Reading:
        """Those that a message speaks of come on an empty timeline first, in its order."""
        placed = [c for c in reading.commands if isinstance(c, PlaceMedia)]
        if not self.files and self.are_all_asked_for(simplify(message)) and not placed:
            return replace(reading, commands=(PlaceMedia(), *reading.commands))  # it tells that none is there
        if not self.are_waiting or not self.files:
            return reading
        said = set_quotes_aside(re.sub(QUOTED_NAME, lambda found: found[0][1:-1], simplify(message)))[0]
        text = self.write_names(said).lower()
        spoken = replace(self, are_waiting=False).write_names(said).lower()
        order = _Order(text, self.files, reading.commands)
        unclear = tuple(
            part
            for part in reading.unclear
            if _plain(each := self.write_names(simplify(part))) not in order.parts and not _only_places(each)
        )
        reading = replace(reading, unclear=unclear)
        named = [name for name in self.files if name.lower() in text]
        named.sort(key=lambda name: text.index(name.lower()))
        lost = " ".join(unclear).lower()
        left_out = {name for name in self.files if name.lower() in spoken} - set(named)
        is_rest = bool(left_out) and not named
        named = [n for n in named if text.count(n.lower()) > lost.count(n.lower())]
        if named:
            new = (self._as_new(each, text, message) for each in reading.commands)
            reading = replace(reading, commands=tuple(command for each in new for command in each))
        by_name = named
        all_of_them = words.ALL_UPLOADS.search(simplify(message))
        count = re.search(rf"(?<![a-z]){NUMERAL}(?![a-z])", all_of_them[0], _FLAGS) if all_of_them else None
        is_counted = count is not None and number(count[0]) == len(named)  # "two pics: dog and cake"
        is_each = getattr(next(iter(reading.commands), None), "is_each", False)
        is_every = words.EVERY_PHOTO.search(text) or is_each
        is_every = is_every and not is_counted and len(named) < len(self.files)
        longer = {c.target.name for c in reading.commands if isinstance(c, SetLength) and c.factor != 1}
        if is_rest or order.is_of_all(named, longer) or is_every:
            named = [name for name in self.files if name not in left_out]
        unwanted = {
            c.target.name for c in reading.commands if isinstance(c, Delete) and c.target.name in named
        }
        if not named and _asks_film(text) and not find_scenes(text):
            named = list(self.files)
        if not named:
            return reading
        if unwanted == set(named):
            named = list(self.files)
        if not placed and all(isinstance(c, SetLook) and c.wanted for c in reading.commands or [None]):
            return reading  # a look that is none
        names = order.arrange([name for name in named if name not in unwanted])
        said = tuple(name for command in placed if not command.is_mention for name in command.names)
        said = order.sequence or said
        if set(said) == set(names) and len(said) > len(names):
            names = said  # as in "the dog twice, the beach once"
        told = [part for part in unclear if _only_length(part)]
        unclear = tuple(part for part in unclear if part not in told)
        commands = (
            *reading.commands,
            *(SetLength(_upload_before(part, text, self.files), _only_length(part)) for part in told),
        )
        told_s = [c for c in commands if isinstance(c, SetLength) and not _length_of_all(c)]
        still_s = {c.length_s for c in told_s if c.target.name in names}
        is_one = len(still_s) == 1 and {c.length_s for c in told_s} == still_s  # "2 s each"
        is_one = is_one and (
            {c.target.name for c in told_s} >= set(names)
            or (len(told_s) > 1 and _tells_each(text) and not order.rest)
        )
        is_each = (len(names) == 1 or _tells_each(text)) and not any(map(_FILM_FILE.search, names))
        kept: list[Command] = []
        first = placed[0] if placed else PlaceMedia()
        for command in commands:
            if (seconds := _length_of_all(command)) and is_each:
                first = replace(first, still_s=seconds)
            elif seconds and not _tells_each(text):
                first = replace(first, total_s=seconds)
            elif first.total_s and isinstance(command, SetSpeed) and command.target in (IT, ALL_CLIPS):
                kept += [command, SetLength(ALL_CLIPS, first.total_s)]  # however fast
            elif not isinstance(command, PlaceMedia) and not (
                _leaves_out(command, named)
                or (isinstance(command, MoveClip) and command.target.name in order.sides)
                or (is_one and isinstance(command, SetLength) and command.target.name in (None, *names))
            ):
                kept.append(command)
        is_all = not set(self.files) - set(names) and re.search(FILES, simplify(message), _FLAGS) is not None
        first = replace(first, still_s=still_s.pop() or first.still_s) if is_one else first
        first = replace(first, names=names, is_mention=False, with_sounds=is_all)
        kept = [_place_after(each, order.text, names) for each in kept]
        if len(by_name) == 1 and not any(
            isinstance(each, AddBlack | MakeScene) for each in kept
        ):  # "put the dog first and write "Rex" on it"
            its = Reference("clip", name=by_name[0])
            kept = [replace(c, over=its) if isinstance(c, AddTitle) and c.over == IT else c for c in kept]
            if by_name[0] in order.sides and not words.SHOW.search(text):  # "the dog last, black and white"
                kept = [replace(c, target=its) if getattr(c, "target", None) == IT else c for c in kept]
        at = len([*takewhile(lambda each: isinstance(each, MakeScene) and not each.place, reading.commands)])
        return replace(reading, commands=(*kept[:at], first, *kept[at:]), unclear=unclear)


class _Order:
    """The order in which a message tells uploads to come: "the dog last", 蛋糕放中间."""

    def __init__(self, text: str, files: tuple[str, ...], commands: tuple[Command, ...]) -> None:
        self.text = text
        moves = [c for c in commands if isinstance(c, MoveClip) and c.place.side in ("start", "end")]
        self.sides = {c.target.name: str(c.place.side) for c in moves if c.target.name}
        self.parts: set[str] = set()
        for piece in split_pieces(text):
            here = [name for name in files if name.lower() in piece.text]
            said = Said(tokenize(piece.text))
            is_middle = said.sees("between", "into_two") and not said.sees("length")
            is_first = "第一" in piece.text and not said.sees("quote", "each")
            side = said.value("side") or ("middle" if is_middle else "start" if is_first else "")
            if side and len(here) == 1 and not said.sees(*_BESIDE):
                self.sides[here[0]] = side
                if not words_left(piece.text, *_PLACES):
                    self.parts.add(_plain(piece.text))
        name = "|".join(map(re.escape, map(str.lower, files))) or "$"
        self.has_scene = bool(find_scenes(re.sub(name, " ", text)))
        runs = re.finditer(rf"(?:{name})(?:[\s,，、&>→-]*(?:(?:and|then|再|和)\s*)?(?:{name}))+", text)
        run = max((each[0] for each in runs), key=len, default="")
        by_name = {name.lower(): name for name in files}
        self.sequence = tuple(by_name[each] for each in re.findall(name, run))
        rest = next((each.start for each in tokenize(text) if "rest" in each.meanings), 0)
        self.rest = 0 if sees(text, "not", "only", "between") else rest

    def is_of_all(self, named: list[str], longer: set[str | None]) -> bool:
        """Whether all uploads come, though some are named: their place, or how much longer they are."""
        is_show = words.SHOW.search(self.text) is not None
        is_told = bool(named) and set(named) <= self.sides.keys() | longer
        is_beside = bool({"end", "middle"} & set(self.sides.values())) or len(named) == 1
        is_beside = is_beside and not self.has_scene
        return bool(named) and (self.rest > 0 or (is_told and (is_show or is_beside)))

    def arrange(self, names: list[str]) -> tuple[str, ...]:
        """The files in that order."""
        rank = {"start": 0, "end": 4}
        for name in names:
            at = self.text.find(name.lower()) if self.rest else -1
            rank[name] = rank.get(self.sides.get(name, ""), 2 if at < 0 else 1 if at < self.rest else 3)
        names = sorted(names, key=lambda name: rank[name])
        for name in [each for each in names if self.sides.get(each) == "middle"]:
            names.remove(name)
            names.insert((len(names) + 1) // 2, name)
        return tuple(names)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


_BESIDE: Final = (
    "not", "title", "subtitle", "quote", "music", "fade", "transition", "camera", "extra", "inset", "corner"
)  # fmt: skip
"""Words of an order beside which a place is none of the upload."""
_PLACES: Final = frozenset({"clip", "side", "between", "into_two", "rest", "all", "number"})


def _called(name: str) -> str:
    """What a file may be called: as it is named after."""
    stem = re.escape(name.rpartition(".")[0])
    chinese = SUBJECTS.get(stem.lower(), stem)
    return (
        rf"(?<![\w.])(?:the |my )?{stem}(?:['’]s)?"
        r"(?: (?:photo|picture|pic|image|one|shot|clip)s?)?(?!\w|\.\w)"
        rf"|(?<![A-Za-z])(?<![里中上]的)(?:{chinese})(?:的)?(?:那|这)?(?:一?[张个幅段](?:[照相]片|图片|视频)?|[照相]片"
        rf"|图片|视频)?(?![A-Za-z]|\.\w)"
    )


def _place_after(command: Command, text: str, names: tuple[str, ...]) -> Command:
    """As in "the dog for 3 s, then a sunset": a scene stands behind the upload that is told before it."""
    if not isinstance(command, MakeScene) or command.place:
        return command
    told = _upload_before(command.name, text, names)
    return command if told == IT else replace(command, place=Place("after", told))


def _upload_before(part: str, text: str, names: tuple[str, ...]) -> Reference:
    """The upload that is told last before a part of a text."""
    before = text[: max(text.find(part.lower()), 0)]
    told = max((n for n in names if n.lower() in before), key=lambda n: before.rfind(n.lower()), default="")
    return Reference("clip", name=told) if told else IT


def _length_of_all(command: Command) -> float | None:
    """How long each of them is, or all are together, where no single one is named."""
    if not isinstance(command, SetLength) or command.target not in (IT, ALL_CLIPS) or command.is_even:
        return None
    return command.length_s or command.by_s or None


def _only_length(text: str) -> float | None:
    """A length, of a text that says nothing else."""
    said = Said(tokenize(simplify(text)))
    length_s = said.one("length")
    return length_s if said.is_whole else None


def _asks_film(text: str) -> bool:
    return any(not each["why"] for each in words.FILM_ASKED.finditer(text))


def _only_places(text: str) -> bool:
    """Whether a text only says that uploads, or the rest of them, make a film."""
    told = words.UPLOADED.sub(" ", text)
    tokens = [each.meanings.keys() for each in tokenize(told) if each.matters]
    is_said = told != text or _asks_film(told) or any({"rest", "uploads"} & each for each in tokens)
    is_said = is_said or words.EVERY_PHOTO.search(text) is not None
    return is_said and all(_PLACED & each for each in tokens)


_PLACED: Final = frozenset({"all", "file", "number", "order", "out", "rest", "uploads", "whole"})
"""What says which uploads come, and nothing else."""


def _tells_each(text: str) -> bool:
    """Whether a length is told of each: "each picture 5 seconds", 每张3秒."""
    kinds = [token.meanings.keys() for token in tokenize(text)]
    at_each = [at for at, each in enumerate(kinds) if "each" in each]
    return any("length" in each for at in at_each for each in kinds[max(at - 3, 0) : at + 4])


_FILM_FILE: Final = re.compile(r"\.(?:mp4|mov|avi|webm|mkv)$", _FLAGS)
"""A film has a length of its own, a photo the one that is told."""


def _leaves_out(command: Command, named: list[str]) -> bool:
    """Whether it takes away what is not put there at all: "not the dog", "only the dog"."""
    if not isinstance(command, Delete):
        return False
    kept = command.target.but
    return command.target.name in named or (bool(kept) and all(each.name in named for each in kept))


NO_UPLOADS: Final = Uploads((), are_waiting=False)

_HAS_WORDS: Final = re.compile(r"[^\W\d][^.]*\.")
"""A file that is called 1.png is called by no number."""


def _name_others(found: re.Match[str]) -> str:
    return "all photos" if found["all"] else "所有照片" if found["all_zh"] else " "


def _leave_out_topic(found: re.Match[str]) -> str:
    """What a film of uploads is for or about is nothing that could be drawn."""
    text = found[0]
    if found["why"]:
        return text if words_left(text, *_TOPIC) else " "
    for token in tokenize(text):
        if _TOPIC & token.meanings.keys():
            text = f"{text[: token.start]}{' ' * (token.stop - token.start)}{text[token.stop :]}"
    return text


_TOPIC: Final = frozenset({UNKNOWN, "parameter", "sites"})
"""What a film may be about or for, and shows nothing of."""


def _every_photo(found: re.Match[str]) -> str:
    if not found[0].isascii():
        return "所有照片"
    photos = "from all photos" if found[0].lower().startswith("out of") else "all photos"
    return f"{photos} {found['total']} in total" if found["total"] else photos
