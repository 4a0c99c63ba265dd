"""What people tell beside what they ask for asks for no edit, and hides none."""

import pytest

from nemo_studio.agent import Reading, understand
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import Delete, MoveClip, RippleDelete, SetLength, SetSpeed, Swap
from nemo_studio.edits.history.commands import Undo
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.picture.commands import Adjust, Rotate, SetLook, SetTransition
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import Fade, Mute, SetVolume
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddTitle, ChangeTitle, StyleTitle

CITY, FOREST = Reference("clip", name="city"), Reference("clip", name="forest")
SOUND = Reference("sound", is_all=True)
ALL_BUT_CITY = Reference("clip", is_all=True, but=(CITY,))


@pytest.mark.parametrize(
    ("message", "kinds"),
    [
        ('I made this for my mom\'s birthday. Can you add a title "Happy Birthday"?', (AddTitle,)),
        ("I think the forest is the weakest part. Please remove it, I never liked it anyway.", (Delete,)),
        ("So my boss looked at it and he wants the city first. The rest is good.", (MoveClip,)),
        ("We're posting this on Instagram tomorrow, so square please", (SetAspect,)),
        ("Great job so far! One last thing: fade out at the end. That's all, thank you!", (Fade,)),
        ("my daughter is asleep so mute it", (Mute,)),
        ("the client called (ugh). they want the city in black and white. don't ask me why", (SetLook,)),
        ("I don't know if you can do this, but is there a way to make the title blue?", (StyleTitle,)),
        ("Make the title red because it's hard to read on the sea", (StyleTitle,)),
        ("Since it's a winter film, put the snow first.", (MoveClip,)),
        ("swap the clips, I think it flows better that way", (Swap,)),
        ("it's my first video ever! make it look like an old film please :)", (SetLook,)),
        ("the music is a bit loud, could you fix it?", (SetVolume,)),
        (
            'We shot this in Norway last winter. Change the title to "Norway", and keep its style.',
            (ChangeTitle,),
        ),
        ("这是给我妈妈生日做的，开头加个标题“生日快乐”，谢谢啦", (AddTitle,)),
        ("老板看了说城市要放在最前面，其他都挺好的", (MoveClip,)),
        ("孩子睡着了，把声音关掉", (Mute,)),
        ("客户又打电话来了，说要把城市变成黑白，别问我为什么", (SetLook,)),
        ("去年冬天在挪威拍的，标题改成“挪威”，样式不变", (ChangeTitle,)),
        ("因为是冬天的片子，所以把雪放前面", (MoveClip,)),
        ("海那段剪到3秒，不然太闷了", (SetLength,)),
        ("rotate it 90 degrees, I filmed it sideways", (Rotate,)),
        ("it looks too flat, make it more vivid", (SetLook,)),
        ("画面感觉太灰了，鲜艳点", (SetLook,)),
        ("换成竖屏，适合发朋友圈", (SetAspect,)),
        ("雪景在手机上看太暗了，稍微亮一点", (Adjust,)),
        ("视频太暗了，调亮点，再加点暖色", (Adjust, SetLook)),
        ("it's too dark, make it brighter and warmer", (Adjust, SetLook)),
        ("make the second clip darker because the client finds it too bright", (Adjust,)),
        ("点错了，撤销", (Undo,)),
        ("整体节奏快一点，现在有点无聊", (SetSpeed,)),
        ("the title was better before, undo that", (Undo,)),
        ("日落太短了，至少6秒", (SetLength,)),
        ("我最喜欢城市，放最前面", (MoveClip,)),
        ("客户觉得节奏有点慢，整体快一点", (SetSpeed,)),
        ("add transitions between all clips, anything is fine", (SetTransition,)),
        ("三段之间都加上转场，随便什么都行", (SetTransition,)),
        ("城市那段太突兀，删了吧", (Delete,)),
        ("不要第三段了，太突兀", (Delete,)),
        ("delete the last clip, it's too dark", (Delete,)),
        ("mute it, you can hear my neighbour", (Mute,)),
        ("剪掉前两秒，手抖了", (RippleDelete,)),
        ("slow it down to half speed, it goes by too fast", (SetSpeed,)),
        ("the ocean is too blue, lower the saturation", (Adjust,)),
        ("感觉缺点什么，黑白吧", (SetLook,)),
        ("I changed my mind, make it vertical", (SetAspect,)),
        ("太棒了，再把标题调大一点点就完美了", (StyleTitle,)),
        ("I don't want the title to be white, make it red", (StyleTitle,)),
        ("字太白了，看着刺眼，换成金色吧", (StyleTitle,)),
        ("海洋那段剪成3秒，后面的往前接上", (SetLength,)),
        ("remove the forest and close the gap", (Delete,)),
        ("把森林的速度改为2倍，其他片段保持不变", (SetSpeed,)),
    ],
)
def test_what_is_told_beside_an_order_is_no_complaint(message: str, kinds: tuple[type, ...]) -> None:
    reading = understand(message)
    assert tuple(map(type, reading.commands)) == kinds
    assert reading.unclear == ()


