"""The sound of uploaded files at 48 kHz in stereo, whatever their rate and number of channels.

Source of the gains: ITU-R BS.775, table 2; low frequency effects are left out.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.container import InputContainer

from nemo_studio.render.footage.sources import BROKEN, begin_of, open_container, reading
from nemo_studio.sound.signal import RATE, Signal, count_samples

_LESS: Final = float(np.sqrt(0.5))
_LEFT, _RIGHT, _BOTH = (1.0, 0.0), (0.0, 1.0), (_LESS, _LESS)
_GAINS: Final[Mapping[str, tuple[float, float]]] = MappingProxyType(
    {
        "FL": _LEFT,
        "FR": _RIGHT,
        "FC": _BOTH,
        "LFE": (0.0, 0.0),
        "BC": (0.5, 0.5),
        **dict.fromkeys(("SL", "BL", "FLC"), (_LESS, 0.0)),
        **dict.fromkeys(("SR", "BR", "FRC"), (0.0, _LESS)),
    }
)
"""Channel → how loud it is on the left and on the right."""

_USUAL_ORDER: Final = {
    3: "FL FR FC",
    4: "FL FR BL BR",
    5: "FL FR FC BL BR",
    6: "FL FR FC LFE BL BR",
    7: "FL FR FC LFE BC SL SR",
    8: "FL FR FC LFE BL BR SL SR",
}
"""Number of channels → their order in a file that does not tell it."""


def read_sound(source: str, start_s: float, duration_s: float) -> Signal:
    """Read a part of a file's sound as 48 kHz stereo, padded with silence; silence when it has none.

    Raises:
        InvalidArgument: The file is not there or cannot be decoded.
    """
    path = Path(source)
    signal = np.zeros((count_samples(duration_s), 2), np.float32)
    with reading(path), open_container(path) as container:
        if container.streams.audio:
            _fill(signal, container, start_s)
    return signal


def _fill(signal: Signal, container: InputContainer, start_s: float) -> None:
    stream = container.streams.audio[0]
    begin_s = begin_of(container)
    if start_s > 1:
        container.seek(round((start_s - 1 + begin_s) * av.time_base))
    resampler: av.AudioResampler | None = None
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except BROKEN:
            continue
        for frame in frames:
            resampler = resampler or av.AudioResampler(format="flt", layout=frame.layout, rate=RATE)
            for chunk in resampler.resample(frame):
                start = round(((chunk.time or 0.0) - begin_s - start_s) * RATE)
                if start >= len(signal):
                    return
                _put(signal, start, downmix(chunk))


def downmix(frame: AudioFrame) -> Signal:
    """A frame in `flt` of any layout as stereo; one channel alone is as loud on both sides.

    The format is the packed one: PyAV reads beyond the planes of frames with more than seven channels.
    """
    names = _channels_of(frame)
    samples = frame.to_ndarray().reshape(-1, len(names))
    if len(names) == 1:
        return np.repeat(samples, 2, axis=1).astype(np.float32)
    gains = np.array([_GAINS.get(name, _LEFT if i % 2 == 0 else _RIGHT) for i, name in enumerate(names)])
    return (samples @ gains).astype(np.float32)


def _channels_of(frame: AudioFrame) -> list[str]:
    told = [channel.name for channel in frame.layout.channels]
    if any(name in _GAINS for name in told):
        return told
    return _USUAL_ORDER.get(len(told), "").split() or told


def _put(signal: Signal, start: int, samples: Signal) -> None:
    skip = max(-start, 0)
    start = max(start, 0)
    part = samples[skip : skip + len(signal) - start]
    signal[start : start + len(part)] = part
