"""How a job ended, and how that is kept: as JSON, for a later process to tell."""

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Literal, TypeVar, cast

from pydantic import TypeAdapter

from nemo_video.client import Prompt
from nemo_video.engine.facts import Exported, Generated, Result
from nemo_video.engine.ledger import JobRecord
from nemo_video.engine.refusals import read_error
from nemo_video.errors import Internal, VideoError
from nemo_video.timeline import Timeline

EndStatus = Literal["completed", "needs_input", "failed", "cancelled", "unknown"]
Kept = TypeVar("Kept")


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
    """A timeline that was kept.

    Raises:
        ValueError: Another version kept it, in a form that this one cannot read.
    """
    return _reader(Timeline).validate_json(text)


def read_ending(record: JobRecord) -> Ending:
    """How a job of the ledger ended. What another version kept and this one cannot read is an error."""
    try:
        result = _read_result(record.tool, record.result) if record.result else None
        error = read_error(record.error) if record.error else None
    except (TypeError, ValueError):
        return Ending(
            "failed", error=Internal("Another version of this server kept this result.", advice="Call state.")
        )
    return Ending(cast("EndStatus", record.status), result, error)


def _read_result(tool: str, text: str) -> Result:
    return (_reader(Exported) if tool == "export" else _reader(Generated)).validate_json(text)


@cache
def _reader(kind: type[Kept]) -> TypeAdapter[Kept]:
    """Reads the facts of that kind, those within them too; made once, for that takes a few milliseconds."""
    adapter = TypeAdapter(kind)
    adapter.rebuild(_types_namespace={"Prompt": Prompt})  # the facts name it for the type checker only
    return adapter
