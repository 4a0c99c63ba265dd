"""Names for spans: whoever finds the same name for a span draws and encodes the same bytes.

A name stands for what shows in the span, the content of the files and fonts, how it is encoded, and the
program that draws it; not for where the files lie, nor for the machine.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
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
from nemo_studio.render.spans import Span
from nemo_studio.text import FontFile, find_fonts
from nemo_video import __version__
from nemo_video.media.files import hash_file, open_file

_SERVER: Final = Path(__file__).parents[2]
_WHAT_DRAWS: Final = (
    *(f"nemo_studio/{room}" for room in ("frames", "render", "scenes", "text")),
    "nemo_video/media",
)
_NAME_BYTES: Final = 16


@dataclass(frozen=True)
class Program:
    """What draws and encodes: the code itself, since a version number stays while one works on it."""

    version: str
    code: str
    av: str
    numpy: str
    pillow: str

    def __str__(self) -> str:
        """Its versions, as people ask for them."""
        libraries = f"av {self.av}, numpy {self.numpy}, Pillow {self.pillow}"
        return f"nemo-video-mcp {self.version} ({self.code[:8]}), {libraries}"


@cache
def this_program() -> Program:
    """The one that runs here."""
    code = hashlib.sha256()
    for room in _WHAT_DRAWS:
        for path in sorted((_SERVER / room).rglob("*.py")):
            code.update(path.read_bytes())
    return Program(__version__, code.hexdigest(), av.__version__, np.__version__, PIL.__version__)


def name_spans(composition: Composition, encoding: Encoding, spans: Sequence[Span]) -> dict[Span, str]:
    """The name of each span.

    Raises:
        NotFound: A file that shows in them is not there.
    """
    return {span: _name(_describe(composition, encoding, span)) for span in spans}


def find_clips(composition: Composition, span: Span) -> list[Clip]:
    """The clips that may show in a span: also one before a transition, which plays on under it."""
    begin_ms, end_ms = _times(composition, span)
    clips = sorted(composition.clips, key=lambda clip: clip.start_ms)
    showing = [clip for clip in clips if clip.start_ms < end_ms and clip.end_ms > begin_ms]
    filling = [clip for clip in clips if clip.picture_in_picture is None]
    before = [
        outgoing
        for outgoing, clip in pairwise(filling)
        if clip in showing and clip.transition and clip.start_ms + clip.transition.duration_ms > begin_ms
    ]
    return [*before, *showing]


def hash_once(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; read again only when its size or time has changed.

    Raises:
        NotFound: There is no such file.
    """
    with open_file(path) as file:  # which says in words when it is not there
        told = os.fstat(file.fileno())
    return _hash(path, told.st_size, told.st_mtime_ns)


@cache
def _hash(path: Path, size: int, changed_ns: int) -> str:  # noqa: ARG001 - they tell an older content apart
    return hash_file(path)


def _describe(composition: Composition, encoding: Encoding, span: Span) -> bytes:
    """All that the span depends on, always in the same words."""
    shape = composition.width, composition.height, composition.fps, composition.margins
    begin_ms, end_ms = _times(composition, span)
    captions = [
        (caption, [_with_content_of_font(font) for font in find_fonts(caption.text)])
        for caption in composition.captions
        if caption.start_ms < end_ms and caption.start_ms + caption.duration_ms > begin_ms
    ]
    clips = [_with_content(clip) for clip in find_clips(composition, span)]
    video = encoding.format.video
    told = (this_program(), shape, span, video and video.options.at(encoding.quality), clips, captions)
    return json.dumps(told, sort_keys=True, default=_as_plain).encode()


def _times(composition: Composition, span: Span) -> tuple[float, float]:
    begin_ms, end_ms = (frame * 1000 / composition.fps for frame in (span.first, span.stop))
    return begin_ms, end_ms


def _with_content(clip: Clip) -> Clip:
    """A file counts by its content, wherever it lies."""
    return replace(clip, source=hash_once(Path(clip.source))) if clip.source is not None else clip


def _with_content_of_font(font: FontFile) -> FontFile:
    return replace(font, path=hash_once(Path(font.path)))


def _as_plain(value: object) -> Any:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - JSON looks into it
    raise TypeError(value)


def _name(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=_NAME_BYTES).hexdigest()
