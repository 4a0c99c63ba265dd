"""What a prompt may wish of a scene besides its subject, in the words that a shot's parameters use.

A wish that no scene knows, or that this scene cannot follow, is left out silently when drawing; whoever talks
to people asks `followed_wishes` first and says what was left out.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TIMES: Final = ("dawn", "day", "dusk", "night")
WEATHERS: Final = ("clear", "cloudy", "rain", "storm", "fog", "snow")
SEASONS: Final = ("spring", "summer", "autumn", "winter")
CAMERAS: Final = ("still", "pan_left", "pan_right", "tilt_up", "tilt_down", "zoom_in", "zoom_out")
MOODS: Final = ("calm", "dramatic", "joyful", "melancholic", "mysterious", "romantic", "energetic")

VOCABULARY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "time_of_day": TIMES,
        "weather": WEATHERS,
        "season": SEASONS,
        "camera": CAMERAS,
        "mood": MOODS,
    }
)
"""Every wish and the words for it."""
