"""Aurora over a mountain lake: curtains of light that fold and flicker, and stars behind them."""

from typing import Final

import av
import numpy as np

from nemo_studio.frames.colors import develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import SoftFilm
from nemo_studio.frames.layers import bake_layer, lay
from nemo_studio.frames.picture import Floats, open_picture
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample
from nemo_studio.scenes.sprites import add_points
from nemo_studio.scenes.trees import draw_pines
from nemo_studio.scenes.water import Lake
from nemo_video.media.planes import new_frame, view_planes

_SHORE: Final = 0.70
_GRAIN: Final = 4
_STEP_S: Final = 0.15
"""Curtains fold slowly: between two of their pictures they move by a pixel or two of the small one."""
_SKY: Final = ((0.0, "#16324A"), (0.25, "#0D2138"), (0.6, "#081328"), (1.0, "#050A1A"))
_CURTAIN: Final = (
    (0.00, "#3BFFB0"),
    (0.25, "#22E6A0"),
    (0.50, "#1FA8B8"),
    (0.75, "#6A4BD8"),
    (1.00, "#B03CC8"),
)


class Aurora:
    """The whole view."""

    def __init__(self, context: RenderContext) -> None:
        """Set up sky, stars, land and lake."""
        self._context = context
        self._shore = round(context.height * _SHORE / 2) * 2
        self._film = SoftFilm(self._draw_sky, _STEP_S, context.width, self._shore)
        rows, columns = -(-self._shore // _GRAIN), -(-context.width // _GRAIN)
        up = 1 - (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        self._up = up * self._shore / context.unit
        self._x = (
            ((np.arange(columns, dtype=np.float32) + 0.5) / columns - 0.5)[None, :]
            * context.width
            / context.unit
        )
        self._sky = np.repeat(expose(ramp(_SKY, up)), columns, 1)
        self._rays = make_tile(512, context.seed + 51, slope=1.1, lowest=6)
        self._folds = make_tile(512, context.seed + 52, slope=2.2, lowest=2)
        self._start: list[float] = context.random(1).uniform(0, 512, 8).tolist()  # no floats of 64 bits
        self._scatter_stars()
        self._build_land()
        self._lake = Lake(context, self._shore, shine=0.85)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = new_frame(self._context.width, self._context.height)
        picture = open_picture(frame)
        sky = view_planes(self._film.frame_at(at_s))
        for plane, light in zip(picture.planes, sky, strict=True):
            plane[: len(light)] = light
        flicker = 0.75 + 0.25 * np.sin(at_s * self._star_rates + self._star_rates * 9)
        add_points(picture.y[: self._shore], self._star_x, self._star_y, self._star_light * flicker)
        lay(picture, self._land, 0, self._shore - self._land.size[1])
        self._lake.reflect(picture, at_s)
        return frame

    def _draw_sky(self, at_s: float) -> Floats:
        light = self._sky.copy()
        for index, (height, strength) in enumerate(((0.17, 1.0), (0.27, 0.75), (0.36, 0.5))):
            self._add_curtain(light, index, height, strength, at_s)
        return develop(light)

    def _add_curtain(self, light: Floats, index: int, height: float, strength: float, at_s: float) -> None:
        start = self._start[index]
        row = np.full((1, 1), start, np.float32)
        fold = sample(self._folds, self._x * 55 + start + at_s * (1.6 - index), row + at_s * 1.4) - 0.5
        ripple = sample(self._folds, self._x * 190 + start * 3 - at_s * 5, row * 2 + at_s * 4) - 0.5
        bottom = height + 0.30 * fold + 0.05 * ripple
        above = self._up - bottom
        bent = self._x + 0.10 * np.sin(above * 5 + start) + 0.10 * fold
        rays = sample(self._rays, bent * 150 + start + at_s * 2.2, row * 2 + at_s * 3.5)
        broad = sample(self._folds, self._x * 80 + start * 2 + at_s * 3, row * 3 - at_s * 2)
        reach = 0.12 + 0.34 * broad
        body = smoothstep(-0.012, 0.022, above) * np.exp(-np.maximum(above, 0) / reach)
        presence = strength * smoothstep(0.22, 0.75, broad) * (0.35 + 1.1 * rays * rays)
        color = expose(ramp(_CURTAIN, np.clip(above / 0.42, 0, 1)))
        light += color * (body * presence * 0.95)[..., None]

    def _scatter_stars(self) -> None:
        random = self._context.random(2)
        count = round(700 * self._context.width * self._shore / self._context.unit**2)
        across, down, faint, rate = random.random((count, 4)).T  # star by star: one more leaves the others be
        self._star_x, self._star_y = across * self._context.width, down**1.3 * self._shore
        self._star_light = np.clip(-52 * np.log1p(-faint) * self._context.unit / 1080, 6, 190)
        self._star_rates = 0.5 + 3.0 * rate

    def _build_land(self) -> None:
        context, random = self._context, self._context.random(3)
        rows = round(context.unit * 0.26 / 2) * 2
        x = np.arange(context.width, dtype=np.float32) / context.unit
        far = rows * (0.60 - 0.34 * ridge(x, random, scale=0.5, roughness=0.48))
        near = rows * (0.90 - 0.05 * ridge(x, random, scale=0.35, roughness=0.4))
        count = round(70 * context.breadth)
        trees = [
            (
                float(middle),
                rows * 0.985,
                float(
                    random.uniform(0.06, 0.15)
                    * context.unit
                    * (0.45 + 0.55 * abs(np.sin(middle / context.unit * 3 + context.seed)))
                ),
            )
            for middle in random.uniform(0, context.width, count)
        ]
        woods = np.maximum(draw_pines((context.width, rows), trees, random), cover_below(near, rows))
        hills = cover_below(far, rows)
        depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
        hill_color = np.array(parse_color("#0A1A2A"), np.float32) / 255 * (0.8 + 0.9 * depth)
        wood_color = np.array(parse_color("#03070D"), np.float32) / 255
        rgb = hill_color + (wood_color - hill_color) * woods[..., None]
        self._land = bake_layer(rgb.astype(np.float32), np.maximum(hills, woods))
