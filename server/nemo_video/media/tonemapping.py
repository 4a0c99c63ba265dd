"""High dynamic range brought down to what every screen shows: PQ and HLG in BT.2020 to BT.709.

The whole way of a colour is worked out once, for a cube of 48 steps a side, and looked up for each pixel.
Sources: SMPTE ST 2084 (PQ), ITU-R BT.2100 (HLG), BT.2390 (the curve), BT.2087 (the primaries), BT.1886.
"""

from fractions import Fraction
from functools import cache
from typing import Any, Final, Literal, cast

import av
import numpy as np
from av.filter import Graph
from av.filter.context import FilterContext
from av.video.format import VideoFormat
from numpy.typing import NDArray

Floats = NDArray[Any]
Transfer = Literal["pq", "hlg"]

PEAK_NITS: Final = 1000.0
WHITE_NITS: Final = 203.0
"""Where graphics white lies in high dynamic range, which becomes the white of the screen."""

_LEVEL: Final = 7
"""Of the look-up picture: it is so many steps cubed wide and high, and has the square of it a side."""

_TO_BT709: Final = np.array(
    [[1.6605, -0.5876, -0.0728], [-0.1246, 1.1329, -0.0083], [-0.0182, -0.1006, 1.1187]], np.float64
)
_LUMA: Final = np.array([0.2627, 0.6780, 0.0593])
_FORMAT: Final = "rgb48le"
_TICK: Final = Fraction(1, 1000)
_M1, _M2, _C1, _C2, _C3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128


class ToneMapper:
    """Maps the frames of one file, all of one size."""

    def __init__(self, transfer: Transfer) -> None:
        """Prepare the look-up; the first frame tells the size."""
        self._cube = _draw_cube(transfer)
        self._count = 0
        self._size: tuple[int, int] | None = None
        self._source: FilterContext | None = None
        self._sink: FilterContext | None = None
        self._graph: Graph | None = None

    def map(self, frame: av.VideoFrame) -> av.VideoFrame:
        """Map a frame in full-range `rgb48le`; the result has the same format."""
        if self._size != (frame.width, frame.height):
            self._open(frame.width, frame.height)
        assert self._source is not None
        assert self._sink is not None
        self._count += 1
        frame.pts, frame.time_base = self._count, _TICK
        self._source.push(frame)
        return cast(av.VideoFrame, self._sink.pull())

    def _open(self, width: int, height: int) -> None:
        graph = Graph()
        side = _LEVEL**3
        source, cube = (
            graph.add_buffer(width=w, height=h, format=VideoFormat(_FORMAT, w, h), time_base=_TICK)
            for w, h in ((width, height), (side, side))
        )
        mapper, sink = graph.add("haldclut", "interp=tetrahedral"), graph.add("buffersink")
        source.link_to(mapper, 0, 0)
        cube.link_to(mapper, 0, 1)
        mapper.link_to(sink)
        graph.configure()
        colors = av.VideoFrame.from_ndarray(self._cube, _FORMAT)
        colors.pts, colors.time_base = 0, _TICK
        cube.push(colors)
        cube.push(None)
        self._graph, self._source, self._sink, self._size = graph, source, sink, (width, height)


@cache
def _draw_cube(transfer: Transfer) -> NDArray[np.uint16]:
    """The look-up as a picture: red runs fastest, then green, then blue."""
    steps = np.linspace(0, 1, _LEVEL**2)
    blue, green, red = np.meshgrid(steps, steps, steps, indexing="ij")
    mapped = map_tones(np.stack([red, green, blue], -1).reshape(-1, 3), transfer)
    side = _LEVEL**3
    return np.round(mapped * 65535).astype(np.uint16).reshape(side, side, 3)


def map_tones(signal: Floats, transfer: Transfer) -> Floats:
    """Map colours, shape (…, 3), from a BT.2020 signal of high dynamic range to a BT.709 one, both 0 to 1."""
    nits = _pq_to_nits(signal) if transfer == "pq" else _hlg_to_nits(signal)
    brightest = np.maximum(nits.max(-1, keepdims=True), 1e-6)
    dimmed = nits * (_roll_off(brightest) / brightest)
    return np.clip(dimmed / WHITE_NITS @ _TO_BT709.T, 0, 1) ** (1 / 2.4)


def _roll_off(nits: Floats) -> Floats:
    """Leave what is dark alone and bend what is bright, so that the peak becomes white (BT.2390, EETF)."""
    peak, white = _nits_to_pq(np.array(PEAK_NITS)), _nits_to_pq(np.array(WHITE_NITS))
    level = np.minimum(_nits_to_pq(nits) / peak, 1.0)
    top = white / peak
    knee = 1.5 * top - 0.5
    t = np.clip((level - knee) / (1 - knee), 0, 1)
    bent = (2 * t**3 - 3 * t**2 + 1) * knee + (t**3 - 2 * t**2 + t) * (1 - knee) + (3 * t**2 - 2 * t**3) * top
    return _pq_to_nits(np.where(level < knee, level, bent) * peak)


def _pq_to_nits(signal: Floats) -> Floats:
    power = np.power(np.clip(signal, 0, 1), 1 / _M2)
    return 10_000 * np.power(np.maximum(power - _C1, 0) / (_C2 - _C3 * power), 1 / _M1)


def _nits_to_pq(nits: Floats) -> Floats:
    power = np.power(np.clip(nits, 0, 10_000) / 10_000, _M1)
    return np.power((_C1 + _C2 * power) / (1 + _C3 * power), _M2)


def _hlg_to_nits(signal: Floats) -> Floats:
    a, b, c = 0.17883277, 0.28466892, 0.55991073
    scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((np.maximum(signal, 0.5) - c) / a) + b) / 12)
    luma = np.maximum((scene * _LUMA).sum(-1, keepdims=True), 1e-6)
    return PEAK_NITS * luma**0.2 * scene
