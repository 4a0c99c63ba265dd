"""A city at night across the water: lit windows, traffic along the shore, and all of it mirrored."""

from dataclasses import dataclass
from typing import Final

import av
import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from nemo_video.studio.scenes.light import develop, expose
from nemo_video.studio.scenes.picture import Enlarger, Floats, Picture, open_picture, parse_color, ramp
from nemo_video.studio.scenes.sprites import glow_sprite, lay_sprite, twinkle
from nemo_video.studio.scenes.stage import Stage
from nemo_video.studio.scenes.water import Lake

_SHORE: Final = 0.64
_SKY: Final = (
    (0.00, "#FFA262"),
    (0.16, "#E8725F"),
    (0.32, "#A14C74"),
    (0.52, "#55357A"),
    (0.74, "#262660"),
    (1.00, "#0A0F30"),
)
_LATE_SKY: Final = ((0.0, "#2A2348"), (0.3, "#171738"), (1.0, "#060818"))
_WINDOWS: Final = ("#FFD98F", "#FFC36B", "#FFE9C0", "#BFD9FF", "#FFB070")
_HAZE: Final = ("#41315F", "#221D45", "#0A0A1C")
_LATE_HAZE: Final = ("#1D1A38", "#12112A", "#06060F")


@dataclass(frozen=True)
class _Car:
    lane: int
    start: float
    speed: float


