"""Interlaced pictures made whole: two half pictures of different moments, woven into one, look combed."""

from collections import deque
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, cast

import av
from av.filter import Graph
from av.filter.context import FilterContext

_TICK: Final = Fraction(1, 1000)


def deinterlace(frames: Iterable[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    """The same frames; those that are flagged as interlaced come out as whole pictures.

    The filter looks one frame ahead, so a film pays for it from its first flagged frame on, and only then.
    """
    graph: _Weaver | None = None
    for frame in frames:
        if graph is None and not frame.interlaced_frame:
            yield frame
            continue
        graph = graph or _Weaver(frame)
        yield from graph.push(frame)
    if graph is not None:
        yield from graph.push(None)


class _Weaver:
    """FFmpeg's `bwdif`, one frame out for each frame in; it leaves alone what is not flagged."""

    def __init__(self, first: av.VideoFrame) -> None:
        self._graph = Graph()  # kept: its filters do not keep it alive
        source = self._graph.add_buffer(
            width=first.width, height=first.height, format=first.format, time_base=_TICK
        )
        weave = self._graph.add("bwdif", "mode=send_frame:deint=interlaced")
        sink = self._graph.add("buffersink")
        source.link_to(weave)
        weave.link_to(sink)
        self._graph.configure()
        self._source, self._sink = source, sink
        self._pushed: deque[tuple[int | None, Fraction | None, av.VideoFrame]] = deque()
        self._count = 0

    def push(self, frame: av.VideoFrame | None) -> Iterator[av.VideoFrame]:
        if frame is not None:
            self._pushed.append((frame.pts, frame.time_base, frame))
            frame.pts, frame.time_base = self._count * 40, _TICK
            self._count += 1
        self._source.push(frame)
        yield from self._pull(self._sink)

    def _pull(self, sink: FilterContext) -> Iterator[av.VideoFrame]:
        while True:
            try:
                whole = cast(av.VideoFrame, sink.pull())
            except (BlockingIOError, EOFError):
                return
            pts, time_base, _ = self._pushed.popleft()
            whole.pts = pts
            if time_base is not None:
                whole.time_base = time_base
            yield whole
