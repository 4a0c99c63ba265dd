"""Wrong calls, through the protocol: every one is answered as an error that a model can act on."""

from pathlib import Path
from typing import Any

import pytest

from engine.scripted_backend import ScriptedBackend
from hosts import error_of, text_of
from surface.scripted_host import MODES, scripted_host

QUALITY = "The argument quality has to be 'high', 'medium' or 'low'."
WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("render", {}, 'There is no tool "render".'),
    ("credits", {"verbose": True}, "Unknown argument: verbose."),
    ("generate", {"prompt": "a sunset", "size": 3, "mood": "calm"}, "Unknown argument: mood, size."),
    ("generate", {}, "The argument prompt is missing."),
    ("generate", {"prompt": None}, "The argument prompt has to be text."),
    ("generate", {"prompt": ["a", "b"]}, "The argument prompt has to be text."),
    ("generate", {"prompt": "x" * 10_001}, "The argument prompt is longer than 10000 characters."),
    ("generate", {"prompt": "x", "duration_s": 0}, "The argument duration_s has to be more than 0."),
    ("generate", {"prompt": "x", "duration_s": 601}, "The argument duration_s has to be at most 600."),
    ("generate", {"prompt": "x", "duration_s": "long"}, "The argument duration_s has to be a number."),
    (
        "generate",
        {"prompt": "x", "aspect_ratio": "3:2"},
        "The argument aspect_ratio has to be '16:9', '9:16', '1:1', '4:5' or '21:9'.",
    ),
    ("state", {"picture": "perhaps"}, "The argument picture has to be true or false."),
    ("upload", {"source": 7}, "The argument source has to be text or has to be a list."),
    ("upload", {"source": []}, "There is no source."),
    ("wait", {"job_id": ""}, "The argument job_id is shorter than 1 characters."),
    ("export", {"quality": "best", "wait_s": -1}, f"{QUALITY} The argument wait_s has to be at least 0."),
    ("preview", {"at_s": [0] * 13}, "The argument at_s has more than 12 items."),
    ("projects", {"action": "use"}, "The project_id is missing."),
    ("projects", {"action": "delete"}, "The argument action has to be 'list', 'new', 'use' or 'link'."),
]


@pytest.mark.anyio
@pytest.mark.parametrize("mode", MODES)
async def test_every_wrong_call_is_told_in_plain_words(tmp_path: Path, mode: str) -> None:
    backend = ScriptedBackend()
    async with scripted_host(backend, tmp_path, mode) as host:
        for tool, arguments, message in WRONG:
            result = await host.call_tool(tool, arguments)
            error = error_of(result)
            assert (error["code"], error["message"]) == ("invalid_argument", message)
            assert error["advice"]
            assert error["retryable"] is False
            assert text_of(result).startswith(f"Error invalid_argument: {message}\nNext step: ")
            assert "://" not in text_of(result)
    assert backend.sessions == 0


@pytest.mark.anyio
async def test_null_for_what_may_be_left_out_is_taken_as_left_out(tmp_path: Path) -> None:
    async with scripted_host(ScriptedBackend(), tmp_path) as host:
        made = await host.call_tool(
            "generate", {"prompt": "a sunset", "project_id": None, "duration_s": None, "wait_s": None}
        )
    assert not made.is_error
