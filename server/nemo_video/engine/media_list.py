"""Uploaded files in the engine's terms, from an upload's answer and from a state."""

from dataclasses import dataclass
from pathlib import PurePath

from nemo_video.client import ProjectState, Rejected, StoredMedia, as_number
from nemo_video.engine.facts import RejectedFile, UploadedFile
from nemo_video.engine.sentences import say
from nemo_video.language import Language, say_error
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import UPLOAD_TYPES

MAX_SIZE = 1e15
"""More bytes, seconds or pixels than any file has; what is larger, or no number at all, tells nothing."""


_IDS = ("id", "media_id", "mediaId", "material_id", "asset_id")


@dataclass(frozen=True)
class NamedMedia:
    """A media file that a state names.

    Attributes:
        media_id: Of the backend, where it tells one.
        url: Where it lies; empty where that is not told.
    """

    name: str
    kind: str
    url: str
    media_id: str | None = None


def uploaded_file(media: StoredMedia, language: Language) -> UploadedFile:
    """A file that the backend took."""
    numbers: JsonObject = vars(media)
    return UploadedFile(
        name=media.name,
        source=media.source,
        kind=media.kind,
        bytes=_whole(_number(numbers, "bytes")),
        duration_s=_number(numbers, "duration_s"),
        width=_whole(_number(numbers, "width")),
        height=_whole(_number(numbers, "height")),
        notices=tuple(say(f"notice {notice}", language) for notice in media.notices),
    )


def rejected_file(rejected: Rejected, language: Language) -> RejectedFile:
    """A source that was not taken, and why, in the backend's own words too."""
    error = rejected.error
    reason = f"{error.message} It says: {error.said}" if error.said else error.message
    return RejectedFile(
        rejected.source, error.code, say_error(reason, language), say_error(error.advice, language)
    )


def media_of(state: ProjectState) -> tuple[UploadedFile, ...]:
    """The uploads and generated clips that a state names.

    No document names their keys, so likely ones are read.
    """
    uploads = [_described(info, "upload") for info in state.video_infos]
    return tuple(uploads + [_described(info, "generated") for info in state.generated_media])


def new_media(before: ProjectState, after: ProjectState) -> tuple[str, ...]:
    """The names of what the backend has made between two states, wherever it lies."""
    known = {_identity(info) for info in before.generated_media}
    return tuple(_name(info) for info in after.generated_media if _identity(info) not in known)


def _identity(info: JsonObject) -> str:
    """What stays of a media file though its address is signed anew: its id, or else its name."""
    return _text(info, *_IDS) or _name(info)


def named_media_of(state: ProjectState) -> tuple[NamedMedia, ...]:
    """The media of a state, the uploads first."""
    infos = (*state.video_infos, *state.generated_media)
    return tuple(NamedMedia(_name(info), _kind(info), _url(info), _text(info, *_IDS)) for info in infos)


def _described(info: JsonObject, source: str) -> UploadedFile:
    return UploadedFile(
        name=_name(info),
        source=source,
        kind=_kind(info),
        bytes=_whole(_number(info, "size", "bytes", "file_size")),
        duration_s=_number(info, "duration", "duration_s"),
        width=_whole(_number(info, "width", "w")),
        height=_whole(_number(info, "height", "h")),
        model=_text(info, "model"),
        host=_text(info, "host"),
        cost=_number(info, "cost"),
    )


def _name(info: JsonObject) -> str:
    return _text(info, "name", "file_name", "filename", "title", "id") or "media"


def _url(info: JsonObject) -> str:
    url = _text(info, "url", "video_url", "file_url", "download_url", "media_url", "cdn_url") or ""
    return url if url.startswith(("http://", "https://")) else ""


def _kind(info: JsonObject) -> str:
    """What the state says, or else what the name does; what neither tells is a film."""
    told = _text(info, "type", "kind", "file_type", "media_type", "mime_type")
    told = told or UPLOAD_TYPES.get(PurePath(_name(info)).suffix.lower().removeprefix("."), "video")
    return told.partition("/")[0].lower()


def _text(info: JsonObject, *keys: str) -> str | None:
    return next((value for key in keys if isinstance(value := info.get(key), str) and value), None)


def _number(info: JsonObject, *keys: str) -> float | None:
    for key in keys:
        value = as_number(info.get(key))
        if value is not None and 0 <= value < MAX_SIZE:
            return value
    return None


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
