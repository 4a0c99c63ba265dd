"""What an argument may be, while the user still types it: for prompts and for resource addresses."""

import itertools
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path

from anyio import to_thread
from mcp_types import (
    Completion,
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from nemo_video.engine import ASPECT_RATIOS, MEDIA_TYPES, UPLOAD_TYPES
from nemo_video.errors import VideoError
from nemo_video.surface.lazy_engine import LazyEngine
from nemo_video.surface.remote import remote_caller

MOST_VALUES = 100
MOST_ENTRIES = 5_000
"""So many files of a folder are looked at."""

MOODS = (
    "acoustic", "ambient", "calm", "cinematic", "dramatic", "dreamy", "electronic", "energetic", "epic",
    "lo-fi", "romantic", "upbeat",
)  # fmt: skip

Suggest = Callable[[str], Awaitable[Iterable[str]]]


class Completions:
    """Values for each argument by its name.

    Args:
        running: The engine of the server that runs.
        folders: Where uploads may come from.
    """

    def __init__(self, running: Callable[[], LazyEngine], folders: Sequence[Path]) -> None:
        self._running = running
        self._folders = folders
        self._suggest: dict[str, Suggest] = {
            "project_id": self._projects,
            "job_id": self._jobs,
            "name": self._exports,
            "source": self._files,
            "sources": self._last_of_files,
            "format": _among(MEDIA_TYPES),
            "aspect_ratio": _among(ASPECT_RATIOS),
            "mood": _among(MOODS),
        }

    async def complete(
        self,
        ref: PromptReference | ResourceTemplateReference,
        argument: CompletionArgument,
        context: CompletionContext | None,
    ) -> Completion | None:
        """The values that go on from what is typed; None where there are none to offer."""
        del ref, context  # an argument means the same everywhere
        suggest = self._suggest.get(argument.name)
        if suggest is None:
            return None
        try:
            values = list(await suggest(argument.value))
        except VideoError:
            return None
        return Completion(values=values[:MOST_VALUES], total=len(values), has_more=len(values) > MOST_VALUES)

    async def _projects(self, typed: str) -> list[str]:
        """By their handle, or by a word of what they show."""
        report = await (await self._running().get()).all_projects()
        wanted = typed.casefold()
        return [
            project.project_id
            for project in report.projects
            if project.project_id.startswith(typed) or wanted in (project.title or "").casefold()
        ]

    async def _jobs(self, typed: str) -> list[str]:
        jobs = await (await self._running().get()).list_jobs()
        return [job.job_id for job in jobs if job.job_id.startswith(typed)]

    async def _exports(self, typed: str) -> list[str]:
        names = await (await self._running().get()).list_exports()
        return [name for name in names if name.startswith(typed)]

    async def _files(self, typed: str) -> list[str]:
        if remote_caller():  # whose files lie at another machine
            return []
        return await to_thread.run_sync(find_files, typed, self._folders)

    async def _last_of_files(self, typed: str) -> list[str]:
        before, comma, last = typed.rpartition(",")
        return [f"{before}{comma}{' ' if comma else ''}{path}" for path in await self._files(last.strip())]


def find_files(typed: str, folders: Sequence[Path]) -> list[str]:
    """Media files and folders that go on from a path, inside the folders that uploads may come from.

    Args:
        typed: What there is of the path; without a folder it is looked for in each of the folders.
        folders: Where uploads may come from.
    """
    try:
        start = Path(typed).expanduser()
        if start.is_absolute():
            return sorted(_offers(start, typed.endswith(os.sep), folders))
        starts = [(folder / typed, not typed or typed.endswith(os.sep)) for folder in folders]
        return sorted(offer for start, whole in starts for offer in _offers(start, whole, folders))
    except (OSError, RuntimeError, ValueError):
        return []


def _offers(start: Path, is_folder: bool, folders: Sequence[Path]) -> list[str]:
    folder, prefix = (start, "") if is_folder else (start.parent, start.name)
    if not any(folder.resolve().is_relative_to(allowed.resolve()) for allowed in folders):
        return []
    with os.scandir(folder) as entries:
        found = [_offer(entry, prefix) for entry in itertools.islice(entries, MOST_ENTRIES)]
    return [offer for offer in found if offer]


def _offer(entry: os.DirEntry[str], prefix: str) -> str | None:
    if entry.name.startswith(".") or not entry.name.casefold().startswith(prefix.casefold()):
        return None
    if entry.is_dir():
        return f"{entry.path}{os.sep}"
    is_media = Path(entry.name).suffix.lower().removeprefix(".") in UPLOAD_TYPES
    return entry.path if is_media else None


def _among(values: Iterable[str]) -> Suggest:
    async def suggest(typed: str) -> list[str]:
        return [value for value in values if value.startswith(typed.lower())]

    return suggest
