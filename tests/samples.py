"""A few of many like cases for every run; `make test-thorough` runs the others."""

from collections.abc import Iterable
from itertools import cycle
from typing import cast

import pytest


def sampled(cases: Iterable[object], every: int) -> list[object]:
    """The cases for `parametrize`, of which every so-many-th stays in `make test`.

    For repetitions of one proof alone: what only one case proves belongs to every run.

    Args:
        cases: Values, or tuples of the values of several arguments.
        every: How many cases one stands for; the first is kept.
    """
    kept = cycle(index == 0 for index in range(every))
    return [
        pytest.param(*_values(case), marks=() if is_kept else pytest.mark.thorough)
        for case, is_kept in zip(cases, kept, strict=False)
    ]


def _values(case: object) -> tuple[object, ...]:
    return cast("tuple[object, ...]", case) if isinstance(case, tuple) else (case,)
