"""Files on the disk, before anyone asks what is in them."""

import hashlib
import stat
from io import BufferedReader
from pathlib import Path

from nemo_video.errors import DiskFailure, InvalidArgument, NotAllowed, NotFound

CHECK_PATH = "Check the path: it must be a file that this user can read."


def open_file(path: Path) -> BufferedReader:
    """Opens a regular file for reading; never blocks on a pipe or a device.

    Raises:
        NotFound: There is no such file.
        NotAllowed: This user may not read it.
        InvalidArgument: It is a folder, a pipe or a device.
        DiskFailure: The disk fails.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise InvalidArgument(f"{path.name} is not a regular file.", advice=CHECK_PATH)
        return path.open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise NotFound(f"There is no file {path}.", advice=CHECK_PATH) from error
    except PermissionError as error:
        raise NotAllowed(f"{path.name} may not be read by this user.", advice=CHECK_PATH) from error
    except ValueError as error:
        raise InvalidArgument(
            "The path holds a character that no path can hold.", advice=CHECK_PATH
        ) from error
    except OSError as error:
        raise DiskFailure(f"{path.name} cannot be opened: {error.strerror}.", advice=CHECK_PATH) from error


def hash_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
