"""Single pictures of a film as JPEG."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from nemo_video.media.broken import breaking_off
from nemo_video.media.facts import Frame
from nemo_video.media.opening import open_source
from nemo_video.media.picture_files import encode_jpeg
from nemo_video.media.source import check_pixels

_DRAWN = Path("A picture of the backend")
"""How a picture is called that is no file."""

_LATEST_S = 1e6
"""Past the end of any film, and a number that FFmpeg's clocks can hold."""


def take_frames(path: Path, at_s: Sequence[float], max_width: int, max_bytes: int) -> tuple[Frame, ...]:
    """See `nemo_video.media.frames_at`."""
    wanted_s = [min(max(0.0, time_s), _LATEST_S) for time_s in at_s]
    rising = sorted(set(wanted_s))
    with open_source(path) as source:
        shots = source.shots(rising, max_width=max_width, tolerance_s=0.0)
        frames = {
            time_s: _frame(shot.at_s, shot.image, max_bytes)
            for time_s, shot in zip(rising, shots, strict=True)
        }
    return tuple(frames[time_s] for time_s in wanted_s)


def fit_frames(jpegs: Sequence[bytes], at_s: Sequence[float], max_bytes: int) -> tuple[Frame, ...]:
    """See `nemo_video.media.fit_frames`."""
    return tuple(_fit(jpeg, time_s, max_bytes) for jpeg, time_s in zip(jpegs, at_s, strict=True))


def _fit(jpeg: bytes, at_s: float, max_bytes: int) -> Frame:
    image = open_jpeg(jpeg)
    if len(jpeg) > max_bytes:
        return _frame(at_s, image, max_bytes)
    return Frame(at_s=at_s, width=image.width, height=image.height, jpeg=jpeg)


def open_jpeg(jpeg: bytes) -> Image.Image:
    """A picture that a backend drew.

    Raises:
        BrokenMedia: It is none.
    """
    with breaking_off(_DRAWN):
        image = Image.open(BytesIO(jpeg), formats=("JPEG",))
        check_pixels(_DRAWN, *image.size)
        image.load()
    return image


def _frame(at_s: float, image: Image.Image, max_bytes: int) -> Frame:
    image, jpeg = encode_jpeg(image, max_bytes)
    return Frame(at_s=at_s, width=image.width, height=image.height, jpeg=jpeg)
