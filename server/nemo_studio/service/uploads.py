"""Files that come up: streamed to disk, checked, remembered in their session."""

import secrets
from pathlib import Path

import anyio
from starlette.datastructures import UploadFile

from nemo_studio.edits.titles.application import read_subtitle_file
from nemo_studio.project import UploadedMedia
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_video.errors import BackendRefusal, InvalidArgument, VideoError
from nemo_video.media import check_whole, decoder_limiter, probe
from nemo_video.wire.formats import MAX_UPLOAD_BYTES, UPLOAD_TYPES
from nemo_video.wire.subtitles import Cue

_CHUNK_BYTES = 1 << 20
_SUBTITLES = "srt"
"""Taken by the studio beyond the protocol's formats, and kept as an upload of kind "subtitles"."""
_LONGEST_S = 4 * 3600


async def store_upload(
    session: Session, upload: UploadFile, storage: Storage, sessions: Sessions
) -> UploadedMedia:
    """Keep one uploaded file.

    Raises:
        BackendRefusal: 4001 for a kind that is not taken or a file that is cut off, 4002 for one over 200 MB
            or four hours, 507 when the disk is full.
    """
    name = Path(upload.filename or "").name
    extension = name.rpartition(".")[2].lower()
    if extension not in UPLOAD_TYPES and extension != _SUBTITLES:
        raise BackendRefusal(4001)
    media_id = f"media_{secrets.token_hex(8)}"
    what = f"the upload {name} of project {session.session_id}"
    async with storage.writing(f"{media_id}.{extension}", what, session.client_id) as path:
        await _write(upload, path)
        media = await anyio.to_thread.run_sync(_look_at, path, media_id, name, limiter=decoder_limiter())
    await sessions.add_upload(session, media)
    return media


async def _write(upload: UploadFile, path: Path) -> None:
    size = 0
    async with await anyio.open_file(path, "wb") as file:
        while chunk := await upload.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > MAX_UPLOAD_BYTES:
                raise BackendRefusal(4002)
            await file.write(chunk)


def _look_at(path: Path, media_id: str, name: str) -> UploadedMedia:
    size = path.stat().st_size
    if path.suffix == f".{_SUBTITLES}":
        end_ms = max(cue.end_ms for cue in _read_subtitles(path, name))
        return UploadedMedia(media_id, name, "subtitles", path, size, end_ms / 1000, None, None)
    try:
        info = probe(path)
        check_whole(path)
    except VideoError as error:
        error.message = error.message.replace(path.name, name)  # it is known by its own name alone
        raise
    if info.duration_s is not None and not 0 <= info.duration_s <= _LONGEST_S:
        raise BackendRefusal(4002, message=f"{name} is longer than four hours.", advice="Trim it first.")
    shape = info.duration_s, info.width, info.height
    return UploadedMedia(media_id, name, info.kind, path, size, *shape, info.notices)


def _read_subtitles(path: Path, name: str) -> tuple[Cue, ...]:
    """Read an uploaded SRT.

    Raises:
        BackendRefusal: 4001, it cannot be read; the message says where.
    """
    try:
        return read_subtitle_file(path)
    except InvalidArgument as error:
        raise BackendRefusal(
            4001, message=f"{name}: {error.message}", advice="Correct the file, then upload it again."
        ) from None
