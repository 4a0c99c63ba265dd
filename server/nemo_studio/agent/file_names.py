"""Names of files as one word each, for people's files are called "Screen Recording at 10.20 AM.mov"."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from types import MappingProxyType
from typing import Any, Final, cast

from nemo_studio.edits.media.words import SUBJECTS
from nemo_studio.edits.titles.words import TITLE
from nemo_studio.project import UploadedMedia

_ENDINGS: Final[Mapping[str, str]] = MappingProxyType({"image": "jpg", "video": "mp4", "audio": "mp3"})
"""What readers know a picture, a film and a sound by."""

_ONE_WORD: Final = re.compile(r"[A-Za-z0-9_-]+\.\w+")
_OPENING, _CLOSING = "[\"'“‘「《]?", "[\"'”’」》]?"


def set_names_aside(message: str, uploads: Sequence[UploadedMedia]) -> tuple[str, Mapping[str, str]]:
    """Write one word for each name of several words, or with signs in it.

    White space and the form of accents may differ: macOS puts a narrow space before "AM", and hosts write
    another. Quotes around a name go with it.

    Returns:
        The message, and the names by the words that stand for them.
    """
    names: dict[str, str] = {}
    longest_first = sorted(enumerate(uploads, 1), key=lambda each: -len(each[1].name))
    for number, media in longest_first:
        if _ONE_WORD.fullmatch(media.name) or media.kind not in _ENDINGS:
            continue
        word = f"media{number}.{_ENDINGS[media.kind]}"
        parts = map(re.escape, unicodedata.normalize("NFC", media.name).split())
        spaced = r"\s+".join(parts)
        name = rf"{_OPENING}(?<![A-Za-z0-9.]){spaced}(?![A-Za-z0-9]){_CLOSING}"
        written = unicodedata.normalize("NFC", message)
        for each in reversed([*re.finditer(name, written, re.IGNORECASE)]):
            if not _is_title(each):
                message = written = f"{written[: each.start()]}{word}{written[each.end() :]}"
                names[word] = media.name
    return message, names


def _is_title(found: re.Match[str]) -> bool:
    """As in 'add the title "Lake Tour.mp4"': in quotes behind such a word, it is what is to be written."""
    before = found.string[: found.start()]
    is_quoted = found[0][0] in "\"'“‘「《"
    return is_quoted and re.search(rf"(?:{TITLE})\W*(?:\w+\W+)?$", before, re.IGNORECASE) is not None


def put_names_back(value: Any, names: Mapping[str, str]) -> Any:
    """The same with the names again, however deep they stand in commands."""
    if isinstance(value, str):
        for word, name in names.items():
            value = value.replace(word, name)
        return value
    if isinstance(value, tuple):
        return tuple(put_names_back(each, names) for each in cast("tuple[Any, ...]", value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value, **{f.name: put_names_back(getattr(value, f.name), names) for f in fields(value)}
        )
    return value


def called(name: str) -> str:
    """What a file may be called: as it is named after."""
    stem = re.escape(name.rpartition(".")[0])
    chinese = SUBJECTS.get(stem.lower(), stem)
    own = rf"(?<=[\u4e00-\u9fff]){re.escape(name)}"
    if not _HAS_WORDS.search(name):
        return own
    return (
        rf"{own}|(?<![\w.])(?:the |my )?{stem}(?:['’]s)?"
        r"(?: (?:photo|picture|pic|image|one|shot|clip)s?)?(?!\w|\.\w)"
        rf"|(?<![A-Za-z])(?<![里中上]的)(?:{chinese})(?:的)?(?:那|这)?(?:一?[张个幅段](?:[照相]片|图片|视频)?|[照相]片"
        rf"|图片|视频)?(?![A-Za-z]|\.\w)"
    )


_HAS_WORDS: Final = re.compile(r"[^\W\d][^.]*\.")
"""A file that is called 1.png is called by no number."""
