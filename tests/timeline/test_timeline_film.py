"""What edits lead to, piece by piece: the film that a timeline is held against after the turn."""

from typing import Any

import pytest

from nemo_video.timeline import decode
from nemo_video.timeline.edits import Edit, Media
from nemo_video.timeline.edits.adding import Uploads
from nemo_video.timeline.edits.applying import apply
from nemo_video.timeline.edits.film import Film, ImpossibleEdit

Json = dict[str, Any]
Lies = dict[str, list[tuple[float, float]]]
"""What a piece is called → where its parts lie, in the order of time."""

UPLOADS = Uploads.of([Media("b.mp4", "video", 3.0), Media("v.mp3", "audio", 2.0), Media("p.png", "image")])


def _piece(name: str, start_s: float, end_s: float, **metadata: Any) -> Json:
    return {"s": start_s * 1000, "d": (end_s - start_s) * 1000, "m": {"name": name, **metadata}}


def _title(words: str, start_s: float, end_s: float, **metadata: Any) -> Json:
    return {"s": start_s * 1000, "d": (end_s - start_s) * 1000, "m": {"text": words, **metadata}}


def film_of(*extra: Json) -> Film:
    """Sea, forest and city of four seconds each, music under them all, a title over the first two seconds."""
    clips = [_piece(name, 4 * at, 4 * at + 4) for at, name in enumerate(("sea", "forest", "city"))]
    tracks: list[Json] = [
        {"tt": 0, "sg": clips},
        {"tt": 1, "sg": [_piece("Lo-fi", 0, 12)]},
        {"tt": 7, "sg": [_title("Hi", 0, 2)]},
    ]
    return Film(decode({"t": [*tracks, *extra], "d": 12_000}))


INSET: Json = {"tt": 0, "sg": [_piece("inset", 4.5, 6, corner="top_left")]}
LOGO: Json = {"tt": 0, "sg": [_piece("logo", 0, 12, watermark=True)]}
VOICE: Json = {"tt": 1, "sg": [_piece("voice", 5, 7, kind="voice")]}
LATE: Json = {"tt": 7, "sg": [_title("Late", 9, 11)]}
SUBTITLES: Json = {
    "tt": 7,
    "sg": [_title(w, at, at + 2, kind="subtitle") for w, at in (("one", 1), ("two", 5))],
}


def lies(film: Film) -> Lies:
    found: Lies = {}
    for piece in sorted(film.pieces, key=lambda each: (each.start_s, each.end_s)):
        found.setdefault(piece.words or "", []).append((round(piece.start_s, 3), round(piece.end_s, 3)))
    return found


