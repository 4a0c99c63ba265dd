"""Questions to the user within a call, in both eras: the cost, what the backend asks, where to register."""

from pathlib import Path

import anyio
import pytest
from mcp_types import ElicitRequestFormParams, ElicitRequestParams, ElicitRequestURLParams, ElicitResult

from engine.scripted_backend import CLIP, TITLE, ScriptedBackend, asks
from homes import Json
from hosts import error_of, facts_of, text_of
from nemo_video.client import Prompt, Question, Text
from nemo_video.errors import BackendRefusal
from surface.scripted_host import MODES, Progress, scripted_host

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("mode", MODES)]

YES = ElicitResult(action="accept", content={"agree": True})
NO_ANSWERS = [
    ElicitResult(action="decline"),
    ElicitResult(action="cancel"),
    ElicitResult(action="accept"),
    ElicitResult(action="accept", content={"agree": False}),
]
"""The last two are those of hosts that answer without asking, and of users who leave the box empty."""


NEAR_THE_CAP = (
    "This is likely to cost about 50 credits and would bring today's spending to about 150 of at most 185."
)
LOW_BALANCE = "This is likely to cost about 100 credits, and the account had 30: it may stop half-way."


class User:
    """Answers what is asked, and remembers it."""

    def __init__(self, *answers: ElicitResult) -> None:
        self.answers = list(answers)
        self.asked: list[ElicitRequestParams] = []

    async def __call__(self, _: object, question: ElicitRequestParams) -> ElicitResult:
        self.asked.append(question)
        return self.answers.pop(0)

    @property
    def messages(self) -> list[str]:
        return [question.message for question in self.asked]


