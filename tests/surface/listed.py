"""The listed form of every tool, as it lies beside this file: each change to it is seen in review.

`make listing` writes it anew after a change that is meant.
"""

import json
import tempfile
from pathlib import Path

import anyio
from mcp import Client

from homes import Json
from hosts import open_host

SNAPSHOT = Path(__file__).with_name("listed_tools.json")


async def list_tools(host: Client) -> list[Json]:
    """What a host lists."""
    return [tool.model_dump(by_alias=True, exclude_none=True) for tool in (await host.list_tools()).tools]


async def renew() -> None:
    """Write the snapshot anew."""
    with tempfile.TemporaryDirectory() as home:
        async with open_host(Path(home)) as host:
            listed = json.dumps(await list_tools(host), indent=1, sort_keys=True, ensure_ascii=False)
    SNAPSHOT.write_text(f"{listed}\n", encoding="utf-8")


if __name__ == "__main__":
    anyio.run(renew)
