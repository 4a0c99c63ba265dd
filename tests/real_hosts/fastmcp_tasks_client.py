"""Makes a video through the tasks extension with fastmcp-tasks and prints what it saw as JSON.

python fastmcp_tasks_client.py COMMAND
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
from fastmcp_tasks import call_tool_task

SCENE = {"prompt": "a 2-second video of a sunset over the sea", "wait_s": 0}
LONG_SCENE = {"prompt": "a 60-second video of a city at night", "wait_s": 0}


async def drive(command: str) -> dict[str, Any]:
    """Make a video without a word of tasks, take an export by its handle, stop another."""
    async with Client(StdioTransport(command, [], env=dict(os.environ))) as client:
        generated = await client.call_tool("generate", SCENE)
        exporting = await call_tool_task(client, "export", {"wait_s": 0})
        started = await exporting.status()
        exported = await exporting.result()
        await client.call_tool("generate", LONG_SCENE)
        stopping = await call_tool_task(client, "export", {"wait_s": 0})
        await stopping.cancel()
        stopped = await stopping.wait()
    return {
        "generated": generated.structured_content,
        "task": exporting.task_id,
        "started": started.status,
        "exported": exported.structured_content,
        "stopped": stopped.status,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(drive(sys.argv[1]))))
