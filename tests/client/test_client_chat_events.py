"""What a reader sees of the events of a turn, beyond the recorded streams."""

import json
from collections.abc import Sequence

import pytest

from nemo_video.client import (
    ChatEvent,
    Heartbeat,
    Media,
    Prompt,
    Question,
    Stage,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.client.chat_events import ChatEventAggregator


def settled(*records: object) -> list[ChatEvent]:
    aggregator = ChatEventAggregator()
    events = [event for record in records for event in aggregator.read("message", json.dumps(record))]
    return [*events, *aggregator.finish()]


def said(text: str, **fields: object) -> dict[str, object]:
    return {"author": "nemo_agent", "content": {"parts": [{"text": text}]}, **fields}


def called(name: str, call_id: str | None, args: object = None, **fields: object) -> dict[str, object]:
    part = {"functionCall": {"id": call_id, "name": name, "args": args}}
    return {"author": "nemo_agent", "content": {"parts": [part]}, **fields}


def answered(name: str, call_id: str | None) -> dict[str, object]:
    return {"content": {"parts": [{"functionResponse": {"id": call_id, "name": name, "response": {}}}]}}


def test_pieces_without_a_final_are_shown_and_marked_incomplete() -> None:
    assert settled(said("Half a ", partial=True), said("sentence", partial=True)) == [
        Text("Half a sentence", incomplete=True)
    ]


def test_a_blank_final_keeps_the_pieces_before_it() -> None:
    assert settled(said("Kept", partial=True), said(" \n")) == [Text("Kept", incomplete=True)]


def test_a_blank_final_that_completes_the_turn_completes_the_pieces_before_it() -> None:
    assert settled(said("Kept", partial=True), said("", turnComplete=True)) == [Text("Kept")]
    later = (said("Half", partial=True), {"turnComplete": True}, called("trim", "c"))
    assert settled(*later) == [ToolStarted("trim"), Text("Half")]


def test_pieces_before_a_tool_call_are_told_unless_a_later_final_repeats_them() -> None:
    before = [said("First the ", partial=True), said("plan.", partial=True), called("trim", "c")]
    after = said("Done.", partial=True)
    told = [ToolStarted("trim"), Text("First the plan."), Text("Done.")]
    assert settled(*before, after, said("Done.")) == told
    assert settled(*before, after, said("First the plan.\nDone.")) == [
        told[0],
        Text("First the plan.\nDone."),
    ]
    assert settled(*before, said("First the plan.")) == told[:2]
    assert settled(*before, after) == [*told[:2], Text("Done.", incomplete=True)]
    assert settled(*before, {"error": "broke"}) == [*told[:2], StreamError("broke")]


def test_pieces_that_the_final_does_not_repeat_are_a_message_of_their_own() -> None:
    pieces = [said("I cut clip 1 to **4 s**. ", partial=True), said("I added jazz.", partial=True)]
    told = Text("I cut clip 1 to **4 s**. I added jazz.")
    assert settled(*pieces, said("Done.")) == [told, Text("Done.")]
    whole = "I cut clip 1 to 4 s.\n\nI added jazz. Done."
    assert settled(*pieces, said(whole)) == [Text(whole)]
    growing = [said("I cut", partial=True), said("I cut clip 1.", partial=True)]
    assert settled(*growing, said("Done.")) == [Text("I cut clip 1."), Text("Done.")]
    alone = [("👍", "Done."), ("No.", "Now the clip is blue."), ("No", "I do. Now it is blue.")]
    for piece, final in [*alone, ("好了👍", "片头好看了。")]:
        assert settled(said(piece, partial=True), said(final)) == [Text(piece), Text(final)]
    assert settled(said("👍", partial=True), said("👍 Done.")) == [Text("👍 Done.")]
    assert settled(said("done", partial=True), said("Done. Look.")) == [Text("Done. Look.")]
    assert settled(said("先剪，", partial=True), said("我先剪再配乐。")) == [Text("我先剪再配乐。")]


def test_the_system_may_speak_without_a_failure() -> None:
    assert settled(said("Your plan ends on 3 May.", author="system")) == [Text("Your plan ends on 3 May.")]


def test_pieces_of_two_authors_and_branches_are_kept_apart() -> None:
    events = settled(
        said("A1", partial=True),
        said("B1", partial=True, author="other"),
        said("C1", partial=True, branch="root.side"),
        said("B1B2", author="other"),
    )
    assert events == [Text("B1B2"), Text("A1", incomplete=True), Text("C1", incomplete=True)]


def test_two_equal_messages_are_two_messages_even_under_one_event_id() -> None:
    assert settled(said("Done.", id="e1"), said("Done.", id="e1")) == [Text("Done."), Text("Done.")]


def test_thoughts_are_never_shown() -> None:
    thought = {"content": {"parts": [{"text": "secret plan", "thought": True}]}}
    assert settled(thought, {**thought, "partial": True}) == []


def test_the_words_of_the_user_are_not_answers() -> None:
    assert settled(said("make it shorter", author="user")) == []


def test_a_partial_call_counts_only_when_its_response_follows() -> None:
    events = settled(
        called("trim", "c1", partial=True),
        called("never_made", "c2", partial=True),
        answered("trim", "c1"),
    )
    assert events == [ToolStarted("trim"), ToolFinished("trim")]


def test_empty_fields_beside_a_call_do_not_hide_it() -> None:
    part = {"text": None, "thought": None, "functionCall": {"id": "c", "name": "trim"}}
    event = {"content": {"parts": [part]}, "errorCode": None, "partial": None}
    assert settled(event) == [ToolStarted("trim")]


def test_a_call_that_comes_partial_and_final_counts_once() -> None:
    events = settled(called("trim", "c1", partial=True), called("trim", "c1"), answered("trim", "c1"))
    assert events == [ToolStarted("trim"), ToolFinished("trim")]


def test_calls_without_ids_all_count() -> None:
    events = settled(called("trim", None), called("trim", None), answered("trim", None))
    assert events == [ToolStarted("trim"), ToolStarted("trim"), ToolFinished("trim")]


def test_ask_question_is_a_question_with_its_options() -> None:
    events = settled(called("ask_question", "q", {"question": "Which song?", "options": ["Calm", 3, True]}))
    assert events == [ToolStarted("ask_question"), Question((Prompt("Which song?", ("Calm", "3", "True")),))]


def test_the_nested_questions_of_ask_question_keep_their_options() -> None:
    questions = [
        {"id": "q1", "prompt": "Which mood?", "options": [{"id": "a", "label": "Calm"}, {"label": "Loud"}]},
        {"id": "q2", "prompt": "Where?", "options": [{"id": "sea"}], "allow_multiple": True},
    ]
    events = settled(called("ask_question", "q", {"title": "Before I start", "questions": questions}))
    prompts = (Prompt("Which mood?", ("Calm", "Loud")), Prompt("Where?", ("sea",), allow_multiple=True))
    assert events[1] == Question(prompts, "Before I start")


@pytest.mark.parametrize(
    ("args", "prompt"),
    [
        ({"questions": "Which mood?"}, Prompt("Which mood?")),
        ({"questions": {"prompt": "Which mood?", "options": "Calm"}}, Prompt("Which mood?", ("Calm",))),
        ({"questions": '[{"prompt": "Which mood?", "choices": ["Calm"]}]'}, Prompt("Which mood?", ("Calm",))),
        ({"questions": ["Which mood?"]}, Prompt("Which mood?")),
        (
            {"message": "One thing is open.", "question": "Which mood?", "description": "For the intro."},
            Prompt("Which mood?", notes=("One thing is open.", "For the intro.")),
        ),
        (
            {"questions": [{"title": "Music", "prompt": "Which?", "options": [{"id": "none"}]}]},
            Prompt("Which?", ("none",), notes=("Music",)),
        ),
        ({"question": "Which?", "options": {"a": "Jazz", "b": "Rock"}}, Prompt("Which?", ("Jazz", "Rock"))),
        (
            {"question": "Which?", "options": [{"label": "Jazz", "description": "slow, 90 bpm"}]},
            Prompt("Which?", ("Jazz",), notes=("Jazz: slow, 90 bpm",)),
        ),
        (
            {"question": "Where?", "type": "free_text", "placeholder": "as in Paris", "help": "影响全片"},
            Prompt("Where?", notes=("as in Paris", "影响全片")),
        ),
        (
            {"question": "Which?", "options": [{"id": "j 1", "label": "Jazz", "cost": "10 credits"}]},
            Prompt("Which?", ("Jazz",), notes=("Jazz: 10 credits",)),
        ),
        (
            {"question": "Which?", "options": [{"label": "Jazz", "hint": how} for how in ("slow", "fast")]},
            Prompt("Which?", ("Jazz",), notes=("Jazz: slow", "Jazz: fast")),
        ),
    ],
)
def test_ask_question_is_read_with_all_its_words_in_every_shape(args: object, prompt: Prompt) -> None:
    assert settled(called("ask_question", "q", args))[1] == Question((prompt,))


NO_WORDS: list[object] = [None, {}, {"questions": "?"}, {"questions": [{}, None, 3]}, {"title": " "}]


@pytest.mark.parametrize("args", NO_WORDS)
def test_ask_question_is_a_question_whatever_its_arguments(args: object) -> None:
    assert settled(called("ask_question", "q", args)) == [ToolStarted("ask_question"), Question(())]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (
            {"toolConfirmation": {"hint": "Render for 100 credits?", "confirmed": False}},
            "Render for 100 credits?",
        ),
        ({"hint": "Go on?"}, "Go on?"),
        ({"originalFunctionCall": {"name": "generate_video"}, "toolConfirmation": {}}, "generate video"),
    ],
)
def test_a_confirmation_is_a_question_with_its_hint(args: object, words: str) -> None:
    events = settled(called("adk_request_confirmation", "c", args, longRunningToolIds=["c"]))
    assert events[1] == Question((Prompt(words),))


