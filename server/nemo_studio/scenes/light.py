"""Light as film sees it: exposures that add up without ever clipping hard.

Scenes describe colours as they should look (0..1), turn them into exposure, add suns, lamps and glows there,
and develop the sum at the end. A glow over a coloured sky then turns to its own white, as in a photograph.
"""

import numpy as np

from nemo_studio.scenes.picture import Floats

_BRIGHTEST = 0.995


def expose(color: Floats) -> Floats:
    """Exposure whose development looks like `color` (0..1)."""
    return -np.log1p(-np.minimum(color, _BRIGHTEST))


def develop(exposure: Floats) -> Floats:
    """The picture (0..1) of an exposure (0 and more)."""
    return -np.expm1(-exposure)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """Rise smoothly from 0 at `low` to 1 at `high`; `low` may be the larger one."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


def ease(share: float) -> float:
    """Rise smoothly from 0 at 0 to 1 at 1, for a single number."""
    t = min(max(share, 0.0), 1.0)
    return t * t * (3 - 2 * t)
