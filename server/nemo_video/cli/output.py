"""Where a person wants a file: checked before anything is made, put in place when it is there."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from nemo_video.engine import MEDIA_TYPES
from nemo_video.errors import DiskFailure, InvalidArgument

ROOM_BYTES = 64 * 1024 * 1024
"""A short film in the best quality; with less room the export would fail after all the work."""


@dataclass(frozen=True)
class Output:
    """The file that `-o` names.

    Attributes:
        path: Where it goes.
        format: Of `MEDIA_TYPES`, by its ending.
    """

    path: Path
    format: str

    def put_in_place(self, saved: Path) -> None:
        """Move what was saved to where it was asked for: a name that is taken was numbered.

        Raises:
            DiskFailure: It cannot be moved; it stays where it was saved.
        """
        if saved == self.path:
            return
        try:
            saved.replace(self.path)
        except OSError as error:
            raise DiskFailure(
                f"{self.path} could not be written: {error.strerror or error}.",
                advice=f"The video is saved as {saved}.",
            ) from error


def check_output(name: str, kind: str | None = None, *, is_forced: bool = False) -> Output:
    """Make sure that a video can be saved under a name.

    Args:
        name: A path; without an ending it gets the format's.
        kind: The format, where it is not told by the ending.
        is_forced: Whether a file that is there already is replaced.

    Raises:
        InvalidArgument: The ending is no format or another one than asked for, there is no such folder, or
            the file is there already.
        DiskFailure: The folder cannot be written, or has no room.
    """
    path = Path(os.path.abspath(Path(name).expanduser()))  # noqa: PTH100 - a link in it stays as it was typed
    ending = path.suffix.removeprefix(".").lower()
    wanted = (kind or ending or "mp4").removeprefix(".").lower()
    if wanted not in MEDIA_TYPES:
        raise InvalidArgument(f'"{wanted}" is no format.', advice=f"Choose from {', '.join(MEDIA_TYPES)}.")
    if ending and ending != wanted:
        raise InvalidArgument(
            f"--output ends with .{ending}, and --format says {wanted}.", advice="Leave --format out."
        )
    path = path if ending else path.with_name(f"{path.name}.{wanted}")
    _check_folder(path.parent)
    if path.is_dir():
        raise InvalidArgument(f"{path} is a folder.", advice="Name a file in it.")
    if path.exists() and not is_forced:
        raise InvalidArgument(f"{path} is there already.", advice="Choose another name, or add --force.")
    return Output(path, wanted)


def _check_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise InvalidArgument(f"There is no folder {folder}.", advice="Make it first, or choose another.")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DiskFailure(f"{folder} cannot be written.", advice="Choose another folder.")
    free = shutil.disk_usage(folder).free
    if free < ROOM_BYTES:
        raise DiskFailure(
            f"{folder} has {free / 1e6:.0f} MB of room, too little for a video.", advice="Make room first."
        )
