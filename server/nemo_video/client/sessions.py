"""Editing sessions: opened, read, handed over to a browser."""

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from nemo_video.client import envelope
from nemo_video.client.answers import ProjectState, Session, TurnRefusal
from nemo_video.client.call import Call, Kind
from nemo_video.client.fields import as_number, as_object, as_objects, as_string
from nemo_video.errors import BackendRefusal
from nemo_video.wire import calls, paths
from nemo_video.wire.draft import TRACKS
from nemo_video.wire.envelope import JsonObject

if TYPE_CHECKING:
    from nemo_video.client.connection import Connection

_JSON = {"Content-Type": "application/json"}
_NO_CLAIM = frozenset({402, 403, 404})
"""Refusals of a backend that gives no claim to this account, or to nobody."""

_UNTOLD = object()
"""In the place of a state that an answer does not have; a state of null is one with nothing in it yet."""

_BIND_IDS = ("user_id", "id", "bind_id", "bindId", "userId")


async def open_session(connection: "Connection", language: str) -> Session:
    """Open a session; `language` is that of the user's words."""
    body = json.dumps(calls.NewSession(language=language).model_dump()).encode()
    call = Call("a new session", "POST", paths.NEW_SESSION, Kind.SUBMIT, body=body, headers=_JSON)
    answer = envelope.read_message(call.name, calls.Session, await connection.read_data(call))
    return Session(answer.task_id or "", answer.session_id, answer.bind_id or connection.bind_id)


async def read_state(connection: "Connection", session_id: str) -> ProjectState:
    """Read the newest state of a session."""
    call = Call("the project's state", "GET", paths.state(session_id))
    data = as_object(await connection.read_data(call))
    state = _written_out(data if _is_state(data) else data.get("state", _UNTOLD))
    if state is not None and not isinstance(state, dict):
        raise envelope.senseless(call.name)
    return _state_of(data, as_object(state))


async def claim_link(connection: "Connection", web_url: str, session: Session) -> str:
    """The page that opens a session in a browser, with a claim that lasts seven days.

    A user with a token of their own has a page of the session in their account too; it stands in where the
    backend gives no claim.
    """
    request = calls.ClaimRequest(task_id=session.task_id, session_id=session.session_id)
    body = json.dumps(request.model_dump()).encode()
    call = Call("a browser link", "POST", paths.CLAIM_TOKEN, Kind.SUBMIT, body=body, headers=_JSON)
    try:
        answer = envelope.read_message(call.name, calls.Claim, await connection.read_data(call))
    except BackendRefusal as refusal:
        if refusal.code not in _NO_CLAIM or not connection.has_own_token:
            raise
        return paths.task_page(web_url, session.task_id, session.session_id)
    return paths.claim_page(web_url, answer.claim_token)


def _is_state(data: JsonObject) -> bool:
    return "state" not in data and bool(data.keys() & {"draft", "video_infos", "canvas_config", TRACKS})


def _state_of(data: JsonObject, state: JsonObject) -> ProjectState:
    return ProjectState(
        draft=_draft_of(state),
        video_infos=_objects(state.get("video_infos")),
        generated_media=_objects(state.get("generated_media")),
        canvas_config=as_object(state.get("canvas_config")) or None,
        bind_id=_bind_id(data) or _bind_id(state),
        is_working=state.get("is_working") is True,
        refusal=_refusal_of(as_object(state.get("model_refusal"))),
    )


def _draft_of(state: JsonObject) -> JsonObject | None:
    """The draft, also where it stands in the place of the state that should hold it."""
    return as_object(_written_out(state.get("draft"))) or (state if TRACKS in state else None)


def _written_out(value: object) -> object:
    """The object that a text of JSON holds: agents keep their state as text where it is not flat."""
    if isinstance(value, str) and value.lstrip().startswith("{"):
        with suppress(ValueError):
            return from_json(value)
    return value


def _refusal_of(told: JsonObject) -> TurnRefusal | None:
    code, words = as_string(told.get("code")), as_string(told.get("words"))
    return TurnRefusal(as_number(told.get("at")) or 0, code, words) if code else None


def _bind_id(fields: JsonObject) -> str | None:
    """What the registration link binds to; `me` and the session's own id are no such ids."""
    found = (as_string(fields.get(key)) for key in _BIND_IDS)
    others = {"", paths.USER_ID, as_string(fields.get("session_id"))}
    return next((each for each in found if each not in others), None)


def _objects(value: Any) -> tuple[JsonObject, ...]:
    """A list of objects, or an object of objects by their ids, or one object."""
    named = as_object(value)
    inner = as_objects(list(named.values()))
    if named and len(inner) < len(named):
        return (named,)
    return tuple(inner or as_objects(value))
