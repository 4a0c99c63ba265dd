"""What the room writes: chapters into a copy of a film, and pictures as JPEG of a size that is asked for."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from media.drawn_media import draw_film
from nemo_video.media import Chapter, write_chapters
from nemo_video.media.frames import fit_frames, open_jpeg
from nemo_video.media.picture_files import encode_jpeg, encode_png
from nemo_video.media.proof import Hearing, Sight
from nemo_video.media.source import Sound


def told_chapters(path: Path) -> list[tuple[float, float, str]]:
    with av.open(path) as container:
        return [
            (chapter["start"] * tick, chapter["end"] * tick, chapter["metadata"].get("title", ""))
            for chapter in container.chapters()
            for tick in [float(chapter["time_base"] or 1)]
        ]


def contents(path: Path) -> list[tuple[str, int | None, bytes]]:
    with av.open(path) as container:
        streams = [stream for stream in container.streams if stream.type in ("video", "audio")]
        return sorted(
            (packet.stream.type, packet.pts, bytes(packet))
            for packet in container.demux(streams)
            if packet.size
        )


def test_chapters_are_written_into_a_copy_that_is_the_film_byte_for_byte(tmp_path: Path) -> None:
    film = draw_film(tmp_path / "film.mp4", audio="aac", seconds=0.5)
    first, second = tmp_path / "first.mp4", tmp_path / "second.mp4"
    write_chapters(film, first, [Chapter(0, 0.2004, "Intro"), Chapter(0.2004, 0.5, "海 & sky")])
    write_chapters(first, second, [Chapter(0, 0.5, "Only")])
    assert told_chapters(first) == [(0, pytest.approx(0.2), "Intro"), (pytest.approx(0.2), 0.5, "海 & sky")]
    assert told_chapters(second) == [(0, 0.5, "Only")], "those that were there are gone"
    assert contents(first) == contents(second) == contents(film)
    content = second.read_bytes()
    assert content.index(b"moov") < content.index(b"mdat"), "players need not wait for its end"


@pytest.mark.parametrize("extension", ["mp4", "mov", "mkv"])
def test_a_first_chapter_may_begin_later_than_the_film(extension: str, tmp_path: Path) -> None:
    film, copy = draw_film(tmp_path / f"film.{extension}", seconds=0.5), tmp_path / f"copy.{extension}"
    chapters = [Chapter(0.2, 0.3, "Sea"), Chapter(0.3, 0.5, "Land")]
    write_chapters(film, copy, chapters)
    named = [(round(a, 3), round(b, 3), title) for a, b, title in told_chapters(copy) if title]
    assert named == [(0.2, 0.3, "Sea"), (0.3, 0.5, "Land")]
    assert contents(copy) == contents(film)


def noise(width: int, height: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(0, 255, (height, width, 3), np.uint8)


def test_a_picture_keeps_its_size_and_the_best_quality_that_fits() -> None:
    image = Image.fromarray(noise(64, 48))
    by_quality = {quality: encode_jpeg(image, 10**6, [quality])[1] for quality in (90, 60, 30)}
    small, middling, large = (len(by_quality[quality]) for quality in (30, 60, 90))
    assert small < middling < large
    for max_bytes, quality in ((large, 90), (large - 1, 60), (middling, 60), (middling - 1, 30), (small, 30)):
        shown, jpeg = encode_jpeg(image, max_bytes, (90, 60, 30))
        assert (shown.size, jpeg) == ((64, 48), by_quality[quality])


def test_a_picture_that_fits_in_no_quality_becomes_smaller_by_quarters_down_to_a_pixel() -> None:
    image = Image.fromarray(noise(64, 48))
    least = len(encode_jpeg(image, 10**6, [30])[1])
    shown, jpeg = encode_jpeg(image, least - 1, [30])
    assert (shown.size, Image.open(BytesIO(jpeg)).size) == ((48, 36), (48, 36))
    assert encode_jpeg(image, 0)[0].size == (1, 1)
    assert encode_jpeg(Image.new("RGB", (9, 1)), 0)[0].size == (1, 1)


def test_a_picture_that_was_drawn_elsewhere_is_left_as_it_is_unless_it_is_too_large() -> None:
    jpeg = encode_jpeg(Image.fromarray(noise(64, 48)), 10**6)[1]
    (same,) = fit_frames([jpeg], [1.5], len(jpeg))
    (smaller,) = fit_frames([jpeg], [3], len(jpeg) - 1)
    assert (same.at_s, same.width, same.height, same.jpeg) == (1.5, 64, 48, jpeg)
    assert (smaller.at_s, smaller.width, smaller.height) == (3, 64, 48)
    assert len(smaller.jpeg) < len(jpeg)
    assert open_jpeg(smaller.jpeg).size == (64, 48)


def test_a_png_loses_nothing() -> None:
    pixels = noise(16, 9)
    assert np.array_equal(np.asarray(Image.open(BytesIO(encode_png(Image.fromarray(pixels))))), pixels)


def heard(levels: list[float], track: int = 0, rate: int = 48_000) -> Sound:
    samples = np.repeat(np.array([levels], np.float32), rate // 2, axis=0)
    return Sound(0.0, 0.5, samples, rate, track)


def test_loudness_is_that_of_all_samples_and_in_lufs_that_of_the_first_track() -> None:
    hearing = Hearing()
    assert (hearing.peak_dbfs, hearing.rms_dbfs, hearing.loudness_lufs) == (None, None, None)
    hearing.add(heard([0.5, -0.5]))
    assert (hearing.peak_dbfs, hearing.rms_dbfs) == (pytest.approx(-6.02, abs=0.01),) * 2
    hearing.add(heard([0.0, -1.0], track=1))
    assert hearing.peak_dbfs == pytest.approx(0)
    assert hearing.rms_dbfs == pytest.approx(10 * np.log10((0.25 + 0.25 + 0 + 1) / 4), abs=0.01)
    alone = Hearing()
    alone.add(heard([0.5, -0.5]))
    alone.add(heard([0.9, 0.9], rate=44_100))  # the meter of a track takes one kind of sound
    assert hearing.loudness_lufs == pytest.approx(alone.loudness_lufs)


def test_silence_has_a_floor_and_a_film_the_share_of_its_black_pictures() -> None:
    hearing, sight = Hearing(), Sight()
    hearing.add(heard([0.0]))
    assert (hearing.peak_dbfs, hearing.rms_dbfs) == (-120, -120)
    assert sight.black_share is None
    for black in (True, False, False, True, True):
        sight.add(black=black)
    assert (sight.frames, sight.black_share) == (5, 0.6)
