"""What a message says and no command of it holds is told, wherever it was lost on the way."""

from pathlib import Path

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.cutting.commands import SetLength
from nemo_studio.edits.media.commands import MakeScene
from studio.corpus import open_generation, play
from studio.studio_sessions import open_chat

LOST = [
    ("ocean, forest, 6 and 6", "6"),
    ("forest and ocean, 8 seconds each, 4 of each", "4 of each"),
    ("show me the aurora in fast motion", "fast motion"),
    ("同一片草地，从中午慢慢到晚上", "中午"),
    ("幫忙來點城市空鏡，白天十秒晚上十秒", "白天"),
]


@pytest.mark.parametrize(("message", "lost"), LOST)
def test_what_shows_in_no_command_is_told(message: str, lost: str) -> None:
    reading = understand(message, is_empty=True)
    assert any(isinstance(each, MakeScene) for each in reading.commands)
    assert lost in " ".join(reading.unclear)


SHOWN = [
    "做一支15秒的影片，极光配低保真音乐，标题“北国”",
    "a meadow, 15 seconds, thanks",
    "先日落，再森林，最后再来一次日落",
    "1. city 3s\n2. forest 5s\n3. ocean 7s",
    "a minute of rain",
    "ocean for a second and a half, then the forest for 2 seconds",
    "no snow, a forest at night for 5 seconds",
    "a 10 second sunset with soft music at 40% and the title \"Day 1\" from 2 to 5 seconds",
    "三段：森林、海洋、城市，一共一分半",
    "海边的早晨，10秒，音乐淡入淡出，写“早安”",
]  # fmt: skip


@pytest.mark.parametrize("message", SHOWN)
def test_what_shows_is_not_complained_of(message: str) -> None:
    assert understand(message, is_empty=True).unclear == ()


def test_a_second_clip_that_no_command_is_about_is_told() -> None:
    assert understand("get rid of clip one and three").unclear == ("three",)


def test_what_is_not_to_be_so_shows_nowhere_and_is_not_lost() -> None:
    reading = understand("make the sunset 6 seconds long instead of 4")
    assert reading.unclear == () and isinstance(reading.commands[0], SetLength)


@pytest.mark.parametrize(
    ("message", "lost"),
    [
        ("Why's it only twelve seconds? I need twenty", "I need twenty"),
        ("现在音量是多少？调到一半", "调到一半"),
    ],
)
def test_an_order_beside_a_question_is_not_lost(message: str, lost: str) -> None:
    assert lost in understand(message).unclear


@pytest.mark.anyio
async def test_what_was_lost_is_told_in_the_reply(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        reply = await chat.reply("show me the aurora in fast motion")
    assert '"fast motion"' in reply


@pytest.mark.parametrize(
    ("message", "lost"),
    [
        ("background zork music: electronic, 25%", "electronic"),
        ("increase brightness and zork by 10% each", "10%"),
        ("title \"Mia\" on the first clip, ominous music", "ominous"),
        ("打光锟，音乐调到40%", "打光锟"),
    ],
)  # fmt: skip
def test_what_an_unknown_word_broke_is_told(message: str, lost: str) -> None:
    assert lost in " ".join(understand(message).unclear)


@pytest.mark.parametrize(
    "message",
    [
        "ten scenes, one second each. go wild",
        "do a sunrise that goes into a city morning; my cousin's flat-hunting film needs an opener",
        "我就想要个片头，“老王修车”，五秒，别整花里胡哨的",
    ],
)
def test_a_scrap_behind_what_was_not_understood_is_not_drawn(message: str) -> None:
    reading = understand(message, is_empty=True)
    assert (reading.commands, reading.unclear) == ((), (message,))


def test_a_subject_that_opens_the_message_is_drawn_though_more_of_it_is_not_understood() -> None:
    reading = understand("an astronaut on a horse, photorealistic", is_empty=True)
    assert isinstance(reading.commands[0], MakeScene) and reading.unclear == ("photorealistic",)


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("a bird flies over the sea at sunset, 5 seconds", "bird flies over the sea at sunset"),
        ("moths fly around a lamp in the forest", "moths fly around a lamp in the forest"),
        ("a black and white cat on a white carpet", "black and white cat on a white carpet"),
    ],
)
def test_what_is_to_be_seen_keeps_its_words(message: str, name: str) -> None:
    scene = understand(message, is_empty=True).commands[0]
    assert isinstance(scene, MakeScene) and (scene.name, scene.prompt) == (name, name)


def test_what_a_new_film_is_anyway_changes_nothing() -> None:
    reading = understand("a 5-second forest in 1080p", is_empty=True)
    assert [type(each) for each in reading.commands] == [MakeScene] and reading.unclear == ()


def test_words_of_an_edit_are_no_shot() -> None:
    message = "a vertical 15 s film of a forest, text appearing after 3 seconds"
    reading = understand(message, is_empty=True)
    assert [each.name for each in reading.commands if isinstance(each, MakeScene)] == ["forest"]
    assert "text appearing after 3 seconds" in reading.unclear


@pytest.mark.parametrize(
    ("message", "lost"),
    [("9:16，然后告诉我裁掉了哪些", "9:16"), ("how long is it and can you undo that", "can you undo that")],
)
def test_an_order_in_one_sentence_with_a_question_is_told(message: str, lost: str) -> None:
    assert understand(message).unclear == (lost,)


def test_a_question_about_one_look_holds_no_order() -> None:
    assert understand("why did you make it black and white?").unclear == ()


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("cake for 2, dog for 2, cake for 2", "cake dog cake"),
        ("蛋糕两秒、狗两秒、蛋糕再两秒", "cake dog cake"),
        ("I want beach, then dog, then beach again, then cake", "beach dog beach cake"),
        ("beach for 3 seconds, cake for 3 seconds, and the beach in black and white", "beach cake"),
        ("beach.jpg 3秒，dog.jpg 3秒，dog.jpg放前面", "dog beach"),
        ("dog, cake, dog, beach – two seconds each", "dog cake dog beach"),
    ],
)
async def test_a_photo_comes_as_often_as_it_is_to_be_shown(order: str, names: str, tmp_path: Path) -> None:
    async with open_generation(tmp_path) as generation:
        played = await play({"lang": "en", "start": "photos", "order": order}, generation)
    assert [clip["file"] for clip in played.after["clips"]] == [f"{each}.jpg" for each in names.split()]


@pytest.mark.anyio
async def test_a_clip_with_an_english_name_is_the_one_that_chinese_words_mean(tmp_path: Path) -> None:
    order = {"lang": "zh", "start": "three", "order": "先放城市，再放森林，最后放日落"}
    async with open_generation(tmp_path) as generation:
        played = await play(order, generation)
    assert [clip["scene"] for clip in played.after["clips"]] == ["city", "forest", "sunset"]


@pytest.mark.anyio
async def test_a_file_that_was_not_uploaded_is_told(tmp_path: Path) -> None:
    async with open_generation(tmp_path) as generation:
        order = {"lang": "en", "start": "photos", "order": "use sunset.jpg and dog.jpg"}
        played = await play(order, generation)
    assert [clip["file"] for clip in played.after["clips"]] == ["dog.jpg"]
    assert '"sunset.jpg"' in played.reply


@pytest.mark.anyio
async def test_what_a_photo_cannot_show_is_told(tmp_path: Path) -> None:
    order = {"lang": "en", "start": "photos", "order": "beach photo but with rain on it"}
    async with open_generation(tmp_path) as generation:
        played = await play(order, generation)
    assert [clip["file"] for clip in played.after["clips"]] == ["beach.jpg"]
    assert '"rain"' in played.reply
