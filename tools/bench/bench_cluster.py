"""A film on a Dask cluster of one and of two workers, beside one process of this machine.

The serial share is what the studio does itself (planning, sound, joining, writing) of all processor time.
Other work on the machine disturbs it little. By Amdahl's law it bounds what workers can save. Run it with
`PYTHONPATH=tests python tools/bench/bench_cluster.py`; a height, as 1080, takes other pictures than 640x360.
"""

import sys
import tempfile
import time
from pathlib import Path

import psutil

from nemo_studio.render import Caption, Clip, Composition, Sound, render
from nemo_studio.render.cluster import Cluster, ClusterExecutor
from nemo_studio.render.executor import Executor, InProcessExecutor
from nemo_video.wire.formats import OutputFormat
from studio.dask_processes import DaskCluster, run_cluster

HEIGHT = int(sys.argv[1]) if len(sys.argv) > 1 else 360
WIDTH = HEIGHT * 16 // 9 // 2 * 2
SCENES = ("sunset", "city", "ocean", "forest")
CLIP_MS = 4000
FILM = Composition(
    WIDTH,
    HEIGHT,
    30,
    CLIP_MS * len(SCENES),
    tuple(Clip(CLIP_MS * at, CLIP_MS, scene, seed=at) for at, scene in enumerate(SCENES)),
    (Sound(0, CLIP_MS * len(SCENES), 0.5, "music", "lofi", seed=1),),
    (Caption(1000, 3000, "Two machines"),),
)


def measure(executor: Executor, path: Path) -> tuple[float, float]:
    """Seconds on the clock, and of this process on its processor."""
    began_s, began_cpu_s = time.perf_counter(), time.process_time()
    render(
        FILM,
        path,
        OutputFormat(),
        on_progress=lambda _: None,
        is_cancelled=lambda: False,
        choose=lambda _film, _spans: executor,
    )
    return time.perf_counter() - began_s, time.process_time() - began_cpu_s


def on_cluster(dask: DaskCluster) -> ClusterExecutor:
    return ClusterExecutor(
        Cluster(dask.address, lambda remark, why: tell(f"{remark}: {why}"), lambda _: None)
    )


def cpu_of(dask: DaskCluster) -> float:
    """Seconds that its workers, and the processes that draw for them, have been on a processor."""
    workers = [psutil.Process(worker.pid) for worker in dask.workers]
    processes = [each for worker in workers for each in (worker, *worker.children(recursive=True))]
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone_s, alone_cpu_s = measure(InProcessExecutor(), folder / "alone.mp4")
        tell(
            f"{FILM.duration_s:g} s of {WIDTH}x{HEIGHT}, one process: {alone_s:.1f} s, CPU {alone_cpu_s:.1f}"
        )
        for count in (1, 2):
            (folder / str(count)).mkdir()
            with run_cluster(folder / str(count), count) as dask:
                measure(on_cluster(dask), folder / "warm.mp4")  # workers load the renderer once in their life
                before_s = cpu_of(dask)
                wall_s, own_s = measure(on_cluster(dask), folder / "film.mp4")
                there_s = cpu_of(dask) - before_s
            share = own_s / (own_s + there_s)
            is_same = (folder / "film.mp4").read_bytes() == (folder / "alone.mp4").read_bytes()
            tell(
                f"{count} workers: {wall_s:.1f} s, {alone_s / wall_s:.2f} times as fast; "
                f"CPU here {own_s:.1f} s, there {there_s:.1f} s; serial share {share:.0%}, "
                f"so at most {1 / share:.0f} times; {'the same bytes' if is_same else 'OTHER BYTES'}"
            )


if __name__ == "__main__":
    main()
