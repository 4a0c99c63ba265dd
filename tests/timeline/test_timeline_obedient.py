"""An editor that does what is said is never told that it did not, whatever is asked of it in one turn."""

from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from nemo_video.errors import InvalidArgument
from nemo_video.timeline import decode
from nemo_video.timeline.edits import Edit, Media, plan_edits, verify
from nemo_video.timeline.edits.adding import Uploads
from nemo_video.timeline.edits.applying import apply
from nemo_video.timeline.edits.film import Film

Json = dict[str, Any]

MEDIA = (Media("b.mp4", "video", 4.0), Media("v.mp3", "audio", 3.0))
TRACKS: list[Json] = [
    {
        "tt": 0,
        "sg": [
            {"id": name, "s": 4000 * place, "d": 4000, "m": {"name": name}}
            for place, name in enumerate(("sea", "forest", "city"))
        ],
    },
    {"tt": 1, "sg": [{"id": "music", "s": 0, "d": 12000, "m": {"name": "Lo-fi", "volume": 0.5}}]},
    {"tt": 7, "sg": [{"id": "hi", "s": 0, "d": 2000, "m": {"text": "Hi"}}]},
]
DRAFT: Json = {"t": TRACKS, "d": 12000}
KEYS = {
    "fade in": "fade_in", "fade out": "fade_out", "reversed": "reverse", "rotation": "rotate",
    "mirrored": "mirror", "flipped": "flip", "transition length": "transition_duration",
    "picture in picture": "corner",
}  # fmt: skip

CLIPS = st.sampled_from(["clip 1", "clip 2", "clip 3"])
ITEMS = st.sampled_from(["clip 1", "clip 2", "clip 3", "sound 1", "title 1"])
TIMES = st.integers(0, 24).map(lambda half: half / 2)
LENGTHS = st.integers(1, 8).map(lambda half: half / 2)
NUMBERS = st.integers(1, 9).map(lambda tenth: tenth / 10)


def _some(op: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Edit]:
    return st.fixed_dictionaries(fields).map(lambda given: Edit(op=op, **given))


EDITS = st.one_of(
    _some("trim", item=CLIPS, from_s=st.just(0.5), to_s=LENGTHS),
    _some("cut", from_s=TIMES, to_s=TIMES),
    _some("split", at_s=TIMES),
    _some("move", item=CLIPS, to=st.integers(1, 3)),
    _some("remove", item=ITEMS),
    _some("length", item=CLIPS, duration_s=LENGTHS),
    _some("speed", item=CLIPS, factor=st.sampled_from([0.5, 1.5, 2])),
    _some("reverse", item=CLIPS),
    _some("freeze", at_s=TIMES, duration_s=LENGTHS),
    _some("volume", item=st.just("sound 1"), percent=st.integers(0, 200)),
    _some("fade", item=CLIPS, in_s=NUMBERS),
    _some("transition", item=CLIPS, kind=st.just("wipe"), duration_s=NUMBERS),
    _some("title", text=st.sampled_from(["One", "Two"]), from_s=TIMES, to_s=TIMES),
    _some("change", item=st.just("title 1"), text=st.just("Ho"), size=NUMBERS),
    _some("look", item=CLIPS, look=st.sampled_from(["warm", "none"]), contrast=NUMBERS),
    _some("frame", item=CLIPS, zoom=st.just(1.5), mirror=st.booleans()),
    _some("place", media=st.just("b.mp4"), at_s=TIMES),
    _some("place", media=st.just("v.mp3")),
)


def _write(film: Film) -> Json:
    """A film as its editor's draft would have it."""
    tracks: list[Json] = []
    for kind, number in (("clip", 0), ("sound", 1), ("title", 7)):
        for piece in film.pieces:
            if piece.kind == kind:
                metadata: Json = {KEYS.get(name, name): value for name, value in piece.effects.items()}
                metadata["text" if kind == "title" else "name"] = piece.words
                if piece.origin and piece.origin.segment.volume is not None:
                    metadata.setdefault("volume", piece.origin.segment.volume)
                segment: Json = {"s": piece.start_s * 1000, "d": piece.length_s * 1000, "m": metadata}
                if piece.origin and piece.is_first:
                    segment["id"] = piece.origin.segment.segment_id
                tracks.append({"tt": number, "sg": [segment]})
    return {"t": tracks, "d": film.length_s * 1000}


def _carry_out(edits: list[Edit]) -> Json:
    film = Film(decode(DRAFT))
    for edit in edits:
        apply(film, edit, Uploads.of(MEDIA))
    return _write(film)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(st.lists(EDITS, min_size=1, max_size=5))
def test_what_was_done_is_never_told_as_not_done(edits: list[Edit]) -> None:
    before = decode(DRAFT)
    try:
        plan_edits(before, edits, MEDIA)
    except InvalidArgument:
        assume(False)
    after = decode(_carry_out(edits))
    told = [(verdict.edit, verdict.outcome, verdict.seen) for verdict in verify(edits, before, after, MEDIA)]
    assert [each for each in told if each[1] == "not_done"] == []
