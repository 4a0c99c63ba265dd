"""From uploads to the film, over the wire: what was asked for in chat is measured in the decoded file."""

# PyAV leaves the type of its packets open.
# pyright: reportUnknownMemberType=false

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from numpy.typing import NDArray
from PIL import Image

from studio.studio_sessions import Chat, open_chat

pytestmark = pytest.mark.slow

RATE = 48000
VOICE_HZ = 6000


def shades(path: Path, seconds: int) -> Path:
    """A film whose grey rises by 5 every tenth of a second."""
    with av.open(path, "w") as output:
        stream = output.add_stream("libx264", rate=10)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for index in range(10 * seconds):
            frame = av.VideoFrame.from_ndarray(np.full((180, 320, 3), 40 + 5 * index, np.uint8), "rgb24")
            frame.pts, frame.time_base = index, Fraction(1, 10)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def spoken(path: Path) -> Path:
    """Two seconds of silence, then two of a tone."""
    at_s = np.arange(4 * RATE) / RATE
    tone = (0.1 * np.sin(2 * np.pi * VOICE_HZ * at_s) * (at_s > 2)).astype(np.float32)
    with av.open(path, "w") as output:
        stream = output.add_stream("pcm_s16le", rate=RATE, layout="mono")
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray((tone * 32767).astype(np.int16)[None], "s16", "mono")
        frame.sample_rate = RATE
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


def greys(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(f.to_ndarray(format="rgb24").mean()) for f in container.decode(video=0)]


def music_of(path: Path) -> NDArray[Any]:
    """The sound without the tone, as one channel."""
    mono = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(str(path)) as container:
        heard = [each for frame in container.decode(audio=0) for each in mono.resample(frame)]
    samples = np.concatenate([each.to_ndarray()[0] for each in heard])
    spectrum = np.fft.rfft(samples)
    spectrum[np.fft.rfftfreq(len(samples), 1 / RATE) > VOICE_HZ / 2] = 0
    return np.fft.irfft(spectrum, len(samples))


def loudness(sound: NDArray[Any], start_s: float, stop_s: float) -> float:
    return float(np.sqrt(np.mean(sound[round(start_s * RATE) : round(stop_s * RATE)] ** 2)))


def music_share(sound: NDArray[Any]) -> float:
    """How loud the music is while the voice speaks, beside how loud it is before."""
    return loudness(sound, 2.3, 3.5) / loudness(sound, 0.2, 1.7)


async def render_sound(chat: Chat, folder: Path) -> NDArray[Any]:
    return music_of(await chat.render(folder, "wav"))


@pytest.mark.anyio
async def test_a_photo_grows_under_a_camera_that_comes_closer(tmp_path: Path) -> None:
    photo = Image.new("RGB", (640, 360), (30, 30, 30))
    photo.paste((230, 230, 230), (240, 120, 400, 240))
    photo.save(tmp_path / "box.png")
    async with open_chat(tmp_path) as chat:
        await chat.upload(tmp_path / "box.png")
        await chat.say("show my photo for 1 second and zoom in slowly", "make it 360p")
        film = await chat.render(tmp_path)
    with av.open(str(film)) as container:
        widths = [
            int((f.to_ndarray(format="gray")[f.height // 2] > 128).sum()) for f in container.decode(video=0)
        ]
    assert len(widths) == 30
    assert all(later >= sooner - 1 for sooner, later in pairwise(widths))
    assert widths[-1] / widths[0] == pytest.approx(1.25, abs=0.05)


@pytest.mark.anyio
async def test_a_trimmed_upload_shows_the_part_that_was_kept(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.upload(shades(tmp_path / "talk.mp4", seconds=3))
        await chat.say("cut the first second and the last half second", "make it 360p")
        film = await chat.render(tmp_path)
    shown = greys(film)
    assert len(shown) == 45
    assert shown[0] == pytest.approx(90, abs=4)
    assert shown[-1] == pytest.approx(160, abs=4)
    assert all(later > sooner - 2 for sooner, later in pairwise(shown))


@pytest.mark.anyio
async def test_music_gives_way_to_an_uploaded_voice_while_it_speaks(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("4 seconds of abstract", "add ambient music")
        await chat.upload(spoken(tmp_path / "voice.wav"))
        await chat.say("add my voice-over")
        level = await render_sound(chat, tmp_path)
        await chat.say("duck the music under the voice")
        ducked = await render_sound(chat, tmp_path)
    # Beside the rest of its own film: all films are mastered to one loudness.
    assert music_share(ducked) == pytest.approx(0.3 * music_share(level), rel=0.1)
