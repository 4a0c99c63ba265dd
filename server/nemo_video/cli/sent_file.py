"""A file that goes out over HTTP as it was opened, whatever takes its place meanwhile."""

from contextlib import ExitStack
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import FileResponse

from nemo_video.media import open_plain, reached

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send


class SentFile(FileResponse):
    """A plain file; it answers byte ranges, so that players can seek.

    Args:
        path: Where it lies. It is opened at once, which blocks.
        headers: To go with it.
        name: Under which it is to be saved, where it is.

    Raises:
        VideoError: There is none, or a link has taken its place.
    """

    def __init__(self, path: Path, headers: "Mapping[str, str]", name: str | None = None) -> None:
        with ExitStack() as stack:
            through = stack.enter_context(reached(stack.enter_context(open_plain(path)), path, path.name))
            media_type = guess_type(path.name)[0] or "application/octet-stream"
            super().__init__(through, headers=headers, media_type=media_type, filename=name)
            self._opened = stack.pop_all()

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Send it, and let go of it."""
        with self._opened:
            await super().__call__(scope, receive, send)
