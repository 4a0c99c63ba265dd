"""The files that exports make, looked at with tools that are not ours."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageSequence

from nemo_studio.render import Caption, Clip, Composition, Sound, render
from nemo_studio.render.compositor import Compositor
from nemo_video.wire.formats import ExportContainer, ExportQuality, OutputFormat
from samples import sampled
from studio.judge import decode, pictures, probe

pytestmark = pytest.mark.slow

WIDTH, HEIGHT = 160, 90
FILM = Composition(
    width=WIDTH,
    height=HEIGHT,
    fps=30,
    duration_ms=1200,
    clips=(Clip(0, 600, "underwater", seed=1), Clip(600, 600, "aurora", seed=2)),
    sounds=(Sound(0, 1200, 0.5, "ambience", "rain", seed=1),),
    captions=(Caption(0, 1000, "Golden Hour 海上日落"),),
)
LOW = OutputFormat(quality="low")
Export = Callable[[ExportContainer, ExportQuality], Path]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Renders the film in a format and a quality, once."""
    folder = tmp_path_factory.mktemp("exports")

    @cache
    def make(format: ExportContainer, quality: ExportQuality) -> Path:
        return save(FILM, folder / f"{quality}.{format}", OutputFormat(format, quality))

    return make


def save(composition: Composition, path: Path, format: OutputFormat) -> Path:
    render(
        composition,
        path,
        format,
        on_progress=lambda _: None,
        is_cancelled=lambda: False,
    )
    return path


@pytest.mark.parametrize("format", ["mp4", "mov", "mkv", "webm"])
def test_a_film_decodes_without_error_and_says_what_it_is(format: ExportContainer, export: Export) -> None:
    path = export(format, "medium")
    told = probe(path)
    video = told["video"]

    decode(path)
    assert (video["width"], video["height"], video["pix_fmt"], video["r_frame_rate"]) == (
        WIDTH,
        HEIGHT,
        "yuv420p",
        "30/1",
    )
    assert [video.get(f"color_{tag}") for tag in ("range", "space", "transfer", "primaries")] == [
        "tv",
        "bt709",
        "bt709",
        "bt709",
    ]
    assert (told["audio"]["sample_rate"], told["audio"]["channels"]) == ("48000", 2)
    assert float(told["format"]["duration"]) == pytest.approx(1.2, abs=0.04)
    assert len(pictures(path, WIDTH, HEIGHT)) == 36


@pytest.mark.parametrize("format", ["mp3", "wav", "m4a"])
def test_sound_alone_decodes_and_has_its_length(format: ExportContainer, export: Export) -> None:
    path = export(format, "high")
    told = probe(path)

    decode(path)
    assert "video" not in told
    assert float(told["format"]["duration"]) == pytest.approx(1.2, abs=0.06)


@pytest.mark.parametrize("format", ["gif", "webp"])
def test_a_moving_picture_moves_for_as_long_as_the_film(format: ExportContainer, export: Export) -> None:
    with Image.open(export(format, "high")) as image:
        durations_ms = [_duration_ms(frame) for frame in ImageSequence.Iterator(image)]

    assert len(durations_ms) == 18
    assert sum(durations_ms) == pytest.approx(1200, abs=30)


@pytest.mark.parametrize("format", ["mp4", "mov", "m4a"])
def test_playing_can_start_before_the_file_is_there(format: ExportContainer, export: Export) -> None:
    content = export(format, "high").read_bytes()

    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("format", ["mp4", "webm"])
def test_each_quality_is_nearer_to_what_was_drawn_than_the_next(
    format: ExportContainer, export: Export
) -> None:
    drawn = np.stack([frame.to_ndarray(format="rgb24") for frame in Compositor(FILM).frames()]).astype(float)
    files = [export(format, quality) for quality in ("high", "medium", "low")]

    errors = [float(((pictures(path, WIDTH, HEIGHT) - drawn) ** 2).mean()) for path in files]
    high, medium, low = (10 * np.log10(255**2 / error) for error in errors)

    assert high > medium + 1 > low + 2
    assert low > 27
    sizes = [path.stat().st_size for path in files]
    assert sizes[0] > 1.3 * sizes[1] > 1.3 * 1.3 * sizes[2]


@pytest.mark.parametrize("format", sampled(["gif", "webp", "mp3", "wav", "m4a"], 2))
def test_each_quality_needs_less_room_than_the_one_above(format: ExportContainer, export: Export) -> None:
    high, medium, low = (export(format, quality).stat().st_size for quality in ("high", "medium", "low"))

    assert high > 1.05 * medium > 1.05 * 1.05 * low


COLORS = ((200, 30, 30), (30, 160, 60), (40, 60, 200), (235, 235, 235))


@pytest.mark.parametrize("format", ["mp4", "webm", "mkv", "gif", "webp"])
def test_colours_arrive_as_they_were_meant(format: ExportContainer, tmp_path: Path) -> None:
    quarters = np.array(COLORS, np.uint8).reshape(2, 2, 3).repeat(90, 0).repeat(160, 1)
    Image.fromarray(quarters).save(tmp_path / "colors.png")
    clip = Clip(0, 300, "", source=str(tmp_path / "colors.png"), parameters={"camera": "still"})

    path = save(
        replace(FILM, width=320, height=180, clips=(clip,), duration_ms=300, sounds=(), captions=()),
        tmp_path / f"film.{format}",
        OutputFormat(format),
    )

    shown = webp_picture(path) if format == "webp" else pictures(path, 320, 180)[0]
    middles = [shown[y, x].tolist() for y in (45, 135) for x in (80, 240)]
    assert np.abs(np.array(middles) - COLORS).max() <= 5


def _duration_ms(frame: Image.Image) -> int:
    frame.load()
    return frame.info["duration"]


def webp_picture(path: Path) -> NDArray[np.uint8]:
    """Many an ffmpeg cannot read animated WebP; Pillow, which did not write it, can."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


@pytest.mark.parametrize("fps", sampled([24, 25, 50, 60], 2))
def test_the_frame_rate_is_the_one_asked_for(fps: int, tmp_path: Path) -> None:
    path = save(replace(FILM, fps=fps, duration_ms=1000), tmp_path / "film.mp4", LOW)

    assert probe(path)["video"]["avg_frame_rate"] == f"{fps}/1"
    assert len(pictures(path, WIDTH, HEIGHT)) == fps


def test_four_thousand_columns_can_be_had_upright(tmp_path: Path) -> None:
    size = 2160, 3840
    large = replace(FILM, width=size[0], height=size[1], duration_ms=34, sounds=())

    path = save(large, tmp_path / "large.mp4", LOW)

    decode(path)
    assert (probe(path)["video"]["width"], probe(path)["video"]["height"]) == size
