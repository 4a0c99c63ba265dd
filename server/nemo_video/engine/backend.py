"""What the use cases need of a backend, and the backends of this process.

A backend is whatever keeps the methods below; which ones there are, and what each can do, is the composition
root's to say. No use case asks for one by its name. Errors are those of `nemo_video.errors`: a refusal says
by its `kind` what it means for the work, whatever numbers a backend uses.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import anyio
from anyio.abc import TaskGroup, TaskStatus

from nemo_video.client import (
    Balance,
    ChatEvent,
    CostEstimate,
    Download,
    ProjectState,
    RenderProgress,
    SegmentMiniatures,
    Session,
    TokenStore,
    UploadOutcome,
)
from nemo_video.engine.facts import Account
from nemo_video.errors import NotFound
from nemo_video.settings import BackendName
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import OutputFormat


class Backend(Protocol):
    """Sessions that are edited by chat, and renders of what is in them.

    Every method raises `Unreachable` when nothing was sent, `TimedOut` when nobody knows what arrived,
    `BackendRefusal` when the backend said no, and other `VideoError`s for the disk or a guard of ours.
    """

    async def open_session(self, language: str) -> Session:
        """Open an editing session for somebody who writes in a language."""
        ...

    def chat(self, session_id: str, message: str) -> AbstractAsyncContextManager[AsyncIterator[ChatEvent]]:
        """Send a message once and hear what happens, to the `End` that every stream has."""
        ...

    async def read_state(self, session_id: str) -> ProjectState:
        """What is on the timeline and which media there are."""
        ...

    async def read_credits(self) -> Balance:
        """The account's credits."""
        ...

    async def estimate_cost(self, session_id: str, message: str) -> CostEstimate:
        """What a message would cost of a real model behind the backend, where there is one."""
        ...

    async def upload(self, session_id: str, sources: Sequence[str]) -> UploadOutcome:
        """Bring paths and URLs into a session; a bad one never loses the good ones."""
        ...

    async def draw_frames(self, session_id: str, at_s: Sequence[float]) -> tuple[bytes, ...]:
        """Frames of what is on the timeline, as JPEGs, where `Capabilities.draws_drafts`."""
        ...

    async def take_miniatures(
        self, session_id: str, clips: Sequence[str], limit_s: float
    ) -> SegmentMiniatures:
        """Frames of clips and peaks of sounds, those there in time, where `Capabilities.draws_drafts`."""
        ...

    async def submit_render(
        self, session_id: str, render_id: str, draft: JsonObject, output: OutputFormat
    ) -> None:
        """Start a render under an id of ours."""
        ...

    async def read_render(self, render_id: str) -> RenderProgress:
        """How far a render is."""
        ...

    async def cancel_render(self, render_id: str) -> None:
        """Call a render off, if the backend listens."""
        ...

    async def download(
        self,
        render_id: str,
        url: str | None,
        target: Path,
        *,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> Download:
        """Save a rendered file; a name that is taken is numbered."""
        ...

    async def fetch(self, url: str, target: Path) -> Download:
        """Save a media file of which the state names the address."""
        ...

    async def claim_link(self, session: Session) -> str:
        """The page that opens a session in a browser."""
        ...

    def register_url(self, bind_id: str | None) -> str:
        """Where an anonymous user registers."""
        ...


@dataclass(frozen=True)
class Capabilities:
    """What sets one backend apart from another, as far as the use cases need to know.

    Attributes:
        account: Whose credits it takes.
        is_free: Nothing that it does costs anything.
        has_pages: A browser can open its projects.
        outlives_process: Its work goes on when this process has ended.
        poll_s: Pause between two reads of a render's status.
        has_model: A real model makes its clips, for money of its own.
        draws_drafts: It draws single frames of what is on the timeline and measures its sounds, at once and
            for nothing.
        keeps_words_safe: Its titles keep to the safe area of the platform that the canvas is set for.
    """

    account: Account
    is_free: bool
    has_pages: bool
    outlives_process: bool
    poll_s: float
    has_model: bool = False
    draws_drafts: bool = False
    keeps_words_safe: bool = False

    @property
    def forgets_turns(self) -> bool:
        """A turn that ended with its process and changed nothing cost nothing: it may be taken again."""
        return self.is_free and not (self.outlives_process or self.has_model)


@dataclass(frozen=True)
class BackendSpec:
    """One backend that there is: what it can do, and how it is opened."""

    capabilities: Capabilities
    connect: Callable[[], AbstractAsyncContextManager[Backend]]


BackendSpecs = Mapping[BackendName, BackendSpec]
ListBackends = Callable[[TokenStore], BackendSpecs]
"""The backends that there are, over a store of tokens."""


class Backends:
    """Opens each backend once, in a task of its own, so that it is closed where it was opened.

    Args:
        specs: The backends that there are.
        tasks: The task group that owns what is opened.
    """

    def __init__(self, specs: BackendSpecs, tasks: TaskGroup) -> None:
        self._specs = specs
        self._tasks = tasks
        self._open: dict[BackendName, Backend] = {}
        self._opening = anyio.Lock()
        self._closing = anyio.Event()

    def capabilities(self, name: BackendName) -> Capabilities:
        """What a backend can do; it need not be open for that.

        Raises:
            NotFound: A newer version of this server made a project on a backend that this one does not have.
        """
        if name not in self._specs:
            raise NotFound(f'This server has no backend "{name}".', advice="Use another project.")
        return self._specs[name].capabilities

    async def open(self, name: BackendName) -> Backend:
        """A backend, opened by the first call that needs it and held to the end."""
        self.capabilities(name)
        async with self._opening:
            if name not in self._open:
                self._open[name] = await self._tasks.start(self._hold, name)
        return self._open[name]

    def close(self) -> None:
        """Let every backend close; the task group ends when they have."""
        self._closing.set()

    async def _hold(self, name: BackendName, *, task_status: TaskStatus[Backend]) -> None:
        async with self._specs[name].connect() as backend:
            task_status.started(backend)
            with anyio.CancelScope(shield=True):  # when all is cancelled, the work that uses it ends first
                await self._closing.wait()


@asynccontextmanager
async def opened_backends(specs: BackendSpecs) -> AsyncGenerator[Backends]:
    """The backends for the time of a context; they close after everything inside it has ended."""
    async with anyio.create_task_group() as tasks:
        backends = Backends(specs, tasks)
        try:
            yield backends
        finally:
            backends.close()
