"""What is clear in a picture: told from how the same picture looks on black and on white."""

import numpy as np
from numpy.typing import NDArray

from nemo_studio.scenes.picture import Picture

_BLACK, _WHITE, _GREY = 16, 235, 128

Cover = NDArray[np.float32]
"""How much of what lies below is covered, 0 to 1 a pixel, shape (height, width)."""


def take_off_black(on_black: Picture, on_white: Picture) -> Cover:
    """Give a picture on black its full colours, in place, and return what it covers.

    Args:
        on_black: The picture on black; afterwards without the black in its half clear parts.
        on_white: The same picture on white.
    """
    shine = on_white.y.astype(np.float32) - on_black.y
    cover = np.clip(1 - shine / np.float32(_WHITE - _BLACK), 0, 1).astype(np.float32)
    for index, plane in enumerate(on_black.planes):
        ground, share = (_BLACK, cover) if index == 0 else (_GREY, cover[::2, ::2])
        full = ground + (plane - np.float32(ground)) / np.maximum(share, 0.05)
        plane[:] = np.clip(full, 0, 255)
    return cover


def lay_clear(below: Picture, above: Picture, cover: Cover, x: int, y: int) -> None:
    """Lay a picture with clear parts over a larger one, its corner at even `x`, `y`."""
    for index, (ground, plane) in enumerate(zip(below.planes, above.planes, strict=True)):
        step, share = (1, cover) if index == 0 else (2, cover[::2, ::2])
        rows, columns = plane.shape
        part = ground[y // step : y // step + rows, x // step : x // step + columns]
        part[:] = part + (plane - part.astype(np.float32)) * share
