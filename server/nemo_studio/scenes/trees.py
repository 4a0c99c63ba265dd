"""Trees: pines, whose boughs droop the more the lower they grow, and broadleaved ones with crowns of dabs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from nemo_studio.frames.colors import parse_color
from nemo_studio.frames.picture import Floats

_SUPERSAMPLING: Final = 2
_MOST_TIERS: Final = 48
_SNOW: Final = "#EDF2FA"

Point = tuple[float, float]


@dataclass(frozen=True)
class Tree:
    """One tree.

    Attributes:
        middle: Column of its trunk in pixels.
        foot: Row that it stands on.
        tall: Height in pixels.
        color: Of its needles or leaves.
        has_leaves: Whether it is broadleaved; otherwise it is a pine.
        has_snow: Whether snow lies on its boughs.
    """

    middle: float
    foot: float
    tall: float
    color: str = "#FFFFFF"
    has_leaves: bool = False
    has_snow: bool = False


def draw_trees(
    size: tuple[int, int], trees: Sequence[Tree], random: np.random.Generator
) -> tuple[Floats, Floats]:
    """Draw trees one over the other; returns colours (rows, columns, 3) and coverage (rows, columns).

    Each has its own chance: a small one has fewer boughs, which must not change the next.
    """
    width, height = size
    canvas = width * _SUPERSAMPLING, height * _SUPERSAMPLING
    mask, colors = Image.new("L", canvas), Image.new("RGB", canvas)
    for tree, chance in zip(trees, random.spawn(len(trees)), strict=True):
        brush = _Brush(ImageDraw.Draw(mask), ImageDraw.Draw(colors), chance, tree)
        if tree.has_leaves:
            _draw_broadleaf(brush)
        else:
            _draw_pine(brush)
    coverage = np.asarray(mask.resize(size, Image.Resampling.BOX), np.float32) / 255
    painted = np.asarray(colors.resize(size, Image.Resampling.BOX), np.float32) / 255
    return painted / np.maximum(coverage, 0.02)[..., None], coverage


def draw_pines(
    size: tuple[int, int], trees: list[tuple[float, float, float]], random: np.random.Generator
) -> Floats:
    """Coverage of pines on a picture of `size` (width, height); each is (middle, foot, height) in pixels."""
    _, coverage = draw_trees(size, [Tree(*tree) for tree in trees], random)
    return coverage


@dataclass(frozen=True)
class _Brush:
    """Draws one tree's shapes into coverage and colours alike."""

    mask: ImageDraw.ImageDraw
    colors: ImageDraw.ImageDraw
    random: np.random.Generator
    tree: Tree

    def polygon(self, points: Sequence[Point], brightness: float = 1.0, color: str | None = None) -> None:
        """Fill an outline, in pixels, with the tree's colour or another."""
        scaled = [(x * _SUPERSAMPLING, y * _SUPERSAMPLING) for x, y in points]
        self.mask.polygon(scaled, fill=255)
        self.colors.polygon(scaled, fill=_shade(color or self.tree.color, brightness))

    def dab(self, x: float, y: float, radius: float, brightness: float) -> None:
        """Fill a flat ellipse around a point, in pixels."""
        wide, high = radius * 1.2 * _SUPERSAMPLING, radius * 0.85 * _SUPERSAMPLING
        x, y = x * _SUPERSAMPLING, y * _SUPERSAMPLING
        box = x - wide, y - high, x + wide, y + high
        self.mask.ellipse(box, fill=255)
        self.colors.ellipse(box, fill=_shade(self.tree.color, brightness))


def _shade(color: str, brightness: float) -> tuple[int, int, int]:
    red, green, blue = (min(int(part * brightness), 255) for part in parse_color(color))
    return red, green, blue


