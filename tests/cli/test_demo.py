"""The demo as a newcomer runs it: a child process, an empty HOME, and a film at the end."""

import re
from pathlib import Path

import anyio
import av
import numpy as np
import pytest
from PIL import Image

from homes import COMMAND, clean_environment

pytestmark = pytest.mark.slow

LIMIT_S = 600


@pytest.mark.anyio
async def test_the_demo_ends_with_a_ten_second_film_its_timeline_and_a_contact_sheet(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path, COLUMNS="200")
    with anyio.fail_after(LIMIT_S):
        ended = await anyio.run_process([str(COMMAND), "demo"], env=environment, check=False)
    shown = ended.stdout.decode()
    assert ended.returncode == 0, shown + ended.stderr.decode()

    film, sheet = (
        Path(found) for found in re.findall(r"^(?:video|contact sheet) +(\S.*)$", shown, re.MULTILINE)
    )
    assert film.is_relative_to(tmp_path)
    assert sheet.parent == film.parent
    assert re.search(
        r'^timeline +Timeline \(4 tracks\): 1\. Video: .* 4\. Title: "Golden Hour" \(0-3s\)$', shown, re.M
    )
    with Image.open(sheet) as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
    assert_it_is_a_sunset_with_sound(film)


@pytest.mark.anyio
async def test_a_demo_that_cannot_save_its_film_says_so_in_words(tmp_path: Path) -> None:
    occupied = tmp_path / "occupied"
    occupied.write_text("a file where the folder should be")
    environment = clean_environment(tmp_path, COLUMNS="200", NEMO_OUTPUT_DIR=str(occupied))
    with anyio.fail_after(LIMIT_S):
        ended = await anyio.run_process([str(COMMAND), "demo"], env=environment, check=False)
    assert ended.returncode == 1
    assert "The demo stopped." in ended.stdout.decode()
    assert "Traceback" not in ended.stdout.decode() + ended.stderr.decode()


def assert_it_is_a_sunset_with_sound(film: Path) -> None:
    with av.open(film) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height, video.average_rate, video.frames) == (1920, 1080, 30, 300)
        assert container.duration == pytest.approx(10_000_000, abs=30_000)
        shown = [
            frame.to_ndarray(width=64, height=36, format="rgb24").mean(axis=(0, 1))
            for frame in container.decode(video)
        ]
    colours = np.array(shown)
    assert 60 < colours.mean() < 170
    assert colours[:, 0].mean() > colours[:, 2].mean()
