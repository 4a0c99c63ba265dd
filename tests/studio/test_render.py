import threading
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nemo_studio.render import Caption, Clip, Composition, RenderCancelled, Sound, draw_frames, render
from nemo_studio.render.compositor import Compositor
from nemo_studio.render.formats import FORMATS
from nemo_studio.render.soundtrack import Mixer
from nemo_studio.sound import RATE, measure_loudness
from nemo_video.errors import DiskFailure, InvalidArgument, VideoError
from nemo_video.wire.formats import (
    EXPORT_FORMATS,
    EXPORT_QUALITIES,
    ExportContainer,
    ExportQuality,
    OutputFormat,
)

pytestmark = pytest.mark.slow

DEMO = Composition(
    width=320,
    height=180,
    fps=30,
    duration_ms=2000,
    clips=(Clip(0, 2000, "sunset", seed=1),),
    sounds=(Sound(0, 2000, 0.35, "music", "lofi", seed=1),),
    captions=(Caption(0, 1000, "Golden Hour", fade_ms=200),),
)
SILENT = replace(DEMO, sounds=(), captions=())
HIGH, LOW = OutputFormat(), OutputFormat(quality="low")


def _render(composition: Composition, output: Path, format: OutputFormat = HIGH) -> Path:
    render(
        composition,
        output,
        format,
        on_progress=lambda _: None,
        is_cancelled=lambda: False,
    )
    return output


def _pictures(path: Path) -> list[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        return [
            frame.to_ndarray(format="gray8").astype(np.uint8, copy=False)
            for frame in container.decode(video=0)
        ]


def _samples(path: Path) -> NDArray[Any]:
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="fltp", layout="stereo", rate=RATE)
        chunks = [
            chunk.to_ndarray() for frame in container.decode(audio=0) for chunk in resampler.resample(frame)
        ]
    return np.concatenate(chunks, axis=1).T


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _render(DEMO, tmp_path_factory.mktemp("demo") / "demo.mp4")


def test_the_file_has_the_promised_streams_size_and_duration(demo: Path) -> None:
    with av.open(str(demo)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.average_rate) == (320, 180, 30)
        assert (audio.rate, audio.channels) == (RATE, 2)
        assert container.duration is not None
        assert container.duration / av.time_base == pytest.approx(2.0, abs=0.05)
    assert len(_pictures(demo)) == 60


def test_the_picture_is_tagged_as_bt709_in_limited_range(demo: Path) -> None:
    with av.open(str(demo)) as container:
        context = container.streams.video[0].codec_context
        tags = context.color_primaries, context.color_trc, context.colorspace, context.color_range
        assert (context.pix_fmt, tags) == ("yuv420p", (1, 1, 1, 1))


def test_the_index_stands_before_the_media_so_that_playing_starts_at_once(demo: Path) -> None:
    content = demo.read_bytes()

    assert content.index(b"moov") < content.index(b"mdat")


def test_the_picture_is_bright_and_moves(demo: Path) -> None:
    pictures = _pictures(demo)

    assert all(40 < picture.mean() < 200 for picture in pictures)
    steps = [np.abs(after.astype(int) - before).mean() for before, after in pairwise(pictures[35:])]
    assert min(steps) > 0.05


def test_the_title_shows_during_its_time_and_not_after(demo: Path, tmp_path: Path) -> None:
    plain = _pictures(_render(replace(DEMO, captions=()), tmp_path / "plain.mp4"))
    titled = _pictures(demo)

    differences = [
        float(np.abs(with_title.astype(int) - without)[70:110, 90:230].mean())
        for with_title, without in zip(titled, plain, strict=True)
    ]

    assert min(differences[8:22]) > 10
    assert max(differences[40:]) < 5


def test_sounds_are_mixed_at_their_volume_and_the_film_is_as_loud_as_others(demo: Path) -> None:
    samples = _samples(demo)[: 2 * RATE]

    assert np.abs(samples).max() < 0.95
    mixed = Mixer(DEMO).read(round(DEMO.duration_s * RATE))
    assert measure_loudness(mixed) == pytest.approx(-16 + 20 * np.log10(0.35), abs=1.5)
    assert measure_loudness(samples) == pytest.approx(-15, abs=1)


def test_the_same_composition_draws_the_same_frames_and_another_seed_others() -> None:
    other = replace(DEMO, clips=(replace(DEMO.clips[0], seed=2),))

    drawn, again, different = (
        [frame.to_ndarray() for frame in Compositor(replace(composition, duration_ms=400)).frames()]
        for composition in (DEMO, DEMO, other)
    )

    assert np.array_equal(drawn, again)
    assert not np.array_equal(drawn, different)


