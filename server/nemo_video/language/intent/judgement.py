"""Weighs the traits of a request: which tool it asks for, or whether it is for the chat.

A linear model; its weights are learned from the labelled requests of the tests
(`tests/language/learn_requests.py`) and lie as data beside the code.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache

from nemo_video.language.results import Action
from nemo_video.language.tables import FOLDER

ACTIONS: tuple[Action, ...] = ("chat", "export", "credits", "state", "upload")
WEIGHTS = FOLDER / "request_weights.json"


@cache
def _weights() -> Mapping[str, Sequence[float]]:
    return json.loads(WEIGHTS.read_text(encoding="utf-8"))


def choose_action(traits: Sequence[str]) -> Action:
    """Return the action with the most evidence; the chat where there is none."""
    weights = _weights()
    found = [weights[trait] for trait in traits if trait in weights]
    evidence = [sum(column) for column in zip(*found, strict=True)] or [0.0]
    return ACTIONS[max(range(len(evidence)), key=evidence.__getitem__)]
