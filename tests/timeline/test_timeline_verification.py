"""Of each edit: done where the timeline shows it, not done where it shows something else, else unseen."""

import copy
from typing import Any

import pytest

from nemo_video.timeline import Timeline, decode
from nemo_video.timeline.edits import Edit, Media, verify

Json = dict[str, Any]

SRT = "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n2\n00:00:03,000 --> 00:00:04,500\nWorld\n"
UPLOADS = (Media("b.mp4", "video", 4.0), Media("v.mp3", "audio", 3.0), Media("p.png", "image"))


def _clip(name: str, start: int, length: int, **metadata: Any) -> Json:
    return {"id": f"id-{name}", "s": start, "d": length, "m": {"name": name, **metadata}}


def _sound(start: int = 0, length: int = 15000, **metadata: Any) -> Json:
    return {"id": "id-lofi", "s": start, "d": length, "m": {"name": "Lo-fi", "volume": 0.5, **metadata}}


def _text(words: str, start: int, length: int, **metadata: Any) -> Json:
    return {"id": "id-text", "s": start, "d": length, "m": {"text": words, **metadata}}


def _draft(clips: list[Json], *others: Json, d: int | None = None, **more: Any) -> Json:
    length = d if d is not None else max(c["s"] + c["d"] for c in clips)
    return {"t": [{"tt": 0, "sg": clips}, *others], "d": length, **more}


SEA, FOREST, CITY = _clip("sea", 0, 5000), _clip("forest", 5000, 5000), _clip("city", 10000, 5000)
MUSIC = {"tt": 1, "sg": [_sound()]}
HI = {"tt": 7, "sg": [_text("Hi", 0, 3000)]}
FILM = _draft([SEA, FOREST, CITY], MUSIC, HI)


def _film(*clips: Json, music: Json = MUSIC, title: Json | None = HI, **more: Any) -> Json:
    return _draft(list(clips), music, *([title] if title else []), **more)


def _with(clip: Json, **metadata: Any) -> Json:
    return {**clip, "m": {**clip["m"], **metadata}}


def _text_track(*texts: Json) -> Json:
    return {"tt": 7, "sg": list(texts)}


def _inset(name: str, start: int, length: int) -> Json:
    return {"tt": 0, "sg": [_clip(name, start, length, corner="top_left", width=0.3)]}


def _music(**metadata: Any) -> Json:
    return {"tt": 1, "sg": [_sound(**metadata)]}


def _texts(*texts: tuple[str, int, int], **metadata: Any) -> Json:
    """The title that is there, and more."""
    more = [{**_text(*text, **metadata), "id": f"text-{n}"} for n, text in enumerate(texts)]
    return _text_track(_text("Hi", 0, 3000), *more)


