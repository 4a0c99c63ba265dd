"""Exact edits: the server's sentences, as the studio reads them and carries them out."""

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from nemo_studio.edits.exact.grammar import read_edits
from nemo_video.language.edit_sentences import ExactEdit, NamedItem, say_edits
from nemo_video.language.languages import Language
from nemo_video.wire.platforms import PLATFORM_NAMES
from studio.studio_sessions import Chat, open_chat

LANGUAGES: tuple[Language, ...] = ("en", "zh-Hans", "zh-Hant")
PLACES = "center", "top", "bottom", "lower_third", "top_left", "top_right", "bottom_left", "bottom_right"
CORNERS = "top_left", "top_right", "bottom_left", "bottom_right", "center"

WORDS = [
    *("of the film", "Trim clip 1", '"', '\\"', "\\", "(0-3 s)", ", ", "; ", " and ", ".", "\n"),
    *(" before these edits", "size 2 times the usual", "影片", "，按本次编辑之前", "。", "：", "把"),
    *("🎬", "1.5", "-0.2", "\u2028", "\x85", "{", "}"),
]
words = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=5).map("".join)
times = st.integers(0, 90_000).map(lambda ms: ms / 1000)
scale = st.integers(-100, 100).map(lambda value: value / 100)
clips = st.builds(NamedItem, st.just("clip"), st.integers(1, 20), st.none() | words, times, times)
kinds = st.sampled_from(["clip", "sound", "title"])
items = st.builds(NamedItem, kinds, st.integers(1, 20), st.none() | words, times, times)
transitions = st.sampled_from(["crossfade", "dip_to_black", "wipe", "slide"])
nothing = st.none()
style = {
    "place": st.sampled_from(PLACES),
    "size": times,
    "color": st.sampled_from(["#FF0000", "#0A0B0C"]),
    "animation": st.sampled_from(["none", "fade", "slide", "typewriter", "pop"]),
}
Strategy = st.SearchStrategy[Any]


def exact(
    op: str,
    item: Strategy = nothing,
    variant: str = "",
    optional: dict[str, Strategy] | None = None,
    **required: Strategy,
) -> Strategy:
    """Edits of one kind; of values that may be missing at least one, where none is required."""
    least = 0 if required or item is nothing else 1
    fields = st.fixed_dictionaries(required, optional=optional or {})
    kept = fields.filter(lambda said: not optional or bool(required) or len(said) >= least)
    return st.builds(ExactEdit, st.just(op), kept, item, variant=st.just(variant))


EDITS = st.one_of(
    exact("trim", items, from_s=times, to_s=times),
    exact("cut", from_s=times, to_s=times),
    exact("split", at_s=times),
    exact("move", clips, to=st.integers(1, 20).map(float)),
    exact("remove", items),
    exact("remove", clips, "clip"),
    exact("length", items, duration_s=times),
    exact("speed", clips, factor=times),
    exact("reverse", clips),
    exact("reverse", clips, "again"),
    exact("freeze", at_s=times, duration_s=times),
    exact("volume", items, percent=times),
    exact("fade", items, optional={"in_s": times, "out_s": times}),
    exact("transition", clips, kind=transitions, duration_s=times),
    exact("transition", clips, "none", kind=st.just("none")),
    exact("title", text=words, from_s=times, to_s=times, optional=style),
    exact("change", items, optional={"text": words, "from_s": times, "to_s": times, **style}),
    exact("music", mood=words, optional={"percent": times, "from_s": times, "to_s": times}),
    exact("look", clips, optional={"look": words, "brightness": scale, "contrast": scale}),
    exact(
        "frame",
        clips,
        optional={
            "fit": st.sampled_from(["fill", "bars", "blur"]),
            "zoom": times,
            "rotate": st.sampled_from([0.0, 90.0, 180.0, 270.0]),
            "mirror": st.booleans(),
            "flip": st.booleans(),
        },
    ),
    exact("place", media=words, optional={"at_s": times}),
    exact("place", variant="sound", media=words, at_s=times),
    exact(
        "place",
        variant="inset",
        media=words,
        at_s=times,
        corner=st.sampled_from(CORNERS),
        optional={"percent": times, "opacity": scale, "margin": times},
    ),
    exact(
        "place",
        variant="watermark",
        media=words,
        watermark=st.just(True),
        corner=st.sampled_from(CORNERS),
        optional={"percent": times, "opacity": scale, "margin": times},
    ),
    exact("place", variant="card", media=words, text=words, duration_s=times),
    exact("canvas", platform=st.sampled_from(PLATFORM_NAMES), optional={"aspect_ratio": st.just("9:16")}),
    exact("canvas", aspect_ratio=st.just("9:16"), optional={"resolution": st.just("1080p")}),
    exact("canvas", fps=st.just(30.0)),
    st.builds(
        ExactEdit,
        st.just("subtitles"),
        st.just({}),
        cues=st.lists(st.tuples(times, times, words), min_size=1, max_size=4).map(tuple),
    ),
    exact("undo"),
    exact("redo"),
)