async def test_work_that_comes_near_the_cap_is_agreed_to_once_a_day(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    backend.turns = [
        [backend.put(CLIP), backend.charge(100), Text("Here.")],
        [backend.put(CLIP, TITLE), backend.charge(20), Text("Done.")],
        [backend.put(TITLE), backend.charge(20), Text("Done.")],
    ]
    user = User(YES)
    options: Json = {"NEMO_MAX_CREDITS": "185", "elicitation_callback": user}
    async with scripted_host(backend, tmp_path, mode, **options) as host:
        for prompt in ("a sunset", "a title", "no clip"):
            facts_of(await host.call_tool("generate", {"prompt": prompt}))
    assert user.messages == [f"{NEAR_THE_CAP} Go on?"]
    assert backend.messages == ["a sunset", "a title", "no clip"]


@pytest.mark.parametrize("answer", NO_ANSWERS)
async def test_without_an_explicit_yes_nothing_is_sent(
    tmp_path: Path, mode: str, answer: ElicitResult
) -> None:
    backend, user = ScriptedBackend(balance=30), User(answer)
    async with scripted_host(backend, tmp_path, mode, elicitation_callback=user) as host:
        result = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    assert user.messages == [f"{LOW_BALANCE} Go on?"]
    assert (result["status"], "did not agree" in result["reply"]) == ("cancelled", True)
    assert backend.messages == []


async def test_a_yes_spends_nothing_beyond_the_cap(tmp_path: Path, mode: str) -> None:
    backend, user = ScriptedBackend(), User()
    options: Json = {"NEMO_MAX_CREDITS": "99", "elicitation_callback": user}
    async with scripted_host(backend, tmp_path, mode, **options) as host:
        refused = error_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    assert refused["code"] == "not_allowed"
    assert (user.asked, backend.messages) == ([], [])


async def test_whoever_cannot_be_asked_finds_the_concern_in_the_result(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend(balance=30)
    backend.turns = [[backend.put(CLIP), backend.charge(30), Text("Here.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        result = await host.call_tool("generate", {"prompt": "a sunset"})
    assert facts_of(result)["credits"]["warning"] == LOW_BALANCE
    assert LOW_BALANCE not in text_of(result)  # that it may stop half-way is no news to who has the film


async def test_a_repeated_call_joins_its_job_without_a_question(tmp_path: Path, mode: str) -> None:
    backend, user = ScriptedBackend([[anyio.Event()]], balance=100), User()
    options: Json = {"NEMO_MAX_CREDITS": "200", "elicitation_callback": user}
    async with scripted_host(backend, tmp_path, mode, **options) as host:
        first, second = [
            facts_of(await host.call_tool("generate", {"prompt": "a sunset", "wait_s": wait_s}))
            for wait_s in (0.5, 0)
        ]
    assert first["job_id"] == second["job_id"]
    assert user.asked == []


async def test_a_question_of_the_backend_is_answered_within_the_call(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    backend.turns = [
        [asks("Day or night?")],
        [asks("Which sea?")],
        [backend.put(CLIP), Text("The Baltic by night.")],
    ]
    user = User(answer_in_words(" Night "), answer_in_words("The Baltic"))
    progress = Progress()
    async with scripted_host(backend, tmp_path, mode, elicitation_callback=user) as host:
        result = facts_of(await host.call_tool("generate", {"prompt": "the sea"}, progress_callback=progress))
        again = facts_of(await host.call_tool("generate", {"prompt": "the sea"}))
    assert (result["status"], result["reply"]) == ("completed", "The Baltic by night.")
    assert user.messages == ["Day or night?", "Which sea?"]
    assert backend.messages == ["the sea", "1. Day or night?: Night", "1. Which sea?: The Baltic", "the sea"]
    assert again["job_id"] != result["job_id"]
    if mode == "legacy":
        assert progress.values == sorted(set(progress.values))


async def test_several_questions_have_a_field_each_and_stand_below_what_was_said(
    tmp_path: Path, mode: str
) -> None:
    mood, length = Prompt("Which mood?", ("Calm", "Stormy")), Prompt("How long?", ("5 s", "10 s"))
    backend = ScriptedBackend()
    backend.turns = [
        [Text("Two things before I start."), Question((mood, length))],
        [backend.put(CLIP), Text("Done.")],
    ]
    user = User(ElicitResult(action="accept", content={"answer_1": "", "answer_2": " 10\n s"}))
    async with scripted_host(backend, tmp_path, mode, elicitation_callback=user) as host:
        result = facts_of(await host.call_tool("generate", {"prompt": "the sea"}))
    (form,) = user.asked
    assert isinstance(form, ElicitRequestFormParams)
    assert form.message == (
        "Two things before I start.\n\n1. Which mood?\n- Calm\n- Stormy\n2. How long?\n- 5 s\n- 10 s"
    )
    fields = form.requested_schema["properties"]
    assert [field["title"] for field in fields.values()] == ["1. Which mood?", "2. How long?"]
    assert (result["status"], backend.messages[1:]) == ("completed", ["2. How long?: 10 s"])


@pytest.mark.parametrize("answer", [*NO_ANSWERS, ElicitResult(action="accept", content={"answer": " "})])
async def test_a_question_without_an_answer_is_the_result(
    tmp_path: Path, mode: str, answer: ElicitResult
) -> None:
    backend, user = ScriptedBackend([[asks("Day or night?")]]), User(answer)
    async with scripted_host(backend, tmp_path, mode, elicitation_callback=user) as host:
        result = facts_of(await host.call_tool("generate", {"prompt": "the sea"}))
    assert (result["status"], result["question"]) == ("needs_input", "Day or night?")
    assert backend.messages == ["the sea"]


@pytest.mark.parametrize("answer", [ElicitResult(action="accept"), ElicitResult(action="decline")])
async def test_an_account_without_credits_is_led_to_its_registration(
    tmp_path: Path, mode: str, answer: ElicitResult
) -> None:
    backend, user = ScriptedBackend([[BackendRefusal(2001)], [BackendRefusal(2001)]]), User(answer)
    async with scripted_host(backend, tmp_path, mode, elicitation_callback=user) as host:
        refused = error_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    (page,) = user.asked
    assert isinstance(page, ElicitRequestURLParams)
    assert page.url == "https://nemovideo.com?bind=bind1"
    assert (page.elicitation_id is None) == (mode == "auto")
    assert (refused["code"], page.url in refused["advice"]) == (2001, True)
    assert backend.messages == []


async def test_whoever_opens_no_pages_finds_the_registration_in_the_result(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend([[BackendRefusal(2001)]])
    async with scripted_host(backend, tmp_path, mode) as host:
        refused = error_of(await host.call_tool("generate", {"prompt": "a sunset"}))
    assert "https://nemovideo.com?bind=bind1" in refused["advice"]


def answer_in_words(words: str) -> ElicitResult:
    return ElicitResult(action="accept", content={"answer": words})
