"""What is written into a finished film before it is proved: chapters, and where it comes from."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from nemo_video.client import Download, ProjectState
from nemo_video.engine.backend import Capabilities
from nemo_video.engine.media_list import named_media_of
from nemo_video.engine.sentences import say
from nemo_video.errors import DiskFailure, Internal, InvalidArgument
from nemo_video.interchange.credentials import SIGNABLE, Origin, SigningKey, is_signing_installed, sign
from nemo_video.language import Language
from nemo_video.media import Chapter, decoder_limiter, write_chapters
from nemo_video.settings import Settings
from nemo_video.timeline import Segment, Timeline


@dataclass(frozen=True)
class Embedded:
    """The file as it is then, and what is to be told of it."""

    download: Download
    remarks: tuple[str, ...] = ()


def signing_key(settings: Settings) -> SigningKey | None:
    """The certificate and key that the settings name."""
    if settings.c2pa_cert is None or settings.c2pa_key is None:
        return None
    return SigningKey(settings.c2pa_cert, settings.c2pa_key)


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


async def embed_chapters(download: Download, chapters: tuple[Chapter, ...]) -> Download:
    """Write chapters into a film.

    Raises:
        Internal: It cannot be written with chapters.
        DiskFailure: The disk refused.
    """

    def write(copy: Path) -> None:
        write_chapters(download.path, copy, chapters)

    return await to_thread.run_sync(_replace, download.path, write, limiter=decoder_limiter())


async def embed_credentials(
    download: Download, origin: Origin, signing: SigningKey | None, language: Language
) -> Embedded:
    """Sign a file, where the user has set a certificate. What stands in the way is told, the film stays."""
    if signing is None:
        return Embedded(download)
    if not is_signing_installed():
        return Embedded(download, (say("unsigned_extra", language),))
    format = download.path.suffix.lstrip(".").lower()
    if format not in SIGNABLE:
        return Embedded(download, (say("unsigned_format", language, format=format),))
    states: list[str] = []

    def write(copy: Path) -> None:
        states.append(sign(download.path, copy, origin, signing))

    try:
        signed = await to_thread.run_sync(_replace, download.path, write)
    except InvalidArgument as error:
        return Embedded(download, (say("unsigned", language, reason=error.message),))
    return Embedded(signed, (say("signed", language, state=states[0]),))


def _replace(path: Path, write: Callable[[Path], None]) -> Download:
    """Put a copy in the place of a file, once it is whole."""
    copy = path.with_name(f".nemo-{path.stem}.copy{path.suffix}")
    try:
        write(copy)
        copy.replace(path)
        with path.open("rb") as file:
            return Download(
                path, os.fstat(file.fileno()).st_size, hashlib.file_digest(file, "sha256").hexdigest()
            )
    except ValueError as error:  # FFmpeg's errors are such, whatever they are about
        raise Internal(
            "Chapters could not be written into the film.", advice="Export without chapters."
        ) from error
    except OSError as error:
        raise DiskFailure(f"{path.name} could not be written: {error.strerror}.") from error
    finally:
        copy.unlink(missing_ok=True)


def _uploaded_names(state: ProjectState) -> frozenset[str]:
    """Ids and names of what was uploaded; what was generated is listed beside it."""
    media = named_media_of(state)[: len(state.video_infos)]
    return frozenset(name for each in media for name in (each.media_id, each.name) if name)


def _is_upload(segment: Segment, uploads: frozenset[str]) -> bool:
    return segment.source.media in uploads or segment.name in uploads
