"""The work of an export of captions: nothing is rendered, the words and times of the timeline are written."""

from pathlib import Path

import anyio

from nemo_video.client import Download, save_bytes
from nemo_video.engine.facts import Exported
from nemo_video.engine.file_names import name_file
from nemo_video.engine.job import Job
from nemo_video.engine.projects import Project
from nemo_video.engine.requests import ExportRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import NotFound
from nemo_video.timeline import CaptionName, Timeline, decode, write_captions


async def run_captions(
    workspace: Workspace, project: Project, request: ExportRequest, name: CaptionName, job: Job
) -> Exported:
    """Write the caption file.

    Raises:
        NotFound: The timeline has neither titles nor subtitles.
        DiskFailure: It cannot be saved.
    """
    job.advance("connecting", 0)
    async with workspace.session(project) as (backend, session):
        timeline = decode((await backend.read_state(session.session_id)).draft)
    saved = await anyio.to_thread.run_sync(_save, workspace.settings.output_dir, timeline, request, name)
    return Exported(
        status="completed",
        project_id=project.project_id,
        path=saved.path,
        download_url=None,
        format=name,
        bytes=saved.bytes,
        duration_s=timeline.duration_s,
        width=None,
        height=None,
        sha256=saved.sha256,
        is_decoded=False,
        remarks=(say("captions_from", project.language),),
    )


def _save(folder: Path, timeline: Timeline, request: ExportRequest, name: CaptionName) -> Download:
    text = write_captions(timeline, name)
    if text is None:
        raise NotFound(
            "There are neither titles nor subtitles on the timeline.",
            advice='Add some first, for instance with edit(edits=[{"op": "subtitles", "text": "…"}]).',
        )
    return save_bytes(folder / name_file(request.filename, name, timeline), text.encode())
