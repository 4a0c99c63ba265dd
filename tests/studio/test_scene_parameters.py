from collections.abc import Mapping
from itertools import combinations

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import blank_frame, open_picture
from nemo_studio.scenes import SCENES, supported_parameters
from nemo_studio.scenes.camera import MOVES, Camera
from nemo_studio.scenes.parameters import CAMERAS, MOODS, VOCABULARY
from nemo_studio.scenes.weather import Lightning
from samples import sampled

pytestmark = pytest.mark.slow

SIZE = (256, 144)


def _paint(
    name: str, at_s: float = 2.0, parameters: Mapping[str, str | float] | None = None
) -> NDArray[np.int64]:
    source = SCENES[name].open(RenderContext(*SIZE, 1, 10.0, parameters or {}))
    return source.frame_at(at_s).to_ndarray().astype(int)


def _difference(one: NDArray[np.int64], other: NDArray[np.int64]) -> float:
    return float(np.abs(one - other).mean())


FOLLOWED = [
    (name, wish)
    for name, scene in SCENES.items()
    for wish in VOCABULARY
    if any(own == wish for own, _ in scene.own_parameters)
]


@pytest.mark.parametrize(("name", "wish"), sampled(FOLLOWED, 4))
def test_every_word_for_a_wish_that_a_scene_follows_gives_another_picture(name: str, wish: str) -> None:
    words = [word for word in VOCABULARY[wish] if (wish, word) in SCENES[name].own_parameters]

    drawn = [_paint(name, 2.0, {wish: word}) for word in words]

    assert all(supported_parameters(name, {wish: word}) == {wish: word} for word in words)
    assert len(words) > 1
    for one, other in combinations(drawn, 2):
        assert _difference(one, other) > 0.5


@pytest.mark.parametrize("move", [camera for camera in CAMERAS if camera != "still"])
def test_a_camera_move_fills_the_picture_from_its_first_frame_to_its_last(move: str) -> None:
    for at_s in (0.0, 5.0, 10.0, 12.0):
        y = _paint("meadow", at_s, {"camera": move})[: SIZE[1]]
        for edge, beside in ((y[0], y[1]), (y[-1], y[-2]), (y[:, 0], y[:, 1]), (y[:, -1], y[:, -2])):
            assert np.abs(edge - beside).mean() < 20
            assert edge.mean() > 30


@pytest.mark.parametrize("mood", MOODS)
def test_a_mood_changes_any_scene(mood: str) -> None:
    assert _difference(_paint("forest", 2.0, {"mood": mood}), _paint("forest")) > 0.8


class _Slope:
    """A picture that grows brighter from left to right, so that its brightness tells where one looks."""

    def __init__(self, context: RenderContext) -> None:
        self._context = context

    def frame_at(self, at_s: float) -> av.VideoFrame:
        del at_s
        frame = blank_frame(self._context.width, self._context.height)
        open_picture(frame).y[:] = np.linspace(20, 220, self._context.width).astype(np.uint8)
        return frame


def test_a_pan_moves_by_fractions_of_a_pixel_and_never_back() -> None:
    camera = Camera(RenderContext(640, 36, duration_s=12.0), "pan_right", _Slope)

    means = np.array([open_picture(camera.frame_at(frame / 30)).y.mean() for frame in range(150, 210)])

    steps = np.diff(means)
    assert np.all(steps > 0)
    assert steps.max() < 2.5 * steps.mean()


def test_a_zoom_ends_closer_than_it_began_and_its_opposite_runs_backwards() -> None:
    closer, farther = (
        Camera(RenderContext(64, 36, duration_s=4.0), move, _Slope) for move in ("zoom_in", "zoom_out")
    )

    assert closer.window_at(0.0) == farther.window_at(4.0)
    assert closer.window_at(4.0).size == (0.8, 0.8)
    assert set(MOVES) == {*CAMERAS, "drift"} - {"still"}


def test_parameters_that_are_unknown_or_not_for_this_scene_are_left_out() -> None:
    parameters = {
        "weather": "Storm",
        "season": "autumn",
        "camera": "orbit",
        "mood": "calm",
        "palette": "dusk",
    }

    assert supported_parameters("space", parameters) == {"mood": "calm"}
    assert supported_parameters("no such scene", {"camera": "zoom_in"}) == {"camera": "zoom_in"}
    assert np.array_equal(_paint("space", 2.0, {"weather": "storm", "season": 3.0}), _paint("space"))


def test_lightning_is_short_and_comes_again() -> None:
    lightning = Lightning(RenderContext(*SIZE, seed=4))

    flashes = np.array([lightning.flash_at(frame / 30) for frame in range(1800)])

    lit = flashes > 0.1
    assert 0.02 < lit.mean() < 0.25
    assert np.count_nonzero(np.diff(lit.astype(int)) == 1) > 10
