"""Mountains at any hour: ridge behind ridge in the haze, and clouds that flow through the valleys."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import av
import numpy as np

from nemo_studio.frames.colors import Stops, develop, expose, parse_color, ramp, smoothstep
from nemo_studio.frames.context import RenderContext
from nemo_studio.frames.enlarging import SoftFilm
from nemo_studio.frames.picture import Floats, open_picture
from nemo_studio.scenes.noise import cover_below, make_tile, ridge, sample, sample_grid
from nemo_studio.scenes.parameters import Conditions
from nemo_studio.scenes.sprites import Stars

_GRAIN: Final = 2
_RIDGES: Final = 6


@dataclass(frozen=True)
class _Hour:
    """The light of one time of day.

    Attributes:
        sky: From the horizon up.
        land: Ridges from far to near.
        cloud: Far from the sun to close to it.
        mist: The same for what lies in the valleys.
        glow: Exposure of the air around the sun.
        disc: Exposure of the sun or the moon itself.
    """

    sky: Stops
    land: Stops
    cloud: Stops
    mist: Stops
    glow: tuple[float, float, float]
    disc: tuple[float, float, float]


_HOURS: Final[Mapping[str, _Hour]] = MappingProxyType(
    {
        "dawn": _Hour(
            sky=((0.0, "#FFE0A8"), (0.18, "#FFBE8A"), (0.38, "#E69A94"), (0.62, "#8E86B8"), (1.0, "#3D5C9C")),
            land=((0.0, "#C99A9C"), (0.3, "#8A7198"), (0.65, "#41406F"), (1.0, "#14182F")),
            cloud=((0.0, "#B59AB8"), (0.4, "#FFC9A0"), (1.0, "#FFE9BC")),
            mist=((0.0, "#B9A7BE"), (1.0, "#FFE7C2")),
            glow=(1.0, 0.72, 0.42),
            disc=(5.0, 4.0, 2.4),
        ),
        "day": _Hour(
            sky=((0.0, "#E2EFF4"), (0.25, "#B4D8EE"), (0.6, "#62A8DE"), (1.0, "#2468B4")),
            land=((0.0, "#A8C2DA"), (0.3, "#7398BC"), (0.65, "#3F6A7C"), (1.0, "#1C3A3C")),
            cloud=((0.0, "#F2F6FA"), (1.0, "#FFFFFF")),
            mist=((0.0, "#D2E2EC"), (1.0, "#F8FBFA")),
            glow=(0.85, 0.80, 0.66),
            disc=(5.0, 4.8, 4.2),
        ),
        "dusk": _Hour(
            sky=((0.0, "#FFB86A"), (0.16, "#F67E58"), (0.36, "#BE4F72"), (0.62, "#603C82"), (1.0, "#242158")),
            land=((0.0, "#A65A70"), (0.3, "#6E3C6A"), (0.65, "#36244E"), (1.0, "#120C24")),
            cloud=((0.0, "#8A4C7C"), (0.4, "#F07A68"), (1.0, "#FFC080")),
            mist=((0.0, "#84507A"), (1.0, "#FFAE78")),
            glow=(1.0, 0.55, 0.26),
            disc=(6.0, 3.4, 1.3),
        ),
        "night": _Hour(
            sky=((0.0, "#3C5C88"), (0.25, "#22406C"), (0.6, "#12244A"), (1.0, "#080F28")),
            land=((0.0, "#34507A"), (0.3, "#20365A"), (0.65, "#111F3A"), (1.0, "#060B18")),
            cloud=((0.0, "#22365C"), (1.0, "#8CA6CC")),
            mist=((0.0, "#2E4668"), (1.0, "#86A2C6")),
            glow=(0.40, 0.52, 0.70),
            disc=(3.0, 3.0, 2.7),
        ),
    }
)
_MEADOWS: Final[Mapping[str, str]] = MappingProxyType(
    {"spring": "#7CB058", "summer": "#4E7A44", "autumn": "#B4702E", "winter": "#DCE6F4"}
)
"""What grows, or lies, on the slopes."""


class Mountains:
    """The whole view; all of it is slow, so it is drawn a few times a second."""

    def __init__(self, context: RenderContext) -> None:
        """Set up sky, ridges and the noise that clouds are made of."""
        self._context = context
        self._conditions = Conditions.of(context, time="dawn", season="")
        self._hour = _HOURS[self._conditions.time]
        rows, columns = context.height // _GRAIN, context.width // _GRAIN
        random = context.random(1)
        self._x = (np.arange(columns, dtype=np.float32)[None, :] + 0.5) * _GRAIN / context.unit
        self._y = (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        self._tile = make_tile(1024, context.seed + 71, slope=1.75, stretch=1.6, lowest=3)
        self._sun = context.width / context.unit * random.uniform(0.3, 0.7), random.uniform(0.27, 0.33)
        self._tall = context.height / context.unit
        self._prepare_sky()
        self._ridges = [self._prepare_ridge(index, random) for index in range(_RIDGES)]
        self._stars = self._scatter_stars()
        self._film = SoftFilm(self._draw, 0.25, context.width, context.height)

    def frame_at(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._film.frame_at(at_s)
        if self._stars:
            self._stars.lay_over(open_picture(frame), at_s)
        return frame

    def _scatter_stars(self) -> Stars | None:
        """Stars of a clear night, none before a mountain."""
        if not self._conditions.is_night or self._conditions.sunshine < 0.5:
            return None
        hidden = np.zeros((len(self._y), self._x.shape[1]), np.float32)
        for rows, cover, *_ in self._ridges:
            np.maximum(hidden[rows], cover[..., 0], out=hidden[rows])
        return Stars(self._context, round(self._context.height * 0.6), hidden=hidden)

    def _prepare_sky(self) -> None:
        distance = np.hypot(self._x - self._sun[0], (self._y - self._sun[1]) * self._tall)
        self._near_sun = np.exp(-distance / 0.42)
        hour, sunshine = self._hour, self._conditions.sunshine
        air = expose(self._conditions.mute(ramp(hour.sky, np.clip(1 - self._y / 0.56, 0, 1))))
        air = air + 0 * distance[..., None]
        glow = (1.1 * sunshine * np.exp(-distance / 0.10) + 0.55 * np.exp(-distance / 0.40))[..., None]
        air += glow * (0.35 + 0.65 * sunshine) * np.array(hour.glow)
        air += (sunshine * smoothstep(0.034, 0.030, distance))[..., None] * np.array(hour.disc)
        self._air = air.astype(np.float32)
        height = np.maximum(0.60 - self._y, 0) * self._tall + 0.36
        self._sky_u, self._sky_v = (self._x - self._sun[0]) / height * 110, 130 / height
        lit = expose(self._conditions.mute(ramp(hour.cloud, self._near_sun)))
        self._sky_cloud = lit + 0.55 * sunshine * self._air

    def _prepare_ridge(
        self, index: int, random: np.random.Generator
    ) -> tuple[slice, Floats, Floats, Floats, Floats]:
        """Rows it reaches, coverage, colour, where mist lies before it, and the mist's colour."""
        share = index / (_RIDGES - 1)
        rows = len(self._y)
        scale = 0.75 - 0.25 * share
        outline = ridge(self._x[0] + index * 7, random, scale=scale, roughness=0.47, peaked=3)
        middle = 0.47 + 0.46 * share**1.15
        tall = (0.165 - 0.055 * share) / self._tall * (1 + 0.5 * (self._tall > 1))
        line = (middle - tall * outline) * rows
        top = max(int(line.min()) - 1, 0)
        reached = slice(top, rows)
        cover = cover_below(line - top, rows - top)
        calm = np.convolve(np.pad(line, 24, mode="edge"), np.full(49, 1 / 49), "valid")
        below = (np.arange(top, rows, dtype=np.float32)[:, None] - calm) / (0.20 * rows)
        land = self._color_land(line, top, below, share)
        warm = expose(self._conditions.mute(ramp(self._hour.sky, np.full_like(below, 0.10))))
        haze = np.clip(below, 0, 1) * (0.62 - 0.42 * share) + 0.35 * self._near_sun[reached] * (1 - share)
        color = land + (warm * 0.8 - land) * np.clip(haze, 0, 0.9)[..., None]
        bed = np.exp(-(((self._y[reached] - middle - 0.075) / 0.055) ** 2)) * (0.95 - 0.35 * share)
        mist = expose(
            self._conditions.mute(ramp(self._hour.mist, np.clip(self._near_sun[reached] * 1.5, 0, 1)))
        )
        return (
            reached,
            cover[..., None],
            color.astype(np.float32),
            bed,
            (mist * (1 - 0.45 * share)).astype(np.float32),
        )

    def _color_land(self, line: Floats, top: int, below: Floats, share: float) -> Floats:
        """Exposure of a ridge: spurs that run down from its crest, lit on one side, and what grows there."""
        rows = len(below)
        down = (np.arange(rows, dtype=np.float32)[:, None] - (line - top)) / len(self._y) * self._tall
        crags = sample(self._tile, self._x * 420 + 37 * share + down * 160, down * 300 + 91 * share)
        spur = np.arange(len(line)) + (down * 0.55 + 0.10 * (crags - 0.5)) * len(line) / self._x.max()
        slope = np.tanh(2.0 * np.gradient(line))[np.clip(spur, 0, len(line) - 1).astype(int)]
        toward = np.tanh((self._sun[0] - self._x) / 0.25) * slope
        color = ramp(self._hour.land, np.full_like(below, share))
        if self._conditions.season:
            growth = np.array(parse_color(_MEADOWS[self._conditions.season]), np.float32) / 255
            lightness = color.mean(2, keepdims=True) * 1.7 + 0.10
            amount = self._overgrowth(crags, down, share)
            color = color + (growth * lightness - color) * amount[..., None]
        fading = np.exp(-np.maximum(down, 0) / 0.22)
        lit = 1 + (0.10 + 0.16 * share) * (toward * 1.2 + 1.3 * (crags - 0.5)) * fading
        return expose(np.clip(self._conditions.mute(color) * lit[..., None], 0, 1))

    def _overgrowth(self, crags: Floats, down: Floats, share: float) -> Floats:
        """Snow lies on high and rough ground; anything green or red grows on near and low ground."""
        if self._conditions.season == "winter":
            return smoothstep(0.30, 0.62, crags - 0.8 * down + 0.12) * (0.85 - 0.25 * share)
        return smoothstep(0.0, 0.06, down + 0.05 * (crags - 0.5)) * (0.30 + 0.55 * share)

    def _draw(self, at_s: float) -> Floats:
        cloud = sample(self._tile, self._sky_u + at_s * 1.6, self._sky_v)
        thin = 0.50 - 0.42 * self._conditions.cloudiness
        cloud = smoothstep(thin, thin + 0.35, cloud) * smoothstep(0.60, 0.34, self._y) * 0.8
        light = self._air + (self._sky_cloud - self._air) * cloud[..., None]
        for index, (rows, cover, color, bed, mist) in enumerate(self._ridges):
            part = light[rows]
            part += (color - part) * cover
            speed = 3.0 + 2.6 * index
            u = self._x * (120 - 9 * index) + index * 173 + at_s * speed
            v = self._y[rows] * self._tall * 300 + index * 91 - at_s * 0.8
            fog = smoothstep(0.30, 0.72, sample_grid(self._tile, u[0], v[:, 0])) * bed
            part += (mist - part) * fog[..., None]
        return develop(light)
