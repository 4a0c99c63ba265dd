"""Drafts into timelines: the protocol's own spelling, likely others, and whatever else a backend may send."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_video.timeline import (
    Segment,
    Timeline,
    Track,
    count_segments,
    decode,
    describe_changes,
    is_exportable,
    summarize,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(("id", "s", "d", "e", "m", "name", "text", "volume", "kind", "start", "duration"))
NUMBERS = st.sampled_from((0, 1, 7, -1, 0.5, 1e308, 10**400, "3000", "", "x", "1e999", "nan", True, None))
PIECES = JSON | st.dictionaries(KEYS, JSON | NUMBERS | st.dictionaries(KEYS, JSON | NUMBERS), max_size=6)
DRAFTS = JSON | st.fixed_dictionaries(
    {"t": st.lists(JSON | st.fixed_dictionaries({"tt": JSON | NUMBERS, "sg": JSON | st.lists(PIECES)}))},
    optional={"d": JSON | NUMBERS},
)


def _draft(*tracks: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"t": list(tracks), **more}


def _places(draft: object) -> list[tuple[float, float]]:
    """Start and end of every segment of the first track."""
    return [(segment.start_s, segment.end_s) for segment in decode(draft).tracks[0].segments]


CITY = _draft(
    {"tt": 0, "sg": [{"id": "a", "s": 0, "d": 10000, "m": {"name": "city timelapse"}}]},
    {"tt": 1, "sg": [{"id": "b", "s": 0, "d": 10000, "m": {"name": "Lo-fi", "volume": 0.35}}]},
    {"tt": 7, "sg": [{"id": "c", "s": 0, "d": 3000, "m": {"name": "Title", "text": "Urban Dreams"}}]},
    d=10000,
)
CITY_SUMMARY = (
    "Timeline (3 tracks): 1. Video: city timelapse (0-10s) 2. BGM: Lo-fi (0-10s, 35%) "
    '3. Title: "Urban Dreams" (0-3s)'
)


def test_a_draft_is_summarised_in_the_protocols_exact_form() -> None:
    assert summarize(decode(CITY)) == CITY_SUMMARY


def test_a_draft_is_decoded_whole() -> None:
    piece = {"id": 5, "s": 1500, "d": 2500, "volume": 0.6, "m": {"name": "Waves", "kind": "ambience"}}

    timeline = decode(_draft({"tt": 1, "sg": [piece]}))

    traits = timeline.tracks[0].segments[0].traits
    segment = Segment("5", "Waves", None, 1.5, 4.0, volume=0.6, traits=traits, label="Ambience")
    assert traits
    assert timeline == Timeline(4.0, (Track("audio", "Ambience", (segment,)),), timeline.traits)


@pytest.mark.parametrize(
    "piece",
    [
        {"name": "Lo-fi", "volume": 0.35, "start": 0, "duration": 10000},
        {"m": {"title": "Lo-fi", "vol": 35, "start_ms": 0, "end_ms": 10000}},
        {"label": "Lo-fi", "gain": "0.35", "startTime": "0", "endTime": "10000"},
        {"m": {"file_name": " Lo-fi\n"}, "v": 35.0, "st": 0.0, "et": 10000.0},
        {"n": "Lo-fi", "volume": None, "vol": "35", "begin": None, "d": "10000"},
    ],
)
def test_other_spellings_read_the_same(piece: dict[str, Any]) -> None:
    assert summarize(decode(_draft({"tt": "1", "sg": [piece]}))) == (
        "Timeline (1 track): 1. BGM: Lo-fi (0-10s, 35%)"
    )


LOFI = {"d": 10000, "m": {"name": "Lo-fi"}}


@pytest.mark.parametrize(
    "tracks",
    [
        {"a": {"tt": 1, "sg": {"b": LOFI, "c": LOFI}}},
        {"a": {"tt": 1, "sg": [LOFI, LOFI]}},
        {"a": {"tt": 1, "sg": LOFI}, "b": {"tt": 1, "sg": [LOFI]}},
        {"tt": 1, "sg": [LOFI, LOFI]},
        [{"tt": 1, "sg": {"b": LOFI, "c": LOFI}}],
    ],
)
def test_tracks_and_segments_may_stand_under_their_ids_or_alone(tracks: object) -> None:
    draft = {"t": tracks}
    timeline = decode(draft)
    assert [segment.name for track in timeline.tracks for segment in track.segments] == ["Lo-fi"] * 2
    assert (count_segments(draft), is_exportable(draft)) == (2, True)


@pytest.mark.parametrize("key", ["text", "txt", "content", "caption", "words"])
def test_the_words_of_a_title_have_several_spellings(key: str) -> None:
    for words in ("Urban  Dreams", {"content": "Urban Dreams", "style": {"size": 12}}):
        draft = _draft({"tt": 7, "sg": [{"s": 500, "d": 2000, "m": {key: words}}]})
        assert summarize(decode(draft)) == 'Timeline (1 track): 1. Title: "Urban Dreams" (0.5-2.5s)'


@pytest.mark.parametrize(
    ("kind", "role", "label"),
    [
        (1, "music", "BGM"),
        (1, "Ambience", "Ambience"),
        (1, "voiceover", "Voice"),
        (1, "sfx", "SFX"),
        (7, "subtitle", "Subtitles"),
        (7, "caption", "Caption"),
        (0, "caption", "Video"),
        (42, "sticker", "Other"),
        (None, "music", "Other"),
    ],
)
def test_a_track_is_called_by_what_lies_on_it(kind: int | None, role: str, label: str) -> None:
    draft = _draft({"tt": kind, "sg": [{"d": 1000, "m": {"kind": role}}]})
    assert summarize(decode(draft)) == f"Timeline (1 track): 1. {label}: {label} (0-1s)"


@pytest.mark.parametrize("nothing", [None, "", 7, [], {"name": None}, {"name": "  "}, {"name": ["x"]}])
def test_a_missing_name_says_the_kind(nothing: object) -> None:
    tracks = [{"tt": kind, "sg": [{"s": 0, "d": 2000, "m": nothing}]} for kind in (0, 1, 7, 3)]
    assert summarize(decode(_draft(*tracks))) == (
        "Timeline (4 tracks): 1. Video: Video (0-2s) 2. BGM: BGM (0-2s) 3. Title: Title (0-2s) "
        "4. Other: Other (0-2s)"
    )


def test_segments_without_a_start_lie_one_after_another() -> None:
    pieces: list[dict[str, Any]] = [{"d": 4000}, {"d": 2500}, {"s": 8000, "d": 1000}, {"d": 500}]
    assert _places(_draft({"tt": 0, "sg": pieces})) == [(0, 4), (4, 6.5), (8, 9), (9, 9.5)]


def test_segments_are_in_the_order_of_time() -> None:
    pieces = [{"s": 5000, "d": 5000}, {"s": 0, "d": 5000}]
    assert _places(_draft({"tt": 0, "sg": pieces})) == [(0, 5), (5, 10)]


def test_a_segment_never_ends_before_it_starts() -> None:
    pieces: list[dict[str, Any]] = [{"s": 3000, "d": -5}, {"s": 4000, "e": 1000}, {"s": 5000}]
    assert _places(_draft({"tt": 0, "sg": pieces})) == [(3, 3), (4, 4), (5, 5)]


@pytest.mark.parametrize(
    ("stated", "duration_s"), [(12000, 12), ("12000", 12), (0, 10), (-3, 10), (None, 10), ("long", 10)]
)
def test_the_length_is_the_drafts_own_else_the_last_end(stated: object, duration_s: float) -> None:
    assert decode({**CITY, "d": stated}).duration_s == duration_s


NOTHING = (
    '""', "0", "true", "null", "[]", "{}", '{"t": null}', '{"t": {}}', '{"t": "x"}', '{"t": [null, 1, []]}',
    '{"t": [{"tt": 0}]}', '{"t": [{"tt": 0, "sg": []}]}', '{"t": [{"tt": 0, "sg": {"a": 1}}]}',
)  # fmt: skip
SOMETHING = (
    '{"t": [{"tt": 0, "sg": [{"d": 5000}]}]}',
    '{"t": [{"tt": 7, "sg": []}, {"tt": 99, "sg": [{}]}]}',
    '{"t": [{"sg": [{"d": "?"}]}]}',
)


@pytest.mark.parametrize("draft", NOTHING)
def test_a_draft_with_nothing_on_it_is_empty_and_cannot_be_exported(draft: str) -> None:
    draft = json.loads(draft)
    assert decode(draft).tracks == ()
    assert summarize(decode(draft)) == "Timeline (0 tracks): empty"
    assert not is_exportable(draft)


@pytest.mark.parametrize("draft", SOMETHING)
def test_a_draft_with_something_on_any_track_can_be_exported(draft: str) -> None:
    assert is_exportable(json.loads(draft))


def test_a_null_between_segments_is_no_segment() -> None:
    assert _places(_draft({"tt": 0, "sg": [None, {"d": 2000}, "x", {"d": 1000}]})) == [(0, 2), (2, 3)]


def test_five_hundred_segments_stay_short() -> None:
    pieces = [{"d": 2000, "m": {"text": f"Line {i} " + "word " * 50}} for i in range(500)]
    summary = summarize(decode(_draft({"tt": 7, "sg": pieces})))
    assert summary.endswith(", and 496 more to 1000s")
    assert len(summary) < 500


def test_five_hundred_tracks_stay_short() -> None:
    tracks = [{"tt": 0, "sg": [{"d": 1000}]} for _ in range(500)]
    summary = summarize(decode(_draft(*tracks)))
    assert summary.startswith("Timeline (500 tracks): 1. Video: Video (0-1s) 2. ")
    assert summary.endswith(" 20. Video: Video (0-1s) and 480 more tracks")


@pytest.mark.parametrize(
    ("ms", "shown"),
    [(1234, "1.23"), (100, "0.1"), (999999500, "999999.5"), (3600000, "3600"), (1e300, "0"), (4, "0")],
)
def test_times_are_short_and_plain(ms: float, shown: str) -> None:
    assert summarize(decode(_draft({"tt": 0, "sg": [{"d": ms}]}))).endswith(f"(0-{shown}s)")


def test_deep_nesting_is_read_as_far_as_it_matters() -> None:
    deep: list[Any] = []
    for _ in range(900):
        deep = [deep]
    draft = _draft({"tt": 0, "sg": [{"d": 1000, "effects": deep, "m": {"name": "city", "style": deep}}]})
    assert summarize(decode(draft)) == "Timeline (1 track): 1. Video: city (0-1s)"


@given(DRAFTS, DRAFTS)
def test_no_json_is_ever_refused(before: object, after: object) -> None:
    old, new = decode(before), decode(after)
    assert is_exportable(before) or not old.tracks
    assert len(summarize(old)) < 10_000
    assert all(describe_changes(old, new))
    assert describe_changes(old, decode(before)) == ()


def test_half_a_surrogate_pair_can_still_be_written_down() -> None:
    draft = json.loads('{"t": [{"tt": 7, "sg": [{"d": 1000, "m": {"text": "Hi \\ud83c"}}]}]}')
    assert summarize(decode(draft)).encode() == b'Timeline (1 track): 1. Title: "Hi ?" (0-1s)'
