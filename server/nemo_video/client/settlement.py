"""Settles the events of the Agent Development Kit into what a reader should see. Pure: no I/O, no clock.

The rules, as far as the streams do not tell them by themselves:

* Partial texts are pieces, gathered per author and branch. A final event with visible text replaces them, one
  without keeps them; what is left when the stream ends is shown and marked incomplete.
* Nothing is dropped for its event id (pieces and finals may share one) or for an equal text (two real "Done."
  are two).
* A tool call counts once: in a final event, or in a partial one when a response with its id follows.
* Unknown fields and events are read as nothing, and so are fields of a wrong type.

Events are read as plain objects, not as models: a field of a wrong type must not cost the whole event, and
models would take longer than the parsing.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic_core import from_json

from nemo_video.client.events import (
    ChatEvent,
    Heartbeat,
    Question,
    Stage,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.client.fields import as_list, as_object, as_string, first_string, one_line
from nemo_video.wire.calls import QUESTION_TOOL
from nemo_video.wire.envelope import JsonObject

HEARTBEAT: Sequence[ChatEvent] = (Heartbeat(),)
"""What an event with nothing in it settles to."""

_NO_TEXT_CODES = frozenset({"STOP", "MODEL_RETURNED_NO_CONTENT"})
"""Codes of a reply without words; the work behind it may be done."""

_HEARTBEAT_NAMES = frozenset({"heartbeat", "ping", "keepalive"})
_QUESTION_KEYS = ("question", "text", "message", "prompt")
_BROKEN_ERROR = re.compile(r'\s*\{\s*"error"\s*:\s*"(?P<message>.*?)(?:"\s*\}?\s*)?', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class Settlement:
    """One turn's stream, event by event."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, str], list[str]] = {}
        self._partial_calls: dict[str, JsonObject] = {}
        self._started_calls: dict[str, str] = {}

    def settle(self, name: str, data: str) -> Sequence[ChatEvent]:
        """What one server-sent event says.

        Args:
            name: Its `event:` field.
            data: Its `data:` lines.
        """
        if name == "error":
            return [_error_of(_parse_leniently(data), data)]
        if name in _HEARTBEAT_NAMES:
            return HEARTBEAT
        try:
            record = from_json(data)
        except ValueError:
            return self._settle_odd(data)
        return self._settle_record(as_object(record))

    def finish(self) -> list[Text]:
        """Messages of which only pieces came before the stream ended."""
        texts = ["".join(pieces) for pieces in self._pieces.values()]
        self._pieces.clear()
        return [Text(text, incomplete=True) for text in texts if text.strip()]

    def _settle_odd(self, data: str) -> Sequence[ChatEvent]:
        """Data that the fast parser does not take."""
        if not data or data.isspace():
            return HEARTBEAT
        record = _parse_leniently(data)
        return _broken_error(data) if record is None else self._settle_record(as_object(record))

    def _settle_record(self, record: JsonObject) -> Sequence[ChatEvent]:
        content = record.get("content")
        if content is None and (replacement := _instead_of_content(record)):
            return replacement
        said = self._settle_parts(record, as_object(content).get("parts"))
        asides = _asides_of(record)
        return [*said, *asides] if asides else said

    def _settle_parts(self, record: JsonObject, parts: Any) -> Sequence[ChatEvent]:
        is_partial = bool(record.get("partial"))
        text = ""
        tools: list[ChatEvent] = []
        for item in as_list(parts):
            part = as_object(item)
            if piece := part.get("text"):
                if not part.get("thought"):
                    text += as_string(piece)
            elif "functionCall" in part:
                tools += self._settle_call(as_object(part["functionCall"]), is_partial)
            elif "functionResponse" in part:
                tools += self._settle_response(as_object(part["functionResponse"]))
        texts = self._settle_text(record, text, is_partial) if text else ()
        return [*texts, *tools] if tools else texts

    def _settle_text(self, record: JsonObject, text: str, is_partial: bool) -> Sequence[ChatEvent]:
        author = as_string(record.get("author"))
        if author == "system":
            return [_stream_error(text.removeprefix("Error:"))]
        if author == "user" or (text.isspace() and not is_partial):
            return ()
        speaker = (author, as_string(record.get("branch")))
        if is_partial:
            self._pieces.setdefault(speaker, []).append(text)
            return ()
        self._pieces.pop(speaker, None)
        return [Text(text)]

    def _settle_call(self, call: JsonObject, is_partial: bool) -> Sequence[ChatEvent]:
        call_id = as_string(call.get("id"))
        if is_partial:
            self._partial_calls[call_id] = call
            return ()
        return self._start(call_id, call)

    def _start(self, call_id: str, call: JsonObject) -> Sequence[ChatEvent]:
        name = as_string(call.get("name"))
        if not name or call_id in self._started_calls:
            return ()
        if call_id:
            self._started_calls[call_id] = name
        if name == QUESTION_TOOL:
            return [ToolStarted(name), Question(_question_of(as_object(call.get("args"))))]
        return [ToolStarted(name)]

    def _settle_response(self, response: JsonObject) -> Sequence[ChatEvent]:
        call_id = as_string(response.get("id"))
        announced = self._partial_calls.get(call_id) if call_id else None
        started = self._start(call_id, announced) if announced else ()
        name = as_string(response.get("name")) or self._started_calls.get(call_id, "")
        return [*started, ToolFinished(name)] if name else started


