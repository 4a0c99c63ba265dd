"""Cuts a reply into lines and sentences, and says which of them must stay as they are.

A sentence ends with a full stop, a question or exclamation mark, a semicolon, or an emoji before a capital
or a Chinese character. What stands in a fence, a block quote, a table, a quotation of several lines or a list
of content is never open to removal. Linear in the length of the text.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from nemo_video.language.catalogue import read_table
from nemo_video.language.languages import to_mainland

_MARKER = re.compile(
    r"[ \t]*(?:[-*+•·▪◦‣–](?=\s)|\d\ufe0f?\u20e3"
    r"|(?:\d{1,3}[.)、．]|[(（]\d{1,2}[)）]|[①-⑳]|#{1,6})(?=\s|[*“「【]|[^\x00-\x7f]))?\s*"
)
_PIECE = re.compile(
    # what holds stops that end no sentence: links, code, quotations, numbers, file names, abbreviations
    r"""(?P<whole>https?://\S{1,2000}|`[^`\n]{1,300}`|“[^“”\n]{1,300}”|"[^"\n]{1,300}"|「[^「」\n]{1,300}」|『[^『』\n]{1,300}』
    |《[^《》\n]{1,300}》|【[^【】\n]{1,300}】|\d+(?:[.:,]\d+)+|\b(?:e\.g|i\.e|etc|vs|approx|mr|mrs|ms|dr|no)\.(?=\s)|[A-Za-z0-9]\.(?=[A-Za-z0-9]))
    |(?P<open>[(（\[])|(?P<close>[)）\]])
    |(?P<left>[“「『])|(?P<right>[”」』])|(?P<bare>["`])
    |(?P<stop>(?:[.!?…]+(?=[\s)"'”’*_」』）]|$|[\u3400-\u9fff])|[。！？；;]+|(?<=[\w)）”」])\s?[\U0001F300-\U0001FAFF]\ufe0f?(?=\s[A-Z]|\s?[\u3400-\u9fff]))["'”’」』)）*_]*\s*)""",
    re.VERBOSE | re.IGNORECASE,
)
_WORD = re.compile(r"\w")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_UNFINISHED = re.compile(r"[a-z]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a line, from `start` to the start of the next one; `is_open` when it may be taken out."""

    start: int
    end: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text.

    Attributes:
        start: Offset of its first character.
        body: Offset after its marker (indent, bullet, number).
        end: Offset of the line end.
        sentences: What stands between `body` and `end`; none in an empty line.
        announces: Whether it only announces steps that follow (`Next steps:`).
    """

    start: int
    body: int
    end: int
    sentences: tuple[Sentence, ...]
    announces: bool = False


def cut_lines(text: str) -> list[Line]:
    """Cut a text into lines and sentences."""
    lines = list(_lines(text))
    return _close_content_lists(_close_broken_sentences(lines, text), text)


def _lines(text: str) -> Iterator[Line]:
    start, depth, is_fenced = 0, 0, False
    for raw in text.split("\n"):
        end = start + len(raw)
        if not raw:
            yield Line(start, start, end, ())
            start = end + 1
            continue
        is_fence = bool(_FENCE.match(raw))
        marker = _MARKER.match(text, start, end)
        body = marker.end() if marker else start
        is_closed = (
            is_fenced or is_fence or raw.lstrip().startswith((">", "|")) or raw.startswith(("    ", "\t"))
        )
        sentences, depth = _sentences(text, body, end, depth)
        yield Line(start, body, end, _closed(sentences) if is_closed else sentences)
        is_fenced ^= is_fence
        start = end + 1


def _sentences(text: str, start: int, end: int, quotes: int) -> tuple[tuple[Sentence, ...], int]:
    """Cut a line; `quotes` is the number of quotations that are open before it, and returned, after it."""
    found: list[Sentence] = []
    brackets, is_open = 0, not quotes
    for piece in _PIECE.finditer(text, start, end):
        match piece.lastgroup:
            case "open":
                brackets += 1
            case "close":
                brackets -= 1
            case "left" | "right":
                quotes = max(0, quotes + (1 if piece.lastgroup == "left" else -1))
                is_open = False
            case "bare":
                is_open = False
            case "stop":
                brackets -= piece.group().count(")") + piece.group().count("）")
                if brackets <= 0 and not quotes:
                    _append(found, Sentence(start, piece.end(), is_open), text)
                    start, brackets, is_open = piece.end(), 0, True
            case _:
                pass
    if start < end:
        _append(found, Sentence(start, end, is_open), text)
    return tuple(found), quotes


def _append(found: list[Sentence], sentence: Sentence, text: str) -> None:
    """Add a sentence; marks and emoji without a word belong to the one before."""
    if found and not _WORD.search(text, sentence.start, sentence.end):
        found[-1] = replace(found[-1], end=sentence.end)
    else:
        found.append(sentence)


def _closed(sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    return tuple(replace(sentence, is_open=False) for sentence in sentences)


def _close_broken_sentences(lines: Sequence[Line], text: str) -> list[Line]:
    """A sentence that goes on in the next line stays, in both."""
    found = list(lines)
    for i in range(1, len(found)):
        before, line = found[i - 1], found[i]
        is_marked = bool(text[line.start : line.body].strip())
        if before.sentences and line.sentences and not is_marked and _UNFINISHED.match(text, line.body):
            found[i - 1] = replace(
                before, sentences=(*before.sentences[:-1], *_closed(before.sentences[-1:]))
            )
            found[i] = replace(line, sentences=(*_closed(line.sentences[:1]), *line.sentences[1:]))
    return found


@cache
def _announcement() -> re.Pattern[str]:
    table = read_table("handling.toml")
    return re.compile(f"(?:{table['en']['announcement']}|{table['zh']['announcement']})", re.IGNORECASE)


def _announces(words: str) -> bool:
    return _announcement().fullmatch(to_mainland(words.rstrip(":：").strip(" *_"))) is not None


@cache
def _film_heading() -> re.Pattern[str]:
    table = read_table("handling.toml")
    patterns = (table[language]["patterns"]["film_heading"] for language in ("en", "zh"))
    return re.compile("|".join(patterns), re.IGNORECASE)


def _close_content_lists(lines: Sequence[Line], text: str) -> list[Line]:
    """What stands under a heading stays, unless the heading announces steps; its list ends with its items.

    So does what stands behind or below words that lead to words of the film, up to an empty line after them.
    """
    found: list[Line] = []
    is_content, is_below_list, is_awaited = False, False, False
    for line in lines:
        words = text[line.body : line.end].strip(" *_#")
        is_item = bool(text[line.start : line.body].strip(" \t#"))
        if is_below_list and not is_item:
            is_content = False
        announces = False
        if words.endswith((":", "：")) or "#" in text[line.start : line.body]:
            announces = _announces(words)
            is_content = not announces
        if not announces and _film_heading().search(words):
            is_content = is_awaited = True
        elif words:
            is_awaited = False
        is_fence = bool(_FENCE.match(text, line.start, line.end))
        is_below_list = (not words and not is_awaited) or is_item or is_fence
        sentences = _closed(line.sentences) if is_content or announces else line.sentences
        found.append(replace(line, sentences=sentences, announces=announces))
    return found
