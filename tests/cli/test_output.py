"""What a person types and reads: the file of `-o`, commands instead of calls, pictures in a terminal."""

import base64
import io
import os
import re
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nemo_video.cli.output import Output, check_output
from nemo_video.cli.pictures import Room, draw, measure_terminal, save_pictures
from nemo_video.cli.wording import in_commands
from nemo_video.errors import InvalidArgument, VideoError


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("film.mp4", None, ("film.mp4", "mp4")),
        ("film", None, ("film.mp4", "mp4")),
        ("film", "webm", ("film.webm", "webm")),
        ("FILM.MOV", None, ("FILM.MOV", "mov")),
        ("night sky.gif", ".GIF", ("night sky.gif", "gif")),
        ("cut.otio", None, ("cut.otio", "otio")),
        ("words.srt", None, ("words.srt", "srt")),
    ],
)
def test_the_ending_tells_the_format_and_the_format_the_ending(
    tmp_path: Path, name: str, kind: str | None, expected: tuple[str, str]
) -> None:
    path, format = expected
    assert check_output(str(tmp_path / name), kind) == Output(tmp_path / path, format)


@pytest.mark.parametrize(
    ("name", "kind", "words"),
    [
        ("film.avi", None, '"avi" is no format'),
        ("film.mp4", "webm", "--format says webm"),
        ("taken.mp4", None, "is there already"),
        ("folder.mp4", None, "is a folder"),
        ("nowhere/film.mp4", None, "There is no folder"),
    ],
)
def test_a_file_that_cannot_be_made_is_refused_before_anything_is_made(
    tmp_path: Path, name: str, kind: str | None, words: str
) -> None:
    (tmp_path / "taken.mp4").write_bytes(b"")
    (tmp_path / "folder.mp4").mkdir()
    with pytest.raises(VideoError, match=words):
        check_output(str(tmp_path / name), kind)


def test_a_file_that_is_there_is_replaced_by_force_alone(tmp_path: Path) -> None:
    (tmp_path / "film.mp4").write_bytes(b"old")
    saved = tmp_path / "film (2).mp4"
    saved.write_bytes(b"new")
    check_output(str(tmp_path / "film.mp4"), is_forced=True).put_in_place(saved)
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("film.mp4", b"new")]
    with pytest.raises(InvalidArgument):
        check_output(str(tmp_path / "film.mp4"))


@pytest.mark.parametrize(
    ("said", "typed"),
    [
        (
            "Next: export(project_id='prj_1') - Save it.",
            "Next: nemo-video-mcp export --project prj_1 - Save it.",
        ),
        (
            "Next: generate(project_id='prj_1', prompt=\"it's warm\")",
            "Next: nemo-video-mcp generate 'it'\"'\"'s warm' --project prj_1",
        ),
        (
            'Call projects(action="new", backend="studio").',
            "Call nemo-video-mcp projects new --backend studio.",
        ),
        ("Next: wait(job_id='job_1')", "Next: nemo-video-mcp wait job_1"),
        (
            "Next: edit(edits=[{'op': 'trim', 'item': 'clip 2', 'from_s': 1, 'mirror': False}])",
            "Next: nemo-video-mcp edit --op trim --item 'clip 2' --from-s 1 --no-mirror",
        ),
        ("Next: upload(source=['a b.mp4', 'c.mp4'])", "Next: nemo-video-mcp upload 'a b.mp4' c.mp4"),
        ("The argument duration_s has to be a number.", "The argument --duration has to be a number."),
        ("> I would say export(project_id='prj_1')", "> I would say export(project_id='prj_1')"),
        ("Next: generate(prompt='a (small) house')", "Next: generate(prompt='a (small) house')"),
        ("Write wait(for it) as a title", "Write wait(for it) as a title"),
        ("Write wait(x) as a title", "Write wait(x) as a title"),
    ],
)
def test_calls_are_said_as_commands_but_for_the_words_of_others(said: str, typed: str) -> None:
    assert in_commands(said) == typed


def _picture() -> bytes:
    file = io.BytesIO()
    Image.effect_noise((200, 100), 90).save(file, "JPEG")
    return file.getvalue()


def test_pictures_are_saved_beside_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "preview.jpg").write_bytes(b"mine")
    saved = save_pictures([b"one", b"two"], tmp_path, "preview")
    assert [path.name for path in saved] == ["preview-2.jpg", "preview-3.jpg"]
    assert (tmp_path / "preview.jpg").read_bytes() == b"mine"


def test_a_terminal_that_can_is_sent_the_picture_in_its_own_protocol() -> None:
    jpeg = _picture()
    assert draw(jpeg, {"TERM": "xterm-256color"}, Room()) is None
    iterm = draw(jpeg, {"TERM_PROGRAM": "iTerm.app"}, Room())
    assert iterm and base64.b64decode(iterm.partition(":")[2].rstrip("\x07")) == jpeg
    kitty = draw(jpeg, {"KITTY_WINDOW_ID": "1"}, Room())
    assert kitty
    chunks = kitty.removesuffix("\x1b\\").split("\x1b\\")
    assert all(len(chunk) < 4200 for chunk in chunks)
    assert [chunk.partition("m=")[2][0] for chunk in chunks] == ["1"] * (len(chunks) - 1) + ["0"]
    png = base64.b64decode("".join(chunk.partition(";")[2] for chunk in chunks))
    assert Image.open(io.BytesIO(png)).size == (200, 100)


