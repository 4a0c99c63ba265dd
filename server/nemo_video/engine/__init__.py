"""The use cases: projects, turns, uploads, exports, jobs. It knows neither MCP nor HTTP."""

from nemo_video.engine.backends import Connector
from nemo_video.engine.engine import Connectors, Engine, open_engine
from nemo_video.engine.facts import (
    Cancelled,
    CreditReport,
    CreditUse,
    Exported,
    ExportRequest,
    Generated,
    GenerateRequest,
    JobReport,
    Progress,
    ProjectReport,
    ProjectsReport,
    RejectedFile,
    StateReport,
    Uploaded,
    UploadedFile,
)
from nemo_video.engine.jobs import Job
from nemo_video.engine.refusals import SessionLost
from nemo_video.engine.sentences import say, say_still_working
from nemo_video.engine.suggestions import suggest_wait
from nemo_video.language import Suggestion
from nemo_video.timeline import Timeline, draw_chart, summarize

__all__ = [
    "Cancelled",
    "Connector",
    "Connectors",
    "CreditReport",
    "CreditUse",
    "Engine",
    "ExportRequest",
    "Exported",
    "GenerateRequest",
    "Generated",
    "Job",
    "JobReport",
    "Progress",
    "ProjectReport",
    "ProjectsReport",
    "RejectedFile",
    "SessionLost",
    "StateReport",
    "Suggestion",
    "Timeline",
    "Uploaded",
    "UploadedFile",
    "draw_chart",
    "open_engine",
    "say",
    "say_still_working",
    "suggest_wait",
    "summarize",
]
