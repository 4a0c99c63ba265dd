"""The life of a server process: however it is ended, it closes what is open and leaves nothing behind."""

import signal
import sqlite3
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from subprocess import PIPE, Popen

import anyio
import pytest

from client.scripted_server import Reply, Request, data, says, serving, stream
from homes import COMMAND, clean_environment
from nemo_studio import StudioOptions, serve_studio
from nemo_studio.service.faults import Fault
from surface.raw_host import LIMIT_S, RawHost, calling, raw_host

End = Callable[[RawHost], Awaitable[int]]
SCENE = "a 300-second video of a sunset over the sea"
ENDS_WITHIN_S = 60
"""Far below what the render, the turn and the question that are under way would take."""
SLOW_TURN_S = 600
MORE_THAN_A_PIPE_HOLDS = 60
"""Lists of tools."""

CHAT = "POST /run_sse"
NO_TURN = {
    "POST /api/tasks/me/with-session/nemo_agent": data({"task_id": "t", "session_id": "s"}),
    "GET /api/state/nemo_agent/me/s/latest": data({"state": {"draft": {"t": []}}}),
    "GET /api/credits/balance/simple": data({"available": 1}),
}
"""A backend's answers to all but a turn."""

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


async def close_input(host: RawHost) -> int:
    assert host.process.stdin
    await host.process.stdin.aclose()
    return await host.process.wait()


async def terminate(host: RawHost) -> int:
    host.process.send_signal(signal.SIGTERM)
    return await host.process.wait() - 143


async def interrupt(host: RawHost) -> int:
    host.process.send_signal(signal.SIGINT)
    return await host.process.wait() - 130


needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to send")
ENDS: dict[End, list[pytest.MarkDecorator]] = {
    close_input: [],
    terminate: [needs_signals],
    interrupt: [needs_signals],
}


def ended_by(*ends: End) -> pytest.MarkDecorator:
    """These ends in every run, and all in a thorough one."""
    thorough = [pytest.mark.thorough]
    return pytest.mark.parametrize(
        "end",
        [pytest.param(end, marks=marks + ([] if end in ends else thorough)) for end, marks in ENDS.items()],
    )


@ended_by(interrupt)  # the other ends are those of servers that do more
async def test_a_server_that_only_listed_its_tools_ends(tmp_path: Path, end: End) -> None:
    async with at_work(tmp_path) as host:
        await host.answer_of({"method": "tools/list"})
        await ended(host, end)


@needs_signals
@pytest.mark.thorough
async def test_a_server_that_stands_still_while_it_is_answered_hears_all_when_it_goes_on(
    tmp_path: Path,
) -> None:
    arrived, hosts = anyio.Event(), list[RawHost]()

    def stand_still(_: Request) -> Reply:
        hosts[0].process.send_signal(signal.SIGSTOP)
        arrived.set()
        return stream(says("Done."))

    async with serving({**NO_TURN, CHAT: stand_still}) as backend:
        cloud = {"NEMO_BACKEND": "cloud", "NEMO_API_URL": backend.url, "NEMO_TOKEN": "nmv_usr_of_the_user"}
        async with raw_host(clean_environment(tmp_path, **cloud)) as host:
            hosts.append(host)
            await host.shake_hands()
            begun = (await host.call("generate", prompt="a sunset", wait_s=0))["structuredContent"]
            await arrived.wait()
            await anyio.wait_all_tasks_blocked()  # the whole answer is on its way by then
            host.process.send_signal(signal.SIGCONT)
            told = await host.call("wait", job_id=begun["job_id"], wait_s=LIMIT_S)
    assert told["structuredContent"]["reply"].startswith("Done.")
    assert len(backend.asked(CHAT)) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="It looks for processes with ps")
@ended_by(close_input)
async def test_a_render_ends_with_the_server_and_so_do_its_processes_and_files(
    tmp_path: Path, end: End
) -> None:
    async with at_work(tmp_path) as host:
        await host.call("generate", prompt=SCENE)
        await host.call("export", wait_s=0)
        workers = await offspring_of(host.process.pid, 2)
        await ended(host, end)
    with anyio.fail_after(LIMIT_S):  # a process that is just being loaded ends as soon as it looks
        while workers & await living():
            pass
    assert list((tmp_path / "tmp").iterdir()) == []
    assert jobs_in(tmp_path) == [("generate", "completed"), ("export", "running")]


