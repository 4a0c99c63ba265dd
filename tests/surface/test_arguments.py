"""Wrong calls, through the protocol: every one is answered as an error that a model can act on."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from engine.scripted_backend import ScriptedBackend
from hosts import error_of, text_of
from nemo_video.surface.arguments import plain_arguments
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
    ("generate", {"prompt": "x", "duration_s": -1}, "The argument duration_s has to be at least 0."),
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
    ("wait", {"job_id": ""}, "The argument job_id is empty."),
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


CALLS = Path(__file__).parents[1] / "data" / "calls.jsonl"
"""As hosts and models send them."""


@pytest.mark.anyio
@pytest.mark.parametrize("mode", MODES)
async def test_calls_as_hosts_send_them_are_taken_for_what_they_mean(tmp_path: Path, mode: str) -> None:
    calls = [json.loads(line) for line in CALLS.read_text(encoding="utf-8").splitlines()]
    backend = ScriptedBackend()
    async with scripted_host(backend, tmp_path, mode) as host:
        for call in calls:
            if call["name"] == "upload":
                continue  # those have a test of their own
            result = await host.call_tool(call["name"], call["arguments"])
            assert not result.is_error or error_of(result)["code"] != "invalid_argument", call
    assert backend.messages == ["a sunset"]


@pytest.mark.parametrize("unset", [None, "", "  "])
def test_what_is_left_blank_is_left_out(unset: object) -> None:
    text = {"type": "string"}
    schema = {"properties": {"prompt": text, "format": text}, "required": ["prompt"]}
    assert plain_arguments(schema, {"prompt": "a sunset", "format": unset}) == {"prompt": "a sunset"}


SCHEMA: dict[str, Any] = {
    "properties": {
        "duration_s": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "wait_s": {"type": "number"},
        "format": {"enum": ["mp4", "gif"], "type": "string"},
        "aspect_ratio": {"anyOf": [{"enum": ["16:9", "9:16"], "type": "string"}, {"type": "null"}]},
        "at_s": {"anyOf": [{"type": "array", "items": {"type": "number"}}, {"type": "null"}]},
        "source": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        "edits": {"type": "array", "items": {"properties": {"op": {"enum": ["cut", "trim"]}}}},
    }
}


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        ({"duration_s": 0, "wait_s": 0}, {"wait_s": 0}),
        ({"duration_s": "0"}, {}),
        ({"format": ".MP4", "aspect_ratio": " 9:16 "}, {"format": "mp4", "aspect_ratio": "9:16"}),
        ({"format": "avi"}, {"format": "avi"}),
        ({"at_s": 1}, {"at_s": [1]}),
        ({"at_s": "2.5"}, {"at_s": [2.5]}),
        ({"at_s": "[0, 1]"}, {"at_s": [0, 1]}),
        ({"at_s": []}, {}),
        ({"source": '["/a.mp4", "\\"/b c.mp4\\""]'}, {"source": ["/a.mp4", "/b c.mp4"]}),
        ({"source": "7"}, {"source": "7"}),
        ({"source": "['/a.mp4', '/b.mp4']"}, {"source": ["/a.mp4", "/b.mp4"]}),
        ({"source": "[my clip].mp4"}, {"source": "[my clip].mp4"}),
        ({"source": "['open'"}, {"source": "['open'"}),
        ({"source": ["/a.mp4", None, ""]}, {"source": ["/a.mp4"]}),
        ({"at_s": "1, 2.5; 4"}, {"at_s": [1, 2.5, 4]}),
        ({"at_s": "1,5"}, {"at_s": "1,5"}),
        ({"aspect_ratio": "１６：９"}, {"aspect_ratio": "16:9"}),
        ({"aspect_ratio": "9x16"}, {"aspect_ratio": "9:16"}),
        ({"format": '"gif"'}, {"format": "gif"}),
        ({"wait_s": True}, {"wait_s": "True"}),  # no number: its validation says so
        ({"source": "\u200b\u2060"}, {}),
        ({"edits": ['{"op": "cut"}', "cut"]}, {"edits": [{"op": "cut"}, "cut"]}),
        ({"edits": '[{"op": "Cut", "at_s": ""}]'}, {"edits": [{"op": "cut"}]}),
        ({"edits": {"op": "trim"}}, {"edits": [{"op": "trim"}]}),
        ({"_meta": {"progressToken": 1}, "random_string": "x"}, {}),
    ],
)
def test_values_are_made_plain(sent: dict[str, Any], meant: dict[str, Any]) -> None:
    assert plain_arguments(SCHEMA, sent) == meant


@pytest.mark.skipif(sys.platform == "win32", reason="A backslash divides folders there")
@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("file:///home/me/my%20clip.mp4", "/home/me/my clip.mp4"),
        ("file://localhost/home/me/clip.mp4", "/home/me/clip.mp4"),
        ("FILE:/home/me/what%3F#1.mp4", "/home/me/what?#1.mp4"),
        ("/home/me/my\\ clip\\(2\\).mp4", "/home/me/my clip(2).mp4"),
        ('"/home/me/clip.mp4"', "/home/me/clip.mp4"),
        ("'~/my clip.mp4' ", "~/my clip.mp4"),
        ("`/home/me/clip.mp4`", "/home/me/clip.mp4"),
        ("https://example.com/a%20b.mp4", "https://example.com/a%20b.mp4"),
        ("file://elsewhere/clip.mp4", "file://elsewhere/clip.mp4"),
        ("it's mine.mp4", "it's mine.mp4"),
    ],
)
def test_a_path_is_taken_as_hosts_and_shells_write_it(sent: str, path: str) -> None:
    assert plain_arguments(SCHEMA, {"source": sent}) == {"source": path}
