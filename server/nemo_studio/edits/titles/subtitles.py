"""Subtitle files: the text of an SRT read into cues, whichever program wrote it.

It knows text and times, not drafts or fonts.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nemo_video.errors import InvalidArgument

MAX_CHARACTERS: Final = 1_000_000
MAX_CUES: Final = 5_000
_MAX_BYTES: Final = 4 * MAX_CHARACTERS + 4
"""More than the reader takes, so that a longer file is refused by it."""

_TIME: Final = r"(\d{1,3}):(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?"
_TIMES: Final = re.compile(rf"{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?")
_BROKEN_TIMES: Final = re.compile(r"\d:.*-->|-->\s*\d+:")
_NUMBER: Final = re.compile(r"\d+")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|\{\\[^{}]*\}")
_INVISIBLE: Final = re.compile("[\ufeff\u200b\u200e\u200f\u2060]")
_EXPECTED: Final = 'A cue is a line like "00:00:01,000 --> 00:00:03,500" and its words below it.'


@dataclass(frozen=True)
class Cue:
    """Words and when they show: from `start_ms` up to `end_ms`."""

    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


def read_srt_file(path: Path) -> tuple[Cue, ...]:
    """Read an SRT file in UTF-8 or UTF-16.

    Raises:
        InvalidArgument: It cannot be read; the message says where.
    """
    with path.open("rb") as file:
        content = file.read(_MAX_BYTES)
    has_utf16_mark = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE))
    try:
        return read_srt(content.decode("utf-16" if has_utf16_mark else "utf-8-sig"))
    except UnicodeDecodeError:
        raise InvalidArgument("It is not text in UTF-8 or UTF-16.") from None


def read_srt(text: str) -> tuple[Cue, ...]:
    """Read the cues of an SRT in the order of their start; overlapping ones stay as they are.

    A byte order mark, any line ends, missing numbers, blank lines inside or missing between cues, points for
    commas in the times, and formatting tags are all read as they are meant. A cue without words is left out.

    Raises:
        InvalidArgument: It holds no cues, is too long, or a part of it cannot be read; every such part is
            named by its line, so that nothing is lost in silence.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidArgument(f"The subtitles are longer than {MAX_CHARACTERS:,} characters.")
    lines = [_Line(at, _clean(line)) for at, line in enumerate(_split_lines(text), 1)]
    heads = [at for at, line in enumerate(lines) if _TIMES.fullmatch(line.text)]
    _check_heads(lines, heads)
    numbered = _is_numbered(lines, heads[0])
    blocks = [lines[start:end] for start, end in zip(heads, [*heads[1:], len(lines)], strict=True)]
    cues = [_read_cue(block, numbered=numbered) for block in blocks]
    spoken = sorted((cue for cue in cues if cue.text), key=lambda cue: (cue.start_ms, cue.end_ms))
    if not spoken:
        raise InvalidArgument("The subtitles hold no words.", advice=_EXPECTED)
    return tuple(spoken)


def _split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _clean(line: str) -> str:
    return _INVISIBLE.sub("", line).replace("\u00a0", " ").strip()


def _check_heads(lines: list[_Line], heads: list[int]) -> None:
    first = heads[0] if heads else 0
    lost = [line for line in lines[:first] if line.text and not _NUMBER.fullmatch(line.text)]
    lost += [line for line in lines[first:] if _is_broken_head(line.text)]
    if lost:
        shown = "; ".join(f'line {line.number}: "{line.text[:60]}"' for line in lost[:5])
        raise InvalidArgument(f"The subtitles cannot be read at {shown}.", advice=_EXPECTED)
    if not heads:
        raise InvalidArgument("The subtitles hold no cue.", advice=_EXPECTED)
    if len(heads) > MAX_CUES:
        raise InvalidArgument(f"The subtitles have {len(heads):,} cues; {MAX_CUES:,} are the most.")


def _is_broken_head(text: str) -> bool:
    """Whether it was meant to be a cue's times; an arrow among words is only an arrow."""
    return bool(_BROKEN_TIMES.search(text)) and not _TIMES.fullmatch(text)


def _is_numbered(lines: list[_Line], first_head: int) -> bool:
    return first_head > 0 and bool(_NUMBER.fullmatch(lines[first_head - 1].text))


def _read_cue(block: list[_Line], *, numbered: bool) -> Cue:
    head, *below = block
    match = _TIMES.fullmatch(head.text)
    assert match is not None
    start_ms, end_ms = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:])
    if end_ms <= start_ms:
        raise InvalidArgument(f'The cue in line {head.number} ends before it starts: "{head.text}".')
    words = [line.text for line in below]
    if numbered and words and _NUMBER.fullmatch(words[-1]):
        words.pop()  # the number of the next cue stands in the line before its times
    return Cue(start_ms, end_ms, "\n".join(line for word in words if (line := _TAG.sub("", word).strip())))


def _milliseconds(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = (group or "0" for group in groups)
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds) * 1000 + int(fraction.ljust(3, "0"))
