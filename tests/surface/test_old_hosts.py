"""Hosts of older protocol versions: what they would refuse is left out for them."""

import json
from pathlib import Path

import anyio
import pytest
from anyio.abc import Process

from homes import COMMAND, Json, clean_environment


async def ask(process: Process, number: int, method: str, params: Json) -> Json:
    """One request and its result, past whatever else is sent."""
    assert process.stdin
    assert process.stdout
    request = {"jsonrpc": "2.0", "id": number, "method": method, "params": params}
    await process.stdin.send(json.dumps(request).encode() + b"\n")
    received = b""
    with anyio.fail_after(60):
        while True:
            received += await process.stdout.receive()
            for line in received.split(b"\n")[:-1]:
                answer: Json = json.loads(line)
                if answer.get("id") == number:
                    result: Json = answer["result"]
                    return result


@pytest.mark.anyio
@pytest.mark.slow
@pytest.mark.parametrize(
    ("version", "has_link"),
    [
        ("2024-11-05", False),
        pytest.param("2025-03-26", False, marks=pytest.mark.thorough),
        ("2025-06-18", True),
    ],
)
async def test_a_link_to_the_file_is_left_out_for_hosts_that_do_not_know_links(
    tmp_path: Path, version: str, has_link: bool
) -> None:
    async with await anyio.open_process([str(COMMAND)], env=clean_environment(tmp_path)) as process:
        client = {"capabilities": {}, "clientInfo": {"name": "claude-code", "version": "1"}}
        begun = await ask(process, 1, "initialize", {"protocolVersion": version, **client})
        assert process.stdin
        await process.stdin.send(b'{"jsonrpc": "2.0", "method": "notifications/initialized"}\n')
        prompt = {"prompt": "a 1-second sunset over the sea with the title 'Sea'"}
        await ask(process, 2, "tools/call", {"name": "generate", "arguments": prompt})
        exporting = {"name": "export", "arguments": {"format": "srt"}}
        exported = await ask(process, 3, "tools/call", exporting)
        await process.stdin.aclose()
        with anyio.fail_after(60):
            await process.wait()
    assert begun["protocolVersion"] == version
    kinds = [part["type"] for part in exported["content"]]
    assert kinds == (["text", "resource_link"] if has_link else ["text"])
