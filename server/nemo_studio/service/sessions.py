"""Editing sessions, kept in the store: what one process changed, the next call in any process reads."""

import json
import secrets
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import anyio

from nemo_studio.project import Canvas, History, Project, Snapshot, UploadedMedia
from nemo_studio.service.accounts import Account
from nemo_studio.service.database import Connection
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.schema import known_fields
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store, note_removal
from nemo_video.errors import BackendRefusal
from nemo_video.wire.envelope import JsonObject

MAX_HISTORY_BYTES: Final = 16 * 1024**2
"""Of the snapshots of one session as JSON: the oldest are forgotten first."""

_TURN_POLL_S: Final = 0.1
"""How often a process asks whether another one's turn is over."""

_TOUCH_S: Final = 60
"""A session is noted as used so often; each note costs a write."""

_UPLOAD_COLUMNS: Final = "media_id, name, kind, file, bytes, duration_s, width, height"


@dataclass(kw_only=True)
class Session(Project):
    """One session and everything in it, as it was read.

    Attributes:
        client_id: Whose it is.
        asked: The messages since the last question that is still open, the one that led to it included.
            The question itself is worked out again from them: only words are kept.
        kept: What the store holds of it, so that nothing is written twice.
    """

    session_id: str
    task_id: str
    client_id: str
    language: str
    asked: tuple[str, ...] = ()
    kept: tuple[bytes, History] | None = field(default=None, repr=False, compare=False)

    def state(self) -> dict[str, Any]:
        """What the state answers."""
        return {
            "draft": self.draft,
            "video_infos": [media.as_json() for media in self.uploads],
            "generated_media": self.generated,
            "canvas_config": self.canvas.as_json(),
        }


