"""Learns the weights of the language room from the labelled replies beside this file.

Run it with `python tests/language/learn_replies.py`; with `--measure` it first tells how well the weights of
all other files do on each set by another hand. Linear models by gradient descent: the same labels always
give the same weights.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from compose_replies import compose_replies
from linear_model import Floats, Model, learn

from nemo_video.language.gui.judgement import NOTHING, TOOLS, settle_tools
from nemo_video.language.gui.lines import read_lines
from nemo_video.language.gui.sentences import Segment, Sentence
from nemo_video.language.gui.traits import Place, describe_aim, describe_segment
from nemo_video.language.tables import FOLDER

Labels = list[dict[str, Any]]
DATA = Path(__file__).parent / "data"
HANDS = (
    "other_hand_replies.jsonl",
    "second_hand_replies.jsonl",
    "third_hand_replies.jsonl",
    "fourth_hand_replies.jsonl",
)
FILES = (
    "replies_given.jsonl",
    "replies_en.jsonl",
    "replies_zh.jsonl",
    "replies_more.jsonl",
    "replies_plain.jsonl",
    "replies_more_en.jsonl",
    "replies_more_zh.jsonl",
    "replies_steps_zh.jsonl",
    "replies_fragments.jsonl",
    "replies_wide_en.jsonl",
    "replies_wide_zh.jsonl",
    *HANDS,
)
ROUNDS = 4
SMALLEST_WEIGHT = 0.02


@dataclass(frozen=True)
class Example:
    """One segment with what its label says of it.

    Attributes:
        place: The segment.
        goes: True for handling, False for content, None where the label does not tell.
        is_named: The label names it, so that it may ask for a tool.
    """

    place: Place
    goes: bool | None
    is_named: bool


def read_labels(names: Sequence[str]) -> Labels:
    """Read labelled replies."""
    lines = (line for name in names for line in (DATA / name).read_text(encoding="utf-8").splitlines())
    return [json.loads(line) for line in lines]


def read_examples(label: dict[str, Any]) -> list[Example]:
    """Cut one labelled reply into its segments."""
    text: str = label["text"]
    sentences = [sentence for line in read_lines(text) for sentence in line.sentences]
    spans = [
        (found, found + len(part), goes) for part, goes in _parts(label) if (found := text.find(part)) >= 0
    ]
    told = [[_told(segment, spans) for segment in sentence.segments] for sentence in sentences]
    settled = [_settle(told, row, sentences, bool(label["drop"])) for row in range(len(sentences))]
    return [
        Example(Place(sentences, row, column, text), goes, told[row][column] is not None)
        for row, row_goes in enumerate(settled)
        for column, goes in enumerate(row_goes)
    ]


def _parts(label: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    yield from ((part, True) for part in label["drop"])
    yield from ((part, False) for part in label["keep"])


def _told(segment: Segment, spans: Sequence[tuple[int, int, bool]]) -> bool | None:
    goes = {goes for start, end, goes in spans if start < segment.end and end > segment.start}
    return goes.pop() if len(goes) == 1 else None


def _settle(
    told: Sequence[Sequence[bool | None]], row: int, sentences: Sequence[Sentence], has_handling: bool
) -> list[bool | None]:
    """What the label leaves open goes beside handling (a purpose, a wish), and stays where there is none."""
    is_before_handling = row + 1 < len(told) and True in told[row + 1]
    is_wish = is_before_handling and (sentences[row].asks or not sentences[row].mark)
    other = True if True in told[row] or is_wish else None if has_handling else False
    return [other if goes is None else goes for goes in told[row]]


def learn_handling(replies: Sequence[Sequence[Example]]) -> Model:
    """Learn which segments handle the screen."""
    return learn(
        [
            (describe_segment(example.place), int(example.goes))
            for examples in replies
            for example in examples
            if example.goes is not None
        ],
        2,
    )


def learn_tools(replies: Sequence[Sequence[Example]], labels: Labels) -> Model:
    """Learn which tool a handling asks for, though a label only tells the tools of the whole reply.

    The replies with one handling come first; then each round gives the tools of a reply to its segments as
    the weights of the round before find most likely.
    """
    named = [[example for example in examples if example.goes and example.is_named] for examples in replies]
    idle = [
        (describe_aim(example.place), NOTHING)
        for examples in replies
        for example in examples
        if example.goes and not example.is_named
    ]
    pairs = [
        ([describe_aim(example.place) for example in examples], _columns(label))
        for examples, label in zip(named, labels, strict=True)
        if examples and label["tools"]
    ]
    single = [(handled[0], tools[0]) for handled, tools in pairs if len(handled) == 1]
    model = learn([*single, *idle], NOTHING + 1)
    for _ in range(ROUNDS):
        settled = [zip(handled, align(model, handled, tools), strict=False) for handled, tools in pairs]
        model = learn([*(pair for zipped in settled for pair in zipped), *idle], NOTHING + 1)
    return model


def _columns(label: dict[str, Any]) -> list[int]:
    return [TOOLS.index(tool) for tool in label["tools"]]


def align(model: Model, handled: Sequence[Sequence[str]], tools: Sequence[int]) -> list[int]:
    """Give each segment a tool or nothing, so that the tools come in their order and each at least once."""
    paths: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for traits in handled:
        scores = _log_likely(model.score(traits))
        longer: dict[int, tuple[float, list[int]]] = {}
        for done, (total, path) in paths.items():
            steps = [(done, column) for column in (NOTHING, *tools[:done])]
            steps += [(done + 1, tools[done])] if done < len(tools) else []
            for after, column in steps:
                found = (total + float(scores[column]), [*path, column])
                longer[after] = max(longer.get(after, found), found, key=lambda one: one[0])
        paths = longer
    return paths[len(tools)][1] if len(tools) in paths else []


def _log_likely(scores: Floats) -> Floats:
    return scores - scores.max() - np.log(np.exp(scores - scores.max()).sum())


def measure() -> None:
    """Print how many replies of each set by another hand come out wrong with the weights of all others."""
    for name in HANDS:
        others = read_labels([other for other in FILES if other != name])
        others += compose_replies(others)
        replies = [read_examples(label) for label in others]
        handling, tools = learn_handling(replies), learn_tools(replies, others)
        wrong: Counter[str] = Counter()
        for label in read_labels([name]):
            examples = read_examples(label)
            is_cut_wrong = any(_is_misjudged(handling, example) for example in examples)
            has_wrong_tools = _find_tools(tools, examples) != _columns(label)
            wrong[label["lang"]] += is_cut_wrong or has_wrong_tools
        sys.stdout.write(f"{name}, wrong: {dict(wrong)}\n")


def _is_misjudged(model: Model, example: Example) -> bool:
    stays, goes = model.score(describe_segment(example.place))
    return example.goes is not None and (goes > stays) != example.goes


def _find_tools(model: Model, examples: Sequence[Example]) -> list[int]:
    evidence = [model.score(describe_aim(example.place)).tolist() for example in examples if example.goes]
    columns = settle_tools(evidence) if evidence else []
    return list(dict.fromkeys(column for column in columns if column != NOTHING))


def write_weights(labels: Labels) -> None:
    """Learn from all labels and write the weights beside the code."""
    labels = [*labels, *compose_replies(labels)]
    replies = [read_examples(label) for label in labels]
    handling, tools = learn_handling(replies), learn_tools(replies, labels)
    slopes = {trait: round(float(np.diff(handling.weights[i])[0]), 2) for trait, i in handling.traits.items()}
    _write(
        "handling_weights.json", {t: weight for t, weight in slopes.items() if abs(weight) >= SMALLEST_WEIGHT}
    )
    rows = {
        trait: [round(float(weight), 2) for weight in tools.weights[i]] for trait, i in tools.traits.items()
    }
    _write("tool_weights.json", {t: row for t, row in rows.items() if max(map(abs, row)) >= SMALLEST_WEIGHT})


def _write(name: str, weights: dict[str, Any]) -> None:
    lines = [f"{json.dumps(t, ensure_ascii=False)}: {json.dumps(weights[t])}" for t in sorted(weights)]
    (FOLDER / name).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    every = read_labels(FILES)
    if "--measure" in sys.argv:
        measure()
    write_weights(every)
