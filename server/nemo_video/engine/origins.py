"""Where the pictures and sounds of a film come from, as far as the backend and the draft tell."""

from nemo_video.client import ProjectState
from nemo_video.engine.backend import Capabilities
from nemo_video.engine.media_list import named_media_of
from nemo_video.interchange.credentials import Origin
from nemo_video.timeline import Segment, Timeline


def find_origin(timeline: Timeline, state: ProjectState, capabilities: Capabilities) -> Origin:
    """Whether a film is made by a model, drawn by rules, cut from files, or of both.

    What is not one of the uploads was made by the backend; where a real model makes clips, it counts as the
    model's, for the draft does not tell which of them it made.
    """
    segments = [s for t in timeline.tracks if t.kind in ("video", "audio") for s in t.segments]
    uploads = _uploaded_names(state)
    is_upload = [_is_upload(segment, uploads) for segment in segments]
    if segments and all(is_upload):
        return "files"
    has_files = any(is_upload)
    if capabilities.account == "studio" and not capabilities.has_model:
        return "drawn and files" if has_files else "drawn"
    return "model and files" if has_files else "model"


def _uploaded_names(state: ProjectState) -> frozenset[str]:
    """Ids and names of what was uploaded; what was generated is listed beside it."""
    media = named_media_of(state)[: len(state.video_infos)]
    return frozenset(name for each in media for name in (each.media_id, each.name) if name)


def _is_upload(segment: Segment, uploads: frozenset[str]) -> bool:
    return segment.source.media in uploads or segment.name in uploads