TRIMMED = _film(SEA, _clip("forest", 5000, 3000), _clip("city", 8000, 5000))
DONE: dict[str, tuple[Edit, Json]] = {
    "trim": (Edit("trim", item="clip 2", from_s=1, to_s=4), TRIMMED),
    "cut": (Edit("cut", from_s=6, to_s=8), TRIMMED),
    "split": (
        Edit("split", at_s=7),
        _film(SEA, _clip("forest", 5000, 2000), {**_clip("forest", 7000, 3000), "id": "new"}, CITY),
    ),
    "move": (
        Edit("move", item="clip 3", to=1),
        _film(_clip("city", 0, 5000), _clip("sea", 5000, 5000), _clip("forest", 10000, 5000)),
    ),
    "remove": (Edit("remove", item="clip 2"), _film(SEA, _clip("city", 5000, 5000))),
    "remove a title": (Edit("remove", item="title 1"), _film(SEA, FOREST, CITY, title=None)),
    "length": (Edit("length", item="clip 2", duration_s=3), TRIMMED),
    "length of a title": (
        Edit("length", item="title 1", duration_s=5),
        _film(SEA, FOREST, CITY, title=_text_track(_text("Hi", 0, 5000))),
    ),
    "speed told": (Edit("speed", item="clip 2", factor=2), _film(SEA, _with(FOREST, speed=2), CITY)),
    "speed by length": (
        Edit("speed", item="clip 2", factor=2),
        _film(SEA, _clip("forest", 5000, 2500), _clip("city", 7500, 5000)),
    ),
    "reverse": (Edit("reverse", item="clip 2"), _film(SEA, _with(FOREST, reverse=True), CITY)),
    "freeze": (
        Edit("freeze", at_s=7, duration_s=2),
        _film(
            SEA, _clip("forest", 5000, 2000), {**_clip("forest", 7000, 2000), "id": "still"},
            {**_clip("forest", 9000, 3000), "id": "rest"}, _clip("city", 12000, 5000),
        ),
    ),
    "volume": (
        Edit("volume", item="sound 1", percent=30),
        _film(SEA, FOREST, CITY, music=_music(volume=0.3)),
    ),
    "volume in percent": (
        Edit("volume", item="sound 1", percent=30),
        _film(SEA, FOREST, CITY, music=_music(volume=30)),
    ),
    "fade": (
        Edit("fade", item="clip 1", in_s=1, out_s=2),
        _film(_with(SEA, fade_in_ms=1000, fadeOut=2), FOREST, CITY),
    ),
    "transition": (
        Edit("transition", item="clip 2", kind="crossfade", duration_s=1),
        _film(SEA, _with(FOREST, transition={"type": "dissolve", "duration": 1000}), CITY),
    ),
    "title": (
        Edit("title", text="Two\nlines", from_s=4, to_s=6.5, place="top_left", color="#ff0000"),
        _film(SEA, FOREST, CITY, title=_texts(("Two lines", 4000, 2500), place="top_left", color="#FF0000")),
    ),
    "subtitles": (
        Edit("subtitles", text=SRT),
        _film(SEA, FOREST, CITY, title=_texts(("Hello", 1000, 1000), ("World", 3000, 1500))),
    ),
    "change": (
        Edit("change", item="title 1", text="Ho", from_s=2, to_s=4, size=2),
        _film(SEA, FOREST, CITY, title=_text_track(_text("Ho", 2000, 2000, size=2))),
    ),
    "change of words alone": (
        Edit("change", item="title 1", text="Ho"),
        _film(SEA, FOREST, CITY, title=_text_track(_text("Ho", 500, 3000))),
    ),
    "change of a start alone": (
        Edit("change", item="title 1", from_s=2),
        _film(SEA, FOREST, CITY, title=_text_track(_text("Hi", 2000, 3000))),
    ),
    "frame by half a degree": (
        Edit("frame", item="clip 1", rotate=90),
        _film(_with(SEA, rotate=90.4), FOREST, CITY),
    ),
    "music": (
        Edit("music", mood="calm", percent=20),
        _film(SEA, FOREST, CITY, music=_music(id="m2", name="Calm piano", volume=0.2)),
    ),
    "look": (
        Edit("look", item="clip 1", look="black_and_white", brightness=-0.2),
        _film(_with(SEA, filter={"name": "BW"}, brightness=-20), FOREST, CITY),
    ),
    "look taken away": (Edit("look", item="clip 1", look="none"), FILM),
    "frame": (
        Edit("frame", item="clip 1", fit="bars", zoom=1.5, rotate=90, mirror=True, flip=False),
        _film(_with(SEA, fit="contain", zoom=1.5, rotate=90, mirror=True, flip=False), FOREST, CITY),
    ),
    "place": (Edit("place", media="b.mp4"), _film(SEA, FOREST, CITY, _clip("b.mp4", 15000, 4000))),
    "place a sound": (
        Edit("place", media="v.mp3", at_s=2),
        _draft([SEA, FOREST, CITY], MUSIC, {"tt": 1, "sg": [_clip("v", 2000, 3000)]}, HI),
    ),
    "place in a corner": (
        Edit("place", media="p.png", at_s=1, corner="top_left", percent=30),
        _draft([SEA, FOREST, CITY], _inset("p.png", 1000, 4000), MUSIC, HI),
    ),
    "end card": (
        Edit("place", media="p.png", text="Bye", duration_s=2),
        _film(SEA, FOREST, CITY, _clip("p.png", 15000, 2000), title=_texts(("Bye", 15000, 2000))),
    ),
    "freeze by a longer clip": (
        Edit("freeze", at_s=7, duration_s=2),
        _film(SEA, _clip("forest", 5000, 7000), _clip("city", 12000, 5000)),
    ),
    "canvas": (Edit("canvas", aspect_ratio="9:16", fps=30), _film(SEA, FOREST, CITY, ratio="9:16", fps=30)),
    "undo": (Edit("undo"), TRIMMED),
    "redo": (Edit("redo"), TRIMMED),
}  # fmt: skip

