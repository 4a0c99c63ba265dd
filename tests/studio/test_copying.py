"""What an edit leaves alone is copied from the film, and plays over the seams."""

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from nemo_studio.render import Caption, Clip, Composition, Sound, render
from nemo_studio.render.composition import Framing, Grade, Transition
from nemo_studio.render.compositor import Compositor
from nemo_video.media.groups import survey
from nemo_video.wire.formats import OutputFormat
from samples import sampled
from studio.browser import watch
from studio.judge import meter, packets, pictures, probe, run, sound

pytestmark = pytest.mark.slow

HD_TAGS = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"]


WIDTH, HEIGHT, FPS = 160, 90, 15
"""Of the films, whose groups of pictures last a second."""


def shoot(
    path: Path, *options: str, size: str = f"{WIDTH}x{HEIGHT}", rate: int = FPS, seconds: int = 6
) -> Path:
    """A film by another program: a clock that counts, and a tone."""
    picture = f"testsrc2=size={size}:rate={rate}:duration={seconds}"
    run(
        "ffmpeg", "-v", "error", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i",
        f"sine=frequency=440:duration={seconds}", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-g", f"{FPS}",
        "-c:a", "aac", "-ar", "48000", *HD_TAGS, *options, str(path),
    )  # fmt: skip
    return path


def whole(source: Path, duration_ms: int = 6000) -> Composition:
    return Composition(
        width=WIDTH,
        height=HEIGHT,
        fps=FPS,
        duration_ms=duration_ms,
        clips=(Clip(0, duration_ms, "", source=str(source)),),
        sounds=(),
        captions=(),
    )


def audible(source: Path, duration_ms: int = 6000) -> Composition:
    """The film with its sound, which takes as long to encode as the pictures."""
    return replace(whole(source, duration_ms), sounds=(Sound(0, duration_ms, 1.0, "file", str(source)),))


def export(composition: Composition, path: Path, format: OutputFormat | None = None) -> Path:
    render(
        composition,
        path,
        format or OutputFormat(),
        on_progress=lambda _: None,
        is_cancelled=lambda: False,
    )
    return path


def hashes(path: Path, track: str = "v:0") -> list[str]:
    return [packet["data_hash"] for packet in packets(path, track)]


def copied(exported: Path, source: Path) -> int:
    """How many packets of the export are the source's own."""
    own = set(hashes(source))
    return sum(each in own for each in hashes(exported))


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shoot(tmp_path_factory.mktemp("source") / "clock.mp4")


def check_plays(exported: Path, composition: Composition) -> None:
    """It decodes without a word, each frame at its time, and shows what was drawn."""
    order = packets(exported)
    times = sorted(round(packet["pts"] * FPS, 1) for packet in order)
    assert times == list(range(composition.frame_count))
    decoded = [packet["dts"] for packet in order if not math.isnan(packet["dts"])]
    assert all(before < after for before, after in pairwise(decoded))
    shown = pictures(exported, WIDTH, HEIGHT, "warning")
    drawn = [frame.to_ndarray(format="rgb24") for frame in Compositor(composition).frames()]
    difference = shown.astype(np.float32) - np.stack(drawn).astype(np.float32)
    errors = (difference**2).mean(axis=(1, 2, 3))
    assert 10 * np.log10(255**2 / max(float(errors.max()), 1e-9)) > 30


def test_chromium_plays_over_the_seams(source: Path, tmp_path: Path) -> None:
    titled = replace(audible(source), captions=(Caption(2500, 700, "Title"),))
    exported = export(titled, tmp_path / "titled.mp4")
    times_s = [0.5, 1.98, 2.02, 2.8, 3.98, 4.02, 5.5]

    told = watch(exported, FPS, times_s, [(20, 10), (80, 10), (140, 10)])

    drawn = [frame.to_ndarray(format="rgb24") for frame in Compositor(titled).frames()]
    assert told["error"] is None
    for at_s, colors in zip(times_s, told["seen"], strict=True):
        picture = drawn[int(at_s * FPS)]
        wanted = np.array([picture[10, x] for x in (20, 80, 140)])
        assert np.abs(np.array(colors) - wanted).max() < 24
    assert told["duration"] == pytest.approx(6.0, abs=0.05)


