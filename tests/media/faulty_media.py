"""Films and sounds with faults that are drawn on purpose, and with what only looks like one."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from media.drawn_media import draw_picture

FPS = 10
RATE = 48000
SIZE = (64, 36)
Part = tuple[str, float]
"""What is seen or heard, and for how many seconds."""

STREET = np.random.default_rng(4).integers(0, 180, (*SIZE[::-1], 3), np.uint8).repeat(2, 0)[: SIZE[1]]
"""Detail all over, as cameras see it."""

PAGE = np.full((*SIZE[::-1], 3), 245, np.uint8)
PAGE[2::6, 8:56] = np.random.default_rng(5).integers(0, 245, (6, 48, 1))
"""Lines of letters on a light ground."""


def frames_of(parts: Sequence[Part]) -> list[NDArray[np.uint8]]:
    """Pictures of `moving`, `black`, `stars` and the like.

    `held` leaves the last picture, `twice` shows each for two frames, `written on` adds a line to the last
    one every second, `photo` is one for its whole part, `faded into` turns into a light one.
    """
    frames: list[NDArray[np.uint8]] = []
    for look, seconds in parts:
        for index in range(round(seconds * FPS)):
            number = len(frames)
            if look == "stars":
                frames.append(np.zeros((SIZE[1], SIZE[0], 3), np.uint8))
                frames[-1][5::20, 7::20] = 200
            elif look == "card":
                frames.append(np.full((SIZE[1], SIZE[0], 3), 235, np.uint8))
            elif look == "faded into":
                share = (index + 1) / round(seconds * FPS)
                mixed = (1 - share) * draw_picture(number * 3, *SIZE) + share * 235.0
                frames.append(mixed.astype(np.uint8))
            elif look == "street":
                frames.append(np.roll(STREET, 2 * number, axis=1))
            elif look == "page":
                frames.append(np.roll(PAGE, 2 * number, axis=0))
            elif look == "written on":
                frames.append(frames[-1].copy())
                if index % FPS == 0:
                    frames[-1][4 + index // 2, 8:40] = 250
            elif look == "black":
                frames.append(np.zeros((SIZE[1], SIZE[0], 3), np.uint8))
            elif look == "held" or (look == "photo" and index) or (look == "twice" and index % 2):
                frames.append(frames[-1])
            else:
                frames.append(draw_picture(number * 3, *SIZE))
    return frames


def sound_of(parts: Sequence[Part]) -> NDArray[np.float32]:
    """A `tone` from zero, one from its `peak`, or a `rest`."""
    waves = [
        (0.0 if kind == "rest" else 0.3)
        * np.sin(np.arange(round(seconds * RATE)) * 0.06 + (np.pi / 2 if kind == "peak" else 0))
        for kind, seconds in parts
    ]
    return np.concatenate(waves).astype(np.float32)


def write_film(
    path: Path, looks: Sequence[Part], tones: Sequence[Part] = (), options: Mapping[str, str] | None = None
) -> Path:
    with av.open(path, "w") as output:
        film = output.add_stream("libx264", rate=FPS, options={"crf": "18", **(options or {})})
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


def write_sound(path: Path, samples: NDArray[np.float32]) -> Path:
    with av.open(path, "w") as output:
        sound = output.add_stream("pcm_s16le", rate=RATE, layout="mono")
        piece = av.AudioFrame.from_ndarray(samples[None].astype(np.float32), "flt", "mono")
        piece.sample_rate = RATE
        output.mux(sound.encode(piece))
        output.mux(sound.encode(None))
    return path
