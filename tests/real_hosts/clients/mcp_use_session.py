"""mcp-use: mcp_use_session.py COMMAND."""
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# The reason: the client is not among our own packages, so its types are unknown here.

import asyncio
import os
import sys

from five_steps import answer_of, take_five_steps
from mcp_use import MCPClient


async def drive(command: str) -> None:
    server = {"command": command, "args": [], "env": dict(os.environ)}
    client = MCPClient(config={"mcpServers": {"nemo": server}})
    session = await client.create_session("nemo")

    async def call(tool: str, arguments: dict) -> dict:
        return answer_of(await session.call_tool(tool, arguments))

    names = [tool.name for tool in await session.list_tools()]
    await take_five_steps(names, call, packages=["mcp-use", "mcp"])
    await client.close_all_sessions()


asyncio.run(drive(sys.argv[1]))
