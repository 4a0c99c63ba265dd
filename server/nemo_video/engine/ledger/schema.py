"""The tables, how an older file comes to have them, and what they forget."""

import sqlite3
import time

from nemo_video.engine.ledger.database import Connection

MIGRATIONS = (
    """
    CREATE TABLE tokens (
        client_id TEXT NOT NULL, api_url TEXT NOT NULL, token TEXT NOT NULL, expires_at REAL NOT NULL,
        PRIMARY KEY (client_id, api_url)
    );
    CREATE TABLE projects (
        project_id TEXT PRIMARY KEY, backend TEXT NOT NULL, language TEXT NOT NULL, title TEXT,
        task_id TEXT, session_id TEXT, bind_id TEXT, last_used_at REAL NOT NULL
    );
    CREATE TABLE uploads (
        project_id TEXT NOT NULL, source TEXT NOT NULL, file TEXT NOT NULL,
        PRIMARY KEY (project_id, source)
    );
    CREATE TABLE jobs (
        job_id TEXT PRIMARY KEY, tool TEXT NOT NULL, project_id TEXT NOT NULL, fingerprint TEXT NOT NULL,
        request_id TEXT, language TEXT NOT NULL, arguments TEXT, owner TEXT NOT NULL,
        status TEXT NOT NULL, stage TEXT NOT NULL, percent REAL NOT NULL, result TEXT, error TEXT,
        started_at REAL NOT NULL, updated_at REAL NOT NULL, collected_at REAL,
        cancel_asked INTEGER NOT NULL
    );
    CREATE INDEX jobs_by_project ON jobs (project_id, started_at);
    CREATE INDEX jobs_by_status ON jobs (status);
    CREATE TABLE turns (
        job_id TEXT PRIMARY KEY, project_id TEXT NOT NULL, timeline TEXT, credits REAL,
        sent_at REAL, outcome TEXT, answered_at REAL
    );
    CREATE TABLE renders (
        render_id TEXT PRIMARY KEY, job_id TEXT NOT NULL, file_name TEXT NOT NULL, duration_s REAL NOT NULL,
        submitted_at REAL NOT NULL, outcome TEXT, answered_at REAL
    );
    CREATE TABLE spending (job_id TEXT PRIMARY KEY, day TEXT NOT NULL, credits REAL NOT NULL);
    """,
    """
    ALTER TABLE projects ADD COLUMN asked_by TEXT;
    ALTER TABLE projects ADD COLUMN configured TEXT;
    CREATE INDEX projects_by_use ON projects (last_used_at);
    CREATE INDEX jobs_by_fingerprint ON jobs (fingerprint, tool);
    CREATE INDEX jobs_by_request ON jobs (request_id);
    CREATE INDEX jobs_by_change ON jobs (updated_at);
    CREATE INDEX turns_by_project ON turns (project_id);
    CREATE INDEX renders_by_job ON renders (job_id);
    CREATE INDEX spending_by_day ON spending (day);
    """,
    """
    ALTER TABLE tokens ADD COLUMN bind_id TEXT;
    """,
)
"""One script for each schema version, run in order; the version is SQLite's `user_version`.

A script that was released is never changed: what comes later is a script of its own.
"""


JOBS_KEPT_S = 30 * 86_400

SPENDING_KEPT_S = 90 * 86_400

PROJECTS_KEPT_S = 365 * 86_400

TOKENS_KEPT_S = 30 * 86_400
"""After their end: an expired token still tells which account a client id had."""


class NewerVersion(sqlite3.DatabaseError):
    """A newer version of this program made the file: it is sound, and not ours to touch."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the schema to the newest version; one process at a time.

    Raises:
        NewerVersion: A newer version of this program made the file.
    """
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise NewerVersion("a newer version made it")
    for script in MIGRATIONS[version:]:
        for statement in script.split(";"):
            connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    connection.execute("COMMIT")


def prune(db: Connection) -> None:
    """Forget what is old, inside the transaction that admits a job."""
    now_s = time.time()
    jobs = "SELECT job_id FROM jobs WHERE updated_at < :before AND status != 'running'"
    for table in ("turns", "renders", "jobs"):
        db.execute(f"DELETE FROM {table} WHERE job_id IN ({jobs})", {"before": now_s - JOBS_KEPT_S})
    day = time.strftime("%Y-%m-%d", time.localtime(now_s - SPENDING_KEPT_S))
    db.execute("DELETE FROM spending WHERE day < :day", {"day": day})
    projects = "SELECT project_id FROM projects WHERE last_used_at < :before"
    for table in ("uploads", "projects"):
        before = {"before": now_s - PROJECTS_KEPT_S}
        db.execute(f"DELETE FROM {table} WHERE project_id IN ({projects})", before)
    db.execute("DELETE FROM tokens WHERE expires_at < :before", {"before": now_s - TOKENS_KEPT_S})
