"""A draft turned into what the renderer draws: clips, sounds and captions."""

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from nemo_studio.draft import ID, START_MS, Segment, duration_ms, segments
from nemo_studio.edits.facts import SOUND_FADE_MS
from nemo_studio.edits.media.application import AMBIENCE_VOLUME
from nemo_studio.edits.sound.application import USUAL_MUSIC_VOLUME
from nemo_studio.project import Canvas, UploadedMedia
from nemo_studio.render.composition import (
    Caption,
    Clip,
    Composition,
    Framing,
    Grade,
    PictureInPicture,
    Sound,
    Transition,
)
from nemo_studio.service.composition_check import check_composition
from nemo_studio.text import NO_MARGINS, Margins
from nemo_video.errors import BackendRefusal
from nemo_video.wire.draft import DURATION_MS, METADATA, TrackType
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.platforms import PLATFORMS

_USUAL_VOLUMES = {"music": USUAL_MUSIC_VOLUME, "ambience": AMBIENCE_VOLUME}

SEAM_MS = 10
"""A clip's own sound begins and ends so softly that no cut clicks."""


def compose(draft: JsonObject, canvas: Canvas, uploads: list[UploadedMedia]) -> Composition:
    """Read a draft that came back for an export.

    Raises:
        BackendRefusal: 400, the draft is not one of ours or has nothing on it.
    """
    files = {media.media_id: media.path for media in uploads}
    try:
        composition = _compose(draft, canvas, files)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise BackendRefusal(
            400, message="The draft cannot be read.", advice="Send the draft untouched."
        ) from None
    check_composition(composition)
    if not composition.duration_ms:
        raise BackendRefusal(
            400, message="The draft is empty.", advice="Put something on the timeline first."
        )
    return composition


def compose_alone(
    draft: JsonObject, canvas: Canvas, uploads: list[UploadedMedia], wanted: Sequence[str]
) -> dict[str, Composition]:
    """Films of single clips of a draft, by their segments' ids: each as it is, without what lies over it."""
    files = {media.media_id: media.path for media in uploads}
    width, height = canvas.size
    named = set(wanted)
    clips = {
        segment[ID]: _clip(segment, files)
        for segment in segments(draft, TrackType.VIDEO)
        if segment[ID] in named
    }
    return {
        key: Composition(
            width=width, height=height, fps=canvas.fps, duration_ms=clip.duration_ms, sounds=(), captions=(),
            clips=(replace(clip, start_ms=0, transition=None, picture_in_picture=None),),
            margins=_margins(canvas),
        )
        for key in wanted if (clip := clips.get(key))
    }  # fmt: skip


def compose_sounds(draft: JsonObject, uploads: list[UploadedMedia]) -> dict[str, Sound]:
    """The sounds on a draft's own tracks, by their segments' ids."""
    files = {media.media_id: media.path for media in uploads}
    return {segment[ID]: _sound(segment, files) for segment in segments(draft, TrackType.AUDIO)}


def _compose(draft: JsonObject, canvas: Canvas, files: dict[str, Path]) -> Composition:
    width, height = canvas.size
    clips = segments(draft, TrackType.VIDEO)
    sounds = [_sound(segment, files) for segment in segments(draft, TrackType.AUDIO)]
    return Composition(
        width=width,
        height=height,
        fps=canvas.fps,
        duration_ms=duration_ms(draft),
        clips=tuple(_clip(segment, files) for segment in clips),
        sounds=(*sounds, *(_own_sound(clip, files) for clip in clips if _has_own_sound(clip))),
        captions=tuple(_caption(segment) for segment in segments(draft, TrackType.TEXT)),
        margins=_margins(canvas),
        level=_level(draft),
    )


def _level(draft: JsonObject) -> float:
    """How loud what sounds is beside its usual volume: what was turned down, or left beside it, stays so.

    Only what people say is ever above that, as music is loud enough at any volume.
    """
    levels: dict[str, float] = {}
    for sound in segments(draft, TrackType.AUDIO):
        volume, kind = float(sound[METADATA]["volume"]), sound[METADATA]["kind"]
        level = min(volume / _USUAL_VOLUMES[kind], 1) if kind in _USUAL_VOLUMES else volume
        levels[kind] = max(level, levels.get(kind, 0))
    own = [
        clip[METADATA].get("volume", 1) for clip in segments(draft, TrackType.VIDEO) if _has_own_sound(clip)
    ]
    heard = [level for level in (*levels.values(), max(own, default=0)) if level]
    return math.sqrt(sum(level**2 for level in heard) / len(heard)) if heard else 1


def _margins(canvas: Canvas) -> Margins:
    """What the platform lays over the picture."""
    if canvas.platform is None:
        return NO_MARGINS
    area = PLATFORMS[canvas.platform].safe_area
    return Margins(area.top, area.right, area.bottom, area.left)


