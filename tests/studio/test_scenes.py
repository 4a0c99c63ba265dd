from collections.abc import Mapping

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_studio.frames.colors import convert_to_yuv, parse_color
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.layers import bake_layer, lay
from nemo_studio.frames.picture import blank_frame, open_picture
from nemo_studio.scenes import SCENES
from nemo_studio.scenes.noise import make_tile, sample, sample_grid
from nemo_studio.sound import AMBIENCES
from samples import sampled

pytestmark = pytest.mark.slow

LANDSCAPE = (256, 144)
SHAPES = {"9:16": (144, 256), "1:1": (144, 144), "4:5": (144, 180), "21:9": (336, 144)}


def _paint(name: str, at_s: float, *, size: tuple[int, int] = LANDSCAPE, seed: int = 1) -> av.VideoFrame:
    return SCENES[name].open(RenderContext(*size, seed)).frame_at(at_s)


def _brightness(frame: av.VideoFrame) -> NDArray[np.uint8]:
    return open_picture(frame).y


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_neither_dark_nor_burnt_nor_flat(name: str) -> None:
    y = _brightness(_paint(name, 1.5))

    assert 22 < y.mean() < 215
    assert y.std() > 8
    assert np.mean(y >= 234) < 0.1


@pytest.mark.parametrize("name", sampled(SCENES, 3))
def test_a_scene_moves_from_frame_to_frame_and_is_another_after_a_minute(name: str) -> None:
    source = SCENES[name].open(RenderContext(*LANDSCAPE, 1))
    first, second, later = (source.frame_at(at_s).to_ndarray().astype(int) for at_s in (2.0, 2.2, 62.0))

    assert 0 < np.abs(second - first).mean() < 20
    assert np.abs(later - first).mean() > 0.3


@pytest.mark.parametrize("name", sampled(SCENES, 3))
def test_the_same_seed_draws_the_same_picture_and_another_seed_another(name: str) -> None:
    drawn, again, other = (_paint(name, 1.0, seed=seed).to_ndarray() for seed in (5, 5, 6))

    assert np.array_equal(drawn, again)
    assert not np.array_equal(drawn, other)


def _small(name: str, size: tuple[int, int], seed: int) -> NDArray[np.int64]:
    frame = _paint(name, 1.0, size=size, seed=seed)
    return np.asarray(frame.reformat(64, 36, "gray", interpolation="AREA").to_ndarray(), np.int64)


@pytest.mark.parametrize("name", sampled(SCENES, 3))
def test_a_small_picture_shows_the_same_as_a_large_one_of_the_seed(name: str) -> None:
    """A preview is drawn small, a film large; neither its even sides nor its pixels may change the land."""
    small, large = (_small(name, size, 5) for size in ((426, 240), (854, 480)))
    other = _small(name, (426, 240), 6)

    assert np.abs(small - large).mean() < 0.4 * np.abs(small - other).mean()


@pytest.mark.parametrize(
    ("name", "shape"),
    sampled([(name, shape) for name in SCENES for shape in SHAPES], 5),
)
def test_a_scene_fills_every_shape(name: str, shape: str) -> None:
    size = SHAPES[shape]

    frame = _paint(name, 0.5, size=size)

    y = _brightness(frame)
    assert (frame.width, frame.height, frame.format.name) == (*size, "yuv420p")
    edges = (y[:4], y[-4:], y[:, :4], y[:, -4:])
    assert all(edge.mean() > 17 for edge in edges)


def test_every_scene_has_titles_and_an_ambience_that_exists() -> None:
    for name, scene in SCENES.items():
        assert scene.name == name
        assert scene.title_en
        assert scene.title_zh
        assert scene.ambience is None or scene.ambience in AMBIENCES


def test_the_sunset_has_its_sun_above_the_horizon_and_its_path_of_light_below() -> None:
    y = _brightness(_paint("sunset", 3.0)).astype(int)
    sky, sea = y[:78], y[84:105]

    sun_column = int(sky.max(0).argmax())

    assert sky.max() > 220
    around = sea[:, max(sun_column - 6, 0) : sun_column + 6]
    assert around.mean() > sea.mean() + 15
    assert sky[-8:].mean() > sky[:8].mean() + 40


