"""A file as a multipart body, streamed from the disk in constant memory."""

import os
import secrets
from collections.abc import AsyncGenerator, Callable
from io import FileIO

from anyio import to_thread

from nemo_video.client.local_file import LocalFile
from nemo_video.errors import InvalidArgument

FIELD = "files"
_ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})
"""As browsers do it, by the HTML standard's multipart/form-data encoding; a backslash is itself."""


class MultipartFile:
    """One file in the field `files`, its name raw in UTF-8 as browsers send it.

    Args:
        file: A checked file.
        piece_bytes: How much of it is in memory at a time.
        on_bytes: Called with the number of the file's bytes that are sent, after each piece.
    """

    def __init__(self, file: LocalFile, piece_bytes: int, on_bytes: Callable[[int], None]) -> None:
        boundary = secrets.token_hex(16)
        name = file.name.translate(_ESCAPES).encode("utf-8", "replace")
        self._head = b"".join(
            [
                f'--{boundary}\r\nContent-Disposition: form-data; name="{FIELD}"; filename="'.encode(),
                name,
                f'"\r\nContent-Type: {file.media_type}\r\n\r\n'.encode(),
            ]
        )
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._file = file
        self._piece_bytes = piece_bytes
        self._on_bytes = on_bytes
        self.headers = {
            "Content-Type": f"multipart/form-data; boundary={boundary}",
            "Content-Length": str(len(self._head) + file.bytes + len(self._tail)),
        }

    async def stream(self) -> AsyncGenerator[bytes]:
        """The body, from its start.

        Raises:
            InvalidArgument: The file became shorter since it was checked.
        """
        opened = self._file.opened
        await to_thread.run_sync(opened.seek, 0)
        yield self._head
        sent = 0
        while sent < self._file.bytes:
            piece = await _read(opened, sent, min(self._piece_bytes, self._file.bytes - sent))
            if not piece:
                raise InvalidArgument(f"{self._file.name} changed while it was being uploaded.")
            yield piece
            sent += len(piece)
            self._on_bytes(sent)
        yield self._tail


async def _read(file: FileIO, offset: int, size: int) -> bytes:
    """The next bytes. Those that the system has in memory are not worth the hop to a worker thread."""
    if _is_in_memory(file, offset + size - 1):
        return file.read(size)
    return await to_thread.run_sync(file.read, size)


def _is_in_memory(file: FileIO, offset: int) -> bool:
    """Whether reading up to there need not wait for the disk. Only Linux tells."""
    try:
        return os.preadv(file.fileno(), [bytearray(1)], offset, os.RWF_NOWAIT) == 1
    except (AttributeError, OSError):
        return False
