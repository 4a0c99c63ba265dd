"""Calls that last: a token, the one renewal, the one pause after 429, repeats where they do no harm."""

import itertools
import random
import time
import uuid
from collections.abc import AsyncGenerator, Generator
from contextlib import aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import anyio
import httpx
from pydantic import SecretStr

from nemo_video.client import envelope
from nemo_video.client.auth import TOKEN_LIFE_S, Authenticator, StoredToken, TokenStore
from nemo_video.client.call import Call, Kind
from nemo_video.client.retry import is_repeatable, pause_s
from nemo_video.client.tracing import attempt_traced, note_status
from nemo_video.client.transport import Transport, read_chunks
from nemo_video.errors import BackendRefusal, TimedOut, VideoError
from nemo_video.settings import Settings
from nemo_video.wire import calls, paths
from nemo_video.wire.envelope import JsonObject

_BAD_TOKEN = 1001
_RATE_LIMIT = 429
_CLIENT_ID_REFUSED = 400
_MAX_ANSWER_BYTES = 8 * 1024 * 1024
"""Decoding holds up everybody else, 50 ms for this much, and a thread would not help: the decoder keeps the
interpreter's lock. A draft of 20,000 segments is half of it."""

_CLOSE_S = 5.0


@dataclass(frozen=True)
class Reply:
    """An answer that refuses nothing.

    Attributes:
        answer: What it says, empty where that is no JSON object; None while the response is still to be read.
        body: Its bytes, as far as they were read.
        token: What was sent with the call.
    """

    call: Call
    response: httpx.Response
    answer: JsonObject | None
    body: bytes = b""
    token: SecretStr | None = None


@dataclass(frozen=True)
class _History:
    """What was already tried for one call."""

    started_at_s: float
    attempt: int = 1
    has_renewed: bool = False
    has_waited: bool = False


