import pytest

from nemo_studio.edits.titles.subtitles import MAX_CHARACTERS, MAX_CUES, Cue, read_srt
from nemo_video.errors import InvalidArgument

PLAIN = """1
00:00:01,000 --> 00:00:02,500
Hello there.

2
00:01:02,030 --> 01:00:00,000
Two lines,
of words.
"""
CUES = (Cue(1000, 2500, "Hello there."), Cue(62_030, 3_600_000, "Two lines,\nof words."))

SPELLINGS = {
    "as the format says": PLAIN,
    "byte command mark": "\ufeff" + PLAIN,
    "windows line ends": PLAIN.replace("\n", "\r\n"),
    "old line ends": PLAIN.replace("\n", "\r"),
    "without numbers": PLAIN.replace("1\n00", "00").replace("2\n00", "00"),
    "points in the times": PLAIN.replace(",000", ".000").replace(",500", ".500").replace(",030", ".030"),
    "short fractions": PLAIN.replace(",500", ",5").replace(",030", ",03"),
    "tags": PLAIN.replace("Hello there.", "<i>Hello</i> <font color='red'>there</font>{\\an8}."),
    "blank lines inside": PLAIN.replace("lines,\n", "lines,\n\n"),
    "no blank lines between": PLAIN.replace("there.\n\n", "there.\n"),
    "spaces": PLAIN.replace("\n", "  \n").replace(" --> ", "  -->  "),
    "positions behind the times": PLAIN.replace("02,500", "02,500 X1:10 Y1:20"),
    "in another command": "\n".join(reversed(PLAIN.split("\n\n"))),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_same_cues_are_read_however_they_are_written(spelling: str) -> None:
    assert read_srt(SPELLINGS[spelling]) == CUES


def test_overlapping_cues_are_sorted_by_their_start() -> None:
    text = "00:00:02,000 --> 00:00:04,000\nb\n\n00:00:01,000 --> 00:00:03,000\na"

    assert read_srt(text) == (Cue(1000, 3000, "a"), Cue(2000, 4000, "b"))


def test_numbers_that_are_words_stay() -> None:
    text = "00:00:01,000 --> 00:00:02,000\n42\n\n00:00:03,000 --> 00:00:04,000\n2001"

    assert [cue.text for cue in read_srt(text)] == ["42", "2001"]


def test_signs_that_are_no_tags_stay() -> None:
    assert read_srt("0:0:1 --> 0:0:2\n1 < 2 > 0, a --> b, {x}") == (
        Cue(1000, 2000, "1 < 2 > 0, a --> b, {x}"),
    )


def test_a_cue_without_words_is_left_out() -> None:
    assert read_srt(PLAIN.replace("Hello there.", "<i></i>")) == CUES[1:]


BROKEN = {
    "nothing": ("", "hold no cue"),
    "words alone": ("Hello there.", "hold no cue"),
    "a broken time": (
        PLAIN.replace("00:01:02,030 -->", "00:01:xx -->"),
        'line 6: "00:01:xx --> 01:00:00,000"',
    ),
    "words before the first cue": ("Hello\n" + PLAIN, 'line 1: "Hello"'),
    "an end before its start": (
        PLAIN.replace("00:00:02,500", "00:00:00,500"),
        "line 2 ends before it starts",
    ),
    "too many characters": ("x" * (MAX_CHARACTERS + 1), "longer than 1,000,000 characters"),
    "too many cues": ("0:0:1 --> 0:0:2\nx\n" * (MAX_CUES + 1), "5,001 cues; 5,000 are the most"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_is_told_with_its_line(kind: str) -> None:
    text, reason = BROKEN[kind]

    with pytest.raises(InvalidArgument, match=reason):
        read_srt(text)


def test_a_long_file_of_nothing_useful_is_told_at_once() -> None:
    with pytest.raises(InvalidArgument):
        read_srt("<a" * 400_000)
