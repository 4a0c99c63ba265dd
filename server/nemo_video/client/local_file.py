"""What is checked about a file of the user's disk before a byte of it leaves. Everything here blocks."""

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from nemo_video.errors import BackendRefusal, InvalidArgument, NotAllowed, NotFound
from nemo_video.media import FileKind, identify
from nemo_video.wire.formats import MAX_UPLOAD_BYTES, UPLOAD_TYPES

_UNSUPPORTED = 4001
_TOO_LARGE = 4002
_TEXT_ADVICE = {
    **dict.fromkeys(("txt", "md", "text"), "Pass its words to generate as the prompt."),
    "srt": "Paste its content into generate, with the wish to add it as subtitles.",
}
"""Extension of a text file, which is not media → how its words reach the backend."""


@dataclass(frozen=True)
class LocalFile:
    """A file that may be uploaded.

    Attributes:
        path: With every link resolved.
        name: As the caller called it, which may be the name of a link.
        media_type: By its extension (`video/mp4`).
        kind: `video`, `image` or `audio`, by its content.
        bytes: Its size.
        notices: What is unusual about it and was taken care of (see `nemo_video.media`).
    """

    path: Path
    name: str
    media_type: str
    kind: str
    bytes: int
    notices: tuple[str, ...] = ()


def check_file(source: str, folders: Iterable[Path]) -> LocalFile:
    """Check folder, regular file, extension, size, permission and real type, in this order.

    Args:
        source: A path; `~` is the user's home.
        folders: Where uploads may come from.

    Raises:
        NotAllowed: It lies elsewhere, or may not be read.
        NotFound: It is not there.
        InvalidArgument: It is no regular file.
        BackendRefusal: 4001, the backend does not take such a file; 4002, it is too large.
    """
    path = _resolve(source)
    _check_folder(path, source, folders)
    size = _size_of(path, source)
    name = Path(source).name
    media_type = _media_type_of(name)
    _check_size(size, name)
    kind = _kind_of(path, source)
    _check_family(kind, media_type, name)
    return LocalFile(path, name, media_type, kind.kind, size, kind.notices)


def _resolve(source: str) -> Path:
    try:
        return Path(source).expanduser().resolve()
    except (OSError, RuntimeError, ValueError):
        raise InvalidArgument(f"The path {source!r} cannot be followed.") from None


def _check_folder(path: Path, source: str, folders: Iterable[Path]) -> None:
    allowed = [folder.resolve() for folder in folders]
    if not any(path.is_relative_to(folder) for folder in allowed):
        raise NotAllowed(
            f"{source} lies outside the folders that uploads may come from: {', '.join(map(str, allowed))}.",
            advice="Move it into one of them, or add its folder to NEMO_UPLOAD_DIRS and restart the server.",
        )


def _size_of(path: Path, source: str) -> int:
    try:
        status = path.stat()
    except FileNotFoundError:
        raise NotFound(f"There is no file {source}.", advice="Check the path and call again.") from None
    except OSError as error:
        raise NotAllowed(f"{source} cannot be read: {error.strerror}.", advice="Give another file.") from None
    if not stat.S_ISREG(status.st_mode):
        raise InvalidArgument(f"{source} is not a regular file.", advice="Give the path of a media file.")
    return status.st_size


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


def _kind_of(path: Path, source: str) -> FileKind:
    try:
        return identify(path)
    except OSError as error:
        raise NotAllowed(
            f"{source} cannot be read: {error.strerror}.",
            advice="Change its permissions, or give another file.",
        ) from None


def _check_family(kind: FileKind, media_type: str, name: str) -> None:
    """A picture is no film. Sound in a film's container and the like are nobody's mistake."""
    if (kind.kind == "image") != media_type.startswith("image/"):
        raise BackendRefusal(
            _UNSUPPORTED,
            message=f"{name} holds {kind.container} content, which its extension does not say.",
            advice="Give it the extension of what it is, then upload it again.",
        )
