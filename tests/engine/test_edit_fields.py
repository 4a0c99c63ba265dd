"""The fields of an exact edit: what each takes, what it means, and what is said of one that cannot be."""

from typing import Any

import pytest

from homes import Json
from nemo_video.engine.edit_checks import WrongEdit, read_edits
from nemo_video.engine.edit_rules import COLORS, FIELDS, LIMITS, MAX_EDITS, OPS
from nemo_video.errors import InvalidArgument
from nemo_video.timeline.edits import Edit

READ: list[tuple[Json, Edit]] = [
    (
        {"op": " Trim ", "item": " Clip #02", "from_s": "1", "to_s": 4.00049},
        Edit("trim", item="clip 2", from_s=1, to_s=4),
    ),
    ({"op": "move", "item": "clip1", "to": "3.0"}, Edit("move", item="clip 1", to=3)),
    ({"op": "undo", "item": None, "text": "  "}, Edit("undo")),
    ({"op": "cut", "from_s": 0, "to_s": 86_400}, Edit("cut", from_s=0, to_s=86_400)),
    ({"op": "volume", "item": "sound 1", "percent": 200}, Edit("volume", item="sound 1", percent=200)),
    ({"op": "fade", "item": "clip 1", "out_s": 0}, Edit("fade", item="clip 1", out_s=0)),
    (
        {"op": "transition", "item": "clip 2", "kind": "Dip to-black", "duration_s": 0.5},
        Edit("transition", item="clip 2", kind="dip_to_black", duration_s=0.5),
    ),
    ({"op": "transition", "item": "clip 2", "kind": "none"}, Edit("transition", item="clip 2", kind="none")),
    (
        {"op": "title", "text": " Two \n lines ", "from_s": 0, "to_s": 1, "color": "f80", "size": 5},
        Edit("title", text=" Two \n lines ", from_s=0, to_s=1, color="#FF8800", size=5),
    ),
    ({"op": "change", "item": "title 1", "color": "Grey"}, Edit("change", item="title 1", color="#808080")),
    ({"op": "change", "item": "title 1", "from_s": 3}, Edit("change", item="title 1", from_s=3)),
    ({"op": "change", "item": "title 1", "text": "a\ud800"}, Edit("change", item="title 1", text="a?")),
    ({"op": "music", "mood": " calm \n piano "}, Edit("music", mood="calm piano")),
    ({"op": "look", "item": "clip 1", "contrast": -1}, Edit("look", item="clip 1", contrast=-1)),
    (
        {"op": "frame", "item": "clip 1", "rotate": 270, "mirror": "TRUE", "flip": False},
        Edit("frame", item="clip 1", rotate=270, mirror=True, flip=False),
    ),
    ({"op": "place", "media": "a.mp4", "at_s": 0}, Edit("place", media="a.mp4", at_s=0)),
    (
        {"op": "place", "media": "a.png", "corner": "center", "percent": 5, "opacity": 0.01, "margin": 40},
        Edit("place", media="a.png", corner="center", percent=5, opacity=0.01, margin=40),
    ),
    (
        {"op": "place", "media": "a.png", "watermark": True, "opacity": 0.5},
        Edit("place", media="a.png", watermark=True, corner="top_right", percent=15, opacity=0.5),
    ),
    (
        {"op": "place", "media": "a.png", "watermark": True, "corner": "top_left", "percent": 30},
        Edit("place", media="a.png", watermark=True, corner="top_left", percent=30),
    ),
    (
        {"op": "place", "media": "a.png", "text": "Bye"},
        Edit("place", media="a.png", text="Bye", duration_s=3),
    ),
    (
        {"op": "place", "media": "a.png", "text": "Bye", "duration_s": 2, "watermark": False},
        Edit("place", media="a.png", text="Bye", duration_s=2, watermark=False),
    ),
    (
        {"op": "canvas", "platform": "TikTok"},
        Edit("canvas", platform="tiktok", aspect_ratio="9:16", resolution="1080p", fps=30),
    ),
    (
        {"op": "canvas", "platform": "x", "resolution": "4k", "fps": 24},
        Edit("canvas", platform="x", aspect_ratio="16:9", resolution="4k", fps=24),
    ),
]


@pytest.mark.parametrize(("written", "meant"), READ, ids=lambda each: str(each)[:60])
def test_an_edit_is_read_as_it_is_meant(written: Json, meant: Edit) -> None:
    assert read_edits([written]) == (meant,)


