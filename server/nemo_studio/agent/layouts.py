"""How a brief is laid out: numbered lists, bullets, time codes, headings, JSON.

Its words are read elsewhere.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, cast

from nemo_studio.agent import phrases, words
from nemo_studio.agent.shots import STYLES
from nemo_studio.edits.language.amounts import clock_s
from nemo_studio.edits.language.clauses import Clause, put_quotes_back, set_quotes_aside
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.reader import read_parameters, scene_key
from nemo_studio.edits.titles.words import NO_TEXT


@dataclass(frozen=True)
class Item:
    """A part of a brief.

    Attributes:
        text: Its words.
        is_listed: Whether it is one of a list.
        length_s: How long it is by its time code.
    """

    text: str
    is_listed: bool = False
    length_s: float | None = None


def lay_out(text: str) -> list[Item]:
    """The items of a brief, in whose text quotations are set aside."""
    text = words.FIELD.sub(lambda found: f"\n{'duration ' if found['length'] else ''}", text)
    labels = [each for each in words.LABEL.finditer(text) if each[0].strip()]
    labels = [
        each for index, each in enumerate(labels) if _is_time_code(each, labels[:index], labels[index + 1 :])
    ]
    if len(labels) < 2 and not (labels and labels[0]["said_next"]):
        return [Item(text)]
    items = [Item(text[: labels[0].start()])]
    are_inline = "\n" not in text[labels[0].end() : labels[-1].start()].strip()
    stops = [each.start() for each in labels[1:]] + [len(text)]
    bodies = [text[label.end() : stop] for label, stop in zip(labels, stops, strict=True)]
    is_script = any("\n" in each.strip() for each in bodies[:-1])  # a shot goes on up to an empty line
    for label, behind in zip(labels, bodies, strict=True):
        is_named = any(label[each] for each in ("name", "name_zh", "part", "end"))
        line = r"(?<=[.;])\s|(?<=[。；])|\n" if are_inline and label is labels[-1] else r"\n"
        end = r"\n\s*\n" if is_named and is_script else line
        body, *rest = re.split(end, behind.lstrip() if is_named else behind, maxsplit=1)
        said = label["said"] or label["said_zh"] or label["said_part"] or label["said_next"]
        items += [Item(f"{said}, {body}" if said else body, True, _length_s(label)), *map(Item, rest)]
    return [each for each in items if each.text.strip(" \n,，.。;；")]


def _is_time_code(label: re.Match[str], before: list[re.Match[str]], after: list[re.Match[str]]) -> bool:
    """Whether a span of seconds stands before a shot: a colon follows, or the next begins where it ends."""
    if not label["from"] or ":" in label[0] or "：" in label[0]:
        return True
    follows = bool(before) and before[-1]["to"] == label["from"]
    return follows or (bool(after) and after[0]["from"] == label["to"])


def _length_s(label: re.Match[str]) -> float | None:
    if not label["from"]:
        return None
    length_s = clock_s(label["to"]) - clock_s(label["from"]) + (1 if label["nth"] else 0)
    return length_s if length_s > 0 else None


HEAD_END: Final = ";\n"
"""What is written behind a head."""


def part_item(item: Item) -> str:
    """The text of an item, parted where a head ends ("a travel film: forest"), or words over a shot begin."""
    text = re.sub("(?<=\ue001)\\s*[:：]", "\n", item.text) if item.is_listed else item.text
    text = words.SHOT_AND_QUOTE.sub(_part_quote, text)
    return words.HEAD.sub(_end_head, words.DASH.sub(", ", text))


def _part_quote(found: re.Match[str]) -> str:
    """As in `beach 4 s "Hello"`: the words are written over the shot that stands before them."""
    shot = found["shot"]
    return f"{shot}, " if scene_key(shot) and not phrases.sees_order(shot) else found[0]


def _end_head(found: re.Match[str]) -> str:
    """As in "a travel film: forest, desert": what stands before the colon is a piece of its own."""
    head = found["head"]
    is_hour = read_parameters(Clause(re.split("[,，]", head)[-1])) if re.search("[,，]", head) else {}
    is_other = is_hour or words.CARD.search(head) or phrases.sees_order(words.QUOTE.sub("", head))
    is_other = is_other or re.search(r"\b(?:text|words)\b|字", re.split("[,，]", head)[-1])
    is_head = (phrases.is_head(head) or phrases.is_measure(head)) and not is_other
    return f"{head}{HEAD_END}" if is_head else found[0]


def set_apart(text: str) -> str:
    """The text with a comma where a space or a plus parts it, and quotes around words to be written."""
    text = words.SEVERAL.sub(_quote_each, text)
    text = put_quotes_back(words.SAID.sub(_quote, set_quotes_aside(text)[0]), text)
    return put_quotes_back(words.GAP.sub(", plus ", words.GAP_ZH.sub("，", set_quotes_aside(text)[0])), text)


def _quote_each(found: re.Match[str]) -> str:
    """As in "text Breathe / Rest", 依次出现春、夏两个字."""
    said = found["en"] or found["zh"] or found["named"]
    each = " ".join(f'"{word.strip()}"' for word in re.split("[/、]", said))
    return f"{found['head'] or '标题'}{each}"


def _quote(found: re.Match[str]) -> str:
    """As in 标题你好; what says how or where words are to be is none of them."""
    first = tokenize(found["said"])[:1]
    is_how = re.match(NO_TEXT, found["said"]) or words.WHICH.search(found["said"])
    is_how = is_how or any(each.meanings.keys() & _NO_WORDS for each in first)
    return found[0] if is_how else f"{found['head']}“{found['said']}”"


_NO_WORDS: Final = STYLES | {"length", "music", "ratio", "sound", "transition"}
"""Kinds of words that begin no words to be written: how these are to be, or what else the film has."""


def strip_markup(message: str) -> str:
    """The message as plain lines: without the signs of Markdown; JSON as words."""
    start, stop = message.find("["), message.rfind("]")
    if start < 0 or "{" in message[: start + 1]:
        start, stop = message.find("{"), message.rfind("}")
    if 0 <= start < stop and '":' in message:
        with suppress(ValueError):
            said = "\n".join(_write(json.loads(message[start : stop + 1])))
            message = f"{message[:start]}\n{said}{message[stop + 1 :]}"
    message = re.sub(r"\A\s*#[ \t]+[^\n:]*\n", "", message)  # the name of a document
    message = words.TABLE_HEAD.sub("", message)
    message = words.ABSENT.sub(lambda none: f"{'no ' if none[0].isascii() else '不要'}{none[1]}", message)
    message = words.TABLE_ROW.sub(
        lambda row: f"- {', '.join(filter(None, map(str.strip, row[1].split('|'))))}", message
    )
    message = words.IN_BRACKETS.sub(_open_brackets, words.MARKUP.sub("", message))
    return words.SPAN_BEHIND.sub(_write_length, message)


def _open_brackets(found: re.Match[str]) -> str:
    gap = " " if found.string[: found.start()][-1:].isascii() else ""  # a gap parts Chinese
    return gap.join(("", found[1], found[2] or ""))


def _write_length(span: re.Match[str]) -> str:
    length_s = clock_s(span[2]) - clock_s(span[1])
    return f" {length_s:g} s" if length_s > 0 else span[0]


def _write(value: Any) -> Iterator[str]:
    """Lines that say what JSON says; a list of objects is a list of shots."""
    if isinstance(value, list):
        for each in cast("list[Any]", value):
            yield f"- {', '.join(_write(each))}"
    elif isinstance(value, dict):
        for key, each in cast("dict[str, Any]", value).items():
            if isinstance(each, list | dict):
                yield from _write(each)
            else:
                yield _write_field(key, each)
    else:
        yield str(value)


def _write_field(key: str, value: Any) -> str:
    if isinstance(value, int | float) and re.search("dur|len|sec|time", key, re.IGNORECASE):
        return f"{value:g} seconds"
    if re.search("title|text|caption", key, re.IGNORECASE):
        return f'title "{value}"'
    is_music = re.search("music|audio", key, re.IGNORECASE) and "music" not in str(value)
    return f"{value} music" if is_music else str(value)
