"""The sound of files as it is mixed: its channels, its tracks, and silence around it."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

import wave
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.frame import AudioFrame
from av.stream import Disposition
from numpy.typing import NDArray

from media.drawn_media import draw_animation, draw_film, draw_still
from nemo_video.media.container import open_container
from nemo_video.media.sound import RATE, SoundReader, downmix, read_sound
from nemo_video.media.tracks import heard_streams, start_s

HALF = 0.5**0.5
LEFT, RIGHT, BOTH, NONE = (1.0, 0.0), (0.0, 1.0), (HALF, HALF), (0.0, 0.0)
REAR_LEFT, REAR_RIGHT = (HALF, 0.0), (0.0, HALF)

GAINS: dict[str, tuple[tuple[float, float], ...]] = {
    "mono": ((1.0, 1.0),),
    "stereo": (LEFT, RIGHT),
    "2.1": (LEFT, RIGHT, NONE),
    "3.0": (LEFT, RIGHT, BOTH),
    "quad": (LEFT, RIGHT, REAR_LEFT, REAR_RIGHT),
    "4.0": (LEFT, RIGHT, BOTH, (0.5, 0.5)),
    "5.0": (LEFT, RIGHT, BOTH, REAR_LEFT, REAR_RIGHT),
    "5.1(side)": (LEFT, RIGHT, BOTH, NONE, REAR_LEFT, REAR_RIGHT),
    "6.1": (LEFT, RIGHT, BOTH, NONE, (0.5, 0.5), REAR_LEFT, REAR_RIGHT),
    "7.1": (LEFT, RIGHT, BOTH, NONE, REAR_LEFT, REAR_RIGHT, REAR_LEFT, REAR_RIGHT),
    # Nobody says what these are: those of five and six are taken for what files of so many usually hold.
    "5 channels": (LEFT, RIGHT, BOTH, REAR_LEFT, REAR_RIGHT),
    "6 channels": (LEFT, RIGHT, BOTH, NONE, REAR_LEFT, REAR_RIGHT),
    "9 channels": (LEFT, RIGHT) * 4 + (LEFT,),
}


@pytest.mark.parametrize(("layout", "gains"), GAINS.items(), ids=GAINS)
def test_each_channel_is_heard_on_its_side(layout: str, gains: tuple[tuple[float, float], ...]) -> None:
    one_after_another = np.eye(len(gains), dtype=np.float32).reshape(1, -1)
    frame = AudioFrame.from_ndarray(one_after_another, "flt", layout)
    assert downmix(frame) == pytest.approx(np.array(gains))


def ramp(count: int) -> NDArray[np.int16]:
    """Every sample differs from its neighbours, and left from right."""
    at = np.arange(count)
    return np.stack([at % 30_000, -(at % 29_000)], axis=1).astype(np.int16)


def write_wave(path: Path, samples: NDArray[np.int16], rate: int = RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return path


@pytest.mark.parametrize("from_s", [0.0, 0.1234, 1.0, 1.5, 2.75])
def test_a_part_of_a_sound_is_read_to_the_sample(from_s: float, tmp_path: Path) -> None:
    samples = ramp(3 * RATE)
    read = read_sound(write_wave(tmp_path / "ramp.wav", samples), from_s, 0.2)
    begin = round(from_s * RATE)
    assert read.shape == (round(0.2 * RATE), 2)
    assert np.array_equal(np.round(read * 32768), samples[begin : begin + len(read)])


def test_after_its_end_a_sound_is_silent(tmp_path: Path) -> None:
    path = write_wave(tmp_path / "ramp.wav", ramp(1000))
    read = read_sound(path, 0.0, 0.05)
    assert np.array_equal(np.round(read[:1000] * 32768), ramp(1000))
    assert not read[1000:].any()
    assert not read_sound(path, 5.0, 0.05).any()


def test_a_sound_is_read_on_from_where_the_last_piece_ended(tmp_path: Path) -> None:
    samples = ramp(9000)
    reader = SoundReader(write_wave(tmp_path / "ramp.wav", samples), 0.0)
    pieces = [reader.read(count) for count in (1, 4095, 4096, 0, 700, 1000)]
    reader.close()
    read = np.concatenate(pieces)
    assert [len(piece) for piece in pieces] == [1, 4095, 4096, 0, 700, 1000]
    assert np.array_equal(np.round(read[:9000] * 32768), samples)
    assert not read[9000:].any()


def test_a_sound_of_another_rate_has_the_same_pitch_and_length(tmp_path: Path) -> None:
    at_s = np.arange(44_100 // 2) / 44_100
    tone = (20_000 * np.sin(2 * np.pi * 1000 * at_s)).astype(np.int16)
    read = read_sound(write_wave(tmp_path / "tone.wav", tone[:, None], 44_100), 0.0, 0.6)
    spectrum = np.abs(np.fft.rfft(read[: RATE // 2, 0]))
    assert int(spectrum.argmax()) * 2 == 1000  # half a second has a line every two hertz
    assert np.array_equal(read[:, 0], read[:, 1])
    assert np.abs(read[round(0.52 * RATE) :]).max() == 0


def test_a_picture_and_a_film_without_sound_are_silent(tmp_path: Path) -> None:
    silent = [
        draw_still(tmp_path / "still.png"),
        draw_animation(tmp_path / "moving.gif", [100, 100]),
        draw_film(tmp_path / "film.mp4", seconds=0.1),
    ]
    for path in silent:
        assert not read_sound(path, 0.0, 0.01).any(), path.name


def write_tracks(path: Path, tracks: list[dict[str, Any]], first_ms: int = 0) -> Path:
    """A Matroska of tracks of PCM, each a constant: 0.1 for the first, 0.2 for the second, and so on."""
    with av.open(path, "w") as output:
        streams = [output.add_stream("pcm_f32le", rate=RATE, layout="mono") for _ in tracks]
        for stream, told in zip(streams, tracks, strict=True):
            stream.disposition = told.get("flags", Disposition(0))
            if "language" in told:
                stream.metadata["language"] = told["language"]
        for number, stream in enumerate(streams, 1):
            samples = np.full((1, RATE // 10), number / 10, np.float32)
            frame = AudioFrame.from_ndarray(samples, "flt", "mono")
            frame.sample_rate, frame.pts = RATE, first_ms * RATE // 1000
            output.mux([*stream.encode(frame), *stream.encode(None)])
    return path


DEFAULT, COMMENT = Disposition.default, Disposition.comment
HEARD: dict[str, tuple[list[dict[str, Any]], list[int]]] = {
    "one track": ([{}], [0]),
    "tracks that say nothing": ([{}, {}, {}], [0, 1, 2]),
    "a first one with the flag that every muxer writes": ([{"flags": DEFAULT}, {}], [0, 1]),
    "a later one with a flag": ([{}, {"flags": DEFAULT}, {"flags": DEFAULT}], [1]),
    "one language": ([{"language": "eng"}, {"language": "eng"}], [0, 1]),
    "a language and none": ([{"language": "eng"}, {"language": "und"}, {}], [0, 1, 2]),
    "two languages": ([{"language": "eng"}, {"language": "fra"}], [0]),
    "two languages, the second flagged": ([{"language": "eng"}, {"language": "fra", "flags": DEFAULT}], [1]),
    "two languages, both flagged": (
        [{"language": "eng", "flags": DEFAULT}, {"language": "fra", "flags": DEFAULT}],
        [0],
    ),
    "a comment beside the sound": ([{}, {"flags": COMMENT}], [0]),
    "a comment before the sound": ([{"flags": COMMENT}, {}], [1]),
    "a description for the blind": ([{}, {"flags": Disposition.visual_impaired}], [0]),
    "comments alone": ([{"flags": COMMENT}, {"flags": COMMENT}], [0, 1]),
}


@pytest.mark.parametrize(("tracks", "heard"), HEARD.values(), ids=HEARD)
def test_the_tracks_that_are_heard_are_those_that_belong_together(
    tracks: list[dict[str, Any]], heard: list[int], tmp_path: Path
) -> None:
    path = write_tracks(tmp_path / "tracks.mkv", tracks)
    with path.open("rb") as file, open_container(path, file) as container:
        assert [stream.index for stream in heard_streams(container)] == heard
    level = sum((index + 1) / 10 for index in heard)
    assert read_sound(path, 0.0, 0.1)[100:-100] == pytest.approx(level, abs=0.001)


def test_the_first_moment_of_a_file_is_when_its_clock_starts(tmp_path: Path) -> None:
    path = write_tracks(tmp_path / "late.mkv", [{}], first_ms=2500)
    with path.open("rb") as file, open_container(path, file) as container:
        assert start_s(container) == pytest.approx(2.5)
    read = read_sound(path, 0.0, 0.2)
    assert np.flatnonzero(read[:, 0])[[0, -1]].tolist() == [0, RATE // 10 - 1]
