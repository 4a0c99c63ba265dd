"""A draft turned into what the renderer draws: shots, sounds and captions."""

from pathlib import Path

from nemo_video.errors import BackendRefusal
from nemo_video.studio.draft import START_MS, Segment, duration_ms, segments
from nemo_video.studio.render.composition import Caption, Composition, Shot, Sound
from nemo_video.studio.sessions import Canvas, UploadedMedia
from nemo_video.wire.draft import DURATION_MS, METADATA, TrackType
from nemo_video.wire.envelope import JsonObject

MUSIC_FADE_MS = 1500


def compose(draft: JsonObject, canvas: Canvas, uploads: list[UploadedMedia]) -> Composition:
    """Read a draft that came back for an export.

    Raises:
        BackendRefusal: 400, the draft is not one of ours or has nothing on it.
    """
    files = {media.media_id: media.path for media in uploads}
    try:
        composition = _compose(draft, canvas, files)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise BackendRefusal(
            400, message="The draft cannot be read.", advice="Send the draft untouched."
        ) from None
    if not composition.duration_ms:
        raise BackendRefusal(
            400, message="The draft is empty.", advice="Put something on the timeline first."
        )
    return composition


def _compose(draft: JsonObject, canvas: Canvas, files: dict[str, Path]) -> Composition:
    width, height = canvas.size
    return Composition(
        width=width,
        height=height,
        fps=canvas.fps,
        duration_ms=duration_ms(draft),
        shots=tuple(_shot(segment, files) for segment in segments(draft, TrackType.VIDEO)),
        sounds=tuple(_sound(segment) for segment in segments(draft, TrackType.AUDIO)),
        captions=tuple(_caption(segment) for segment in segments(draft, TrackType.TEXT)),
    )


def _shot(segment: Segment, files: dict[str, Path]) -> Shot:
    metadata = segment[METADATA]
    media_id = metadata.get("media_id")
    return Shot(
        start_ms=segment[START_MS],
        duration_ms=segment[DURATION_MS],
        scene=metadata.get("scene", ""),
        seed=metadata.get("seed", 0),
        parameters=metadata.get("parameters", {}),
        source=str(files[media_id]) if media_id else None,
    )


def _sound(segment: Segment) -> Sound:
    metadata = segment[METADATA]
    return Sound(
        start_ms=segment[START_MS],
        duration_ms=segment[DURATION_MS],
        volume=float(metadata["volume"]),
        kind=metadata["kind"],
        name=metadata["sound"],
        fade_in_ms=0,
        fade_out_ms=MUSIC_FADE_MS,
    )


def _caption(segment: Segment) -> Caption:
    metadata = segment[METADATA]
    return Caption(
        start_ms=segment[START_MS],
        duration_ms=segment[DURATION_MS],
        text=metadata["text"],
        place=metadata.get("place", "center"),
        size=float(metadata.get("size", 1)),
        color=metadata.get("color", "#FFFFFF"),
        animation=metadata.get("animation", "fade"),
    )
