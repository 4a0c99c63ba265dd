"""What a scene that is there can be: how the camera moves, its light, weather and season."""

from collections.abc import Callable
from typing import Final

from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.media.commands import ChangeScene
from nemo_studio.edits.references import Reference
from nemo_studio.edits.registry import Command


def read_camera(said: Said) -> list[Callable[[Reference], Command]]:
    """How the camera moves."""
    move = said.one("camera")
    if move is None or said.sees("remove", "not"):
        return []
    said.skip("slightly")
    return [lambda target: ChangeScene({"camera": move}, target)]


def read_parameters(said: Said) -> list[Callable[[Reference], Command]]:
    """Its light, weather and season."""
    has_clip = any("clip" in t.meanings and "parameter" not in t.meanings for t in said.tokens)
    is_told = any(not {"scene", "meets"} & t.meanings.keys() for t in said.tokens)
    is_weather = (has_clip and is_told) or (said.sees("add_new") and said.sees("noun", "parameter_noun"))
    named = [
        i
        for i, t in enumerate(said.tokens)
        if "parameter" in t.meanings
        and ((is_weather and t.meanings["parameter"][0] == "weather") or "clip" not in t.meanings)
    ]
    if not named or said.sees("remove", "not"):
        return []
    said.used.update(named)
    said.skip("slightly much look_noun parameter_noun")
    found = dict(said.tokens[i].meanings["parameter"] for i in named)
    return [lambda target: ChangeScene(found, target)]


PROPERTIES: Final = (read_camera, read_parameters)
