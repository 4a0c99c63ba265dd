"""What was spent, by day, for all processes on this folder."""

import sqlite3
import time

from nemo_video.engine.ledger.database import Database


class Spending:
    """One entry for each job: its estimate while it runs, then what it cost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, job_id: str, credits: float, cap: float | None) -> float | None:
        """Set the estimate of a job aside.

        Returns:
            What was spent or set aside today already, when the cap stands in the way; else None.
        """
        statement = "INSERT OR REPLACE INTO spending (job_id, day, credits) VALUES (?, ?, ?)"

        def work(db: sqlite3.Connection) -> float | None:
            spent = _spent_today(db)
            if cap is not None and spent + credits > cap:
                return spent
            db.execute(statement, (job_id, _today(), credits))
            return None

        return await self._database.write(work)

    async def settle(self, job_id: str, credits: float) -> None:
        """What a job cost in the end."""
        statement = "UPDATE spending SET credits = ? WHERE job_id = ?"
        await self._database.write(lambda db: db.execute(statement, (credits, job_id)))

    async def spent_today(self) -> float:
        """Spent today or set aside for running jobs."""
        return await self._database.read(_spent_today)


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _spent_today(db: sqlite3.Connection) -> float:
    query = "SELECT COALESCE(SUM(credits), 0) FROM spending WHERE day = ?"
    return float(db.execute(query, (_today(),)).fetchone()[0])