WHOLE: Lies = {"sea": [(0, 4)], "forest": [(4, 8)], "city": [(8, 12)], "Lo-fi": [(0, 12)], "Hi": [(0, 2)]}
CASES: dict[str, tuple[list[Json], list[Edit], Lies, float]] = {
    "a trim pulls what follows along": (
        [INSET, VOICE, LATE],
        [Edit("trim", item="clip 1", from_s=1, to_s=3)],
        {"sea": [(0, 2)], "forest": [(2, 6)], "inset": [(2.5, 4)], "voice": [(3, 5)], "city": [(6, 10)],
         "Lo-fi": [(0, 10)], "Late": [(7, 9)]},
        10,
    ),
    "a trim of what lies over moves nothing": (
        [INSET], [Edit("trim", item="clip 3", from_s=0, to_s=1)], {"inset": [(4.5, 5.5)]}, 12,
    ),
    "a trim of music moves nothing": (
        [], [Edit("trim", item="sound 1", from_s=0, to_s=5)], {"Lo-fi": [(0, 5)]}, 12,
    ),
    "a length that grows opens a gap": (
        [LATE], [Edit("length", item="clip 2", duration_s=6)],
        {"forest": [(4, 10)], "city": [(10, 14)], "Lo-fi": [(0, 14)], "Late": [(11, 13)]}, 14,
    ),
    "a speed of two halves": (
        [], [Edit("speed", item="clip 1", factor=2)], {"sea": [(0, 2)], "city": [(6, 10)]}, 10,
    ),
    "a speed counts from the one before": (
        [], [Edit("speed", item="clip 1", factor=2), Edit("speed", item="clip 1", factor=0.5)],
        {"sea": [(0, 8)], "city": [(12, 16)], "Lo-fi": [(0, 16)]}, 16,
    ),
    "a cut takes a part of the middle of a clip": (
        [], [Edit("cut", from_s=5, to_s=6)],
        {"forest": [(4, 5), (5, 7)], "city": [(7, 11)], "Lo-fi": [(0, 11)], "Hi": [(0, 2)]}, 11,
    ),
    "a cut over a border": (
        [], [Edit("cut", from_s=3, to_s=6)],
        {"sea": [(0, 3)], "forest": [(3, 5)], "city": [(5, 9)], "Lo-fi": [(0, 9)]}, 9,
    ),
    "a cut of a whole clip": (
        [], [Edit("cut", from_s=4, to_s=8)], {"sea": [(0, 4)], "city": [(4, 8)], "Lo-fi": [(0, 8)]}, 8,
    ),
    "a cut moves titles and shortens subtitles and voices": (
        [VOICE, LATE, SUBTITLES], [Edit("cut", from_s=2, to_s=6)],
        {"Late": [(5, 7)], "one": [(1, 2)], "two": [(2, 3)], "voice": [(2, 3)], "Hi": [(0, 2)]}, 8,
    ),
    "a cut within a title leaves it as long": (
        [LATE], [Edit("cut", from_s=10, to_s=11)], {"Late": [(9, 11)]}, 11,
    ),
    "a cut from within the time before a title": (
        [LATE], [Edit("cut", from_s=8, to_s=10)], {"Late": [(8, 10)]}, 10,
    ),
    "a watermark goes to the end, whatever that is": (
        [LOGO], [Edit("cut", from_s=3, to_s=5)], {"logo": [(0, 10)], "Lo-fi": [(0, 10)]}, 10,
    ),
    "a split": ([], [Edit("split", at_s=5)], {"forest": [(4, 5), (5, 8)], "Lo-fi": [(0, 12)]}, 12),
    "a clip that goes leaves no gap": (
        [VOICE, LATE], [Edit("remove", item="clip 1")],
        {"forest": [(0, 4)], "city": [(4, 8)], "Lo-fi": [(0, 8)], "voice": [(1, 3)],
         "Late": [(5, 7)], "Hi": [(0, 2)]}, 8,
    ),
    "a picture that lay over goes and nothing moves": (
        [INSET], [Edit("remove", item="clip 3")], {"city": [(8, 12)]}, 12,
    ),
    "a clip moves to the front with what lies over it": (
        [INSET], [Edit("move", item="clip 2", to=1)],
        {"forest": [(0, 4)], "inset": [(0.5, 2)], "sea": [(4, 8)], "Hi": [(4, 6)], "city": [(8, 12)]}, 12,
    ),
    "a clip moves to the end": (
        [], [Edit("move", item="clip 1", to=3)],
        {"forest": [(0, 4)], "city": [(4, 8)], "sea": [(8, 12)], "Hi": [(8, 10)]}, 12,
    ),
    "a freeze splits the clip and opens a gap": (
        [LATE], [Edit("freeze", at_s=5, duration_s=2)],
        {"forest": [(4, 5), (5, 7), (7, 10)], "city": [(10, 14)], "Lo-fi": [(0, 14)], "Late": [(11, 13)]}, 14,
    ),
    "a freeze of the end holds the last clip": (
        [], [Edit("freeze", at_s=12, duration_s=1)], {"city": [(8, 12), (12, 13)], "Lo-fi": [(0, 13)]}, 13,
    ),
    "a file goes behind the last clip": (
        [], [Edit("place", media="b.mp4")], {"b.mp4": [(12, 15)], "Lo-fi": [(0, 15)]}, 15,
    ),
    "a file goes in between": (
        [], [Edit("place", media="b.mp4", at_s=4)],
        {"sea": [(0, 4)], "b.mp4": [(4, 7)], "forest": [(7, 11)]}, 15,
    ),
    "a file goes into a clip": (
        [], [Edit("place", media="b.mp4", at_s=5)], {"forest": [(4, 5), (8, 11)], "b.mp4": [(5, 8)]}, 15,
    ),
    "a picture shows for four seconds": ([], [Edit("place", media="p.png")], {"p.png": [(12, 16)]}, 16),
    "a sound lies under what is there": ([], [Edit("place", media="v.mp3", at_s=3)], {"v.mp3": [(3, 5)]}, 12),
    "a picture in the picture ends with the clips": (
        [], [Edit("place", media="b.mp4", at_s=11, corner="top_left")],
        {"b.mp4": [(11, 12)], "city": [(8, 12)]}, 12,
    ),
    "a watermark shows over all": (
        [], [Edit("place", media="p.png", watermark=True)], {"p.png": [(0, 12)]}, 12,
    ),
    "an end card has a line in its time": (
        [], [Edit("place", media="p.png", text="Bye", duration_s=2)],
        {"p.png": [(12, 14)], "Bye": [(12, 14)]}, 14,
    ),
    "music takes the place of music": (
        [], [Edit("music", mood="calm", from_s=0, to_s=12)], {"calm": [(0, 12)]}, 12,
    ),
    "music in between parts the music that is there": (
        [VOICE], [Edit("music", mood="calm", from_s=4, to_s=8)],
        {"calm": [(4, 8)], "Lo-fi": [(0, 4), (8, 12)], "voice": [(5, 7)]}, 12,
    ),
    "a title that starts later keeps its length": (
        [], [Edit("change", item="title 1", from_s=3)], {"Hi": [(3, 5)]}, 12,
    ),
    "a title that would end behind the film ends with it": (
        [], [Edit("change", item="title 1", from_s=11)], {"Hi": [(11, 12)]}, 12,
    ),
    "a title of other words": ([], [Edit("change", item="title 1", text="Ho", to_s=3)], {"Ho": [(0, 3)]}, 12),
    "subtitles take the place of subtitles": (
        [SUBTITLES], [Edit("subtitles", text="0:0:1 --> 0:0:2.5\nnew\n\n0:0:11 --> 0:0:14\nend\n")],
        {"new": [(1, 2.5)], "end": [(11, 12)], "Hi": [(0, 2)]}, 12,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("extra", "edits", "expected", "length_s"), CASES.values(), ids=CASES)
def test_edits_lead_to_a_film(extra: list[Json], edits: list[Edit], expected: Lies, length_s: float) -> None:
    film = film_of(*extra)
    before = lies(film)
    for edit in edits:
        apply(film, edit, UPLOADS)
    now = lies(film)
    assert {name: now.get(name) for name in expected} == expected
    assert film.length_s == pytest.approx(length_s)
    assert all(piece.start_s >= 0 and piece.length_s > 0 for piece in film.pieces)
    gone = {"remove": {"sea", "inset"}, "cut": {"forest"}, "music": {"Lo-fi"}, "subtitles": {"one", "two"},
            "change": {"Hi"}}  # fmt: skip
    assert before.keys() - now.keys() <= gone.get(edits[0].op, set())


def test_a_film_knows_the_clips_that_follow_one_another_from_those_that_lie_over_them() -> None:
    half: Json = {"tt": 0, "sg": [_piece("half", 2, 6), _piece("less", 11, 14)]}
    film = film_of(half, INSET, LOGO)
    assert [piece.words for piece in film.row] == ["sea", "forest", "city", "less"]
    assert [piece.words for piece in film.pieces if piece.is_watermark] == ["logo"]
    assert [piece.words for piece in film_of(SUBTITLES).pieces if piece.is_subtitle] == ["one", "two"]


def test_the_clip_at_a_border_is_the_later_one_and_a_time_a_frame_away_is_a_border() -> None:
    film = film_of()
    shown = [film.clip_at(at_s) for at_s in (0, 3.97, 3.99, 4, 11.9, 12, 99)]
    assert [each.words if each else None for each in shown] == [
        "sea", "sea", "forest", "forest", "city", None, None,
    ]  # fmt: skip
    assert [film.has_border(at_s) for at_s in (0, 0.03, 0.05, 3.97, 4, 6, 12)] == [
        True, True, False, True, True, False, True,
    ]  # fmt: skip


def test_what_belongs_to_an_end_of_a_clip_stays_there_when_it_is_split() -> None:
    film = film_of()
    apply(film, Edit("fade", item="clip 2", in_s=1, out_s=2), UPLOADS)
    apply(film, Edit("transition", item="clip 2", kind="wipe", duration_s=1), UPLOADS)
    apply(film, Edit("look", item="clip 2", look="warm"), UPLOADS)
    apply(film, Edit("split", at_s=6), UPLOADS)
    first, second = (piece for piece in film.row if piece.words == "forest")
    assert first.effects == {"fade in": 1, "transition": "wipe", "transition length": 1, "look": "warm"}
    assert {"fade out": 2, "look": "warm"}.items() <= second.effects.items()
    assert {"fade in", "transition"}.isdisjoint(second.effects)
    assert (first.is_first, second.is_first) == (True, False)


def test_a_film_tells_which_pieces_an_edit_is_about() -> None:
    film = film_of()
    about = [
        Edit("frame", item="clip 2", zoom=2, mirror=True),
        Edit("look", item="clip 2", contrast=0.5),
        Edit("volume", item="sound 1", percent=30),
        Edit("cut", from_s=3, to_s=5),
        Edit("canvas", fps=25),
    ]
    named = [[piece.words for piece in apply(film, edit, UPLOADS).pieces] for edit in about]
    assert named == [["forest"], ["forest"], ["Lo-fi"], ["sea", "forest"], []]
    forest, music = film.find("clip 2"), film.find("sound 1")
    assert forest.effects == {"zoom": 2, "mirrored": True, "contrast": 0.5}
    assert music.effects == {"volume": 0.3}


def test_an_edit_knows_what_earlier_ones_and_the_draft_have_done() -> None:
    film = Film(decode({"t": [{"tt": 0, "sg": [_piece("sea", 0, 4, speed=2, reverse=True)]}], "d": 4000}))
    (sea,) = apply(film, Edit("speed", item="clip 1", factor=1), UPLOADS).pieces
    assert (sea.start_s, sea.end_s, sea.told("speed")) == (0, 8, 1)
    apply(film, Edit("reverse", item="clip 1"), UPLOADS)
    assert sea.told("reversed") is False
    apply(film, Edit("reverse", item="clip 1"), UPLOADS)
    assert sea.told("reversed") is True
    assert sea.told("look") is None


def test_a_name_is_refused_where_it_says_nothing_or_too_much() -> None:
    film = film_of(INSET)
    for name in ("clip 9", "title 2", None):
        with pytest.raises(ImpossibleEdit, match="there is clip 1 to clip 4, sound 1, title 1"):
            film.find(name)
    with pytest.raises(ImpossibleEdit, match="there is nothing yet"):
        Film(decode({})).find("clip 1")


def test_each_edit_that_changes_a_length_is_counted() -> None:
    film = film_of()
    for edit, count in (
        (Edit("look", item="clip 1", look="warm"), 0),
        (Edit("trim", item="clip 1", from_s=0, to_s=3), 1),
        (Edit("cut", from_s=4, to_s=5), 2),
        (Edit("remove", item="clip 3"), 3),
        (Edit("place", media="b.mp4"), 4),
    ):
        apply(film, edit, UPLOADS)
        assert film.time_edits == count, edit.op
    assert film.is_length_known
    apply(film, Edit("place", media="p.png"), UPLOADS)
    assert not film.is_length_known
