"""A server over HTTP in a process of its own, and hosts that call it as one user or another."""

import ssl
import subprocess
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
from mcp import Client
from mcp.client.extension import ClientExtension
from mcp.client.session import MessageHandlerFnT
from mcp.client.streamable_http import streamable_http_client
from mcp_types import Implementation

from homes import COMMAND, clean_environment

LIMIT_S = 100
TOKENS = {"alice": "alice-token-1", "bob": "bob-token-22"}


@dataclass(frozen=True)
class Served:
    """A server that runs.

    Attributes:
        origin: Scheme, host and port.
        home: Its home folder.
        process: Its process.
    """

    origin: str
    home: Path
    process: subprocess.Popen[str]

    @property
    def mcp(self) -> str:
        """Where MCP is served."""
        return f"{self.origin}/mcp"


def write_tokens(path: Path, tokens: Mapping[str, str] = TOKENS) -> Path:
    """A file of tokens."""
    path.write_text("".join(f"{name}:{token}\n" for name, token in tokens.items()))
    return path


@contextmanager
def serving(home: Path, *arguments: str, **settings: str) -> Generator[Served]:
    """A server for the time of a context.

    Args:
        home: Its home folder.
        arguments: After `serve`; on a free port of this machine where there are none.
        settings: Variables.
    """
    process = subprocess.Popen(
        [COMMAND, "serve", *(arguments or ("--http", "127.0.0.1:0"))],
        env=clean_environment(home, **settings),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr
        line = process.stderr.readline()
        assert "serves MCP on" in line, line + process.stderr.read()
        yield Served(line.split()[-1].removesuffix("/mcp"), home, process)
    finally:
        process.kill()
        process.communicate()


def refused(home: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """The exit status and the words of a server that does not start."""
    ended = subprocess.run(
        [COMMAND, "serve", *arguments],
        env=clean_environment(home, **settings),
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    return ended.returncode, ended.stderr


@asynccontextmanager
async def host(
    served: Served | str,
    user: str | None = None,
    mode: str = "auto",
    *,
    token: str | None = None,
    on_message: MessageHandlerFnT | None = None,
    verify: ssl.SSLContext | bool = True,
    extensions: Sequence[ClientExtension] = (),
) -> AsyncGenerator[Client]:
    """A host that calls as a user.

    Args:
        served: The server, or its address.
        user: Whose token it sends; none where nobody is named.
        mode: The protocol era.
        token: Another token than the user's.
        on_message: Hears what the server says by itself.
        verify: How its certificate is looked at.
        extensions: What the host declares.
    """
    sent = token or (TOKENS[user] if user else None)
    headers = {"Authorization": f"Bearer {sent}"} if sent else {}
    url = served if isinstance(served, str) else served.mcp
    async with (
        httpx2.AsyncClient(headers=headers, timeout=LIMIT_S, trust_env=False, verify=verify) as http,
        Client(
            streamable_http_client(url, http_client=http),
            mode=mode,
            client_info=Implementation(name="claude-code", version="1"),
            message_handler=on_message,
            read_timeout_seconds=LIMIT_S,
            extensions=list(extensions),
        ) as client,
    ):
        yield client
