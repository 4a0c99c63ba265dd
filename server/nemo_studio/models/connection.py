"""HTTP to a model: the key goes to the origin of the base alone, and what comes back is bounded."""

import ipaddress
import json
import math
import re
import socket
import ssl
from collections.abc import Generator as Yields
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import anyio
import httpx

from nemo_studio.models.video_model import Generator, ModelRefusal, NetworkFailure, Reason, SubmitUnanswered
from nemo_video.errors import VideoError
from nemo_video.media import open_plain

MAX_CLIP_BYTES: Final = 512 * 1024**2
MAX_JSON_BYTES: Final = 16 * 1024**2
_TIMEOUT: Final = httpx.Timeout(60, connect=10)
_FETCH_LIMIT_S: Final = 600
_ANSWER_LIMIT_S: Final = 300
"""For an answer that drips: each byte of it comes within the time that httpx waits for one."""

_CONNECT_ATTEMPTS: Final = 3
_CONNECT_PAUSE_S: Final = 1.0
_MAX_HOPS: Final = 4
_MAX_WORDS: Final = 300
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol)
_REASONS: Final[dict[int, Reason]] = {
    400: "limits",
    401: "key",
    402: "money",
    403: "key",
    404: "unknown_model",
    413: "limits",
    422: "limits",
    429: "overloaded",
}
_UNKNOWN_MODEL: Final = re.compile(
    r"model_not_found|(?:unknown|invalid|no such|not a valid) model\b"
    r"|\bmodel\b.{0,120}\b(?:not found|does not exist)",
    re.IGNORECASE | re.DOTALL,
)
"""How servers say under 400 that they do not have a model; LiteLLM and vLLM each have their own words."""

_NO_MONEY: Final = re.compile(
    r"insufficient[ _](?:credit|fund|quota|balance)"
    r"|(?:exceeded|over) (?:your|the) (?:current )?(?:quota|budget)"
    r"|budget has been exceeded|budget_exceeded|billing",
    re.IGNORECASE,
)
"""An account without money, which OpenAI tells under 429 and LiteLLM under 400."""
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
        """Read an object, from a path below the base or an address on its origin.

        Raises:
            NetworkFailure: Also where a gateway answers with its own page.
        """
        with _translate_errors():
            return await self._exchange("GET", self._resolve(path))

    async def accepts_key(self, path: str) -> None:
        """Show the key at a path where nothing is; whatever else is answered tells nothing.

        Raises:
            ModelRefusal: It is not.
        """
        try:
            await self.get(path)
        except ModelRefusal as refusal:
            if refusal.reason == "key":
                raise
        except NetworkFailure:
            pass  # LiteLLM answers 500 to an id that is none of its own

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
            except httpx.TransportError as error:  # an answer that is none is one of them
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
        with anyio.move_on_after(_ANSWER_LIMIT_S):
            return await self._ask(method, url, **body)
        raise httpx.ReadTimeout(f"{self.host} does not end its answer.")

    async def _ask(self, method: str, url: httpx.URL, **body: Any) -> JsonObject:
        async with (
            self._client() as client,
            client.stream(method, url, headers=self._headers(url), **body) as answer,
        ):
            content = bytearray()
            async for chunk in answer.aiter_bytes():
                content += chunk
                if len(content) > MAX_JSON_BYTES:
                    raise httpx.ReadError(f"{self.host} answers without end.")
        if answer.is_redirect:
            raise ModelRefusal("failed", f"{self.host} sends on to another address, which is not followed.")
        if answer.is_error:
            raise _refusal_of(answer.status_code, bytes(content))
        return _read_object(bytes(content), self.host)

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            timeout=_TIMEOUT, headers={"Accept-Encoding": "identity"}, verify=_certificates()
        )

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


@cache
def _certificates() -> ssl.SSLContext:
    """Read once: that takes longer than most calls, and a job is asked after every few seconds."""
    return httpx.create_ssl_context()


@contextmanager
def _translate_errors() -> Yields[None]:
    try:
        yield
    except (httpx.HTTPError, TimeoutError) as error:
        raise NetworkFailure(str(error)) from error


