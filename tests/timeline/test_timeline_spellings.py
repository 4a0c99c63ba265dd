"""What a draft says of a segment, key by key, and what of it counts as a change."""

from typing import Any

import pytest

from nemo_video.timeline import Source, decode, fingerprint, isolate
from nemo_video.timeline.edits.values import is_same, is_usual
from nemo_video.timeline.effects import Effect, read_effects

Json = dict[str, Any]

TOLD: list[tuple[Json, str, str, float | None]] = [
    ({"speed": 2}, "speed", "2x", 2),
    ({"playbackRate": "0.5x"}, "speed", "0.5x", 0.5),
    ({"speed": {"value": 1.25}}, "speed", "1.25x", 1.25),
    ({"opacity": 0.5}, "opacity", "50%", 0.5),
    ({"opacity": 50}, "opacity", "50%", 0.5),
    ({"alpha": "80%"}, "opacity", "80%", 0.8),
    ({"margin": 0.1}, "margin", "10%", 0.1),
    ({"brightness": 0.25}, "brightness", "+25%", 0.25),
    ({"brightness": -20}, "brightness", "-20%", -0.2),
    ({"contrast": {"intensity": 1}}, "contrast", "+100%", 1),
    ({"saturation": {"amount": -1}}, "saturation", "-100%", -1),
    ({"zoom": 1.5}, "zoom", "1.5x", 1.5),
    ({"scale": {"x": 2, "y": 3}}, "zoom", "2x", 2),
    ({"rotate": 90}, "rotation", "90°", 90),
    ({"angle": "-45°"}, "rotation", "-45°", -45),
    ({"fade_in_ms": 1500}, "fade in", "1.5s", 1.5),
    ({"fadeInMs": 60}, "fade in", "0.06s", 0.06),
    ({"fade_in": 1.5}, "fade in", "1.5s", 1.5),
    ({"fade_in": 60}, "fade in", "60s", 60),
    ({"fade_in": 61}, "fade in", "0.061s", 0.061),
    ({"transition": "cross_fade"}, "transition", "cross fade", None),
    ({"transition": "wipe", "transition_ms": 800}, "transition", "wipe 0.8s", 0.8),
    ({"transition": {"type": "wipe", "duration": 0.8}}, "transition", "wipe 0.8s", 0.8),
    ({"trans": {"name": "slide"}, "duration_ms": 1000}, "transition", "slide 1s", 1),
    ({"transition": "wipe", "transition_ms": 0}, "transition", "wipe", 0),
    ({"corner": "top_right", "width": 33}, "picture in picture", "top right 33%", 0.33),
    ({"pip": "left", "pip_width": 0.5}, "picture in picture", "left 50%", 0.5),
    ({"look": "black_and_white"}, "look", "black and white", None),
    ({"filter": {"id": "x" * 60}}, "look", "x" * 40, None),
    ({"objectFit": "cover"}, "fit", "cover", None),
    ({"reverse": True}, "reversed", "", None),
    ({"isReverse": 1}, "reversed", "", None),
    ({"mirror": True}, "mirrored", "", None),
    ({"flipV": True}, "flipped", "", None),
    ({"ducking": True}, "ducked under speech", "", None),
    ({"isWatermark": True}, "watermark", "", None),
]

USUAL: list[tuple[Json, str]] = [
    ({"speed": 1}, "speed"),
    ({"opacity": 1}, "opacity"),
    ({"opacity": 100}, "opacity"),
    ({"margin": 4}, "margin"),
    ({"brightness": 0}, "brightness"),
    ({"rotate": 0}, "rotation"),
    ({"fade_in_ms": 0}, "fade in"),
    ({"reverse": False}, "reversed"),
    ({"reverse": 0}, "reversed"),
    ({"look": ""}, "look"),
    ({"place": "center"}, "place"),
    ({"size": 1}, "size"),
    ({"color": "#FFFFFF"}, "color"),
    ({"animation": "fade"}, "animation"),
]

RUBBISH: list[Json] = [
    {"speed": None}, {"speed": "fast"}, {"speed": True}, {"speed": [2]}, {"speed": 1e10}, {"speed": {"x": 2}},
    {"reverse": "yes"}, {"reverse": 2}, {"reverse": None}, {"look": 7}, {"look": {"other": "warm"}},
    {"parameters": "snow"}, {"parameters": {"weather": 7}}, {"parameters": {"weather": ""}}, {"unknown": 1},
]  # fmt: skip


@pytest.mark.parametrize(("place", "name", "value", "number"), TOLD, ids=lambda each: str(each)[:40])
def test_an_effect_is_read_in_its_unit(place: Json, name: str, value: str, number: float | None) -> None:
    read = read_effects(place)
    assert [(e.name, e.value, e.is_style) for e in read.effects] == [(name, value, False)]
    assert read.effects[0].number == (None if number is None else pytest.approx(number))
    assert read.usual == ()
    assert read.keys >= set(place)


