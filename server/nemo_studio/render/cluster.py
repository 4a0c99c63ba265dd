"""Renders on a Dask cluster, and in processes of this machine what the cluster does not do.

`distributed` is the extra `cluster`. It takes a second to load, so it is loaded when a film is rendered.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from nemo_studio.render.executor import Executor, ProcessExecutor, Spans
from nemo_studio.render.span_renderer import OnFrame, SpanTask
from nemo_video.errors import Internal

if TYPE_CHECKING:
    from nemo_studio.render.cluster_client import ClusterClient

_MAX_WORKERS: Final = 32
"""Of a film: it is written by one process, for which more of them would wait."""

_TASKS_AHEAD: Final = 3
"""As many for each worker as the reader of spans submits."""


@dataclass(frozen=True)
class Cluster:
    """A Dask cluster, and who hears of it.

    Attributes:
        address: Of its scheduler: `tcp://host:8786`, or `tls://` with certificates from Dask's configuration.
        on_remark: Called once for each reason (a `Remark`) to render spans here, with its details.
        on_dashboard: Called with the address of its dashboard, where it has one.
    """

    address: str
    on_remark: Callable[[str, str], None]
    on_dashboard: Callable[[str], None]


class ClusterExecutor:
    """Renders each task on the next free worker of a cluster.

    A worker that is lost costs its tasks only: Dask gives them to others, a bounded number of times. What the
    cluster does not do is done here: a film comes late rather than not.
    """

    def __init__(self, cluster: Cluster) -> None:
        """Connect; where that fails, all is rendered here, which is said."""
        self._cluster = cluster
        self._lock = threading.Lock()
        self._remarked: set[str] = set()
        self._local: Executor | None = None
        self._is_ended = False
        self._client = self._connect()
        self.workers = self._count_workers()
        self._threads = ThreadPoolExecutor(self.workers * _TASKS_AHEAD, "cluster span")

    def submit(self, task: SpanTask, on_frame: OnFrame) -> Future[Spans]:
        """Render a task on the cluster, or else here."""
        return self._threads.submit(self._render, task, on_frame)

    def cancel(self) -> None:
        """Stop at the next frame, everywhere."""
        with self._lock:
            self._is_ended = True
        if self._local:
            self._local.cancel()
        if self._client:
            self._client.stop()
        self._threads.shutdown(cancel_futures=True)
        if self._client:
            self._client.close()

    def _connect(self) -> "ClusterClient | None":
        try:
            from nemo_studio.render.cluster_client import ClusterClient, NotThere
        except ImportError:
            self._remark("cluster_absent", "the extra `cluster` is not installed")
            return None
        try:
            client = ClusterClient(self._cluster.address)
        except NotThere as reason:
            self._remark(reason.remark, reason.details)
            return None
        if client.dashboard:
            self._cluster.on_dashboard(client.dashboard)
        return client

    def _count_workers(self) -> int:
        threads = self._client.count_threads() if self._client else self._here().workers
        return min(max(threads, 1), _MAX_WORKERS)

    def _render(self, task: SpanTask, on_frame: OnFrame) -> Spans:
        if self._client is not None:
            from nemo_studio.render.cluster_client import FrameCount, NotThere

            frames = FrameCount(on_frame)
            try:
                return self._client.render(task, frames)
            except NotThere as reason:
                self._remark(reason.remark, reason.details)
            on_frame = frames.start_again()
        return self._here().submit(task, on_frame).result()

    def _here(self) -> Executor:
        """Processes of this machine, started when the first is needed."""
        with self._lock:
            if self._is_ended:
                raise Internal("The render has ended.")
            self._local = self._local or ProcessExecutor()
            return self._local

    def _remark(self, remark: str, details: str) -> None:
        with self._lock:
            is_new = not self._is_ended and remark not in self._remarked
            self._remarked.add(remark)
        if is_new:
            self._cluster.on_remark(remark, details)
