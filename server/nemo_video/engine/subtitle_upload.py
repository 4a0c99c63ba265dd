"""Subtitle files that are uploaded: onto the timeline where there is a film, else kept until there is one.

No backend takes such a file, so what is sent is an exact edit with its words and times.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nemo_video.client import Rejected, SubtitleFile
from nemo_video.engine.edit import start_edit
from nemo_video.engine.facts import Generated, UploadedFile
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.projects import Project
from nemo_video.engine.requests import EditRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.snapshot import read_timeline
from nemo_video.engine.subtitle_files import SUBTITLES, read_file
from nemo_video.engine.suggestions import suggest_subtitles, suggest_wait
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument, VideoError
from nemo_video.language import Suggestion
from nemo_video.wire.subtitles import Cue, write_srt


@dataclass
class SubtitleUpload:
    """What became of subtitle files: those that the project has now, and those that were not taken."""

    files: list[UploadedFile] = field(default_factory=list[UploadedFile])
    rejected: list[Rejected] = field(default_factory=list[Rejected])
    suggestions: tuple[Suggestion, ...] = ()


async def upload_subtitles(
    workspace: Workspace, jobs: Jobs, project: Project, sources: Sequence[str], *, wait_s: float | None
) -> SubtitleUpload:
    """Take subtitle files into a project. A film shows those of one file; the others wait.

    Args:
        workspace: What the use cases share.
        jobs: Where their way onto the timeline becomes a job.
        project: Where.
        sources: Paths.
        wait_s: How long to wait for that job; None where they are only kept, for a film that is yet to come.
    """
    told = SubtitleUpload()
    read: list[SubtitleFile] = []
    for source in sources:
        try:
            read.append(await read_file(workspace, source))
        except VideoError as error:
            told.rejected.append(Rejected(source, error))
    film_s = 0.0 if wait_s is None or not read else await _film_s(workspace, project)
    for number, file in enumerate(read):
        if film_s and wait_s is not None and number == 0:
            await _place(workspace, jobs, project, file, film_s, wait_s, told)
        else:
            _keep(project, file, told)
    await workspace.projects.add_uploads(project, told.files)
    return told


async def _film_s(workspace: Workspace, project: Project) -> float:
    """How long the film is; 0 where there is none."""
    if project.session is None:
        return 0.0
    async with workspace.session(project) as (backend, session):
        return (await read_timeline(backend, session.session_id)).duration_s


def _keep(project: Project, file: SubtitleFile, told: SubtitleUpload) -> None:
    told.files.append(_uploaded(project, file, say("subtitles_kept", project.language)))
    told.suggestions = told.suggestions or (
        suggest_subtitles(project.project_id, file.source, project.language),
    )


async def _place(
    workspace: Workspace,
    jobs: Jobs,
    project: Project,
    file: SubtitleFile,
    film_s: float,
    wait_s: float,
    told: SubtitleUpload,
) -> None:
    """Write the subtitles onto the timeline: those that start before its end."""
    cues = tuple(cue for cue in file.cues if cue.start_ms < film_s * 1000)
    try:
        job = await _start(workspace, jobs, project, cues, film_s)
        await job.wait_for_end(wait_s)
        notice, told.suggestions = _tell(project, file, job, len(cues))
        if not job.is_running:
            await jobs.collect(job)
    except VideoError as error:
        told.rejected.append(Rejected(file.source, error))
        return
    late = len(file.cues) - len(cues)
    notices = [notice, *([say("subtitles_late", project.language, count=late)] if late else [])]
    told.files.append(_uploaded(project, file, *notices))


async def _start(
    workspace: Workspace, jobs: Jobs, project: Project, cues: tuple[Cue, ...], film_s: float
) -> Job:
    if not cues:
        raise InvalidArgument(
            f"All its subtitles start after the end of the film, which is {film_s:g} s long.",
            advice="Make the film longer, or correct their times, then upload them again.",
        )
    edit = {"op": SUBTITLES, "text": write_srt(cues)}
    started = await start_edit(workspace, jobs, EditRequest((edit,), project.project_id), None)
    assert isinstance(started, Job)  # only a user who is asked can say no
    return started


def _tell(project: Project, file: SubtitleFile, job: Job, count: int) -> tuple[str, tuple[Suggestion, ...]]:
    """What became of the edit, and what to do next.

    Raises:
        VideoError: It failed.
    """
    language = project.language
    if job.is_running:
        return say("subtitles_running", language), (suggest_wait(job.job_id, language),)
    if job.error:
        raise job.error
    again = (suggest_subtitles(project.project_id, file.source, language),)
    if not isinstance(job.result, Generated):
        return say("subtitles_kept", language), again
    if job.result.question:
        return say("subtitles_asked", language, question=job.result.question), job.result.suggestions
    outcome = job.result.edits[0].outcome if job.result.edits else "unseen"
    if outcome == "not_done":
        return say("subtitles_not_done", language, seen=job.result.edits[0].seen), again
    placed = say("subtitles_placed" if outcome == "done" else "subtitles_sent", language, count=count)
    return placed, job.result.suggestions


def _uploaded(project: Project, file: SubtitleFile, *notices: str) -> UploadedFile:
    styled = (say("subtitles_styled", project.language),) if file.is_styled else ()
    uploaded = UploadedFile(file.name, file.source, SUBTITLES, file.bytes, file.end_s, None, None)
    return replace(uploaded, notices=(*notices, *styled))