def test_an_untouched_film_is_copied_packet_for_packet(source: Path, tmp_path: Path) -> None:
    exported = export(whole(source), tmp_path / "whole.mp4")

    assert hashes(exported) == hashes(source)
    check_plays(exported, whole(source))


@pytest.mark.parametrize("container", sampled(["mp4", "mov", "mkv"], 3))
def test_only_the_groups_under_a_title_are_rendered(container: str, source: Path, tmp_path: Path) -> None:
    titled = replace(whole(source), captions=(Caption(2500, 700, "Title"),))

    exported = export(titled, tmp_path / f"titled.{container}", OutputFormat(container))  # pyright: ignore[reportArgumentType] - three of its names

    assert copied(exported, source) == 4 * FPS
    check_plays(exported, titled)


def test_a_cut_between_the_groups_renders_up_to_the_next_one(source: Path, tmp_path: Path) -> None:
    clips = (
        Clip(0, 2000, "", source=str(source), source_start_ms=3412),
        Clip(2000, 2600, "", source=str(source), source_start_ms=1200),
    )
    cut = replace(whole(source, 4600), clips=clips)

    exported = export(cut, tmp_path / "cut.mp4")

    assert copied(exported, source) == 2 * FPS
    check_plays(exported, cut)


def test_two_films_of_different_encoders_share_no_header(source: Path, tmp_path: Path) -> None:
    other = shoot(tmp_path / "other.mp4", "-profile:v", "baseline", "-bf", "0")
    both = (Clip(0, 4000, "", source=str(source)), Clip(4000, 2000, "", source=str(other)))
    film = replace(whole(source), clips=both)

    exported = export(film, tmp_path / "both.mp4")

    assert (copied(exported, source), copied(exported, other)) == (4 * FPS, 0)
    check_plays(exported, film)


def test_without_reordered_pictures_the_times_are_as_right(tmp_path: Path) -> None:
    plain = shoot(tmp_path / "plain.mp4", "-bf", "0")
    titled = replace(whole(plain), captions=(Caption(0, 900, "Title"),))

    exported = export(titled, tmp_path / "titled.mp4")

    assert copied(exported, plain) == 5 * FPS
    check_plays(exported, titled)


def test_our_own_export_is_copied_when_it_comes_back(source: Path, tmp_path: Path) -> None:
    first = export(replace(audible(source), captions=(Caption(0, 6000, "Title"),)), tmp_path / "first.mp4")

    second = export(audible(first), tmp_path / "second.mp4")

    assert hashes(second) == hashes(first)
    check_plays(second, whole(first))


def test_groups_that_look_outside_themselves_are_rendered(tmp_path: Path) -> None:
    opened = shoot(tmp_path / "open.mp4", "-x264-params", "open-gop=1:scenecut=0")
    titled = replace(whole(opened), captions=(Caption(0, 900, "Title"),))

    exported = export(titled, tmp_path / "titled.mp4")

    assert copied(exported, opened) == 0
    check_plays(exported, titled)


