"""LangChain's adapters: langchain_adapters.py COMMAND per-call|held.

Per call, as its quick start has it, every call starts a process of its own; held, a session keeps one.
"""
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# The reason: the client is not among our own packages, so its types are unknown here.

import asyncio
import os
import sys
from contextlib import AsyncExitStack

from five_steps import answer, take_five_steps
from langchain_mcp_adapters.client import MultiServerMCPClient
from langchain_mcp_adapters.tools import load_mcp_tools


async def drive(command: str, way: str) -> None:
    server = {"transport": "stdio", "command": command, "args": [], "env": dict(os.environ)}
    client = MultiServerMCPClient({"nemo": server})
    async with AsyncExitStack() as stack:
        if way == "held":
            listed = await load_mcp_tools(await stack.enter_async_context(client.session("nemo")))
        else:
            listed = await client.get_tools()
        tools = {tool.name: tool for tool in listed}

        async def call(tool: str, arguments: dict) -> dict:
            message = await tools[tool].ainvoke(
                {"type": "tool_call", "id": "1", "name": tool, "args": arguments}
            )
            text = "\n".join(block["text"] for block in message.content if block["type"] == "text")
            return answer(text, message.artifact and message.artifact["structured_content"])

        await take_five_steps(list(tools), call, packages=["langchain-mcp-adapters", "mcp"])


asyncio.run(drive(*sys.argv[1:]))
