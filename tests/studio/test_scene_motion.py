import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import Enlarger
from nemo_studio.frames.picture import open_picture
from nemo_studio.scenes import SCENES
from samples import sampled

pytestmark = pytest.mark.slow

SIZE = (96, 54)
FLASHING = {"fireworks"}


def _watch(name: str, times_s: NDArray[np.float64], size: tuple[int, int] = SIZE) -> NDArray[np.float32]:
    """Brightness at each time, (times, rows, columns)."""
    source = SCENES[name].open(RenderContext(*size, 1, 60.0))
    return np.stack([open_picture(source.frame_at(float(at_s))).y.astype(np.float32) for at_s in times_s])


@pytest.mark.parametrize("name", sampled(SCENES, 4))
def test_no_earlier_frame_comes_back_within_a_minute(name: str) -> None:
    frames = _watch(name, np.arange(0, 60, 1.25))

    flat = frames.reshape(len(frames), -1)
    nearest = [np.abs(flat[:index] - flat[index]).mean(1).min() for index in range(1, len(flat))]
    assert min(nearest) > 0.2


@pytest.mark.parametrize("name", sampled((name for name in SCENES if name not in FLASHING), 4))
def test_brightness_does_not_flicker(name: str) -> None:
    means = _watch(name, np.arange(60, 90) / 30, (320, 180)).mean((1, 2))

    assert np.abs(np.diff(means)).max() < 0.6


def test_a_slow_gradient_is_dithered_instead_of_banded() -> None:
    slope = np.linspace(0.400, 0.412, 128, dtype=np.float32)
    rgb = np.repeat(np.repeat(slope[:, None, None], 160, 1), 3, 2)

    y = open_picture(Enlarger(640, 512).enlarge(rgb)).y

    mixed = np.mean([len(np.unique(row)) > 1 for row in y])
    assert len(np.unique(y)) <= 6
    assert mixed > 0.5


@pytest.mark.parametrize("name", sampled(SCENES, 4))
def test_two_seeds_give_visibly_different_pictures(name: str) -> None:
    one, other = (
        open_picture(SCENES[name].open(RenderContext(*SIZE, seed)).frame_at(2.0)).y.astype(int)
        for seed in (1, 2)
    )

    assert np.abs(one - other).mean() > 2.5
