"""The difference of two drafts, as a person would want to read it."""

import copy
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_video.timeline import decode, describe_changes

Piece = dict[str, Any]
Draft = dict[str, Any]


def _video(name: str | None, start_s: float, end_s: float, **more: object) -> Piece:
    piece: Piece = {"s": start_s * 1000, "d": (end_s - start_s) * 1000, **more}
    return {**piece, "m": {"name": name}} if name else piece


def _music(name: str, start_s: float, end_s: float, volume: float | None = None) -> Piece:
    piece = _video(name, start_s, end_s)
    piece["m"]["volume"] = volume
    return piece


def _title(text: str, start_s: float, end_s: float, **more: object) -> Piece:
    return {**_video(None, start_s, end_s), "m": {"name": "Title", "text": text, **more}}


def _draft(
    video: tuple[Piece, ...] = (), audio: tuple[Piece, ...] = (), text: tuple[Piece, ...] = (), **more: object
) -> Draft:
    tracks = [
        {"tt": kind, "sg": list(pieces)} for kind, pieces in ((0, video), (1, audio), (7, text)) if pieces
    ]
    return {"t": tracks, **more}


def _with_ids(draft: Draft) -> Draft:
    draft = copy.deepcopy(draft)
    for track in draft["t"]:
        for index, piece in enumerate(track["sg"]):
            piece["id"] = f"{track['tt']}-{index}"
    return draft


def _changes(before: Draft, after: Draft, language: str = "en") -> tuple[str, ...]:
    return describe_changes(decode(before), decode(after), language)


SEA = _draft((_video("sea", 0, 10),), (_music("Lo-fi", 0, 10, 0.5),), (_title("Paradise Found", 0, 3),))

ONE_CHANGE = [
    (
        "added title",
        _draft((_video("sea", 0, 10),), (_music("Lo-fi", 0, 10, 0.5),)),
        SEA,
        'Title added: "Paradise Found" (0-3s)',
    ),
    (
        "added music",
        _draft((_video("sea", 0, 10),), (), (_title("Paradise Found", 0, 3),)),
        SEA,
        "BGM added: Lo-fi (0-10s, 50%)",
    ),
    (
        "removed title",
        SEA,
        _draft((_video("sea", 0, 10),), (_music("Lo-fi", 0, 10, 0.5),)),
        'Title removed: "Paradise Found" (0-3s)',
    ),
    (
        "moved title",
        _draft(text=(_title("Fin", 0, 3),)),
        _draft(text=(_title("Fin", 6.5, 9.5),)),
        'Title moved: "Fin" (0-3s to 6.5-9.5s)',
    ),
    (
        "longer title",
        _draft(text=(_title("Fin", 0, 3),)),
        _draft(text=(_title("Fin", 0, 5),)),
        'Title length changed: "Fin" (0-3s to 0-5s)',
    ),
    (
        "moved and shortened title",
        _draft(text=(_title("Fin", 0, 3),)),
        _draft(text=(_title("Fin", 4, 5),)),
        'Title length changed: "Fin" (0-3s to 4-5s)',
    ),
    (
        "other words",
        _draft(text=(_title("Fin", 0, 3),)),
        _draft(text=(_title("The End", 0, 3),)),
        'Title changed: "Fin" to "The End" (0-3s)',
    ),
    (
        "other music",
        _draft(audio=(_music("Lo-fi", 0, 10, 0.5),)),
        _draft(audio=(_music("Ambient", 0, 10, 0.5),)),
        "BGM replaced: Lo-fi with Ambient (0-10s)",
    ),
    (
        "quieter music",
        _draft(audio=(_music("Lo-fi", 0, 10, 0.5),)),
        _draft(audio=(_music("Lo-fi", 0, 10, 0.35),)),
        "BGM volume changed: Lo-fi (50% to 35%)",
    ),
    (
        "music with a first volume",
        _draft(audio=(_music("Lo-fi", 0, 10),)),
        _draft(audio=(_music("Lo-fi", 0, 10, 0.35),)),
        "BGM volume set: Lo-fi (35%)",
    ),
    (
        "new key",
        _draft((_video("sea", 0, 10),)),
        _draft((_video("sea", 0, 10, filter={"look": "vintage"}),)),
        "Video adjusted: sea (0-10s)",
    ),
    (
        "other colour",
        _draft(text=(_title("Fin", 0, 3, style={"colour": "red"}),)),
        _draft(text=(_title("Fin", 0, 3, style={"colour": "gold"}),)),
        'Title adjusted: "Fin" (0-3s)',
    ),
    (
        "end of a very long text",
        _draft(text=(_title("a" * 90 + "b", 0, 3),)),
        _draft(text=(_title("a" * 90 + "c", 0, 3),)),
        f'Title adjusted: "{"a" * 79}…" (0-3s)',
    ),
    (
        "first of two clips removed",
        _draft((_video("sea", 0, 5), _video("sea", 5, 10))),
        _draft((_video("sea", 0, 5),)),
        "Video removed: sea (5-10s)",
    ),
]


