"""Films rendered on a Dask cluster: the bytes of this machine's, whatever becomes of the workers."""

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from nemo_studio.render import (
    Caption,
    Clip,
    Composition,
    RenderCancelled,
    Sound,
    cluster,
    cluster_client,
    render,
)
from nemo_studio.render.cluster import Cluster, ClusterExecutor
from nemo_studio.render.cluster_client import ClusterClient, FrameCount, NotThere
from nemo_studio.render.executor import Executor, InProcessExecutor, ProcessExecutor
from nemo_studio.render.formats import Encoding
from nemo_studio.render.span_names import this_program
from nemo_studio.render.span_renderer import SpanTask
from nemo_studio.render.spans import Span
from nemo_video.wire.formats import OutputFormat
from studio.dask_processes import DaskCluster, run_cluster

pytestmark = pytest.mark.slow

CLIPS = tuple(Clip(at, 500, "underwater", seed=at) for at in range(0, 2000, 500))
FILM = Composition(
    width=160,
    height=90,
    fps=30,
    duration_ms=2000,
    clips=CLIPS,
    sounds=(Sound(0, 2000, 0.5, "ambience", "wind", seed=1),),
    captions=(Caption(200, 1500, "Over the seams"),),
)


@dataclass
class Told:
    """What is heard of a render, and what happens when its first frames are done."""

    on_first_frame: Callable[[], None] = lambda: None
    progress: list[float] = field(default_factory=list[float])
    remarks: list[str] = field(default_factory=list[str])
    details: list[str] = field(default_factory=list[str])

    def on_remark(self, remark: str, details: str) -> None:
        self.remarks.append(remark)
        self.details.append(details)

    def on_progress(self, done: float) -> None:
        if not self.progress:
            self.on_first_frame()
        self.progress.append(done)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Generator[DaskCluster]:
    with run_cluster(tmp_path_factory.mktemp("dask"), workers=2) as running:
        yield running


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return save(FILM, tmp_path_factory.mktemp("here") / "film.mp4", InProcessExecutor())


def save(film: Composition, path: Path, executor: Executor, told: Told | None = None) -> bytes:
    told = told or Told()
    render(
        film,
        path,
        OutputFormat(),
        on_progress=told.on_progress,
        is_cancelled=lambda: False,
        choose=lambda _film, _spans: executor,
    )
    return path.read_bytes()


def on_cluster(address: str, told: Told) -> ClusterExecutor:
    return ClusterExecutor(Cluster(address, told.on_remark, lambda _: None))


def test_a_cluster_writes_the_bytes_of_this_machine(dask: DaskCluster, here: bytes, tmp_path: Path) -> None:
    told = Told()

    film = save(FILM, tmp_path / "film.mp4", on_cluster(dask.address, told), told)

    assert film == here
    assert told.remarks == [], told.details
    assert told.progress == sorted(told.progress)
    assert len(told.progress) == FILM.frame_count + 1


def test_a_file_that_a_worker_lacks_is_sent_to_it(
    dask: DaskCluster, here: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # where the workers are not
    Path("source.mp4").write_bytes(here)
    monkeypatch.setattr(cluster_client, "PART_BYTES", 10_000)
    clips = (Clip(0, 1000, "", source="source.mp4"), Clip(1000, 1000, "", source="source.mp4", speed=0.5))
    told, film = Told(), replace(FILM, clips=clips)

    sent = save(film, tmp_path / "sent.mp4", on_cluster(dask.address, told))

    assert told.remarks == [], told.details
    assert sent == save(film, tmp_path / "own.mp4", InProcessExecutor())


def test_cancelling_frees_the_workers(dask: DaskCluster, here: bytes, tmp_path: Path) -> None:
    """The film would take them an hour; the next one waits for nothing."""
    told, long = Told(), replace(FILM, duration_ms=1_200_000, clips=(Clip(0, 1_200_000, "ocean"),))

    with pytest.raises(RenderCancelled):
        render(
            long,
            tmp_path / "never.mp4",
            OutputFormat(),
            on_progress=told.on_progress,
            is_cancelled=lambda: bool(told.progress),
            choose=lambda _film, _spans: on_cluster(dask.address, told),
        )

    assert save(FILM, tmp_path / "next.mp4", on_cluster(dask.address, told)) == here
    assert told.remarks == [], told.details


def test_a_worker_of_another_version_is_told_and_not_used(
    dask: DaskCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = replace(this_program(), version="0.0.0")
    monkeypatch.setattr(cluster_client, "this_program", lambda: other)
    task = SpanTask(FILM, Encoding.of(OutputFormat()), (Span(0, 1),))

    with closing(ClusterClient(dask.address)) as client, pytest.raises(NotThere) as refused:
        client.render(task, FrameCount(lambda: None))

    assert refused.value.remark == "cluster_differs"
    assert f"has {this_program()}; here is nemo-video-mcp 0.0.0 (" in refused.value.details


def test_without_a_scheduler_the_film_is_rendered_here(
    here: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "ProcessExecutor", lambda: ProcessExecutor(1))
    monkeypatch.setattr(cluster_client, "CONNECT_S", 0.5)
    told = Told()

    assert save(FILM, tmp_path / "film.mp4", on_cluster("tcp://127.0.0.1:9", told), told) == here
    assert told.remarks == ["cluster_absent"]


def test_a_worker_that_is_killed_costs_no_film(
    dask: DaskCluster, here: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last test: it leaves one worker. Nor have the workers the media, which are sent to each."""
    monkeypatch.chdir(tmp_path)
    Path("of_killed.mp4").write_bytes(here)
    shown = replace(FILM, clips=(*CLIPS[:2], Clip(1000, 1000, "", source="of_killed.mp4")))
    told = Told(on_first_frame=dask.workers[0].kill)

    film = save(shown, tmp_path / "film.mp4", on_cluster(dask.address, told), told)

    assert film == save(shown, tmp_path / "own.mp4", InProcessExecutor())
    assert told.remarks == [], told.details
    assert told.progress == sorted(told.progress)
    assert dask.workers[0].wait() != 0
