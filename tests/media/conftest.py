"""One film of each kind, drawn once for all tests that only read it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from media.drawn_media import draw_animation, draw_film, draw_still

Draw = Callable[[Path], Path]

FAST_VPX = {"deadline": "realtime", "cpu-used": "8"}

DRAWINGS: dict[str, Draw] = {
    "film.mp4": lambda path: draw_film(path, audio="aac"),
    "film.mov": lambda path: draw_film(path, audio="aac"),
    "film.mkv": lambda path: draw_film(path, audio="aac"),
    "film.webm": lambda path: draw_film(path, video="libvpx-vp9", audio="libopus", options=FAST_VPX),
    "film.avi": lambda path: draw_film(path, video="mpeg4", audio="mp3"),
    "moving.gif": lambda path: draw_animation(path, [100, 300, 600]),
    "moving.webp": lambda path: draw_animation(path, [100, 300, 600]),
    "still.webp": draw_still,
    "still.png": draw_still,
    "still.jpg": draw_still,
    "sound.mp3": lambda path: draw_film(path, video=None, audio="mp3"),
    "sound.wav": lambda path: draw_film(path, video=None, audio="pcm_s16le"),
    "sound.m4a": lambda path: draw_film(path, video=None, audio="aac", container="ipod"),
    "sound.aac": lambda path: draw_film(path, video=None, audio="aac", container="adts"),
}


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The path of one of the drawings, by its name."""
    folder = tmp_path_factory.mktemp("drawn")

    @cache
    def draw(name: str) -> Path:
        return DRAWINGS[name](folder / name)

    return draw
