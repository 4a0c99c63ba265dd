"""Frames and contact sheets, as pictures of a size that hosts accept."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from media.drawn_media import draw_animation, draw_film, draw_picture, draw_still
from nemo_video.errors import BackendRefusal
from nemo_video.media import BrokenMedia, contact_sheet, contact_sheet_png, frames_at, sheet_of

Drawn = Callable[[str], Path]


@pytest.fixture(scope="module")
def long_film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four seconds with a keyframe each second."""
    return draw_film(
        tmp_path_factory.mktemp("long") / "film.mp4", seconds=4, size=(96, 54), options={"g": "25"}
    )


def _bar_at(jpeg: bytes) -> float:
    """The middle of the white bar that walks four pixels a frame."""
    pixels = np.asarray(Image.open(BytesIO(jpeg)), np.float32).min(2).mean(0)
    return float(np.flatnonzero(pixels > 200).mean())


def test_frames_come_in_the_order_asked_for(long_film: Path) -> None:
    frames = frames_at(long_film, [2.0, 0.0, 3.2, 2.0, 0.5])
    assert [frame.at_s for frame in frames] == [2.0, 0.0, 3.2, 2.0, pytest.approx(0.48)]
    assert frames[0] == frames[3]


@pytest.mark.parametrize("number", [0, 1, 13, 25, 26, 60, 99])
def test_the_frame_is_the_one_that_is_shown_at_that_time(number: int, long_film: Path) -> None:
    frame = frames_at(long_film, [number / 25 + 0.01])[0]
    assert frame.at_s == pytest.approx(number / 25)
    assert _bar_at(frame.jpeg) == pytest.approx((number * 4) % 96 + 1.5, abs=1)


@pytest.mark.parametrize("at_s", [3.97, 4.0, 60.0, 1e9, 1e300, float("inf")])
def test_a_time_past_the_end_means_the_last_picture(at_s: float, long_film: Path) -> None:
    assert frames_at(long_film, [at_s])[0].at_s == pytest.approx(3.96)


@pytest.mark.parametrize("at_s", [-1.0, float("-inf"), float("nan")])
def test_a_time_before_the_start_means_the_first_picture(at_s: float, long_film: Path) -> None:
    assert frames_at(long_film, [at_s])[0].at_s == 0


def test_no_times_mean_no_frames(long_film: Path) -> None:
    assert frames_at(long_film, []) == ()


@pytest.mark.parametrize("name", ["moving.gif", "moving.webp"])
def test_frames_of_an_animation_follow_its_own_times(name: str, drawn: Drawn) -> None:
    times_s = [frame.at_s for frame in frames_at(drawn(name), [0, 0.05, 0.1, 0.39, 0.41, 9])]
    assert times_s == pytest.approx([0, 0, 0.1, 0.1, 0.4, 0.4])


def test_a_still_is_shown_at_any_time(drawn: Drawn) -> None:
    assert [frame.at_s for frame in frames_at(drawn("still.png"), [0, 5])] == [0, 0]


def test_frames_are_scaled_down_and_never_up(long_film: Path) -> None:
    small, same = (frames_at(long_film, [1], max_width=width)[0] for width in (48, 640))
    assert [(frame.width, frame.height) for frame in (small, same)] == [(48, 27), (96, 54)]
    assert Image.open(BytesIO(small.jpeg)).size == (48, 27)


