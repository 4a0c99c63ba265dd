"""Reads JSON answers: what they say, or one typed error that names the call.

Nothing of an answer that makes no sense goes into the error, for it may hold anything: a proxy's page,
a stack trace, a token.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from nemo_video.client.faults import Unavailable
from nemo_video.client.fields import as_object
from nemo_video.errors import BackendRefusal, Internal
from nemo_video.wire.envelope import JsonObject, Message

_GATEWAY_STATUSES = frozenset({502, 503, 504})
_CODES_OF_STATUS = {401: 1001, 413: 4002, 415: 4001}

AnyMessage = TypeVar("AnyMessage", bound=Message)


def raise_refusal(call: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Raise what an answer of the API refuses, by its code or its HTTP status; return when it does not.

    Args:
        call: What was asked, in words.
        status: The HTTP status.
        headers: Of the answer.
        body: Of the answer, whole.

    Raises:
        BackendRefusal: The backend said no.
        Unavailable: A gateway said no in its place.
        Internal: The answer is a redirect, which this call does not follow.
    """
    answer = _parse(body)
    if code := _code_of(answer) or _code_of_status(status, answer):
        raise BackendRefusal(code, call=call)
    raise_status(call, status, headers)


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


def read_object(call: str, body: bytes) -> JsonObject:
    """The JSON object in the body.

    Raises:
        Internal: It is something else.
    """
    answer = _parse(body)
    if answer is None:
        raise senseless(call)
    return answer


def read_data(call: str, body: bytes) -> Any:
    """`data` of an enveloped answer whose code is 0, whatever it is.

    Raises:
        Internal: It is no envelope.
    """
    answer = read_object(call, body)
    if "code" not in answer or not _is_success(answer["code"]):
        raise senseless(call)
    return answer.get("data")


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


def _parse(body: bytes) -> JsonObject | None:
    try:
        answer = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        return None
    return as_object(answer) or None


def _code_of(answer: JsonObject | None) -> int:
    """The envelope's error code; 0 for success and where there is none."""
    code = None if answer is None else answer.get("code")
    if isinstance(code, str) and code.strip().lstrip("-").isdecimal():
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else 0


def _is_success(code: object) -> bool:
    return code is not False and code in (0, "0")


def _code_of_status(status: int, answer: JsonObject | None) -> int:
    """The backend's number for an HTTP status, 0 where it has none; a lost session is a 404 with words."""
    words = "" if answer is None else f"{answer.get('detail')} {answer.get('message')}"
    if status == 404 and "session not found" in words.lower():
        return 1002
    return _CODES_OF_STATUS.get(status, 0)


def _retry_after_s(headers: Mapping[str, str]) -> float | None:
    """`Retry-After` in seconds from now, given as a number or as a date."""
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.astimezone(UTC) - datetime.now(UTC)).total_seconds())
