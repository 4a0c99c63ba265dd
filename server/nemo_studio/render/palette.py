"""The 256 colours of a GIF: a first pass over its frames chooses them, a second draws with them."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final, cast

import av
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat

_TICK: Final = Fraction(1, 1000)


def choose_palette(
    frames: Iterable[av.VideoFrame], width: int, height: int, colors: int = 256
) -> av.VideoFrame:
    """Look at all frames and return the palette of so many colours that suits them."""
    graph = Graph()
    source = _add_source(graph, width, height)
    chooser = graph.add("palettegen", f"stats_mode=diff:max_colors={colors}")
    sink = graph.add("buffersink")
    source.link_to(chooser)
    chooser.link_to(sink)
    graph.configure()
    for index, frame in enumerate(frames):
        source.push(_convert(frame, index))
    source.push(None)
    return cast(av.VideoFrame, sink.pull())


def apply_palette(
    frames: Iterable[av.VideoFrame], palette: av.VideoFrame, width: int, height: int
) -> Iterator[av.VideoFrame]:
    """Draw each frame in the palette's colours, dithered so that flat areas do not flicker."""
    graph = Graph()
    source = _add_source(graph, width, height)
    colors = _add_source(graph, palette.width, palette.height)
    mapper = graph.add("paletteuse", "dither=bayer:bayer_scale=4")
    sink = graph.add("buffersink")
    source.link_to(mapper, 0, 0)
    colors.link_to(mapper, 0, 1)
    mapper.link_to(sink)
    graph.configure()
    palette.pts = 0
    palette.time_base = _TICK
    colors.push(palette)
    colors.push(None)
    for index, frame in enumerate(frames):
        source.push(_convert(frame, index))
        yield from _pull_ready(sink)
    source.push(None)
    yield from _pull_ready(sink)


def _add_source(graph: Graph, width: int, height: int) -> FilterContext:
    return graph.add_buffer(
        width=width, height=height, format=VideoFormat("bgra", width, height), time_base=_TICK
    )


def _convert(frame: av.VideoFrame, index: int) -> av.VideoFrame:
    converted = frame.reformat(format="bgra")
    converted.pts = index
    converted.time_base = _TICK
    return converted


def _pull_ready(sink: FilterContext) -> Iterator[av.VideoFrame]:
    while True:
        try:
            yield cast(av.VideoFrame, sink.pull())
        except (BlockingIOError, EOFError):
            return
