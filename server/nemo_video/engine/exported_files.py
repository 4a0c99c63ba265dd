"""Exported files by their names: those that this server saved, and no others."""

import os
from pathlib import Path

from anyio import to_thread

from nemo_video.engine.endings import read_ending
from nemo_video.engine.facts import Exported
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.ledger import Ledger
from nemo_video.errors import NotAllowed, NotFound, VideoError
from nemo_video.media import open_plain

MAX_READ_BYTES = 32 * 1024 * 1024
"""What is handed out as bytes; a larger file is opened where it lies."""


async def read_export(ledger: Ledger, name: str) -> bytes:
    """The newest file of that name that an export saved.

    Raises:
        NotFound: No export saved one, or it is gone.
        NotAllowed: It is too large to be handed out as bytes.
    """
    paths = [path for path in await list_exports(ledger) if path.name == name]
    for path in paths:
        content = await to_thread.run_sync(_read, path)
        if content is not None:
            return content
    gone = " It is no longer where it was saved." if paths else ""
    raise NotFound(f'There is no exported file "{name}".{gone}', advice="Call export to make one.")


async def find_export(jobs: Jobs, job_id: str) -> Path:
    """Where the file of an export lies.

    Raises:
        NotFound: No export of that id saved a file, or it is gone.
    """
    job = await jobs.find(job_id, look_again=False)
    path = job.result.path if isinstance(job.result, Exported) else None
    if path is None or not await to_thread.run_sync(_is_plain, path):
        raise NotFound("There is no such exported file.", advice="Call export to make one.")
    return path


async def list_exports(ledger: Ledger) -> list[Path]:
    """Where exports were saved, the newest first."""
    endings = [read_ending(record) for record in await ledger.jobs.completed_exports()]
    return [ending.result.path for ending in endings if isinstance(ending.result, Exported)]


def _is_plain(path: Path) -> bool:
    """Whether a file is there, and no link has taken its place."""
    return path.is_file() and not path.is_symlink()


def _read(path: Path) -> bytes | None:
    """The bytes of a plain file; None where there is none, or a link has taken its place."""
    try:
        opened = open_plain(path)
    except VideoError:
        return None
    with opened:
        size = os.fstat(opened.fileno()).st_size
        if size > MAX_READ_BYTES:
            raise NotAllowed(
                f"{path.name} has {size / 1e6:.0f} MB, too much to hand out as bytes.",
                advice=f"Open the file itself: {path}",
            )
        return opened.read(MAX_READ_BYTES)
