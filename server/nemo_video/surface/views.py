"""Facts of the engine in their listed form, with a short text for people first."""

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mcp_types import CallToolResult, ContentBlock, ImageContent, ResourceLink, TextContent

from nemo_video.engine import (
    Cancelled,
    CreditReport,
    CreditUse,
    Exported,
    Generated,
    JobReport,
    Preview,
    ProjectReport,
    ProjectsReport,
    StateReport,
    Suggestion,
    Timeline,
    Uploaded,
    UploadedFile,
    draw_chart,
    say,
    say_still_working,
    suggest_wait,
    summarize,
)
from nemo_video.surface import schemas as out

if TYPE_CHECKING:
    from nemo_video.engine import Job

MEDIA_TYPES = {
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "webm": "video/webm",
    "mkv": "video/x-matroska",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
}
MAX_TEXT_CHARS = 12_000


def show(text: str, body: out.Output, *more: ContentBlock) -> CallToolResult:
    """A success: text for people, then the same facts as data."""
    content: list[ContentBlock] = [TextContent(type="text", text=_shorten(text)), *more]
    return CallToolResult(content=content, structured_content=body.as_json())


def show_generated(job_id: str | None, generated: Generated) -> CallToolResult:
    """A finished turn."""
    lines = [generated.reply]
    if generated.changes and not _all_said(generated):
        lines += [f"- {change}" for change in generated.changes]
    if generated.timeline and generated.timeline.tracks:
        lines.append(summarize(generated.timeline))
    if generated.credits and generated.credits.warning:
        lines.append(generated.credits.warning)
    return show(_text(lines, generated.suggestions), generated_body(job_id, generated))


def generated_body(job_id: str | None, generated: Generated) -> out.GenerateOut:
    """A finished turn in its listed form."""
    return out.GenerateOut(
        status=generated.status,
        job_id=job_id,
        project_id=generated.project_id,
        reply=generated.reply,
        question=generated.question,
        changes=list(generated.changes),
        timeline=timeline_body(generated.timeline) if generated.timeline else None,
        suggestions=_suggestions(generated.suggestions),
        credits=_credit_use(generated.credits) if generated.credits else None,
    )


def show_exported(job_id: str, exported: Exported, *, with_link: bool) -> CallToolResult:
    """A finished export: where the file is, and that it was proved."""
    size = f"{exported.width}x{exported.height}, " if exported.width else ""
    facts = f"{exported.duration_s:g} s, {size}{exported.bytes / 1e6:.1f} MB, decoded to the last frame"
    text = _text([str(exported.path), facts, *exported.remarks], exported.suggestions)
    return show(text, exported_body(job_id, exported), *([_link(exported)] if with_link else []))


