"""A home folder for a server of the tests, and the command that starts one there.

Without the SDK, which takes longer to load than all else: a process that a test starts may need just this.
"""

import os
import socket
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Json = dict[str, Any]

COMMAND = Path(sys.executable).with_name(
    "nemo-video-mcp.exe" if sys.platform == "win32" else "nemo-video-mcp"
)
VIDEOS = Path("Movies" if sys.platform == "darwin" else "Videos", "NemoVideo")
"""Where videos are saved in a home folder."""


def is_ours(variable: str) -> bool:
    """Whether an environment variable says how the server behaves, or where a home folder has its parts."""
    return variable.startswith(("NEMO_", "XDG_"))


def clean_environment(home: Path, **settings: str) -> dict[str, str]:
    """An environment with a HOME of its own and only these settings of ours."""
    kept = {name: value for name, value in os.environ.items() if not is_ours(name)}
    return {**kept, **home_variables(home), "NEMO_BACKEND": "studio", **settings}


def home_variables(home: Path) -> dict[str, str]:
    """What leads programs to a home folder; on Windows platformdirs would ask the system for the real one."""
    return {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "APPDATA": str(home / "AppData" / "Roaming"),
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(home / "AppData" / "Local"),
        "WIN_PD_OVERRIDE_MYVIDEO": str(home / VIDEOS.parent),
    }


@contextmanager
def closed_port() -> Generator[int]:
    """A port that refuses connections, and that nobody else gets: it is taken, and nobody listens there."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]
