"""Sound made faster or slower without another pitch, by FFmpeg's `atempo`."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, cast

import av
import numpy as np
from av.filter import Graph

from nemo_studio.sound import RATE, Signal

_SLOWEST_STEP: Final = 0.5
_FRAME_SAMPLES: Final = 1 << 14


def change_tempo(signal: Signal, speed: float) -> Signal:
    """Play a stereo signal at a speed above 0; it comes out about `1 / speed` times as long."""
    if speed == 1 or not len(signal):
        return signal
    graph = _build_graph(speed)  # kept until the end: its filters do not keep it alive
    chunks: list[Signal] = []
    for frame in [*_frames(signal), None]:
        graph.push(frame)
        chunks.extend(_pull_ready(graph))
    return np.concatenate(chunks) if chunks else signal[:0]


def _build_graph(speed: float) -> Graph:
    """One filter for each factor, because a single one goes down to half the speed only."""
    graph = Graph()
    last = graph.add_abuffer(sample_rate=RATE, format="fltp", layout="stereo", time_base=Fraction(1, RATE))
    steps = [("atempo", f"{factor:.6f}") for factor in _factors(speed)]
    for name, settings in [*steps, ("aformat", "sample_fmts=fltp:channel_layouts=stereo")]:
        step = graph.add(name, settings)
        last.link_to(step)
        last = step
    last.link_to(graph.add("abuffersink"))
    graph.configure()
    return graph


def _factors(speed: float) -> list[float]:
    factors: list[float] = []
    while speed < _SLOWEST_STEP:
        factors.append(_SLOWEST_STEP)
        speed /= _SLOWEST_STEP
    return [*factors, speed]


def _frames(signal: Signal) -> Iterator[av.AudioFrame]:
    for start in range(0, len(signal), _FRAME_SAMPLES):
        samples = np.ascontiguousarray(signal[start : start + _FRAME_SAMPLES].T, np.float32)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout="stereo")
        frame.sample_rate = RATE
        frame.pts = start
        frame.time_base = Fraction(1, RATE)
        yield frame


def _pull_ready(graph: Graph) -> Iterator[Signal]:
    while True:
        try:
            frame = cast(av.AudioFrame, graph.pull())
        except (BlockingIOError, EOFError):
            return
        yield cast("Any", frame.to_ndarray()).T