def test_a_frame_keeps_to_its_bytes(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (720, 1280, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "noise.png")
    for max_bytes in (200_000, 5_000):
        frame = frames_at(tmp_path / "noise.png", [0], max_width=1280, max_bytes=max_bytes)[0]
        assert len(frame.jpeg) <= max_bytes
        assert Image.open(BytesIO(frame.jpeg)).size == (frame.width, frame.height)


@pytest.mark.slow
def test_a_very_tall_picture_is_still_a_picture(tmp_path: Path) -> None:
    tall = draw_still(tmp_path / "tall.png", "L", (100, 70_000))
    frame = frames_at(tall, [0])[0]
    assert (frame.width, frame.height) == (23, 16384)
    assert len(contact_sheet(tall).jpeg) <= 200_000


def test_a_transparent_picture_is_shown_on_white(tmp_path: Path) -> None:
    Image.new("RGBA", (32, 32), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    jpeg = frames_at(tmp_path / "clear.png", [0])[0].jpeg
    assert Image.open(BytesIO(jpeg)).getpixel((16, 16)) == (255, 255, 255)


def _first_frame(path: Path) -> object:
    return frames_at(path, [0])


@pytest.mark.parametrize("look", [_first_frame, contact_sheet, contact_sheet_png])
def test_sound_alone_has_no_pictures(look: Callable[[Path], object], drawn: Drawn) -> None:
    with pytest.raises(BackendRefusal, match=r"^sound\.mp3 has sound but no picture to look at\.$"):
        look(drawn("sound.mp3"))


def test_a_picture_that_cannot_be_decoded_is_no_picture(drawn: Drawn, tmp_path: Path) -> None:
    content = drawn("still.png").read_bytes()
    (tmp_path / "still.png").write_bytes(content[: len(content) // 2])
    with pytest.raises(BrokenMedia):
        frames_at(tmp_path / "still.png", [0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "sheet_size"),
    [((640, 360), (1278, 552)), ((360, 640), (1278, 750)), ((320, 320), (1278, 430))],
    ids=["landscape", "portrait", "square"],
)
def test_a_contact_sheet_looks_through_the_whole_film(
    size: tuple[int, int], sheet_size: tuple[int, int], tmp_path: Path
) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=1, fps=12, size=size)

    jpeg, png = contact_sheet(film).jpeg, contact_sheet_png(film)

    picture = Image.open(BytesIO(jpeg))
    assert len(jpeg) <= 200_000
    assert picture.format == "JPEG"
    assert picture.size == Image.open(BytesIO(png)).size == sheet_size


@pytest.mark.slow
def test_the_moments_of_a_contact_sheet_rise_also_where_a_keyframe_is_near_enough(tmp_path: Path) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=6, size=(96, 54), options={"g": "15"})
    times_s = contact_sheet(film).at_s
    assert list(times_s) == sorted(set(times_s))
    assert all(0.5 * index <= time_s <= 0.5 * (index + 1) for index, time_s in enumerate(times_s))


@pytest.mark.slow
def test_a_contact_sheet_shows_keyframes_where_each_part_of_the_film_has_one(tmp_path: Path) -> None:
    options = {"g": "8", "sc_threshold": "0"}
    film = draw_film(tmp_path / "film.mp4", seconds=12, fps=10, size=(96, 54), options=options)
    with av.open(str(film)) as container:
        keyframes = [packet for packet in container.demux(video=0) if packet.is_keyframe]
        keyframes_s = [float(packet.pts * packet.time_base) for packet in keyframes if packet.pts is not None]
    for time_s in contact_sheet(film).at_s:
        assert min(abs(keyframe_s - time_s) for keyframe_s in keyframes_s) < 0.001


def test_a_contact_sheet_shows_twelve_different_moments(tmp_path: Path) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=2, size=(320, 180))
    sheet = np.asarray(Image.open(BytesIO(contact_sheet_png(film))), np.int16)
    cells = [
        sheet[6 + row * 182 : 150 + row * 182, 6 + column * 319 : 316 + column * 319]
        for row in range(3)
        for column in range(4)
    ]
    differences = [np.abs(a - b).mean() for index, a in enumerate(cells) for b in cells[:index]]
    assert min(differences) > 1


def test_a_film_of_few_frames_shows_each_once_and_a_tiny_one_is_enlarged_to_have_room_for_its_times(
    tmp_path: Path,
) -> None:
    three = draw_film(tmp_path / "three.mp4", seconds=0.3, fps=10, size=(64, 36))
    sheet = contact_sheet(three)
    assert list(sheet.at_s) == pytest.approx([0, 0.1, 0.2], abs=0.01)
    assert (sheet.width, sheet.height) == (160, 90)
    assert Image.open(BytesIO(sheet.jpeg)).size == (504, 102)


def test_a_contact_sheet_of_noise_keeps_to_its_bytes(tmp_path: Path) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=0.5, size=(640, 360))
    jpeg = contact_sheet(film, max_bytes=30_000).jpeg
    assert len(jpeg) <= 30_000
    assert Image.open(BytesIO(jpeg)).format == "JPEG"


@pytest.mark.parametrize(
    ("count", "size", "filled"), [(12, (90, 160), 0.85), (7, (160, 90), 0.75), (5, (160, 90), 0.7)]
)
def test_as_little_of_a_sheet_stays_empty_as_its_pictures_let(
    count: int, size: tuple[int, int], filled: float
) -> None:
    written = BytesIO()
    Image.new("RGB", size, "white").save(written, "JPEG")
    sheet = sheet_of([written.getvalue()] * count, [float(at) for at in range(count)], [""] * count)
    assert np.mean(np.asarray(Image.open(BytesIO(sheet.jpeg)).convert("L")) > 200) > filled


def test_a_still_is_shown_alone_and_large(tmp_path: Path) -> None:
    picture = Image.open(BytesIO(contact_sheet(draw_still(tmp_path / "still.png", size=(1600, 900))).jpeg))
    assert picture.size == (1280, 725)


def test_a_contact_sheet_of_an_animation_has_its_frames(tmp_path: Path) -> None:
    animation = draw_animation(tmp_path / "moving.webp", [200] * 12, (320, 180))
    sheet = np.asarray(Image.open(BytesIO(contact_sheet_png(animation))), np.int16)
    first, last = sheet[6:150, 6:316], sheet[-150:-30, -316:-6]
    expected = draw_picture(0, 320, 180)
    assert np.abs(first[40:80, 40:80].mean((0, 1)) - expected[50:90, 41:82].mean((0, 1))).max() < 25
    assert np.abs(first[:120, :300] - last[:120, :300]).mean() > 1
