"""The proof of delivery: a file counts after it was decoded from its first to its last frame."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from nemo_video.media.facts import Expected, Proof
from nemo_video.media.files import hash_file
from nemo_video.media.loudness import LoudnessMeter
from nemo_video.media.opening import open_source
from nemo_video.media.review import Review, is_black
from nemo_video.media.source import Picture, Sound

_FLOOR_DBFS = -120.0


def prove_file(path: Path, expected: Expected, on_progress: Callable[[float], None]) -> Proof:
    """See `nemo_video.media.prove`; whoever would cancel it ends the process."""
    sight, hearing, review, end_s = Sight(), Hearing(), Review(expected), 0.0
    with open_source(path) as source:
        info = source.info
        for piece in source.decode():
            end_s = max(end_s, piece.end_s)
            if isinstance(piece, Picture):
                black = is_black(piece)
                sight.add(black=black)
                review.watch(piece, black=black)
            else:
                hearing.add(piece)
                review.listen(piece)
            if info.duration_s:
                on_progress(min(1.0, end_s / info.duration_s))
    on_progress(1.0)
    return Proof(
        info=info,
        sha256=hash_file(path),
        bytes=info.bytes,
        frames=sight.frames,
        duration_s=end_s,
        black_share=sight.black_share,
        peak_dbfs=hearing.peak_dbfs,
        rms_dbfs=hearing.rms_dbfs,
        loudness_lufs=hearing.loudness_lufs,
        loudness_spread_lu=hearing.loudness_spread_lu,
        stretches=review.conclude(),
        texts_seen=review.texts_seen,
    )


class Sight:
    """Counts the frames that show something."""

    def __init__(self) -> None:
        self.frames = 0
        self._black_frames = 0

    def add(self, *, black: bool) -> None:
        """Counts one frame."""
        self.frames += 1
        self._black_frames += black

    @property
    def black_share(self) -> float | None:
        """The share of black frames."""
        return self._black_frames / self.frames if self.frames else None


class Hearing:
    """Measures how loud the sound is."""

    def __init__(self) -> None:
        self._samples = 0
        self._peak = 0.0
        self._energy = 0.0
        self._meter: LoudnessMeter | None = None
        self._kind = (0, 0, 0)

    def add(self, sound: Sound) -> None:
        """Listens to one piece."""
        flat = sound.samples.ravel()
        kind = sound.track, sound.rate, sound.samples.shape[1]
        if self._meter is None:
            self._meter, self._kind = LoudnessMeter(sound.rate, sound.samples.shape[1]), kind
        if kind == self._kind:
            self._meter.add(sound.samples)
        self._samples += flat.size
        self._peak = max(self._peak, float(np.abs(flat).max(initial=0.0)))
        self._energy += float(np.dot(flat, flat))

    @property
    def peak_dbfs(self) -> float | None:
        """Level of the loudest sample."""
        return _dbfs(self._peak) if self._samples else None

    @property
    def rms_dbfs(self) -> float | None:
        """Level of the mean."""
        return _dbfs((self._energy / self._samples) ** 0.5) if self._samples else None

    @property
    def loudness_lufs(self) -> float | None:
        """How loud people hear the first track."""
        return self._meter.close() if self._meter else None

    @property
    def loudness_spread_lu(self) -> float | None:
        """How much louder its loud moments are than its quiet ones."""
        return self._meter.spread_lu if self._meter else None


def _dbfs(amplitude: float) -> float:
    return max(_FLOOR_DBFS, float(20 * np.log10(max(amplitude, 1e-9))))
