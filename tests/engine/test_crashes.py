"""The server is killed at its boundaries: requests, answers, writes to its ledger.

`make test` kills it at every third of them, `make test-thorough` at every one.

The backend lives outside the killed process, behind a proxy that counts what reaches it. Whatever the moment,
the same call to the next process tells the truth: the message has reached the chat at most once, an export
renders once and ends with one file.
"""

import itertools
import os
import sys
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine.child import Child, Died, load_servers, open_child
from engine.proxy import CHAT, LOOK, SUBMIT, Proxy, proxying
from forks import Forks
from homes import VIDEOS, Json
from nemo_studio import StudioOptions, serve_studio

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

SCENE = "a 1-second video of mountains in 360p"
Arm = Callable[[int, Child], None]
"""Makes a process end at its n-th boundary from now on."""

BOUNDARIES = [range(1, 1000, 3), pytest.param(range(1, 1000), marks=pytest.mark.thorough)]
"""At which of its boundaries a process is killed."""


@dataclass
class Bench:
    """A backend that outlives the servers, and the home folder that they share."""

    home: Path
    proxy: Proxy
    servers: Forks

    @property
    def crash_file(self) -> Path:
        return self.home / "crash"

    @property
    def crash_move_file(self) -> Path:
        return self.home / "crash_move"

    def open_child(self) -> AbstractAsyncContextManager[Child]:
        """A server's process before the backend."""
        settings = {
            "NEMO_BACKEND": "cloud",
            "NEMO_API_URL": self.proxy.url,
            "NEMO_POLL_S": "0.8",
            "NEMO_RECOVERY_S": "0.05,0.05",
            "CRASH_FILE": str(self.crash_file),
            "CRASH_MOVE_FILE": str(self.crash_move_file),
        }
        return open_child(self.servers, self.home, settings)

    @property
    def files(self) -> list[Path]:
        """The exported files."""
        return sorted((self.home / VIDEOS).glob("*.mp3"))

    def others(self) -> list[Path]:
        """What lies beside the exported files."""
        return [file for file in (self.home / VIDEOS).iterdir() if file not in self.files]

    def at_boundary(self, number: int, child: Child) -> None:
        """Kill the process at its n-th request or answer; of the looks at a render the first counts."""
        left = itertools.count(number, -1)
        looks: set[str] = set()

        def stop(boundary: str) -> bool:
            is_again = LOOK in boundary and boundary in looks
            looks.add(boundary)
            if is_again or next(left) != 1:
                return False
            child.kill()
            return True

        self.proxy.stop = stop

    def at_write(self, number: int, child: Child) -> None:
        """Kill the process at its n-th write to the ledger."""
        del child
        self.crash_file.write_text(str(number))

    def at_move(self, number: int, child: Child) -> None:
        """Kill the process at its n-th step of giving a file its name."""
        del child
        self.crash_move_file.write_text(str(number))

    def disarm(self) -> None:
        """Let the next process live."""
        self.proxy.stop = lambda _: False
        self.crash_file.unlink(missing_ok=True)
        self.crash_move_file.unlink(missing_ok=True)


@pytest.fixture(scope="module", name="servers")
def loaded_servers() -> Iterator[Forks]:
    with load_servers() as forks:
        yield forks


@pytest.fixture(name="bench")
async def open_bench(tmp_path: Path, servers: Forks) -> AsyncGenerator[Bench]:
    options = StudioOptions(folder=tmp_path / "studio", workers=1)
    async with serve_studio(options) as address, proxying(address.url) as proxy:
        yield Bench(tmp_path, proxy, servers)


async def succession(bench: Bench) -> AsyncGenerator[Child]:
    """One process after another."""
    while True:
        async with bench.open_child() as child:
            yield child


async def kill_generate(bench: Bench, arm: Arm, boundaries: range) -> int:
    """Kill a generate at one boundary after the other until one lives; returns where it died last."""
    killed: Json = {}
    number, numbers = 0, iter(boundaries)
    async with aclosing(succession(bench)) as children:
        async for child in children:
            if killed:
                await tell_generate(bench, child, number, **killed)
            number = next(numbers)
            project_id = (await child.call("new"))["current"]
            killed = {"project_id": project_id, "before": bench.proxy.requests(CHAT)}
            arm(number, child)
            try:
                await child.call("generate", prompt=SCENE, project_id=project_id)
            except Died:
                bench.disarm()
            else:
                break
    return number - boundaries.step