NO_CLIP: list[ChatEvent] = [ToolFinished("trim", "no clip")]
ASKED: list[ChatEvent] = [ToolStarted("ask_question"), Question((Prompt("Which?"),))]


@pytest.mark.parametrize(
    ("record", "events"),
    [
        ({"type": "text", "content": "Done."}, [Text("Done.")]),
        ({"type": "tool_call", "name": "trim", "args": {"to": 3}}, [ToolStarted("trim")]),
        ({"type": "tool_call", "tool": "trim", "input": {"to": 3}}, [ToolStarted("trim")]),
        ({"type": "tool_call", "tool": "ask_question", "input": {"question": "Which?"}}, ASKED),
        ({"type": "tool_result", "tool": "trim", "output": {"ok": True}}, [ToolFinished("trim")]),
        ({"code": 0, "data": {"type": "text", "content": "Done."}}, [Text("Done.")]),
        ({"code": 0, "message": "ok", "data": {"content": {"parts": [{"text": "Done."}]}}}, [Text("Done.")]),
        ({"code": 0, "data": {}}, []),
        ({"type": "text", "content": {"text": "Done."}}, [Text("Done.")]),
        ({"type": "tool_call", "function": {"name": "trim", "arguments": "{}"}}, [ToolStarted("trim")]),
        (
            {"type": "tool_call", "tool": {"name": "ask_question", "args": {"question": "Which?"}}},
            ASKED,
        ),
        ({"type": "tool_result", "name": "trim", "result": {"ok": True}}, [ToolFinished("trim")]),
        ({"type": "tool_result", "name": "trim", "status": "error", "message": "no clip"}, NO_CLIP),
        ({"type": "tool_result", "name": "trim", "content": {"error": "no clip"}}, NO_CLIP),
        ({"type": "tool_result", "name": "trim", "success": False, "error": "no clip"}, NO_CLIP),
        ({"type": "tool_call", "name": "ask_question", "args": {"question": "Which?"}}, ASKED),
        ({"type": "heartbeat"}, [Heartbeat()]),
        ({"type": "error", "content": "worker died"}, [StreamError("worker died")]),
        ({"type": "text", "content": {"parts": []}}, []),
        ({"type": "something_new", "content": "x"}, []),
        (
            [{"type": "error", "content": "worker died"}, {"type": "text", "content": "I fixed it."}],
            [StreamError("worker died"), Text("I fixed it.")],
        ),
        (
            [
                {"type": "text", "content": "First"},
                {"type": "tool_call", "name": "trim"},
                {"type": "text", "content": "and after."},
            ],
            [Text("First"), ToolStarted("trim"), Text("and after.")],
        ),
    ],
)
def test_the_simple_form_of_a_stream_says_the_same(record: object, events: Sequence[ChatEvent]) -> None:
    assert settled(record) == events