UNTOLD = {"reverse", "fade", "transition", "look", "frame", "volume"}
"""What a draft can hold in words that nobody knows."""

OTHER: dict[str, Json] = {
    "trim": _film(SEA, _clip("forest", 5000, 4000), _clip("city", 9000, 5000)),
    "cut": _film(SEA, FOREST, _clip("city", 10000, 3000)),
    "split": _film(SEA, _clip("forest", 5000, 3000), {**_clip("forest", 8000, 2000), "id": "new"}, CITY),
    "move": _film(SEA, _clip("city", 5000, 5000), _clip("forest", 10000, 5000)),
    "remove": _film(SEA, FOREST),
    "length": _film(SEA, _clip("forest", 5000, 4000), _clip("city", 9000, 5000)),
    "speed told": _film(SEA, _with(FOREST, speed=1.5), CITY),
    "freeze": _film(SEA, _clip("forest", 5000, 6000), _clip("city", 11000, 5000)),
    "volume": _film(SEA, FOREST, CITY, music=_music(volume=0.4)),
    "fade": _film(_with(SEA, fade_in_ms=500, fade_out_ms=2000), FOREST, CITY),
    "transition": _film(SEA, _with(FOREST, transition="wipe", transition_ms=1000), CITY),
    "title": _film(SEA, FOREST, CITY, title=_texts(("Two lines", 0, 2500))),
    "subtitles": _film(SEA, FOREST, CITY, title=_texts(("Hello", 1000, 1000))),
    "change": _film(SEA, FOREST, CITY, title=_text_track(_text("Ho", 0, 3000, size=2))),
    "change of a start alone": _film(SEA, FOREST, CITY, title=_text_track(_text("Hi", 0, 2000))),
    "change of words alone": _film(SEA, FOREST, CITY, title=_text_track(_text("Hi", 500, 3000))),
    "end card": _film(SEA, FOREST, CITY, _clip("Bye", 15000, 2000), title=_texts(("p", 15000, 2000))),
    "frame by half a degree": _film(_with(SEA, rotate=91), FOREST, CITY),
    "music": _film(SEA, FOREST, CITY, music={"tt": 1, "sg": [_sound(), {**_sound(2000, 5000), "id": "m2"}]}),
    "look": _film(_with(SEA, look="warm", brightness=-0.2), FOREST, CITY),
    "frame": _film(_with(SEA, fit="blur", zoom=1.5, rotate=90, mirror=True), FOREST, CITY),
    "place": _film(SEA, FOREST, CITY, _clip("c.mp4", 15000, 4000)),
    "canvas": _film(SEA, FOREST, CITY, ratio="1:1", fps=30),
}  # fmt: skip


def _outcomes(*edits: Edit, after: Json, before: Json = FILM) -> list[str]:
    return [verdict.outcome for verdict in verify(edits, decode(before), decode(after), UPLOADS)]


@pytest.mark.parametrize("name", DONE)
def test_an_edit_is_done_where_the_timeline_shows_it(name: str) -> None:
    edit, after = DONE[name]
    before = _film(_with(SEA, look="warm"), FOREST, CITY) if name == "look taken away" else FILM
    assert _outcomes(edit, after=after, before=before) == ["done"]


@pytest.mark.parametrize("name", [n for n in DONE if n != "look taken away"])
def test_an_edit_of_which_nothing_is_to_be_seen_is_not_done_unless_the_draft_never_tells(name: str) -> None:
    edit, _ = DONE[name]
    assert _outcomes(edit, after=FILM) == ["unseen" if name == "canvas" else "not_done"]


@pytest.mark.parametrize("name", sorted(UNTOLD))
def test_an_edit_is_unseen_where_something_changed_that_nobody_can_read(name: str) -> None:
    edit, _ = DONE[name]
    changed = {"x9": {"k": [1, 2]}}
    music = {"tt": 1, "sg": [{"id": "id-lofi", "s": 0, "d": 15000, "m": {"name": "Lo-fi", **changed}}]}
    after = _film(_with(SEA, **changed), _with(FOREST, **changed), CITY, music=music)
    assert _outcomes(edit, after=after) == ["unseen"]


