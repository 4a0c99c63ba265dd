"""The parameters of a scene besides its subject, their words, and what light and weather follow from them.

A parameter that no scene knows, or that this scene does not support, is left out silently when drawing;
whoever talks to people asks `supported_parameters` first and says what was left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np

from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.picture import Floats

TIMES: Final = ("dawn", "day", "dusk", "night")
WEATHERS: Final = ("clear", "cloudy", "rain", "storm", "fog", "snow")
SEASONS: Final = ("spring", "summer", "autumn", "winter")
CAMERAS: Final = ("still", "pan_left", "pan_right", "tilt_up", "tilt_down", "zoom_in", "zoom_out")
MOODS: Final = (
    "calm", "dramatic", "dreamy", "joyful", "melancholic", "mysterious", "romantic", "energetic"
)  # fmt: skip

VOCABULARY: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "time_of_day": TIMES,
        "weather": WEATHERS,
        "season": SEASONS,
        "camera": CAMERAS,
        "mood": MOODS,
    }
)
"""Every parameter and its words."""

_CLOUDINESS: Final = MappingProxyType(
    {"clear": 0.0, "cloudy": 0.60, "rain": 0.85, "storm": 1.0, "fog": 0.70, "snow": 0.75}
)
_GRAY: Final = np.array([0.2126, 0.7152, 0.0722], np.float32)
_CLOUD_TINT: Final = np.array([0.93, 0.99, 1.08], np.float32)


@dataclass(frozen=True)
class Conditions:
    """What a scene is set in, in the words of the parameters."""

    time: str
    weather: str
    season: str

    @classmethod
    def of(
        cls, context: RenderContext, *, time: str = "day", weather: str = "clear", season: str = "summer"
    ) -> "Conditions":
        """What the context asks for, and the scene's own defaults where it asks for nothing that is known."""
        return cls(
            context.choose("time_of_day", TIMES, time),
            context.choose("weather", WEATHERS, weather),
            context.choose("season", SEASONS, season),
        )

    @property
    def cloudiness(self) -> float:
        """From 0 under a clear sky to 1 in a storm."""
        return _CLOUDINESS[self.weather]

    @property
    def sunshine(self) -> float:
        """How much of the sun, the moon and their glow comes through: 1 under a clear sky."""
        return max(1 - 1.35 * self.cloudiness, 0.0)

    @property
    def is_night(self) -> bool:
        """Whether lamps and stars are the light there is."""
        return self.time == "night"

    def mute(self, color: Floats, strength: float = 1.0) -> Floats:
        """`color` (..., 3) in 0..1 as it looks under these clouds: grayer, darker and a little bluer."""
        amount = np.float32(self.cloudiness * strength)
        if not amount:
            return color
        gray = (color @ _GRAY)[..., None] * _CLOUD_TINT
        darker = 0.34 if self.weather == "storm" else 0.18
        return np.clip((color + (gray - color) * (0.70 * amount)) * (1 - darker * amount), 0, 1)