CHANGES: dict[str, Callable[[Clip], Clip]] = {
    "graded": lambda clip: replace(clip, grade=Grade("warm")),
    "faster": lambda clip: replace(clip, speed=1.5),
    "backwards": lambda clip: replace(clip, is_reversed=True),
    "mirrored": lambda clip: replace(clip, framing=Framing(is_mirrored=True)),
    "zoomed": lambda clip: replace(clip, framing=Framing(zoom=1.2)),
    "held": lambda clip: replace(clip, speed=0),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_clip_is_rendered(change: str, source: Path, tmp_path: Path) -> None:
    film = whole(source, 2000)
    film = replace(film, clips=(CHANGES[change](film.clips[0]),))

    assert copied(export(film, tmp_path / "changed.mp4"), source) == 0


SHOTS = {
    "another size": ("320x180", FPS, ()),
    "another rate": ("160x90", 12, ()),
    "full range": ("160x90", FPS, ("-pix_fmt", "yuvj420p", "-color_range", "pc")),
    "more colours": ("160x90", FPS, ("-pix_fmt", "yuv444p")),
    "other colours": ("160x90", FPS, ("-colorspace", "smpte170m")),
}


@pytest.mark.parametrize("shot", SHOTS)
def test_a_film_of_another_kind_is_rendered(shot: str, tmp_path: Path) -> None:
    size, rate, options = SHOTS[shot]
    other = shoot(tmp_path / "other.mp4", *options, size=size, rate=rate, seconds=2)

    assert copied(export(whole(other, 2000), tmp_path / "film.mp4"), other) == 0


def test_a_smaller_file_is_asked_for_and_made(source: Path, tmp_path: Path) -> None:
    low = export(whole(source), tmp_path / "low.mp4", OutputFormat(quality="low"))

    assert copied(low, source) == 0


def test_a_transition_renders_what_it_covers(source: Path, tmp_path: Path) -> None:
    clips = (
        Clip(0, 3000, "", source=str(source)),
        Clip(3000, 3000, "", source=str(source), source_start_ms=3000, transition=Transition("wipe", 500)),
    )
    film = replace(whole(source), clips=clips)

    exported = export(film, tmp_path / "wiped.mp4")

    assert copied(exported, source) == 5 * FPS
    check_plays(exported, film)


def test_the_sound_beside_copied_pictures_is_mixed_as_ever(source: Path, tmp_path: Path) -> None:
    told = probe(export(audible(source), tmp_path / "whole.mp4"))

    assert (told["audio"]["codec_name"], told["audio"]["sample_rate"]) == ("aac", "48000")
    assert float(told["format"]["duration"]) == pytest.approx(6.0, abs=0.05)


LOUD = ("-af", "volume=1.5")
"""As loud as platforms play it."""


@pytest.fixture(scope="module")
def loud(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shoot(tmp_path_factory.mktemp("loud") / "loud.mp4", *LOUD)


def test_sound_that_is_as_loud_as_it_should_be_is_copied_beside_the_pictures(
    loud: Path, tmp_path: Path
) -> None:
    seams = replace(audible(loud).sounds[0], fade_in_ms=10, fade_out_ms=10)
    titled = replace(audible(loud), captions=(Caption(2500, 700, "Title"),), sounds=(seams,))

    exported = export(titled, tmp_path / "titled.mp4")

    assert hashes(exported, "a:0") == hashes(loud, "a:0")
    assert np.array_equal(sound(exported), sound(loud))
    check_plays(exported, titled)


def test_sound_is_copied_from_the_moment_that_an_edit_list_shows(loud: Path, tmp_path: Path) -> None:
    trimmed = tmp_path / "trimmed.mp4"
    run("ffmpeg", "-v", "error", "-ss", "1.5", "-i", str(loud), "-c", "copy", str(trimmed))

    exported = export(audible(trimmed, 4500), tmp_path / "exported.mp4")

    heard, wanted = sound(exported), sound(trimmed)
    assert set(hashes(exported, "a:0")) <= set(hashes(loud, "a:0"))
    assert abs(len(heard) - len(wanted)) <= 1024
    assert np.abs(heard[: len(wanted)] - wanted[: len(heard)]).max() < 1e-3


MIXED: dict[str, Callable[[Sound], tuple[Sound, ...]]] = {
    "softer": lambda sound: (replace(sound, volume=0.8),),
    "faded": lambda sound: (replace(sound, fade_out_ms=500),),
    "later": lambda sound: (replace(sound, start_ms=500),),
    "cut": lambda sound: (replace(sound, duration_ms=4000),),
    "with music": lambda sound: (sound, Sound(0, 6000, 0.3, "music", "lofi")),
}


@pytest.mark.parametrize("change", sampled(MIXED, 2))
def test_sound_that_is_changed_is_mixed(change: str, loud: Path, tmp_path: Path) -> None:
    film = replace(audible(loud), sounds=MIXED[change](audible(loud).sounds[0]))

    assert not set(hashes(export(film, tmp_path / "mixed.mp4"), "a:0")) & set(hashes(loud, "a:0"))


def test_quiet_sound_is_not_copied_but_made_as_loud_as_a_film_is_to_be(source: Path, tmp_path: Path) -> None:
    heard = sound(export(audible(source), tmp_path / "louder.mp4"))

    assert meter(sound(source), 48_000)[0] < -17
    assert -16 <= meter(heard, 48_000)[0] <= -14


def test_a_film_is_surveyed_in_whole_groups(source: Path) -> None:
    film = survey(source)

    assert film is not None
    assert [len(group) for group in film.groups] == [FPS] * 6
    assert film.groups[2][0].at_s == pytest.approx(2.0, abs=0.001)
