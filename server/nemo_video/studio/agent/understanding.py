"""A message in English or Chinese to orders, several in one message.

It reads rules from the vocabulary; where it understands nothing it returns nothing, and the reply says so.
"""

import re

from nemo_video.studio.agent import vocabulary as words
from nemo_video.studio.agent.clauses import (
    Clause,
    first_quote,
    put_quotes_back,
    set_quotes_aside,
    split_clauses,
)
from nemo_video.studio.agent.orders import (
    AddMusic,
    AddTitle,
    ChangeTitle,
    Explain,
    MakeScene,
    Order,
    Place,
    PlaceMedia,
    Remove,
    SetAspect,
    SetVolume,
)
from nemo_video.studio.agent.quantities import aspect_ratio, fraction, length_s, time_span

_FLAGS = re.IGNORECASE
_TITLE_LEAD = re.compile(
    rf"^.*?(?:{words.TITLE_WORDS})\s*"
    r"(?:\bto\b|\bthat says\b|\bsaying\b|\breading\b|改成|改为|换成|写着|写上|为|[:：])?\s*",
    _FLAGS,
)
_TITLE_TAIL = re.compile(
    r"\s*(?:\b(?:for|in|during|from|at|on|over|near|to)\b.*|(?:显示|持续|放在|在)\s*.*|(?:前|最后|开头)\s*\S*秒.*)$",
    _FLAGS,
)
_TITLE_CHANGE = re.compile(r"\bto\b|改成|改为|换成", _FLAGS)
_SCENE_LEAD = re.compile(
    r"^(?:please|can you|could you|i want|i'd like|let's|now)?\s*(?:to\s+)?"
    r"(?:make|create|generate|produce|draw|show|film|add|give me|change it to|replace it with)?\s*(?:me\s+)?"
    r"(?:a|an|the|some|another)?\s*(?:short|new|beautiful|nice)?\s*"
    r"(?:(?:video|clip|film|movie|shot|scene|footage|animation)s?\b\s*(?:of|about|showing|with|featuring)?)?"
    r"\s*(?:a|an|the)?\s+",
    _FLAGS,
)
_SCENE_LEAD_ZH = re.compile(
    r"^(?:请|帮我|给我|我想要|我要)*(?:再)?(?:做|生成|制作|创建|来|拍|画|换成|加)?(?:一?[个段条部支张])?(?:关于)?"
)
_SCENE_TAIL = re.compile(r"\s*(?:的)?(?:\b(?:video|clip|film|movie)\b|视频|短片|影片|动画|画面)\s*$", _FLAGS)
_MEASURES = re.compile(
    r"(?:\b(?:a|an)\s+)?(?<![A-Za-z\d.])\d+(?:\.\d+)?\s*-?\s*(?:seconds?|secs?|s|minutes?|mins?|秒钟?|分钟)"
    r"(?:\s+long|长)?(?:\s*的)?(?=\W|$|[\u4e00-\u9fff])"
    r"|[一两二三四五六七八九十半]+(?:秒钟?|分钟)(?:长)?(?:的)?"
    r"|\b(?:vertical|portrait|square|landscape|widescreen)\b|(?:竖屏|竖版|横屏|横版|方形)(?:的)?"
    r"|\b(?:duration|aspect ratio|length)\b\s*[:：]?|(?:时长|画面比例|比例)\s*[:：]?"
    r"|\d{1,2}\s*[:：]\s*\d{1,2}",
    _FLAGS,
)
_MAX_NAME = 60


def understand(message: str) -> tuple[Order, ...]:
    """Read a message.

    Args:
        message: What the user says, in English or Chinese.

    Returns:
        The orders in the order of the text; empty when nothing was understood.
    """
    if re.search(words.QUESTION_EXPORT, message, _FLAGS):
        return (Explain("export"),)
    if re.search(words.QUESTION_ABILITIES, message, _FLAGS):
        return (Explain("abilities"),)
    text, quotes = set_quotes_aside(message)
    orders = [order for clause in split_clauses(text) if (order := _order(clause, quotes, text)) is not None]
    if not orders and (ratio := aspect_ratio(text)):
        return (SetAspect(ratio),)
    return tuple(orders)


