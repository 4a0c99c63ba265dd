"""A forest in the morning mist: pines behind pines, beams of light, and fog drifting between the trunks."""

from typing import Final

import av
import numpy as np

from nemo_video.studio.scenes.keyframes import Keyframes
from nemo_video.studio.scenes.light import develop, expose, smoothstep
from nemo_video.studio.scenes.noise import make_tile, sample
from nemo_video.studio.scenes.picture import Enlarger, Floats, open_picture, ramp
from nemo_video.studio.scenes.sprites import add_points
from nemo_video.studio.scenes.stage import Stage
from nemo_video.studio.scenes.terrain import cover_below, draw_pines, ridge

_GRAIN: Final = 2
_DEPTHS: Final = 6
_SKY: Final = ((0.0, "#FFF0C8"), (0.35, "#F3E2BC"), (0.7, "#B9CDB9"), (1.0, "#7FA6A6"))
_WOOD: Final = ((0.0, "#A9BFA8"), (0.35, "#6F9483"), (0.7, "#2E5650"), (1.0, "#0C2325"))
_MIST: Final = ((0.0, "#C4D4C6"), (1.0, "#FFF1CC"))


class Forest:
    """The whole view; fog is slow, so it is drawn a few times a second."""

    def __init__(self, stage: Stage) -> None:
        """Grow the trees."""
        self._stage = stage
        rows, columns = stage.height // _GRAIN, stage.width // _GRAIN
        random = stage.random(1)
        self._x = np.repeat(
            (np.arange(columns, dtype=np.float32)[None, :] + 0.5) * _GRAIN / stage.unit, rows, 0
        )
        self._y = np.repeat(
            (np.arange(rows, dtype=np.float32)[:, None] + 0.5) * _GRAIN / stage.unit, columns, 1
        )
        self._high = stage.height / stage.unit
        self._sun = stage.width / stage.unit * random.uniform(0.28, 0.72), 0.16 * self._high
        self._tile = make_tile(512, stage.seed + 111, slope=1.8, stretch=1.8, lowest=2)
        self._streaks = make_tile(512, stage.seed + 112, slope=1.4, lowest=4)
        self._near_sun = np.exp(-np.hypot(self._x - self._sun[0], self._y - self._sun[1]) / 0.50)
        self._prepare_air()
        self._woods = [self._grow(depth, random) for depth in range(_DEPTHS)]
        self._film = Keyframes(self._draw, 0.25)
        self._enlarger = Enlarger(stage.width, stage.height)
        self._scatter_motes(random)

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._enlarger.enlarge(self._film.at(at_s))
        x = (self._mote_x + 14 * np.sin(at_s * self._mote_rate + self._mote_x) + at_s * 7) % self._stage.width
        y = (
            self._mote_y + 9 * np.sin(at_s * self._mote_rate * 0.7) - at_s * 5 * self._mote_rate
        ) % self._stage.height
        glint = np.clip(np.sin(at_s * self._mote_rate * 2 + self._mote_y), 0, 1)
        add_points(open_picture(frame).y, x, y, 70 * glint)
        return frame

    def _prepare_air(self) -> None:
        air = expose(ramp(_SKY, np.clip(1 - self._near_sun - 0.15 * (1 - self._y / self._high), 0, 1)))
        glow = np.exp(-np.hypot(self._x - self._sun[0], self._y - self._sun[1]) / 0.13)
        self._air = (air + (1.5 * glow)[..., None] * np.array([1.0, 0.86, 0.55], np.float32)).astype(
            np.float32
        )
        self._angle = np.arctan2(self._x - self._sun[0], self._y + 0.22)
        self._far = np.hypot(self._x - self._sun[0], self._y - self._sun[1])

    def _grow(self, depth: int, random: np.random.Generator) -> tuple[Floats, Floats, Floats, Floats]:
        """Coverage and colour of a row of pines, where mist lies before it, and the mist's colour."""
        share = depth / (_DEPTHS - 1)
        rows, columns = self._stage.height // _GRAIN, self._stage.width // _GRAIN
        unit = self._stage.unit / _GRAIN
        foot: float = rows * (0.60 + 0.40 * share**1.1)
        tall = (0.15 + 0.55 * share**1.6) * unit * (1 + 0.3 * (self._high > 1))
        count = max(round((34, 26, 18, 12, 7, 3.2)[depth] * columns / unit), 2)
        gaps: Floats = (np.arange(count) + random.uniform(0.1, 0.9, count)) / count * columns
        trees = [
            (
                float(middle),
                float(foot + random.normal(0, 0.03) * tall),
                float(tall * random.uniform(0.6, 1.15)),
            )
            for middle in gaps
        ]
        cover = draw_pines((columns, rows), trees, random)
        floor = (
            foot - 0.02 * unit - 0.03 * unit * ridge(self._x[0] + depth * 3, random, scale=0.6, roughness=0.4)
        )
        cover = np.maximum(cover, cover_below(floor.astype(np.float32), rows))
        up: Floats = np.clip((foot - np.arange(rows)[:, None]) / tall, 0, 1) + 0 * self._x
        lightness = np.clip(share - 0.10 * (1 - share) - 0.30 * (1 - up) * (1 - share), 0, 1)
        color = expose(ramp(_WOOD, lightness))
        warm = self._near_sun[..., None] * (0.75 * (1 - share)) * np.array([1.0, 0.86, 0.55], np.float32)
        bed = np.exp(
            -(((np.arange(rows)[:, None] - foot + 0.05 * unit) / ((0.10 + 0.07 * share) * unit)) ** 2)
        )
        mist = expose(ramp(_MIST, np.clip(self._near_sun * 1.6, 0, 1))) * (1 - 0.35 * share)
        return (
            cover[..., None],
            (color + warm).astype(np.float32),
            (bed + 0 * self._x) * (0.9 - 0.30 * share),
            mist,
        )

    def _scatter_motes(self, random: np.random.Generator) -> None:
        count = round(90 * self._stage.width / self._stage.unit)
        self._mote_x, self._mote_y = (
            random.uniform(0, self._stage.width, count),
            random.uniform(0, self._stage.height, count),
        )
        self._mote_rate = random.uniform(0.3, 1.1, count)

    def _draw(self, at_s: float) -> Floats:
        light = self._air.copy()
        for depth, (cover, color, bed, mist) in enumerate(self._woods):
            light += (color - light) * cover
            u = self._x * (105 - 8 * depth) + depth * 140 + at_s * (2.6 + 1.7 * depth)
            fog = smoothstep(0.22, 0.78, sample(self._tile, u, self._y * 210 + depth * 70)) * bed
            light += (mist - light) * fog[..., None]
            if depth == 3:
                self._add_beams(light, at_s)
        return develop(light)

    def _add_beams(self, light: Floats, at_s: float) -> None:
        row = np.full_like(self._angle, at_s * 1.1)
        streak = sample(self._streaks, self._angle * 95 + at_s * 0.5, row)
        beam = smoothstep(0.45, 0.85, streak) * np.exp(-self._far / 0.62) * smoothstep(0.0, 0.30, self._y)
        light += (beam * 0.85)[..., None] * np.array([1.0, 0.88, 0.60], np.float32)
