"""A message in English or Chinese to commands, several in one message.

It reads by rules and tables; what it does not understand it hands back, so that the reply can say so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from nemo_studio.agent.rephrasing import (
    is_order,
    mend_spelling,
    name_complaint,
    name_rest,
    rephrase,
    says_how_to_be,
    subject_of,
    take_back,
)
from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    MoveClip,
    MoveTo,
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
from nemo_studio.edits.history.commands import Explain
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.language.clauses import Clause, Piece, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.quantities import NUMERAL, aspect_ratio, length_s, write_in_figures
from nemo_studio.edits.language.tokens import Said, find_tokens
from nemo_studio.edits.lexicon import LEXICON
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.media.reader import read_described, read_subject
from nemo_studio.edits.media.words import SCENE_WORDS, SUBJECTS
from nemo_studio.edits.picture.commands import Adjust, SetInset, SetLook, Zoom
from nemo_studio.edits.readers import is_bare_value, read_clause
from nemo_studio.edits.references import IT
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, Fade, PlaceSound, SetVolume
from nemo_studio.edits.sound.words import TO_BLACK
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, StyleTitle
from nemo_studio.edits.titles.reader import style_of
from nemo_studio.edits.titles.words import SUBTITLE, TITLE

_FLAGS: Final = re.IGNORECASE
_SRT: Final = re.compile(
    r"(?:^[ \t]*\d+[ \t]*\r?\n)?^[ \t]*\d{1,2}:\d{1,2}:\d{1,2}[,.]\d{1,3}[ \t]*-->[\s\S]*", re.MULTILINE
)
_STATED: Final = re.compile(
    r"\n\s*((?:(?:duration|aspect ratio|[时時][长長]|[画畫]面比例)\s*[:：]\s*[^\n,，。;；]+?(?:[.。]\s*"
    r"|$))+)$",
    _FLAGS,
)
"""The lines that a caller adds to a message, such as "Duration: 8 s. Aspect ratio: 9:16."."""
_LENGTH: Final = rf"{NUMERAL}[\s-]*(?:seconds?|secs?|s|minutes?|mins?|秒钟?|分钟)"
_TOTAL: Final = re.compile(
    rf"^\W*(?:please )?(?:(?:make|create|generate|build"
    rf"|give me)\s+)?(?:me\s+)?(?:an?\s+)?{_LENGTH}(?:\s+long)?\s+"
    r"(?:(?:vertical|square|landscape|portrait|widescreen)\s+)?"
    r"(?:video|film|movie|clip|reel|vertical|square|landscape|portrait"
    r"|(?:in )?total)\b(?P<gap>[^:：.]{0,40}?)(?P<list>\b(?:scenes|shots|clips"
    r"|parts)\b)?\s*[:：]\s*"
    rf"|^\W*(?:请)?(?:生成|做|制作|来)?(?:一?[个段部条])?{_LENGTH}长?的?(?:视频|短片"
    rf"|影片)(?P<list_zh>[^:：]{{0,12}})[:：]\s*",
    _FLAGS,
)
"""A length for all that follows: "a 60-second video: …"."""
_DESCRIPTIONS: Final = (
    Adjust, ChangeScene, SetAspect, SetFrameRate, SetLength, SetLook, SetResolution, SetSpeed, Zoom
)  # fmt: skip
_NEAREST: Final[Mapping[str, type[Command]]] = {
    "subtitle": AddTitle,
    "title": AddTitle,
    "text": AddTitle,
    "music": AddMusic,
    "voice": PlaceSound,
    "sound": SetVolume,
    "ambience": SetVolume,
    "inset": SetInset,
    "clip": Trim,
}
"""What is offered in place of what was not understood, by what it was about."""
_MAKING: Final = (MakeScene, PlaceMedia, PlaceSound)
_ONLY_THEN: Final = (
    r"(?:for )?(?:just |only )?(?:the )?(?:first|last) [\d.]+ ?-?s(?:ec(?:ond)?s?)?(?: only| please)*\W*$"
)
"""A time of what was said before, such as "first 4 seconds only", and no cut of the film."""
_PICTURE_FADES: Final = rf"{TO_BLACK}|\b(?:end|start|beginning|video|film|music)\b|结尾|片尾|开头"
_OPENS: Final = r"^(?:finish|end|start|begin|close|open|then|after that)\b|^(?:最后|结尾|再)"
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
    belief: Command | None = field(default=None, compare=False)


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
        belief: What it may have asked for, where it was not understood.
    """

    clause: Clause
    commands: tuple[Command, ...]
    is_first: bool
    is_opening: bool
    start: int
    stop: int
    belief: tuple[Command, ...] = ()

    @property
    def is_scene(self) -> bool:
        return bool(self.commands) and isinstance(self.commands[0], MakeScene)


