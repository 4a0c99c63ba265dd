"""The numbers and pictures that films are composed of: moments, spans, framing, placing and tempo."""

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import blank_frame, open_picture
from nemo_studio.render.composition import Clip, Composition, Fit, Framing, PictureInPicture
from nemo_studio.render.copying import plan_with_copies
from nemo_studio.render.formats import Encoding
from nemo_studio.render.framing import Framer, cut_out
from nemo_studio.render.placing import place
from nemo_studio.render.spans import EncodedPacket, EncodedSpan, Span, plan_spans
from nemo_studio.render.tempo import change_tempo
from nemo_studio.sound import RATE
from nemo_video.media.conversion import Converter
from nemo_video.wire.formats import ExportQuality, OutputFormat


def test_a_clip_shows_the_moment_of_its_source_that_belongs_to_a_time() -> None:
    clip = Clip(1000, 2000, "", source_start_ms=500)
    assert [clip.source_at_ms(at) for at in (1000, 1500, 3000, 0)] == [500, 1000, 2500, 0]
    fast = Clip(1000, 2000, "", source_start_ms=500, speed=2)
    assert [fast.source_at_ms(at) for at in (1000, 2000)] == [500, 2500]
    back = Clip(1000, 2000, "", source_start_ms=500, speed=2, is_reversed=True)
    assert [back.source_at_ms(at) for at in (1000, 3000, 3500)] == [4500, 500, 0]
    assert Clip(0, 1000, "", source_start_ms=700, speed=0).source_at_ms(900) == 700


def test_a_clip_comes_out_of_black_and_goes_into_it() -> None:
    clip = Clip(1000, 2000, "", fade_in_ms=500, fade_out_ms=1000)
    times_ms = (900, 1000, 1250, 1500, 2000, 2500, 3000, 3100)
    assert [clip.light_at(at) for at in times_ms] == [0, 0, 0.5, 1, 1, 0.5, 0, 0]
    assert [Clip(1000, 2000, "").light_at(at) for at in (0, 1000, 3000)] == [1, 1, 1]
    crossing = Clip(0, 1000, "", fade_in_ms=1000, fade_out_ms=1000)
    assert [crossing.light_at(at) for at in (250, 500, 750)] == [0.25, 0.5, 0.25]


def film(
    duration_ms: int = 4000, fps: int = 30, clips: tuple[Clip, ...] = (), size: tuple[int, int] = (320, 180)
) -> Composition:
    return Composition(*size, fps, duration_ms, clips, (), ())


def test_a_film_has_whole_frames_and_at_least_one() -> None:
    assert [film(ms).frame_count for ms in (0, 1, 16, 17, 1000, 1017)] == [1, 1, 1, 1, 30, 31]
    assert [film().frame_of(ms) for ms in (0, 1, 33, 34, 66, 67, 1000)] == [0, 1, 1, 2, 2, 3, 30]
    assert film(2500).duration_s == 2.5


@pytest.mark.parametrize(
    ("largest_side", "largest_fps", "told"),
    [
        (None, 60, (320, 180, 30)), (640, 60, (320, 180, 30)), (320, 24, (320, 180, 24)),
        (160, 30, (160, 90, 30)), (100, 30, (100, 56, 30)),
    ],
)  # fmt: skip
def test_a_film_is_shrunk_to_even_sizes_and_never_enlarged(
    largest_side: int | None, largest_fps: int, told: tuple[int, int, int]
) -> None:
    small = film().shrink(largest_side, largest_fps)
    assert (small.width, small.height, small.fps) == told
    upright = film(size=(180, 320)).shrink(160, 30)
    assert (upright.width, upright.height) == (90, 160)


