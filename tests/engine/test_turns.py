"""Turns of the chat, with everything that may go wrong on the way, on a clock that jumps."""

import itertools
import time
from functools import partial
from pathlib import Path
from typing import Literal

import anyio
import pytest

from engine.scripted_backend import (
    CLIP,
    MUSIC,
    TITLE,
    ScriptedBackend,
    asks,
    ended,
    engine_over,
    start,
    until,
)
from nemo_video.client import ChatEvent, End, Prompt, Question, StreamError, Text, ToolFinished, ToolStarted
from nemo_video.engine import Generated, Progress
from nemo_video.engine.refusals import may_pass
from nemo_video.errors import BackendRefusal, Internal, TimedOut, Unreachable, VideoError
from nemo_video.wire.envelope import JsonObject
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio

ON_IT: ChatEvent = ToolStarted("edit_timeline")


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


async def answer(backend: ScriptedBackend, home: Path, prompt: str = "add a title") -> Generated:
    """What comes of one instruction."""
    async with engine_over(backend, home) as engine:
        job = await ended(engine, await start(engine, prompt))
    assert isinstance(job.result, Generated), job.error
    return job.result


def pauses(times_s: list[float]) -> list[float]:
    return [later - earlier for earlier, later in itertools.pairwise(times_s)]


async def test_a_cut_stream_is_looked_after_five_times_and_never_sent_again(tmp_path: Path) -> None:
    backend = ScriptedBackend([[ON_IT, End("cut")]])
    result = await answer(backend, tmp_path)
    assert (result.status, result.changes, backend.messages) == ("unchanged", (), ["add a title"])
    assert "not sent again" in result.reply
    assert pauses(backend.read_at_s)[-4:] == [60, 60, 60, 60]
    assert len(backend.read_at_s) == 6


async def test_what_was_made_beside_the_timeline_is_told_and_is_to_be_put_there(tmp_path: Path) -> None:
    backend = ScriptedBackend(made=({"name": "old.mp4", "url": "https://a/old?sig=1"},))

    def sign_anew() -> None:
        backend.made = ({"name": "old.mp4", "url": "https://a/old?sig=2"},)

    backend.turns = [[ON_IT, sign_anew, backend.make({"name": "sunset.mp4"}), backend.charge(100)]]
    result = await answer(backend, tmp_path, "a sunset")
    assert result.status == "unchanged"
    assert result.reply.startswith("The backend has made sunset.mp4, which is not on the timeline yet")
    assert [each.arguments["prompt"] for each in result.suggestions] == ["Put sunset.mp4 on the timeline."]


async def test_a_clock_of_the_machine_that_jumps_by_months_changes_nothing_of_a_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, jumps_s = time.time, itertools.cycle((0, 1e7, -1e7, 3600))
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps_s))
    backend = ScriptedBackend()
    backend.turns = [[ON_IT, 30.0, backend.put(CLIP), Text("Done.")], [30.0, backend.put(CLIP, TITLE)]]
    async with engine_over(backend, tmp_path) as engine:
        jobs = [await ended(engine, await start(engine, prompt)) for prompt in ("a sunset", "add a title")]
    assert [job.status for job in jobs] == ["completed", "completed"]
    assert backend.messages == ["a sunset", "add a title"]


async def test_a_cut_stream_that_had_spoken_says_too_that_nothing_came_of_it(tmp_path: Path) -> None:
    result = await answer(ScriptedBackend([[Text("Working on"), End("cut")]]), tmp_path)
    assert (result.status, result.reply) == ("unchanged", "Working on (The reply was cut off.)")
    assert "not sent again" in (result.failure or "")