async def read_picture(path: Path) -> bytes:
    """A picture that goes out with an order; a link that was put in its place leads nowhere.

    Raises:
        ModelRefusal: It cannot be read.
    """
    try:
        return await anyio.to_thread.run_sync(lambda: _read(path))
    except (VideoError, OSError) as error:
        raise ModelRefusal("failed", "The picture that the clip was to start from cannot be read.") from error


def _read(path: Path) -> bytes:
    with open_plain(path) as file:
        return file.readall()


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
    raise httpx.ReadError(f"{host} answers with something that is no JSON object.")


def _refusal_of(status: int, content: bytes) -> ModelRefusal:
    """What a status and its words mean. A 5xx is told as an error of the network: it may pass."""
    words, code = "", ""
    with suppress(ValueError, RecursionError):
        body = json.loads(content)
        words, code = words_of(body), code_of(body)
    words = words or _plain_words(content) or f"HTTP {status}"
    if status >= 500:
        raise httpx.ReadError(words)
    reason = _REASONS.get(status, "failed")
    return ModelRefusal(reason, words) if status in (401, 402) else refusal(words, reason, code)


def _plain_words(content: bytes) -> str:
    """The words of an error that is plain text; empty for a page and for anything that is none."""
    text = " ".join(content[: 4 * _MAX_WORDS].decode(errors="replace").split())
    return "" if "<" in text or "\ufffd" in text or text.startswith(("{", "[")) else text[:_MAX_WORDS]


def refusal(words: str, reason: Reason = "failed", code: str = "") -> ModelRefusal:
    """A refusal in the model's words; those about safety, money or models tell more than a status."""
    told = f"{code} {words}"
    if any(sign in told.lower() for sign in _SAFETY):
        reason = "blocked"
    elif _NO_MONEY.search(told):
        reason = "money"
    elif _UNKNOWN_MODEL.search(told):
        reason = "unknown_model"
    return ModelRefusal(reason, words)


def words_of(body: Any) -> str:
    """The sentence in an error answer of either shape, on one line and not too long."""
    if isinstance(body, dict):
        fields = cast(JsonObject, body)
        body = fields.get("error") or fields.get("message") or fields.get("detail")
        if isinstance(body, dict):
            body = cast(JsonObject, body).get("message")
        if isinstance(body, list):  # so FastAPI tells, on which vLLM and SGLang stand, what it does not take
            body = "; ".join(filter(None, map(_complaint_of, cast(list[Any], body))))
    return " ".join(body.split())[:_MAX_WORDS] if isinstance(body, str) else ""


def _complaint_of(item: Any) -> str:
    """One of several complaints, with the field that it is about."""
    if not isinstance(item, dict):
        return item if isinstance(item, str) else ""
    fields = cast(JsonObject, item)
    place = [str(part) for part in list_in(fields, "loc") if part != "body"]
    return ": ".join([*place[-1:], str(fields.get("msg") or "")])


def code_of(body: Any) -> str:
    """The code or kind in an error answer; empty where there is none."""
    error = object_in(cast(JsonObject, body), "error") if isinstance(body, dict) else {}
    return " ".join(str(error[key]) for key in ("code", "type") if error.get(key))


def job_id_of(answer: JsonObject) -> str:
    """The id of a job that was ordered.

    Raises:
        SubmitUnanswered: The answer names none, so nobody can ask for it.
    """
    job_id = answer.get("id")
    if not isinstance(job_id, str) or not job_id or "/" in job_id:
        raise SubmitUnanswered(words_of(answer) or "The answer names no job.")
    return job_id


def number_of(value: Any) -> float | None:
    """A number, also one in text; None for anything else, as for `nan`, which no cap would stop."""
    with suppress(TypeError, ValueError, OverflowError):
        number = float(value)
        return number if math.isfinite(number) and not isinstance(value, bool) else None
    return None


def amount_of(value: Any) -> float | None:
    """An amount of money; None where it is not told, which OpenRouter writes as -1."""
    amount = number_of(value)
    return amount if amount is not None and amount >= 0 else None


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
