"""HTTP to a model: the key goes to the origin of the base alone, and what comes back is bounded."""

import ipaddress
import json
import socket
from collections.abc import Generator as Yields
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, cast

import anyio
import httpx

from nemo_studio.models.maker import Generator, ModelRefusal, NetworkFailure, Reason, SubmitUnanswered

MAX_CLIP_BYTES: Final = 512 * 1024**2
MAX_JSON_BYTES: Final = 16 * 1024**2
_TIMEOUT: Final = httpx.Timeout(60, connect=10)
_FETCH_LIMIT_S: Final = 600
_CONNECT_ATTEMPTS: Final = 3
_CONNECT_PAUSE_S: Final = 1.0
_MAX_HOPS: Final = 4
_MAX_WORDS: Final = 300
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol)
_REASONS: Final[dict[int, Reason]] = {401: "key", 402: "money", 403: "blocked", 429: "overloaded"}
_SAFETY: Final = ("safety", "moderation", "content_policy", "content policy", "prohibited", "blocked", "nsfw")
JsonObject = dict[str, Any]


class Connection:
    """Calls below one base.

    Attributes:
        host: Its name, to be told to users.
    """

    def __init__(self, generator: Generator) -> None:
        self._base = httpx.URL(generator.url.rstrip("/") + "/")
        self._key = generator.key
        self.host = self._base.host

    async def get(self, path: str) -> JsonObject:
        """Read an object, from a path below the base or an address on its origin."""
        with _translate_errors():
            return await self._exchange("GET", self._resolve(path))

    async def delete(self, path: str) -> None:
        """Remove something."""
        with _translate_errors():
            await self._exchange("DELETE", self._resolve(path))

    async def submit(self, path: str, **body: Any) -> JsonObject:
        """Order something that costs money: once it may have left it is never sent again.

        Raises:
            SubmitUnanswered: It left and no answer came.
        """
        for attempt in range(1, _CONNECT_ATTEMPTS + 1):
            try:
                return await self._exchange("POST", self._resolve(path), **body)
            except _NOT_SENT as error:
                if attempt == _CONNECT_ATTEMPTS:
                    raise ModelRefusal("unreachable", f"{self.host} cannot be reached.") from error
                await anyio.sleep(_CONNECT_PAUSE_S)
            except httpx.TransportError as error:
                raise SubmitUnanswered(str(error)) from error
        raise AssertionError("unreachable")

    async def download(self, url: str, path: Path) -> None:
        """Write a file, from a path below the base or any address that may be asked.

        Raises:
            ModelRefusal: It is too large, or lies where nothing may be fetched from.
        """
        target = self._resolve(url)
        with _translate_errors(), anyio.fail_after(_FETCH_LIMIT_S):
            for _ in range(_MAX_HOPS):
                await self._check_target(target)
                async with (
                    self._client() as client,
                    client.stream("GET", target, headers=self._headers(target)) as answer,
                ):
                    if answer.is_redirect and (place := answer.headers.get("location")):
                        target = target.join(place)
                        continue
                    if answer.is_error:
                        raise _refusal_of(answer.status_code, b"")
                    await _write(answer, path)
                    return
        raise ModelRefusal("failed", "The address of the clip leads in circles.")

    async def _exchange(self, method: str, url: httpx.URL, **body: Any) -> JsonObject:
        async with (
            self._client() as client,
            client.stream(method, url, headers=self._headers(url), **body) as answer,
        ):
            content = b""
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > MAX_JSON_BYTES:
                    raise ModelRefusal("failed", f"{self.host} answers without end.")
        if answer.is_error:
            raise _refusal_of(answer.status_code, content)
        return _read_object(content, self.host)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=_TIMEOUT, headers={"Accept-Encoding": "identity"})

    def _headers(self, url: httpx.URL) -> dict[str, str]:
        is_ours = _origin(url) == _origin(self._base)
        return {"Authorization": f"Bearer {self._key.get_secret_value()}"} if self._key and is_ours else {}

    def _resolve(self, path: str) -> httpx.URL:
        """A path of the interface, an absolute path on its host, or an address."""
        return self._base.join(path)

    async def _check_target(self, url: httpx.URL) -> None:
        """Where the base lies is the user's choice; other addresses must be public and encrypted."""
        if _origin(url) == _origin(self._base):
            return
        if url.scheme != "https" or not await _is_public(url):
            raise ModelRefusal("failed", f"The clip lies at {url.host}, where nothing may be fetched from.")


