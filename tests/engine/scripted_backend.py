"""A backend in the client's terms that does what a test says, on whatever clock."""
# ruff: noqa: ARG002 - the methods take what the client's methods take

import hashlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path

import anyio
from PIL import Image

from nemo_video.client import (
    Balance,
    ChatEvent,
    CostEstimate,
    Download,
    End,
    ProjectState,
    Prompt,
    Question,
    Rejected,
    RenderProgress,
    SegmentMiniatures,
    Session,
    StoredMedia,
    UploadOutcome,
)
from nemo_video.engine import (
    Backend,
    BackendSpec,
    Capabilities,
    Engine,
    GenerateRequest,
    Job,
    Progress,
    open_engine,
)
from nemo_video.errors import BackendRefusal, VideoError
from nemo_video.settings import Settings, read_settings
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import OutputFormat

CLIP: JsonObject = {"tt": 0, "sg": [{"s": 0, "d": 5000, "m": {"name": "sunset"}}]}
MUSIC: JsonObject = {"tt": 1, "sg": [{"s": 0, "d": 5000, "m": {"name": "Lo-fi", "volume": 0.35}}]}
TITLE: JsonObject = {"tt": 7, "sg": [{"s": 0, "d": 3000, "m": {"text": "Paradise Found"}}]}

Step = ChatEvent | Callable[[], object] | anyio.Event | float | VideoError
"""Of a turn: an event, what happens to the backend, what or how many seconds to wait for, a refusal."""


def asks(words: str, *options: str) -> Question:
    """A question of the backend."""
    return Question((Prompt(words, options),))


def draft_of(*tracks: JsonObject) -> JsonObject:
    return {"t": list(tracks), "d": 5000}


