"""A studio in a process of its own, on a folder that outlives it: what a test ends with the hard signal."""

import json
import os
import signal
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE
from typing import Any

import anyio
import httpx
from anyio.abc import Process
from anyio.streams.text import TextReceiveStream
from pydantic import SecretStr

from studio.studio_sessions import HEADERS, Chat

START_LIMIT_S = 60


@dataclass
class StudioProcess:
    """The process, its address, and the client id of its user."""

    process: Process
    url: str
    client_id: str

    async def kill(self) -> None:
        """End it as a crash would: it gets no chance to tidy up."""
        os.kill(self.process.pid, signal.SIGKILL)
        await self.process.wait()

    @asynccontextmanager
    async def signed_in(self, session_id: str = "") -> AsyncGenerator[Chat]:
        """A client of it, in a session that is there or in a new one."""
        async with httpx.AsyncClient(base_url=self.url, timeout=60, headers=HEADERS) as http:
            answer = await http.post("/api/auth/anonymous-token", headers={"X-Client-Id": self.client_id})
            http.headers["Authorization"] = f"Bearer {answer.json()['data']['token']}"
            chat = Chat(http, session_id)
            if not session_id:
                await chat.restart()
            yield chat


@asynccontextmanager
async def start_studio(folder: Path, **options: Any) -> AsyncGenerator[StudioProcess]:
    """A private studio on a folder; a new process each time."""
    command = [sys.executable, __file__, str(folder), json.dumps(options)]
    paths = os.pathsep.join(each for each in sys.path if each)
    environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": paths}
    async with await anyio.open_process(command, stdin=PIPE, stdout=PIPE, env=environment) as process:
        try:
            assert process.stdout
            with anyio.fail_after(START_LIMIT_S):
                address = json.loads(await _first_line(TextReceiveStream(process.stdout)))
            yield StudioProcess(process, address["url"], address["client_id"])
        finally:
            if process.returncode is None:
                process.kill()


async def _first_line(stream: TextReceiveStream) -> str:
    text = ""
    while "\n" not in text:
        text += await stream.receive()
    return text.partition("\n")[0]


async def main(folder: str, options: dict[str, Any]) -> None:
    """Serve until killed."""
    from nemo_studio import Faults, Generator, StudioOptions, serve_studio

    faults = Faults.read(options.pop("faults", ""))
    if fields := options.pop("generator", None):
        options["generator"] = Generator(fields["url"], fields["model"], SecretStr(fields["key"]))
    set_up = StudioOptions(folder=Path(folder), is_private=True, faults=faults, **options)
    async with serve_studio(set_up) as address:
        sys.stdout.write(json.dumps({"url": address.url, "client_id": address.client_id}) + "\n")
        sys.stdout.flush()
        await anyio.sleep_forever()


if __name__ == "__main__":
    anyio.run(main, sys.argv[1], json.loads(sys.argv[2]))
