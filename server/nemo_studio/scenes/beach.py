"""The strip at the bottom where a sea ends: surf, foam in the colours of the hour, wet and dry sand."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.colors import convert_to_planes, ramp
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import Bytes, Floats
from nemo_studio.scenes.noise import make_tile, sample
from nemo_studio.scenes.sea_hours import Hour
from nemo_studio.scenes.surf import Shore, Surf
from nemo_studio.scenes.water import soften

Planes = tuple[Bytes, Bytes, Bytes]


class Beach:
    """A beach that is laid over the water.

    What it covers and what it adds is worked out once for all three planes, for every second row, and for the
    colours for every second column: to lay it down is then one product and one sum.
    """

    def __init__(
        self,
        context: RenderContext,
        horizon: int,
        columns: int,
        hour: Hour,
        mute: Callable[[Floats], Floats],
        sun_x: float,
        places: Callable[[Floats, Floats], NDArray[np.int64]],
    ) -> None:
        """Let it lie below the sea.

        Args:
            context: The whole picture.
            horizon: The first row of water.
            columns: How many places a row of water has.
            hour: Its colours.
            mute: What the weather makes of a colour.
            sun_x: Where the sun stands, as a share of the width.
            places: Which pixel of the mirrored sky an elevation and a share of the width show.
        """
        self.top = max(
            round((0.15 * context.unit + horizon) / 2) * 2, context.height - 2 * round(context.unit * 0.21)
        )
        below = (
            np.arange(self.top, context.height, 2, dtype=np.float32)[:, None] + 1 - horizon
        ) / context.unit
        share = ((np.arange(columns, dtype=np.float32) + 0.5) / columns)[None, :]
        wide = context.width / context.unit
        lateral, depth = (share - 0.5) * wide, 1 / below
        nearest = context.unit / (context.height - horizon)
        self._surf = Surf(lateral, depth, context.seed, nearest * 1.16)
        aside = np.exp(-(((share - sun_x) * wide / 0.55) ** 2))
        everywhere = np.ones_like(below)
        self._foam = _split(mute(ramp(hour.foam, aside * everywhere)))
        self._face = [float(part) for part in convert_to_planes(mute(ramp(hour.deep, np.ones(1))[0]))]
        along = share * everywhere
        mirrored = places(np.minimum(0.13 + below * 0.30, 0.999) * np.ones_like(share), along)
        self._places = mirrored, mirrored[:, 0::2], mirrored[:, 0::2]
        grain = make_tile(512, context.seed + 41, slope=0.75)
        speckle = sample(grain, lateral * depth * 230, np.broadcast_to(depth * 230, mirrored.shape)) - 0.5
        self._sand = _split(mute(ramp(hour.sand, 0.5 * aside + 0.5 * speckle)))
        self._mirrored: Planes | None = None
        self._wet: list[Floats] = []

    def at(self, at_s: float) -> "Shares":
        """What lies where at a moment."""
        return _share_out(self._surf.shore_at(at_s))

    def lay_over(self, strip: Planes, mirrored: Planes, shares: "Shares") -> None:
        """Change the strip's planes: the first as wide as the sea, the others half as wide and high."""
        self._look_into(mirrored)
        y, *colors = (
            _Light(face, dry, wet, foam)
            for face, dry, wet, foam in zip(self._face, self._sand, self._wet, self._foam, strict=True)
        )
        _lay_doubled(strip[0], shares.water, y.shine(shares))
        half = shares.every_second_column()
        for plane, light in zip(strip[1:], colors, strict=True):
            _lay(plane, half.water, light.shine(half))

    def _look_into(self, mirrored: Planes) -> None:
        """What wet sand mirrors, which stays the same for several frames."""
        if mirrored is not self._mirrored:
            self._mirrored = mirrored
            self._wet = [
                plane.take(places).astype(np.float32)
                for plane, places in zip(mirrored, self._places, strict=True)
            ]


@dataclass(frozen=True)
class Shares:
    """How much of each place is what: together 1.

    Attributes:
        water: Clear water.
        foam: Foam.
        shaded: The rows with a wave's dark face.
        face: How much of them it is.
        ground: The rows with sand.
        dry: How much of them is dry sand.
        wet: How much of them is wet sand.
    """

    water: Floats
    foam: Floats
    shaded: slice
    face: Floats
    ground: slice
    dry: Floats
    wet: Floats

    @property
    def depth(self) -> int:
        """How many rows there are down to the last one in which water shows."""
        return int(np.flatnonzero(self.water.any(1)).max(initial=-1)) + 1

    def every_second_column(self) -> "Shares":
        """The same for the planes of colours."""
        water, foam, face, dry, wet = (
            np.ascontiguousarray(part[:, 0::2])
            for part in (self.water, self.foam, self.face, self.dry, self.wet)
        )
        return Shares(water, foam, self.shaded, face, self.ground, dry, wet)


def _share_out(shore: Shore) -> Shares:
    foam = soften(shore.foam)
    water = 1 - foam
    sand, face, wet = shore.sand, shore.shade, shore.wetness
    sand *= water[shore.ground]
    water[shore.ground] -= sand
    face *= 0.68
    face *= water[shore.shaded]
    water[shore.shaded] -= face
    wet *= 0.60
    wet += 0.12
    wet *= sand
    sand -= wet
    return Shares(water, foam, shore.shaded, face, shore.ground, sand, wet)


@dataclass(frozen=True)
class _Light:
    """What one plane shows of all that is not water: the dark face of a wave alike everywhere."""

    face: float
    dry: Floats
    wet: Floats
    foam: Floats

    def shine(self, shares: Shares) -> Floats:
        """What is added to the water."""
        light = shares.foam * self.foam
        light[shares.shaded] += shares.face * np.float32(self.face)
        light[shares.ground] += shares.dry * self.dry[shares.ground]
        light[shares.ground] += shares.wet * self.wet[shares.ground]
        return light


def _split(rgb: Floats) -> list[Floats]:
    """Three planes, those of colours with every second column."""
    y, *colors = convert_to_planes(rgb)
    return [y, *(np.ascontiguousarray(plane[:, 0::2]) for plane in colors)]


def _lay(plane: Bytes, keep: Floats, added: Floats) -> None:
    laid = plane * keep
    laid += added
    plane[:] = laid


def _lay_doubled(plane: Bytes, keep: Floats, added: Floats) -> None:
    """Lay down what is known of every second row of a plane, and in between what lies between two of them."""
    _lay(plane[0::2], keep, added)
    between = [half[:-1] + half[1:] for half in (0.5 * keep, 0.5 * added)]
    _lay(plane[1:-1:2], *between)
    _lay(plane[-1:], keep[-1:], added[-1:])
