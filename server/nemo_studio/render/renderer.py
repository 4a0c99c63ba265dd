"""From a composition to a finished file; only a whole file appears."""

import math
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

import av

from nemo_studio.render.composition import Composition
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.copying import plan_with_copies
from nemo_studio.render.encoder import Encoder
from nemo_studio.render.formats import Encoding
from nemo_studio.render.joining import ChooseExecutor, SpanReader, choose_executor
from nemo_studio.render.kept_spans import KeptSpans
from nemo_studio.render.palette import apply_palette, choose_palette
from nemo_studio.render.sound_tracks import find_whole_sound
from nemo_studio.render.soundtrack import FilmSound
from nemo_studio.render.video_coding import read_own_sets
from nemo_video.errors import DiskFailure, InvalidArgument
from nemo_video.wire.formats import OutputFormat

_QUEUED_FRAMES: Final = 4
_PATIENCE_S: Final = 0.2

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
    kept: KeptSpans | None = None,
    choose: ChooseExecutor = choose_executor,
) -> None:
    """Render `composition` into `output`.

    The work is done in a file beside it, which is moved into place when it is complete and removed otherwise.

    Args:
        composition: What to render.
        output: Where the file goes; an older file of that name is replaced.
        output_format: The kind of file and its quality.
        on_progress: Called with the share done, 0 to 1, rising; from one thread at a time, but any.
        is_cancelled: Asked at each frame.
        kept: Where rendered parts of H.264 are kept for the next export; None to keep none.
        choose: Finds where the frames of H.264 are drawn and encoded; what it finds is used up.

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
        steps = _Steps(on_progress, is_cancelled, _count_steps(encoding, composition))
        if encoding.can_be_joined:
            _write_joined(part, encoding, composition, steps, kept, choose)
        elif encoding.has_pictures:
            _write_plain(part, encoding, composition, steps)
        else:
            _write_sound(part, encoding, composition, steps)
        part.replace(output)
    except OSError as error:
        raise DiskFailure(
            f"The video could not be written: {error.strerror or 'the disk refused'}."
        ) from error
    finally:
        part.unlink(missing_ok=True)
    on_progress(1.0)


def _count_steps(encoding: Encoding, composition: Composition) -> int:
    """A picture with a palette is drawn twice."""
    return composition.frame_count * (2 if encoding.format.has_palette else 1)


def _check(composition: Composition) -> None:
    width, height = composition.width, composition.height
    if width % 2 or height % 2 or min(width, height) < 64 or max(width, height) > 3840:
        raise InvalidArgument(f"{width}×{height} cannot be rendered: sizes are even, from 64 to 3840 pixels.")
    if composition.duration_ms <= 0 or not 1 <= composition.fps <= 60:
        raise InvalidArgument("A video needs a duration above zero and 1 to 60 frames a second.")


class _Steps:
    """Tells how far the work is, and stops it when its caller asks for that; any thread may call it."""

    def __init__(self, on_progress: Progress, is_cancelled: Check, count: int) -> None:
        self._on_progress = on_progress
        self._is_cancelled = is_cancelled
        self._count, self._done = count, 0
        self._lock = threading.Lock()

    def check(self) -> None:
        if self._is_cancelled():
            raise RenderCancelled

    def finish(self, count: int = 1) -> None:
        """So many of the steps are done."""
        with self._lock:
            self.check()
            self._done += count
            self._on_progress(min(self._done / self._count, 0.99))


def _write_joined(
    part: Path,
    encoding: Encoding,
    composition: Composition,
    steps: _Steps,
    kept: KeptSpans | None,
    choose: ChooseExecutor,
) -> None:
    """Write a film from spans; while the first are rendered, its sound is mixed."""
    spans = plan_with_copies(composition, encoding, read_own_sets(encoding, composition))
    with (
        closing(SpanReader(composition, encoding, spans, kept, choose, steps.finish)) as reader,
        FilmSound(composition, steps.check) as sound,
        find_whole_sound(composition, encoding) as coded,
        # By default a film is as loud as platforms play it: what is quieter or louder is encoded again.
        Encoder(part, encoding, composition, sound, spans, coded if sound.needs_no_gain else None) as encoder,
    ):
        for span in spans:
            for encoded in reader.read(span):
                encoder.join(encoded)


def _write_plain(part: Path, encoding: Encoding, composition: Composition, steps: _Steps) -> None:
    """Write a film frame by frame with one encoder: what the joined one is held against."""
    with (
        FilmSound(composition, steps.check) as sound,
        Encoder(part, encoding, composition, sound) as encoder,
        _draw_ahead(composition) as drawn,
    ):
        colors = encoding.limits.colors if encoding.format.has_palette else None
        for frame in _paint_with_palette(drawn, composition, colors, steps) if colors else drawn:
            encoder.write(frame)
            steps.finish()


def _write_sound(part: Path, encoding: Encoding, composition: Composition, steps: _Steps) -> None:
    """Write a file that is heard only."""
    with (
        FilmSound(composition, steps.check) as sound,
        Encoder(part, encoding, composition, sound) as encoder,
    ):
        for second in range(math.ceil(composition.duration_s)):
            encoder.write_sound(second + 1)
            steps.check()


def _paint_with_palette(
    frames: Iterator[av.VideoFrame], composition: Composition, colors: int, steps: _Steps
) -> Iterator[av.VideoFrame]:
    """Draw everything once more beforehand to choose the colours; keeping it all would need more memory."""
    size = composition.width, composition.height

    def first_pass() -> Iterator[av.VideoFrame]:
        for frame in Compositor(composition).frames():
            steps.finish()
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
