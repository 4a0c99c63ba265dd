"""The tool `edit`: what leaves for the backend, what is refused before, and what is told of each edit."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp_types import CallToolResult

from engine.scripted_backend import ScriptedBackend, Step
from homes import Json
from hosts import error_of, facts_of, text_of
from nemo_video.client import End, Prompt, Question, StreamError, Text
from surface.scripted_host import scripted_host
from virtual_clock import on_virtual_clock

SEA: Json = {"id": "a", "s": 0, "d": 5000, "m": {"name": "sea"}}
CITY: Json = {"id": "b", "s": 5000, "d": 8000, "m": {"name": "city"}}
MUSIC: Json = {"tt": 1, "sg": [{"id": "m", "s": 0, "d": 13000, "m": {"name": "Lo-fi", "volume": 0.5}}]}
FILM: Json = {"t": [{"tt": 0, "sg": [SEA, CITY]}, MUSIC], "d": 13000}


def _film(*clips: Json, music: Json = MUSIC, **more: Any) -> Json:
    return {"t": [{"tt": 0, "sg": list(clips)}, music], "d": clips[-1]["s"] + clips[-1]["d"], **more}


@dataclass(frozen=True)
class Becomes:
    """What the backend does: from then on this is on the timeline."""

    draft: Json

    def on(self, backend: ScriptedBackend) -> Step:
        def apply() -> None:
            backend.draft = self.draft

        return apply


def _music(**metadata: Any) -> Json:
    return {"tt": 1, "sg": [{"id": "m", "s": 0, "d": 8000, "m": {"name": "Lo-fi", **metadata}}]}


TRIM: Json = {"op": "trim", "item": "clip 2", "from_s": 1, "to_s": 4}
TRIMMED = _film(SEA, {**CITY, "d": 3000})
QUIET: Json = {"op": "volume", "item": "sound 1", "percent": 20}


async def _edit(
    tmp_path: Path, turn: Sequence[Becomes | Step], edits: list[Any], words: str = "a film"
) -> tuple[ScriptedBackend, CallToolResult]:
    backend = ScriptedBackend(draft=FILM)
    backend.turns = [
        [Text("Here it is.")],
        [step.on(backend) if isinstance(step, Becomes) else step for step in turn],
    ]
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": words})
        result = await host.call_tool("edit", {"edits": edits})
    return backend, result


@pytest.mark.anyio
async def test_edits_leave_as_one_message_of_one_sentence_each_and_are_seen_on_the_timeline(
    tmp_path: Path,
) -> None:
    after = _film(SEA, {**CITY, "d": 3000}, music=_music(volume=0.2))
    backend, result = await _edit(tmp_path, [Becomes(after), Text("Done.")], [TRIM, QUIET])
    assert backend.messages[1] == (
        'Trim clip 2 "city" (5-13 s): keep only the part from 1 s to 4 s of it, counted from its own start, '
        "so that it lasts 3 s.\n"
        'Set the volume of sound 1 "Lo-fi" (0-13 s before these edits) to 20% of its original volume.'
    )
    facts = facts_of(result)
    assert (facts["status"], facts["reply"]) == ("completed", "Done.")
    assert facts["edits"] == [
        {"op": "trim", "outcome": "done", "seen": "clip 2: city (5-8s)"},
        {"op": "volume", "outcome": "done", "seen": "sound 1: Lo-fi (0-8s, 20%)"},
    ]
    assert [item["item"] for item in facts["timeline"]["items"]] == ["clip 1", "clip 2", "sound 1"]
    assert "1. trim: done - clip 2: city (5-8s)" in text_of(result)


@pytest.mark.anyio
async def test_in_a_chinese_project_the_sentences_are_chinese(tmp_path: Path) -> None:
    backend, result = await _edit(tmp_path, [Becomes(TRIMMED)], [TRIM], words="一片海")
    assert backend.messages[1].startswith('修剪片段 2 "city"（5-13 秒）：')
    assert "1. trim：已完成" in text_of(result)


OBEYS: list[Becomes | Step] = [Becomes(TRIMMED), Text("Done.")]
TURNS: dict[str, tuple[list[Becomes | Step], str, list[str]]] = {
    "obeys": (
        [
            Becomes(_film(SEA, {**CITY, "d": 3000}, music=_music(volume=0.2))),
            Text("Done."),
        ],
        "completed",
        ["done", "done"],
    ),
    "obeys and breaks": (
        [Becomes(_film(SEA, {**CITY, "d": 3000}, music=_music(volume=0.2))), StreamError("lost")],
        "completed",
        ["done", "done"],
    ),
    "does half and breaks": ([*OBEYS[:1], StreamError("lost")], "partial", ["done", "not_done"]),
    "does half": (OBEYS, "partial", ["done", "not_done"]),
    "does half and says it was all": (
        [*OBEYS[:1], Text("Both edits are done!")],
        "partial",
        ["done", "not_done"],
    ),
    "does something else": (
        [Becomes(_film(SEA, {**CITY, "d": 6000})), Text("Done.")],
        "partial",
        ["not_done", "not_done"],
    ),
    "does nothing and says it did": ([Text("Both edits are done!")], "unchanged", ["not_done", "not_done"]),
    "is silent and obeys by half": (OBEYS[:1], "partial", ["done", "not_done"]),
    "is silent and does nothing": ([], "unchanged", ["not_done", "not_done"]),
    "asks": ([Question((Prompt("Which clip do you mean?"),))], "needs_input", ["not_done", "not_done"]),
    "asks after a half": (
        [*OBEYS[:1], Question((Prompt("And the music?"),))],
        "needs_input",
        ["done", "not_done"],
    ),
    "tells in words that nobody knows": (
        [Becomes(_film(SEA, {**CITY, "d": 3000}, music=_music(q=3)))],
        "completed",
        ["done", "unseen"],
    ),
}


@pytest.mark.anyio
@pytest.mark.parametrize("agent", TURNS)
async def test_the_status_follows_from_what_is_seen_of_each_edit(tmp_path: Path, agent: str) -> None:
    turn, status, outcomes = TURNS[agent]
    _, result = await _edit(tmp_path, turn, [TRIM, QUIET])
    facts = facts_of(result)
    assert (facts["status"], [each["outcome"] for each in facts["edits"]]) == (status, outcomes)
    told = [f"Not done: {n}. {each['op']} - {each['seen']}" for n, each in enumerate(facts["edits"], 1)]
    missing = [words for words, outcome in zip(told, outcomes, strict=True) if outcome == "not_done"]
    assert facts["not_done"] == missing


REFUSED: list[tuple[list[Any], str]] = [
    (
        [{"op": "undo"}, TRIM],
        "edit 1: undo is not possible: undo goes alone",
    ),
    (
        [QUIET, {"op": "trim", "item": "clip 2"}],
        "edit 2: trim needs from_s and to_s; clip 2 is 8 s long.",
    ),
    (
        [{"op": "trim", "item": "clip 2", "from_s": 2, "to_s": 9}],
        "clip 2 is 8 s long, so to_s can be 8 at most",
    ),
    (
        [{"op": "remove", "item": "clip 3"}],
        'there is no "clip 3" on the timeline; there is clip 1 to clip 2, sound 1',
    ),
    (
        [{"op": "title", "text": "Hi", "from_s": 12, "to_s": 15}],
        "15 s is outside the film, which is 13 s long",
    ),
    (
        [{"op": "remove", "item": "clip 2"}, {"op": "look", "item": "clip 2", "look": "warm"}],
        "edit 2: look is not possible: clip 2 is gone",
    ),
    (
        [{"op": "split", "at_s": 2}, {"op": "remove", "item": "clip 1"}],
        "edit 2: remove is not possible: clip 1 is 2 pieces",
    ),
    (
        [{"op": "transition", "item": "clip 1", "kind": "wipe", "duration_s": 1}],
        "clip 1 is the first clip by then",
    ),
    (
        [{"op": "transition", "item": "clip 2", "kind": "wipe", "duration_s": 7}],
        "duration_s can be 5 at most",
    ),
    (
        [{"op": "speed", "item": "title 1", "factor": 2}],
        'there is no "title 1"',
    ),
    (
        [{"op": "frame", "item": "sound 1", "zoom": 2}],
        "frame takes a clip, and sound 1 is a sound",
    ),
    (
        [{"op": "subtitles", "text": "Hello"}],
        "edit 1: subtitles: The subtitles hold no cue.",
    ),
    (
        [{"op": "place", "media": "x.mp4"}],
        'there is no uploaded file "x.mp4"; there is none; call upload first',
    ),
    (
        [{"op": "move", "item": "clip 1", "to": 3}],
        "there are 2 clips by then, so to can be 2 at most",
    ),
    (
        [{"op": "cut", "from_s": 0, "to_s": 13}],
        "that would leave nothing of the film",
    ),
    (
        [{"op": "explode"}],
        'edit 1: "explode" is no op; it is one of trim, cut,',
    ),
    (
        [],
        "There is no edit.",
    ),
    ([TRIM] * 51, "There are 51 edits; 50 are the most."),
]


@pytest.mark.anyio
@pytest.mark.parametrize(("edits", "message"), REFUSED, ids=[message[:40] for _, message in REFUSED])
async def test_what_cannot_be_meant_is_refused_with_its_number_before_anything_is_sent(
    tmp_path: Path, edits: list[Any], message: str
) -> None:
    backend, result = await _edit(tmp_path, [], edits)
    error = error_of(result)
    assert error["code"] == "invalid_argument"
    assert message in error["message"]
    assert len(backend.messages) == 1


@pytest.mark.anyio
async def test_each_way_to_place_a_file_or_to_change_a_clip_has_a_sentence_of_its_own(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft={**FILM, "t": [*FILM["t"][:1]]})
    backend.media = (
        {"id": "m1", "name": "logo.png", "type": "image"},
        {"id": "m2", "name": "talk.mp3", "type": "audio"},
    )
    sentences: list[tuple[Json, str]] = [
        (
            {"op": "place", "media": "logo.png", "corner": "top_right"},
            "as a picture in the picture in the top right corner, starting at 0 s",
        ),
        (
            {"op": "place", "media": "logo.png", "corner": "top_right", "watermark": True},
            "as a watermark in the top right corner over the whole film",
        ),
        (
            {"op": "place", "media": "logo.png", "text": "Bye"},
            'at the end of the film as an end card of 3 s with the line "Bye"',
        ),
        ({"op": "place", "media": "logo.png"}, "on the timeline as a clip, at the end"),
        ({"op": "place", "media": "talk.mp3"}, "on the timeline as a sound, starting at 0 s"),
        ({"op": "reverse", "item": "clip 1"}, "backwards."),
        ({"op": "reverse", "item": "clip 1"}, "forwards again."),
        ({"op": "transition", "item": "clip 2", "kind": "none"}, "with a hard cut, without a transition"),
        ({"op": "transition", "item": "clip 2", "kind": "wipe", "duration_s": 1}, "with a wipe of 1 s"),
        ({"op": "remove", "item": "clip 2"}, "and close the gap."),
    ]
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": "a film"})
        await host.call_tool("edit", {"edits": [edit for edit, _ in sentences]})
    sent = backend.messages[1].splitlines()
    assert [words for line, (_, words) in zip(sent, sentences, strict=True) if words not in line] == []


@pytest.mark.anyio
async def test_without_a_project_there_is_nothing_to_edit(tmp_path: Path) -> None:
    async with scripted_host(ScriptedBackend(), tmp_path) as host:
        error = error_of(await host.call_tool("edit", {"edits": [TRIM]}))
    assert error["code"] == "not_found"


@pytest.mark.anyio
async def test_a_repeat_joins_the_running_edit_and_sends_nothing_a_second_time(tmp_path: Path) -> None:
    backend, go_on = ScriptedBackend(draft=FILM), anyio.Event()
    backend.turns = [[Text("Here it is.")], [Becomes(TRIMMED).on(backend), go_on, Text("Done.")]]
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": "a film"})
        first = facts_of(await host.call_tool("edit", {"edits": [TRIM], "wait_s": 0.2}))
        again = facts_of(await host.call_tool("edit", {"edits": [TRIM], "wait_s": 0.2}))
        go_on.set()
        ended = facts_of(await host.call_tool("wait", {"job_id": first["job_id"]}))
    assert first["status"] == again["status"] == "running"
    assert first["job_id"] == again["job_id"]
    assert len(backend.messages) == 2
    assert [each["outcome"] for each in ended["edits"]] == ["done"]


@pytest.mark.anyio
@on_virtual_clock
async def test_names_that_mean_something_else_when_the_turn_comes_are_refused_and_not_sent(
    tmp_path: Path,
) -> None:
    backend, go_on = ScriptedBackend(draft=FILM), anyio.Event()
    swapped = _film({**CITY, "s": 0}, {**SEA, "s": 8000})
    backend.turns = [[go_on, Becomes(swapped).on(backend), Text("Swapped.")]]
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("state", {})
        await host.call_tool("generate", {"prompt": "swap the clips", "wait_s": 0.2})
        waiting = facts_of(await host.call_tool("edit", {"edits": [TRIM], "wait_s": 0.2}))
        go_on.set()
        error = error_of(await host.call_tool("wait", {"job_id": waiting["job_id"]}))
    assert "edit 1: clip 2 is something else by now" in error["message"]
    assert backend.messages == ["swap the clips"]


@pytest.mark.anyio
async def test_a_cut_connection_is_settled_from_the_timeline_and_each_edit_judged(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=FILM)
    backend.turns = [[Text("Here it is.")], [Becomes(TRIMMED).on(backend), End("cut")]]
    async with scripted_host(backend, tmp_path, NEMO_RECOVERY_S="0.1") as host:
        await host.call_tool("generate", {"prompt": "a film"})
        facts = facts_of(await host.call_tool("edit", {"edits": [TRIM]}))
    assert (facts["status"], facts["edits"][0]["outcome"]) == ("completed", "done")


@pytest.mark.anyio
async def test_who_reads_only_words_sees_the_names_that_an_edit_uses(tmp_path: Path) -> None:
    backend = ScriptedBackend(draft=FILM)
    async with scripted_host(backend, tmp_path) as host:
        await host.call_tool("generate", {"prompt": "a film"})
        state = await host.call_tool("state", {})
    assert "For edit: clip 1-2, sound 1, by start and then by track." in text_of(state)
