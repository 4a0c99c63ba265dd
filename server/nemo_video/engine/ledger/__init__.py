"""What outlives the process: tokens, projects, jobs, everything that was submitted, and what it cost."""

from nemo_video.engine.ledger.inspection import (
    LedgerReport,
    SharedLedgerReport,
    has_work,
    inspect_ledger,
    inspect_shared_ledger,
    read_kept_token,
)
from nemo_video.engine.ledger.jobs import is_awaited, may_be_sent
from nemo_video.engine.ledger.ledger import Ledger
from nemo_video.engine.ledger.notices import RARELY_S, Notice, ProjectNotice
from nemo_video.engine.ledger.projects import ProjectTable
from nemo_video.engine.ledger.records import Call, JobRecord, RenderRecord, StoredProject, TurnRecord
from nemo_video.engine.ledger.replica import Replica
from nemo_video.engine.ledger.spending import Spending
from nemo_video.engine.ledger.submits import Renders, Turns

__all__ = [
    "RARELY_S",
    "Call",
    "JobRecord",
    "Ledger",
    "LedgerReport",
    "Notice",
    "ProjectNotice",
    "ProjectTable",
    "RenderRecord",
    "Renders",
    "Replica",
    "SharedLedgerReport",
    "Spending",
    "StoredProject",
    "TurnRecord",
    "Turns",
    "has_work",
    "inspect_ledger",
    "inspect_shared_ledger",
    "is_awaited",
    "may_be_sent",
    "read_kept_token",
]
