"""Mountains at daybreak: ridge behind ridge in the haze, and clouds that flow through the valleys."""

from typing import Final

import av
import numpy as np

from nemo_video.studio.scenes.keyframes import Keyframes
from nemo_video.studio.scenes.light import develop, expose, smoothstep
from nemo_video.studio.scenes.noise import make_tile, sample
from nemo_video.studio.scenes.picture import Enlarger, Floats, ramp
from nemo_video.studio.scenes.stage import Stage
from nemo_video.studio.scenes.terrain import cover_below, ridge

_GRAIN: Final = 2
_SKY: Final = ((0.0, "#FFE0A8"), (0.18, "#FFBE8A"), (0.38, "#E69A94"), (0.62, "#8E86B8"), (1.0, "#3D5C9C"))
_LAND: Final = ((0.0, "#C99A9C"), (0.3, "#8A7198"), (0.65, "#41406F"), (1.0, "#14182F"))
_RIDGES: Final = 6


class Mountains:
    """The whole view; all of it is slow, so it is drawn a few times a second."""

    def __init__(self, stage: Stage) -> None:
        """Set up sky, ridges and the noise that clouds are made of."""
        self._stage = stage
        rows, columns = stage.height // _GRAIN, stage.width // _GRAIN
        random = stage.random(1)
        self._x = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) * _GRAIN / stage.unit
        self._y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        self._tile = make_tile(1024, stage.seed + 71, slope=1.75, stretch=1.6, lowest=3)
        self._sun = stage.width / stage.unit * random.uniform(0.3, 0.7), random.uniform(0.27, 0.33)
        self._tall = stage.height / stage.unit
        self._prepare_sky()
        self._ridges = [self._prepare_ridge(index, random) for index in range(_RIDGES)]
        self._film = Keyframes(self._draw, 0.25)
        self._enlarger = Enlarger(stage.width, stage.height)

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        return self._enlarger.enlarge(self._film.at(at_s))

    def _prepare_sky(self) -> None:
        distance = np.hypot(self._x - self._sun[0], (self._y - self._sun[1]) * self._tall)
        self._near_sun = np.exp(-distance / 0.42)
        air = expose(ramp(_SKY, np.clip(1 - self._y / 0.56, 0, 1))) + 0 * distance[..., None]
        air += (1.1 * np.exp(-distance / 0.10) + 0.55 * np.exp(-distance / 0.40))[..., None] * np.array(
            [1.0, 0.72, 0.42]
        )
        air += smoothstep(0.034, 0.030, distance)[..., None] * np.array([5.0, 4.0, 2.4])
        self._air = air.astype(np.float32)
        height = np.maximum(0.60 - self._y, 0) * self._tall + 0.36
        self._sky_u, self._sky_v = (self._x - self._sun[0]) / height * 110, 130 / height
        lit = expose(ramp(((0.0, "#B59AB8"), (0.4, "#FFC9A0"), (1.0, "#FFE9BC")), self._near_sun))
        self._sky_cloud = lit + 0.55 * self._air

    def _prepare_ridge(
        self, index: int, random: np.random.Generator
    ) -> tuple[slice, Floats, Floats, Floats, Floats]:
        """Rows it reaches, coverage, colour, where mist lies before it, and the mist's colour."""
        share = index / (_RIDGES - 1)
        rows = len(self._y)
        scale = 0.75 - 0.25 * share
        outline = ridge(self._x[0] + index * 7, random, scale=scale, roughness=0.47, peaked=3)
        middle = 0.47 + 0.46 * share**1.15
        tall = (0.165 - 0.055 * share) / self._tall * (1 + 0.5 * (self._tall > 1))
        line = (middle - tall * outline) * rows
        top = max(int(line.min()) - 1, 0)
        reached = slice(top, rows)
        cover = cover_below(line - top, rows - top)
        calm = np.convolve(np.pad(line, 24, mode="edge"), np.full(49, 1 / 49), "valid")
        below = (np.arange(top, rows, dtype=np.float32)[:, None] - calm) / (0.20 * rows)
        land = expose(ramp(_LAND, np.full_like(below, share)))
        warm = expose(ramp(_SKY, np.full_like(below, 0.10)))
        haze = np.clip(below, 0, 1) * (0.62 - 0.42 * share) + 0.35 * self._near_sun[reached] * (1 - share)
        color = land + (warm * 0.8 - land) * np.clip(haze, 0, 0.9)[..., None]
        bed = np.exp(-(((self._y[reached] - middle - 0.075) / 0.055) ** 2)) * (0.95 - 0.35 * share)
        mist = expose(
            ramp(((0.0, "#B9A7BE"), (1.0, "#FFE7C2")), np.clip(self._near_sun[reached] * 1.5, 0, 1))
        )
        return (
            reached,
            cover[..., None],
            color.astype(np.float32),
            bed,
            (mist * (1 - 0.45 * share)).astype(np.float32),
        )

    def _draw(self, at_s: float) -> Floats:
        cloud = sample(self._tile, self._sky_u + at_s * 1.6, self._sky_v + 0 * self._x)
        cloud = smoothstep(0.50, 0.85, cloud) * smoothstep(0.60, 0.34, self._y) * 0.8
        light = self._air + (self._sky_cloud - self._air) * cloud[..., None]
        for index, (rows, cover, color, bed, mist) in enumerate(self._ridges):
            part = light[rows]
            part += (color - part) * cover
            speed = 3.0 + 2.6 * index
            u = self._x * (120 - 9 * index) + index * 173 + at_s * speed
            v = self._y[rows] * self._tall * 300 + index * 91 - at_s * 0.8
            fog = smoothstep(0.30, 0.72, sample(self._tile, u, v)) * bed
            part += (mist - part) * fog[..., None]
        return develop(light)