class Skyline:
    """The city as it stands: sky, three rows of towers, their windows, and the road along the shore."""

    def __init__(self, stage: Stage, shore: int, *, tallness: float = 1.0, is_late: bool = False) -> None:
        """Prepare to draw it; `tallness` stretches its towers, and late the sky has lost its glow."""
        self._stage = stage
        self._tallness = tallness
        self._sky = _LATE_SKY if is_late else _SKY
        self._haze = _LATE_HAZE if is_late else _HAZE
        self._shore = shore
        self._random = stage.random(1)
        self.beacons: list[tuple[int, int]] = []

    def draw(self) -> Floats:
        """The picture above the shore, (shore rows, width, 3) in 0..1."""
        light = self._draw_sky()
        lamps = np.zeros_like(light)
        for depth, haze in enumerate(self._haze):
            walls, windows = self._draw_row(depth)
            shade = expose(np.array(parse_color(haze), np.float32) / 255)
            lit = shade * (1 + 1.8 * np.linspace(0, 1, self._shore, dtype=np.float32)[:, None, None] ** 4)
            light += (lit - light) * walls[..., None]
            light += windows * windows * (0.7, 1.5, 2.6)[depth]
            lamps *= 1 - walls[..., None]
            lamps += windows
        light += _bloom(lamps, self._stage.unit / 120) * 1.1 + _bloom(lamps, self._stage.unit / 26) * 0.8
        return develop(light)

    def _draw_sky(self) -> Floats:
        rows, columns = self._shore, self._stage.width
        up = 1 - (np.arange(rows, dtype=np.float32)[:, None] + 0.5) / rows
        sky = np.repeat(expose(ramp(self._sky, up)), columns, 1)
        count = round(240 * columns / self._stage.unit)
        x, y = self._random.integers(0, columns, count), self._random.integers(0, round(rows * 0.5), count)
        sky[y, x] += self._random.uniform(0.02, 0.5, (count, 1)) ** 2 * 2
        return sky

    def _draw_row(self, depth: int) -> tuple[Floats, Floats]:
        stage, random = self._stage, self._random
        walls = Image.new("L", (stage.width, self._shore))
        windows = Image.new("RGB", (stage.width, self._shore))
        on_walls, on_windows = ImageDraw.Draw(walls), ImageDraw.Draw(windows)
        x = -random.uniform(0, 0.05) * stage.unit
        while x < stage.width:
            width = random.uniform(0.028, 0.070) * stage.unit * (0.75, 0.9, 1.1)[depth]
            center = np.exp(-(((x / stage.width - 0.5) / 0.30) ** 2))
            tall = ((0.17, 0.13, 0.06)[depth] + (0.27, 0.20, 0.09)[depth] * center) * random.uniform(0.5, 1.2)
            top = self._shore - tall * stage.unit * self._tallness
            self._draw_tower(on_walls, (x, top, x + width), depth)
            on_windows.rectangle((x, top - 1, x + width, self._shore), fill=(0, 0, 0))
            self._light_windows(on_windows, (x, top, x + width), depth)
            x += width + random.uniform(-0.01, (0.030, 0.022, 0.05)[depth]) * stage.unit
        coverage = np.asarray(walls, np.float32) / 255
        return coverage, np.asarray(windows, np.float32) / 255

    def _draw_tower(self, draw: ImageDraw.ImageDraw, box: tuple[float, float, float], depth: int) -> None:
        left, top, right = box
        draw.rectangle((left, top, right, self._shore), fill=255)
        kind, middle = self._random.random(), (left + right) / 2
        if kind < 0.22 and depth < 2:
            spire = top - self._random.uniform(0.04, 0.09) * self._stage.unit
            draw.polygon((left, top, middle, spire + (top - spire) * 0.45, right, top), fill=255)
            draw.line((middle, top, middle, spire), fill=255, width=max(self._stage.unit // 400, 1))
            self.beacons.append((int(middle), int(spire)))
        elif kind < 0.6:
            inset = (right - left) * self._random.uniform(0.15, 0.3)
            draw.rectangle((left + inset, top - 0.018 * self._stage.unit, right - inset, top), fill=255)

    def _light_windows(self, draw: ImageDraw.ImageDraw, box: tuple[float, float, float], depth: int) -> None:
        left, top, right = box
        random, unit = self._random, self._stage.unit
        step = (0.0050, 0.0062, 0.0080)[depth] * unit
        share = random.uniform(0.12, 0.62)
        base = parse_color(_WINDOWS[random.integers(len(_WINDOWS))])
        for y in np.arange(top + step, self._shore - step, step * 1.25):
            floor_share = share * random.uniform(0.4, 1.5)
            for x in np.arange(left + step * 0.5, right - step * 0.7, step):
                if random.random() < floor_share:
                    strength = random.uniform(0.25, 1.0)
                    color = (int(base[0] * strength), int(base[1] * strength), int(base[2] * strength))
                    draw.rectangle((x, y, x + step * 0.45, y + step * 0.55), fill=color)


def _bloom(light: Floats, radius: float) -> Floats:
    image = Image.fromarray((np.clip(light, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), np.float32) / 255


class City:
    """The whole view."""

    def __init__(self, stage: Stage) -> None:
        """Draw the city, put cars on its road."""
        self._stage = stage
        self._shore = round(stage.height * _SHORE / 2) * 2
        skyline = Skyline(stage, self._shore)
        whole = np.zeros((stage.height, stage.width, 3), np.float32)
        whole[: self._shore] = skyline.draw()
        self._draw_road(whole)
        self._still = open_picture(Enlarger(stage.width, stage.height).enlarge(whole))
        self._blank = Enlarger(stage.width, stage.height)
        self._beacons = skyline.beacons
        self._lake = Lake(stage, self._shore, shine=0.9)
        self._beacon = glow_sprite(stage.unit * 0.011, "#FF3B30")
        self._lights = (
            glow_sprite(stage.unit * 0.016, "#FFF3D6", stretch=1.7),
            glow_sprite(stage.unit * 0.015, "#FF4A2E", stretch=1.7),
        )
        random = stage.random(2)
        self._cars = [
            _Car(int(random.integers(0, 2)), random.uniform(0, 1.2), random.uniform(0.10, 0.17))
            for _ in range(round(46 * stage.width / stage.unit))
        ]

    def paint(self, at_s: float) -> av.VideoFrame:
        """Draw one frame."""
        frame = self._copy_still()
        picture = open_picture(frame)
        for index, (x, y) in enumerate(self._beacons):
            lay_sprite(picture, self._beacon, x, y, twinkle(at_s, 0.55, index * 0.37) ** 3)
        for car in self._cars:
            self._draw_car(picture, car, at_s)
        self._lake.reflect(picture, at_s)
        return frame

    def _copy_still(self) -> av.VideoFrame:
        frame = av.VideoFrame(self._stage.width, self._stage.height, "yuv420p")
        for plane, still in zip(open_picture(frame).planes, self._still.planes, strict=True):
            plane[:] = still
        return frame

    def _draw_car(self, picture: Picture, car: _Car, at_s: float) -> None:
        span = self._stage.width / self._stage.unit + 0.2
        way = (car.start * span + at_s * car.speed) % span - 0.1
        x = way if car.lane else span - 0.2 - way
        y = self._shore - self._stage.unit * (0.0075, 0.0165)[car.lane]
        lay_sprite(picture, self._lights[car.lane], x * self._stage.unit, y, 1.0)

    def _draw_road(self, whole: Floats) -> None:
        unit, shore = self._stage.unit, self._shore
        top = shore - round(unit * 0.024)
        whole[top:shore] = np.array([0.055, 0.045, 0.075], np.float32)
        whole[top : top + max(unit // 540, 1)] = np.array([0.20, 0.14, 0.15], np.float32)