def understand(
    message: str, *, is_opening: bool = False, files: tuple[str, ...] = (), are_waiting: bool = False
) -> Reading:
    """Read a message: what the user says, in English or Chinese.

    Args:
        message: What the user wrote.
        is_opening: Whether there is nothing yet: then the first words that ask for nothing else are what is
            to be seen.
        files: Pictures and films that were uploaded, which may be called by what they are named after.
        are_waiting: Whether they wait before an empty timeline.
    """
    if (exact := read_exact(message)) is not None:
        return Reading(exact)
    if found := _STATED.search(message):
        reading = understand(
            message[: found.start()], is_opening=is_opening, files=files, are_waiting=are_waiting
        )
        return _with_measures(reading, Clause(simplify(found[1])), found[1].strip())
    if found := _TOTAL.match(message):
        rest = message[found.end() :]
        listed = re.sub(r"\s*(?:[,，、;；]|\band\b|和)\s*(?!then)", " then ", rest) if found["list"] else rest
        reading = understand(listed, is_opening=is_opening)
        if any(isinstance(command, MakeScene) for command in reading.commands):
            said = Clause(write_in_figures(simplify(found[0])))
            return _with_measures(reading, said, found[0].strip())
    if srt := _SRT.search(message):
        before = understand(message[: srt.start()])
        style = style_of(Said(find_tokens(message[: srt.start()], LEXICON)))
        others = tuple(command for command in before.commands if not isinstance(command, AddSubtitles))
        unclear = tuple(part for part in before.unclear if not _introduces_subtitles(part))
        return Reading((*others, AddSubtitles(srt[0], style)), unclear)
    if topic := _topic(simplify(message)):
        return Reading((topic,))
    uploads = _Uploads(files, are_waiting=are_waiting)
    return uploads.place(message, _read(message, uploads, is_opening=is_opening))


def _with_measures(reading: Reading, stated: Clause, words: str) -> Reading:
    """Length and shape that are stated for a whole message: its scenes share them, or a title has them."""
    seconds, ratio = length_s(stated), aspect_ratio(stated)
    commands = list(reading.commands)
    scenes = [index for index, command in enumerate(commands) if isinstance(command, MakeScene)]
    unclear = reading.unclear
    if scenes:
        _share_length(commands, scenes, seconds)
        first = commands[scenes[0]]
        assert isinstance(first, MakeScene)
        commands[scenes[0]] = replace(first, aspect_ratio=first.aspect_ratio or ratio)
    else:
        if ratio:
            commands.append(SetAspect(ratio))
        if seconds is not None and not _give_length(commands, seconds):
            unclear = (*unclear, words)
    return replace(reading, commands=tuple(commands), unclear=unclear)


def _share_length(commands: list[Command], scenes: list[int], total_s: float | None) -> None:
    """The scenes that have no length share what is left of the whole."""
    made = [(index, command) for index in scenes if isinstance(command := commands[index], MakeScene)]
    free = [(index, scene) for index, scene in made if scene.duration_s is None]
    left_s = (total_s or 0) - sum(scene.duration_s or 0 for _, scene in made)
    if total_s is not None and left_s > 0:
        for index, scene in free:
            commands[index] = replace(scene, duration_s=round(left_s / len(free), 3))


