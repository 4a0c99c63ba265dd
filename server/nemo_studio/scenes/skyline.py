"""A row of towers by the water, at any hour: walls, windows, crowns of light and the haze between them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from PIL import Image, ImageFilter

from nemo_studio.frames.colors import Stops, develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import Bytes, Floats
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample
from nemo_studio.scenes.parameters import Conditions

_ROWS_AT_ONCE: Final = 32
"""So few stay in the processor's cache with all that is worked out for them."""
_ROWS_OF_TOWERS: Final = 4
_NEON: Final = ("#4FD8FF", "#FF5CC8", "#FFC857", "#8C7BFF", "#6BFFB8")
_WARM: Final = ("#FFD08A", "#FFBF70", "#FFE2B0", "#FFAA5C")
_COOL: Final = ("#DCEBFF", "#F4F6FF", "#CFE2FF")


@dataclass(frozen=True)
class CityLight:
    """The city's light at one time of day.

    Attributes:
        sky: Colours from the shore up.
        walls: Colours of the towers, the farthest first and the nearest last.
        haze: What lies between the towers near the ground.
        cloud: Colour of the clouds.
        lamps: How bright windows and street lamps are, 0 to 1.
        stars: How many stars there are, 1 being a clear night.
    """

    sky: Stops
    walls: Stops
    haze: str
    cloud: str
    lamps: float
    stars: float


CITY_LIGHTS: Final[Mapping[str, CityLight]] = MappingProxyType(
    {
        "dawn": CityLight(
            sky=((0.0, "#FFD9A8"), (0.2, "#FFBFA0"), (0.45, "#E3A3B8"), (0.7, "#9C9ACB"), (1.0, "#5B78B8")),
            walls=((0.0, "#CFA6AE"), (0.5, "#8A7896"), (1.0, "#3A3A58")),
            haze="#FFD2AE",
            cloud="#FFD8C8",
            lamps=0.35,
            stars=0.0,
        ),
        "day": CityLight(
            sky=((0.0, "#E4F1F6"), (0.3, "#B5DAF0"), (0.65, "#6FB4E6"), (1.0, "#2F7EC8")),
            walls=((0.0, "#B9CFDE"), (0.5, "#86A2B8"), (1.0, "#4A6478")),
            haze="#DCE9EF",
            cloud="#FFFFFF",
            lamps=0.0,
            stars=0.0,
        ),
        "dusk": CityLight(
            sky=(
                (0.00, "#FFB36B"),
                (0.14, "#F58562"),
                (0.32, "#B95378"),
                (0.55, "#5F3A86"),
                (0.78, "#2B2868"),
                (1.00, "#0E1338"),
            ),
            walls=((0.0, "#8C4F74"), (0.5, "#40305F"), (1.0, "#120F26")),
            haze="#F08A68",
            cloud="#E0708A",
            lamps=0.8,
            stars=0.3,
        ),
        "night": CityLight(
            sky=((0.0, "#B0707C"), (0.12, "#7A5488"), (0.36, "#343274"), (0.7, "#151A4A"), (1.0, "#090D2A")),
            walls=((0.0, "#3D3A72"), (0.5, "#1D1E48"), (1.0, "#080A1A")),
            haze="#9A6A86",
            cloud="#5A4A86",
            lamps=1.0,
            stars=0.8,
        ),
    }
)


