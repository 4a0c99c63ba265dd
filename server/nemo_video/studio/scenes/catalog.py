"""The one table of scenes. A scene that is not worth looking at is not in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nemo_video.studio.scenes.abstract import Abstract
from nemo_video.studio.scenes.aurora import Aurora
from nemo_video.studio.scenes.city import City
from nemo_video.studio.scenes.desert import Desert
from nemo_video.studio.scenes.fireworks import Fireworks
from nemo_video.studio.scenes.forest import Forest
from nemo_video.studio.scenes.meadow import Meadow
from nemo_video.studio.scenes.mountains import Mountains
from nemo_video.studio.scenes.rain import Rain
from nemo_video.studio.scenes.snow import Snow
from nemo_video.studio.scenes.space import Space
from nemo_video.studio.scenes.stage import Painter, Stage
from nemo_video.studio.scenes.sunset import Sunset
from nemo_video.studio.scenes.underwater import Underwater


@dataclass(frozen=True)
class Scene:
    """A scene's key, titles for people, the ambience that suits it (or none), and how to set it up."""

    name: str
    title_en: str
    title_zh: str
    ambience: str | None
    open: Callable[[Stage], Painter]


def _table(*scenes: Scene) -> Mapping[str, Scene]:
    return MappingProxyType({scene.name: scene for scene in scenes})


SCENES: Final = _table(
    Scene("sunset", "Sunset over the ocean", "海上日落", "waves", Sunset),
    Scene("abstract", "Abstract gradient", "抽象渐变", None, Abstract),
    Scene("city", "City at night", "城市夜景", "city", City),
    Scene("space", "Planet and stars", "星空与行星", None, Space),
    Scene("mountains", "Mountains at daybreak", "晨光群山", "wind", Mountains),
    Scene("snow", "Snow at night", "雪夜", "wind", Snow),
    Scene("rain", "Rain on a window", "雨夜霓虹", "rain", Rain),
    Scene("forest", "Forest in the mist", "晨雾森林", "birds", Forest),
    Scene("aurora", "Northern lights", "极光", "wind", Aurora),
    Scene("desert", "Desert in late light", "沙漠暮色", "wind", Desert),
    Scene("underwater", "Under water", "海底光影", "waves", Underwater),
    Scene("meadow", "Meadow in the wind", "风中草地", "birds", Meadow),
    Scene("fireworks", "Fireworks over the bay", "海湾烟花", "city", Fireworks),
)
