"""Desert in the late light: dunes, one side in the sun and one in the shade, and sand in the wind."""

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
_DUNES: Final = 5
_SKY: Final = ((0.0, "#FFD79A"), (0.25, "#FFB582"), (0.55, "#E88C86"), (1.0, "#6C6FA8"))
_LIT: Final = ((0.0, "#F4BE86"), (0.5, "#F0A25E"), (1.0, "#E88A45"))
_SHADE: Final = ((0.0, "#C98A78"), (0.5, "#95503F"), (1.0, "#4A2230"))


class Desert:
    """The whole view; dunes stand still, sand and haze drift over them."""

    def __init__(self, stage: Stage) -> None:
        """Shape the dunes."""
        self._stage = stage
        rows, columns = stage.height // _GRAIN, stage.width // _GRAIN
        self._x = np.repeat(
            (np.arange(columns, dtype=np.float32)[None, :] + 0.5) * _GRAIN / stage.unit, rows, 0
        )
        self._y = np.repeat(
            (np.arange(rows, dtype=np.float32)[:, None] + 0.5) * _GRAIN / stage.unit, columns, 1
        )
        self._high = stage.height / stage.unit
        random = stage.random(1)
        self._sun = stage.width / stage.unit * random.uniform(0.2, 0.36), 0.30 * self._high
        self._ripple = make_tile(1024, stage.seed + 131, slope=1.2, stretch=0.16, lowest=10)
        self._dust = make_tile(512, stage.seed + 132, slope=1.7, stretch=3.0, lowest=2)
        self._still, self._crests = self._shape(random)
        self._film = Keyframes(self._draw, 0.1)
        self._enlarger = Enlarger(stage.width, stage.height)

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        return self._enlarger.enlarge(self._film.at(at_s))

    def _shape(self, random: np.random.Generator) -> tuple[Floats, Floats]:
        distance = np.hypot(self._x - self._sun[0], self._y - self._sun[1])
        light = expose(ramp(_SKY, np.clip(1 - self._y / (0.52 * self._high), 0, 1)))
        light += (1.0 * np.exp(-distance / 0.09) + 0.5 * np.exp(-distance / 0.4))[..., None] * np.array(
            [1.0, 0.75, 0.42]
        )
        light += smoothstep(0.046, 0.042, distance)[..., None] * np.array([5.0, 3.8, 2.0])
        crests = np.zeros_like(self._x)
        for index in range(_DUNES):
            self._lay_dune(light, crests, index, random)
        return light.astype(np.float32), crests

    def _lay_dune(self, light: Floats, crests: Floats, index: int, random: np.random.Generator) -> None:
        """A dune falls gently to the sun; behind its winding crest lies the shade."""
        share = index / (_DUNES - 1)
        unit = self._stage.unit / _GRAIN
        x = self._x[0]
        tall = 0.05 + 0.11 * share
        crest = self._high * (0.50 + 0.36 * share) - tall * (
            0.6 + ridge(x + index * 11, random, scale=0.9 + 0.5 * share, roughness=0.24, peaked=1)
        )
        below = self._y - crest[None, :]
        cover = cover_below((crest * unit).astype(np.float32), len(self._y))
        winding = ridge(x + index * 17, random, scale=0.6 + 0.5 * share, roughness=0.3)
        spur = np.sin(x * (3.2 - 1.2 * share) + index * 2.1 + 1.5 * winding)[None, :]
        lean = self._x * (2.2 - 0.9 * share) + below * (5.5 - 3 * share) + index + 0.8 * winding[None, :]
        edge = np.sin(lean * 2.0) + 0.35 * spur
        shaded = smoothstep(0.06, -0.06, edge) * smoothstep(0.0, 0.03 + 0.05 * share, below + 0.02)
        zoom = 420 - 230 * share
        grain = (
            sample(
                self._ripple, (self._x * 0.8 + below * 0.7) * zoom, below * zoom * 2.6 + self._x * zoom * 0.25
            )
            - 0.5
        )
        lit = (
            expose(ramp(_LIT, np.clip(share + 0.9 * below + 0.28 * grain, 0, 1)))
            * (1 + 0.22 * grain)[..., None]
        )
        dark = expose(ramp(_SHADE, np.clip(share + 0.5 * below + 0.18 * grain, 0, 1)))
        color = lit + (dark - lit) * (shaded * 0.9)[..., None]
        haze = np.exp(-share * 3.2) * 0.55
        color += (expose(ramp(_SKY, np.full_like(below, 0.08))) - color) * haze
        light += (color - light) * cover[..., None]
        crests *= 1 - cover
        np.maximum(
            crests, np.exp(-np.abs(below + 0.006) / (0.009 + 0.008 * share)) * (0.3 + 0.7 * share), out=crests
        )

    def _draw(self, at_s: float) -> Floats:
        low = sample(self._dust, self._x * 150 - at_s * 34, self._y * 420 + at_s * 1.5)
        fast = sample(self._dust, self._x * 330 - at_s * 88, self._y * 700 + at_s * 3)
        sand = smoothstep(0.52, 0.95, 0.6 * low + 0.4 * fast)
        over = sand * (0.60 * self._crests + 0.16 * smoothstep(0.45, 1.0, self._y / self._high))
        gold = expose(np.array([1.0, 0.80, 0.55], np.float32))
        return develop(self._still + (gold - self._still) * over[..., None])