@pytest.mark.parametrize("named", [copy.deepcopy, _with_ids], ids=["id-less", "with ids"])
@pytest.mark.parametrize(
    ("before", "after", "sentence"), [case[1:] for case in ONE_CHANGE], ids=[case[0] for case in ONE_CHANGE]
)
def test_one_edit_is_one_sentence(
    named: Callable[[Draft], Draft], before: Draft, after: Draft, sentence: str
) -> None:
    assert _changes(named(before), named(after)) == (sentence,)


def test_music_that_is_stretched_with_the_picture_is_one_sentence() -> None:
    before = _draft((_video("sea", 0, 10),), (_music("Lo-fi", 0, 10, 0.5),))
    after = _draft((_video("sea", 0, 10), _video("city", 10, 20)), (_music("Lo-fi", 0, 20, 0.5),))
    assert _changes(before, after) == (
        "BGM length changed: Lo-fi (0-10s to 0-20s)",
        "Video added: city (10-20s)",
    )


def test_swapped_clips_are_two_moves() -> None:
    before = _draft((_video("sea", 0, 5), _video("city", 5, 10)))
    after = _draft((_video("city", 0, 5), _video("sea", 5, 10)))
    assert _changes(before, after) == (
        "Video moved: city (5-10s to 0-5s)",
        "Video moved: sea (0-5s to 5-10s)",
    )


def test_a_clip_put_in_front_moves_the_others_and_replaces_none() -> None:
    before = _draft((_video("sea", 0, 5), _video("city", 5, 10)))
    after = _draft((_video("rain", 0, 2), _video("sea", 2, 7), _video("city", 7, 12)))
    assert _changes(before, after) == (
        "Video moved: sea (0-5s to 2-7s)",
        "Video moved: city (5-10s to 7-12s)",
        "Video added: rain (0-2s)",
    )


def test_a_title_taken_off_and_another_put_elsewhere_are_two_facts() -> None:
    before, after = _draft(text=(_title("Hello", 0, 3),)), _draft(text=(_title("Fin", 7, 10),))
    assert _changes(before, after) == ('Title removed: "Hello" (0-3s)', 'Title added: "Fin" (7-10s)')


def test_an_id_that_lasts_makes_a_renamed_and_moved_clip_the_same_one() -> None:
    before, after = _draft((_video("sea", 0, 5, id=7),)), _draft((_video("ocean", 3, 8, id=7),))
    assert _changes(before, after) == (
        "Video replaced: sea with ocean (3-8s)",
        "Video moved: ocean (0-5s to 3-8s)",
    )


def test_ids_that_are_new_at_every_read_change_nothing() -> None:
    fresh = _with_ids(SEA)
    for track in fresh["t"]:
        for piece in track["sg"]:
            piece["id"] = f"new-{piece['id']}"
    assert _changes(_with_ids(SEA), fresh) == ()


def test_nameless_clips_are_told_apart_by_what_they_hold() -> None:
    before = _draft((_video(None, 0, 5, src="a.mp4"), _video(None, 5, 10, src="b.mp4")))
    after = _draft((_video(None, 0, 5, src="b.mp4"),))
    assert _changes(before, after) == (
        "Video removed: Video (0-5s)",
        "Video moved: Video (5-10s to 0-5s)",
    )


