"""The proof of delivery: whole files pass with their facts, and nothing that is cut or damaged does."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from media.drawn_media import draw_film, draw_still
from nemo_video.media import BrokenMedia, Cancelled, Proof, probe, prove
from samples import sampled

Drawn = Callable[[str], Path]

FILMS = ("film.mp4", "film.mov", "film.mkv", "film.webm", "film.avi")
SOUNDS = ("sound.mp3", "sound.wav", "sound.m4a", "sound.aac")
ANIMATIONS = {"moving.gif": 3, "moving.webp": 3}
STILLS = ("still.webp", "still.png", "still.jpg")
EVERY_KIND = (*FILMS, *SOUNDS, *ANIMATIONS, *STILLS)


@pytest.mark.parametrize("name", FILMS)
def test_a_whole_film_is_proven(name: str, drawn: Drawn) -> None:
    path = drawn(name)
    content = path.read_bytes()

    proof = prove(path)

    assert proof == Proof(
        info=probe(path),
        sha256=hashlib.sha256(content).hexdigest(),
        bytes=len(content),
        frames=25,
        duration_s=proof.duration_s,
        black_share=0,
        peak_dbfs=proof.peak_dbfs,
        rms_dbfs=proof.rms_dbfs,
        loudness_lufs=proof.loudness_lufs,
        loudness_spread_lu=proof.loudness_spread_lu,
    )
    assert proof.duration_s == pytest.approx(1, abs=0.05)
    assert (proof.peak_dbfs, proof.rms_dbfs) == (pytest.approx(-12, abs=1), pytest.approx(-15, abs=1))
    assert (proof.black, proof.silent) == (False, False)


@pytest.mark.parametrize("name", SOUNDS)
def test_whole_sound_is_proven(name: str, drawn: Drawn) -> None:
    proof = prove(drawn(name))
    assert (proof.frames, proof.black_share, proof.black, proof.silent) == (0, None, False, False)
    assert proof.duration_s == pytest.approx(1, abs=0.05)
    assert (proof.peak_dbfs, proof.rms_dbfs) == (pytest.approx(-12, abs=1), pytest.approx(-15, abs=1))


@pytest.mark.parametrize("codec", ["pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le"])
def test_loudness_means_the_same_in_every_sample_format(codec: str, tmp_path: Path) -> None:
    proof = prove(draw_film(tmp_path / "sound.wav", video=None, audio=codec, seconds=0.2))
    assert (proof.peak_dbfs, proof.rms_dbfs) == (pytest.approx(-12, abs=0.1), pytest.approx(-15, abs=0.1))


@pytest.mark.parametrize(("codec", "extension"), [("libopus", "webm"), ("aac", "m4a"), ("pcm_s24le", "wav")])
@pytest.mark.parametrize("layout", ["mono", "5.1", "7.1"])
def test_sound_is_proven_with_any_number_of_channels(
    codec: str, extension: str, layout: str, tmp_path: Path
) -> None:
    proof = prove(draw_film(tmp_path / f"sound.{extension}", video=None, audio=codec, layout=layout))
    assert (proof.duration_s, proof.rms_dbfs) == (pytest.approx(1, abs=0.05), pytest.approx(-15, abs=2))


@pytest.mark.parametrize(("name", "frames"), ANIMATIONS.items())
def test_a_whole_animation_is_proven(name: str, frames: int, drawn: Drawn) -> None:
    proof = prove(drawn(name))
    assert (proof.frames, proof.duration_s, proof.silent) == (frames, pytest.approx(1), None)


@pytest.mark.parametrize("name", STILLS)
def test_a_whole_still_is_proven(name: str, drawn: Drawn) -> None:
    proof = prove(drawn(name))
    assert (proof.frames, proof.duration_s, proof.black, proof.silent) == (1, 0, False, None)


@pytest.mark.parametrize("extension", ["mp4", "mkv", "avi"])
def test_a_film_of_one_picture_a_second_is_whole(extension: str, tmp_path: Path) -> None:
    codec = "mpeg4" if extension == "avi" else "libx264"
    proof = prove(draw_film(tmp_path / f"slides.{extension}", video=codec, fps=1, seconds=4))
    assert (proof.frames, proof.duration_s) == (4, pytest.approx(4))


def test_a_film_that_was_written_in_fragments_is_whole(tmp_path: Path) -> None:
    proof = prove(draw_film(tmp_path / "film.mp4", audio="aac", movflags="frag_keyframe+empty_moov"))
    assert (proof.frames, proof.duration_s) == (25, pytest.approx(1, abs=0.1))


def test_a_film_whose_index_comes_first_is_whole(tmp_path: Path) -> None:
    proof = prove(draw_film(tmp_path / "film.mp4", audio="aac", movflags="+faststart"))
    assert (proof.frames, proof.duration_s) == (25, pytest.approx(1, abs=0.05))


@pytest.mark.parametrize(
    ("name", "share"), sampled([(name, share) for name in EVERY_KIND for share in (0.97, 0.3, 0.5, 0.9)], 2)
)
def test_a_file_that_was_cut_off_is_never_proven(
    name: str, share: float, drawn: Drawn, tmp_path: Path
) -> None:
    content = drawn(name).read_bytes()
    cut = tmp_path / name
    cut.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BrokenMedia) as broken:
        prove(cut)
    assert broken.value.code == 4001
    assert broken.value.advice == "The file is damaged or incomplete: make it or download it again."


@pytest.mark.parametrize("movflags", ["+faststart", "frag_keyframe+empty_moov"])
def test_a_film_with_its_index_in_front_is_not_proven_when_cut(movflags: str, tmp_path: Path) -> None:
    film = draw_film(tmp_path / "film.mp4", audio="aac", movflags=movflags)
    content = film.read_bytes()
    film.write_bytes(content[: len(content) * 7 // 10])
    with pytest.raises(BrokenMedia, match="is cut off"):
        prove(film)


@pytest.mark.parametrize("name", [name for name in EVERY_KIND if name not in ("sound.mp3", "still.jpg")])
def test_not_even_one_byte_may_be_missing(name: str, drawn: Drawn, tmp_path: Path) -> None:
    cut = tmp_path / name
    cut.write_bytes(drawn(name).read_bytes()[:-1])
    with pytest.raises(BrokenMedia):
        prove(cut)


@pytest.mark.parametrize("name", ["film.mp4", "film.mov", "film.mkv", "sound.m4a", "sound.aac", "still.png"])
def test_a_file_with_a_damaged_middle_is_never_proven(name: str, drawn: Drawn, tmp_path: Path) -> None:
    content = drawn(name).read_bytes()
    middle = len(content) // 2
    damaged = tmp_path / name
    damaged.write_bytes(content[:middle] + b"\xa5" * 200 + content[middle + 200 :])
    with pytest.raises(BrokenMedia):
        prove(damaged)


def test_a_film_with_a_note_of_some_program_behind_it_is_whole(tmp_path: Path) -> None:
    film = draw_film(tmp_path / "noted.mp4")
    with film.open("ab") as file:
        file.write(b"note by some program, which is no box of a film")
    assert prove(film).frames > 0


def test_where_a_film_breaks_is_told(drawn: Drawn, tmp_path: Path) -> None:
    content = drawn("film.mp4").read_bytes()
    middle = len(content) // 2
    damaged = tmp_path / "film.mp4"
    damaged.write_bytes(content[:middle] + b"\xa5" * 200 + content[middle + 200 :])
    with pytest.raises(BrokenMedia, match=r"^film\.mp4 breaks off after 0\.\d\d s\.$") as broken:
        prove(damaged)
    assert broken.value.at_s is not None
    assert 0.2 < broken.value.at_s < 0.8


def test_sound_alone_does_not_prove_a_film_whose_picture_is_foreign(drawn: Drawn, tmp_path: Path) -> None:
    foreign = tmp_path / "film.mp4"
    foreign.write_bytes(drawn("film.mp4").read_bytes().replace(b"avc1", b"zzq9"))
    with pytest.raises(BrokenMedia, match="has a track that cannot be decoded"):
        prove(foreign)


def test_a_black_film_is_noticed(tmp_path: Path) -> None:
    proof = prove(draw_film(tmp_path / "film.mp4", audio="aac", look="black"))
    assert (proof.black_share, proof.black, proof.silent) == (1, True, False)


def test_a_silent_film_is_noticed(tmp_path: Path) -> None:
    proof = prove(draw_film(tmp_path / "film.mp4", audio="aac", tone="silence"))
    assert (proof.black, proof.silent, proof.peak_dbfs, proof.rms_dbfs) == (False, True, -120, -120)


def test_a_film_without_a_sound_track_is_neither_silent_nor_loud(tmp_path: Path) -> None:
    proof = prove(draw_film(tmp_path / "film.mp4"))
    assert (proof.silent, proof.peak_dbfs, proof.rms_dbfs) == (None, None, None)


def test_a_black_picture_is_noticed(tmp_path: Path) -> None:
    still = draw_still(tmp_path / "still.png", look="black")
    assert prove(still).black


@pytest.mark.parametrize("name", EVERY_KIND)
def test_progress_rises_to_the_end(name: str, drawn: Drawn) -> None:
    heard: list[float] = []
    prove(drawn(name), on_progress=heard.append)
    assert heard == sorted(heard)
    assert all(0 <= share <= 1 for share in heard)
    assert heard[-1] == 1


@pytest.mark.parametrize("name", sampled(EVERY_KIND, 4))
@pytest.mark.slow
def test_a_proof_that_nobody_waits_for_stops_at_the_next_frame(name: str, drawn: Drawn) -> None:
    asked: list[bool] = []

    def is_cancelled() -> bool:
        asked.append(True)
        return True

    with pytest.raises(Cancelled):
        prove(drawn(name), is_cancelled=is_cancelled)
    assert len(asked) == 1
