"""What a host starts: the command of this very installation by its absolute path, and its settings.

Hosts start servers with a PATH of their own, so a bare command name is often not found.
"""

import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nemo_video import __version__

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


def is_short_lived() -> bool:
    """Whether this is an environment that `uvx` or `pipx run` made for one call and may delete."""
    parts = Path(sys.prefix).parts
    return "archive-v0" in parts or "environments-v2" in parts or ("pipx" in parts and ".cache" in parts)
