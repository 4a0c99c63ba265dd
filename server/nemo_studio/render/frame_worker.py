"""The worker process of a preview: single frames, described on standard input, as JPEGs on standard output.

It reads a pickle of `(films, largest_side)` from its parent, each film with the times to look at. It writes a
pickle of each frame as soon as it is drawn, so that a preview which is given up loses none of them, or of the
words of what went wrong with a film; and None at its end. A process of its own keeps the event loop free and
can be ended at once.
"""

import pickle
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from PIL import Image

from nemo_studio.render.composition import Composition
from nemo_studio.render.preview import draw_each
from nemo_studio.render.worker_process import describe_shortage, limit_memory
from nemo_video.errors import VideoError

_QUALITY: Final = 92
"""With colours in full size: whoever shows the pictures may encode them once more."""

Look = tuple[Composition, Sequence[float]]
"""A film and the times in ms to look at."""

Drawn = tuple[int, float, bytes]
"""Which of the films, when in it, and the JPEG."""

NotDrawn = tuple[int, str]
"""Which of the films, and why the rest of it cannot be drawn."""


def draw_jpegs(looks: Sequence[Look], largest_side: int) -> Iterator[Drawn | NotDrawn]:
    """The frames of these films, each as soon as it is there."""
    for number, (film, at_ms) in enumerate(looks):
        try:
            for time_ms, picture in draw_each(film, at_ms, largest_side=largest_side):
                yield number, time_ms, _as_jpeg(Image.fromarray(picture))
        except VideoError as error:
            yield number, error.message
        except MemoryError:
            yield number, describe_shortage(film)[0]


def _as_jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "JPEG", quality=_QUALITY, subsampling=0)
    return written.getvalue()


def main() -> int:
    """Draw what is asked for, once."""
    looks: Sequence[Look]
    looks, largest_side = pickle.load(sys.stdin.buffer)
    limit_memory(max((film for film, _ in looks), key=lambda film: film.width * film.height))
    for drawn in (*draw_jpegs(looks, largest_side), None):
        pickle.dump(drawn, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
