"""Facts of the engine in their listed form, with a short text for people first."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent

from nemo_video.engine import (
    EXPORT_MEDIA_TYPES,
    Cancelled,
    CreditReport,
    CreditUse,
    Exported,
    Generated,
    JobReport,
    Language,
    Preview,
    ProjectReport,
    ProjectsReport,
    StateReport,
    Suggestion,
    Timeline,
    Uploaded,
    UploadedFile,
    list_items,
    say,
    say_still_working,
    suggest_wait,
    summarize,
)
from nemo_video.redaction import web_address
from nemo_video.surface import schemas as out
from nemo_video.surface.budget import (
    MAX_ARGUMENTS_CHARS,
    MAX_STEPS_CHARS,
    MAX_WORDS_CHARS,
    fit,
    shorten,
    size_of,
)

if TYPE_CHECKING:
    from nemo_video.engine import Job

_JOB_SENTENCES = {"running": "job_runs", "unknown": "job_unknown"}


@dataclass(frozen=True)
class Words:
    """What people read of a result.

    Attributes:
        lines: One fact each; empty ones are left out.
        suggestions: Told last, as calls.
        language: Of our own sentences.
        whole: Where everything stands that does not fit.
    """

    lines: Sequence[str]
    suggestions: tuple[Suggestion, ...] = ()
    language: Language = "en"
    whole: str | None = None


def show(words: Words, body: out.Output, *more: ContentBlock) -> CallToolResult:
    """A success: text for people, then the same facts as data, both short enough for every host."""
    facts, left_out = fit(body.as_json())
    if left_out:
        facts["left_out"] = left_out
    content: list[ContentBlock] = [TextContent(type="text", text=_text(words, left_out)), *more]
    return CallToolResult(content=content, structured_content=facts)


def show_generated(job_id: str | None, generated: Generated) -> CallToolResult:
    """A finished turn."""
    lines = [generated.reply]
    if generated.changes and not _all_said(generated):
        lines += [f"- {change}" for change in generated.changes]
    if generated.timeline and generated.timeline.tracks:
        lines.append(summarize(generated.timeline))
    if generated.credits and generated.credits.warning:
        lines.append(generated.credits.warning)
    whole = f"video://jobs/{job_id}" if job_id else None
    words = Words(lines, generated.suggestions, generated.language, whole)
    return show(words, generated_body(job_id, generated))


def generated_body(job_id: str | None, generated: Generated) -> out.GenerateOut:
    """A finished turn in its listed form."""
    return out.GenerateOut(
        status=generated.status,
        job_id=job_id,
        project_id=generated.project_id,
        reply=generated.reply,
        question=generated.question,
        options=list(generated.options),
        changes=list(generated.changes),
        not_done=list(generated.not_done),
        failure=generated.failure,
        timeline=timeline_body(generated.timeline) if generated.timeline else None,
        suggestions=_suggestions(generated.suggestions),
        credits=_credit_use(generated.credits) if generated.credits else None,
    )


def show_exported(job: "Job", exported: Exported, *, with_link: bool) -> CallToolResult:
    """A finished export: where the file is, and that it was proved."""
    size = f"{exported.width}x{exported.height}, " if exported.width else ""
    facts = f"{exported.duration_s:g} s, {size}{exported.bytes / 1e6:.1f} MB, {say('decoded', job.language)}"
    words = Words([str(exported.path), facts, *exported.remarks], exported.suggestions, job.language)
    return show(words, exported_body(job.job_id, exported), *([_link(exported)] if with_link else []))


def exported_body(job_id: str, exported: Exported) -> out.ExportOut:
    """A finished export in its listed form."""
    return out.ExportOut(
        status=exported.status,
        job_id=job_id,
        project_id=exported.project_id,
        path=str(exported.path),
        uri=exported.path.as_uri(),
        download_url=web_address(exported.download_url),
        format=exported.format,
        bytes=exported.bytes,
        duration_s=exported.duration_s,
        width=exported.width,
        height=exported.height,
        sha256=exported.sha256,
        verified=True,
        remarks=list(exported.remarks),
        suggestions=_suggestions(exported.suggestions),
    )


def show_running(job: "Job") -> CallToolResult:
    """A job that goes on after the call."""
    waiting = (suggest_wait(job.job_id, job.language),)
    facts: dict[str, Any] = {
        "status": "running",
        "job_id": job.job_id,
        "project_id": job.project_id,
        "stage": job.progress.stage,
        "suggestions": _suggestions(waiting),
    }
    lines = [say_still_working(job.progress.stage, job.age_s, job.language), job.progress.note or ""]
    if job.tool == "export":
        return show(Words(lines, waiting, job.language), out.ExportOut(**facts))
    if job.estimate:
        facts["credits"] = out.CreditUseOut(estimated=job.estimate, warning=job.warning)
        lines += [say("estimate", job.language, credits=job.estimate), job.warning or ""]
    return show(Words(lines, waiting, job.language), out.GenerateOut(**facts))


def show_cancelled(job: "Job") -> CallToolResult:
    """A job that was cancelled."""
    kind = out.GenerateOut if job.tool == "generate" else out.ExportOut
    body = kind(status="cancelled", job_id=job.job_id, project_id=job.project_id, stage=job.progress.stage)
    return show(Words([say("cancelled", job.language)]), body)


def show_cancel(cancelled: Cancelled) -> CallToolResult:
    """What cancelling did."""
    body = out.CancelOut(job_id=cancelled.job_id, status=cancelled.status, note=cancelled.note)
    return show(Words([cancelled.note]), body)


def show_uploaded(uploaded: Uploaded) -> CallToolResult:
    """What the backend has now, and what it has not."""
    body = out.UploadOut(
        project_id=uploaded.project_id,
        files=_files(uploaded.files),
        rejected=[
            out.RejectedOut(source=r.source, code=r.code, reason=r.reason, advice=r.advice)
            for r in uploaded.rejected
        ],
        suggestions=_suggestions(uploaded.suggestions),
    )
    said = uploaded.language
    lines = [say("uploaded", said, name=file.name, kind=file.kind) for file in uploaded.files]
    lines += [
        say("not_uploaded", said, source=each.source, reason=f"{each.reason} {each.advice}")
        for each in uploaded.rejected
    ]
    return show(Words(lines, uploaded.suggestions, said), body)


def show_credits(report: CreditReport) -> CallToolResult:
    """The balance."""
    body = out.CreditsOut(
        available=report.available,
        frozen=report.frozen,
        total=report.total,
        account=report.account,
        register_url=web_address(report.register_url),
        advice=report.advice,
        spent_today=report.spent_today,
        cap=report.cap,
    )
    balance = say("balance", report.language, available=report.available, frozen=report.frozen)
    return show(Words([f"{balance} {report.advice}", report.register_url or ""]), body)


def show_state(report: StateReport) -> CallToolResult:
    """The timeline, the media and the jobs."""
    body = out.StateOut(
        project_id=report.project_id,
        backend=report.backend,
        timeline=timeline_body(report.timeline),
        media=_files(report.media),
        jobs=[job_body(job) for job in report.jobs],
        suggestions=_suggestions(report.suggestions),
        warning=report.warning,
    )
    lines = [summarize(report.timeline)]
    lines += [
        say(_JOB_SENTENCES[job.status], report.language, tool=job.tool, job_id=job.job_id)
        for job in report.jobs
        if job.status in _JOB_SENTENCES
    ]
    whole = f"video://projects/{report.project_id}/timeline"
    words = Words([*lines, report.warning or ""], report.suggestions, report.language, whole)
    return show(words, body, *([_image(report.picture)] if report.picture else []))


def show_preview(preview: Preview) -> CallToolResult:
    """Pictures, and what they are of."""
    body = out.PreviewOut(
        project_id=preview.project_id,
        source=preview.source,
        frames=[out.FrameOut(at_s=f.at_s, width=f.width, height=f.height) for f in preview.frames],
        remark=preview.remark,
        suggestions=_suggestions(preview.suggestions),
    )
    pictures = [_image(jpeg) for jpeg in preview.pictures]
    times = ", ".join(f"{frame.at_s:g}" for frame in preview.frames)
    lines = [preview.remark or "", f"{preview.source} ({times} s)"]
    return show(Words(lines, preview.suggestions, preview.language), body, *pictures)


def show_projects(report: ProjectsReport) -> CallToolResult:
    """All projects, and the current one."""
    lines = [_project_line(p, is_current=p.project_id == report.current) for p in report.projects]
    lines = lines or [say("no_project", report.language)]
    words = Words([report.url or "", *lines], language=report.language, whole="video://projects")
    return show(words, projects_body(report))


def projects_body(report: ProjectsReport) -> out.ProjectsOut:
    """All projects in their listed form."""
    return out.ProjectsOut(
        projects=[
            out.ProjectOut(project_id=p.project_id, backend=p.backend, title=p.title) for p in report.projects
        ],
        current=report.current,
        url=web_address(report.url),
    )


def _project_line(project: ProjectReport, *, is_current: bool) -> str:
    mark = "*" if is_current else "-"
    return f"{mark} {project.project_id} ({project.backend}) {project.title or ''}".rstrip()


def _text(words: Words, left_out: Mapping[str, int]) -> str:
    """The words, what is missing in them, and the next steps, which are never cut off."""
    said = "\n".join(line for line in words.lines if line)
    text = shorten(said, MAX_WORDS_CHARS)
    missing = ""
    if left_out:
        counts = ", ".join(f"{count} {name}" for name, count in left_out.items())
        missing = say("left_out", words.language, counts=counts)
    if words.whole and (left_out or text != said):
        missing = f"{missing} {say('shortened', words.language, where=words.whole)}".strip()
    steps = [_step(each, words.language) for each in words.suggestions]
    return "\n".join(part for part in (text, missing, shorten("\n".join(steps), MAX_STEPS_CHARS)) if part)


def _step(suggestion: Suggestion, language: Language) -> str:
    arguments = dict(suggestion.arguments)
    call = suggestion.tool
    if size_of(arguments) <= MAX_ARGUMENTS_CHARS:
        call = _call(suggestion.tool, arguments)
    return say("next_step", language, call=call, reason=suggestion.reason)


def _call(tool: str, arguments: dict[str, Any]) -> str:
    return f"{tool}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"


def _all_said(generated: Generated) -> bool:
    return all(change.rstrip(".。") in generated.reply for change in generated.changes)


def _credit_use(use: CreditUse) -> out.CreditUseOut:
    return out.CreditUseOut(
        estimated=use.estimated, spent=use.spent, available=use.available, warning=use.warning
    )


def job_body(job: JobReport) -> out.JobLineOut:
    """A job in a list."""
    return out.JobLineOut(
        job_id=job.job_id, tool=job.tool, status=job.status, stage=job.stage, percent=job.percent
    )


def timeline_body(timeline: Timeline) -> out.TimelineOut:
    """A timeline in its listed form."""
    tracks = [
        out.TrackOut(
            kind=track.kind,
            label=track.label,
            name=track.name,
            start_s=track.start_s,
            end_s=track.end_s,
            detail=track.detail,
            segments=len(track.segments),
        )
        for track in timeline.tracks
    ]
    items = [
        out.ItemOut(
            item=each.item,
            name=each.name,
            start_s=each.segment.start_s,
            end_s=each.segment.end_s,
            detail=each.detail,
        )
        for each in list_items(timeline)
    ]
    return out.TimelineOut(
        summary=summarize(timeline), duration_s=timeline.duration_s, tracks=tracks, items=items
    )


def _suggestions(suggestions: tuple[Suggestion, ...]) -> list[out.SuggestionOut]:
    return [
        out.SuggestionOut(
            tool=s.tool, arguments=dict(s.arguments), reason=s.reason, origin=s.origin, said=s.said or None
        )
        for s in suggestions
    ]


def _files(files: tuple[UploadedFile, ...]) -> list[out.FileOut]:
    return [
        out.FileOut(
            name=f.name,
            source=f.source,
            kind=f.kind,
            bytes=f.bytes,
            duration_s=f.duration_s,
            width=f.width,
            height=f.height,
        )
        for f in files
    ]


def _image(jpeg: bytes) -> ImageContent:
    return ImageContent(type="image", data=b64encode(jpeg).decode(), mime_type="image/jpeg")


def _link(exported: Exported) -> ResourceLink:
    return ResourceLink(
        type="resource_link",
        uri=exported.path.as_uri(),
        name=Path(exported.path).name,
        mime_type=EXPORT_MEDIA_TYPES.get(exported.format),
        size=exported.bytes,
    )
