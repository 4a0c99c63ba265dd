"""What a camera's window shows, drawn at once, is held against the whole picture scaled by Pillow."""

from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.cropping import BorderedPlane
from nemo_studio.frames.picture import Bytes, Floats, open_picture
from nemo_studio.frames.resampling import Axis, draw_scaled
from nemo_studio.frames.window import STILL_BORDER, WHOLE, Still, Window, view_frame
from nemo_studio.scenes.ocean import Swell
from nemo_studio.scenes.sunset import Sunset
from nemo_studio.scenes.water import MirrorSize, Sea

_BICUBIC = Image.Resampling.BICUBIC
WINDOWS = {
    "whole": WHOLE,
    "closer": Window(0.5, 0.5, (0.937, 0.937)),
    "aside": Window(0.413, 0.5, (0.82, 1)),
    "up": Window(0.5, 0.4183, (1, 0.8333)),
    "the sky alone": Window(0.31, 0.25, (0.5, 0.5)),
    "the sea alone": Window(0.6, 0.79, (0.4, 0.4)),
}


def psnr(one: Bytes, other: Bytes) -> float:
    error = np.mean((one.astype(np.float32) - other) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def waves(rows: int, columns: int) -> Floats:
    down, across = np.mgrid[:rows, :columns].astype(np.float32)
    return 128 + 60 * np.sin(down / 3.1) + 60 * np.cos(across / 4.3 + down / 9)


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_a_field_is_scaled_through_a_window_as_pillow_scales_it(window: Window) -> None:
    field, target = waves(90, 160), np.empty((135, 251), np.uint8)
    (left, top), (wide, high) = (window.left, window.top), window.size

    down = Axis(top * 90, (top + high) * 90, 135)
    draw_scaled(target, field, down, Axis(left * 160, (left + wide) * 160, 251))

    box = left * 160, top * 90, (left + wide) * 160, (top + high) * 90
    scaled = np.asarray(Image.fromarray(field.astype(np.uint8)).resize((251, 135), _BICUBIC, box))
    assert psnr(target[4:-4, 4:-4], scaled[4:-4, 4:-4]) > 45


@pytest.mark.parametrize("max_error", [0.0, 1.0], ids=["exactly", "by crops"])
@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
def test_a_plane_is_scaled_through_a_window_as_pillow_scales_it(window: Window, max_error: float) -> None:
    plane = BorderedPlane((450, 640))
    plane.inside[:] = waves(*plane.inside.shape)
    plane.extend()
    (left, top), (wide, high) = (window.left, window.top), window.size

    down, across = Axis(top * 450, (top + high) * 450, 448), Axis(left * 640, (left + wide) * 640, 1904)
    shown = plane.show(down, across, (max_error, max_error))

    box = left * 640, top * 450, (left + wide) * 640, (top + high) * 450
    scaled = np.asarray(Image.fromarray(plane.inside).resize((1904, 448), _BICUBIC, box))
    assert psnr(shown[4:-4, 4:-4], scaled[4:-4, 4:-4]) > (45 if max_error else 50)


def test_water_that_is_hidden_is_left_out_and_the_rest_is_the_same() -> None:
    context, mirror = RenderContext(320, 180, seed=3), MirrorSize(256, 120, 256)
    swells = Swell(9.1, 0.35, 1.6, 0.085, 1.3), Swell(2.3, 0.06, 0.35, 0.080, 2.2)

    def look(rows: int | None) -> tuple[Floats, Floats]:
        parts = [(row.copy(), column.copy()) for _, row, column in sea.look(1.7, rows)]
        return np.concatenate([row for row, _ in parts]), np.concatenate([column for _, column in parts])

    sea = Sea(context, 20, 160, swells, mirror)
    whole, part = look(None), look(50)
    assert len(whole[0]) == 160
    assert 50 <= len(part[0]) < 160
    for one, other in zip(whole, part, strict=True):
        np.testing.assert_array_equal(one[: len(other)], other)


@pytest.mark.parametrize("window", WINDOWS.values(), ids=WINDOWS)
@pytest.mark.parametrize("size", [(320, 180), (180, 320)], ids=["wide", "upright"])
def test_the_sea_through_a_window_is_the_same_part_of_the_whole_sea(
    window: Window, size: tuple[int, int]
) -> None:
    sea = Sunset(RenderContext(*size, seed=3))

    at_once = open_picture(sea.frame_through(1.5, window, *size))

    afterwards = open_picture(view_frame(sea.frame_at(1.5), window, *size))
    for one, other in zip(at_once.planes, afterwards.planes, strict=True):
        assert one.shape == other.shape
        assert psnr(one, other) > 45


@pytest.mark.parametrize("zoom", [1.0, 1.003, 1.07, 1.1337, 1.25])
def test_a_still_under_a_camera_is_what_pillow_makes_of_it(zoom: float) -> None:
    still, border = av.VideoFrame(832, 468, "yuv420p"), STILL_BORDER
    planes = open_picture(still).planes
    for plane in planes:
        plane[:] = waves(*plane.shape) + np.random.default_rng(1).integers(-9, 9, plane.shape)
    window = Window(0.5 + (1 - 1 / zoom) * 0.31, 0.5, (1 / zoom, 1 / zoom))

    seen = open_picture(Still(still, border).look_through(window, 640, 360))

    for whole, part in zip(planes, seen.planes, strict=True):
        rows, columns = whole.shape
        (left, top), (wide, high) = (window.left, window.top), window.size
        box = max(left, 0) * columns, max(top, 0) * rows, (left + wide) * columns, (top + high) * rows
        scaled = np.asarray(Image.fromarray(whole).resize(part.shape[::-1], _BICUBIC, box))
        assert psnr(part[2:-2, 2:-2], scaled[2:-2, 2:-2]) > 45


def test_a_window_that_creeps_moves_the_horizon_by_less_than_a_row() -> None:
    sea = Sunset(RenderContext(320, 180, seed=3))

    rows = [
        open_picture(sea.frame_through(1.0, Window(0.5, 0.5 + step * 0.0008, (0.9, 0.9)), 320, 180)).y
        for step in range(8)
    ]

    steps = [np.abs(after.astype(int) - before).mean() for before, after in pairwise(rows)]
    assert 0 < max(steps) < 4 * min(steps)
