"""Films rendered in spans: the same pictures, times and bytes wherever they are rendered."""

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_studio.render import Caption, Clip, Composition, RenderCancelled, Sound, render
from nemo_studio.render.composition import Framing, Transition
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.executor import Executor, InProcessExecutor, ProcessExecutor
from nemo_studio.render.formats import Encoding
from nemo_studio.render.joining import choose_executor
from nemo_studio.render.spans import EncodedPacket, EncodedSpan, Span, plan_spans
from nemo_studio.render.video_coding import open_video_encoder
from nemo_studio.scenes import SCENES
from nemo_video.errors import VideoError
from nemo_video.media.groups import is_parameter_set, split_annex_b
from nemo_video.wire.formats import OutputFormat
from samples import sampled
from studio.judge import decode, packets, pictures

pytestmark = pytest.mark.slow

FILM = Composition(
    width=320,
    height=180,
    fps=30,
    duration_ms=5000,
    clips=(
        Clip(0, 2700, "city", seed=1),
        Clip(2700, 2300, "abstract", seed=2, transition=Transition("crossfade", 500)),
    ),
    sounds=(Sound(0, 5000, 0.5, "music", "lofi", seed=1),),
    captions=(Caption(1500, 1500, "Over the seams"),),
)


def save(composition: Composition, path: Path, executor: Executor | None = None) -> Path:
    render(
        composition,
        path,
        OutputFormat(),
        on_progress=lambda _: None,
        is_cancelled=lambda: False,
        choose=choose_executor if executor is None else lambda _film, _spans: executor,
    )
    return path


def draw(composition: Composition) -> NDArray[np.uint8]:
    frames = [frame.to_ndarray(format="rgb24") for frame in Compositor(composition).frames()]
    return np.stack(frames).astype(np.uint8)


def psnr(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float(10 * np.log10(255**2 / np.mean((one.astype(np.float32) - other) ** 2)))


def test_spans_begin_at_the_cuts_and_cover_every_frame_once() -> None:
    spans = plan_spans(FILM)

    assert spans == [Span(0, 60), Span(60, 81), Span(81, 141), Span(141, 150)]


def test_filmed_and_drawn_spans_are_decoded_by_the_same_parameter_sets() -> None:
    encoding = Encoding.of(OutputFormat())
    encoders = [open_video_encoder(encoding, FILM, is_filmed=filmed) for filmed in (True, False)]

    for each in encoders:
        each.open()

    filmed, drawn = (
        {unit for unit in split_annex_b(each.extradata or b"") if is_parameter_set(unit)} for each in encoders
    )
    assert len(filmed) == 2
    assert filmed == drawn


def test_an_edit_leaves_the_spans_of_other_clips_where_they_were() -> None:
    titled = replace(FILM, captions=(*FILM.captions, Caption(100, 333, "New")))

    assert plan_spans(titled) == plan_spans(FILM)


def test_the_seams_show_in_no_time_and_no_picture(tmp_path: Path) -> None:
    path = save(FILM, tmp_path / "film.mp4")

    decode(path, "warning")
    shown = pictures(path, 320, 180)
    drawn = draw(FILM)
    times = packets(path)
    assert [round(packet["pts"] * 30) for packet in sorted(times, key=lambda p: p["pts"])] == list(range(150))
    assert all(before["dts"] < after["dts"] <= after["pts"] for before, after in pairwise(times))
    assert len(shown) == len(drawn)
    assert min(psnr(*pair) for pair in zip(shown, drawn, strict=True)) > 32


def test_one_process_and_several_write_the_same_bytes(tmp_path: Path) -> None:
    one = save(FILM, tmp_path / "one.mp4", InProcessExecutor())
    several = save(FILM, tmp_path / "several.mp4", ProcessExecutor(3))

    assert one.read_bytes() == several.read_bytes()


@pytest.mark.parametrize("scene", sampled(SCENES, 4))
def test_a_scene_shows_the_same_wherever_drawing_begins(scene: str) -> None:
    film = replace(FILM, clips=(Clip(0, 5000, scene, seed=3),), captions=())
    whole = Compositor(film)
    for _ in whole.frames(0, 30):
        pass
    later = Compositor(film, 1000)

    for one, other in zip(whole.frames(30, 33), later.frames(30, 33), strict=True):
        assert np.array_equal(one.to_ndarray(), other.to_ndarray())


def test_a_film_shows_the_same_wherever_drawing_begins(tmp_path: Path) -> None:
    source = str(save(FILM, tmp_path / "source.mp4"))
    clip = Clip(
        0, 3000, "", source=source, source_start_ms=1234, speed=1.25, framing=Framing("blur", zoom=1.1)
    )
    film = replace(FILM, duration_ms=3000, clips=(clip,), captions=())
    whole = list(Compositor(film).frames())

    for first in (1, 40, 77):
        later = next(Compositor(film, first * 1000 / 30).frames(first))
        assert np.array_equal(later.to_ndarray(), whole[first].to_ndarray())


def test_what_a_worker_cannot_draw_is_told_in_its_words(tmp_path: Path) -> None:
    film = replace(FILM, clips=(Clip(0, 5000, "", source=str(tmp_path / "missing.mp4")),))

    with pytest.raises(VideoError, match=r"missing\.mp4"):
        save(film, tmp_path / "no.mp4", ProcessExecutor(2))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("make", [InProcessExecutor, lambda: ProcessExecutor(2)])
def test_cancelling_ends_the_workers_and_leaves_nothing(make: Callable[[], Executor], tmp_path: Path) -> None:
    told: list[float] = []
    before = set(threading.enumerate())  # other renders of this process may still be ending

    with pytest.raises(RenderCancelled):
        render(
            FILM,
            tmp_path / "never.mp4",
            OutputFormat(),
            on_progress=told.append,
            is_cancelled=lambda: len(told) > 5,
            choose=lambda _film, _spans: make(),
        )

    assert list(tmp_path.iterdir()) == []
    assert [each.name for each in threading.enumerate() if each not in before] == []


def test_an_encoded_span_survives_the_disk_and_a_cut_off_one_is_noticed() -> None:
    span = EncodedSpan(
        (EncodedPacket(0, True, b"key"), EncodedPacket(2, False, b""), EncodedPacket(1, False, b"b"))
    )

    assert EncodedSpan.from_bytes(span.to_bytes()) == span
    with pytest.raises(ValueError, match="cut off"):
        EncodedSpan.from_bytes(span.to_bytes()[:-1])
