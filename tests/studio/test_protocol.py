"""The studio over a real socket, read with a plain HTTP client: the protocol's words alone."""

import json
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import av
import httpx
import pytest

from nemo_studio import StudioOptions, serve_studio
from studio.judge import probe
from studio.studio_sessions import LIMIT_S

pytestmark = pytest.mark.slow

ATTRIBUTION = {
    "X-Skill-Source": "sora-video-generation",
    "X-Skill-Version": "0.0.0",
    "X-Skill-Platform": "unknown",
}
CLIENT_ID = {"X-Client-Id": str(uuid.UUID(int=7))}
Json = dict[str, Any]


@asynccontextmanager
async def open_studio(tmp_path: Path, **options: Any) -> AsyncGenerator[httpx.AsyncClient]:
    async with (
        serve_studio(StudioOptions(folder=tmp_path / "studio", **options)) as address,
        httpx.AsyncClient(base_url=address.url, timeout=LIMIT_S, verify=False) as http,
    ):
        yield http


async def sign_in(http: httpx.AsyncClient) -> Json:
    answer = (await http.post("/api/auth/anonymous-token", headers=CLIENT_ID)).json()
    http.headers.update({**ATTRIBUTION, "Authorization": f"Bearer {answer['data']['token']}"})
    return answer["data"]


async def open_session(http: httpx.AsyncClient, language: str = "en") -> str:
    body = {"task_name": "project", "language": language}
    answer = (await http.post("/api/tasks/me/with-session/nemo_agent", json=body)).json()
    return answer["data"]["session_id"]


async def say(http: httpx.AsyncClient, session_id: str, words: str) -> list[Json]:
    body = {
        "app_name": "nemo_agent",
        "user_id": "me",
        "session_id": session_id,
        "new_message": {"parts": [{"text": words}]},
    }
    async with http.stream("POST", "/run_sse", json=body) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = [line async for line in answer.aiter_lines()]
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def texts(events: list[Json]) -> list[str]:
    return [part["text"] for event in events for part in event["content"]["parts"] if "text" in part]


async def read_state(http: httpx.AsyncClient, session_id: str) -> Json:
    return (await http.get(f"/api/state/nemo_agent/me/{session_id}/latest")).json()["data"]["state"]