class Sessions:
    """All sessions of one studio."""

    def __init__(self, store: Store, storage: Storage, options: StudioOptions) -> None:
        self._store = store
        self._storage = storage
        self._options = options
        self._now = options.now
        self._turns: dict[str, anyio.Lock] = {}

    async def open(self, account: Account, language: str) -> Session:
        """Start a session for an account; beyond the most that it may have, its oldest goes."""
        session = Session(
            session_id=f"ses_{secrets.token_hex(12)}",
            task_id=f"task_{secrets.token_hex(12)}",
            client_id=account.client_id,
            language=language,
        )
        await self._store.write(lambda db: self._insert(db, session))
        return session

    async def find(self, account: Account, session_id: str) -> Session:
        """A session of this account as it is now; without its history, which only turns need.

        Raises:
            BackendRefusal: 1002, there is none.
        """
        session = await self._store.read(lambda db: self._read(db, account.client_id, session_id))
        await self._touch(session_id)
        return session

    @asynccontextmanager
    async def turn(self, account: Account, session_id: str) -> AsyncGenerator[Session]:
        """Hold a session while it is worked on: turns follow each other, also across processes.

        Raises:
            BackendRefusal: 1002, there is none.
        """
        await self.find(account, session_id)
        async with self._first_here(session_id):
            await self._claim(session_id)
            try:
                yield await self._store.read(
                    lambda db: self._read(db, account.client_id, session_id, with_history=True)
                )
            finally:
                with anyio.CancelScope(shield=True):
                    await self._release(session_id)

    async def keep(self, session: Session, turn_id: str = "") -> None:
        """Write what a turn has changed. It must hold the session; once begun this is carried through.

        Args:
            session: What has changed.
            turn_id: The turn, which no process takes up again once its work is written.

        Raises:
            BackendRefusal: 500, another process took the session over.
        """

        def write(db: Connection) -> None:
            self._check_held(db, session.session_id)
            _update(db, session)
            db.execute("DELETE FROM turns WHERE turn_id = ?", (turn_id,))

        with anyio.CancelScope(shield=True):
            await self._store.write(write)

    async def add_upload(self, session: Session, media: UploadedMedia) -> None:
        """Put an upload into a session, whatever turn works on it."""
        names = f"INSERT INTO uploads (session_id, {_UPLOAD_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        values = (
            session.session_id, media.media_id, media.name, media.kind, media.path.name, media.bytes,
            media.duration_s, media.width, media.height,
        )  # fmt: skip
        await self._store.write(lambda db: db.execute(names, values))

    async def uploads(self, session_id: str) -> list[UploadedMedia]:
        """What was uploaded to a session, the oldest first."""
        return await self._store.read(lambda db: self._uploads(db, session_id))

    async def lose(self, session_id: str) -> None:
        """Forget a session and everything in it."""
        await self._store.write(lambda db: self._delete(db, session_id))

    async def forget_old(self) -> None:
        """Remove the sessions that nobody used for as long as they are kept, and say so."""
        await self._store.write(self._forget_old)

    @asynccontextmanager
    async def _first_here(self, session_id: str) -> AsyncGenerator[None]:
        """The turns of this process stand in a line, so that they come in the order of their arrival."""
        lock = self._turns.setdefault(session_id, anyio.Lock())
        try:
            async with lock:
                yield
        finally:
            if not lock.locked() and not lock.statistics().tasks_waiting:
                self._turns.pop(session_id, None)

    async def _claim(self, session_id: str) -> None:
        while not await self._store.write(  # noqa: ASYNC110 - another process sets no event here
            lambda db: self._try_claim(db, session_id)
        ):
            await anyio.sleep(_TURN_POLL_S)

    def _try_claim(self, db: Connection, session_id: str) -> bool:
        row = db.execute("SELECT turn_owner FROM sessions WHERE session_id = ?", (session_id,)).fetchone()
        if row is None:
            raise BackendRefusal(1002)
        if row[0] not in (None, self._store.me) and self._store.is_alive(db, row[0]):
            return False
        db.execute("UPDATE sessions SET turn_owner = ? WHERE session_id = ?", (self._store.me, session_id))
        return True

    def _check_held(self, db: Connection, session_id: str) -> None:
        """What another process wrote meanwhile is not overwritten."""
        row = db.execute("SELECT turn_owner FROM sessions WHERE session_id = ?", (session_id,)).fetchone()
        if row is not None and row[0] != self._store.me:
            raise BackendRefusal(
                500,
                message="Another process went on with this session, so nothing of this turn was kept.",
                advice="Read the state, then say what is still missing.",
            )

    async def _release(self, session_id: str) -> None:
        statement = "UPDATE sessions SET turn_owner = NULL WHERE session_id = ? AND turn_owner = ?"
        await self._store.write(lambda db: db.execute(statement, (session_id, self._store.me)))

    def _insert(self, db: Connection, session: Session) -> None:
        self._forget_old(db)
        mine = "SELECT session_id FROM sessions WHERE client_id = ? ORDER BY used_at, session_id"
        kept = [row[0] for row in db.execute(mine, (session.client_id,))]
        for oldest in kept[: max(0, len(kept) + 1 - self._options.most_sessions)]:
            self._remove(db, oldest, f"there may be {self._options.most_sessions} at a time")
        statement = (
            "INSERT INTO sessions (session_id, task_id, client_id, language, used_at, project) "
            "VALUES (?, ?, ?, ?, ?, ?)"
        )
        values = (session.session_id, session.task_id, session.client_id, session.language, self._now())
        db.execute(statement, (*values, _encode(session)))

    def _read(
        self, db: Connection, client_id: str, session_id: str, *, with_history: bool = False
    ) -> Session:
        query = (
            "SELECT task_id, language, project, history FROM sessions WHERE session_id = ? AND client_id = ?"
        )
        row = db.execute(query, (session_id, client_id)).fetchone()
        if row is None:
            raise BackendRefusal(1002)
        task_id, language, project, packed = row
        history = _decode_history(packed) if with_history else History()
        return Session(
            session_id=session_id,
            task_id=task_id,
            client_id=client_id,
            language=language,
            uploads=self._uploads(db, session_id),
            history=history,
            kept=(project, history),
            **_decode(project),
        )

    def _uploads(self, db: Connection, session_id: str) -> list[UploadedMedia]:
        query = f"SELECT {_UPLOAD_COLUMNS} FROM uploads WHERE session_id = ? ORDER BY id"
        return [
            UploadedMedia(media_id, name, kind, self._storage.folder / Path(file).name, *facts)
            for media_id, name, kind, file, *facts in db.execute(query, (session_id,))
        ]

    async def _touch(self, session_id: str) -> None:
        """Note that a session is in use, and with it its media."""
        now = self._now()
        query = "SELECT used_at FROM sessions WHERE session_id = ?"
        row = await self._store.read(lambda db: db.execute(query, (session_id,)).fetchone())
        if row is not None and now - row[0] > _TOUCH_S:
            await self._store.write(lambda db: _touch(db, session_id, now))

    def _forget_old(self, db: Connection) -> None:
        unused_since = self._now() - self._options.keep_days * 86_400
        old = db.execute("SELECT session_id FROM sessions WHERE used_at <= ?", (unused_since,)).fetchall()
        for (session_id,) in old:
            self._remove(db, session_id, f"it was unused for {self._options.keep_days:g} days")

    def _remove(self, db: Connection, session_id: str, why: str) -> None:
        names = [row[0] for row in db.execute("SELECT name FROM uploads WHERE session_id = ?", (session_id,))]
        uploads = f" with {', '.join(names)}" if names else ""
        note_removal(db, self._now(), f"project {session_id}{uploads} ({why})")
        self._delete(db, session_id)

    def _delete(self, db: Connection, session_id: str) -> None:
        files = db.execute("SELECT file FROM uploads WHERE session_id = ?", (session_id,)).fetchall()
        self._storage.give_up(db, [row[0] for row in files])
        db.execute("DELETE FROM uploads WHERE session_id = ?", (session_id,))
        db.execute("DELETE FROM sessions WHERE session_id = ?", (session_id,))


