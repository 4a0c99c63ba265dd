"""What is checked about a file of the user's disk before a byte of it leaves. Everything here blocks."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from nemo_video.client.descriptors import find_alike, open_below
from nemo_video.errors import (
    BackendRefusal,
    InvalidArgument,
    NotAllowed,
    NotFound,
    OutsideFolders,
)
from nemo_video.media import FileKind, check_whole, identify, is_still_at, reached
from nemo_video.wire.formats import MAX_UPLOAD_BYTES, SUBTITLE_TYPES, UPLOAD_TYPES

_UNSUPPORTED = 4001
_TOO_LARGE = 4002
_TEXT_ADVICE = {
    **dict.fromkeys(("txt", "md", "text"), "Pass its words to generate as the prompt."),
    **dict.fromkeys(SUBTITLE_TYPES, "Name it in generate, edit or upload: its words become subtitles."),
}
"""Extension of a text file, which is not media → how its words reach the backend."""


@dataclass(frozen=True)
class LocalFile:
    """A file that may be uploaded.

    Attributes:
        path: With every link resolved.
        name: As it is called where the caller said, which may be the name of a link.
        media_type: By its extension (`video/mp4`).
        kind: `video`, `image` or `audio`, by its content.
        bytes: Its size.
        opened: The file itself, open, to be sent; whoever has it closes it.
        notices: What is unusual about it and was taken care of (see `nemo_video.media`).
    """

    path: Path
    name: str
    media_type: str
    kind: str
    bytes: int
    opened: FileIO
    notices: tuple[str, ...] = ()


def check_file(source: str, folders: Iterable[Path]) -> LocalFile:
    """Check a file without keeping it open.

    Raises:
        VideoError: As `open_file` does.
    """
    file = open_file(source, folders)
    file.opened.close()
    return file


def open_file(source: str, folders: Iterable[Path]) -> LocalFile:
    """Check folder, regular file, extension, size, permission and real type, in this order, on one opening.

    Args:
        source: A path; `~` is the user's home. White space and Unicode form of its name need not be exact.
        folders: Where uploads may come from.

    Raises:
        NotAllowed: It lies elsewhere, or may not be read.
        NotFound: It is not there.
        InvalidArgument: It is no regular file.
        BackendRefusal: 4001, the backend does not take such a file; 4002, it is too large.
    """
    named, path, opened, size = open_regular(source, folders)
    try:
        media_type = _media_type_of(named.name)
        _check_size(size, named.name)
        kind = _kind_of(opened, path, named.name)
        _check_family(kind, media_type, named.name)
    except BaseException:
        opened.close()
        raise
    return LocalFile(path, named.name, media_type, kind.kind, size, opened, kind.notices)


def open_regular(source: str, folders: Iterable[Path]) -> tuple[Path, Path, FileIO, int]:
    """Open a regular file of the allowed folders, whatever is in it; whoever has it closes it.

    Returns:
        The path as it was meant, the same with every link resolved, the open file, its size in bytes.

    Raises:
        NotAllowed: It lies elsewhere, or may not be read.
        NotFound: It is not there.
        InvalidArgument: It is no regular file.
    """
    named, path = _resolve(source)
    folder = _folder_of(path, source, folders)
    opened = _open(folder, path, source)
    try:
        return named, path, opened, _size_of(opened, source)
    except BaseException:
        opened.close()
        raise


def _resolve(source: str) -> tuple[Path, Path]:
    """The path that is meant, and where it leads."""
    if not source.strip():
        raise InvalidArgument("The path is empty.", advice="Give the full path of a file, or its address.")
    try:
        named = find_alike(Path(source).expanduser())
        return named, named.resolve()
    except (OSError, RuntimeError, ValueError):
        raise InvalidArgument(f"The path {source!r} cannot be followed.") from None


_FULL_PATH = "Give its full path: a name alone is looked for where the server was started."


def _folder_of(path: Path, source: str, folders: Iterable[Path]) -> Path:
    """The allowed folder that it lies in."""
    allowed = [folder.resolve() for folder in folders]
    if found := next((folder for folder in allowed if path.is_relative_to(folder)), None):
        return found
    message = f"{source} lies outside the folders that uploads may come from: {', '.join(map(str, allowed))}."
    if not Path(source).expanduser().is_absolute():
        raise OutsideFolders(message, advice=_FULL_PATH)
    raise OutsideFolders(message)


def _open(folder: Path, path: Path, source: str) -> FileIO:
    try:
        return open_below(folder, path)
    except FileNotFoundError:
        raise NotFound(f"There is no file {source}.", advice="Check the path and call again.") from None
    except IsADirectoryError:
        raise _not_regular(source) from None
    except OSError as error:
        raise NotAllowed(
            f"{source} cannot be read: {error.strerror}.",
            advice="Change its permissions, or give another file.",
        ) from None


def _size_of(opened: FileIO, source: str) -> int:
    status = os.fstat(opened.fileno())
    if not stat.S_ISREG(status.st_mode):
        raise _not_regular(source)
    return status.st_size


def _not_regular(source: str) -> InvalidArgument:
    return InvalidArgument(f"{source} is not a regular file.", advice="Give the path of a media file.")


def _media_type_of(name: str) -> str:
    extension = Path(name).suffix.lower().removeprefix(".")
    if media_type := UPLOAD_TYPES.get(extension):
        return media_type
    if advice := _TEXT_ADVICE.get(extension):
        raise BackendRefusal(
            _UNSUPPORTED, message=f"{name} is text, not media, so it was not sent.", advice=advice
        )
    raise BackendRefusal(_UNSUPPORTED, message=f"The backend does not take files like {name}.")


def _check_size(size: int, name: str) -> None:
    if size > MAX_UPLOAD_BYTES:
        raise BackendRefusal(_TOO_LARGE, message=f"{name} is larger than 200 MB.")
    if size == 0:
        raise BackendRefusal(
            _UNSUPPORTED, message=f"{name} is empty.", advice="Give a file with media in it."
        )


def _kind_of(opened: FileIO, path: Path, name: str) -> FileKind:
    """The real type of the file that is open, of which nothing is cut off.

    It is read by a path of its own, which no message shows.
    """
    try:
        with reached(opened, path, name) as through:
            kind = identify(through)
            check_whole(through)
    except OSError as error:
        raise NotAllowed(
            f"{name} cannot be read: {error.strerror}.",
            advice="Change its permissions, or give another file.",
        ) from None
    if not is_still_at(opened, through):
        raise NotAllowed(f"{name} was replaced while it was looked at.", advice="Call again.")
    return kind


def _check_family(kind: FileKind, media_type: str, name: str) -> None:
    """A picture is no film. Sound in a film's container and the like are nobody's mistake."""
    if (kind.kind == "image") != media_type.startswith("image/"):
        raise BackendRefusal(
            _UNSUPPORTED,
            message=f"{name} holds {kind.container} content, which its extension does not say.",
            advice="Give it the extension of what it is, then upload it again.",
        )
