"""Renders: submitted once, then asked after; and frames and peaks of a draft, where the backend has them."""

import json
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from nemo_video.client import envelope
from nemo_video.client.answers import RenderProgress, SegmentMiniatures
from nemo_video.client.call import Call, Kind
from nemo_video.client.failures import words_for_people
from nemo_video.client.fields import as_list, as_number, as_object, as_string, first_string, one_line
from nemo_video.errors import VideoError
from nemo_video.wire import calls, paths
from nemo_video.wire.calls import RenderOutput, RenderPhase, RenderRequest
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import OutputFormat

if TYPE_CHECKING:
    from nemo_video.client.connection import Connection

logger = logging.getLogger(__name__)

_CANCEL_S = 5.0
_DONE = frozenset({"complete", "succeeded", "finished", "done"})
_GIVEN_UP = frozenset(
    {"failure", "error", "errored", "cancelled", "canceled", "aborted", "rejected", "timeout", "expired"}
)
"""Other words for the last two phases: a render that has ended would be asked after for an hour."""

_REASONS = ("error_message", "reason", "message", "detail")
_MAX_REMARKS = 8
_URLS = ("outputUrl", "output_url", "url")


async def submit_render(
    connection: "Connection", session_id: str, render_id: str, draft: JsonObject, output: OutputFormat
) -> None:
    """Submit a render. The draft goes back as it came.

    An answer that refuses nothing accepts it, whatever it says, and if it says nothing (202, 204).
    """
    wanted = RenderOutput(format=output.container, quality=output.quality)
    request = RenderRequest.model_construct(id=render_id, session_id=session_id, draft=draft, output=wanted)
    body = json.dumps({**request.model_dump(by_alias=True, exclude_none=True), "draft": draft}).encode()
    headers = {"Content-Type": "application/json"}
    call = Call("the export", "POST", paths.RENDER, Kind.SUBMIT, body=body, headers=headers)
    async with connection.open(call):
        pass


async def read_render(connection: "Connection", render_id: str) -> RenderProgress:
    """Ask how far a render is; the fields of this answer stand at its top level, or in an envelope."""
    call = Call("the export's status", "GET", paths.render_status(render_id), tells_failures=True)
    answer = await connection.read_fields(call, "status")
    status = as_string(answer["status"])
    # "success" may be that of the render, or where no file is told, that of the question.
    is_success = status.strip().lower() == "success"
    phase = RenderPhase.COMPLETED if is_success and _url_of(answer) else _phase_of(status)
    has_failed = phase is RenderPhase.FAILED
    return RenderProgress(
        phase=phase,
        percent=_percent_of(answer.get("progress")),
        url=_url_of(answer),
        bytes=_bytes_of(answer),
        error=_error_of(answer.get("error") or (first_string(answer, *_REASONS) if has_failed else None)),
        remarks=_remarks_of(answer.get("remarks")),
        dashboard=one_line(as_string(answer.get("dashboard"))) or None,
    )


async def cancel_render(connection: "Connection", render_id: str) -> None:
    """Tell the backend that nobody waits for a render any more. It may not listen: that is no error."""
    call = Call(
        "the end of an export", "POST", paths.render_cancel(render_id), Kind.SUBMIT, limit_s=_CANCEL_S
    )
    try:
        async with connection.open(call):
            pass
    except VideoError as error:
        logger.info("A render could not be called off: %s", error.code)


async def draw_frames(connection: "Connection", session_id: str, at_s: Sequence[float]) -> tuple[bytes, ...]:
    """Have frames of a session's draft drawn, as JPEGs; only the studio has this call."""
    body = calls.PreviewRequest(at_s=list(at_s)).model_dump_json().encode()
    headers = {"Content-Type": "application/json"}
    path = paths.preview(session_id)
    call = Call("the preview", "POST", path, body=body, headers=headers, limit_s=calls.PREVIEW_LIMIT_S + 5)
    answer = envelope.read_message(call.name, calls.PreviewFrames, await connection.read_data(call))
    if len(answer.frames) != len(at_s):
        raise envelope.senseless(call.name, f"{len(answer.frames)} pictures of {len(at_s)}")
    return tuple(answer.frames)


async def take_miniatures(
    connection: "Connection", session_id: str, clips: Sequence[str], limit_s: float
) -> SegmentMiniatures:
    """What the items of a session's draft look and sound like; only the studio has this call."""
    body = calls.MiniaturesRequest(clips=list(clips), limit_ms=round(1000 * limit_s)).model_dump_json()
    headers = {"Content-Type": "application/json"}
    path = paths.miniatures(session_id)
    call = Call("the miniatures", "POST", path, body=body.encode(), headers=headers, limit_s=limit_s + 5)
    answer = envelope.read_message(call.name, calls.DraftMiniatures, await connection.read_data(call))
    waveforms = {key: tuple(peak / 100 for peak in peaks) for key, peaks in answer.sounds.items()}
    return SegmentMiniatures(answer.thumbnails, waveforms, answer.is_complete)


def _phase_of(status: str) -> RenderPhase:
    """A status that the protocol does not name is work in progress: asking again does no harm."""
    word = status.strip().lower()
    if word in _DONE:
        return RenderPhase.COMPLETED
    if word in _GIVEN_UP:
        return RenderPhase.FAILED
    return RenderPhase(word) if word in set(RenderPhase) else RenderPhase.PROCESSING


def _percent_of(progress: Any) -> float | None:
    """A fraction or a percentage: only a fraction is a float of at most 1."""
    number = as_number(progress)
    if number is None:
        return None
    percent = number * 100 if isinstance(number, float) and number <= 1 else number
    return float(min(max(percent, 0), 100))


def _url_of(answer: JsonObject) -> str | None:
    output = answer.get("output")
    return first_string(as_object(output), "url") or first_string(answer, *_URLS) or None


def _bytes_of(answer: JsonObject) -> int | None:
    size = as_number(as_object(answer.get("output")).get("size"))
    return int(size) if size and size > 0 else None


def _remarks_of(remarks: Any) -> tuple[str, ...]:
    lines = (one_line(as_string(remark)) for remark in as_list(remarks)[:_MAX_REMARKS])
    return tuple(line for line in lines if line)


def _error_of(error: Any) -> str | None:
    """What people may read of why it failed."""
    words = as_string(error) or first_string(as_object(error), "message", "detail")
    return words_for_people(one_line(words)) or None
