"""How a job ended, and how that is kept: as JSON, for a later process to tell."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, cast

from nemo_video.client import Prompt
from nemo_video.engine.facts import CreditUse, EditOutcome, Exported, Generated, Result
from nemo_video.engine.ledger import JobRecord
from nemo_video.engine.refusals import read_error
from nemo_video.errors import Internal, VideoError
from nemo_video.language import Suggestion
from nemo_video.timeline import Effect, Segment, Timeline, Track

EndStatus = Literal["completed", "needs_input", "failed", "cancelled", "unknown"]
Fields = Mapping[str, Any]


@dataclass(frozen=True)
class Ending:
    """How a job ended: with a result, with an error, or cancelled with neither."""

    status: EndStatus
    result: Result | None = None
    error: VideoError | None = None


def write_result(result: Result) -> str:
    """A result as JSON."""
    return json.dumps(asdict(result), default=str)


def write_timeline(timeline: Timeline) -> str:
    """A timeline as JSON."""
    return json.dumps(asdict(timeline))


def read_timeline(text: str) -> Timeline:
    """A timeline that was kept."""
    return _timeline(json.loads(text))


def read_ending(record: JobRecord) -> Ending:
    """How a job of the ledger ended. What another version kept and this one cannot read is an error."""
    try:
        result = _read_result(record) if record.result else None
        error = read_error(record.error) if record.error else None
    except (TypeError, ValueError, KeyError):
        return Ending(
            "failed", error=Internal("Another version of this server kept this result.", advice="Call state.")
        )
    return Ending(cast("EndStatus", record.status), result, error)


def _read_result(record: JobRecord) -> Result:
    fields: Fields = json.loads(record.result or "")
    suggestions = tuple(Suggestion(**each) for each in fields["suggestions"])
    return (_exported if record.tool == "export" else _generated)({**fields, "suggestions": suggestions})


def _exported(fields: Fields) -> Exported:
    parts: Fields = {"path": Path(fields["path"]), "remarks": tuple(fields["remarks"])}
    return Exported(**{**fields, **parts})


def _generated(fields: Fields) -> Generated:
    parts: Fields = {
        "options": tuple(fields.get("options", ())),
        "prompts": tuple(map(_prompt, fields.get("prompts", ()))),
        "changes": tuple(fields["changes"]),
        "not_done": tuple(fields.get("not_done", ())),
        "edits": tuple(EditOutcome(**each) for each in fields.get("edits", ())),
        "timeline": _timeline(fields["timeline"]) if fields["timeline"] else None,
        "credits": CreditUse(**fields["credits"]) if fields["credits"] else None,
    }
    return Generated(**{**fields, **parts})


def _prompt(fields: Fields) -> Prompt:
    parts: Fields = {"options": tuple(fields["options"])}
    return Prompt(**{**fields, **parts})


def _timeline(fields: Fields) -> Timeline:
    parts: Fields = {"tracks": tuple(_track(track) for track in fields["tracks"])}
    return Timeline(**{**fields, **parts})


def _track(fields: Fields) -> Track:
    parts: Fields = {"segments": tuple(_segment(segment) for segment in fields["segments"])}
    return Track(**{**fields, **parts})


def _segment(fields: Fields) -> Segment:
    parts: Fields = {
        "effects": tuple(Effect(**effect) for effect in fields.get("effects", ())),
        "usual": tuple(fields.get("usual", ())),
    }
    return Segment(**{**fields, **parts})
