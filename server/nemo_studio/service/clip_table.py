"""The clips that are ordered of a model, and the turns that wait for them, as the store keeps them.

A clip is written before it is ordered, so that no process orders it a second time.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final, Literal

from nemo_studio.models import ClipPlan, RemoteJob
from nemo_studio.service.database import Connection
from nemo_studio.service.schema import known_fields
from nemo_studio.service.store import Store
from nemo_video.wire.envelope import JsonObject

Status = Literal["planned", "ordered", "running", "done", "failed", "undelivered", "stopped", "unknown"]
_COLUMNS: Final = "turn_id, number, scene, model, plan, ordered_at, status, job_id, polling_url, price, cost"


@dataclass
class ClipOrder:
    """One clip of one turn.

    Attributes:
        turn_id: The turn.
        number: Which of its clips, from 0.
        scene: Which of its scenes it is of, from 0; a scene may be made of several clips.
        model: Who makes it.
        plan: What is ordered.
        ordered_at: When, in unix seconds.
        status: `planned` until just before it leaves, then `ordered` until an answer comes; `unknown` when
            none came. A `failed` one costs nothing; one `undelivered` or `stopped` may.
        job: The model's job.
        cost: What it cost, where that is told.
    """

    turn_id: str
    number: int
    scene: int
    model: str
    plan: ClipPlan
    ordered_at: float
    status: Status = "planned"
    job: RemoteJob | None = None
    cost: float | None = None

    @property
    def media_id(self) -> str:
        """The id of its file in the project."""
        return f"media_{self.turn_id}_{self.number}"


@dataclass(frozen=True)
class WaitingTurn:
    """A turn for which a model works."""

    turn_id: str
    session_id: str
    client_id: str
    message: str


class ClipTable:
    """All orders of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def of_turn(self, turn_id: str) -> list[ClipOrder]:
        """The orders of a turn."""
        query = f"SELECT {_COLUMNS} FROM clips WHERE turn_id = ? ORDER BY number"
        rows = await self._store.read(lambda db: db.execute(query, (turn_id,)).fetchall())
        return [_order_of(row) for row in rows]

    async def job_ids(self) -> set[str]:
        """The ids of all jobs that belong to an order."""
        query = "SELECT job_id FROM clips WHERE job_id IS NOT NULL"
        return {row[0] for row in await self._store.read(lambda db: db.execute(query).fetchall())}

    async def begin_turn(
        self, turn: WaitingTurn, orders: Sequence[ClipOrder], now: float, cap: float | None
    ) -> float | None:
        """Note a turn and all that it is going to order, unless the day's cap does not allow it.

        Returns:
            None when it is noted; else what is spent already.
        """

        def begin(db: Connection) -> float | None:
            spent, price = _spent_since_midnight(db, now), sum(order.plan.price or 0 for order in orders)
            if cap is not None and (spent + price > cap or (spent >= cap and not price)):
                return spent
            values = (turn.turn_id, turn.session_id, turn.client_id, turn.message, self._store.me)
            db.execute("DELETE FROM turns WHERE turn_id = ?", (turn.turn_id,))
            db.execute("INSERT INTO turns VALUES (?, ?, ?, ?, ?)", values)
            for order in orders:
                _write(db, order)
            return None

        return await self._store.write(begin)

    async def keep(self, order: ClipOrder) -> None:
        """Write an order, in place of what was known of it."""
        await self._store.write(lambda db: _write(db, order))

    async def spent_today(self, now: float) -> float:
        """What the clips since midnight cost or will cost, as far as that is told."""
        return await self._store.read(lambda db: _spent_since_midnight(db, now))

    async def end_turn(self, turn_id: str) -> None:
        """A turn needs no process any more; what it planned and never ordered is forgotten."""

        def end(db: Connection) -> None:
            db.execute("DELETE FROM turns WHERE turn_id = ?", (turn_id,))
            db.execute("DELETE FROM clips WHERE turn_id = ? AND status = 'planned'", (turn_id,))

        await self._store.write(end)

    async def note_refusal(self, session_id: str, at: float, code: str, words: str) -> None:
        """Keep what a model refused, the newest of a session alone."""

        def note(db: Connection) -> None:
            db.execute("DELETE FROM refusals WHERE session_id = ?", (session_id,))
            db.execute("INSERT INTO refusals VALUES (?, ?, ?, ?)", (session_id, at, code, words))

        await self._store.write(note)

    async def refusal(self, session_id: str) -> JsonObject | None:
        """The newest of them."""
        query = "SELECT at, code, words FROM refusals WHERE session_id = ?"
        row = await self._store.read(lambda db: db.execute(query, (session_id,)).fetchone())
        return {"at": row[0], "code": row[1], "words": row[2]} if row else None

    async def is_waiting(self, session_id: str) -> bool:
        """Whether a turn of a session waits for a model, in this process or in the next one."""
        query = "SELECT count(*) FROM turns WHERE session_id = ?"
        return bool(await self._store.read(lambda db: db.execute(query, (session_id,)).fetchone()[0]))

    async def adopt_turns(self) -> list[WaitingTurn]:
        """Make the turns this process's that ended processes left."""
        return await self._store.write(self._adopt)

    def _adopt(self, db: Connection) -> list[WaitingTurn]:
        rows = db.execute("SELECT turn_id, session_id, client_id, message, owner FROM turns").fetchall()
        left = [WaitingTurn(*row[:4]) for row in rows if not self._store.is_alive(db, row[4])]
        claim = "UPDATE turns SET owner = ? WHERE turn_id = ?"
        db.executemany(claim, [(self._store.me, turn.turn_id) for turn in left])
        return left


def _spent_since_midnight(db: Connection, now: float) -> float:
    midnight = time.mktime((*time.localtime(now)[:3], 0, 0, 0, 0, 0, -1))
    query = (
        "SELECT coalesce(sum(coalesce(cost, CASE status WHEN 'failed' THEN 0 ELSE price END)), 0) "
        "FROM clips WHERE ordered_at >= ?"
    )
    return float(db.execute(query, (midnight,)).fetchone()[0])


def _write(db: Connection, order: ClipOrder) -> None:
    job = order.job or RemoteJob("")
    values = (
        order.turn_id, order.number, order.scene, order.model, json.dumps(asdict(order.plan)),
        order.ordered_at, order.status, job.id or None, job.polling_url or None, order.plan.price, order.cost,
    )  # fmt: skip
    places = ", ".join("?" * len(values))
    db.execute("DELETE FROM clips WHERE turn_id = ? AND number = ?", (order.turn_id, order.number))
    db.execute(f"INSERT INTO clips ({_COLUMNS}) VALUES ({places})", values)


def _order_of(row: tuple[object, ...]) -> ClipOrder:
    turn_id, number, scene, model, plan, ordered_at, status, job_id, polling_url, _, cost = row
    return ClipOrder(
        turn_id=str(turn_id),
        number=int(str(number)),
        scene=int(str(scene)),
        model=str(model),
        plan=ClipPlan(**known_fields(ClipPlan, json.loads(str(plan)))),
        ordered_at=float(str(ordered_at)),
        status=str(status),  # pyright: ignore[reportArgumentType] - one of `Status`, as it was written
        job=RemoteJob(str(job_id), str(polling_url or "")) if job_id else None,
        cost=None if cost is None else float(str(cost)),
    )
