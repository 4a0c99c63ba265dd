"""The events of the chat stream, as Google's Agent Development Kit writes them: camelCase, nulls left out."""

from pydantic import AliasGenerator, ConfigDict
from pydantic.alias_generators import to_camel

from nemo_video.wire.envelope import JsonObject, Message


class CamelMessage(Message):
    """A body with camelCase keys."""

    model_config = ConfigDict(
        alias_generator=AliasGenerator(alias=to_camel), populate_by_name=True, extra="ignore", frozen=True
    )


class FunctionCall(CamelMessage):
    """A tool of the backend starts."""

    id: str | None = None
    name: str
    args: JsonObject | None = None


class FunctionResponse(CamelMessage):
    """A tool of the backend is done. An `error` inside `response` is a tool's result, not a stream error."""

    id: str | None = None
    name: str
    response: JsonObject | None = None


class Part(CamelMessage):
    """One piece of an event. `thought` marks hidden reasoning, never shown."""

    text: str | None = None
    thought: bool | None = None
    function_call: FunctionCall | None = None
    function_response: FunctionResponse | None = None


class Content(CamelMessage):
    """The parts of an event."""

    role: str | None = None
    parts: list[Part] | None = None


class Actions(CamelMessage):
    """What an event changed in the session's state."""

    state_delta: JsonObject | None = None


class Event(CamelMessage):
    """One `data:` line. With `partial` its text is a piece that a later event repeats whole."""

    id: str | None = None
    timestamp: float | None = None
    author: str | None = None
    branch: str | None = None
    invocation_id: str | None = None
    content: Content | None = None
    partial: bool | None = None
    turn_complete: bool | None = None
    actions: Actions | None = None
    error_code: str | None = None
    error_message: str | None = None
