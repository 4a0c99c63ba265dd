"""The five steps that every client takes: list, credits, generate, state, export.

A client hands in what it lists and how it calls a tool; what comes back is what its model would read.
Imported by scripts that run where only that client is installed, so it uses nothing but Python itself.
"""

import json
import re
import sys
import time
from collections.abc import Awaitable, Callable
from importlib.metadata import version
from typing import Any

SCENE = {"prompt": "a 1-second video of a sunset over the sea"}
LONG_SCENE = {"prompt": "a 30-second video of a city at night"}
FILE = {"format": "gif"}
"""The quickest to render of all that hold a picture."""

_JOB = re.compile(r"job_id='([^']+)'")
_MAX_WAITS = 20

Answer = dict[str, Any]
"""What a model reads of a call: `text` and `facts`, each empty where the client leaves it out."""

Call = Callable[[str, dict[str, Any]], Awaitable[Answer]]


def answer(text: str, facts: Any = None) -> Answer:
    """What a client hands to its model."""
    return {"text": text, "facts": facts or {}}


def answer_of(result: Any) -> Answer:
    """The same of a `CallToolResult`, whichever SDK it is of."""
    texts = [part.text for part in result.content if part.type == "text"]
    facts = getattr(result, "structured_content", None) or getattr(result, "structuredContent", None)
    return answer("\n".join(texts), facts)


async def take_five_steps(
    names: list[str], call: Call, *, packages: list[str], is_hurried: bool = False
) -> None:
    """Take them, and print what was seen as JSON.

    Args:
        names: The tools that the client lists.
        call: Calls one of them.
        packages: What to tell the versions of; the client first.
        is_hurried: Whether the client gives up after 5 s, so that long work has to come back as a job before.
    """
    seen: dict[str, Any] = {"tools": names, "versions": {package: version(package) for package in packages}}
    began = time.monotonic()
    seen["credits"] = await call("credits", {})
    seen["generated"] = await _finish(call, await call("generate", SCENE))
    seen["state"] = await call("state", {})
    seen["exported"] = await _finish(call, await call("export", FILE))
    seen["took_s"] = round(time.monotonic() - began, 1)
    if is_hurried:
        await call("generate", LONG_SCENE)
        seen["long"] = started = await call("export", {"quality": "high"})
        await call("cancel", {"job_id": _running_job(started)})
    sys.stdout.write(json.dumps(seen))


async def _finish(call: Call, told: Answer) -> Answer:
    """Wait for a job as its answer says."""
    for _ in range(_MAX_WAITS):
        if not (job_id := _running_job(told)):
            return told
        told = await call("wait", {"job_id": job_id})
    return told


def _running_job(told: Answer) -> str:
    """The job to wait for, from the data or, where there is none, from the words."""
    if told["facts"]:
        return told["facts"]["job_id"] if told["facts"].get("status") == "running" else ""
    found = _JOB.search(told["text"])
    return found[1] if found else ""
