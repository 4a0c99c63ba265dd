"""Finished renders on their way out: none is cleaned away while it is sent."""

import re
from mimetypes import guess_type
from pathlib import Path
from typing import Final

from starlette.concurrency import iterate_in_threadpool, run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from nemo_studio.service.storage import Storage

_RANGE: Final = re.compile(r"bytes=([0-9]{0,19})-([0-9]{0,19})")
"""One range. Several at a time may be passed over (RFC 9110, 14.2), and no client of ours asks for them.

Longer numbers, of which Python makes none, are of no file's bytes.
"""


class FileDownload(StreamingResponse):
    """A file, or the part of it that is asked for, from wherever it lies.

    From an object store it is sent straight on: nothing of it needs room on this machine.

    Args:
        storage: Has the file.
        path: Of the file in it.
    """

    def __init__(self, storage: Storage, path: Path) -> None:
        super().__init__((), media_type=guess_type(path.name)[0] or "application/octet-stream")
        self._storage = storage
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; no process removes it meanwhile."""
        etag = f'"{self._path.stem}"'  # a name is never used twice
        async with self._storage.holding([self._path]):
            size = await self._storage.size_of(self._path)
            start, stop = _read_range(Headers(scope=scope), size, etag)
            try:
                chunks = await run_in_threadpool(self._storage.read, self._path, start, stop)
            except FileNotFoundError:
                raise HTTPException(404) from None
            if stop - start < size:
                self.status_code = 206
                self.headers["content-range"] = f"bytes {start}-{stop - 1}/{size}"
            self.headers.update({"accept-ranges": "bytes", "content-length": str(stop - start), "etag": etag})
            self.body_iterator = iterate_in_threadpool(() if scope["method"] == "HEAD" else chunks)
            await super().__call__(scope, receive, send)


def _read_range(headers: Headers, size: int, etag: str) -> tuple[int, int]:
    """Where to start and where to stop; the whole file where no part is asked for, or of another file.

    Raises:
        HTTPException: 416, it begins behind the end, or is the last no bytes.
    """
    asked = _RANGE.fullmatch(headers.get("range", ""))
    if asked is None or asked[0] == "bytes=-" or headers.get("if-range", etag) != etag:
        return 0, size
    first, last = asked.groups()
    if not first and int(last):
        return max(0, size - int(last)), size
    if not first or int(first) >= size:
        raise HTTPException(416, headers={"content-range": f"bytes */{size}"})
    stop = min(int(last) + 1, size) if last else size
    return (int(first), stop) if stop > int(first) else (0, size)
