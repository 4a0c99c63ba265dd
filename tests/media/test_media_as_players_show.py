"""Times, lengths and tracks of files as people bring them: what players show is what we see and hear."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from media.recorded_media import BEEP_S, COLORS, color_film, draw
from nemo_video.media import BrokenMedia, check_whole, frames_at, probe, prove
from nemo_video.media.film import FilmReader
from nemo_video.media.sound import RATE, SoundReader, read_sound
from nemo_video.media.still import load_picture

pytestmark = pytest.mark.slow

X264 = ("-c:v", "libx264", "-g", "50", "-bf", "2", "-preset", "veryfast")
BROWSER = ("-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libopus", "-live", "1", "-f", "webm")


def middle(picture: NDArray[Any]) -> str:
    """The name of the colour in the middle of a picture."""
    pixel = picture[picture.shape[0] // 2, picture.shape[1] // 2].astype(int)
    return min(COLORS, key=lambda name: int(np.abs(np.array(COLORS[name]) - pixel).sum()))


def rendered(path: Path, times_s: list[float], from_s: float = 0.0) -> list[str]:
    """What the renderer sees at times since `from_s`."""
    reader = FilmReader(path, from_s)
    return [middle(reader.frame_at(at_s).to_ndarray(format="rgb24")) for at_s in times_s]


def previewed(path: Path, times_s: list[float], folder: Path) -> list[str]:
    """What a preview shows at times."""
    shown: list[str] = []
    for index, frame in enumerate(frames_at(path, times_s)):
        (folder / f"{index}.jpg").write_bytes(frame.jpeg)
        shown.append(middle(np.asarray(Image.open(folder / f"{index}.jpg").convert("RGB"))))
    return shown


def beeps(path: Path, duration_s: float) -> list[float]:
    """When sounds begin, in seconds."""
    loud = np.flatnonzero(np.abs(read_sound(path, 0, duration_s)).max(1) > 0.1)
    starts = [loud[0], *loud[1:][np.diff(loud) > RATE * BEEP_S]] if len(loud) else []
    return [float(start) / RATE for start in starts]


@pytest.fixture
def trimmed(tmp_path: Path) -> Path:
    """Cut from the middle of a group of pictures without encoding: an edit list hides what lies before."""
    whole = color_film(tmp_path / "whole.mp4", *X264, "-c:a", "aac")
    return draw(tmp_path / "trimmed.mp4", "-ss", "1", "-i", str(whole), "-c", "copy")


def test_a_trimmed_film_starts_where_players_start_it(trimmed: Path, tmp_path: Path) -> None:
    times_s, expected = [0.5, 1.5, 2.5], ["lime", "blue", "white"]

    assert rendered(trimmed, times_s) == expected
    assert rendered(trimmed, [0.0, 0.9], from_s=1.6) == ["blue", "white"]
    assert previewed(trimmed, times_s, tmp_path) == expected
    assert beeps(trimmed, 3) == pytest.approx([0.5, 1.5, 2.5], abs=0.004)
    assert probe(trimmed).duration_s == pytest.approx(3, abs=0.05)
    assert prove(trimmed).duration_s == pytest.approx(3, abs=0.05)


def test_a_browsers_recording_without_a_duration_has_its_whole_length(tmp_path: Path) -> None:
    path = color_film(tmp_path / "recorded.webm", *BROWSER)
    info = probe(path)

    assert info.duration_s == pytest.approx(4, abs=0.05)
    assert info.notices == ("length_counted",)
    assert rendered(path, [0.5, 2.5, 3.8]) == ["red", "blue", "white"]
    assert rendered(path, [0.0, 1.0], from_s=2.5) == ["blue", "white"]
    assert beeps(path, 4) == pytest.approx([0.5, 1.5, 2.5, 3.5], abs=0.01)


@pytest.mark.parametrize(
    ("name", "codec"),
    [("vbr.mp3", ("-c:a", "libmp3lame", "-q:a", "4", "-write_xing", "0")), ("bare.aac", ("-c:a", "aac"))],
)
def test_sound_without_an_index_is_as_long_as_its_packets(
    name: str, codec: tuple[str, ...], tmp_path: Path
) -> None:
    noise = "aevalsrc='if(lt(t,4),0,random(0)-0.5)':s=44100:d=6"
    path = draw(tmp_path / name, "-f", "lavfi", "-i", noise, *codec)
    loud = np.abs(read_sound(path, 3, 2)).max(1) > 0.05

    assert probe(path).duration_s == pytest.approx(6, abs=0.1)
    assert float(np.argmax(loud)) / RATE == pytest.approx(1, abs=0.06)


def two_tracks(path: Path, *options: str) -> Path:
    """A silent track before one with a tone."""
    inputs = [
        ("-f", "lavfi", "-i", source) for source in ("color=red:s=64x48:r=10:d=1", "anullsrc=d=1", "sine=d=1")
    ]
    maps = [("-map", str(index)) for index in range(3)]
    return draw(path, *sum((*inputs, *maps), ()), *X264[:2], "-shortest", *options)


def level(path: Path) -> float:
    return float(np.abs(read_sound(path, 0.1, 0.5)).max())


def test_tracks_of_one_recording_are_mixed_and_it_is_noticed(tmp_path: Path) -> None:
    path = two_tracks(tmp_path / "obs.mkv")

    assert level(path) > 0.1
    assert "tracks_mixed" in probe(path).notices


def test_a_later_track_that_is_flagged_is_the_one_that_plays(tmp_path: Path) -> None:
    path = two_tracks(tmp_path / "flagged.mkv", "-disposition:a:0", "0", "-disposition:a:1", "default")

    assert level(path) > 0.1
    assert "track_chosen" in probe(path).notices


def test_tracks_in_two_languages_are_not_heard_at_once(tmp_path: Path) -> None:
    languages = ("-metadata:s:a:0", "language=eng", "-metadata:s:a:1", "language=fra")
    path = two_tracks(tmp_path / "languages.mkv", *languages)

    assert level(path) == 0
    assert "track_chosen" in probe(path).notices


def test_sound_read_piece_by_piece_is_the_sound_read_at_once(trimmed: Path) -> None:
    reader = SoundReader(trimmed, 0.25)
    pieces = np.concatenate([reader.read(count) for count in (1000, 1, 77_777, 48_000, 20_000)])

    assert np.array_equal(pieces, read_sound(trimmed, 0.25, len(pieces) / RATE))


@pytest.mark.parametrize(("format", "container"), [("HEIF", "heic"), ("AVIF", "avif")])
def test_a_photo_of_a_phone_is_read_whatever_its_name(format: str, container: str, tmp_path: Path) -> None:
    from pillow_heif import register_heif_opener  # pyright: ignore[reportUnknownVariableType] - it leaves its options open

    register_heif_opener()
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (64, 48), (0, 0, 254)).save(path, format)
    info = probe(path)

    assert (info.kind, info.container, info.width, info.height) == ("image", container, 64, 48)
    assert middle(np.asarray(load_picture(path, "black"))) == "blue"


def test_interlaced_pictures_are_made_whole(tmp_path: Path) -> None:
    moving = "testsrc2=s=320x240:r=50:d=1,tinterlace=interleave_top,setfield=tff"
    coding = ("-c:v", "libx264", "-qp", "10", "-flags", "+ilme+ildct", "-x264-params", "tff=1")
    path = draw(tmp_path / "interlaced.mp4", "-f", "lavfi", "-i", moving, *coding, "-pix_fmt", "yuv420p")
    plain = draw(
        tmp_path / "plain.mp4", "-i", str(path), "-vf", "setfield=prog", "-c:v", "libx264", "-qp", "10"
    )

    assert probe(path).notices == ("interlaced",)
    assert comb(path) < comb(plain) * 0.7


@pytest.mark.parametrize("is_interlaced", [False, True])
def test_a_reader_that_jumps_shows_what_one_shows_that_reads_all(is_interlaced: bool, tmp_path: Path) -> None:
    moving = "testsrc2=s=160x96:r=50:d=3" + ",tinterlace=interleave_top,setfield=tff" * is_interlaced
    flags = ("-flags", "+ilme+ildct", "-x264-params", "tff=1") if is_interlaced else ("-bf", "2")
    coding = ("-c:v", "libx264", "-qp", "10", "-g", "25", *flags, "-pix_fmt", "yuv420p")
    path = draw(tmp_path / "film.mp4", "-f", "lavfi", "-i", moving, *coding)
    whole = FilmReader(path, 0)
    times_s = (0.3, 1.14, 2.5)
    shown = [whole.frame_at(at_s).to_ndarray(format="gray8") for at_s in times_s]

    jumping = FilmReader(path, 2.9)
    for at_s, picture in zip(reversed(times_s), reversed(shown), strict=True):
        jumping.jump_to(at_s)
        assert np.array_equal(jumping.frame_at(0).to_ndarray(format="gray8"), picture), at_s


def comb(path: Path) -> float:
    """How much neighbouring rows differ against rows two apart."""
    luma = FilmReader(path, 0).frame_at(0.5).to_ndarray(format="gray8").astype(float)
    return float(np.abs(np.diff(luma, axis=0)).mean() / np.abs(luma[2:] - luma[:-2]).mean())


def test_unusual_pictures_are_noticed(tmp_path: Path) -> None:
    hdr = (
        "-c:v",
        "libx265",
        "-x265-params",
        "log-level=none",
        "-pix_fmt",
        "yuv420p10le",
        "-color_trc",
        "smpte2084",
    )
    film = color_film(tmp_path / "film.mp4", *X264)
    bright = draw(tmp_path / "hdr.mp4", "-i", str(film), *hdr, "-colorspace", "bt2020nc", "-an")
    turned = draw(tmp_path / "turned.mp4", "-i", str(film), "-c", "copy", "-metadata:s:v", "rotate=90")
    skipping = "select='lt(mod(n,10),3)+eq(mod(n,7),0)'"
    uneven = draw(tmp_path / "uneven.mp4", "-i", str(film), "-vf", skipping, "-fps_mode", "vfr", *X264, "-an")

    assert [probe(path).notices for path in (film, bright, turned, uneven)] == [
        (),
        ("hdr",),
        ("rotated",),
        ("variable_rate",),
    ]


def test_a_download_that_was_cut_off_behind_its_index_is_told_as_that(tmp_path: Path) -> None:
    whole = color_film(tmp_path / "whole.mp4", *X264, "-c:a", "aac", "-movflags", "+faststart").read_bytes()
    path = tmp_path / "download.mp4"
    for share in (0.2, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(BrokenMedia, match="is cut off"):
            probe(path)
            check_whole(path)


def test_what_a_probe_takes_a_render_takes(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("1", (8100, 8100)).save(path)

    assert probe(path).width == 8100
    assert load_picture(path, "black").size == (8100, 8100)
