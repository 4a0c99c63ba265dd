"""Rendered spans kept on disk, so that the next export renders only what an edit has changed.

A span is found by all that it depends on: what shows in it, the content of the files, how it is encoded, and
the program that draws it. Nothing else is lost with them: whoever misses one renders it again.
"""

import hashlib
import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import av
import numpy as np
import PIL

from nemo_studio.render.composition import Clip, Composition
from nemo_studio.render.formats import Encoding
from nemo_studio.render.spans import EncodedSpan, Span
from nemo_studio.text import find_fonts
from nemo_video.media.files import hash_file, open_file

_SERVER: Final = Path(__file__).parents[2]
_WHAT_DRAWS: Final = (
    *(f"nemo_studio/{room}" for room in ("frames", "render", "scenes", "text")),
    "nemo_video/media",
)
_DIGEST_BYTES: Final = 16
_PART: Final = ".part"
_ABANDONED_S: Final = 3600
"""A file that was begun so long ago is not being written any more."""


@dataclass(frozen=True)
class KeptSpans:
    """A folder of spans that any process may read and write.

    Attributes:
        folder: Where they lie.
        max_bytes: What they may need together; those unused for longest are removed first.
    """

    folder: Path
    max_bytes: int

    def has(self, key: str) -> bool:
        """Whether a span is there."""
        return (self.folder / key).exists()

    def read(self, key: str) -> EncodedSpan | None:
        """The span; None when it is gone or damaged."""
        path = self.folder / key
        with suppress(OSError, ValueError):
            os.utime(path)
            content = path.read_bytes()
            digest, rest = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
            if digest == _digest(rest):
                return EncodedSpan.from_bytes(rest)
        return None

    def write(self, key: str, span: EncodedSpan) -> None:
        """Keep a span; a full disk keeps none."""
        content = span.to_bytes()
        part = self.folder / f"{key}.{os.getpid()}{_PART}"
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                part.write_bytes(_digest(content) + content)
                part.replace(self.folder / key)
            finally:
                part.unlink(missing_ok=True)

    def clean_up(self) -> None:
        """Remove what was unused for longest until the rest fits, and what was never finished."""
        found: list[tuple[float, int, Path]] = []
        with suppress(OSError):
            for path in self.folder.iterdir():
                with suppress(FileNotFoundError):  # another process cleans up too
                    told = path.stat()
                    found.append((told.st_mtime, told.st_size, path))
        left = sum(size for _, size, _ in found)
        for used_at, size, path in sorted(found):
            is_abandoned = path.suffix == _PART and used_at < time.time() - _ABANDONED_S
            if is_abandoned or left > self.max_bytes:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
                left -= size


def name_spans(composition: Composition, encoding: Encoding, spans: list[Span]) -> dict[Span, str]:
    """The key of each span."""
    return {span: _digest(_describe(composition, encoding, span)).hex() for span in spans}


def _describe(composition: Composition, encoding: Encoding, span: Span) -> bytes:
    """All that the span depends on, always in the same words."""
    shape = composition.width, composition.height, composition.fps, composition.margins
    begin_ms, end_ms = (frame * 1000 / composition.fps for frame in (span.first, span.stop))
    captions = [
        (caption, find_fonts(caption.text))
        for caption in composition.captions
        if caption.start_ms < end_ms and caption.start_ms + caption.duration_ms > begin_ms
    ]
    clips = [_with_content(clip) for clip in _clips_in(composition, begin_ms, end_ms)]
    video = encoding.format.video
    told = (_program(), shape, span, video and video.options.at(encoding.quality), clips, captions)
    return json.dumps(told, sort_keys=True, default=_as_plain).encode()


def _clips_in(composition: Composition, begin_ms: float, end_ms: float) -> list[Clip]:
    """The clips that may show in a part: also one before a transition, which plays on under it."""
    clips = sorted(composition.clips, key=lambda clip: clip.start_ms)
    showing = [clip for clip in clips if clip.start_ms < end_ms and clip.end_ms > begin_ms]
    filling = [clip for clip in clips if clip.picture_in_picture is None]
    before = [
        outgoing
        for outgoing, clip in pairwise(filling)
        if clip in showing and clip.transition and clip.start_ms + clip.transition.duration_ms > begin_ms
    ]
    return [*before, *showing]


def _with_content(clip: Clip) -> Clip:
    """A file counts by its content, wherever it lies."""
    if clip.source is None:
        return clip
    with open_file(Path(clip.source)) as file:  # which says in words when it is not there
        told = os.fstat(file.fileno())
    return replace(clip, source=_hash_once(clip.source, told.st_size, told.st_mtime_ns))


@cache
def _hash_once(source: str, size: int, changed_ns: int) -> str:  # noqa: ARG001 - they tell an older content apart
    return hash_file(Path(source))


@cache
def _program() -> tuple[str, ...]:
    """What draws and encodes: the code itself, since a version number stays while one works on it."""
    code = hashlib.sha256()
    for room in _WHAT_DRAWS:
        for path in sorted((_SERVER / room).rglob("*.py")):
            code.update(path.read_bytes())
    return code.hexdigest(), av.__version__, np.__version__, PIL.__version__


def _as_plain(value: object) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON looks into it
    raise TypeError(value)


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST_BYTES).digest()
