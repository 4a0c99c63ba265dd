"""Files as cameras and programs make them, painted as clips: their pixels and levels are measured."""

# PyAV leaves the type of its packets and options open.
# pyright: reportUnknownMemberType=false

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image, ImageCms

from media.recorded_media import draw
from nemo_studio.frames.context import RenderContext
from nemo_studio.render.composition import Clip, Composition, PictureInPicture
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.footage import is_still, open_footage
from nemo_video.errors import VideoError
from nemo_video.media import frames_at
from nemo_video.media.tonemapping import map_tones
from studio.test_downmix import record

pytestmark = pytest.mark.slow

RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 60), (40, 60, 200), (235, 235, 235)
QUARTERS = (RED, GREEN, BLUE, WHITE)
"""Colours of a picture's quarters: left and right above, left and right below."""

CONTEXT = RenderContext(160, 120, duration_s=2.0, parameters={"camera": "still"})


def quarters(width: int, height: int, alpha: int | None = None) -> NDArray[np.uint8]:
    colors = [(*color, alpha) if alpha is not None else color for color in QUARTERS]
    rows, columns = (np.arange(height) * 2 // height)[:, None], (np.arange(width) * 2 // width)[None]
    return np.array(colors, np.uint8)[rows * 2 + columns]


def film(
    path: Path,
    pictures: list[NDArray[Any]],
    *,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    times_ms: list[int] | None = None,
    turn: int = 0,
    tags: dict[str, int] | None = None,
    source: str = "rgb24",
    options: dict[str, str] | None = None,
    start_ms: int = 0,
) -> Path:
    """Write pictures, 100 ms each unless their times are told."""
    with av.open(path, "w") as output:
        stream = output.add_stream(codec, rate=1000 if times_ms else 10, options=options or {})
        assert isinstance(stream, VideoStream)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = pixel_format
        stream.time_base = stream.codec_context.time_base = Fraction(1, 1000)
        if turn:
            stream.set_display_rotation(turn)
        for name, value in (tags or {"colorspace": 6, "color_range": 1}).items():
            setattr(stream.codec_context, name, value)
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, source)
            if source == "rgb24":
                frame = frame.reformat(format=pixel_format, dst_colorspace=5, dst_color_range=1)
            frame.pts = start_ms + (times_ms[index] if times_ms else index * 100)
            frame.time_base = Fraction(1, 1000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def look(path: Path, at_s: float = 0.0, context: RenderContext = CONTEXT) -> NDArray[Any]:
    """The picture that the clip shows, as RGB."""
    return open_footage(str(path), context, 0.0).frame_at(at_s).to_ndarray(format="rgb24").astype(int)


def corners(picture: NDArray[Any]) -> list[list[int]]:
    """The colours in the middles of the quarters."""
    height, width = picture.shape[:2]
    return [
        picture[y - 3 : y + 3, x - 3 : x + 3].mean((0, 1)).round().astype(int).tolist()
        for y in (height // 4, height * 3 // 4)
        for x in (width // 4, width * 3 // 4)
    ]


def is_near(colors: list[list[int]], expected: tuple[tuple[int, ...], ...], tolerance: int = 9) -> bool:
    return bool(np.abs(np.array(colors) - np.array(expected)).max() <= tolerance)


NO_B_FRAMES = {"x265-params": "bframes=0:log-level=none"}
DRAWN: dict[str, Callable[[Path], Path]] = {
    "film.mp4": lambda path: film(path, [quarters(160, 120)] * 3),
    "film.mov": lambda path: film(path, [quarters(160, 120)] * 3),
    "film.mkv": lambda path: film(path, [quarters(160, 120)] * 3),
    "film.webm": lambda path: film(path, [quarters(160, 120)] * 3, codec="libvpx-vp9"),
    "film.avi": lambda path: film(path, [quarters(160, 120)] * 3, codec="mpeg4"),
    "odd.mp4": lambda path: film(path, [quarters(161, 121)] * 3, pixel_format="yuv444p"),
    "hevc.mp4": lambda path: film(path, [quarters(160, 120)] * 3, codec="libx265", options=NO_B_FRAMES),
    "ten_bits.mp4": lambda path: film(path, [quarters(160, 120)] * 3, pixel_format="yuv420p10le"),
    "still.jpg": lambda path: save(path),
    "still.png": lambda path: save(path),
    "still.webp": lambda path: save(path),
    "still.gif": lambda path: save(path),
}


def save(path: Path, size: tuple[int, int] = (160, 120)) -> Path:
    Image.fromarray(quarters(*size)).save(path, quality=95)
    return path


@pytest.mark.parametrize("name", DRAWN)
def test_every_kind_of_file_shows_its_colours_in_their_places(name: str, tmp_path: Path) -> None:
    assert is_near(corners(look(DRAWN[name](tmp_path / name))), QUARTERS)


@pytest.mark.parametrize(
    ("turn", "expected"),
    [
        (90, (GREEN, WHITE, RED, BLUE)),
        (180, (WHITE, BLUE, GREEN, RED)),
        (270, (BLUE, RED, WHITE, GREEN)),
    ],
)
def test_a_film_made_with_a_turned_phone_is_shown_upright(
    turn: int, expected: tuple[tuple[int, ...], ...], tmp_path: Path
) -> None:
    path = film(tmp_path / "phone.mp4", [quarters(160, 120)] * 3, turn=turn)

    shape = RenderContext(160, 120) if turn == 180 else RenderContext(120, 160)

    assert is_near(corners(look(path, context=shape)), expected)


def test_a_photo_made_with_a_turned_phone_is_shown_upright(tmp_path: Path) -> None:
    image = Image.fromarray(quarters(160, 120))
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "phone.jpg", exif=exif, quality=95)

    picture = look(tmp_path / "phone.jpg", context=RenderContext(120, 160, parameters={"camera": "still"}))

    assert is_near(corners(picture), (BLUE, RED, WHITE, GREEN))


def test_a_variable_frame_rate_keeps_its_times(tmp_path: Path) -> None:
    colors = [np.full((120, 160, 3), color, np.uint8) for color in (RED, GREEN, BLUE)]
    path = film(tmp_path / "uneven.mp4", colors, times_ms=[0, 50, 900])

    source = open_footage(str(path), CONTEXT, 0.0)
    shown = [source.frame_at(at_s).to_ndarray(format="rgb24")[60, 80] for at_s in (0.02, 0.06, 0.88, 0.91, 5)]

    assert is_near([color.tolist() for color in shown], (RED, GREEN, GREEN, BLUE, BLUE))


def test_times_count_from_the_start_of_a_file_whose_clock_began_earlier(tmp_path: Path) -> None:
    colors = [np.full((120, 160, 3), color, np.uint8) for color in (RED, GREEN, BLUE)]
    path = film(tmp_path / "late.mkv", colors, start_ms=60_000)

    assert is_near(corners(look(path, 0.15)), (GREEN,) * 4)


def test_pictures_that_begin_a_part_of_a_frame_after_their_sound_show_in_their_own_frames(
    tmp_path: Path,
) -> None:
    """As browsers record: 7 ms of Opus lie before the first picture."""
    steps = "nullsrc=s=160x120:r=30:d=0.2,geq=lum='50+25*N':cb=128:cr=128"
    inputs = ("-f", "lavfi", "-i", steps, "-f", "lavfi", "-i", "sine=d=0.2")
    path = draw(tmp_path / "recorded.webm", *inputs, "-c:v", "libvpx", "-c:a", "libopus")

    source = open_footage(str(path), CONTEXT, 0.0)
    shown = [source.frame_at(index / 30).to_ndarray()[60, 80] for index in range(6)]
    exact = [frame.at_s for frame in frames_at(path, [0.0, 1 / 30, 5 / 30])]

    assert shown == pytest.approx([50 + 25 * index for index in range(6)], abs=4)
    assert exact == pytest.approx([0.0, 1 / 30, 5 / 30], abs=0.001)


@pytest.mark.parametrize(("transfer", "name"), [(16, "pq"), (18, "hlg")])
def test_high_dynamic_range_is_brought_down_to_the_screen(transfer: int, name: Any, tmp_path: Path) -> None:
    signal = np.repeat(np.repeat(np.array([[0.1, 0.3], [0.58, 0.9]]), 60, 0), 80, 1)
    luma = np.round(64 + 876 * signal).astype(np.uint16)
    planes = np.concatenate([luma.ravel(), np.full(2 * 80 * 60, 512, np.uint16)]).reshape(180, 160)
    path = film(
        tmp_path / "hdr.mp4",
        [planes] * 2,
        codec="libx265",
        pixel_format="yuv420p10le",
        source="yuv420p10le",
        options={"x265-params": "qp=4:bframes=0:log-level=none"},
        tags={"color_trc": transfer, "color_primaries": 9, "colorspace": 9, "color_range": 1},
    )
    expected = map_tones(np.repeat(np.array([[0.1, 0.3, 0.58, 0.9]]).T, 3, 1), name) * 255

    assert is_near(corners(look(path)), tuple(tuple(color) for color in expected.tolist()), tolerance=4)


def test_tones_rise_from_black_to_white_and_leave_no_colour_outside() -> None:
    grey = map_tones(np.repeat(np.linspace(0, 1, 200)[:, None], 3, 1), "pq")
    saturated = map_tones(np.array([[0.7, 0.1, 0.1], [0.0, 0.9, 0.0]]), "hlg")

    assert (np.diff(grey[:, 0]) >= 0).all()
    assert grey[0].tolist() == [0, 0, 0]
    assert grey[-1].min() > 0.99
    assert np.ptp(grey, axis=1).max() < 0.01
    assert saturated.min() >= 0
    assert saturated.max() <= 1


HALF = tuple(tuple(round(value / 2) for value in color) for color in QUARTERS)


def clear_film(path: Path, codec: str, pixel_format: str) -> Path:
    pictures = [quarters(160, 120, alpha=128)] * 3
    with av.open(path, "w") as output:
        options = {"auto-alt-ref": "0"} if codec == "libvpx" else {}
        stream = output.add_stream(codec, rate=10, options=options)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 160, 120, pixel_format
        for index, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, "rgba").reformat(format=pixel_format)
            frame.pts, frame.time_base = index, Fraction(1, 10)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def clear_picture(path: Path) -> Path:
    Image.fromarray(quarters(160, 120, alpha=128)).save(path, lossless=True)
    return path


CLEAR: dict[str, Callable[[Path], Path]] = {
    "clear.png": clear_picture,
    "clear.webp": clear_picture,
    "vp9.webm": lambda path: clear_film(path, "libvpx-vp9", "yuva420p"),
    "vp8.webm": lambda path: clear_film(path, "libvpx", "yuva420p"),
    "animation.mov": lambda path: clear_film(path, "qtrle", "argb"),
}


@pytest.mark.parametrize("name", CLEAR)
def test_what_is_half_transparent_is_half_as_bright_on_black(name: str, tmp_path: Path) -> None:
    assert is_near(corners(look(CLEAR[name](tmp_path / name))), HALF, tolerance=12)


@pytest.mark.parametrize("name", CLEAR)
def test_the_clip_below_shows_through_what_is_clear_in_a_picture_in_picture(
    name: str, tmp_path: Path
) -> None:
    Image.new("RGB", (320, 240), (200, 200, 200)).save(tmp_path / "below.png")
    below = Clip(0, 200, "", source=str(tmp_path / "below.png"))
    clear = CLEAR[name](tmp_path / name)
    inset = Clip(
        0,
        200,
        "",
        source=str(clear),
        picture_in_picture=PictureInPicture("center", 0.5),
        parameters={"camera": "still"},
    )
    picture = (
        Compositor(Composition(320, 240, 10, 200, (below, inset), (), ()))
        .frame_at(0)
        .to_ndarray(format="rgb24")
    )

    through = tuple(tuple(round((value + 200) / 2) for value in color) for color in QUARTERS)
    assert is_near(corners(picture[60:180, 80:240].astype(int)), through, tolerance=12)
    assert is_near([picture[20, 20].tolist()], ((200, 200, 200),))


@pytest.mark.parametrize("name", ["moving.gif", "moving.webp", "moving.png"])
def test_an_animated_picture_moves_and_starts_over(name: str, tmp_path: Path) -> None:
    first, *others = (Image.new("RGB", (160, 120), color) for color in (RED, GREEN, BLUE))
    first.save(tmp_path / name, save_all=True, append_images=others, duration=[100, 300, 600], loop=0)

    source = open_footage(str(tmp_path / name), CONTEXT, 0.0)
    shown = [source.frame_at(at_s).to_ndarray(format="rgb24")[60, 80] for at_s in (0.05, 0.2, 0.5, 1.05)]

    assert not is_still(str(tmp_path / name))
    assert is_near([color.tolist() for color in shown], (RED, GREEN, BLUE, RED))


def test_the_clear_parts_of_a_gif_are_black(tmp_path: Path) -> None:
    frames = [Image.new("RGBA", (160, 120), (*RED, 255)) for _ in range(2)]
    for index, frame in enumerate(frames):
        frame.paste((0, 0, 0, 0), (0, 0, 80, 60 + 60 * index))
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=200, disposal=2)

    assert is_near(corners(look(tmp_path / "a.gif", 0.1)), ((0, 0, 0), RED, RED, RED))
    assert is_near(corners(look(tmp_path / "a.gif", 0.3)), ((0, 0, 0), RED, (0, 0, 0), RED))


