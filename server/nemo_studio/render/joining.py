"""A film from spans: which are rendered where, and how they come back in order while others are under way."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final

from nemo_studio.render.cluster import Cluster, ClusterExecutor
from nemo_studio.render.composition import Composition
from nemo_studio.render.copying import CopiedSpan
from nemo_studio.render.executor import Executor, InProcessExecutor, ProcessExecutor
from nemo_studio.render.formats import Encoding
from nemo_studio.render.kept_spans import KeptSpans
from nemo_studio.render.span_names import name_spans
from nemo_studio.render.span_renderer import OnFrame, SpanRenderer, SpanTask
from nemo_studio.render.spans import EncodedSpan, Span

OnFrames = Callable[[int], None]
ChooseExecutor = Callable[[Composition, Sequence[Span]], Executor]

_FEW_PIXELS: Final = 60_000_000
"""Frames times pixels, a second of full HD: less is drawn before a process has started."""

_MAX_SPANS_A_TASK: Final = 8
"""What follows each other is opened once; but spans that come too early wait in memory."""

_TASKS_AHEAD: Final = 3
"""For each worker: one that is written, one that is rendered, one that waits."""


def choose_executor(
    composition: Composition, spans: Sequence[Span], cluster: Cluster | None = None
) -> Executor:
    """Processes, or the cluster if there is one, where they are worth their start."""
    pixels = composition.width * composition.height * sum(len(span) for span in spans)
    if pixels <= _FEW_PIXELS:
        return InProcessExecutor()
    return ClusterExecutor(cluster) if cluster else ProcessExecutor()


class SpanReader:
    """The packets of a film's spans, wherever they come from: a film, the disk, or the executor."""

    def __init__(
        self,
        composition: Composition,
        encoding: Encoding,
        spans: Sequence[Span],
        kept: KeptSpans | None,
        choose: ChooseExecutor,
        on_frames: OnFrames,
    ) -> None:
        """Find what is there already, and begin to render the rest.

        Args:
            composition: The film.
            encoding: How its pictures are encoded.
            spans: All of them, in their order.
            kept: Where rendered spans are kept; None to keep none.
            choose: Finds where the others are rendered.
            on_frames: Called with a number of frames that are done, from any thread.
        """
        self._kept, self._on_frames = kept, on_frames
        own = [span for span in spans if not isinstance(span, CopiedSpan)]
        self._keys = name_spans(composition, encoding, own) if kept else {}
        self._found = {span for span, key in self._keys.items() if kept and kept.has(key)}
        missing = [span for span in own if span not in self._found]
        self._executor = choose(composition, missing)
        self._queue = SpanQueue(self._executor, composition, encoding, missing, lambda: on_frames(1))
        self._render_now = SpanRenderer()
        self._task = SpanTask(composition, encoding, ())

    def read(self, span: Span) -> Iterator[EncodedSpan]:
        """One of the spans, asked for in their order.

        Raises:
            VideoError: It could not be rendered, or a film is damaged.
        """
        if isinstance(span, CopiedSpan):
            for group in span.read():
                self._on_frames(len(group.packets))
                yield group
        elif span in self._found:
            self._on_frames(len(span))
            yield self._read_kept(span)
        else:
            yield self._keep(span, self._queue.take())

    def close(self) -> None:
        """Stop what is still rendered, and let the kept spans go that are too many."""
        self._executor.cancel()
        if self._kept:
            self._kept.clean_up()

    def _read_kept(self, span: Span) -> EncodedSpan:
        """Another process may have cleaned up since it was found."""
        found = self._kept.read(self._keys[span]) if self._kept else None
        task = replace(self._task, spans=(span,))
        return found or self._keep(span, next(self._render_now.render(task, lambda: None)))

    def _keep(self, span: Span, encoded: EncodedSpan) -> EncodedSpan:
        if self._kept:
            self._kept.write(self._keys[span], encoded)
        return encoded


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
    """Runs of spans that follow each other, so short that each worker gets three and all end together."""
    length = min(max(-(-len(spans) // (3 * workers)), 1), _MAX_SPANS_A_TASK)
    runs: list[list[Span]] = [[span] for span in spans[:1]]
    for before, span in pairwise(spans):
        if before.stop == span.first and len(runs[-1]) < length:
            runs[-1].append(span)
        else:
            runs.append([span])
    return [tuple(run) for run in runs]
