"""Pixels and samples: what all pictures and sounds are made of, held against the formulas."""

import numpy as np
import pytest

from nemo_studio.frames.colors import convert_to_yuv, develop, ease, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.layers import bake_layer, lay
from nemo_studio.frames.picture import blank_frame, duplicate, open_picture
from nemo_studio.frames.window import WHOLE, Still, Window, view_frame
from nemo_studio.sound.score import Bar, choose_chord, divide_into_bars
from nemo_studio.sound.signal import (
    RATE,
    clock,
    color_noise,
    convolve,
    count_samples,
    decay,
    fade,
    pan,
    pass_band,
    pitch,
    put,
    reverberate,
    swell,
    wobble,
)


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        # ITU-R BT.709, limited range: white, black, grey, and the three primaries.
        ((1, 1, 1), (235, 128, 128)),
        ((0, 0, 0), (16, 128, 128)),
        ((0.5, 0.5, 0.5), (125.5, 128, 128)),
        ((1, 0, 0), (62.6, 102.3, 240)),
        ((0, 1, 0), (172.6, 41.7, 26.3)),
        ((0, 0, 1), (31.8, 240, 117.7)),
    ],
)
def test_a_colour_has_the_levels_of_bt709(rgb: tuple[float, ...], yuv: tuple[float, ...]) -> None:
    picture = np.full((2, 3, 3), rgb, np.float32)
    converted = convert_to_yuv(picture)
    assert converted.shape == (2, 3, 3)
    assert converted[1, 2] == pytest.approx(yuv, abs=0.1)


@pytest.mark.parametrize(
    ("written", "color"),
    [
        ("#FF8000", (255, 128, 0)), ("ff8000", (255, 128, 0)), ("#f80", (255, 136, 0)), ("#12", (255,) * 3),
        ("orange", (255,) * 3), ("", (255,) * 3), ("#FF80001", (255,) * 3), ("#GG0000", (255,) * 3),
    ],
)  # fmt: skip
def test_a_colour_is_read_from_its_digits_and_anything_else_is_white(
    written: str, color: tuple[int, ...]
) -> None:
    assert parse_color(written) == color


def test_a_ramp_goes_from_colour_to_colour_and_stays_at_its_ends() -> None:
    at = np.array([-1, 0, 0.25, 0.5, 1, 9])
    colors = ramp([(0, "#000000"), (0.5, "#FF0000"), (1, "#FFFFFF")], at)
    assert colors == pytest.approx(
        np.array([[0, 0, 0], [0, 0, 0], [0.5, 0, 0], [1, 0, 0], [1, 1, 1], [1, 1, 1]])
    )


def test_light_is_exposed_and_developed_without_loss_and_its_sum_never_clips() -> None:
    colors = np.linspace(0, 0.99, 20)
    assert develop(expose(colors)) == pytest.approx(colors)
    assert develop(expose(np.array([1.0, 5.0]))) == pytest.approx([0.995, 0.995])
    # Exposures add up: of what one leaves dark the other lights its share.
    half = expose(np.array([0.5]))
    assert develop(half + half) == pytest.approx([0.75])


def test_a_smooth_step_rises_between_its_edges_either_way() -> None:
    at = np.array([0.0, 1, 1.5, 2, 2.5, 3, 4])
    assert smoothstep(1, 3, at) == pytest.approx([0, 0, 0.15625, 0.5, 0.84375, 1, 1])
    assert smoothstep(3, 1, at) == pytest.approx([1, 1, 0.84375, 0.5, 0.15625, 0, 0])
    assert [ease(share) for share in (-1, 0, 0.25, 0.5, 1, 2)] == [0, 0, 0.15625, 0.5, 1, 1]


