"""The private parts of the SDK that are used: each is there, works, and stands in one module."""

import re
from pathlib import Path

import anyio
import pytest
from mcp.os.win32 import utilities
from mcp.server.mcpserver import Context, MCPServer
from mcp.shared import _stream_protocols

import nemo_video
from nemo_video.surface import sdk
from nemo_video.surface.lazy_engine import LazyEngine
from surface.scripted_host import MODES

SERVER = Path(nemo_video.__file__).parent


async def double(number: int, ctx: Context[LazyEngine, object]) -> int:
    """Twice a number."""
    assert sdk.connection_of(ctx.request_context) is not None
    return 2 * number


@pytest.mark.anyio
@pytest.mark.parametrize("mode", MODES)
async def test_a_server_shows_its_tools_prompts_and_the_server_below(mode: str) -> None:
    from mcp import Client

    server = sdk.OpenServer(name="open")
    server.add_tool(double)
    server.prompt(name="greet")(lambda: "Hello")
    tool, prompt = server.find_tool("double"), server.find_prompt("greet")
    assert tool is not None
    assert "number" in tool.parameters["properties"]
    assert prompt is not None
    assert (server.tool_names(), server.prompt_names()) == (["double"], ["greet"])
    assert (server.find_tool("none"), server.find_prompt("none")) == (None, None)
    assert callable(server.lowlevel.add_request_handler)
    with anyio.fail_after(60):
        async with Client(server, mode=mode) as client:
            assert not (await client.call_tool("double", {"number": 2})).is_error


def test_the_names_that_are_used_are_there() -> None:
    server = MCPServer(name="plain")
    assert {"_lowlevel_server", "_tool_manager", "_prompt_manager"} <= set(vars(server))
    assert {"ReadStream", "WriteStream"} <= set(vars(_stream_protocols))
    assert "rebind_std_handle_to_fd" in vars(utilities)


def test_private_parts_of_the_sdk_are_used_in_one_module() -> None:
    private = re.compile(
        r"\bmcp[\w.]*\._\w+|(?:session|server|ctx)\._\w+|self\._(?:lowlevel|tool_m|prompt_m)"
    )
    users = [path.name for path in SERVER.rglob("*.py") if private.search(path.read_text(encoding="utf-8"))]
    assert users == ["sdk.py"]
