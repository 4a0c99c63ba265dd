"""What a file is, by its content."""

import os
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from media.drawn_media import draw_film, draw_picture, draw_still
from nemo_video.errors import BackendRefusal, InvalidArgument, NotAllowed, NotFound, VideoError
from nemo_video.media import (
    BrokenMedia,
    FileKind,
    MediaInfo,
    contact_sheet,
    frames_at,
    identify,
    probe,
    prove,
)

Drawn = Callable[[str], Path]

KINDS = {
    "film.mp4": FileKind("video", "mp4"),
    "film.mov": FileKind("video", "mov"),
    "film.mkv": FileKind("video", "mkv"),
    "film.webm": FileKind("video", "webm"),
    "film.avi": FileKind("video", "avi"),
    "moving.gif": FileKind("image", "gif"),
    "moving.webp": FileKind("image", "webp"),
    "still.webp": FileKind("image", "webp"),
    "still.png": FileKind("image", "png"),
    "still.jpg": FileKind("image", "jpg"),
    "sound.mp3": FileKind("audio", "mp3", notices=("length_counted",)),
    "sound.wav": FileKind("audio", "wav"),
    "sound.m4a": FileKind("audio", "m4a"),
    "sound.aac": FileKind("audio", "aac", notices=("length_counted",)),
}

NO_MEDIA = {
    "an empty file": (b"", "is empty"),
    "text": (b"A calm sea at dawn.\n" * 200, "holds neither film nor sound nor a picture"),
    "a key": (b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + b"QUJD" * 400, "holds neither film nor sound"),
    "HTML": (b"<!doctype html><html><body>Sign in</body></html>" * 20, "holds neither film nor sound"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "holds neither film nor sound"),
    "PDF": (b"%PDF-1.7\n" + bytes(range(256)) * 20, "holds neither film nor sound"),
    "a transport stream": ((b"G" + bytes(187)) * 20, "holds an MPEG transport stream"),
    "a camera's transport stream": ((bytes(4) + b"G" + bytes(187)) * 20, "holds an MPEG transport stream"),
    "a program stream": (b"\0\0\1\xba" + bytes(5000), "holds an MPEG program stream"),
    "a playlist": (b"#EXTM3U\n#EXTINF:1,\n/etc/hostname\n", "holds neither film nor sound"),
    "a list of files": (b"ffconcat version 1.0\nfile /etc/hostname\n", "holds neither film nor sound"),
    "zeros": (bytes(5000), "holds neither film nor sound"),
    "ones": (b"\xff" * 5000, "holds neither film nor sound"),
    "a film's first bytes": (b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", "is cut off or damaged"),
    "a picture's first bytes": (b"\x89PNG\r\n\x1a\n", "cannot be decoded at all"),
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
@pytest.mark.parametrize("extension", ["", ".bin", ".txt", ".jpg"])
def test_a_file_is_known_by_its_content_whatever_its_name(
    name: str, kind: FileKind, extension: str, drawn: Drawn, tmp_path: Path
) -> None:
    renamed = tmp_path / f"renamed{extension}"
    renamed.write_bytes(drawn(name).read_bytes())
    assert identify(renamed) == kind


@pytest.mark.parametrize(("content", "reason"), NO_MEDIA.values(), ids=NO_MEDIA)
@pytest.mark.parametrize("look", [identify, probe, prove, contact_sheet])
def test_what_is_no_media_is_refused_with_a_reason(
    content: bytes, reason: str, look: Callable[[Path], object], tmp_path: Path
) -> None:
    path = tmp_path / "holiday.mp4"
    path.write_bytes(content)
    with pytest.raises(BackendRefusal, match=f"^holiday.mp4 {reason}") as refused:
        look(path)
    assert refused.value.code == 4001
    assert refused.value.advice


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("film.mp4", {"duration_s": 1, "fps": 25, "video_codec": "h264", "audio_codec": "aac"}),
        ("film.webm", {"duration_s": 1.008, "fps": 25, "video_codec": "vp9", "audio_codec": "opus"}),
        ("moving.gif", {"duration_s": 1, "fps": 100 / 33, "video_codec": "gif"}),
        ("moving.webp", {"duration_s": 1, "fps": 3, "video_codec": "webp"}),
        ("still.png", {"video_codec": "png"}),
        ("still.jpg", {"video_codec": "mjpeg"}),
        ("sound.wav", {"duration_s": 1, "audio_codec": "pcm_s16le"}),
    ],
)
def test_a_header_is_read(name: str, facts: dict[str, object], drawn: Drawn) -> None:
    path, kind = drawn(name), KINDS[name]
    has_picture = kind.kind != "audio"
    info = MediaInfo(
        kind.kind,
        kind.container,
        path.stat().st_size,
        width=64 if has_picture else None,
        height=48 if has_picture else None,
    )
    assert _facts(probe(path)) == {**_facts(info), **facts}


def _facts(info: MediaInfo) -> dict[str, object]:
    return {name: getattr(info, name) for name in MediaInfo.__slots__}


