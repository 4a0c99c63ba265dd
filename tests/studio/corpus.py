"""Everyday requests with what they ask for: each is played on a studio's session, unrendered, and judged."""

import json
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nemo_studio.draft import START_MS, Segment, duration_ms, end_ms, find
from nemo_studio.edits import EditSession, apply
from nemo_studio.edits.media.application import add_ambience
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.registry import Command
from nemo_studio.edits.ripple import ripple
from nemo_studio.edits.sound.commands import AddMusic
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddTitle
from nemo_studio.project import UploadedMedia
from nemo_studio.service.chat import Turn
from nemo_studio.service.generation import Generation
from nemo_studio.service.options import StudioOptions
from nemo_studio.service.sessions import Session, Sessions
from nemo_studio.service.storage import Storage
from nemo_studio.service.store import open_store
from nemo_video.wire.draft import DURATION_MS, METADATA
from studio.verdicts import Json, Played, judge

__all__ = ["Json", "Played", "describe", "judge", "load", "open_generation", "open_session", "play"]


_FILES = {
    "photos": [("beach.jpg", "image", None), ("dog.jpg", "image", None), ("cake.jpg", "image", None)],
    "footage": [("holiday.mp4", "video", 10.0)],
}
_MADE: Mapping[str, tuple[Command, ...]] = {
    "empty": (),
    "three": (
        MakeScene("sunset", "sunset", 4),
        MakeScene("forest", "forest", 4),
        MakeScene("city night", "city", 4, parameters={"time_of_day": "night"}),
    ),
    "film": (
        MakeScene("ocean", "sunset", 5),
        MakeScene("snow", "snow", 5),
        AddTitle("Winter trip", TimeSpan(0, 3)),
        AddMusic("ambient", 1.0),
    ),
    "photos": (),
    "footage": (PlaceMedia(names=("holiday.mp4",)),),
}


