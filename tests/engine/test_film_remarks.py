"""What is said of a finished film, what it is expected to show, and which of its moments are looked at."""

from typing import Any

import pytest

from homes import Json
from nemo_video.client import CostEstimate
from nemo_video.engine.budget import estimate_turn, find_cost_concern, spent_between
from nemo_video.engine.chapters import check_chapters, list_chapters, say_for_youtube, suits_youtube
from nemo_video.engine.model_errors import OfTheModel, is_of_model, model_error
from nemo_video.engine.remarks import expect, remark
from nemo_video.engine.storyboard import has_pictures, plan_look, plan_storyboard
from nemo_video.errors import InvalidArgument
from nemo_video.media import Chapter, Expected, MediaInfo, Proof, ShownText
from nemo_video.media.facts import Stretch
from nemo_video.timeline import Timeline, decode
from nemo_video.wire.calls import ModelError


def piece(name: str, start_s: float, end_s: float, **metadata: Any) -> Json:
    return {"s": start_s * 1000, "d": (end_s - start_s) * 1000, "m": {"name": name, **metadata}}


def timeline_of(*clips: Json, titles: tuple[Json, ...] = (), sounds: tuple[Json, ...] = ()) -> Timeline:
    return decode(
        {"t": [{"tt": 0, "sg": list(clips)}, {"tt": 7, "sg": list(titles)}, {"tt": 1, "sg": list(sounds)}]}
    )


SEA, CITY = piece("sea", 0, 4), piece("", 4, 10, transition={"type": "wipe", "duration": 0.5})
MUTED = piece("Waves", 0, 10, volume=0)
INSET = piece("inset", 2, 3, corner="top_left")
FILM = timeline_of(SEA, CITY, INSET, sounds=(piece("Lo-fi", 0, 10),))

READ: dict[str, list[tuple[float, float, str]]] = {
    "clips": [(0, 4, "sea"), (4, 10, "clip 3")],
    " CLIPS ": [(0, 4, "sea"), (4, 10, "clip 3")],
    "0:00 Opening": [(0, 10, "Opening")],
    "0:00 Opening\n\n 0:02.5 -  The  sea \n00:00:09 End": [
        (0, 2.5, "Opening"),
        (2.5, 9, "The sea"),
        (9, 10, "End"),
    ],
    "0:03) One\n0:09: 2\n0:10 Behind the end": [(3, 9, "One"), (9, 10, "2")],
    "0:00 A\n1:01:01 B": [(0, 10, "A")],
}


@pytest.mark.parametrize(("text", "chapters"), READ.items())
def test_chapters_are_read_as_platforms_read_them(
    text: str, chapters: list[tuple[float, float, str]]
) -> None:
    check_chapters(text, "mkv")
    assert list_chapters(text, FILM) == tuple(Chapter(*each) for each in chapters)


def test_hours_minutes_and_fractions_of_a_chapter_count() -> None:
    film = Timeline(10_000.0, ())
    starts = [each.start_s for each in list_chapters("1:02 A\n12:03 B\n1:00:00.25 C\n2:00:00 D", film)]
    assert starts == [62, 723, 3600.25, 7200]


@pytest.mark.parametrize(
    ("text", "format", "said"),
    [
        ("clips", "webm", "A webm holds no chapters."),
        ("Opening", "mp4", 'The chapter "Opening" cannot be read.'),
        ("0:00 A\n0:00 B", "mp4", 'The chapter "B" does not begin after the one before it.'),
        ("0:05 A\n0:04 B", "mp4", 'The chapter "B" does not begin after'),
        ("\n", "mp4", "There are 0 chapters; 1 to 200 are taken."),
        ("\n".join(f"{at}:00 A" for at in range(201)), "mp4", "There are 201 chapters; 1 to 200 are taken."),
    ],
)
def test_chapters_that_cannot_be_are_refused(text: str, format: str, said: str) -> None:
    with pytest.raises(InvalidArgument) as refused:
        check_chapters(text, format)
    assert said in refused.value.message


def test_two_hundred_chapters_are_taken() -> None:
    check_chapters("\n".join(f"{at}:00 A" for at in range(200)), "mp4")


def test_chapters_for_youtube_begin_at_zero_are_three_and_last_ten_seconds_each() -> None:
    ten = [Chapter(10.0 * at, 10.0 * at + 10, "A") for at in range(3)]
    assert suits_youtube(tuple(ten))
    for others in ([], ten[:2], ten[1:] * 2, [*ten[:2], Chapter(20, 29.9, "A")]):
        assert not suits_youtube(tuple(others))
    assert say_for_youtube((Chapter(0, 61, "A"), Chapter(61.9, 99, "B"))) == "0:00 A\n1:01 B"
    assert say_for_youtube((Chapter(59, 3600, "A"), Chapter(3600, 9999, "B"))) == "0:00:59 A\n1:00:00 B"


