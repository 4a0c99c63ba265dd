"""Cuts a reply into lines, each with its marker (indent, bullet, number), and joins what stays."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nemo_video.language.gui.sentences import Sentence, cut_sentences
from nemo_video.language.words import Word, read_words

LONGEST_ANNOUNCEMENT = 12
_MARKER = r"""
    [ \t>]*
    (?: [-*+•·▪◦‣–](?=\s)
      | (?: \d{1,3}[.)、．] | [(（]?\d{1,2}[)）] | [a-zA-Z][.)] | [①-⑳] | \#{1,6} )
        (?=\s|[*“「【]|[^\x00-\x7f])
      | \d\ufe0f?\u20e3
    )?
    \s*
"""


@cache
def _marker() -> re.Pattern[str]:
    return re.compile(_MARKER, re.VERBOSE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source.

    Attributes:
        start: Offset of its first character.
        body: Offset after its marker.
        end: Offset of the line end.
        sentences: What it says.
    """

    start: int
    body: int
    end: int
    sentences: tuple[Sentence, ...]


def read_lines(text: str) -> Iterator[Line]:
    """Cut a text into lines."""
    words = [word for word in read_words(text) if word.kind != "line"]
    first = start = 0
    for raw in text.split("\n"):
        end = start + len(raw)
        marker = _marker().match(text, start, end)
        body = marker.end() if marker else start
        last = first
        while last < len(words) and words[last].start < end:
            last += 1
        is_item = bool(text[start:body].strip(" \t>#"))
        yield Line(start, body, end, _read_sentences(words[first:last], body, end, text, is_item=is_item))
        first, start = last, end + 1


def _read_sentences(
    words: Sequence[Word], body: int, end: int, text: str, *, is_item: bool
) -> tuple[Sentence, ...]:
    own = [word for word in words if word.start >= body]
    return tuple(
        replace(sentence, end=min(sentence.end, end), is_step=sentence.is_step or is_item)
        for sentence in cut_sentences(own, text)
    )


def join_lines(lines: Sequence[Line], outputs: Sequence[str | None], text: str) -> str:
    """Join the lines; an output of `None` is a line that stays as it was, an empty one is gone.

    A line that only announces what is gone (`What to do next:`) goes with it, and so do gaps.
    """
    if all(output is None for output in outputs):
        return text
    kept: list[str] = []
    is_below_gone, is_table_gone = False, False
    for line, output in zip(reversed(lines), reversed(outputs), strict=True):
        source = text[line.start : line.end]
        is_row = source.lstrip().startswith("|")
        is_gone = output is not None and not output.strip(" |")
        is_head = is_row and is_table_gone
        is_table_gone = is_row and (is_gone or is_head)
        if is_gone or is_head or (is_below_gone and _announces(line, source if output is None else output)):
            is_below_gone = True
            continue
        is_below_gone = is_below_gone and not source.strip()
        kept.append(source if output is None else (text[line.start : line.body] + output).rstrip())
    return _close_gaps("\n".join(reversed(kept)))


def _announces(line: Line, output: str) -> bool:
    words = [word for sentence in line.sentences for word in sentence.words]
    is_quoting = any(word.kind in ("number", "quote", "link", "file") for word in words)
    return (
        output.rstrip("*_ ").endswith((":", "：")) and not is_quoting and len(words) <= LONGEST_ANNOUNCEMENT
    )


def _close_gaps(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()
