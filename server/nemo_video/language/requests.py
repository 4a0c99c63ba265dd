"""Which tool a prompt asks for, before it reaches the chat, where such a request would cost and do nothing.

A prompt leaves the chat only when the whole of it, from its first word to its last, is a request for another
tool (`phrases/requests.toml`): as one sentence, or as several that ask for the same or say nothing of their
own ("Sorry, wrong prompt. Stop it, please."). An edit, a scene, a quotation, the name of a file of the
project make it chat: a wrong guess would cost the user a film, a missed one costs a sentence. In a longer
prompt one word may be unknown ("download the puppy video"), unless a word of film making stands beside it.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import PureWindowsPath
from typing import cast

from nemo_video.language.catalogue import read_table
from nemo_video.language.languages import has_chinese, to_mainland
from nemo_video.language.results import Action, Argument, RoutedRequest
from nemo_video.wire.formats import EXPORT_FORMATS, UPLOAD_TYPES

MAX_REQUEST = 120
"""Characters of the longest request without a file; more is a story, and more work for the patterns."""
MAX_HANDOVER = 4000
MAX_NAMED = 40
"""Words around the files of a hand-over; more says something about them."""
_PART = re.compile(r"<(\w+)>")
_PUNCTUATION = re.compile(r"[,!?;:.…~]+(?=\s|$)|[，。！？；：、～]+")
_MORE_FILES = ("svg", "avif", "heic", "tiff?", "flac", "ogg", "srt", "vtt", "txt", "pdf", "zip", "ttf", "otf")
"""What people hand over besides; whether it is taken is for `upload` to say."""
_EXTENSIONS = "|".join([*UPLOAD_TYPES, *_MORE_FILES])
_FILE = re.compile(
    # a link, a path that begins like one and may hold spaces, or a bare name of a media file
    rf"https?://[^\s<>\"'，。；！？、）)]+"
    rf"|(?:[a-z]:[\\/]|~?/|\.{{1,2}}/)[^\n\"<>|，。；]{{0,300}}?\.(?:{_EXTENSIONS})(?![a-z0-9])"
    rf"|[^\s\"'“”‘’「」<>|：:，。；、（）()]{{1,100}}\.(?:{_EXTENSIONS})(?![a-z0-9])",
    re.IGNORECASE,
)
_WORD = re.compile(
    r"[\u3400-\u9fff]+|[a-z'’-]+|\w+|[^\s\w,.:;!?'\"，。：；！？、“”‘’「」（）()—–-]", re.IGNORECASE
)
_CLAUSE_END = re.compile(
    r"[,!?;:.…~—–]+(?=\s|$)|[，。！？；：、～]+|\n+|\s(?:and then|and|but|because|then)\s", re.IGNORECASE
)
_TARGET_VERB = re.compile(
    r"\b(?:export|save|render|output|download|write|(?:name|call|turn) it|name the file|deliver|produce"
    r"|filename|convert)\b"
    r"|导出|保存|存|输出|渲染|下载|命名|取名|起名|文件名|名字叫|转成|弄成|出成|生成",
    re.IGNORECASE,
)
"""With one of these a file that is named is where the film shall go, not something that is handed over."""
_UPLOAD_VERB = re.compile(
    r"\b(?:upload|import|attach|ingest)\w*|上传|导入|附上|加载|载入|接收", re.IGNORECASE
)
MAX_STRANGE = 24
"""Letters around an upload's files that no word of a hand-over holds: what the file shows."""
_AT = re.compile(r"\bat ((?:\d+(?:[:.]\d+)*(?: ?s(?:ec(?:ond)?s?)?)?(?: and)? ?)+)|(\d+(?:\.\d+)?)(?=秒)")
_SHORT_IS = re.compile(r"\b(render|export|job|video|film|movie|file|task|result|upload|download)'s\b")
_NUMBER = re.compile(r"\d+(?:[:.]\d+)*")
_NUMERALS = str.maketrans("一二两三四五六七八九", "1223456789")
MIN_SIZE = {"en": 4, "zh": 6}
"""Words, or Chinese characters, of a prompt in which one word more may be unknown."""