def _parse_leniently(data: str) -> Any:
    """Take control characters and half surrogate pairs, too; None when it is no JSON at all."""
    try:
        text = json.dumps(json.loads(data, strict=False), ensure_ascii=False)
        return json.loads(_LONE_SURROGATE.sub("\ufffd", text))
    except (ValueError, RecursionError):
        return None


def _broken_error(data: str) -> Sequence[ChatEvent]:
    """Older servers write an error's words into JSON without escaping them."""
    found = _BROKEN_ERROR.fullmatch(data)
    return [_stream_error(found["message"])] if found else ()


def _instead_of_content(record: JsonObject) -> Sequence[ChatEvent]:
    """A failure in an event's place (`{"error": …}`, or an envelope with a code), or a heartbeat in JSON."""
    if record.get("error") or record.get("code", 0) not in (0, "0", None):
        return [_error_of(record, "")]
    return HEARTBEAT if as_string(record.get("type")) in _HEARTBEAT_NAMES else ()


def _error_of(record: Any, data: str) -> StreamError:
    """The failure that a value tells, in any of the shapes that servers give it, plain words included."""
    fields = as_object(record)
    inner = as_object(fields.get("error"))
    details = as_object(fields.get("error_details"))
    words = (
        as_string(details.get("error_message"))
        or as_string(inner.get("message"))
        or as_string(fields.get("error"))
        or as_string(fields.get("message"))
        or as_string(record)
        or ("" if fields else data)
    )
    code = details.get("error_type") or inner.get("code") or fields.get("code")
    return _stream_error(words, str(code) if isinstance(code, int | str) else None)


def _asides_of(record: JsonObject) -> Sequence[ChatEvent]:
    """What an event tells beside its content: a stage of the work, and why a reply ended."""
    delta = as_object(record.get("actions")).get("stateDelta")
    if not delta and "errorCode" not in record and "errorMessage" not in record:
        return ()
    stage = as_string(as_object(delta).get("stage"))
    stages = [Stage(stage)] if stage else []
    return [*stages, *([] if record.get("partial") else _reply_errors(record))]


def _reply_errors(record: JsonObject) -> Iterator[StreamError]:
    code = as_string(record.get("errorCode"))
    words = as_string(record.get("errorMessage"))
    if code not in _NO_TEXT_CODES and (code or words):
        yield _stream_error(words or f"The backend ended its reply early: {code}.", code)


def _stream_error(words: str, code: str | None = None) -> StreamError:
    return StreamError(one_line(words) or "The backend reports a failure without words.", code or None)


def _question_of(arguments: JsonObject) -> str:
    """The words of a question, and the answers to choose from where they are listed."""
    options = [f"- {option}" for option in as_list(arguments.get("options")) if isinstance(option, str)]
    return "\n".join([first_string(arguments, *_QUESTION_KEYS), *options]).strip()