@pytest.mark.parametrize("name", sorted(OTHER))
def test_an_edit_is_not_done_where_the_timeline_shows_something_else(name: str) -> None:
    edit, _ = DONE[name]
    (verdict,) = verify([edit], decode(FILM), decode(OTHER[name]), UPLOADS)
    assert verdict.outcome == "not_done"
    assert verdict.seen


@pytest.mark.parametrize(("start_ms", "end_ms"), [(4000, 7500), (3000, 6500)])
def test_a_title_that_shares_one_of_its_times_is_another(start_ms: int, end_ms: int) -> None:
    edit, _ = DONE["title"]
    title = _texts(("Two lines", start_ms, end_ms - start_ms), place="top_left", color="#FF0000")
    assert _outcomes(edit, after=_film(SEA, FOREST, CITY, title=title)) == ["not_done"]


@pytest.mark.parametrize(
    ("start", "volume", "outcome"), [(6000, 0.3, "done"), (8000, 0.3, "not_done"), (6000, 0.6, "not_done")]
)
def test_the_volume_of_a_clip_is_seen_in_the_sound_that_lies_under_most_of_it(
    start: int, volume: float, outcome: str
) -> None:
    under = {"tt": 1, "sg": [{**_sound(volume=volume), "s": start, "d": 5000, "id": "under"}]}
    after = _draft([SEA, FOREST, CITY], MUSIC, under, HI)
    assert _outcomes(Edit("volume", item="clip 2", percent=30), after=after) == [outcome]


def test_of_an_edit_that_came_out_otherwise_it_is_told_what_came() -> None:
    late = {"tt": 1, "sg": [_sound(), {**_sound(2000, 5000), "id": "m2", "m": {"name": "Calm"}}]}
    halves = {"tt": 7, "sg": [_text("forest", 0, 3000)]}
    seen = {
        Edit("music", mood="calm"): _film(SEA, FOREST, CITY, music=late),
        Edit("split", at_s=7): _film(SEA, FOREST, CITY, title=halves),
        Edit("freeze", at_s=7, duration_s=2): _film(SEA, FOREST, CITY, _clip("p.png", 15000, 500)),
        Edit("remove", item="clip 2"): FILM,
        Edit("move", item="clip 3", to=1): FILM,
    }
    told = [verify([edit], decode(FILM), decode(after), UPLOADS)[0].seen for edit, after in seen.items()]
    assert told == [
        "sound 2: Calm (2-7s)",
        "clip 2: forest (5-10s)",
        "film 15.5s long (before: 15s)",
        "clip 2: forest (5-10s)",
        "order of the clips: sea, forest, city",
    ]


def test_what_is_seen_is_told_with_the_names_that_the_next_edit_uses() -> None:
    edits = [Edit("trim", item="clip 2", from_s=1, to_s=4), Edit("volume", item="sound 1", percent=30)]
    after = _film(SEA, _clip("forest", 5000, 4000), _clip("city", 9000, 5000))
    assert [verdict.seen for verdict in verify(edits, decode(FILM), decode(after))] == [
        "clip 2: forest (5-9s)",
        "sound 1: Lo-fi (0-15s, 50%)",
    ]


@pytest.mark.parametrize(("by_ms", "outcome"), [(30, "done"), (41, "done"), (90, "not_done"), (-41, "done")])
def test_a_frame_more_or_less_is_the_same_length(by_ms: int, outcome: str) -> None:
    after = _film(SEA, _clip("forest", 5000, 3000 + by_ms), _clip("city", 8000 + by_ms, 5000))
    assert _outcomes(Edit("trim", item="clip 2", from_s=1, to_s=4), after=after) == [outcome]


TWO_ON_ONE = (Edit("trim", item="clip 1", from_s=0, to_s=4), Edit("speed", item="clip 1", factor=2))


@pytest.mark.parametrize(
    ("length_ms", "outcomes"),
    [
        (2000, ["done", "done"]),
        (4000, ["done", "not_done"]),
        (2500, ["not_done", "done"]),
        (5000, ["not_done", "not_done"]),
        (3300, ["not_done", "not_done"]),
    ],
)
def test_two_edits_of_one_length_are_told_apart_by_what_each_would_have_led_to(
    length_ms: int, outcomes: list[str]
) -> None:
    after = _film(
        _clip("sea", 0, length_ms), _clip("forest", length_ms, 5000), _clip("city", length_ms + 5000, 5000)
    )
    assert _outcomes(*TWO_ON_ONE, after=after) == outcomes