def test_a_blank_frame_is_black_and_a_duplicate_changes_alone() -> None:
    frame = blank_frame(6, 4)
    picture = open_picture(frame)
    assert [plane.shape for plane in picture.planes] == [(4, 6), (2, 3), (2, 3)]
    assert [set(plane.ravel().tolist()) for plane in picture.planes] == [{16}, {128}, {128}]
    other = open_picture(duplicate(picture))
    other.y[:], other.v[0, 0] = 99, 7
    assert (picture.y[0, 0], picture.v[0, 0]) == (16, 128)
    picture.u[1, 2] = 5
    assert open_picture(duplicate(picture)).u[1, 2] == 5


def laid(x: int, y: int, coverage: float = 1.0, opacity: float = 1.0) -> tuple[list[int], list[int]]:
    """A white layer of 4x2 over a black frame of 8x6: where it is seen, and the levels of its first pixel."""
    picture = open_picture(blank_frame(8, 6))
    layer = bake_layer(np.ones((2, 4, 3), np.float32), np.full((2, 4), coverage, np.float32))
    assert layer.size == (4, 2)
    lay(picture, layer, x, y, opacity)
    rows, columns = np.nonzero(picture.y != 16)
    where = (
        [int(edge) for edge in (columns.min(), columns.max(), rows.min(), rows.max())] if len(rows) else []
    )
    return where, [int(picture.y.max()), int(picture.u.min()), int(picture.v.max())]


def test_a_layer_lies_where_it_is_put_and_is_cut_off_at_the_edges() -> None:
    assert laid(2, 2)[0] == [2, 5, 2, 3]
    assert laid(-2, 0)[0] == [0, 1, 0, 1]
    assert laid(6, 4)[0] == [6, 7, 4, 5]
    assert [laid(*outside)[0] for outside in ((8, 0), (0, 6), (-4, 0), (0, -2), (99, 99))] == [[]] * 5


def test_a_layer_covers_as_much_as_it_is_opaque() -> None:
    half = (235 + 16) // 2
    for levels in (laid(0, 0, coverage=0.5)[1], laid(0, 0, opacity=0.5)[1]):
        assert levels == pytest.approx([half, 128, 128], abs=1)
    assert laid(0, 0, coverage=0.0)[0] == laid(0, 0, opacity=0.0)[0] == laid(0, 0, opacity=-1)[0] == []
    assert laid(0, 0)[1] == laid(0, 0, opacity=1.5)[1] == pytest.approx([235, 128, 128], abs=1)


def test_the_colours_of_a_layer_are_those_of_the_four_pixels_under_them() -> None:
    rgb = np.zeros((2, 2, 3), np.float32)
    rgb[0, 0] = rgb[1, 1] = (1, 0, 0)
    picture = open_picture(blank_frame(2, 2))
    lay(picture, bake_layer(rgb, np.ones((2, 2), np.float32)), 0, 0)
    assert picture.y.tolist() == [[62, 16], [16, 62]]
    assert [picture.u[0, 0], picture.v[0, 0]] == pytest.approx([(102.3 + 128) / 2, (240 + 128) / 2], abs=1)


def test_a_window_shows_its_part_of_a_picture() -> None:
    frame = blank_frame(64, 32)
    y = open_picture(frame).y
    y[:, 32:] = 200
    y[16:, :] += 20
    quarters = {(0.25, 0.25): 16, (0.75, 0.25): 200, (0.25, 0.75): 36, (0.75, 0.75): 220}
    for (x, at), light in quarters.items():
        window = Window(x, at, (0.25, 0.25))
        assert (window.left, window.top) == (x - 0.125, at - 0.125)
        shown = open_picture(view_frame(frame, window, 16, 8))
        assert shown.y.shape == (8, 16)
        assert np.abs(shown.y.astype(int) - light).max() <= 1
        assert set(shown.u.ravel().tolist()) == {128}
    whole = open_picture(Still(frame).look_through(WHOLE, 64, 32)).y
    assert np.abs(whole.astype(int) - y).max() <= 1


