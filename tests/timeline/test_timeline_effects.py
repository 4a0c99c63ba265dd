"""Effects on segments: told when they come, change and go, and in the detail of a timeline."""

from typing import Any

import pytest

from nemo_video.timeline import decode, describe_changes, summarize

Json = dict[str, Any]


def _draft(kind: int = 0, **metadata: Any) -> Json:
    return {"t": [{"tt": kind, "sg": [{"id": "a", "s": 0, "d": 5000, "m": {"name": "sea", **metadata}}]}]}


CHANGES: list[tuple[Json, Json, str, str]] = [
    ({}, {"speed": 2.0}, "Video speed set: sea (2x, 0-5s)", "已设置视频速度：sea（2x，0-5s）"),
    (
        {"speed": 2},
        {"speed": 0.5},
        "Video speed changed: sea (2x to 0.5x)",
        "视频速度已变：sea（2x 到 0.5x）",
    ),
    ({"speed": 2}, {}, "Video speed removed: sea (0-5s)", "视频已取消速度：sea（0-5s）"),
    ({}, {"reverse": True}, "Video reversed: sea (0-5s)", "视频已倒放：sea（0-5s）"),
    ({"mirror": True}, {}, "Video no longer mirrored: sea (0-5s)", "视频已取消左右镜像：sea（0-5s）"),
    ({}, {"look": "black_and_white"}, "Video look set: sea (black and white, 0-5s)", ""),
    ({"brightness": 0.25}, {"brightness": 0.5}, "Video brightness changed: sea (+25% to +50%)", ""),
    ({}, {"rotate": 90}, "Video rotation set: sea (90°, 0-5s)", ""),
    ({}, {"fade_in_ms": 1500}, "Video fade in set: sea (1.5s, 0-5s)", ""),
    (
        {},
        {"transition": "crossfade", "transition_ms": 1000},
        "Video transition set: sea (crossfade 1s, 0-5s)",
        "",
    ),
    (
        {},
        {"corner": "top_right", "width": 0.33},
        "Video picture in picture set: sea (top right 33%, 0-5s)",
        "",
    ),
    (
        {"parameters": {"weather": "clear"}},
        {"parameters": {"weather": "snow"}},
        "Video weather changed: sea (clear to snow)",
        "",
    ),
]


@pytest.mark.parametrize(("before", "after", "english", "chinese"), CHANGES)
def test_an_effect_is_told_when_it_comes_changes_and_goes(
    before: Json, after: Json, english: str, chinese: str
) -> None:
    drafts = decode(_draft(**before)), decode(_draft(**after))
    assert describe_changes(*drafts) == (english,)
    if chinese:
        assert describe_changes(*drafts, "zh-Hans") == (chinese,)


def test_a_title_s_style_is_told_as_a_change_but_not_in_the_summary() -> None:
    plain = {"text": "Hi", "place": "center", "size": 1.0, "color": "#FFFFFF", "animation": "fade"}
    before, after = (
        decode(_draft(7, **plain)),
        decode(_draft(7, **{**plain, "color": "#FF3B30", "size": 1.25})),
    )
    assert describe_changes(before, after) == (
        'Title size set: "Hi" (125%, 0-5s)',
        'Title color set: "Hi" (#FF3B30, 0-5s)',
    )
    assert summarize(after) == 'Timeline (1 track): 1. Title: "Hi" (0-5s)'
    assert after.tracks[0].detail == "size 125%, color #FF3B30"


def test_effects_stand_in_the_summary_and_the_detail() -> None:
    timeline = decode(_draft(speed=2, look="warm"))
    assert summarize(timeline) == "Timeline (1 track): 1. Video: sea (0-5s, speed 2x, look warm)"
    assert timeline.tracks[0].detail == "speed 2x, look warm"


def test_a_new_shape_of_the_picture_is_told() -> None:
    before, after = decode(_draft()), decode({**_draft(), "ratio": "1:1"})
    assert describe_changes(before, after) == ("Aspect ratio set: 1:1",)
    assert describe_changes(after, decode({**_draft(), "ratio": "9:16"}), "zh-Hans") == (
        "画面比例已变：1:1 到 9:16",
    )


def test_a_shape_that_is_no_longer_told_is_no_new_shape() -> None:
    assert describe_changes(decode({**_draft(), "ratio": "1:1"}), decode(_draft())) == ("Timeline adjusted",)


def test_of_very_many_changes_the_first_forty_are_told_and_the_others_counted() -> None:
    done = {
        "speed": 2, "rotate": 90, "zoom": 2, "look": "warm", "brightness": 1, "contrast": 1, "saturation": 1,
        "opacity": 0.5, "fit": "bars", "reverse": True,
    }  # fmt: skip

    def film(metadata: Json) -> Json:
        clips = [
            {"id": str(at), "s": at * 1000, "d": 1000, "m": {"name": "sea", **metadata}} for at in range(6)
        ]
        return {"t": [{"tt": 0, "sg": clips}]}

    told = describe_changes(decode(film({})), decode(film(done)))
    assert len(told) == 41
    assert told[0] == "Video opacity set: sea (50%, 0-1s)"
    assert told[4] == "Video: 2 more changes like this (4-6s)"
    assert told[-1] == "and 10 more changes"
    fewer = {name: value for name, value in done.items() if name not in ("speed", "reverse")}
    assert len(describe_changes(decode(film({})), decode(film(fewer)))) == 40


@pytest.mark.parametrize("rubbish", [None, "x" * 500, 10**400, float("inf"), [], {}, True, "\ud800"])
def test_rubbish_for_an_effect_never_fails(rubbish: object) -> None:
    keys = (
        "speed",
        "look",
        "brightness",
        "transition",
        "transition_ms",
        "corner",
        "width",
        "parameters",
        "duck",
    )
    drafts = decode(_draft()), decode(_draft(**dict.fromkeys(keys, rubbish)))
    for sentence in (*describe_changes(*drafts), summarize(drafts[1])):
        assert len(sentence.encode()) < 600
