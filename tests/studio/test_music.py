"""Music and ambience as others hear them: FFmpeg's EBU R 128 meter, a splice detector, and the form."""

from functools import cache

import av
import numpy as np
import pytest
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as EndOfStream
from av.filter import Graph

from nemo_video.studio.sound import AMBIENCES, MOODS, RATE, Signal
from nemo_video.studio.sound.score import Motif, choose_chord, divide_into_bars
from nemo_video.studio.sound.signal import pass_band

VOICES = {**MOODS, **AMBIENCES}
BEYOND_MUSIC_HZ = 17_500


@cache
def _perform(name: str, duration_s: float = 6.0) -> Signal:
    return VOICES[name].perform(duration_s, seed=3)


def _judge(signal: Signal) -> dict[str, float]:
    """What FFmpeg's meter says at the end: integrated loudness in LUFS and true peak in dBTP."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="flt", layout="stereo")
    meter, sink = graph.add("ebur128", "peak=true:metadata=1"), graph.add("abuffersink")
    source.link_to(meter)
    meter.link_to(sink)
    graph.configure()
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(signal.reshape(1, -1)), "flt", "stereo")
    frame.sample_rate = RATE
    source.push(frame)
    source.push(None)
    said: dict[str, str] = {}
    while True:
        try:
            said |= sink.pull().metadata
        except (NothingYet, EndOfStream):
            break
    peak = 20 * np.log10(float(said["lavfi.r128.true_peak"]))
    return {"loudness_lufs": float(said["lavfi.r128.I"]), "true_peak_dbtp": float(peak)}


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_has_its_loudness_and_its_true_peak_stays_below_minus_one(name: str) -> None:
    judged = _judge(_perform(name))

    assert judged["loudness_lufs"] == pytest.approx(VOICES[name].loudness_lufs, abs=0.5)
    assert judged["true_peak_dbtp"] <= -1.0


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


def _fingerprint(signal: Signal) -> Signal:
    """How the energy of a part is spread over bands of a third of an octave."""
    spectrum = np.abs(np.fft.rfft(signal.mean(1))) ** 2
    frequencies = np.fft.rfftfreq(len(signal), 1 / RATE)
    edges = 40 * 2 ** (np.arange(26) / 3)
    bands, _ = np.histogram(frequencies, edges, weights=spectrum)
    return np.log10(bands + 1e-6)


@pytest.mark.parametrize("name", MOODS)
def test_music_changes_with_time_and_ends(name: str) -> None:
    signal = _perform(name, 34.0)
    parts = [_fingerprint(part) for part in np.array_split(signal, 6)]

    differences = [np.abs(one - parts[0]).mean() for one in parts[1:]]

    assert max(differences) > 0.15
    assert np.sqrt(np.mean(signal[-RATE // 20 :] ** 2)) < 0.1 * np.sqrt(np.mean(signal**2))


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
