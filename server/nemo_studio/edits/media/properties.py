"""What a scene that is there can be: how the camera moves, its light, weather and season."""

from collections.abc import Callable
from typing import Final

from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.media.commands import ChangeScene
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command


def read_camera(said: Said) -> list[Callable[[Reference], Command]]:
    """How the camera moves."""
    move = said.one("camera")
    if move is None:
        return []
    said.skip("slightly")
    clip = Reference("clip") if said.sees("camera_noun") else None  # 镜头 is a shot as well
    return [lambda target: ChangeScene({"camera": move}, IT if target == clip else target)]


def read_parameters(said: Said) -> list[Callable[[Reference], Command]]:
    """Its light, weather and season."""
    kinds = [token.meanings.keys() for token in said.tokens]
    has_target = any(_TARGETS & each and "parameter" not in each for each in kinds) or said.sees("add_new")
    named: list[int] = []
    for index, token in enumerate(said.tokens):
        name, _ = token.meanings.get("parameter", ("", ""))
        # What is named beside a clip is one as well: the ocean and the snow.
        around = kinds[max(index - 1, 0) : index + 2]
        if "mood" in token.meanings and not said.sees("clip"):
            continue  # it may be meant of music
        is_clip = "clip" in token.meanings and any(each & _LISTED and "to" not in each for each in around)
        if name and ("clip" not in token.meanings or (name == "weather" and has_target and not is_clip)):
            named.append(index)
        elif is_clip and name == "weather" and named:
            return []  # "fog in the forest and rain in the city"
    if not (found := dict(said.tokens[index].meanings["parameter"] for index in named)):
        return []
    if said.sees("remove", "not"):
        if set(found) != {"weather"}:
            return []
        found = {"weather": "clear"}
        said.skip("remove between")
    elif len({said.tokens[index].meanings["parameter"] for index in named}) != len(found):
        return []  # of two hours it can have one
    mores = {token.meanings.get("more") for token in said.tokens}
    if -1 in mores or (1 in mores and not has_target and {"rain", "snow"} & {*found.values()}):
        return []  # of a weather there is no less, and more snow may be meant where it is
    said.used.update(named)
    said.skip("slightly much look_noun parameter_noun keep add_new more")
    return [lambda target: ChangeScene(found, target)]


_LISTED: Final = frozenset({"but", "meets"})
_TARGETS: Final = frozenset({"clip", "all", "whole", "each", "it"})
"""Kinds of words that say what is to have a weather, so that "snowy" is no clip."""

PROPERTIES: Final = (read_camera, read_parameters)