@pytest.mark.parametrize(("place", "name"), USUAL, ids=str)
def test_what_is_as_usual_is_no_effect_but_is_told(place: Json, name: str) -> None:
    read = read_effects(place)
    assert (read.effects, read.usual, read.keys) == ((), (name,), set(place))


@pytest.mark.parametrize("place", RUBBISH, ids=str)
def test_what_cannot_be_read_tells_of_nothing_and_stays_unknown(place: Json) -> None:
    read = read_effects(place)
    assert (read.effects, read.usual, read.keys) == ((), (), frozenset())


def test_how_a_text_is_written_and_what_a_scene_is_like_is_its_style() -> None:
    scene = {"parameters": {"weather": "heavy_snow", "season": "winter"}, "size": 1.25, "color": "#FF0000"}
    read = read_effects(scene)
    assert [(e.name, e.value, e.is_style) for e in read.effects] == [
        ("size", "125%", True),
        ("color", "#FF0000", True),
        ("weather", "heavy snow", True),
        ("season", "winter", True),
    ]
    assert read.keys == {"parameters", "size", "color"}
    known_in_part = {"parameters": {"weather": "snow", "seed": 7}}
    assert [e.name for e in read_effects(known_in_part).effects] == ["weather"]
    assert read_effects(known_in_part).keys == frozenset(), "what else it holds still counts as a trait"


def test_the_first_place_that_tells_of_an_effect_wins() -> None:
    assert read_effects({"speed": 2}, {"speed": 3}).effects == (Effect("speed", "2x", number=2),)
    assert read_effects({}, {"speed": 3}).effects == (Effect("speed", "3x", number=3),)
    assert read_effects({"speed": 1}, {"speed": 3}).effects == ()
    assert read_effects({"speed": 2, "playback_rate": 5}).effects[0].value == "2x"


def segment_of(piece: Json, kind: int = 0, **draft: Any) -> Any:
    return decode({"t": [{"tt": kind, "sg": [{"d": 1000, **piece}]}], **draft}).tracks[0].segments[0]


@pytest.mark.parametrize(
    ("told", "volume", "percentage"),
    [
        (0.35, 0.35, "35%"), (35, 0.35, "35%"), (4, 4, "400%"), (4.1, 0.041, "4%"), (0, 0, "0%"),
        (1, 1, "100%"), (150, 1.5, "150%"), (-0.1, None, None), (None, None, None), (True, None, None),
        ("0.5", 0.5, "50%"), (1e13, None, None),
    ],
)  # fmt: skip
def test_a_volume_is_a_factor_or_a_percentage(
    told: object, volume: float | None, percentage: str | None
) -> None:
    segment = segment_of({"m": {"volume": told}}, kind=1)
    assert (segment.volume, segment.percentage) == (
        None if volume is None else pytest.approx(volume),
        percentage,
    )


@pytest.mark.parametrize(
    ("canvas", "told"),
    [
        ({"ratio": "9:16", "resolution": "1080p", "fps": 30}, ("9:16", "1080p", 30, None)),
        ({"m": {"aspectRatio": "1:1", "frameRate": "24"}}, ("1:1", None, 24, None)),
        ({"ratio": "9:16", "m": {"ratio": "1:1"}}, ("9:16", None, None, None)),
        ({"fps": 240, "platform": "TikTok"}, (None, None, 240, "tiktok")),
        ({"fps": 241}, (None,) * 4),
        ({"fps": 1}, (None, None, 1, None)),
        ({"fps": 0.5}, (None,) * 4),
        ({"fps": 0, "platform": ""}, (None,) * 4),
    ],
)
def test_the_canvas_is_told_by_the_draft_or_its_metadata(canvas: Json, told: tuple[object, ...]) -> None:
    timeline = decode(canvas)
    assert (timeline.aspect_ratio, timeline.resolution, timeline.fps, timeline.platform) == told


@pytest.mark.parametrize(
    ("piece", "source"),
    [
        ({}, Source()),
        ({"media_id": "v1", "from_ms": 1500}, Source(media="v1", from_s=1.5)),
        (
            {"m": {"src": "https://e.com/a.mp4", "mediaDuration": 8000}},
            Source(url="https://e.com/a.mp4", length_s=8),
        ),
        ({"url": "file:///etc/passwd"}, Source()),
        ({"source_duration": 8000, "trimStart": -5}, Source()),
        ({"m": {"length_ms": 0}}, Source()),
    ],
)
def test_a_segment_tells_what_it_is_cut_from(piece: Json, source: Source) -> None:
    assert segment_of(piece).source == source


@pytest.mark.parametrize(
    ("piece", "name"),
    [({"id": "a"}, "a"), ({"id": 7}, "7"), ({"segmentId": 0}, "0"), ({"id": True}, None), ({"id": 1.5}, None),
     ({"id": "", "sid": "b"}, "b"), ({"id": 7, "sid": "b"}, "b"), ({"m": {"id": "c"}}, None)],
)  # fmt: skip
def test_an_id_is_text_or_a_whole_number_of_the_segment_itself(piece: Json, name: str | None) -> None:
    assert segment_of(piece).segment_id == name