@ended_by(interrupt)
async def test_a_turn_with_an_open_stream_is_left_to_the_next_process(tmp_path: Path, end: End) -> None:
    async with cloud(Fault.SLOW_TURN) as settings, at_work(tmp_path, **settings) as host:
        request = calling("generate", prompt=SCENE)
        request["params"]["_meta"] = {"progressToken": 1}
        await host.send({"id": 2, **request})
        await host.hear(lambda message: message.get("params", {}).get("message") == "generating")
        await ended(host, end)
    assert jobs_in(tmp_path) == [("generate", "running")]
    assert sent_in(tmp_path) == 1


@ended_by(terminate)
async def test_a_question_that_nobody_answers_holds_no_process(tmp_path: Path, end: End) -> None:
    async with cloud(Fault.QUESTION) as settings, at_work(tmp_path, **settings) as host:
        await host.send({"id": 2, **calling("generate", prompt=SCENE)})
        await host.hear(lambda message: message.get("method") == "elicitation/create")
        await ended(host, end)
    assert jobs_in(tmp_path) == [("generate", "needs_input")]


@ended_by(close_input, terminate)
async def test_a_host_that_reads_no_answer_holds_no_process(tmp_path: Path, end: End) -> None:
    async with at_work(tmp_path) as host:
        for number in range(2, MORE_THAN_A_PIPE_HOLDS):
            await host.send({"id": number, "method": "tools/list"})
        await ended(host, end)


@pytest.mark.skipif(sys.platform == "win32", reason="Its pipes break in another way")
def test_a_host_that_closes_standard_output_is_left_without_a_trace(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path)
    with Popen([COMMAND], env=environment, stdin=PIPE, stdout=PIPE, stderr=PIPE) as server:
        assert server.stdin
        assert server.stdout
        assert server.stderr
        server.stdout.close()
        server.stdin.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
        server.stdin.flush()
        assert server.wait(ENDS_WITHIN_S) == 0
        assert server.stderr.read() == b""


@asynccontextmanager
async def at_work(home: Path, **settings: str) -> AsyncGenerator[RawHost]:
    """A server whose temporary files lie in `home`, and a host that shows forms."""
    (home / "tmp").mkdir()
    async with raw_host(clean_environment(home, TMPDIR=str(home / "tmp"), **settings)) as host:
        await host.shake_hands({"elicitation": {}}, name="claude-code")
        yield host


@asynccontextmanager
async def cloud(fault: Fault) -> AsyncGenerator[dict[str, str]]:
    """A backend outside the server's process, with one fault; gives the settings that lead to it."""
    options = StudioOptions(slow_turn_s=SLOW_TURN_S)
    options.faults.arm(fault)
    async with serve_studio(options) as address:
        yield {"NEMO_BACKEND": "cloud", "NEMO_API_URL": address.url}


async def ended(host: RawHost, end: End) -> None:
    """End the server, in good order, long before its work would have ended, and without a trace."""
    with anyio.fail_after(ENDS_WITHIN_S):
        assert await end(host) == 0
    assert host.process.stderr
    with anyio.fail_after(LIMIT_S):
        log = b"".join([chunk async for chunk in host.process.stderr])
    assert b"Traceback" not in log, log.decode()


async def offspring_of(pid: int, count: int) -> set[int]:
    """The processes that a process has started, and those that they have; so many at least."""
    found: set[int] = set()
    with anyio.fail_after(LIMIT_S):
        while len(found) < count:
            rows = await _processes()
            found = {child for child, parent in rows if parent == pid}
            found |= {child for child, parent in rows if parent in found}
    return found


async def living() -> set[int]:
    """All processes but those that have ended and wait to be collected."""
    return {pid for pid, _ in await _processes()}


async def _processes() -> list[tuple[int, int]]:
    listed = await anyio.run_process(["ps", "-A", "-o", "pid=,ppid=,stat="])
    rows = [line.split() for line in listed.stdout.decode().splitlines()]
    return [(int(pid), int(parent)) for pid, parent, state in rows if not state.startswith("Z")]


def jobs_in(home: Path) -> list[tuple[str, str]]:
    """The jobs that the ledger holds."""
    return _rows(home, "SELECT tool, status FROM jobs ORDER BY rowid")


def sent_in(home: Path) -> int:
    """How many messages the ledger holds that were sent and not answered."""
    return len(_rows(home, "SELECT 1 FROM turns WHERE sent_at IS NOT NULL AND outcome IS NULL"))


def _rows(home: Path, query: str) -> list[tuple[str, str]]:
    (ledger,) = home.rglob("ledger.sqlite")
    with closing(sqlite3.connect(ledger)) as database:
        return list(database.execute(query))
