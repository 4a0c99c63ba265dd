"""A file that is not complete yet: it lies beside its target under another name until it is.

Everything here blocks. Whatever the disk refuses is a `DiskFailure`, and nothing half is left behind: what a
process that was killed had begun is removed by the next one that saves into the same folder.
"""

import contextlib
import errno
import hashlib
import itertools
import os
import secrets
import shutil
import sys
import time
from collections.abc import Generator, Iterable
from io import FileIO
from pathlib import Path

from nemo_video.client.answers import Download
from nemo_video.errors import DiskFailure

if sys.platform != "win32":
    import fcntl

_MAX_NAMES = 1000
_NAME = ".nemo-{}.part"
_STARTING_S = 60
"""A file so young may be one whose process has not locked it yet."""


def save_bytes(target: Path, content: bytes) -> Download:
    """Save a whole file in one step; a name that is taken is numbered.

    Raises:
        DiskFailure: It cannot be saved; nothing half is left behind.
    """
    part = PartFile(target)
    try:
        part.append([content])
        return Download(part.publish(), part.bytes, part.sha256)
    finally:
        part.discard()


class PartFile:
    """A new, empty file in the target's folder.

    Args:
        target: Where it shall lie in the end; missing folders are made.

    Raises:
        DiskFailure: The folder cannot be written.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._path = target.with_name(_NAME.format(secrets.token_hex(8)))
        with self._disk_told():
            target.parent.mkdir(parents=True, exist_ok=True)
            _remove_left(target.parent)
            self._file = self._path.open("xb", buffering=0)
            _lock(self._file)
        self._hash = hashlib.sha256()
        self.bytes = 0

    @property
    def sha256(self) -> str:
        """Of everything written so far, in hex."""
        return self._hash.hexdigest()

    def reserve(self, size: int) -> None:
        """Make sure that this many bytes fit on the disk, before they are asked for."""
        with self._disk_told():
            if shutil.disk_usage(self._path.parent).free < size - self.bytes:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def append(self, chunks: Iterable[bytes]) -> None:
        """Write at the end."""
        with self._disk_told():
            for chunk in chunks:
                view = memoryview(chunk)
                while view:
                    view = view[self._file.write(view) :]
                self._hash.update(chunk)
                self.bytes += len(chunk)

    def restart(self) -> None:
        """Forget everything written so far."""
        with self._disk_told():
            self._file.truncate(0)
            self._file.seek(0)
        self._hash = hashlib.sha256()
        self.bytes = 0

    def publish(self) -> Path:
        """Move it to its target in one step, or, where that is taken, to the next free name like it."""
        with self._disk_told():
            os.fsync(self._file.fileno())
            self._file.close()
            return move_to_free_name(self._path, self._target)

    def discard(self) -> None:
        """Remove it, unless it was published."""
        self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _disk_told(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise DiskFailure(
                f"{self._target.name} could not be saved in {self._target.parent}: "
                f"{error.strerror or 'the disk refused'}."
            ) from error


def move_to_free_name(source: Path, target: Path) -> Path:
    """Move a file in one step to its target, or, where that is taken, to the next free name like it.

    Raises:
        OSError: The disk refuses, or every name like it is taken.
    """
    if path := next((path for path in _names_like(target) if _move(source, path)), None):
        return path
    raise FileExistsError(errno.EEXIST, "every name like it is taken")


def _move(source: Path, path: Path) -> bool:
    """Whether the name was free. A link is made first, for a plain move would overwrite."""
    try:
        path.hardlink_to(source)
    except FileExistsError:
        return False
    except OSError:
        return _move_without_link(source, path)
    source.unlink()
    return True


def _move_without_link(source: Path, path: Path) -> bool:
    """For file systems that have no links: take the name with an empty file, then replace that."""
    try:
        path.open("xb").close()
    except FileExistsError:
        return False
    source.replace(path)
    return True


def _remove_left(folder: Path) -> None:
    """Remove what killed processes had begun: the system lets go of a process's locks however it ends."""
    for path in folder.glob(_NAME.format("*")):
        with contextlib.suppress(OSError):  # on Windows a file that somebody writes cannot be removed
            if time.time() - path.stat().st_mtime > _STARTING_S:
                with path.open("rb", buffering=0) as file:
                    is_left = _lock(file)
                if is_left:
                    path.unlink()


def _lock(file: FileIO) -> bool:
    """Whether nobody else holds the file, which is then this process's until it is closed."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # somebody has it, or the file system has no locks
        return False
    return True


def _names_like(target: Path) -> Iterable[Path]:
    """The name itself, then `name (2).mp4`, `name (3).mp4` and on."""
    numbered = (target.with_stem(f"{target.stem} ({number})") for number in range(2, _MAX_NAMES))
    return itertools.chain([target], numbered)
