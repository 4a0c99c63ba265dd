"""Turns the events of the Agent Development Kit into what a reader should see. Pure: no I/O, no clock.

The rules, as far as the streams do not tell them by themselves:

* Partial texts are pieces, gathered per author and branch. A final event that repeats them replaces them, one
  that does not leaves them a message of their own, as a tool call does that comes between.
  What is left when the stream ends, or fails, is shown, and marked incomplete unless the turn is complete.
* Nothing is dropped for its event id (pieces and finals may share one) or for an equal text (two real "Done."
  are two).
* A tool call counts once: in a final event, or in a partial one when a response with its id follows.
* A text that is nothing but an exception is a failure, whoever says it.
* Unknown fields and events are read as nothing, and so are fields of a wrong type.

Events are read as plain objects, not as models: a field of a wrong type must not cost the whole event, and
models would take longer than the parsing.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from pydantic_core import from_json

from nemo_video.client.events import (
    ChatEvent,
    Heartbeat,
    Media,
    Stage,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.client.failures import is_exception, kind_of, names_lost_session, tool_failure
from nemo_video.client.fields import (
    as_list,
    as_object,
    as_objects,
    as_string,
    first_string,
    one_line,
)
from nemo_video.client.pieces import join_pieces, repeats
from nemo_video.client.questions import ASKING_TOOLS, read_question
from nemo_video.client.simple_form import TOOL_KINDS, call_of, messages_of, out_of_envelope, response_of
from nemo_video.wire.envelope import JsonObject

HEARTBEAT: Sequence[ChatEvent] = (Heartbeat(),)
"""What an event with nothing in it stands for."""

MAX_TURN_CHARACTERS = 8_000_000
"""What one turn may say. What goes beyond is not kept, and the message that it cuts is incomplete."""

_OVERHEAD_CHARACTERS = 200
"""What a message costs beside its characters, so that a million of one letter are bounded too."""

_NO_TEXT_CODES = frozenset({"STOP", "MODEL_RETURNED_NO_CONTENT"})
"""Codes of a reply without words; the work behind it may be done."""

BAD_TOKEN = "1001"
_BAD_TOKENS = frozenset({"1010", "1011"})
"""The token's refusal, and other codes of it."""

_HEARTBEAT_NAMES = frozenset({"heartbeat", "ping", "keepalive"})

_ENDINGS = frozenset({"errorCode", "errorMessage", "finishReason"})
_CAMEL_CASE = (
    *("turnComplete", "errorCode", "errorMessage", "finishReason", "functionCall", "functionResponse"),
    *("inlineData", "fileData", "mimeType", "fileUri"),
)
_SNAKE_CASE = {re.sub("[A-Z]", lambda found: f"_{found[0].lower()}", name): name for name in _CAMEL_CASE}
"""ADK's own names of the fields → those that it sends; a server that is not ADK may send either."""

_BETWEEN = re.compile(r"(?:[\s,\[\]]|data:)*")

