"""The work of a job that takes a turn of the chat: one turn at a time on a project, in order of arrival.

Or, after its process has ended, finding out what became of one.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

from nemo_video.client import Prompt, Session
from nemo_video.engine.backend import Backend
from nemo_video.engine.endings import read_ending
from nemo_video.engine.facts import Generated
from nemo_video.engine.job import Job
from nemo_video.engine.ledger import JobRecord, may_be_sent
from nemo_video.engine.projects import Project
from nemo_video.engine.refusals import never_sent
from nemo_video.engine.requests import GenerateRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.turns import Turn
from nemo_video.engine.workspace import Workspace
from nemo_video.language import Language

TURN_POLL_S = 0.5
"""How often a turn asks whether the turn of another process on the same project is over."""


async def run_turn(
    workspace: Workspace, project: Project, request: GenerateRequest, language: Language, job: Job
) -> Generated:
    """Take one turn, after those that came before it."""
    async with open_turn(workspace, project, language, job) as turn:
        generated = await turn.take(job, request)
    await note_turn(workspace, project, job, generated)
    return generated


@asynccontextmanager
async def open_turn(
    workspace: Workspace, project: Project, language: Language, job: Job
) -> AsyncGenerator[Turn]:
    """The project's turn, once it is this job's, in whatever process the others run."""
    if project.turn.locked():
        job.advance("connecting", 0, say("waits_its_turn", language))
    async with project.turn:
        await _wait_for_other_processes(workspace, project, language, job)
        job.advance("connecting", 1)
        prompts = await _open_prompts(workspace, project)
        async with workspace.session(project) as (backend, session):
            yield replace(_turn(workspace, backend, session, project, language), prompts=prompts)


async def resume_turn(workspace: Workspace, record: JobRecord, job: Job) -> Generated:
    """Find out what became of a message that an ended process sent, or take its turn where nothing did."""
    if generated := await reconcile_turn(workspace, record, job):
        return generated
    project = await workspace.projects.find(record.project_id)
    request = GenerateRequest(**json.loads(record.arguments or "{}"))
    return await run_turn(workspace, project, request, record.language, job)


async def reconcile_turn(workspace: Workspace, record: JobRecord, job: Job) -> Generated | None:
    """What became of a message that an ended process sent.

    None where the work was handed on and nothing came of it: the message never left, or it left for a backend
    that ended with that process and asks nothing for its turns. Any other message is never sent again.

    Raises:
        Internal: It never left, and was not handed on.
    """
    sent = await workspace.ledger.turns.find(record.job_id)
    project = await workspace.projects.find(record.project_id)
    if sent is None or sent.sent_at is None:
        if not may_be_sent(record):
            raise never_sent()
        return None
    job.has_sent = True
    can = workspace.capabilities(project)
    seen = read_ending(record).error  # of whoever heard the turn or looked last: it keeps what was said
    async with workspace.session(project, is_resuming=True) as (backend, session):
        turn = _turn(workspace, backend, session, project, record.language)
        generated = await turn.reconcile(job, sent, seen.said if seen else "", may_go_on=can.outlives_process)
    if generated.status == "unchanged" and can.forgets_turns and may_be_sent(record):
        return None
    await _note_changes(workspace, project, generated)
    return generated


async def note_turn(workspace: Workspace, project: Project, job: Job, generated: Generated) -> None:
    """Remember of the project what a turn came to: what was asked, and what is on it now."""
    await workspace.projects.note_question(project, job.job_id if generated.question else None)
    await _note_changes(workspace, project, generated)


async def _wait_for_other_processes(
    workspace: Workspace, project: Project, language: Language, job: Job
) -> None:
    while not await workspace.ledger.turns.open(job.job_id, project.project_id):
        job.advance("connecting", 0, say("waits_its_turn", language))
        await workspace.ledger.notices.pause(TURN_POLL_S)


async def _open_prompts(workspace: Workspace, project: Project) -> tuple[Prompt, ...]:
    """What the backend asked last on a project, where the next instruction is the answer."""
    record = await workspace.ledger.jobs.find(project.asked_by) if project.asked_by else None
    result = read_ending(record).result if record else None
    return result.prompts if isinstance(result, Generated) else ()


def _turn(
    workspace: Workspace, backend: Backend, session: Session, project: Project, language: Language
) -> Turn:
    return Turn(
        client=backend,
        settings=workspace.settings,
        project_id=project.project_id,
        session_id=session.session_id,
        language=language,
        records=workspace.ledger.turns,
        has_model=workspace.capabilities(project).has_model,
        budget=None if workspace.capabilities(project).is_free else workspace.budget,
    )


async def _note_changes(workspace: Workspace, project: Project, generated: Generated) -> None:
    tracks = generated.timeline.tracks if generated.timeline else ()
    title = next((track.name for track in tracks if track.name), None)
    await workspace.projects.note_turn(project, title, has_changed=bool(generated.changes))