SAME: list[tuple[object, object]] = [
    ({"a": 1, "b": [1, 2]}, {"b": [1, 2], "a": 1}),
    ({"a": 1, "updated_at": 1, "Is-Selected": True, "REV": 3}, {"a": 1}),
    ({"a": "https://e.com/f.mp4?sig=1"}, {"a": "https://e.com/f.mp4?sig=2"}),
    ({"a": 1, "b": None, "c": {}, "d": [], "e": {"f": None}}, {"a": 1}),
    ({"a": 1, "version": {"any": "thing"}}, {"a": 1}),
]
OTHER: list[tuple[object, object]] = [
    ({"a": 1}, {"a": 2}),
    ({"a": [1, 2]}, {"a": [2, 1]}),
    ({"a": "f.mp4?sig=1"}, {"a": "f.mp4?sig=2"}),
    ({"a": "https://e.com/f.mp4?sig=1"}, {"a": "https://e.com/g.mp4?sig=1"}),
    ({"a": 1, "b": 0}, {"a": 1}),
    ({"a": 1, "b": ""}, {"a": 1}),
    ({"a": 1, "b": False}, {"a": 1}),
    ({"a": {"b": 1}}, {"a": {"b": 1, "c": 1}}),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=str)
def test_what_changes_without_an_edit_is_no_change(one: object, other: object) -> None:
    assert fingerprint(one) == fingerprint(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER, ids=str)
def test_what_an_edit_may_have_changed_is_a_change(one: object, other: object) -> None:
    assert fingerprint(one) != fingerprint(other)


def test_a_draft_that_says_nothing_has_no_fingerprint() -> None:
    nothing: tuple[object, ...] = ({}, [], None, {"rev": 7}, {"a": None})
    assert [fingerprint(each) for each in nothing] == [""] * 5
    deep: object = 1
    for _ in range(23):
        deep = {"a": deep}
    assert fingerprint(deep) != ""
    assert fingerprint({"a": deep}) == "", "what lies deeper is not looked at"


def test_a_source_alone_is_drawn_as_it_is_before_all_edits() -> None:
    clips: list[Json] = [
        {"id": "b", "s": 5000, "d": 2000, "m": {"name": "sea", "look": "warm"}},
        {"id": "a", "start": 1000, "duration": 3000, "speed": 2, "volume": 0.3, "url": "u", "from_ms": 700,
         "m": {"name": "sun", "fade_in_ms": 500, "vol": 0.5, "color_note": "kept"}},
    ]  # fmt: skip
    draft: Json = {
        "ratio": "9:16",
        "d": 9000,
        "t": [{"tt": 7, "sg": []}, {"tt": 0, "s": 4, "z": 1, "sg": clips}],
    }
    assert isolate(draft, 0, 0, 2.5) == {
        "ratio": "9:16",
        "d": 2500,
        "t": [
            {
                "tt": 0,
                "z": 1,
                "sg": [
                    {
                        "id": "a",
                        "url": "u",
                        "volume": 1,
                        "start": 0,
                        "duration": 2500,
                        "m": {"name": "sun", "vol": 1, "color_note": "kept"},
                    }
                ],
            }
        ],
    }
    second = isolate(draft, 0, 1, 1.0)["t"][0]["sg"]
    assert second == [{"id": "b", "s": 0, "d": 1000, "m": {"name": "sea"}}]


@pytest.mark.parametrize(
    ("name", "wanted", "told", "same"),
    [
        ("reversed", True, 1.0, True),
        ("reversed", True, False, False),
        ("transition", "crossfade", "cross_dissolve", True),
        ("transition", "crossfade", "Fade 1s", True),
        ("transition", "wipe", "wipe 0.8s", True),
        ("transition", "wipe", "slide 0.8s", False),
        ("transition", "none", "", True),
        ("picture in picture", "top_left", "top left 30%", True),
        ("look", "black and white", "B&W", True),
        ("look", "warm", "warm tones", False),
        ("look", "model s", "model", False),
        ("rotation", 90, -270, True),
        ("rotation", 90, 90.5, True),
        ("rotation", 90, 91, False),
        ("fade in", 1.0, 1.04, True),
        ("fade in", 1.0, 1.06, False),
        ("speed", 2.0, 2.01, True),
        ("speed", 2.0, 2.02, False),
    ],
)
def test_a_told_value_is_the_wanted_one_however_it_is_spelled(
    name: str, wanted: Any, told: Any, same: bool
) -> None:
    assert is_same(name, wanted, told) is same


def test_what_a_draft_may_leave_out_is_usual() -> None:
    usual: list[tuple[str, Any]] = [("speed", 1), ("fit", "fill"), ("zoom", 1.005), ("look", "none")]
    assert [is_usual(name, value) for name, value in usual] == [True] * 4
    assert [is_usual(*each) for each in (("speed", 2), ("volume", 1), ("fit", "bars"))] == [False] * 3