def test_clips_of_one_name_are_told_apart_by_what_they_hold() -> None:
    before = _draft((_video("clip", 0, 5, src="a.mp4"), _video("clip", 5, 10, src="b.mp4")))
    after = _draft((_video("clip", 0, 5, src="b.mp4"),))
    assert _changes(before, after) == ("Video removed: clip (0-5s)", "Video moved: clip (5-10s to 0-5s)")


def test_a_bare_segment_that_moves_is_not_removed_and_added() -> None:
    assert _changes(_draft(({"s": 0, "d": 5000},)), _draft(({"s": 2000, "d": 5000},))) == (
        "Video moved: Video (0-5s to 2-7s)",
    )


def test_a_voice_on_the_musics_track_is_called_a_voice() -> None:
    voice = {"s": 10000, "d": 2000, "m": {"name": "Anna", "kind": "voiceover"}}
    before = _draft(audio=(_music("Lo-fi", 0, 10),))
    assert _changes(before, _draft(audio=(_music("Lo-fi", 0, 10), voice))) == ("Voice added: Anna (10-12s)",)


def test_music_stays_the_same_when_the_piece_before_it_goes() -> None:
    voice = {"s": 0, "d": 2000, "m": {"name": "Anna", "kind": "voiceover"}}
    before = _draft(audio=(voice, _music("Lo-fi", 2, 10)))
    assert _changes(before, _draft(audio=(_music("Lo-fi", 2, 10),))) == ("Voice removed: Anna (0-2s)",)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({"updated_at": 1763800000}, {"updated_at": 1763800031}),
        ({"style": {"lastModified": "a"}}, {"style": {"lastModified": "b"}}),
        ({"version": 3}, {"version": 4}),
        ({"selected": True}, {}),
        ({"url": "https://cdn.test/a.mp4?sig=1"}, {"url": "https://cdn.test/a.mp4?sig=2"}),
        ({"effects": []}, {"effects": None}),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    ],
)
def test_bookkeeping_is_no_edit(was: Draft, now: Draft) -> None:
    before, after = _draft((_video("sea", 0, 10, **was),)), _draft((_video("sea", 0, 10, **now),))
    assert _changes({**before, **was}, {**after, **now}) == ()


def test_another_address_is_an_edit() -> None:
    before = _draft((_video("sea", 0, 10, url="https://cdn.test/a.mp4?sig=1"),))
    after = _draft((_video("sea", 0, 10, url="https://cdn.test/b.mp4?sig=1"),))
    assert _changes(before, after) == ("Video adjusted: sea (0-10s)",)


def test_a_millisecond_that_no_sentence_shows_is_no_edit() -> None:
    assert _changes(_draft((_video("sea", 0, 10),)), _draft((_video("sea", 0.001, 10.002),))) == ()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"d": 12000}, "Timeline length changed: 0-10s to 0-12s"),
        ({"canvas": {"ratio": "9:16"}}, "Timeline adjusted"),
    ],
)
def test_an_edit_of_the_whole_is_told_where_no_segment_changed(changed: Draft, sentence: str) -> None:
    assert _changes(SEA, {**SEA, **changed}) == (sentence,)


def test_nothing_happens_on_an_empty_timeline_but_a_new_canvas() -> None:
    before: Draft = {"t": [], "d": 0, "x": [1], "m": {"fps": 25}}
    afters: list[Draft] = [{}, {"t": []}, {"t": [], "d": 8000, "x": [2]}, {"t": [{"sg": []}], "m": {"x": 1}}]
    assert [_changes({}, after) for after in afters] == [()] * 4
    assert [_changes(before, {**after, "m": {"fps": 25}}) for after in afters] == [()] * 4
    assert _changes(before, {**before, "m": {"fps": 30}}) == ("Timeline adjusted",)


