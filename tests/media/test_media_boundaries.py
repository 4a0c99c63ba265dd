"""Where the words of disks and libraries become ours, and what is too large or too dark."""

import os
from pathlib import Path

import pytest

from media.drawn_media import draw_film
from nemo_video.errors import DiskFailure, InvalidArgument, NotAllowed, NotFound, VideoError
from nemo_video.media import BrokenMedia, Expected, MediaInfo, Proof, contact_sheet, probe, prove
from nemo_video.media.broken import breaking_off
from nemo_video.media.facts import BLACK_FILM_SHARE, SILENCE_DBFS
from nemo_video.media.files import hash_file, open_file
from nemo_video.media.opening import read_info
from nemo_video.media.proof import prove_file
from nemo_video.media.source import check_pixels, fit_width

FILM = Path("film.mp4")


@pytest.mark.parametrize(
    ("raised", "at_s", "kind", "words"),
    [
        (ValueError("x"), None, BrokenMedia, "film.mp4 cannot be decoded at all."),
        (
            UnicodeDecodeError("utf-8", b"", 0, 1, "x"),
            1.255,
            BrokenMedia,
            "film.mp4 breaks off after 1.25 s.",
        ),
        (MemoryError(), 0.0, BrokenMedia, "film.mp4 breaks off after 0.00 s."),
        (OSError(5, "Input/output error"), None, DiskFailure, "film.mp4 could not be read from the disk."),
        (OSError("broken data stream"), None, BrokenMedia, "film.mp4 cannot be decoded at all."),
        (EOFError(), 2.0, BrokenMedia, "film.mp4 breaks off after 2.00 s."),
        (BlockingIOError(11, "x"), None, BrokenMedia, "film.mp4 cannot be decoded at all."),
        (NotFound("There is no such film."), None, NotFound, "There is no such film."),
    ],
    ids=repr,
)
def test_whatever_a_library_raises_is_an_error_of_ours(
    raised: Exception, at_s: float | None, kind: type[VideoError], words: str
) -> None:
    with pytest.raises(kind) as told, breaking_off(FILM, at_s=at_s):
        raise raised
    assert told.value.message == words
    assert getattr(told.value, "at_s", at_s) == at_s


def test_what_is_no_error_of_a_library_passes_the_boundary() -> None:
    with pytest.raises(KeyboardInterrupt), breaking_off(FILM):
        raise KeyboardInterrupt


def test_a_path_says_what_is_wrong_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "film.mp4").write_bytes(b"abc")
    with open_file(tmp_path / "film.mp4") as file:
        assert file.read() == b"abc"
    wrong: list[tuple[Path, type[VideoError], str]] = [
        (tmp_path / "none.mp4", NotFound, f"There is no file {tmp_path / 'none.mp4'}."),
        (tmp_path / "film.mp4" / "film.mp4", NotFound, "There is no file"),
        (tmp_path, InvalidArgument, "is not a regular file."),
        (Path("a\0b"), InvalidArgument, "The path holds a character that no path can hold."),
        (tmp_path / ("x" * 300), DiskFailure, "cannot be opened: File name too long."),
    ]
    for path, kind, words in wrong:
        with pytest.raises(kind) as told:
            open_file(path)
        assert words in told.value.message
        assert told.value.advice.startswith("Check the path")

    def refuse(*_: object) -> os.stat_result:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(NotAllowed, match=r"^film\.mp4 may not be read by this user\.$"):
        open_file(tmp_path / "film.mp4")


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_a_download_that_was_cut_off_behind_its_index_says_how_much_is_missing(
    share: float, tmp_path: Path
) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=0.4, movflags="+faststart")
    content = film.read_bytes()
    kept = max(round(len(content) * share), content.index(b"mdat") + 8)
    film.write_bytes(content[:kept])
    with pytest.raises(BrokenMedia, match=rf"^film\.mp4 is cut off: {len(content) - kept} bytes are missing"):
        prove_file(film, Expected(), lambda _: None)


def test_a_film_whose_first_picture_is_missing_is_told_as_cut_off(tmp_path: Path) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=0.4, movflags="+faststart")
    content = film.read_bytes()
    film.write_bytes(content[: content.index(b"mdat") + 12])
    with pytest.raises(BrokenMedia, match=r"^film\.mp4 is cut off: \d+ bytes are missing at its end\.$"):
        read_info(film)


def test_a_file_is_known_by_the_sum_of_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "abc").write_bytes(b"abc")
    # The example of FIPS 180-2, appendix B.1.
    assert hash_file(tmp_path / "abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_path_that_leads_nowhere_starts_no_decoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start(*_: object, **__: object) -> None:
        pytest.fail("a decoder was started")

    monkeypatch.setattr("subprocess.Popen", start)
    for look in (probe, prove, contact_sheet):
        with pytest.raises(NotFound):
            look(tmp_path / "none.mp4")


@pytest.mark.parametrize(
    ("size", "max_width", "shown"),
    [
        ((1920, 1080), 640, (640, 360)),
        ((640, 360), 640, (640, 360)),
        ((639, 360), 640, (639, 360)),
        ((1000, 3), 100, (100, 1)),
        ((10_000, 1), 100, (100, 1)),
        ((1, 40_000), 640, (1, 16_384)),
        ((100, 32_768), 640, (50, 16_384)),
        ((3, 2), 1, (1, 1)),
    ],
)
def test_a_picture_is_scaled_down_to_a_width_and_never_to_nothing(
    size: tuple[int, int], max_width: int, shown: tuple[int, int]
) -> None:
    assert fit_width(*size, max_width) == shown


def test_the_largest_picture_that_is_taken_has_as_many_pixels_as_8192_squared() -> None:
    check_pixels(FILM, 8192, 8192)
    check_pixels(FILM, 1, 8192 * 8192)
    for size in ((8192, 8193), (1, 8192 * 8192 + 1)):
        with pytest.raises(VideoError, match=rf"is too large a picture \({size[0]} x {size[1]}\)\.$"):
            check_pixels(FILM, *size)


def proven(*, black_share: float | None, peak_dbfs: float | None) -> Proof:
    return Proof(MediaInfo("video", "mp4", 1), "", 1, 1, 1.0, black_share, peak_dbfs, peak_dbfs)


@pytest.mark.parametrize(
    ("share", "peak_dbfs", "black", "silent"),
    [
        (BLACK_FILM_SHARE, SILENCE_DBFS, True, False),
        (BLACK_FILM_SHARE - 0.01, SILENCE_DBFS - 0.1, False, True),
        (1.0, -120.0, True, True),
        (0.0, 0.0, False, False),
        (None, None, False, None),
    ],
)
def test_a_film_is_black_or_silent_from_a_mark_on(
    share: float | None, peak_dbfs: float | None, black: bool, silent: bool | None
) -> None:
    proof = proven(black_share=share, peak_dbfs=peak_dbfs)
    assert (proof.black, proof.silent) == (black, silent)


def test_nothing_is_expected_of_a_film_that_nobody_describes() -> None:
    assert Expected() == Expected(texts=(), borders_s=(), screen=None)