def _give_length(commands: list[Command], seconds: float) -> bool:
    """A title that says no time of its own shows so long."""
    for index, command in enumerate(commands):
        if isinstance(command, AddTitle) and command.span.end_s is None and command.span.length_s is None:
            commands[index] = replace(command, span=replace(command.span, length_s=seconds))
            return True
    return False


def suggest(part: str) -> type[Command]:
    """The nearest thing that can be done, by what a part of a message that was not understood is about."""
    said = Said(find_tokens(simplify(part), LEXICON))
    return next((command for tag, command in _NEAREST.items() if said.sees(tag)), SetLook)


def _introduces_subtitles(part: str) -> bool:
    """As in "Here are my subtitles" or "use this:" before an SRT."""
    return part.endswith((":", "：")) or re.search(SUBTITLE, simplify(part), _FLAGS) is not None


def _topic(message: str) -> Explain | None:
    if re.search(words.QUESTION_EXPORT, message, _FLAGS):
        return Explain("export")
    if re.search(f"{words.QUESTION_ABILITIES}|{words.QUESTION_ABILITY}", message, _FLAGS):
        return Explain("abilities")
    return Explain("timeline") if re.search(words.QUESTION_TIMELINE, message, _FLAGS) else None


@dataclass(frozen=True)
class _Uploads:
    """What was uploaded, as a message may speak of it.

    Attributes:
        files: Their names.
        are_waiting: Whether they wait before an empty timeline: then those come on it that are spoken of.
    """

    files: tuple[str, ...]
    are_waiting: bool

    def write_names(self, text: str) -> str:
        """The text with file names in place of what they are named after: "the dog picture", 狗那张."""
        for name in filter(_HAS_WORDS.search, self.files):
            stem = re.escape(name.rpartition(".")[0])
            chinese = SUBJECTS.get(stem.lower(), stem)
            called = (
                rf"(?<![\w.])(?:the |my )?{stem}(?:['’]s)?"
                r"(?: (?:photo|picture|pic|image|one|shot|clip)s?)?(?![\w.])"
                rf"|(?<![A-Za-z])(?:{chinese})(?:的)?(?:那|这)?(?:一?[张个幅段](?:照片|图片|视频)?|照片"
                rf"|图片|视频)?(?![A-Za-z])"
            )
            text = re.sub(called, f" {name} ", text, flags=_FLAGS)
        if not self.are_waiting:
            return text
        text = re.sub(_LEFT_OUT, _name_others, text, flags=_FLAGS)
        return re.sub(_ALL_UPLOADS, _every_photo, text, flags=_FLAGS)

    def place(self, message: str, reading: Reading) -> Reading:
        """Those that a message speaks of come on an empty timeline first, in its order."""
        if not self.are_waiting:
            return reading
        text = self.write_names(simplify(message)).lower()
        spoken = replace(self, are_waiting=False).write_names(simplify(message)).lower()
        named = sorted(
            (name for name in self.files if name.lower() in text), key=lambda n: text.index(n.lower())
        )
        unclear = " ".join(reading.unclear).lower()
        named = [n for n in named if text.count(n.lower()) > unclear.count(n.lower())] or named
        left_out = {name for name in self.files if name.lower() in spoken} - set(named)
        if (left_out and not named) or (_EVERY_PHOTO.search(text) and len(named) < len(self.files)):
            named = [name for name in self.files if name not in left_out]
        unwanted = {
            c.target.name for c in reading.commands if isinstance(c, Delete) and c.target.name in named
        }
        if not named:
            return reading
        kept = [
            c
            for c in reading.commands
            if not (isinstance(c, PlaceMedia) and c.is_mention)
            and not (isinstance(c, Delete) and c.target.name in unwanted)
        ]
        placed = [c for c in kept if isinstance(c, PlaceMedia)]
        names = tuple(name for name in named if name not in unwanted)
        first = replace(placed[0], names=names) if placed else PlaceMedia(names=names)
        return replace(reading, commands=(first, *(c for c in kept if not isinstance(c, PlaceMedia))))


