"""The Python SDK 2.x, with its newest protocol: python_sdk_2.py COMMAND."""

import asyncio
import os
import sys
from typing import Any

from mcp import Client, StdioServerParameters

from real_hosts.clients.five_steps import Answer, answer_of, take_five_steps


async def drive(command: str) -> None:
    async with Client(StdioServerParameters(command=command, env=dict(os.environ))) as client:

        async def call(tool: str, arguments: dict[str, Any]) -> Answer:
            return answer_of(await client.call_tool(tool, arguments))

        names = [tool.name for tool in (await client.list_tools()).tools]
        await take_five_steps(names, call, packages=["mcp"])


asyncio.run(drive(sys.argv[1]))