async def test_a_cut_stream_without_a_word_is_not_called_done(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    backend.turns = [[backend.put(CLIP), End("cut")]]
    result = await answer(backend, tmp_path)
    assert (result.status, result.reply[:28]) == ("completed", "Video added: sunset (0-5s). ")
    assert "broke before" in result.reply


@pytest.mark.parametrize("comes", [(CLIP,), (CLIP, MUSIC)])
async def test_a_generation_that_was_cut_off_is_whole_only_with_more_than_its_clip(
    tmp_path: Path, comes: tuple[JsonObject, ...]
) -> None:
    backend = ScriptedBackend()
    backend.turns = [[ToolStarted("generate_video_with_seedance"), backend.put(*comes), End("cut")]]
    result = await answer(backend, tmp_path, "a sunset")
    is_whole = len(comes) > 1
    assert result.status == ("completed" if is_whole else "partial")
    assert ("may follow" in (result.failure or "")) is not is_whole


async def test_a_cut_stream_whose_edit_arrives_later_is_reported_from_the_state(tmp_path: Path) -> None:
    backend = ScriptedBackend([[ON_IT, End("cut")]], draft={"t": [CLIP]})
    backend.reads = []
    async with engine_over(backend, tmp_path) as engine:
        job = await start(engine, "add a title")
        while len(backend.read_at_s) < 3:
            await job.wait_for_change(1)
        backend.put(CLIP, TITLE)()
        result = (await ended(engine, job)).result
    assert isinstance(result, Generated)
    assert (result.status, result.changes) == ("completed", ('Title added: "Paradise Found" (0-3s)',))
    assert backend.messages == ["add a title"]


async def test_a_state_that_cannot_be_read_now_and_then_does_not_end_the_recovery(tmp_path: Path) -> None:
    backend = ScriptedBackend([], draft={"t": [CLIP]})
    lost = [Unreachable("away"), TimedOut("slow")]
    backend.turns = [[backend.put(CLIP, TITLE), lambda: backend.reads.extend(lost), End("cut")]]
    result = await answer(backend, tmp_path)
    assert (result.status, result.changes) == ("completed", ('Title added: "Paradise Found" (0-3s)',))


async def test_a_turn_of_which_nothing_can_be_read_is_unknown_and_told_by_wait(tmp_path: Path) -> None:
    backend = ScriptedBackend([], draft={"t": [CLIP]})
    away = [Unreachable("away")] * 5
    backend.turns = [[backend.put(CLIP, TITLE), lambda: backend.reads.extend(away), End("cut")]]
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "add a title"))
        repeated = await start(engine, "add a title")
        told = await ended(engine, await engine.job(job.job_id))
    assert (job.status, job.error and job.error.code) == ("unknown", "timeout")
    assert job.error
    assert f'wait(job_id="{job.job_id}")' in job.error.advice
    assert isinstance(told.result, Generated)
    assert told.result.changes == ('Title added: "Paradise Found" (0-3s)',)
    assert repeated.job_id == job.job_id
    assert backend.messages == ["add a title"]


FAULTS = (
    BackendRefusal(500),
    BackendRefusal(429),
    BackendRefusal(409),
    Internal("a web page", retryable=True),
)


@pytest.mark.parametrize("fault", [*FAULTS, BackendRefusal(503), TimedOut("slow")])
@pytest.mark.parametrize("ending", ["clean", "cut", "timed_out"])
async def test_a_state_that_cannot_be_read_after_a_turn_is_read_again(
    tmp_path: Path, fault: VideoError, ending: Literal["clean", "cut", "timed_out"]
) -> None:
    backend = ScriptedBackend([], draft={"t": [CLIP]})
    goes_away = partial(backend.reads.extend, [fault] * 4)
    backend.turns = [[Text("Useful."), backend.put(CLIP, TITLE), goes_away, End(ending)]]
    result = await answer(backend, tmp_path)
    assert (result.changes, result.reply[:7]) == (('Title added: "Paradise Found" (0-3s)',), "Useful.")
    assert backend.messages == ["add a title"]


