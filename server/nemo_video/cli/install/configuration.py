"""A host's configuration file: read, changed in one member, kept as a backup, and put in place whole."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from nemo_video.cli.install.entry import SERVER_NAME, ServerEntry
from nemo_video.cli.install.hosts import Host
from nemo_video.cli.install.json_text import read_object, remove_member, set_member
from nemo_video.errors import DiskFailure, InvalidArgument

_BOM = "\ufeff"
_OURS = ("type", "command", "args", "env")


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
    """The host's configuration with the server in it; what a host or a hand added to its entry stays.

    Raises:
        InvalidArgument: The file is not what the host itself would read.
    """
    path, text = _read(host)
    bom, body = text[: text.startswith(_BOM)], text.removeprefix(_BOM)
    written = entry.as_json(says_type=host.says_type) | _additions_to(_entry_in(body, host) or {})
    return Edit(path, text, bom + set_member(body, (host.servers_key, SERVER_NAME), written))


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
    return _entry_in(text.removeprefix(_BOM), host)


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


def _entry_in(body: str, host: Host) -> dict[str, Any] | None:
    """The server's entry; an empty one where something stands in its place that is no entry."""
    entry: object = read_object(body).get(host.servers_key, {}).get(SERVER_NAME)
    if entry is None:
        return None
    return cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}


def _additions_to(entry: dict[str, Any]) -> dict[str, Any]:
    """What others wrote into an entry of ours, such as whether it is switched off."""
    if "command" not in entry:
        return {}
    return {name: value for name, value in entry.items() if name not in _OURS}


def _read(host: Host) -> tuple[Path, str]:
    path = host.locate()
    try:
        path = path.resolve() if path.is_symlink() else path
        text = _read_text(path)
        servers: object = read_object(text.removeprefix(_BOM)).get(host.servers_key, {})
    except OSError as error:
        raise _unreadable(host, path, error.strerror or str(error)) from error
    except (ValueError, RuntimeError) as error:  # the latter for links in a circle, and for endless nesting
        raise _unreadable(host, path, str(error)) from error
    if not isinstance(servers, dict):
        raise _unreadable(host, path, f'"{host.servers_key}" is not a list of named servers')
    return path, text


def _read_text(path: Path) -> str:
    """The text of a file; empty where there is none."""
    try:
        return path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return ""


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
