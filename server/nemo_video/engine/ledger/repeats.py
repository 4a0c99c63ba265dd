"""Which call means a job that there is already: what is asked twice is done, and paid for, once."""

import time
from typing import Final

from nemo_video.engine.ledger.database import Connection
from nemo_video.engine.ledger.records import Call, JobRecord
from nemo_video.engine.ledger.rows import columns, read_all

UNCOLLECTED_S: Final = 600
"""A repeat within this time joins a job whose result nobody collected."""

SELECT_JOBS: Final = f"SELECT {columns(JobRecord)} FROM jobs WHERE"


def is_repeat(call: Call, record: JobRecord, now_s: float) -> bool:
    """Whether a call means a job that there is already.

    A call with the same idempotency key always does. Without one, the same call does while the job runs,
    while nobody knows what became of it, and for a while when nobody collected its result.
    """
    if call.request_id:
        return record.request_id == call.request_id
    if (record.fingerprint, record.project_id) != (call.fingerprint, call.project_id):
        return False
    is_recent = now_s - record.updated_at < UNCOLLECTED_S
    if record.status == "unknown":
        return is_recent
    return record.status == "running" or (record.collected_at is None and is_recent)


def find_repeated(db: Connection, call: Call) -> JobRecord | None:
    """The job that a call repeats. Only what may be one is read: all jobs may ask for the same."""
    since = time.time() - UNCOLLECTED_S
    same = (
        "request_id = :request_id"
        if call.request_id
        else "fingerprint = :fingerprint AND project_id = :project_id "
        "AND (status = 'running' OR updated_at > :since)"
    )
    query = f"{SELECT_JOBS} tool = :tool AND {same} ORDER BY started_at DESC"
    values = {
        "tool": call.tool, "request_id": call.request_id, "fingerprint": call.fingerprint,
        "project_id": call.project_id, "since": since,
    }  # fmt: skip
    records = read_all(JobRecord, db.execute(query, values))
    return next((r for r in records if is_repeat(call, r, time.time()) and is_worth_joining(db, r)), None)


def is_worth_joining(db: Connection, record: JobRecord) -> bool:
    """Whether the job is worth joining: a cancelled one is not, nor one that failed before anything left."""
    if record.status == "cancelled":
        return False
    return record.status != "failed" or _has_sent(db, record.job_id)


def _has_sent(db: Connection, job_id: str) -> bool:
    query = """
        SELECT 1 FROM turns
        WHERE job_id = :job_id AND sent_at IS NOT NULL AND COALESCE(outcome, '') != 'refused'
        UNION SELECT 1 FROM renders WHERE job_id = :job_id AND COALESCE(outcome, '') != 'refused'
    """
    return db.execute(query, {"job_id": job_id}).fetchone() is not None
