"""The use case of a question: a job that ended with one goes on with the job of its answer."""

from dataclasses import dataclass

from nemo_video.engine.facts import Generated
from nemo_video.engine.generate import start_generate
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.prompts import join_options
from nemo_video.engine.requests import GenerateRequest
from nemo_video.engine.workspace import Workspace


@dataclass(frozen=True)
class OpenQuestion:
    """A question of the backend that waits for its answer.

    Attributes:
        words: What the backend said before it, the question and its options.
        prompts: What is asked, one thing each, where it is told by a tool call.
    """

    words: str
    prompts: tuple[str, ...] = ()


async def last_job(jobs: Jobs, job_id: str) -> Job:
    """A job, or the one that goes on after the answer to its question, and so on to the last.

    Raises:
        NotFound: There is none.
    """
    job = await jobs.find(job_id, look_again=False)
    while job.status == "needs_input" and (answer := await jobs.newest_by_request(_answer_key(job))):
        job = answer
    return job


async def open_question(workspace: Workspace, job: Job) -> OpenQuestion | None:
    """The question with which a job ended, as long as it waits for an answer."""
    if job.status != "needs_input" or not isinstance(job.result, Generated):
        return None
    project = await workspace.projects.find(job.project_id)
    question, reply = job.result.question, job.result.reply
    if project.asked_by != job.job_id or question is None:
        return None
    asked = join_options(question, job.result.options)
    words = asked if reply in question else f"{reply}\n\n{asked}"
    return OpenQuestion(words, tuple(prompt.text for prompt in job.result.prompts))


async def answer(workspace: Workspace, jobs: Jobs, job: Job, words: str) -> Job | Generated:
    """Answer the question of a job. It is answered once: a repeat joins the first answer.

    Raises:
        InvalidArgument: There are no words, or too many.
    """
    request = GenerateRequest(words, job.project_id, request_id=_answer_key(job))
    answering = await start_generate(workspace, jobs, request, None)
    await jobs.collect(job)
    return answering


async def drop_question(workspace: Workspace, job: Job) -> None:
    """Wait no longer for the answer to a job's question."""
    project = await workspace.projects.find(job.project_id)
    if project.asked_by == job.job_id:
        await workspace.projects.note_question(project, None)


def _answer_key(job: Job) -> str:
    """The idempotency key of the call that answers a job's question."""
    return f"answer to {job.job_id}"
