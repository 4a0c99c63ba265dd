"""Water below a horizon: where each of its waves looks, and mirroring what a picture shows above.

Everything is worked out for fewer columns than a picture has, for waves are much wider than high.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Keyframes, SmallPicture
from nemo_studio.frames.picture import Bytes, Floats, Picture
from nemo_studio.scenes.ocean import Patch, Swell, Water

_SWELL_STEP_S: Final = 1 / 15
_ROWS_AT_ONCE: Final = 16
_CALM: Final = (
    Swell(11.0, 0.5, 3.0, 0.020, 1.0),
    Swell(3.1, 0.12, 0.5, 0.026, 1.6),
    Swell(0.9, 0.03, 0.12, 0.024, 2.2),
)


def count_columns(width: int) -> int:
    """How many places a row of water has: in large pictures each stands for two or three pixels.

    Where foam lies, rows are two pixels apart; columns of one pixel would comb it.
    """
    grain = 1 + (width >= 480) + (width >= 1440)
    return -(-width // grain)


class Sea:
    """Waves from the bottom of the picture to the horizon."""

    def __init__(self, context: RenderContext, horizon: int, columns: int, swells: tuple[Swell, ...]) -> None:
        """Let the waves rise.

        Args:
            context: The whole picture.
            horizon: The first row of water, even.
            columns: How many places a row has; each stands for some pixels.
            swells: From the longest waves to the shortest.
        """
        self._rows = context.height - horizon
        below = (np.arange(self._rows, dtype=np.float32) + 0.5) / context.unit
        depth = (1 / (below[0::2] + 0.004))[:, None]
        along = (np.arange(columns, dtype=np.float32) + 0.5) / columns
        lateral = ((along - 0.5) * context.width / context.unit)[None, :] * depth
        footprint = depth**2 / context.unit * 2
        weights = [1 / (1 + (footprint / (swell.shortest * 0.9)) ** 2) for swell in swells]
        patches = tuple(Patch(swell, context.seed * 7 + index) for index, swell in enumerate(swells))
        self._swell = Keyframes(Water(patches[:-1], lateral, depth, weights[:-1]).slopes, _SWELL_STEP_S)
        self._ripples = Water(patches[-1:], lateral, depth, weights[-1:])
        hidden = 1 - np.repeat(weights[1], 2, 0)[: self._rows]
        roughness = sum(swell.steepness for swell in swells) * 0.21
        self._looks = below[:, None] + roughness * (hidden + 0.16)
        self._along = along[None, :]
        self._aside = 1.3 / 2 * context.unit / context.width

    def look(self, at_s: float) -> Iterator[tuple[slice, Floats, Floats]]:
        """What each place mirrors: its elevation in units and its share of the width.

        It comes some rows at a time, an even number, so that they stay in the processor's cache.
        """
        slopes = self._swell.at(at_s)
        self._ripples.add_slopes(slopes, at_s)
        for start in range(0, len(slopes), _ROWS_AT_ONCE):
            # One row more, for the row between two parts.
            part = slopes[start : start + _ROWS_AT_ONCE + 1]
            rows = slice(2 * start, min(2 * (start + _ROWS_AT_ONCE), self._rows))
            across, away = (_double_twofold(part[..., way])[: rows.stop - rows.start] for way in (0, 1))
            looks = self._looks[rows]
            away += looks
            np.abs(away, out=away)
            looks = away + looks
            looks *= self._aside
            across *= looks
            across += self._along
            yield rows, away, across


class Lake:
    """Calm water that mirrors the upper part of a picture into its lower part."""

    def __init__(
        self, context: RenderContext, horizon: int, *, shine: float = 0.8, swells: tuple[Swell, ...] = _CALM
    ) -> None:
        """`shine` is how bright the mirrored picture is at the horizon; it falls towards the viewer."""
        self._horizon = horizon
        self._unit = context.unit
        self._half_width = context.width // 2
        columns = count_columns(context.width)
        self._sea = Sea(context, horizon, columns, swells)
        self._small = SmallPicture(columns, context.height - horizon, "yuv420p")
        nearness = np.linspace(0, 1, context.height - horizon, dtype=np.float32)[:, None]
        self._shine = (256 * shine * (1 - 0.38 * nearness)).astype(np.uint16)
        self._dark = ((256 - self._shine) * 18).astype(np.uint16)
        self._gray = ((256 - self._shine[0::2]) * 128).astype(np.uint16)

    def reflect(self, picture: Picture, at_s: float) -> None:
        """Draw the water below the horizon."""
        horizon = self._horizon
        luma = _halve_columns(picture.y[:horizon])
        above = [plane[: horizon // 2].ravel() for plane in (picture.u, picture.v)]
        y, *chroma = self._small.planes
        for rows, elevation, along in self._sea.look(at_s):
            row, column = self._places(elevation, along)
            y[rows] = _dim(
                luma.take(_index(row, column, self._half_width)), self._shine[rows], self._dark[rows]
            )
            half = slice(rows.start // 2, rows.stop // 2)
            places = _index(np.floor(row[0::2, 0::2] * np.float32(0.5)), column[0::2, 0::2], self._half_width)
            for plane, light in zip(chroma, above, strict=True):
                plane[half] = _dim(light.take(places), self._shine[rows][0::2], self._gray[half])
        self._small.enlarge_into(
            [plane[horizon * len(plane) // len(picture.y) :] for plane in picture.planes]
        )

    def _places(self, elevation: Floats, along: Floats) -> tuple[Floats, Floats]:
        """Row and column of what is mirrored, at half the width; both arrays are overwritten."""
        elevation *= -self._unit
        elevation += self._horizon - 1
        np.maximum(elevation, 0, out=elevation)
        along *= self._half_width
        np.clip(along, 0, self._half_width - 1, out=along)
        return np.floor(elevation, out=elevation), along


def _halve_columns(plane: Bytes) -> Bytes:
    """The means of each two neighbours, which are added as halves of one number of 16 bits."""
    pairs = plane.view(np.uint16) >> 1
    pairs &= 0x7F7F
    pairs += pairs >> 8
    return pairs.astype(np.uint8)


def _index(row: Floats, column: Floats, columns: int) -> NDArray[np.int64]:
    """Place in a flat plane; numbers this small are exact in 32-bit floats, which are cheap."""
    return (row * np.float32(columns) + column).astype(np.int64)


def _dim(light: Bytes, shine: NDArray[np.uint16], dark: NDArray[np.uint16]) -> NDArray[np.uint16]:
    dimmed = light * shine
    dimmed += dark
    dimmed >>= 8
    return dimmed


def double(field: Floats) -> Floats:
    """The same field with twice the rows, in between linearly."""
    tall = _double_twofold(field)
    tall *= 0.5
    return tall


def _double_twofold(field: Floats) -> Floats:
    """Twice what `double` returns: without a factor it takes half the time."""
    rows, columns = field.shape
    tall = np.empty((rows * 2, columns), np.float32)
    np.add(field, field, out=tall[0::2])
    np.add(field[:-1], field[1:], out=tall[1:-1:2])
    tall[-1] = tall[-2]
    return tall


def soften(field: Floats) -> Floats:
    """A field whose edges reach over three places each way, so that no stair shows when it is enlarged."""
    return _soften_rows(_soften_rows(field.T).T)


def _soften_rows(field: Floats) -> Floats:
    pairs = field[:-1] + field[1:]
    soft = np.empty_like(field)
    np.add(pairs[:-1], pairs[1:], out=soft[1:-1])
    soft[1:-1] *= 0.25
    soft[:1], soft[-1:] = field[:1], field[-1:]
    return soft
