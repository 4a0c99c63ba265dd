"""From a composition to a finished file: one thread draws, one encodes, and only a whole file appears."""

import math
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import av

from nemo_studio.render.composition import Composition
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.encoder import Encoder
from nemo_studio.render.formats import Encoding
from nemo_studio.render.palette import apply_palette, choose_palette
from nemo_studio.render.soundtrack import master, mix_soundtrack
from nemo_video.errors import DiskFailure, InvalidArgument
from nemo_video.wire.formats import OutputFormat

_QUEUED_FRAMES: Final = 4
_PATIENCE_S: Final = 0.2
_SOUND_SHARE: Final = 0.05

Progress = Callable[[float], None]
Check = Callable[[], bool]


class RenderCancelled(Exception):
    """The render was stopped because its caller asked for that."""


def render(
    composition: Composition,
    output: Path,
    output_format: OutputFormat,
    *,
    on_progress: Progress,
    is_cancelled: Check,
) -> None:
    """Render `composition` into `output`.

    The work is done in a file beside it, which is moved into place when it is complete and removed otherwise.

    Args:
        composition: What to render.
        output: Where the file goes; an older file of that name is replaced.
        output_format: The kind of file and its quality.
        on_progress: Called with the share done, 0 to 1, rising.
        is_cancelled: Asked before each frame.

    Raises:
        RenderCancelled: `is_cancelled` said so.
        InvalidArgument: Size, rate or an uploaded file cannot be worked with.
        DiskFailure: The file cannot be written.
    """
    _check(composition)
    encoding = Encoding.of(output_format)
    limits = encoding.limits
    composition = composition.shrink(limits.largest_side, limits.largest_fps)
    part = output.with_name(output.name + ".part")
    try:
        _write(part, encoding, composition, on_progress, is_cancelled)
        part.replace(output)
    except OSError as error:
        raise DiskFailure(
            f"The video could not be written: {error.strerror or 'the disk refused'}."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    on_progress(1.0)


def _check(composition: Composition) -> None:
    width, height = composition.width, composition.height
    if width % 2 or height % 2 or min(width, height) < 64 or max(width, height) > 3840:
        raise InvalidArgument(f"{width}×{height} cannot be rendered: sizes are even, from 64 to 3840 pixels.")
    if composition.duration_ms <= 0 or not 1 <= composition.fps <= 60:
        raise InvalidArgument("A video needs a duration above zero and 1 to 60 frames a second.")


def _write(
    part: Path,
    encoding: Encoding,
    composition: Composition,
    on_progress: Progress,
    is_cancelled: Check,
) -> None:
    sound = master(mix_soundtrack(composition))
    steps = _Steps(on_progress, is_cancelled, _SOUND_SHARE)
    steps.check()
    with Encoder(part, encoding, composition, sound) as encoder:
        if not encoding.has_pictures:
            for second in range(math.ceil(composition.duration_s)):
                encoder.write_sound(second + 1)
                steps.tell((second + 1) / composition.duration_s)
            return
        with _draw_ahead(composition) as drawn:
            colors = encoding.limits.colors if encoding.format.has_palette else None
            frames = _paint_with_palette(drawn, composition, colors, steps) if colors else drawn
            for index, frame in enumerate(frames, 1):
                encoder.write(frame)
                steps.tell(index / composition.frame_count)


class _Steps:
    """Tells how far the work is, and stops it when its caller asks for that."""

    def __init__(self, on_progress: Progress, is_cancelled: Check, start: float) -> None:
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._start = start

    def check(self) -> None:
        if self._is_cancelled():
            raise RenderCancelled

    def tell(self, share: float) -> None:
        self.check()
        self._on_progress(min(self._start + (0.99 - self._start) * share, 0.99))


def _paint_with_palette(
    frames: Iterator[av.VideoFrame], composition: Composition, colors: int, steps: _Steps
) -> Iterator[av.VideoFrame]:
    """Draw everything once more beforehand to choose the colours; keeping it all would need more memory."""
    size = composition.width, composition.height

    def first_pass() -> Iterator[av.VideoFrame]:
        for frame in Compositor(composition).frames():
            steps.check()
            yield frame

    return apply_palette(frames, choose_palette(first_pass(), *size, colors), *size)


@contextmanager
def _draw_ahead(composition: Composition) -> Generator[Iterator[av.VideoFrame]]:
    """Draw the frames in a thread of their own, a few ahead of the encoder; leaving stops the thread."""
    drawn: queue.Queue[av.VideoFrame | BaseException | None] = queue.Queue(_QUEUED_FRAMES)
    stop = threading.Event()

    def put(item: av.VideoFrame | BaseException | None) -> None:
        while not stop.is_set():
            with suppress(queue.Full):
                drawn.put(item, timeout=_PATIENCE_S)
                return

    def draw() -> None:
        try:
            for frame in Compositor(composition).frames():
                put(frame)
                if stop.is_set():
                    return
            put(None)
        except Exception as error:  # noqa: BLE001 - it is raised again where the frames are read
            put(error)

    def read() -> Iterator[av.VideoFrame]:
        while (item := drawn.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item

    thread = threading.Thread(target=draw, name="composer", daemon=True)
    thread.start()
    try:
        yield read()
    finally:
        stop.set()
        thread.join()
