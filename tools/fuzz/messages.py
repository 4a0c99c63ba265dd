"""Hostile messages on standard input: tools with arguments of any kind, and lines that are no messages."""

import json
import random
from collections import Counter
from typing import Any, Final

import anyio

from surface.raw_host import RawHost, calling
from tools.fuzz.mutation import HOSTILE_VALUES, ODD_WORDS, mutate_bytes, mutate_json

Json = dict[str, Any]

LIMIT_S: Final = 120
"""Until an answer comes, also to 50 MB."""

LARGE_BYTES: Final = 50 * 1000**2
_SHOWN_AT_ONCE: Final = 50


async def fuzz_arguments(host: RawHost, count: int, seed: int) -> Counter[str]:
    """Call tools with random arguments: each call is answered, and never by a defect of ours.

    Returns:
        How often which end came.
    """
    tools: list[Json] = (await host.answer_of({"method": "tools/list"}))["result"]["tools"]
    chance, ends = random.Random(seed), Counter[str]()
    for number in range(count):
        tool = chance.choice(tools)
        request = calling(tool["name"])
        request["params"]["arguments"] = _arguments(tool["inputSchema"], chance)
        with anyio.fail_after(LIMIT_S):
            answer = await host.answer_of(request)
        end = _end_of(answer)
        assert end != "internal", (number, seed, request, answer)
        ends[end] += 1
    return ends


def _arguments(schema: Json, chance: random.Random) -> Json:
    """Some of a tool's arguments: half of the times all of their types, and else of any kind."""
    named = {name: each for name, each in schema.get("properties", {}).items() if chance.random() < 0.5}
    if chance.random() < 0.5:  # what validation lets through reaches the rest of the server
        return {name: _fitting(each, chance) for name, each in named.items() if not name.endswith("_id")}
    arguments = {name: chance.choice(HOSTILE_VALUES) for name in named}
    if chance.random() < 0.1:
        arguments["surprise"] = chance.choice(HOSTILE_VALUES)
    return mutate_json({"arguments": arguments}, chance).get("arguments", {})


def _fitting(schema: Json, chance: random.Random) -> Any:
    """A value that a schema allows; numbers are small, for nobody waits an hour for a call."""
    if "anyOf" in schema:
        return _fitting(chance.choice(schema["anyOf"]), chance)
    if "enum" in schema:
        return chance.choice(schema["enum"])
    match schema["type"]:
        case "boolean":
            return chance.random() < 0.5
        case "string":
            return chance.choice(ODD_WORDS)
        case "array":
            return [_fitting(schema["items"], chance) for _ in range(chance.randint(0, 3))]
        case "object":
            named = {name: each for name, each in schema["properties"].items() if chance.random() < 0.3}
            return {name: _fitting(each, chance) for name, each in named.items()}
        case _:
            return chance.choice((0, 1, 0.001, 0.5))


def _end_of(answer: Json) -> str:
    if "error" in answer:
        return f"refused ({answer['error']['code']})"
    result = answer["result"]
    if not result.get("isError"):
        return "answered"
    return str(result.get("structuredContent", {}).get("error", {}).get("code", "refused"))


async def fuzz_lines(host: RawHost, count: int, seed: int) -> Counter[str]:
    """Send mutated lines: after each few of them the server still answers.

    Returns:
        How many lines of which kind were sent.
    """
    chance, sent = random.Random(seed), Counter[str]()
    for number in range(count):
        kind = chance.choice(("bytes", "values"))
        good: Json = {"jsonrpc": "2.0", "id": f"m{number}", **calling("state", project_id="x")}
        if kind == "bytes":
            line = mutate_bytes(json.dumps(good).encode(), chance).replace(b"\n", b" ")
        else:
            line = json.dumps(mutate_json(good, chance)).encode()
        await _send_line(host, line)
        sent[kind] += 1
        if number % _SHOWN_AT_ONCE == 0:
            await _answers(host)
    await _answers(host)
    return sent


async def send_large(host: RawHost, size: int = LARGE_BYTES) -> Counter[str]:
    """Lines of many megabytes, of every kind: one message, one that is cut off, one that is none."""
    lines = {
        "prompt": json.dumps(
            {"jsonrpc": "2.0", "id": "l", **calling("state", project_id="x" * size)}
        ).encode(),
        "list": b'{"jsonrpc":"2.0","id":"l","method":"ping","params":{"a":[' + b"1," * (size // 2) + b"1]}}",
        "depth": b'{"jsonrpc":"2.0","id":"l","params":' + b"[" * size,
        "nothing": b"x" * size,
    }
    for line in lines.values():
        await _send_line(host, line)
        await _answers(host)
    return Counter(dict.fromkeys(lines, 1))


async def _send_line(host: RawHost, line: bytes) -> None:
    assert host.process.stdin
    with anyio.fail_after(LIMIT_S):
        await host.process.stdin.send(line + b"\n")


async def _answers(host: RawHost) -> None:
    """Ask under an id that no mutated line is refused under."""
    name = "still there"
    with anyio.fail_after(LIMIT_S):
        await host.send({"id": name, "method": "ping"})
        assert "result" in await host.hear(lambda message: message.get("id") == name)
