"""The light over the sea at each time of day."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from nemo_studio.frames.colors import Stops
from nemo_studio.frames.picture import Floats


def _light(red: float, green: float, blue: float) -> Floats:
    return np.array([red, green, blue], np.float32)


@dataclass(frozen=True)
class Hour:
    """The light of one time of day: colours by height or by distance from the sun, and exposures.

    Attributes:
        sky: From the horizon up.
        lit: Clouds where the sun meets them, by distance from it.
        shade: Their dark side.
        deep: Water that looks down, by steepness.
        foam: Away from the sun to below it.
        sand: Dry ground, by grain.
        glow: Close around the sun.
        aureole: Farther around it.
        disc: The sun or the moon itself.
        spark: What waves throw back right below it.
        sheen: The same, farther aside.
        elevation: Height of the sun over the horizon in units.
    """

    sky: Stops
    lit: Stops
    shade: Stops
    deep: Stops
    foam: Stops
    sand: Stops
    glow: Floats
    aureole: Floats
    disc: Floats
    spark: Floats
    sheen: Floats
    elevation: float


_DUSK: Final = Hour(
    sky=(
        (0.00, "#FFC46B"),
        (0.06, "#FFA657"),
        (0.16, "#FA7E57"),
        (0.30, "#DE5A6C"),
        (0.48, "#9C4585"),
        (0.72, "#563B80"),
        (1.00, "#232757"),
    ),
    lit=((0.0, "#FFB36B"), (0.4, "#FF7F66"), (1.0, "#E0698E")),
    shade=((0.0, "#B0524E"), (0.35, "#6B3B63"), (1.0, "#3A2C5C")),
    deep=((0.0, "#4A2A50"), (1.0, "#0E1236")),
    foam=((0.0, "#B88BA6"), (0.5, "#F0B9A4"), (1.0, "#FFE6C4")),
    sand=((-0.25, "#1E1228"), (0.25, "#3B2234"), (0.75, "#6E4040")),
    glow=1.6 * _light(1.0, 0.62, 0.28),
    aureole=0.75 * _light(1.0, 0.45, 0.22),
    disc=_light(6.0, 3.0, 0.9),
    spark=_light(6.5, 3.6, 1.5),
    sheen=_light(0.8, 0.34, 0.12),
    elevation=0.10,
)
HOURS: Final = {
    "dawn": Hour(
        sky=(
            (0.00, "#FFE2B4"),
            (0.10, "#FFCBA6"),
            (0.25, "#F7B0AE"),
            (0.45, "#CFA4C6"),
            (0.70, "#93A4D6"),
            (1.00, "#5F87C4"),
        ),
        lit=((0.0, "#FFE0B8"), (0.4, "#FFC0B0"), (1.0, "#EDB3C4")),
        shade=((0.0, "#D8A09A"), (0.35, "#A98CB0"), (1.0, "#8390BE")),
        deep=((0.0, "#5A6C94"), (1.0, "#1B3A62")),
        foam=((0.0, "#D8CCE0"), (0.5, "#F4DCD8"), (1.0, "#FFF1DE")),
        sand=((-0.25, "#4A3C48"), (0.25, "#7C6464"), (0.75, "#B49486")),
        glow=1.3 * _light(1.0, 0.78, 0.50),
        aureole=0.60 * _light(1.0, 0.66, 0.46),
        disc=_light(5.0, 3.6, 1.9),
        spark=_light(5.0, 3.6, 2.2),
        sheen=_light(0.6, 0.40, 0.24),
        elevation=0.07,
    ),
    "day": Hour(
        sky=(
            (0.00, "#E2F2F4"),
            (0.10, "#C4E5F3"),
            (0.30, "#8CCBEF"),
            (0.60, "#4EA0DF"),
            (1.00, "#2069B4"),
        ),
        lit=((0.0, "#FFFFFF"), (0.4, "#FBFDFF"), (1.0, "#F2F7FC")),
        shade=((0.0, "#C9D6E2"), (0.35, "#B4C5D8"), (1.0, "#9DB4CE")),
        deep=((0.0, "#2B9CB4"), (1.0, "#0A4F86")),
        foam=((0.0, "#F2F8FA"), (0.5, "#F8FCFC"), (1.0, "#FFFFFF")),
        sand=((-0.25, "#B89A6C"), (0.25, "#DCC190"), (0.75, "#F4E2B8")),
        glow=1.2 * _light(1.0, 0.96, 0.84),
        aureole=0.50 * _light(1.0, 0.95, 0.82),
        disc=_light(4.0, 3.8, 3.2),
        spark=_light(2.6, 2.6, 2.4),
        sheen=_light(0.26, 0.28, 0.28),
        elevation=0.36,
    ),
    "dusk": _DUSK,
    "night": Hour(
        sky=(
            (0.00, "#33507C"),
            (0.10, "#263F69"),
            (0.30, "#192C52"),
            (0.60, "#0F1B3A"),
            (1.00, "#080D22"),
        ),
        lit=((0.0, "#9FB3D4"), (0.4, "#5A7099"), (1.0, "#2C3D63")),
        shade=((0.0, "#4A5C80"), (0.35, "#1F2C4C"), (1.0, "#101A34")),
        deep=((0.0, "#13223F"), (1.0, "#040A1A")),
        foam=((0.0, "#6F85AC"), (0.5, "#A4B8D8"), (1.0, "#D4E0F2")),
        sand=((-0.25, "#0A0E1C"), (0.25, "#182136"), (0.75, "#32405C")),
        glow=0.75 * _light(0.72, 0.86, 1.0),
        aureole=0.32 * _light(0.55, 0.75, 1.1),
        disc=_light(3.2, 3.2, 2.9),
        spark=_light(2.6, 2.9, 3.1),
        sheen=_light(0.20, 0.28, 0.40),
        elevation=0.25,
    ),
}
