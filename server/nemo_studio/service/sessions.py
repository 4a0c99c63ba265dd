"""Editing sessions: a draft, its canvas, the uploads and the generated clips, in memory."""

import secrets
from dataclasses import dataclass, field
from typing import Any

import anyio

from nemo_studio.edits import Command, Reference
from nemo_studio.project import Project
from nemo_studio.service.accounts import Account
from nemo_video.errors import BackendRefusal


@dataclass(frozen=True)
class Question:
    """What a turn stopped to ask, and what it had been told to do.

    Attributes:
        commands: All commands of the turn; none was carried out.
        index: Which of them could mean several things.
        reference: The words in it that could.
        choices: What each of the things is unmistakably called, in the order of time.
        names: What each is called by people.
    """

    commands: tuple[Command, ...]
    index: int
    reference: Reference
    choices: tuple[Reference, ...]
    names: tuple[str, ...]


@dataclass(kw_only=True)
class Session(Project):
    """One session and everything in it."""

    session_id: str
    task_id: str
    account: Account
    language: str
    question: Question | None = None
    turn: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(1))

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
        session = Session(
            session_id=f"ses_{secrets.token_hex(12)}",
            task_id=f"task_{secrets.token_hex(12)}",
            account=account,
            language=language,
        )
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
