"""The picture of a timeline: well-formed whatever the draft says, legible, and bounded."""

import io
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageColor

from nemo_video.media.diagram import draw_diagram
from nemo_video.timeline import LIGHT, Segment, Timeline, Track, TrackKind, draw_svg, lay_out

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


def test_many_tracks_and_segments_stay_within_a_page() -> None:
    busy = track("video", "Video", *(piece(f"shot {index}", index, index + 1) for index in range(5000)))
    drawing = draw_svg(
        film(busy, *(track("audio", "SFX", piece("x", 0, 1)) for _ in range(100)), duration_s=5000)
    )
    assert len(drawing) < 100_000
    assert {"clip 1–5000", "and 61 more tracks"} <= set(words_of(drawing))


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


def test_the_picture_is_drawn_small_and_shows_each_item_in_its_colour() -> None:
    clips = [piece(f"第{number}段", number, number + 1) for number in range(500)]
    layout = lay_out(film(track("video", "Video", *clips), track("text", "Title", piece("黄金时刻", 0, 250))))
    jpeg = draw_diagram((layout.width, layout.height), layout.boxes, layout.labels, LIGHT)
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    assert len(jpeg) < 200_000
    for box in (box for box in layout.boxes if box.words):
        x, y = int(2 * (box.x + box.width / 2)), int(2 * (box.y + box.height - 4))
        meant = ImageColor.getrgb(LIGHT[box.role])
        assert picture.getpixel((x, y)) == pytest.approx(meant, abs=12)


def test_a_clip_shows_a_frame_of_itself_where_there_is_room_beside_its_name() -> None:
    frame = io.BytesIO()
    Image.new("RGB", (64, 36), "#00ff00").save(frame, "JPEG")
    timeline = film(track("video", "Video", piece("a", 0, 9), piece("b", 9, 10)))
    layout = lay_out(timeline, thumbnails={"clip 1": frame.getvalue(), "clip 2": frame.getvalue()})
    (thumbnail,) = layout.thumbnails
    label = next(label for label in layout.labels if label.words.startswith("clip 1"))
    assert label.x > thumbnail.x + thumbnail.width
    size = layout.width, layout.height
    jpeg = draw_diagram(size, layout.boxes, layout.labels, LIGHT, layout.thumbnails)
    middle = int(2 * thumbnail.x + thumbnail.width), int(2 * thumbnail.y + thumbnail.height)
    assert Image.open(io.BytesIO(jpeg)).getpixel(middle) == pytest.approx((0, 255, 0), abs=12)
    drawing = ElementTree.fromstring(draw_svg(timeline, thumbnails={"clip 1": frame.getvalue()}))
    assert len(list(drawing.iter(f"{SVG}image"))) == 1


def test_what_edits_call_an_item_is_never_cut_off() -> None:
    clips = [piece("a long name", 0, 8), piece("another long name", 8, 9), piece("x", 9, 9.4)]
    words = words_of(draw_svg(film(track("video", "Video", *clips))))
    assert {"clip 1 · a long name", "3"} <= set(words)
    assert any(each.startswith("clip 2") for each in words)


def test_the_picture_speaks_the_language_of_the_project() -> None:
    timeline = film(track("video", "Video", piece("日落", 0, 5)))
    words = words_of(draw_svg(timeline, Timeline(0, ()), language="zh-Hans"))
    assert {"时间线：10 秒，1 条轨道", "视频", "描边：新增或已改动"} <= set(words)
