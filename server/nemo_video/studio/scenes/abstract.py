"""Abstract: slow veils of light that fold into each other, for prompts that name no scene of ours."""

from typing import Final

import av
import numpy as np

from nemo_video.studio.scenes.light import develop, expose, smoothstep
from nemo_video.studio.scenes.noise import make_tile, sample
from nemo_video.studio.scenes.picture import Enlarger, Floats, parse_color
from nemo_video.studio.scenes.stage import Stage

_PALETTES: Final = {
    "dusk": ("#1B1440", "#5B2A86", "#E0567B", "#FFB07C", "#2D6CDF"),
    "lagoon": ("#06202E", "#0B5563", "#17A398", "#6FD6C2", "#2E5EAA"),
    "ember": ("#200A18", "#7A1E3A", "#E4572E", "#FFC15E", "#4B2D73"),
    "aurora": ("#07142B", "#1B3B6F", "#21A179", "#7FE0A8", "#7B4FD6"),
}

_VEILS: Final = ((0.30, 0.70), (0.42, 0.80), (0.62, 0.95), (0.50, 0.85))
"""From where to where each colour after the first appears; the bright fourth is the rarest."""


class Abstract:
    """Five colours of one palette, carried by noise that is bent by other noise."""

    def __init__(self, stage: Stage) -> None:
        """Choose the palette, by wish or by seed."""
        names = list(_PALETTES)
        chosen = stage.wish("palette", names[int(stage.random(3).integers(len(names)))])
        colors = _PALETTES.get(chosen, _PALETTES["dusk"])
        self._colors = [expose(np.array(parse_color(color), np.float32) / 255) for color in colors]
        rows, columns = max(stage.height // 6, 2), max(stage.width // 6, 2)
        y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
        per_unit = stage.width / columns / stage.unit
        self._x, self._y = (x - columns / 2) * per_unit, (y - rows / 2) * per_unit
        reach = np.hypot(self._x / self._x.max(), self._y / self._y.max())
        self._vignette = (1 - 0.30 * smoothstep(0.6, 1.45, reach))[..., None]
        self._tile = make_tile(512, stage.seed + 31, slope=2.6, lowest=2)
        self._offset = stage.random(4).uniform(0, 512, 8)
        self._enlarger = Enlarger(stage.width, stage.height)

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        bend_x = self._field(0, 70, at_s * 3.1, at_s * 1.3) - 0.5
        bend_y = self._field(1, 70, -at_s * 1.9, at_s * 2.3) - 0.5
        light = np.broadcast_to(self._colors[0], (*self._x.shape, 3)).copy()
        for index, color in enumerate(self._colors[1:], 2):
            drift = at_s * (index - 3.4) * 1.6
            veil = self._field(index, 66 + 10 * index, drift, at_s * 1.1, bend_x, bend_y)
            weight = smoothstep(*_VEILS[index - 2], veil)
            light += (color - light) * weight[..., None]
        fold = self._field(7, 95, at_s * 2.4, -at_s * 1.5, bend_x * 2.2, bend_y * 2.2)
        silk = (1 - np.abs(2 * fold - 1)) ** 6
        light *= (0.62 + 0.55 * smoothstep(0.15, 0.85, fold) + 0.55 * silk)[..., None]
        light *= self._vignette
        return self._enlarger.enlarge(develop(light))

    def _field(
        self,
        index: int,
        scale: float,
        right: float,
        down: float,
        bend_x: Floats | float = 0,
        bend_y: Floats | float = 0,
    ) -> Floats:
        start = self._offset[index]
        u = (self._x + bend_x * 1.1) * scale + (start + right)
        v = (self._y + bend_y * 1.1) * scale + (start * 1.7 + down)
        return sample(self._tile, u, v)
