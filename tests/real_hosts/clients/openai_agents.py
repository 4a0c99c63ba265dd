"""The Agents SDK of OpenAI, which gives a call up after 5 s: openai_agents.py COMMAND."""
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# The reason: the client is not among our own packages, so its types are unknown here.

import asyncio
import os
import sys

from agents.mcp import MCPServerStdio, MCPUtil
from five_steps import answer_of, take_five_steps


async def drive(command: str) -> None:
    async with MCPServerStdio({"command": command, "env": dict(os.environ)}) as server:

        async def call(tool: str, arguments: dict) -> dict:
            return answer_of(await server.call_tool(tool, arguments))

        tools = [MCPUtil.to_function_tool(each, server, True) for each in await server.list_tools()]
        names = [tool.name for tool in tools]
        await take_five_steps(names, call, packages=["openai-agents", "mcp"], is_hurried=True)


asyncio.run(drive(sys.argv[1]))