def test_sixteen_bits_of_grey_are_not_all_white(tmp_path: Path) -> None:
    Image.fromarray(np.full((120, 160), 100 * 257, np.uint16)).save(tmp_path / "deep.png")

    assert is_near(corners(look(tmp_path / "deep.png")), ((100, 100, 100),) * 4)


def test_a_photo_in_another_colour_space_is_brought_to_the_screens(tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()  # pyright: ignore[reportUnknownArgumentType] - Pillow's stub leaves it open
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    Image.fromarray(quarters(160, 120)).save(tmp_path / "odd.png", icc_profile=swapped)
    Image.fromarray(quarters(160, 120)).save(tmp_path / "broken.png", icc_profile=b"no profile")

    assert is_near(corners(look(tmp_path / "odd.png")), tuple((g, r, b) for r, g, b in QUARTERS))
    assert is_near(corners(look(tmp_path / "broken.png")), QUARTERS)


@pytest.mark.parametrize("size", [(2, 16_000), (16_000, 2)])
def test_a_strip_of_a_few_pixels_fills_its_ground_without_being_drawn_whole(
    size: tuple[int, int], tmp_path: Path
) -> None:
    Image.new("RGB", size, "red").save(tmp_path / "strip.png")
    picture = look(tmp_path / "strip.png")
    assert picture[..., 0].min() > 2 * picture[..., 1:].max()


BROKEN: dict[str, Callable[[Path], object]] = {
    "empty.mp4": lambda path: path.write_bytes(b""),
    "words.png": lambda path: path.write_text("not a picture " * 100),
    "head.jpg": lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + bytes(200)),
    "half.mp4": lambda path: path.write_bytes(film(path, [quarters(160, 120)] * 9).read_bytes()[:900]),
    "half.png": lambda path: path.write_bytes(save(path, (900, 900)).read_bytes()[:300]),
    "playlist.mp4": lambda path: path.write_text("#EXTM3U\n#EXTINF:9,\n/etc/passwd\n"),
    "drawing.png": lambda path: path.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "script.jpg": lambda path: path.write_text("%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    "bomb.png": lambda path: Image.new("1", (20_000, 20_000)).save(path),
    "sound.mp4": lambda path: record(path.with_suffix(".mkv"), "mono", {}).rename(path),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_shows_nothing_is_refused_by_its_name(name: str, tmp_path: Path) -> None:
    BROKEN[name](tmp_path / name)

    with pytest.raises(VideoError, match=name):
        look(tmp_path / name)


def test_a_film_with_damage_in_its_midst_goes_on_behind_it(tmp_path: Path) -> None:
    path = film(
        tmp_path / "hurt.mkv",
        [np.full((120, 160, 3), color, np.uint8) for color in (RED, GREEN, BLUE)],
        codec="mjpeg",
        pixel_format="yuvj420p",
    )
    content = bytearray(path.read_bytes())
    second = content.index(b"\xff\xd8\xff", content.index(b"\xff\xd8\xff") + 1)
    content[second : second + 40] = bytes(40)
    path.write_bytes(content)

    assert is_near(corners(look(path, 0.05)), (RED,) * 4, tolerance=12)
    assert is_near(corners(look(path, 0.25)), (BLUE,) * 4, tolerance=12)
