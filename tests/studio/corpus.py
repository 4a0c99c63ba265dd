"""Everyday requests with what they ask for: each is played on a studio's session, unrendered, and judged.

A request is *right* when all that it asks for is so and nothing else has changed, *honest* when something
of it was not done, the reply says so and nothing else has changed, and *wrong* in every other case.
"""

import json
import re
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nemo_studio.draft import START_MS, Segment, duration_ms, end_ms, find
from nemo_studio.edits import EditSession, apply
from nemo_studio.edits.media.application import add_ambience
from nemo_studio.edits.media.commands import MakeScene, PlaceMedia
from nemo_studio.edits.media.words import SCENE_WORDS
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

Json = dict[str, Any]
Verdict = Literal["right", "honest", "wrong"]

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


@dataclass(frozen=True)
class Played:
    """What became of a request.

    Attributes:
        before: The state it found.
        after: The state it left.
        reply: What the studio said.
        is_asked: Whether the studio asked which of several things is meant.
        has_refused: Whether it named something as not done.
    """

    before: Json
    after: Json
    reply: str
    is_asked: bool
    has_refused: bool


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


_STANDS_IN = "stands in|not in the picture|studio cannot|代替|画面里没有|工作室不能"
"""What a reply says where something else was done in place of what was asked."""


def _tracks(draft: Json) -> Any:
    return [(kind, [s[METADATA] for s in find(draft, kind)]) for kind in ("clip", "title", "music")]


_LOOKS = {"black_and_white": "black and white"}
_MOODS = {"cinematic": {"epic", "tense"}, "upbeat": {"happy"}, "ambient": {"calm"}, "lofi": {"lo-fi"}}
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


def judge(request: Json, played: Played) -> tuple[Verdict, list[str]]:
    """A verdict, and what is not as it was asked for."""
    expect = request["expect"]
    is_same = _same(played.before, played.after)
    if expect.get("impossible"):
        said = played.has_refused or played.is_asked
        return ("right" if is_same and said else "wrong"), [] if is_same else ["something was done"]
    if expect.get("answer"):
        verdict: Verdict = "honest" if played.has_refused or played.is_asked else "right"
        return (verdict if is_same else "wrong"), [] if is_same else ["something was done"]
    if expect.get("ambiguous") and played.is_asked and is_same:
        return "right", []
    if expect.get("undone"):
        missed = [] if played.after["undone"] else ["undone"]
        is_done = not missed or is_same
        return ("right" if not missed else "honest" if is_done and played.has_refused else "wrong"), missed
    missed, unasked = _differences(expect, played)
    if not missed and not unasked:
        return "right", []
    is_told = played.has_refused or played.is_asked
    is_honest = is_told and not unasked
    return ("honest" if is_honest else "wrong"), [
        *(f"missed {m}" for m in missed),
        *(f"unasked {u}" for u in unasked),
    ]


def _same(before: Json, after: Json) -> bool:
    return {**after, "undone": None} == {**before, "undone": None}


def _differences(expect: Json, played: Played) -> tuple[list[str], list[str]]:
    """What is not so that should be, and what has changed that should not have."""
    before, after = played.before, played.after
    missed: list[str] = []
    unasked: list[str] = []
    for key in ("canvas", "total_s", "fade_in", "fade_out", "sound_fade_in", "sound_fade_out", "ambience"):
        if key in expect:
            if not _holds(key, expect[key], after[key]):
                missed.append(f"{key}: {after[key]}")
        elif after[key] != before[key] and not _follows(key, expect, before):
            unasked.append(f"{key}: {after[key]}")
    unasked += [key for key in ("voices", "fineness") if after[key] != before[key]]
    for key in ("clips", "overlays", "titles", "subtitles", "transitions"):
        _compare_lists(key, expect, played, missed, unasked)
    _compare_music(expect, played, missed, unasked)
    return missed, unasked


def _follows(key: str, expect: Json, before: Json) -> bool:
    """What changes by itself with what was asked for: the length with the clips, sounds with the picture."""
    picture = "clips" in expect or "overlays" in expect
    if key in ("total_s", "ambience"):
        return picture or "total_s" in expect or "ambience" in expect
    if key == "canvas":
        return not before["clips"] and any("file" in clip for clip in expect.get("clips", []))
    if key.startswith("sound_"):
        return key.removeprefix("sound_") in expect or "music" in expect
    return False


def _source(clip: Json) -> str:
    """What a clip shows: its file, or the scene that a name is drawn as."""
    if "file" in clip:
        return clip["file"]
    name = clip["scene"]
    return (
        name
        if name in SCENE_WORDS
        else next((k for k, p in SCENE_WORDS.items() if re.search(p, name)), "abstract")
    )


def _text(title: Json) -> str:
    return title["text"]


def _after(transition: Json) -> str:
    return str(transition["after"])


