"""Subtitles as text, SRT or WebVTT, read into cues, whichever program wrote them, and cues written as SRT.

It knows text and times, not drafts, files or fonts.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nemo_video.errors import InvalidArgument

MAX_CHARACTERS: Final = 1_000_000
MAX_CUES: Final = 5_000

_TIME: Final = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[,.](\d{1,3}))?"
"""WebVTT may leave the hours out, SRT may not; some programs write a point for SRT's comma."""
_TIMES: Final = re.compile(rf"{_TIME}\s*-{{1,2}}>\s*{_TIME}(?:\s.*)?")
_BROKEN_TIMES: Final = re.compile(r"\d:.*-->|-->\s*\d+:")
_NUMBER: Final = re.compile(r"\d+")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
"""HTML's and WebVTT's tags, WebVTT's times for single words, and the overrides that SRT has from SSA."""
_INVISIBLE: Final = re.compile("[\ufeff\u200b\u200e\u200f\u2060]")
_VTT_HEAD: Final = re.compile(r"WEBVTT(?:\s.*)?")
_VTT_BLOCK: Final = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")
"""Blocks of WebVTT that hold no words."""
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


def read_cues(text: str) -> tuple[Cue, ...]:
    """Read the cues of an SRT or a WebVTT in the order of their start; overlapping ones stay as they are.

    A byte order mark, any line ends, missing numbers, blank lines inside or missing between cues, points for
    commas in the times, and formatting tags are all read as they are meant. A cue without words is left out.

    Raises:
        InvalidArgument: It holds no cues, is too long, or a part of it cannot be read; every such part is
            named by its line, so that nothing is lost in silence.
    """
    if len(text) > MAX_CHARACTERS:
        raise InvalidArgument(f"The subtitles are longer than {MAX_CHARACTERS:,} characters.")
    lines = [_Line(at, _clean(line)) for at, line in enumerate(_split_lines(text), 1)]
    is_vtt = bool(lines and _VTT_HEAD.fullmatch(lines[0].text))
    if is_vtt:
        lines = _without_blocks(lines)
    heads = [at for at, line in enumerate(lines) if _TIMES.fullmatch(line.text)]
    _check_heads(lines, heads, may_be_named=is_vtt)
    is_named = heads[0] > 0 and bool(lines[heads[0] - 1].text)
    blocks = [lines[start:end] for start, end in zip(heads, [*heads[1:], len(lines)], strict=True)]
    cues = [_read_cue(block, is_named=is_named, is_vtt=is_vtt) for block in blocks]
    spoken = sorted((cue for cue in cues if cue.text), key=lambda cue: (cue.start_ms, cue.end_ms))
    if not spoken:
        raise InvalidArgument("The subtitles hold no words.", advice=_EXPECTED)
    return tuple(spoken)


def write_srt(cues: Iterable[Cue]) -> str:
    """Cues as an SRT that `read_cues` reads back as they are."""
    return "\n".join(f"{number}\n{_write_cue(cue)}\n" for number, cue in enumerate(cues, 1))


def _write_cue(cue: Cue) -> str:
    words = cue.text.replace("-->", "→")  # SRT has no escape, and an arrow would be read as times
    return f"{_clock(cue.start_ms)} --> {_clock(cue.end_ms)}\n{words}"


def _clock(time_ms: int) -> str:
    seconds, ms = divmod(time_ms, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02},{ms:03}"


def _split_lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _clean(line: str) -> str:
    return _INVISIBLE.sub("", line).replace("\u00a0", " ").strip()


def _without_blocks(lines: list[_Line]) -> list[_Line]:
    """The lines of a WebVTT without its head, and without notes, styles and regions up to a blank line."""
    kept: list[_Line] = []
    is_inside, was_blank = True, True
    for line in lines:
        is_inside = bool(line.text) and (is_inside or (was_blank and bool(_VTT_BLOCK.fullmatch(line.text))))
        was_blank = not line.text
        if not is_inside:
            kept.append(line)
    return kept


def _check_heads(lines: list[_Line], heads: list[int], *, may_be_named: bool) -> None:
    first = heads[0] if heads else 0
    before = lines[: max(first - 1, 0)] if may_be_named else lines[:first]
    lost = [line for line in before if line.text and not _NUMBER.fullmatch(line.text)]
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


def _read_cue(block: list[_Line], *, is_named: bool, is_vtt: bool) -> Cue:
    head, *below = block
    match = _TIMES.fullmatch(head.text)
    assert match is not None
    start_ms, end_ms = _milliseconds(match.groups()[:4]), _milliseconds(match.groups()[4:])
    if end_ms <= start_ms:
        raise InvalidArgument(f'The cue in line {head.number} ends before it starts: "{head.text}".')
    words = [line.text for line in below]
    if is_vtt:
        words = _words_of_vtt(words)
    elif is_named and words and _NUMBER.fullmatch(words[-1]):
        words.pop()  # the number of the next cue stands in the line before its times
    shown = [line for word in words if (line := _TAG.sub("", word).strip())]
    return Cue(start_ms, end_ms, "\n".join(html.unescape(line) if is_vtt else line for line in shown))


def _words_of_vtt(words: list[str]) -> list[str]:
    """Up to the blank line that ends a cue; what stands after it is the name of the next one."""
    return words[: words.index("")] if "" in words else words


def _milliseconds(groups: tuple[str | None, ...]) -> int:
    hours, minutes, seconds, fraction = (group or "0" for group in groups)
    return (int(hours) * 60 + int(minutes)) * 60_000 + int(seconds) * 1000 + int(fraction.ljust(3, "0"))
