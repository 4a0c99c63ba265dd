"""The clips that were ordered of a model, and the turns that wait for them, as the store keeps them.

A clip is written before it is ordered, so that no process orders it a second time.
"""

import json
import sqlite3
import time
from dataclasses import asdict, dataclass
from typing import Final, Literal

from nemo_studio.models import ClipPlan, RemoteJob
from nemo_studio.service.store import Store

Status = Literal["ordered", "running", "done", "failed", "unknown"]
_COLUMNS: Final = "turn_id, number, model, plan, ordered_at, status, job_id, polling_url, price, cost"


@dataclass
class ClipOrder:
    """One clip of one turn.

    Attributes:
        turn_id: The turn.
        number: Which of its clips, from 0.
        model: Who makes it.
        plan: What was ordered.
        ordered_at: When, in unix seconds.
        status: `ordered` before an answer came, `unknown` when none will.
        job: The model's job.
        cost: What it cost, where that is told.
    """

    turn_id: str
    number: int
    model: str
    plan: ClipPlan
    ordered_at: float
    status: Status = "ordered"
    job: RemoteJob | None = None
    cost: float | None = None

    @property
    def media_id(self) -> str:
        """The id of its file in the project."""
        return f"media_{self.turn_id}_{self.number}"


@dataclass(frozen=True)
class WaitingTurn:
    """A turn that an ended process left while a model worked for it."""

    turn_id: str
    session_id: str
    client_id: str
    message: str


class ClipTable:
    """All orders of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, turn_id: str, number: int) -> ClipOrder | None:
        """The order of a clip, where there is one."""
        query = f"SELECT {_COLUMNS} FROM clips WHERE turn_id = ? AND number = ?"
        row = await self._store.read(lambda db: db.execute(query, (turn_id, number)).fetchone())
        return _order_of(row) if row else None

    async def of_turn(self, turn_id: str) -> list[ClipOrder]:
        """The orders of a turn."""
        query = f"SELECT {_COLUMNS} FROM clips WHERE turn_id = ? ORDER BY number"
        return [
            _order_of(row)
            for row in await self._store.read(lambda db: db.execute(query, (turn_id,)).fetchall())
        ]

    async def job_ids(self) -> set[str]:
        """The ids of all jobs that belong to an order."""
        query = "SELECT job_id FROM clips WHERE job_id IS NOT NULL"
        return {row[0] for row in await self._store.read(lambda db: db.execute(query).fetchall())}

    async def keep(self, order: ClipOrder) -> None:
        """Write an order, in place of what was known of it."""
        await self._store.write(lambda db: _write(db, order))

    async def drop(self, order: ClipOrder) -> None:
        """Forget an order that never left."""
        statement = "DELETE FROM clips WHERE turn_id = ? AND number = ?"
        await self._store.write(lambda db: db.execute(statement, (order.turn_id, order.number)))

    async def spent_today(self, now: float) -> float:
        """What the clips since midnight cost or will cost, as far as that is told."""
        midnight = time.mktime((*time.localtime(now)[:3], 0, 0, 0, 0, 0, -1))
        query = (
            "SELECT coalesce(sum(coalesce(cost, CASE status WHEN 'failed' THEN 0 ELSE price END)), 0) "
            "FROM clips WHERE ordered_at >= ?"
        )
        return float(await self._store.read(lambda db: db.execute(query, (midnight,)).fetchone()[0]))

    async def begin_turn(self, turn: WaitingTurn) -> None:
        """Note a turn before its first order leaves."""
        statement = "INSERT OR REPLACE INTO turns VALUES (?, ?, ?, ?, ?)"
        values = (turn.turn_id, turn.session_id, turn.client_id, turn.message, self._store.owners.me)
        await self._store.write(lambda db: db.execute(statement, values))

    async def end_turn(self, turn_id: str) -> None:
        """A turn needs no process any more."""
        await self._store.write(lambda db: db.execute("DELETE FROM turns WHERE turn_id = ?", (turn_id,)))

    async def adopt_turns(self) -> list[WaitingTurn]:
        """Make the turns this process's that ended processes left."""
        return await self._store.write(self._adopt)

    def _adopt(self, db: sqlite3.Connection) -> list[WaitingTurn]:
        owners = self._store.owners
        rows = db.execute("SELECT turn_id, session_id, client_id, message, owner FROM turns").fetchall()
        left = [WaitingTurn(*row[:4]) for row in rows if not owners.is_alive(row[4])]
        claim = "UPDATE turns SET owner = ? WHERE turn_id = ?"
        db.executemany(claim, [(owners.me, turn.turn_id) for turn in left])
        return left


def _write(db: sqlite3.Connection, order: ClipOrder) -> None:
    job = order.job or RemoteJob("")
    values = (
        order.turn_id, order.number, order.model, json.dumps(asdict(order.plan)), order.ordered_at,
        order.status, job.id or None, job.polling_url or None, order.plan.price, order.cost,
    )  # fmt: skip
    places = ", ".join("?" * len(values))
    db.execute(f"INSERT OR REPLACE INTO clips ({_COLUMNS}) VALUES ({places})", values)


def _order_of(row: tuple[object, ...]) -> ClipOrder:
    turn_id, number, model, plan, ordered_at, status, job_id, polling_url, _, cost = row
    return ClipOrder(
        turn_id=str(turn_id),
        number=int(str(number)),
        model=str(model),
        plan=ClipPlan(**json.loads(str(plan))),
        ordered_at=float(str(ordered_at)),
        status=str(status),  # pyright: ignore[reportArgumentType] - one of `Status`, as it was written
        job=RemoteJob(str(job_id), str(polling_url or "")) if job_id else None,
        cost=None if cost is None else float(str(cost)),
    )
