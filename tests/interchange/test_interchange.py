"""Timelines for other editors: their times, cuts, places and levels, and what they cannot say."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nemo_video.interchange import (
    OTHER_TRANSITION,
    EditSequence,
    Event,
    EventTrack,
    Limit,
    MediaFile,
    exact_rate,
    find_limits,
    frames_in,
    write_sequence,
)
from nemo_video.interchange.edl import write as write_edl
from nemo_video.interchange.fcpxml import write as write_fcpxml
from nemo_video.interchange.framing import place_inset, place_title, transform_of
from nemo_video.interchange.story import centre_cuts
from nemo_video.timeline import Segment
from nemo_video.timeline.effects import Effect
from nemo_video.wire.formats import TIMELINE_NAMES, TimelineName

RATE = Fraction(25)
FOLDER = Path("/films")


def media(
    name: str, kind: str = "video", seconds: float | None = 20.0, *, has_sound: bool = False
) -> MediaFile:
    return MediaFile(FOLDER / name, kind, seconds, 1920, 1080, 25, has_sound)  # pyright: ignore[reportArgumentType] - one of its kinds


def event(
    name: str,
    start: int,
    end: int,
    source: int = 0,
    *effects: Effect,
    file: MediaFile | None = None,
    volume: float | None = None,
    text: str | None = None,
) -> Event:
    segment = Segment(None, name, text, start / 25, end / 25, volume=volume, effects=effects)
    return Event(f"item {name}", name, start, end, source, segment, file)


def sequence_of(*tracks: EventTrack) -> EditSequence:
    return EditSequence("A  film", RATE, 1920, 1080, tracks)


def track_of(*events: Event, kind: str = "video", label: str = "Video") -> EventTrack:
    return EventTrack(kind, label, events)  # pyright: ignore[reportArgumentType] - one of its kinds


WIPE, DISSOLVE = (
    Effect("transition", "wipe 1s", number=1.0),
    Effect("transition", "crossfade 0.4s", number=0.4),
)
SEA = event("sea", 0, 100, 50, file=media("Sea é 1.mp4"))
CITY = event("city", 100, 200, 25, DISSOLVE, file=media("b.mp4"))


def test_television_has_its_exact_rates_and_decimals_are_not_taken_at_their_word() -> None:
    told = {23.976: Fraction(24000, 1001), 23.98: Fraction(24000, 1001), 29.97: Fraction(30000, 1001)}
    assert {fps: exact_rate(fps) for fps in told} == told
    assert [exact_rate(fps) for fps in (24, 25.0, 12.5, 29.9, 59.94)] == [
        24, 25, Fraction(25, 2), Fraction(299, 10), Fraction(60000, 1001),
    ]  # fmt: skip
    assert [frames_in(at_s, RATE) for at_s in (0, 0.04, 1.99, 0.0199, 0.0201)] == [0, 1, 50, 0, 1]
    assert frames_in(10.01, Fraction(30000, 1001)) == 300


def test_an_event_tells_how_much_of_its_media_it_takes() -> None:
    fast = event("a", 10, 30, 5, Effect("speed", "2x", number=2.0))
    held = event("a", 10, 30, 5, Effect("speed", "0x", number=0.0), Effect("reversed", ""))
    assert [(each.frames, each.source_frames, each.is_reversed) for each in (SEA, fast, held)] == [
        (100, 100, False), (20, 40, False), (20, 0, True),
    ]  # fmt: skip
    assert (SEA.transition_s, CITY.transition_s, CITY.number("transition"), SEA.number("zoom")) == (
        0, 0.4, 0.4, None,
    )  # fmt: skip


def test_the_film_itself_is_the_lowest_picture_that_lies_over_none() -> None:
    inset = track_of(event("dog", 10, 30, 0, Effect("picture in picture", "top left 30%", number=0.3)))
    music = track_of(event("Lo-fi", 0, 250), kind="audio", label="BGM")
    main = track_of(SEA, CITY)
    film = sequence_of(inset, music, main)
    assert (film.main, film.frames) == (main, 250)
    assert [each.name for each in film.events("video")] == ["dog", "sea", "city"]
    assert [each.name for each in film.events()] == ["dog", "Lo-fi", "sea", "city"]
    assert (sequence_of(inset).main, sequence_of().frames) == (None, 0)


def test_an_edl_says_cuts_dissolves_wipes_and_speeds_to_the_frame() -> None:
    back = event("dog", 250, 300, 10, WIPE, Effect("speed", "2x", number=2.0), Effect("reversed", ""))
    wiped = replace(back, start=200, end=250)
    late = event("late", 260, 90_260, 0, DISSOLVE)
    text = write_edl(sequence_of(track_of(SEA, CITY, wiped, late)))
    assert text.splitlines() == [
        "TITLE: A film",
        "FCM: NON-DROP FRAME",
        "",
        "001  SEAE1    V     C        00:00:02:00 00:00:06:00 00:00:00:00 00:00:04:00",
        "* FROM CLIP NAME:  sea",
        "* FROM CLIP: file:///films/Sea%20%C3%A9%201.mp4",
        "002  SEAE1    V     C        00:00:06:00 00:00:06:00 00:00:04:00 00:00:04:00",
        "002  B        V     D    010 00:00:01:00 00:00:05:00 00:00:04:00 00:00:08:00",
        "* FROM CLIP NAME:  sea",
        "* TO CLIP NAME:  city",
        "* TO CLIP: file:///films/b.mp4",
        "003  B        V     C        00:00:05:00 00:00:05:00 00:00:08:00 00:00:08:00",
        "003  DOG      V     W001 025 00:00:00:10 00:00:04:10 00:00:08:00 00:00:10:00",
        "* FROM CLIP NAME:  city",
        "M2   DOG       -50.000       00:00:00:10",
        "* TO CLIP NAME:  dog",
        "004  LATE     V     C        00:00:00:00 01:00:00:00 00:00:10:10 01:00:10:10",
        "* FROM CLIP NAME:  late",
    ]


def test_a_held_frame_a_backward_clip_and_a_name_of_other_letters_have_a_place_in_an_edl() -> None:
    held = event("海", 0, 50, 7, Effect("speed", "0x", number=0.0))
    text = write_edl(sequence_of(track_of(held)))
    assert "001  AX       V     C        00:00:00:07 00:00:00:08 00:00:00:00 00:00:02:00" in text
    assert "M2   AX        000.000       00:00:00:07" in text
    back = event("dog", 0, 93_079, 50, Effect("reversed", ""))
    assert write_edl(sequence_of(track_of(back))).splitlines()[3:5] == [
        "001  DOG      V     C        00:00:02:00 01:02:05:04 00:00:00:00 01:02:03:04",
        "M2   DOG       -25.000       00:00:02:00",
    ]
    assert write_edl(sequence_of()) == "TITLE: A film\nFCM: NON-DROP FRAME\n\n"


def test_cuts_lie_in_the_middle_of_transitions_and_every_frame_shows_what_it_showed() -> None:
    backwards = replace(event("dog", 200, 240, 60, WIPE, Effect("reversed", "")))
    short = event("bee", 240, 250, 0, WIPE, Effect("speed", "2x", number=2.0))
    apart = event("ant", 260, 300, 0, DISSOLVE)
    stories = centre_cuts(track_of(SEA, CITY, backwards, short, apart), RATE)
    assert [(each.start, each.end, each.transition, each.source_start) for each in stories] == [
        (0, 105, 0, 50),
        (105, 212, 10, 30),
        (212, 245, 25, 55),  # it plays on under the next by five frames, which come before its first
        (245, 250, 10, 10),
        (260, 300, 0, 0),
    ]


@pytest.mark.parametrize(
    ("effects", "attributes"),
    [
        ((), {}),
        ((Effect("zoom", "1x", number=1.0),), {}),
        ((Effect("zoom", "1.5x", number=1.5),), {"scale": "1.5 1.5"}),
        ((Effect("mirrored", ""),), {"scale": "-1 1"}),
        ((Effect("flipped", ""), Effect("zoom", "2x", number=2.0)), {"scale": "2 -2"}),
        ((Effect("rotation", "90°", number=90.0),), {"rotation": "-90"}),
    ],
)
def test_zoom_turns_and_mirrors_are_said_as_final_cut_has_them(
    effects: tuple[Effect, ...], attributes: dict[str, str]
) -> None:
    assert transform_of(event("a", 0, 1, 0, *effects)) == attributes


@pytest.mark.parametrize(
    ("corner", "number", "place"),
    [
        ("top left 30%", 0.3, {"position": "-59.22 32", "scale": "0.3 0.3"}),
        ("bottom right 50%", 0.5, {"position": "41.44 -22", "scale": "0.5 0.5"}),
        ("center", None, {"position": "0 0", "scale": "0.3 0.3"}),
    ],
)
def test_a_small_picture_lies_in_its_corner_a_margin_from_the_edges(
    corner: str, number: float | None, place: dict[str, str]
) -> None:
    inset = event("a", 0, 1, 0, Effect("picture in picture", corner, number=number))
    assert place_inset(inset, sequence_of()) == place
    assert place_inset(SEA, sequence_of()) == {}


def test_titles_stand_where_they_are_said_to() -> None:
    assert place_title("lower_third") == place_title("lower third") == {"position": "0 -28"}
    assert [place_title(place).get("position") for place in ("top", "bottom", "center")] == [
        "0 38",
        "0 -40",
        None,
    ]
    corners = [f"{edge} {side}" for edge in ("top", "bottom") for side in ("left", "right")]
    assert [place_title(corner) for corner in corners] == [
        {"position": each} for each in ("-40 38", "40 38", "-40 -40", "40 -40")
    ]


LOOKED = event(
    "sea", 0, 10, 0, Effect("look", "warm"), Effect("weather", "snow", is_style=True), WIPE, volume=0.5
)
FULL = sequence_of(
    track_of(LOOKED),
    track_of(
        event("dog", 0, 10, 0, Effect("picture in picture", "center"), Effect("zoom", "2x", number=2.0))
    ),
    track_of(event("Lo-fi", 0, 10, volume=1.0), event("fire", 10, 20, volume=0.2), kind="audio"),
    track_of(event("Hi", 0, 10, 0, Effect("size", "2x", number=2.0)), kind="text", label="Title"),
    track_of(event("one", 0, 10), kind="text", label="Subtitles"),
)
NEVER: dict[TimelineName, list[tuple[str, tuple[str, ...]]]] = {
    "otio": [
        ("look", ("item sea",)),
        (OTHER_TRANSITION, ("item sea",)),
        ("volume", ("item sea", "item fire")),
        ("picture in picture", ("item dog",)),
        ("zoom", ("item dog",)),
        ("size", ("item Hi",)),
    ],
    "fcpxml": [("look", ("item sea",)), (OTHER_TRANSITION, ("item sea",))],
    "edl": [
        ("look", ("item sea",)),
        ("volume", ("item sea",)),
        ("other clips", ("item dog",)),
        ("sounds", ("item Lo-fi", "item fire")),
        ("titles", ("item Hi",)),
        ("subtitles", ("item one",)),
    ],
}


@pytest.mark.parametrize("format", TIMELINE_NAMES)
def test_what_a_format_cannot_say_is_told_by_the_names_that_edits_use(format: TimelineName) -> None:
    assert set(find_limits(FULL, format)) == {Limit(*each) for each in NEVER[format]}


def spine_of(sequence: EditSequence) -> list[ElementTree.Element]:
    spine = ElementTree.fromstring(write_fcpxml(sequence)).find(".//spine")
    assert spine is not None
    return list(spine)


def attributes(element: ElementTree.Element | None, *names: str) -> list[str | None]:
    return [] if element is None else [element.get(name) for name in names]


def test_final_cut_counts_in_fractions_of_a_second_and_fills_what_is_empty() -> None:
    apart = event("ant", 260, 300, 10, file=media("ant.mp4"))
    song = event("Lo-fi", 0, 320, file=media("m.mp3", "audio"), volume=1.0)
    music = track_of(song, kind="audio", label="BGM")
    spine = spine_of(sequence_of(track_of(SEA, CITY, apart), music))
    assert [[each.tag, *attributes(each, "offset", "duration", "start")] for each in spine] == [
        ["asset-clip", "0s", "21/5s", "2s"],
        ["transition", "4s", "2/5s", None],
        ["asset-clip", "21/5s", "19/5s", "6/5s"],
        ["gap", "8s", "12/5s", None],
        ["asset-clip", "52/5s", "8/5s", "2/5s"],
        ["gap", "12s", "4/5s", None],
    ]
    heard = spine[0].find("asset-clip")
    assert attributes(heard, "lane", "offset", "audioRole") == ["-1", "2s", "music"]
    assert heard is not None
    assert heard.find("adjust-volume") is None, "its own level need not be told"


def test_final_cut_is_told_of_each_file_once_with_what_is_in_it() -> None:
    film, song = media("a.mp4", has_sound=True), media("m.mp3", "audio", 9.0)
    still = media("p.png", "image", None)
    music = track_of(event("Lo-fi", 0, 50, file=song), kind="audio", label="BGM")
    clips = track_of(
        event("a", 0, 50, file=film), event("b", 50, 90, file=film), event("p", 90, 99, file=still)
    )
    root = ElementTree.fromstring(write_fcpxml(sequence_of(clips, music)))
    names = ("name", "duration", "hasVideo", "hasAudio", "format")
    assert [attributes(asset, *names) for asset in root.iter("asset")] == [
        ["a", "20s", "1", "1", "r1"],
        ["p", "0s", "1", None, None],
        ["m", "9s", None, "1", None],
    ]
    (format,) = root.iter("format")
    assert attributes(format, "frameDuration", "width", "height") == ["1/25s", "1920", "1080"]
    first = next(root.iter("media-rep"))
    assert first.get("src") == "file:///films/a.mp4"


def test_what_is_connected_counts_in_the_time_of_what_it_lies_on() -> None:
    late = track_of(event("Late", 160, 170, text="Late"), kind="text", label="Title")
    first, _, second = spine_of(sequence_of(track_of(SEA, CITY), late))
    assert first.find("title") is None
    # CITY begins at 105 with the frame 30 of its media; 55 frames later the title begins.
    assert attributes(second.find("title"), "offset", "lane") == [f"{(30 + 55) // 5}/5s", "1"]


def test_final_cut_is_told_levels_fades_and_speeds() -> None:
    fades = (Effect("fade in", "1s", number=1.0), Effect("fade out", "0.5s", number=0.5))
    fast = (Effect("speed", "2x", number=2.0), Effect("reversed", ""))
    sea = event("sea", 0, 50, 0, *fades, file=media("a.mp4", has_sound=True), volume=0.5)
    dog = event("dog", 50, 100, 25, *fast, file=media("b.mp4", seconds=8.0), volume=0.0)
    mute = event("mute", 100, 150, 25, file=media("c.mp4", has_sound=True), volume=0.0)
    first, second, third = spine_of(sequence_of(track_of(sea, dog, mute)))
    assert attributes(first.find("adjust-volume"), "amount") == ["-6.0dB"]
    assert attributes(third.find("adjust-volume"), "amount") == ["-96.0dB"]
    assert second.find("adjust-volume") is None, "what has no sound has no level"
    for tag in ("adjust-blend", "adjust-volume"):
        (param,) = first.findall(f"{tag}/param")
        assert [[each.tag, each.get("duration")] for each in param] == [
            ["fadeIn", "1s"],
            ["fadeOut", "12/25s"],
        ]
    points = [attributes(point, "time", "value") for point in second.findall("timeMap/timept")]
    assert points == [["0s", "8s"], ["4s", "0s"]]
    # 4 s of 8 are shown from second 1 on, backwards at twice its speed: 1.5 s of the clip's own time before.
    assert second.get("start") == "3/2s"


def test_words_in_final_cut_have_their_size_colour_and_place() -> None:
    look = (
        Effect("size", "150%", number=1.5), Effect("color", "#FF8000"), Effect("place", "top left"),
    )  # fmt: skip
    title = track_of(event("Hi", 10, 60, 0, *look, text="Hi\nthere"), kind="text", label="Title")
    odd = event("Odd", 60, 70, 0, Effect("color", "red"), text="Odd")
    lines = track_of(event("one", 20, 70, text="one"), kind="text", label="Subtitles")
    clip = spine_of(sequence_of(track_of(SEA), title, lines, track_of(odd, kind="text", label="Title")))[0]
    first, second = clip.findall("title")
    assert attributes(first, "lane", "offset", "duration") == ["1", "12/5s", "2s"]
    assert attributes(first.find("text-style-def/text-style"), "fontSize", "fontColor") == [
        "108",
        "1 0.502 0 1",
    ]
    assert attributes(first.find("adjust-transform"), "position") == ["-40 38"]
    assert [each.text for each in first.findall("text/text-style")] == ["Hi\nthere"]
    assert attributes(second.find("text-style-def/text-style"), "fontSize", "fontColor") == ["72", "1 1 1 1"]
    assert second.find("adjust-transform") is None
    caption = clip.find("caption")
    assert attributes(caption, "lane", "offset", "role") == ["2", "14/5s", "SRT?captionFormat=SRT.en"]
    assert caption is not None
    assert [each.text for each in caption.findall("text/text-style")] == ["one"]
    assert attributes(caption.find("text-style-def/text-style"), "font", "fontColor") == [
        "Helvetica",
        "1 1 1 1",
    ]
    styles = {style.get("id") for style in clip.iter("text-style-def")}
    assert styles == {style.get("ref") for style in clip.findall(".//text/text-style")}
    assert len(styles) == 3, "each has its own"


@pytest.mark.parametrize("format", TIMELINE_NAMES)
def test_what_is_written_is_read_back_by_another_program(format: TimelineName) -> None:
    music = track_of(event("Lo-fi", 0, 200, file=media("m.mp3", "audio")), kind="audio", label="BGM")
    assert "sea" in write_sequence(sequence_of(track_of(SEA, CITY), music), format)


def test_final_cut_holds_a_frame_shapes_what_lies_over_it_and_leaves_sizes_that_nobody_knows() -> None:
    unknown = MediaFile(FOLDER / "u.mp4", "video", 8.0)
    held = event("held", 0, 50, 75, Effect("speed", "0x", number=0.0), file=unknown)
    inset = track_of(
        event("dog", 10, 30, 0, Effect("picture in picture", "center", number=0.4), file=media("d.mp4")),
        event(
            "cat",
            30,
            40,
            0,
            Effect("zoom", "2x", number=2.0),
            Effect("picture in picture", ""),
            file=media("c.mp4"),
        ),
    )
    text = write_fcpxml(sequence_of(track_of(held), inset))
    root = ElementTree.fromstring(text)
    (clip,) = spine_of(sequence_of(track_of(held), inset))
    assert attributes(clip, "start", "duration") == ["0s", "2s"]
    points = [attributes(point, "time", "value") for point in clip.findall("timeMap/timept")]
    assert points == [["0s", "3s"], ["2s", "3s"]], "the same frame from its start to its end"
    assert clip.find("adjust-transform") is None
    dog, cat = clip.findall("asset-clip")
    assert attributes(dog.find("adjust-transform"), "position", "scale") == ["0 0", "0.4 0.4"]
    assert attributes(cat.find("adjust-transform"), "position", "scale") == ["0 0", "0.3 0.3"]
    assert [dog.find("timeMap"), attributes(dog, "lane", "offset")] == [None, ["1", "2/5s"]]
    sizes = [attributes(each, "frameDuration", "width", "height") for each in root.iter("format")]
    assert sizes == [["1/25s", "1920", "1080"], ["1/25s", None, None]]


def test_final_cut_is_told_how_far_a_clip_has_come_at_its_own_speed() -> None:
    slow = event("slow", 0, 50, 25, Effect("speed", "0.5x", number=0.5), file=media("a.mp4"))
    short = event(
        "short",
        50,
        100,
        190,
        Effect("speed", "2x", number=2.0),
        Effect("reversed", ""),
        file=media("b.mp4", seconds=8.0),
    )
    first, second = spine_of(sequence_of(track_of(slow, short)))
    assert attributes(first, "start") == ["2s"], (
        "second 1 of its media is second 2 of a clip that takes twice as long"
    )
    points = [attributes(point, "time", "value") for point in first.findall("timeMap/timept")]
    assert points == [["0s", "0s"], ["40s", "20s"]]
    assert attributes(second, "start") == ["0s"], "it does not begin before its media"
