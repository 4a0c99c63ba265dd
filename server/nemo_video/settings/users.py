"""What each user of a server over HTTP works with, below the settings of the server."""

from pathlib import Path
from typing import Any

from nemo_video.settings.fields import Settings

USERS = "users"
"""The folder with a folder for each user, in the state folder and where videos are saved."""

RECEIVED = "received"
"""The folder, in a user's state folder, of files that they sent and that are on their way to the backend."""


MAX_EXPORTS_BYTES = 5 * 1024**3
"""What the exports of one user may need on the server's disk, as in a team's studio."""


class UserSettings(Settings):
    """The settings of one user of a server over HTTP: folders of their own, and an account of their own."""

    @property
    def config_dir(self) -> Path:
        """Where this user's client id is kept."""
        return self.state_dir

    @property
    def max_exports_bytes(self) -> int | None:
        """Of one user among several, who cannot clear anything away on the server's disk."""
        return MAX_EXPORTS_BYTES


def settings_of(settings: Settings, user: str | None) -> Settings:
    """What a user of a server over HTTP works with.

    Args:
        settings: The server's.
        user: A name that is safe in a path; None for the one user of a server without tokens, who keeps the
            folders of the settings.
    """
    if user is None:
        return settings.model_copy(update={"upload_dirs": (settings.state_dir / RECEIVED,)})
    state_dir = settings.state_dir / USERS / user
    own: dict[str, Any] = {
        "state_dir": state_dir,
        "output_dir": settings.output_dir / USERS / user,
        "upload_dirs": (state_dir / RECEIVED,),
        "client_id": None,
    }
    return UserSettings.model_construct(None, **{**dict(settings), **own})
