"""How loud sound is as a whole, in LUFS, by FFmpeg's meter (ITU-R BS.1770-4 as in EBU R 128)."""

from typing import Any, Final

import numpy as np
from av.audio.frame import AudioFrame
from av.filter import Graph
from numpy.typing import NDArray

SILENCE_LUFS: Final = -70.0
_KEY, _MOMENT_KEY = "lavfi.r128.I", "lavfi.r128.M"
_BLOCK_S: Final = 0.4
"""The standard weighs blocks of this length: what is shorter is heard with silence behind it."""

_SETTLED: Final = 4
"""The meter tells a moment every tenth of a second; with so few before it, silence counts as well."""


class LoudnessMeter:
    """FFmpeg's meter as a graph of filters; it writes what it measures beside each frame."""

    def __init__(self, rate: int, channels: int) -> None:
        """Prepare for sound of so many samples a second; of more than two channels the first two count."""
        self._rate, self._channels = rate, min(channels, 2)
        self._layout = "mono" if channels == 1 else "stereo"
        self._graph = Graph()
        source = self._graph.add_abuffer(sample_rate=rate, format="flt", layout=self._layout)
        meter = self._graph.add("ebur128", "metadata=1:peak=none:dualmono=true")
        sink = self._graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        self._graph.configure()
        self._position, self._lufs = 0, SILENCE_LUFS
        self._moments_lufs: list[float] = []

    def add(self, samples: NDArray[np.float32]) -> None:
        """Listen to a piece, of the shape (samples, channels)."""
        if not len(samples):
            return
        packed: NDArray[Any] = np.ascontiguousarray(samples[:, : self._channels]).reshape(1, -1)
        frame = AudioFrame.from_ndarray(packed, format="flt", layout=self._layout)
        frame.sample_rate, frame.pts = self._rate, self._position
        self._position += len(samples)
        self._graph.push(frame)
        self._read()

    def close(self) -> float:
        """The loudness of all of it, -70 where nothing was to be heard."""
        short = round(self._rate * _BLOCK_S) - self._position
        if self._position and short > 0:
            self.add(np.zeros((short, self._channels), np.float32))
        self._graph.push(None)
        self._read()
        return self._lufs

    @property
    def spread_lu(self) -> float:
        """How much louder the loud moments are than the quiet ones, but for a tenth of all at either end."""
        moments = self._moments_lufs[_SETTLED:]
        return float(np.ptp(np.quantile(moments, (0.1, 0.9)))) if moments else 0.0

    def _read(self) -> None:
        while True:
            try:
                frame = self._graph.pull()
            except (BlockingIOError, EOFError):
                return
            self._lufs = float(frame.metadata.get(_KEY, self._lufs))
            self._moments_lufs.append(max(SILENCE_LUFS, float(frame.metadata.get(_MOMENT_KEY, SILENCE_LUFS))))
