"""What edits look and sound like: pixels and samples of drawn compositions."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nemo_studio.render import Clip, Composition, Sound
from nemo_studio.render.composition import Framing, Grade, Look, PictureInPicture, Transition, TransitionKind
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.soundtrack import Mixer
from nemo_studio.sound import RATE

pytestmark = pytest.mark.slow

WIDTH, HEIGHT, FPS = 160, 90, 10
Gray = NDArray[Any]


def _compose(*clips: Clip, duration_ms: int = 2000) -> Composition:
    return Composition(WIDTH, HEIGHT, FPS, duration_ms, clips, (), ())


def _frames(*clips: Clip, duration_ms: int = 2000) -> list[av.VideoFrame]:
    return list(Compositor(_compose(*clips, duration_ms=duration_ms)).frames())


def _rgb(frame: av.VideoFrame) -> Gray:
    return frame.to_ndarray(format="rgb24").astype(int)


def _gray(frame: av.VideoFrame) -> Gray:
    return frame.to_ndarray(format="gray8").astype(int)


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A picture of four colours: red, green above, blue, white below."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    image.paste("red", (0, 0, 80, 45))
    image.paste("lime", (80, 0, 160, 45))
    image.paste("blue", (0, 45, 80, 90))
    path = tmp_path_factory.mktemp("stills") / "quarters.png"
    image.save(path)
    return str(path)


@pytest.fixture(scope="module")
def brightening(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A video of two seconds that brightens with each of its 60 frames and has a single keyframe."""
    path = tmp_path_factory.mktemp("films") / "brightening.mp4"
    with cast("Any", av.open(str(path), "w")) as container:
        stream = container.add_stream("libx264", rate=30, options={"g": "60", "crf": "4"})
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for level in range(60):
            pixels = np.full((HEIGHT, WIDTH, 3), 40 + 3 * level, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, "rgb24")))
        container.mux(stream.encode(None))
    return str(path)


def _levels(clip: Clip) -> list[float]:
    return [float(_gray(frame).mean()) for frame in _frames(clip)]


def _colors(picture: Gray) -> list[str]:
    """The colours of the four quarters, in reading order."""
    names = {(1, 0, 0): "red", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 1, 1): "white", (0, 0, 0): "black"}
    corners = [picture[y, x] for y in (22, 67) for x in (40, 120)]
    return [names[cast("Any", tuple(int(value > 128) for value in corner))] for corner in corners]


@pytest.mark.parametrize(
    ("framing", "colors"),
    [
        (Framing(), ["red", "green", "blue", "white"]),
        (Framing(is_mirrored=True), ["green", "red", "white", "blue"]),
        (Framing(is_flipped=True), ["blue", "white", "red", "green"]),
        (Framing(quarter_turns=1), ["blue", "red", "white", "green"]),
        (Framing(quarter_turns=2), ["white", "blue", "green", "red"]),
        (Framing(zoom=2, focus=(0, 0)), ["red"] * 4),
        (Framing(zoom=2, focus=(1, 1)), ["white"] * 4),
    ],
)
def test_a_shot_is_turned_mirrored_and_zoomed(quarters: str, framing: Framing, colors: list[str]) -> None:
    clip = Clip(0, 2000, "", source=quarters, parameters={"camera": "still"}, framing=framing)
    assert _colors(_rgb(_frames(clip)[0])) == colors


@pytest.mark.parametrize(("fit", "edge"), [("fill", 255), ("bars", 0), ("blur", 153)])
def test_an_upload_of_another_shape_is_cut_or_shown_whole(fit: Any, edge: int, tmp_path: Path) -> None:
    Image.new("RGB", (90, 160), "white").save(tmp_path / "tall.png")
    clip = Clip(0, 2000, "", source=str(tmp_path / "tall.png"), framing=Framing(fit=fit))
    picture = _rgb(_frames(clip)[0])
    assert picture[45, 80].min() > 240
    assert picture[45, 5] == pytest.approx([edge] * 3, abs=4)


