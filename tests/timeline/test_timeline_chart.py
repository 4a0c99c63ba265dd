"""The timeline as a chart of characters."""

from nemo_video.timeline import Segment, Timeline, Track, draw_chart


def test_each_track_is_a_row_and_each_segment_a_bar_at_its_place() -> None:
    film = Track("video", "Video", (Segment("a", "sunset", None, 0, 10),))
    words = Track("text", "Title", (Segment("b", None, "Golden Hour", 2.5, 5),))
    assert draw_chart(Timeline(10, (film, words))).splitlines() == [
        f"Video |{'█' * 40}| sunset",
        f'Title |{"·" * 10}{"█" * 10}{"·" * 20}| "Golden Hour"',
        "       0-10s",
    ]


def test_an_empty_timeline_has_no_chart() -> None:
    assert draw_chart(Timeline(0, ())) == ""
