"""Timelines as other programs read them: exact at every rate, and none is handed out that reads otherwise."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio  # pyright: ignore[reportMissingTypeStubs] - its types are those of a compiled module
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nemo_video.errors import Internal, InvalidArgument
from nemo_video.interchange import (
    EditSequence,
    Event,
    EventTrack,
    MediaFile,
    exact_rate,
    formats,
    write_sequence,
)
from nemo_video.timeline import Segment
from nemo_video.timeline.effects import Effect
from nemo_video.wire.formats import TIMELINE_NAMES, TimelineName

otio: Any = opentimelineio

FOLDER = Path("/films")
SEA = MediaFile(FOLDER / "sea.mp4", "video", 20.0, 1920, 1080, 29.97, has_sound=True)
DOG = MediaFile(FOLDER / "dög & cat.mp4", "video", 8.04, 1280, 720, 25)
PHOTO = MediaFile(FOLDER / "photo.png", "image", None, 1920, 1080)
SONG = MediaFile(FOLDER / "song.mp3", "audio", 180.0)

RATES = (23.976, 24, 25, 29.97, 30, 50, 59.94, 60)
RATES_WITHOUT_TIMECODE = (12, 12.5, 15, 29.9, 120)


def event(
    name: str,
    start: int,
    end: int,
    *effects: Effect,
    source: int = 0,
    media: MediaFile | None = None,
    words: str = "",
) -> Event:
    return Event(
        f"item {name}",
        name,
        start,
        end,
        source,
        Segment(None, name, words or None, 0, 1, effects=effects),
        media,
    )


def number(name: str, value: float, told: str = "") -> Effect:
    return Effect(name, told or f"{value:g}", number=value)


def film(fps: float) -> EditSequence:
    """It begins late, has odd lengths, a gap, a fast, a backward and a held clip, a still, and a lost one."""
    wipe, crossfade = number("transition", 0.4, "wipe 0.4s"), number("transition", 0.5, "crossfade 0.5s")
    main = EventTrack(
        "video",
        "Video",
        (
            event("late", 31, 138, source=7, media=SEA),
            event("fast", 138, 201, crossfade, number("speed", 1.5), media=DOG),
            event("back", 201, 302, wipe, Effect("reversed", ""), source=13, media=SEA),
            event("photo", 1303, 1304, media=PHOTO),
            event("held", 1304, 1400, number("speed", 0), source=5, media=DOG),
            event("lost", 1400, 1451),
        ),
    )
    inset = EventTrack(
        "video", "Video", (event("dog", 40, 77, number("picture in picture", 0.3), media=DOG),)
    )
    song = EventTrack("audio", "BGM", (event("song", 17, 1450, source=29, media=SONG),))
    title = EventTrack("text", "Title", (event("Hi", 33, 64, words='offset="5s" & more'),))
    return EditSequence("A <film>", exact_rate(fps), 1920, 1080, (main, inset, song, title))


def clips_read(read: Any) -> list[tuple[str, int, int]]:
    """Name, first frame and frames of each clip on the first track of what OpenTimelineIO has read."""
    (track, *_) = read.video_tracks()
    late = -track.source_range.start_time.value if track.source_range else 0
    placed = [(clip.name, clip.range_in_parent()) for clip in track.find_clips()]
    return [(name, round(late + span.start_time.value), round(span.duration.value)) for name, span in placed]


def clips_of(sequence: EditSequence) -> list[tuple[str, int, int]]:
    """The same of what was written."""
    return [(each.name, each.start, each.frames) for each in sequence.tracks[0].events]


@pytest.mark.parametrize("fps", [*RATES, *RATES_WITHOUT_TIMECODE])
def test_a_timeline_of_any_rate_is_read_back_to_the_frame(fps: float) -> None:
    sequence = film(fps)
    assert write_sequence(sequence, "fcpxml")
    read = otio.adapters.read_from_string(write_sequence(sequence, "otio"), "otio_json")
    assert clips_read(read) == clips_of(sequence)


@pytest.mark.parametrize("fps", RATES)
def test_an_edl_that_begins_late_is_read_back_to_the_frame(fps: float) -> None:
    sequence = film(fps)
    text = write_sequence(sequence, "edl")
    read = otio.adapters.read_from_string(text, "cmx_3600", rate=float(sequence.rate))
    assert clips_read(read) == clips_of(sequence)


@pytest.mark.parametrize("format", TIMELINE_NAMES)
def test_a_film_without_pictures_or_with_nothing_at_all_is_written_too(format: TimelineName) -> None:
    for tracks in ((), (EventTrack("audio", "BGM", (event("song", 9, 50, media=SONG),)),)):
        assert "A film" in write_sequence(EditSequence("A film", Fraction(25), 1920, 1080, tracks), format)


@pytest.mark.parametrize("fps", RATES_WITHOUT_TIMECODE)
def test_an_edl_at_a_rate_without_timecode_is_refused_with_the_formats_that_have_it(fps: float) -> None:
    with pytest.raises(InvalidArgument) as refused:
        write_sequence(film(fps), "edl")
    assert refused.value.message == f"An EDL counts in timecode, and there is none at {fps} frames a second."
    assert refused.value.advice == "Export otio or fcpxml, which have every rate."


def shifted(sequence: EditSequence, write: Callable[[EditSequence], str]) -> str:
    """As a writer writes it that is wrong by one frame."""
    first, *others = sequence.tracks
    *kept, last = first.events
    moved = event(last.name, last.start, last.end - 1, media=last.media)
    return write(
        EditSequence("", sequence.rate, 1920, 1080, (EventTrack("video", "Video", (*kept, moved)), *others))
    )


def shortened(sequence: EditSequence, write: Callable[[EditSequence], str]) -> str:
    """As one writes it that leaves a clip out."""
    first, *others = sequence.tracks
    fewer = EventTrack("video", "Video", first.events[:-1])
    return write(EditSequence("", sequence.rate, 1920, 1080, (fewer, *others)))


def garbled(sequence: EditSequence, write: Callable[[EditSequence], str]) -> str:
    return write(sequence).replace("0", "x")


@pytest.mark.parametrize("format", TIMELINE_NAMES)
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (shifted, "its clips lie at other times"),
        (shortened, "it has . clips instead of ."),
        (garbled, "it cannot be read"),
    ],
)
def test_what_reads_as_another_film_is_not_handed_out(
    format: TimelineName,
    wrong: Callable[[EditSequence, Callable[[EditSequence], str]], str],
    why: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clips = EventTrack("video", "Video", (event("sea", 0, 50, media=SEA), event("dog", 50, 99, media=DOG)))
    sequence = EditSequence("A film", Fraction(25), 1920, 1080, (clips,))
    write = formats._WRITERS[format]  # pyright: ignore[reportPrivateUsage] - what is put in its place is wrong

    def write_wrongly(sequence: EditSequence) -> str:
        return wrong(sequence, write)

    monkeypatch.setattr(formats, "_WRITERS", {format: write_wrongly})
    with pytest.raises(Internal, match=rf"The {format} file was not kept: read back, {why}"):
        write_sequence(sequence, format)


EFFECTS = st.lists(
    st.sampled_from(
        [
            number("speed", 2), number("speed", 0.37), number("speed", 0), Effect("reversed", ""),
            number("transition", 0.04, "crossfade"), number("transition", 2, "wipe"),
        ]
    ),
    max_size=2,
    unique_by=lambda effect: effect.name,
)  # fmt: skip
CLIPS = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 1, 700]),
        st.integers(1, 3000),
        EFFECTS,
        st.sampled_from([None, SEA, DOG, PHOTO]),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=15)
@given(fps=st.sampled_from(RATES), main=CLIPS, above=CLIPS)
def test_whatever_lies_on_a_timeline_is_read_back_to_the_frame(fps: float, main: Any, above: Any) -> None:
    tracks: list[EventTrack] = []
    for drawn in (main, above):
        at, events = 0, list[Event]()
        for number, (gap, frames, effects, media) in enumerate(drawn):
            start, at = at + gap, at + gap + frames
            shown = () if media is PHOTO else effects
            events.append(event(f"clip {number}", start, at, *shown, source=7 * (media is SEA), media=media))
        tracks.append(EventTrack("video", "Video", tuple(events)))
    for format in TIMELINE_NAMES:
        assert write_sequence(EditSequence("A film", exact_rate(fps), 1920, 1080, tuple(tracks)), format)


def read_otio(*tracks: EventTrack) -> Any:
    text = write_sequence(EditSequence("A film", Fraction(25), 1920, 1080, tracks), "otio")
    return otio.adapters.read_from_string(text, "otio_json")


def told_of(item: Any) -> tuple[object, ...]:
    """An item of a track: its kind, and its times in frames."""
    if isinstance(item, otio.schema.Transition):
        return (item.transition_type, item.name, item.in_offset.value, item.out_offset.value)
    span = item.source_range
    return (type(item).__name__, item.name, span.start_time.value, span.duration.value)


def test_opentimelineio_finds_gaps_transitions_and_where_in_its_media_a_clip_begins() -> None:
    crossfade, wipe = number("transition", 0.4, "crossfade 0.4s"), number("transition", 1, "wipe 1s")
    first, sounds = read_otio(
        EventTrack(
            "video",
            "Video",
            (
                event("sea", 0, 50, crossfade, source=7, media=DOG),  # nothing is there to fade from
                event("dog", 50, 99, crossfade, media=DOG),
                event("lost", 99, 120, wipe),
                event("late", 130, 140, wipe, source=3, media=DOG),  # nothing comes right before it
            ),
        ),
        EventTrack("audio", "BGM", (event("song", 20, 90, crossfade, source=29, media=SONG),)),
    ).tracks
    assert [told_of(item) for item in first] == [
        ("Clip", "sea", 7, 50),
        ("SMPTE_Dissolve", "crossfade 0.4s", 0, 10),
        ("Clip", "dog", 0, 49),
        ("Custom_Transition", "wipe 1s", 0, 25),
        ("Clip", "lost", 0, 21),
        ("Gap", "", 0, 10),
        ("Clip", "late", 3, 10),
    ]
    assert [told_of(item) for item in sounds] == [("Gap", "", 0, 20), ("Clip", "song", 29, 70)]
    assert (first.kind, first.name, sounds.kind, sounds.name) == ("Video", "Video", "Audio", "BGM")


def test_opentimelineio_is_told_of_each_clips_media_speed_and_words() -> None:
    main, titles = read_otio(
        EventTrack(
            "video",
            "Video",
            (
                event("dog", 0, 50, media=DOG),
                event("fast", 50, 99, number("speed", 1.5), Effect("reversed", ""), media=DOG),
                event("held", 99, 110, number("speed", 0), media=DOG),
                event("back", 110, 120, Effect("reversed", ""), media=DOG),
                event("photo", 120, 130, Effect("look", "warm"), media=PHOTO),
                event("lost", 130, 140),
            ),
        ),
        EventTrack("text", "Title", (event("Hi", 0, 9, words="Hi\nthere"),)),
    ).tracks
    effects = [[(type(effect).__name__, effect.time_scalar) for effect in clip.effects] for clip in main]
    assert effects == [[], [("LinearTimeWarp", -1.5)], [("FreezeFrame", 0)], [("LinearTimeWarp", -1)], [], []]
    dog, *_, photo, lost = (clip.media_reference for clip in main)
    assert (dog.target_url, photo.target_url) == (
        "file:///films/d%C3%B6g%20%26%20cat.mp4",
        "file:///films/photo.png",
    )
    assert (dog.available_range.start_time.value, dog.available_range.duration.value) == (0, 201)
    assert (photo.available_range, lost.is_missing_reference) == (None, True)
    (title,) = titles
    assert (title.media_reference.generator_kind, dict(title.media_reference.parameters)) == (
        "Title", {"text": "Hi\nthere"},
    )  # fmt: skip
    assert dict(main[4].metadata["nemo_video"]) == {"item": "item photo", "look": "warm"}


def test_opentimelineio_has_the_sound_of_clips_on_tracks_of_their_own_that_never_overlap() -> None:
    read = read_otio(
        EventTrack(
            "video",
            "Video",
            (event("a", 0, 50, media=SEA), event("mute", 50, 60, media=DOG), event("b", 60, 90, media=SEA)),
        ),
        EventTrack("video", "Video", (event("over", 40, 60, number("picture in picture", 0.3), media=SEA),)),
    )
    assert [(track.name, [clip.name for clip in track.find_clips()]) for track in read.audio_tracks()] == [
        ("Sound of clips 1", ["a", "b"]),
        ("Sound of clips 2", ["over"]),
    ]
    assert [len(read_otio(EventTrack("video", "Video", (event("mute", 0, 9, media=DOG),))).tracks)] == [1]
