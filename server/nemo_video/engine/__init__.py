"""The use cases: projects, turns, uploads, exports, jobs. It knows neither MCP nor HTTP.

What a server needs to list its tools is loaded with this room; what works, and with it the client, the ledger
and SQLite, is loaded when one of its names is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from nemo_video.engine.changes import (
    Change,
    Changes,
    DrawingChanged,
    JobChanged,
    ProjectsChanged,
    TimelineChanged,
)
from nemo_video.engine.edit_rules import FIELDS as EDIT_FIELDS
from nemo_video.engine.edit_rules import MAX_EDITS, FieldRule, OpRule
from nemo_video.engine.edit_rules import OPS as EDIT_OPS
from nemo_video.engine.facts import (
    Account,
    Cancelled,
    CreditReport,
    CreditUse,
    EditOutcome,
    Exported,
    Generated,
    JobReport,
    Preview,
    Progress,
    ProjectReport,
    ProjectsReport,
    RejectedFile,
    StateReport,
    Uploaded,
    UploadedFile,
)
from nemo_video.engine.finisher import Finisher
from nemo_video.engine.model_errors import OfTheModel
from nemo_video.engine.prompts import join_options
from nemo_video.engine.refusals import NothingToShow, OutOfCredits, SessionLost
from nemo_video.engine.requests import (
    MEDIA_TYPES,
    Consent,
    EditRequest,
    ExportRequest,
    FileFormat,
    GenerateRequest,
)
from nemo_video.engine.sentences import say, say_cost_estimate, say_model_costs, say_still_working
from nemo_video.engine.snapshot import work_on
from nemo_video.engine.suggestions import suggest_wait
from nemo_video.language import Language, Suggestion, say_error
from nemo_video.timeline import Segment, Timeline, detail_words, list_items, summarize
from nemo_video.wire.calls import MAX_PREVIEW_FRAMES
from nemo_video.wire.formats import (
    ASPECT_RATIOS,
    EXPORT_QUALITIES,
    MAX_UPLOAD_BYTES,
    SOUND_FORMATS,
    TIMELINE_NAMES,
    UPLOAD_TYPES,
    ExportContainer,
    ExportQuality,
)
from nemo_video.wire.platforms import PLATFORM_NAMES, PlatformName

if TYPE_CHECKING:
    from nemo_video.client import ModelCosts as ModelCosts
    from nemo_video.engine.backend import Backend, BackendSpec, BackendSpecs, Capabilities, ListBackends
    from nemo_video.engine.engine import Engine, open_engine
    from nemo_video.engine.job import Job

_LOADED_LATER = {
    "Backend": "backend",
    "BackendSpec": "backend",
    "BackendSpecs": "backend",
    "Capabilities": "backend",
    "Engine": "engine",
    "Job": "job",
    "ListBackends": "backend",
    "open_engine": "engine",
}
"""Name → the module that it comes from."""

__all__ = [
    "ASPECT_RATIOS",
    "EDIT_FIELDS",
    "EDIT_OPS",
    "EXPORT_QUALITIES",
    "MAX_EDITS",
    "MAX_PREVIEW_FRAMES",
    "MAX_UPLOAD_BYTES",
    "MEDIA_TYPES",
    "PLATFORM_NAMES",
    "SOUND_FORMATS",
    "TIMELINE_NAMES",
    "UPLOAD_TYPES",
    "Account",
    "Backend",
    "BackendSpec",
    "BackendSpecs",
    "Cancelled",
    "Capabilities",
    "Change",
    "Changes",
    "Consent",
    "CreditReport",
    "CreditUse",
    "DrawingChanged",
    "EditOutcome",
    "EditRequest",
    "Engine",
    "ExportContainer",
    "ExportQuality",
    "ExportRequest",
    "Exported",
    "FieldRule",
    "FileFormat",
    "Finisher",
    "GenerateRequest",
    "Generated",
    "Job",
    "JobChanged",
    "JobReport",
    "Language",
    "ListBackends",
    "NothingToShow",
    "OfTheModel",
    "OpRule",
    "OutOfCredits",
    "PlatformName",
    "Preview",
    "Progress",
    "ProjectReport",
    "ProjectsChanged",
    "ProjectsReport",
    "RejectedFile",
    "Segment",
    "SessionLost",
    "StateReport",
    "Suggestion",
    "Timeline",
    "TimelineChanged",
    "Uploaded",
    "UploadedFile",
    "detail_words",
    "join_options",
    "list_items",
    "open_engine",
    "say",
    "say_cost_estimate",
    "say_error",
    "say_model_costs",
    "say_still_working",
    "suggest_wait",
    "summarize",
    "work_on",
]


def __getattr__(name: str) -> object:
    if name not in _LOADED_LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LOADED_LATER[name]}"), name)
