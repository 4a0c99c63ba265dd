"""One conversion for every picture: upright, on a ground, in BT.709, brought down from high dynamic range."""

# PyAV and Pillow leave some of their types open.
# pyright: reportUnknownMemberType=false, reportUnknownArgumentType=false

from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image, ImageCms

from media.drawn_media import draw_animation, draw_film
from nemo_video.media.conversion import Converter, Ground, transfer_of
from nemo_video.media.film import FilmReader, is_clear_film
from nemo_video.media.opening import read_info
from nemo_video.media.planes import new_frame, view_planes
from nemo_video.media.still import Animation, is_animated, is_clear_picture, load_picture
from nemo_video.media.tonemapping import PEAK_NITS, WHITE_NITS, ToneMapper, Transfer, map_tones

UNTAGGED = 2
"""FFmpeg's number of a colour space that nobody tells."""


def plain(
    red: int, green: int, blue: int, alpha: int = 255, size: tuple[int, int] = (16, 16)
) -> av.VideoFrame:
    pixels = np.full((size[1], size[0], 4), (red, green, blue, alpha), np.uint8)
    return av.VideoFrame.from_ndarray(pixels, "rgba")


def middle(pixels: NDArray[np.uint8]) -> list[int]:
    height, width, _ = pixels.shape
    return pixels[height // 2, width // 2].tolist()


@pytest.mark.parametrize(
    ("ground", "alpha", "shown"),
    [
        ("black", 255, [200, 40, 40]),
        ("white", 255, [200, 40, 40]),
        ("black", 0, [0, 0, 0]),
        ("white", 0, [255, 255, 255]),
        ("black", 128, [100, 20, 20]),
        ("white", 128, [227, 147, 147]),
    ],
)
def test_what_is_clear_shows_its_ground(ground: Ground, alpha: int, shown: list[int]) -> None:
    pixels = Converter(ground=ground).to_rgb(plain(200, 40, 40, alpha), 16, 16)
    assert middle(pixels) == pytest.approx(shown, abs=4)


def test_what_is_opaque_is_as_light_as_what_has_no_clear_parts() -> None:
    opaque, bare = plain(255, 255, 255), plain(255, 255, 255).reformat(format="rgb24")
    for ground in ("black", "white"):
        lights = [view_planes(Converter(ground=ground).convert(each, 16, 16))[0] for each in (opaque, bare)]
        assert np.abs(lights[0].astype(int) - lights[1]).max() <= 1


def test_a_film_of_wide_pixels_is_as_wide_as_it_says(tmp_path: Path) -> None:
    path = draw_film(tmp_path / "wide.mp4", seconds=0.1, options={"x264-params": "sar=3/2"})
    reader = FilmReader(path, 0.0)
    assert reader.converter.shape_of(reader.frame_at(0.0)) == (96, 48)
    assert read_info(path).width == 96


def test_a_picture_is_brought_to_any_size_that_is_asked_for() -> None:
    for size in ((15, 9), (16, 16), (1, 1), (33, 2)):
        pixels = Converter().to_rgb(plain(10, 200, 30), *size)
        assert pixels.shape == (size[1], size[0], 3)
        assert middle(pixels) == pytest.approx([10, 200, 30], abs=4)


def test_the_width_on_the_screen_goes_by_the_shape_of_the_pixels() -> None:
    frame = plain(0, 0, 0, size=(64, 48))
    assert Converter().shape_of(frame) == (64, 48)
    assert Converter(pixel_aspect=1.5).shape_of(frame) == (96, 48)


def yuv(height: int, colorspace: int) -> av.VideoFrame:
    frame = new_frame(16, height)
    frame.colorspace = colorspace
    for plane, value in zip(view_planes(frame), (120, 90, 170), strict=True):
        plane[:] = value
    return frame


@pytest.mark.parametrize(
    ("height", "colorspace", "stays"),
    [
        (720, UNTAGGED, True),
        (718, UNTAGGED, False),
        (718, Colorspace.ITU709, True),
        (720, Colorspace.ITU601, False),
    ],
)
def test_a_film_of_hd_size_that_is_silent_about_its_colours_means_bt709(
    height: int, colorspace: int, stays: bool
) -> None:
    converted = Converter().convert(yuv(height, colorspace), 16, height)
    colors = [int(plane[4, 4]) for plane in view_planes(converted)]
    assert (max(abs(a - b) for a, b in zip(colors, (120, 90, 170), strict=True)) <= 1) is stays


def test_new_frames_are_tagged_as_what_is_drawn_into_them() -> None:
    frame = new_frame(6, 4)
    assert (frame.format.name, frame.width, frame.height) == ("yuv420p", 6, 4)
    assert (frame.colorspace, frame.color_range) == (Colorspace.ITU709, ColorRange.MPEG)
    assert [plane.shape for plane in view_planes(frame)] == [(4, 6), (2, 3), (2, 3)]
    view_planes(frame)[0][3, 5] = 99
    assert view_planes(frame)[0][3, 5] == 99


def signal_of(nits: float) -> float:
    """The PQ signal of so many candelas per square metre (SMPTE ST 2084)."""
    m1, m2, c1, c2, c3 = 0.1593017578125, 78.84375, 0.8359375, 18.8515625, 18.6875
    power = (nits / 10_000) ** m1
    return ((c1 + c2 * power) / (1 + c3 * power)) ** m2


def grey(signal: float, transfer: Transfer) -> float:
    mapped = map_tones(np.full((1, 3), signal), transfer)[0]
    assert np.ptp(mapped) < 0.001, "grey stays grey"
    return float(mapped[0])


def test_dark_tones_keep_their_light_and_the_peak_becomes_white() -> None:
    for nits in (0.5, 5.0, 20.0):
        assert grey(signal_of(nits), "pq") == pytest.approx((nits / WHITE_NITS) ** (1 / 2.4), abs=0.005)
    assert grey(0.0, "pq") == pytest.approx(0, abs=0.01)
    assert grey(signal_of(PEAK_NITS), "pq") == pytest.approx(1, abs=0.002)
    assert grey(1.0, "pq") == pytest.approx(1, abs=0.002)
    assert 0.7 < grey(signal_of(WHITE_NITS), "pq") < 0.95, "white leaves room for what is brighter"


def test_hybrid_log_gamma_is_as_bright_as_its_standard_says() -> None:
    # ITU-R BT.2100: E' of 0.5 is scene light of 1/12; a display of 1000 cd/m2 shows it with a gamma of 1.2.
    nits = 1000 * (1 / 12) ** 1.2
    assert grey(0.5, "hlg") == pytest.approx(grey(signal_of(nits), "pq"), abs=0.005)
    assert grey(1.0, "hlg") == pytest.approx(1, abs=0.002)
    above = 1000 * ((np.exp((0.75 - 0.55991073) / 0.17883277) + 0.28466892) / 12) ** 1.2
    assert grey(0.75, "hlg") == pytest.approx(grey(signal_of(above), "pq"), abs=0.005)


def test_colours_of_bt2020_become_those_of_bt709() -> None:
    dim = signal_of(10)
    # Primaries of BT.709 in BT.2020, by ITU-R BT.2087, table 1.
    red = np.array([0.6274, 0.0691, 0.0164])
    mapped = map_tones(np.array([[signal_of(10 * share) for share in red]]), "pq")[0]
    assert mapped == pytest.approx([(10 / WHITE_NITS) ** (1 / 2.4), 0, 0], abs=0.03)
    wide = map_tones(np.array([[0.0, dim, 0.0]]), "pq")[0]
    assert (wide[0], wide[2]) == (0, 0), "what BT.709 cannot show is cut off at its edge"


@pytest.mark.parametrize("transfer", ["pq", "hlg"])
def test_frames_are_mapped_as_single_colours_are(transfer: Transfer) -> None:
    mapper = ToneMapper(transfer)
    for size in ((8, 6), (4, 4)):  # a film may change its size
        signals = np.random.default_rng(5).random((size[1], size[0], 3))
        frame = av.VideoFrame.from_ndarray((signals * 65535).astype(np.uint16), "rgb48le")
        mapped = mapper.map(frame).to_ndarray() / 65535
        assert np.abs(mapped - map_tones(signals, transfer)).mean() < 0.01


def test_the_curve_of_high_dynamic_range_is_told_by_its_tag() -> None:
    assert [transfer_of(tag) for tag in (16, 18, 1, 2, 0, None)] == ["pq", "hlg", None, None, None, None]


def bars(path: Path, turn: int = 0) -> Path:
    return draw_film(path, seconds=0.4, turn=turn)


def index_of(frame: av.VideoFrame) -> int:
    """Which picture a frame is: its white bar has walked four pixels for each."""
    rgb = frame.to_ndarray(format="rgb24").astype(float).min(2).mean(0)
    return round((float(np.flatnonzero(rgb > 200).mean()) - 1.5) / 4)


def test_a_film_is_read_at_any_rate_and_its_last_picture_stays(tmp_path: Path) -> None:
    reader = FilmReader(bars(tmp_path / "film.mp4"), 0.0)
    times_s = [0, 0.01, 0.0385, 0.0395, 0.04, 0.2, 0.2, 0.36, 9.0]
    assert [index_of(reader.frame_at(at_s)) for at_s in times_s] == [0, 0, 0, 1, 1, 5, 5, 9, 9]


@pytest.mark.parametrize("from_s", [0.04, 0.2, 0.36])
def test_the_times_of_a_film_begin_where_it_is_opened(from_s: float, tmp_path: Path) -> None:
    reader = FilmReader(bars(tmp_path / "film.mp4"), from_s)
    first = round(from_s * 25)
    assert [index_of(reader.frame_at(at / 25)) for at in range(3)] == [min(first + at, 9) for at in range(3)]


@pytest.mark.parametrize("turn", [0, 90, 180, -90])
def test_a_film_is_turned_as_its_tag_says(turn: int, tmp_path: Path) -> None:
    reader = FilmReader(bars(tmp_path / "film.mp4", turn), 0.0)
    frame = reader.frame_at(0.0)
    upright = np.rot90(frame.to_ndarray(format="rgb24"), turn // 90)
    height, width, _ = upright.shape
    assert reader.converter.shape_of(frame) == (width, height)
    shown = reader.converter.to_rgb(frame, width, height)
    assert np.abs(shown.astype(int) - upright).mean() < 6


def test_a_film_with_clear_parts_shows_its_ground_there(tmp_path: Path) -> None:
    path = tmp_path / "clear.webm"
    with av.open(path, "w") as output:
        stream = output.add_stream("libvpx-vp9", rate=25, options={"deadline": "realtime", "cpu-used": "8"})
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuva420p"
        for _ in range(2):
            output.mux(stream.encode(plain(0, 0, 200, 0, (32, 32)).reformat(format="yuva420p")))
        output.mux(stream.encode(None))
    reader = FilmReader(path, 0.0, "white")
    assert middle(reader.converter.to_rgb(reader.frame_at(0.0), 32, 32)) == pytest.approx([255] * 3, abs=4)
    assert is_clear_film(path)
    assert not is_clear_film(bars(tmp_path / "film.mp4"))


def shown_at(animation: Animation, times_s: list[float], colors: list[int]) -> list[int]:
    """Which of the pictures show, told by how light they are."""
    lights = [animation.picture_at(at_s).convert("L").getpixel((8, 8)) for at_s in times_s]
    return [min(range(len(colors)), key=lambda at: abs(colors[at] - float(str(light)))) for light in lights]


@pytest.mark.parametrize("extension", ["gif", "webp", "png"])
def test_an_animation_starts_over_at_its_end(extension: str, tmp_path: Path) -> None:
    path, colors = tmp_path / f"moving.{extension}", [20, 120, 230]
    first, *others = (Image.new("RGB", (16, 16), (color,) * 3) for color in colors)
    first.save(path, save_all=True, append_images=others, duration=[100, 300, 600], loop=0)
    animation = Animation(path)
    times_s = [0.0, 0.0985, 0.0995, 0.1, 0.39, 0.4, 0.99, 1.0, 1.05, 1.1, 7.5]
    assert shown_at(animation, times_s, colors) == [0, 0, 1, 1, 1, 2, 2, 0, 0, 1, 2]
    assert is_animated(path)


def test_a_picture_that_shows_for_no_time_shows_for_a_tenth_of_a_second(tmp_path: Path) -> None:
    path, colors = tmp_path / "quick.gif", [20, 120, 230]
    first, *others = (Image.new("L", (16, 16), color) for color in colors)
    first.save(path, save_all=True, append_images=others, duration=[0, 10, 20], loop=0)
    assert shown_at(Animation(path), [0.05, 0.15, 0.19, 0.205, 0.215, 0.225], colors) == [0, 1, 1, 2, 2, 0]


def test_a_picture_tells_whether_it_moves_and_has_clear_parts(tmp_path: Path) -> None:
    kinds = {"RGB": (False, False), "RGBA": (False, True), "LA": (False, True), "L": (False, False)}
    for mode, told in kinds.items():
        Image.new(mode, (4, 4)).save(tmp_path / f"{mode}.png")
        path = tmp_path / f"{mode}.png"
        assert (is_animated(path), is_clear_picture(path)) == told, mode
    assert is_animated(draw_animation(tmp_path / "two.webp", [100, 100]))


def test_a_picture_is_loaded_in_eight_bits_upright_and_on_its_ground(tmp_path: Path) -> None:
    deep = Image.fromarray(np.array([[0, 255], [256 * 100, 65535]], np.uint16))
    deep.save(tmp_path / "deep.png")
    assert np.asarray(load_picture(tmp_path / "deep.png", "black"))[:, :, 0].tolist() == [[0, 0], [100, 255]]
    clear = Image.new("RGBA", (2, 1), (200, 0, 0, 0))
    clear.putpixel((1, 0), (200, 0, 0, 255))
    clear.save(tmp_path / "clear.png")
    for ground, color in (("black", [0, 0, 0]), ("white", [255, 255, 255])):
        pixels = np.asarray(load_picture(tmp_path / "clear.png", ground))[0].tolist()
        assert pixels == [color, [200, 0, 0]]


@pytest.mark.parametrize("extension", ["png", "jpg", "webp"])
def test_a_photo_has_the_size_that_it_is_shown_in_however_the_camera_was_held(
    extension: str, tmp_path: Path
) -> None:
    sizes: list[tuple[int, int]] = []
    for orientation in range(1, 9):  # of Exif: from the fifth on it lies on its side
        photo = Image.new("RGB", (4, 2))
        exif = photo.getexif()
        exif[0x0112] = orientation
        path = tmp_path / f"photo.{extension}"
        photo.save(path, exif=exif)
        info = read_info(path)
        assert (info.width, info.height) == load_picture(path, "black").size
        sizes.append(load_picture(path, "black").size)
    assert sizes == [(4, 2)] * 4 + [(2, 4)] * 4


def test_a_profile_of_colours_is_followed_and_a_broken_one_loses_no_picture(tmp_path: Path) -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The primaries of the profile in each other's places: what it calls red is blue.
    red, blue = swapped.index(b"rXYZ"), swapped.index(b"bXYZ")
    content = bytearray(swapped)
    content[red + 4 : red + 12], content[blue + 4 : blue + 12] = (
        content[blue + 4 : blue + 12],
        content[red + 4 : red + 12],
    )
    for profile, color in ((bytes(content), [0, 0, 255]), (b"no profile", [255, 0, 0]), (None, [255, 0, 0])):
        for mode in ("RGB", "RGBA"):
            path = tmp_path / "profiled.png"
            Image.new(mode, (4, 4), "red").save(path, icc_profile=profile)
            assert middle(np.asarray(load_picture(path, "black"))) == pytest.approx(color, abs=3)