def test_spans_are_cut_at_cuts_and_every_two_seconds_after_them() -> None:
    inset = Clip(500, 700, "", picture_in_picture=PictureInPicture("center", 0.3))
    clips = (Clip(0, 1500, ""), Clip(1500, 4000, ""), inset, Clip(5500, 9000, ""))
    cut = film(6000, clips=clips)
    assert plan_spans(cut) == [Span(0, 45), Span(45, 105), Span(105, 165), Span(165, 180)]
    assert plan_spans(cut, 50, 110) == [Span(50, 105), Span(105, 110)]
    assert plan_spans(cut, 45, 105) == [Span(45, 105)]
    assert plan_spans(film(4000)) == [Span(0, 60), Span(60, 120)]
    assert [len(span) for span in plan_spans(film(4100))] == [60, 60, 3]
    assert sorted([Span(5, 6), Span(1, 9)])[0] == Span(1, 9)


def test_two_workers_share_a_short_film_evenly() -> None:
    assert [len(span) for span in plan_spans(film(10_000))] == [60, 60, 60, 60, 30, 30]
    assert [len(span) for span in plan_spans(film(6_000), stretch=2)] == [120, 60]
    assert [len(span) for span in plan_spans(film(1_500))] == [45]


@pytest.mark.parametrize(("quality", "lengths"), [("high", [60, 60]), ("medium", [120]), ("low", [120])])
def test_spans_of_small_files_are_longer(quality: ExportQuality, lengths: list[int]) -> None:
    encoding = Encoding.of(OutputFormat(quality=quality))

    assert [len(span) for span in plan_with_copies(film(4000), encoding, frozenset())] == lengths


def test_a_span_is_read_back_from_its_bytes_and_never_from_a_part_of_them() -> None:
    packets = (EncodedPacket(0, True, b"abc"), EncodedPacket(2, False, b""), EncodedPacket(1, False, b"\0de"))
    content = EncodedSpan(packets).to_bytes()
    assert EncodedSpan.from_bytes(content) == EncodedSpan(packets)
    assert EncodedSpan.from_bytes(EncodedSpan(()).to_bytes()) == EncodedSpan(())
    for part in (content[:-1], content + b"x", content[:6], b""):
        with pytest.raises(ValueError):
            EncodedSpan.from_bytes(part)


WIDTH, HEIGHT = 32, 16


