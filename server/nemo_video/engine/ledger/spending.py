"""What was spent, by day, for all processes on this folder."""

import time

from nemo_video.engine.ledger.database import Connection, Database


class Spending:
    """One entry for each job: its estimate while it runs, then what it cost."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def reserve(self, job_id: str, credits: float, cap: float | None) -> float | None:
        """Set the estimate of a job aside.

        Returns:
            What was spent or set aside today already, when the cap stands in the way; else None.
        """
        statement = (
            "INSERT INTO spending (job_id, day, credits) VALUES (:job_id, :day, :credits) "
            "ON CONFLICT (job_id) DO UPDATE SET day = excluded.day, credits = excluded.credits"
        )
        values = {"job_id": job_id, "day": _today(), "credits": credits}

        def work(db: Connection) -> float | None:
            spent = _spent_today(db)
            if cap is not None and spent + credits > cap:
                return spent
            db.execute(statement, values)
            return None

        return await self._database.write(work)

    async def settle(self, job_id: str, credits: float) -> None:
        """What a job cost in the end."""
        statement = "UPDATE spending SET credits = :credits WHERE job_id = :job_id"
        values = {"credits": credits, "job_id": job_id}
        await self._database.write(lambda db: db.execute(statement, values))

    async def spent_today(self) -> float:
        """Spent today or set aside for running jobs."""
        return await self._database.read(_spent_today)


def _today() -> str:
    return time.strftime("%Y-%m-%d")


def _spent_today(db: Connection) -> float:
    query = "SELECT COALESCE(SUM(credits), 0) FROM spending WHERE day = :day"
    return float(db.execute(query, {"day": _today()}).fetchone()[0])