_ALL_UPLOADS: Final = (
    r"\b(?:my (?:\w+ )?(?:photos|pictures|pics|images|files|uploads)|(?:the |my )?uploads|all photos"
    r"|(?:all )?(?:the )?(?:two|three|four|five|[2-5]) (?:photos|pictures|pics|images)"
    r"|(?<=\b(?:use|put|add) )all (?:(?:of )?them|two|three|four|five|[2-5]))\b"
    r"(?: in (?P<total>\d+ ?(?:s|secs?|seconds))\b(?! each| apiece))?"
    r"|(?:我)?(?:上?传的?|我的)(?:所有|全部)?(?:[两三四五六几\d]+张)?(?:照片|图片|素材|图)"
    r"|(?:这)?[两三四五2-5]张(?:照片|图片|图)?(?=都|各|全|一共|总共|每|用上)"
)
_EVERY_PHOTO: Final = re.compile("all photos|所有照片")


_HAS_WORDS: Final = re.compile(r"[^\W\d][^.]*\.")
"""A file that is called 1.png is called by no number."""
_UPLOAD: Final = r"\s*[\w-]+\.(?:jpe?g|png|gif|webp|mp4|mov|webm|mkv)\s*"
_LEFT_OUT: Final = (
    rf"(?P<all>\b(?:every|all)(?: of)?(?: the| my)? (?:picture|photo|pic|image|upload|file|one)s?,? )?"
    rf"\b(?:skip|except(?: for)?|but(?: not)?|without|leave out|drop|not|no|other than|apart from)"
    rf"(?: the| my)?{_UPLOAD}(?=$|[,.;!?]|and\b)"
    rf"|\bleave{_UPLOAD}out\b"
    rf"|(?:除了?|跳过|去掉|不要|不用){_UPLOAD}(?:之外|以外|外)?(?=$|[，。,;；都全所其别])[，,]?"
    rf"(?P<all_zh>(?:其[他它余]的?|别的)?(?:全部?|所有|都)(?:的?照片)?[要放用]?上?)?"
    rf"|{_UPLOAD}(?:就|先)?(?:不[用要放加]|别放)了?(?=[，。,;；\s]|$)"
)
"""Uploads that are not wanted, such as "every picture but the dog": the others are then."""


def _name_others(found: re.Match[str]) -> str:
    return "all photos" if found["all"] else "所有照片" if found["all_zh"] else " "


def _every_photo(found: re.Match[str]) -> str:
    if not found[0].isascii():
        return "所有照片"
    return f"all photos {found['total']} in total" if found["total"] else "all photos"


def _read(message: str, uploads: _Uploads, *, is_opening: bool) -> Reading:
    text, quotes = set_quotes_aside(message)
    text = take_back(uploads.write_names(simplify(text)) if uploads.files else text)
    done: list[_Read] = []
    whole = re.sub(words.COMPOUND, _hyphenate, simplify(text), flags=_FLAGS)
    whole = rephrase(whole, is_opening=is_opening)
    may_be_any = is_opening and not re.search("|".join(SCENE_WORDS.values()), whole, _FLAGS)
    for piece in split_pieces(re.sub(words.BETWEEN_FILES, _blank, whole, flags=_FLAGS)):
        said = re.sub(words.INTERJECTION, "", piece.text, flags=_FLAGS)
        if not re.search(f"{words.POLITE}|{words.KEEP_AS_IS}", said, _FLAGS):
            said = said if is_opening or (done and done[-1].is_scene) else name_complaint(said)
            said = _name_rest(write_in_figures(said), whole[: piece.start], done)
            clause = Clause(mend_spelling(said), quotes, text)
            _take(done, piece, clause, is_opening=is_opening, may_be_any=may_be_any and not done)
    if is_opening and not any(isinstance(command, _MAKING) for each in done for command in each.commands):
        _take_subject(done)
    is_done = any(each.commands for each in done)
    unclear = [
        each for each in done if not each.commands and not (is_done and each.clause.sees(words.FORBIDDEN))
    ]
    return Reading(
        tuple(command for each in done for command in each.commands),
        tuple(put_quotes_back(text[each.start : each.stop], message) for each in unclear),
        next((each.belief[0] for each in done if each.belief and not each.commands), None),
    )


