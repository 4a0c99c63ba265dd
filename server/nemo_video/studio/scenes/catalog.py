"""The one table of scenes. A scene that is not worth looking at is not in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nemo_video.studio.scenes.abstract import Abstract
from nemo_video.studio.scenes.stage import Painter, Stage
from nemo_video.studio.scenes.sunset import Sunset


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
)