@pytest.mark.parametrize(
    ("texts", "messages"),
    [
        (("Here", " is", " your", " ", "clip", "."), ["Here is your clip."]),
        (("Here ", "it ", "is.\n\n", "Look."), ["Here it is.\n\nLook."]),
        (("视频", "已经", "好了", "。"), ["视频已经好了。"]),
        (("Hel", "lo, it costs 3", "0."), ["Hello, it costs 30."]),
        (("好的，", "我来剪。"), ["好的，我来剪。"]),
        (("好的。", "我来剪。"), ["好的。", "我来剪。"]),
        (("Trimmed it.", "Title added."), ["Trimmed it.", "Title added."]),
        (("Trimming the clip", "Adding music"), ["Trimming the clip", "Adding music"]),
        (("ValueError('x')",), []),
    ],
)
def test_texts_of_the_simple_form_are_messages_or_the_pieces_of_one(
    texts: Sequence[str], messages: Sequence[str]
) -> None:
    called = {"type": "tool_call", "name": "trim"}
    simple = [{"type": "text", "content": text} for text in texts]
    told = [event for event in settled(*simple, called, *simple) if not isinstance(event, StreamError)]
    assert told == [*map(Text, messages), ToolStarted("trim"), *map(Text, messages)]


@pytest.mark.parametrize(
    ("response", "failure"),
    [
        ({"status": "error", "error_message": "no quota"}, "no quota"),
        ({"status": "FAILED"}, ""),
        ({"error": "insufficient credits", "code": 2001}, "insufficient credits"),
        ({"error": {"code": 500, "message": "try later"}}, "try later"),
        ({"isError": True, "content": [{"type": "text", "text": "no such clip"}]}, "no such clip"),
        ({"result": {"status": "error", "message": "gone"}}, "gone"),
        ({"success": False, "detail": "odd"}, "odd"),
        ({"status": "success", "error": None}, None),
        ({"status": "pending"}, None),
        ({"result": "Error is the title of the film"}, None),
        ({"result": "Error: no voice is left"}, "Error: no voice is left"),
        ({"output": {"status": "error", "error": {"message": "gone"}}}, "gone"),
        ({"ok": False, "reason": "odd"}, "odd"),
        ({"code": 500, "message": "try later"}, "try later"),
        ({"code": 0, "message": "ok"}, None),
        ({"code": 200, "message": "ok"}, None),
        ({"code": 1000, "success": True}, None),
        ({"code": 2000, "status": "SUCCESS"}, None),
        ([], None),
    ],
)
def test_a_tool_that_reports_failure_says_why(response: object, failure: str | None) -> None:
    part = {"functionResponse": {"id": "c", "name": "trim", "response": response}}
    assert settled({"content": {"parts": [part]}}) == [ToolFinished("trim", failure)]


