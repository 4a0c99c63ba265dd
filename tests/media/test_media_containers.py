"""What a container tells: its name, its length and its start, also where its header leaves one out."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from fractions import Fraction
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest
from av.video.stream import VideoStream
from PIL import Image

from media.drawn_media import draw_film, draw_picture, draw_still
from nemo_video.media import FileKind, frames_at, identify, probe, prove
from nemo_video.media.container import refusal
from nemo_video.media.opening import open_source

FPS = 25
LATER_S = 5
"""When recordings of a stream that was already going on start."""


def record(path: Path, start_s: float = 0, *, is_live: bool = False, frames: int = FPS) -> Path:
    """A film that begins at a time of its clock; the header of a live one was written before its length."""
    content = BytesIO()
    target = SimpleNamespace(write=content.write) if is_live else content
    with av.open(target, "w", format={".mkv": "matroska", ".webm": "webm"}.get(path.suffix, "mp4")) as output:
        codec = "libvpx" if path.suffix == ".webm" else "libx264"
        film = output.add_stream(
            codec, rate=FPS, options={"g": "10", "sc_threshold": "0", "deadline": "realtime"}
        )
        assert isinstance(film, VideoStream)
        film.width, film.height, film.pix_fmt = 64, 48, "yuv420p"
        for index in range(frames):
            frame = av.VideoFrame.from_ndarray(draw_picture(index, 64, 48), "rgb24").reformat(
                format="yuv420p"
            )
            frame.pts, frame.time_base = index + round(start_s * FPS), Fraction(1, FPS)
            output.mux(film.encode(frame))
        output.mux(film.encode(None))
    path.write_bytes(content.getvalue())
    return path


@pytest.mark.parametrize("start_s", [0, LATER_S])
@pytest.mark.parametrize(
    ("name", "is_live"),
    [("film.mkv", False), ("film.mkv", True), ("film.webm", False), ("film.webm", True), ("film.mp4", False)],
)
def test_a_film_is_as_long_as_it_plays_wherever_its_clock_begins(
    name: str, start_s: float, is_live: bool, tmp_path: Path
) -> None:
    path = record(tmp_path / name, start_s, is_live=is_live)
    info = probe(path)
    assert info.duration_s == pytest.approx(1, abs=0.01)
    assert info.fps == pytest.approx(FPS, abs=0.5)
    assert ("length_counted" in info.notices) is is_live
    assert prove(path).frames == FPS


def test_a_live_film_of_one_picture_is_as_long_as_that_shows(tmp_path: Path) -> None:
    """Its only packet was read already, to tell the film from bytes that look like one."""
    info = probe(record(tmp_path / "film.mkv", is_live=True, frames=1))
    assert (info.kind, info.duration_s) == ("video", pytest.approx(1 / FPS, abs=0.001))


@pytest.mark.parametrize("name", ["film.mkv", "film.mp4"])
def test_times_are_those_of_the_film_and_not_of_its_clock(name: str, tmp_path: Path) -> None:
    times_s = [0.1, 0.44, 0.96, 3]
    at_once, later = (
        frames_at(record(tmp_path / f"{start_s}{name}", start_s), times_s) for start_s in (0, LATER_S)
    )
    assert [frame.at_s for frame in later] == pytest.approx([0.08, 0.44, 0.96, 0.96], abs=0.002)
    assert [frame.at_s for frame in at_once] == pytest.approx([frame.at_s for frame in later], abs=0.002)
    for one, other in zip(at_once, later, strict=True):
        pictures = [np.asarray(Image.open(BytesIO(each.jpeg)), np.float32) for each in (one, other)]
        assert np.abs(pictures[0] - pictures[1]).mean() < 1


@pytest.mark.parametrize("start_s", [0, LATER_S])
def test_the_nearest_keyframe_will_do_where_it_is_near_enough_before_or_after(
    start_s: float, tmp_path: Path
) -> None:
    """There is one every 0.4 s, and within 0.1 s of it nothing else is decoded."""
    with open_source(record(tmp_path / "film.mp4", start_s)) as source:
        near, far = (
            [shot.at_s for shot in source.shots(times_s, max_width=64, tolerance_s=0.1)]
            for times_s in ([0.05, 0.31, 0.48, 0.88], [0.2])
        )
    assert near == pytest.approx([0, 0.4, 0.4, 0.8], abs=0.001)
    assert far == pytest.approx([0.2], abs=0.001)


def test_sound_in_a_films_container_is_sound_and_has_the_name_of_sound(tmp_path: Path) -> None:
    path = draw_film(tmp_path / "voice.mp4", video=None, audio="aac", seconds=0.2)
    assert identify(path) == FileKind("audio", "m4a")


def test_a_gif_of_one_picture_is_a_picture_and_has_no_length(tmp_path: Path) -> None:
    info = probe(draw_still(tmp_path / "still.gif"))
    assert (info.kind, info.container, info.duration_s, info.fps) == ("image", "gif", None, None)
    assert info.notices == ()


REFUSED = {
    b"Good morning, says the clock. " * 40: "neither film nor sound",
    (b"G" + bytes(187)) * 2 + bytes(400): "neither film nor sound",
    (b"G" + bytes(187)) * 3: "an MPEG transport stream",
    b"FLV\1" + bytes(40): "Flash video (FLV)",
    b"OggS" + bytes(40): "Ogg,",
    b"fLaC" + bytes(40): "FLAC",
    b"FORM" + bytes(4) + b"AIFF": "AIFF",
    b"#!AMR\n": "AMR",
    b"caff" + bytes(40): "Core Audio",
    b"\x30\x26\xb2\x75" + bytes(40): "Windows Media (ASF)",
    b".RMF" + bytes(40): "RealMedia",
    b" OggS" + bytes(40): "neither film nor sound",
    bytes(4) + b"ftyp" + bytes(40): "its index is missing",
    b"\x1a\x45\xdf\xa3" + bytes(40): "its index is missing",
    b"RIFF" + bytes(4) + b"WAVE": "its index is missing",
    b"RIFF" + bytes(4) + b"AVI LIST": "its index is missing",
    b"RIFF" + bytes(4) + b"CDXA": "neither film nor sound",
    b"": "neither film nor sound",
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.items())
def test_what_cannot_be_read_is_called_by_what_it_seems_to_be(content: bytes, reason: str) -> None:
    file = BytesIO(content)
    file.seek(0, 2)  # wherever a reader that gave up has left it
    assert reason in refusal(Path("clip.mp4"), file).message