def test_notes_and_times_are_where_music_has_them() -> None:
    assert [pitch(note) for note in (69, 81, 57, 60)] == pytest.approx([440, 880, 220, 261.626], rel=1e-5)
    assert (count_samples(0.5), count_samples(1 / RATE * 1.6)) == (24_000, 2)
    assert clock(0.001)[[0, 1, -1]] == pytest.approx([0, 1 / RATE, 47 / RATE])


def test_an_envelope_halves_in_its_time_and_ends_in_silence() -> None:
    envelope = decay(1.0, 0.25)
    at = [round(share * RATE) for share in (0.25, 0.5, 0.75)]
    assert envelope[at] == pytest.approx([0.5, 0.25, 0.125], rel=0.001)
    assert (envelope[0], envelope[-1]) == (0, 0)
    assert envelope[round(0.002 * RATE)] == pytest.approx(0.5 * 2 ** (-0.002 / 0.25), rel=0.01)
    assert envelope[round(0.985 * RATE)] == pytest.approx(0.5 * 2 ** (-0.985 / 0.25), rel=0.05)
    risen = swell(1.0, 0.2, 0.4)
    assert risen[[round(s * RATE) for s in (0.1, 0.2, 0.5, 0.8)]] == pytest.approx(
        [0.5, 1, 1, 0.5], abs=0.001
    )


def test_a_fade_of_stereo_is_the_same_on_both_sides_and_no_longer_than_the_sound() -> None:
    faded = fade(np.ones((100, 2), np.float32), 1.0, 0.0)
    assert np.array_equal(faded[:, 0], faded[:, 1])
    assert (faded[0, 0], faded[50, 0], faded[-1, 0]) == pytest.approx((0, 0.5, 1), abs=0.01)


def test_a_sound_is_placed_between_left_and_right_equally_loud() -> None:
    one = np.ones(1, np.float32)
    assert pan(one, -1)[0] == pytest.approx([1, 0], abs=1e-6)
    assert pan(one, 1)[0] == pytest.approx([0, 1], abs=1e-6)
    for position in (-0.5, 0, 0.3):
        left, right = pan(one, position)[0]
        assert left**2 + right**2 == pytest.approx(1)
        assert bool(left > right) is (position < 0)


def test_a_sound_is_added_at_its_time_and_gain() -> None:
    track = np.ones(10, np.float32)
    put(track, 2 / RATE, np.array([1, 2, 3], np.float32), 0.5)
    put(track, -2 / RATE, np.array([9, 9, 4], np.float32))
    put(track, 9 / RATE, np.array([5, 9], np.float32))
    put(track, 10 / RATE, np.array([9], np.float32))
    assert track.tolist() == [5, 1, 1.5, 2, 2.5, 1, 1, 1, 1, 6]


def test_a_stereo_sound_is_convolved_side_by_side() -> None:
    echo = np.zeros(4, np.float32)
    echo[[0, 3]] = 1, 0.5
    click = np.zeros((8, 2), np.float32)
    click[0] = 1, -1
    assert convolve(click, echo)[:, 0] == pytest.approx([1, 0, 0, 0.5, 0, 0, 0, 0], abs=1e-6)
    sides = convolve(click, np.stack([echo, 2 * echo], axis=1))
    assert sides[3] == pytest.approx([0.5, -1], abs=1e-6)
    assert convolve(click[:, 0], echo).shape == (8,)


def tone(hertz: float, seconds: float = 0.2) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE).astype(np.float32)


def level(signal: np.ndarray[tuple[int], np.dtype[np.float32]]) -> float:
    return float(np.sqrt(np.mean(signal[3000:-3000] ** 2)) * np.sqrt(2))


@pytest.mark.parametrize(
    ("low_hz", "high_hz", "passed"),
    [(None, 1000, (1, 1, 0)), (400, None, (0, 1, 1)), (400, 1500, (0, 1, 0)), (None, None, (1, 1, 1))],
)
def test_a_band_open_on_one_side_passes_all_beyond(
    low_hz: float | None, high_hz: float | None, passed: tuple[int, ...]
) -> None:
    levels = [level(pass_band(tone(hertz), low_hz, high_hz)) for hertz in (100, 700, 5000)]
    assert levels == pytest.approx(passed, abs=0.05)
    through = pass_band(tone(700), low_hz, high_hz)[3000:-3000]
    assert through == pytest.approx(tone(700)[3000:-3000], abs=0.05), "without a delay"