_BROKEN_ERROR = re.compile(r'\s*\{\s*"error"\s*:\s*"(?P<message>.*?)(?:"\s*\}?\s*)?', re.DOTALL)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class ChatEventAggregator:
    """One turn's stream, event by event.

    Attributes:
        is_complete: The backend said that the turn is complete, and nothing came after it.
        is_broken: The last event broke off; it may be a thought as well as a text, so nothing of it is told.
    """

    def __init__(self) -> None:
        self.is_complete = self.is_broken = False
        self._simple_texts: list[Text] = []
        self._pieces: dict[tuple[str, str], list[str]] = {}
        self._unrepeated: dict[tuple[str, str], list[str]] = {}
        self._partial_calls: dict[str, JsonObject] = {}
        self._started_calls: dict[str, str] = {}
        self._left_characters = MAX_TURN_CHARACTERS

    def read(self, name: str, data: str) -> Sequence[ChatEvent]:
        """What one server-sent event says.

        Args:
            name: Its `event:` field.
            data: Its `data:` lines.
        """
        self.is_broken = False
        if name == "error":
            return self._after_what_is_left([_error_of(_parse_leniently(data), data)])
        if name in _HEARTBEAT_NAMES:
            return HEARTBEAT
        try:
            record = from_json(data)
        except ValueError:
            return self._read_odd(data)
        if isinstance(record, list):
            return self._read_several(as_objects(record))
        return self._read_record(as_object(record))

    def finish(self) -> list[ChatEvent]:
        """Messages of which only pieces came before the stream ended or failed."""
        before = [text for texts in self._unrepeated.values() for text in texts]
        last = [join_pieces(pieces) for pieces in self._pieces.values()]
        self._unrepeated.clear()
        self._pieces.clear()
        said = [*self._tell_simple_texts(), *(Text(text) for text in before)]
        return said + [Text(text, incomplete=not self.is_complete) for text in last if text.strip()]

    def _after_what_is_left(self, events: Sequence[ChatEvent]) -> Sequence[ChatEvent]:
        """The events of one record, after texts that came before it: their order decides how a turn ended."""
        if self._simple_texts and events and events is not HEARTBEAT:
            events = [*self._tell_simple_texts(), *events]
        has_left = self._pieces or self._unrepeated
        if has_left and any(isinstance(event, StreamError) for event in events):
            return [*self.finish(), *events]
        return events

    def _read_odd(self, data: str) -> Sequence[ChatEvent]:
        """Data that the fast parser does not take."""
        if not data or data.isspace():
            return HEARTBEAT
        record = _parse_leniently(data)
        if record is not None:
            return self._read_record(as_object(record))
        records = as_objects([*values_in(data)])
        events = self._read_several(records) or self._after_what_is_left(_broken_error(data))
        self.is_broken = not (records or events) and data.lstrip().startswith("{")
        return events

    def _read_several(self, records: Sequence[JsonObject]) -> Sequence[ChatEvent]:
        return [event for record in records for event in self._read_record(record)]

    def _read_record(self, record: JsonObject) -> Sequence[ChatEvent]:
        record = _in_camel_case(out_of_envelope(record))
        events = self._events_of(record)
        if record.get("turnComplete") is True and not record.get("partial"):
            self.is_complete = True
        elif events and events is not HEARTBEAT:
            self.is_complete = False
        return self._after_what_is_left(events)

    def _events_of(self, record: JsonObject) -> Sequence[ChatEvent]:
        content, kind = record.get("content"), as_string(record.get("type"))
        if content is None and kind not in TOOL_KINDS and (replacement := _instead_of_content(record)):
            return replacement
        parts = as_object(content).get("parts") if kind else _parts_of(content)
        if parts is None and kind:
            return self._read_simple(kind, record)
        said = self._read_parts(record, parts)
        asides = _asides_of(record)
        return [*said, *asides] if asides else said

    def _read_simple(self, kind: str, record: JsonObject) -> Sequence[ChatEvent]:
        """The simple form: a type, and its fields beside it."""
        match kind:
            case "text":
                text = first_string({**record, **as_object(record.get("content"))}, "content", "text")
                if not text or record.get("partial") or record.get("author"):
                    return self._read_text(record, text, bool(record.get("partial"))) if text else ()
                self.is_complete = False
                self._simple_texts += filter(None, [self._bounded(text)])
                return ()
            case "tool_call":
                return self._read_call(call_of(record), is_partial=False)
            case "tool_result":
                return self._read_response(response_of(record))
            case "error":
                return [_error_of({"message": record.get("content"), **record}, "")]
            case _:
                return ()

    def _tell_simple_texts(self) -> list[ChatEvent]:
        texts, self._simple_texts = self._simple_texts, []
        is_cut = any(text.incomplete for text in texts)
        messages = [message for message in messages_of([each.text for each in texts]) if message.strip()]
        return [_stream_error(each) if is_exception(each) else Text(each, is_cut) for each in messages]

    def _read_parts(self, record: JsonObject, parts: Any) -> Sequence[ChatEvent]:
        is_partial = bool(record.get("partial"))
        text = ""
        others: list[ChatEvent] = []
        for item in as_list(parts):
            part = _in_camel_case(as_object(item))
            if piece := part.get("text"):
                if not part.get("thought"):
                    text += as_string(piece)
            elif "functionCall" in part:
                self._end_message(_speaker_of(record), is_partial=is_partial or bool(text))
                others += self._read_call(as_object(part["functionCall"]), is_partial)
            elif "functionResponse" in part:
                others += self._read_response(as_object(part["functionResponse"]))
            elif not is_partial and record.get("author") != "user":
                others += _media_of(part)
        texts = self._read_text(record, text, is_partial) if text else ()
        return [*texts, *others] if others else texts

    def _read_text(self, record: JsonObject, text: str, is_partial: bool) -> Sequence[ChatEvent]:
        speaker = author, _ = _speaker_of(record)
        if author == "system" and text.startswith("Error"):
            return [_stream_error(text.removeprefix("Error:"))]
        if author == "user" or (text.isspace() and not is_partial):
            return ()
        if is_partial:
            self._add_piece(speaker, text)
            return ()
        self._end_message(speaker, is_partial=False)
        before = [Text(each) for each in self._unrepeated.pop(speaker, ()) if not repeats(text, each)]
        if is_exception(text):
            return [*before, _stream_error(text)]
        message = self._bounded(text)
        return [*before, message] if message else tuple(before)

    def _add_piece(self, speaker: tuple[str, str], piece: str) -> None:
        self.is_complete = False
        if message := self._bounded(piece):
            self._pieces.setdefault(speaker, []).append(message.text)

    def _end_message(self, speaker: tuple[str, str], *, is_partial: bool) -> None:
        """Put the pieces before a tool call or a final text aside: that text need not repeat them."""
        text = "" if is_partial else join_pieces(self._pieces.pop(speaker, ()))
        if text.strip():
            self._unrepeated.setdefault(speaker, []).append(text)

    def _bounded(self, text: str) -> Text | None:
        """The message, as far as the turn may still speak."""
        if self._left_characters <= 0:
            return None
        kept = text[: self._left_characters]
        self._left_characters -= len(kept) + _OVERHEAD_CHARACTERS
        return Text(kept, incomplete=len(kept) < len(text) or self._left_characters <= 0)

    def _read_call(self, call: JsonObject, is_partial: bool) -> Sequence[ChatEvent]:
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
        if name in ASKING_TOOLS:
            return [ToolStarted(name), read_question(name, as_object(call.get("args")))]
        return [ToolStarted(name)]

    def _read_response(self, response: JsonObject) -> Sequence[ChatEvent]:
        call_id = as_string(response.get("id"))
        announced = self._partial_calls.get(call_id) if call_id else None
        started = self._start(call_id, announced) if announced else ()
        name = as_string(response.get("name")) or self._started_calls.get(call_id, "")
        if not name:
            return started
        return [*started, ToolFinished(name, tool_failure(as_object(response.get("response"))))]