_ABSENT: Json = {"volume": 100, "speed": 1, "look": "none", "motion": "none", "rotate": 0, "flip": "none"}
_FREE = {
    "clips": {"at_s", "from_s", "seconds", "corner", "size_percent"},
    "overlays": {"at_s", "from_s", "to_s", "seconds", "size_percent", "volume", "parameters"},
    "titles": {"from_s", "to_s"},
    "subtitles": {"from_s", "to_s", "place", "size", "animation", "colour"},
    "transitions": {"seconds"},
}
"""What of an item may be any where nothing is said of it: it follows from what was asked for."""


def _compare_lists(key: str, expect: Json, played: Played, missed: list[str], unasked: list[str]) -> None:
    """Items that should be there, in their order, and nothing of them or beside them changed."""
    named = {"titles": _text, "subtitles": _text, "transitions": _after}.get(key, _source)
    before, after, wanted = played.before[key], played.after[key], expect.get(key)
    if wanted is None:
        kept = [_without(item, _free_in(key, expect)) for item in before]
        if [_without(item, _free_in(key, expect)) for item in after] != kept:
            unasked.append(f"{key}: {after}")
        return
    if [named(item) for item in after] != [named(item) for item in wanted]:
        missed.append(f"{key}: {[named(item) for item in after]}")
    known = [named(item) for item in (*before, *wanted)]
    unasked += [f"{key}: {named(item)}" for item in after if named(item) not in known]
    for index, item in enumerate(after):
        same = [each for each in wanted if named(each) == named(item)]
        there = same.index(wanted[index]) if index < len(wanted) and wanted[index] in same else 0
        goal: Json = same[there] if same else {}
        old = next((each for each in before if named(each) == named(item)), None)
        for field, value in item.items():
            if field in ("file", "scene", "text", "after"):
                continue
            is_met = field in goal and _holds(field, goal[field], value)
            if field in goal and not is_met:
                missed.append(f"{key}: {named(item)} {field} {value}")
            is_usual = old is not None and old.get(field) == value
            is_usual |= old is None and (value == _ABSENT.get(field, value) or _is_scene_sound(field, item))
            if not is_met and not is_usual and not (field not in goal and field in _FREE[key]):
                unasked.append(f"{key}: {named(item)} {field} {value}")
    if key == "clips" and not unasked and len(after) < len(before) and len(wanted) >= len(before):
        unasked.append("clips: one is gone")


def _is_scene_sound(field: str, item: Json) -> bool:
    """A scene comes with its own sound."""
    return field == "volume" and "scene" in item


def _free_in(key: str, expect: Json) -> set[str]:
    """Times move with the clips, and the clips with the length of the whole."""
    if key == "clips":
        return {"at_s"} | ({"seconds"} if "total_s" in expect else set())
    return {"from_s", "to_s"} if "clips" in expect or "total_s" in expect else set()


def _without(item: Json, free: Iterable[str]) -> Json:
    return {field: value for field, value in item.items() if field not in free}


def _compare_music(expect: Json, played: Played, missed: list[str], unasked: list[str]) -> None:
    before, after, wanted = played.before["music"], played.after["music"], expect.get("music")
    if wanted is None:
        if [_without(m, ("to_s",)) for m in after] != [_without(m, ("to_s",)) for m in before]:
            unasked.append(f"music: {after}")
        return
    if wanted is False:
        heard = [music for music in after if music["volume"]]
        if heard:
            (missed if before else unasked).append(f"music: {heard}")
        return
    if len(after) != 1:
        missed.append(f"music: {after}")
        return
    if wanted["mood"] not in _MOODS.get(after[0]["mood"], {after[0]["mood"]}):
        missed.append(f"music mood: {after[0]['mood']}")
    old = before[0]["volume"] if before else None
    if "volume" in wanted and not _holds("volume", wanted["volume"], after[0]["volume"]):
        missed.append(f"music volume: {after[0]['volume']}")
        if old is not None and after[0]["volume"] != old:
            unasked.append(f"music volume: {after[0]['volume']}")
    elif "volume" not in wanted and old is not None and after[0]["volume"] != old:
        unasked.append(f"music volume: {after[0]['volume']}")
    if (after[0]["from_s"], after[0]["envelope"]) != (0, []):
        unasked.append(f"music: {after}")


_COLOURS = {
    "#FFFFFF": "white", "#FF3B30": "red", "#34C759": "green", "#2F80ED": "blue", "#FFD60A": "yellow",
    "#FF9500": "orange", "#FF6FB5": "pink", "#AF52DE": "purple", "#E6B54A": "gold", "#000000": "black",
}  # fmt: skip


def _holds(field: str, wanted: Any, found: Any) -> bool:
    """Whether a fact is as wanted; a comparison such as "<1" is written as text."""
    if field == "ambience":
        return wanted in found if wanted else not found
    if field == "colour":
        return _COLOURS.get(found, found) == wanted
    if field == "look" and wanted == "vivid":
        return found == "vivid"
    if isinstance(wanted, str) and (compared := re.fullmatch(r"([<>]=?)\s*([\d.]+)", wanted)):
        bound = float(compared[2])
        return found < bound if compared[1][0] == "<" else found > bound
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        return abs(float(found) - wanted) < 0.06
    return found == wanted
