"""Pydantic AI: pydantic_ai_toolset.py COMMAND.

Its model reads the data, or the words where a link stands beside them.
"""
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# The reason: the client is not among our own packages, so its types are unknown here.

import asyncio
import os
import sys

from fastmcp.client.transports import StdioTransport
from five_steps import answer, take_five_steps
from pydantic_ai.mcp import MCPToolset


async def drive(command: str) -> None:
    server = StdioTransport(command, [], env=dict(os.environ))
    async with MCPToolset(server, init_timeout=30) as toolset:  # 5 s are short on a busy machine

        async def call(tool: str, arguments: dict) -> dict:
            told = await toolset.direct_call_tool(tool, arguments)
            return answer("", told) if isinstance(told, dict) else answer("\n".join(map(str, told)))

        names = [tool.name for tool in await toolset.list_tools()]
        await take_five_steps(names, call, packages=["pydantic-ai-slim", "fastmcp-slim", "mcp"])


asyncio.run(drive(sys.argv[1]))
