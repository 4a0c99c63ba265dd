"""Previews over the wire: frames of a draft that nobody has rendered."""

import pickle
from base64 import b64decode
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import anyio
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from nemo_studio.render.composition import Clip, Composition, Grade
from nemo_studio.render.frame_worker import Look
from nemo_studio.render.preview import draw_frames, grade_picture
from nemo_studio.service import previews
from nemo_video.media.opening import open_source
from studio.studio_sessions import Chat, open_chat

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

FILM = "a 1-second video of an aurora, then a 1-second video of mountains, add the title 'Dusk'"
Pixels = NDArray[np.float64]


async def ask(chat: Chat, session_id: str = "", **body: Any) -> dict[str, Any]:
    path = f"/api/preview/nemo_agent/me/{session_id or chat.session_id}"
    return (await chat.http.post(path, json=body)).json()


async def draw(chat: Chat, **body: Any) -> list[Pixels]:
    answer = await ask(chat, **body)
    assert answer["code"] == 0, answer
    return [_pixels(b64decode(jpeg)) for jpeg in answer["data"]["frames"]]


def _pixels(jpeg: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(jpeg)).convert("RGB"), np.float64)


def psnr(one: Pixels, other: Pixels) -> float:
    return float(10 * np.log10(255**2 / np.mean((one - other) ** 2)))


def at_times(film: Path, at_s: list[float]) -> list[Pixels]:
    """What a film shows, without loss."""
    with open_source(film) as source:
        shots = source.shots(sorted(at_s), max_width=1920, tolerance_s=0)
        images = dict(zip(sorted(at_s), (shot.image for shot in shots), strict=True))
    return [np.asarray(images[time_s], np.float64) for time_s in at_s]


async def test_a_frame_of_the_draft_is_that_of_the_export(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times_s = [1.8, 0.0, 0.6, 60.0]
    async with open_chat(tmp_path) as chat:
        await chat.say(FILM)
        film = await chat.render(tmp_path, quality="high", resolution="360p")
        drawn = await draw(chat, at_s=times_s, largest_side=640)
        monkeypatch.setattr(previews, "FRAME_WORKER", "nemo_studio.no_such_module")
        again = await draw(chat, at_s=times_s, largest_side=640)
    assert all(np.array_equal(*pair) for pair in zip(drawn, again, strict=True)), "they are kept"
    worst = min(psnr(*pair) for pair in zip(at_times(film, times_s), drawn, strict=True))
    assert worst >= 35


async def show_small(chat: Chat, *clips: str, limit_ms: int = 20_000) -> dict[str, Any]:
    path = f"/api/miniatures/nemo_agent/me/{chat.session_id}"
    answer = (await chat.http.post(path, json={"clips": clips, "limit_ms": limit_ms})).json()
    assert answer["code"] == 0, answer
    return answer["data"]


async def hear(chat: Chat) -> dict[str, list[int]]:
    return (await show_small(chat))["sounds"]


def test_a_picture_in_other_colours_is_that_of_a_clip_that_has_them() -> None:
    clip = Clip(start_ms=0, duration_ms=500, scene="aurora", grade=Grade("vintage", brightness=0.2))
    film = Composition(width=160, height=90, fps=10, duration_ms=500, clips=(clip,), sounds=(), captions=())
    plain = replace(film, clips=(replace(clip, grade=Grade()),))
    (drawn,), (own,) = draw_frames(film, [200]), draw_frames(plain, [200])
    assert psnr(drawn.astype(float), own.astype(float)) < 25
    assert psnr(drawn.astype(float), grade_picture(own, clip.grade).astype(float)) > 40


async def test_sounds_are_told_as_peaks_once_for_all_volumes_and_places(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        nothing = await hear(chat)
        await chat.say("a 2-second video of an aurora")
        await chat.say("add lo-fi music")
        peaks = await hear(chat)
        await chat.say("set the music to 20%")
        softer = await hear(chat)
    assert nothing == {}
    assert [(len(each), max(each)) for each in peaks.values()] == [(160, 100)] * 2, "ambience and music"
    assert all(each[-1] < 20 for each in peaks.values()), "both fade out"
    assert softer == peaks


async def test_what_cannot_be_drawn_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        empty = await ask(chat, at_s=[0])
        await chat.say("a 2-second video of a sunset over the sea")
        none, many, early = [await ask(chat, at_s=at_s) for at_s in ([], [0] * 13, [-1])]
        huge = await ask(chat, at_s=[0], largest_side=100_000)
        lost = await ask(chat, "ses_of_nobody", at_s=[0])
    assert [answer["code"] for answer in (empty, none, many, early, huge, lost)] == [400] * 5 + [1002]
    assert "empty" in empty["message"]
    assert "at_s" in many["message"]


async def test_the_same_frames_are_drawn_once_for_all_who_ask_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[str] = []
    open_worker = previews.open_worker

    def count(module: str) -> Any:
        started.append(module)
        return open_worker(module)

    monkeypatch.setattr(previews, "open_worker", count)
    async with open_chat(tmp_path) as chat, anyio.create_task_group() as tasks:
        await chat.say("a 1-second video of an aurora in 360p")
        for _ in range(3):
            tasks.start_soon(partial(draw, chat, at_s=[0.5]))
    assert len(started) == 1


async def test_a_preview_that_takes_too_long_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("a 2-second video of a sunset over the sea")
        monkeypatch.setattr(previews, "PREVIEW_LIMIT_S", 0.01)
        late = await ask(chat, at_s=[0])
    assert (late["code"], "took longer" in late["message"]) == (500, True)


async def test_small_pictures_are_there_at_once_or_later_and_drawn_only_for_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int] = []
    dumps = pickle.dumps

    def count(job: Any) -> bytes:
        match job:
            case ([*looks], int()):
                drawn.append(sum(len(times) for _, times in cast("list[Look]", looks)))
            case _:  # sounds
                pass
        return dumps(job)

    monkeypatch.setattr(previews.pickle, "dumps", count)
    async with open_chat(tmp_path) as chat:
        await chat.say(FILM)
        first, second = [str(segment["id"]) for segment in (await chat.draft())["t"][0]["sg"]]
        none = await show_small(chat, first, second, limit_ms=0)
        both = await show_small(chat, first, second, "sg_gone")
        await chat.say("make the second clip black and white, and change the title to 'Dawn'")
        changed = await show_small(chat, first, second)
        await chat.say("mirror the second clip")
        await show_small(chat, first, second)
    assert (none["thumbnails"], none["is_complete"]) == ({}, False)
    assert (set(both["thumbnails"]), both["is_complete"]) == ({first, second}, True)
    assert drawn == [2, 1], "other colours are put on what is there; a mirrored clip is drawn"
    assert changed["thumbnails"][first] == both["thumbnails"][first]
    grey = _pixels(b64decode(changed["thumbnails"][second]))
    assert max(grey.shape) == previews.THUMBNAIL_SIDE
    assert np.ptp(grey, axis=2).max() < 12