def _clip(segment: Segment, files: dict[str, Path]) -> Clip:
    metadata = segment[METADATA]
    media_id = metadata.get("media_id")
    return Clip(
        start_ms=round(segment[START_MS]),
        duration_ms=round(segment[DURATION_MS]),
        scene=metadata.get("scene", ""),
        seed=metadata.get("seed", 0),
        parameters=metadata.get("parameters", {}),
        source=str(files[media_id]) if media_id else None,
        source_start_ms=round(metadata.get("from_ms", 0)),
        source_duration_ms=round(metadata.get("length_ms", 0)),
        speed=float(metadata.get("speed", 1)),
        is_reversed=bool(metadata.get("reverse")),
        fade_in_ms=round(metadata.get("fade_in_ms", 0)),
        fade_out_ms=round(metadata.get("fade_out_ms", 0)),
        grade=_grade(metadata),
        framing=_framing(metadata),
        transition=_transition(metadata),
        picture_in_picture=_picture_in_picture(metadata),
    )


def _grade(metadata: JsonObject) -> Grade:
    return Grade(
        look=metadata.get("look", "none"),
        brightness=float(metadata.get("brightness", 0)),
        contrast=float(metadata.get("contrast", 0)),
        saturation=float(metadata.get("saturation", 0)),
    )


def _framing(metadata: JsonObject) -> Framing:
    across, down = metadata.get("focus", (0.5, 0.5))
    return Framing(
        fit=metadata.get("fit", "auto"),
        zoom=float(metadata.get("zoom", 1)),
        focus=(float(across), float(down)),
        quarter_turns=metadata.get("rotate", 0) // 90,
        is_mirrored=bool(metadata.get("mirror")),
        is_flipped=bool(metadata.get("flip")),
    )


def _transition(metadata: JsonObject) -> Transition | None:
    kind = metadata.get("transition")
    return Transition(kind, round(metadata["transition_ms"])) if kind else None


def _picture_in_picture(metadata: JsonObject) -> PictureInPicture | None:
    if "corner" not in metadata:
        return None
    margin, shape = metadata.get("margin"), metadata.get("shape")
    return PictureInPicture(
        metadata["corner"],
        float(metadata["width"]),
        float(metadata.get("opacity", 1)),
        None if margin is None else float(margin),
        None if shape is None else float(shape),
    )


def _sound(segment: Segment, files: dict[str, Path]) -> Sound:
    metadata = segment[METADATA]
    media_id = metadata.get("media_id")
    return Sound(
        start_ms=round(segment[START_MS]),
        duration_ms=round(segment[DURATION_MS]),
        volume=float(metadata["volume"]),
        kind="file" if media_id else metadata["kind"],
        name=str(files[media_id]) if media_id else metadata["sound"],
        fade_in_ms=round(metadata.get("fade_in_ms", 0)),
        fade_out_ms=round(metadata.get("fade_out_ms", SOUND_FADE_MS)),
        source_start_ms=round(metadata.get("from_ms", 0)),
        is_speech=metadata["kind"] == "voice",
        is_ducked=bool(metadata.get("duck")),
        envelope=tuple((int(a), int(b), float(factor)) for a, b, factor in metadata.get("envelope", [])),
    )


def _has_own_sound(clip: Segment) -> bool:
    metadata = clip[METADATA]
    return "media_id" in metadata and not metadata.get("still") and bool(metadata.get("speed", 1))


def _own_sound(clip: Segment, files: dict[str, Path]) -> Sound:
    """What an uploaded video sounds like; it counts as speech, because music is what gives way."""
    metadata = clip[METADATA]
    return Sound(
        start_ms=clip[START_MS],
        duration_ms=clip[DURATION_MS],
        volume=float(metadata.get("volume", 1)),
        kind="file",
        name=str(files[metadata["media_id"]]),
        fade_in_ms=metadata.get("fade_in_ms", SEAM_MS),
        fade_out_ms=metadata.get("fade_out_ms", SEAM_MS),
        source_start_ms=round(metadata.get("from_ms", 0)),
        speed=float(metadata.get("speed", 1)),
        is_reversed=bool(metadata.get("reverse")),
        is_speech=True,
    )


def _caption(segment: Segment) -> Caption:
    metadata = segment[METADATA]
    return Caption(
        start_ms=round(segment[START_MS]),
        duration_ms=round(segment[DURATION_MS]),
        text=metadata["text"],
        place=metadata.get("place", "center"),
        letters_of=metadata.get("letters_of"),
        size=float(metadata.get("size", 1)),
        color=metadata.get("color", "#FFFFFF"),
        animation=metadata.get("animation", "fade"),
    )