def test_a_storyboard_shows_the_middle_of_each_clip_by_its_name() -> None:
    stills = plan_storyboard(FILM)
    assert [(still.at_s, still.label) for still in stills] == [
        (2, "clip 1 · 0-4s · sea"),
        (2.5, "clip 2 · 2-3s · inset"),
        (7, "clip 3 · 4-10s"),
    ]
    assert plan_look(FILM) == stills


def test_a_film_of_one_clip_or_of_many_is_looked_through_evenly() -> None:
    one = timeline_of(piece("sea", 0, 6))
    assert [still.label for still in plan_storyboard(one)] == ["clip 1 · 0-6s · sea"]
    assert [still.at_s for still in plan_look(one)] == [0.25 + 0.5 * at for at in range(12)]
    assert plan_look(one)[-1].label == "5.8s · clip 1"
    late = timeline_of(piece("sea", 0.5, 12))
    assert [still.label for still in plan_look(late)][:1] == ["0.5s · clip 1"]
    twelve = timeline_of(*(piece("c", at, at + 1) for at in range(12)))
    assert [still.at_s for still in plan_storyboard(twelve)] == [at + 0.5 for at in range(12)]
    thirteen = timeline_of(*(piece("c", 2 * at, 2 * at + 1) for at in range(13)))
    assert len(plan_storyboard(thirteen)) == 12
    assert plan_storyboard(thirteen)[0].label == "1.0s", "nothing shows between two clips"
    words = timeline_of(titles=({"d": 1000, "m": {"text": "Hi"}},))
    assert [has_pictures(each) for each in (one, words, timeline_of(sounds=(SEA,)))] == [True, True, False]


def test_a_film_is_expected_to_show_its_texts_and_to_change_at_its_borders() -> None:
    titles = (
        {"s": 1000, "d": 1000, "m": {"text": "Hi", "color": "#ff0000"}},
        {"s": 5000, "d": 1000, "m": {"text": "Usual", "color": "#FFFFFF"}},
        {"s": 7000, "d": 1000, "m": {"text": "Odd", "color": "red"}},
        {"s": 8000, "d": 1000, "m": {"text": "Silent"}},
    )
    expected = expect(timeline_of(SEA, CITY, titles=titles))
    assert expected.texts == (
        ShownText('title 1 "Hi"', 1, 2, "#ff0000"),
        ShownText('title 2 "Usual"', 5, 6, "#FFFFFF"),
        ShownText('title 3 "Odd"', 7, 8, None),
        ShownText('title 4 "Silent"', 8, 9, None),
    )
    assert expected.borders_s == (0, 1, 2, 4, 4.5, 5, 6, 7, 8, 9, 10)
    assert expected.screen is None
    assert expect(None) == Expected()
    screen = expect(FILM, "tiktok").screen
    assert screen is not None
    assert (screen.shape, screen.covered.bottom) == (9 / 16, 440 / 1920)


def said(
    *stretches: Stretch,
    black_share: float = 0.0,
    peak_dbfs: float | None = -3.0,
    lufs: float | None = -14.0,
    draft_s: float = 10.0,
    timeline: Timeline | None = FILM,
) -> list[str]:
    info = MediaInfo("video", "mp4", 1)
    proof = Proof(info, "", 1, 1, 10.0, black_share, peak_dbfs, peak_dbfs, lufs, stretches=stretches)
    return list(remark(proof, draft_s, timeline, "en"))


def test_a_film_as_it_was_meant_is_no_cause_for_a_word() -> None:
    assert said() == said(lufs=-44.9) == said(lufs=-7.1) == said(draft_s=10.5) == said(peak_dbfs=None) == []


@pytest.mark.parametrize(
    ("film", "words"),
    [
        ({"black_share": 0.98}, ["Most of the picture is black."]),
        ({"peak_dbfs": -70.0}, ["The sound is silent."]),
        ({"peak_dbfs": -70.0, "timeline": None}, ["The sound is silent."]),
        ({"peak_dbfs": -70.0, "lufs": -70.0, "timeline": timeline_of(SEA)}, []),
        ({"peak_dbfs": -70.0, "timeline": timeline_of(SEA, sounds=(MUTED, MUTED))}, []),
        ({"peak_dbfs": -70.0, "timeline": timeline_of(sounds=(MUTED, SEA))}, ["The sound is silent."]),
        ({"lufs": -45.0}, ["The sound is very quiet (-45 LUFS; platforms play at about -14)."]),
        (
            {"lufs": -7.0},
            ["The sound is very loud (-7 LUFS; platforms play at about -14) and may be distorted."],
        ),
        ({"draft_s": 10.51}, ["The file is 10 s long, the draft 10.51 s."]),
        ({"draft_s": 9.4}, ["The file is 10 s long, the draft 9.4 s."]),
    ],
    ids=str,
)
def test_what_holds_for_the_whole_film_is_said_once(film: Json, words: list[str]) -> None:
    assert said(**film) == words


