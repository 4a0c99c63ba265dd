"""What a Dask worker does: `span_worker` for a cluster.

It takes tasks of its own program alone, and draws only what it finds the asker's names for: with another font
or file it would draw another film. It answers with spans, or with the reason why there are none.
"""

import os
import pickle
import threading
import time
from collections.abc import Mapping
from concurrent.futures import wait
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from distributed import Worker, get_worker

from nemo_studio.render.composition import Clip, Composition
from nemo_studio.render.executor import ProcessExecutor
from nemo_studio.render.kept_spans import PART, remove_unused
from nemo_studio.render.span_names import Program, hash_once, name_spans, this_program
from nemo_studio.render.span_renderer import Failure, SpanTask
from nemo_video.errors import DiskFailure, VideoError

_LOOK_S: Final = 0.2
_MAX_MEDIA_BYTES: Final = 20 * 1024**3
_WANTED: Final = frozenset({"executing", "long-running", "resumed"})
"""Of Dask's states for a task that runs; `cancelled` or gone means that nobody waits for it."""

_of_thread: Final = threading.local()


@dataclass(frozen=True)
class MediaFile:
    """A file of a composition, by its content. The suffix stays: some readers go by it."""

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """The name under which a worker keeps it."""
        return self.sha256 + Path(self.path).suffix


@dataclass(frozen=True)
class ClusterTask:
    """A task with what a worker holds against its own.

    Attributes:
        task: What to render.
        names: Of its spans.
        media: The files that show in them.
        topic: Where the frames that are done are told.
    """

    task: SpanTask
    names: tuple[str, ...]
    media: tuple[MediaFile, ...]
    topic: str


@dataclass(frozen=True)
class OtherProgram:
    """The worker runs another one, whose films may differ."""

    worker: str
    program: str


@dataclass(frozen=True)
class OtherFonts:
    """The worker would draw the captions with other fonts."""

    worker: str


@dataclass(frozen=True)
class MissingMedia:
    """Files that the worker has to be sent before it can draw."""

    worker: str
    files: tuple[MediaFile, ...]


Answer = list[bytes] | Failure | OtherProgram | OtherFonts | MissingMedia


class NobodyWaits(Exception):
    """The task was cancelled, or who asked is gone."""


def render_spans(program: tuple[str, ...], pickled: bytes) -> Answer:
    """Render a task.

    Args:
        program: The asker's `Program`. It is looked at first: another program may have other tasks.
        pickled: A `ClusterTask`.

    Raises:
        NobodyWaits: It is not wanted any more.
    """
    worker = get_worker()
    if Program(*program) != this_program():
        return OtherProgram(worker.address, str(this_program()))
    asked: ClusterTask = pickle.loads(pickled)
    try:
        return _render(worker, asked)
    except DiskFailure:  # the process has ended: another worker, or the asker, may have more luck
        raise
    except VideoError as error:
        return Failure(error.message, error.advice)


def _render(worker: Worker, asked: ClusterTask) -> Answer:
    found = {file.path: _find_media(worker, file) for file in asked.media}
    if missing := tuple(file for file in asked.media if found[file.path] is None):
        return MissingMedia(worker.address, missing)
    task = replace(asked.task, composition=_with_paths(asked.task.composition, found))
    if tuple(name_spans(task.composition, task.encoding, task.spans).values()) != asked.names:
        return OtherFonts(worker.address)
    return _draw(task, _FrameTeller(worker, asked.topic))


def _with_paths(composition: Composition, found: Mapping[str, Path | None]) -> Composition:
    def locate(clip: Clip) -> Clip:
        here = found.get(clip.source) if clip.source is not None else None
        return replace(clip, source=str(here)) if here else clip

    return replace(composition, clips=tuple(map(locate, composition.clips)))


def _draw(task: SpanTask, frames: "_FrameTeller") -> list[bytes]:
    """Render in a process of this thread's own, which is killed in the midst of a frame when nobody waits."""
    if not hasattr(_of_thread, "executor"):
        _of_thread.executor = ProcessExecutor(1)
    executor: ProcessExecutor = _of_thread.executor
    promise = executor.submit(task, frames.count)
    try:
        while not promise.done():
            wait([promise], timeout=_LOOK_S)
            frames.check()
        return [span.to_bytes() for span in promise.result()]
    except (NobodyWaits, DiskFailure):
        del _of_thread.executor
        executor.cancel()
        raise


class _FrameTeller:
    """Tells the asker now and then how many frames are done, and notices when nobody waits for them."""

    def __init__(self, worker: Worker, topic: str) -> None:
        self._worker, self._topic = worker, topic
        self._key = worker.get_current_task()
        self._done = self._told = 0

    def count(self) -> None:
        """One more is done."""
        self._done += 1

    def check(self) -> None:
        state = self._worker.state.tasks.get(self._key)
        if state is None or state.state not in _WANTED:
            raise NobodyWaits
        if self._done > self._told:
            self._told = self._done
            self._worker.log_event(self._topic, {"task": self._key, "frames": self._done})


def _find_media(worker: Worker, file: MediaFile) -> Path | None:
    """Where a file lies on this machine: on a disk that is shared, or sent here before; None for nowhere."""
    for path in (Path(file.path), _folder(worker) / file.name):
        try:
            if hash_once(path) == file.sha256:
                os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
                return path
        except (OSError, VideoError):
            continue
    return None


def has_media(file: MediaFile, dask_worker: Worker) -> bool:
    """Whether a worker has a file. Dask hands itself over under this name."""
    return _find_media(dask_worker, file) is not None


def keep_media(
    file: MediaFile, sender: str, start: int, part: bytes, is_last: bool, dask_worker: Worker
) -> None:
    """Write a part of a file that is sent here; with the last one it appears under its name.

    It stays while it is used, at most until the worker ends, whose folder Dask removes.
    """
    folder = _folder(dask_worker)
    folder.mkdir(exist_ok=True)
    path = folder / f"{file.name}.{sender}{PART}"
    with path.open("r+b" if start else "wb") as written:
        written.seek(start)
        written.write(part)
    if is_last:
        path.replace(folder / file.name)
        remove_unused(folder, _MAX_MEDIA_BYTES)


def _folder(worker: Worker) -> Path:
    return Path(worker.local_directory) / "media"
