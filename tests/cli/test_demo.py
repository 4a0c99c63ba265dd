"""The demo from its first line to a film, which is shorter than the one that it makes for people."""

import re
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from cli.terminal import run
from hosts import facts_of, open_server
from nemo_video.cli import demo

pytestmark = pytest.mark.slow


def test_the_demo_ends_with_a_film_its_timeline_and_a_contact_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "SCENE", demo.SCENE.replace("10-second", "1-second, 360p"))
    ended = run(tmp_path, "demo")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    film, sheet = (
        Path(found) for found in re.findall(r"^(?:video|contact sheet) +(\S.*)$", ended.stdout, re.MULTILINE)
    )
    assert film.is_relative_to(tmp_path)
    assert sheet.parent == film.parent
    assert re.search(
        r'^timeline +Timeline \(4 tracks\): 1\. Video: .* 4\. Title: "Golden Hour" \(0-1s\)$',
        ended.stdout,
        re.MULTILINE,
    )
    with Image.open(sheet) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
    assert_it_is_a_sunset_with_sound(film)


@pytest.mark.anyio
async def test_what_the_demo_says_makes_ten_seconds_with_a_title_of_three(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        for words in (demo.SCENE, demo.EDIT):
            made = facts_of(await host.call_tool("generate", {"prompt": words}))
        timeline = made["timeline"]
    assert timeline["duration_s"] == 10
    assert timeline["summary"].endswith('4. Title: "Golden Hour" (0-3s)')


def test_a_demo_that_cannot_save_its_film_says_so_in_words(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder should be")
    ended = run(tmp_path, "demo", NEMO_OUTPUT_DIR=str(occupied))
    assert ended.returncode == 1
    assert "The demo stopped." in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def assert_it_is_a_sunset_with_sound(film: Path) -> None:
    with av.open(film) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.average_rate, video.frames) == (640, 360, 30, 30)
        assert container.duration == pytest.approx(1_000_000, abs=30_000)
        shown = [
            frame.to_ndarray(width=64, height=36, format="rgb24").mean(axis=(0, 1))
            for frame in container.decode(video)
        ]
    colours = np.array(shown)
    assert 60 < colours.mean() < 170
    assert colours[:, 0].mean() > colours[:, 2].mean()