def test_a_camera_that_was_asked_for_moves_over_a_photo_that_is_shown_whole(tmp_path: Path) -> None:
    Image.new("RGB", (90, 160), "white").save(tmp_path / "tall.png")
    clip = Clip(0, 2000, "", source=str(tmp_path / "tall.png"), framing=Framing(fit="bars"))
    resting, moving = _frames(clip), _frames(replace(clip, parameters={"camera": "zoom_in"}))
    shown = (resting[0], resting[-1], moving[0], moving[-1])
    first, later, nearing, near = [int((_gray(frame)[45] > 128).sum()) for frame in shown]
    assert first == later == pytest.approx(nearing, abs=2)
    assert near > 1.2 * first


LOOKS: dict[Look, str] = {
    "warm": "red > blue",
    "cool": "blue > red",
    "black_and_white": "red == blue",
    "vintage": "red > blue",
}


@pytest.mark.parametrize("look", LOOKS)
def test_a_look_changes_the_colours_of_grey_and_red(look: Look, tmp_path: Path) -> None:
    Image.new("RGB", (WIDTH, HEIGHT), "#B06060").save(tmp_path / "rose.png")
    plain, graded = (
        _rgb(_frames(Clip(0, 2000, "", source=str(tmp_path / "rose.png"), grade=Grade(wanted)))[0])[45, 80]
        for wanted in ("none", look)
    )
    warmth = (graded[0] - graded[2]) - (plain[0] - plain[2])
    assert {"warm": warmth > 15, "cool": warmth < -15, "vintage": warmth < 0}.get(look, True)
    if look == "black_and_white":
        assert graded.max() - graded.min() < 4


def test_brightness_contrast_and_saturation_do_what_they_say() -> None:
    def paint(**grade: float) -> Gray:
        return _rgb(_frames(Clip(0, 2000, "sunset", seed=3, grade=Grade("none", **grade)))[0])

    plain = paint()
    assert paint(brightness=0.4).mean() > plain.mean() + 20
    assert paint(brightness=-0.4).mean() < plain.mean() - 20
    assert paint(contrast=0.5).std() > plain.std() * 1.1
    assert np.ptp(paint(saturation=-1), axis=2).max() < 5
    assert np.ptp(paint(saturation=0.6), axis=2).mean() > np.ptp(plain, axis=2).mean() * 1.2


def test_speed_reverse_and_freeze_show_other_moments(brightening: str) -> None:
    forwards = Clip(0, 2000, "", source=brightening)
    plain = _levels(forwards)
    assert plain == sorted(plain)
    assert _levels(replace(forwards, speed=0.5)) == pytest.approx(
        [plain[index // 2] for index in range(20)], abs=8
    )
    assert _levels(replace(forwards, speed=2, duration_ms=1000))[:10] == pytest.approx(plain[::2], abs=3)
    assert _levels(replace(forwards, is_reversed=True)) == pytest.approx([plain[-1], *plain[:0:-1]], abs=8)
    assert _levels(replace(forwards, source_start_ms=1000, speed=0)) == pytest.approx([plain[10]] * 20, abs=2)


def test_a_scene_runs_backwards_to_its_first_picture() -> None:
    clip = Clip(0, 1000, "city", seed=1, source_duration_ms=1000)
    forwards = _frames(clip, duration_ms=1000)
    backwards = _frames(replace(clip, is_reversed=True), duration_ms=1000)
    for index in (1, 5, 9):
        assert np.array_equal(_gray(backwards[index]), _gray(forwards[10 - index]))


def _two_stills(tmp_path: Path, transition: Transition) -> Iterator[Gray]:
    for name, color in (("red", "red"), ("blue", "blue")):
        Image.new("RGB", (WIDTH, HEIGHT), color).save(tmp_path / f"{name}.png")
    first = Clip(0, 1000, "", source=str(tmp_path / "red.png"))
    second = Clip(1000, 1000, "", source=str(tmp_path / "blue.png"), transition=transition)
    return (_rgb(frame) for frame in _frames(first, second))


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        ("crossfade", (127, 0, 127), (127, 0, 127)),
        ("dip_to_black", (0, 0, 0), (0, 0, 0)),
        ("wipe", (0, 0, 255), (255, 0, 0)),
        ("slide", (255, 0, 0), (0, 0, 255)),
    ],
)
def test_half_way_through_a_transition_both_shots_have_their_part(
    kind: TransitionKind, left: tuple[int, ...], right: tuple[int, ...], tmp_path: Path
) -> None:
    pictures = list(_two_stills(tmp_path, Transition(kind, 400)))
    assert pictures[9][45, 40] == pytest.approx([255, 0, 0], abs=4)
    assert pictures[12][45, 40] == pytest.approx(left, abs=6)
    assert pictures[12][45, 120] == pytest.approx(right, abs=6)
    assert pictures[14][45, 40] == pytest.approx([0, 0, 255], abs=4)