@pytest.mark.parametrize("fault", [*FAULTS, BackendRefusal(1001), BackendRefusal(403), BackendRefusal(2001)])
async def test_work_of_which_no_look_tells_is_unknown_with_what_was_said_and_not_sent_again(
    tmp_path: Path, fault: VideoError
) -> None:
    fault.said = "Ask later."
    backend = ScriptedBackend([], draft={"t": [CLIP]})
    away = [fault] * 6 if may_pass(fault) else [fault]
    asked = [Text("Useful."), asks("Which?", "One"), lambda: backend.reads.extend(away)]
    backend.turns = [[backend.put(CLIP, TITLE), *asked]]
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "add a title"))
        repeated = await ended(engine, await start(engine, "add a title"))
    assert job.error
    assert (job.status, job.error.code) == ("unknown", "timeout")
    assert f'wait(job_id="{job.job_id}")' in job.error.advice
    assert [words in job.error.said for words in ("Useful.", "Which?", "One", "Ask later.")] == [True] * 4
    assert (repeated.job_id, repeated.status, backend.messages) == (job.job_id, "completed", ["add a title"])
    assert isinstance(repeated.result, Generated)
    assert [words in repeated.result.reply for words in ("Useful.", "Which?", "One")] == [True] * 3
    assert repeated.result.reply.count("Ask later.") == 1


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_look_that_fails_in_the_next_process_sends_nothing_again(
    tmp_path: Path, fault: VideoError
) -> None:
    backend = ScriptedBackend([], draft={"t": [CLIP]})
    backend.turns = [[backend.put(CLIP, TITLE), lambda: backend.reads.extend([fault] * 20)]]
    async with engine_over(backend, tmp_path) as engine:
        await ended(engine, await start(engine, "add a title"))
    async with engine_over(backend, tmp_path) as engine:
        again = await ended(engine, await start(engine, "add a title"))
        backend.reads.clear()
        told = await ended(engine, await engine.job(again.job_id))
    assert (again.status, told.status, backend.messages) == ("unknown", "completed", ["add a title"])
    assert isinstance(told.result, Generated)
    assert "was not heard" in told.result.reply


async def test_a_session_that_is_gone_after_a_turn_keeps_what_was_said(tmp_path: Path) -> None:
    backend = ScriptedBackend([])
    backend.turns = [[Text("Useful."), lambda: backend.lost.add("session1")]]
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "a sunset"))
    assert job.error
    assert (job.status, job.error.code, job.error.said) == ("failed", 1002, "Useful.")


async def test_a_silent_edit_is_reported_from_the_state(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft={"t": [CLIP]})
    backend.turns = [[ON_IT, backend.put(CLIP, TITLE), ToolFinished("edit_timeline")]]
    result = await answer(backend, tmp_path)
    assert result.status == "completed"
    assert result.reply == 'Done. Title added: "Paradise Found" (0-3s).'


async def test_noise_after_an_answer_is_dropped(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft={"t": [CLIP]})
    noise = Text("I encountered a temporary issue. Please try again.")
    backend.turns = [[backend.put(CLIP, TITLE), Text("The title is in place."), noise]]
    assert (await answer(backend, tmp_path)).reply == "The title is in place."


async def test_an_edit_with_nothing_but_noise_is_a_silent_one(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft={"t": [CLIP]})
    backend.turns = [[backend.put(CLIP, TITLE), Text("I encountered a temporary issue.")]]
    assert (await answer(backend, tmp_path)).reply == 'Done. Title added: "Paradise Found" (0-3s).'


