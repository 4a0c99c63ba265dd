"""A question is answered without an edit, and what is ordered beside it is done."""

from pathlib import Path

import pytest

from nemo_studio.agent import Reading, understand
from nemo_studio.edits.history.commands import Explain, Topic
from nemo_studio.edits.media.commands import PlaceMedia
from nemo_studio.edits.picture.commands import Adjust
from nemo_studio.edits.references import Reference
from nemo_studio.edits.sound.commands import Mute, SetVolume
from studio.studio_sessions import open_chat, texts


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("does it have sound?", "timeline"),
        ("what did I upload?", "timeline"),
        ("有音乐吗？多大声？", "timeline"),
        ("what transitions do you have?", "choices"),
        ("which music can you do?", "choices"),
        ("转场都有哪些？", "choices"),
        ("What would look better, a fade or a cut?", "advice"),
        ("How do I get my own song in here?", "uploading"),
        ("能转成动图吗", "export"),
        ("what can I say to change the music?", "abilities"),
        ("有哪些转场？", "choices"),
        ("what kinds of scenes can you draw?", "abilities"),
        ("how do I add my own photos?", "uploading"),
        ("how does this work?", "abilities"),
        ("怎么分享给同事？", "export"),
        ("are my photos uploaded?", "timeline"),
        ("音乐声音多大？", "timeline"),
        ("现在用的是什么音乐？", "timeline"),
        ("能发我微信吗？", "publishing"),
        ("可以上传我的照片吗？", "uploading"),
    ],
)
def test_a_question_is_no_order(message: str, topic: Topic) -> None:
    assert understand(message) == Reading((Explain(topic),))


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("what's in my video? And please mute it.", (Mute(Reference()), Explain("timeline"))),
        ("我有几张照片？做成幻灯片", (PlaceMedia(), Explain("timeline"))),
        (
            "is the snow too dark? if so brighten it",
            (Adjust("brightness", 0.25, True, Reference("clip", name="snow")), Explain("timeline")),
        ),
        ("音乐能小声点吗？", (SetVolume(factor=0.7, target=Reference("music")),)),
    ],
)
def test_what_is_ordered_beside_a_question_is_done(message: str, commands: tuple[object, ...]) -> None:
    assert understand(message).commands == commands


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("How long can the videos be?", "length"),
        ("可以做多长的视频？", "length"),
        ("Do you need me to upload anything or can you draw a scene yourself?", "abilities"),
        ("我啥素材都没有，能做吗", "abilities"),
    ],
)
def test_a_question_before_the_first_film_draws_nothing(message: str, topic: Topic) -> None:
    assert understand(message, is_empty=True) == Reading((Explain(topic),))


@pytest.mark.anyio
async def test_what_there_is_is_told_with_place_colour_and_sound(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say('a forest for 4 seconds, title "Green" at the top in red')
        answer = " ".join(texts(await chat.say("what colour is the title and where is it?")))
    assert '"Green" (0–3 s) top, red' in answer
    assert 'Sounds: 1. "Birds" (0–4 s) 60%' in answer
