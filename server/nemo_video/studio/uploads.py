"""Files that come up: streamed to disk, checked, remembered in their session."""

import secrets
from pathlib import Path

import anyio
from starlette.datastructures import UploadFile

from nemo_video.errors import BackendRefusal
from nemo_video.media import MediaInfo, probe
from nemo_video.studio.sessions import Session, UploadedMedia
from nemo_video.wire.formats import MAX_UPLOAD_BYTES, UPLOAD_TYPES

_CHUNK_BYTES = 1 << 20


async def store_upload(session: Session, upload: UploadFile, folder: Path) -> UploadedMedia:
    """Keep one uploaded file.

    Raises:
        BackendRefusal: 4001 for a kind that is not taken, 4002 for a file over 200 MB.
    """
    name = Path(upload.filename or "").name
    extension = name.rpartition(".")[2].lower()
    if extension not in UPLOAD_TYPES:
        raise BackendRefusal(4001)
    media_id = f"media_{secrets.token_hex(8)}"
    path = folder / f"{media_id}.{extension}"
    try:
        await _write(upload, path)
        info = await anyio.to_thread.run_sync(probe, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    media = _uploaded(media_id, name, path, info)
    session.uploads.append(media)
    return media


async def _write(upload: UploadFile, path: Path) -> None:
    size = 0
    async with await anyio.open_file(path, "wb") as file:
        while chunk := await upload.read(_CHUNK_BYTES):
            size += len(chunk)
            if size > MAX_UPLOAD_BYTES:
                raise BackendRefusal(4002)
            await file.write(chunk)


def _uploaded(media_id: str, name: str, path: Path, info: MediaInfo) -> UploadedMedia:
    return UploadedMedia(
        media_id=media_id,
        name=name,
        kind=info.kind,
        path=path,
        bytes=info.bytes,
        duration_s=info.duration_s,
        width=info.width,
        height=info.height,
    )
