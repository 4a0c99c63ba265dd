import tracemalloc

import numpy as np
import pytest

from nemo_studio.project import Canvas
from nemo_studio.render import Composition, Sound
from nemo_studio.render.soundtrack import FILM_LUFS, FilmSound, Mixer
from nemo_studio.service.storyboard import compose
from nemo_studio.sound import AMBIENCES, MOODS, RATE, Signal, limit, measure_loudness, normalize
from nemo_studio.sound.loudness import CEILING, LoudnessMeter
from nemo_studio.sound.signal import convolve, fade, pass_band, put
from samples import sampled

pytestmark = pytest.mark.slow

VOICES = {**MOODS, **AMBIENCES}


def _tone(frequency_hz: float, duration_s: float, amplitude: float = 1.0) -> Signal:
    at = np.arange(round(duration_s * RATE)) / RATE
    tone = amplitude * np.sin(2 * np.pi * frequency_hz * at)
    return np.stack([tone, tone], axis=1).astype(np.float32)


def _rms(signal: Signal) -> float:
    return float(np.sqrt(np.mean(signal**2)))


@pytest.mark.parametrize("name", sampled(VOICES, 5))
def test_the_same_seed_sounds_the_same_and_another_seed_differs(name: str) -> None:
    first, again, other = (VOICES[name].perform(1.0, seed) for seed in (4, 4, 5))

    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("name", ["lofi", "cinematic", "waves", "birds"])
@pytest.mark.parametrize("duration_s", [0.0, 0.05])
def test_very_short_sounds_are_played_too(name: str, duration_s: float) -> None:
    signal = VOICES[name].perform(duration_s)

    assert signal.shape == (round(duration_s * RATE), 2)
    assert np.isfinite(signal).all()


def test_waves_rise_and_fall() -> None:
    signal = AMBIENCES["waves"].perform(14.0, seed=1)
    levels = [_rms(part) for part in np.array_split(signal[RATE:-RATE], 24)]

    assert max(levels) > 1.8 * min(levels)


def test_a_full_scale_sine_measures_about_minus_three() -> None:
    """BS.1770: 997 Hz at full scale on one channel reads -3.01 LUFS, on two 3.01 more."""
    assert measure_loudness(_tone(997, 3.0)) == pytest.approx(0.0, abs=0.1)
    assert measure_loudness(_tone(997, 3.0, 0.1)) == pytest.approx(-20.0, abs=0.1)


def test_silence_measures_as_silence_and_stays_silence() -> None:
    silence = np.zeros((RATE, 2), np.float32)

    assert measure_loudness(silence) == -70.0
    assert np.array_equal(normalize(silence), silence)


def test_the_limiter_leaves_quiet_sound_alone_and_rounds_loud_peaks() -> None:
    quiet, loud = _tone(200, 0.1, 0.5), _tone(200, 0.1, 4.0)

    assert np.array_equal(limit(quiet), quiet)
    assert 0.7 < np.abs(limit(loud)).max() <= CEILING


def test_a_band_passes_what_lies_in_it_and_little_else() -> None:
    passed = pass_band(_tone(1000, 1.0), 500, 2000)
    stopped = pass_band(_tone(6000, 1.0), 500, 2000)

    assert _rms(passed) == pytest.approx(_rms(_tone(1000, 1.0)), rel=0.05)
    assert _rms(stopped) < 0.01


def test_convolving_in_blocks_equals_convolving_at_once() -> None:
    random = np.random.default_rng(1)
    signal = random.standard_normal(150_000).astype(np.float32)
    kernel = random.standard_normal(300).astype(np.float32)

    expected = np.convolve(signal, kernel)[: len(signal)]

    assert np.allclose(convolve(signal, kernel), expected, atol=1e-3)


def test_what_reaches_beyond_a_track_is_cut_off() -> None:
    track = np.zeros((10, 2), np.float32)

    put(track, -2 / RATE, np.ones((4, 2), np.float32))
    put(track, 8 / RATE, np.ones((4, 2), np.float32))

    assert track[:, 0].tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 1, 1]