class Connection:
    """The backend, asked politely and persistently."""

    def __init__(self, settings: Settings, client_id: str, tokens: TokenStore) -> None:
        self._transport = Transport(settings)
        self._retry_429_s = settings.retry_429_s
        self._client_id = client_id
        self._auth = Authenticator(settings, client_id, tokens, self._request_token)

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def read_data(self, call: Call) -> Any:
        """`data` of the answer's envelope.

        Raises:
            VideoError: There is no such answer.
        """
        return envelope.read_data(call.name, await self._read_answer(call))

    async def read_object(self, call: Call) -> JsonObject:
        """The answer, whatever is in it.

        Raises:
            VideoError: There is no such answer.
        """
        return envelope.read_object(call.name, await self._read_answer(call))

    async def read_fields(self, call: Call, *names: str) -> JsonObject:
        """The object with one of these fields, at the answer's top or in its envelope.

        Raises:
            VideoError: There is no such answer.
        """
        return envelope.read_fields(call.name, await self._read_answer(call), *names)

    @asynccontextmanager
    async def open(self, call: Call) -> AsyncGenerator[Reply]:
        """Send the call, and again where that is right.

        Two refusals say that nothing was done, so that even a submit is repeated after them, once each:
        1001 (bad token, when it is one of ours) and 429.

        Raises:
            VideoError: Why there is no answer.
        """
        reply = await self._persist(call)
        try:
            yield reply
        finally:
            await _close(reply.response)

    def chunks(self, reply: Reply) -> AsyncGenerator[bytes]:
        """The body that is still to be read, as it comes; a break in it raises like one in the call."""
        return read_chunks(reply.call, reply.response)

    async def _read_answer(self, call: Call) -> JsonObject:
        async with self.open(call) as reply:
            return reply.answer or {}

    async def _persist(self, call: Call) -> Reply:
        history = _History(anyio.current_time())
        for attempt in itertools.count(1):
            token = await self._auth.token() if call.needs_token else None
            try:
                with attempt_traced(call, attempt):
                    return await self._attempt(call, token)
            except VideoError as error:
                history = await self._prepare_repeat(call, error, token, history)
        raise AssertionError("A call is repeated until it has an answer or an error")

    async def _prepare_repeat(
        self, call: Call, error: VideoError, token: SecretStr | None, history: _History
    ) -> _History:
        """Do what comes before the call is sent again, or raise the error."""
        code = error.code if isinstance(error, BackendRefusal) else None
        if code == _BAD_TOKEN and token and self._auth.can_renew and not history.has_renewed:
            await self._auth.renew(refused=token)
            return replace(history, has_renewed=True)
        if code == _RATE_LIMIT and not history.has_waited:
            await anyio.sleep(self._retry_429_s)
            return replace(history, has_waited=True)
        elapsed_s = anyio.current_time() - history.started_at_s
        if not is_repeatable(call.kind, history.attempt, error, elapsed_s=elapsed_s):
            raise error
        await anyio.sleep(pause_s(history.attempt, error, random.random()))
        return replace(history, attempt=history.attempt + 1)

    async def _attempt(self, call: Call, token: SecretStr | None) -> Reply:
        """One exchange, within the call's limit."""
        try:
            with anyio.fail_after(call.limit_s):
                return await self._exchange(call, token)
        except TimeoutError:
            raise TimedOut(f"The backend took too long over {call.name}.") from None

    async def _exchange(self, call: Call, token: SecretStr | None) -> Reply:
        response = await self._transport.send(call, token)
        note_status(response.status_code)
        if call.is_streamed and response.is_success and not _is_json(response):
            return Reply(call, response, answer=None, token=token)
        try:
            body = await _read_whole(call, response)
        finally:
            await _close(response)
        answer = envelope.parse(body)
        if self._transport.is_api(response.url):
            is_told = call.tells_failures and envelope.tells_status(answer)
            told = {**answer, "success": True} if is_told else answer
            envelope.raise_refusal(call.name, response.status_code, response.headers, told)
            envelope.raise_page(call.name, body)
        else:
            envelope.raise_status(call.name, response.status_code, response.headers)
        return Reply(call, response, answer, body, token)

    @property
    def bind_id(self) -> str | None:
        """What the registration link of our anonymous user binds to, as far as the token told it."""
        return self._auth.bind_id

    def refuse_token(self, token: SecretStr | None) -> None:
        """Note that the token of a turn was refused within it."""
        self._auth.refuse(token)

    @property
    def has_own_token(self) -> bool:
        """Whether the token is the user's own."""
        return not self._auth.can_renew

    async def _request_token(self) -> StoredToken:
        """An anonymous token for our client id: no bearer, no body."""
        try:
            return await self._request_token_for(self._client_id)
        except BackendRefusal as refusal:
            if refusal.code != _CLIENT_ID_REFUSED:
                raise
        # The same one always stands in for an id that is not taken, so that its user stays one.
        return await self._request_token_for(str(uuid.uuid5(uuid.NAMESPACE_OID, self._client_id)))

    async def _request_token_for(self, client_id: str) -> StoredToken:
        headers = {paths.CLIENT_ID: client_id}
        call = Call(
            "a free token", "POST", paths.ANONYMOUS_TOKEN, Kind.SUBMIT, headers=headers, needs_token=False
        )
        with _scarcity_told():
            data = await self.read_data(call)
        answer = envelope.read_message(call.name, calls.AnonymousToken, data)
        return StoredToken(SecretStr(answer.token), _end_of(answer.expires_at), answer.bind_id)


@contextmanager
def _scarcity_told() -> Generator[None]:
    """Free tokens are counted by the week: half a minute more changes nothing."""
    try:
        yield
    except BackendRefusal as refusal:
        if refusal.code == _RATE_LIMIT:
            refusal.message = "The backend gives no more free tokens to this address for now."
            refusal.advice = (
                "Set a token of your own as NEMO_TOKEN. To go on offline, ask the user, then call "
                'projects(action="new", backend="studio").'
            )
            refusal.retryable = False
        raise


def _end_of(expires_at: datetime | None) -> float:
    """When a token that was just given ends.

    One that has ended by our clock is good for all that we know: the clocks differ, and to ask for another at
    every call would use up what an address may ask for.
    """
    now = time.time()
    ends_at = expires_at.timestamp() if expires_at else 0
    return min(ends_at, now + TOKEN_LIFE_S) if ends_at > now else now + TOKEN_LIFE_S


async def _read_whole(call: Call, response: httpx.Response) -> bytes:
    body = bytearray()
    async with aclosing(read_chunks(call, response)) as chunks:
        async for chunk in chunks:
            body += chunk
            if len(body) > _MAX_ANSWER_BYTES:
                raise envelope.senseless(call.name, "it is far too large")
    return bytes(body)


async def _close(response: httpx.Response) -> None:
    with anyio.move_on_after(_CLOSE_S, shield=True):
        await response.aclose()


def _is_json(response: httpx.Response) -> bool:
    return "json" in response.headers.get("content-type", "").partition(";")[0].lower()
