"""The strip at the bottom where a sea ends: surf, foam in the colours of the hour, wet and dry sand."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nemo_studio.frames.colors import convert_to_yuv, ramp
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import Bytes, Floats
from nemo_studio.scenes.noise import make_tile, sample
from nemo_studio.scenes.sea_hours import Hour
from nemo_studio.scenes.surf import Shore, Surf
from nemo_studio.scenes.water import double, soften

Planes = tuple[Bytes, Bytes, Bytes]


class Beach:
    """A beach that is laid over the water.

    What it covers and what it adds is worked out once for all three planes, for every second row: to lay it
    down is then one product and one sum.
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
        self._foam = _planes(mute(ramp(hour.foam, aside * everywhere)))
        self._face = [float(part) for part in convert_to_yuv(mute(ramp(hour.deep, np.ones(1))))[0]]
        along = share * everywhere
        self._places = places(np.minimum(0.13 + below * 0.30, 0.999) * np.ones_like(share), along)
        grain = make_tile(512, context.seed + 41, slope=0.75)
        speckle = sample(grain, lateral * depth * 230, np.broadcast_to(depth * 230, self._places.shape)) - 0.5
        self._sand = _planes(mute(ramp(hour.sand, 0.5 * aside + 0.5 * speckle)))
        self._mirrored: Planes | None = None
        self._wet: list[Floats] = []

    def lay_over(self, strip: Planes, mirrored: Planes, at_s: float) -> None:
        """Change the strip's planes, as wide as the sea; the first has all rows, the others every second."""
        self._look_into(mirrored)
        keep, added = self._mix(self._surf.shore_at(at_s))
        for plane, light in zip(strip, added, strict=True):
            if len(plane) > len(keep):
                _lay(plane, double(keep)[: len(plane)], double(light)[: len(plane)])
            else:
                _lay(plane, keep, light)

    def _look_into(self, mirrored: Planes) -> None:
        """What wet sand mirrors, which stays the same for several frames."""
        if mirrored is not self._mirrored:
            self._mirrored = mirrored
            self._wet = [plane.take(self._places).astype(np.float32) for plane in mirrored]

    def _mix(self, shore: Shore) -> tuple[Floats, list[Floats]]:
        """How much of the water stays, and what is added to each plane."""
        shade, sand, foam = (soften(part) for part in (shore.shade, shore.sand, shore.foam))
        open_ground = 1 - foam
        sand *= open_ground
        keep = np.subtract(open_ground, sand, out=open_ground)
        shade *= 0.68
        shade *= keep
        keep -= shade
        wet = np.multiply(shore.wetness, 0.60, out=shore.wetness)
        wet += 0.12
        wet *= sand
        sand -= wet
        parts = zip(self._face, self._sand, self._wet, self._foam, strict=True)
        return keep, [
            shade * face + sand * dry + wet * shine + foam * froth for face, dry, shine, froth in parts
        ]


def _planes(rgb: Floats) -> list[Floats]:
    yuv = convert_to_yuv(rgb)
    return [np.ascontiguousarray(yuv[..., index]) for index in range(3)]


def _lay(plane: Bytes, keep: Floats, added: Floats) -> None:
    laid = plane * keep
    laid += added
    plane[:] = laid
