"""Files on the disk, before anyone asks what is in them."""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from io import BufferedReader, FileIO
from pathlib import Path
from typing import Final

from nemo_video.errors import DiskFailure, InvalidArgument, NotAllowed, NotFound, VideoError

CHECK_PATH = "Check the path: it must be a file that this user can read."

NO_FOLLOW: Final = getattr(os, "O_NOFOLLOW", 0)

READ_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe or a device opens at once instead of waiting for its other end
    | getattr(os, "O_CLOEXEC", 0)
)


_OPENED: Final = re.compile(r"/proc/\d+/fd/\d+")
"""What `reached` gives: by Linux's own links another process comes to a file that is open in ours."""


def open_file(path: Path) -> BufferedReader:
    """Opens a regular file for reading, as `open_plain` does, or one that is open already (see `reached`).

    Raises:
        NotFound, NotAllowed, InvalidArgument, DiskFailure: As `open_plain` does.
    """
    is_open = _OPENED.fullmatch(str(path))
    return BufferedReader(_open(path, READ_FLAGS) if is_open else open_plain(path))


def open_plain(path: Path) -> FileIO:
    """Opens a regular file that lies at a path itself: a link that was put in its place leads nowhere.

    It never blocks on a pipe or a device.

    Raises:
        NotFound: There is no such file.
        NotAllowed: This user may not read it.
        InvalidArgument: It is a folder, a pipe or a device.
        DiskFailure: The disk fails.
    """
    if not NO_FOLLOW and path.is_symlink():  # Windows, where only administrators make links
        raise NotFound(f"There is no file {path}.", advice=CHECK_PATH)
    return _open(path, READ_FLAGS | NO_FOLLOW)


def _open(path: Path, flags: int) -> FileIO:
    try:
        if path.is_dir():  # which Windows does not open at all
            raise _not_regular(path)
        opened = FileIO(os.open(path, flags), "rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(f"There is no file {path}.", advice=CHECK_PATH) from error
    except PermissionError as error:
        raise NotAllowed(f"{path.name} may not be read by this user.", advice=CHECK_PATH) from error
    except ValueError as error:
        raise InvalidArgument(
            "The path holds a character that no path can hold.", advice=CHECK_PATH
        ) from error
    except OSError as error:
        if flags & NO_FOLLOW and error.errno == errno.ELOOP:  # a link lies there
            raise NotFound(f"There is no file {path}.", advice=CHECK_PATH) from error
        raise DiskFailure(f"{path.name} cannot be opened: {error.strerror}.", advice=CHECK_PATH) from error
    if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
        opened.close()
        raise _not_regular(path)
    return opened


def _not_regular(path: Path) -> InvalidArgument:
    return InvalidArgument(f"{path.name} is not a regular file.", advice=CHECK_PATH)


@contextmanager
def reached(opened: FileIO, path: Path, name: str) -> Generator[Path]:
    """A path by which another process comes to this very file, whatever lies at its own by then.

    Where the system has none (only Linux does), it is its own: see `is_still_at`.

    Args:
        opened: The file.
        path: Where it was opened.
        name: What errors call it.
    """
    found = Path(f"/proc/{os.getpid()}/fd/{opened.fileno()}")
    through = found if is_still_at(opened, found) else path
    try:
        yield through
    except VideoError as error:
        error.message = re.sub(rf"^{re.escape(through.name)}(?= )", lambda _: name, error.message)
        raise


def is_still_at(opened: FileIO, path: Path) -> bool:
    """Whether this very file is what lies at a path."""
    with suppress(OSError):
        return os.path.samestat(path.stat(), os.fstat(opened.fileno()))
    return False


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
