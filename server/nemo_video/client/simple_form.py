"""The simple form of a chat stream, `{"type": "text", "content": …}`, in terms of ADK's events."""

import re
from collections.abc import Sequence
from itertools import pairwise

from nemo_video.client.fields import as_object, first_string
from nemo_video.wire.envelope import JsonObject

TOOL_KINDS = frozenset({"tool_call", "tool_result"})
"""Kinds whose `error` is the tool's own, and not the end of the turn."""

_NAME_KEYS = ("name", "tool", "tool_name")
_ARGUMENT_KEYS = ("args", "arguments", "input", "parameters")
_RESULT_KEYS = ("response", "result", "output", "content")
_MEETING = re.compile(
    r"\s.|.\s|[\u4e00-\u9fff]{2}|\w[a-z]|\d\d|.[.,;:!?)/。，！？；：]|[,，、;；(（].", re.DOTALL
)
"""Where a text goes on in the next one: what stands where they meet neither ends nor begins a sentence."""


def call_of(record: JsonObject) -> JsonObject:
    """A tool call as ADK's `functionCall`, its fields beside the type or below it."""
    record = {**record, **as_object(record.get("tool")), **as_object(record.get("function"))}
    given = next((record[key] for key in _ARGUMENT_KEYS if record.get(key)), None)
    return {**record, "name": first_string(record, *_NAME_KEYS), "args": given}


def response_of(record: JsonObject) -> JsonObject:
    """A tool result as ADK's `functionResponse`."""
    told: JsonObject = {}
    for key in _RESULT_KEYS:
        told = told or as_object(record.get(key))
    return {**record, "name": first_string(record, *_NAME_KEYS), "response": {**record, **told}}


def messages_of(texts: Sequence[str]) -> Sequence[str]:
    """The messages of texts that came one after another: each is one, or all are pieces of one."""
    is_one = any(_MEETING.fullmatch(text[-1:] + after[:1]) for text, after in pairwise(texts))
    return ["".join(texts)] if is_one else texts


def out_of_envelope(record: JsonObject) -> JsonObject:
    """The event that stands in an envelope of the other calls, or the event itself."""
    inner = as_object(record.get("data"))
    return inner if inner and record.get("code") in (0, "0") and "content" not in record else record
