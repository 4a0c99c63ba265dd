"""What can be named in an edit: every segment under a number that stays as long as nothing changes."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from nemo_video.timeline import decode, list_items

Json = dict[str, Any]


def _segment(start: int, length: int, **metadata: Any) -> Json:
    return {"s": start, "d": length, "m": metadata}


def _named(draft: Json) -> list[tuple[str, str | None, float, float, str | None]]:
    items = list_items(decode(draft))
    return [(i.item, i.name, i.segment.start_s, i.segment.end_s, i.detail) for i in items]


def test_pictures_sounds_and_texts_are_numbered_by_start_and_then_by_track() -> None:
    draft = {
        "t": [
            {
                "tt": 7,
                "sg": [_segment(2000, 3000, name="Title", text="Late"), _segment(0, 1000, text="Early")],
            },
            {"tt": 0, "sg": [_segment(0, 5000, name="sea", speed=2.0), _segment(5000, 5000, name="city")]},
            {"tt": 0, "sg": [_segment(5000, 2000, name="inset", corner="top_left", width=0.3)]},
            {"tt": 1, "sg": [_segment(0, 10000, name="Lo-fi", volume=0.35, fade_out_ms=1500)]},
            {"tt": 5, "sg": [_segment(0, 10000, name="sticker")]},
        ]
    }
    assert _named(draft) == [
        ("clip 1", "sea", 0, 5, "speed 2x"),
        ("clip 2", "city", 5, 10, None),
        ("clip 3", "inset", 5, 7, "picture in picture top left 30%"),
        ("sound 1", "Lo-fi", 0, 10, "35%, fade out 1.5s"),
        ("title 1", "Early", 0, 1, None),
        ("title 2", "Late", 2, 5, None),
    ]


def test_what_has_no_name_has_a_number_all_the_same() -> None:
    assert _named({"t": [{"tt": 0, "sg": [_segment(0, 1000)]}]}) == [("clip 1", None, 0, 1, None)]
    assert _named({}) == []


def test_a_title_without_words_goes_by_its_name_and_a_clip_without_a_name_by_its_words() -> None:
    title: Json = {"t": [{"tt": 7, "sg": [_segment(0, 1000, name="Opening")]}]}
    clip: Json = {"t": [{"tt": 0, "sg": [_segment(0, 1000, text="a calm sea")]}]}
    assert [name for _, name, *_ in (*_named(title), *_named(clip))] == ["Opening", "a calm sea"]


def test_a_track_lies_from_its_first_start_to_its_last_end() -> None:
    (track,) = decode({"t": [{"tt": 0, "sg": [_segment(2000, 9000), _segment(4000, 1000)]}]}).tracks
    assert (track.start_s, track.end_s) == (2, 11)


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 1, 7]), st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1)
        )
    )
)
def test_every_segment_has_one_name_and_the_same_draft_the_same_names(tracks: list[tuple[int, Any]]) -> None:
    draft = {"t": [{"tt": kind, "sg": [_segment(s, d) for s, d in places]} for kind, places in tracks]}
    named = _named(draft)
    assert len({name for name, *_ in named}) == sum(len(places) for _, places in tracks)
    assert named == _named(draft)
    for kind in ("clip", "sound", "title"):
        starts = [start for name, _, start, *_ in named if name.startswith(kind)]
        assert starts == sorted(starts)


def test_what_is_done_to_a_scene_is_told_in_words() -> None:
    scene: Json = {"s": 0, "d": 5000, "m": {"name": "sea", "parameters": {"time_of_day": "dusk"}}}
    (item,) = list_items(decode({"t": [{"tt": 0, "sg": [scene]}]}))
    assert item.detail == "time of day dusk"
