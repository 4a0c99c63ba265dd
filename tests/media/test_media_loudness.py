"""Loudness, held against what the standard says of a sine: at 1 kHz as many LUFS as its level has dBFS."""

import math
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nemo_video.media import prove


def _sine(path: Path, level: float, seconds: float, channels: int = 2) -> Path:
    times = np.arange(round(48_000 * seconds)) / 48_000
    return _write(path, level * np.sin(2 * math.pi * 1000 * times), channels)


def _write(path: Path, signal: NDArray[np.float64], channels: int = 1) -> Path:
    samples = (32767 * signal).astype(np.int16)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(48_000)
        file.writeframes(np.stack([samples] * channels, axis=1).tobytes())
    return path


@pytest.mark.parametrize("level", [0.9, 0.1, 0.01])
def test_a_sine_of_1_khz_has_its_level_in_lufs(tmp_path: Path, level: float) -> None:
    path = _sine(tmp_path / "sine.wav", level, 3)
    assert prove(path).loudness_lufs == pytest.approx(20 * math.log10(level), abs=0.2)


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_a_sine_is_as_loud_on_however_many_channels_it_is(tmp_path: Path, channels: int) -> None:
    path = _sine(tmp_path / "sine.wav", 0.1, 3, channels)
    assert prove(path).loudness_lufs == pytest.approx(-20, abs=0.2)


def test_silence_has_the_lowest_loudness(tmp_path: Path) -> None:
    assert prove(_sine(tmp_path / "silence.wav", 0, 1)).loudness_lufs == pytest.approx(-70, abs=0.1)


def test_words_spread_over_loudness_and_the_noise_of_a_room_does_not(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.002, 3 * 48_000)
    words = noise * (1 + 3 * (np.arange(3 * 48_000) // 24_000 % 2))
    spreads = [prove(_write(tmp_path / "sound.wav", each)).loudness_spread_lu for each in (noise, words)]
    assert spreads == [pytest.approx(0, abs=1), pytest.approx(12, abs=2)]