def _order(clause: Clause, quotes: tuple[str, ...], whole: str) -> Order | None:
    match clause.subject:
        case "scene":
            return _scene(clause, quotes, whole)
        case "media":
            return PlaceMedia(still_s=length_s(clause.text) or PlaceMedia.still_s)
        case "music":
            return AddMusic(_mood(clause.text), fraction(clause.text))
        case "volume":
            return _volume(clause.text)
        case "title":
            return _title(clause.text, quotes)
        case "removal":
            return _removal(clause.text)
        case "unclear":
            return None


def _scene(clause: Clause, quotes: tuple[str, ...], whole: str) -> MakeScene:
    text = put_quotes_back(clause.text, quotes)
    return MakeScene(
        name=_scene_name(text),
        scene=_scene_key(text),
        duration_s=length_s(clause.text) or length_s(_stated_measures(whole)),
        aspect_ratio=aspect_ratio(clause.text) or aspect_ratio(_stated_measures(whole)),
        replace=bool(re.search(words.REPLACE_WORDS, clause.text, _FLAGS)),
        parameters=_parameters(text),
    )


def _stated_measures(text: str) -> str:
    """Lines such as "Duration: 8 s" stand apart from the sentence that they belong to."""
    found = re.findall(r"(?:duration|aspect ratio|时长|画面比例)\s*[:：]?\s*[^\n,，。;；]+", text, _FLAGS)
    return "\n".join(found)


def _scene_key(text: str) -> str | None:
    found = {key: len(re.findall(pattern, text, _FLAGS)) for key, pattern in words.SCENE_WORDS.items()}
    best = max(found.values())
    return [key for key, count in found.items() if count == best][-1] if best else None


def _scene_name(text: str) -> str:
    name = _MEASURES.sub(" ", text)
    name = _SCENE_LEAD.sub("", f"{name.strip()} ", count=1).strip()
    name = _SCENE_TAIL.sub("", _SCENE_LEAD_ZH.sub("", name)).strip(" \n,，.。:：;；的")
    return re.sub(r"\s+", " ", name)[:_MAX_NAME].strip() or "scene"


def _parameters(text: str) -> dict[str, str | float]:
    times = [time for time, pattern in words.TIME_OF_DAY.items() if re.search(pattern, text, _FLAGS)]
    return {"time_of_day": times[0]} if times else {}


def _mood(text: str) -> str:
    moods = [mood for mood, pattern in words.MOOD_WORDS.items() if re.search(pattern, text, _FLAGS)]
    return moods[0] if moods else "lofi"


def _volume(text: str) -> SetVolume:
    if (volume := fraction(text)) is not None:
        return SetVolume(volume=volume)
    return SetVolume(factor=0.7 if re.search(words.QUIETER_WORDS, text, _FLAGS) else 1.4)


def _title(text: str, quotes: tuple[str, ...]) -> Order | None:
    written = first_quote(text, quotes) or _TITLE_TAIL.sub("", _TITLE_LEAD.sub("", text)).strip(" .。，,")
    if not written:
        return None
    changes = re.search(words.CHANGE_VERBS, text, _FLAGS) and _TITLE_CHANGE.search(text)
    return ChangeTitle(written) if changes else AddTitle(written, time_span(text), _place(text))


def _place(text: str) -> Place:
    for place, pattern in words.PLACES.items():
        if re.search(pattern, text, _FLAGS):
            return place
    return "center"


def _removal(text: str) -> Remove:
    if re.search(words.TITLE_WORDS, text, _FLAGS):
        return Remove("title")
    return Remove("music" if re.search(words.MUSIC_WORDS, text, _FLAGS) else "everything")