@pytest.mark.parametrize(
    ("room", "columns", "pixels"),
    [(Room(), 25, 200), (Room(10, 80), 10, 80), (Room(80, 1600), 10, 200), (Room(1, 1), 1, 1)],
)
def test_a_picture_is_no_wider_than_the_terminal_or_itself(room: Room, columns: int, pixels: int) -> None:
    kitty, iterm = (
        draw(_picture(), {"TERM": term, "TERM_PROGRAM": "iTerm.app"}, room) for term in ("xterm-kitty", "")
    )
    assert kitty and f",c={columns},m=" in kitty
    assert iterm and f";width={columns}:" in iterm
    sixels = draw(_picture(), {"TERM": "foot"}, room)
    assert sixels and sixels.startswith(f'\x1bPq"1;1;{pixels};{max(1, pixels // 2)}')


def test_a_multiplexer_which_swallows_pictures_is_sent_none() -> None:
    around = {"KITTY_WINDOW_ID": "1", "KONSOLE_VERSION": "230800"}
    assert draw(_picture(), {**around, "TERM": "screen-256color"}, Room()) is None
    assert draw(_picture(), {**around, "TERM": "xterm-kitty", "TMUX": "/run/tmux,1,0"}, Room()) is None


@pytest.mark.skipif(sys.platform == "win32", reason="it has no pseudo-terminals")
@pytest.mark.parametrize(
    ("told", "room"), [((40, 640), Room(40, 640)), ((40, 0), Room(40, 320)), ((0, 0), Room())]
)
def test_a_terminal_tells_how_wide_it_is(
    monkeypatch: pytest.MonkeyPatch, told: tuple[int, int], room: Room
) -> None:
    import fcntl
    import termios

    master, slave = os.openpty()
    with os.fdopen(master, "rb"), os.fdopen(slave, "w", encoding="utf-8") as terminal:
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 24, *told, 0))
        monkeypatch.setattr(sys, "stdout", terminal)
        assert measure_terminal() == room


def sixels_of(drawn: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """Pixel → its colour in percent, as a terminal reads them."""
    palette: dict[str, tuple[int, ...]] = {}
    pixels: dict[tuple[int, int], tuple[int, ...]] = {}
    x, top, color = 0, 0, ""
    body = drawn.split('"')[1].removesuffix("\x1b\\")
    for sign, numbers, run, code in re.findall(r"([#$-])([\d;]*)|(?:!(\d+))?([?-~])", body):
        if sign == "#":
            color, *values = numbers.split(";")
            if values:
                palette[color] = tuple(map(int, values[1:]))
        elif sign:
            x, top = 0, top + 6 * (sign == "-")
        else:
            rows = [row for row in range(6) if (ord(code) - 63) >> row & 1]
            width = int(run or 1)
            pixels |= {(x + step, top + row): palette[color] for step in range(width) for row in rows}
            x += width
    return pixels


@pytest.mark.parametrize("terminal", [{"TERM": "foot"}, {"KONSOLE_VERSION": "230800"}])
def test_a_terminal_with_sixels_gets_every_pixel(terminal: dict[str, str]) -> None:
    picture = Image.new("RGB", (20, 10), "#ff0000")
    picture.paste("#0000ff", (10, 0, 20, 10))
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=95, subsampling=0)
    drawn = draw(jpeg.getvalue(), terminal, Room())
    assert drawn and drawn.startswith("\x1bPq") and drawn.endswith("\x1b\\")
    pixels = sixels_of(drawn)
    assert set(pixels) == {(x, y) for x in range(20) for y in range(10)}
    assert pixels[2, 2] == pytest.approx((100, 0, 0), abs=3)
    assert pixels[17, 8] == pytest.approx((0, 0, 100), abs=3)
    assert draw(jpeg.getvalue(), {"TERM": "xterm-256color", "KONSOLE_VERSION": "210400"}, Room()) is None


def test_a_sky_keeps_its_shades_in_sixels() -> None:
    """With a few dozen colours a sunset has bands, and an orange bar is brown."""
    across, down = np.meshgrid(np.linspace(60, 250, 96), np.linspace(40, 200, 48))
    sky = np.stack([across, (across + down) / 3, down], axis=2).astype(np.uint8)
    jpeg = io.BytesIO()
    Image.fromarray(sky).save(jpeg, "JPEG", quality=95, subsampling=0)
    pixels = sixels_of(draw(jpeg.getvalue(), {"TERM": "foot"}, Room()) or "")
    drawn = np.array([[pixels[x, y] for x in range(96)] for y in range(48)]) * 2.55
    assert np.abs(drawn - sky).mean() < 4.5