def test_an_edit_of_a_track_is_told() -> None:
    muted = copy.deepcopy(SEA)
    muted["t"][1]["muted"] = True
    assert _changes(SEA, muted) == ("Timeline adjusted",)


def test_many_edits_of_one_kind_are_counted() -> None:
    lines = tuple(_title(f"Line {i}", i * 2, i * 2 + 2, kind="subtitle") for i in range(500))
    assert _changes(_draft((_video("sea", 0, 10),)), _draft((_video("sea", 0, 10),), text=lines)) == (
        'Subtitles added: "Line 0" (0-2s)',
        'Subtitles added: "Line 1" (2-4s)',
        'Subtitles added: "Line 2" (4-6s)',
        'Subtitles added: "Line 3" (6-8s)',
        "Subtitles: 496 more changes like this (8-1000s)",
    )


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "zh-Hans",
            (
                "已移除背景音乐：Lo-fi（0-10s）",
                "视频长度已变：海（0-10s 到 0-8s）",
                '标题已由"日出"改为"日落"（0-3s）',
                "已添加环境声：海浪（2-8s，60%）",
            ),
        ),
        (
            "zh-Hant",
            (
                "已移除背景音樂：Lo-fi（0-10s）",
                "影片長度已變：海（0-10s 到 0-8s）",
                '標題已由"日出"改為"日落"（0-3s）',
                "已新增環境聲：海浪（2-8s，60%）",
            ),
        ),
        (
            "fr",
            (
                "BGM removed: Lo-fi (0-10s)",
                "Video length changed: 海 (0-10s to 0-8s)",
                'Title changed: "日出" to "日落" (0-3s)',
                "Ambience added: 海浪 (2-8s, 60%)",
            ),
        ),
    ],
)
def test_changes_are_told_in_the_callers_language(language: str, sentences: tuple[str, ...]) -> None:
    waves = {"s": 2000, "d": 6000, "m": {"name": "海浪", "kind": "ambience", "volume": 0.6}}
    before = _draft((_video("海", 0, 10),), (_music("Lo-fi", 0, 10, 0.5),), (_title("日出", 0, 3),))
    after = _draft((_video("海", 0, 8),), (waves,), (_title("日落", 0, 3),))
    assert _changes(before, after, language) == sentences


MORE: tuple[Piece, ...] = ({}, {"filter": "warm"}, {"volume": 0.5})


@st.composite
def _pieces(draw: st.DrawFn) -> tuple[Piece, ...]:
    starts = draw(st.lists(st.integers(0, 20), max_size=4))
    return tuple(
        {
            **_video(draw(st.sampled_from(("sea", "city", None))), start, start + draw(st.integers(1, 9))),
            **draw(st.sampled_from(MORE)),
        }
        for start in starts
    )


DRAFTS = st.builds(_draft, _pieces(), _pieces(), _pieces())


@given(DRAFTS)
def test_equal_drafts_have_no_changes(draft: Draft) -> None:
    assert _changes(draft, copy.deepcopy(draft)) == ()


@given(DRAFTS, st.randoms())
def test_the_order_in_which_segments_are_written_does_not_matter(draft: Draft, random: Random) -> None:
    shuffled = copy.deepcopy(draft)
    for track in shuffled["t"]:
        random.shuffle(track["sg"])
    assert _changes(draft, shuffled) == ()


@given(DRAFTS, DRAFTS)
def test_every_difference_of_segments_is_told(before: Draft, after: Draft) -> None:
    def content(draft: Draft) -> list[str]:
        return sorted(repr((track["tt"], piece)) for track in draft["t"] for piece in track["sg"])

    assert bool(_changes(before, after)) == (content(before) != content(after))


@given(DRAFTS, st.integers(1, 30))
def test_a_shift_of_everything_removes_and_adds_nothing(draft: Draft, shift_s: int) -> None:
    moved = copy.deepcopy(draft)
    for track in moved["t"]:
        for piece in track["sg"]:
            piece["s"] += shift_s * 1000
    changes = _changes(draft, moved)
    assert bool(changes) == bool(draft["t"])
    assert not any(" added: " in change or " removed: " in change for change in changes)