@pytest.mark.anyio
async def test_a_client_gets_one_token_a_week(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        nameless = await http.post("/api/auth/anonymous-token")
        first = await http.post("/api/auth/anonymous-token", headers=CLIENT_ID)
        second = await http.post("/api/auth/anonymous-token", headers=CLIENT_ID)
    assert (nameless.status_code, nameless.json()["code"]) == (400, 400)
    assert first.json()["code"] == 0
    assert first.json()["data"]["token"].startswith("nmv_usr_")
    assert first.json()["data"]["credits"] == 100
    assert (second.status_code, second.json()["code"]) == (429, 429)


@pytest.mark.anyio
async def test_a_studio_inside_the_server_serves_only_the_client_that_it_was_started_for(
    tmp_path: Path,
) -> None:
    options = StudioOptions(folder=tmp_path / "studio", is_private=True)
    tokens: list[str] = []
    for _ in range(2):
        async with (
            serve_studio(options) as address,
            httpx.AsyncClient(base_url=address.url, verify=False) as http,
        ):
            stranger = await http.post("/api/auth/anonymous-token", headers=CLIENT_ID)
            ours = await http.post("/api/auth/anonymous-token", headers={"X-Client-Id": address.client_id})
        assert stranger.json()["code"] == 1001
        assert "nmv_usr_" not in stranger.text
        tokens.append(ours.json()["data"]["token"])
    assert tokens[0] == tokens[1]


@pytest.mark.anyio
async def test_no_call_works_without_a_token(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        answers = [
            await http.post("/api/tasks/me/with-session/nemo_agent", json={"language": "en"}),
            await http.post("/run_sse", json={}),
            await http.get("/api/credits/balance/simple"),
            await http.get("/api/state/nemo_agent/me/x/latest"),
            await http.post("/api/upload-video/nemo_agent/me/x"),
            await http.post("/api/render/proxy/lambda", json={}),
            await http.get("/api/render/proxy/lambda/x"),
            await http.get("/api/render/proxy/x/download"),
            await http.post("/api/auth/claim-token", json={}),
        ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, 1001)}


@pytest.mark.anyio
async def test_an_unknown_session_is_1002_and_a_404_for_the_chat(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        state = await http.get("/api/state/nemo_agent/me/nobody/latest")
        chat = await http.post(
            "/run_sse", json={"session_id": "nobody", "new_message": {"parts": [{"text": "hi"}]}}
        )
    assert state.json()["code"] == 1002
    assert (chat.status_code, chat.json()) == (404, {"detail": "Session not found: nobody"})


@pytest.mark.anyio
async def test_a_generation_calls_two_tools_and_names_itself_an_offline_studio(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        events = await say(http, session_id, "a 4-second video of a sunset over the sea")
        state = await read_state(http, session_id)
    calls = [p["functionCall"]["name"] for e in events for p in e["content"]["parts"] if "functionCall" in p]
    assert calls == ["generate_video", "add_sound"]
    assert "offline studio, not an AI model" in texts(events)[-1]
    assert [track["tt"] for track in state["draft"]["t"]] == [0, 1]
    assert state["draft"]["t"][0]["sg"][0]["d"] == 4000
    assert state["generated_media"][0]["name"] == "sunset over the sea"


@pytest.mark.anyio
async def test_several_edits_in_one_message_are_all_told(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, "a 10-second video of a sunset over the ocean")
        events = await say(
            http, session_id, "add lo-fi music at 35% and the title 'Golden Hour' for the first 3 seconds"
        )
        state = await read_state(http, session_id)
    music = next(
        s["m"] for t in state["draft"]["t"] if t["tt"] == 1 for s in t["sg"] if s["m"]["kind"] == "music"
    )
    title = next(s for t in state["draft"]["t"] if t["tt"] == 7 for s in t["sg"])
    assert texts(events) == [
        '"Lo-fi" music plays from 0 to 10 s, at 35%. The title "Golden Hour" shows from 0 to 3 s.'
    ]
    assert (music["name"], music["volume"]) == ("Lo-fi", 0.35)
    assert (title["m"]["text"], title["s"], title["d"]) == ("Golden Hour", 0, 3000)


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "how do I get my video?", "export it to get the file"),
        ("zh-Hans", "怎么拿到我的视频？", "导出即可得到文件"),
        ("en", "translate my speech to French", 'cannot do this: "translate my speech to French"'),
        ("zh-Hans", "把我的演讲翻译成法语", "工作室做不到：“把我的演讲翻译成法语”"),
        ("en", "who are you?", "offline studio, not an AI model"),
    ],
)
@pytest.mark.anyio
async def test_a_message_that_changes_nothing_is_answered_in_words(
    tmp_path: Path, language: str, words: str, expected: str
) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http, language)
        await say(http, session_id, "海上日落" if language != "en" else "a sunset over the sea")
        before = await read_state(http, session_id)
        events = await say(http, session_id, words)
        after = await read_state(http, session_id)
    assert expected in texts(events)[0]
    assert after == before


@pytest.mark.anyio
async def test_credits_are_spent_on_clips_and_run_out_with_2001(tmp_path: Path) -> None:
    async with open_studio(tmp_path, clip_price=100) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, "a sunset over the sea")
        balance = (await http.get("/api/credits/balance/simple")).json()["data"]
        body = {
            "session_id": session_id,
            "new_message": {"parts": [{"text": "another sunset, then a beach"}]},
        }
        refused = await http.post("/run_sse", json=body)
    assert balance == {"available": 0, "frozen": 0, "total": 0}
    assert refused.json()["code"] == 2001


@pytest.mark.anyio
async def test_an_export_needs_the_attribution_headers_and_then_renders_the_draft(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, "a 1-second square video of a sunset over the sea in 360p")
        draft = (await read_state(http, session_id))["draft"]
        body = {
            "id": "render_1",
            "sessionId": session_id,
            "draft": draft,
            "output": {"format": "mp4", "quality": "low"},
        }
        blocked = await http.post("/api/render/proxy/lambda", json=body, headers={"X-Skill-Version": ""})
        accepted = await http.post("/api/render/proxy/lambda", json=body)
        status = await until_rendered(http, "render_1")
        async with httpx.AsyncClient() as stranger:
            film = await stranger.get(status["output"]["url"])
        fallback = await http.get("/api/render/proxy/render_1/download")
        left = list((tmp_path / "studio" / "files").iterdir())
    assert (blocked.status_code, blocked.json()["code"]) == (402, 402)
    assert accepted.json()["code"] == 0
    assert film.content == fallback.content
    assert len(left) == 1
    assert picture_size(film.content, tmp_path) == (360, 360)


