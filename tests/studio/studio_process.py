"""A studio in a process of its own, on a folder that outlives it: what a test ends with the hard signal."""

import importlib
import os
from collections.abc import AsyncGenerator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx
from pydantic import SecretStr

from forks import Forks, end, forks_of, kill, serve_forks, tell
from studio.studio_sessions import HEADERS, Chat


@dataclass
class StudioProcess:
    """The process's id, its address, and the client id of its user."""

    pid: int
    url: str
    client_id: str

    async def kill(self) -> None:
        """End it as a crash would: it gets no chance to tidy up."""
        await end(self.pid)

    @asynccontextmanager
    async def signed_in(self, session_id: str = "") -> AsyncGenerator[Chat]:
        """A client of it, in a session that is there or in a new one."""
        async with httpx.AsyncClient(base_url=self.url, timeout=60, headers=HEADERS, verify=False) as http:
            answer = await http.post("/api/auth/anonymous-token", headers={"X-Client-Id": self.client_id})
            http.headers["Authorization"] = f"Bearer {answer.json()['data']['token']}"
            chat = Chat(http, session_id)
            if not session_id:
                await chat.restart()
            yield chat


@asynccontextmanager
async def start_studio(forks: Forks, folder: Path, **options: Any) -> AsyncGenerator[StudioProcess]:
    """A private studio on a folder; a new process each time, killed in the end if it still runs."""
    told = await forks.start(os.environ, str(folder), options)
    studio = StudioProcess(**told)
    try:
        yield studio
    finally:
        kill(studio.pid)


def load_studios() -> AbstractContextManager[Forks]:
    """What the processes are forks of."""
    return forks_of(__file__)


async def serve(folder: str, options: dict[str, Any]) -> None:
    """Serve until killed."""
    from nemo_studio import Faults, Generator, StudioOptions, serve_studio

    faults = Faults.read(options.pop("faults", ""))
    if fields := options.pop("generator", None):
        options["generator"] = Generator(fields["url"], fields["model"], SecretStr(fields["key"]))
    set_up = StudioOptions(folder=Path(folder), is_private=True, faults=faults, **options)
    async with serve_studio(set_up) as address:
        tell(url=address.url, client_id=address.client_id)
        await anyio.sleep_forever()


if __name__ == "__main__":
    importlib.import_module("nemo_studio.service.production")
    serve_forks(lambda *arguments: anyio.run(serve, *arguments))
