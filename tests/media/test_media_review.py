"""The look at a film while it is proved: what a viewer would take for a fault is told, and nothing else."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from media.drawn_media import draw_picture
from nemo_video.media import prove

FPS = 10
RATE = 48000
SIZE = (64, 48)
Part = tuple[str, float]
"""What is seen or heard, and for how many seconds."""


def frames_of(parts: Sequence[Part]) -> list[NDArray[np.uint8]]:
    """`moving`, `black`, `held` (the last picture stays), `photo` (one picture, another for each part)."""
    frames: list[NDArray[np.uint8]] = []
    for look, seconds in parts:
        for index in range(round(seconds * FPS)):
            number = len(frames)
            if look == "black":
                frames.append(np.zeros((SIZE[1], SIZE[0], 3), np.uint8))
            elif look == "held" or (look == "photo" and index):
                frames.append(frames[-1])
            else:
                frames.append(draw_picture(number * 3, *SIZE))
    return frames


def sound_of(parts: Sequence[Part]) -> NDArray[np.float32]:
    waves = [
        (0.3 if kind == "tone" else 0.0) * np.sin(np.arange(round(seconds * RATE)) * 0.06)
        for kind, seconds in parts
    ]
    return np.concatenate(waves).astype(np.float32)


def write_film(path: Path, looks: Sequence[Part], tones: Sequence[Part] = ()) -> Path:
    with av.open(path, "w") as output:
        film = output.add_stream("libx264", rate=FPS, options={"crf": "18"})
        film.width, film.height, film.pix_fmt = *SIZE, "yuv420p"
        sound = output.add_stream("pcm_s16le", rate=RATE, layout="mono") if tones else None
        for index, picture in enumerate(frames_of(looks)):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = index, Fraction(1, FPS)
            output.mux(film.encode(frame))
        output.mux(film.encode(None))
        if sound is not None:
            samples = sound_of(tones)
            for start in range(0, len(samples), 4800):
                piece = av.AudioFrame.from_ndarray(samples[None, start : start + 4800], "flt", "mono")
                piece.sample_rate, piece.pts, piece.time_base = RATE, start, Fraction(1, RATE)
                output.mux(sound.encode(piece))
            output.mux(sound.encode(None))
    return path


def stretches(
    tmp_path: Path, looks: Sequence[Part], tones: Sequence[Part] = ()
) -> list[tuple[str, float, float]]:
    """What was noticed, to a tenth of a second."""
    found = prove(write_film(tmp_path / "film.mkv", looks, tones)).stretches
    return [(stretch.kind, round(stretch.from_s, 1), round(stretch.to_s, 1)) for stretch in found]


def test_a_black_hole_in_the_middle_is_told_with_its_time(tmp_path: Path) -> None:
    assert stretches(tmp_path, [("moving", 3), ("black", 2), ("moving", 3)]) == [("black", 3, 5)]


def test_a_picture_that_stands_still_at_the_end_is_told(tmp_path: Path) -> None:
    assert stretches(tmp_path, [("moving", 5), ("held", 3)]) == [("frozen", 5, 8)]


def test_sound_that_ends_before_the_film_is_told(tmp_path: Path) -> None:
    assert stretches(tmp_path, [("moving", 8)], [("tone", 4.5), ("rest", 3.5)]) == [("silent", 4.5, 8)]


@pytest.mark.parametrize(
    "looks",
    [
        [("moving", 4), ("black", 1), ("moving", 4)],  # a dip to black
        [("black", 1), ("moving", 4), ("black", 2)],  # fades in and out
        [("photo", 3), ("photo", 3), ("photo", 3)],  # a slideshow
        [("moving", 4), ("held", 3), ("moving", 4)],  # a frame that is frozen on purpose
        [("moving", 4), ("held", 1.5)],  # a last frame that is held
        [("photo", 9)],  # one photograph
    ],
)
def test_what_is_meant_is_no_fault(tmp_path: Path, looks: list[Part]) -> None:
    assert stretches(tmp_path, looks) == []


@pytest.mark.parametrize("tones", [[("tone", 3), ("rest", 2), ("tone", 3)], [("rest", 5), ("tone", 3)], []])
def test_a_rest_and_a_film_that_is_mostly_without_sound_are_no_fault(
    tmp_path: Path, tones: list[Part]
) -> None:
    assert stretches(tmp_path, [("moving", 8)], tones) == []
