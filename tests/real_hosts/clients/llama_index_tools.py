"""LlamaIndex's tools, which start a process for every call: llama_index_tools.py COMMAND."""
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# The reason: the client is not among our own packages, so its types are unknown here.

import asyncio
import os
import sys

from five_steps import answer_of, take_five_steps
from llama_index.tools.mcp import BasicMCPClient, McpToolSpec


async def drive(command: str) -> None:
    spec = McpToolSpec(BasicMCPClient(command, env=dict(os.environ)))
    tools = {tool.metadata.name: tool for tool in await spec.to_tool_list_async()}

    async def call(tool: str, arguments: dict) -> dict:
        return answer_of((await tools[tool].acall(**arguments)).raw_output)

    await take_five_steps(list(tools), call, packages=["llama-index-tools-mcp", "mcp"])


asyncio.run(drive(sys.argv[1]))
