"""Which tool a prompt asks for, before it reaches the chat, where such a request would cost and do nothing.

A prompt leaves the chat only when the whole of it is a request for another tool: as one clause, or as several
that ask for the same or say nothing of their own ("Sorry, wrong prompt. Stop it, please."). A clause is a
request when it holds a phrase of the tool and the words around it are known (`request_words`,
`phrases/requests.toml`). An edit, a scene, a quotation, the name of a file of the project make it chat: a
wrong guess would cost the user a film, a missed one costs a sentence.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import PureWindowsPath
from typing import cast

from nemo_video.language.catalogue import read_table
from nemo_video.language.languages import has_chinese, is_traditional, to_mainland, to_simplified
from nemo_video.language.request_words import Vocabulary, words_of_requests
from nemo_video.language.results import Action, Argument, RoutedRequest
from nemo_video.wire.formats import EXPORT_FORMATS, TIMELINE_NAMES, UPLOAD_TYPES

MAX_REQUEST = 120
"""Characters of the longest request without a file; more is a story, and more work for the patterns."""
MAX_HANDOVER = 4000
MAX_NAMED = 40
"""Words around the files of a hand-over; more says something about them."""
_PUNCTUATION = re.compile(
    r"[,!?;:.…~]+(?=\s|$)|[，。！？；：、～\u2190-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+"
)
_MORE_FILES = ("svg", "avif", "heic", "tiff?", "flac", "ogg", "srt", "vtt", "txt", "pdf", "zip", "ttf", "otf")
"""What people hand over besides; whether it is taken is for `upload` to say."""
_EXTENSIONS = "|".join([*UPLOAD_TYPES, *_MORE_FILES])
_FILE = re.compile(
    # a link, a path that begins like one and may hold spaces, or a bare name of a media file
    rf"(?:https?|file)://[^\s<>\"'，。；！？、）)]+"
    rf"|(?:[a-z]:[\\/]|~?/|\.{{1,2}}/)[^\n\"<>|，。；]{{0,300}}?\.(?:{_EXTENSIONS})(?![a-z0-9])"
    rf"|[^\s\"'“”‘’「」<>|：:，。；、（）()]{{1,100}}?\.(?:{_EXTENSIONS})(?![a-z0-9]|\.\w)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    # Chinese verbs and particles that stand before a bare name without a space
    r"(?:请|帮我|麻烦|[先再把将])*(?:(?:上传|导入|附上|加载|载入|使用|[导输汇]出|渲染|下载|[保储]?存|命名|取名|改名|叫)"
    r"(?:一下|我的|[成为到做叫名了])*|[用传和与跟及先后把将](?=[a-z0-9]))",
    re.IGNORECASE,
)
_EDIT_LEAD = re.compile(
    # what begins like this orders an edit of the file, and is no part of its name
    r"(?:开头|结尾|片头|片尾|背景|中间|最后|[只先])[用放接]|[请先再把将让我]*(?:不(?![丹夜列])|别(?![墅针])|勿(?!忘)|[没删]"
    r"|去(?![年世])|裁(?!缝)|替(?!身)|拼(?!图)|缩(?![略影])|剪(?![辑影])|切(?!片)|换(?![乘季装])|改(?![编革装])|调(?!色)"
    r"|截(?!图)|移除|加(?![载入油州拿勒])|循环|静音|倒放|重复|保留|跳过|合并|放(?:[在到]|大(?!镜))|旋转(?!木马)|播放(?!列表))"
)
_WORD = re.compile(
    r"[\u3400-\u9fff]+|[a-z'’-]+|\w+|[^\s\w,.:;!?'\"，。：；！？、“”‘’「」（）()—–-]", re.IGNORECASE
)
_CLAUSE_END = re.compile(
    r"[,!?;:.…~—–]+(?=\s|$)|[，。！？；：、～]+|\n+|\s(?:and then|and|but|because|then)\s"
    # what follows tells why, and keeps its first word
    r"|\s(?=(?:so|so that|before) (?:i|we|he|she|they|my|our)\s)",
    re.IGNORECASE,
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
_NAME_FOLLOWS = re.compile(rf"(?:{_UPLOAD_VERB.pattern})(?:一下)?\s*$|[\"“‘「『《]$", re.IGNORECASE)
"""Right behind an upload's verb or an opening quote stands a name, and no order."""
MAX_STRANGE = 24
"""Letters around an upload's files that no word of a hand-over holds: what the file shows."""
_STAND_IN = " mediafile "
"""What a file is read as, in the words around it."""
_FORMATS = (*EXPORT_FORMATS, *TIMELINE_NAMES, "srt", "vtt")
_FORMAT = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(_FORMATS)})(?![a-z0-9])", re.IGNORECASE)
_EXPORTING = re.compile(
    r"\b(?:re-?)?(?:export|download|save|send)|\brender (?:it|this|that|the|my|our)\b"
    r"|[导输]出|下载|保存|存|发|渲染|[把将].+给我|\b(?:give|get|hand|let|want|need)\b.* (?:the|my|our|this) "
    rf"(?:(?:final|finished) )?(?:video|film|movie|file|{'|'.join(_FORMATS)})\b"
)
"""What an answer to a question holds that asks for an export all the same: that never goes to the chat."""
_AT = re.compile(r"\bat ((?:\d+(?:[:.]\d+)*(?: ?s(?:ec(?:ond)?s?)?)?(?: and)? ?)+)|(\d+(?:\.\d+)?)(?=秒)")
_SHORT_IS = re.compile(r"\b(render|export|job|video|film|movie|file|task|result|upload|download)'s\b")
_NUMBER = re.compile(r"\d+(?:[:.]\d+)*")
_NUMERALS = str.maketrans("一二两三四五六七八九", "1223456789")
_THE_FILM = {"en": "the video", "zh": "这个影片"}
"""What a film that is named by its content is read as (`the bakery ad`)."""