class Skyline:
    """The city as it stands: sky, rows of towers one behind the other, and trees along the shore."""

    def __init__(
        self,
        context: RenderContext,
        shore: int,
        conditions: Conditions,
        *,
        light: CityLight | None = None,
        tallness: float = 1.0,
    ) -> None:
        """Prepare to draw it down to the row `shore`.

        Args:
            context: Where it is drawn.
            shore: First row below it.
            conditions: The hour and the weather.
            light: Another light than that of the hour.
            tallness: Stretches its towers.
        """
        self._context = context
        self._shore = shore
        self._conditions = conditions
        self._light = light or CITY_LIGHTS[conditions.time]
        self._tallness = tallness
        self._walls = np.zeros((shore, context.width), np.float32)
        self._faces = np.ones((shore, context.width), np.float32)
        self._lamps = np.zeros((shore, context.width, 3), np.float32)
        self._random = context.random(1)
        self.beacons: list[tuple[int, int]] = []

    def draw(self) -> Floats:
        """The picture above the shore, (shore rows, width, 3) in 0..1."""
        light = self._draw_sky()
        shining = np.zeros_like(light)
        for depth, chance in enumerate(self._context.random(1).spawn(_ROWS_OF_TOWERS)):
            self._raise_row(depth, chance)
            share = depth / (_ROWS_OF_TOWERS - 1)
            top = int(np.argmax(self._walls.any(1)))
            for start in range(top, self._shore, _ROWS_AT_ONCE):
                self._lay_rows(light, shining, slice(start, start + _ROWS_AT_ONCE), share)
        lamps = Image.fromarray((np.clip(shining, 0, 1) * 255).astype(np.uint8))
        light += _bloom(lamps, self._context.unit / 150) * np.float32(0.8 / 255)
        light += _bloom(lamps, self._context.unit / 28) * np.float32(0.55 / 255)
        self._plant_shore(light)
        return develop(light)

    def _lay_rows(self, light: Floats, shining: Floats, rows: slice, share: float) -> None:
        """Lay some rows of a row of towers over what lies behind, and of its lamps over those that shine."""
        walls, glow = self._walls[rows, :, None], self._lamps[rows] * self._light.lamps
        color = self._color_walls(rows, share)
        color -= light[rows]
        color *= walls
        light[rows] += color
        light[rows] += glow * glow * (1.0 + 2.6 * share)
        shining[rows] *= 1 - walls
        shining[rows] += glow * (0.35 + 0.65 * share)

    def _color_walls(self, rows: slice, share: float) -> Floats:
        """Exposure of a row's walls; far ones drown in the haze towards the ground."""
        mute = self._conditions.mute
        wall = expose(mute(ramp(self._light.walls, np.full(1, share))))[0]
        haze = expose(mute(np.array(parse_color(self._light.haze), np.float32) / 255))
        down = np.linspace(0, 1, self._shore, dtype=np.float32)[rows, None, None]
        drowned = np.clip((1 - 0.75 * share) * 0.55 * down**3, 0, 1)
        lit = wall * self._faces[rows, :, None]
        return lit + (haze * 0.8 - lit) * drowned

    def _draw_sky(self) -> Floats:
        rows, columns, context = self._shore, self._context.width, self._context
        up = 1 - (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        sky = np.repeat(expose(self._conditions.mute(ramp(self._light.sky, up))), columns, 1)
        tile = make_tile(512, context.seed + 15, slope=1.9, stretch=0.45, lowest=2)
        x = (np.arange(columns, dtype=np.float32)[None, :] - columns / 2) / context.unit
        high = 1 / (up * rows / context.unit + 0.30)
        amount = sample(tile, x * high * 70, 260 * high)
        cloud = smoothstep(0.52 - 0.4 * self._conditions.cloudiness, 0.95, amount) * smoothstep(0.0, 0.25, up)
        white = expose(self._conditions.mute(np.array(parse_color(self._light.cloud), np.float32) / 255))
        return sky + (white - sky) * (0.62 * cloud)[..., None]

    def _raise_row(self, depth: int, random: np.random.Generator) -> None:
        """Fill walls, faces and lamps with one row of towers.

        Each tower has its own chance: a small one has fewer windows, which must not change the next.
        """
        context = self._context
        self._walls[:] = 0
        self._faces[:] = 1
        self._lamps[:] = 0
        base, extra = ((0.17, 0.30), (0.13, 0.25), (0.09, 0.16), (0.035, 0.055))[depth]
        x = -random.uniform(0, 0.05) * context.unit
        middle = random.uniform(0.38, 0.62)
        while x < context.width:
            width = random.uniform(0.032, 0.078) * context.unit * (0.7, 0.85, 1.0, 1.15)[depth]
            center = np.exp(-(((x / context.width - middle) / 0.22) ** 2))
            tall = (base + extra * center * random.uniform(0.3, 1.25)) * random.uniform(0.65, 1.15)
            self._random = random.spawn(1)[0]
            self._raise_tower(round(x), round(x + width), tall * context.unit * self._tallness, depth)
            gap = (0.02, 0.03, 0.055, 0.03)[depth]
            x += width + random.uniform(-0.012, gap) * context.unit

    def _raise_tower(self, left: int, right: int, tall: float, depth: int) -> None:
        """One tower: a shaft, mostly with one or two narrower ones on top of it, and its roof."""
        random, bottom = self._random, self._shore
        steps = int(random.integers(1, 4)) if depth < 3 else 1
        look = self._choose_windows()
        for step in range(steps):
            top = self._shore - tall * (1 if step == steps - 1 else (0.55 + 0.3 * step) + 0.05)
            slope = random.uniform(-0.5, 0.5) if step == steps - 1 and random.random() < 0.22 else 0.0
            self._raise_shaft(left, right, top, bottom, slope)
            self._light_windows(left, right, round(top), bottom, look, depth)
            bottom = round(top)
            inset = round((right - left) * random.uniform(0.10, 0.22)) if step < steps - 1 else 0
            left, right = left + inset, right - inset
        self._crown(left, right, bottom, depth)

    def _raise_shaft(self, left: int, right: int, top: float, bottom: int, slope: float) -> None:
        edge = left + (right - left) * self._random.uniform(0.45, 0.7)
        first, last = max(left, 0), min(right, self._context.width)
        if first >= last:
            return
        column = np.arange(first, last)
        line = top + slope * (column - (left + right) / 2)
        rows = slice(max(int(line.min()) - 1, 0), bottom)
        inside = np.clip(np.arange(rows.start, rows.stop)[:, None] + 1 - line, 0, 1)
        box = rows, slice(first, last)
        face = np.where(column < edge, 1.22, 0.80) + 0.06 * np.sign(np.sin(column * 1.3))
        self._walls[box] = np.maximum(self._walls[box], inside)
        self._faces[box] = np.where(inside > 0, face, self._faces[box])
        self._lamps[box] *= 1 - inside[..., None]

    def _choose_windows(self) -> tuple[str, float, bool]:
        """Colour, share of lit windows, and whether whole floors are lit as in offices."""
        random = self._random
        if random.random() < 0.35:
            return str(random.choice(_COOL)), float(random.uniform(0.25, 0.6)), True
        return str(random.choice(_WARM)), float(random.uniform(0.10, 0.38)), False

    def _light_windows(
        self, left: int, right: int, top: int, bottom: int, look: tuple[str, float, bool], depth: int
    ) -> None:
        """A grid of windows; by day their glass darkens the wall a little."""
        color, share, has_lit_floors = look
        wide = max(round(self._context.unit * (0.0034, 0.0042, 0.0052, 0.0062)[depth]), 2)
        high = max(round(wide * 1.3), 3)
        floors, columns = (bottom - top - high) // high, (right - left - wide) // wide
        if floors < 1 or columns < 1:
            return
        strengths = self._choose_lit(floors, columns, share, has_lit_floors=has_lit_floors)
        pane = np.zeros((high, wide), np.float32)
        pane[: max(round(high * 0.6), 1), : max(round(wide * 0.62), 1)] = 1
        grid, glass = np.kron(strengths, pane), np.kron(np.ones_like(strengths), pane)
        first = left + (right - left - grid.shape[1]) // 2
        start, end = max(first, 0), min(first + grid.shape[1], self._context.width)
        if start >= end:
            return
        box = slice(top + high // 2, top + high // 2 + len(grid)), slice(start, end)
        there = slice(None), slice(start - first, end - first)
        rgb = np.array(parse_color(color), np.float32) / 255
        visible = self._walls[box]
        self._lamps[box] += (grid[there] * visible)[..., None] * rgb
        self._faces[box] *= 1 - 0.20 * (1 - self._light.lamps) * glass[there]

    def _choose_lit(self, floors: int, columns: int, share: float, *, has_lit_floors: bool) -> Floats:
        random = self._random.spawn(1)[0]
        floor_share = share * random.uniform(0.3, 1.7, (floors, 1))
        if has_lit_floors:
            floor_share = np.where(random.random((floors, 1)) < 0.3, 0.9, share * 0.4)
        lit = random.random((floors, columns)) < floor_share
        return (lit * random.uniform(0.30, 1.0, (floors, columns))).astype(np.float32)

    def _crown(self, left: int, right: int, top: int, depth: int) -> None:
        """What stands on the roof: a band of coloured light, an antenna with a beacon, or a hut."""
        random, unit = self._random, self._context.unit
        kind, middle = random.random(), (left + right) // 2
        if depth >= 3 or right - left < 4:
            return
        if kind < 0.20:
            color = np.array(parse_color(str(random.choice(_NEON))), np.float32) / 255
            high = max(round(unit * 0.004), 1)
            box = slice(max(top, 0), max(top + high, 0)), slice(max(left, 0), max(right, 0))
            self._lamps[box] = color * 0.9 * self._walls[box][..., None]
        elif kind < 0.42:
            spire = top - round(unit * random.uniform(0.035, 0.085))
            thick = max(unit // 420, 1)
            self._raise_shaft(middle - thick, middle + thick, spire, top, 0.0)
            self._raise_shaft(middle - 3 * thick, middle + 3 * thick, (spire + 2 * top) / 3, top, 0.0)
            if 0 <= middle < self._context.width:
                self.beacons.append((middle, max(spire, 0)))
        elif kind < 0.75:
            inset = (right - left) // 4
            self._raise_shaft(left + inset, right - inset, top - unit * 0.012, top, 0.0)

    def _plant_shore(self, light: Floats) -> None:
        """Trees and low roofs in front of everything."""
        x = np.arange(self._context.width, dtype=np.float32) / self._context.unit
        crowns = ridge(x, self._context.random(3), scale=0.035, roughness=0.55)
        line = self._shore - self._context.unit * (0.020 + 0.009 * crowns)
        near = expose(self._conditions.mute(ramp(self._light.walls, np.full(1, 1.0))))[0] * 0.75
        light += (near - light) * cover_below(line.astype(np.float32), self._shore)[..., None]


def _bloom(lamps: Image.Image, radius: float) -> Bytes:
    """Their light blurred: as small as that leaves nothing out, and enlarged."""
    step = max(int(radius / 3), 1)
    blurred = lamps.reduce(step).filter(ImageFilter.GaussianBlur(radius / step))
    box = (0, 0, lamps.width / step, lamps.height / step)
    return np.asarray(blurred.resize(lamps.size, Image.Resampling.BICUBIC, box))
