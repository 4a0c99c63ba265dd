"""Fireworks over a city by the water: shells climb, burst into stars, and all of it shines in the bay."""

from dataclasses import dataclass
from typing import Final

import av
import numpy as np

from nemo_video.studio.scenes.city import Skyline
from nemo_video.studio.scenes.picture import Enlarger, Floats, Picture, open_picture, parse_color
from nemo_video.studio.scenes.sprites import Sprite, add_stars, glow_sprite, lay_sprite
from nemo_video.studio.scenes.stage import Stage
from nemo_video.studio.scenes.water import Lake

_SHORE: Final = 0.72
_INTERVAL_S: Final = 0.5
_CLIMB_S: Final = 1.5
_BURN_S: Final = 2.9
_TRAIL: Final = 15
_COLORS: Final = ("#FFC24D", "#FF5A5F", "#5FB0FF", "#B77CFF", "#63F0A0", "#FFE9B0", "#FF8AC6")


@dataclass(frozen=True)
class _Shell:
    """One shell: where it bursts (units), how large, its colours, and the ways of its stars."""

    x: float
    y: float
    size: float
    colors: tuple[str, str]
    directions: Floats
    speeds: Floats
    is_willow: bool


class Fireworks:
    """The whole view."""

    def __init__(self, stage: Stage) -> None:
        """Draw the city, darker than on an evening without fireworks."""
        self._stage = stage
        self._shore = round(stage.height * _SHORE / 2) * 2
        whole = np.zeros((stage.height, stage.width, 3), np.float32)
        skyline = Skyline(stage, self._shore, tallness=0.55, is_late=True)
        whole[: self._shore] = skyline.draw()
        whole[self._shore - round(stage.unit * 0.010) : self._shore] = np.array(
            [0.03, 0.03, 0.06], np.float32
        )
        self._still = open_picture(Enlarger(stage.width, stage.height).enlarge(whole))
        self._lake = Lake(stage, self._shore, shine=0.95)
        self._flash = {color: glow_sprite(stage.unit * 0.30, color, brightness=0.75) for color in _COLORS}
        self._ember = glow_sprite(stage.unit * 0.012, "#FFD9A0")

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = av.VideoFrame(self._stage.width, self._stage.height, "yuv420p")
        picture = open_picture(frame)
        for plane, still in zip(picture.planes, self._still.planes, strict=True):
            plane[:] = still
        newest = int(at_s / _INTERVAL_S)
        for number in range(newest - 10, newest + 1):
            self._draw_shell(picture, number, at_s - self._start_s(number))
        self._lake.reflect(picture, at_s)
        return frame

    def _start_s(self, number: int) -> float:
        jitter = np.random.default_rng((self._stage.seed, 7, number & 0xFFFF)).uniform(-0.3, 0.3)
        return number * _INTERVAL_S + float(jitter)

    def _shell(self, number: int) -> _Shell:
        stage = self._stage
        random = np.random.default_rng((stage.seed, 8, number & 0xFFFF))
        count = int(random.integers(260, 420))
        around = random.standard_normal((count, 3))
        around /= np.linalg.norm(around, axis=1, keepdims=True)
        is_willow = bool(random.random() < 0.3)
        first, second = random.choice(len(_COLORS), 2, replace=False)
        colors = ("#FFC24D", "#FFE9B0") if is_willow else (_COLORS[int(first)], _COLORS[int(second)])
        speeds = random.uniform(0.86, 1.0, count) * np.where(random.random(count) < 0.25, 0.5, 1.0)
        wide, sky = stage.width / stage.unit, self._shore / stage.unit
        return _Shell(
            x=float(wide * random.uniform(0.14, 0.86)),
            y=float(sky * random.uniform(0.24, 0.56)),
            size=float(random.uniform(0.17, 0.32)) * min(wide, 1.3),
            colors=colors,
            directions=around[:, :2],
            speeds=speeds,
            is_willow=is_willow,
        )

    def _draw_shell(self, picture: Picture, number: int, age_s: float) -> None:
        if not 0 <= age_s < _CLIMB_S + _BURN_S:
            return
        shell, unit = self._shell(number), self._stage.unit
        if age_s < _CLIMB_S:
            self._draw_climb(picture, shell, age_s / _CLIMB_S)
            return
        burnt_s = age_s - _CLIMB_S
        flash = np.exp(-burnt_s / 0.30)
        sprite: Sprite = self._flash[shell.colors[0]]
        lay_sprite(
            picture,
            sprite,
            shell.x * unit,
            shell.y * unit,
            float(flash * 0.9 + 0.30 * np.exp(-burnt_s / 1.1)),
        )
        self._draw_stars(picture, shell, burnt_s)

    def _draw_climb(self, picture: Picture, shell: _Shell, share: float) -> None:
        unit, ground = self._stage.unit, self._shore / self._stage.unit
        for step in range(7):
            past = max(share - step * 0.018, 0)
            rise = 1 - (1 - past) ** 2
            y = ground + (shell.y - ground) * rise
            lay_sprite(
                picture,
                self._ember,
                shell.x * unit + step * 0.6,
                y * unit,
                0.75 * (1 - step / 7) * (1 - 0.5 * share),
            )

    def _draw_stars(self, picture: Picture, shell: _Shell, burnt_s: float) -> None:
        """Stars slow down in the air, fall, and leave a trail of where they just were."""
        unit = self._stage.unit
        drag = 1.5 if shell.is_willow else 2.3
        fall = 0.045 if shell.is_willow else 0.030
        places: list[Floats] = []
        strengths: list[Floats] = []
        for step in range(_TRAIL):
            past_s = burnt_s - step * (0.026 if shell.is_willow else 0.014)
            if past_s <= 0:
                break
            reach = shell.size * (1 - np.exp(-drag * past_s)) * shell.speeds
            x = (shell.x + shell.directions[:, 0] * reach) * unit
            y = (shell.y + shell.directions[:, 1] * reach + fall * past_s**2) * unit
            life = np.clip(1 - burnt_s / (_BURN_S * (0.75 + 0.25 * shell.speeds)), 0, 1)
            glitter = 0.72 + 0.28 * np.sin(burnt_s * 31 + np.arange(len(x)) * 1.7) * min(burnt_s, 1)
            places.append(np.stack([x, y]))
            strengths.append(life**0.6 * glitter * (1 - step / _TRAIL) ** 1.2 * 1.9)
        if not places:
            return
        x, y = np.concatenate(places, axis=1)
        strength = np.concatenate(strengths)
        shares = min(burnt_s / _BURN_S * 1.6, 1.0)
        first, second = (np.array(parse_color(color), np.float32) / 255 for color in shell.colors)
        white = np.exp(-burnt_s / 0.16)
        color = first + (second - first) * shares
        color = color + (1 - color) * white
        strength = strength * (y < self._shore - 2)
        heads = len(shell.speeds) * 2
        add_stars(picture, x, y, strength, color.astype(np.float32), unit / 1080, with_glow=heads)
