"""The conversation with a Dask cluster: tasks go out, frames are counted, files are sent, spans come back.

Only functions by their names and pickles of our own plain data go out. Whatever goes wrong there ends a task
with `NotThere`: it can still be rendered here.
"""

import pickle
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final, Literal, Protocol, TypeVar, cast

import distributed

from nemo_studio.render.cluster_worker import (
    Answer,
    ClusterTask,
    MediaFile,
    MissingMedia,
    OtherFonts,
    OtherProgram,
    has_media,
    keep_media,
    render_spans,
)
from nemo_studio.render.executor import Spans
from nemo_studio.render.span_names import find_clips, hash_once, name_spans, this_program
from nemo_studio.render.span_renderer import Failure, OnFrame, SpanTask
from nemo_studio.render.spans import EncodedSpan
from nemo_video.errors import VideoError
from nemo_video.media.files import open_file

Remark = Literal["cluster_absent", "cluster_lost", "cluster_differs"]
"""Why spans were rendered here: there is no cluster, it did not do them, or it would draw them otherwise."""

CONNECT_S: Final = 10
_LOOK_S: Final = 0.5
_NO_WORKER_S: Final = 30
"""Workers that are started again, or added when there is work, are there by then."""

_MAX_TRIES: Final = 5
PART_BYTES: Final = 4 * 1024**2


Result = TypeVar("Result", covariant=True)


class _Promise(Protocol[Result]):
    """What is used of Dask's futures; their own types are partly unknown."""

    def result(self, timeout: float) -> Result: ...
    def release(self) -> None: ...


class _Client(Protocol):
    """What is used of Dask's client, in the same way."""

    id: str
    dashboard_link: str | None

    def wait_for_workers(self, n_workers: int, timeout: float) -> None: ...
    def nthreads(self) -> dict[str, int]: ...
    def subscribe_topic(self, topic: str, handler: Callable[[Any], None]) -> None: ...
    def submit(self, func: Callable[..., Result], *args: object, **options: Any) -> _Promise[Result]: ...
    def run(
        self, function: Callable[..., Result], *args: object, workers: list[str]
    ) -> dict[str, Result]: ...
    def cancel(self, futures: list[Any], *, force: bool) -> None: ...
    def close(self, timeout: float = ...) -> None: ...


class NotThere(Exception):
    """The cluster does not do a task."""

    def __init__(self, remark: Remark, details: str) -> None:
        super().__init__(details)
        self.remark, self.details = remark, details


class FrameCount:
    """The frames of one task, each counted once, however often it is rendered."""

    def __init__(self, on_frame: OnFrame) -> None:
        self._on_frame = on_frame
        self._lock = threading.Lock()
        self._most = self._now = 0
        self._error: Exception | None = None

    def reach(self, done: int) -> None:
        """So many of the task's frames are done. What its listener raises is kept for `check`."""
        with self._lock:
            try:
                while self._most < done and self._error is None:
                    self._most += 1
                    self._on_frame()
            except Exception as error:  # noqa: BLE001 - it is raised where the task is waited for
                self._error = error

    def start_again(self) -> OnFrame:
        """Counts the frames of a task that is rendered once more."""
        self._now = 0
        return self._count

    def check(self) -> None:
        """Raise what the listener raised: it wants no more frames."""
        if self._error is not None:
            raise self._error

    def _count(self) -> None:
        self._now += 1
        self.reach(self._now)
        self.check()