@pytest.mark.anyio
async def test_an_export_may_ask_for_frames_a_second_and_a_size(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        await say(http, session_id, "a 1-second square video of a sunset over the sea")
        draft = (await read_state(http, session_id))["draft"]
        body: Json = {"id": "r", "sessionId": session_id, "draft": draft}
        wrong = [
            (await http.post("/api/render/proxy/lambda", json={**body, "output": output})).json()
            for output in ({"fps": 240}, {"resolution": "8k"}, {"format": "avi"}, {"quality": "best"})
        ]
        wish = {"format": "mp4", "quality": "low", "fps": 24, "resolution": "360p"}
        await http.post("/api/render/proxy/lambda", json={**body, "output": wish})
        film = await http.get((await until_rendered(http, "r"))["output"]["url"])
    (tmp_path / "small.mp4").write_bytes(film.content)
    video = probe(tmp_path / "small.mp4")["video"]
    assert [answer["code"] for answer in wrong] == [400] * 4
    assert [answer["message"] for answer in wrong[:2]] == [
        "240 frames a second are not possible; 24 to 60 are.",
        'The studio cannot export "8k"; it knows 4k, 1080p, 720p, 480p, 360p.',
    ]
    assert (video["width"], video["height"], video["avg_frame_rate"]) == (360, 360, "24/1")


async def until_rendered(http: httpx.AsyncClient, render_id: str) -> Json:
    with anyio.fail_after(LIMIT_S):
        while True:
            status = (await http.get(f"/api/render/proxy/lambda/{render_id}")).json()
            if status["status"] in ("completed", "failed"):
                return status
            await anyio.sleep(0.05)


def picture_size(film: bytes, folder: Path) -> tuple[int, int]:
    path = folder / "film.mp4"
    path.write_bytes(film)
    with av.open(path) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height


@pytest.mark.anyio
async def test_a_draft_that_is_not_the_studios_is_refused_in_plain_words(tmp_path: Path) -> None:
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        body: Json = {
            "id": "r",
            "sessionId": session_id,
            "draft": {"t": [{"tt": 0, "sg": [{}]}]},
            "output": {},
        }
        answer = await http.post("/api/render/proxy/lambda", json=body)
    assert (answer.status_code, answer.json()["message"]) == (400, "The draft cannot be read.")


@pytest.mark.anyio
async def test_an_upload_is_checked_stored_and_placed_when_asked(tmp_path: Path) -> None:
    picture = draw_png(tmp_path / "beach.png")
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        text = await http.post(path, files={"files": ("notes.txt", b"hello")})
        renamed = await http.post(path, files={"files": ("notes.png", b"hello")})
        stored = await http.post(path, files={"files": ("beach.png", picture)})
        await say(http, session_id, "make a slideshow from my photos")
        state = await read_state(http, session_id)
    assert [text.json()["code"], renamed.json()["code"], stored.json()["code"]] == [4001, 4001, 0]
    assert stored.json()["data"]["files"][0]["name"] == "beach.png"
    assert state["draft"]["t"][0]["sg"][0]["m"]["name"] == "beach.png"


@pytest.mark.anyio
async def test_subtitles_are_kept_as_an_upload_and_refused_with_the_line_that_is_wrong(
    tmp_path: Path,
) -> None:
    text = "1\n00:00:01,000 --> 00:00:02,500\n海上日落\n"
    async with open_studio(tmp_path) as http:
        await sign_in(http)
        session_id = await open_session(http)
        path = f"/api/upload-video/nemo_agent/me/{session_id}"
        stored = await http.post(path, files={"files": ("words.SRT", text.encode("utf-16"))})
        broken = await http.post(path, files={"files": ("bad.srt", text.replace("02,500", "xx").encode())})
        foreign = await http.post(path, files={"files": ("old.srt", b"1\n00:00:01,0 --> 00:00:02,0\n\xff")})
        state = await read_state(http, session_id)
    assert stored.json()["data"]["files"] == state["video_infos"]
    assert [(media["name"], media["type"], media["duration"]) for media in state["video_infos"]] == [
        ("words.SRT", "subtitles", 2.5)
    ]
    assert (broken.json()["code"], foreign.json()["code"]) == (4001, 4001)
    assert "bad.srt: The subtitles cannot be read at line 2" in broken.json()["message"]
    assert "UTF-8" in foreign.json()["message"]


def draw_png(path: Path) -> bytes:
    from PIL import Image

    Image.new("RGB", (320, 240), "navy").save(path)
    return path.read_bytes()
