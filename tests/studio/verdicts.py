"""What became of a request, beside what it asks for: right, honest or wrong.

A request is *right* when all that it asks for is so and nothing else has changed, *honest* when something
of it was not done, the reply says so and nothing else has changed, and *wrong* in every other case.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from nemo_studio.edits.media.words import SCENE_WORDS

Json = dict[str, Any]
Verdict = Literal["right", "honest", "wrong"]


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


_MOODS = {"cinematic": {"epic", "tense"}, "upbeat": {"happy"}, "ambient": {"calm"}, "lofi": {"lo-fi"}}


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
    if (after[0]["from_s"], after[0]["envelope"]) != (wanted.get("from_s", 0), wanted.get("envelope", [])):
        unasked.append(f"music: {after}")
    if "to_s" in wanted and not _holds("to_s", wanted["to_s"], after[0]["to_s"]):
        missed.append(f"music to_s: {after[0]['to_s']}")


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
