"""Which segment after a turn is which piece of the film: by its id, its words, its place or its length."""

from typing import Any

import pytest

from nemo_video.timeline import decode, list_items
from nemo_video.timeline.edits import Edit, verify
from nemo_video.timeline.edits.film import Film
from nemo_video.timeline.edits.matching import match_pieces, plain_words

Json = dict[str, Any]
Clip = tuple[str | None, str | None, float, float]
"""Id, name, start and length in seconds."""


def draft_of(*clips: Clip, kind: int = 0) -> Json:
    def piece(id: str | None, name: str | None, start_s: float, length_s: float) -> Json:
        return {"id": id, "s": start_s * 1000, "d": length_s * 1000, "m": {"name": name}}

    return {"t": [{"tt": kind, "sg": [piece(*clip) for clip in clips]}]}


def matched(before: Json, after: Json) -> dict[str, str]:
    film = Film(decode(before))
    found = match_pieces(film, list_items(decode(after)))
    return {piece.origin.item: item.item for piece, item in found.items() if piece.origin}


TWO = (("a", "sea", 0, 4), ("b", "city", 4, 6))
CASES: dict[str, tuple[tuple[Clip, ...], tuple[Clip, ...], dict[str, str]]] = {
    "nothing changed": (TWO, TWO, {"clip 1": "clip 1", "clip 2": "clip 2"}),
    "moved, with their ids": (
        TWO, (("b", "city", 0, 6), ("a", "sea", 6, 4)), {"clip 1": "clip 2", "clip 2": "clip 1"},
    ),
    "moved, with new ids": (
        TWO, (("x", "city", 0, 6), ("y", "sea", 6, 4)), {"clip 1": "clip 2", "clip 2": "clip 1"},
    ),
    "ids that went on to others": (
        TWO, (("b", "sea", 0, 4), ("a", "city", 4, 6)), {"clip 1": "clip 1", "clip 2": "clip 2"},
    ),
    "another name, the same id": (
        TWO, (("a", "ocean", 0, 3), ("b", "city", 3, 6)), {"clip 1": "clip 1", "clip 2": "clip 2"},
    ),
    "one name, told by where they lie": (
        (("a", "sea", 0, 4), ("b", "sea", 4, 4)), ((None, "sea", 4.04, 4), (None, "sea", 0, 4)),
        {"clip 1": "clip 1", "clip 2": "clip 2"},
    ),
    "one name, told by how long they are": (
        (("a", "sea", 0, 4), ("b", "sea", 4, 6)), ((None, "sea", 0, 6), (None, "sea", 6, 4)),
        {"clip 1": "clip 2", "clip 2": "clip 1"},
    ),
    "one name, told by where they begin": (
        (("a", "sea", 0, 4), ("b", "sea", 4, 6)), ((None, "sea", 4, 1), (None, "sea", 0, 2)),
        {"clip 1": "clip 1", "clip 2": "clip 2"},
    ),
    "one name and nothing else alike": (
        (("a", "sea", 0, 4),), ((None, "sea", 7, 2),), {"clip 1": "clip 1"},
    ),
    "without names, told by how long they are": (
        ((None, None, 0, 4), (None, None, 4, 6)), ((None, None, 0, 6), (None, None, 6, 4)),
        {"clip 1": "clip 2", "clip 2": "clip 1"},
    ),
    "without names, in their order": (
        ((None, None, 0, 4), (None, None, 4, 6)), ((None, None, 0, 1), (None, None, 1, 2)),
        {"clip 1": "clip 1", "clip 2": "clip 2"},
    ),
    "another film": (TWO, (("x", "forest", 0, 4), ("y", None, 4, 6)), {}),
    "fewer": (TWO, (("x", "city", 0, 6),), {"clip 2": "clip 1"}),
    "more": (TWO, (*TWO, ("c", "sea", 10, 4)), {"clip 1": "clip 1", "clip 2": "clip 2"}),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), CASES.values(), ids=CASES)
def test_a_piece_is_found_again(
    before: tuple[Clip, ...], after: tuple[Clip, ...], expected: dict[str, str]
) -> None:
    assert matched(draft_of(*before), draft_of(*after)) == expected


def test_a_clip_is_never_taken_for_a_sound_of_its_name() -> None:
    assert matched(draft_of(("a", "sea", 0, 4)), draft_of(("a", "sea", 0, 4), kind=1)) == {}


def test_words_are_the_same_whatever_white_space_a_draft_puts_between_them() -> None:
    assert [plain_words(words) for words in (" a \n b ", "a b", " ", "", None)] == [
        "a b",
        "a b",
        None,
        None,
        None,
    ]


def test_an_edit_that_could_not_be_meant_is_told_as_not_done_with_its_reason() -> None:
    before = decode(draft_of(*TWO))
    (verdict,) = verify([Edit("remove", item="clip 9")], before, before)
    assert (verdict.outcome, verdict.seen) == (
        "not_done",
        'there is no "clip 9" on the timeline; there is clip 1 to clip 2',
    )


def test_each_edit_has_its_verdict_in_the_order_of_the_edits() -> None:
    before, after = decode(draft_of(*TWO)), decode(draft_of(("b", "city", 0, 6)))
    edits = [Edit("remove", item="clip 2"), Edit("remove", item="clip 1"), Edit("reverse", item="clip 9")]
    told = [(verdict.edit, verdict.outcome) for verdict in verify(edits, before, after)]
    assert told == [(edits[0], "not_done"), (edits[1], "done"), (edits[2], "not_done")]
