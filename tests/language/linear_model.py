"""A linear model over traits, learned by gradient descent: the same examples always give the same weights."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RAREST = 2
"""A trait seen in fewer examples teaches nothing about others."""
PENALTY = 0.7
STEPS, PACE = 400, 0.1


@dataclass
class Model:
    """One row of weights a trait, one column a class."""

    traits: dict[str, int]
    weights: Floats

    def score(self, traits: Sequence[str]) -> Floats:
        """Add up the weights of some traits."""
        rows = [self.traits[trait] for trait in traits if trait in self.traits]
        return self.weights[rows].sum(axis=0)


def learn(examples: Sequence[tuple[Sequence[str], int]], classes: int) -> Model:
    """Learn softmax weights by Adam over all examples at once."""
    counts = Counter(trait for traits, _ in examples for trait in set(traits))
    known = {trait: i for i, trait in enumerate(sorted(t for t, count in counts.items() if count >= RAREST))}
    pairs = [
        (i, known[trait]) for i, (traits, _) in enumerate(examples) for trait in traits if trait in known
    ]
    rows, columns = np.array(pairs).T
    wanted = np.eye(classes)[[wanted for _, wanted in examples]]
    weights = np.zeros((len(known), classes))
    speed, size = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, STEPS + 1):
        slope = _slope(weights, rows, columns, wanted)
        speed += 0.1 * (slope - speed)
        size += 0.01 * (slope**2 - size)
        pace = PACE * (1 - step / (STEPS + 1))
        weights -= pace * (speed / (1 - 0.9**step)) / (np.sqrt(size / (1 - 0.99**step)) + 1e-9)
    return Model(known, weights)


def _slope(weights: Floats, rows: NDArray[np.int64], columns: NDArray[np.int64], wanted: Floats) -> Floats:
    scores = np.stack([np.bincount(rows, part[columns], len(wanted)) for part in weights.T], axis=1)
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    wrong = likely / likely.sum(axis=1, keepdims=True) - wanted
    pulls = [np.bincount(columns, part[rows], len(weights)) for part in wrong.T]
    return np.stack(pulls, axis=1) + PENALTY * weights