_BESIDE_ANOTHER = ("state", "wait")
"""What is said beside another request: "Is it ready? I'll wait.", "Export it, no rush."."""

_BESIDE_A_REFUSAL = ("cancel", "credits")
"""What a refusal asks for, and what is a question all the same: "don't export it", "no music: how much?"."""

_LABEL = re.compile(r"\s*([^:：\n]{1,60})(?<!http)(?<!https)[:：](?!\d)")
"""What stands before the first colon that is neither a link's nor a time's."""

_LENGTH = re.compile(r"(?<![\ds秒])[,.，。]\s*\d+ ?(?:s|secs?|seconds?|min|minutes?|秒钟?|分钟)\W*$")
"""How long a film shall be, behind what it shows; a row of times (`at 1s, 5s`) is not."""

_VOWELS = "aeiou"

MAX_TIMES = 6
"""Times of a preview that are read out of one prompt."""


def route(prompt: str, media_names: Collection[str], *, is_answer: bool = False) -> RoutedRequest:
    """Say which tool a prompt asks for."""
    if any(name.lower() in prompt[:MAX_HANDOVER].lower() for name in media_names if name):
        return RoutedRequest("chat")
    files, rest = _read_files(prompt)
    target = _export_target(prompt, files, rest)
    kind = PureWindowsPath(target).suffix.lstrip(".")
    read = re.sub(rf"[\"'“‘「《]?{re.escape(target)}[\"'”’」》]?", kind, prompt) if target else prompt
    action, _, way = _name_in_either_words(read).partition("_")
    words = _normalize(read)
    if is_answer and not (action == "export" and _EXPORTING.search(words)):
        return RoutedRequest("chat")
    if target and action == "export":
        return RoutedRequest("export", {**_export(words), "filename": PureWindowsPath(target).name})
    if files and all(files) and (action == "upload" or _is_handed_over(files, rest)):
        return RoutedRequest("upload", {"source": files[0] if len(files) == 1 else files})
    if files:  # something is said of them
        return RoutedRequest("chat")
    return RoutedRequest(cast(Action, action), _arguments(action, way, words))


def _read_files(prompt: str) -> tuple[list[str], str]:
    """The files of a prompt, and the words around them; a file without a name is one to be edited."""
    files: list[str] = []

    def take(found: re.Match[str]) -> str:
        plain = to_mainland(found[0])
        lead = _LEAD.match(plain)
        at = lead.end() if lead else 0
        is_name = _NAME_FOLLOWS.search(to_mainland(prompt[max(0, found.start() - 20) : found.start()]))
        files.append("" if not is_name and _EDIT_LEAD.match(plain) else found[0][at:])
        return found[0][:at] + _STAND_IN

    return (files, _FILE.sub(take, prompt)) if len(prompt) <= MAX_HANDOVER else ([], prompt)


def _export_target(prompt: str, files: Sequence[str], rest: str) -> str:
    """The file that a film shall be saved as; empty where none is named."""
    if len(prompt) > 2 * MAX_REQUEST or len(files) != 1 or not _TARGET_VERB.search(to_mainland(prompt)):
        return ""
    kind = PureWindowsPath(files[0]).suffix.lower().lstrip(".")
    others = {each.lower() for each in _FORMAT.findall(rest)} - {kind}  # `convert a.mov to mp4`
    return files[0] if kind in _FORMATS and not others and "://" not in files[0] else ""


def _name_in_either_words(prompt: str) -> str:
    """Traditional Chinese is read in mainland words, and where that asks for nothing in its own."""
    name = _name_request(prompt)
    is_other = name == "chat" and len(prompt) <= 2 * MAX_REQUEST and has_chinese(prompt)
    return _name_request(to_simplified(prompt)) if is_other and is_traditional(prompt) else name