def test_noise_tiles_have_no_seam() -> None:
    tile = make_tile(64, 3)
    last, wrapped = (sample(tile, np.full((1, 64), column), np.arange(64.0)[None]) for column in (0.0, 64.0))

    inner = np.abs(np.diff(tile, axis=1)).mean()
    seam = np.abs(tile[:, 0] - tile[:, -1]).mean()

    assert np.array_equal(last, wrapped)
    assert seam < 2 * inner


def test_a_grid_is_read_from_a_tile_as_each_of_its_places_is() -> None:
    tile = make_tile(64, 3)
    columns, rows = np.linspace(-90, 150, 301, dtype=np.float32), np.linspace(-40, 99, 170, dtype=np.float32)
    across, down = np.meshgrid(columns, rows)

    each = sample(tile, across, down)

    np.testing.assert_allclose(sample_grid(tile, columns, rows), each, atol=1e-5)
    np.testing.assert_array_equal(sample(tile, columns[None], rows[:, None]), each)


def test_white_and_black_become_the_limits_of_bt709() -> None:
    yuv = convert_to_yuv(np.array([[1, 1, 1], [0, 0, 0], [1, 0, 0]], np.float32))

    assert np.round(yuv).tolist() == [[235, 128, 128], [16, 128, 128], [63, 102, 240]]


def test_a_layer_that_reaches_outside_is_cut_off_and_opacity_weakens_it() -> None:
    frame = blank_frame(64, 64)
    layer = bake_layer(np.ones((32, 32, 3), np.float32), np.ones((32, 32), np.float32))

    lay(open_picture(frame), layer, -16, 48)
    lay(open_picture(frame), layer, 40, 0, opacity=0.5)

    y = _brightness(frame)
    assert y[50, 10] >= 234
    assert y[50, 20] == 16
    assert 120 < y[10, 50] < 130


COLORS: Mapping[str, tuple[int, int, int]] = {
    "#FF8000": (255, 128, 0),
    "0f0": (0, 255, 0),
    "a colour": (255, 255, 255),
}


@pytest.mark.parametrize("color", COLORS)
def test_colours_are_read_and_unknown_ones_are_white(color: str) -> None:
    assert parse_color(color) == COLORS[color]


def test_the_sunset_comes_slowly_closer_unless_it_is_told_to_stand_still() -> None:
    def first_and_last(camera: str) -> list[bytes]:
        context = RenderContext(320, 180, 1, 4.0, {"camera": camera} if camera else {})
        source = SCENES["sunset"].open(context)
        return [open_picture(source.frame_at(at_s)).y[100].tobytes() for at_s in (0.0, 3.9)]

    horizon = [
        np.frombuffer(row, np.uint8).astype(int) for row in (*first_and_last(""), *first_and_last("still"))
    ]
    moved, stood = (np.abs(horizon[i] - horizon[i + 1]).mean() for i in (0, 2))
    assert moved > stood


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_the_sun_is_clear_of_a_title_in_the_middle(seed: int) -> None:
    source = SCENES["sunset"].open(RenderContext(640, 360, seed, 4.0, {"camera": "still"}))
    sky = open_picture(source.frame_at(0.0)).y[:196]
    brightest = int(np.argmax(sky.astype(int).max(0) + sky.astype(int).mean(0) / 300))

    assert abs(brightest / 640 - 0.5) > 0.15


@pytest.mark.parametrize("size", [(256, 144), (144, 256), (144, 144)])
def test_the_planet_is_clear_of_a_title_in_the_middle(size: tuple[int, int]) -> None:
    y = _brightness(_paint("space", 1.0, size=size))
    row, half = size[1] // 2, round(min(size) * 0.055)
    middle = y[row - half : row + half]

    assert np.percentile(middle, 95) < 110
    assert y.max() > 190


@pytest.mark.parametrize("size", [(800, 450), (450, 90), (66, 450)])
def test_space_fills_sizes_that_its_samples_do_not_divide(size: tuple[int, int]) -> None:
    frame = _paint("space", 1.0, size=size)

    assert (frame.width, frame.height) == size


def test_snow_by_day_falls_from_a_grey_sky_without_a_sun() -> None:
    day = {"time_of_day": "day"}
    picture = open_picture(SCENES["snow"].open(RenderContext(*LANDSCAPE, 1, 10.0, day)).frame_at(1.0))
    sky = picture.y[:60].astype(int)

    assert np.abs(picture.u[:30].astype(int) - 128).max() < 12
    assert 150 < np.median(sky) < 215
    assert sky[:, 130:220].mean() == pytest.approx(sky[:, :90].mean(), abs=8)
