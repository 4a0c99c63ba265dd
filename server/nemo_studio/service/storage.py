"""The studio's media files: uploads and renders, bounded in age and size, none removed while it is read.

The store knows every file before its first byte is written, so that what an ended process left half written
is found and removed. With an object store the folder is a bounded copy of what is worked on.
"""

import os
import secrets
import stat
import time
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import anyio

from nemo_studio.service.database import DISK_FULL, Connection, StoreClosed, make_private_folder
from nemo_studio.service.object_store import read_file
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.store import Store, note_removal
from nemo_video.errors import BackendRefusal
from nemo_video.media.files import hash_file

PART: Final = ".part"
"""The end of a name under which a file is written before it is whole."""

_ABANDONED_S: Final = 3600
"""A copy that was begun so long ago is not being fetched any more."""


class Storage:
    """The files of a store.

    Attributes:
        folder: Where they lie on this machine.
        objects: Where they lie for all machines; None where the folder is all there is.
    """

    def __init__(self, store: Store, options: StudioOptions) -> None:
        self.folder = store.folder / ("copies" if options.objects else "files")
        self.objects = options.objects
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
            BackendRefusal: 507, there is no room, or the disk is full; 500, the object store is out of reach.
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
                await self._discard([name])
            if isinstance(error, OSError):
                raise DISK_FULL from error
            raise
        await self.sweep(spare=path)
        await self._make_room_for_copies(spare=path)

    async def has(self, *paths: Path) -> bool:
        """Whether all of these files are still there."""
        query = "SELECT count(*) FROM files WHERE name = ? AND writer IS NULL"
        return await self._store.read(
            lambda db: all(
                db.execute(query, (path.name,)).fetchone()[0] and (self.objects or path.exists())
                for path in paths
            )
        )

    async def size_of(self, path: Path) -> int:
        """How many bytes a file has; 0 where there is none."""
        query = "SELECT bytes FROM files WHERE name = ?"
        row = await self._store.read(lambda db: db.execute(query, (path.name,)).fetchone())
        return int(row[0]) if row else 0

    def read(self, path: Path, start: int, stop: int) -> Iterator[bytes]:
        """The bytes of a file from `start` up to `stop`, in chunks, from wherever it lies. It blocks.

        Raises:
            FileNotFoundError: There is no such file, or a link has taken its place.
            BackendRefusal: The object store cannot be reached; also while the chunks come.
        """
        if self.objects:
            return self.objects.read(path.name, start, stop)
        if not stat.S_ISREG(path.lstat().st_mode):
            raise FileNotFoundError
        return read_file(path, start, stop)

    async def has_room(self, client_id: str) -> bool:
        """Whether a caller may write another file, after everything was removed that may be."""
        await self.sweep(wanted_bytes=1)
        used = await self._store.read(_used_bytes)
        return used.total() < self._options.max_disk_bytes and used[client_id] < self._share_bytes

    @property
    def _share_bytes(self) -> int:
        """What the files of one caller may need."""
        return self._options.max_disk_bytes // self._options.disk_shares

    @asynccontextmanager
    async def holding(self, paths: Collection[Path]) -> AsyncGenerator[None]:
        """Hold files: no process removes one of them inside this context."""
        rows = [(path.name, self._store.me) for path in paths]
        note = "INSERT INTO readers (file, owner) VALUES (?, ?)"
        await self._store.write(lambda db: db.executemany(note, rows))
        try:
            yield
        finally:
            # A studio that ends may have closed its store: the next lets go of what no living owner reads.
            with anyio.CancelScope(shield=True), suppress(StoreClosed):
                await self._store.write(lambda db: self._let_go(db, rows))

    @asynccontextmanager
    async def reading(self, paths: Iterable[Path]) -> AsyncGenerator[None]:
        """Hold files, and have them on this machine.

        Raises:
            BackendRefusal: 500, a file is not in the object store, or is not what was put there.
        """
        held = list(paths)
        if not held:
            yield
            return
        async with self.holding(held):
            if self.objects:
                for path in held:
                    await self._copy(path)
                await self._make_room_for_copies()
            yield

    async def sweep(self, spare: Path | None = None, *, wanted_bytes: int = 0) -> None:
        """Remove what nobody finishes or uses any more, then what was unused for longest until it fits.

        Args:
            spare: A file that stays.
            wanted_bytes: What is to fit beside the files.
        """
        name = spare.name if spare else ""
        with anyio.CancelScope(shield=True):
            doomed = await self._store.write(lambda db: self._condemn(db, name, wanted_bytes))
            if doomed:
                await self._discard(doomed)

    def give_up(self, db: Connection, names: Iterable[str]) -> None:
        """Within a transaction: nobody wants these files any more; the next sweep takes them."""
        db.executemany("UPDATE files SET used_at = 0, what = '' WHERE name = ?", [(name,) for name in names])

    async def _finish(self, path: Path) -> None:
        note = "UPDATE files SET bytes = ?, digest = ?, used_at = ?, writer = NULL WHERE name = ?"
        size = (await anyio.Path(path).stat()).st_size
        digest = await anyio.to_thread.run_sync(self._put, path, size) if self.objects else ""
        values = (size, digest, self._now(), path.name)
        if not await self._store.write(lambda db: db.execute(note, values).rowcount):
            raise BackendRefusal(500, message="Another process took this file for one that nobody finishes.")

    def _put(self, path: Path, size: int) -> str:
        """Store a file for all machines; its hash."""
        assert self.objects
        digest = hash_file(path)
        self.objects.put(path.name, path)
        if self.objects.size(path.name) != size:
            raise BackendRefusal(500, message="The studio's store did not keep a file whole.")
        return digest

    async def _copy(self, path: Path) -> None:
        """Have a copy of a file here that is what was put there."""
        query = "SELECT bytes, digest FROM files WHERE name = ? AND writer IS NULL"
        row = await self._store.read(lambda db: db.execute(query, (path.name,)).fetchone())
        if row is None:
            raise BackendRefusal(500, message="A file of the timeline was cleaned away.")
        size, digest = row
        await anyio.to_thread.run_sync(self._fetch, path, size, digest)

    def _fetch(self, path: Path, size: int, digest: str) -> None:
        assert self.objects
        make_private_folder(self.folder)
        if path.exists() and path.stat().st_size == size:
            os.utime(path)  # those unused for longest make room
            return
        part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{PART}")
        try:
            with part.open("xb") as file:
                for chunk in self.objects.read(path.name, 0, size):
                    file.write(chunk)
            if part.stat().st_size != size or hash_file(part) != digest:
                raise BackendRefusal(500, message="A file in the studio's store was changed.")
            part.replace(path)
        except FileNotFoundError:
            raise BackendRefusal(500, message="A file is gone from the studio's store.") from None
        except OSError as error:
            raise DISK_FULL from error
        finally:
            part.unlink(missing_ok=True)

    async def _make_room_for_copies(self, spare: Path | None = None) -> None:
        if self.objects:
            await self._store.write(lambda db: self._remove_copies(db, spare))

    def _remove_copies(self, db: Connection, spare: Path | None) -> None:
        """Within a transaction, so that nobody begins to read one meanwhile."""
        written = {row[0] for row in db.execute("SELECT name FROM files WHERE writer IS NOT NULL")}
        busy = {spare.name if spare else "", *written, *self._read_by_somebody(db)}
        facts = {path: path.stat() for path in self.folder.iterdir()}
        used = sum(fact.st_size for fact in facts.values())
        for path in sorted(facts, key=lambda path: facts[path].st_mtime):
            is_part = path.suffix == PART
            is_left = is_part and facts[path].st_mtime < time.time() - _ABANDONED_S
            has_no_room = not is_part and used > self._options.max_copies_bytes
            if path.name not in busy and (is_left or has_no_room):
                path.unlink(missing_ok=True)
                used -= facts[path].st_size

    def _let_go(self, db: Connection, rows: list[tuple[str, str]]) -> None:
        one = "SELECT id FROM readers WHERE file = ? AND owner = ? LIMIT 1"
        db.executemany(f"DELETE FROM readers WHERE id = ({one})", rows)
        db.executemany(
            "UPDATE files SET used_at = ? WHERE name = ?", [(self._now(), name) for name, _ in rows]
        )

    def _condemn(self, db: Connection, spare: str, wanted_bytes: int) -> list[str]:
        """Within a transaction: mark what is to be removed as this process's, so that nobody reads it."""
        doomed = self._find_abandoned(db)
        busy = {spare, *self._read_by_somebody(db)}
        used = _used_bytes(db)
        columns = "name, what, bytes, used_at, client_id"
        query = f"SELECT {columns} FROM files WHERE writer IS NULL ORDER BY used_at, name"
        for name, what, size, used_at, client_id in db.execute(query).fetchall():
            is_old = used_at + self._options.keep_days * 86_400 <= self._now()
            has_no_room = (
                used.total() + wanted_bytes > self._options.max_disk_bytes
                or used[client_id] + wanted_bytes > self._share_bytes
            )
            if name not in busy and (is_old or has_no_room):
                unused = f"unused for {self._options.keep_days:g} days"
                why = unused if is_old else "to make room for newer files"
                if what:
                    note_removal(db, self._now(), f"{what} ({why})")
                doomed.append(name)
                used[client_id] -= size
        claim = "UPDATE files SET writer = ?, what = '' WHERE name = ?"
        db.executemany(claim, [(self._store.me, name) for name in doomed])
        return doomed

    def _find_abandoned(self, db: Connection) -> list[str]:
        """What ended processes were writing or removing; what they were reading is let go."""
        abandoned: list[str] = []
        owners = {row[0] for row in db.execute("SELECT owner FROM readers UNION SELECT writer FROM files")}
        for owner in owners - {None, self._store.me}:
            if not self._store.is_alive(db, owner):
                db.execute("DELETE FROM readers WHERE owner = ?", (owner,))
                rows = db.execute("SELECT name FROM files WHERE writer = ?", (owner,)).fetchall()
                abandoned += [name for (name,) in rows]
        return abandoned

    def _read_by_somebody(self, db: Connection) -> set[str]:
        return {row[0] for row in db.execute("SELECT DISTINCT file FROM readers")}

    async def _discard(self, names: list[str]) -> None:
        """Remove files; one that cannot be removed is left to the next sweep."""
        left = await anyio.to_thread.run_sync(self._remove, names)

        def forget(db: Connection) -> None:
            gone = [(name,) for name in names if name not in left]
            db.executemany("DELETE FROM files WHERE name = ?", gone)
            again = "UPDATE files SET writer = NULL, what = '', used_at = 0 WHERE name = ?"
            db.executemany(again, [(name,) for name in left])

        await self._store.write(forget)

    def _remove(self, names: list[str]) -> list[str]:
        """Returns those that are still there."""
        left: list[str] = []
        for name in names:
            try:
                if self.objects:
                    self.objects.delete(name)
                for path in (self.folder / name, self.folder / (name + PART)):
                    path.unlink(missing_ok=True)
            except (OSError, BackendRefusal):  # somebody has it open, on Windows; or the store is away
                left.append(name)
        return left


def _used_bytes(db: Connection) -> Counter[str]:
    """By caller."""
    rows = db.execute("SELECT client_id, sum(bytes) FROM files GROUP BY client_id").fetchall()
    return Counter({client_id: int(size) for client_id, size in rows})