def facts(edit: Any) -> tuple[Any, ...]:
    """What a sentence has to hold."""
    item = edit.item and (edit.item.kind, edit.item.number, edit.item.name)
    said = {name: value for name, value in edit.fields.items() if name != "watermark"}  # the sentence says it
    return edit.op, said, item, edit.cues, edit.variant


@given(st.lists(EDITS, min_size=1, max_size=5).map(tuple), st.sampled_from(LANGUAGES))
@pytest.mark.slow
def test_the_edits_that_are_read_are_the_edits_that_were_said(
    edits: tuple[ExactEdit, ...], language: Language
) -> None:
    read = read_edits(say_edits(edits, language))
    assert read is not None
    assert [facts(each) for each in read] == [facts(each) for each in edits]


@pytest.mark.parametrize(
    "message",
    [
        "Remove clip 1.",
        "Undo the last change",
        "Undo the last change. And add music.",
        'Undo the last change.\nadd the title "x"',
        "Cut out the part from 3 s to 5 s of the film.",
        "a sunset",
        "",
    ],
)
def test_words_beside_a_sentence_make_it_a_message_in_free_words(message: str) -> None:
    assert read_edits(message) is None


SEA = 'clip 1 "ocean sunset" (0-4 s)'
FOREST = 'clip 2 "forest" (4-8 s)'
TRIM = f"Trim {SEA}:"
LATER = " before these edits"
BOTH = ["clip ocean sunset 0-4", "clip forest 4-8"]

