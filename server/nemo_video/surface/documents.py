"""Facts of the engine as documents to be read whole: what a result has to leave out stands here."""

from typing import TYPE_CHECKING, Any

from nemo_video.engine import Exported, ProjectsReport, Segment, Timeline
from nemo_video.surface.boundary import error_body
from nemo_video.surface.views import exported_body, generated_body, job_body, projects_body, timeline_body

if TYPE_CHECKING:
    from nemo_video.engine import Job


def projects_document(report: ProjectsReport) -> dict[str, Any]:
    """All projects."""
    return projects_body(report).as_json()


def timeline_document(timeline: Timeline) -> dict[str, Any]:
    """A timeline; every track has `items`, its segments."""
    document = timeline_body(timeline).as_json()
    for listed, track in zip(document["tracks"], timeline.tracks, strict=True):
        listed["items"] = [_item(segment) for segment in track.segments]
    return document


def job_document(job: "Job") -> dict[str, Any]:
    """A job, with its `result` or `error` once it has ended."""
    document = job_body(job.report()).as_json()
    if isinstance(job.result, Exported):
        document["result"] = exported_body(job.job_id, job.result).as_json()
    elif job.result:
        document["result"] = generated_body(job.job_id, job.result).as_json()
    elif job.error:
        document["error"] = error_body(job.error)
    return document


def _item(segment: Segment) -> dict[str, Any]:
    facts = {
        "name": segment.name,
        "text": segment.text,
        "start_s": segment.start_s,
        "end_s": segment.end_s,
        "volume": segment.volume,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}