def load(path: Path) -> list[Json]:
    """The requests of a file, one JSON object a line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def open_session(start: str, language: str) -> Session:
    """A session as the request finds it, made in one turn."""
    session = Session(session_id="ses_1", task_id="task_1", client_id="client_1", language=language)
    for number, (name, kind, seconds) in enumerate(_FILES.get(start, []), 1):
        path = Path(name)
        session.uploads.append(UploadedMedia(f"media_{number}", name, kind, path, 1000, seconds, 1920, 1080))
    edit = EditSession.open(session, "en")
    for command in _MADE[start]:
        edit.history = edit.history.record(edit.snapshot())
        apply(edit, command)
        ripple(edit.draft, "en")
    add_ambience(edit.draft, {clip["segment_id"] for clip in edit.clips})
    ripple(edit.draft, "en")
    edit.close(session)
    return session


@asynccontextmanager
async def open_generation(folder: Path) -> AsyncGenerator[Generation]:
    """What draws the scenes of all requests, over a store of its own."""
    options = StudioOptions()
    async with open_store(folder) as store:
        storage = Storage(store, options)
        yield Generation(store, storage, Sessions(store, storage, options), options)


async def play(request: Json, generation: Generation) -> Played:
    """Say a request to a fresh session."""
    session = open_session(request["start"], request["lang"])
    before = describe(session)
    earlier = [_tracks(snapshot.draft) for snapshot in session.history.past]

    async def keep() -> None:
        pass

    turn = Turn.read(session, request["order"], StudioOptions(), keep, generation, "turn_1")
    lines: list[bytes] = [line async for line in turn.events()]
    events: list[Json] = [json.loads(line[6:]) for line in lines if line.startswith(b"data: {")]
    contents: list[Json] = [event["content"] for event in events if event.get("content")]
    parts: list[Json] = [part for content in contents for part in content.get("parts", [])]
    results = [part["functionResponse"]["response"] for part in parts if part.get("functionResponse")]
    asked = [part["functionCall"]["args"] for part in parts if part.get("functionCall")]
    questions = [str(args["question"]) for args in asked if "question" in args]
    reply = " ".join([*(part["text"] for part in parts if part.get("text")), *questions])
    return Played(
        before,
        describe(session) | {"undone": _tracks(session.draft) in earlier},
        reply,
        is_asked=bool(questions),
        has_refused=any("error" in result for result in results) or re.search(_STANDS_IN, reply) is not None,
    )


_STANDS_IN = "stands in|not in the picture|studio cannot|代替|[画畫]面[里裡][没沒]有|工作室不能"
"""What a reply says where something else was done in place of what was asked."""


def _tracks(draft: Json) -> Any:
    return [(kind, [s[METADATA] for s in find(draft, kind)]) for kind in ("clip", "title", "music")]


_LOOKS = {"black_and_white": "black and white"}
_TRANSITIONS = {"dip_to_black": "dip to black"}


def describe(session: Session) -> Json:
    """The state of a session in the words of the corpus."""
    draft = session.draft
    clips, music = find(draft, "clip"), find(draft, "music")
    return {
        "clips": [_describe_clip(clip) for clip in clips],
        "titles": [_describe_title(title) for title in find(draft, "title")],
        "subtitles": [_describe_title(title) for title in find(draft, "subtitle")],
        "music": [_describe_music(each) for each in music],
        "ambience": sorted({str(a[METADATA]["sound"]) for a in find(draft, "ambience")}),
        "voices": [voice[METADATA]["name"] for voice in find(draft, "voice")],
        "overlays": [
            _describe_clip(inset) | {"from_s": inset[START_MS] / 1000, "to_s": end_ms(inset) / 1000}
            for inset in find(draft, "inset")
        ],
        "transitions": [
            {
                "after": index,
                "kind": _TRANSITIONS.get(clip[METADATA]["transition"], clip[METADATA]["transition"]),
                "seconds": clip[METADATA]["transition_ms"] / 1000,
            }
            for index, clip in enumerate(clips)
            if clip[METADATA].get("transition")
        ],
        "canvas": session.canvas.aspect_ratio,
        "fineness": (session.canvas.resolution, session.canvas.fps),
        "total_s": duration_ms(draft) / 1000,
        "fade_in": bool(clips and clips[0][METADATA].get("fade_in_ms")),
        "fade_out": bool(clips and clips[-1][METADATA].get("fade_out_ms")),
        "sound_fade_in": any(each[METADATA].get("fade_in_ms") for each in music),
        "sound_fade_out": any(each[METADATA].get("fade_out_ms") for each in music),
    }


def _describe_clip(clip: Segment) -> Json:
    metadata = clip[METADATA]
    parameters = dict(metadata.get("parameters", {}))
    camera = str(parameters.pop("camera", "")).replace("_", " ")
    is_dreamy = parameters.pop("mood", "") == "dreamy"
    look = metadata.get("look") or ("dreamy" if is_dreamy else "none")
    flips = {"horizontal": metadata.get("mirror"), "vertical": metadata.get("flip")}
    source = {"file": metadata["name"]} if "media_id" in metadata else {"scene": metadata["scene"]}
    return {
        **source,
        "at_s": clip[START_MS] / 1000,
        "seconds": clip[DURATION_MS] / 1000,
        "speed": metadata.get("speed", 1),
        "look": _LOOKS.get(look, look),
        "volume": round(100 * metadata.get("volume" if "media_id" in metadata else "ambience", 1)),
        "motion": camera or "none",
        "rotate": metadata.get("rotate", 0),
        "flip": next((axis for axis, is_set in flips.items() if is_set), "none"),
        "parameters": parameters,
        "tone": [metadata.get(quality, 0) for quality in ("brightness", "contrast", "saturation")],
        "corner": str(metadata.get("corner", "")).replace("_", " "),
        "size_percent": round(100 * metadata.get("width", 1)),
        "framing": [metadata.get(key) for key in ("zoom", "focus", "fit", "reverse")],
        "from_s": metadata.get("from_ms", 0) / 1000,
    }


def _describe_title(title: Segment) -> Json:
    metadata = title[METADATA]
    return {
        "text": metadata["text"],
        "from_s": title[START_MS] / 1000,
        "to_s": end_ms(title) / 1000,
        "place": str(metadata["place"]).replace("_", " ").replace("center", "middle"),
        "colour": metadata["color"],
        "size": metadata["size"],
        "animation": metadata["animation"],
    }


def _describe_music(music: Segment) -> Json:
    metadata = music[METADATA]
    return {
        "mood": metadata["sound"],
        "volume": round(100 * metadata.get("volume", 1)),
        "from_s": music[START_MS] / 1000,
        "to_s": end_ms(music) / 1000,
        "envelope": metadata.get("envelope", []),
        "duck": bool(metadata.get("duck")),
    }