def test_a_media_only_final_tells_that_a_picture_or_a_file_came() -> None:
    parts = [
        {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "https://cdn.example/a.mp4"}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://bucket/a.mp4"}},
    ]
    events = settled({"author": "nemo_agent", "content": {"parts": parts}})
    assert events == [Media("image/png"), Media("video/mp4", "https://cdn.example/a.mp4"), Media("video/mp4")]
    assert settled({"author": "user", "content": {"parts": parts}}) == []


EXCEPTIONS = [
    "Error: ValueError('clip 7 of /srv/app is gone')",
    "KeyError: 'clip'",
    'An unexpected error occurred: RuntimeError("no\\nway")',
    "google.api_core.exceptions.ResourceExhausted: 429 Quota exceeded",
    "Traceback (most recent call last):\n  File \"a.py\", line 3\nKeyError: 'x'",
    "`TypeError: 'NoneType' object is not iterable`",
    "Error: 503 UNAVAILABLE. {'error': {'code': 503}}",
    "出错：ValueError('x')",
]


@pytest.mark.parametrize("text", EXCEPTIONS)
def test_an_exception_text_is_a_failure_and_its_inside_is_for_nobody(text: str) -> None:
    (event,) = settled(said(text))
    assert isinstance(event, StreamError)
    assert event.public_message == ""