_THE_FILM = {"en": "the video", "zh": "这个视频"}
"""What a film that is named by its content is read as (`the bakery ad`)."""

_SHAPES = {"en": (r"\b", "(?: |$)", "[a-z'-]+"), "zh": ("", "", r"[\u3400-\u9fff]{1,2}?")}
"""The border of a word, what follows it, and what a word that nobody knows may look like."""

_AFTER_A_LOOK = {"wait", "preview", "export", "cancel"}
"""What a question about the state leads to: "Is it ready? I'll wait."."""

MAX_TIMES = 6
"""Times of a preview that are read out of one prompt."""


def route(prompt: str, media_names: Collection[str]) -> RoutedRequest:
    """Say which tool a prompt asks for."""
    if any(name.lower() in prompt[:MAX_HANDOVER].lower() for name in media_names if name):
        return RoutedRequest("chat")
    target = _export_target(prompt)
    read = prompt.replace(target, PureWindowsPath(target).suffix.lstrip(".")) if target else prompt
    action, _, way = _name_request(read).partition("_")
    if (files := _handed_over(prompt)) and not (target and action == "export"):
        return RoutedRequest("upload", {"source": files[0] if len(files) == 1 else files})
    arguments = _arguments(action, way, _normalize(read))
    if action == "export" and target:
        arguments["filename"] = PureWindowsPath(target).name
    return RoutedRequest(cast(Action, action), arguments)


def _export_target(prompt: str) -> str:
    """The file that a film shall be saved as; empty where none is named."""
    if len(prompt) > 2 * MAX_REQUEST or not _TARGET_VERB.search(to_mainland(prompt)):
        return ""
    files = _FILE.findall(prompt)
    is_ours = len(files) == 1 and PureWindowsPath(files[0]).suffix.lower().lstrip(".") in EXPORT_FORMATS
    return files[0] if is_ours and "://" not in files[0] else ""


def _name_request(prompt: str) -> str:
    """The action that a prompt asks for, `projects_list` and its like in full."""
    words = _normalize(prompt)
    if not words or len(words) > MAX_REQUEST:
        return "chat"
    language = "zh" if has_chinese(words) else "en"
    names = (
        _name_sentence(words, language),
        _name_clauses(prompt, language),
        _named_but_for_a_word(words, language),
        _name_sentence(_normalize(_name_the_film(prompt, language)), language),
    )
    return next((name for name in names if name != "chat"), "chat")


def _name_clauses(prompt: str, language: str) -> str:
    """The one thing that all clauses ask for; those that say nothing of their own are passed over."""
    clauses = (_normalize(clause) for clause in _CLAUSE_END.split(prompt))
    named = ((clause, _name_sentence(clause, language)) for clause in clauses)
    names = {name for clause, name in named if name != "chat" or _says_something(clause, language)}
    if names & _AFTER_A_LOOK:
        names -= {"state"}
    return names.pop() if len(names) == 1 else "chat"


def _says_something(clause: str, language: str) -> bool:
    if not clause or _fillers(language).fullmatch(clause):
        return False
    return not _reason(language).fullmatch(clause) or _film_words(language).search(clause) is not None


def _name_sentence(words: str, language: str) -> str:
    return _named_by_grammar(words, language) or _named_by_words(words, language)


def _named_by_grammar(words: str, language: str) -> str:
    found = _requests(language).fullmatch(words)
    if found is None or not _unclear(language).isdisjoint((words, found["core"])):
        return ""
    return next(name for name, text in found.groupdict().items() if text is not None and name != "core")


def _named_by_words(words: str, language: str) -> str:
    """Find the action whose own words are all that a prompt says, in any order."""
    if not _unclear(language).isdisjoint((words,)):
        return "chat"
    return next(
        (name for name, pattern in _vocabularies(language).items() if pattern.fullmatch(words)), "chat"
    )