def quarters(width: int = WIDTH, height: int = HEIGHT) -> av.VideoFrame:
    """Four areas of different light: 40 and 80 above, 120 and 160 below."""
    frame = blank_frame(width, height)
    y = open_picture(frame).y
    y[: height // 2, : width // 2], y[: height // 2, width // 2 :] = 40, 80
    y[height // 2 :, : width // 2], y[height // 2 :, width // 2 :] = 120, 160
    return frame


def corners(frame: av.VideoFrame) -> list[int]:
    """The light near each corner: above from the left, then below."""
    y = open_picture(frame).y
    rows, columns = (y.shape[0] // 8, -1 - y.shape[0] // 8), (y.shape[1] // 8, -1 - y.shape[1] // 8)
    return [int(y[row, column]) for row in rows for column in columns]


@pytest.mark.parametrize(
    ("framing", "light"),
    [
        (Framing(), [40, 80, 120, 160]),
        (Framing(quarter_turns=1), [120, 40, 160, 80]),
        (Framing(quarter_turns=2), [160, 120, 80, 40]),
        (Framing(quarter_turns=3), [80, 160, 40, 120]),
        (Framing(quarter_turns=4), [40, 80, 120, 160]),
        (Framing(is_mirrored=True), [80, 40, 160, 120]),
        (Framing(is_flipped=True), [120, 160, 40, 80]),
        (Framing(quarter_turns=1, is_mirrored=True), [40, 120, 80, 160]),
        (Framing(zoom=2, focus=(0, 0)), [40, 40, 40, 40]),
        (Framing(zoom=2, focus=(1, 1)), [160, 160, 160, 160]),
        (Framing(zoom=2), [40, 80, 120, 160]),
        (Framing(zoom=2, focus=(1, 0), is_mirrored=True), [40, 40, 40, 40]),
    ],
)
def test_a_picture_is_turned_mirrored_and_zoomed(framing: Framing, light: list[int]) -> None:
    framer = Framer(framing, WIDTH, HEIGHT)
    sides = framing.quarter_turns % 2 == 1
    assert framer.source_size == ((HEIGHT, WIDTH) if sides else (WIDTH, HEIGHT))
    framed = framer.apply(quarters(*framer.source_size))
    assert (framed.width, framed.height) == (WIDTH, HEIGHT)
    assert corners(framed) == pytest.approx(light, abs=2)


def test_a_part_is_cut_out_of_all_three_planes() -> None:
    frame = quarters()
    open_picture(frame).u[4, 8] = 99
    part = open_picture(cut_out(frame, 16, 8, 8, 4))
    assert part.y.shape == (4, 8)
    assert set(part.y.ravel().tolist()) == {160}
    assert part.u.tolist() == [[99, 128, 128, 128], [128] * 4]


def placed(fit: Fit, width: int, height: int) -> NDArray[np.uint8]:
    """The light of a white picture of that size in a picture of 64x32."""
    source = blank_frame(width, height)
    open_picture(source).y[:] = 235
    return open_picture(place(source, RenderContext(64, 32), Converter(), fit)).y


def lit(light: NDArray[np.uint8], least: int = 200) -> tuple[int, int, int, int]:
    """Where it is light: first and last column, first and last row."""
    rows, columns = np.nonzero(light > least)
    return int(columns.min()), int(columns.max()), int(rows.min()), int(rows.max())


@pytest.mark.parametrize(
    ("fit", "size", "where"),
    [
        ("fill", (64, 32), (0, 63, 0, 31)),
        ("fill", (16, 64), (0, 63, 0, 31)),
        ("bars", (32, 32), (16, 47, 0, 31)),
        ("bars", (64, 16), (0, 63, 8, 23)),
        ("bars", (640, 320), (0, 63, 0, 31)),
        ("blur", (32, 32), (16, 47, 0, 31)),
        ("auto", (32, 32), (16, 47, 0, 31)),
        ("auto", (64, 34), (0, 63, 0, 31)),
        ("card", (64, 32), (10, 51, 2, 23)),
        ("card", (32, 32), (20, 41, 3, 24)),
    ],
)
def test_a_picture_of_another_shape_is_placed(
    fit: Fit, size: tuple[int, int], where: tuple[int, int, int, int]
) -> None:
    assert lit(placed(fit, *size)) == pytest.approx(where, abs=1)


def test_what_fills_the_picture_shows_the_middle_of_its_source() -> None:
    source = blank_frame(128, 32)
    y = open_picture(source).y
    y[:, 32:64], y[:, 64:96] = 120, 200
    filled = open_picture(place(source, RenderContext(64, 32), Converter(), "fill")).y
    assert [int(filled[16, column]) for column in (4, 28, 36, 60)] == pytest.approx(
        [120, 120, 200, 200], abs=2
    )


def test_between_bars_it_is_black_and_on_its_blur_it_is_not() -> None:
    assert placed("bars", 32, 32)[16, 2] == 16
    assert 100 < placed("blur", 32, 32)[16, 2] < 200
    assert placed("bars", 3, 3000).shape == (32, 64), "a strip is placed too"


@pytest.mark.parametrize("speed", [0.3, 0.5, 0.8, 1.5, 3.0])
def test_a_tempo_changes_how_long_a_sound_is_and_not_its_pitch(speed: float) -> None:
    tone = np.sin(2 * np.pi * 600 * np.arange(RATE) / RATE).astype(np.float32)
    signal = np.stack([tone, -tone], axis=1)
    changed = change_tempo(signal, speed)
    assert len(changed) == pytest.approx(RATE / speed, rel=0.1)
    middle = changed[len(changed) // 4 : len(changed) * 3 // 4, 0]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
    assert int(spectrum.argmax()) * RATE / len(middle) == pytest.approx(600, abs=12)


def test_a_sound_at_its_own_tempo_and_no_sound_are_left_as_they_are() -> None:
    signal = np.ones((10, 2), np.float32)
    assert change_tempo(signal, 1) is signal
    assert len(change_tempo(signal[:0], 2)) == 0
