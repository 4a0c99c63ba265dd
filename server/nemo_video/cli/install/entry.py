"""What a host starts: the command of this very installation by its absolute path, and its settings.

Hosts start servers with a PATH of their own, so a bare command name is often not found.
"""

import difflib
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from nemo_video import __version__
from nemo_video.errors import InvalidArgument
from nemo_video.settings import describe_settings

SERVER_NAME = "nemo-video"
_COMMAND = "nemo-video-mcp"
_LIKENESS_OF_A_SLIP = 0.85
"""How alike, from 0 to 1, a name is to that of a setting which was meant: NEMOTOKEN is, LOG_LEVEL is not."""


@dataclass(frozen=True)
class ServerEntry:
    """A server in a host's configuration."""

    command: str
    args: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class EntryShape:
    """How a host writes a server: its names for the fields, and what it wants said beside them.

    Attributes:
        command: The field of the command.
        args: The field of its arguments; None where the command is one list that ends with them.
        env: The field of the settings.
        constants: What each entry says, such as its type.
        defaults: What a new entry says and its user may change, such as whether it is switched on.
    """

    command: str = "command"
    args: str | None = "args"
    env: str = "env"
    constants: Mapping[str, str] = field(default_factory=dict[str, str])
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def write(self, entry: ServerEntry, before: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The entry as the host reads it.

        Args:
            entry: What to start.
            before: The entry that stood there; what a host or a hand added to it stays.
        """
        started: dict[str, Any] = {self.command: [entry.command, *entry.args]}
        if self.args:
            started = {self.command: entry.command, self.args: list(entry.args)}
        env = {self.env: dict(entry.env)} if entry.env else {}
        return {**self.constants, **started, **env, **self.defaults, **self._additions_to(before or {})}

    def read(self, written: Mapping[str, Any]) -> dict[str, Any]:
        """What a host's entry has of `command`, `args` and `env`, under these names."""
        names = {"command": self.command, "args": self.args, "env": self.env}
        found = {name: written[own] for name, own in names.items() if own and own in written}
        if self.args is None:
            words: object = found.pop("command", None)
            if isinstance(words, list) and words:
                found["command"], *found["args"] = cast("list[object]", words)
        return found

    def _additions_to(self, before: Mapping[str, Any]) -> dict[str, Any]:
        if self.command not in before:  # a server at an address: nothing of it fits a command
            return {}
        ours = {self.command, self.args, self.env, "type", *self.constants}
        return {name: value for name, value in before.items() if name not in ours}


STANDARD = EntryShape()
"""What most hosts write."""

TYPED = EntryShape(constants={"type": "stdio"})
"""The same with the transport said."""


def entry_of_this_install(env: dict[str, str]) -> ServerEntry:
    """The entry that starts this installation.

    Args:
        env: Settings to write into it.
    """
    if is_short_lived() and (runner := shutil.which("uvx")):
        return ServerEntry(str(Path(runner).absolute()), (f"{_COMMAND}=={__version__}",), env)
    suffix = ".exe" if sys.platform == "win32" else ""
    command = Path(sys.executable).with_name(_COMMAND + suffix)
    if command.exists():
        return ServerEntry(str(command), (), env)
    return ServerEntry(sys.executable, ("-m", "nemo_video"), env)


def read_env(entry: Mapping[str, Any]) -> dict[str, str]:
    """The settings of an entry, which somebody may have written by hand.

    Raises:
        InvalidArgument: They are not what a host would take.
    """
    env: object = entry.get("env") or {}
    if not isinstance(env, dict):
        raise _wrong_env()
    settings = cast("dict[str, object]", env)
    texts = {name: value for name, value in settings.items() if isinstance(value, str)}
    if len(texts) < len(settings):
        raise _wrong_env()
    return texts


def meant_setting(name: str) -> str | None:
    """The setting that a name with a slip was meant to be; other programs have names too, as HTTPS_PROXY."""
    names = [setting.name for setting in describe_settings()]
    if name in names:
        return None
    is_ours = name.upper().startswith("NEMO_")
    near = difflib.get_close_matches(name.upper(), names, 1, cutoff=0 if is_ours else _LIKENESS_OF_A_SLIP)
    return near[0] if near else None


def _wrong_env() -> InvalidArgument:
    return InvalidArgument(
        '"env" of the entry must hold names and texts, as in {"NEMO_POLL_S": "30"}.',
        advice="Correct it in the host's configuration, then try again.",
    )


def is_short_lived() -> bool:
    """Whether this is an environment that `uvx` or `pipx run` made for one call and may delete."""
    parts = Path(sys.prefix).parts
    return "archive-v0" in parts or "environments-v2" in parts or ("pipx" in parts and ".cache" in parts)
