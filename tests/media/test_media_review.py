"""The look at a film while it is proved: what a viewer would take for a fault is told, and nothing else."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from media.drawn_media import draw_titled_film
from media.faulty_media import RATE, Part, write_film, write_sound
from nemo_video.media import Expected, Margins, Screen, ShownText, prove


def stretches(
    tmp_path: Path, looks: Sequence[Part], tones: Sequence[Part] = ()
) -> list[tuple[str, float, float]]:
    """What was noticed, to a tenth of a second."""
    found = prove(write_film(tmp_path / "film.mkv", looks, tones)).stretches
    return [(stretch.kind, round(stretch.from_s, 1), round(stretch.to_s, 1)) for stretch in found]


def test_a_black_hole_in_the_middle_is_told_with_its_time(tmp_path: Path) -> None:
    assert stretches(tmp_path, [("moving", 3), ("black", 2), ("moving", 3)]) == [("black", 3, 5)]


def test_a_picture_that_stands_still_at_the_end_is_told(tmp_path: Path) -> None:
    assert stretches(tmp_path, [("moving", 5), ("held", 3)]) == [("frozen", 5, 8)]


def test_sound_that_ends_before_the_film_is_told(tmp_path: Path) -> None:
    assert stretches(tmp_path, [("moving", 8)], [("tone", 4.5), ("rest", 3.5)]) == [("silent", 4.5, 8)]


@pytest.mark.parametrize(
    "looks",
    [
        [("moving", 4), ("black", 1), ("moving", 4)],  # a dip to black
        [("black", 1), ("moving", 4), ("black", 2)],  # fades in and out
        [("photo", 3), ("photo", 3), ("photo", 3)],  # a slideshow
        [("moving", 4), ("held", 3), ("moving", 4)],  # a frame that is frozen on purpose
        [("moving", 4), ("held", 1.5)],  # a last frame that is held
        [("photo", 9)],  # one photograph
        [("page", 5), ("held", 3)],  # a screen on which somebody scrolls and then reads
    ],
)
def test_what_is_meant_is_no_fault(tmp_path: Path, looks: list[Part]) -> None:
    assert stretches(tmp_path, looks) == []


@pytest.mark.parametrize("tones", [[("tone", 3), ("rest", 2), ("tone", 3)], [("rest", 5), ("tone", 3)], []])
def test_a_rest_and_a_film_that_is_mostly_without_sound_are_no_fault(
    tmp_path: Path, tones: list[Part]
) -> None:
    assert stretches(tmp_path, [("moving", 8)], tones) == []


def test_a_picture_that_sticks_within_a_film_is_told_unless_a_border_says_that_it_is_meant(
    tmp_path: Path,
) -> None:
    film = write_film(tmp_path / "film.mkv", [("moving", 4), ("held", 5), ("moving", 4)])
    meant = Expected(borders_s=(4.0, 9.0))
    assert [(s.kind, round(s.from_s), round(s.to_s)) for s in prove(film).stretches] == [("frozen", 4, 9)]
    assert prove(film, expected=meant).stretches == ()


COARSE = {"crf": "30", "x264-params": "keyint=25:scenecut=0"}


def test_what_a_coarse_codec_changes_at_each_keyframe_hides_no_picture_that_sticks(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mkv", [("street", 3), ("held", 5.5), ("street", 1)], options=COARSE)
    assert [(s.kind, round(s.from_s), s.to_s) for s in prove(film).stretches] == [("frozen", 3, 8.5)]


def test_a_film_that_shows_each_frame_twice_moves_all_the_same(tmp_path: Path) -> None:
    film = write_film(tmp_path / "film.mkv", [("twice", 7), ("held", 5), ("twice", 2)])
    assert [(s.kind, round(s.from_s), s.to_s) for s in prove(film).stretches] == [("frozen", 7, 12)]


def test_a_board_on_which_somebody_writes_does_not_stick(tmp_path: Path) -> None:
    film = write_film(
        tmp_path / "film.mkv", [("street", 6), ("written on", 5.5), ("street", 1)], options=COARSE
    )
    assert prove(film).stretches == ()


@pytest.mark.parametrize(
    ("looks", "tones"),
    [
        ([("stars", 4), ("moving", 4)], []),  # a night with stars
        ([("moving", 2), ("stars", 3), ("moving", 3)], []),
        ([("moving", 1), ("black", 1.6)] * 3 + [("moving", 1)], []),  # a trailer
        ([("moving", 5), ("card", 4)], []),  # the card that ends it
        ([("moving", 5), ("faded into", 1), ("held", 5), ("moving", 1)], []),  # a still after a dissolve
        ([("moving", 9)], [("tone", 2), ("rest", 3.5), ("tone", 3.5)]),  # a general pause
        ([("moving", 14)], [("tone", 3), ("rest", 3.5), ("tone", 4), ("rest", 3.5)]),  # music with rests
    ],
)  # fmt: skip
def test_nights_cards_and_rests_are_no_fault(tmp_path: Path, looks: list[Part], tones: list[Part]) -> None:
    assert stretches(tmp_path, looks, tones) == []


def hum(seconds: float) -> NDArray[np.float32]:
    at = np.arange(round(seconds * RATE)) / RATE
    return (0.25 * np.sin(2 * np.pi * 220 * at) * (0.7 + 0.3 * np.sin(2 * np.pi * at))).astype(np.float32)


def test_a_jump_in_the_sound_is_told_with_its_time(tmp_path: Path) -> None:
    samples = hum(4)
    samples[2 * RATE :] = np.roll(samples, RATE // 440)[2 * RATE :] + np.float32(0.12)
    found = prove(write_sound(tmp_path / "jump.wav", samples)).stretches
    assert [(s.kind, round(s.from_s, 1)) for s in found] == [("click", 2.0)]


@pytest.mark.parametrize("noise", [0.002, 0.012])  # as it was recorded, and made louder by an export
def test_a_button_that_clicks_in_a_quiet_room_is_meant(tmp_path: Path, noise: float) -> None:
    samples = np.random.default_rng(2).normal(0, noise, 4 * RATE).astype(np.float32)
    samples[2 * RATE : 2 * RATE + 4] += np.float32(0.4)
    assert prove(write_sound(tmp_path / "button.wav", samples)).stretches == ()


@pytest.mark.parametrize("noise", ["none", "drums", "crackle"])
def test_short_noises_that_are_meant_are_no_clicks(tmp_path: Path, noise: str) -> None:
    samples, chance = hum(4), np.random.default_rng(3)
    if noise == "drums":
        for start in range(RATE // 4, 4 * RATE - RATE // 4, RATE // 2):
            beat = chance.normal(0, 0.3, RATE // 5) * np.exp(-np.arange(RATE // 5) / 2000)
            samples[start : start + len(beat)] += beat.astype(np.float32)
    if noise == "crackle":
        samples[chance.integers(RATE, 3 * RATE, 40)] += np.float32(0.5)
    assert prove(write_sound(tmp_path / "meant.wav", samples)).stretches == ()


@pytest.mark.parametrize("lights", ["dots", "post"])
def test_lights_that_come_and_go_with_a_text_are_not_taken_for_its_letters(
    tmp_path: Path, lights: str
) -> None:
    path = tmp_path / "city.mkv"
    film = draw_titled_film(
        path, (0.5, 0.8), ink=255, ground=None, with_lights=lights == "dots", with_lamp=lights == "post"
    )
    proof = prove(film, expected=Expected((WORDS,)))
    assert [stretch.kind for stretch in proof.stretches if stretch.name] == []
    assert proof.texts_seen == 1


def test_a_sky_that_grows_light_behind_a_text_is_not_taken_for_letters_at_the_edge(tmp_path: Path) -> None:
    film = draw_titled_film(tmp_path / "sky.mkv", (0.5, 0.8), ink=60, ground=None, with_sky=True)
    assert prove(film, expected=Expected((WORDS,))).stretches == ()


UPRIGHT_SCREEN = Screen(9 / 16, Margins(0.08, 0.14, 0.23, 0.14))
WIDE_SCREEN = Screen(16 / 9, Margins(0.05, 0.05, 0.05, 0.05))


@pytest.mark.parametrize(
    ("x", "y", "screen", "fault"),
    [
        (0.5, 0.85, None, None),
        (0.5, 0.85, UPRIGHT_SCREEN, None),  # a wide film lies in its middle, between bars
        (0.22, 0.5, UPRIGHT_SCREEN, "text_covered"),
        (0.5, 0.9, WIDE_SCREEN, "text_covered"),
        (0.5, 0.85, WIDE_SCREEN, None),
    ],
)
def test_a_text_that_a_platform_covers_is_told(
    tmp_path: Path, x: float, y: float, screen: Screen | None, fault: str | None
) -> None:
    film = draw_titled_film(tmp_path / "titled.mkv", (x, y), ink=255, ground=60)
    proof = prove(film, expected=Expected((WORDS,), screen=screen))
    assert [stretch.kind for stretch in proof.stretches if stretch.name] == ([fault] if fault else [])
    assert proof.texts_seen == 1


def test_a_screen_covers_less_of_a_film_that_lies_between_bars() -> None:
    own, wide, narrow = (UPRIGHT_SCREEN.margins_of(shape) for shape in (9 / 16, 16 / 9, 9 / 20))
    assert own == UPRIGHT_SCREEN.covered
    assert wide == Margins(0, 0.14, 0, 0.14)
    assert (narrow.top, narrow.bottom) == (0.08, 0.23)
    assert narrow.left == pytest.approx((0.14 - 0.1) / 0.8)


WORDS = ShownText('title 1 "Words"', 1.0, 3.0, "#FFFFFF")


@pytest.mark.parametrize(
    ("x", "y", "ink", "ground", "fault"),
    [
        (0.5, 0.5, 255, 90, None),
        (0.5, 0.5, 255, None, None),
        (0.5, 0.85, 255, None, None),
        (0.96, 0.5, 255, 90, "text_cut"),
        (0.5, 0.01, 255, None, "text_cut"),
        (0.5, 0.91, 255, 60, "text_outside"),
        (0.5, 0.5, 255, 235, "text_faint"),
        (0.5, 0.5, 255, 255, "text_faint"),  # nothing is to be seen of it
    ],
)
def test_a_text_is_judged_as_a_viewer_sees_it(
    tmp_path: Path, x: float, y: float, ink: int, ground: int | None, fault: str | None
) -> None:
    film = draw_titled_film(tmp_path / "titled.mkv", (x, y), ink=ink, ground=ground)
    found = [s for s in prove(film, expected=Expected((WORDS,))).stretches if s.name]
    assert [(s.kind, s.from_s, s.name) for s in found] == ([(fault, 1.0, WORDS.name)] if fault else [])
