"""Results as hosts get them: a short text for people, then the facts as data."""

from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent

from nemo_video.engine import (
    MEDIA_TYPES,
    Cancelled,
    CreditReport,
    Exported,
    Generated,
    JobReport,
    Language,
    Preview,
    ProjectReport,
    ProjectsReport,
    StateReport,
    Uploaded,
    say,
    say_cost_estimate,
    say_still_working,
    suggest_wait,
    summarize,
)
from nemo_video.redaction import web_address
from nemo_video.surface import schemas as out
from nemo_video.surface.bodies import (
    exported_body,
    generated_body,
    preview_body,
    projects_body,
    state_body,
    suggestions_body,
    uploaded_body,
)
from nemo_video.surface.budget import MAX_RESULT_CHARS, MIN_WORDS_CHARS, fit, size_of
from nemo_video.surface.credits import credits_body, words_of_credits
from nemo_video.surface.remote import UploadAddress, name_for_caller
from nemo_video.surface.words import Words, say_names, words_of_turn

if TYPE_CHECKING:
    from nemo_video.engine import Job

_MAX_NAMES = 10
"""So many files are named in a text; the data names them all."""

_JOB_SENTENCES = {"running": "job_runs", "unknown": "job_unknown"}


def show(words: Words, body: out.Output, *more: ContentBlock) -> CallToolResult:
    """A success: text for people, then the same facts as data, both short enough for every host."""
    facts = body.as_json()
    left_out: dict[str, int] = facts.get("left_out", {})
    text = words.text(left_out, MAX_RESULT_CHARS)
    if size_of(text) + size_of(facts) > MAX_RESULT_CHARS:
        room = max(MIN_WORDS_CHARS, MAX_RESULT_CHARS - size_of(facts))
        told = size_of(words.text(left_out, room))
        facts, left_out = fit(facts, MAX_RESULT_CHARS - told)
        facts["left_out"] = left_out
        text = words.text(left_out, room)
    content: list[ContentBlock] = [TextContent(type="text", text=text), *more]
    return CallToolResult(content=content, structured_content=facts)


def show_generated(job_id: str | None, generated: Generated, picture: bytes | None = None) -> CallToolResult:
    """A finished turn, with the pictures that were drawn of it."""
    whole = f"video://jobs/{job_id}" if job_id else None
    pictures = [_image(picture)] if picture else []
    return show(words_of_turn(generated, whole), generated_body(job_id, generated), *pictures)


def show_exported(job: "Job", exported: Exported, *, with_link: bool) -> CallToolResult:
    """A finished export: where the file is, and that it was proved."""
    size = f"{exported.width}x{exported.height}, " if exported.width else ""
    facts = f"{exported.duration_s:g} s, {size}{_size(exported.bytes)}"
    if exported.is_decoded:
        facts = f"{facts}, {say('decoded', job.language)}"
    body = exported_body(job.job_id, exported)
    where = body.path or body.download_url or ""
    words = Words(
        [where, facts, *exported.remarks, exported.chapters or ""], exported.suggestions, job.language
    )
    return show(words, body, *([_link(exported, body.uri or where)] if with_link else []))


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 50_000 else f"{count} bytes"


def show_running(job: "Job") -> CallToolResult:
    """A job that goes on after the call."""
    waiting = (suggest_wait(job.job_id, job.language),)
    facts: dict[str, Any] = {
        "status": "running",
        "job_id": job.job_id,
        "project_id": job.project_id,
        "stage": job.progress.stage,
        "percent": round(job.progress.percent),
        "suggestions": suggestions_body(waiting),
    }
    lines = [say_still_working(job.progress, job.age_s, job.language), job.progress.note or ""]
    if job.tool == "export":
        return show(Words(lines, waiting, job.language), out.ExportOut(**facts))
    if job.cost and job.cost.clips:
        lines += [say_cost_estimate(job.cost.price, job.language), job.warning or ""]
        price = job.cost.price
        facts["credits"] = out.CreditUseOut(cost_estimated=price, warning=job.warning)
    if job.estimate:
        facts["credits"] = out.CreditUseOut(estimated=job.estimate, warning=job.warning)
        lines += [say("estimate", job.language, credits=job.estimate), job.warning or ""]
    return show(Words(lines, waiting, job.language), out.GenerateOut(**facts))


