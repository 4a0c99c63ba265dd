"""The picture of a timeline: well-formed whatever the draft says, legible, and bounded."""

import io
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageColor

from nemo_video.media.diagram import draw_diagram
from nemo_video.timeline import (
    THEMES,
    Effect,
    Miniatures,
    Segment,
    Timeline,
    Track,
    TrackKind,
    draw_svg,
    lay_out,
    list_roomy_clips,
)
from nemo_video.timeline.shapes import Theme, Waveform

CLIP = "video e-edge"
SVG = "{http://www.w3.org/2000/svg}"


def piece(name: str, start_s: float, end_s: float, volume: float | None = None) -> Segment:
    return Segment(None, name, None, start_s, end_s, volume)


def film(*tracks: Track, duration_s: float = 10) -> Timeline:
    return Timeline(duration_s, tracks)


def track(kind: TrackKind, label: str, *segments: Segment) -> Track:
    return Track(kind, label, segments)


def words_of(drawing: str) -> list[str]:
    return [text.text or "" for text in ElementTree.fromstring(drawing).iter(f"{SVG}text")]


def test_tracks_segments_times_and_names_are_drawn() -> None:
    music = track("audio", "BGM", piece("Lo-fi", 0, 10, 0.35))
    words = words_of(
        draw_svg(film(track("video", "Video", piece("sunset", 0, 5), piece("city", 5, 10)), music))
    )
    assert words[0] == "Timeline: 10 s, 2 tracks"
    assert words[1:12] == [f"{second} s" for second in range(11)]
    assert words[12:] == [
        "Video", "clip 1 · sunset", "0-5s", "clip 2 · city", "5-10s", "BGM", "sound 1 · Lo-fi", "0-10s, 35%"
    ]  # fmt: skip


def test_bars_stand_where_their_time_is() -> None:
    drawing = ElementTree.fromstring(
        draw_svg(film(track("video", "Video", piece("a", 0, 5), piece("b", 5, 10))))
    )
    first, second = (
        rect.attrib for rect in drawing.iter(f"{SVG}rect") if rect.get("class") == "video e-edge"
    )
    assert float(second["x"]) - float(first["x"]) == float(first["width"]) + 1
    assert float(first["width"]) == float(second["width"])


def test_no_word_of_a_draft_breaks_out_of_the_drawing() -> None:
    evil = '</text><script>alert("1")</script>&\x00\ud800'
    drawing = draw_svg(film(track("text", evil, piece(evil, 0, 10))))
    assert "<script" not in drawing
    ElementTree.fromstring(drawing.encode())


def test_a_name_without_room_is_shortened_and_stands_whole_in_the_tooltip() -> None:
    drawing = draw_svg(film(track("video", "Video", piece("非常长的名字需要截断", 0, 1), piece("b", 1, 10))))
    assert "非常长的名字需要截断" not in words_of(drawing)
    titles = [title.text for title in ElementTree.fromstring(drawing).iter(f"{SVG}title")]
    assert titles == ["clip 1 · 非常长的名字需要截断 (0-1s)", "clip 2 · b (1-10s)"]


def test_a_name_of_slim_letters_that_fits_is_not_cut_off() -> None:
    clips = piece("sunset over the sea", 0, 2.7), piece("WWWWWWWW MMMMM WWW", 2.7, 5.4)
    words = words_of(draw_svg(film(track("video", "Video", *clips))))
    assert "clip 1 · sunset over the sea" in words
    lines = words[words.index("clip 2") :][:3]
    assert lines == ["clip 2", "WWWWWWWW MMMMM…", "2.7-5.4s"], "with a line of its own where it is too long"


def test_many_tracks_and_segments_stay_within_a_page() -> None:
    busy = track("video", "Video", *(piece(f"shot {index}", index, index + 1) for index in range(5000)))
    drawing = draw_svg(
        film(busy, *(track("audio", "SFX", piece("x", 0, 1)) for _ in range(100)), duration_s=5000)
    )
    assert len(drawing) < 100_000
    words = words_of(drawing)
    assert "and 61 more tracks" in words
    blocks = [each.removeprefix("clip ").split("–") for each in words if each.startswith("clip ")]
    assert (blocks[0][0], blocks[-1][1], len(blocks) > 3) == ("1", "5000", True)
    assert all(int(left[1]) + 1 == int(right[0]) for left, right in pairwise(blocks)), "no clip is left out"


def test_a_block_names_only_what_lies_in_it() -> None:
    above = track("video", "Video", *(piece("x", 2 * index, 2 * index + 1) for index in range(250)))
    below = track("video", "Video", *(piece("y", 2 * index + 1, 2 * index + 2) for index in range(250)))
    words = words_of(draw_svg(film(above, below, duration_s=500)))
    blocks = [each for each in words if each.startswith("clip ")]
    assert [each for each in blocks if " … " not in each] == []
    firsts = [int(each.split()[1]) for each in blocks]
    assert {1, 2} < {*firsts}
    assert len(blocks) > 6


