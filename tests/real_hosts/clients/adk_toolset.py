"""McpToolset of Google's Agent Development Kit, which gives a call up after 5 s: adk_toolset.py COMMAND."""
# pyright: basic, reportMissingImports=false, reportAttributeAccessIssue=false
# The reason: the client is not among our own packages, so its types are unknown here.

import asyncio
import os
import sys

from five_steps import answer, take_five_steps
from google.adk.agents import LlmAgent
from google.adk.agents.invocation_context import InvocationContext
from google.adk.sessions import InMemorySessionService
from google.adk.tools import ToolContext
from google.adk.tools.mcp_tool import McpToolset, StdioConnectionParams
from mcp import StdioServerParameters


async def drive(command: str) -> None:
    server = StdioServerParameters(command=command, env=dict(os.environ))
    toolset = McpToolset(connection_params=StdioConnectionParams(server_params=server))
    sessions = InMemorySessionService()
    session = await sessions.create_session(app_name="app", user_id="me")
    turn = InvocationContext(
        session_service=sessions, invocation_id="1", agent=LlmAgent(name="agent"), session=session
    )
    tools = {tool.name: tool for tool in await toolset.get_tools()}

    async def call(tool: str, arguments: dict) -> dict:
        told = await tools[tool].run_async(
            args=arguments, tool_context=ToolContext(turn, function_call_id="1")
        )
        texts = [part["text"] for part in told["content"] if part["type"] == "text"]
        return answer("\n".join(texts), told.get("structuredContent"))

    await take_five_steps(list(tools), call, packages=["google-adk", "mcp"], is_hurried=True)
    await toolset.close()


asyncio.run(drive(sys.argv[1]))
