"""Opens a file folder by folder, so that no link that is put on the way leads elsewhere. All of it blocks.

Between a check and the use of a path, anybody who can write to a folder may put a link in a file's place. So
a path whose links are resolved is opened from the allowed folder down without following any link, and what
is checked, looked into and sent is the one file that was opened.
"""

import errno
import os
import unicodedata
from io import FileIO
from pathlib import Path

from nemo_video.media import NO_FOLLOW, READ_FLAGS

_FOLDER_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)


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
            inner = os.open(each, _FOLDER_FLAGS | NO_FOLLOW, dir_fd=at)
            os.close(at)
            at = inner
        return FileIO(os.open(name, READ_FLAGS | NO_FOLLOW, dir_fd=at), "rb")
    finally:
        os.close(at)


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
