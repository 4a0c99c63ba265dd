"""Subtitles, SRT and WebVTT: the same cues however they are written, and nothing lost in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nemo_video.errors import InvalidArgument
from nemo_video.wire.subtitles import MAX_CHARACTERS, MAX_CUES, Cue, read_cues, write_srt

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
    "byte order mark": "\ufeff" + PLAIN,
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
    "in another order": "\n".join(reversed(PLAIN.split("\n\n"))),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_same_cues_are_read_however_they_are_written(spelling: str) -> None:
    assert read_cues(SPELLINGS[spelling]) == CUES


def test_overlapping_cues_are_sorted_by_their_start_and_then_their_end() -> None:
    text = "00:00:02,000 --> 00:00:04,000\nb\n\n00:00:01,000 --> 00:00:03,000\na"

    assert read_cues(text) == (Cue(1000, 3000, "a"), Cue(2000, 4000, "b"))
    longer_first = "0:0:1 --> 0:0:3\nlonger\n\n0:0:1 --> 0:0:2\nshorter"
    assert [cue.text for cue in read_cues(longer_first)] == ["shorter", "longer"]


def test_numbers_that_are_words_stay() -> None:
    text = "00:00:01,000 --> 00:00:02,000\n42\n\n00:00:03,000 --> 00:00:04,000\n2001"

    assert [cue.text for cue in read_cues(text)] == ["42", "2001"]


def test_a_number_before_a_cue_is_words_where_the_cues_have_no_numbers() -> None:
    text = "\n0:0:1 --> 0:0:2\na\n42\n0:0:3 --> 0:0:4\nb"

    assert [cue.text for cue in read_cues(text)] == ["a\n42", "b"]


def test_signs_that_are_no_tags_stay() -> None:
    assert read_cues("0:0:1 --> 0:0:2\n1 < 2 > 0, a --> b, {x}") == (
        Cue(1000, 2000, "1 < 2 > 0, a --> b, {x}"),
    )


def test_a_file_may_hold_a_single_cue() -> None:
    assert read_cues("\n".join(PLAIN.splitlines()[:3])) == CUES[:1]
    assert read_cues(PLAIN.splitlines()[1] + "\n3") == (Cue(1000, 2500, "3"),)


READ = {
    "0:0:1 -> 0:0:2\na": Cue(1000, 2000, "a"),
    "1:02:03 --> 1:02:04\na": Cue(3_723_000, 3_724_000, "a"),
    "00:01 --> 00:02\na": Cue(1000, 2000, "a"),
    "999:00:00,1 --> 999:00:00,25\na": Cue(3_596_400_100, 3_596_400_250, "a"),
    "0:0:1 --> 0:0:2\n\u200ba\u00a0b\u2060": Cue(1000, 2000, "a b"),
    "0:0:1 --> 0:0:2\n\u200ea b\u200f": Cue(1000, 2000, "a b"),
    "0:0:1 --> 0:0:2\n<c.loud>a</c> <1:02.000>b{\\pos(1,2)}": Cue(1000, 2000, "a b"),
    "0:0:1 --> 0:0:2\na & b &lt; c": Cue(1000, 2000, "a & b &lt; c"),
    "0:0:1 --> 0:0:2\nNOTE of a song\nSTYLE": Cue(1000, 2000, "NOTE of a song\nSTYLE"),
    "0:0:1 --> 0:0:2\na\n\n\n\nb": Cue(1000, 2000, "a\nb"),
    "WEBVTT\n\n00:01.000 --> 00:02.000\na\nNOTE b": Cue(1000, 2000, "a\nNOTE b"),
    "WEBVTT\n\n00:01.000 --> 00:02.000\na\n\nNOTE b\nc": Cue(1000, 2000, "a"),
    "WEBVTT\n\nREGION\nid:x\n\n00:01.000 --> 00:02.000\n&lrm;a": Cue(1000, 2000, "\u200ea"),
}


@pytest.mark.parametrize(("text", "cue"), READ.items())
def test_a_cue_is_read_as_players_show_it(text: str, cue: Cue) -> None:
    assert read_cues(text) == (cue,)


@pytest.mark.parametrize("name", ["WEBVTTX", "webvtt", "XWEBVTT"])
def test_what_only_looks_like_the_head_of_a_webvtt_is_none(name: str) -> None:
    with pytest.raises(InvalidArgument, match=f'line 1: "{name}"'):
        read_cues(f"{name}\n\n00:01.000 --> 00:02.000\na")


def test_a_cue_without_words_is_left_out() -> None:
    assert read_cues(PLAIN.replace("Hello there.", "<i></i>")) == CUES[1:]


BROKEN = {
    "nothing": ("", "hold no cue"),
    "words alone": ("Hello there.", "hold no cue"),
    "a broken time": (
        PLAIN.replace("00:01:02,030 -->", "00:01:xx -->"),
        'line 6: "00:01:xx --> 01:00:00,000"',
    ),
    "words before the first cue": ("Hello\n" + PLAIN, 'line 1: "Hello"'),
    "words right before its times": ("Hello\n0:0:1 --> 0:0:2\na", 'line 1: "Hello"'),
    "an end before its start": (
        PLAIN.replace("00:00:02,500", "00:00:00,500"),
        "line 2 ends before it starts",
    ),
    "an end at its start": (
        PLAIN.replace("00:00:02,500", "00:00:01,000"),
        "line 2 ends before it starts",
    ),
    "times in the first half": (PLAIN.replace(" --> 01:00:00,000", " --> later"), "line 6: "),
    "times in one half": (PLAIN.replace("00:01:02,030 --> ", "--> "), 'line 6: "--> 01:00:00,000"'),
    "words alone in cues": ("0:0:1 --> 0:0:2\n<i> </i>\n", "hold no words"),
    "many lines": ("\n".join(["Hello"] * 9) + "\n" + PLAIN, 'line 5: "Hello"\\.$'),
    "too many characters": ("x" * (MAX_CHARACTERS + 1), "longer than 1,000,000 characters"),
    "too many cues": ("0:0:1 --> 0:0:2\nx\n" * (MAX_CUES + 1), "5,001 cues; 5,000 are the most"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_is_told_with_its_line(kind: str) -> None:
    text, reason = BROKEN[kind]

    with pytest.raises(InvalidArgument, match=reason):
        read_cues(text)


def test_a_long_file_of_nothing_useful_is_told_at_once() -> None:
    with pytest.raises(InvalidArgument):
        read_cues("<a" * 400_000)


VTT = """WEBVTT - a talk
Kind: captions

