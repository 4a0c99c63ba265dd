"""The room's functions. What decodes is done by a decoder's process, never in the caller's."""

from base64 import b64decode
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nemo_video.media.decoders import decode
from nemo_video.media.facts import Chapter, Expected, FileKind, Frame, MediaInfo, Proof, Sheet

if TYPE_CHECKING:
    from pydantic import TypeAdapter

MAX_JPEG_BYTES = 200_000
"""What hosts accept as a picture in a result."""


def identify(path: Path) -> FileKind:
    """The real type of a file, by decoding its first frame; its name counts for nothing.

    Raises:
        BackendRefusal: The content is no media of ours, or damaged (4001).
        NotFound, NotAllowed, InvalidArgument, DiskFailure: The file cannot be opened at all.
    """
    info = probe(path)
    return FileKind(info.kind, info.container, info.notices)


def probe(path: Path) -> MediaInfo:
    """What a file's header and its first frame say.

    Raises:
        BackendRefusal: The content is no media of ours, or damaged (4001).
        NotFound, NotAllowed, InvalidArgument, DiskFailure: The file cannot be opened at all.
    """
    return _reader(MediaInfo).validate_python(decode("probe", path))


def check_whole(path: Path) -> None:
    """Holds a file's size against what its own structure says, without decoding it.

    Raises:
        BrokenMedia: It was cut off.
        NotFound, NotAllowed, InvalidArgument, DiskFailure: The file cannot be opened at all.
    """
    from nemo_video.media.files import open_file
    from nemo_video.media.length import check_is_whole

    with open_file(path) as file:
        check_is_whole(path, file)


def prove(
    path: Path,
    *,
    expected: Expected | None = None,
    on_progress: Callable[[float], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
) -> Proof:
    """Decodes a file from its first to its last frame, picture and sound, and judges what it shows.

    Args:
        path: The file.
        expected: What it is meant to show; without it texts are not judged.
        on_progress: Hears the share that is done, 0 to 1, rising, from this thread.
        is_cancelled: Asked at every frame.

    Raises:
        BrokenMedia: It is damaged or cut off; `at_s` says where.
        Cancelled: `is_cancelled` said so.
        BackendRefusal: The content is no media of ours (4001).
        NotFound, NotAllowed, InvalidArgument, DiskFailure: The file cannot be opened at all.
    """
    proof = decode(
        "prove",
        path,
        expected=asdict(expected or Expected()),
        on_progress=on_progress,
        is_cancelled=is_cancelled,
    )
    return _reader(Proof).validate_python(proof)


def frames_at(
    path: Path, at_s: Sequence[float], *, max_width: int = 640, max_bytes: int = MAX_JPEG_BYTES
) -> tuple[Frame, ...]:
    """The pictures that a film shows at the given times, in the order asked for.

    Args:
        path: A film, an animation or a still.
        at_s: Times; one past the end means the last picture.
        max_width: Wider pictures are scaled down.
        max_bytes: Of each JPEG.

    Raises:
        BrokenMedia: No picture can be decoded there.
        BackendRefusal: The content is no media of ours, or sound alone (4001).
        NotFound, NotAllowed, InvalidArgument, DiskFailure: The file cannot be opened at all.
    """
    return _frames(decode("frames_at", path, at_s=list(at_s), max_width=max_width, max_bytes=max_bytes))


def contact_sheet(path: Path, *, width: int = 1280, max_bytes: int = MAX_JPEG_BYTES) -> Sheet:
    """An even look through a film on one picture with time labels, as JPEG; a still is shown alone.

    Args:
        path: A film, an animation or a still.
        width: The most pixels across.
        max_bytes: Of the sheet.

    Raises:
        The same as `frames_at`.
    """
    return _sheet(decode("contact_sheet", path, width=width, max_bytes=max_bytes))


def fit_frames(jpegs: Sequence[bytes], at_s: Sequence[float], max_bytes: int) -> tuple[Frame, ...]:
    """Pictures that were taken elsewhere; those of more than `max_bytes` are encoded once more."""
    return _frames(decode("fit_frames", jpegs=list(jpegs), at_s=list(at_s), max_bytes=max_bytes))


def sheet_of(
    jpegs: Sequence[bytes], at_s: Sequence[float], labels: Sequence[str], *, max_bytes: int = MAX_JPEG_BYTES
) -> Sheet:
    """A contact sheet of pictures that were taken elsewhere, in the columns that suit them, as JPEG.

    Args:
        jpegs: The pictures, at least one.
        at_s: When each is shown.
        labels: What is written on each; what is too long is cut off, and nothing on one with no words.
        max_bytes: Of the sheet.
    """
    pictures, times_s = list(jpegs), list(at_s)
    return _sheet(decode("sheet_of", jpegs=pictures, at_s=times_s, labels=list(labels), max_bytes=max_bytes))


def contact_sheet_png(path: Path, *, width: int = 1280) -> bytes:
    """The same as `contact_sheet`, without loss, as PNG.

    Raises:
        The same as `frames_at`.
    """
    return b64decode(decode("contact_sheet_png", path, width=width))


@cache
def _reader(kind: Any) -> "TypeAdapter[Any]":
    """What makes a decoder's answers what they stand for."""
    # Render workers load this room for its planes, and start sooner without pydantic.
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def _sheet(told: dict[str, Any]) -> Sheet:
    return _reader(Sheet).validate_python(told | {"jpeg": b64decode(told["jpeg"])})


def _frames(told: list[dict[str, Any]]) -> tuple[Frame, ...]:
    frames = [frame | {"jpeg": b64decode(frame["jpeg"])} for frame in told]
    return _reader(tuple[Frame, ...]).validate_python(frames)


def write_chapters(source: Path, target: Path, chapters: Sequence[Chapter]) -> None:
    """Copies a film packet by packet, with chapters in it.

    Raises:
        ValueError, OSError: FFmpeg cannot read or write it.
    """
    from nemo_video.media.chapters import write

    write(source, target, chapters)