def test_noise_falls_with_frequency_by_its_slope() -> None:
    for slope in (0, 0.5, 1):
        noise = color_noise(np.random.default_rng(1), 1 << 16, slope)
        spectrum = np.abs(np.fft.rfft(noise))
        low, high = (np.sqrt(np.mean(spectrum[at : 2 * at] ** 2)) for at in (1000, 8000))
        assert low / high == pytest.approx(8**slope, rel=0.1)
        assert np.sqrt(np.mean(noise**2)) == pytest.approx(1, rel=0.01)


def test_a_room_dies_away_after_the_sound_and_leaves_it_as_it_was() -> None:
    click = np.zeros((RATE // 2, 2), np.float32)
    click[0] = 1
    heard = reverberate(click, np.random.default_rng(1), length_s=0.4, amount=0.3)
    assert heard[0] == pytest.approx([1, 1], abs=1e-6)
    assert np.abs(heard[1 : round(0.012 * RATE)]).max() < 1e-6, "the room answers after 12 ms"
    early, late = (
        np.abs(heard[round(a * RATE) : round(b * RATE)]).mean() for a, b in ((0.02, 0.1), (0.3, 0.38))
    )
    assert early > 10 * late
    assert np.sqrt((heard[1:] ** 2).sum(0)) == pytest.approx([0.3, 0.3], rel=0.01)


def test_a_worn_tape_bends_time_back_and_forth() -> None:
    line = np.arange(RATE // 10, dtype=np.float32)
    bent = wobble(line, rate_hz=20, depth_s=0.001)
    assert bent[0] == 0
    assert bent[600] - 600 == pytest.approx(48, abs=0.5)  # a quarter of a period of 2400 samples
    assert bent[1800] - 1800 == pytest.approx(-48, abs=0.5)
    both = wobble(np.stack([line, -line], axis=1), rate_hz=20, depth_s=0.001)
    assert np.array_equal(both[:, 0], bent)
    assert np.array_equal(both[:, 1], -bent)


@pytest.mark.parametrize(
    ("duration_s", "tempo", "count"), [(8, 120, 4), (9, 120, 4), (9.1, 120, 5), (0.5, 60, 1)]
)
def test_bars_fill_a_time_exactly(duration_s: float, tempo: float, count: int) -> None:
    bars = divide_into_bars(duration_s, tempo)
    assert len(bars) == count
    assert [bar.is_last for bar in bars] == [False] * (count - 1) + [True]
    assert bars[-1].at_s + bars[-1].duration_s == pytest.approx(duration_s)
    assert bars[-1].beat_at_s(2.5) == pytest.approx(bars[-1].at_s + 2.5 * bars[-1].duration_s / 4)


def test_a_piece_grows_rests_once_and_comes_home() -> None:
    parts = {count: [bar.part for bar in divide_into_bars(count, 240)][::4] for count in (8, 12, 20)}
    assert parts == {
        8: ["verse"] * 2,
        12: ["intro", "verse", "lift"],
        20: ["intro", "verse", "lift", "break", "lift"],
    }
    progression = tuple((root, (root,)) for root in range(4))

    def root(index: int, *, is_last: bool = False, lifts: bool = False) -> int:
        bar = Bar(index, 0, 1, is_last, "lift" if lifts else "verse")
        return choose_chord(progression, bar)[0]

    assert [root(index) for index in range(6)] == [0, 1, 2, 3, 0, 1]
    assert [root(index, lifts=True) for index in range(5)] == [3, 0, 1, 2, 3]
    assert root(6, is_last=True) == 0
