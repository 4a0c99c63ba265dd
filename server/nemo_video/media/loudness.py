"""How loud a file sounds as a whole, in LUFS, by FFmpeg's meter (ITU-R BS.1770-4 as in EBU R 128)."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph
from numpy.typing import NDArray

from nemo_video.media.sound import RATE, SoundReader

_PIECE: Final = 5 * RATE
_KEY: Final = "lavfi.r128.I"


def measure(path: Path, duration_s: float, on_progress: Callable[[float], None] = lambda _: None) -> float:
    """The integrated loudness of a file's sound, -70 where nothing is to be heard.

    Args:
        path: The file; its tracks are heard together, in stereo.
        duration_s: How long it is.
        on_progress: Hears the share that is done, 0 to 1.

    Raises:
        BackendRefusal: The file is no media of ours, or damaged (4001).
    """
    reader, total = SoundReader(path, 0), round(duration_s * RATE)
    left = total
    meter = _Meter()
    try:
        while left > 0:
            meter.add(np.ascontiguousarray(reader.read(min(left, _PIECE)).T), _PIECE)
            left -= _PIECE
            on_progress(min(1 - left / total, 1.0))
    finally:
        reader.close()
    return meter.close()


class _Meter:
    """FFmpeg's meter as a graph of filters; it writes what it measures beside each frame."""

    def __init__(self) -> None:
        self._graph = Graph()
        source = self._graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo")
        meter = self._graph.add("ebur128", "metadata=1:peak=none")
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()
        self._position, self._lufs = 0, -70.0

    def add(self, samples: NDArray[np.float32], step: int) -> None:
        """Listen to a piece, of the shape (2, samples)."""
        frame = AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts = RATE, self._position
        self._position += step
        self._graph.push(frame)
        self._read()

    def close(self) -> float:
        """The loudness of all of it."""
        self._graph.push(None)
        self._read()
        return self._lufs

    def _read(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return
            self._lufs = float(frame.metadata.get(_KEY, self._lufs))
