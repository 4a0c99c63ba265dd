"""The one table of scenes. A scene that is not worth looking at is not in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nemo_studio.frames.context import FrameSource, RenderContext
from nemo_studio.scenes.abstract import Abstract
from nemo_studio.scenes.aurora import Aurora
from nemo_studio.scenes.camera import Camera
from nemo_studio.scenes.city import City
from nemo_studio.scenes.desert import Desert
from nemo_studio.scenes.fireworks import Fireworks
from nemo_studio.scenes.forest import Forest
from nemo_studio.scenes.meadow import Meadow
from nemo_studio.scenes.mood import GRADES, Mood
from nemo_studio.scenes.mountains import Mountains
from nemo_studio.scenes.parameters import CAMERAS, MOODS, SEASONS, TIMES, WEATHERS
from nemo_studio.scenes.rain import Rain
from nemo_studio.scenes.snow import Snow
from nemo_studio.scenes.space import Space
from nemo_studio.scenes.sunset import Sunset
from nemo_studio.scenes.underwater import Underwater
from nemo_studio.scenes.weather import Weather, gather_overlays

_EVERYWHERE: Final = frozenset(
    [*(("camera", move) for move in CAMERAS), *(("mood", mood) for mood in MOODS)],
)


@dataclass(frozen=True)
class Scene:
    """One scene.

    Attributes:
        name: Its key.
        title_en: Its title for people.
        title_zh: The same in Chinese.
        ambience: The sound that suits it, or none.
        set_up: Makes its source.
        times: Times of day that it can show.
        weathers: Weathers that it can show.
        seasons: Seasons that it can show.
        usual_camera: How the camera moves when nobody asked for a move.
        is_open: Whether rain, snow and fog fall before it; otherwise its weathers are drawn by itself.
    """

    name: str
    title_en: str
    title_zh: str
    ambience: str | None
    set_up: Callable[[RenderContext], FrameSource]
    times: tuple[str, ...] = ()
    weathers: tuple[str, ...] = ()
    seasons: tuple[str, ...] = ()
    is_open: bool = True
    usual_camera: str = "still"

    def open(self, context: RenderContext) -> FrameSource:
        """Set the scene up, with the camera, the weather and the mood that the context asks for."""
        move = context.choose("camera", CAMERAS, self.usual_camera)
        source = self.set_up(context) if move == "still" else Camera(context, move, self.set_up)
        weather = context.choose("weather", self.weathers if self.is_open else (), "clear")
        if overlays := gather_overlays(weather, context):
            source = Weather(source, overlays)
        grade = GRADES.get(context.parameter("mood", ""))
        return Mood(source, grade) if grade else source

    @property
    def own_parameters(self) -> frozenset[tuple[str, str]]:
        """Name and word of every parameter that not all scenes support, but this one does."""
        words = {"time_of_day": self.times, "weather": self.weathers, "season": self.seasons}
        return frozenset((name, word) for name, follows in words.items() for word in follows)


def supported_parameters(scene: str, parameters: Mapping[str, str | float]) -> dict[str, str]:
    """Which of the parameters a scene supports; an unknown scene is drawn as the abstract one."""
    known = SCENES.get(scene) or SCENES["abstract"]
    supported = known.own_parameters | _EVERYWHERE
    asked = {name: str(value).lower() for name, value in parameters.items()}
    return {name: word for name, word in asked.items() if (name, word) in supported}


def _table(*scenes: Scene) -> Mapping[str, Scene]:
    return MappingProxyType({scene.name: scene for scene in scenes})


SCENES: Final = _table(
    Scene(
        "sunset", "Sunset over the ocean", "海上日落", "waves", Sunset, TIMES, WEATHERS, usual_camera="drift"
    ),
    Scene("abstract", "Abstract gradient", "抽象渐变", None, Abstract, TIMES, (), SEASONS),
    Scene("city", "City at night", "城市夜景", "city", City, TIMES, WEATHERS),
    Scene("space", "Planet and stars", "星空与行星", "space", Space, usual_camera="drift"),
    Scene("mountains", "Mountains at daybreak", "晨光群山", "wind", Mountains, TIMES, WEATHERS, SEASONS),
    Scene(
        "snow", "Snow at night", "雪夜", "wind", Snow, TIMES, ("clear", "storm", "fog", "snow"), is_open=False
    ),
    Scene("rain", "Rain on a window", "雨夜霓虹", "rain", Rain, TIMES, ("rain", "storm"), is_open=False),
    Scene("forest", "Forest in the mist", "晨雾森林", "birds", Forest, TIMES, WEATHERS, SEASONS),
    Scene("aurora", "Northern lights", "极光", "wind", Aurora, weathers=("clear", "fog", "snow")),
    Scene("desert", "Desert in late light", "沙漠暮色", "wind", Desert, TIMES, WEATHERS),
    Scene("underwater", "Under water", "海底光影", "underwater", Underwater, TIMES),
    Scene("meadow", "Meadow in the wind", "风中草地", "birds", Meadow, TIMES, WEATHERS, SEASONS),
    Scene("fireworks", "Fireworks over the bay", "海湾烟花", "fireworks", Fireworks, TIMES[2:]),
)
