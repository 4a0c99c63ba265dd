"""How a turn ended: the order of its events decides, and the status follows from two states."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.scripted_backend import CLIP, MUSIC, TITLE, ScriptedBackend, Step, draft_of, ended, engine_over
from nemo_video.client import End, Media, Prompt, Question, StreamError, Text, ToolFinished, ToolStarted
from nemo_video.client.questions import read_question
from nemo_video.engine import Generated, GenerateRequest, Job
from nemo_video.errors import VideoError
from nemo_video.wire.calls import CONFIRMATION_TOOL
from nemo_video.wire.envelope import JsonObject
from virtual_clock import virtual_clock

pytestmark = pytest.mark.anyio

ON_IT = ToolStarted("edit_timeline")
BROKE = StreamError("the worker died", "ValueError")


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


async def take(home: Path, *steps: Step, duration_s: float | None = None) -> Generated | VideoError:
    """What comes of one turn on a timeline with a clip; `CHANGE` in its steps adds a title."""
    backend = ScriptedBackend(draft={"t": [CLIP]})
    backend.turns = [[backend.put(CLIP, TITLE) if step is CHANGE else step for step in steps]]
    async with engine_over(backend, home) as engine:
        job = await engine.generate(GenerateRequest("add a title", duration_s=duration_s))
        assert isinstance(job, Job)
        job = await ended(engine, job)
    assert len(backend.messages) == 1
    result = job.result or job.error
    assert isinstance(result, Generated | VideoError)
    return result


def CHANGE() -> None:
    """A title comes on the timeline."""


async def succeeds(home: Path, *steps: Step, duration_s: float | None = None) -> Generated:
    result = await take(home, *steps, duration_s=duration_s)
    assert isinstance(result, Generated), result
    return result


async def fails(home: Path, *steps: Step) -> VideoError:
    result = await take(home, *steps)
    assert isinstance(result, VideoError), result
    return result


async def test_a_recovery_after_an_error_makes_it_history(tmp_path: Path) -> None:
    malformed = StreamError("The backend ended its reply early.", "MALFORMED_FUNCTION_CALL")
    result = await succeeds(
        tmp_path, malformed, ON_IT, CHANGE, ToolFinished("edit_timeline"), Text("It is in.")
    )
    assert (result.status, result.reply, result.failure) == ("completed", "It is in.", None)


async def test_an_error_after_a_change_is_a_partial_result_with_what_was_said(tmp_path: Path) -> None:
    result = await succeeds(tmp_path, Text("I add the title, then the music."), CHANGE, BROKE)
    assert (result.status, result.reply) == ("partial", "I add the title, then the music.")
    assert result.changes == ('Title added: "Paradise Found" (0-3s)',)
    assert "the worker died" in (result.failure or "")


async def test_an_error_without_a_change_tells_what_was_said_before_it(tmp_path: Path) -> None:
    error = await fails(tmp_path, Text("I start with the colours."), BROKE)
    assert (error.code, error.retryable, error.said) == ("internal", True, "I start with the colours.")
    assert "the worker died" in error.message


@pytest.mark.parametrize(
    ("failure", "code", "retryable"),
    [
        (StreamError("no", "SAFETY"), "blocked", False),
        (StreamError("no", "PROHIBITED_CONTENT"), "blocked", False),
        (StreamError("busy", "503"), "overloaded", True),
        (StreamError("429 RESOURCE_EXHAUSTED. {}"), "overloaded", True),
        (StreamError("no session", "1002"), 1002, True),
    ],
)
async def test_a_failure_keeps_its_kind(
    tmp_path: Path, failure: StreamError, code: str | int, retryable: bool
) -> None:
    error = await fails(tmp_path, failure)
    assert (error.code, error.retryable) == (code, retryable)


async def test_the_inside_of_an_exception_text_stays_inside(tmp_path: Path) -> None:
    error = await fails(tmp_path, StreamError("ValueError('no /srv/app/clip.bin')"))
    assert "srv" not in f"{error.message} {error.advice} {error.said}"
    result = await succeeds(tmp_path, CHANGE, StreamError("KeyError: 'clip'", "KeyError"))
    assert result.status == "partial"
    assert "clip" not in (result.failure or "")


async def test_a_connection_that_broke_is_told_once_whether_it_had_said_something_or_not(
    tmp_path: Path,
) -> None:
    spoken = await succeeds(tmp_path / "spoken", Text("Let me see"), End("cut"))
    silent = await succeeds(tmp_path / "silent", ON_IT, End("cut"))
    told = "The connection broke during the turn"
    assert [told in (each.failure or "") for each in (spoken, silent)] == [True, False]
    assert [told in each.reply for each in (spoken, silent)] == [False, True]
    assert [each.status for each in (spoken, silent)] == ["unchanged"] * 2


async def test_a_reply_at_its_length_limit_is_cut_short_and_says_so(tmp_path: Path) -> None:
    result = await succeeds(tmp_path, CHANGE, Text("Scene 1: the har"), StreamError("long", "MAX_TOKENS"))
    assert (result.status, result.failure) == ("completed", None)
    assert result.reply == "Scene 1: the har (The reply was cut off.)"
    error = await fails(tmp_path, ON_IT, StreamError("long", "MAX_TOKENS"))
    assert error.code == "internal"


async def test_words_alone_change_nothing(tmp_path: Path) -> None:
    result = await succeeds(tmp_path, Text("Done! The title is in place."))
    assert (result.status, result.changes) == ("unchanged", ())
    assert result.reply == "Done! The title is in place."


async def test_words_that_nobody_can_see_are_none(tmp_path: Path) -> None:
    result = await succeeds(tmp_path, CHANGE, Text("\u200b\u2060"))
    assert (result.reply, result.is_silent) == ('Done. Title added: "Paradise Found" (0-3s).', True)
    assert (await succeeds(tmp_path, Text("\u200b"))).status == "unchanged"


async def test_a_turn_that_ran_out_of_time_after_a_change_is_partial(tmp_path: Path) -> None:
    result = await succeeds(tmp_path, CHANGE, End("timed_out"))
    assert (result.status, result.reply) == ("partial", 'Title added: "Paradise Found" (0-3s).')
    assert "in time" in (result.failure or "")


@pytest.mark.parametrize(
    "noise",
    [
        "I encountered a temporary issue. Please try again.",
        "Sorry, I've just encountered a temporary issue while rendering. Please try again later.",
        "Sorry, but I encountered a temporary issue, please try again in a moment.",
        "抱歉，我遇到了临时问题。请稍后重试。",
    ],
)
async def test_noise_is_dropped_after_an_answer_and_is_a_failure_alone(tmp_path: Path, noise: str) -> None:
    for steps in (
        [Text("It is in."), Text(noise)],
        [Text(f"It is in. {noise}")],
        [Text(noise), Text("It is in.")],
    ):
        assert (await succeeds(tmp_path, *steps)).reply == "It is in."
    error = await fails(tmp_path, Text(noise))
    assert (error.retryable, noise.startswith(error.said), bool(error.said)) == (True, True, True)


@pytest.mark.parametrize(
    "words",
    [
        "I encountered a temporary issue with the music, so I used another track.",
        "I encountered a temporary issue with the voice-over and left it out.",
        "The title is in. I encountered a temporary issue while generating the music.",
        "The title is in. Sorry, but I encountered a temporary issue: the music is missing.",
        "I cut clip 2 because I encountered a temporary issue.",
        "I encountered a temporary issue. Please try again with a shorter clip.",
        "标题已添加。遇到了一个临时问题导致片段2只有3秒。",
        "標題已加上。我遇到了臨時問題音樂沒有加上。",
    ],
)
async def test_a_temporary_issue_that_tells_what_is_missing_is_no_noise(tmp_path: Path, words: str) -> None:
    assert (await succeeds(tmp_path, Text(words))).reply == words


async def test_a_media_only_final_is_told_with_its_address(tmp_path: Path) -> None:
    result = await succeeds(tmp_path, Media("image/png", "https://cdn.example/a.png"))
    assert (result.status, result.reply) == (
        "unchanged",
        "(The backend sent a picture: https://cdn.example/a.png)",
    )


async def test_a_question_beside_text_keeps_both_and_lists_its_options(tmp_path: Path) -> None:
    question = Question((Prompt("Which mood?", ("Calm", "Loud")),))
    result = await succeeds(tmp_path, Text("I have the clip."), ToolStarted("ask_question"), question)
    assert (result.status, result.reply) == ("needs_input", "I have the clip.")
    assert (result.question, result.options) == ("Which mood?", ("Calm", "Loud"))


async def test_two_questions_of_one_turn_are_both_asked(tmp_path: Path) -> None:
    look, music = Prompt("Which look?", ("Warm", "Cold")), Prompt("Which music?", notes=("For the intro.",))
    asked = [ToolStarted("ask_question"), Question((look,)), ToolStarted("ask_question"), Question((music,))]
    result = await succeeds(tmp_path, *asked, Question((look,)))
    assert result.question == "1. Which look?\n- Warm\n- Cold\n2. Which music?\nFor the intro."


async def test_a_tool_that_waits_for_its_confirmation_has_not_failed(tmp_path: Path) -> None:
    question = Question((Prompt("Render it?"),))
    waiting = ToolFinished("render_clip", "This tool call requires confirmation.")
    result = await succeeds(tmp_path, ToolStarted("render_clip"), question, waiting)
    assert (result.status, result.question, result.not_done) == ("needs_input", "Render it?", ())


async def test_a_reply_of_nothing_but_questions_asks_and_a_statement_before_one_does_not(
    tmp_path: Path,
) -> None:
    listed = "Which mood?\n1. Calm\n2) Loud and fast\n- None"
    for words in ("Warm or cold?", "Should it last 2.5 s? And which mood? 😊", "暖色吗？\n多长？", listed):
        result = await succeeds(tmp_path, Text(words))
        assert (result.status, result.question) == ("needs_input", words)
    for words in (
        "1. I cut clip 1.\n2. Done.\nOK?",
        "OK?\n1. I cut clip 1.",
        "I can. Warm or cold?",
        "Why? " * 60 + "No.",
        "Why?" + "\n" * 5_000 + "No.",
        "Nothing to ask",
        "?!.",
    ):
        result = await succeeds(tmp_path, Text(words))
        assert (result.status, result.question, result.reply) == ("unchanged", None, words.strip())


async def test_several_questions_are_numbered_with_their_options(tmp_path: Path) -> None:
    question = Question((Prompt("Which mood?", ("Calm",)), Prompt("How long?")), "First")
    result = await succeeds(tmp_path, question)
    assert result.question == "First\n1. Which mood?\n- Calm\n2. How long?"


async def test_a_question_without_words_is_a_question(tmp_path: Path) -> None:
    result = await succeeds(tmp_path, Question(()))
    assert (result.status, bool(result.question)) == ("needs_input", True)


async def test_a_failure_after_a_question_is_a_failure_that_tells_it(tmp_path: Path) -> None:
    error = await fails(tmp_path, Text("Hm."), Question((Prompt("Which mood?"),)), BROKE)
    assert error.said == "Hm.\n\nWhich mood?"


async def test_a_tool_that_failed_is_told_as_not_done(tmp_path: Path) -> None:
    failed = ToolFinished("generate_music", "the quota is used up")
    result = await succeeds(tmp_path, CHANGE, ToolStarted("generate_music"), failed, Text("Here."))
    assert (result.status, result.not_done) == ("partial", ("Not done: music (the quota is used up)",))
    result = await succeeds(tmp_path, failed, Text("No credits."))
    assert (result.status, len(result.not_done)) == ("unchanged", 1)


@pytest.mark.parametrize(
    ("tool", "what"),
    [
        ("generate_video_with_seedance", "clip"),
        ("suno", "music"),
        ("voiceover", "voice"),
        ("understand", "understand"),
        ("edit_multitrack", "the quota is used up"),
    ],
)
async def test_a_tool_of_the_backend_is_told_by_what_it_makes(tmp_path: Path, tool: str, what: str) -> None:
    result = await succeeds(tmp_path, CHANGE, ToolStarted(tool), ToolFinished(tool, "the quota is used up"))
    assert result.not_done[0].startswith(f"Not done: {what}")


async def test_a_tool_that_worked_at_the_second_try_is_done(tmp_path: Path) -> None:
    music = "generate_music"
    tries = [ToolStarted(music), ToolFinished(music, "busy"), ToolStarted(music), ToolFinished(music)]
    assert (await succeeds(tmp_path, *tries, CHANGE)).status == "completed"
    side_by_side = [ToolStarted(music), ToolStarted(music), ToolFinished(music, "busy"), ToolFinished(music)]
    assert (await succeeds(tmp_path, *side_by_side, CHANGE)).status == "partial"


@pytest.mark.parametrize(
    ("duration_s", "is_done"), [(5, True), (5.3, True), (3, True), (10, False), (60, False)]
)
async def test_a_length_that_the_timeline_does_not_show_is_not_done(
    tmp_path: Path, duration_s: float, is_done: bool
) -> None:
    result = await succeeds(tmp_path, CHANGE, duration_s=duration_s)
    assert result.status == ("completed" if is_done else "partial")
    assert is_done or f"Asked for {duration_s} s; the timeline lasts 5 s." in result.not_done


async def test_a_length_is_that_of_what_is_new_wherever_it_begins(tmp_path: Path) -> None:
    title: JsonObject = {"tt": 7, "sg": [{"s": 2000, "d": 2000, "m": {"text": "Golden Hour"}}]}
    backend = ScriptedBackend(draft=draft_of(CLIP))
    backend.turns = [[backend.put(CLIP, title), Text("Done.")]]
    async with engine_over(backend, tmp_path) as engine:
        asked = await started(await engine.generate(GenerateRequest("a title for 2 s", duration_s=2)))
        result = (await ended(engine, asked)).result
    assert isinstance(result, Generated)
    assert (result.status, result.not_done) == ("completed", ())


@pytest.mark.parametrize(
    ("canvas", "not_done"),
    [
        ({"width": 1080, "height": 1920}, ()),
        ({"width": 1920, "height": 1080}, ("Asked for the shape 9:16; the picture is 16:9.",)),
        ({"ratio": "9:16"}, ()),
        ({}, ()),
    ],
)
async def test_a_shape_that_the_canvas_does_not_show_is_not_done(
    tmp_path: Path, canvas: JsonObject, not_done: Sequence[str]
) -> None:
    backend = ScriptedBackend(canvas=canvas)
    backend.turns = [[backend.put(CLIP, MUSIC)]]
    async with engine_over(backend, tmp_path) as engine:
        job = await engine.generate(GenerateRequest("a sunset", aspect_ratio="9:16"))
        assert isinstance(job, Job)
        result = (await ended(engine, job)).result
    assert isinstance(result, Generated)
    assert result.not_done == tuple(not_done)


CLIPS = Question((Prompt("Which clips?", ("Sea", "Sky"), allow_multiple=True),))
ASKED = Question((Prompt("Which mood?", ("Calm", "Loud")), *CLIPS.prompts))


HINTED: JsonObject = {"toolConfirmation": {"hint": "Render it?\nIt costs 100 credits."}}


@pytest.mark.parametrize(
    ("question", "words", "sent"),
    [
        (Question((Prompt("Which mood?", ("Calm", "Loud")),)), "calm.", "1. Which mood?: Calm"),
        (Question((Prompt("Which mood?"),)), "something slow", "1. Which mood?: something slow"),
        (
            Question((Prompt("Which clips?", ("Sea", "Sky"), True),)),
            "sea and sky",
            "1. Which clips?: Sea, Sky",
        ),
        (Question((Prompt("Which mood?", ("Calm",)),)), "1. Which mood?: Calm", "1. Which mood?: Calm"),
        (read_question(CONFIRMATION_TOOL, HINTED), "yes", "1. Render it? It costs 100 credits.: yes"),
        (ASKED, "Loud\nsea, sky", "1. Which mood?: Loud\n2. Which clips?: Sea, Sky"),
        (ASKED, "2. sky\n1. calm", "2. Which clips?: Sky\n1. Which mood?: Calm"),
        (ASKED, "Sky, Calm", "1. Which mood?: Calm\n2. Which clips?: Sky"),
        (ASKED, "whatever you think", "whatever you think"),
        (Question(()), "a red car", "a red car"),
    ],
)
async def test_an_answer_goes_back_in_the_form_of_the_backends_own_client(
    tmp_path: Path, question: Question, words: str, sent: str
) -> None:
    backend = ScriptedBackend([[question], [Text("Good.")]])
    async with engine_over(backend, tmp_path) as engine:
        asked = await ended(engine, await started(await engine.generate(GenerateRequest("make something"))))
        await ended(engine, await started(await engine.answer(asked, words)))
    assert backend.messages == ["make something", sent]


async def test_a_question_says_where_several_may_be_chosen(tmp_path: Path) -> None:
    backend = ScriptedBackend([[ASKED], [CLIPS]])
    async with engine_over(backend, tmp_path) as engine:
        both = await ended(engine, await started(await engine.generate(GenerateRequest("make something"))))
        one = await ended(engine, await started(await engine.answer(both, "calm")))
    assert isinstance(both.result, Generated)
    assert isinstance(one.result, Generated)
    assert both.result.question == (
        "1. Which mood?\n- Calm\n- Loud\n2. Which clips? (several may be chosen)\n- Sea\n- Sky"
    )
    assert one.result.question == "Which clips? (several may be chosen)"


async def test_an_answer_in_the_next_process_goes_back_in_that_form_too(tmp_path: Path) -> None:
    backend = ScriptedBackend([[Question((Prompt("Which mood?", ("Calm",)),))], [Text("Good.")]])
    async with engine_over(backend, tmp_path) as engine:
        asked = await ended(engine, await started(await engine.generate(GenerateRequest("make something"))))
    async with engine_over(backend, tmp_path) as engine:
        request = GenerateRequest("calm", asked.project_id)
        await ended(engine, await started(await engine.generate(request)))
    assert backend.messages == ["make something", "1. Which mood?: Calm"]


async def started(job: object) -> Job:
    assert isinstance(job, Job)
    return job


async def test_a_very_long_reply_is_handed_on_as_it_is(tmp_path: Path) -> None:
    words = "The clip is ready. Click the Export button. " * 2_000
    result = await succeeds(tmp_path, Text(words))
    assert result.reply.startswith(words.strip())


async def test_a_timeline_of_too_many_segments_is_told_with_what_was_said(tmp_path: Path) -> None:
    crowded: JsonObject = {"tt": 7, "sg": [{"s": n, "d": 1, "m": {"text": "x"}} for n in range(30_000)]}
    backend = ScriptedBackend()
    backend.turns = [[Text("Thirty thousand titles."), backend.put(crowded)]]
    async with engine_over(backend, tmp_path) as engine:
        job = await ended(engine, await started(await engine.generate(GenerateRequest("titles"))))
    assert job.error
    assert (job.error.code, job.error.said) == ("internal", "Thirty thousand titles.")
    assert "30,000 segments" in job.error.message
