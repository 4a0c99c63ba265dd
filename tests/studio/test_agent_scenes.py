"""Scenes of a film that is there: others beside them, in their place, and in other light and weather."""

from pathlib import Path

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.references import IT, Place, Reference
from studio.studio_sessions import open_chat

FOREST, CITY = Reference("clip", name="forest"), Reference("clip", name="city")


@pytest.mark.parametrize(
    ("message", "changes"),
    [
        ("change the forest to winter and the city to dawn", [("winter", FOREST), ("dawn", CITY)]),
        ("can the city be in daytime instead of night", [("day", CITY)]),
        ("add snow falling in the forest", [("snow", FOREST)]),
        ("remove the rain from the city", [("clear", CITY)]),
        ("make everything snowy", [("snow", Reference("clip", is_all=True))]),
        ("I don't want the camera to move in the city", [("still", CITY)]),
        ("make the forest dreamy", [("dreamy", FOREST)]),
        ("城市改成下雨的", [("rain", Reference("clip", name="城市"))]),
        (
            "让森林下雪，城市下雨",
            [("snow", Reference("clip", name="森林")), ("rain", Reference("clip", name="城市"))],
        ),
        ("第一段加点雾", [("fog", Reference("clip", 1))]),
    ],
)
def test_light_and_weather_change_what_is_there(message: str, changes: list[tuple[str, Reference]]) -> None:
    reading = understand(message)
    told = [(*c.parameters.values(), c.target) for c in reading.commands if isinstance(c, ChangeScene)]
    assert (told, reading.unclear) == (changes, ())


@pytest.mark.parametrize(
    ("message", "scene", "target"),
    [
        ("replace the forest with rain", "rain", FOREST),
        ("the second shot should be a meadow with flowers", "meadow", Reference("clip", 2)),
        ("make the third clip a wide shot of a desert instead", "desert", Reference("clip", 3)),
        ("get rid of the forest and put an underwater scene in its place", "underwater", FOREST),
        ("第二段要草原", "meadow", Reference("clip", 2)),
        ("replace the opening scene with an aurora", "aurora", Reference("clip", 1)),
        ("把第二段删掉，换成星空", "space", Reference("clip", 2)),
        ("replace it with a beach", "sunset", IT),
    ],
)
def test_a_scene_takes_the_place_of_a_clip(message: str, scene: str, target: Reference) -> None:
    (made,) = understand(message).commands
    assert isinstance(made, MakeScene)
    assert (made.scene, made.replace, made.target) == (scene, True, target)


@pytest.mark.parametrize(
    ("message", "name", "place", "missing"),
    [
        ("can you insert a rainy street after the forest?", "rainy street", Place("after", FOREST), ""),
        ("put a forest between them", "forest", Place(), ""),
        (
            "add a city timelapse with traffic at the start",
            "city timelapse with traffic",
            Place("start"),
            "timelapse",
        ),
        ("最后来一段极光吧，四秒就好", "极光", None, ""),
        ("給我在最後加一段煙火", "煙火", None, ""),
        ("add a forest with a lake", "forest with a lake", None, "lake"),
        ("add a beach without people", "beach without people", None, ""),
    ],
)
def test_a_scene_is_called_what_is_seen(message: str, name: str, place: Place | None, missing: str) -> None:
    (made,) = understand(message).commands
    assert isinstance(made, MakeScene)
    assert (made.name, made.place, made.missing) == (name, place, missing)


@pytest.mark.parametrize(
    ("message", "scenes"),
    [
        (
            "add a beach, a desert and a snowy peak at the end, 3 seconds each",
            [("sunset", 3, None), ("desert", 3, None), ("mountains", 3, None)],
        ),
        ("add a meadow and a desert at the start", [("desert", None, "start"), ("meadow", None, "start")]),
        (
            "add a forest at the start and a beach at the end",
            [("forest", None, "start"), ("sunset", None, None)],
        ),
        (
            "加三个场景：海滩、沙漠、雪山，每个3秒",
            [("sunset", 3, None), ("desert", 3, None), ("mountains", 3, None)],
        ),
        ("城市后面再加两个场景：草原3秒，星空5秒", [("space", 5, "after"), ("meadow", 3, "after")]),
        ("add a meadow, 3 seconds, and a desert, 5 seconds", [("meadow", 3, None), ("desert", 5, None)]),
        ("add a forest and add a desert", [("forest", None, None), ("desert", None, None)]),
        ("could you put a desert in front of everything?", [("desert", None, "start")]),
        ("begin with 2 seconds of stars", [("space", 2, "start")]),
    ],
)
def test_scenes_that_are_listed_are_several(
    message: str, scenes: list[tuple[str, int | None, str | None]]
) -> None:
    made = [each for each in understand(message).commands if isinstance(each, MakeScene)]
    assert [(each.scene, each.duration_s, each.place and each.place.side) for each in made] == scenes


@pytest.mark.parametrize(
    "message",
    ["make the forest less foggy", "add a moonlit sea after them"],
)
def test_what_turns_a_weather_or_a_place_is_not_passed_over(message: str) -> None:
    assert (understand(message).commands, understand(message).unclear) == ((), (message,))


@pytest.mark.anyio
async def test_weather_that_a_scene_cannot_show_is_no_change(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("snow, 3 s")
        reply = await chat.reply("make the snow rainy")
        assert "cannot be drawn so: rain" in reply
        assert "New" not in reply
