"""Suggestions of ours: the sensible next step, and the project that the steps are about."""

from collections.abc import Mapping
from dataclasses import replace

from nemo_video.engine.sentences import say
from nemo_video.language import Argument, Language, Suggestion

_OF_A_PROJECT = frozenset({"generate", "edit", "upload", "export", "state", "preview"})


def suggest_export(project_id: str, language: Language) -> Suggestion:
    """Save what is on the timeline."""
    return Suggestion("export", {"project_id": project_id}, say("export_next", language), "next")


def suggest_wait(job_id: str, language: Language) -> Suggestion:
    """The job goes on after the call."""
    return Suggestion("wait", {"job_id": job_id}, say("wait_next", language), "next")


def suggest_generate(project_id: str, language: Language) -> Suggestion:
    """Say what to make of what is there."""
    prompt = say("generate_prompt", language)
    return Suggestion(
        "generate", {"project_id": project_id, "prompt": prompt}, say("generate_next", language), "next"
    )


def suggest_placing(project_id: str, names: tuple[str, ...], language: Language) -> Suggestion:
    """Put on the timeline what was made and lies beside it."""
    prompt = say("placing_prompt", language, names=", ".join(names))
    return Suggestion(
        "generate", {"project_id": project_id, "prompt": prompt}, say("placing_next", language), "next"
    )


def suggest_routed(
    tool: str, arguments: Mapping[str, Argument], project_id: str | None, language: Language
) -> Suggestion:
    """The tool that the words asked for."""
    given = (
        {**arguments, "project_id": project_id} if project_id and tool in _OF_A_PROJECT else dict(arguments)
    )
    return Suggestion(tool, given, say("routed_reason", language, tool=tool), "next")


def address(suggestions: tuple[Suggestion, ...], project_id: str, job_id: str) -> tuple[Suggestion, ...]:
    """Name the project, or for `cancel` the job, in each suggestion whose tool takes one."""
    return tuple(
        replace(each, arguments={**each.arguments, **_address_of(each.tool, project_id, job_id)})
        for each in suggestions
    )


def _address_of(tool: str, project_id: str, job_id: str) -> Mapping[str, Argument]:
    if tool == "cancel":
        return {"job_id": job_id}
    return {"project_id": project_id} if tool in _OF_A_PROJECT else {}


def suggest_uploads(project_id: str, sources: tuple[str, ...], language: Language) -> Suggestion:
    """Upload again what was lost."""
    arguments = {"source": list(sources), "project_id": project_id}
    return Suggestion("upload", arguments, say("upload_again", language), "error")


def suggest_subtitles(project_id: str, source: str, language: Language) -> Suggestion:
    """Write the words of a subtitle file over the film."""
    edits = [{"op": "subtitles", "text": source}]
    arguments = {"project_id": project_id, "edits": edits}
    return Suggestion("edit", arguments, say("subtitles_next", language, source=source), "next")


def with_next(suggestions: tuple[Suggestion, ...], following: Suggestion) -> tuple[Suggestion, ...]:
    """Add a next step, unless its tool is suggested already."""
    tools = {suggestion.tool for suggestion in suggestions}
    return suggestions if following.tool in tools else (*suggestions, following)
