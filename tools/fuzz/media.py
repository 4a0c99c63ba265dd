"""Mutated media files through the server's own check, the studio's upload, its timeline and its export."""

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import anyio
import httpx

from nemo_studio import StudioOptions, serve_studio
from nemo_video.client import check_file
from nemo_video.errors import VideoError
from nemo_video.wire import paths
from tools.fuzz.mutation import mutate_bytes

Json = dict[str, Any]

LIMIT_S: Final = 300
"""Of one file, all its steps together."""

_AT_ONCE: Final = 2
_OUTPUT: Final = {"format": "mp4", "quality": "low", "resolution": "360p", "fps": 24}


async def fuzz_media(files: Sequence[Path], folder: Path, count: int, seed: int) -> Counter[str]:
    """Send mutated files all the way.

    Args:
        files: Good ones.
        folder: For the mutants, and for the studio.
        count: How many mutants.
        seed: Of the mutations.

    Returns:
        How often which end came.

    Raises:
        Exception: What nobody has foreseen, with the number of the mutant.
    """
    ends: Counter[str] = Counter()
    limiter = anyio.CapacityLimiter(_AT_ONCE)
    async with (
        serve_studio(StudioOptions(folder=folder / "studio")) as address,
        httpx.AsyncClient(base_url=address.url, timeout=LIMIT_S) as http,
        anyio.create_task_group() as tasks,
    ):
        http.headers.update(dict.fromkeys(paths.ATTRIBUTION, "x"))
        http.headers[paths.AUTHORIZATION] = f"Bearer {address.token}"

        async def send(number: int) -> None:
            async with limiter:
                try:
                    with anyio.fail_after(LIMIT_S):
                        ends[await _send(http, _mutant(files, folder, number, seed), folder)] += 1
                except Exception as error:
                    error.add_note(f"mutant {number} of seed {seed}")
                    raise

        for number in range(count):
            tasks.start_soon(send, number)
    return ends


def _mutant(files: Sequence[Path], folder: Path, number: int, seed: int) -> Path:
    chance = random.Random(f"{seed}.{number}")
    good = chance.choice(files)
    mutant = folder / f"mutant{number}{good.suffix}"
    mutant.write_bytes(mutate_bytes(good.read_bytes(), chance))
    return mutant


async def _send(http: httpx.AsyncClient, mutant: Path, folder: Path) -> str:
    """One file, as far as it comes."""
    try:
        checked = await anyio.to_thread.run_sync(check_file, str(mutant), [folder])
    except VideoError:
        checked = None
    session = await _data(await http.post(paths.NEW_SESSION, json={"task_name": "x", "language": "en"}))
    session_id = session["session_id"]
    form = {"files": (mutant.name, await anyio.Path(mutant).read_bytes())}
    stored = (await http.post(paths.upload(session_id), files=form)).json()
    await anyio.Path(mutant).unlink()
    if stored["code"]:
        assert stored["code"] in (4001, 4002), stored
        return "refused by the studio" if checked else "refused"
    if checked is None:
        return "refused by the server"
    words = f"add {mutant.name} as music" if checked.kind == "audio" else "make a slideshow from my media"
    body = {"session_id": session_id, "new_message": {"parts": [{"text": words}]}}
    await http.post(paths.CHAT, json=body)
    state = (await _data(await http.get(paths.state(session_id))))["state"]
    render_id = f"r{mutant.stem}"
    job = {"id": render_id, "sessionId": session_id, "draft": state["draft"], "output": _OUTPUT}
    submitted = (await http.post(paths.RENDER, json=job)).json()
    if submitted["code"]:
        return "not exported, in words"
    return await _until_rendered(http, render_id)


async def _until_rendered(http: httpx.AsyncClient, render_id: str) -> str:
    while True:
        status: Json = (await http.get(f"{paths.RENDER}/{render_id}")).json()
        if status["status"] == "completed":
            return "exported"
        if status["status"] == "failed":
            assert "status" not in status["error"], status  # a worker that broke off without a word
            return "export failed, in words"
        await anyio.sleep(0.05)


async def _data(answer: httpx.Response) -> Json:
    body: Json = answer.json()
    assert body["code"] == 0, body
    return body["data"]