def _name_rest(text: str, earlier: str, done: list[_Read]) -> str:
    """What "the rest" is after what was done before; nothing known where clips have other numbers by then."""
    commands = [command for each in done for command in each.commands]
    if any(isinstance(c, MoveClip | Swap | Reorder | Split | Duplicate | MakeScene) for c in commands):
        return text
    is_gone = bool(commands) and all(isinstance(c, Delete | RippleDelete | Trim) for c in commands)
    if is_gone and re.search(words.REMOVES, text, _FLAGS):
        return text
    return name_rest(text, earlier, is_gone=is_gone)


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


def _take(
    done: list[_Read], piece: Piece, clause: Clause, *, is_opening: bool, may_be_any: bool = False
) -> None:
    """Read the next piece: as a command of its own, or as the rest of the one before."""
    last = done[-1] if done else None
    is_first = last is None or last.is_scene
    is_described = is_opening or (last is not None and last.is_scene)
    alone = _read_as(
        clause, piece.start, piece.stop, is_first=is_first, is_opening=may_be_any, is_described=is_described
    )
    if last is None:
        done.append(alone)
        return
    if _repeats(last, alone):
        return
    alone = _as_listed(last, alone)
    if last.commands and re.match(_ONLY_THEN, clause.text, _FLAGS):
        alone = replace(alone, commands=())
    if carried := _with_subject(last, alone):
        if last.commands and not _is_vague(last):
            done.append(carried)
        else:
            done[-1] = carried
        return
    if not last.commands and _continue_earlier(done, alone):
        return
    if listed := _read_listed(last, alone):
        done.append(listed)
        return
    joined_clause = replace(clause, text=f"{last.clause.text}{piece.connective}{clause.text}")
    joined = _read_as(
        joined_clause,
        last.start,
        piece.stop,
        is_first=last.is_first,
        is_opening=last.is_opening,
        is_described=last.is_scene,
    )
    if _belongs(last, alone, joined, piece.connective):
        done[-1] = joined
    else:
        done.append(_read_apart(last, alone))


def _read_apart(last: _Read, alone: _Read) -> _Read:
    """A piece that is a clause of its own; "it" is nothing known after one that was not understood."""
    if not alone.commands:
        is_open = not last.commands or is_bare_value(alone.clause)
        carried = _carry(last, alone) if is_open else None
        return _read_with_verb(last, alone) or carried or alone
    hangs = {getattr(command, "target", None) for command in alone.commands} == {IT}
    if hangs and not last.commands and (subject_of(last.clause.text) or is_order(last.clause.text)):
        return _carry(last, alone) or replace(alone, commands=())
    return alone


def _with_subject(last: _Read, alone: _Read) -> _Read | None:
    """As in "the first clip is too long, two seconds is enough": the second says what is to be done."""
    if (
        last.is_scene
        or (last.commands and not _is_vague(last))
        or (not last.commands and is_order(last.clause.text))
        or subject_of(alone.clause.text) == alone.clause.text
    ):
        return None
    if not last.commands and says_how_to_be(last.clause.text):
        return None
    return _carry(last, alone)


