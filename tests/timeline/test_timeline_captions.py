"""Caption files: every word at its time, in forms that other readers take."""

import pysubs2
import pytest

from nemo_video.timeline import CAPTION_NAMES, CaptionName, Segment, Timeline, Track, write_captions


def text(words: str, start_s: float, end_s: float) -> Segment:
    return Segment(None, None, words, start_s, end_s)


def film(*segments: Segment) -> Timeline:
    picture = Track("video", "Video", (Segment(None, "sunset", None, 0, 10),))
    return Timeline(10, (picture, Track("text", "Subtitles", segments)))


def test_titles_and_subtitles_are_written_in_the_order_of_time() -> None:
    title = Track("text", "Title", (text("Dawn", 0, 3),))
    timeline = Timeline(10, (*film(text("Hello", 1.5, 2.25), text("Bye", 3661, 3662)).tracks, title))
    assert write_captions(timeline, "srt") == (
        "1\n00:00:00,000 --> 00:00:03,000\nDawn\n\n"
        "2\n00:00:01,500 --> 00:00:02,250\nHello\n\n"
        "3\n01:01:01,000 --> 01:01:02,000\nBye\n"
    )


def test_web_captions_escape_what_would_be_markup() -> None:
    assert write_captions(film(text("1 < 2 & <b>", 0, 1)), "vtt") == (
        "WEBVTT\n\n1\n00:00:00.000 --> 00:00:01.000\n1 &lt; 2 &amp; &lt;b&gt;\n"
    )


@pytest.mark.parametrize("name", CAPTION_NAMES)
@pytest.mark.parametrize(
    "words", ["{curly}", "two\nlines", "a\n\nb", "一二三", "a --> b", "🎬 take", "back\\slash"]
)
def test_another_reader_finds_the_same_words_and_times(name: CaptionName, words: str) -> None:
    written = write_captions(film(text("before", 0, 1), text(words, 1.25, 2.5), text("after", 3, 4)), name)
    read = pysubs2.SSAFile.from_string(written or "", format_=name)
    assert [(event.start, event.end) for event in read] == [(0, 1000), (1250, 2500), (3000, 4000)]
    expected = words.replace("\n\n", "\n").replace("-->", "→" if name == "srt" else "--&gt;")
    assert read[1].text.replace("\\N", "\n") == expected


def test_a_timeline_without_words_has_no_captions() -> None:
    assert write_captions(film(), "srt") is None
