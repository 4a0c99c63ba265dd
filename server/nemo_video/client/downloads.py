"""Downloads: to a temporary file, resumed after a break, and moved to the target only when complete.

Which hosts are allowed: the API's own origin always, for that is what the user configured. The backend may
name any other host as the place of a file, and so may a redirect; such a host has to have a public address,
so that no backend can make this machine read its own network. Where the API itself stands on this machine or
in a private network, its files may lie there too. No other host than the API gets the bearer.
"""

import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread

from nemo_video.client import envelope
from nemo_video.client.answers import Download
from nemo_video.client.call import Call
from nemo_video.client.part_file import PartFile
from nemo_video.client.retry import Broken
from nemo_video.errors import BackendRefusal, DiskFailure, NotAllowed, TimedOut, Unreachable, VideoError
from nemo_video.wire import paths

if TYPE_CHECKING:
    from nemo_video.client.connection import Connection, Reply

OnProgress = Callable[[int, int | None], None]

MAX_DOWNLOAD_BYTES = 8 * 1024**3

_CALL_NAME = "the download"
_STALL_S = 30.0
_LIMIT_S = 3600.0
_RESUME_PAUSE_S = 0.2
_MAX_FRUITLESS_BREAKS = 2
_FLUSH_BYTES = 1024 * 1024
_FLUSH_S = 0.5
_RANGE_REFUSED = 416
_WORDS_TYPE = re.compile(r"html|xml|json", re.IGNORECASE)
_WORDS = re.compile(rb"\s*[<{\[]")
"""How a page or JSON is called and begins."""

_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
"""Bytes that every film, sound and picture begins with some of, and no page or JSON has: servers give files
any type, `text/html` too. That the file itself is a film is proved by decoding it."""

_HEAD_BYTES, _MAX_WORDS_BYTES = 512, 1024 * 1024

_CONTENT_RANGE = re.compile(r"bytes (?P<start>\d+)-\d+/(?P<total>\d+|\*)")


class _TooLarge(NotAllowed):
    """The file is larger than the cap, wherever it is taken from."""


async def download(
    connection: "Connection",
    render_id: str,
    url: str | None,
    target: Path,
    on_progress: OnProgress | None = None,
) -> Download:
    """Save a rendered file.

    Args:
        connection: To the backend.
        render_id: Names the fallback address.
        url: Where the backend says that it lies.
        target: Where to save it; a name that is taken is never overwritten but numbered.
        on_progress: Called with the bytes saved and the bytes in all, as far as they are known.

    Raises:
        DiskFailure: The disk is full or cannot be written. Nothing is left behind.
        NotAllowed: The file is larger than the cap.
        VideoError: Neither address has given the file; this is what the last one answered.
    """
    fallback = paths.render_download(render_id)
    saved = await _save(connection, [url, fallback] if url else [fallback], target, on_progress)
    return replace(saved, url=None) if saved.url == fallback else saved


async def fetch(connection: "Connection", url: str, target: Path) -> Download:
    """Save a file from the one address that the backend's state names.

    Raises:
        The same as `download`.
    """
    return await _save(connection, [url], target, None)


async def _save(
    connection: "Connection", addresses: list[str], target: Path, on_progress: OnProgress | None
) -> Download:
    part = await to_thread.run_sync(PartFile, target)
    try:
        with anyio.fail_after(_LIMIT_S):
            address = await _Fetching(connection, part, on_progress).fetch_from_any(addresses)
        path = await to_thread.run_sync(part.publish)
    except TimeoutError:
        raise TimedOut("The download took longer than an hour.") from None
    finally:
        with anyio.CancelScope(shield=True):
            await to_thread.run_sync(part.discard)
    return Download(path, part.bytes, part.sha256, address)


