"""Rendered spans kept on disk, so that the next export renders only what an edit has changed.

A span is found by its name, which stands for all that it depends on (`span_names`). Nothing else is lost with
them: whoever misses one renders it again.
"""

import hashlib
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nemo_studio.render.spans import EncodedSpan

_DIGEST_BYTES: Final = 16
PART: Final = ".part"
_ABANDONED_S: Final = 3600
"""A file that was begun so long ago is not being written any more."""


@dataclass(frozen=True)
class KeptSpans:
    """A folder of spans that any process may read and write.

    Attributes:
        folder: Where they lie.
        max_bytes: What they may need together; those unused for longest are removed first.
    """

    folder: Path
    max_bytes: int

    def has(self, key: str) -> bool:
        """Whether a span is there."""
        return (self.folder / key).exists()

    def read(self, key: str) -> EncodedSpan | None:
        """The span; None when it is gone or damaged."""
        path = self.folder / key
        with suppress(OSError, ValueError):
            os.utime(path)
            content = path.read_bytes()
            digest, rest = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
            if digest == _digest(rest):
                return EncodedSpan.from_bytes(rest)
        return None

    def write(self, key: str, span: EncodedSpan) -> None:
        """Keep a span; a full disk keeps none."""
        content = span.to_bytes()
        part = self.folder / f"{key}.{os.getpid()}{PART}"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                part.write_bytes(_digest(content) + content)
                part.replace(self.folder / key)
            finally:
                part.unlink(missing_ok=True)

    def clean_up(self) -> None:
        """Remove what was unused for longest until the rest fits, and what was never finished."""
        remove_unused(self.folder, self.max_bytes)


def remove_unused(folder: Path, max_bytes: int) -> None:
    """Remove files that were unused for longest until the rest fits, and parts that were never finished."""
    found: list[tuple[float, int, Path]] = []
    with suppress(OSError):
        for path in folder.iterdir():
            with suppress(FileNotFoundError):  # another process cleans up too
                told = path.stat()
                found.append((max(told.st_atime, told.st_mtime), told.st_size, path))
    left = sum(size for _, size, _ in found)
    for used_at, size, path in sorted(found):
        is_abandoned = path.suffix == PART and used_at < time.time() - _ABANDONED_S
        if is_abandoned or left > max_bytes:
            with suppress(OSError):
                path.unlink(missing_ok=True)
            left -= size


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
