"""What proofs, frames and contact sheets are made from, whatever library reads the file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from nemo_video.media.broken import unsupported
from nemo_video.media.facts import MediaInfo

MAX_PIXELS = 8192 * 8192
"""A larger picture is refused before it is decoded: small files can unpack to many gigabytes."""

_MAX_HEIGHT = 16384
"""What any viewer opens; JPEG ends at 65,535."""

LUMA_SIZE = (64, 36)
"""Width and height of the small luma plane on which black is measured."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One decoded picture.

    Attributes:
        at_s: When it is shown.
        end_s: When the next one is.
        luma: Of LUMA_SIZE, uint8, full range.
        draw: The picture as RGB, shape (height, width, 3), at most so many pixels wide; it costs more than
            the luma.
    """

    at_s: float
    end_s: float
    luma: NDArray[np.uint8]
    draw: Callable[[int], NDArray[np.uint8]]


@dataclass(frozen=True, slots=True)
class Sound:
    """One decoded piece of sound.

    Attributes:
        at_s: When it begins.
        end_s: When it ends.
        samples: Shape (samples, channels), float32, full scale is 1.
        rate: Samples per second.
        track: The number of its track in the file.
    """

    at_s: float
    end_s: float
    samples: NDArray[np.float32]
    rate: int
    track: int


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture for people to look at (RGB, upright)."""

    at_s: float
    image: Image.Image


class Source(Protocol):
    """A media file of known type."""

    @property
    def info(self) -> MediaInfo:
        """What its header says."""
        ...

    def decode(self) -> Iterator[Picture | Sound]:
        """Everything from the first to the last frame.

        Raises:
            BrokenMedia: The file is damaged or ends too early.
        """
        ...

    def shots(self, at_s: Sequence[float], *, max_width: int, tolerance_s: float) -> Iterator[Shot]:
        """The pictures shown at the given times, in rising order of time.

        Args:
            at_s: Times in rising order; one past the end means the last picture.
            max_width: Wider pictures are scaled down.
            tolerance_s: How far from the time a picture may be if that makes it cheaper; 0 for the exact one.
        """
        ...


def check_pixels(path: Path, width: int, height: int) -> None:
    """Raises BackendRefusal (4001) for a picture that is too large to decode."""
    if width * height > MAX_PIXELS:
        raise unsupported(path, f"is too large a picture ({width} x {height})")


def fit_width(width: int, height: int, max_width: int) -> tuple[int, int]:
    """The size of a picture scaled down to `max_width`; never scaled up, never empty, never endless."""
    scale = min(1.0, max_width / width, _MAX_HEIGHT / height)
    return max(1, round(width * scale)), max(1, round(height * scale))