@pytest.mark.parametrize(
    "text",
    [
        "Error: the clip is longer than the film, so I kept its first half.",
        "The title now reads “ValueError: the musical”.",
        "RuntimeError: the worker failed.\n\nI used another one, and your film is ready.",
        "Your film “Terror” (10 s) is ready.",
        "Trial and Error: act one is done",
        "An error in the title is fixed: it reads Summer.",
        "beach.MP4: 12 s, 1080p, now on track 1.",
        "Upload failed: beach.MP4 (too large, 240 MB)",
        "v2.Final: the sunset version, 12 s",
        "错误：beach.MP4: 文件太大",
    ],
)
def test_words_about_errors_are_words(text: str) -> None:
    assert settled(said(text)) == [Text(text)]


@pytest.mark.parametrize(
    ("code", "message", "kind", "words"),
    [
        ("SAFETY", "It ended early: SAFETY.", "blocked", "It ended early: SAFETY."),
        ("PROHIBITED_CONTENT", "no", "blocked", "no"),
        ("RECITATION", "no", "blocked", "no"),
        ("BLOCKLIST", "no", "blocked", "no"),
        ("IMAGE_SAFETY", "no", "blocked", "no"),
        ("503", "try later", "overloaded", "try later"),
        ("429", "slow down", "overloaded", "slow down"),
        ("RESOURCE_EXHAUSTED", "quota", "overloaded", "quota"),
        ("UNAVAILABLE", "away", "overloaded", "away"),
        (
            "ServerError",
            "503 UNAVAILABLE. {'error': {'message': 'It is busy.'}}",
            "overloaded",
            "It is busy.",
        ),
        (None, "Error code: 429 - {'error': {'message': \"It's full\"}}", "overloaded", "It's full"),
        ("MAX_TOKENS", "long", "cut_short", "long"),
        ("ValueError", "worker 7 exited with status 137", "failed", "worker 7 exited with status 137"),
        (None, "no file /srv/agent/clips/7.bin", "failed", ""),
        (None, "list index [3] out of range", "failed", ""),
        (None, "clip(2) [beach] is too long", "failed", "clip(2) [beach] is too long"),
        ("MALFORMED_FUNCTION_CALL", "call: trim(", "failed", "call: trim("),
        (None, "the 503 clips are too many", "failed", "the 503 clips are too many"),
    ],
)
def test_a_failure_has_a_kind_and_words_for_people(
    code: str | None, message: str, kind: str, words: str
) -> None:
    error = StreamError(message, code)
    assert (error.kind, error.public_message) == (kind, words)


def test_pieces_before_a_failure_are_told_before_it_and_do_not_return_after_a_recovery() -> None:
    events = settled(said("Making the", partial=True), {"error": "broke"}, said("Here it is."))
    assert events == [Text("Making the", incomplete=True), StreamError("broke"), Text("Here it is.")]


def test_a_turn_that_says_more_than_is_kept_is_cut() -> None:
    aggregator = ChatEventAggregator()
    huge = json.dumps(said("x" * 5_000_000))
    first, second, third = (aggregator.read("message", huge) for _ in range(3))
    assert first == [Text("x" * 5_000_000)]
    assert isinstance(second[0], Text)
    assert (second[0].incomplete, len(second[0].text) < 5_000_000, third) == (True, True, ())


def test_a_stage_in_the_state_is_told() -> None:
    assert settled({"actions": {"stateDelta": {"stage": "music"}}, "content": None}) == [Stage("music")]


