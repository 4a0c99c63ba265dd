"""The client id, in a file of the user's config folder that other tools of the backend read and write too.

A UUID is what we make; any text of up to 64 characters is one. What stands in the file is never overwritten.
"""

import contextlib
import os
import uuid
from pathlib import Path

from anyio import to_thread

from nemo_video.errors import DiskFailure, InvalidArgument
from nemo_video.settings import Settings

_FILE_NAME = "client_id"
MAX_CHARACTERS = 64


async def read_client_id(settings: Settings) -> str:
    """The client id of this user, made on first use.

    Args:
        settings: `client_id` wins over the file in `config_dir`.

    Raises:
        InvalidArgument: NEMO_CLIENT_ID cannot be sent as a header.
        DiskFailure: The config folder cannot be read or written.
    """
    if settings.client_id is not None:
        return _check_sendable(settings.client_id)
    return await to_thread.run_sync(_read_or_make, settings.config_dir / _FILE_NAME)


def _check_sendable(client_id: str) -> str:
    if not _is_sendable(client_id):
        raise InvalidArgument(
            f"NEMO_CLIENT_ID has to be 1 to {MAX_CHARACTERS} printable ASCII characters.",
            advice="Set it to a UUID, or unset it: one is made then.",
        )
    return client_id


def _is_sendable(client_id: str) -> bool:
    """Whether a header can carry it and the backend takes it."""
    is_plain = client_id.isascii() and client_id.isprintable() and client_id == client_id.strip()
    return is_plain and 0 < len(client_id) <= MAX_CHARACTERS


def _read_or_make(path: Path) -> str:
    try:
        return _read(path) or _make(path)
    except OSError as error:
        raise DiskFailure(
            f"The client id could not be kept in {path}: {error.strerror or 'the disk refused'}.",
            advice="Make that folder writable, or set NEMO_CLIENT_ID to a UUID.",
        ) from error


def _read(path: Path) -> str | None:
    """The id in the file; None when there is no file or nothing in it.

    Text that cannot be an id stays where it is, and a UUID that is always the same for it stands in.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    client_id = content.decode("utf-8-sig", "replace").strip()
    if not client_id:
        return None
    return client_id if _is_sendable(client_id) else str(uuid.uuid5(uuid.NAMESPACE_OID, content.hex()))


def _make(path: Path) -> str:
    """Write a new id in one step. When another process was first, its id is the one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    client_id = str(uuid.uuid4())
    try:
        with open(draft, "x", encoding="ascii", opener=_open_private) as file:
            file.write(client_id)
        return _publish(draft, path, client_id)
    finally:
        with contextlib.suppress(FileNotFoundError):
            draft.unlink()


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _publish(draft: Path, path: Path, client_id: str) -> str:
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        if winner := _read(path):
            return winner
        draft.replace(path)
    except OSError:  # a file system without links
        draft.replace(path)
    return client_id