@pytest.mark.parametrize(
    "message",
    [
        "So we are opening a café by the sea next month and need a short teaser: waves for 4 seconds",
        "My kid loves space. Make a 15 second video about a meadow.",
        "我家小孩喜欢太空，做一个15秒的海浪视频",
    ],
)
def test_what_is_told_before_a_first_film_is_no_scene_of_it(message: str) -> None:
    reading = understand(message, is_empty=True)
    assert tuple(map(type, reading.commands)) == (MakeScene,)
    assert reading.unclear == ()


@pytest.mark.parametrize(
    "message",
    [
        "I love the sea",
        "my daughter is asleep",
        "我们下个月要在海边开咖啡馆",
        "it should be 10 seconds for my kid",
    ],
)
def test_what_is_told_alone_is_answered_as_not_understood(message: str) -> None:
    reading = understand(message)
    assert reading.commands or reading.unclear


@pytest.mark.parametrize(
    ("message", "unclear"),
    [
        ("mute it because the wind is too loud and make my dog louder", "make my dog louder"),
        ("make it red because it is too dark and make it dance", "make it dance"),
        ("make it red so it is 10 seconds", "so it is 10 seconds"),
        ("delete the title, I want the dog to wear a hat", "I want the dog to wear a hat"),
        ("删掉标题，我想要一只狗", "我想要一只狗"),
        ("the corners are too dark, mute it", "the corners are too dark"),
        ("the title is not red, make the music louder", "the title is not red"),
        ("make the title dance, bigger", "make the title dance"),
        ("让森林跳舞，亮一点", "让森林跳舞"),
    ],
)
def test_a_wish_is_no_remark(message: str, unclear: str) -> None:
    assert any(unclear in part for part in understand(message).unclear)


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("make it black and white, leave the city alone", (SetLook("black_and_white", ALL_BUT_CITY),)),
        (
            "don't touch the city, make everything black and white",
            (SetLook("black_and_white", ALL_BUT_CITY),),
        ),
        ("make all clips 3 seconds, the city stays", (SetLength(ALL_BUT_CITY, 3.0, is_each=True),)),
        (
            "shorten everything by half but keep the city full length",
            (SetLength(ALL_BUT_CITY, factor=0.5, is_each=True),),
        ),
        ("put the forest at night, not the city", (ChangeScene({"time_of_day": "night"}, FOREST),)),
        ("keep the forest but only 3 seconds of it", (SetLength(FOREST, 3.0),)),
    ],
)
def test_a_clip_that_is_left_alone_is_none_of_all(message: str, commands: tuple[Command, ...]) -> None:
    assert understand(message) == Reading(commands)


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        (
            "delete the forest... actually no, keep it, just make it black and white",
            (SetLook("black_and_white", FOREST),),
        ),
        ("把森林删了，算了，还是变成黑白吧", (SetLook("black_and_white", Reference("clip", name="森林")),)),
        ("delete the title, never mind", ()),
    ],
)
def test_an_order_that_is_taken_back_is_not_carried_out(message: str, commands: tuple[Command, ...]) -> None:
    assert understand(message) == Reading(commands)


def test_it_is_the_clip_that_was_named_last() -> None:
    reading = understand("make the forest warm, the city cold and slow it down")
    assert getattr(reading.commands[-1], "target", None) == CITY


