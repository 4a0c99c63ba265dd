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
from nemo_studio.scenes.water import double, soften

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
            round((0.15 * context.unit + horizon) / 2) * 2, context.height - round(context.unit * 0.42)
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

    def lay_over(self, strip: Planes, mirrored: Planes, at_s: float) -> None:
        """Change the strip's planes: the first as wide as the sea, the others half as wide and high."""
        self._look_into(mirrored)
        shares = self._share_out(self._surf.shore_at(at_s))
        y, *colors = (
            _Light(face, dry, wet, foam)
            for face, dry, wet, foam in zip(self._face, self._sand, self._wet, self._foam, strict=True)
        )
        rows = len(strip[0])
        _lay(strip[0], double(shares.water)[:rows], double(y.shine(shares))[:rows])
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

    def _share_out(self, shore: Shore) -> "_Shares":
        shade, sand, foam = (soften(part) for part in (shore.shade, shore.sand, shore.foam))
        open_ground = 1 - foam
        sand *= open_ground
        water = np.subtract(open_ground, sand, out=open_ground)
        shade *= 0.68
        shade *= water
        water -= shade
        wet = np.multiply(shore.wetness, 0.60, out=shore.wetness)
        wet += 0.12
        wet *= sand
        sand -= wet
        return _Shares(water, shade, sand, wet, foam)


@dataclass(frozen=True)
class _Shares:
    """How much of each place is clear water, a wave's dark face, dry sand, wet sand and foam: together 1."""

    water: Floats
    face: Floats
    dry: Floats
    wet: Floats
    foam: Floats

    def every_second_column(self) -> "_Shares":
        """The same for the planes of colours."""
        parts = (self.water, self.face, self.dry, self.wet, self.foam)
        return _Shares(*(np.ascontiguousarray(part[:, 0::2]) for part in parts))


@dataclass(frozen=True)
class _Light:
    """What one plane shows of all that is not water: the dark face of a wave alike everywhere."""

    face: float
    dry: Floats
    wet: Floats
    foam: Floats

    def shine(self, shares: _Shares) -> Floats:
        """What is added to the water."""
        light = shares.face * np.float32(self.face)
        light += shares.dry * self.dry
        light += shares.wet * self.wet
        light += shares.foam * self.foam
        return light


def _split(rgb: Floats) -> list[Floats]:
    """Three planes, those of colours with every second column."""
    y, *colors = convert_to_planes(rgb)
    return [y, *(np.ascontiguousarray(plane[:, 0::2]) for plane in colors)]


def _lay(plane: Bytes, keep: Floats, added: Floats) -> None:
    laid = plane * keep
    laid += added
    plane[:] = laid