def test_without_any_sound_there_is_a_silent_track_and_gaps_are_black(tmp_path: Path) -> None:
    composition = replace(SILENT, clips=(Clip(500, 500, "abstract"),))

    path = _render(composition, tmp_path / "gap.mp4")

    pictures, samples = _pictures(path), _samples(path)
    assert pictures[5].max() < 24
    assert pictures[22].mean() > 30
    assert pictures[50].max() < 24
    assert np.abs(samples).max() < 1e-3
    assert len(samples) / RATE == pytest.approx(2.0, abs=0.05)


def test_shots_follow_each_other_and_the_later_start_wins(tmp_path: Path) -> None:
    composition = replace(SILENT, clips=(Clip(0, 2000, "abstract", seed=2), Clip(1000, 1000, "sunset")))

    pictures = _pictures(_render(composition, tmp_path / "two.mp4"))

    cut = np.abs(pictures[30].astype(int) - pictures[29]).mean()
    assert cut > 5 * np.abs(pictures[29].astype(int) - pictures[28]).mean()


CONTAINERS = {
    "mp4": ("mov,mp4", "h264", "aac"),
    "mov": ("mov,mp4", "h264", "aac"),
    "mkv": ("matroska", "h264", "aac"),
    "webm": ("matroska,webm", "vp9", "opus"),
    "gif": ("gif", "gif", None),
    "webp": ("webp", "webp", None),
    "mp3": ("mp3", None, "mp3float"),
    "wav": ("wav", None, "pcm_s16le"),
    "m4a": ("mov,mp4", None, "aac"),
}


@pytest.mark.parametrize("format", EXPORT_FORMATS)
@pytest.mark.parametrize("quality", ["low"])
def test_every_format_decodes_to_what_it_promises(
    format: ExportContainer, quality: ExportQuality, tmp_path: Path
) -> None:
    short = replace(DEMO, duration_ms=700)
    container_name, video_codec, audio_codec = CONTAINERS[format]

    path = _render(short, tmp_path / f"clip.{format}", OutputFormat(format, quality))

    with av.open(str(path)) as container:
        assert container_name in container.format.name
        assert [stream.codec_context.name for stream in container.streams.video] == (
            [video_codec] if video_codec else []
        )
        assert [stream.codec_context.name for stream in container.streams.audio] == (
            [audio_codec] if audio_codec else []
        )
    if audio_codec:
        assert len(_samples(path)) / RATE == pytest.approx(0.7, abs=0.08)


def test_lower_quality_makes_smaller_files(demo: Path, tmp_path: Path) -> None:
    sizes = [
        _render(DEMO, tmp_path / f"{quality}.mp4", OutputFormat("mp4", quality)).stat().st_size
        for quality in EXPORT_QUALITIES[1:]
    ]

    assert demo.stat().st_size > sizes[0] > sizes[1]


def test_progress_rises_to_one(tmp_path: Path) -> None:
    told: list[float] = []

    render(
        replace(SILENT, duration_ms=300),
        tmp_path / "told.mp4",
        LOW,
        on_progress=told.append,
        is_cancelled=lambda: False,
    )

    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 9


def test_cancelling_leaves_no_file_and_no_thread(tmp_path: Path) -> None:
    told: list[float] = []

    with pytest.raises(RenderCancelled):
        render(
            DEMO,
            tmp_path / "never.mp4",
            LOW,
            on_progress=told.append,
            is_cancelled=lambda: len(told) > 5,
        )

    assert list(tmp_path.iterdir()) == []
    assert "composer" not in {thread.name for thread in threading.enumerate()}


