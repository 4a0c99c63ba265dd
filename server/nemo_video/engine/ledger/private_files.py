"""The state folder is the user's own: nobody else reads the token and what was made."""

import contextlib
import os
import stat
from pathlib import Path

FOLDER_MODE, FILE_MODE = 0o700, 0o600
_OTHERS = 0o077
"""The rights of the group and of everybody else."""


def make_folder(path: Path) -> None:
    """Make a folder that only the user can enter; one that is wider is tightened.

    Raises:
        OSError: It cannot be made.
    """
    path.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    _tighten(path, FOLDER_MODE)


def make_file(path: Path) -> None:
    """Make a file that only the user can read, unless it is there; one that is wider is tightened.

    Raises:
        OSError: It cannot be made or opened.
    """
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, FILE_MODE))
    _tighten(path, FILE_MODE)


def tighten_files(folder: Path) -> None:
    """Tighten what an older version, or a copy by hand, left open to others."""
    for path in folder.iterdir():
        if path.is_file() and not path.is_symlink():
            _tighten(path, FILE_MODE)


def _tighten(path: Path, mode: int) -> None:
    """Take the rights of others away, where the file is ours to change."""
    now = path.stat().st_mode
    is_shared_by_design = bool(now & stat.S_ISVTX)  # such as /tmp, where everybody keeps files
    if now & _OTHERS and not is_shared_by_design:
        with contextlib.suppress(OSError):  # a folder of another user, or a file system without rights
            path.chmod(mode)