def _name_request(prompt: str) -> str:
    """The action that a prompt asks for, `projects_list` and its like in full."""
    words = _normalize(prompt)
    if not words or len(words) > MAX_REQUEST or _LENGTH.search(prompt):
        return "chat"
    language = _language_of(words)
    clauses = _clauses(prompt)
    known = words_of_requests(language)
    label = _LABEL.match(prompt)
    is_chat = words in known.unclear or any(map(known.chat.search, (words, *clauses)))
    if is_chat or (label and known.is_label(_normalize(label[1]))):
        return "chat"
    named = [(clause, _name_clause(clause, language)) for clause in clauses]
    if len(clauses) > 1 and any(not name and known.order.search(clause) for clause, name in named):
        return "chat"
    name = known.name_tool(words, may_hold_names=False) or _name_clauses(named, language)
    name = name or known.name_tool(words)
    return "chat" if name not in _BESIDE_A_REFUSAL and known.asks_otherwise(clauses) else name or "chat"


def _name_clauses(named: Sequence[tuple[str, str]], language: str) -> str:
    """The one thing that all clauses ask for; those that say nothing of their own are passed over."""
    names = {name for clause, name in named if name or words_of_requests(language).says_something(clause)}
    for beside in _BESIDE_ANOTHER:
        names = names - {beside} or names
    return names.pop() if len(names) == 1 else ""


def _name_clause(clause: str, language: str) -> str:
    """Name what a clause asks for, with a film in it under its name (`the bakery ad`) or without."""
    words = words_of_requests(language)
    return words.name_tool(clause) or words.name_tool(words.named.sub(_THE_FILM[language], clause))


def _clauses(prompt: str) -> list[str]:
    return [clause for each in _CLAUSE_END.split(prompt) if (clause := _normalize(each))]


def _normalize(prompt: str) -> str:
    """Lower case, without punctuation, in mainland words; Chinese without spaces."""
    if len(prompt) > 2 * MAX_REQUEST:
        return ""
    words = _PUNCTUATION.sub("\n", to_mainland(prompt).replace("’", "'").lower())
    if has_chinese(words):
        joined = " ".join(part for line in words.splitlines() if (part := "".join(line.split())))
        for wrong, right in _spellings().items():
            joined = joined.replace(wrong, right)
        return joined
    return " ".join(_slips().get(word, word) for word in _SHORT_IS.sub(r"\1 is", words).split())


@cache
def _spellings() -> Mapping[str, str]:
    return cast(Mapping[str, str], read_table("requests.toml")["zh"]["spellings"])


@cache
def _slips() -> Mapping[str, str]:
    """Misspelt words: two letters in each other's place, one too few or twice, another vowel."""
    known = cast(str, read_table("requests.toml")["en"]["often_misspelt"]).split()
    return {wrong: word for word in known for wrong in _misspellings(word) if wrong not in known}


def _misspellings(word: str) -> Iterator[str]:
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
        yield word[:i] + word[i] + word[i:]
        if i + 1 < len(word):
            yield word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        if word[i] in _VOWELS:
            yield from (word[:i] + other + word[i + 1 :] for other in _VOWELS)


def _arguments(action: str, way: str, words: str) -> dict[str, Argument]:
    match action:
        case "projects":
            return {"action": way}
        case "export":
            return _export(words)
        case "preview":
            return {"at_s": times} if (times := _times(words)) else {}
        case _:
            return {}


def _export(words: str) -> dict[str, Argument]:
    return {**_format(words), **_quality(words)}


def _format(words: str) -> dict[str, Argument]:
    found = _FORMAT.search(words)
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


def _is_handed_over(files: Sequence[str], rest: str) -> bool:
    """Tell whether the words around some files do nothing but hand them over."""
    rest = to_mainland(rest)
    is_long = len(rest) - len(_STAND_IN) * len(files) > 3 * MAX_NAMED
    if is_long or words_of_requests(_language_of(rest)).asks_otherwise(_clauses(rest)):
        return False
    strange = [left for word in _words(rest) for left in _handover(_language_of(word)).strange(word.lower())]
    is_named = _UPLOAD_VERB.search(rest) is not None and not any(map(_is_of_film, strange))
    return len("".join(strange)) <= (MAX_STRANGE if is_named else 0)


def _words(text: str) -> list[str]:
    return [_slips().get(word.lower(), word) for word in _WORD.findall(text)]


@cache
def _handover(language: str) -> Vocabulary:
    return Vocabulary(cast(str, read_table("requests.toml")[language]["handover"]), language)


def _is_of_film(word: str) -> bool:
    return words_of_requests(_language_of(word)).film.search(word.lower()) is not None


def _language_of(text: str) -> str:
    return "zh" if has_chinese(text) else "en"