def show_cancelled(job: "Job") -> CallToolResult:
    """A job that was cancelled."""
    kind = out.ExportOut if job.tool == "export" else out.GenerateOut
    body = kind(status="cancelled", job_id=job.job_id, project_id=job.project_id, stage=job.progress.stage)
    return show(Words([say("cancelled", job.language)]), body)


def show_cancel(cancelled: Cancelled) -> CallToolResult:
    """What cancelling did."""
    body = out.CancelOut(job_id=cancelled.job_id, status=cancelled.status, note=cancelled.note)
    return show(Words([cancelled.note]), body)


def show_uploaded(uploaded: Uploaded) -> CallToolResult:
    """What the backend has now, and what it has not."""
    said = uploaded.language
    lines = [
        " ".join((say("uploaded", said, name=file.name, kind=file.kind), *file.notices))
        for file in uploaded.files
    ]
    lines += [
        say("not_uploaded", said, source=each.source, reason=f"{each.reason} {each.advice}")
        for each in uploaded.rejected
    ]
    return show(Words(lines, uploaded.suggestions, said), uploaded_body(uploaded))


def show_upload_address(project_id: str, address: UploadAddress) -> CallToolResult:
    """Where a file may be sent to."""
    until = datetime.fromtimestamp(address.expires_at, UTC).isoformat(timespec="seconds")
    body = out.UploadOut(project_id=project_id, files=[], upload_url=address.url, expires_at=until)
    return show(Words([say("send_here", "en", url=address.url, until=until)]), body)


def show_credits(report: CreditReport) -> CallToolResult:
    """The balance."""
    return show(words_of_credits(report), credits_body(report))


def show_state(report: StateReport) -> CallToolResult:
    """The timeline, the media and the jobs."""
    lines = [summarize(report.timeline), say_names(report.timeline, report.language)]
    if names := ", ".join(media.name for media in report.media[:_MAX_NAMES]):
        more = f" (+{len(report.media) - _MAX_NAMES})" if len(report.media) > _MAX_NAMES else ""
        lines.append(say("media_names", report.language, names=f"{names}{more}"))
    elif not (report.timeline.tracks or report.jobs):
        lines.append(say("nothing_yet", report.language))
    lines += [
        say("made_by_model", report.language, name=media.name, model=media.model, host=media.host or "?")
        for media in report.media
        if media.model
    ]
    lines += [_job_line(job, report.language) for job in report.jobs if job.status in _JOB_SENTENCES]
    whole = f"video://projects/{report.project_id}/timeline"
    words = Words([*lines, report.warning or ""], report.suggestions, report.language, whole)
    return show(words, state_body(report), *([_image(report.picture)] if report.picture else []))


def _job_line(job: JobReport, language: Language) -> str:
    """A job that goes on, what it does and how far it is, or one whose end is not known."""
    line = say(_JOB_SENTENCES[job.status], language, tool=job.tool, job_id=job.job_id)
    if job.status != "running" or not job.stage:
        return line
    stage, percent = say(f"stage {job.stage}", language), job.percent or 0
    return say("job_at", language, job=line, stage=stage, percent=percent)


def show_preview(preview: Preview) -> CallToolResult:
    """Pictures, and what they are of."""
    pictures = [_image(jpeg) for jpeg in preview.pictures]
    times = ", ".join(f"{frame.at_s:g}" for frame in preview.frames)
    source = name_for_caller(preview.source)
    lines = [preview.remark or "", f"{source} ({times} s)" if times else source]
    return show(Words(lines, preview.suggestions, preview.language), preview_body(preview), *pictures)


def show_projects(report: ProjectsReport) -> CallToolResult:
    """The projects, and the current one."""
    lines = [_project_line(p, is_current=p.project_id == report.current) for p in report.projects]
    lines = lines or [say("no_project", report.language)]
    words = Words([web_address(report.url) or "", *lines], language=report.language, whole="video://projects")
    return show(words, projects_body(report))


def _project_line(project: ProjectReport, *, is_current: bool) -> str:
    mark = "*" if is_current else "-"
    return f"{mark} {project.project_id} ({project.backend}) {project.title or ''}".rstrip()


def _image(jpeg: bytes) -> ImageContent:
    return ImageContent(type="image", data=b64encode(jpeg).decode(), mime_type="image/jpeg")


def _link(exported: Exported, uri: str) -> ResourceLink:
    return ResourceLink(
        type="resource_link",
        uri=uri,
        name=Path(exported.path).name,
        mime_type=MEDIA_TYPES.get(exported.format),
        size=exported.bytes,
    )
