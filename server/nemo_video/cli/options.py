"""What every command of the command line takes, and how it ends."""

from dataclasses import dataclass
from enum import IntEnum

from nemo_video.cli.output import Output


class Exit(IntEnum):
    """How a command ends."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    UNFINISHED = 3
    """The backend asked something, or the words were meant for another command: nothing was finished."""


@dataclass(frozen=True)
class Options:
    """What every command takes.

    Attributes:
        as_json: Whether each answer is one line of JSON, for scripts.
        is_quiet: Whether only the paths of saved files are told, and what went wrong.
        is_verbose: Whether the server's log is shown.
        backend: `cloud` or `studio`; None for the setting.
        output: Where an export goes; None for the setting.
    """

    as_json: bool = False
    is_quiet: bool = False
    is_verbose: bool = False
    backend: str | None = None
    output: Output | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What the server is told by its environment."""
        told = {
            "NEMO_BACKEND": self.backend,
            "NEMO_LOG_LEVEL": "DEBUG" if self.is_verbose else None,
            "NEMO_OUTPUT_DIR": str(self.output.path.parent) if self.output else None,
        }
        return {name: value for name, value in told.items() if value}
