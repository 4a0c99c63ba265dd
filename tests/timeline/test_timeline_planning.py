"""Edits held against a timeline before they are sent: what goes, what does not, and what would be right."""

from typing import Any

import pytest

from nemo_video.errors import InvalidArgument
from nemo_video.timeline import Timeline, decode
from nemo_video.timeline.edits import Edit, Media, plan_edits

Json = dict[str, Any]

UPLOADS = (Media("b.mp4", "video", 4.0), Media("v.mp3", "audio", 3.0), Media("p.png", "image"))
FILM: Json = {
    "t": [
        {
            "tt": 0,
            "sg": [
                {"id": name, "s": start, "d": 5000, "m": {"name": name}}
                for name, start in (("sea", 0), ("forest", 5000), ("city", 10_000))
            ],
        },
        {"tt": 1, "sg": [{"id": "lofi", "s": 0, "d": 15_000, "m": {"name": "Lo-fi"}}]},
        {"tt": 7, "sg": [{"id": "hi", "s": 0, "d": 3000, "m": {"text": "Hi"}}]},
    ],
    "d": 15_000,
}
FRAME_S = 1 / 24
FREEZE = Edit("freeze", at_s=7, duration_s=2)
LATE = "1\n00:00:16,000 --> 00:00:17,000\nToo late\n"

REFUSED: list[tuple[list[Edit], str]] = [
    ([Edit("trim", item="clip 1", from_s=3, to_s=3)], "to_s has to be later than from_s"),
    ([Edit("trim", item="clip 1", from_s=0, to_s=5.2)], "clip 1 is 5 s long, so to_s can be 5 at most"),
    (
        [Edit("trim", item="title 1", from_s=0, to_s=1)],
        "takes a clip or a sound, and title 1 is a title",
    ),
    ([Edit("trim", item="clip 4", from_s=0, to_s=1)], 'there is no "clip 4"'),
    ([Edit("reverse", item="sound 1")], "reverse takes a clip, and sound 1 is a sound"),
    ([Edit("cut", from_s=0, to_s=15)], "that would leave nothing of the film"),
    ([Edit("cut", from_s=8, to_s=8)], "to_s has to be later than from_s"),
    ([Edit("cut", from_s=14, to_s=15.2)], "15.2 s is outside the film, which is 15 s long by then"),
    ([Edit("cut", from_s=0, to_s=5), Edit("cut", from_s=9, to_s=11)], "edit 2: cut is not possible: 11 s is"),
    ([Edit("split", at_s=5)], "a clip begins or ends at 5 s already, or there is none"),
    ([Edit("split", at_s=15)], "15 s is outside the film, whose clips end at 15 s by then"),
    ([Edit("split", at_s=7), Edit("reverse", item="clip 2")], "clip 2 is 2 pieces after the edits before"),
    ([Edit("move", item="clip 1", to=4)], "there are 3 clips by then, so to can be 3 at most"),
    ([FREEZE, Edit("move", item="clip 1", to=6)], "there are 5 clips by then, so to can be 5 at most"),
    ([Edit("remove", item="clip 1"), Edit("move", item="clip 2", to=3)], "there are 2 clips by then"),
    ([Edit("remove", item="clip 1"), Edit("reverse", item="clip 1")], "edit 2: reverse is not possible"),
    (
        [Edit("freeze", at_s=15.2, duration_s=1)],
        "15.2 s is outside the film, whose clips end at 15 s by then",
    ),
    ([Edit("fade", item="clip 1", in_s=5.2)], "in_s can be 5 at most: clip 1 is 5 s long by then"),
    ([Edit("fade", item="clip 1", out_s=5.2)], "out_s can be 5 at most: clip 1 is 5 s long by then"),
    (
        [Edit("speed", item="clip 1", factor=2), Edit("fade", item="clip 1", in_s=3)],
        "in_s can be 2.5 at most: clip 1 is 2.5 s long by then",
    ),
    ([Edit("transition", item="clip 1", kind="wipe")], "clip 1 is the first clip by then"),
    ([Edit("transition", item="clip 2", kind="wipe", duration_s=5.2)], "duration_s can be 5 at most"),
    ([Edit("title", text="Bye", from_s=15, to_s=17)], "17 s is outside the film"),
    ([Edit("subtitles", text=LATE)], "the subtitle at 16 s is outside the film, which is 15 s long by then"),
    ([Edit("subtitles", text="Hello")], "edit 1: subtitles: The subtitles hold no cue."),
    ([Edit("change", item="clip 1", text="Ho")], "clip 1 is a clip: only from_s and to_s can change"),
    ([Edit("change", item="clip 1", from_s=1)], "clip 1 follows other clips: use trim, length or move"),
    ([Edit("change", item="title 1", from_s=3, to_s=2)], "to_s has to be later than from_s"),
    ([Edit("place", media="x.mp4")], 'no uploaded file "x.mp4"; there is "b.mp4", "v.mp3", "p.png"'),
    ([Edit("place", media="v.mp3", corner="top_left")], '"v.mp3" is a sound and has no corner'),
    ([Edit("place", media="v.mp3", text="Bye")], '"v.mp3" is a sound, and an end card needs a picture'),
    ([Edit("place", media="b.mp4", watermark=True)], '"b.mp4" is no picture, and a watermark is one'),
    (
        [Edit("place", media="b.mp4", at_s=15.2)],
        "15.2 s is outside the film, whose clips end at 15 s by then",
    ),
    (
        [Edit("undo"), Edit("reverse", item="clip 1")],
        "undo goes alone, and the other edits",
    ),
]