def test_edits_are_numbered_as_the_timeline_was_before_and_followed_from_there() -> None:
    edits = (
        Edit("remove", item="clip 1"),
        Edit("look", item="clip 2", look="warm"),
        Edit("move", item="clip 3", to=1),
        Edit("title", text="Start", from_s=0, to_s=2),
        Edit("cut", from_s=8, to_s=10),
    )
    titles = _text_track({**_text("Start", 0, 2000), "id": "t2"})
    after = _film(_clip("city", 0, 5000), _with(_clip("forest", 5000, 3000), look="warm"), title=titles)
    assert _outcomes(*edits, after=after) == ["done"] * 5
    lazy = _film(_clip("forest", 0, 5000), _clip("city", 5000, 3000), title=titles)
    assert _outcomes(*edits, after=lazy) == ["done", "not_done", "not_done", "done", "done"]


def test_one_edit_that_came_out_otherwise_takes_no_other_with_it() -> None:
    edits = (
        Edit("length", item="clip 1", duration_s=3),
        Edit("cut", from_s=12, to_s=13),
        Edit("volume", item="sound 1", percent=20),
    )
    quiet = {"tt": 1, "sg": [_sound(volume=0.2)]}
    after = _film(_clip("sea", 0, 4000), _clip("forest", 4000, 5000), _clip("city", 9000, 4000), music=quiet)
    assert _outcomes(*edits, after=after) == ["not_done", "done", "done"]


def test_a_draft_without_names_and_ids_tells_by_lengths_and_places() -> None:
    def bare(*lengths: int) -> Json:
        starts = [sum(lengths[:index]) for index in range(len(lengths))]
        return _draft([{"s": start, "d": length} for start, length in zip(starts, lengths, strict=True)])

    before = bare(5000, 4000, 3000)
    assert _outcomes(
        Edit("trim", item="clip 2", from_s=0, to_s=2), before=before, after=bare(5000, 2000, 3000)
    ) == ["done"]
    assert _outcomes(Edit("remove", item="clip 2"), before=before, after=bare(5000, 3000)) == ["done"]
    assert _outcomes(Edit("move", item="clip 3", to=1), before=before, after=bare(3000, 5000, 4000)) == [
        "done"
    ]
    same = bare(4000, 4000)
    assert _outcomes(Edit("move", item="clip 2", to=1), before=same, after=copy.deepcopy(same)) == ["unseen"]


def test_clips_that_look_alike_and_have_no_ids_do_not_tell_which_was_moved() -> None:
    before = _draft([{"s": 0, "d": 4000, "m": {"name": "v"}}, {"s": 4000, "d": 4000, "m": {"name": "v"}}])
    assert _outcomes(Edit("move", item="clip 2", to=1), before=before, after=before) == ["unseen"]


def test_a_picture_whose_length_nobody_knows_is_followed_by_what_came() -> None:
    after = _film(
        SEA, FOREST, CITY, _clip("p.png", 15000, 3000), title=_text_track(_text("End", 16000, 2000))
    )
    edits = (Edit("place", media="p.png"), Edit("title", text="End", from_s=16, to_s=18))
    assert _outcomes(*edits, after=after, before=_film(SEA, FOREST, CITY, title=None)) == ["done", "done"]


def test_an_empty_timeline_shows_nothing_of_what_was_on_it() -> None:
    edits = [edit for edit, _ in DONE.values() if edit.op not in ("undo", "redo", "canvas")]
    for edit in edits:
        (verdict,) = verify([edit], decode(FILM), Timeline(0, ()), UPLOADS)
        assert verdict.outcome == ("done" if edit.op == "remove" else "not_done"), edit


def test_fifty_edits_of_which_none_was_done_are_judged_at_once() -> None:
    edits = [Edit("speed", item=f"clip {1 + n % 3}", factor=1.5 + n / 10) for n in range(25)]
    edits += [Edit("title", text=f"{n}", from_s=n / 10, to_s=n / 10 + 1) for n in range(25)]
    assert _outcomes(*edits, after=FILM) == ["not_done"] * 50