def test_short_items_far_from_each_other_stand_apart_with_their_names_beside_them() -> None:
    titles = track("text", "Text", piece("Paradise Found", 0, 3), piece("The End", 2497, 2500))
    layout = lay_out(film(track("video", "Video", piece("a", 0, 2500)), titles, duration_s=2500))
    bars = [(box.x, box.x + box.width) for box in layout.boxes if box.role == "text"]
    named = {label.words: label for label in layout.labels if label.words.startswith("title")}
    assert [end - start for start, end in bars] == [4, 4], "as narrow as can be seen"
    assert list(named) == ["title 1 · Paradise Found", "title 2 · The End"]
    first, last = named.values()
    assert bars[0][1] < first.x
    assert (last.x < bars[1][0], last.anchor) == (True, "end")
    assert {"0 s", "5 min", "40 min"} <= {label.words for label in layout.labels}


def test_short_items_without_room_beside_them_for_their_names_have_their_numbers() -> None:
    titles = track("text", "Text", *(piece("word", 20 * index, 20 * index + 2) for index in range(30)))
    words = [label.words for label in lay_out(film(titles, duration_s=600)).labels]
    assert words[-30:] == [str(number + 1) for number in range(30)]


def test_neighbours_too_narrow_for_their_numbers_are_named_together_under_their_bars() -> None:
    clips = track("video", "Video", *(piece("shot", index, index + 1) for index in range(120)))
    layout = lay_out(film(clips, duration_s=120))
    bars = [box for box in layout.boxes if box.role == "video"]
    named = [label for label in layout.labels if label.words.startswith("clip ")]
    ends = [label.words.removeprefix("clip ").split("–") for label in named]
    assert len(bars) == 120
    assert (ends[0][0], ends[-1][1]) == ("1", "120")
    assert all(int(left[1]) + 1 == int(right[0]) for left, right in pairwise(ends))
    assert {label.x for label in named} <= {bar.x for bar in bars}
    assert max(bar.y + bar.height for bar in bars) < min(label.y - label.size for label in named)


def test_a_bar_without_room_for_its_name_has_its_number_in_it_unless_the_name_fits_beside_it() -> None:
    titles = track("text", "Text", *(piece("some words", 4 * index, 4 * index + 2) for index in range(10)))
    layout = lay_out(film(titles, duration_s=50))
    bars = [box for box in layout.boxes if box.role == "text"]
    *numbers, last = layout.labels[-10:]
    assert [label.words for label in numbers] == [str(number) for number in range(1, 10)]
    assert all(bar.x < label.x < bar.x + bar.width for bar, label in zip(bars, numbers, strict=False))
    assert (last.words, last.x > bars[-1].x + bars[-1].width) == ("title 10 · some words", True)


def test_an_empty_timeline_says_so() -> None:
    assert words_of(draw_svg(Timeline(0, ()))) == ["Timeline: 0 s, 0 tracks", "Nothing is on it yet."]


def test_what_was_not_on_the_last_picture_has_an_edge_of_its_own() -> None:
    music = track("audio", "BGM", piece("Lo-fi", 0, 10, 0.5))
    before = film(track("video", "Video", piece("a", 0, 5)), music)
    after = film(track("video", "Video", piece("new", 0, 5), piece("a", 5, 10)), music)
    boxes = {box.words.partition(" (")[0]: box.edge for box in lay_out(after, before).boxes if box.words}
    assert boxes == {"clip 1 · new": "new", "clip 2 · a": "new", "sound 1 · Lo-fi": "edge"}
    assert "new" not in [box.edge for box in lay_out(after).boxes]