CARRIED_OUT = [
    (f"{TRIM} keep only the part from 1 s to 3 s of it, counted from its own start, so that it lasts 2 s.",
     ["clip ocean sunset 0-2 from 1", "clip forest 2-6"]),
    ("Cut out the part from 3 s to 5 s of the film and close the gap, so that the film is 2 s shorter.",
     ["clip ocean sunset 0-3", "clip forest 3-6 from 1"]),
    ("Split the clip at 1 s of the film in two, without removing anything.",
     ["clip ocean sunset 0-1", "clip ocean sunset 1-4 from 1", "clip forest 4-8"]),
    (f"Move {FOREST} so that it becomes clip number 1 in the order of the clips.",
     ["clip forest 0-4", "clip ocean sunset 4-8"]),
    (f"Remove {SEA} and close the gap.", ["clip forest 0-4"]),
    (f"Make {SEA} last 2.5 s by moving its end.", ["clip ocean sunset 0-2.5", "clip forest 2.5-6.5"]),
    (f"Play {FOREST} at 2 times its original speed.", [BOTH[0], "clip forest 4-6 speed=2.0"]),
    (f"Play {FOREST} backwards.", [BOTH[0], "clip forest 4-8 reverse=True"]),
    ("Freeze the picture at 4 s of the film for 1.5 s, so that the film is 1.5 s longer.",
     [BOTH[0], "clip forest 4-5.5 speed=0", "clip forest 5.5-9.5"]),
    (f"Fade {FOREST} out over 2 s.", [BOTH[0], "clip forest 4-8 fade_out_ms=2000"]),
    (f"Begin {FOREST} with a dip to black of 0.5 s from the clip before it.",
     [BOTH[0], "clip forest 4-8 transition=dip_to_black transition_ms=500"]),
    ('Write the title "Hi, there\\n2" from 1 s to 3 s of the film, place top left, size 1.5 times the usual.',
     [*BOTH, "title Hi, there\n2 1-3 place=top_left size=1.5"]),
    ('Write 2 subtitles over the film, in place of all that are there: 0-1 s "Hi"; 1.5-3 s "Ho; 1-2 s".',
     [*BOTH, *(f"subtitle {cue} place=bottom animation=none" for cue in ("Hi 0-1", "Ho; 1-2 s 1.5-3"))]),
    ('Lay "calm" music under the film from 2 s to 6 s, at 30% volume, in place of music that plays then.',
     [*BOTH, "music Ambient 2-6 volume=0.3 part=True"]),
    (f'Set the picture of {SEA}: look "warm", brightness -0.2 on a scale from -1 to 1.',
     ["clip ocean sunset 0-4 look=warm brightness=-0.2", BOTH[1]]),
    (f"Set the framing of {SEA}: zoom 1.5 times, rotated 90 degrees clockwise, mirrored left to right.",
     ["clip ocean sunset 0-4 zoom=1.5 focus=[0.5, 0.5] rotate=90 mirror=True", BOTH[1]]),
    ("Set the canvas of the film: for TikTok, aspect ratio 9:16, resolution 720p, 30 frames per second.",
     BOTH),
    (f"Remove {SEA} and close the gap.\nMake {FOREST[:-1]}{LATER}) last 2 s by moving its end.",
     ["clip forest 0-2"]),
]  # fmt: skip


@pytest.mark.anyio
@pytest.mark.slow
async def test_a_sentence_changes_the_draft_by_what_it_says_and_nothing_else(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        for message, sketch in CARRIED_OUT:
            await chat.restart()
            await chat.say("4-second ocean sunset, then a forest for 4 seconds")
            await chat.say(message)
            assert [_without_scene(line) for line in await chat.sketch()] == sketch, message


def _without_scene(line: str) -> str:
    return re.sub(r" parameters=\{.*?\}", "", line)


@pytest.mark.anyio
async def test_a_title_and_a_sound_are_named_by_their_numbers(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await _begin(chat)
        await chat.say(
            'Change title 1 "Hi" (0-3 s): text "Ho", from 1 s, color #FF0000.\n'
            f'Set the volume of sound 2 "Lo-fi" (0-6 s{LATER}) to 150% of its original volume.'
        )
        changed = await chat.sketch()
        reply = await chat.reply('Remove title 7 "Ho" (1-4 s).')
    assert changed[-2:] == ["music Lo-fi 0-6 volume=1.5", "title Ho 1-4 color=#FF0000"]
    assert reply == "There is no title 7."


@pytest.mark.anyio
async def test_a_file_is_placed_by_its_name(tmp_path: Path) -> None:
    picture = tmp_path / "a b.png"
    Image.new("RGB", (64, 36), "red").save(picture)
    async with open_chat(tmp_path) as chat:
        await chat.say("6-second snow")
        await chat.upload(picture)
        await chat.say('Put the file "a b.png" on the timeline as a clip, starting at 2 s of the film.')
        inserted = await chat.sketch()
        await chat.say(
            'Show the file "a b.png" as a picture in the picture in the top left corner, '
            "30% as wide as the film, starting at 1 s of the film."
        )
        shown = await chat.sketch()
    assert [line.split(" parameters")[0] for line in inserted] == [
        "clip snow 0-2",
        "clip a b.png 2-6",
        "clip snow 6-10 from 2",
    ]
    assert shown[-1] == "inset a b.png 1-5 corner=top_left width=0.3"


async def _begin(chat: Chat) -> None:
    await chat.say("6-second snow", "add lofi music", 'add the title "Hi" from 0 to 3 s')
