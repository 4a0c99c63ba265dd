"""How the events of a turn settle into what a reader sees, beyond the recorded streams."""

import json
from collections.abc import Sequence

import pytest

from nemo_video.client import (
    ChatEvent,
    Heartbeat,
    Question,
    Stage,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.client.settlement import Settlement


def settled(*records: object) -> list[ChatEvent]:
    settlement = Settlement()
    events = [event for record in records for event in settlement.settle("message", json.dumps(record))]
    return [*events, *settlement.finish()]


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


def test_the_asking_tool_is_a_question_with_its_options() -> None:
    events = settled(called("ask_question", "q", {"question": "Which song?", "options": ["Calm", "Loud", 3]}))
    assert events == [ToolStarted("ask_question"), Question("Which song?\n- Calm\n- Loud")]


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
            StreamError("The backend ended its reply early: SAFETY.", "SAFETY"),
        ),
        ({"errorMessage": "odd"}, StreamError("odd")),
        (said("Error: broke", author="system"), StreamError("broke")),
        ({"error": "a\n  trace\n line"}, StreamError("a trace line")),
        ({"error": ["?"]}, StreamError("The backend reports a failure without words.")),
    ],
)
def test_a_failure_is_told_in_every_shape(record: object, error: StreamError) -> None:
    assert settled(record) == [error]


def test_a_refused_reply_with_text_shows_both() -> None:
    event = said("I can show this much", errorCode="SAFETY", errorMessage="blocked")
    assert settled(event) == [Text("I can show this much"), StreamError("blocked", "SAFETY")]


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
    assert list(Settlement().settle(name, data)) == events


WRONG_TYPES: list[object] = [
    {},
    {"content": "words"},
    {"content": {"parts": "words"}},
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
    event = said("Still here", branch=["?"], actions="none", errorCode=3, partial=0)
    assert settled(event) == [Text("Still here")]