async def tell_generate(bench: Bench, child: Child, number: int, *, project_id: str, before: int) -> None:
    """What the next process says of a killed generate is true."""
    told = await child.call("generate", prompt=SCENE, project_id=project_id)
    timeline = (await child.call("state", project_id=project_id))["timeline"]
    sent = bench.proxy.requests(CHAT) - before
    assert (told.get("status"), sent) in [("completed", 1), ("unchanged", 0)], (number, told)
    assert bool(timeline["tracks"]) == (told["status"] == "completed")
    assert len(told["changes"]) == len(timeline["tracks"])


async def kill_export(bench: Bench, arm: Arm, boundaries: range) -> int:
    """Kill an export at one boundary after the other until one lives; returns where it died last."""
    async with bench.open_child() as child:
        project_id = (await child.call("generate", prompt=SCENE))["project_id"]
    killed: Json = {}
    number, numbers = 0, iter(boundaries)
    async with aclosing(succession(bench)) as children:
        async for child in children:
            if killed:
                await tell_export(bench, child, **killed)
            number = next(numbers)
            call: Json = {"project_id": project_id, "format": "mp3", "filename": f"film{number}-"}
            killed = {"call": call, "before": bench.proxy.requests(SUBMIT)}
            arm(number, child)
            try:
                await child.call("export", **call)
            except Died:
                bench.disarm()
            else:
                break
    return number - boundaries.step


async def tell_export(bench: Bench, child: Child, *, call: Json, before: int) -> None:
    """A killed export is finished by the next process, rendered once, with one file."""
    told = await child.call("export", **call)
    again = await child.call("wait", job_id=told["job_id"])
    assert bench.proxy.requests(SUBMIT) - before == 1, (call, told)
    assert (told.get("status"), again) == ("completed", told)
    assert [file for file in bench.files if file.stem.startswith(call["filename"])] == [Path(told["path"])]


@pytest.mark.parametrize("boundaries", BOUNDARIES)
async def test_a_generate_killed_at_any_request_or_answer_is_never_sent_twice(
    bench: Bench, boundaries: range
) -> None:
    async with bench.open_child() as child:
        await child.call("generate", prompt=SCENE)  # a token whose answer is lost is lost for a week
    assert await kill_generate(bench, bench.at_boundary, boundaries) > 12 - boundaries.step


@pytest.mark.parametrize("boundaries", BOUNDARIES)
async def test_a_generate_killed_at_any_ledger_write_is_never_sent_twice(
    bench: Bench, boundaries: range
) -> None:
    assert await kill_generate(bench, bench.at_write, boundaries) > 7 - boundaries.step


@pytest.mark.parametrize("boundaries", BOUNDARIES)
async def test_an_export_killed_at_any_request_or_answer_renders_once(
    bench: Bench, boundaries: range
) -> None:
    assert await kill_export(bench, bench.at_boundary, boundaries) > 8 - boundaries.step


@pytest.mark.skipif(sys.platform == "win32", reason="files are moved in other steps there")
async def test_an_export_killed_at_any_step_of_the_move_leaves_one_whole_file(bench: Bench) -> None:
    assert await kill_export(bench, bench.at_move, range(1, 1000)) >= 3
    bench.disarm()
    left = bench.others()
    for file in left:
        os.utime(file, (0, 0))
    async with bench.open_child() as child:
        project_id = (await child.call("generate", prompt=SCENE))["project_id"]
        await child.call("export", project_id=project_id, format="mp3")
    assert left
    assert bench.others() == []


@pytest.mark.parametrize("boundaries", BOUNDARIES)
async def test_an_export_killed_at_any_ledger_write_renders_once(bench: Bench, boundaries: range) -> None:
    assert await kill_export(bench, bench.at_write, boundaries) > 5 - boundaries.step