STYLE
::cue { color: red }

NOTE
no words of the film

first
00:01.000 --> 00:02.500 align:start position:10%
<v Ada>Hello <00:00:02.000>there</v>.

NOTE a line of its own

2
01:02.030 --> 01:00:00.000
Two lines,
of <c.loud>words</c>.
"""


def test_a_webvtt_reads_as_the_same_cues() -> None:
    assert read_cues(VTT) == CUES
    assert read_cues(VTT.replace("WEBVTT - a talk", "WEBVTT").replace("first\n", "")) == CUES


def test_in_a_webvtt_a_number_can_be_words_and_signs_are_written_as_names() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n42\n\n3\n00:03.000 --> 00:04.000\na &lt; b &amp; c"

    assert [cue.text for cue in read_cues(text)] == ["42", "a < b & c"]


def test_only_the_line_before_the_first_cue_of_a_webvtt_may_be_its_name() -> None:
    with pytest.raises(InvalidArgument, match='line 3: "of nothing"'):
        read_cues("WEBVTT\n\nof nothing\nfirst\n00:01.000 --> 00:02.000\nwords")


def test_a_webvtt_of_notes_alone_holds_no_cue() -> None:
    with pytest.raises(InvalidArgument, match="hold no cue"):
        read_cues("WEBVTT\n\nNOTE nothing here\n")
    with pytest.raises(InvalidArgument, match="hold no cue"):
        read_cues("WEBVTT\n\nonly words\nand more words")


def test_cues_are_written_as_the_format_says() -> None:
    assert write_srt(CUES) == PLAIN.rstrip("\n") + "\n"
    assert write_srt([Cue(3_723_004, 360_000_000, "a --> b")]) == (
        "1\n01:02:03,004 --> 100:00:00,000\na → b\n"
    )


WORDS = st.from_regex(r"[a-zé天]{1,9}( [a-zé天]{1,9})?(\n[a-z]{1,9})?", fullmatch=True)
SPANS = st.tuples(st.integers(0, 3_000_000), st.integers(1, 600_000))


@given(st.lists(st.tuples(SPANS, WORDS), min_size=1, max_size=5))
def test_what_is_written_is_read_back_in_the_order_of_its_start(
    drawn: list[tuple[tuple[int, int], str]],
) -> None:
    cues = [Cue(start, start + length, words) for (start, length), words in drawn]
    in_order = sorted(cues, key=lambda cue: (cue.start_ms, cue.end_ms))
    assert read_cues(write_srt(cues)) == tuple(in_order)
