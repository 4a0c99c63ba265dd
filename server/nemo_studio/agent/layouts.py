"""How a brief is laid out: numbered lists, bullets, time codes, headings, JSON.

Its words are read elsewhere.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, cast

_FLAGS: Final = re.IGNORECASE | re.MULTILINE
_CLOCK: Final = r"\d{1,2}:\d{2}(?:\.\d+)?"
_UNIT: Final = r"\s*(?:seconds?|secs?|s|秒)(?![A-Za-z])"
_NEW: Final = r"(?:^[ \t]*|(?<=[.。;；:：!！\ue001])[ \t]*|(?<=[,，])[ ]?|(?<=\w)[ ](?=[\[【]))"
"""A list begins on a line of its own, or behind the end of a sentence."""
_LABEL: Final = re.compile(
    rf"""
    {_NEW}(?:[-*•][ \t]+)?[\[(（【]?  # 0:00-0:05, [0:00 – 0:05], 0-5s:
        (?>(?P<nth>第)?(?P<from>{_CLOCK}|\d+(?=[^\n:：]{{1,9}}{_UNIT}[\])）】]?))
        (?:{_UNIT})?[ \t]*[-–—~到至][ \t]*(?P<to>{_CLOCK}|\d+)(?:{_UNIT})?[\])）】]?[ \t]*[:：|,，–—-]*[ \t]*)
        (?!\ue000)
    | {_NEW}[\[(（【]?\b  # Shot 1:, Scene 2 (4s):, Part 1 - "Morning":
        (?P<name>shot|scene|clip|part|segment|section|frame)[ \t]*
        \#?(?:\d{{1,2}}|one|two|three|four|five|six)\b(?!\s*(?:s\b|sec))[\])）】]?[ \t]*
        (?:[(（\[](?P<said>[^)）\]\n]*)[)）\]])?[ \t]*(?:[:：.|)–—-]+[ \t]*|$)
    | {_NEW}[\[(（【]?  # 镜头一：, 场景2（4秒）：, 第一段：
        (?P<name_zh>(?:镜头|场景|分镜|画面|片段)[ \t]*[一二三四五六七八九十\d]{{1,2}}
        |第[ \t]*[一二三四五六七八九十\d]{{1,2}}[ \t]*个?(?:镜头?|场景?|段|幕|部分|画面|片段))[\])）】]?[ \t]*
        (?:[(（](?P<said_zh>[^)）\n]*)[)）])?[ \t]*(?:[:：|–—-]+[ \t]*|(?=\ue000)|$)
    | {_NEW}(?P<part>[a-z]+(?:[ ][a-z]+)?[ ]?|[\u4e00-\u9fff]{{1,5}})  # Hook (3s):, 开头（3秒）：, Opening:
        [(（](?P<said_part>\d[^)）\n]*)[)）][ \t]*[:：][ \t]*
    | {_NEW}(?:the[ ])?(?:first|next|last|final|another)[ ](?P<said_next>\d+[ -]?s(?:ec\w*)?)[:：][ \t]*
    | {_NEW}(?P<end>hook|opening|intro|start|beginning|middle|main|body|ending|outro|end|finale|then
        |开头|开场|中间|主体|结尾|片头|片尾)(?:[:：]|[ ]?[-–—][ ]?(?=\D))[ \t]*
    | (?:^[ \t]*|(?<=[:：;；。][ ])|(?<=[：；。])|(?<=[\w,][ ]|\w，)(?=\(|\d+[)）]))
        (?:  # 1. , 2), (3), (b), a bullet
        \(?\d{{1,2}}[.)、）](?!\d)[ \t]*|\([a-h]\)[ \t]*|[-*•–][ \t]+)
    """,
    _FLAGS | re.VERBOSE,
)
_FIELD: Final = re.compile(
    r"(?:^|(?<=[\n.;,，。；])[ \t]*|(?<=\ue001)[ \t]*)(?:(?P<length>(?:total )?(?:length|duration|runtime)"
    r"|总?时长|长度)|visuals?|video|picture|scenes?|shots?|clips?|footage|description|format"
    r"|aspect(?: ratio)?|style|brief|task|theme|topic|on screen|storyboard|script|画面|镜头|场景|片段|内容"
    r"|画幅|(?:画面)?比例|格式|风格|要求|任务|(?:视频)?主题"
    r"|分镜(?:脚本)?|脚本)[ \t]*[:：]",
    _FLAGS,
)
"""A heading, of which only what follows says something."""
_MARKUP: Final = re.compile(r"\*\*|__|`+|^[ \t]*(?:#{1,6}|>)[ \t]*|^\s*-{3,}\s*$", _FLAGS)
_IN_BRACKETS: Final = re.compile(
    rf"(?<=[\w\"”」])[ \t]*[(（](\d+(?:\.\d+)?{_UNIT}|{_CLOCK}[ \t]*[-–~][ \t]*{_CLOCK})[)）](?![ \t]*[:：])",
    _FLAGS,
)
"""A length behind a shot: "Ocean waves (5s)"."""
_SPAN_BEHIND: Final = re.compile(
    rf"(?<=[^\W\d])[ \t]+({_CLOCK})[ \t]*[-–~][ \t]*({_CLOCK})[ \t]*(?=[,，;；。\n]|$)"
)
"""The time of a shot behind it: "forest 0:00-0:05, city 0:05-0:09"."""


_TABLE_HEAD: Final = re.compile(r"^\|.*\|\s*\n\|[-|: \t]+\|\s*$", re.MULTILINE)
_TABLE_ROW: Final = re.compile(r"^\|(?:[ \t]*#?\d+[ \t]*\|)?(.*)\|\s*$", re.MULTILINE)


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
    text = _FIELD.sub(lambda found: f"\n{'duration ' if found['length'] else ''}", text)
    labels = [each for each in _LABEL.finditer(text) if each[0].strip()]
    labels = [
        each for index, each in enumerate(labels) if _is_time_code(each, labels[:index], labels[index + 1 :])
    ]
    if len(labels) < 2:
        return [Item(text)]
    items = [Item(text[: labels[0].start()])]
    are_inline = "\n" not in text[labels[0].end() : labels[-1].start()].strip()
    stops = [each.start() for each in labels[1:]] + [len(text)]
    bodies = [text[label.end() : stop] for label, stop in zip(labels, stops, strict=True)]
    is_script = any("\n" in each.strip() for each in bodies[:-1])  # a shot goes on up to an empty line
    for label, behind in zip(labels, bodies, strict=True):
        is_named = any(label[each] for each in ("name", "name_zh", "part", "end"))
        line = r"(?<=\.)\s|(?<=。)|\n" if are_inline and label is labels[-1] else r"\n"
        end = r"\n\s*\n" if is_named and is_script else line
        body, *rest = re.split(end, behind.lstrip() if is_named else behind, maxsplit=1)
        said = label["said"] or label["said_zh"] or label["said_part"] or label["said_next"]
        items += [Item(f"{said}, {body}" if said else body, True, _length_s(label)), *map(Item, rest)]
    return [each for each in items if each.text.strip(" \n,，.。;；")]


def _is_time_code(label: re.Match[str], before: list[re.Match[str]], after: list[re.Match[str]]) -> bool:
    """Whether a span of seconds stands before a shot: a colon follows, or the next begins where it ends."""
    if not label["from"] or ":" in label[0] or "：" in label[0]:
        return True
    return (bool(after) and after[0]["from"] == label["to"]) or (
        bool(before) and before[-1]["to"] == label["from"]
    )


def _length_s(label: re.Match[str]) -> float | None:
    if not label["from"]:
        return None
    length_s = _seconds(label["to"]) - _seconds(label["from"]) + (1 if label["nth"] else 0)
    return length_s if length_s > 0 else None


def _seconds(text: str) -> float:
    minutes, _, seconds = text.rpartition(":")
    return 60 * float(minutes or 0) + float(seconds)


_SPACED_ZH: Final = re.compile(
    "(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff]|\\d+(?:[:：]\\d|[\\d.]*\\s*[秒分]))"
    "|(?<=[\\d秒])[ \t]+(?=(?![秒分段个张条])[\u4e00-\u9fff])"
)
"""Chinese sets its pieces apart with spaces as well."""
_PLUS: Final = re.compile(r"\s+\+\s+|(?<=[\u4e00-\u9fff])\+")


def set_apart(text: str) -> str:
    """The text with a comma where a space or a plus parts it."""
    return _PLUS.sub(", ", _SPACED_ZH.sub("，", text))


def strip_markup(message: str) -> str:
    """The message as plain lines: without the signs of Markdown; JSON as words."""
    start, stop = message.find("["), message.rfind("]")
    if start < 0 or "{" in message[: start + 1]:
        start, stop = message.find("{"), message.rfind("}")
    if 0 <= start < stop and '":' in message:
        try:
            value: Any = json.loads(message[start : stop + 1])
        except ValueError:
            pass
        else:
            message = message[:start] + "\n" + "\n".join(_write(value)) + message[stop + 1 :]
    message = re.sub(r"\A\s*#[ \t]+[^\n:]*\n", "", message)  # the name of a document
    message = _TABLE_HEAD.sub("", message)
    message = _TABLE_ROW.sub(
        lambda row: f"- {', '.join(filter(None, map(str.strip, row[1].split('|'))))}", message
    )
    message = _IN_BRACKETS.sub(r" \1", _MARKUP.sub("", message))
    return _SPAN_BEHIND.sub(_write_length, message)


def _write_length(span: re.Match[str]) -> str:
    length_s = _seconds(span[2]) - _seconds(span[1])
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
    return (
        f"{value} music"
        if re.search("music|audio", key, re.IGNORECASE) and "music" not in str(value)
        else str(value)
    )
