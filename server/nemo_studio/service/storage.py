"""The studio's media files: uploads and renders, bounded in age and size, none removed while it is read.

The store knows every file before its first byte is written, so that what an ended process left half written
is found and removed.
"""

from collections import Counter
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import anyio

from nemo_studio.service.database import DISK_FULL, Connection, StoreClosed, make_private_folder
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.store import Store, note_removal
from nemo_video.errors import BackendRefusal

PART: Final = ".part"
"""The end of a name under which a render is written before it is whole."""


class Storage:
    """The files below the store's folder."""

    def __init__(self, store: Store, options: StudioOptions) -> None:
        self.folder = store.folder / "files"
        self._store = store
        self._options = options
        self._now = options.now

    @asynccontextmanager
    async def writing(self, name: str, what: str, client_id: str) -> AsyncGenerator[Path]:
        """Write a file inside this context; when that fails, nothing is left of it.

        Args:
            name: Of the file.
            what: What it is to its user, for the day when it is cleaned away.
            client_id: Whose share of the disk it needs.

        Raises:
            BackendRefusal: 507, there is no room, or the disk is full.
        """
        if not await self.has_room(client_id):
            raise DISK_FULL
        path = self.folder / name
        note = "INSERT INTO files (name, what, used_at, writer, client_id) VALUES (?, ?, ?, ?, ?)"
        values = (name, what, self._now(), self._store.me, client_id)
        await self._store.write(lambda db: db.execute(note, values))
        try:
            await anyio.to_thread.run_sync(make_private_folder, self.folder)
            yield path
            await self._finish(path)
        except BaseException as error:
            with anyio.CancelScope(shield=True):
                await self._store.write(lambda db: self._drop(db, name))
            if isinstance(error, OSError):
                raise DISK_FULL from error
            raise
        await self.sweep(spare=path)

    async def has(self, *paths: Path) -> bool:
        """Whether all of these files are still there."""
        query = "SELECT count(*) FROM files WHERE name = ? AND writer IS NULL"
        return await self._store.read(
            lambda db: all(db.execute(query, (p.name,)).fetchone()[0] and p.exists() for p in paths)
        )

    async def has_room(self, client_id: str) -> bool:
        """Whether a caller may write another file, after everything was removed that may be."""
        await self.sweep()
        used = await self._store.read(_used_bytes)
        return used.total() < self._options.max_disk_bytes and used[client_id] < self._share_bytes

    @property
    def _share_bytes(self) -> int:
        """What the files of one caller may need."""
        return self._options.max_disk_bytes // self._options.disk_shares

    @asynccontextmanager
    async def reading(self, paths: Iterable[Path]) -> AsyncGenerator[None]:
        """Hold files: no process removes one of them inside this context."""
        names = [path.name for path in paths]
        rows = [(name, self._store.me) for name in names]
        note = "INSERT INTO readers (file, owner) VALUES (?, ?)"
        await self._store.write(lambda db: db.executemany(note, rows))
        try:
            yield
        finally:
            # A studio that ends may have closed its store: the next lets go of what no living owner reads.
            with anyio.CancelScope(shield=True), suppress(StoreClosed):
                await self._store.write(lambda db: self._let_go(db, rows))

    async def sweep(self, spare: Path | None = None) -> None:
        """Remove what nobody finishes or uses any more, then what was unused for longest until it fits."""
        await self._store.write(lambda db: self._sweep(db, spare.name if spare else ""))

    def give_up(self, db: Connection, names: Iterable[str]) -> None:
        """Within a transaction: nobody wants these files any more; the next sweep takes them."""
        db.executemany("UPDATE files SET used_at = 0, what = '' WHERE name = ?", [(name,) for name in names])

    async def _finish(self, path: Path) -> None:
        note = "UPDATE files SET bytes = ?, used_at = ?, writer = NULL WHERE name = ?"
        size = (await anyio.Path(path).stat()).st_size
        values = (size, self._now(), path.name)
        if not await self._store.write(lambda db: db.execute(note, values).rowcount):
            raise BackendRefusal(500, message="Another process took this file for one that nobody finishes.")

    def _let_go(self, db: Connection, rows: list[tuple[str, str]]) -> None:
        one = "SELECT id FROM readers WHERE file = ? AND owner = ? LIMIT 1"
        db.executemany(f"DELETE FROM readers WHERE id = ({one})", rows)
        db.executemany(
            "UPDATE files SET used_at = ? WHERE name = ?", [(self._now(), name) for name, _ in rows]
        )

    def _sweep(self, db: Connection, spare: str) -> None:
        self._drop_abandoned(db)
        busy = {spare, *self._read_by_somebody(db)}
        used = _used_bytes(db)
        columns = "name, what, bytes, used_at, client_id"
        query = f"SELECT {columns} FROM files WHERE writer IS NULL ORDER BY used_at, name"
        for name, what, size, used_at, client_id in db.execute(query).fetchall():
            is_old = used_at + self._options.keep_days * 86_400 <= self._now()
            has_no_room = used.total() > self._options.max_disk_bytes or used[client_id] > self._share_bytes
            if name not in busy and (is_old or has_no_room):
                unused = f"unused for {self._options.keep_days:g} days"
                why = unused if is_old else "to make room for newer files"
                if what:
                    note_removal(db, self._now(), f"{what} ({why})")
                self._drop(db, name)
                used[client_id] -= size

    def _drop_abandoned(self, db: Connection) -> None:
        """What ended processes were writing or reading."""
        owners = {row[0] for row in db.execute("SELECT owner FROM readers UNION SELECT writer FROM files")}
        for owner in owners - {None, self._store.me}:
            if not self._store.is_alive(db, owner):
                db.execute("DELETE FROM readers WHERE owner = ?", (owner,))
                for (name,) in db.execute("SELECT name FROM files WHERE writer = ?", (owner,)).fetchall():
                    self._drop(db, name)

    def _read_by_somebody(self, db: Connection) -> set[str]:
        return {row[0] for row in db.execute("SELECT DISTINCT file FROM readers")}

    def _drop(self, db: Connection, name: str) -> None:
        try:
            for path in (self.folder / name, self.folder / (name + PART)):
                path.unlink(missing_ok=True)
        except OSError:  # on Windows, while somebody has it open: the next sweep comes again
            return
        db.execute("DELETE FROM files WHERE name = ?", (name,))


def _used_bytes(db: Connection) -> Counter[str]:
    """By caller."""
    rows = db.execute("SELECT client_id, sum(bytes) FROM files GROUP BY client_id").fetchall()
    return Counter({client_id: int(size) for client_id, size in rows})
