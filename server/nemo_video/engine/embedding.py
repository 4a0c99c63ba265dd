"""What is written into a finished film before it is proved: chapters, and where it comes from."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread

from nemo_video.client import Download
from nemo_video.engine.sentences import say
from nemo_video.errors import DiskFailure, Internal, InvalidArgument
from nemo_video.interchange.credentials import SIGNABLE, Origin, SigningKey, is_signing_installed, sign
from nemo_video.language import Language
from nemo_video.media import Chapter, decoder_limiter, write_chapters
from nemo_video.settings import Settings


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
