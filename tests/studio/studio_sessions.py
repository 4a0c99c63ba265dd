"""A session with a real studio over a real socket, and drafts in a form that a test can be read with."""

import json
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx

from nemo_studio import StudioOptions, serve_studio

Json = dict[str, Any]

LIMIT_S = 120
"""Against a test that hangs; how busy the machine is decides nothing."""

HEADERS = {
    "X-Skill-Source": "sora-video-generation",
    "X-Skill-Version": "0.0.0",
    "X-Skill-Platform": "unknown",
}
_TRACKS = {0: "clip", 1: "sound", 7: "title"}
_TOLD = {
    "name",
    "text",
    "kind",
    "scene",
    "seed",
    "sound",
    "media_id",
    "length_ms",
    "from_ms",
    "still",
    "ambience",
}
_USUAL: Json = {"parameters": {}, "place": "center", "size": 1.0, "color": "#FFFFFF", "animation": "fade"}


@dataclass
class Chat:
    """One session, spoken to in the protocol's words."""

    http: httpx.AsyncClient
    session_id: str

    async def say(self, *messages: str) -> list[Json]:
        """Send messages one after the other; returns the events of the last."""
        events: list[Json] = []
        for message in messages:
            events = await self._send(message)
        return events

    async def _send(self, message: str) -> list[Json]:
        body = {"session_id": self.session_id, "new_message": {"parts": [{"text": message}]}}
        with anyio.fail_after(LIMIT_S):
            async with self.http.stream("POST", "/run_sse", json=body) as answer:
                lines = [line async for line in answer.aiter_lines()]
        return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]

    async def restart(self, language: str = "en") -> None:
        """Go on in a new session."""
        body = {"task_name": "project", "language": language}
        answer = await self.http.post("/api/tasks/me/with-session/nemo_agent", json=body)
        self.session_id = answer.json()["data"]["session_id"]

    async def reply(self, message: str) -> str:
        """Send a message; returns the texts of the answer."""
        return " ".join(texts(await self.say(message)))

    async def state(self) -> Json:
        """What the state answers."""
        answer = await self.http.get(f"/api/state/nemo_agent/me/{self.session_id}/latest")
        return answer.json()["data"]["state"]

    async def draft(self) -> Json:
        """The draft as the state gives it."""
        return (await self.state())["draft"]

    async def sketch(self) -> list[str]:
        """The draft without its ambience, one line a segment."""
        return [line for line in sketch(await self.draft()) if not line.startswith("ambience")]

    async def balance(self) -> Json:
        """What is left to spend."""
        return (await self.http.get("/api/credits/balance/simple")).json()["data"]

    async def upload(self, *paths: Path) -> None:
        """Upload files."""
        path = f"/api/upload-video/nemo_agent/me/{self.session_id}"
        for each in paths:
            answer = await self.http.post(path, files={"files": (each.name, each.read_bytes())})
            assert answer.json()["code"] == 0, answer.text

    async def render(self, folder: Path, format: str = "mp4", **wishes: str) -> Path:
        """Export the draft, and wait for the file; a wish is a field of the output, as `resolution`."""
        render_id = f"render_{uuid.uuid4().hex}"
        output = {"format": format, "quality": "low", **wishes}
        body = {"id": render_id, "sessionId": self.session_id, "draft": await self.draft(), "output": output}
        answer = (await self.http.post("/api/render/proxy/lambda", json=body)).json()
        assert answer["code"] == 0, answer
        status = await self.until_rendered(render_id)
        assert status["status"] == "completed", status
        film = await self.http.get(f"/api/render/proxy/{render_id}/download")
        path = folder / f"film.{format}"
        path.write_bytes(film.content)
        return path

    async def until_rendered(self, render_id: str) -> Json:
        """Ask for a render until it is finished."""
        with anyio.fail_after(LIMIT_S):
            while True:
                status = (await self.http.get(f"/api/render/proxy/lambda/{render_id}")).json()
                if status["status"] in ("completed", "failed"):
                    return status
                await anyio.sleep(0.05)


@asynccontextmanager
async def open_chat(folder: Path, language: str = "en", **options: Any) -> AsyncGenerator[Chat]:
    """A studio of its own, signed in, with a session."""
    async with (
        serve_studio(StudioOptions(folder=folder / "studio", **options)) as address,
        httpx.AsyncClient(base_url=address.url, timeout=LIMIT_S, headers=HEADERS, verify=False) as http,
    ):
        client_id = {"X-Client-Id": str(uuid.uuid4())}
        token = (await http.post("/api/auth/anonymous-token", headers=client_id)).json()["data"]["token"]
        http.headers["Authorization"] = f"Bearer {token}"
        chat = Chat(http, "")
        await chat.restart(language)
        yield chat


def texts(events: list[Json]) -> list[str]:
    """What the agent says."""
    return [part["text"] for event in events for part in event["content"]["parts"] if "text" in part]


def questions(events: list[Json]) -> list[str]:
    """What the agent asks."""
    calls = [part.get("functionCall") for event in events for part in event["content"]["parts"]]
    return [call["args"]["question"] for call in calls if call and call["name"] == "ask_question"]


def sketch(draft: Json) -> list[str]:
    """One line a segment: what it is, its name, its time, and what is unusual about it."""
    return [
        " ".join([*_call(track["tt"], segment), *_unusual(segment["m"])])
        for track in draft["t"]
        for segment in track["sg"]
    ]


def _call(track_type: int, segment: Json) -> list[str]:
    metadata = segment["m"]
    start, end = segment["s"] / 1000, (segment["s"] + segment["d"]) / 1000
    since = [f"from {metadata['from_ms'] / 1000:g}"] if metadata.get("from_ms") else []
    kind = "inset" if "corner" in metadata else metadata.get("kind", _TRACKS[track_type])
    return [kind, metadata.get("text", metadata["name"]), f"{start:g}-{end:g}", *since]


def _unusual(metadata: Json) -> list[str]:
    return [
        f"{key}={value}" for key, value in metadata.items() if key not in _TOLD and _USUAL.get(key) != value
    ]
