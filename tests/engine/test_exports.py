# pyright: reportUnknownMemberType=false
"""Exports: one render for each export, one more after a failure, and a file that was proved."""

# PyAV types its packets in part only, hence the first line.

import itertools
from pathlib import Path

import pytest

from engine.scripted_backend import CLIP, MUSIC, ScriptedBackend, draft_of, ended, engine_over, start, until
from media.drawn_media import draw_film, draw_titled_film
from nemo_video.client import RenderProgress
from nemo_video.engine import Engine, Exported, ExportRequest, Job
from nemo_video.engine.refusals import may_pass
from nemo_video.engine.remarks import remark
from nemo_video.errors import BackendRefusal, Internal, TimedOut, Unreachable, VideoError
from nemo_video.media import MediaInfo, Proof
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import ExportContainer
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio

TITLE_IN_WHITE: JsonObject = {
    "tt": 7,
    "sg": [{"s": 0, "d": 3000, "m": {"text": "Paradise Found", "color": "#FFFFFF"}}],
}


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Five seconds of black without sound."""
    import av
    import numpy as np

    path = tmp_path_factory.mktemp("film") / "film.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=2)
        stream.width, stream.height, stream.pix_fmt = 64, 64, "yuv420p"
        for _ in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()


async def export(engine: Engine, filename: str | None = None) -> Job:
    await ended(engine, await start(engine, "a sunset"))
    return await ended(engine, await engine.export(ExportRequest(filename=filename)))


async def test_a_file_is_held_against_the_draft_and_looked_at(tmp_path: Path, film: bytes) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), film=film)
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert isinstance(job.result, Exported)
    assert job.result.path.read_bytes() == film
    assert (job.result.bytes, job.result.duration_s) == (len(film), 5.0)
    assert job.result.remarks == ("Most of the picture is black.",)


@pytest.mark.parametrize(
    ("words", "place", "remark"),
    [
        (
            "a sunset",
            (0.95, 0.5),
            'Cut off at the edge of the picture, or touching it: title 1 "Paradise Found" (0-3 s).',
        ),
        ("日落", (0.95, 0.5), '文字碰到画面边缘或被切掉：title 1 "Paradise Found"（0-3 秒）。'),
        (
            "a sunset",
            (0.5, 0.91),
            (
                "Too close to the edge of the picture, where screens and apps may cover it: "
                'title 1 "Paradise Found" (0-3 s).'
            ),
        ),
    ],
)
@pytest.mark.slow
async def test_what_a_viewer_would_mind_is_told_with_its_time(
    tmp_path: Path, words: str, place: tuple[float, float], remark: str
) -> None:
    film = draw_titled_film(tmp_path / "film.mkv", place, ink=255, ground=60, show_s=(0, 3), seconds=5)
    backend = ScriptedBackend(draft=draft_of(CLIP, TITLE_IN_WHITE), film=film.read_bytes())
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, words))
        job = await ended(engine, await engine.export(ExportRequest(format="mkv")))
    assert isinstance(job.result, Exported)
    assert job.result.remarks == (remark,)


@pytest.mark.parametrize(("tracks", "remarks"), [((CLIP,), ()), ((CLIP, MUSIC), ("The sound is silent.",))])
async def test_silence_is_told_only_where_there_is_sound_on_the_timeline(
    tmp_path: Path, tracks: tuple[JsonObject, ...], remarks: tuple[str, ...]
) -> None:
    film = draw_film(tmp_path / "film.mp4", audio="aac", seconds=5, fps=5, tone="silence")
    backend = ScriptedBackend(draft=draft_of(*tracks), film=film.read_bytes())
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert isinstance(job.result, Exported)
    assert job.result.remarks == remarks
    assert job.result.duration_s == 5  # the last packet of sound reaches past it


@pytest.mark.parametrize(
    ("lufs", "spread_lu", "words"),
    [
        (-6.5, 1, "The sound is very loud (-6 LUFS; platforms play at about -14) and may be distorted."),
        (-14.0, 1, None),
        (-44.0, 20, None),
        (-50.0, 20, "The sound is very quiet (-50 LUFS; platforms play at about -14)."),
        (-50.0, 1, None),  # the noise of a quiet room
    ],
)
def test_only_what_is_far_too_loud_or_too_quiet_is_told(
    lufs: float, spread_lu: float, words: str | None
) -> None:
    info = MediaInfo("video", "mp4", 1000)
    proof = Proof(info, "", 1000, 50, 5.0, 0.0, -1.0, -20.0, loudness_lufs=lufs, loudness_spread_lu=spread_lu)
    assert remark(proof, 5.0, None, "en") == ((words,) if words else ())


@pytest.mark.parametrize("asked", ["webm", "m4a"])
async def test_a_film_in_another_container_than_asked_for_says_so(
    tmp_path: Path, film: bytes, asked: ExportContainer
) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), film=film)
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "a sunset"))
        job = await ended(engine, await engine.export(ExportRequest(format=asked)))
    assert isinstance(job.result, Exported)
    assert job.result.remarks[0] == f"The backend sent mp4, not {asked}; the file is kept as it came."
    assert (job.result.format, job.result.path.suffix) == ("mp4", ".mp4")
    assert job.result.path.is_file()


async def test_a_file_that_does_not_decode_is_no_success_and_is_not_kept(tmp_path: Path, film: bytes) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), film=film[: len(film) // 2])
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert (job.status, job.error and job.error.code) == ("failed", "internal")
    assert list((tmp_path / "videos").iterdir()) == []


async def test_the_status_is_asked_for_at_the_set_pace(tmp_path: Path, film: bytes) -> None:
    waiting = [RenderPhase.PENDING, RenderPhase.PROCESSING, RenderPhase.PROCESSING]
    backend = ScriptedBackend(draft=draft_of(CLIP), film=film, renders=[*waiting])
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    times_s = backend.polled_at_s
    assert job.status == "completed"
    assert [later - earlier for earlier, later in itertools.pairwise(times_s)] == [30, 30, 30]


async def test_a_failed_render_is_tried_once_more_under_a_new_id(tmp_path: Path, film: bytes) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), film=film, renders=[RenderPhase.FAILED])
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert job.status == "completed"
    assert len(set(backend.submits)) == 2


async def test_two_failed_renders_are_a_failure(tmp_path: Path) -> None:
    failed = RenderProgress(RenderPhase.FAILED, None, None, "The font is missing.")
    backend = ScriptedBackend(draft=draft_of(CLIP), renders=[failed, failed])
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert (job.status, len(backend.submits)) == ("failed", 2)
    assert job.error
    assert job.error.said == "The font is missing."


async def test_a_render_that_is_nowhere_is_sent_once_more_and_not_called_one_that_failed(
    tmp_path: Path,
) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), renders=[BackendRefusal(404)] * 4)
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert job.error
    assert (job.status, len(backend.submits)) == ("failed", 2)
    assert job.error.message == "The backend has lost sight of the render, in two attempts."


async def test_a_file_of_another_size_than_announced_is_kept_and_told(tmp_path: Path, film: bytes) -> None:
    told: list[bool] = []
    for size in (None, len(film), 7):
        done = RenderProgress(RenderPhase.COMPLETED, 100, None, None, bytes=size)
        backend = ScriptedBackend(draft=draft_of(CLIP), film=film, renders=[done])
        async with engine_over(backend, tmp_path / str(size)) as engine:
            job = await export(engine)
        assert isinstance(job.result, Exported)
        remark = f"The backend announced 7 bytes, and its file has {len(film)}; it is kept as it came."
        told.append(remark in job.result.remarks)
    assert told == [False, False, True]


@pytest.mark.parametrize(
    "fault",
    [
        Unreachable("away"),
        TimedOut("slow"),
        BackendRefusal(502),
        BackendRefusal(500),
        BackendRefusal(409),
        BackendRefusal(429),
        Internal("a web page", retryable=True),
    ],
)
async def test_a_status_that_cannot_be_read_for_a_while_is_no_end(
    tmp_path: Path, film: bytes, fault: VideoError
) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), film=film, renders=[fault] * 4)
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert (job.status, len(backend.submits)) == ("completed", 1)


@pytest.mark.parametrize("fault", [Unreachable("away"), BackendRefusal(500), BackendRefusal(403)])
async def test_an_export_out_of_sight_is_finished_by_wait_without_another_render(
    tmp_path: Path, film: bytes, fault: VideoError
) -> None:
    backend = ScriptedBackend(
        draft=draft_of(CLIP), film=film, renders=[fault] * (5 if may_pass(fault) else 1)
    )
    async with engine_over(backend, tmp_path) as engine:
        lost = await export(engine)
        told = await ended(engine, await engine.job(lost.job_id))
    assert (lost.status, told.status, len(backend.submits)) == ("unknown", "completed", 1)


@pytest.mark.parametrize(
    ("code", "told", "way_on"),
    [(402, 402, "unlock export. Register here: https"), (403, "internal", "Call export")],
)
async def test_a_rendered_file_that_is_not_given_away_says_whether_the_plan_is_why(
    tmp_path: Path, code: int, told: object, way_on: str
) -> None:
    refusal = BackendRefusal(code, call="the download")
    backend = ScriptedBackend(draft=draft_of(CLIP), withholds=refusal)
    async with engine_over(backend, tmp_path) as engine:
        job = await export(engine)
    assert job.error
    assert (job.error.code, way_on in job.error.advice) == (told, True)


async def test_exports_run_at_the_same_time_under_ids_of_their_own(tmp_path: Path, film: bytes) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), film=film)
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "a sunset"))
        jobs = [await engine.export(ExportRequest(filename=f"film{i}")) for i in range(5)]
        for job in jobs:
            await ended(engine, job)
    assert {job.status for job in jobs} == {"completed"}
    assert len(set(backend.submits)) == 5
    assert len(list((tmp_path / "videos").iterdir())) == 5


async def test_a_cancelled_export_is_called_off_at_the_backend(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=draft_of(CLIP), renders=[RenderPhase.PROCESSING] * 1000)
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "a sunset"))
        job = await engine.export(ExportRequest())
        await until(lambda: backend.polled_at_s != [])
        cancelled = await engine.cancel(job.job_id)
    assert (cancelled.status, backend.called_off) == ("cancelled", backend.submits)
