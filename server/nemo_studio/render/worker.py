"""The worker process: one render, described on standard input, told on standard output.

It reads a pickle of `(composition, output, format, kept, scheduler)` from its parent: where it keeps
parts for the next time, and a cluster's address or None. It writes lines: a fraction of the work done,
`remark: KIND …` for what the cluster did not do, `dashboard: …` with the cluster's own address, and at its
end `done: …` or `error: …`.
A process of its own keeps the event loop free and can be ended at once. It ends with its parent, which holds
standard input open as long as it lives: what an orphan went on to write would appear after the next process
had cleaned up.
"""

import os
import pickle
import sys
import threading
from functools import partial

from nemo_studio.render import render
from nemo_studio.render.cluster import Cluster
from nemo_studio.render.joining import choose_executor
from nemo_studio.render.worker_process import describe_shortage, limit_memory
from nemo_video.errors import VideoError


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # not through the buffer, whose lock the interpreter needs at its end
    os._exit(1)


def _cluster_at(scheduler: str | None) -> Cluster | None:
    if scheduler is None:
        return None
    return Cluster(
        scheduler,
        on_remark=lambda remark, details: _tell(f"remark: {remark} {details}".replace("\n", " ")),
        on_dashboard=lambda link: _tell(f"dashboard: {link}"),
    )


def main() -> int:
    """Render once; the exit status is 0 when the file is there."""
    composition, output, file_format, kept, scheduler = pickle.load(sys.stdin.buffer)
    threading.Thread(target=_end_with_parent, name="end with parent", daemon=True).start()
    limit_memory(composition)
    try:
        render(
            composition,
            output,
            file_format,
            on_progress=lambda done: _tell(f"{done:.4f}"),
            is_cancelled=lambda: False,
            kept=kept,
            choose=partial(choose_executor, cluster=_cluster_at(scheduler)),
        )
    except VideoError as error:
        return _fail(error.message)
    except MemoryError:
        return _fail(" ".join(describe_shortage(composition)))
    _tell("done: the file is there")
    return 0


def _fail(message: str) -> int:
    _tell(f"error: {message}".replace("\n", " "))
    return 1


if __name__ == "__main__":
    sys.exit(main())
