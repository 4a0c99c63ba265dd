"""The renders as the store keeps them: a row each, whichever process draws it."""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from nemo_studio.project import Canvas
from nemo_studio.service.answers import RenderedFile, RenderStatus
from nemo_studio.service.database import NO_LIMIT, Connection
from nemo_studio.service.schema import known_fields
from nemo_studio.service.store import Store
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import OutputFormat

_MAX_FINISHED: Final = 1000
"""So many finished renders are remembered."""

_UNFINISHED: Final = (RenderPhase.PENDING, RenderPhase.PROCESSING)
_COLUMNS: Final = (
    "client_id, render_id, session_id, draft, canvas, format, quality, submitted_at, owner, file, url_key, "
    "phase, progress, error"
)


@dataclass
class RenderNotes:
    """What the process that draws a render knows of it beyond the table.

    Attributes:
        remarks: Why a cluster did not do its part, a sentence each.
        dashboard: The address of the cluster's dashboard.
    """

    remarks: list[str] = field(default_factory=list[str])
    dashboard: str | None = None


@dataclass
class Render:
    """One export: where it stands and where its file will lie."""

    client_id: str
    render_id: str
    session_id: str
    draft: JsonObject
    canvas: Canvas
    format: OutputFormat
    submitted_at: float
    owner: str
    file: str
    url_key: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    phase: RenderPhase = RenderPhase.PENDING
    progress: float = 0
    error: str | None = None
    notes: RenderNotes = field(default_factory=RenderNotes)

    @property
    def is_finished(self) -> bool:
        """Whether nothing more happens to it."""
        return self.phase not in _UNFINISHED

    @property
    def key(self) -> tuple[str, str]:
        """Its own name among all."""
        return self.client_id, self.render_id

    def status(self, base_url: str) -> RenderStatus:
        """What the status call answers."""
        done = self.phase is RenderPhase.COMPLETED
        return RenderStatus(
            status=self.phase,
            progress=round(self.progress, 4),
            output=RenderedFile(url=f"{base_url}/files/{self.url_key}/{self.file}") if done else None,
            error=self.error,
            remarks=self.notes.remarks or None,
            dashboard=self.notes.dashboard,
        )


class RenderTable:
    """All renders of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, client_id: str, render_id: str) -> Render | None:
        """A render by its id."""
        query = f"SELECT {_COLUMNS} FROM renders WHERE client_id = ? AND render_id = ?"
        return await self._store.read(lambda db: _fetch(db, query, client_id, render_id))

    async def find_by_url(self, url_key: str) -> Render | None:
        """A render by the unguessable key of its URL."""
        query = f"SELECT {_COLUMNS} FROM renders WHERE url_key = ?"
        return await self._store.read(lambda db: _fetch(db, query, url_key))

    async def add(self, render: Render) -> bool:
        """Note a new render; False when another process noted it in the meantime."""
        return await self._store.write(lambda db: _insert(db, render))

    async def take_over(self, render: Render) -> bool:
        """Make a render this process's whose own process ended; False when that lives, or another was first.

        It gets a new file: the worker of the ended process may still write the old one.
        """
        return await self._store.write(lambda db: self._take_over(db, render))

    async def advance(self, render: Render) -> bool:
        """Note how far a render is; False when it is no longer this process's, or was ended."""
        note = (
            "UPDATE renders SET phase = ?, progress = ? "
            "WHERE client_id = ? AND render_id = ? AND owner = ? AND phase IN (?, ?)"
        )
        values = (render.phase, render.progress, *render.key, render.owner, *_UNFINISHED)
        return await self._store.write(lambda db: db.execute(note, values).rowcount == 1)

    async def end(self, render: Render, phase: RenderPhase, error: str | None) -> None:
        """Note how a render ended; what ended before, or was taken over, stays as it is."""
        note = (
            "UPDATE renders SET phase = ?, progress = ?, error = ? "
            "WHERE client_id = ? AND render_id = ? AND owner = ? AND phase IN (?, ?)"
        )
        values = (phase, render.progress, error, *render.key, render.owner, *_UNFINISHED)
        await self._store.write(lambda db: db.execute(note, values))

    def _take_over(self, db: Connection, render: Render) -> bool:
        if self._store.is_alive(db, render.owner):
            return False
        file, before = new_file_name(render.format), render.owner
        claim = (
            "UPDATE renders SET owner = ?, file = ?, phase = ?, progress = 0 "
            "WHERE client_id = ? AND render_id = ? AND owner = ?"
        )
        values = (self._store.me, file, RenderPhase.PENDING, *render.key, before)
        if db.execute(claim, values).rowcount != 1:
            return False
        render.owner, render.file = self._store.me, file
        render.phase, render.progress = RenderPhase.PENDING, 0
        return True


def new_file_name(format: OutputFormat) -> str:
    """A name that no other render has."""
    return f"{secrets.token_hex(8)}.{format.container}"


def _insert(db: Connection, render: Render) -> bool:
    old = (
        "SELECT url_key FROM renders WHERE phase NOT IN (?, ?) "
        f"ORDER BY submitted_at DESC LIMIT {NO_LIMIT} OFFSET ?"
    )
    db.execute(f"DELETE FROM renders WHERE url_key IN ({old})", (*_UNFINISHED, _MAX_FINISHED))
    values = (
        *render.key, render.session_id, json.dumps(render.draft).encode(), json.dumps(asdict(render.canvas)),
        render.format.container, render.format.quality, render.submitted_at, render.owner, render.file,
        render.url_key,
        render.phase, render.progress, render.error,
    )  # fmt: skip
    places = ", ".join("?" * len(values))
    insert = f"INSERT INTO renders ({_COLUMNS}) VALUES ({places}) ON CONFLICT DO NOTHING"
    return db.execute(insert, values).rowcount == 1


def _fetch(db: Connection, query: str, *values: str) -> Render | None:
    row = db.execute(query, values).fetchone()
    if row is None:
        return None
    columns: JsonObject = dict(zip(_COLUMNS.split(", "), row, strict=True))
    columns["draft"] = json.loads(columns["draft"])
    columns["canvas"] = Canvas(**known_fields(Canvas, json.loads(columns["canvas"])))
    columns["format"] = OutputFormat(columns["format"], columns.pop("quality"))
    columns["file"] = Path(columns["file"]).name
    columns["phase"] = RenderPhase(columns["phase"])
    return Render(**columns)
