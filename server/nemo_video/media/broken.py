"""The one boundary around FFmpeg and Pillow.

Damaged files raise far more than the libraries' own errors (Unicode, Attribute, Index, Memory errors were
all seen), so every call into them stands inside `breaking_off`, and nothing else does: a mistake in our own
code stays visible as what it is.
"""

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from nemo_video.errors import BackendRefusal, DiskFailure, VideoError

UNSUPPORTED = 4001


class BrokenMedia(BackendRefusal):
    """A media file that cannot be decoded to its end.

    Args:
        path: The file.
        reason: What is wrong, as the end of a sentence that starts with the file's name.
        at_s: Where it breaks, in seconds; None when nothing could be decoded.
    """

    def __init__(self, path: Path, reason: str, *, at_s: float | None = None) -> None:
        self._say(f"{path.name} {reason}.", at_s)

    @classmethod
    def repeat(cls, message: str, at_s: float | None) -> Self:
        """The same error in another process than the one that found it."""
        error = cls.__new__(cls)
        error._say(message, at_s)
        return error

    def _say(self, message: str, at_s: float | None) -> None:
        advice = "The file is damaged or incomplete: make it or download it again."
        super().__init__(UNSUPPORTED, message=message, advice=advice)
        self.at_s = at_s


def unsupported(path: Path, reason: str) -> BackendRefusal:
    """The refusal of a file whose content is no media of ours. Its advice lists the formats."""
    return BackendRefusal(UNSUPPORTED, message=f"{path.name} {reason}.")


@contextmanager
def breaking_off(path: Path, *, at_s: float | None = None) -> Generator[None]:
    """Turns whatever a library raises into `BrokenMedia` or `DiskFailure`."""
    try:
        yield
    except VideoError:
        raise
    except OSError as error:
        if type(error) is OSError and error.errno is not None:
            raise DiskFailure(
                f"{path.name} could not be read from the disk.", advice="Check the disk, then call again."
            ) from error
        raise _broken(path, at_s) from error
    except Exception as error:
        raise _broken(path, at_s) from error


def _broken(path: Path, at_s: float | None) -> BrokenMedia:
    where = "cannot be decoded at all" if at_s is None else f"breaks off after {at_s:.2f} s"
    return BrokenMedia(path, where, at_s=at_s)
