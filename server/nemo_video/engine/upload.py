"""The use case `upload`: files and URLs come into a project, and subtitle files onto its timeline.

An upload is no job, but it is shared as one: a host that gives up makes the same call again.
"""

import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import anyio
from anyio.abc import TaskGroup

from nemo_video.client import Rejected, UploadOutcome, is_subtitle_file
from nemo_video.engine.facts import Uploaded, UploadedFile
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.media_list import rejected_file, uploaded_file
from nemo_video.engine.projects import Project
from nemo_video.engine.subtitle_upload import upload_subtitles
from nemo_video.engine.suggestions import suggest_generate
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument, TimedOut, VideoError
from nemo_video.language import Language

REPEAT_S = 15.0
"""So long an upload that its caller left waits for the same call; then it is stopped, its result let go."""


@dataclass
class _Transfer:
    """One upload, and who waits for it."""

    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    is_over: anyio.Event = field(default_factory=anyio.Event)
    callers: int = 0
    result: Uploaded | Exception = field(default_factory=lambda: TimedOut("The upload was stopped."))


class Transfers:
    """The uploads under way; one that is asked for twice is sent once.

    Args:
        tasks: Where they run.
    """

    def __init__(self, tasks: TaskGroup) -> None:
        self._tasks = tasks
        self._running: dict[tuple[str, ...], _Transfer] = {}

    async def join(self, key: tuple[str, ...], work: Callable[[], Awaitable[Uploaded]]) -> Uploaded:
        """What an upload comes to, begun now or by the call that this one repeats.

        Raises:
            Exception: What it failed with.
        """
        transfer = self._running.get(key)
        if transfer is None or transfer.scope.cancel_called:
            transfer = self._running[key] = _Transfer()
            self._tasks.start_soon(self._run, key, work, transfer)
        transfer.callers += 1
        transfer.scope.deadline = math.inf
        try:
            await transfer.is_over.wait()
        finally:
            transfer.callers -= 1
            if not transfer.callers:
                transfer.scope.deadline = anyio.current_time() + REPEAT_S
        transfer.scope.cancel()
        if isinstance(transfer.result, Exception):
            raise transfer.result
        return transfer.result

    async def _run(
        self, key: tuple[str, ...], work: Callable[[], Awaitable[Uploaded]], transfer: _Transfer
    ) -> None:
        try:
            with transfer.scope:
                try:
                    transfer.result = await work()
                except Exception as error:  # noqa: BLE001 - whatever it is: it is the callers'
                    transfer.result = error
                transfer.is_over.set()
                await anyio.sleep_forever()
        finally:
            transfer.is_over.set()
            if self._running.get(key) is transfer:
                del self._running[key]


async def upload(
    workspace: Workspace,
    jobs: Jobs,
    transfers: Transfers,
    project_id: str | None,
    sources: Sequence[str],
    wait_s: float,
) -> Uploaded:
    """Upload files and URLs; a bad one never loses the good ones.

    Args:
        workspace: What the use cases share.
        jobs: Where subtitles that go onto the timeline become a job.
        transfers: The uploads under way.
        project_id: Where; None for the current project.
        sources: Paths and URLs.
        wait_s: How long to wait for that job.

    Raises:
        VideoError: Every source was rejected, or the backend cannot be reached.
    """
    if not sources:
        raise InvalidArgument("There is no source.", advice="Name a path or an http(s) URL.")
    project = await workspace.find_or_make_project(project_id, "")
    work = partial(_upload, workspace, jobs, project, sources, wait_s)
    return await transfers.join((project.project_id, *sources), work)


async def _upload(
    workspace: Workspace, jobs: Jobs, project: Project, sources: Sequence[str], wait_s: float
) -> Uploaded:
    subtitles = [source for source in sources if _is_subtitles(source)]
    outcome = await _upload_media(workspace, project, [each for each in sources if each not in subtitles])
    files = tuple(uploaded_file(media, project.language) for media in outcome.stored)
    await workspace.projects.add_uploads(project, files)
    following = suggest_generate(project.project_id, project.language)
    # Subtitles that come together with films are for what will be made of them.
    told = await upload_subtitles(workspace, jobs, project, subtitles, wait_s=None if files else wait_s)
    rejected = (*outcome.rejected, *told.rejected)
    if not (files or told.files):
        raise _all_rejected(rejected, project.language)
    return Uploaded(
        project.project_id,
        _in_order(sources, (*files, *told.files)),
        tuple(rejected_file(each, project.language) for each in rejected),
        told.suggestions or (following,),
        project.language,
    )


def _is_subtitles(source: str) -> bool:
    return "://" not in source and is_subtitle_file(source)


async def _upload_media(workspace: Workspace, project: Project, sources: Sequence[str]) -> UploadOutcome:
    if not sources:
        return UploadOutcome((), ())
    async with workspace.session(project) as (backend, session):
        return await backend.upload(session.session_id, sources)


def _in_order(sources: Sequence[str], files: Sequence[UploadedFile]) -> tuple[UploadedFile, ...]:
    """As the caller gave them; what a backend calls otherwise comes last."""
    places = {source: place for place, source in reversed(list(enumerate(sources)))}
    return tuple(sorted(files, key=lambda file: places.get(file.source, len(places))))


def _all_rejected(rejected: Sequence[Rejected], language: Language) -> VideoError:
    """The error of an upload of which nothing was taken; it lists every source and keeps the first code."""
    first = rejected[0].error
    if len(rejected) == 1:
        return first
    told = [(each.source, rejected_file(each, language)) for each in rejected]
    lines = "\n".join(f"- {source}: {each.reason} {each.advice}" for source, each in told)
    error = VideoError(f"No source was uploaded.\n{lines}", advice="Correct the sources, then upload again.")
    error.code = first.code
    return error