@dataclass
class ScriptedBackend:
    """The backend.

    Attributes:
        turns: What each message is answered with, in order; without a script a turn ends clean.
        reads: What reading the state gives, an error each or so many seconds later, before it works again.
        renders: What each read of a render's status gives; completed in the end.
        draft: What is on the timeline.
        canvas: Of the state.
        messages: What was sent.
        read_at_s: When the state was read.
        sessions: How many were opened.
        chatted_in: The session of each message.
        lost: Sessions that the backend no longer has.
        draws_drafts: Whether it can, as the studio.
        drawn_at_s: Of which times frames were drawn.
        draws_after_s: How long it takes to draw small pictures of clips.
        shown_clips: Of which clips it drew those, by their segments' ids.
        peaks: How loud its sounds are, by their segments' ids.
        media: The uploads of the state.
        made: What it has made, on the timeline or not.
        stores_after_s: How long it takes to store an upload.
        stores: The sources of each upload that began, and of each that was stored.
        gone: Addresses where no file lies any more.
        rejects: Sources that it does not take, and why.
        withholds: Why it gives no rendered file away.
        hangs_s: How much later it answers what asks for a session, its state, frames, link or the credits.
    """

    turns: list[Sequence[Step]] = field(default_factory=list[Sequence[Step]])
    reads: list[VideoError | float] = field(default_factory=list[VideoError | float])
    renders: list[RenderPhase | RenderProgress | VideoError] = field(
        default_factory=list[RenderPhase | RenderProgress | VideoError]
    )
    draft: JsonObject = field(default_factory=draft_of)
    canvas: JsonObject | None = None
    balance: float = 1000
    film: bytes = b""
    messages: list[str] = field(default_factory=list[str])
    read_at_s: list[float] = field(default_factory=list[float])
    polled_at_s: list[float] = field(default_factory=list[float])
    submits: list[str] = field(default_factory=list[str])
    called_off: list[str] = field(default_factory=list[str])
    sessions: int = 0
    chatted_in: list[str] = field(default_factory=list[str])
    lost: set[str] = field(default_factory=set[str])
    draws_drafts: bool = False
    drawn_at_s: list[float] = field(default_factory=list[float])
    draws_after_s: float = 0
    shown_clips: list[str] = field(default_factory=list[str])
    peaks: Mapping[str, Sequence[float]] = field(default_factory=dict[str, Sequence[float]])
    media: tuple[JsonObject, ...] = ()
    made: tuple[JsonObject, ...] = ()
    stores_after_s: float = 0
    stores: list[tuple[str, Sequence[str]]] = field(default_factory=list[tuple[str, Sequence[str]]])
    gone: frozenset[str] = frozenset()
    rejects: Mapping[str, VideoError] = field(default_factory=dict[str, VideoError])
    withholds: VideoError | None = None
    hangs_s: float = 0

    def put(self, *tracks: JsonObject) -> Callable[[], None]:
        """Have these tracks on the timeline from then on."""

        def apply() -> None:
            self.draft = draft_of(*tracks)

        return apply

    def make(self, *made: JsonObject) -> Callable[[], None]:
        """Have made these, and left them beside the timeline."""

        def apply() -> None:
            self.made += made

        return apply

    def charge(self, credits: float) -> Callable[[], None]:
        """Take credits."""

        def apply() -> None:
            self.balance -= credits

        return apply

    async def open_session(self, language: str) -> Session:
        await anyio.sleep(self.hangs_s)
        self.sessions += 1
        return Session("task", f"session{self.sessions}", "bind1")

    def chat(self, session_id: str, message: str) -> AbstractAsyncContextManager[AsyncIterator[ChatEvent]]:
        return self._chat(session_id, message)

    @asynccontextmanager
    async def _chat(self, session_id: str, message: str) -> AsyncGenerator[AsyncIterator[ChatEvent]]:
        steps = self.turns.pop(0) if self.turns else ()
        if steps and isinstance(steps[0], VideoError):
            raise steps[0]
        self.messages.append(message)
        self.chatted_in.append(session_id)
        yield self._play(steps)

    async def _play(self, steps: Sequence[Step]) -> AsyncGenerator[ChatEvent]:
        for step in steps:
            if isinstance(step, anyio.Event):
                await step.wait()
            elif isinstance(step, float | int):
                await anyio.sleep(step)
            elif callable(step):
                step()
            elif not isinstance(step, VideoError):
                yield step
        if not steps or not isinstance(steps[-1], End):
            yield End("clean")

    async def read_state(self, session_id: str) -> ProjectState:
        self._check(session_id)
        self.read_at_s.append(anyio.current_time())
        fault = self.reads.pop(0) if self.reads else 0.0
        if isinstance(fault, VideoError):
            raise fault
        await anyio.sleep(fault + self.hangs_s)
        return ProjectState(self.draft, self.media, self.made, self.canvas, "bind1")

    async def read_credits(self) -> Balance:
        await anyio.sleep(self.hangs_s)
        return Balance(self.balance, 0, self.balance)

    async def estimate_cost(self, session_id: str, message: str) -> CostEstimate:
        return CostEstimate(0, 0, 0, None)

    async def upload(self, session_id: str, sources: Sequence[str]) -> UploadOutcome:
        self._check(session_id)
        self.stores.append(("begun", sources))
        await anyio.sleep(self.stores_after_s)
        self.stores.append(("stored", sources))
        rejected = [Rejected(each, error) for each in sources if (error := self.rejects.get(each))]
        taken = [each for each in sources if each not in self.rejects]
        stored = [StoredMedia(Path(source).name, source, "video", 1, 1.0, 64, 48) for source in taken]
        return UploadOutcome(tuple(stored), tuple(rejected))

    def _check(self, session_id: str) -> None:
        if session_id in self.lost:
            raise BackendRefusal(1002)

    async def draw_frames(self, session_id: str, at_s: Sequence[float]) -> tuple[bytes, ...]:
        self._check(session_id)
        await anyio.sleep(self.hangs_s)
        self.drawn_at_s += at_s
        return tuple(_draw_teal() for _ in at_s)

    async def take_miniatures(
        self, session_id: str, clips: Sequence[str], limit_s: float
    ) -> SegmentMiniatures:
        self._check(session_id)
        if limit_s < self.draws_after_s:
            await anyio.sleep(limit_s)
            return SegmentMiniatures({}, {}, is_complete=False)
        await anyio.sleep(self.draws_after_s)
        self.shown_clips += clips
        return SegmentMiniatures(dict.fromkeys(clips, _draw_teal()), self.peaks, is_complete=True)

    async def submit_render(
        self, session_id: str, render_id: str, draft: JsonObject, output: OutputFormat
    ) -> None:
        assert draft is self.draft
        self.submits.append(render_id)

    async def cancel_render(self, render_id: str) -> None:
        self.called_off.append(render_id)

    async def read_render(self, render_id: str) -> RenderProgress:
        self.polled_at_s.append(anyio.current_time())
        phase = self.renders.pop(0) if self.renders else RenderPhase.COMPLETED
        if isinstance(phase, VideoError):
            raise phase
        return phase if isinstance(phase, RenderProgress) else RenderProgress(phase, None, None, None)

    async def download(
        self,
        render_id: str,
        url: str | None,
        target: Path,
        *,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> Download:
        if self.withholds:
            raise self.withholds
        return await self._save(target)

    async def fetch(self, url: str, target: Path) -> Download:
        if url in self.gone:
            raise BackendRefusal(404)
        return await self._save(target)

    async def _save(self, target: Path) -> Download:
        await anyio.Path(target.parent).mkdir(parents=True, exist_ok=True)
        await anyio.Path(target).write_bytes(self.film)
        return Download(target, len(self.film), hashlib.sha256(self.film).hexdigest())

    async def claim_link(self, session: Session) -> str:
        await anyio.sleep(self.hangs_s)
        return f"https://nemovideo.com/workspace/claim?ct=clm_{session.session_id}"

    def register_url(self, bind_id: str | None) -> str:
        return f"https://nemovideo.com?bind={bind_id}"


def _draw_teal() -> bytes:
    written = BytesIO()
    Image.new("RGB", (640, 360), "teal").save(written, "JPEG")
    return written.getvalue()


@asynccontextmanager
async def engine_over(backend: ScriptedBackend, home: Path, **variables: str) -> AsyncGenerator[Engine]:
    """An engine whose backends are the scripted one."""
    settings = _settings_of(home, variables)
    cloud = spec_of(backend, settings)
    can = {"is_free": True, "has_pages": False, "draws_drafts": backend.draws_drafts}
    studio = spec_of(backend, settings, account="studio", **can)
    async with open_engine(settings, lambda _: {"cloud": cloud, "studio": studio}) as engine:
        yield engine


def spec_of(backend: Backend, settings: Settings, **changes: object) -> BackendSpec:
    """A backend that can do what the cloud can, but for the changes."""

    @asynccontextmanager
    async def connect() -> AsyncGenerator[Backend]:
        yield backend

    account = "token" if settings.token else "anonymous"
    of_cloud = Capabilities(account, False, True, True, settings.poll_s)
    return BackendSpec(replace(of_cloud, **changes), connect)


_OF_THE_LEDGER = ("NEMO_LEDGER_URL", "NEMO_LEASE_S", "NEMO_RECOVERY_S")
"""What the fixture `ledger` sets."""


def _settings_of(home: Path, variables: Mapping[str, str]) -> Settings:
    folders = {"NEMO_STATE_DIR": str(home / "state"), "NEMO_OUTPUT_DIR": str(home / "videos")}
    shared = {name: os.environ[name] for name in _OF_THE_LEDGER if name in os.environ}
    return read_settings({**folders, **shared, **variables})


async def start(
    engine: Engine, prompt: str, project_id: str | None = None, request_id: str | None = None
) -> Job:
    """Start a generate."""
    job = await engine.generate(GenerateRequest(prompt, project_id, request_id=request_id))
    assert isinstance(job, Job)
    return job


async def until(condition: Callable[[], bool]) -> None:
    """Let the others work until something is so."""
    while not condition():  # noqa: ASYNC110 - what is waited for has no event
        await anyio.sleep(0.1)


async def ended(engine: Engine, job: Job, heard: list[Progress] | None = None) -> Job:
    """Wait for a job and collect it."""
    while job.is_running:
        if heard is not None:
            heard.append(job.progress)
        await job.wait_for_change(1000)
    await engine.collect(job)
    return job