def test_a_fade_starts_and_ends_in_silence() -> None:
    faded = fade(np.ones((RATE, 2), np.float32), 0.1, 0.2)

    assert faded[0].tolist() == faded[-1].tolist() == [0, 0]
    assert faded[RATE // 2].tolist() == [1, 1]


def test_a_film_is_as_loud_as_platforms_play_it_whatever_the_volume_of_its_music() -> None:
    def hear(volume: float) -> Signal:
        film = _mixed(Sound(0, 4000, volume, "music", "lofi", seed=1), duration_ms=4000)
        with FilmSound(film, lambda: None) as sound:
            return sound.read(sound.length)

    assert [-16 <= measure_loudness(hear(volume)) <= -14 for volume in (0.25, 0.35, 1.0)] == [True] * 3
    assert measure_loudness(hear(0.01)) < -30
    assert not hear(0.0).any()


@pytest.mark.parametrize(("volumes", "level"), [((0.5,), 1), ((1.0,), 1), ((0.25,), 0.5), ((0.25, 0.5), 1)])
def test_a_film_whose_sounds_are_all_turned_down_is_quieter_than_others(
    volumes: tuple[float, ...], level: float
) -> None:
    played = [
        {"s": 0, "d": 4000, "m": {"kind": "music", "sound": "lofi", "volume": volume}} for volume in volumes
    ]
    film = compose({"t": [{"tt": 1, "sg": played}]}, Canvas(), [])
    assert film.level == level
    with FilmSound(film, lambda: None) as sound:
        assert measure_loudness(sound.read(sound.length)) == pytest.approx(
            FILM_LUFS + 20 * np.log10(level), abs=1.2
        )


@pytest.mark.parametrize("name", ["waves", "rain", "storm"])
def test_noise_of_nature_has_no_edge_in_its_heights(name: str) -> None:
    power = np.abs(np.fft.rfft(AMBIENCES[name].perform(6.0, 1)[: 5 * RATE, 0])) ** 2
    bands = [power[5 * low : 5 * (low + 1000)].mean() for low in range(4000, 16_000, 1000)]

    assert float(np.diff(10 * np.log10(bands)).min()) > -16


def test_loudness_is_the_same_however_a_signal_is_cut() -> None:
    noise = np.random.default_rng(4).standard_normal((5 * RATE, 2)).astype(np.float32)
    signal = noise * np.linspace(0.01, 0.3, len(noise), dtype=np.float32)[:, None]
    meter = LoudnessMeter(RATE, 2)
    for piece in np.split(signal, [1, 1000, 20_000, 20_001, 200_000]):
        meter.add(piece)

    assert meter.close() == pytest.approx(measure_loudness(signal), abs=1e-6)


SOUNDS = (
    Sound(0, 4500, 0.5, "music", "lofi", seed=1, fade_in_ms=500, fade_out_ms=800, is_ducked=True),
    Sound(1000, 1500, 0.8, "ambience", "crowd", seed=2, is_speech=True, envelope=((500, 900, 0.2),)),
    Sound(4000, 2000, 0.7, "ambience", "waves", seed=3),
)


def _mixed(*sounds: Sound, duration_ms: int = 6_000) -> Composition:
    return Composition(320, 180, 30, duration_ms, (), sounds, ())


def _mix(film: Composition) -> Signal:
    return Mixer(film).read(round(film.duration_s * RATE))


@pytest.fixture(scope="module", name="whole")
def mix_in_one_go() -> Signal:
    return _mix(_mixed(*SOUNDS))


@pytest.mark.parametrize("block", sampled([4001, 48_000, 300_000], 3))
def test_a_mix_in_blocks_is_the_mix_in_one_go(block: int, whole: Signal) -> None:
    mixer = Mixer(_mixed(*SOUNDS))

    pieces = [mixer.read(min(block, len(whole) - first)) for first in range(0, len(whole), block)]

    assert np.abs(np.concatenate(pieces) - whole).max() < 1e-5


def test_the_sound_of_a_film_is_its_mastered_mix(whole: Signal) -> None:
    film = _mixed(*SOUNDS)
    checks: list[None] = []
    with FilmSound(film, lambda: checks.append(None)) as sound:
        heard = np.concatenate([sound.read(count) for count in (1, 100_000, 500_000)])

    assert sound.length == len(heard)
    gain = 10 ** ((FILM_LUFS - measure_loudness(whole)) / 20)
    assert np.abs(heard - limit(whole * np.float32(gain))).max() < 1e-5
    assert len(checks) == 2


def test_a_piece_is_played_in_little_memory_of_which_none_stays_taken() -> None:
    tracemalloc.start()
    try:
        piece = MOODS["lofi"].perform(6.0, seed=1)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 11 * piece.nbytes, "with each step in an array of its own it is 16 times"
    assert kept < 1.5 * piece.nbytes, "notes that stay remembered take three times as much"


def test_long_music_repeats_without_a_gap_and_fades_at_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nemo_studio.render.sound_sources.MAX_PIECE_S", 12.0)
    film = _mixed(Sound(0, 27_000, 1.0, "music", "ambient", seed=1), duration_ms=27_000)
    levels = [_rms(second) for second in np.split(_mix(film), 27)]

    assert min(levels[3:23]) > 0.25 * max(levels)
    assert levels[26] < 0.5 * levels[17]


def test_sound_that_lies_before_the_start_of_the_film_is_cut_off() -> None:
    late = _mix(_mixed(Sound(0, 3000, 1.0, "ambience", "wind", seed=1), duration_ms=3000))
    early = _mix(_mixed(Sound(-1000, 3000, 1.0, "ambience", "wind", seed=1), duration_ms=3000))

    assert np.abs(early[: 2 * RATE] - late[RATE:]).max() < 1e-6
    assert not early[2 * RATE :].any()
