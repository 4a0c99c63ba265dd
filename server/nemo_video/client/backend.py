"""The client's face: one object for one backend, one method for one call of the protocol."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from anyio import to_thread

from nemo_video.client import account, downloads, renders, sessions, uploads
from nemo_video.client.answers import (
    Balance,
    CostEstimate,
    Download,
    ProjectState,
    RenderProgress,
    SegmentMiniatures,
    Session,
    UploadOutcome,
)
from nemo_video.client.auth import TokenStore
from nemo_video.settings import Settings
from nemo_video.wire import paths
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import OutputFormat

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from nemo_video.client.connection import Connection
    from nemo_video.client.events import ChatEvent


class BackendClient:
    """The video backend at `settings.api_url`, as an async context manager.

    Every method raises `VideoError`s only: `Unreachable` when nothing was sent, `TimedOut` when the
    connection broke or the backend was too slow, `BackendRefusal` when it said no, `Internal` when its
    answer makes no sense, and what a method names beside these.

    The HTTP library is loaded on entering, so that a server that only lists its tools does not pay for it.

    Args:
        settings: Addresses, the user's token, platform, time limits.
        client_id: For the anonymous token; see `read_client_id`.
        tokens: Where that token is kept.
    """

    def __init__(self, settings: Settings, *, client_id: str, tokens: TokenStore) -> None:
        self._settings = settings
        self._client_id = client_id
        self._tokens = tokens
        self._connection: Connection

    async def __aenter__(self) -> Self:
        connect = await to_thread.run_sync(_load_connection)
        self._connection = connect(self._settings, self._client_id, self._tokens)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._connection.aclose()

    async def open_session(self, language: str) -> Session:
        """Open an editing session.

        Args:
            language: Of the user's words (`en`, `zh`).
        """
        return await sessions.open_session(self._connection, language)

    def chat(self, session_id: str, message: str) -> "AbstractAsyncContextManager[AsyncIterator[ChatEvent]]":
        """Send a message and read what happens, to the `End` that every stream has.

        The message is sent once, whatever happens. After it may have arrived, a lost connection is
        `End("cut")` and a silence or a turn of too long is `End("timed_out")`, not an exception.

        Raises:
            Unreachable: On entering: nothing was sent.
            BackendRefusal: On entering: the backend did not start the turn.
            Internal: On entering: it answered with something else than a stream.
        """
        from nemo_video.client.chat import open_turn

        return open_turn(self._connection, self._settings, session_id, message)

    async def upload(
        self,
        session_id: str,
        sources: Sequence[str],
        *,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> UploadOutcome:
        """Upload files and URLs, two at a time; one bad source never loses the good ones.

        Args:
            session_id: What they belong to.
            sources: Paths inside `settings.upload_dirs` and public http(s) URLs.
            on_progress: Called with the bytes sent and the bytes in all, of the files together.

        Raises:
            Unreachable: No source could be sent.
            BackendRefusal: The account (1001, 2001) or the session (1002) was refused for every source.
        """
        folders = self._settings.upload_dirs
        return await uploads.upload(self._connection, folders, session_id, sources, on_progress)

    async def read_credits(self) -> Balance:
        """Read the account's credits."""
        return await account.read_credits(self._connection)

    async def estimate_cost(self, session_id: str, message: str) -> CostEstimate:
        """Ask what a message would cost of a real model behind the backend. It is not sent by that."""
        return await account.estimate_cost(self._connection, session_id, message)

    async def read_state(self, session_id: str) -> ProjectState:
        """Read the newest state of a session."""
        return await sessions.read_state(self._connection, session_id)

    async def draw_frames(self, session_id: str, at_s: Sequence[float]) -> tuple[bytes, ...]:
        """Have frames of a session's draft drawn, as JPEGs in the order asked for; the cloud cannot.

        Args:
            session_id: Whose draft.
            at_s: Times on its timeline, at most `MAX_PREVIEW_FRAMES`.
        """
        return await renders.draw_frames(self._connection, session_id, at_s)

    async def take_miniatures(
        self, session_id: str, clips: Sequence[str], limit_s: float
    ) -> SegmentMiniatures:
        """See what the items of a session's draft look and sound like; the cloud cannot show it.

        Args:
            session_id: Whose draft.
            clips: Ids of the segments of which a frame is wanted, at most `MAX_PREVIEW_FRAMES`.
            limit_s: How long to wait for what is not there yet; a later call finds it.
        """
        return await renders.take_miniatures(self._connection, session_id, clips, limit_s)

    async def submit_render(
        self, session_id: str, render_id: str, draft: JsonObject, output: OutputFormat
    ) -> None:
        """Submit a render, once; after an error other than `Unreachable` it may be under way.

        Args:
            session_id: What it belongs to.
            render_id: Made by the caller, `render_<ms timestamp>`.
            draft: Exactly as `read_state` gave it.
            output: The kind of file and its quality.
        """
        await renders.submit_render(self._connection, session_id, render_id, draft, output)

    async def read_render(self, render_id: str) -> RenderProgress:
        """Ask how far a render is."""
        return await renders.read_render(self._connection, render_id)

    async def cancel_render(self, render_id: str) -> None:
        """Call a render off. It raises nothing: whether the backend listens makes no difference to us."""
        await renders.cancel_render(self._connection, render_id)

    async def download(
        self,
        render_id: str,
        url: str | None,
        target: Path,
        *,
        on_progress: Callable[[int, int | None], None] | None = None,
    ) -> Download:
        """Save a rendered file, from its URL or else from the documented fallback.

        Args:
            render_id: Names the fallback.
            url: Where the backend says that it lies.
            target: Where to save it. A name that is taken is numbered: `name (2).mp4`.
            on_progress: Called with the bytes saved and the bytes in all, as far as they are known.

        Raises:
            DiskFailure: The disk is full or cannot be written. Nothing is left behind.
            NotAllowed: The file is larger than the cap, or lies in a private network.
        """
        return await downloads.download(self._connection, render_id, url, target, on_progress)

    async def fetch(self, url: str, target: Path) -> Download:
        """Save a file of which the state names the address.

        Raises:
            The same as `download`.
        """
        return await downloads.fetch(self._connection, url, target)

    async def claim_link(self, session: Session) -> str:
        """The page that opens a session in the user's browser."""
        return await sessions.claim_link(self._connection, self._settings.web_url, session)

    def register_url(self, bind_id: str | None) -> str:
        """Where an anonymous user registers, and what that account is bound to."""
        return paths.register_page(self._settings.web_url, bind_id or self._connection.bind_id)


def _load_connection() -> "type[Connection]":
    """Load the HTTP library, which would hold the event loop for 100 ms."""
    import httpcore  # which httpx does with the first client

    from nemo_video.client.connection import Connection

    del httpcore
    return Connection