def test_parts_of_a_film_are_told_with_their_times() -> None:
    held, still = Stretch("frozen", 7, 10), Stretch("frozen", 3, 9.8)
    assert said(Stretch("black", 1, 2.5), held, still, Stretch("click", 4, 4), Stretch("silent", 5, 9)) == [
        "The picture is black from 1 to 2.5 s.",
        "The picture stands still from 7 s to the end (10 s).",
        "The picture stands still from 3 to 9.8 s.",
        "There is a click in the sound at 4 s.",
        "There is no sound from 5 to 9 s.",
    ]
    ticks = [Stretch("click", at, at) for at in (4, 6.25, 7)]
    assert said(ticks[0], Stretch("silent", 5, 9), *ticks[1:]) == [
        "There are 3 clicks in the sound, at 4, 6.25, 7 s.",
        "There is no sound from 5 to 9 s.",
    ]
    assert said(Stretch("black", 1, 2), held, black_share=1.0) == ["Most of the picture is black."]
    assert said(Stretch("silent", 0, 10), peak_dbfs=-90.0) == ["The sound is silent."]


def test_a_part_whose_sounds_were_muted_is_silent_as_it_was_meant_to_be() -> None:
    rest = Stretch("silent", 4, 9.9)
    muted, heard, soft = (
        piece("City", 4, 10, volume=0),
        piece("Waves", 0, 4.2),
        piece("Lo-fi", 0, 10, volume=0.1),
    )
    assert said(rest, timeline=timeline_of(sounds=(muted, heard))) == []
    assert said(rest, timeline=timeline_of(SEA, piece("own.mp4", 4, 10, volume=0), sounds=(heard,))) == []
    for sounds in ((muted, heard, soft), (heard,)):
        assert said(rest, timeline=timeline_of(sounds=sounds)) == ["There is no sound from 4 to 9.9 s."]


def test_texts_of_one_fault_are_told_in_one_sentence_three_by_name() -> None:
    named = "title 0 (0-1 s), title 1 (1-2 s), title 2 (2-3 s)"
    cut = [Stretch("text_cut", at, at + 1, f"title {at}") for at in range(5)]
    faint = Stretch("text_faint", 1, 2, "title 9")
    assert said(cut[0], faint, *cut[1:], Stretch("text_covered", 1, 2, "title 9")) == [
        f"Cut off at the edge of the picture, or touching it: {named}, and 2 more.",
        "Hardly legible, with too little contrast: title 9 (1-2 s).",
    ]
    assert "more" not in said(*cut[:3])[0]


def costs(
    clips: int = 1, price: float | None = 10.0, cap: float | None = 100.0, spent: float = 0.0
) -> str | None:
    estimate = CostEstimate(clips=clips, price=price, cap=cap, spent_today=spent)
    concern = find_cost_concern(estimate)
    return concern.kind if concern else None


def test_a_models_clips_are_asked_about_near_their_cap_and_where_nobody_knows_their_price() -> None:
    assert [costs(spent=spent) for spent in (0, 70, 70.1, 90, 90.1)] == [
        None, None, "near_cost_cap", "near_cost_cap", None,
    ]  # fmt: skip
    assert costs(price=None) == "cost_unknown"
    assert [costs(clips=0, price=None), costs(cap=None), costs(clips=0, spent=80)] == [None] * 3
    assert find_cost_concern(None) is None


def test_a_turn_costs_what_a_clip_costs_where_it_makes_one_and_what_an_edit_costs_elsewhere() -> None:
    empty = Timeline(0.0, ())
    assert [estimate_turn(*turn) for turn in ((empty, None), (empty, 5), (FILM, 5), (FILM, None))] == [
        100, 100, 100, 50,
    ]  # fmt: skip
    assert [spent_between(*each) for each in ((10, 4), (4, 10), (None, 4), (4, None))] == [6, 0, None, None]


@pytest.mark.parametrize("code", ModelError)
def test_a_refusal_of_a_model_says_its_words_and_one_next_step(code: ModelError) -> None:
    error = model_error(code, "the words of the model.")
    assert error is not None
    assert error.message.endswith("the words of the model.")
    assert error.advice
    is_last_word = code in (
        ModelError.UNREACHABLE,
        ModelError.UNANSWERED,
        ModelError.EXPIRED,
        ModelError.UNKNOWN,
    )
    assert isinstance(error, OfTheModel) is is_last_word
    waits = {ModelError.OVERLOADED, ModelError.UNREACHABLE, ModelError.EXPIRED, ModelError.FAILED}
    assert error.retryable is (code in waits), "an order that may have arrived is not sent again"


def test_a_code_that_is_none_of_a_models_is_left_to_others() -> None:
    assert (is_of_model("ERROR"), is_of_model(None), model_error("ERROR", ""), model_error(None, "")) == (
        False, False, None, None,
    )  # fmt: skip