@dataclass
class _Fetching:
    """One file on its way from one of its addresses into its part file."""

    connection: "Connection"
    part: PartFile
    on_progress: OnProgress | None
    total: int | None = field(default=None, init=False)
    validator: str | None = field(default=None, init=False)
    most_bytes: int = field(default=0, init=False)
    has_answered: bool = field(default=False, init=False)
    flushed_at_s: float = field(default=0.0, init=False)

    async def fetch_from_any(self, addresses: list[str]) -> str:
        """Fetch it from the first address that gives it, and tell which that was."""
        for address in addresses[:-1]:
            try:
                await self.fetch(address)
            except (DiskFailure, _TooLarge):
                raise
            except VideoError:
                await self._restart()
                self.has_answered = False
            else:
                return address
        await self.fetch(addresses[-1])
        return addresses[-1]

    async def fetch(self, address: str) -> None:
        """Fetch it from one address, and go on after every break that let some more of it through."""
        fruitless_breaks = 0
        while True:
            bytes_before = self.most_bytes
            try:
                return await self._read(address)
            except (TimedOut, Unreachable):
                if not self.has_answered:
                    raise
            except BackendRefusal as error:
                await self._restart_after(error)
            fruitless_breaks = 0 if self.most_bytes > bytes_before else fruitless_breaks + 1
            if fruitless_breaks > _MAX_FRUITLESS_BREAKS:
                raise Broken("The download broke off again and again.")
            await anyio.sleep(_RESUME_PAUSE_S)

    async def _restart_after(self, error: BackendRefusal) -> None:
        """A host that refuses the range may still give the whole; any other refusal is final."""
        if error.code != _RANGE_REFUSED:
            raise error
        await self._restart()

    async def _restart(self) -> None:
        self.validator = None
        await to_thread.run_sync(self.part.restart)

    async def _read(self, address: str) -> None:
        async with self.connection.open(self._call(address)) as reply:
            self.has_answered = True
            total = await self._place(reply)
            await self._save(self._media(reply))
        if total is not None and self.part.bytes != total:
            raise Broken("The download ended before the file was complete.")
        if not self.part.bytes:
            raise envelope.senseless(_CALL_NAME, "it is empty")

    def _call(self, address: str) -> Call:
        headers = {"Accept": "*/*"}
        if self.part.bytes:
            headers["Range"] = f"bytes={self.part.bytes}-"
            if self.validator:
                headers["If-Range"] = self.validator
        return Call(_CALL_NAME, "GET", address, headers=headers, read_s=_STALL_S, is_streamed=True)

    async def _place(self, reply: "Reply") -> int | None:
        """Get ready for what comes: the rest, or the whole from its start. Returns the whole file's size."""
        headers = reply.response.headers
        if reply.response.status_code == 206:
            return await self._continue(headers)
        await self._restart()
        self.validator = _strong_validator(headers)
        length = headers.get("content-length", "")
        self.total = int(length) if length.isdecimal() else None
        await self._check_total()
        return self.total

    async def _media(self, reply: "Reply") -> AsyncGenerator[bytes]:
        """The bytes of the file, whatever type the answer gives them.

        Raises:
            Internal: They are words about it.
        """
        head, is_media = bytearray(), self.part.bytes > 0
        is_called_words = _WORDS_TYPE.search(reply.response.headers.get("content-type", "")) is not None
        chunks = self.connection.chunks(reply) if reply.answer is None else _whole(reply.body)
        async with aclosing(chunks):
            async for chunk in chunks:
                if is_media:
                    yield chunk
                    continue
                head += chunk
                if is_media := not _is_words(head, is_called_words=is_called_words):
                    yield bytes(head)
                elif len(head) > _MAX_WORDS_BYTES:
                    break
        if head and not is_media:
            raise envelope.senseless(_CALL_NAME, "it is not a media file")

    async def _continue(self, headers: Mapping[str, str]) -> int | None:
        """Check that the rest is the rest of what we have."""
        found = _CONTENT_RANGE.fullmatch(headers.get("content-range", "").strip())
        total = int(found["total"]) if found and found["total"] != "*" else self.total
        is_other = self.total is not None and total != self.total
        if not found or int(found["start"]) != self.part.bytes or is_other:
            await self._restart()
            raise Broken("The server went on with another part of the file.")
        self.total = total
        await self._check_total()
        return total

    async def _check_total(self) -> None:
        if self.total is not None:
            self._check_cap(self.total)
            await to_thread.run_sync(self.part.reserve, self.total)

    def _check_cap(self, size: int) -> None:
        if size > MAX_DOWNLOAD_BYTES:
            raise _TooLarge(
                f"The file is larger than {MAX_DOWNLOAD_BYTES:,} bytes, so it was not downloaded.",
                advice="Export it with a lower quality, or open it in the browser.",
            )

    async def _save(self, chunks: AsyncGenerator[bytes]) -> None:
        """Write what comes, in large pieces; what came before a break is written too."""
        pending: list[bytes] = []
        try:
            async with aclosing(chunks):
                async for chunk in chunks:
                    pending.append(chunk)
                    if self._is_due(pending):
                        await self._flush(pending)
        except TimedOut:
            await self._flush(pending)
            raise
        await self._flush(pending)

    def _is_due(self, pending: list[bytes]) -> bool:
        size = sum(map(len, pending))
        self._check_cap(self.part.bytes + size)
        return size >= _FLUSH_BYTES or anyio.current_time() - self.flushed_at_s >= _FLUSH_S

    async def _flush(self, pending: list[bytes]) -> None:
        await to_thread.run_sync(self.part.append, tuple(pending))
        pending.clear()
        self.flushed_at_s = anyio.current_time()
        if self.part.bytes > self.most_bytes:
            self.most_bytes = self.part.bytes
            if self.on_progress:
                self.on_progress(self.part.bytes, self.total)


def _is_words(head: bytearray, *, is_called_words: bool) -> bool:
    """Whether what came so far reads like a page or JSON."""
    is_like_words = is_called_words or _WORDS.match(head) is not None
    return is_like_words and _BINARY.search(head, 0, _HEAD_BYTES) is None


async def _whole(body: bytes) -> AsyncGenerator[bytes]:
    yield body


def _strong_validator(headers: Mapping[str, str]) -> str | None:
    """What tells on resuming that the file is still the same; a weak tag cannot."""
    tag = headers.get("etag", "")
    return tag if tag.startswith('"') else headers.get("last-modified")