def test_a_shot_fades_in_from_black_and_out_again() -> None:
    levels = _levels(Clip(0, 2000, "abstract", fade_in_ms=500, fade_out_ms=500))
    assert levels[0] < 20
    assert levels[10] > 50
    assert levels[19] < levels[10] / 2
    assert levels[:5] == sorted(levels[:5])


def test_a_picture_in_the_picture_lies_in_its_corner(quarters: str) -> None:
    below = Clip(0, 2000, "abstract")
    inset = Clip(0, 2000, "", source=quarters, picture_in_picture=PictureInPicture("top_right", 0.25))
    alone, both = (_rgb(_frames(*clips)[0]) for clips in ((below,), (below, inset)))
    changed = np.abs(alone - both).max(axis=2) > 24
    rows, columns = np.nonzero(changed)
    assert (rows.max() < 32, columns.min() > 110) == (True, True)
    assert changed.mean() == pytest.approx(1 / 16, abs=0.02)


@pytest.fixture(scope="module")
def beep(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Two seconds of sound: silence, then a tone of 440 Hz in the last second."""
    path = tmp_path_factory.mktemp("sounds") / "beep.wav"
    at = np.arange(2 * RATE) / RATE
    tone = (0.3 * np.sin(2 * np.pi * 440 * at) * (at >= 1) * 32767).astype(np.int16)
    with cast("Any", av.open(str(path), "w")) as container:
        stream = container.add_stream("pcm_s16le", rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone[None], format="s16", layout="mono")
        frame.sample_rate = RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return str(path)


def _mix(*sounds: Sound, duration_ms: int = 2000) -> Gray:
    film = Composition(WIDTH, HEIGHT, FPS, duration_ms, (), sounds, ())
    return Mixer(film).read(duration_ms * RATE // 1000)


def _level(signal: Gray, from_s: float, to_s: float) -> float:
    return float(np.sqrt(np.mean(signal[round(from_s * RATE) : round(to_s * RATE)] ** 2)))


def test_a_sound_runs_backwards_and_faster_at_its_own_pitch(beep: str) -> None:
    backwards = _mix(Sound(0, 2000, 1, "file", beep, is_reversed=True))
    assert _level(backwards, 0.1, 0.9) > 0.1
    assert _level(backwards, 1.1, 1.9) < 0.01
    slow = _mix(Sound(0, 4000, 1, "file", beep, speed=0.5), duration_ms=4000)
    assert _level(slow, 0.1, 1.8) < 0.01
    spectrum = np.abs(np.fft.rfft(slow[round(2.5 * RATE) : round(3.5 * RATE), 0]))
    assert int(spectrum.argmax()) == pytest.approx(440, abs=3)


def test_music_gives_way_to_speech_and_comes_back(beep: str) -> None:
    speech = Sound(0, 2000, 1, "file", beep, is_speech=True)
    music = Sound(0, 4000, 0.5, "music", "ambient")
    plain, ducked = (
        _mix(speech, replace(music, is_ducked=wanted), duration_ms=4000) - _mix(speech, duration_ms=4000)
        for wanted in (False, True)
    )
    assert _level(ducked, 0.2, 0.8) == pytest.approx(_level(plain, 0.2, 0.8), rel=0.05)
    assert _level(ducked, 1.4, 1.9) < 0.4 * _level(plain, 1.4, 1.9)
    assert _level(ducked, 3.5, 3.9) > 0.8 * _level(plain, 3.5, 3.9)


def test_what_is_muted_is_not_heard(beep: str) -> None:
    assert _level(_mix(Sound(0, 2000, 0, "file", beep)), 0, 2) == 0