def test_words_that_come_with_a_new_clip_lie_over_it() -> None:
    reading = understand('add 3 seconds of aurora at the end with the text "Fin"')
    assert [type(each) for each in reading.commands] == [MakeScene, AddTitle]
    assert getattr(reading.commands[-1], "over", None) == IT


@pytest.mark.parametrize(
    "message",
    [
        "Take the music out while the title is on screen",
        "标题出现时不要音乐",
    ],
)
def test_what_is_heard_while_the_title_shows_is_of_that_time(message: str) -> None:
    assert understand(message) == Reading((Mute(Reference("music", over=Reference("title"))),))


def test_another_title_is_a_title_and_both_are_as_long_as_is_said() -> None:
    reading = understand(
        "Add a title that says Three Moods and another at the end that says The End, both for two seconds"
    )
    assert [type(each) for each in reading.commands] == [AddTitle, AddTitle]
    assert reading.unclear == ()


def test_a_total_that_one_clip_makes_may_be_told_first() -> None:
    reading = understand("the film should be 20 seconds: stretch the city")
    assert reading == Reading((SetLength(CITY, 20.0, is_total=True),))


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("lose the last three seconds and the sound", (RippleDelete(TimeSpan(last_s=3)), Mute(SOUND))),
        ("remove title and music", (Delete(Reference("title")), Delete(Reference("music")))),
        ("删除标题和音乐", (Delete(Reference("title")), Delete(Reference("music")))),
        (
            "cut the first and the last second",
            (RippleDelete(TimeSpan(last_s=1)), RippleDelete(TimeSpan(start_s=0, end_s=1))),
        ),
        ("set everything to 1.25x", (SetSpeed(1.25, target=Reference("clip", is_all=True)),)),
        ("nothing too fancy, just a simple fade between the shots", (SetTransition("crossfade"),)),
    ],
)
def test_what_people_say_in_passing_is_read(message: str, commands: tuple[Command, ...]) -> None:
    assert understand(message) == Reading(commands)


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("It's too dark, but only the city", (Adjust("brightness", 0.25, target=CITY),)),
        ("make it black and white, only the city", (SetLook("black_and_white", CITY),)),
        ("第二段怎么这么暗，都看不清", (Adjust("brightness", 0.25, target=Reference("clip", 2)),)),
        ("only keep the city", (Delete(ALL_BUT_CITY),)),
        (
            "all black and white except the city which stays colourful",
            (SetLook("black_and_white", ALL_BUT_CITY),),
        ),
    ],
)
def test_only_limits_what_was_said_before_it(message: str, commands: tuple[Command, ...]) -> None:
    assert understand(message) == Reading(commands)


@pytest.mark.parametrize(
    "message",
    ["I dont like the city, replace it with a desert", "the city is boring. Swap it for a desert."],
)
def test_a_pronoun_is_the_clip_that_was_complained_of(message: str) -> None:
    (made,) = understand(message).commands
    assert isinstance(made, MakeScene)
    assert (made.scene, made.replace, made.target) == ("desert", True, CITY)


def test_only_the_city_alone_takes_nothing_away() -> None:
    assert understand("only the city") == Reading((), ("only the city",))


def test_a_reason_that_goes_on_and_on_hides_no_order() -> None:
    reading = understand("mute it because " + "it is late " * 40 + "and delete the title")
    assert Delete(Reference("title")) in reading.commands


def test_what_was_not_understood_of_a_clip_that_is_replaced_is_told() -> None:
    reading = understand("make the city dance, replace it with a desert")
    assert [type(each) for each in reading.commands] == [MakeScene]
    assert reading.unclear == ("make the city dance",)


@pytest.mark.parametrize(
    ("message", "span"),
    [
        ("the beginning is boring, cut 2 seconds", TimeSpan(start_s=0, end_s=2)),
        ("结尾太拖了，剪掉2秒", TimeSpan(last_s=2)),
    ],
)
def test_what_is_cut_off_goes_where_it_was_complained_of(message: str, span: TimeSpan) -> None:
    assert understand(message) == Reading((RippleDelete(span),))
