"""Failures in the backend's own words: of what kind they are, and which of the words people may read.

A stream tells why it failed with a code (`SAFETY`, `503`), with words of a model's provider, or with an
exception of the backend's code. Words for people are kept; what only its developers can read stays inside.
"""

import re
from typing import Literal

from nemo_video.client.fields import as_list, as_number, as_object, as_string, first_string, one_line
from nemo_video.wire.envelope import JsonObject

FailureKind = Literal["failed", "blocked", "overloaded", "cut_short"]
"""`blocked` by a safety filter, `overloaded` for now, `cut_short` at the length of a reply, else `failed`."""

_BLOCKED = frozenset({"PROHIBITED_CONTENT", "RECITATION", "BLOCKLIST", "SPII", "MODEL_ARMOR", "JAILBREAK"})
"""Reasons of Gemini's `FinishReason` and `BlockedReason`; those of SAFETY and of pictures are told by a part
of their name (`IMAGE_SAFETY`, `IMAGE_RECITATION`)."""

_OVERLOADED = frozenset({"429", "503", "529", "RESOURCE_EXHAUSTED", "UNAVAILABLE", "OVERLOADED_ERROR"})
_CUT_SHORT = frozenset({"MAX_TOKENS"})

# Providers begin with the HTTP status ("503 UNAVAILABLE. {'error': …}", "Error code: 429 - {…}").
_PROVIDER_STATUS = re.compile(
    r"(?:Error(?: code)?:\s*)?(?P<status>[45]\d\d)\b(?:[\s.:-]+(?P<name>[A-Z_]{6,}))?"
)
_PROVIDER_WORDS = re.compile(r"""['"]message['"]\s*:\s*(?P<quote>['"])(?P<words>.+?)(?<!\\)(?P=quote)""")

# "ValueError('x')", "KeyError: 'clip'", "google.api_core.exceptions.ResourceExhausted: 429 …". "beach.MP4"
# and "v2.Final" are names of films.
_EXCEPTION_NAME = (
    r"(?:(?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Timeout|Exit)"
    r"|(?:[a-z_]\w*\.)+(?:errors?|exceptions?)\.[A-Z]\w*|(?:[a-z_]\w*\.){2,}(?:[A-Z]+[a-z]+){2,})"
)
_EXCEPTION = rf"{_EXCEPTION_NAME}(?:\s*\(.*\)|\s*:[^\n]*)?"
_TRACEBACK = r"Traceback \(most recent call last\):.*"
_PROVIDER_ERROR = r"(?:Error code:\s*)?[45]\d\d(?:\s+[A-Z_]{6,})?\s*[.:-]?\s*\{.*\}"
# What stands before it, as in "An error occurred: KeyError('clip')" or "出错：ValueError('x')".
_PREFIX = (
    r"(?:[^\n.!?:：。]{0,60}(?i:error|exception|failed|failure|错误|錯誤|异常|異常|出错|出錯)"
    r"[^\n.!?:：。]{0,30}[:：]\s*)?"
)
_ONLY_AN_EXCEPTION = re.compile(
    rf"\s*[`*]*{_PREFIX}[`*]*(?:{_EXCEPTION}|{_TRACEBACK}|{_PROVIDER_ERROR})[`*]*[.。]?\s*", re.DOTALL
)

# Marks of words that are for developers: a trace, an object's repr, a path or an address of a machine, JSON;
# not a word in brackets ("clip 2 [beach]") or a number of something ("clip(2)", "clip(s)").
_INTERNAL = re.compile(
    r"Traceback \(most recent|\bFile \"|<[\w.]+ object at 0x|\b0x[0-9a-f]{6,}|[{}]|<class |</?\w+>"
    r"|\[(?![^\W\d_]+(?: [^\W\d_]+)*\])"
    r"|(?:^|[\s'\"(=])(?:/[\w.-]+){2,}|[A-Z]:\\\w|\.py\b|\b\w+\((?!(?:\d+|e?s)\)).*\)|\b\d{1,3}(?:\.\d{1,3}){3}\b"
)


def kind_of(code: str | None, message: str) -> FailureKind:
    """Of what kind a failure is, by its code or by the status that its words begin with."""
    found = _PROVIDER_STATUS.match(message)
    named = {(code or "").upper(), *(found.groups("") if found else ())} - {""}
    reasons = {name.removeprefix("FINISHREASON.").removeprefix("IMAGE_") for name in named}
    if any(reason in _BLOCKED or "SAFETY" in reason for reason in reasons):
        return "blocked"
    if reasons & _OVERLOADED:
        return "overloaded"
    return "cut_short" if reasons & _CUT_SHORT else "failed"


def words_for_people(message: str) -> str:
    """What of a failure's words people may read; empty where they are an exception or its inside."""
    if provided := _PROVIDER_WORDS.search(message):
        message = provided["words"]
    elif is_exception(message):
        return ""
    words = message.strip()
    return "" if _INTERNAL.search(words) else words


def names_lost_session(words: str) -> bool:
    """Whether the words are the backend's for a session that it does not have."""
    return "session not found" in words.lower()


def is_exception(text: str) -> bool:
    """Whether the text is nothing but an exception of the backend's code."""
    return _ONLY_AN_EXCEPTION.fullmatch(text) is not None


# Of a tool, in what it answers.

_RESULTS = ("result", "output")
_ERROR_WORDS_ALONE = re.compile(r"\s*(?:Error|错误|錯誤)\s*[:：]")
_MIN_ERROR_CODE = 400
"""Of HTTP and of the backend; what is lower counts something, or is a success."""
_FAILED_STATUSES = frozenset({"error", "failed", "failure"})
_GOOD_STATUSES = frozenset({"success", "succeeded", "ok", "completed", "done"})
"""With one of these, or with `success`, a code is no error: some tools count their successes from 1000."""
_ERROR_WORDS = ("error_message", "errorMessage", "message", "detail", "reason")


def tool_failure(response: JsonObject) -> str | None:
    """The words with which a tool reports that it failed, empty where it has none; None where it did not."""
    inner = (tool_failure(found) for key in _RESULTS if (found := as_object(response.get(key))))
    if (failure := next((each for each in inner if each is not None), None)) is not None:
        return failure
    said = next(
        (words for key in _RESULTS if _ERROR_WORDS_ALONE.match(words := as_string(response.get(key)))), ""
    )
    error = response.get("error") or said
    status = as_string(response.get("status")).lower()
    has_failed = status in _FAILED_STATUSES
    verdicts = [response.get(key) for key in ("success", "ok")]
    is_refused = any(each is False for each in verdicts) or response.get("isError") is True
    is_coded = (as_number(response.get("code")) or 0) >= _MIN_ERROR_CODE
    is_well = any(each is True for each in verdicts) or status in _GOOD_STATUSES
    if not (error or has_failed or is_refused or (is_coded and not is_well)):
        return None
    told = as_object(error)
    words = as_string(error) or first_string(told, *_ERROR_WORDS) or first_string(response, *_ERROR_WORDS)
    contents = [as_string(as_object(part).get("text")) for part in as_list(response.get("content"))]
    return one_line(words or next(filter(None, contents), ""))