def _carry(last: _Read, alone: _Read) -> _Read | None:
    """What is said without a subject, read with that of the clause before."""
    subject = "" if last.clause.has_quotes else subject_of(last.clause.text)
    targets = {getattr(c, "target", None) for c in alone.commands}
    if not subject or (alone.commands and targets - {IT, None}):
        return None
    clause = replace(alone.clause, text=f"{subject} {alone.clause.text}")
    commands = read_clause(clause).commands
    if not commands or isinstance(commands[0], MakeScene):
        return None
    return replace(alone, clause=clause, commands=commands, start=last.start, is_first=False)


def _is_vague(read: _Read) -> bool:
    """Whether it says in which direction, and not how far: what follows may say that."""
    return all(
        (isinstance(c, SetLength) and c.length_s is None and not c.by_s)
        or (isinstance(c, SetSpeed) and c.speed is None)
        for c in read.commands
    )


def _read_listed(last: _Read, alone: _Read) -> _Read | None:
    """As in 'add subtitles: "A" from 0 to 2 s, "B" from 2 to 4 s': what opens the first opens all."""
    lead, quote, _ = last.clause.text.partition("\ue000")
    is_list = quote and last.commands and isinstance(last.commands[0], AddTitle)
    if not is_list or not alone.clause.text.startswith("\ue000"):
        return None
    commands = read_clause(replace(alone.clause, text=f"{lead}{alone.clause.text}")).commands
    return replace(alone, commands=commands, is_first=False) if commands else None


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


def _read_as(
    clause: Clause,
    start: int,
    stop: int,
    *,
    is_first: bool,
    is_opening: bool = False,
    is_described: bool = False,
) -> _Read:
    if is_described and (commands := read_described(clause.fresh())):
        return _Read(clause, commands, is_first, is_opening, start, stop)
    reading = read_clause(clause, is_first=is_first)
    commands = reading.commands or (read_subject(clause.fresh()) if is_opening else ())
    return _Read(clause, commands, is_first, is_opening, start, stop, reading.belief)


def _read_with_verb(last: _Read, alone: _Read) -> _Read | None:
    """As in "Cut 1 second from the start and 2 seconds from the end": the verb serves both."""
    text = alone.clause.text
    if not last.commands or not re.match(r"(?:the|a|an|\d|first|last|\ue000|第|最后|前)", text, _FLAGS):
        return None
    commands = read_clause(replace(alone.clause, text=f"{last.clause.text.split()[0]} {text}")).commands
    is_alike = commands and type(commands[0]) is type(last.commands[0])
    return replace(alone, commands=commands, is_first=False) if is_alike else None


def _belongs(last: _Read, alone: _Read, joined: _Read, connective: str) -> bool:
    if joined.commands and last.commands and is_bare_value(alone.clause):
        if isinstance(last.commands[0], PlaceMedia):
            return isinstance(joined.commands[0], SetLength | PlaceMedia)
        if last.is_scene and re.search(r"\b(?:each|apiece)\b|每|各", alone.clause.text, _FLAGS):
            return False
        return type(joined.commands[0]) is type(last.commands[0])
    if alone.commands and _is_bare_fade(alone) and last.commands and isinstance(last.commands[0], AddTitle):
        return bool(joined.commands)
    if not joined.commands:
        is_rest = (
            alone.is_scene and "and" in connective and not re.match(words.OWN_VERB, alone.clause.text, _FLAGS)
        )
        return not last.commands and (not alone.commands or is_rest)
    if _cuts_off(last, alone, joined):
        return True
    is_same = {getattr(c, "target", None) for c in alone.commands} <= {
        IT,
        *(getattr(c, "target", None) for c in last.commands),
    }
    if alone.commands and is_same and all(isinstance(c, SetLook) for c in (*last.commands, *alone.commands)):
        return joined.commands != last.commands  # a clip has one look
    if last.is_scene:
        return joined.is_scene and _goes_on(last, alone, connective)
    if not last.commands:
        has_verb = re.match(words.OWN_VERB, alone.clause.text, _FLAGS)
        return not (alone.commands and has_verb)
    is_alike = type(joined.commands[0]) is type(last.commands[0])
    if alone.commands and not (
        isinstance(last.commands[0], AddTitle | AddSubtitles | SetInset) and _is_style(alone)
    ):
        # "With" ties what follows to what is before it: "add music with a fade out".
        return is_alike and "with" in connective.lower() and joined.commands != last.commands
    is_order = re.search(words.IMPERATIVE, alone.clause.text, _FLAGS)
    is_told = not alone.commands or isinstance(last.commands[0], AddTitle)
    return is_alike and (joined.commands != last.commands or is_told) and not is_order


