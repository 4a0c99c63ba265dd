"""Learns the weights of the requests' model from the labelled requests beside this file.

Run it with `python tests/language/learn_requests.py`; with `--measure` it first tells how well the weights of
everything but one file do on that file.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from compose_requests import compose_requests
from linear_model import Model, learn

from nemo_video.language.intent.judgement import ACTIONS, WEIGHTS
from nemo_video.language.intent.routing import read_request
from nemo_video.language.intent.traits import describe_request

DATA = Path(__file__).parent / "data"
FILES = (
    "requests.jsonl",
    "given_requests.jsonl",
    "requests_more.jsonl",
    "requests_wide.jsonl",
    "requests_colloquial.jsonl",
    "other_hand_requests.jsonl",
    "second_hand_requests.jsonl",
    "third_hand_requests.jsonl",
)
SMALLEST_WEIGHT = 0.04

Label = tuple[str, str]
Example = tuple[Sequence[str], int]


def read_labels(name: str) -> list[Label]:
    """Read pairs of a request and its action."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [(label["text"], label["action"]) for label in map(json.loads, lines)]


def describe(labels: Sequence[Label]) -> list[Example]:
    """Return the traits of each request and the column of its action."""
    return [
        (describe_request(read_request(text), text), [str(name) for name in ACTIONS].index(action))
        for text, action in labels
    ]


def measure() -> None:
    """Print how many requests of each file the weights of the others get wrong."""
    composed = describe(compose_requests())
    files = {name: describe(read_labels(name)) for name in FILES}
    for name, held_out in files.items():
        others = [example for other, examples in files.items() if other != name for example in examples]
        model = learn([*composed, *others], len(ACTIONS))
        wrong = sum(int(model.score(traits).argmax()) != wanted for traits, wanted in held_out)
        sys.stdout.write(f"{name}: {wrong} of {len(held_out)} wrong\n")


def write_weights(model: Model) -> None:
    """Write the weights beside the code, a trait a line."""
    rows = {trait: [round(float(w), 2) for w in model.weights[i]] for trait, i in model.traits.items()}
    lines = [
        f"{json.dumps(trait, ensure_ascii=False)}: {json.dumps(row)}"
        for trait, row in sorted(rows.items())
        if max(map(abs, row)) >= SMALLEST_WEIGHT
    ]
    WEIGHTS.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    if "--measure" in sys.argv:
        measure()
    every = [label for name in FILES for label in read_labels(name)]
    write_weights(learn(describe([*compose_requests(), *every]), len(ACTIONS)))
