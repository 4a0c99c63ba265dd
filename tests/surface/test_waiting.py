"""Calls that wait, on a clock that jumps: progress that rises, cancellation, users who never answer."""

import itertools
from pathlib import Path

import anyio
import pytest
from mcp_types import ElicitRequestParams, ElicitResult

from engine.scripted_backend import CLIP, ScriptedBackend, asks
from homes import Json
from hosts import facts_of, text_of
from nemo_video.client import Text, ToolStarted
from nemo_video.surface.patience import LONGEST_ANSWER_S
from surface.scripted_host import MODES, Progress, scripted_host
from virtual_clock import virtual_clock

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("mode", MODES)]


@pytest.fixture
def anyio_backend() -> tuple[str, dict[str, object]]:
    return virtual_clock()


async def test_a_silent_backend_is_heard_of_every_five_seconds_with_rising_values(
    tmp_path: Path, mode: str
) -> None:
    backend, progress = ScriptedBackend(), Progress()
    backend.turns = [[ToolStarted("generate_video"), 130.0, backend.put(CLIP), Text("Here.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        started_s = anyio.current_time()
        result = facts_of(
            await host.call_tool("generate", {"prompt": "a sunset"}, progress_callback=progress)
        )
    assert result["status"] == "completed"
    assert anyio.current_time() - started_s >= 130
    assert progress.values == sorted(set(progress.values))
    assert max(later - earlier for earlier, later in itertools.pairwise(progress.times_s)) <= 5.5
    assert [m for m in progress.messages if m.startswith("Still working")]


@pytest.mark.parametrize(
    ("tool", "arguments", "asked"),
    [
        ("state", {}, "the project's state"),
        ("credits", {}, "the credits"),
        ("preview", {}, "the pictures"),
        ("projects", {"action": "link"}, "the link"),
    ],
)
async def test_a_backend_that_hangs_is_told_before_the_host_gives_the_call_up(
    tool: str, arguments: Json, asked: str, tmp_path: Path, mode: str
) -> None:
    backend = ScriptedBackend(draws_drafts=True)
    backend.turns = [[backend.put(CLIP), Text("Here.")]]
    async with scripted_host(backend, tmp_path, mode) as host:
        await host.call_tool("generate", {"prompt": "a sunset"})
        backend.hangs_s = 600.0
        started_s = anyio.current_time()
        answer = text_of(await host.call_tool(tool, arguments))
        waited_s = anyio.current_time() - started_s
    assert f"The backend took too long over {asked}." in answer
    assert "Wait a minute, then call again." in answer
    assert waited_s <= LONGEST_ANSWER_S + 5


async def test_a_slow_upload_is_heard_of_every_five_seconds(tmp_path: Path, mode: str) -> None:
    backend, progress = ScriptedBackend(stores_after_s=40), Progress()
    arguments = {"source": "https://example.com/a.mp4"}
    async with scripted_host(backend, tmp_path, mode) as host:
        result = facts_of(await host.call_tool("upload", arguments, progress_callback=progress))
    assert [each["name"] for each in result["files"]] == ["a.mp4"]
    assert progress.values == sorted(set(progress.values))
    assert {*progress.messages} == {"uploading"}
    assert max(later - earlier for earlier, later in itertools.pairwise(progress.times_s)) <= 5.5
    assert progress.times_s[-1] - progress.times_s[0] >= 35


async def test_an_upload_whose_caller_gave_up_is_joined_by_the_same_call_and_stopped_without_one(
    tmp_path: Path, mode: str
) -> None:
    backend = ScriptedBackend(stores_after_s=40)
    arguments = {"source": "https://example.com/a.mp4"}
    async with scripted_host(backend, tmp_path, mode) as host:
        for later_s in (5, 20, 1):
            with anyio.move_on_after(5):
                await host.call_tool("upload", arguments)
            await anyio.sleep(later_s)
        joined = facts_of(await host.call_tool("upload", arguments))
        anew = facts_of(await host.call_tool("upload", arguments))
    assert [each["files"][0]["name"] for each in (joined, anew)] == ["a.mp4"] * 2
    assert [stage for stage, _ in backend.stores] == ["begun", *["begun", "stored"] * 2]


async def test_a_call_that_is_cancelled_leaves_its_job_running_and_the_tool_cancel_ends_it(
    tmp_path: Path, mode: str
) -> None:
    was_sent = anyio.Event()
    backend = ScriptedBackend([[was_sent.set, anyio.Event()]])
    async with scripted_host(backend, tmp_path, mode) as host:
        async with anyio.create_task_group() as calls:
            calls.start_soon(host.call_tool, "generate", {"prompt": "a sunset"})
            await was_sent.wait()
            calls.cancel_scope.cancel()
        state = await host.call_tool("state", {})
        (job,) = facts_of(state)["jobs"]
        cancelled = facts_of(await host.call_tool("cancel", {"job_id": job["job_id"]}))
        waited = facts_of(await host.call_tool("wait", {"job_id": job["job_id"]}))
    assert job["status"] == "running"
    assert f"Running: generate ({job['job_id']}): thinking, about {job['percent']:.0f}% done." in text_of(
        state
    )
    assert "may still finish" in cancelled["note"]
    assert (cancelled["status"], waited["status"]) == ("cancelled", "cancelled")


async def test_a_user_who_never_answers_holds_no_call(tmp_path: Path, mode: str) -> None:
    """A handshake client's call goes on without them; in the other era the server holds nothing meanwhile."""
    backend = ScriptedBackend([[asks("Day or night?")]])
    was_asked, results = anyio.Event(), list[Json]()

    async def think_for_ever(_: object, __: ElicitRequestParams) -> ElicitResult:
        was_asked.set()
        await anyio.sleep_forever()
        raise AssertionError("Nobody answers")

    async with scripted_host(backend, tmp_path, mode, "zed", elicitation_callback=think_for_ever) as host:

        async def generate() -> None:
            results.append(facts_of(await host.call_tool("generate", {"prompt": "the sea"})))

        async with anyio.create_task_group() as calls:
            calls.start_soon(generate)
            await was_asked.wait()
            if mode == "auto":
                calls.cancel_scope.cancel()
        state = facts_of(await host.call_tool("state", {}))
    assert [each["question"] for each in results] == (["Day or night?"] if mode == "legacy" else [])
    assert state["jobs"][0]["status"] == "needs_input"
    assert backend.messages == ["the sea"]


async def test_a_budget_that_is_over_leaves_a_job_to_wait_for(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    backend.turns = [[60.0, backend.put(CLIP), Text("Here.")]]
    async with scripted_host(backend, tmp_path, mode, "zed") as host:
        running = facts_of(await host.call_tool("generate", {"prompt": "a sunset"}))
        again = facts_of(await host.call_tool("wait", {"job_id": running["job_id"]}))
        done = facts_of(await host.call_tool("wait", {"job_id": running["job_id"]}))
    assert [running["status"], again["status"], done["status"]] == ["running", "running", "completed"]


async def test_edits_of_a_film_that_takes_its_time_to_be_read_are_a_job_in_time(
    tmp_path: Path, mode: str
) -> None:
    backend, edits = ScriptedBackend(), [{"op": "title", "text": "Hi", "from_s": 0, "to_s": 1}]
    backend.turns = [[backend.put(CLIP), Text("Here.")], [Text("Titled.")]]
    async with scripted_host(backend, tmp_path, mode, "google-adk") as host:
        await host.call_tool("generate", {"prompt": "a sunset"})
        backend.reads += [50.0, 50.0]
        asked_s = anyio.current_time()
        running = facts_of(await host.call_tool("edit", {"edits": edits}))
        again = facts_of(await host.call_tool("edit", {"edits": edits, "wait_s": 0}))
        took_s = anyio.current_time() - asked_s
        done = facts_of(await host.call_tool("wait", {"job_id": running["job_id"], "wait_s": 90}))
    assert [running["status"], again["job_id"] == running["job_id"]] == ["running", True]
    assert took_s <= 6
    assert (done["reply"], len(backend.messages)) == ("Titled.", 2)
