"""Drives the server with fastmcp's client and prints what it saw as JSON; it runs where fastmcp is installed.

python fastmcp_client.py COMMAND
"""
# pyright: basic, reportMissingImports=false
# The reason for both: fastmcp is not among our own packages, so its types are unknown here.

import asyncio
import json
import os
import sys
from typing import Any

from fastmcp import Client
from fastmcp.client.transports import StdioTransport

SCENE = {"prompt": "a 2-second video of a sunset over the sea", "wait_s": 60}


async def drive(command: str) -> dict[str, Any]:
    """Make a video, give a call up, get the file."""
    progress: list[float] = []

    async def hear(done: float, _total: float | None, _message: str | None) -> None:
        progress.append(done)

    async with Client(StdioTransport(command, [], env=dict(os.environ))) as client:
        tools = [tool.name for tool in await client.list_tools()]
        failed = await client.call_tool("wait", {"job_id": "none"}, raise_on_error=False)
        credits = await client.call_tool("credits", {})
        generated = await client.call_tool("generate", SCENE)
        state = await client.call_tool("state", {})
        started = await client.call_tool("export", {"wait_s": 0})
        waiting = {"job_id": started.structured_content["job_id"], "wait_s": 60}
        exported = await client.call_tool("wait", waiting, progress_handler=hear)
    return {
        "tools": tools,
        "error": failed.structured_content["error"]["code"],
        "credits": credits.structured_content,
        "generated": generated.structured_content,
        "state": state.structured_content,
        "started": started.structured_content["status"],
        "exported": exported.structured_content,
        "progress": progress,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(drive(sys.argv[1]))))
