"""Rows of grass that bend in the wind, column by column, and the blades and flowers in them."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from nemo_studio.frames.colors import parse_color
from nemo_studio.frames.enlarging import LEVEL
from nemo_studio.frames.picture import Floats

PHASES: Final = 4
_WHITE: Final = (235 - 16) * LEVEL
_STEPS: Final = 64
"""Steps of a level in which grass is kept: numbers of 16 bits with a sign hold them."""

_WHOLE: Final = 1 << 14


@dataclass(frozen=True)
class Wind:
    """What the wind does to each column of a row of grass: how far it leans, and how brightly it shines."""

    lean: Floats
    shine: Floats


@dataclass(frozen=True)
class Grass:
    """One row of grass, with `PHASES` texels a column, so that it bends by parts of one.

    Attributes:
        rows: Those in which it shows: from its tips to where the next grass hides it.
        texels: Four numbers of 16 bits each, read at once: three levels times their coverage, in `_STEPS`,
            and how much of what lies behind remains, of `_WHOLE`; flat.
        bend: How far each row gives way, (rows, 1).
        columns: The texel of each column in calm, (columns).
        wide: How many texels a row has.
        speed: How fast the wind goes over it.
    """

    rows: slice
    texels: NDArray[np.int64]
    bend: Floats
    columns: Floats
    wide: int
    speed: float

    def lay(self, levels: Floats, rows: slice, wind: Wind) -> None:
        """Lay it over some rows of the picture, (3, rows, columns)."""
        first: int = max(rows.start, self.rows.start)
        stop: int = min(rows.stop, self.rows.stop)
        if first >= stop:
            return
        top: int = self.rows.start
        numbers = np.arange(first - top, stop - top)[:, None]
        texel: Floats = wind.lean * self.bend[first - top : stop - top]
        texel += self.columns
        np.clip(texel, 0, self.wide - 1, out=texel)
        places = texel.astype(np.int64) + numbers * self.wide
        found = self.texels.take(places).view(np.int16).reshape(*places.shape, 4)
        keep = found[..., 3] * np.float32(1 / _WHOLE)
        shine = wind.shine * np.float32(LEVEL / _STEPS)
        part = levels[:, first - rows.start : stop - rows.start]
        for index, plane in enumerate(part):
            plane *= keep
            plane += found[..., index] * shine
        np.minimum(part[0], _WHITE, out=part[0])


def bake_texels(levels: Floats, cover: Floats) -> NDArray[np.int64]:
    """The texels of a picture of grass: signed levels (3, rows, columns) and coverage (rows, columns)."""
    shown = levels * cover * (_STEPS / LEVEL)
    planes = [*map(_add_phases, shown), _WHOLE * (1 - _add_phases(cover))]
    return np.rint(np.stack(planes, -1)).astype(np.int16).view(np.int64).ravel()


def _add_phases(plane: Floats) -> Floats:
    """A plane with `PHASES` texels for each of its columns, in between linearly, flat."""
    columns = np.arange(plane.shape[1] * PHASES, dtype=np.float32) / PHASES
    left = columns.astype(np.int64)
    right = np.minimum(left + 1, plane.shape[1] - 1)
    return (plane[:, left] + (plane[:, right] - plane[:, left]) * (columns - left)).ravel()


def draw_blade(
    draw: ImageDraw.ImageDraw,
    random: np.random.Generator,
    root: tuple[float, float],
    tall: float,
    colors: tuple[str, str],
) -> None:
    """Draw one blade from its root; `colors` are its lightest and its darkest."""
    light, dark = (np.array(parse_color(color)) for color in colors)
    color = light + (dark - light) * random.uniform(0, 1) + random.normal(0, 6, 3)
    wide = tall * random.uniform(0.016, 0.030)
    tilt = random.normal(0.05, 0.13) * tall
    x, y = root
    middle = x + tilt * 0.35, y - tall * 0.55
    left, right = (middle[0] - wide * 0.8, middle[1]), (middle[0] + wide * 0.8, middle[1])
    outline = [(x - wide, y), left, (x + tilt, y - tall), right, (x + wide, y)]
    draw.polygon(outline, fill=(*(int(part) for part in np.clip(color, 0, 255)), 255))


def draw_flower(
    draw: ImageDraw.ImageDraw,
    random: np.random.Generator,
    root: tuple[float, float],
    tall: float,
    colors: tuple[str, str],
) -> None:
    """Draw one flower from its root; `colors` are those of its stem and of its petals."""
    x, y = root
    tip = x + random.normal(0.04, 0.10) * tall, y - tall
    draw.line((x, y, *tip), fill=(*parse_color(colors[0]), 255), width=max(int(tall * 0.012), 1))
    color = parse_color(colors[1])
    radius = tall * random.uniform(0.050, 0.075)
    box = tip[0] - radius, tip[1] - radius * 0.8, tip[0] + radius, tip[1] + radius * 0.8
    red, green, blue = color
    draw.ellipse(box, fill=(*color, 255))
    draw.chord(box, 10, 170, fill=(int(red * 0.85), int(green * 0.85), int(blue * 0.85), 255))