def _draw_pine(brush: _Brush) -> None:
    tree = brush.tree
    tiers = int(np.clip(tree.tall / 4.5, 11, _MOST_TIERS))
    slim = _between(0.17, 0.24, brush.random.random()) * tree.tall
    places = brush.random.random((_MOST_TIERS, 2, 5)).tolist()  # by height, however many tiers there are
    top = tree.foot - tree.tall
    wide = tree.tall * 0.011
    brush.polygon([(tree.middle - wide, tree.foot), (tree.middle, top), (tree.middle + wide, tree.foot)], 0.7)
    for tier in range(tiers):
        share = (tier + 0.6) / tiers
        y = top + tree.tall * 0.93 * share
        thick = tree.tall / tiers
        for side, chance in zip((-1, 1), places[tier * _MOST_TIERS // tiers], strict=True):
            reach = slim * share**0.85 * _between(0.55, 1.12, chance[0])
            way = side * reach, reach * _between(0.22, 0.52, chance[1])
            _draw_bough(brush, (tree.middle, y), way, thick * _between(0.7, 1.2, chance[2]), chance[3:])


def _between(low: float, high: float, chance: float) -> float:
    return low + (high - low) * chance


def _draw_bough(brush: _Brush, root: Point, way: Point, thick: float, chance: Sequence[float]) -> None:
    """A branch from the trunk outwards, thick in its middle and torn below; chance tells how light it is."""
    (x, y), (reach, droop) = root, way
    brush.polygon(
        [
            (x, y - thick * 0.6),
            (x + reach * 0.55, y + droop * 0.30 - thick * 0.2),
            (x + reach, y + droop),
            (x + reach * 0.72, y + droop * 0.85 + thick * 0.35),
            (x + reach * 0.50, y + droop * 0.60 + thick * 0.15),
            (x + reach * 0.30, y + droop * 0.50 + thick * 0.70),
            (x, y + thick * 0.8),
        ],
        _between(0.82, 1.15, chance[0]),
    )
    if brush.tree.has_snow:
        light = _between(0.80, 1.05, chance[1])
        upper = (
            (x, y - thick * 0.7),
            (x + reach * 0.55, y + droop * 0.26 - thick * 0.3),
            (x + reach, y + droop),
        )
        brush.polygon((*upper, (x + reach * 0.45, y + droop * 0.40 + thick * 0.1)), light, _SNOW)


def _draw_broadleaf(brush: _Brush) -> None:
    """A trunk that forks, dark clumps of leaves, and dabs of light on them, more where the sun comes from."""
    random, tree = brush.random, brush.tree
    wide, high = tree.tall * float(random.uniform(0.24, 0.32)), tree.tall * 0.36
    crown = tree.foot - tree.tall * 0.62
    _draw_trunk(brush, crown, wide)
    clumps = random.standard_normal((24, 2)) * 0.46
    clumps /= np.maximum(np.hypot(clumps[:, 0], clumps[:, 1]) / 0.85, 1)[:, None]
    sizes = random.uniform(0.16, 0.34, len(clumps))
    for (across, down), size in zip(clumps, sizes, strict=True):
        radius = float(size) * wide * 0.8
        brush.dab(
            tree.middle + float(across) * wide, crown + float(down) * high, radius, 0.58 - 0.14 * float(down)
        )
    count = int(np.clip(tree.tall * 4.5, 60, 1500))
    which, where, wide_ones, light_ones = random.spawn(4)  # a small crown has the first dabs of a large one
    chosen = which.integers(0, len(clumps), count)
    spots = clumps[chosen] + where.standard_normal((count, 2)) * sizes[chosen][:, None] * 0.52
    radii = np.maximum(tree.tall * wide_ones.uniform(0.005, 0.014, count), 0.6)
    lights = 0.86 - 0.34 * spots[:, 1] - 0.10 * spots[:, 0] + light_ones.normal(0, 0.13, count)
    lights = np.clip(lights, 0.35, 1.25)
    for (across, down), radius, light in zip(spots.tolist(), radii.tolist(), lights.tolist(), strict=True):
        brush.dab(tree.middle + across * wide, crown + down * high, radius, light)


def _draw_trunk(brush: _Brush, crown: float, wide: float) -> None:
    tree, thick = brush.tree, brush.tree.tall * 0.014
    brush.polygon(
        [
            (tree.middle - thick * 1.5, tree.foot),
            (tree.middle - thick * 0.6, crown),
            (tree.middle + thick * 0.6, crown),
            (tree.middle + thick * 1.5, tree.foot),
        ],
        0.28,
    )
    for side in (-1, 1):
        root, tip = (tree.foot + crown) / 2, crown - tree.tall * 0.1
        brush.polygon(
            [
                (tree.middle, root + thick),
                (tree.middle + side * wide * 0.5, tip),
                (tree.middle, root - thick),
            ],
            0.28,
        )