def test_neighbours_are_told_apart_by_a_gap_that_the_lane_shows_through() -> None:
    clips = [piece(f"{number}", number, number + 1) for number in range(3)]
    boxes = [box for box in lay_out(film(track("video", "Video", *clips))).boxes if box.words]
    assert all(left.x + left.width < right.x for left, right in pairwise(boxes))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_drawn_small_and_shows_each_item_in_its_colour(theme: Theme) -> None:
    clips = [piece(f"第{number}段", number, number + 1) for number in range(500)]
    layout = lay_out(film(track("video", "Video", *clips), track("text", "Title", piece("黄金时刻", 0, 250))))
    jpeg = draw_diagram(layout, THEMES[theme])
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    assert len(jpeg) < 200_000
    assert picture.getpixel((2, 2)) == pytest.approx(ImageColor.getrgb(THEMES[theme]["ground"]), abs=3)
    for box in (box for box in layout.boxes if box.words):
        x, y = int(2 * (box.x + box.width / 2)), int(2 * (box.y + box.height - 4))
        meant = ImageColor.getrgb(THEMES[theme][box.role])
        assert picture.getpixel((x, y)) == pytest.approx(meant, abs=12)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_words_are_legible_on_whatever_lies_under_them(theme: Theme) -> None:
    colors = THEMES[theme]
    bars = [("name", under) for under in ("video", "audio", "text", "wave")]
    for words, under in [*bars, ("ink", "ground"), ("soft", "ground"), ("new", "ground")]:
        assert contrast(colors[words], colors[under]) >= 4.5, (words, under)


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG 2.2 counts it."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    shares = [part / 255 for part in ImageColor.getrgb(color)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * each for weight, each in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_a_sound_shows_how_loud_it_is_where_it_is_wide_enough() -> None:
    swells = [*(0.1,) * 80, *(1.0,) * 80]
    timeline = film(track("audio", "BGM", piece("Lo-fi", 0, 9.6), piece("Ding", 9.6, 10)))
    miniatures = Miniatures(waveforms={"sound 1": swells, "sound 2": swells})
    layout = lay_out(timeline, miniatures=miniatures)
    (waveform,) = layout.waveforms
    assert min(stroke.x for stroke in waveform.strokes()) > layout.labels[-2].x + waveform.words_px - 10
    strokes = list(waveform.strokes())
    bar = next(box for box in layout.boxes if box.words.startswith("sound 1"))
    assert all(bar.x < stroke.x and stroke.x + stroke.width < bar.x + bar.width for stroke in strokes)
    assert all(bar.y < stroke.y and stroke.y + stroke.height < bar.y + bar.height for stroke in strokes)
    assert strokes[-1].height == 10 * strokes[0].height
    picture = Image.open(io.BytesIO(draw_diagram(layout, THEMES["light"]))).convert("RGB")
    last = int(2 * strokes[-1].x + 2), int(2 * (bar.y + bar.height - 7))
    assert picture.getpixel(last) == pytest.approx(ImageColor.getrgb(THEMES["light"]["wave"]), abs=25)
    (path,) = ElementTree.fromstring(draw_svg(timeline, miniatures=miniatures)).iter(f"{SVG}path")
    assert path.attrib["d"].count("M") == len(strokes)


def test_a_clip_shows_a_frame_of_itself_beside_its_name_or_above_it_where_it_is_wide_enough() -> None:
    frame = io.BytesIO()
    Image.new("RGB", (64, 36), "#00ff00").save(frame, "JPEG")
    pieces = piece("a", 0, 8.7), piece("b", 8.7, 9.7), piece("c", 9.7, 10)
    timeline = film(track("video", "Video", *pieces))
    miniatures = Miniatures({f"clip {number}": frame.getvalue() for number in (1, 2, 3)})
    layout = lay_out(timeline, miniatures=miniatures)
    assert [clip.item for clip in list_roomy_clips(timeline)] == ["clip 1", "clip 2"]
    thumbnail, narrow = layout.thumbnails
    first, second = [label for label in layout.labels if label.words.startswith("clip")]
    assert first.x > thumbnail.x + thumbnail.width
    assert second.y - second.size > narrow.y + narrow.height - 2
    jpeg = draw_diagram(layout, THEMES["light"])
    middle = int(2 * thumbnail.x + thumbnail.width), int(2 * thumbnail.y + thumbnail.height)
    assert Image.open(io.BytesIO(jpeg)).getpixel(middle) == pytest.approx((0, 255, 0), abs=12)
    drawing = ElementTree.fromstring(draw_svg(timeline, miniatures=miniatures))
    assert len(list(drawing.iter(f"{SVG}image"))) == 2


def test_what_edits_call_an_item_is_never_cut_off() -> None:
    clips = [piece("a long name", 0, 8), piece("another long name", 8, 9), piece("x", 9, 9.4)]
    words = words_of(draw_svg(film(track("video", "Video", *clips))))
    assert {"clip 1 · a long name", "3"} <= set(words)
    assert any(each.startswith("clip 2") for each in words)


def test_the_picture_speaks_the_language_of_the_project() -> None:
    effects = Effect("time_of_day", "dusk"), Effect("transition", "dip to black 1s"), Effect("speed", "2x")
    clip = replace(piece("日落", 0, 5), effects=(*effects, Effect("look", "neon")))
    timeline = film(track("video", "Video", clip))
    words = words_of(draw_svg(timeline, Timeline(0, ()), language="zh-Hans"))
    assert {"时间线：10 秒，1 条轨道", "视频", "描边：新增或已改动"} <= set(words)
    assert "0-5s, 时间 黄昏, 转场 淡入黑场 1s, 速度 2x, 风格 neon" in words
    told = "0-5s, 時間 黃昏, 轉場 淡入黑場 1s, 速度 2x, 風格 neon"
    assert told in words_of(draw_svg(timeline, language="zh-Hant"))


def test_a_waveform_is_as_high_as_the_loudest_of_what_each_stroke_stands_for() -> None:
    strokes = [*Waveform(10, 20, 16, 10, [0, 0.2, 0.4, 1, 0, 0, 0.1, 0.5]).strokes()]
    assert [(each.x, each.height) for each in strokes] == [(10, 2), (14, 10), (18, 1), (22, 5)]
    assert {each.y + each.height / 2 for each in strokes} == {25}
    few = [*Waveform(0, 0, 16, 10, [0.5, 1], words_px=5).strokes()]
    assert [(each.x, each.height) for each in few] == [(8, 10), (12, 10)]
