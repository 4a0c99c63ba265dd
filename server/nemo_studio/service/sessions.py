"""Editing sessions: a draft, its canvas, the uploads and the generated clips, in memory."""

import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import anyio

from nemo_studio.agent.orders import Order, Reference
from nemo_studio.draft import empty_draft
from nemo_studio.service.accounts import Account
from nemo_studio.service.history import History
from nemo_video.errors import BackendRefusal
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import EXPORT_RESOLUTIONS

_SHAPES = {
    "16:9": (1920, 1080),
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:5": (1080, 1350),
    "21:9": (1920, 822),
}


@dataclass
class Canvas:
    """The shape of the picture."""

    aspect_ratio: str = "16:9"
    fps: int = 30
    resolution: str = "1080p"

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even."""
        scale = EXPORT_RESOLUTIONS[self.resolution] / EXPORT_RESOLUTIONS["1080p"]
        width, height = _SHAPES[self.aspect_ratio]
        return round(width * scale / 2) * 2, round(height * scale / 2) * 2

    def as_json(self) -> JsonObject:
        """What the state answers."""
        width, height = self.size
        return {"ratio": self.aspect_ratio, "width": width, "height": height, "fps": self.fps}


@dataclass(frozen=True)
class UploadedMedia:
    """A file that was uploaded to a session."""

    media_id: str
    name: str
    kind: str
    path: Path
    bytes: int
    duration_s: float | None
    width: int | None
    height: int | None

    def as_json(self) -> JsonObject:
        """What the upload and the state answer."""
        return {
            "id": self.media_id,
            "name": self.name,
            "type": self.kind,
            "size": self.bytes,
            "duration": self.duration_s,
            "width": self.width,
            "height": self.height,
        }


@dataclass(frozen=True)
class Snapshot:
    """The work of a session at one time; `touched` are the ids of the segments that "it" means."""

    draft: JsonObject
    canvas: Canvas
    touched: frozenset[str]


@dataclass(frozen=True)
class Question:
    """What a turn stopped to ask, and what it had been told to do.

    Attributes:
        orders: All orders of the turn; none was carried out.
        index: Which of them could mean several things.
        reference: The words in it that could.
        choices: What each of the things is unmistakably called, in the order of time.
        names: What each is called by people.
    """

    orders: tuple[Order, ...]
    index: int
    reference: Reference
    choices: tuple[Reference, ...]
    names: tuple[str, ...]


@dataclass
class Session:
    """One session and everything in it."""

    session_id: str
    task_id: str
    account: Account
    language: str
    draft: JsonObject = field(default_factory=empty_draft)
    canvas: Canvas = field(default_factory=Canvas)
    uploads: list[UploadedMedia] = field(default_factory=list[UploadedMedia])
    generated: list[JsonObject] = field(default_factory=list[JsonObject])
    history: History[Snapshot] = field(default_factory=History[Snapshot])
    touched: frozenset[str] = frozenset()
    question: Question | None = None
    turn: anyio.Lock = field(default_factory=anyio.Lock)
    told_edits: int = 0

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

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_id: dict[str, Session] = {}

    def open(self, account: Account, language: str) -> Session:
        """Start a session for an account."""
        session = Session(f"ses_{secrets.token_hex(12)}", f"task_{secrets.token_hex(12)}", account, language)
        self._by_id[session.session_id] = session
        while len(self._by_id) > self._most:
            self.lose(next(iter(self._by_id)))
        return session

    def find(self, account: Account, session_id: str) -> Session:
        """A session of this account.

        Raises:
            BackendRefusal: 1002, there is none.
        """
        session = self._by_id.get(session_id)
        if session is None or session.account is not account:
            raise BackendRefusal(1002)
        self._by_id[session_id] = self._by_id.pop(session_id)  # the last one is the one used last
        return session

    def lose(self, session_id: str) -> None:
        """Forget a session and everything in it."""
        self._by_id.pop(session_id, None)
