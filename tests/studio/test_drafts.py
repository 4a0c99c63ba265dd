"""A session's work without its service: segments on their tracks, the canvas, and what undo goes back to."""

from pathlib import Path
from typing import Any

import pytest

from nemo_studio.draft import (
    SegmentKind,
    add_segment,
    duration_ms,
    empty_draft,
    end_ms,
    find,
    kind_of,
    make_segment,
    put_segments,
    remove_segments,
    segments,
)
from nemo_studio.project import STEPS, Canvas, History, Snapshot, UploadedMedia
from nemo_video.wire.draft import TrackType
from nemo_video.wire.formats import ASPECT_RATIOS, EXPORT_RESOLUTIONS

METADATA: dict[SegmentKind, dict[str, Any]] = {
    "clip": {"name": "sea"},
    "inset": {"name": "dog", "corner": "top_left"},
    "title": {"text": "Hi"},
    "subtitle": {"text": "Hi", "kind": "subtitle"},
    "music": {"name": "Lo-fi", "kind": "music"},
    "ambience": {"name": "waves", "kind": "ambience"},
    "voice": {"name": "talk"},
}
TYPES: dict[SegmentKind, int] = {
    "clip": 0,
    "inset": 0,
    "ambience": 1,
    "music": 1,
    "voice": 1,
    "title": 7,
    "subtitle": 7,
}
"""Kind → type of its track, the lowest track first."""


def full_draft() -> dict[str, Any]:
    """One segment of each kind, the highest put first."""
    draft = empty_draft()
    for kind in reversed(TYPES):
        add_segment(draft, kind, 0, 1000, METADATA[kind])
    return draft


def test_each_kind_has_a_track_of_its_own_in_the_order_of_the_protocol() -> None:
    draft = full_draft()
    assert [track["tt"] for track in draft["t"]] == list(TYPES.values())
    assert [kind_of(draft, track["sg"][0]) for track in draft["t"]] == list(TYPES)
    assert [len(segments(draft, kind)) for kind in (TrackType.VIDEO, TrackType.AUDIO, TrackType.TEXT)] == [
        2,
        3,
        2,
    ]
    for kind in TYPES:
        assert [segment["m"] for segment in find(draft, kind)] == [METADATA[kind]]


def test_a_segment_goes_where_it_has_room_and_onto_a_new_track_where_it_has_none() -> None:
    draft = empty_draft()
    for start_ms in (2000, 0, 1000, 1999, 3000, 500):
        add_segment(draft, "clip", start_ms, 1000, {})
    starts = [[segment["s"] for segment in track["sg"]] for track in draft["t"]]
    assert starts == [[0, 1000, 2000, 3000], [500, 1999]]
    assert [segment["s"] for segment in find(draft, "clip")] == [0, 500, 1000, 1999, 2000, 3000]


def test_what_is_taken_off_is_told_from_what_looks_like_it() -> None:
    draft = empty_draft()
    twins = [make_segment(0, 500, {}, id="a"), make_segment(0, 500, {}, id="a")]
    put_segments(draft, "clip", twins)
    assert len(draft["t"]) == 2
    remove_segments(draft, [twins[1]])
    assert [track["sg"] for track in draft["t"]] == [[twins[0]]]
    assert draft["t"][0]["sg"][0] is twins[0]


def test_a_film_is_as_long_as_its_picture_and_without_one_as_anything_on_it() -> None:
    draft = empty_draft()
    assert draft == {"t": [], "d": 0}
    assert duration_ms(draft) == 0
    add_segment(draft, "music", 0, 9000, METADATA["music"])
    add_segment(draft, "title", 8000, 2000, METADATA["title"])
    assert duration_ms(draft) == 10_000
    add_segment(draft, "inset", 0, 20_000, METADATA["inset"])
    assert duration_ms(draft) == 20_000
    add_segment(draft, "clip", 1000, 4000, METADATA["clip"])
    assert duration_ms(draft) == 5000
    assert end_ms(find(draft, "clip")[0]) == 5000


def test_segments_have_ids_that_differ_unless_one_is_given() -> None:
    assert make_segment(1, 2, {}, id="b") == {"id": "b", "s": 1, "d": 2, "m": {}}
    assert len({make_segment(0, 1, {})["id"] for _ in range(100)}) == 100


@pytest.mark.parametrize("ratio", ASPECT_RATIOS)
def test_a_canvas_is_even_and_as_fine_as_its_name_says(ratio: str) -> None:
    across, up = map(int, ratio.split(":"))
    for name, shorter in EXPORT_RESOLUTIONS.items():
        width, height = Canvas(aspect_ratio=ratio, resolution=name).size
        assert (width % 2, height % 2) == (0, 0)
        assert width / height == pytest.approx(across / up, rel=0.01)
        wide = shorter * 16 / 9 if ratio == "21:9" else shorter
        assert (width if ratio == "21:9" else min(width, height)) == pytest.approx(wide, abs=1)


def test_a_canvas_tells_its_shape_and_its_platform_where_it_has_one() -> None:
    shape = {"ratio": "9:16", "width": 720, "height": 1280, "fps": 24}
    assert Canvas("9:16", 24, "720p").as_json() == shape
    assert Canvas("9:16", 24, "720p", "tiktok").as_json() == {**shape, "platform": "tiktok"}


def test_an_upload_is_told_in_the_words_of_the_protocol() -> None:
    media = UploadedMedia("v1", "a.mp4", "video", Path("/x/y"), 7, 1.5, 64, 48, ("hdr",))
    assert media.as_json() == {
        "id": "v1", "name": "a.mp4", "type": "video", "size": 7, "duration": 1.5, "width": 64, "height": 48,
        "notices": ["hdr"],
    }  # fmt: skip


def shot(number: int) -> Snapshot:
    return Snapshot({"n": number}, Canvas(), frozenset())


def test_undo_goes_back_step_by_step_redo_forth_again_and_an_edit_forgets_what_was_undone() -> None:
    history = History().record(shot(0)).record(shot(1))
    undone = history.undo(shot(2))
    assert undone is not None
    assert undone[0] == shot(1)
    again = undone[1].undo(shot(1))
    assert again is not None
    assert (again[0], again[1].undo(shot(0))) == (shot(0), None)
    forth = again[1].redo(shot(0))
    assert forth is not None
    assert forth[0] == shot(1)
    assert forth[1] == History((shot(0),), (shot(2),))
    last = forth[1].redo(shot(1))
    assert last is not None
    assert (last[0], last[1].redo(shot(2))) == (shot(2), None)
    assert forth[1].record(shot(1)) == History((shot(0), shot(1)), ())


def test_so_many_steps_are_kept_and_the_oldest_go_first() -> None:
    history = History()
    for number in range(STEPS + 5):
        history = history.record(shot(number))
    assert [each.draft["n"] for each in history.past] == list(range(5, STEPS + 5))
    present = shot(STEPS + 5)
    for number in range(STEPS + 4, 4, -1):
        undone = history.undo(present)
        assert undone is not None
        assert undone[0] == shot(number)
        present, history = undone
    assert history.undo(present) is None
    assert len(history.future) == STEPS