def exported_body(job_id: str, exported: Exported) -> out.ExportOut:
    """A finished export in its listed form."""
    return out.ExportOut(
        status=exported.status,
        job_id=job_id,
        project_id=exported.project_id,
        path=str(exported.path),
        uri=exported.path.as_uri(),
        download_url=exported.download_url,
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
        return show(_text(lines, waiting), out.ExportOut(**facts))
    if job.estimate:
        facts["credits"] = out.CreditUseOut(estimated=job.estimate, warning=job.warning)
        lines += [say("estimate", job.language, credits=job.estimate), job.warning or ""]
    return show(_text(lines, waiting), out.GenerateOut(**facts))


def show_cancelled(job: "Job") -> CallToolResult:
    """A job that was cancelled."""
    kind = out.GenerateOut if job.tool == "generate" else out.ExportOut
    body = kind(status="cancelled", job_id=job.job_id, project_id=job.project_id, stage=job.progress.stage)
    return show("Cancelled.", body)


def show_cancel(cancelled: Cancelled) -> CallToolResult:
    """What cancelling did."""
    body = out.CancelOut(job_id=cancelled.job_id, status=cancelled.status, note=cancelled.note)
    return show(cancelled.note, body)


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
    lines = [f"Uploaded: {file.name} ({file.kind})" for file in uploaded.files]
    lines += [f"Not uploaded: {each.source}: {each.reason} {each.advice}" for each in uploaded.rejected]
    return show(_text(lines, uploaded.suggestions), body)


def show_credits(report: CreditReport) -> CallToolResult:
    """The balance."""
    body = out.CreditsOut(
        available=report.available,
        frozen=report.frozen,
        total=report.total,
        account=report.account,
        register_url=report.register_url,
        advice=report.advice,
        spent_today=report.spent_today,
        cap=report.cap,
    )
    text = f"{report.available:g} credits available, {report.frozen:g} reserved. {report.advice}"
    return show(f"{text}\n{report.register_url}" if report.register_url else text, body)


def show_state(report: StateReport, *, with_chart: bool = False) -> CallToolResult:
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
    lines = [summarize(report.timeline), draw_chart(report.timeline) if with_chart else ""]
    lines += [f"Running: {job.tool} ({job.job_id})" for job in report.jobs if job.status == "running"]
    lines += [
        f"Its end is not known yet: {job.tool} ({job.job_id})"
        for job in report.jobs
        if job.status == "unknown"
    ]
    lines += [report.warning] if report.warning else []
    return show(_text(lines, report.suggestions), body)


def show_preview(preview: Preview) -> CallToolResult:
    """Pictures, and what they are of."""
    body = out.PreviewOut(
        project_id=preview.project_id,
        source=preview.source,
        frames=[out.FrameOut(at_s=f.at_s, width=f.width, height=f.height) for f in preview.frames],
        remark=preview.remark,
        suggestions=_suggestions(preview.suggestions),
    )
    pictures = [
        ImageContent(type="image", data=b64encode(jpeg).decode(), mime_type="image/jpeg")
        for jpeg in preview.pictures
    ]
    times = ", ".join(f"{frame.at_s:g}" for frame in preview.frames)
    lines = [preview.remark or "", f"{preview.source} ({times} s)"]
    return show(_text(lines, preview.suggestions), body, *pictures)


def show_projects(report: ProjectsReport) -> CallToolResult:
    """All projects, and the current one."""
    lines = [_project_line(p, is_current=p.project_id == report.current) for p in report.projects]
    lines = lines or ["There is no project yet."]
    return show("\n".join([*lines, report.url] if report.url else lines), projects_body(report))


def projects_body(report: ProjectsReport) -> out.ProjectsOut:
    """All projects in their listed form."""
    return out.ProjectsOut(
        projects=[
            out.ProjectOut(project_id=p.project_id, backend=p.backend, title=p.title) for p in report.projects
        ],
        current=report.current,
        url=report.url,
    )


def _project_line(project: ProjectReport, *, is_current: bool) -> str:
    mark = "*" if is_current else "-"
    return f"{mark} {project.project_id} ({project.backend}) {project.title or ''}".rstrip()


def _text(lines: list[str], suggestions: tuple[Suggestion, ...]) -> str:
    steps = [f"Next: {_call(s.tool, dict(s.arguments))} - {s.reason}" for s in suggestions]
    return "\n".join([line for line in lines if line] + steps)


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
    return out.TimelineOut(summary=summarize(timeline), duration_s=timeline.duration_s, tracks=tracks)


def _suggestions(suggestions: tuple[Suggestion, ...]) -> list[out.SuggestionOut]:
    return [
        out.SuggestionOut(tool=s.tool, arguments=dict(s.arguments), reason=s.reason, origin=s.origin)
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


def _link(exported: Exported) -> ResourceLink:
    return ResourceLink(
        type="resource_link",
        uri=exported.path.as_uri(),
        name=Path(exported.path).name,
        mime_type=MEDIA_TYPES.get(exported.format),
        size=exported.bytes,
    )


def _shorten(text: str) -> str:
    return text if len(text) <= MAX_TEXT_CHARS else f"{text[:MAX_TEXT_CHARS]} …"