def _as_listed(last: _Read, alone: _Read) -> _Read:
    """As in 字幕：1到3秒“A”，4到7秒“B”: what follows a subtitle without a name of its own is one as well."""
    first = last.commands[0] if last.commands else None
    if (
        not isinstance(first, AddTitle)
        or not first.is_subtitle
        or re.search(TITLE, alone.clause.text, _FLAGS)
    ):
        return alone
    made = (replace(c, is_subtitle=True) if isinstance(c, AddTitle) else c for c in alone.commands)
    return replace(alone, commands=tuple(made))


def _cuts_off(last: _Read, alone: _Read, joined: _Read) -> bool:
    """As in "in two parts, the first of 3 seconds"."""
    return (
        bool(last.commands and joined.commands and alone.commands)
        and isinstance(last.commands[0], Split)
        and isinstance(joined.commands[0], Split)
        and isinstance(alone.commands[0], SetLength)
    )


def _repeats(last: _Read, alone: _Read) -> bool:
    """As in "it's so dark, I can barely see anything": the same complaint once more."""
    return (
        alone.commands != ()
        and all(isinstance(c, Adjust | SetVolume) and c.target == IT for c in alone.commands)
        and alone.commands
        == tuple(replace(c, target=IT) for c in last.commands if isinstance(c, Adjust | SetVolume))
    )


def _is_style(alone: _Read) -> bool:
    """As in "red, at the top" after words to be written."""
    return all(
        isinstance(c, StyleTitle | SetInset | MoveClip | MoveTo) and c.target.kind == "any"
        for c in alone.commands
    )


def _is_bare_fade(alone: _Read) -> bool:
    """As in "fading in" after words to be written: they do so anyway; "to black" does the picture."""
    return not re.search(_PICTURE_FADES, alone.clause.text, _FLAGS) and all(
        isinstance(command, Fade) and command.target.kind == "any" for command in alone.commands
    )


def _has_length(read: _Read) -> bool:
    scene = read.commands[0]
    return isinstance(scene, MakeScene) and scene.duration_s is not None


def _shows_same(last: _Read, alone: _Read, connective: str) -> bool:
    """Whether both are of one scene; what opens with a verb is another."""
    scenes = [read.commands[0] for read in (last, alone)]
    first, second = (each.scene if isinstance(each, MakeScene) else None for each in scenes)
    is_other = re.match(_OPENS, alone.clause.text, _FLAGS)
    is_next = _has_length(last) or re.search(r"[;；。\n]", connective)
    return first == second or not (is_other or is_next)


def _goes_on(last: _Read, alone: _Read, connective: str) -> bool:
    """Whether a piece after a scene goes on describing it; two that have lengths of their own are two."""
    if _NEXT_SHOT.search(connective):
        return False
    if alone.commands and _is_style(alone):
        return True  # as in "abstract, purple": colours of the picture
    if alone.is_scene:
        return not (_has_length(last) and _has_length(alone)) and _shows_same(last, alone, connective)
    if not alone.commands:
        return not re.search(f"{words.IMPERATIVE}|{_OPENS}", alone.clause.text, _FLAGS)
    is_description = all(isinstance(command, _DESCRIPTIONS) for command in alone.commands)
    return is_description and not re.search(words.EDIT_VERB, alone.clause.text, _FLAGS)
