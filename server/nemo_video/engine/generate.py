"""The use case `generate`: words become a turn of the chat, unless they ask for another tool."""

import json
from dataclasses import asdict, replace
from functools import partial

from nemo_video.client import is_subtitle_file
from nemo_video.engine.admission import call_of, find_repeated
from nemo_video.engine.consent import is_agreed
from nemo_video.engine.facts import Generated
from nemo_video.engine.job import Job
from nemo_video.engine.jobs import Jobs
from nemo_video.engine.projects import Project
from nemo_video.engine.requests import Consent, GenerateRequest
from nemo_video.engine.sentences import say
from nemo_video.engine.subtitle_files import attach_subtitles
from nemo_video.engine.suggestions import suggest_routed
from nemo_video.engine.turn_runner import run_turn
from nemo_video.engine.workspace import Workspace
from nemo_video.errors import InvalidArgument
from nemo_video.language import Language, RoutedRequest, route_request

MAX_PROMPT_CHARS = 10_000


async def start_generate(
    workspace: Workspace, jobs: Jobs, request: GenerateRequest, consent: Consent | None
) -> Job | Generated:
    """Start a turn of the chat, or answer at once when the words ask for another tool.

    Args:
        workspace: What the use cases share.
        jobs: Where the turn becomes a job.
        request: What is asked.
        consent: How the user agrees to a turn that comes near a limit of theirs; without it the same
            concern stands in the result. The cap holds in any case.

    Raises:
        InvalidArgument: The prompt is empty or too long, or names subtitles that cannot be read.
        NotFound: There is no such project, or no subtitle file that the prompt names.
    """
    request = replace(request, prompt=_check_prompt(request.prompt))
    current = await workspace.find_project(request.project_id)
    language = workspace.choose_language(request.prompt, current)
    if not request.as_is:
        media = await workspace.projects.uploads(current) if current else []
        is_answer = current is not None and current.asked_by is not None
        routed = route_request(request.prompt, [file.name for file in media], is_answer=is_answer)
        if routed.action != "chat" and not _hands_over_subtitles(routed):
            return await _route(jobs, current, routed, language)
        prompt = await attach_subtitles(workspace, current, request.prompt, language)
        request = replace(request, prompt=prompt)
    if repeated := await find_repeated(workspace, jobs, "generate", request):
        return repeated
    project = current or await workspace.find_or_make_project(None, request.prompt)
    await workspace.projects.note_language(project, language)
    call = call_of("generate", project, request, language)
    is_new = await workspace.ledger.jobs.find_repeated(call) is None
    if consent and is_new and not await is_agreed(workspace, project, request, language, consent):
        return Generated("cancelled", project.project_id, say("not_agreed", language), language=language)
    job = await jobs.start(call, partial(run_turn, workspace, project, request, language))
    if is_new:
        job.request = json.dumps(asdict(request))
    return job


def _hands_over_subtitles(routed: RoutedRequest) -> bool:
    """Whether all files that are handed over are subtitles: their words go into the chat."""
    source = routed.arguments.get("source")
    sources = source if isinstance(source, list) else [source]
    return routed.action == "upload" and all(is_subtitle_file(str(each)) for each in sources)


async def _route(jobs: Jobs, project: Project | None, routed: RoutedRequest, language: Language) -> Generated:
    """Name the tool that the words ask for. What is to be waited for or cancelled is the job that runs."""
    project_id = project.project_id if project else None
    tool, arguments = routed.action, dict(routed.arguments)
    if tool in ("wait", "cancel"):
        reports = await jobs.of_project(project_id) if project_id else []
        running = next((report.job_id for report in reports if report.status == "running"), None)
        tool, arguments = (tool, {"job_id": running}) if running else ("state", {})
    suggestion = suggest_routed(tool, arguments, project_id, language)
    reply = say("routed", language, tool=tool)
    return Generated("routed", project_id, reply, suggestions=(suggestion,), language=language)


def _check_prompt(prompt: str) -> str:
    prompt = prompt.strip()
    if not prompt:
        raise InvalidArgument("The prompt is empty.", advice="Say what to make or what to change.")
    if len(prompt) > MAX_PROMPT_CHARS:
        raise InvalidArgument(
            f"The prompt has {len(prompt)} characters; at most {MAX_PROMPT_CHARS} are taken.",
            advice="Shorten it, or say it in several calls.",
        )
    return prompt
