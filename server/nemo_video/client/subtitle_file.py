"""Subtitle files of the user's disk: SRT, WebVTT and ASS, read into cues. Everything here blocks.

No upload of the protocol takes them, so what leaves of them are their words, in the chat.
"""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from nemo_video.client.local_file import open_regular
from nemo_video.errors import BackendRefusal, InvalidArgument
from nemo_video.wire.formats import SUBTITLE_TYPES
from nemo_video.wire.subtitles import MAX_CHARACTERS, MAX_CUES, Cue, read_cues

_TOO_LARGE: Final = 4002
_MAX_BYTES: Final = 4 * MAX_CHARACTERS
"""What as many characters may take in UTF-8."""

_STYLED: Final = frozenset({"ass", "ssa"})


@dataclass(frozen=True)
class SubtitleFile:
    """What a subtitle file says.

    Attributes:
        name: As it is called where the caller said.
        source: As the caller gave it.
        bytes: Its size.
        cues: In the order of their start, at least one.
        is_styled: Whether it may hold fonts, colours and places too, which are not read.
    """

    name: str
    source: str
    bytes: int
    cues: tuple[Cue, ...]
    is_styled: bool

    @property
    def end_s(self) -> float:
        """When the last of its words goes."""
        return max(cue.end_ms for cue in self.cues) / 1000


def is_subtitle_file(source: str) -> bool:
    """Whether a path is that of a subtitle file, by its extension."""
    return _extension(source) in SUBTITLE_TYPES


def read_subtitle_file(source: str, folders: Iterable[Path]) -> SubtitleFile:
    """Read a subtitle file.

    Args:
        source: A path; `~` is the user's home.
        folders: Where files may come from.

    Raises:
        NotAllowed: It lies elsewhere, or may not be read.
        NotFound: It is not there.
        BackendRefusal: 4002, it is larger than any subtitles.
        InvalidArgument: It is no text in UTF-8 or UTF-16, or its subtitles cannot be read; it is told where.
    """
    named, _, opened, size = open_regular(source, folders)
    with opened:
        if size > _MAX_BYTES:
            raise BackendRefusal(_TOO_LARGE, message=f"{named.name} is too large for subtitles.")
        content = opened.readall()
    is_styled = _extension(named.name) in _STYLED
    try:
        text = _decode(content)
        cues = _read_ass(text) if is_styled else read_cues(text)
    except InvalidArgument as error:
        raise InvalidArgument(f"{named.name}: {error.message}", advice=_advice(error)) from None
    return SubtitleFile(named.name, source, size, cues, is_styled)


def _advice(error: InvalidArgument) -> str:
    return f"{error.advice} Correct the file, then call again."


def _extension(source: str) -> str:
    return PurePosixPath(source.strip()).suffix.lower().removeprefix(".")


def _decode(content: bytes) -> str:
    """Other encodings are not guessed: a wrong guess would write wrong letters over the film."""
    has_utf16_mark = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if has_utf16_mark else "utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidArgument("It is not text in UTF-8 or UTF-16.", advice="Save it as UTF-8.") from None


def _read_ass(text: str) -> tuple[Cue, ...]:
    """The words and times of an ASS or SSA; its comments, and shapes that it draws, are none."""
    from pysubs2 import SSAFile  # only such files need it
    from pysubs2.exceptions import Pysubs2Error

    if len(text) > MAX_CHARACTERS:
        raise InvalidArgument(f"The subtitles are longer than {MAX_CHARACTERS:,} characters.")
    try:
        read = SSAFile.from_string(text, format_="ass")
    except (Pysubs2Error, ValueError, IndexError, KeyError) as error:
        raise InvalidArgument(f"The subtitles cannot be read: {type(error).__name__}.", advice="") from None
    shown = [event for event in read if not event.is_comment and not event.is_drawing]
    cues = [Cue(event.start, event.end, words) for event in shown if (words := _words_of(event.plaintext))]
    cues = [cue for cue in cues if cue.end_ms > cue.start_ms]
    if not cues:
        raise InvalidArgument("The subtitles hold no words.", advice="A cue is a line `Dialogue: …`.")
    if len(cues) > MAX_CUES:
        raise InvalidArgument(f"The subtitles have {len(cues):,} cues; {MAX_CUES:,} are the most.")
    return tuple(sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms)))


def _words_of(text: str) -> str:
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
