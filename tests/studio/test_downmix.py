"""Sound of any number of channels, as a film of two plays it."""

# PyAV leaves the type of its packets and options open.
# pyright: reportUnknownMemberType=false

from pathlib import Path

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream

from nemo_studio.sound.signal import RATE
from nemo_video.media.sound import read_sound

pytestmark = pytest.mark.slow


def record(path: Path, layout: str, levels: dict[str, float], codec: str = "pcm_f32le") -> Path:
    """One second with another constant level on each channel."""
    samples = np.stack(
        [np.full(RATE // 2, levels.get(c.name, 0), np.float32) for c in av.AudioLayout(layout).channels]
    )
    with av.open(path, "w") as output:
        stream = output.add_stream(codec, rate=RATE // 2, layout=layout)
        assert isinstance(stream, AudioStream)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples.T).reshape(1, -1), "flt", layout)
        frame.sample_rate = RATE // 2
        frame.pts = 0
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return path


LESS = 0.7071
DOWNMIXES = {
    "mono": ({"FC": 0.4}, (0.4, 0.4)),
    "stereo": ({"FL": 0.4, "FR": 0.2}, (0.4, 0.2)),
    "5.1": ({"FL": 0.2, "FR": 0.1, "LFE": 0.9}, (0.2, 0.1)),
    "5.1(side)": ({"FC": 0.4}, (0.4 * LESS, 0.4 * LESS)),
    "5.0": ({"BL": 0.4}, (0.4 * LESS, 0.0)),
    "4.0": ({"FL": 0.1, "FR": 0.1}, (0.1, 0.1)),
    "7.1": ({"SR": 0.4, "BR": 0.2}, (0.0, 0.6 * LESS)),
}


@pytest.mark.parametrize("container", ["wav", "mkv"])
@pytest.mark.parametrize("layout", DOWNMIXES)
def test_any_number_of_channels_becomes_two_at_their_right_levels(
    layout: str, container: str, tmp_path: Path
) -> None:
    levels, expected = DOWNMIXES[layout]
    path = record(tmp_path / f"sound.{container}", layout, levels)

    sound = read_sound(path, 0, 1)

    assert sound.shape == (RATE, 2)
    assert sound[RATE // 4 : RATE // 2].mean(0).tolist() == pytest.approx(expected, abs=0.004)