REFUSED = {
    "odd": replace(DEMO, width=321),
    "huge": replace(DEMO, width=9000),
    "empty": replace(DEMO, duration_ms=0),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_rendered_is_refused_in_words(case: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidArgument):
        _render(REFUSED[case], tmp_path / "no.mp4")

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_a_disk_error(tmp_path: Path) -> None:
    with pytest.raises(DiskFailure):
        _render(replace(SILENT, duration_ms=200), tmp_path / "missing" / "clip.mp4")


def _save_picture(path: Path, color: tuple[int, int, int], size: tuple[int, int]) -> Path:
    image = Image.new("RGB", size, color)
    image.paste((255, 255, 255), (0, 0, size[0] // 2, size[1]))
    image.save(path)
    return path


def test_an_uploaded_picture_fills_the_frame_and_moves(tmp_path: Path) -> None:
    picture = _save_picture(tmp_path / "odd.png", (200, 30, 30), (333, 501))
    composition = replace(SILENT, clips=(Clip(0, 2000, "", source=str(picture)),))

    pictures = _pictures(_render(composition, tmp_path / "still.mp4"))

    assert pictures[0][:, :20].mean() > 200
    assert pictures[0][:, -20:].mean() < 120
    assert np.abs(pictures[-1].astype(int) - pictures[0]).mean() > 0.2


@pytest.mark.parametrize("name", ["tall.jpg", "clear.png", "moving.gif", "still.webp"])
def test_every_kind_of_picture_can_be_a_shot(name: str, tmp_path: Path) -> None:
    frames = [Image.new("RGBA", (51, 203), (level, level, level, 255)) for level in (60, 200)]
    flat = [frame.convert("RGB") for frame in frames]
    if name == "moving.gif":
        flat[0].save(tmp_path / name, save_all=True, append_images=flat[1:], duration=300)
    elif name == "clear.png":
        Image.new("RGBA", (51, 203), (200, 200, 200, 128)).save(tmp_path / name)
    else:
        flat[1].save(tmp_path / name)
    composition = replace(SILENT, duration_ms=600, clips=(Clip(0, 600, "", source=str(tmp_path / name)),))

    pictures = _pictures(_render(composition, tmp_path / "clip.mp4"))

    brightness = [round(float(pictures[index].mean()), -1) for index in (2, -2)]
    assert brightness == {"clear.png": [100, 100], "moving.gif": [60, 200]}.get(name, [200, 200])


def test_a_video_with_oblong_pixels_is_shown_in_its_true_shape(tmp_path: Path) -> None:
    source = tmp_path / "oblong.mp4"
    with cast("Any", av.open(str(source), "w")) as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 160, 180, "yuv420p"
        stream.sample_aspect_ratio = Fraction(2)
        stripes = np.zeros((180, 160, 3), np.uint8)
        stripes[:, :40] = 255
        frames = [av.VideoFrame.from_ndarray(stripes, "rgb24") for _ in range(6)]
        container.mux([packet for frame in [*frames, None] for packet in stream.encode(frame)])
    composition = replace(SILENT, duration_ms=200, clips=(Clip(0, 200, "", source=str(source)),))

    picture = _pictures(_render(composition, tmp_path / "square.mp4"))[0]

    assert picture[:, :74].min() > 200
    assert picture[:, 86:].max() < 40


def test_an_uploaded_video_is_cut_to_the_frame_and_keeps_its_time(demo: Path, tmp_path: Path) -> None:
    composition = replace(
        SILENT,
        width=180,
        height=320,
        duration_ms=1000,
        clips=(Clip(0, 1000, "", source=str(demo), source_start_ms=1000),),
    )

    pictures = _pictures(_render(composition, tmp_path / "clip.mp4"))

    original = _pictures(demo)[30]
    columns = original[:, 110:211].mean(1)
    rows = cast("NDArray[Any]", np.interp(np.linspace(0, 179, 320), np.arange(180), columns))
    assert np.abs(pictures[0].mean(1) - rows).mean() < 4


def test_an_uploaded_sound_is_played_at_its_place(demo: Path, tmp_path: Path) -> None:
    sound = Sound(500, 1000, 1.0, "file", str(demo))

    samples = _samples(_render(replace(SILENT, sounds=(sound,)), tmp_path / "sound.mp4"))

    assert np.abs(samples[: RATE * 4 // 10]).max() < 1e-2
    assert np.abs(samples[RATE * 6 // 10 : RATE * 14 // 10]).max() > 0.02
    assert np.abs(samples[RATE * 17 // 10 :]).max() < 1e-2


@pytest.mark.parametrize("name", ["broken.mp4", "broken.png", "missing.mp4"])
def test_a_file_that_cannot_be_decoded_is_named_in_the_error(name: str, tmp_path: Path) -> None:
    source = tmp_path / "in" / name
    source.parent.mkdir()
    if "broken" in name:
        source.write_bytes(b"this is no media" * 50)
    composition = replace(SILENT, clips=(Clip(0, 2000, "", source=str(source)),))

    with pytest.raises(VideoError, match=name):
        _render(composition, tmp_path / "no.mp4")


def test_every_format_that_an_export_may_ask_for_has_an_encoding() -> None:
    assert list(FORMATS) == list(EXPORT_FORMATS)


def test_frames_drawn_without_an_export_show_what_the_export_shows(demo: Path) -> None:
    film = replace(DEMO, clips=(*DEMO.clips, Clip(500, 1000, "", source=str(demo), source_start_ms=700)))
    times_ms = [1900.0, 0.0, 900.0, 99_000.0]

    drawn = draw_frames(film, times_ms)

    every = [frame.to_ndarray(format="rgb24") for frame in Compositor(film).frames()]
    for picture, index in zip(drawn, (57, 0, 27, 59), strict=True):
        assert np.abs(picture.astype(int) - every[index]).mean() < 1.5


def test_a_black_clip_shows_nothing() -> None:
    film = replace(SILENT, clips=(Clip(0, 1000, "black"), Clip(1000, 1000, "sunset", seed=1)))

    black, sunset = draw_frames(film, [500.0, 1500.0])

    assert (int(black.max()), int(sunset.max()) > 100) == (0, True)
