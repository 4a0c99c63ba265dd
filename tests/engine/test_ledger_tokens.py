"""The ledger as the keeper of tokens: several processes on one folder, a file that cannot be used."""

import os
import sqlite3
import sys
import time
from pathlib import Path

import anyio
import pytest
from pydantic import SecretStr

from client.scripted_server import CLIENT_ID, Reply, Request, data, refusal, serving
from nemo_video.client import StoredToken
from nemo_video.engine.ledger import Ledger

pytestmark = pytest.mark.anyio

ASK = "POST /api/auth/anonymous-token"
CREDITS = "GET /api/credits/balance/simple"
PROCESSES = 4
READ_CREDITS = """
import anyio
from nemo_video.client import BackendClient
from nemo_video.engine.ledger import Ledger
from nemo_video.settings import read_settings

async def main():
    settings = read_settings()
    ledger = Ledger(settings.state_dir)
    async with BackendClient(settings, client_id=settings.client_id, tokens=ledger.tokens) as client:
        print((await client.read_credits()).available)
    await ledger.close()

anyio.run(main)
"""


def balance_for_fresh(request: Request) -> Reply:
    if request.headers.get("authorization") == "Bearer nmv_usr_fresh":
        return data({"available": 60, "frozen": 0, "total": 60})
    return refusal(1001, status=401)


@pytest.mark.slow
async def test_several_processes_that_meet_1001_renew_once_together(tmp_path: Path) -> None:
    script = {ASK: [data({"token": "nmv_usr_fresh"}), refusal(429)], CREDITS: balance_for_fresh}
    async with serving(script) as server:
        ledger = Ledger(tmp_path)
        await ledger.tokens.write(
            CLIENT_ID, server.url, StoredToken(SecretStr("nmv_usr_stale"), time.time() + 86_400)
        )
        await ledger.close()
        environment = {
            **os.environ,
            "NEMO_API_URL": server.url,
            "NEMO_CLIENT_ID": CLIENT_ID,
            "NEMO_STATE_DIR": str(tmp_path),
        }
        balances: list[str] = []

        async def read_credits() -> None:
            ended = await anyio.run_process([sys.executable, "-c", READ_CREDITS], env=environment)
            balances.append(ended.stdout.decode().strip())

        with anyio.fail_after(60):
            async with anyio.create_task_group() as tasks:
                for _ in range(PROCESSES):
                    tasks.start_soon(read_credits)
        asked = server.asked(ASK)
    assert balances == ["60.0"] * PROCESSES
    assert len(asked) == 1


async def test_a_token_is_found_again(tmp_path: Path) -> None:
    token = StoredToken(SecretStr("nmv_usr_1"), 123.0)
    first = Ledger(tmp_path / "state")
    await first.tokens.write("a", "http://api", token)
    await first.close()
    second = Ledger(tmp_path / "state")
    assert await second.tokens.read("a", "http://api") == token
    assert await second.tokens.read("b", "http://api") is None
    assert second.warning is None
    await second.close()


async def test_a_corrupt_ledger_is_said_and_the_work_goes_on_in_memory(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is no database" * 100)
    ledger = Ledger(tmp_path)
    token = StoredToken(SecretStr("nmv_usr_1"), 123.0)
    await ledger.tokens.write("a", "http://api", token)
    assert await ledger.tokens.read("a", "http://api") == token
    assert ledger.warning
    assert str(tmp_path) in ledger.warning
    await ledger.close()


async def test_a_ledger_of_a_newer_version_is_left_as_it_is(tmp_path: Path) -> None:
    first = Ledger(tmp_path)
    await first.tokens.write("a", "http://api", StoredToken(SecretStr("nmv_usr_1"), 123.0))
    await first.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    second = Ledger(tmp_path)
    await second.tokens.read("a", "http://api")
    await second.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as database:
        assert database.execute("PRAGMA user_version").fetchone() == (99,)
    database.close()
