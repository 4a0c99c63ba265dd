"""The half of a studio that understands messages, makes clips and draws.

Apart from the application, because its words, scenes and decoders take a second to load: whoever only asks
for a balance or a state is answered without them.
"""

import logging
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import anyio
from anyio.abc import TaskGroup
from starlette.datastructures import UploadFile

from nemo_studio.project import UploadedMedia
from nemo_studio.service.accounts import Account, Accounts
from nemo_studio.service.chat import Turn
from nemo_studio.service.clip_table import WaitingTurn
from nemo_studio.service.generation import Generation
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.previews import Previews
from nemo_studio.service.renders import RenderQueue
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import Store
from nemo_studio.service.uploads import store_upload
from nemo_video.errors import BackendRefusal
from nemo_video.wire.envelope import JsonObject

logger = logging.getLogger(__name__)


class Production:
    """Turns, clips, renders and previews over one store.

    Attributes:
        generation: Who makes the clips.
        renders: The exports.
        previews: Single frames.
    """

    def __init__(
        self,
        tasks: TaskGroup,
        store: Store,
        storage: Storage,
        accounts: Accounts,
        sessions: Sessions,
        options: StudioOptions,
    ) -> None:
        self.generation = Generation(store, storage, sessions, options)
        self.renders = RenderQueue(tasks, store, storage, sessions, options)
        self.previews = Previews(storage, tasks)
        self._tasks = tasks
        self._closing = store.closing
        self._storage = storage
        self._accounts = accounts
        self._sessions = sessions
        self._options = options

    async def adopt_turns(self) -> None:
        """Go on with turns that wait for a model and whose process ended."""
        for turn in await self.generation.adopt_turns():
            self._tasks.start_soon(self._go_on, turn)

    async def _go_on(self, turn: WaitingTurn) -> None:
        """Carry a turn through: what it ordered is only waited for."""
        try:
            account = await self._accounts.of_client(turn.client_id)
            async with self.begin_turn(account, turn.session_id, turn.message, turn.turn_id) as begun:
                async for _ in begun.events():
                    pass  # its reader went with its process; the next one reads the state
        except BackendRefusal as refusal:
            logger.warning("A turn could not be carried through: %s", refusal.message)

    @asynccontextmanager
    async def begin_turn(
        self, account: Account, session_id: str, message: str, turn_id: str = ""
    ) -> AsyncGenerator[Turn]:
        """Hold a session for one turn, which is read when those before it are over, and settle its credits.

        Raises:
            BackendRefusal: 1002, the session is gone; 2001, there are not enough credits.
        """
        async with (
            self._sessions.turn(account, session_id) as session,
            self._storage.reading([each.path for each in session.uploads if each.kind == "subtitles"]),
        ):
            turn_id = turn_id or secrets.token_hex(8)
            keep = partial(self._sessions.keep, session, turn_id)
            turn = await anyio.to_thread.run_sync(
                Turn.read, session, message, self._options, keep, self.generation, turn_id
            )
            reservation = await self._accounts.reserve(account, turn.price)
            try:
                yield turn
            finally:
                with anyio.CancelScope(shield=True):
                    await self.generation.settle(turn_id)
                    await (reservation.spend() if turn.has_worked else reservation.refund())
                    if not self._closing.is_set():  # else the next process reads the message again
                        await keep()

    async def estimate(self, session: Session, message: str) -> JsonObject:
        """What a message would cost of the model; nothing is done, and nothing ordered."""
        turn = await anyio.to_thread.run_sync(
            Turn.read, session, message, self._options, _keep_nothing, self.generation, ""
        )
        return await self.generation.estimate(session, message, turn.reading.commands)

    async def store_upload(self, session: Session, file: UploadFile) -> UploadedMedia:
        """Keep one uploaded file; refuses as `uploads.store_upload` does."""
        return await store_upload(session, file, self._storage, self._sessions)


async def _keep_nothing() -> None:
    """An estimate changes nothing."""
