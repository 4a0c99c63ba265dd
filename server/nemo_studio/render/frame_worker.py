"""The worker process of a preview: single frames, described on standard input, as JPEGs on standard output.

It reads a pickle of `(films, largest_side)` from its parent, each film with the times to look at, and writes
a pickle of what came of each: the JPEGs, or the words of what went wrong. A process of its own keeps the
event loop free and can be ended at once.
"""

import pickle
import sys
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from PIL import Image

from nemo_studio.render.composition import Composition
from nemo_studio.render.preview import draw_frames
from nemo_studio.render.worker_process import describe_shortage, limit_memory
from nemo_video.errors import VideoError

_QUALITY: Final = 92
"""With colours in full size: whoever shows the pictures may encode them once more."""

Look = tuple[Composition, Sequence[float]]
"""A film and the times in ms to look at."""


def draw_jpegs(composition: Composition, at_ms: Sequence[float], largest_side: int) -> list[bytes] | str:
    """The frames of these times, or why they cannot be drawn."""
    try:
        pictures = draw_frames(composition, at_ms, largest_side=largest_side)
    except VideoError as error:
        return error.message
    except MemoryError:
        return describe_shortage(composition)[0]
    return [_as_jpeg(Image.fromarray(picture)) for picture in pictures]


def _as_jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, subsampling=0)
    return written.getvalue()


def main() -> int:
    """Draw what is asked for, once."""
    looks: Sequence[Look]
    looks, largest_side = pickle.load(sys.stdin.buffer)
    limit_memory(max((film for film, _ in looks), key=lambda film: film.width * film.height))
    pickle.dump([draw_jpegs(*look, largest_side) for look in looks], sys.stdout.buffer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