async def test_a_generated_clip_is_told_when_it_is_there_and_all_tracks_at_the_end(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    is_told = anyio.Event()
    clip = [ToolStarted("generate_video"), backend.put(CLIP), ToolFinished("generate_video")]
    rest = [ToolStarted("add_music"), is_told, backend.put(CLIP, MUSIC, TITLE), ToolFinished("add_music")]
    backend.turns = [[*clip, *rest, Text("Here.")]]
    async with engine_over(backend, tmp_path) as engine:
        job = await start(engine, "a sunset")
        while job.progress.stage != "adding music and titles":
            await job.wait_for_change(1)
        note = "The clip is there: Timeline (1 track): 1. Video: sunset (0-5s)"
        assert job.progress == Progress("adding music and titles", 60, note)
        is_told.set()
        result = (await ended(engine, job)).result
    assert isinstance(result, Generated)
    assert len(result.changes) == 3


async def test_a_backend_with_hundreds_of_tools_is_not_asked_for_its_state_after_each(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    tools = [ToolStarted("generate_video"), ToolFinished("generate_video")] * 300
    backend.turns = [[*tools, backend.put(CLIP), Text("Here.")]]
    assert (await answer(backend, tmp_path)).reply == "Here."
    assert len(backend.read_at_s) < 30


@pytest.mark.parametrize("words", ["status", "1080p"])
async def test_a_question_finishes_nothing_and_the_next_instruction_answers_it(
    words: str, tmp_path: Path
) -> None:
    backend = ScriptedBackend([[Question((Prompt("Shall I show the status bar?"),))], [Text("Good.")]])
    async with engine_over(backend, tmp_path) as engine:
        asked = await ended(engine, await start(engine, "make something"))
        answered = await ended(engine, await start(engine, words))
    assert isinstance(asked.result, Generated)
    assert (asked.status, asked.result.question) == ("needs_input", "Shall I show the status bar?")
    assert isinstance(answered.result, Generated)
    assert (answered.result.status, answered.result.reply) == ("unchanged", "Good.")
    assert backend.messages == ["make something", f"1. Shall I show the status bar?: {words}"]


async def test_instructions_on_one_project_follow_each_other_and_say_that_they_wait(tmp_path: Path) -> None:
    is_free = anyio.Event()
    instructions = ["a sunset", "add a title", "add music"]
    backend = ScriptedBackend([[is_free, Text("one")], [Text("two")], [Text("three")]])
    async with engine_over(backend, tmp_path) as engine:
        jobs = [await start(engine, words) for words in instructions]
        await until(lambda: all(job.progress.note for job in jobs[1:]))
        assert ["waits its turn" in (job.progress.note or "") for job in jobs] == [False, True, True]
        is_free.set()
        for job in jobs:
            await ended(engine, job)
    assert backend.messages == instructions


async def test_projects_run_side_by_side(tmp_path: Path) -> None:
    is_free = anyio.Event()
    backend = ScriptedBackend([[is_free, Text("one")], [Text("two")]])
    async with engine_over(backend, tmp_path) as engine:
        slow = await start(engine, "a sunset")
        await until(lambda: backend.messages != [])
        await engine.new_project(None)
        quick = await ended(engine, await start(engine, "add a title"))
        assert slow.is_running
        assert quick.status == "completed"
        is_free.set()
        await ended(engine, slow)


async def test_an_error_in_the_stream_with_the_backends_number_is_that_refusal(tmp_path: Path) -> None:
    backend = ScriptedBackend([[StreamError("no credits", "2001")]])
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await start(engine, "a sunset"))
    assert job.error
    assert (job.error.code, "https://nemovideo.com?bind=bind1" in job.error.advice) == (2001, True)
    assert job.error.said == "no credits"


async def test_a_plan_that_does_not_allow_a_turn_is_not_told_of_an_export_and_says_where_to_register(
    tmp_path: Path,
) -> None:
    for turn in ([StreamError("Too long for you.", "402")], [BackendRefusal(402, call="the chat")]):
        async with engine_over(ScriptedBackend([turn]), tmp_path) as engine:
            job = await ended(engine, await start(engine, "a sunset"))
        assert job.error
        assert (job.error.code, "export" in job.error.message + job.error.advice) == (402, False)
        assert "https://nemovideo.com?bind=bind1" in job.error.advice


async def test_a_free_token_that_ran_out_within_a_turn_is_nothing_for_its_user_to_renew(
    tmp_path: Path,
) -> None:
    for turn in ([StreamError("expired", "1001")], [BackendRefusal(1001)]):
        async with engine_over(ScriptedBackend([turn]), tmp_path) as engine:
            job = await ended(engine, await start(engine, "a sunset"))
        assert job.error
        assert (job.error.code, job.error.retryable, job.error.advice[:10]) == (1001, True, "Call again")


async def test_a_user_with_a_token_is_told_to_top_up_instead_of_to_register(tmp_path: Path) -> None:
    backend = ScriptedBackend([[BackendRefusal(2001)]])
    async with engine_over(backend, tmp_path, NEMO_TOKEN="nmv_usr_x") as engine:
        job = await ended(engine, await start(engine, "a sunset"))
    assert job.error
    assert (job.error.code, job.error.advice) == (2001, "Top up credits in your account.")


async def test_a_cancelled_turn_ends_at_once_and_leaves_the_project_usable(tmp_path: Path) -> None:
    backend = ScriptedBackend([[anyio.Event()], [Text("Fine.")]])
    async with engine_over(backend, tmp_path) as engine:
        job = await start(engine, "a sunset")
        await until(lambda: backend.messages != [])
        cancelled = await engine.cancel(job.job_id)
        again = await engine.cancel(job.job_id)
        following = await ended(engine, await start(engine, "a sunset"))
    assert (cancelled.status, again.status, following.status) == ("cancelled", "cancelled", "completed")
    assert "may still finish the turn and charge about 100 credits" in cancelled.note
    assert "ended already" in again.note
