"""Music and ambience as others hear them: a meter of EBU R 128, a splice detector, and the form."""

from functools import cache

import numpy as np
import pytest

from nemo_studio.sound import AMBIENCES, MOODS, RATE, Signal, measure_loudness
from nemo_studio.sound.score import Motif, choose_chord, divide_into_bars
from nemo_studio.sound.signal import pass_band
from samples import sampled
from studio.judge import meter

pytestmark = pytest.mark.slow

VOICES = {**MOODS, **AMBIENCES}
BEYOND_MUSIC_HZ = 17_500
PIECE_S = 6.0


@cache
def _perform(name: str, duration_s: float = PIECE_S) -> Signal:
    return VOICES[name].perform(duration_s, seed=3)


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_has_its_loudness_and_its_true_peak_stays_below_minus_one(name: str) -> None:
    signal = _perform(name)
    loudness_lufs, true_peak_dbtp = meter(signal, RATE)

    assert signal.shape == (round(PIECE_S * RATE), 2)
    assert loudness_lufs == pytest.approx(VOICES[name].loudness_lufs, abs=0.5)
    assert measure_loudness(signal) == pytest.approx(loudness_lufs, abs=0.2), "our meter says the same"
    assert true_peak_dbtp <= -1.0


def test_all_music_is_at_minus_sixteen() -> None:
    assert {voice.loudness_lufs for voice in MOODS.values()} == {-16.0}


def _loudest_splice(signal: Signal) -> float:
    """The largest swing above what instruments reach: a jump between two samples has all frequencies."""
    return float(np.abs(pass_band(signal, BEYOND_MUSIC_HZ, None)).max())


@pytest.mark.parametrize("name", VOICES)
def test_nothing_clicks(name: str) -> None:
    assert _loudest_splice(_perform(name)) < (0.06 if name == "fire" else 0.02)


def test_a_splice_would_be_heard() -> None:
    spliced = _perform("ambient").copy()
    spliced[RATE:] += 0.2

    assert _loudest_splice(spliced) > 0.02


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_has_a_width_and_no_constant_part(name: str) -> None:
    signal = _perform(name)

    assert np.corrcoef(signal.T)[0, 1] < 0.95
    assert abs(float(signal.mean())) < 0.002


def _rms(signal: Signal) -> float:
    return float(np.sqrt(np.mean(signal**2)))


@pytest.mark.parametrize("name", MOODS)
def test_music_ends_instead_of_being_cut_off(name: str) -> None:
    signal = _perform(name)

    assert _rms(signal[-RATE // 10 :]) < 0.15 * _rms(signal)
    assert _rms(signal[: 2 * RATE]) > 0.3 * _rms(signal)


def _fingerprint(signal: Signal) -> Signal:
    """How the energy of a part is spread over bands of a third of an octave."""
    spectrum = np.abs(np.fft.rfft(signal.mean(1))) ** 2
    frequencies = np.fft.rfftfreq(len(signal), 1 / RATE)
    edges = 40 * 2 ** (np.arange(26) / 3)
    bands, _ = np.histogram(frequencies, edges, weights=spectrum)
    return np.log10(bands + 1e-6)


@pytest.mark.parametrize("name", sampled(MOODS, 4))
def test_music_changes_with_time_and_ends(name: str) -> None:
    signal = _perform(name, 34.0)
    parts = [_fingerprint(part) for part in np.array_split(signal, 6)]

    differences = [np.abs(one - parts[0]).mean() for one in parts[1:]]

    assert max(differences) > 0.15
    assert _rms(signal[-RATE // 20 :]) < 0.1 * _rms(signal)


def test_a_minute_of_music_begins_grows_rests_and_comes_home() -> None:
    bars = divide_into_bars(60.0, 116.0)

    parts = [bar.part for bar in bars]

    assert parts[:4] == ["intro"] * 4
    assert {"verse", "lift", "break"} <= set(parts)
    assert parts.count("break") == 4
    assert sum(bar.duration_s for bar in bars) == pytest.approx(60.0)
    assert choose_chord(((0, (0, 4, 7)), (7, (2, 7, 11))), bars[-1]) == (0, (0, 4, 7))


def test_a_short_piece_is_all_body() -> None:
    assert {bar.part for bar in divide_into_bars(12.0, 92.0)} == {"verse"}


@pytest.mark.parametrize("seed", range(5))
def test_a_motif_keeps_to_the_chord_and_rests_on_every_fourth_bar(seed: int) -> None:
    motif = Motif.invent(np.random.default_rng(seed))
    bars = divide_into_bars(60.0, 116.0)

    played = [motif.notes(bar, (0, 4, 7, 12)) for bar in bars[:4]]

    assert [len(notes) > 2 for notes in played] == [True, True, True, False]
    assert all(0 <= beat < 4 and semitone % 12 in (0, 4, 7) for notes in played for beat, semitone in notes)
