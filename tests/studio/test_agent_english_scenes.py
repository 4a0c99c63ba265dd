"""What people write in English of pictures to be made, placed and changed, and the commands for it."""

import pytest

from nemo_studio.agent import Reading, understand
from nemo_studio.edits.canvas.commands import SetFrameRate, SetResolution
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.references import Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic

SENTENCES: list[tuple[str, tuple[Command, ...]]] = [
    (
        "a 10-second video of a sunset over the ocean with waves crashing",
        (
            MakeScene(
                "sunset over the ocean with waves crashing", "sunset", 10, parameters={"time_of_day": "dusk"}
            ),
        ),
    ),
    (
        "sunset, then a city at night",
        (
            MakeScene("sunset", "sunset", parameters={"time_of_day": "dusk"}),
            MakeScene("city at night", "city", parameters={"time_of_day": "night"}),
        ),
    ),
    ("a video of a cat playing chess", (MakeScene("cat playing chess", None),)),
    (
        "Create a stormy sea at dusk in autumn, slow pan left, 12 seconds, 9:16",
        (
            MakeScene(
                "stormy sea at dusk in autumn",
                "sunset",
                12,
                "9:16",
                parameters={
                    "time_of_day": "dusk",
                    "weather": "storm",
                    "season": "autumn",
                    "camera": "pan_left",
                },
            ),
        ),
    ),
    (
        "a misty forest at dawn with a slow zoom in, then stars for 5 seconds",
        (
            MakeScene(
                "misty forest at dawn",
                "forest",
                parameters={"time_of_day": "dawn", "weather": "fog", "camera": "zoom_in"},
            ),
            MakeScene("stars", "space", 5),
        ),
    ),
    (
        "add a 3 second clip of rain after the first clip",
        (
            MakeScene(
                "rain", "rain", 3, place=Place("after", Reference("clip", 1)), parameters={"weather": "rain"}
            ),
        ),
    ),
    (
        "add a snow scene at the beginning",
        (MakeScene("snow", "snow", place=Place("start"), parameters={"weather": "snow"}),),
    ),
    (
        "replace the second clip with rain",
        (
            MakeScene(
                "rain", "rain", replace=True, target=Reference("clip", 2), parameters={"weather": "rain"}
            ),
        ),
    ),
    ("make it night", (ChangeScene({"time_of_day": "night"}),)),
    ("make the first clip rainy", (ChangeScene({"weather": "rain"}, Reference("clip", 1)),)),
    ("a vintage film of a city", (MakeScene("vintage film of a city", "city"), SetLook("vintage"))),
    (
        "a 2-second video of snow in 4K at 60 frames per second",
        (MakeScene("snow", "snow", 2, parameters={"weather": "snow"}), SetResolution(2160), SetFrameRate(60)),
    ),
    (
        "an abstract picture, purple, eleven seconds",
        (MakeScene("abstract, purple", "abstract", 11, missing="purple"),),
    ),
    ("make a slideshow from my photos", (PlaceMedia(),)),
    ("show my photos for 3 seconds each with a slow zoom out", (PlaceMedia(3, "zoom_out"),)),
    ("pan left on the photo", (ChangeScene({"camera": "pan_left"}, Reference("clip")),)),
    (
        "Make a 6 second clip of fireworks in portrait, then a calm meadow for 4 seconds with acoustic music",
        (
            MakeScene("fireworks", "fireworks", 6, "9:16"),
            MakeScene("calm meadow", "meadow", 4, parameters={"mood": "calm"}),
            AddMusic("acoustic"),
        ),
    ),
    ("generate three seconds of desert", (MakeScene("desert", "desert", 3),)),
    ("Now add another scene: underwater reef, 5 s", (MakeScene("underwater reef", "underwater", 5),)),
    ("can you add snow to the scene?", (ChangeScene({"weather": "snow"}, Reference("clip")),)),
    ("change the weather to stormy", (ChangeScene({"weather": "storm"}),)),
    (
        "pan right across the mountains",
        (ChangeScene({"camera": "pan_right"}, Reference("clip", name="mountains")),),
    ),
    ("replace it with a forest", (MakeScene("forest", "forest", replace=True),)),
    (
        "change the second clip to a starry sky",
        (MakeScene("starry sky", "space", replace=True, target=Reference("clip", 2)),),
    ),
    (
        "insert a 2-second black and white city clip before the last clip",
        (
            MakeScene("black-and-white city", "city", 2, place=Place("before", Reference("clip", -1))),
            SetLook("black_and_white"),
        ),
    ),
    (
        "a film, 10 seconds, of a sunset",
        (MakeScene("sunset", "sunset", 10, parameters={"time_of_day": "dusk"}, prompt="sunset"),),
    ),
    (
        "a sunset of ten seconds in 9:16",
        (MakeScene("sunset", "sunset", 10, "9:16", parameters={"time_of_day": "dusk"}, prompt="sunset"),),
    ),
]


@pytest.mark.parametrize(("message", "commands"), SENTENCES)
def test_an_english_message_asks_for_pictures(message: str, commands: tuple[Command, ...]) -> None:
    # A bare scene is a new picture where there is none, and a clip's name where there are some.
    is_opening = isinstance(commands[0], MakeScene) and not commands[0].place
    assert understand(message, is_empty=is_opening) == Reading(commands)