TRIM: Json = {"op": "trim", "item": "clip 1", "from_s": 1, "to_s": 2}
PLACE: Json = {"op": "place", "media": "a.png"}
WRONG: list[tuple[object, str]] = [
    ("undo", 'edit 1 has to be an object, as {"op": "remove", "item": "clip 2"}.'),
    ({"item": "clip 1"}, "edit 1: op is missing; it is one of trim, cut,"),
    ({"op": 7}, "edit 1: op is missing"),
    ({"op": "crop"}, 'edit 1: "crop" is no op; it is one of'),
    ({**TRIM, "to": 1}, "edit 1: trim has no to; it takes item, from_s and to_s."),
    ({"op": "redo", "at_s": 1, "to": 2}, "edit 1: redo has no at_s and to; it takes no field."),
    ({"op": "trim", "item": "clip 1"}, "edit 1: trim needs from_s and to_s."),
    ({"op": "trim"}, "edit 1: trim needs item, from_s and to_s."),
    ({"op": "fade", "item": "clip 1"}, "edit 1: fade needs at least one of in_s, out_s."),
    ({**TRIM, "to_s": 1}, "edit 1: trim to_s has to be later than from_s, which is 1."),
    ({**TRIM, "to_s": -0.1}, "edit 1: trim to_s has to be a number from 0 to 86400."),
    ({**TRIM, "to_s": 86_400.1}, "edit 1: trim to_s has to be a number from 0 to 86400."),
    ({**TRIM, "to_s": "soon"}, "edit 1: trim to_s has to be a number"),
    ({**TRIM, "to_s": True}, "edit 1: trim to_s has to be a number"),
    ({**TRIM, "to_s": float("nan")}, "edit 1: trim to_s has to be a number"),
    ({**TRIM, "to_s": 10**400}, "edit 1: trim to_s has to be a number"),
    ({**TRIM, "item": "clip"}, 'edit 1: trim item "clip" has to be a name from timeline.items, as clip 2.'),
    ({**TRIM, "item": 1}, "edit 1: trim item has to be text."),
    (
        {"op": "length", "item": "clip 1", "duration_s": 0},
        "duration_s has to be a number above 0, 86400 at most",
    ),
    ({"op": "move", "item": "clip 1", "to": 0}, "edit 1: move to has to be a number from 1 to 10000."),
    (
        {"op": "move", "item": "clip 1", "to": 1.5},
        "edit 1: move to has to be a whole number from 1 to 10000.",
    ),
    ({"op": "frame", "item": "clip 1", "rotate": 45}, "edit 1: frame rotate has to be 0, 90, 180 or 270."),
    ({"op": "frame", "item": "clip 1", "flip": "yes"}, "edit 1: frame flip has to be true or false."),
    (
        {"op": "frame", "item": "clip 1", "fit": "half"},
        "edit 1: frame fit has to be one of fill, bars, blur.",
    ),
    (
        {"op": "change", "item": "title 1", "color": "#12345"},
        'color "#12345" has to be as #FF8800, or one of',
    ),
    ({"op": "music", "mood": "m" * 201}, "edit 1: music mood has 201 characters; 200 are the most."),
    ({"op": "subtitles", "text": "x" * 200_001}, "text has 200001 characters; 200000 are the most."),
    (
        {"op": "title", "text": "x" * 2001, "from_s": 0, "to_s": 1},
        "text has 2001 characters; 2000 are the most.",
    ),
    (
        {"op": "transition", "item": "clip 2", "kind": "wipe"},
        "edit 1: transition needs duration_s with the kind wipe.",
    ),
    ({**PLACE, "corner": "center", "percent": 4}, "edit 1: place percent has to be a number from 5 to 100."),
    (
        {**PLACE, "opacity": 0, "corner": "center"},
        "edit 1: place opacity has to be a number above 0, 1 at most.",
    ),
    ({**PLACE, "percent": 20}, "edit 1: place needs a corner where percent is given"),
    ({**PLACE, "margin": 0}, "edit 1: place needs a corner where margin is given"),
    ({**PLACE, "duration_s": 2}, "edit 1: place takes duration_s only with text, for an end card."),
    ({**PLACE, "watermark": True, "at_s": 0}, "edit 1: place takes no at_s for a watermark"),
    (
        {**PLACE, "text": "Bye", "at_s": 1, "corner": "center", "watermark": True},
        "edit 1: place with text is an end card, which takes no at_s, corner and watermark.",
    ),
]


@pytest.mark.parametrize(("written", "said"), WRONG, ids=lambda each: str(each)[:60])
def test_what_cannot_be_is_told_with_what_would_be_right(written: object, said: str) -> None:
    with pytest.raises(WrongEdit) as wrong:
        read_edits([written])
    assert said in wrong.value.message
    assert wrong.value.advice == "Correct that edit and call edit again; nothing was sent."


def test_the_edit_that_is_wrong_is_named_by_its_number_and_the_length_of_what_it_is_about() -> None:
    with pytest.raises(WrongEdit, match=r"^edit 2: trim needs to_s") as wrong:
        read_edits([{"op": "undo"}, {"op": "trim", "item": "Clip 1", "from_s": 9}])
    assert (
        wrong.value.with_length({"clip 1": 4.5}).message == "edit 2: trim needs to_s; Clip 1 is 4.5 s long."
    )
    assert wrong.value.with_length({"clip 2": 4.5}) is wrong.value


def test_a_call_makes_from_one_to_fifty_edits() -> None:
    undo: list[Any] = [{"op": "undo"}]
    assert len(read_edits(undo * MAX_EDITS)) == MAX_EDITS == 50
    with pytest.raises(InvalidArgument, match="There are 51 edits; 50 are the most"):
        read_edits(undo * (MAX_EDITS + 1))
    with pytest.raises(InvalidArgument, match="There is no edit"):
        read_edits([])


def test_every_field_of_an_op_is_a_field_of_the_edit_and_has_a_rule() -> None:
    assert {name for rule in OPS.values() for name in rule.takes} == FIELDS.keys()
    assert FIELDS.keys() == set(Edit.__dataclass_fields__) - {"op"}
    assert all(name in OPS[op].takes for op, name in LIMITS)
    assert all(FIELDS[name].choices for name in FIELDS if FIELDS[name].type == "choice")


@pytest.mark.parametrize("color", COLORS)
def test_a_color_of_css_is_a_color(color: str) -> None:
    (edit,) = read_edits([{"op": "change", "item": "title 1", "color": color.upper()}])
    assert edit.color == COLORS[color]
