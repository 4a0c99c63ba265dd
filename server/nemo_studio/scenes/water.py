"""Water below a horizon: where each of its waves looks, and mirroring what a picture shows above.

Everything is worked out for fewer columns than a picture has, for waves are much wider than high.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Keyframes, SmallPicture
from nemo_studio.frames.picture import Bytes, Floats, Picture
from nemo_studio.scenes.ocean import Patch, Surface, Swell, Water

_SWELL_STEP_S: Final = 1 / 15
_ROWS_AT_ONCE: Final = 24
"""Of slopes: each is worth two rows of the picture. So few stay in the processor's cache."""

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


@dataclass(frozen=True)
class MirrorSize:
    """How many rows, from the horizon up, and columns what water shows has, and how many rows a unit."""

    rows: int
    columns: int
    rows_a_unit: float


class Sea:
    """Waves from the bottom of the picture to the horizon."""

    def __init__(
        self,
        context: RenderContext,
        horizon: int,
        columns: int,
        swells: tuple[Swell, ...],
        mirror: MirrorSize,
    ) -> None:
        """Let the waves rise.

        Args:
            context: The whole picture.
            horizon: The first row of water, even.
            columns: How many places a row has; each stands for some pixels.
            swells: From the longest waves to the shortest.
            mirror: What they show.
        """
        rows = context.height - horizon
        below = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / context.unit
        depth = 1 / (below[0::2] + 0.004)
        along = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) / columns
        lateral = (along - 0.5) * context.width / context.unit * depth
        footprint = depth**2 / context.unit * 2
        weights = [1 / (1 + (footprint / (swell.shortest * 0.9)) ** 2) for swell in swells]
        # Waves turn what is seen aside as much as up, and more where it is higher.
        aside = 1.3 / 2 * context.unit / context.width * mirror.columns / mirror.rows_a_unit
        patches = tuple(
            Patch(swell, context.seed * 7 + index, (aside, mirror.rows_a_unit))
            for index, swell in enumerate(swells)
        )
        hidden = 1 - np.repeat(weights[1], 2, 0)[:rows]
        roughness = sum(swell.steepness for swell in swells) * 0.21
        self._calm = (below + roughness * (hidden + 0.16)) * mirror.rows_a_unit
        self._along = along * mirror.columns
        self._swell = Keyframes(self._draw_swell, _SWELL_STEP_S)
        self._waves = Water(patches[:-1], lateral, depth, weights[:-1])
        self._ripples = Water(patches[-1:], lateral, depth, weights[-1:])
        # Across and away side by side, and one row more, for what lies between the last one and the edge.
        self._slopes = np.zeros((len(depth) + 1, 2 * columns), np.float32)
        self._split = np.empty((2, _ROWS_AT_ONCE + 1, columns), np.float32)
        self._tall = np.empty((2, 2 * _ROWS_AT_ONCE, columns), np.float32)
        # With two whole arrays a minimum takes half the time that it does with an array and a number.
        block = np.zeros((2 * _ROWS_AT_ONCE, columns), np.float32)
        self._left, self._right, self._top = block, block + (mirror.columns - 1), block + (mirror.rows - 1)

    def look(self, at_s: float, rows: int | None = None) -> Iterator[tuple[slice, Floats, Floats]]:
        """Which row and column of the mirror each place shows, not yet whole numbers; they may be changed.

        They come some rows at a time, an even number, so that they stay in the processor's cache. With a
        number of rows those that follow are left out, some of them at least.
        """
        last = len(self._slopes) - 1
        stop = last if rows is None else min(-(-rows // 2), last)
        surface, swell = self._ripples.at(at_s), self._swell.around(at_s)
        self._raise(surface, swell, 0)
        for start in range(0, stop, _ROWS_AT_ONCE):
            self._raise(surface, swell, start + _ROWS_AT_ONCE)
            yield self._look_along(slice(start, min(start + _ROWS_AT_ONCE, last)))

    def _raise(self, ripples: Surface, swell: tuple[Floats, Floats, np.float32], start: int) -> None:
        """Work out some rows of slopes: the swell, a share of its change, and ripples."""
        before, change, share = swell
        rows = slice(start, min(start + _ROWS_AT_ONCE, len(before)))
        if rows.start < rows.stop:
            slopes = np.multiply(change[rows], share, out=self._slopes[rows])
            slopes += before[rows]
            ripples.add_slopes(slopes, rows)
        else:
            self._slopes[-1] = self._slopes[-2]

    def _draw_swell(self, at_s: float) -> Floats:
        """The long waves, with what calm water shows as a slope away: half of it for each of two rows."""
        slopes = np.zeros_like(self._slopes[:-1])
        slopes[:, 1::2] = self._calm[0::2] / 2
        waves = self._waves.at(at_s)
        for start in range(0, len(slopes), _ROWS_AT_ONCE):
            rows = slice(start, start + _ROWS_AT_ONCE)
            waves.add_slopes(slopes[rows], rows)
        return slopes

    def _look_along(self, places: slice) -> tuple[slice, Floats, Floats]:
        rows = slice(2 * places.start, 2 * places.stop)
        across, away = self._tall[:, : rows.stop - rows.start]
        slopes = self._split[:, : places.stop + 1 - places.start]
        slopes[0], slopes[1] = (self._slopes[places.start : places.stop + 1, way::2] for way in (0, 1))
        # Twice the slope in each row: the sum of its two neighbours, or of itself.
        for tall, slope in zip((across, away), slopes, strict=True):
            np.add(slope[:-1], slope[:-1], out=tall[0::2])
            np.add(slope[:-1], slope[1:], out=tall[1::2])
        np.abs(away, out=away)
        across *= away + self._calm[rows]
        across += self._along
        np.minimum(away, self._top[: len(away)], out=away)
        np.maximum(across, self._left[: len(away)], out=across)
        np.minimum(across, self._right[: len(away)], out=across)
        return rows, away, across


class Lake:
    """Calm water that mirrors the upper part of a picture into its lower part."""

    def __init__(
        self, context: RenderContext, horizon: int, *, shine: float = 0.8, swells: tuple[Swell, ...] = _CALM
    ) -> None:
        """`shine` is how bright the mirrored picture is at the horizon; it falls towards the viewer."""
        self._horizon = horizon
        self._half_width = context.width // 2
        columns = count_columns(context.width)
        mirror = MirrorSize(horizon - 1, self._half_width, context.unit)
        self._sea = Sea(context, horizon, columns, swells, mirror)
        self._small = SmallPicture(columns, context.height - horizon, "yuv420p")
        nearness = np.linspace(0, 1, context.height - horizon, dtype=np.float32)[:, None]
        self._shine = (256 * shine * (1 - 0.38 * nearness)).astype(np.uint16)
        self._dark = ((256 - self._shine) * 18).astype(np.uint16)
        self._gray = ((256 - self._shine[0::2]) * 128).astype(np.uint16)

    def reflect(self, picture: Picture, at_s: float) -> None:
        """Draw the water below the horizon."""
        horizon = self._horizon
        luma = _halve_columns(picture.y[horizon - 2 :: -1])
        above = [plane[horizon // 2 - 1 :: -1].ravel() for plane in (picture.u, picture.v)]
        y, *chroma = self._small.planes
        for rows, row, column in self._sea.look(at_s):
            half = slice(rows.start // 2, rows.stop // 2)
            row_of_colors = (np.floor(row[0::2, 0::2]) + 1) * np.float32(0.5)
            places = count_through(row, column, self._half_width)
            y[rows] = _dim(luma.take(places), self._shine[rows], self._dark[rows])
            places = count_through(row_of_colors, column[0::2, 0::2], self._half_width)
            for plane, light in zip(chroma, above, strict=True):
                plane[half] = _dim(light.take(places), self._shine[rows][0::2], self._gray[half])
        self._small.enlarge_into(
            [plane[horizon * len(plane) // len(picture.y) :] for plane in picture.planes]
        )


def _halve_columns(plane: Bytes) -> Bytes:
    """The means of each two neighbours, which are added as halves of one number of 16 bits."""
    pairs = plane.view(np.uint16) >> 1
    pairs &= 0x7F7F
    pairs += pairs >> 8
    return pairs.astype(np.uint8)


def count_through(row: Floats, column: Floats, columns: int) -> NDArray[np.int64]:
    """Places in a flat plane; `row` is overwritten. Such small numbers are exact in 32-bit floats."""
    np.floor(row, out=row)
    row *= columns
    row += column
    return row.astype(np.int64)


def _dim(light: Bytes, shine: NDArray[np.uint16], dark: NDArray[np.uint16]) -> NDArray[np.uint16]:
    dimmed = light * shine
    dimmed += dark
    dimmed >>= 8
    return dimmed


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
