"""Opens a file folder by folder, so that no link that is put on the way leads elsewhere. All of it blocks.

Between a check and the use of a path, anybody who can write to a folder may put a link in a file's place. So
a path whose links are resolved is opened from the allowed folder down without following any link, and what
is checked, looked into and sent is the one file that was opened.
"""

import errno
import os
import unicodedata
from contextlib import suppress
from io import FileIO
from pathlib import Path

_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
# A pipe or a device opens at once instead of waiting for its other end; what it is is checked afterwards.
_FILE_FLAGS = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def open_below(folder: Path, path: Path) -> FileIO:
    """Open a file for reading.

    Args:
        folder: One that is trusted, with its links resolved.
        path: Somewhere below it, with its links resolved.

    Raises:
        OSError: It cannot be opened; with `ELOOP` or `ENOTDIR`, a link was put on the way.
    """
    if os.open not in os.supports_dir_fd:  # Windows, where only administrators make links
        return path.open("rb", buffering=0)
    *folders, name = path.relative_to(folder).parts or ("",)
    if not name:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    at = os.open(folder, _FOLDER_FLAGS)
    try:
        for each in folders:
            inner = os.open(each, _FOLDER_FLAGS | _NOFOLLOW, dir_fd=at)
            os.close(at)
            at = inner
        return FileIO(os.open(name, _FILE_FLAGS, dir_fd=at), "rb")
    finally:
        os.close(at)


def path_of(file: FileIO, path: Path) -> Path:
    """A path by which another process comes to this very file, whatever lies at the old one.

    Where the system has none (only Linux does), it is the old one: see `is_still_at`.
    """
    found = Path(f"/proc/{os.getpid()}/fd/{file.fileno()}")
    return found if is_still_at(file, found) else path


def is_still_at(file: FileIO, path: Path) -> bool:
    """Whether this very file is what lies at a path."""
    with suppress(OSError):
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    return False


def find_alike(path: Path) -> Path:
    """The one file beside it whose name differs in nothing but white space or Unicode form; else the path.

    macOS writes U+202F into the names of screenshots, where models and people write a space.
    """
    if os.path.lexists(path):
        return path
    try:
        names = [each.name for each in path.parent.iterdir() if _plain(each.name) == _plain(path.name)]
    except OSError:
        return path
    return path.with_name(names[0]) if len(names) == 1 else path


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())
