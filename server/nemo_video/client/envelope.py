"""Reads JSON answers: what they say, or one typed error that names the call.

Nothing of an answer that makes no sense goes into the error, for it may hold anything: a proxy's page,
a stack trace, a token. The words of a refusal are kept as `said`, as far as they are for people.
"""

import json
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from nemo_video.client.failures import names_lost_session, words_for_people
from nemo_video.client.fields import as_object, as_objects, as_string, first_string, one_line
from nemo_video.client.retry import Unavailable
from nemo_video.errors import BackendRefusal, Internal, VideoError
from nemo_video.wire.envelope import JsonObject, Message

_CLIENT_ID_MISSES = 400
_GATEWAY_STATUSES = frozenset({502, 503, 504})
_SESSION_GONE = 1002
_CODES_OF_STATUS = {401: 1001, 413: 4002, 415: 4001}
_BAD_TOKENS = {1010: 1001, 1011: 1001}
"""Other codes of a bad or expired token."""

_CLIENT_ID = re.compile(r"free token|client.?id", re.IGNORECASE)
_MAX_CODE_DIGITS = 9
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|head|body|\?xml|!--)", re.IGNORECASE)
_OWN_STATUSES = frozenset({"", "error", "fail"})
"""Statuses at the top of an answer that are its own, a number too, unless fields of a render stand beside."""

_RENDER_KEYS = frozenset({"id", "progress", "output"})
_ANSWERING_KEYS = frozenset({"data", "status", "state", "success", "code"})
"""An answer with one of these beside an error is not a failure for the error alone: a render that failed
tells its error in an answer that is all right."""

AnyMessage = TypeVar("AnyMessage", bound=Message)


def parse(body: bytes) -> JsonObject:
    """The JSON object of an answer; empty where it is something else. It is decoded once: it may be long."""
    try:
        answer = json.loads(body.removeprefix(b"\xef\xbb\xbf"), parse_constant=_not_a_number)
    except (ValueError, RecursionError):
        return {}
    return as_object(answer)


def raise_refusal(call: str, status: int, headers: Mapping[str, str], answer: JsonObject) -> None:
    """Raise what an answer of the API refuses, by its code or its HTTP status; return when it does not.

    Args:
        call: What was asked, in words.
        status: The HTTP status.
        headers: Of the answer.
        answer: What it says.

    Raises:
        BackendRefusal: The backend said no.
        Unavailable: A gateway said no in its place.
        Internal: The answer is a redirect, which this call does not follow.
    """
    words = _words_of(answer)
    with _said(words):
        if code := _code_of(answer) or _code_of_status(status, words):
            raise _refusal(code, call, words)
        if status == _CLIENT_ID_MISSES:
            raise _refusal(status, call, words)
        raise_status(call, status, headers)
        if _is_failure(answer):
            raise _refused(call, words)


def tells_status(answer: JsonObject) -> bool:
    """Whether an answer tells the status of what was asked after, and not only its own."""
    if "status" in as_object(answer.get("data")):
        return True
    is_own = as_string(answer.get("status")).strip().lower() in _OWN_STATUSES
    is_of_render = "status" in answer and (not is_own or bool(answer.keys() & _RENDER_KEYS))
    return is_of_render and not names_lost_session(_words_of(answer))


def raise_status(call: str, status: int, headers: Mapping[str, str]) -> None:
    """Raise what the HTTP status alone refuses, from whatever host it comes.

    Raises:
        BackendRefusal: The host said no.
        Unavailable: A gateway said no in its place.
        Internal: The answer is a redirect, which this call does not follow.
    """
    if status in _GATEWAY_STATUSES:
        raise Unavailable(status, call=call, retry_after_s=_retry_after_s(headers))
    if status >= 400:
        raise BackendRefusal(status, call=call)
    if status >= 300:
        raise Internal(
            f"The backend sent {call} on to another address, and it was not followed.",
            advice="Set NEMO_API_URL to the backend's own address.",
        )


def raise_page(call: str, body: bytes) -> None:
    """Raise for a page under a good status: somebody on the way sent it, a log-in or a waiting room.

    Raises:
        Internal: It is one.
    """
    if _PAGE.match(body):
        raise senseless(call, "it is a web page")


def read_object(call: str, answer: JsonObject) -> JsonObject:
    """The answer, if there is one.

    Raises:
        Internal: It is something else.
    """
    if not answer:
        raise senseless(call)
    return answer


