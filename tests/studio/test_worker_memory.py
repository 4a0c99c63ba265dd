"""A render worker holds no more memory than its film can need, and says so when that is too little.

It asks for its memory in large pages, whatever else the user has told the C library.
"""

import io
import pickle
import subprocess
import sys

import pytest

from nemo_studio.render.composition import Composition
from nemo_studio.render.formats import Encoding
from nemo_studio.render.span_renderer import Failure, SpanRenderer, SpanTask
from nemo_studio.render.span_worker import answer_task
from nemo_studio.render.worker_process import worker_environment
from nemo_video.wire.formats import OutputFormat

FILM = Composition(64, 64, 30, 1000, (), (), ())
GREEDY = """
import numpy as np
from nemo_studio.render.composition import Composition
from nemo_studio.render.worker_process import limit_memory
limit_memory(Composition(64, 64, 30, 1000, (), (), ()), spare_bytes=400 << 20)
np.ones(10 << 20, np.uint8)
try:
    np.ones(500 << 20, np.uint8)
except MemoryError:
    print("stopped")
"""


def test_a_film_that_needs_too_much_memory_fails_with_words_and_advice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def run_out(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(SpanRenderer, "render", run_out)
    task = SpanTask(FILM, Encoding.of(OutputFormat()), ())

    answers = io.BytesIO()

    answer_task(SpanRenderer(), task, answers)

    answer = pickle.loads(answers.getvalue())
    assert isinstance(answer, Failure)
    assert "more memory than a render of 64x64 may take" in answer.message
    assert "smaller" in answer.advice


@pytest.mark.parametrize("own", ["", "glibc.malloc.check=1", "glibc.malloc.hugetlb=1"])
def test_a_worker_asks_for_large_pages_keeps_no_holes_and_keeps_the_users_tunables(
    own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GLIBC_TUNABLES", own)

    tunables = worker_environment()["GLIBC_TUNABLES"].split(":")

    given = {"glibc.malloc.hugetlb=1", f"glibc.malloc.mmap_threshold={8 << 20}"}
    assert sorted(tunables) == sorted({own, *given} - {""})


@pytest.mark.skipif(sys.platform != "linux", reason="no other system keeps to such a limit")
def test_a_worker_with_large_pages_is_stopped_by_its_limit_too() -> None:
    told = subprocess.run(
        [sys.executable, "-c", GREEDY],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        env=worker_environment(),
    )

    assert (told.stdout, told.stderr) == ("stopped\n", "")
