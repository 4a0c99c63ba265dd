"""Every result stays short enough for every host, whatever the backend says; the rest is a resource."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp_types import CallToolResult, ImageContent, TextResourceContents

from engine.scripted_backend import ScriptedBackend, engine_over
from hosts import error_of, facts_of, open_server, text_of
from nemo_video.client import Rejected, StoredMedia, Text, UploadOutcome
from nemo_video.errors import NotFound
from nemo_video.surface.budget import fit
from nemo_video.wire.envelope import JsonObject
from samples import sampled
from surface.scripted_host import MODES, scripted_host

pytestmark = pytest.mark.slow

MAX_CHARS = 25_000


def within(result: CallToolResult) -> CallToolResult:
    """The result, held to the limit."""
    parts = [part.model_dump(mode="json") for part in result.content if not isinstance(part, ImageContent)]
    size = len(json.dumps([parts, result.structured_content], ensure_ascii=False))
    assert size < MAX_CHARS
    return result


async def read(host: Client, uri: str) -> Any:
    (content,) = (await host.read_resource(uri)).contents
    assert isinstance(content, TextResourceContents)
    return json.loads(content.text)


def track(kind: int, count: int, name: str) -> JsonObject:
    segments = [{"s": 1000 * n, "d": 1000, "m": {"name": f"{name} {n}"}} for n in range(count)]
    return {"tt": kind, "sg": segments}


@pytest.mark.anyio
@pytest.mark.parametrize("mode", sampled(MODES, 2))
async def test_a_huge_timeline_and_a_huge_reply_are_summarised_and_stand_whole_in_resources(
    tmp_path: Path, mode: str
) -> None:
    scenes = track(0, 500, "a scene with “quotes” and a name that goes on and on")
    tracks = [scenes, *[track(1, 3, "声音" * 400)] * 120]
    backend = ScriptedBackend(draft={"t": [], "d": 0})
    reply = "The clip shows a beach.\n" * 4_000
    backend.turns = [[backend.put(*tracks), Text(reply)]]
    async with scripted_host(backend, tmp_path, mode) as host:
        made = within(await host.call_tool("generate", {"prompt": "a long film"}))
        state = within(await host.call_tool("state", {"picture": True}))
        project_id, job_id = facts_of(made)["project_id"], facts_of(made)["job_id"]
        timeline = await read(host, f"video://projects/{project_id}/timeline")
        job = await read(host, f"video://jobs/{job_id}")
    assert facts_of(made)["left_out"]["tracks"] > 50
    assert f"video://jobs/{job_id}" in text_of(made)
    assert f"video://projects/{project_id}/timeline" in text_of(state)
    assert [suggestion["tool"] for suggestion in facts_of(made)["suggestions"]] == ["export"]
    assert "export(" in text_of(made)
    assert len(timeline["tracks"]) == 121
    assert len(timeline["tracks"][0]["items"]) == 500
    assert len(job["result"]["reply"]) > 90_000


@pytest.mark.anyio
async def test_hundreds_of_files_are_counted_and_a_part_of_them_named(tmp_path: Path) -> None:
    class Full(ScriptedBackend):
        stored: tuple[StoredMedia, ...] = ()

        async def upload(self, session_id: str, sources: Sequence[str]) -> UploadOutcome:  # noqa: ARG002
            error = NotFound("There is no file of this name in that folder.", advice="Check the path.")
            return UploadOutcome(self.stored, tuple(Rejected(source, error) for source in sources))

    backend = Full()
    sources = [f"/home/somebody/a rather long folder name/clip number {n}.mp4" for n in range(400)]
    async with scripted_host(backend, tmp_path) as host:
        all_bad = error_of(within(await host.call_tool("upload", {"source": sources})))
        backend.stored = (StoredMedia("good.mp4", "/good.mp4", "video", 1, 1.0, 1, 1),)
        some_bad = within(await host.call_tool("upload", {"source": sources}))
    assert all_bad["code"] == "not_found"
    assert "clip number 0.mp4" in all_bad["message"]
    assert [file["name"] for file in facts_of(some_bad)["files"]] == ["good.mp4"]
    assert facts_of(some_bad)["left_out"]["rejected"] + len(facts_of(some_bad)["rejected"]) == 400


@pytest.mark.anyio
async def test_hundreds_of_projects_are_listed_in_part_and_read_as_a_whole(tmp_path: Path) -> None:
    backend = ScriptedBackend()
    async with engine_over(backend, tmp_path) as engine:
        for _ in range(300):
            await engine.new_project(None)
    async with scripted_host(backend, tmp_path) as host:
        listed = within(await host.call_tool("projects", {}))
        document = await read(host, "video://projects")
    assert len(document["projects"]) == 300
    assert facts_of(listed)["projects"][0]["project_id"] == facts_of(listed)["current"]
    assert facts_of(listed)["left_out"]["projects"] + len(facts_of(listed)["projects"]) == 300
    assert "video://projects" in text_of(listed)


@pytest.mark.anyio
async def test_an_ordinary_result_leaves_nothing_out(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        made = within(await host.call_tool("generate", {"prompt": "a 1-second sunset over the sea"}))
    assert "left_out" not in facts_of(made)


def test_thousands_of_texts_are_shortened_in_a_few_passes_the_longest_first() -> None:
    texts: dict[str, Any] = {f"text {n}": "x" * (100 if n else 10_000) for n in range(20_000)}
    facts, left_out = fit({"tool": "state", "left_out": {"projects": 900}, "all": texts}, 1_500_000)
    assert len(json.dumps(facts, ensure_ascii=False)) <= 1_500_000  # a quarter of an hour before
    assert facts["tool"] == "state"
    assert len(facts["all"]["text 0"]) < 100
    assert left_out["projects"] == 900
    assert left_out["text 0"] > 9_900