def values_in(text: str) -> Iterator[Any]:
    """The JSON values of a text one after another, to its end or to where it is no JSON.

    They may be the members of a list, a line each, or the lines of several events.
    """
    decoder, start = json.JSONDecoder(strict=False), 0
    with suppress(ValueError, RecursionError):
        while between := _BETWEEN.match(text, start):
            value, start = decoder.raw_decode(text, between.end())
            yield value


def _in_camel_case(fields: JsonObject) -> JsonObject:
    if not fields.keys() & _SNAKE_CASE.keys():
        return fields
    return {_SNAKE_CASE.get(key, key): value for key, value in fields.items()}


def _parts_of(content: Any) -> Any:
    """The parts of a message, also where one of them or bare words stand in the place of the list."""
    parts = as_object(content).get("parts") or content
    if isinstance(parts, str):
        return [{"text": parts}]
    return [parts] if isinstance(parts, dict) else parts  # pyright: ignore[reportUnknownVariableType]  JSON of any shape


def _speaker_of(record: JsonObject) -> tuple[str, str]:
    return as_string(record.get("author")), as_string(record.get("branch"))


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
    is_refused = record.get("code", 0) not in (0, "0", None) or record.get("success") is False
    if record.get("error") or is_refused or as_string(record.get("detail")):
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
        or first_string(fields, "error", "message", "detail")
        or as_string(record)
        or ("" if fields else data)
    )
    code = details.get("error_type") or inner.get("code") or inner.get("status") or fields.get("code")
    return _stream_error(words, _as_code(code))


def _media_of(part: JsonObject) -> Iterator[Media]:
    """A part that is a picture or a file; without a type and an address it says nothing."""
    inline, file = (_in_camel_case(as_object(part.get(key))) for key in ("inlineData", "fileData"))
    media_type = as_string(inline.get("mimeType")) or as_string(file.get("mimeType"))
    address = as_string(file.get("fileUri"))
    url = address if address.startswith("https://") else None
    if media_type or url:
        yield Media(media_type, url)


def _asides_of(record: JsonObject) -> Sequence[ChatEvent]:
    """What an event tells beside its content: a stage of the work, and why a reply ended."""
    delta = as_object(record.get("actions")).get("stateDelta")
    if not delta and not record.keys() & _ENDINGS:
        return ()
    stage = as_string(as_object(delta).get("stage"))
    stages = [Stage(stage)] if stage else []
    return [*stages, *([] if record.get("partial") else _reply_errors(record))]


def _reply_errors(record: JsonObject) -> Iterator[StreamError]:
    code, words = _as_code(record.get("errorCode")), as_string(record.get("errorMessage"))
    reason = as_string(record.get("finishReason"))  # ADK tells a text's end by it alone
    if not (code or words) and kind_of(reason, "") != "failed":
        code = reason
    if code not in _NO_TEXT_CODES and (code or words):
        yield _stream_error(words, code)


def _as_code(code: Any) -> str:
    """A code in words or a number; 0 stands for success, and so for none."""
    is_number = isinstance(code, int) and not isinstance(code, bool) and code
    return str(code) if is_number else as_string(code)


def _stream_error(words: str, code: str | None = None) -> StreamError:
    """A session that is gone and a bad token have one code each, however a stream tells them."""
    code = code or ("1002" if names_lost_session(words) else None)
    return StreamError(one_line(words), BAD_TOKEN if code in _BAD_TOKENS else code)
