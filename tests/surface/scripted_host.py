"""A host in the same process as the server, whose cloud does what a test says, on whatever clock."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
from mcp import Client
from mcp_types import Implementation

from engine.scripted_backend import ScriptedBackend, engine_over
from nemo_video.settings import read_settings
from nemo_video.surface.server import build_server

MODES = ["legacy", "auto"]
"""Both protocol eras, as the SDK's client calls them."""


class Progress:
    """What a host hears, and when."""

    def __init__(self) -> None:
        self.values: list[float] = []
        self.times_s: list[float] = []
        self.messages: list[str] = []

    async def __call__(self, progress: float, total: float | None, message: str | None) -> None:
        assert total == 100
        self.values.append(progress)
        self.times_s.append(anyio.current_time())
        self.messages.append(message or "")


@asynccontextmanager
async def scripted_host(
    backend: ScriptedBackend, home: Path, mode: str = "auto", name: str = "claude-code", **options: Any
) -> AsyncGenerator[Client]:
    """A host over a server over the scripted backend.

    Args:
        backend: The cloud.
        home: Where state and films lie.
        mode: The protocol era.
        name: Of the host.
        options: Settings, by their variables' names, and what the SDK's client takes.
    """
    settings = {key: value for key, value in options.items() if key.startswith("NEMO_")}
    rest = {key: value for key, value in options.items() if key not in settings}
    folders = {"NEMO_STATE_DIR": str(home / "state"), "NEMO_OUTPUT_DIR": str(home / "videos")}
    server = build_server(
        read_settings({**folders, **settings}), lambda _: engine_over(backend, home, **settings)
    )
    client_info = Implementation(name=name, version="1")
    async with Client(server, mode=mode, client_info=client_info, **rest) as client:
        yield client
