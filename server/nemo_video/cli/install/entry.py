"""What a host starts: the command of this very installation by its absolute path, and its settings.

Hosts start servers with a PATH of their own, so a bare command name is often not found.
"""

import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from nemo_video import __version__
from nemo_video.errors import InvalidArgument

SERVER_NAME = "nemo-video"
_COMMAND = "nemo-video-mcp"


@dataclass(frozen=True)
class ServerEntry:
    """A server in a host's configuration."""

    command: str
    args: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict[str, str])

    def as_json(self, *, says_type: bool) -> dict[str, Any]:
        """The entry as hosts write it."""
        kind = {"type": "stdio"} if says_type else {}
        env = {"env": self.env} if self.env else {}
        return {**kind, "command": self.command, "args": list(self.args), **env}


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


def _wrong_env() -> InvalidArgument:
    return InvalidArgument(
        '"env" of the entry must hold names and texts, as in {"NEMO_POLL_S": "30"}.',
        advice="Correct it in the host's configuration, then try again.",
    )


def is_short_lived() -> bool:
    """Whether this is an environment that `uvx` or `pipx run` made for one call and may delete."""
    parts = Path(sys.prefix).parts
    return "archive-v0" in parts or "environments-v2" in parts or ("pipx" in parts and ".cache" in parts)
