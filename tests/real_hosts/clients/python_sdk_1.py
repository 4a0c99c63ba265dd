"""The Python SDK 1.x: python_sdk_1.py COMMAND."""
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# The reason: the client is not among our own packages, so its types are unknown here.

import asyncio
import os
import sys

from five_steps import answer_of, take_five_steps
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client


async def drive(command: str) -> None:
    server = StdioServerParameters(command=command, env=dict(os.environ))
    async with stdio_client(server) as streams, ClientSession(*streams) as session:
        await session.initialize()

        async def call(tool: str, arguments: dict) -> dict:
            return answer_of(await session.call_tool(tool, arguments))

        names = [tool.name for tool in (await session.list_tools()).tools]
        await take_five_steps(names, call, packages=["mcp"])


asyncio.run(drive(sys.argv[1]))
