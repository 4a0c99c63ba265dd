"""A host's configuration file: read, changed in one member, kept as a backup, and put in place whole."""

import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, cast

from nemo_video.cli.install.entry import SERVER_NAME, ServerEntry
from nemo_video.cli.install.hosts import Host, MemberPath
from nemo_video.errors import DiskFailure, InvalidArgument

_BOM = "\ufeff"


class Syntax(Protocol):
    """What a configuration is written in: a module that edits one member and leaves the rest as it is."""

    def read_object(self, text: str) -> dict[str, Any]:
        """The data; ValueError says where it is none."""
        ...

    def set_member(self, text: str, path: MemberPath, value: Any) -> str:
        """The text with a value at a path; ValueError where that cannot be."""
        ...

    def remove_member(self, text: str, path: MemberPath) -> str:
        """The text without what is at a path, and without what that leaves empty."""
        ...


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


@dataclass(frozen=True)
class Configuration:
    """A host's configuration as it was read.

    Attributes:
        host: Whose it is.
        path: The file, links followed.
        bom: The mark that some editors put before the text.
        body: The text.
        data: What it says.
    """

    host: Host
    path: Path
    bom: str
    body: str
    data: dict[str, Any]

    @property
    def member(self) -> MemberPath:
        """Where the server's entry belongs."""
        newer = self.host.newer_servers
        servers = newer if newer and isinstance(_look_up(self.data, newer), dict) else self.host.servers
        return (*servers, SERVER_NAME)

    @property
    def entry(self) -> dict[str, Any] | None:
        """The server's entry; an empty one where something stands in its place that is no entry."""
        entry = _look_up(self.data, self.member)
        if entry is None:
            return None
        return cast("dict[str, Any]", entry) if isinstance(entry, dict) else {}

    def change(self, edit: Callable[[Syntax], str], entry: dict[str, Any] | None) -> Edit:
        """The change that leaves `entry` in its place, and all else as it was.

        Raises:
            InvalidArgument: The file is written in a way that cannot be changed so.
        """
        syntax = syntax_of(self.host)
        try:
            after = edit(syntax)
            if not self._differs_only_by(entry, syntax.read_object(after)):
                raise ValueError("it is written in a way that is not known here")  # noqa: TRY301 - told as all others
        except (ValueError, TypeError, RuntimeError) as error:  # such as a date where there are none
            raise _unreadable(self.host, self.path, str(error)) from error
        return Edit(self.path, self.bom + self.body, self.bom + after)

    def _differs_only_by(self, entry: dict[str, Any] | None, data: dict[str, Any]) -> bool:
        member = self.member
        return _look_up(data, member) == entry and _without(data, member) == _without(self.data, member)


def add_server(host: Host, entry: ServerEntry) -> Edit:
    """The host's configuration with the server in it; what a host or a hand added to its entry stays.

    Raises:
        InvalidArgument: The file is not what the host itself would read.
    """
    found = _read(host)
    written = host.shape.write(entry, found.entry)
    return found.change(lambda syntax: syntax.set_member(found.body, found.member, written), written)


def remove_server(host: Host) -> Edit:
    """The host's configuration without the server.

    Raises:
        InvalidArgument: The file is not what the host itself would read.
    """
    found = _read(host)
    if _look_up(found.data, found.member) is None:
        return Edit(found.path, found.bom + found.body, found.bom + found.body)
    return found.change(lambda syntax: syntax.remove_member(found.body, found.member), None)


def read_entry(host: Host) -> dict[str, Any] | None:
    """What the host's configuration says about the server, as `command`, `args` and `env`.

    Returns:
        None where it says nothing.

    Raises:
        InvalidArgument: The file is not what the host itself would read.
    """
    entry = _read(host).entry
    return None if entry is None else host.shape.read(entry)


def show_configuration(host: Host, entry: ServerEntry) -> str:
    """A configuration of the host that holds nothing but the server."""
    return syntax_of(host).set_member("", (*host.servers, SERVER_NAME), host.shape.write(entry))


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


def syntax_of(host: Host) -> Syntax:
    """The module for the host's file; only YAML needs a library, which nobody else should wait for."""
    match host.syntax:
        case "json":
            from nemo_video.cli.install import json_text as syntax
        case "toml":
            from nemo_video.cli.install import toml_text as syntax
        case "yaml":
            from nemo_video.cli.install import yaml_text as syntax
    return syntax


def _read(host: Host) -> Configuration:
    path = host.locate()
    try:
        path = path.resolve() if path.is_symlink() else path
        text = _read_text(path)
        body = text.removeprefix(_BOM)
        data = syntax_of(host).read_object(body)
    except OSError as error:
        raise _unreadable(host, path, error.strerror or str(error)) from error
    except (ValueError, RuntimeError) as error:  # the latter for links in a circle, and for endless nesting
        raise _unreadable(host, path, str(error)) from error
    found = Configuration(host, path, text[: text.startswith(_BOM)], body, data)
    servers = _look_up(data, host.servers)
    if servers is not None and not isinstance(servers, dict):
        raise _unreadable(host, path, f'"{host.servers[0]}" is not a list of named servers')
    return found


def _look_up(data: object, path: MemberPath) -> object:
    """The value at a path; None where there is none."""
    for name in path:
        data = cast("dict[str, object]", data).get(name) if isinstance(data, dict) else None
    return data


def _without(data: dict[str, Any], path: MemberPath) -> dict[str, Any]:
    """The data less what is at a path, and less what that leaves empty."""
    name, *rest = path
    others = {key: value for key, value in data.items() if key != name}
    if not rest or not isinstance(inner := data.get(name), dict):
        return others
    left = _without(cast("dict[str, Any]", inner), tuple(rest))
    return {**others, name: left} if left else others


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
