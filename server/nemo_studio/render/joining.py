"""A film from spans: which are rendered where, and how they come back in order while others are under way."""

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from itertools import islice, pairwise
from typing import Final

from nemo_studio.render.composition import Composition
from nemo_studio.render.executor import Executor, InProcessExecutor, ProcessExecutor
from nemo_studio.render.formats import Encoding
from nemo_studio.render.span_renderer import OnFrame, SpanTask
from nemo_studio.render.spans import EncodedSpan, Span

_FEW_PIXELS: Final = 60_000_000
"""Frames times pixels, a second of full HD: less is drawn before a process has started."""

_MAX_SPANS_A_TASK: Final = 8
"""What follows each other is opened once; but spans that come too early wait in memory."""

_TASKS_AHEAD: Final = 3
"""For each worker: one that is written, one that is rendered, one that waits."""


def choose_executor(composition: Composition, spans: Sequence[Span]) -> Executor:
    """Processes where they are worth their start."""
    pixels = composition.width * composition.height * sum(len(span) for span in spans)
    return ProcessExecutor() if pixels > _FEW_PIXELS else InProcessExecutor()


class SpanQueue:
    """Spans that an executor renders, in their order, a bounded number ahead of the reader."""

    def __init__(
        self,
        executor: Executor,
        composition: Composition,
        encoding: Encoding,
        spans: Sequence[Span],
        on_frame: OnFrame,
    ) -> None:
        """Submit the first tasks."""
        self._executor, self._on_frame = executor, on_frame
        runs = _cut_in_runs(spans, executor.workers)
        self._tasks = (SpanTask(composition, encoding, run) for run in runs)
        self._ahead: deque[Future[list[EncodedSpan]]] = deque()
        self._submit(executor.workers * _TASKS_AHEAD)
        self._spans = self._in_order()

    def take(self) -> EncodedSpan:
        """The next span, when it is rendered.

        Raises:
            VideoError: It could not be rendered.
        """
        return next(self._spans)

    def _in_order(self) -> Iterator[EncodedSpan]:
        while self._ahead:
            spans = self._ahead.popleft().result()
            self._submit(1)
            yield from spans

    def _submit(self, count: int) -> None:
        for task in islice(self._tasks, count):
            self._ahead.append(self._executor.submit(task, self._on_frame))


def _cut_in_runs(spans: Sequence[Span], workers: int) -> list[tuple[Span, ...]]:
    """Runs of spans that follow each other, short enough that every worker gets two."""
    length = min(max(-(-len(spans) // (2 * workers)), 1), _MAX_SPANS_A_TASK)
    runs: list[list[Span]] = [[span] for span in spans[:1]]
    for before, span in pairwise(spans):
        if before.stop == span.first and len(runs[-1]) < length:
            runs[-1].append(span)
        else:
            runs.append([span])
    return [tuple(run) for run in runs]