class ClusterClient:
    """A connection to a scheduler. Every method may be called from any thread."""

    def __init__(self, address: str) -> None:
        """Connect, and wait for a worker.

        Args:
            address: `tcp://host:8786`; `tls://` with the certificates of Dask's own configuration.

        Raises:
            NotThere: The scheduler cannot be reached, or has no worker.
        """
        self._client = _connect(address)
        self._sending, self._counting = threading.Lock(), threading.Lock()
        self._counts: dict[str, FrameCount] = {}
        self._promises: dict[str, _Promise[Answer]] = {}
        self._is_ended = threading.Event()
        self._worker_seen_at = time.monotonic()
        self._client.subscribe_topic(self._client.id, self._hear)

    def count_threads(self) -> int:
        """How many tasks its workers render at a time."""
        try:
            threads = self._client.nthreads()
        except Exception as error:
            raise NotThere("cluster_lost", _words(error)) from error
        return sum(threads.values())

    @property
    def dashboard(self) -> str | None:
        """The address of the scheduler's dashboard."""
        with suppress(Exception):  # it has none
            return self._client.dashboard_link
        return None

    def render(self, task: SpanTask, frames: FrameCount) -> Spans:
        """Render a task on the next free worker.

        Raises:
            NotThere: It has to be rendered elsewhere.
            VideoError: A file cannot be drawn.
        """
        names = tuple(name_spans(task.composition, task.encoding, task.spans).values())
        asked = pickle.dumps(ClusterTask(task, names, _media_of(task), self._client.id))
        where: str | None = None
        for _ in range(_MAX_TRIES):
            answer = self._ask(asked, frames, where)
            match answer:
                case Failure(message, advice):
                    raise VideoError(message, advice=advice)
                case OtherProgram(worker, program):
                    raise NotThere("cluster_differs", f"{worker} has {program}; here is {this_program()}")
                case OtherFonts(worker):
                    raise NotThere("cluster_differs", f"{worker} has other fonts for the captions")
                case MissingMedia(where, files):
                    self._send(where, files)
                case _:
                    frames.reach(sum(len(span) for span in task.spans))
                    frames.check()
                    return [EncodedSpan.from_bytes(content) for content in answer]
        raise NotThere("cluster_lost", f"{where} does not keep the files that it is sent")

    def stop(self) -> None:
        """Cancel what is not done: workers stop at their next frame, and nobody waits here any longer."""
        self._is_ended.set()
        with suppress(Exception):  # of a lost scheduler, whose workers stop by themselves
            self._client.cancel(list(self._promises.values()), force=True)

    def close(self) -> None:
        """Disconnect, when nobody waits any more."""
        self._client.close(timeout=CONNECT_S)

    def _ask(self, asked: bytes, frames: FrameCount, where: str | None) -> Answer:
        key = f"render-{uuid.uuid4().hex}"
        program = astuple(this_program())
        self._counts[key] = frames
        try:
            promise = self._client.submit(
                render_spans,
                program,
                asked,
                key=key,
                pure=False,
                workers=where,
                allow_other_workers=where is not None,
            )
            self._promises[key] = promise
            answer = self._wait(promise, frames)
        except NotThere:
            raise
        except Exception as error:
            frames.check()
            raise NotThere("cluster_lost", _words(error)) from error
        finally:
            del self._counts[key]
            if left := self._promises.pop(key, None):
                left.release()
        return answer

    def _wait(self, promise: "_Promise[Answer]", frames: FrameCount) -> Answer:
        while not self._is_ended.is_set():
            with suppress(TimeoutError):
                return promise.result(timeout=_LOOK_S)
            frames.check()
            self._check_workers()
        raise NotThere("cluster_lost", "the render has ended")

    def _check_workers(self) -> None:
        """Without a single worker a task would wait for ever."""
        with self._counting:
            now = time.monotonic()
            if now < self._worker_seen_at + _LOOK_S:
                return
            if self.count_threads():
                self._worker_seen_at = time.monotonic()
            elif now > self._worker_seen_at + _NO_WORKER_S:
                raise NotThere("cluster_lost", "no worker is left")

    def _hear(self, event: tuple[float, Any]) -> None:
        """Frames that are done; the scheduler tells other things here too."""
        match event[1]:
            case {"frames": done, "task": key} if count := self._counts.get(key):
                count.reach(done)
            case _:
                pass

    def _send(self, worker: str, files: tuple[MediaFile, ...]) -> None:
        """Send files to a worker, unless another task has done so in the meantime."""
        with self._sending, suppress(Exception):  # what did not arrive is asked for again
            for file in files:
                if not self._call(worker, has_media, file):
                    self._send_parts(worker, file)

    def _send_parts(self, worker: str, file: MediaFile) -> None:
        sender = uuid.uuid4().hex
        with open_file(Path(file.path)) as source:
            start, part = 0, source.read(PART_BYTES)
            while part:
                following = source.read(PART_BYTES)
                self._call(worker, keep_media, file, sender, start, part, not following)
                start, part = start + len(part), following

    def _call(self, worker: str, function: Callable[..., Result], *arguments: object) -> Result:
        return self._client.run(function, *arguments, workers=[worker])[worker]


def _connect(address: str) -> _Client:
    try:
        client = cast(_Client, distributed.Client(address, timeout=CONNECT_S, set_as_default=False))
    except Exception as error:
        raise NotThere("cluster_absent", f"{address} cannot be reached: {_words(error)}") from error
    try:
        client.wait_for_workers(1, timeout=CONNECT_S)
    except Exception as error:
        client.close()
        raise NotThere("cluster_absent", f"{address} has no workers") from error
    return client


def _media_of(task: SpanTask) -> tuple[MediaFile, ...]:
    """The files that show in its spans."""
    clips = (clip for span in task.spans for clip in find_clips(task.composition, span))
    paths = dict.fromkeys(clip.source for clip in clips if clip.source is not None)
    return tuple(MediaFile(path, hash_once(Path(path))) for path in paths)


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