def _touch(db: Connection, session_id: str, now: float) -> None:
    db.execute("UPDATE sessions SET used_at = ? WHERE session_id = ?", (now, session_id))
    of_session = "SELECT file FROM uploads WHERE session_id = ?"
    db.execute(f"UPDATE files SET used_at = ? WHERE name IN ({of_session})", (now, session_id))


def _update(db: Connection, session: Session) -> None:
    now = _encode(session), session.history
    if session.kept is None or now[0] != session.kept[0] or now[1] is not session.kept[1]:
        statement = "UPDATE sessions SET project = ?, history = ? WHERE session_id = ?"
        db.execute(statement, (now[0], _encode_history(now[1]), session.session_id))
        session.kept = now


def _encode(session: Session) -> bytes:
    fields: JsonObject = {
        "draft": session.draft,
        "canvas": asdict(session.canvas),
        "generated": session.generated,
        "touched": sorted(session.touched),
        "asked": session.asked,
    }
    return json.dumps(fields).encode()


def _decode(project: bytes) -> JsonObject:
    """The fields of a session; those that a newer version added are passed over."""
    fields: JsonObject = json.loads(project)
    return {
        "draft": fields["draft"],
        "canvas": _canvas_of(fields["canvas"]),
        "generated": fields["generated"],
        "touched": frozenset(fields["touched"]),
        "asked": tuple(fields["asked"]),
    }


def _encode_history(history: History) -> bytes:
    """Snapshots resemble each other, so they are packed; the oldest go when there are too many."""
    past = list(history.past)
    sizes = [len(json.dumps(_as_json(snapshot))) for snapshot in past]
    while past and sum(sizes) > MAX_HISTORY_BYTES:
        past, sizes = past[1:], sizes[1:]
    steps = {"past": [_as_json(s) for s in past], "future": [_as_json(s) for s in history.future]}
    return zlib.compress(json.dumps(steps).encode(), level=1)


def _decode_history(packed: bytes | None) -> History:
    if packed is None:
        return History()
    steps = json.loads(zlib.decompress(packed))
    past, future = (tuple(_as_snapshot(each) for each in steps[key]) for key in ("past", "future"))
    return History(past, future)


def _as_json(snapshot: Snapshot) -> JsonObject:
    return {
        "draft": snapshot.draft,
        "canvas": asdict(snapshot.canvas),
        "touched": sorted(snapshot.touched),
    }


def _as_snapshot(fields: JsonObject) -> Snapshot:
    return Snapshot(fields["draft"], _canvas_of(fields["canvas"]), frozenset(fields["touched"]))


def _canvas_of(fields: JsonObject) -> Canvas:
    return Canvas(**known_fields(Canvas, fields))
