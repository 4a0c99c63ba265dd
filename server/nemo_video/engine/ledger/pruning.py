"""What the ledger forgets, so that its file stays small: what nobody will ask for any more.

Projects and tokens stay longer than jobs: their handles stand in old conversations.
"""

import sqlite3
import time

JOBS_KEPT_S = 30 * 86_400
SPENDING_KEPT_S = 90 * 86_400
PROJECTS_KEPT_S = 365 * 86_400
TOKENS_KEPT_S = 30 * 86_400
"""After their end: an expired token still tells which account a client id had."""


def prune(db: sqlite3.Connection) -> None:
    """Forget what is old, inside the transaction that admits a job."""
    now_s = time.time()
    jobs = "SELECT job_id FROM jobs WHERE updated_at < ? AND status != 'running'"
    for table in ("turns", "renders", "jobs"):
        db.execute(f"DELETE FROM {table} WHERE job_id IN ({jobs})", (now_s - JOBS_KEPT_S,))
    day = time.strftime("%Y-%m-%d", time.localtime(now_s - SPENDING_KEPT_S))
    db.execute("DELETE FROM spending WHERE day < ?", (day,))
    projects = "SELECT project_id FROM projects WHERE last_used_at < ?"
    for table in ("uploads", "projects"):
        db.execute(f"DELETE FROM {table} WHERE project_id IN ({projects})", (now_s - PROJECTS_KEPT_S,))
    db.execute("DELETE FROM tokens WHERE expires_at < ?", (now_s - TOKENS_KEPT_S,))
