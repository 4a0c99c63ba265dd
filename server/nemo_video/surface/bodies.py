"""Facts of the engine in their listed form: field for field, without a decision."""

from nemo_video.engine import (
    CreditUse,
    Exported,
    Generated,
    JobReport,
    Preview,
    ProjectsReport,
    StateReport,
    Suggestion,
    Timeline,
    Uploaded,
    UploadedFile,
    list_items,
    summarize,
)
from nemo_video.redaction import web_address
from nemo_video.surface import schemas as out
from nemo_video.surface.remote import name_for_caller, remote_caller
from nemo_video.timeline import Track


def generated_body(job_id: str | None, generated: Generated) -> out.EditOut:
    """A finished turn in its listed form."""
    return out.EditOut(
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
        suggestions=suggestions_body(generated.suggestions),
        credits=_credit_use(generated.credits) if generated.credits else None,
        edits=[out.EditOutcomeOut(op=e.op, outcome=e.outcome, seen=e.seen) for e in generated.edits] or None,
    )


def exported_body(job_id: str, exported: Exported) -> out.ExportOut:
    """A finished export in its listed form, with the path of its file, or a link over HTTP."""
    caller = remote_caller()
    link = caller.export_url(job_id, exported.path.name) if caller else exported.download_url
    return out.ExportOut(
        status=exported.status,
        job_id=job_id,
        project_id=exported.project_id,
        path=None if caller else str(exported.path),
        uri=None if caller else exported.path.as_uri(),
        download_url=web_address(link),
        format=exported.format,
        bytes=exported.bytes,
        duration_s=exported.duration_s,
        width=exported.width,
        height=exported.height,
        sha256=exported.sha256,
        verified=exported.is_decoded,
        remarks=list(exported.remarks),
        chapters=exported.chapters,
        suggestions=suggestions_body(exported.suggestions),
    )


def uploaded_body(uploaded: Uploaded) -> out.UploadOut:
    """Uploads in their listed form."""
    return out.UploadOut(
        project_id=uploaded.project_id,
        files=_files(uploaded.files),
        rejected=[
            out.RejectedOut(source=name_for_caller(r.source), code=r.code, reason=r.reason, advice=r.advice)
            for r in uploaded.rejected
        ],
        suggestions=suggestions_body(uploaded.suggestions),
    )


def state_body(report: StateReport) -> out.StateOut:
    """A state in its listed form."""
    return out.StateOut(
        project_id=report.project_id,
        backend=report.backend,
        timeline=timeline_body(report.timeline),
        media=_files(report.media),
        jobs=[job_body(job) for job in report.jobs],
        suggestions=suggestions_body(report.suggestions),
        warning=report.warning,
    )


def preview_body(preview: Preview) -> out.PreviewOut:
    """A preview in its listed form, without the pictures."""
    return out.PreviewOut(
        project_id=preview.project_id,
        source=name_for_caller(preview.source),
        frames=[out.FrameOut(at_s=f.at_s, width=f.width, height=f.height) for f in preview.frames],
        remark=preview.remark,
        suggestions=suggestions_body(preview.suggestions),
    )


def projects_body(report: ProjectsReport) -> out.ProjectsOut:
    """Projects in their listed form, and how many others there are."""
    others = report.total - len(report.projects)
    return out.ProjectsOut(
        projects=[
            out.ProjectOut(project_id=p.project_id, backend=p.backend, title=p.title) for p in report.projects
        ],
        current=report.current,
        url=web_address(report.url),
        left_out={"projects": others} if others > 0 else None,
    )


def _credit_use(use: CreditUse) -> out.CreditUseOut:
    return out.CreditUseOut(
        estimated=use.estimated,
        spent=use.spent,
        available=use.available,
        warning=use.warning,
        cost_estimated=use.cost_estimated,
        cost=use.cost,
    )


def job_body(job: JobReport) -> out.JobLineOut:
    """A job in a list; one that has ended is at no stage."""
    return out.JobLineOut(
        job_id=job.job_id,
        tool=job.tool,
        status=job.status,
        stage=job.stage if job.status == "running" else None,
        percent=job.percent,
        dashboard=job.dashboard,
    )


def timeline_body(timeline: Timeline) -> out.TimelineOut:
    """A timeline in its listed form."""
    tracks = [_track_body(track) for track in timeline.tracks]
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


def _track_body(track: Track) -> out.TrackOut:
    """A track; what is in it is named by the items, unless it is one thing all along."""
    is_one = len(track.segments) == 1
    return out.TrackOut(
        kind=track.kind,
        label=track.label,
        name=track.name if is_one else None,
        start_s=track.start_s,
        end_s=track.end_s,
        detail=track.detail if is_one else None,
        segments=len(track.segments),
    )


def suggestions_body(suggestions: tuple[Suggestion, ...]) -> list[out.SuggestionOut]:
    """Suggestions in their listed form."""
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
            source=name_for_caller(f.source),
            kind=f.kind,
            bytes=f.bytes,
            duration_s=f.duration_s,
            width=f.width,
            height=f.height,
            notices=list(f.notices) or None,
            model=f.model,
            host=f.host,
            cost=f.cost,
        )
        for f in files
    ]
