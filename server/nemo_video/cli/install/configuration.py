"""A host's configuration file: read, changed in one member, kept as a backup, and put in place whole."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from nemo_video.cli.install.entry import SERVER_NAME, ServerEntry
from nemo_video.cli.install.hosts import Host
from nemo_video.cli.install.json_text import read_object, remove_member, set_member
from nemo_video.errors import DiskFailure, InvalidArgument

_BOM = "\ufeff"


@dataclass(frozen=True)
class Edit:
    """A configuration before and after; nothing is written yet."""

    path: Path
    before: str
    after: str

    @property
    def changes(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


def add_server(host: Host, entry: ServerEntry) -> Edit:
    """The host's configuration with the server in it.

    Raises:
        InvalidArgument: The file is not what the host itself would read.
    """
    path, text = _read(host)
    bom, body = text[: text.startswith(_BOM)], text.removeprefix(_BOM)
    with_server = set_member(body, (host.servers_key, SERVER_NAME), entry.as_json(says_type=host.says_type))
    return Edit(path, text, bom + with_server)


def remove_server(host: Host) -> Edit:
    """The host's configuration without the server.

    Raises:
        InvalidArgument: The file is not what the host itself would read.
    """
    path, text = _read(host)
    bom, body = text[: text.startswith(_BOM)], text.removeprefix(_BOM)
    without = remove_member(body, (host.servers_key, SERVER_NAME)) if body.strip() else body
    return Edit(path, text, bom + without)


def read_entry(host: Host) -> dict[str, Any] | None:
    """What the host's configuration says about the server; None where it says nothing.

    Raises:
        InvalidArgument: The file is not what the host itself would read.
    """
    _, text = _read(host)
    return read_object(text.removeprefix(_BOM)).get(host.servers_key, {}).get(SERVER_NAME)


def write_edit(edit: Edit) -> Path | None:
    """Put the new text in place in one step, after a copy of the old one was kept beside it.

    Returns:
        The backup; None where there was no file before.

    Raises:
        DiskFailure: The file or its folder cannot be written.
    """
    try:
        edit.path.parent.mkdir(parents=True, exist_ok=True)
        backup = _back_up(edit.path)
        _replace(edit.path, edit.after)
    except OSError as error:
        raise DiskFailure(
            f"{edit.path} could not be written: {error.strerror or error}.",
            advice="Make the file writable, or add the entry by hand: --print shows it.",
        ) from error
    return backup


def _read(host: Host) -> tuple[Path, str]:
    path = host.locate()
    path = path.resolve() if path.is_symlink() else path
    try:
        text = path.read_bytes().decode() if path.exists() else ""
        servers: object = read_object(text.removeprefix(_BOM)).get(host.servers_key, {})
    except (ValueError, OSError) as error:
        raise _unreadable(host, path, str(error)) from error
    if not isinstance(servers, dict):
        raise _unreadable(host, path, f'"{host.servers_key}" is not a list of named servers')
    return path, text


def _unreadable(host: Host, path: Path, why: str) -> InvalidArgument:
    return InvalidArgument(
        f"{host.title}'s configuration at {path} cannot be read: {why}. It was not touched.",
        advice="Mend the file, then try again.",
    )


def _back_up(path: Path) -> Path | None:
    if not path.exists():
        return None
    backup = path.with_name(f"{path.name}.backup-{datetime.now():%Y%m%d-%H%M%S-%f}")
    shutil.copy2(path, backup)
    return backup


def _replace(path: Path, text: str) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        if path.exists():
            shutil.copymode(path, fresh)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
