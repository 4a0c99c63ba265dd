"""Bad input, from outside: an error with code, reason and next step, and nothing lost."""

from pathlib import Path

import anyio
import pytest

from homes import COMMAND, clean_environment, closed_port
from hosts import error_of, facts_of, open_server, text_of

SCENE = "a 2-second video of a sunset over the sea"


@pytest.mark.anyio
async def test_bad_arguments_are_named_in_plain_words(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        results = [
            await host.call_tool("generate", {"prompt": "   "}),
            await host.call_tool("generate", {}),
            await host.call_tool("generate", {"prompt": "a sunset", "length": 5}),
            await host.call_tool("export", {"format": "flv"}),
            await host.call_tool("export", {"filename": "../../etc/passwd"}),
            await host.call_tool("generate", {"prompt": "a sunset", "duration_s": -1}),
        ]
    errors = [error_of(result) for result in results]
    assert {error["code"] for error in errors} == {"invalid_argument"}
    assert [
        name in error["message"]
        for name, error in zip(
            ["prompt", "prompt", "length", "format", "filename", "duration_s"], errors, strict=True
        )
    ] == [True] * 6
    assert all(error["advice"] for error in errors)
    assert "http" not in " ".join(map(text_of, results))


@pytest.mark.anyio
async def test_an_export_without_a_draft_says_to_generate_first(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        nothing = error_of(await host.call_tool("export", {}))
        await host.call_tool("generate", {"prompt": "what can you do?"})
        empty = error_of(await host.call_tool("export", {}))
    assert [nothing["code"], empty["code"]] == ["not_found", "not_found"]
    assert "generate" in nothing["advice"]


@pytest.mark.anyio
async def test_a_missing_file_a_renamed_one_and_a_foreign_folder_are_told_apart(tmp_path: Path) -> None:
    renamed = tmp_path / "key.png"
    renamed.write_text("-----BEGIN PRIVATE KEY-----", encoding="utf-8")
    async with open_server(tmp_path) as host:
        missing = error_of(await host.call_tool("upload", {"source": str(tmp_path / "none.mp4")}))
        fake = error_of(await host.call_tool("upload", {"source": str(renamed)}))
        foreign = error_of(await host.call_tool("upload", {"source": "/etc/hostname"}))
        both = error_of(await host.call_tool("upload", {"source": [str(renamed), "/etc/hostname"]}))
    assert [missing["code"], fake["code"]] == ["not_found", 4001]
    assert foreign["code"] in ("not_allowed", 4001)
    assert str(renamed) in both["message"]
    assert "/etc/hostname" in both["message"]


@pytest.mark.anyio
async def test_a_dead_backend_is_unreachable_at_once_and_the_studio_is_the_way_on(tmp_path: Path) -> None:
    with closed_port() as port, anyio.fail_after(60):
        settings = {"NEMO_BACKEND": "cloud", "NEMO_API_URL": f"http://127.0.0.1:{port}"}
        async with open_server(tmp_path, settings) as host:
            generate = error_of(await host.call_tool("generate", {"prompt": SCENE}))
            credits = error_of(await host.call_tool("credits", {}))
            (way,) = generate["suggestions"]
            offline = facts_of(await host.call_tool(way["tool"], way["arguments"]))
            made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
    assert [generate["code"], credits["code"]] == ["unreachable", "unreachable"]
    assert generate["retryable"] is True
    assert offline["projects"][0]["backend"] == "studio"
    assert made["status"] == "completed"


@pytest.mark.anyio
async def test_an_unknown_project_or_job_is_not_found_and_nothing_is_lost(tmp_path: Path) -> None:
    async with open_server(tmp_path) as host:
        made = facts_of(await host.call_tool("generate", {"prompt": SCENE}))
        project = error_of(await host.call_tool("state", {"project_id": "prj_nobody"}))
        job = error_of(await host.call_tool("wait", {"job_id": "job_nobody"}))
        state = facts_of(await host.call_tool("state", {}))
    assert [project["code"], job["code"]] == ["not_found", "not_found"]
    assert state["timeline"] == made["timeline"]


@pytest.mark.slow
@pytest.mark.anyio
async def test_a_bad_setting_ends_the_start_with_one_line_on_stderr(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path, NEMO_POLL_S="soon")
    with anyio.fail_after(60):
        ended = await anyio.run_process([str(COMMAND)], env=environment, check=False)
    assert ended.returncode == 2
    assert ended.stdout == b""
    assert ended.stderr.decode().count("\n") == 1
    assert "NEMO_POLL_S" in ended.stderr.decode()
