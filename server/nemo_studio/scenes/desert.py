"""Desert: dunes with one side in the sun and one in the shade, and sand in the wind."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import av
import numpy as np

from nemo_studio.frames.colors import Stops, develop, expose, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import SoftFilm
from nemo_studio.frames.picture import Floats, open_picture
from nemo_studio.scenes.noise import cover_below, make_tile, sample, sample_grid
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.sprites import Stars

_GRAIN: Final = 2
_DUNES: Final = 5
_FAINT: Final = 0.004
"""Less dust than this changes no level of a picture."""


@dataclass(frozen=True)
class _Hour:
    """The light of one time of day.

    Attributes:
        sky: From the horizon up.
        lit: Sand in the sun, from far to near.
        shade: Sand on the other side.
        glow: Exposure of the air around the sun.
        disc: Exposure of the sun or the moon itself.
    """

    sky: Stops
    lit: Stops
    shade: Stops
    glow: tuple[float, float, float]
    disc: tuple[float, float, float]


_HOURS: Final[Mapping[str, _Hour]] = MappingProxyType(
    {
        "dawn": _Hour(
            sky=((0.0, "#FFE8C0"), (0.25, "#FFCFB0"), (0.55, "#E8A8B4"), (1.0, "#7C98CC")),
            lit=((0.0, "#F2CDB0"), (0.5, "#EDB488"), (1.0, "#E29A66")),
            shade=((0.0, "#C49A9C"), (0.5, "#96646C"), (1.0, "#4C3448")),
            glow=(1.0, 0.76, 0.48),
            disc=(5.0, 4.0, 2.4),
        ),
        "day": _Hour(
            sky=((0.0, "#EAF2F0"), (0.25, "#C4E2F0"), (0.6, "#74B6E6"), (1.0, "#2872C0")),
            lit=((0.0, "#F4DDB0"), (0.5, "#F0C47E"), (1.0, "#E8AE5E")),
            shade=((0.0, "#D0A884"), (0.5, "#B07A4C"), (1.0, "#80502E")),
            glow=(0.80, 0.74, 0.58),
            disc=(5.0, 4.8, 4.0),
        ),
        "dusk": _Hour(
            sky=((0.0, "#FFD79A"), (0.25, "#FFB582"), (0.55, "#E88C86"), (1.0, "#6C6FA8")),
            lit=((0.0, "#F4BE86"), (0.5, "#F0A25E"), (1.0, "#E88A45")),
            shade=((0.0, "#C98A78"), (0.5, "#95503F"), (1.0, "#4A2230")),
            glow=(1.0, 0.75, 0.42),
            disc=(5.0, 3.8, 2.0),
        ),
        "night": _Hour(
            sky=((0.0, "#3C5A84"), (0.25, "#223E6A"), (0.6, "#122448"), (1.0, "#070E26")),
            lit=((0.0, "#4C648A"), (0.5, "#5C7094"), (1.0, "#7080A0")),
            shade=((0.0, "#2C4268"), (0.5, "#1A2A4A"), (1.0, "#0A1226")),
            glow=(0.36, 0.48, 0.66),
            disc=(3.0, 3.0, 2.7),
        ),
    }
)


class _Dunes:
    """A row of dunes: peaks, valleys between them, and spines that wind down from each peak to the viewer."""

    _valley: Final = 0.58
    """How far from one peak to the next the valley lies."""

    def __init__(self, x: Floats, share: float, random: np.random.Generator) -> None:
        """Place the peaks on `x` and beyond it; near rows, with a higher `share`, have larger dunes."""
        gap = 0.42 + 0.55 * share
        steps = gap * random.uniform(0.75, 1.3, int((float(x[-1]) + 4) / gap) + 6)
        self._peaks = np.cumsum(steps) - 2.2 - random.uniform(0, gap)
        self._tops = random.uniform(0.45, 1.25, len(self._peaks))
        self._lean = -float(random.uniform(0.9, 1.3))
        self._winding = float(random.uniform(0, 6.28)), 0.020 + 0.035 * share
        self._reach = 0.20 + 0.35 * share

    def heights(self, x: Floats) -> Floats:
        """Height of the crest, 0 in valleys and about 1 on peaks; peaks are pointed, valleys round."""
        index, share = self._between(x)
        falling = self._tops[index] * np.clip(1 - share / self._valley, 0, 1) ** 1.5
        rising = self._tops[index + 1] * np.clip((share - self._valley) / (1 - self._valley), 0, 1) ** 1.5
        return (falling + rising).astype(np.float32)

    def shade(self, x: Floats, below: Floats) -> Floats:
        """How far a place at a depth below the crest lies in the shade of its dune, 0 to 1."""
        phase, width = self._winding
        spine = self._lean * below + width * (np.sin(below * 17 + phase) - np.sin(phase))
        _, share = self._between(x - spine)
        sharp = np.clip(share / 0.012, 0, 1)
        soft = smoothstep(self._valley, self._valley * 0.45, share)
        return (sharp * soft * smoothstep(self._reach * 1.9, self._reach * 0.6, below)).astype(np.float32)

    def _between(self, x: Floats) -> tuple[Floats, Floats]:
        """Number of the peak left of each place, and the share of the way to the next one."""
        index = np.clip(np.searchsorted(self._peaks, x) - 1, 0, len(self._peaks) - 2)
        return index, (x - self._peaks[index]) / (self._peaks[index + 1] - self._peaks[index])


class Desert:
    """The whole view; dunes stand still, sand and haze drift over them."""

    def __init__(self, context: RenderContext) -> None:
        """Shape the dunes."""
        self._context = context
        self._conditions = Conditions.of(context, time="dusk")
        self._hour = _HOURS[self._conditions.time]
        self._wind = {"storm": 2.6, "fog": 0.5}.get(self._conditions.weather, 1.0)
        rows, columns = context.height // _GRAIN, context.width // _GRAIN
        self._x = np.repeat(
            (np.arange(columns, dtype=np.float32)[None, :] + 0.5) * _GRAIN / context.unit, rows, 0
        )
        self._y = np.repeat(
            (np.arange(rows, dtype=np.float32)[:, None] + 0.5) * _GRAIN / context.unit, columns, 1
        )
        self._high = context.height / context.unit
        random = context.random(1)
        self._sun = context.width / context.unit * random.uniform(0.2, 0.36), 0.30 * self._high
        self._ripple = make_tile(1024, context.seed + 131, slope=1.2, stretch=0.16, lowest=10)
        self._dust = make_tile(512, context.seed + 132, slope=1.7, stretch=3.0, lowest=2)
        self._still, crests = self._shape(random)
        self._stars = Stars(context, round(context.height * 0.42))
        low = 0.16 * self._wind * smoothstep(0.45, 1.0, self._y / self._high)
        self._dusty = np.minimum(0.60 * crests * self._wind + low, 0.9)
        dust = expose(self._mute(ramp(self._hour.lit, np.full(1, 0.1)) * 1.08))[0]
        self._sandy = slice(int(np.flatnonzero(self._dusty.max(1) > _FAINT)[0]), rows)
        self._to_dust = dust - self._still[self._sandy]
        self._calm = develop(self._still)
        self._film = SoftFilm(self._draw, 0.1, context.width, context.height)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._film.frame_at(at_s)
        if self._conditions.is_night and self._conditions.sunshine > 0.5:
            self._stars.lay_over(open_picture(frame), at_s)
        return frame

    def _mute(self, color: Floats) -> Floats:
        """Clouds take less from the colours of a desert, for its dust is in the air."""
        return self._conditions.mute(color, 0.75)

    def _shape(self, random: np.random.Generator) -> tuple[Floats, Floats]:
        distance = np.hypot(self._x - self._sun[0], self._y - self._sun[1])
        hour, sunshine = self._hour, self._conditions.sunshine
        light = expose(self._mute(ramp(hour.sky, np.clip(1 - self._y / (0.52 * self._high), 0, 1))))
        glow = sunshine * np.exp(-distance / 0.09) + (0.2 + 0.3 * sunshine) * np.exp(-distance / 0.4)
        light += glow[..., None] * np.array(hour.glow)
        light += (sunshine * smoothstep(0.046, 0.042, distance))[..., None] * np.array(hour.disc)
        crests = np.zeros_like(self._x)
        for index in range(_DUNES):
            self._lay_dune(light, crests, index, random)
        return light.astype(np.float32), crests

    def _lay_dune(self, light: Floats, crests: Floats, index: int, random: np.random.Generator) -> None:
        """Lay a row of dunes over what is there: lit towards the sun, dark behind their winding spines."""
        share = index / (_DUNES - 1)
        dunes = _Dunes(self._x[0], share, random)
        tall = (0.07 + 0.12 * share) * (1 + 0.3 * (self._high > 1))
        crest = self._high * (0.52 + 0.36 * share) - tall * dunes.heights(self._x[0])
        below = self._y - crest[None, :]
        cover = cover_below((crest * self._context.unit / _GRAIN).astype(np.float32), len(self._y))
        shaded = dunes.shade(self._x, np.maximum(below, 0)) * (0.32 + 0.60 * self._conditions.sunshine)
        color = self._color_sand(below, share, shaded[..., None])
        light += (color - light) * cover[..., None]
        crests *= 1 - cover
        blown = np.exp(-np.abs(below + 0.006) / (0.009 + 0.008 * share)) * (0.3 + 0.7 * share)
        np.maximum(crests, blown, out=crests)

    def _color_sand(self, below: Floats, share: float, shaded: Floats) -> Floats:
        """Exposure of rippled sand at a depth below its crest, paler in the distance."""
        zoom, mute, hour = 420 - 230 * share, self._mute, self._hour
        u = (self._x * 0.8 + below * 0.7) * zoom
        grain = sample(self._ripple, u, below * zoom * 2.6 + self._x * zoom * 0.25) - 0.5
        lit = expose(mute(ramp(hour.lit, np.clip(share + 0.9 * below + 0.28 * grain, 0, 1))))
        lit = lit * (1 + 0.22 * grain)[..., None]
        dark = expose(mute(ramp(hour.shade, np.clip(share + 0.5 * below + 0.18 * grain, 0, 1))))
        color = lit + (dark - lit) * shaded
        pale = expose(mute(ramp(hour.sky, np.full_like(below, 0.08))))
        return color + (pale - color) * np.float32(np.exp(-share * 3.2) * 0.55)

    def _draw(self, at_s: float) -> Floats:
        """Dust is drawn from the first row on in which any shows."""
        x, y = self._x[0], self._y[self._sandy, 0]
        low = sample_grid(self._dust, x * 150 - at_s * 34 * self._wind, y * 420 + at_s * 1.5)
        fast = sample_grid(self._dust, x * 330 - at_s * 88 * self._wind, y * 700 + at_s * 3)
        over = smoothstep(0.52, 0.95, 0.6 * low + 0.4 * fast) * self._dusty[self._sandy]
        picture = self._calm.copy()
        picture[self._sandy] = develop(self._still[self._sandy] + self._to_dust * over[..., None])
        return picture
