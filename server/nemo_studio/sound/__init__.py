"""Music and ambience made from numbers. Knows nothing of drafts, pictures or files."""

from nemo_studio.sound.catalog import AMBIENCES, MOODS, Voice
from nemo_studio.sound.loudness import limit, measure_loudness, normalize
from nemo_studio.sound.signal import RATE, Signal

__all__ = ["AMBIENCES", "MOODS", "RATE", "Signal", "Voice", "limit", "measure_loudness", "normalize"]