@pytest.mark.parametrize(
    ("record", "error"),
    [
        ({"error": "worker died"}, StreamError("worker died")),
        ({"error": {"code": 503, "message": "try later"}}, StreamError("try later", "503")),
        ({"code": 2001, "message": "no credits"}, StreamError("no credits", "2001")),
        (
            {"errorCode": "SAFETY", "author": "nemo_agent"},
            StreamError("", "SAFETY"),
        ),
        ({"errorCode": 503}, StreamError("", "503")),
        ({"finishReason": "SAFETY"}, StreamError("", "SAFETY")),
        ({"errorCode": 0, "errorMessage": "odd"}, StreamError("odd")),
        ({"errorMessage": "odd"}, StreamError("odd")),
        (said("Error: broke", author="system"), StreamError("broke")),
        ({"error": "a\n  trace\n line"}, StreamError("a trace line")),
        ({"error": ["?"]}, StreamError("")),
    ],
)
def test_a_failure_is_told_in_every_shape(record: object, error: StreamError) -> None:
    assert settled(record) == [error]


def test_a_refused_reply_with_text_shows_both() -> None:
    event = said("I can show this much", errorCode="SAFETY", errorMessage="blocked")
    assert settled(event) == [Text("I can show this much"), StreamError("blocked", "SAFETY")]
    cut = said("The har", finish_reason="MAX_TOKENS")
    assert settled(cut) == [Text("The har"), StreamError("", "MAX_TOKENS")]
    assert settled(said("Done.", finishReason="STOP")) == [Text("Done.")]


@pytest.mark.parametrize("code", ["STOP", "MODEL_RETURNED_NO_CONTENT"])
def test_a_code_for_no_words_is_no_failure(code: str) -> None:
    assert settled({"errorCode": code, "errorMessage": "nothing said"}) == []


@pytest.mark.parametrize(
    ("name", "data", "events"),
    [
        ("message", '{"error": "bad "quoted" words"}', [StreamError('bad "quoted" words')]),
        ("message", '{"error": "cut in the mid', [StreamError("cut in the mid")]),
        ("error", "plain words", [StreamError("plain words")]),
        ("error", '{"message": "in JSON"}', [StreamError("in JSON")]),
        ("error", '"a string"', [StreamError("a string")]),
        ("error", '{"content": {"parts": []}, "error": "named"}', [StreamError("named")]),
        ("message", "[DONE]", []),
        ("message", "null", []),
        ("message", "[1]", []),
        ("message", '{"half": ', []),
        ("message", "", [Heartbeat()]),
        ("message", " \t", [Heartbeat()]),
        ("ping", "2026-01-01", [Heartbeat()]),
        ("message", '{"type": "heartbeat"}', [Heartbeat()]),
        ("message", '{"content": {"parts": [{"text": "tab\there"}]}}', [Text("tab\there")]),
        ("message", '{"content": {"parts": [{"text": "half \\ud83d pair"}]}}', [Text("half \ufffd pair")]),
    ],
)
def test_broken_and_foreign_data_is_taken_for_what_it_is(
    name: str, data: str, events: Sequence[ChatEvent]
) -> None:
    assert list(ChatEventAggregator().read(name, data)) == events


WRONG_TYPES: list[object] = [
    {},
    {"content": 7},
    {"content": {"parts": True}},
    {"content": {"parts": [None, 3, "x", {}, {"text": 5}, {"functionCall": "f"}, {"functionResponse": []}]}},
    {"content": {"parts": [{"functionCall": {"id": ["a"], "name": 7}}]}},
    {"content": {"parts": [{"inlineData": {"data": "AAAA"}}, {"fileData": {}}]}},
    {"actions": {"stateDelta": [1]}, "turnComplete": True, "somethingNew": {"a": 1}},
    {"type": ["list"], "code": 0},
]


@pytest.mark.parametrize("record", WRONG_TYPES)
def test_unknown_fields_and_wrong_types_are_read_as_nothing(record: object) -> None:
    assert settled(record) == []


def test_a_wrong_type_beside_a_text_does_not_cost_the_text() -> None:
    event = said("Still here", branch=["?"], actions="none", errorCode=[3], partial=0)
    assert settled(event) == [Text("Still here")]
