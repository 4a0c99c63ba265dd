"""Editing sessions: opened, read, handed over to a browser."""

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from nemo_video.client import envelope
from nemo_video.client.answers import ProjectState, Session
from nemo_video.client.call import Call, Kind
from nemo_video.client.fields import as_object, as_objects, as_string
from nemo_video.wire import calls, paths
from nemo_video.wire.envelope import JsonObject

if TYPE_CHECKING:
    from nemo_video.client.connection import Connection

_JSON = {"Content-Type": "application/json"}


async def open_session(connection: "Connection", language: str) -> Session:
    """Open a session; `language` is that of the user's words."""
    body = json.dumps(calls.NewSession(language=language).model_dump()).encode()
    call = Call("a new session", "POST", paths.NEW_SESSION, Kind.SUBMIT, body=body, headers=_JSON)
    answer = envelope.read_message(call.name, calls.Session, await connection.read_data(call))
    return Session(answer.task_id, answer.session_id, answer.id)


async def read_state(connection: "Connection", session_id: str) -> ProjectState:
    """Read the newest state of a session."""
    call = Call("the project's state", "GET", paths.state(session_id))
    data = as_object(await connection.read_data(call))
    if not isinstance(data.get("state"), dict):
        raise envelope.senseless(call.name)
    return _state_of(data, as_object(data["state"]))


async def claim_link(connection: "Connection", web_url: str, session: Session) -> str:
    """The page that opens a session in a browser, with a claim that lasts seven days."""
    request = calls.ClaimRequest(task_id=session.task_id, session_id=session.session_id)
    body = json.dumps(request.model_dump()).encode()
    call = Call("a browser link", "POST", paths.CLAIM_TOKEN, Kind.SUBMIT, body=body, headers=_JSON)
    answer = envelope.read_message(call.name, calls.Claim, await connection.read_data(call))
    return paths.claim_page(web_url, quote(answer.claim_token, safe=""))


def _state_of(data: JsonObject, state: JsonObject) -> ProjectState:
    return ProjectState(
        draft=as_object(state.get("draft")) or None,
        video_infos=_objects(state.get("video_infos")),
        generated_media=_objects(state.get("generated_media")),
        canvas_config=as_object(state.get("canvas_config")) or None,
        bind_id=as_string(data.get("id")) or as_string(state.get("id")) or None,
    )


def _objects(value: Any) -> tuple[JsonObject, ...]:
    """A list of objects, or an object of objects by their ids, or one object."""
    named = as_object(value)
    inner = as_objects(list(named.values()))
    if named and len(inner) < len(named):
        return (named,)
    return tuple(inner or as_objects(value))