@contextmanager
def _translate_errors() -> Yields[None]:
    try:
        yield
    except (httpx.HTTPError, TimeoutError) as error:
        raise NetworkFailure(str(error)) from error


async def _is_public(url: httpx.URL) -> bool:
    try:
        found = await anyio.getaddrinfo(url.host, url.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(each[4][0]).is_global for each in found)


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    default = {"http": 80, "https": 443}.get(url.scheme)
    return url.scheme, url.host, url.port or default


async def _write(answer: httpx.Response, path: Path) -> None:
    size = 0
    async with await anyio.open_file(path, "wb") as file:
        async for chunk in answer.aiter_bytes():
            size += len(chunk)
            if size > MAX_CLIP_BYTES:
                raise ModelRefusal("failed", f"The clip is larger than {MAX_CLIP_BYTES >> 20} MB.")
            await file.write(chunk)


def _read_object(content: bytes, host: str) -> JsonObject:
    with suppress(ValueError, RecursionError):
        body = json.loads(content or b"{}")
        if isinstance(body, dict):
            return cast(JsonObject, body)
    raise ModelRefusal("failed", f"{host} answers with something that is no JSON object.")


def _refusal_of(status: int, content: bytes) -> ModelRefusal:
    """What a status and its words mean. A 5xx is told as an error of the network: it may pass."""
    words = f"HTTP {status}"
    with suppress(ValueError, RecursionError):
        words = words_of(json.loads(content)) or words
    if status >= 500:
        raise httpx.ReadError(words)
    if status == 403 and not is_safety(words):
        return ModelRefusal("key", words)
    return refusal(words, _REASONS.get(status, "failed"))


def refusal(words: str, reason: Reason = "failed", code: str = "") -> ModelRefusal:
    """A refusal in the model's words; a code or words about safety make it a blocked one."""
    return ModelRefusal("blocked" if is_safety(f"{code} {words}") else reason, words)


def is_safety(words: str) -> bool:
    """Whether words speak of a safety filter."""
    return any(sign in words.lower() for sign in _SAFETY)


def words_of(body: Any) -> str:
    """The sentence in an error answer of either shape, on one line and not too long."""
    if isinstance(body, dict):
        fields = cast(JsonObject, body)
        body = fields.get("error") or fields.get("message") or fields.get("detail")
        if isinstance(body, dict):
            body = cast(JsonObject, body).get("message")
    return " ".join(body.split())[:_MAX_WORDS] if isinstance(body, str) else ""


def number_of(value: Any) -> float | None:
    """A number, also one in text; None for anything else."""
    with suppress(TypeError, ValueError):
        return float(value) if not isinstance(value, bool) else None
    return None


def object_in(fields: JsonObject, key: str) -> JsonObject:
    """An object under a key; an empty one where there is none."""
    value = fields.get(key)
    return cast(JsonObject, value) if isinstance(value, dict) else {}


def list_in(fields: JsonObject, key: str) -> list[Any]:
    """A list under a key; an empty one where there is none."""
    value = fields.get(key)
    return cast(list[Any], value) if isinstance(value, list) else []


def objects_in(fields: JsonObject, key: str) -> list[JsonObject]:
    """The objects in a list under a key."""
    return [cast(JsonObject, each) for each in list_in(fields, key) if isinstance(each, dict)]
