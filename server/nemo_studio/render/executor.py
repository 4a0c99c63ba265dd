"""Where spans are rendered: in this process or in worker processes; a cluster would be a third such place."""

import os
import pickle
import queue
import threading
from concurrent.futures import Future
from contextlib import suppress
from typing import IO, Final, Protocol

from nemo_studio.render.span_renderer import Failure, OnFrame, SpanRenderer, SpanTask
from nemo_studio.render.spans import EncodedSpan
from nemo_studio.render.workers import Worker, start_worker
from nemo_video.errors import DiskFailure, VideoError

WORKER_MODULE: Final = "nemo_studio.render.span_worker"
MAX_WORKERS: Final = 4
"""Each needs some hundred megabytes; on a large machine several renders run side by side instead."""

Spans = list[EncodedSpan]


class Executor(Protocol):
    """Renders tasks, several at a time."""

    workers: int
    """How many tasks it renders at a time."""

    def submit(self, task: SpanTask, on_frame: OnFrame) -> Future[Spans]:
        """Render a task some time; `on_frame` is called after each frame, from any thread."""
        ...

    def cancel(self) -> None:
        """Stop all work at once and let go of everything; tasks that are not done fail."""
        ...


class InProcessExecutor:
    """Renders each task in the calling thread, when it is submitted."""

    def __init__(self) -> None:
        self.workers = 1
        self._renderer = SpanRenderer()

    def submit(self, task: SpanTask, on_frame: OnFrame) -> Future[Spans]:
        """Render a task now."""
        done: Future[Spans] = Future()
        try:
            done.set_result(list(self._renderer.render(task, on_frame)))
        except Exception as error:  # noqa: BLE001 - it is raised again where the result is read
            done.set_exception(error)
        return done

    def cancel(self) -> None:
        """There is nothing to stop."""


class ProcessExecutor:
    """Renders in processes of its own, one for each core, and one task at a time in each."""

    def __init__(self, workers: int | None = None) -> None:
        """Start the workers; without a number, one for each core up to `MAX_WORKERS`.

        Raises:
            DiskFailure: A process cannot be started.
        """
        self.workers = workers or min(os.cpu_count() or 1, MAX_WORKERS)
        self._tasks: queue.SimpleQueue[tuple[SpanTask, OnFrame, Future[Spans]] | None] = queue.SimpleQueue()
        self.processes = [start_worker(WORKER_MODULE) for _ in range(self.workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(process,), name="span worker", daemon=True)
            for process in self.processes
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, task: SpanTask, on_frame: OnFrame) -> Future[Spans]:
        """Render a task in the next process that is free."""
        done: Future[Spans] = Future()
        self._tasks.put((task, on_frame, done))
        return done

    def cancel(self) -> None:
        """Kill the processes: what they hold is memory alone, and it goes with them."""
        for process in self.processes:
            process.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()
        for process in self.processes:
            process.wait()

    def _serve(self, process: Worker) -> None:
        """Hand tasks to one process, one after the other, until there is nothing more to do."""
        assert process.stdin
        assert process.stdout
        # A process that was killed has not read all that it was told, which closing its pipe says again.
        with suppress(OSError), process.stdout, process.stdin:
            while (work := self._tasks.get()) is not None:
                task, on_frame, done = work
                try:
                    done.set_result(_converse(process.stdin, process.stdout, task, on_frame))
                except Exception as error:  # noqa: BLE001 - it is raised again where the result is read
                    done.set_exception(error)


def _converse(told: IO[bytes], heard: IO[bytes], task: SpanTask, on_frame: OnFrame) -> Spans:
    """Tell a worker its task, and hear of its frames until it has answered with all spans or an error."""
    spans: Spans = []
    try:
        pickle.dump(task, told)
        told.flush()
        while len(spans) < len(task.spans):
            answer = pickle.load(heard)
            if isinstance(answer, Failure):
                raise VideoError(answer.message, advice=answer.advice)
            if answer is None:
                on_frame()
            else:
                spans.append(EncodedSpan.from_bytes(answer))
    except (EOFError, OSError, pickle.UnpicklingError) as error:
        raise DiskFailure("A render worker ended before its work was done.") from error
    return spans