def read_data(call: str, answer: JsonObject) -> Any:
    """What the envelope of a success holds, whatever it is; without an envelope the answer itself.

    Raises:
        Internal: It is no JSON object, or an envelope of something else than a success.
    """
    if read_object(call, answer).get("code") is not None and not _is_success(answer["code"]):
        raise senseless(call)
    return answer.get("data", answer)


def read_fields(call: str, answer: JsonObject, *names: str) -> JsonObject:
    """The object that has one of these fields, wherever the answer holds it: in an envelope or at its top.

    An envelope may have such a field of its own (`status: "ok"`), so what it holds comes first.

    Raises:
        Internal: There is none.
    """
    places = (as_object(read_object(call, answer).get("data")), answer)
    if found := next((place for place in places if any(place.get(name) for name in names)), None):
        return found
    raise senseless(call)


def read_message(call: str, model: type[AnyMessage], data: object) -> AnyMessage:
    """The data, as the fields that the protocol names.

    Raises:
        Internal: A field is missing or has another type.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fields = ", ".join(sorted({".".join(map(str, problem["loc"])) for problem in error.errors()} - {""}))
        raise senseless(call, f"check of: {fields or 'data'}") from None


def senseless(call: str, detail: str = "it is not the JSON that the protocol names") -> Internal:
    """The error for an answer that cannot be understood."""
    return Internal(
        f"The backend's answer to {call} cannot be understood ({detail}).",
        advice="Try again in a minute; if it happens again, check NEMO_API_URL.",
        retryable=True,
    )


@contextmanager
def _said(words: str) -> Generator[None]:
    """Keep the backend's own words with the error."""
    try:
        yield
    except VideoError as error:
        error.said = words
        raise


def _not_a_number(name: str) -> None:
    """`NaN` and `Infinity` are no JSON and no amount of anything: nothing was said."""
    del name


def _code_of(answer: JsonObject) -> int:
    """The error code of the envelope, or of an error in it; 0 for success and where there is none."""
    inner = as_object(answer.get("error"))
    return _number_of(answer.get("code")) or _number_of(inner.get("code"))


def _number_of(code: object) -> int:
    if isinstance(code, str) and len(code) <= _MAX_CODE_DIGITS and code.strip().lstrip("-").isdecimal():
        code = int(code)
    return _BAD_TOKENS.get(code, code) if isinstance(code, int) and not isinstance(code, bool) else 0


def _is_failure(answer: JsonObject) -> bool:
    """Whether an answer under a good status says no: `success: false`, or an error and nothing else."""
    has_error = bool(answer.get("error") or answer.get("detail"))
    return answer.get("success") is False or (has_error and not answer.keys() & _ANSWERING_KEYS)


def _refusal(code: int, call: str, words: str) -> BackendRefusal:
    """400 is HTTP's number for any request that makes no sense; only some of them lack the client id."""
    if code == _CLIENT_ID_MISSES and not _CLIENT_ID.search(f"{call} {words}"):
        return BackendRefusal(
            code,
            message=f"The backend refused the call (code {code} from {call}).",
            advice="Try other words or a new project.",
        )
    return BackendRefusal(code, call=call)


def _refused(call: str, words: str) -> VideoError:
    if names_lost_session(words):
        return BackendRefusal(_SESSION_GONE)
    error = Internal(
        f"The backend said no to {call}.",
        advice="Read what it said; try again, and if it happens again, try other words or a new project.",
        retryable=True,
    )
    error.said = words
    return error


def _words_of(answer: JsonObject) -> str:
    """The words of a failure, for people, on one line."""
    error, detail = answer.get("error"), answer.get("detail")
    details = [first_string(each, "msg", "message") for each in as_objects(detail)]
    found = (
        as_string(error),
        first_string(as_object(error), "message", "detail"),
        as_string(detail),
        "; ".join(filter(None, details)),
        as_string(answer.get("message")),
    )
    return words_for_people(one_line(next(filter(None, found), "")))


def _is_success(code: object) -> bool:
    return code is not False and code in (0, "0")


def _code_of_status(status: int, words: str) -> int:
    """The backend's number for an HTTP status, 0 where it has none; a lost session is a 404 with words."""
    if status == 404 and names_lost_session(words):
        return _SESSION_GONE
    return _CODES_OF_STATUS.get(status, 0)


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` in seconds from now, given as a number or as a date."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value).astimezone(UTC)
    except (ValueError, OverflowError):  # no date, or one beyond the last year
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
