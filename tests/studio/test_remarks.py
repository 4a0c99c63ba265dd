"""What people tell beside what they ask for asks for no edit, and hides none."""

import pytest

from nemo_studio.agent import understand
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import Delete, MoveClip, SetLength, Swap
from nemo_studio.edits.media.commands import MakeScene
from nemo_studio.edits.picture.commands import SetLook
from nemo_studio.edits.sound.commands import Fade, Mute, SetVolume
from nemo_studio.edits.titles.commands import AddTitle, ChangeTitle, StyleTitle


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
        ("make it red so it is 10 seconds", "so it is 10 seconds"),
        ("delete the title, I want the dog to wear a hat", "I want the dog to wear a hat"),
        ("删掉标题，我想要一只狗", "我想要一只狗"),
    ],
)
def test_a_wish_is_no_remark(message: str, unclear: str) -> None:
    assert any(unclear in part for part in understand(message).unclear)