@pytest.mark.parametrize(("turn", "size"), [(90, (48, 64)), (-90, (48, 64)), (180, (64, 48)), (0, (64, 48))])
def test_the_size_is_the_one_that_is_shown(turn: int, size: tuple[int, int], tmp_path: Path) -> None:
    info = probe(draw_film(tmp_path / "film.mp4", seconds=0.2, turn=turn))
    assert (info.width, info.height) == size


@pytest.mark.parametrize(("turn", "edge"), [(0, "right"), (90, "top"), (180, "left"), (-90, "bottom")])
def test_a_turned_film_is_shown_upright(turn: int, edge: str, tmp_path: Path) -> None:
    """The drawn picture is reddest at its right edge, which turns against the clock."""
    film = draw_film(tmp_path / "film.mp4", seconds=0.2, turn=turn)
    picture = Image.open(BytesIO(frames_at(film, [0.08])[0].jpeg))
    red = np.asarray(picture, np.float32)[:, :, 0]
    edges = {"right": red[:, -4:], "left": red[:, :4], "top": red[:4], "bottom": red[-4:]}
    assert max(edges, key=lambda name: float(edges[name].mean())) == edge


def test_a_photo_that_lies_on_its_side_is_shown_upright(tmp_path: Path) -> None:
    picture = Image.fromarray(draw_picture(0, 64, 48))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "photo.jpg", exif=exif)

    info, frame = probe(tmp_path / "photo.jpg"), frames_at(tmp_path / "photo.jpg", [0])[0]

    assert (info.width, info.height) == (frame.width, frame.height) == (48, 64)


@pytest.mark.parametrize("size", [(97, 55), (33, 48), (64, 31)])
def test_odd_sizes_are_kept(size: tuple[int, int], tmp_path: Path) -> None:
    film = draw_film(tmp_path / "film.mp4", seconds=0.2, size=size, pixel_format="yuv444p")
    info = probe(film)
    frame = frames_at(film, [0])[0]
    assert (info.width, info.height) == (frame.width, frame.height) == size


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_read(mode: str, tmp_path: Path) -> None:
    still = draw_still(tmp_path / "still.png", mode)
    (tmp_path / "frame.jpg").write_bytes(frames_at(still, [0])[0].jpeg)
    darkest, brightest = Image.open(tmp_path / "frame.jpg").convert("L").getextrema()
    assert (darkest, brightest) != (255, 255)
    assert prove(still).black_share == 0


def test_a_sound_file_with_a_cover_is_sound(drawn: Drawn, tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    cover = drawn("still.jpg").read_bytes()
    body = b"\0image/jpeg\0\x03\0" + cover
    frame = b"APIC" + struct.pack(">I", len(body)) + b"\0\0" + body
    size = bytes(len(frame) >> shift & 0x7F for shift in (21, 14, 7, 0))
    path.write_bytes(b"ID3\x03\0\0" + size + frame + drawn("sound.mp3").read_bytes())

    assert identify(path) == KINDS["sound.mp3"]
    assert prove(path).frames == 0


@pytest.mark.parametrize("size", [(8193, 8193), (10_000, 10_000), (60_000, 60_000)])
def test_a_small_file_that_unpacks_to_gigabytes_is_refused(size: tuple[int, int], tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", *size, 8, 0, 0, 0, 0)
    bomb.write_bytes(b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(b"")))
    with pytest.raises(BackendRefusal, match=r"^bomb\.png is too large a picture"):
        probe(bomb)


def test_an_animation_that_unpacks_to_gigabytes_is_refused(drawn: Drawn, tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.gif"
    content = bytearray(drawn("moving.gif").read_bytes())
    content[6:10] = b"\xff\xff\xff\xff"
    bomb.write_bytes(content)
    with pytest.raises(BackendRefusal):
        probe(bomb)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def test_a_path_that_leads_to_no_file_says_why(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    cases: dict[Path, type[VideoError]] = {
        tmp_path / "missing.mp4": NotFound,
        tmp_path: InvalidArgument,
        tmp_path / "pipe": InvalidArgument,
        Path("a\0b.mp4"): InvalidArgument,
    }
    for path, error in cases.items():
        with pytest.raises(error):
            probe(path)


def test_a_file_that_may_not_be_read_says_so(drawn: Drawn, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: Path | str, flags: int, *mode: int) -> int:
        if Path(name) == path:  # root, as which tests run in containers, may read whatever its mode says
            raise PermissionError(13, "Permission denied")
        return os_open(name, flags, *mode)

    path, os_open = drawn("film.mp4"), os.open
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(NotAllowed, match="may not be read by this user"):
        probe(path)


def test_a_damaged_upload_is_told_apart_from_a_foreign_one(drawn: Drawn, tmp_path: Path) -> None:
    content = drawn("film.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(content[: len(content) // 2])
    with pytest.raises(BrokenMedia, match="is cut off"):
        probe(tmp_path / "cut.mp4")