NOTHING_THERE = [
    (Edit("cut", from_s=0, to_s=1), "there is nothing on the timeline yet"),
    (Edit("split", at_s=1), "there is no clip on the timeline yet"),
    (Edit("freeze", at_s=0, duration_s=1), "there is no clip on the timeline yet"),
    (Edit("subtitles", text=LATE), "there is nothing on the timeline yet"),
    (Edit("music", mood="calm"), "there is nothing on the timeline yet"),
    (Edit("place", media="p.png", corner="top_left"), "there is no clip yet over which it could lie"),
    (Edit("place", media="p.png", watermark=True), "there is no clip yet over which it could lie"),
]

AT_THE_EDGE: list[list[Edit]] = [
    [Edit("trim", item="clip 1", from_s=0, to_s=5 + FRAME_S)],
    [Edit("trim", item="sound 1", from_s=1, to_s=2)],
    [Edit("cut", from_s=14, to_s=15 + FRAME_S)],
    [Edit("split", at_s=7), Edit("reverse", item="clip 1"), Edit("move", item="clip 3", to=4)],
    [Edit("move", item="clip 1", to=3)],
    [FREEZE, Edit("move", item="clip 1", to=5)],
    [Edit("freeze", at_s=15, duration_s=1)],
    [Edit("fade", item="clip 1", in_s=5, out_s=5)],
    [Edit("fade", item="sound 1", out_s=15)],
    [Edit("transition", item="clip 2", kind="wipe", duration_s=5)],
    [Edit("move", item="clip 1", to=2), Edit("transition", item="clip 1", kind="wipe", duration_s=1)],
    [Edit("place", media="p.png", at_s=15)],
    [Edit("place", media="p.png"), Edit("title", text="Bye", from_s=15, to_s=19)],
    [Edit("place", media="b.mp4"), Edit("cut", from_s=18, to_s=19)],
    [Edit("place", media="p.png", text="Bye", duration_s=3), Edit("cut", from_s=17, to_s=18)],
    [Edit("change", item="title 1", from_s=14)],
    [Edit("canvas", aspect_ratio="1:1"), Edit("music", mood="calm", from_s=2, to_s=15)],
]


@pytest.mark.parametrize(("edits", "reason"), REFUSED, ids=[reason[:50] for _, reason in REFUSED])
def test_what_cannot_be_meant_is_refused_with_what_would_be_right(edits: list[Edit], reason: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        plan_edits(decode(FILM), edits, UPLOADS)
    assert refused.value.message.startswith(f"edit {len(edits) if edits[0].op != 'undo' else 1}: ")
    assert reason in refused.value.message


@pytest.mark.parametrize(("edit", "reason"), NOTHING_THERE, ids=[edit.op for edit, _ in NOTHING_THERE])
def test_on_an_empty_timeline_it_says_what_is_missing(edit: Edit, reason: str) -> None:
    with pytest.raises(InvalidArgument, match=reason):
        plan_edits(Timeline(0.0, ()), [edit], UPLOADS)


@pytest.mark.parametrize("edits", AT_THE_EDGE, ids=lambda edits: "-".join(edit.op for edit in edits))
def test_what_just_goes_is_planned_and_later_edits_count_with_it(edits: list[Edit]) -> None:
    planned = plan_edits(decode(FILM), edits, UPLOADS)
    assert [each.edit for each in planned] == edits


def test_a_plan_knows_what_each_edit_is_about_when_its_turn_comes() -> None:
    reverse, place = Edit("reverse", item="clip 2"), Edit("place", media="b.mp4")
    first, again, placed, title = plan_edits(
        decode(FILM), [reverse, reverse, place, Edit("change", item="title 1", text="Ho")], UPLOADS
    )
    assert [each.is_reversed for each in (first, again)] == [False, True]
    assert [each.is_row for each in (first, placed, title)] == [True, False, False]
    assert [each.item.name if each.item else None for each in (first, placed, title)] == [
        "forest",
        None,
        "Hi",
    ]
    assert placed.media == UPLOADS[0]