def _named_but_for_a_word(words: str, language: str) -> str:
    """Find the one action that all words but one are of, where none is of film making."""
    size = len(words) if language == "zh" else len(words.split())
    if size < MIN_SIZE[language] or _film_words(language).search(words):
        return "chat"
    patterns = _vocabularies(language, has_stray=True)
    names = [name for name, pattern in patterns.items() if pattern.fullmatch(words)]
    return names[0] if len({name.partition("_")[0] for name in names}) == 1 else "chat"


@cache
def _film_words(language: str) -> re.Pattern[str]:
    edge = "" if language == "zh" else r"\b"
    return re.compile(f"{edge}(?:{read_table('requests.toml')[language]['loose']['film']}){edge}")


@cache
def _vocabularies(language: str, *, has_stray: bool = False) -> Mapping[str, re.Pattern[str]]:
    loose = cast(Mapping[str, object], read_table("requests.toml")[language]["loose"])
    common = cast(str, loose["common"])
    return {
        name: _vocabulary(cast(Mapping[str, str], lists), common, language, has_stray=has_stray)
        for name, lists in loose.items()
        if not isinstance(lists, str)
    }


def _vocabulary(
    lists: Mapping[str, str], common: str, language: str, *, has_stray: bool = False
) -> re.Pattern[str]:
    """Compile the words of an action. The longest word wins and is never given back, so time stays linear."""
    edge, gap, stray = _SHAPES[language]
    words = "|".join(sorted(set(f"{common}|{lists['words']}".split("|")), key=len, reverse=True))
    asked = "".join(f"(?=.*{edge}(?:{lists[kind]}){edge})" for kind in ("anchor", "sign") if kind in lists)
    never = f"(?!(?:{lists['not']})$)" if "not" in lists else ""
    known = f"(?>(?:{words}){gap})"
    # What stands last is what the rest is about: never a word that nobody knows.
    said = f"{known}*+{stray}{gap}{known}++" if has_stray else f"{known}++"
    return re.compile(f"{never}{asked}{said}")


def _normalize(prompt: str) -> str:
    """Lower case, without punctuation, in mainland words; Chinese without spaces."""
    if len(prompt) > 2 * MAX_REQUEST:
        return ""
    words = _PUNCTUATION.sub(" ", to_mainland(prompt).replace("’", "'").lower())
    if has_chinese(words):
        joined = "".join(words.split())
        for wrong, right in _misspelt().items():
            joined = joined.replace(wrong, right)
        return joined
    return " ".join(_slips().get(word, word) for word in _SHORT_IS.sub(r"\1 is", words).split())


@cache
def _misspelt() -> Mapping[str, str]:
    return cast(Mapping[str, str], read_table("requests.toml")["zh"]["misspelt"])


@cache
def _slips() -> Mapping[str, str]:
    """Misspelt words: two letters in each other's place, one too few or twice; the first letter is right."""
    known = cast(str, read_table("requests.toml")["en"]["often_misspelt"]).split("|")
    return {wrong: word for word in known for wrong in _misspellings(word) if wrong not in known}


def _misspellings(word: str) -> Iterator[str]:
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i] + word[i:]
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]


@cache
def _fillers(language: str) -> re.Pattern[str]:
    """Compile what a clause is made of that asks for nothing by itself: thanks, excuses, reasons."""
    loose = cast(Mapping[str, str], read_table("requests.toml")[language]["loose"])
    return _vocabulary({"words": loose["fillers"]}, loose["common"], language)


@cache
def _reason(language: str) -> re.Pattern[str]:
    return re.compile(cast(str, read_table("requests.toml")[language]["loose"]["reason"]))


def _name_the_film(prompt: str, language: str) -> str:
    """Put `the video` where a film is named by what it shows (`the bakery ad`)."""
    return _named_film(language).sub(_THE_FILM[language], to_mainland(prompt.replace("’", "'").lower()))


@cache
def _named_film(language: str) -> re.Pattern[str]:
    return re.compile(cast(str, read_table("requests.toml")[language]["named"]))


@cache
def _unclear(language: str) -> frozenset[str]:
    return frozenset(cast(list[str], read_table("requests.toml")[language]["unclear"]))


@cache
def _requests(language: str) -> re.Pattern[str]:
    """Compile all requests of a language as one pattern, a group for each action."""
    table = cast(Mapping[str, Mapping[str, Mapping[str, object]]], read_table("requests.toml"))[language]
    parts: dict[str, str] = {}
    for name, text in table["parts"].items():
        parts[name] = _fill(cast(str, text), parts)
    gap = "" if language == "zh" else " "
    actions = "|".join(
        f"(?P<{name}>{'|'.join(_fill(pattern, parts) for pattern in cast(list[str], patterns))})"
        for name, patterns in table["requests"].items()
    )
    return re.compile(f"(?:(?:{parts['lead']}){gap})*(?P<core>{actions})(?:{gap}(?:{parts['tail']}))*")


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    return _PART.sub(lambda found: f"(?:{parts[found[1]]})" if found[1] in parts else found[0], pattern)


def _arguments(action: str, way: str, words: str) -> dict[str, Argument]:
    match action:
        case "projects":
            return {"action": way}
        case "export":
            return {**_format(words), **_quality(words)}
        case "preview":
            return {"at_s": times} if (times := _times(words)) else {}
        case _:
            return {}


def _format(words: str) -> dict[str, Argument]:
    found = re.search(rf"(?<![a-z0-9])(?:{'|'.join(EXPORT_FORMATS)})(?![a-z0-9])", words)
    return {"format": found[0]} if found else {}


def _quality(words: str) -> dict[str, Argument]:
    for name, pattern in cast(Mapping[str, str], read_table("requests.toml")["quality"]).items():
        if re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", words):  # no `top` in `laptop`
            return {"quality": name}
    return {}


def _times(words: str) -> list[float]:
    """The times of a preview, in seconds: `at 2, 5 and 9 s`, `第五秒`."""
    words = words.translate(_NUMERALS) if has_chinese(words) else words
    runs = [found[1] or found[2] for found in _AT.finditer(words)]
    return [_seconds(number) for run in runs for number in _NUMBER.findall(run)][:MAX_TIMES]


def _seconds(at: str) -> float:
    minutes, _, seconds = at.rpartition(":")
    return int(minutes or 0) * 60 + float(seconds)


def _handed_over(prompt: str) -> list[str]:
    """Return the files of a prompt that does nothing but hand them over."""
    if len(prompt) > MAX_HANDOVER or not (files := _FILE.findall(prompt)):
        return []
    rest = to_mainland(_FILE.sub(" ", prompt))
    if len(rest) > 3 * MAX_NAMED:
        return []
    strange = [left for word in _words(rest) if (left := _strange_to_handover(word))]
    is_named = _UPLOAD_VERB.search(rest) is not None and not any(map(_is_of_film, strange))
    return files if len("".join(strange)) <= (MAX_STRANGE if is_named else 0) else []


def _words(text: str) -> list[str]:
    return [_slips().get(word.lower(), word) for word in _WORD.findall(text)]


@cache
def _handover(language: str) -> re.Pattern[str]:
    """Compile what is said around a file; the longest word is never given back, so time stays linear."""
    words = cast(str, read_table("requests.toml")[language]["handover"])
    return re.compile(f"(?>{'|'.join(sorted(words.split('|'), key=len, reverse=True))})++", re.IGNORECASE)


def _strange_to_handover(word: str) -> str:
    """What is left of a word, or of a run of Chinese, when the words of a hand-over are taken out."""
    pattern = _handover("zh" if has_chinese(word) else "en")
    return pattern.sub("", word) if has_chinese(word) else "" if pattern.fullmatch(word) else word


def _is_of_film(word: str) -> bool:
    return _film_words("zh" if has_chinese(word) else "en").search(word.lower()) is not None
