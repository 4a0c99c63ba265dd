"""What people leave out of an order, what hangs on words not understood, and what asks for nothing."""

from dataclasses import replace
from pathlib import Path

import pytest

from nemo_studio.agent import Reading, understand
from nemo_studio.draft import find
from nemo_studio.edits import EditSession, apply
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import (
    AddBlack,
    Delete,
    Duplicate,
    Freeze,
    MoveClip,
    MoveTo,
    Reorder,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Swap,
    Trim,
)  # fmt: skip
from nemo_studio.edits.history.commands import StartOver
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.picture.commands import Adjust, SetInset, SetLook
from nemo_studio.edits.references import Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.ripple import ripple
from nemo_studio.edits.sound.commands import AddMusic, Fade, Mute, SetVolume
from nemo_studio.edits.sound.reader import LOUDER, QUIETER
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddTitle, Style, StyleTitle
from nemo_video.wire.draft import METADATA
from studio.corpus import open_session
from studio.studio_sessions import open_chat, texts

ALL = Reference("clip", is_all=True)
FOREST, CITY, SUNSET = (Reference("clip", name=name) for name in ("forest", "city", "sunset"))

WOODS = Reference("clip", name="森林")


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        (
            "make the forest warm and the rest black and white",
            (
                SetLook("warm", FOREST),
                SetLook("black_and_white", Reference("clip", is_all=True, but=(FOREST,))),
            ),
        ),
        (
            "the city first, then the forest, then the sunset",
            (Reorder(clips=(CITY, FOREST, SUNSET)),),
        ),
        ("remove the first and last clips", (Delete(Reference("clip", 1)), Delete(Reference("clip", -1)))),
        ("delete everything before the forest", (Delete(replace(ALL, but=(FOREST,), side="before")),)),
        ("把森林之后的内容删掉", (Delete(replace(ALL, but=(WOODS,), side="after")),)),
        (
            "add a desert after the forest and a meadow before the city",
            (
                MakeScene("desert", "desert", place=Place("after", FOREST)),
                MakeScene("meadow", "meadow", place=Place("before", CITY)),
            ),
        ),
        ("复制森林，把复制的放最前面", (Duplicate(WOODS), MoveClip(Reference(), Place("start")))),
        ("add another one like the second", (Duplicate(Reference("clip", 2)),)),
        ("把森林复制一份放到第一段后面", (Duplicate(WOODS, 1, Place("after", Reference("clip", 1))),)),
        (
            "森林头尾各剪掉半秒",
            (RippleDelete(TimeSpan(last_s=0.5), WOODS), RippleDelete(TimeSpan(0, 0.5), WOODS)),
        ),
        (
            "森林开头剪掉1秒，结尾剪掉2秒",
            (RippleDelete(TimeSpan(0, 1), WOODS), RippleDelete(TimeSpan(last_s=2), WOODS)),
        ),
        (
            "extend the last shot so that the video is 15 seconds in total",
            (SetLength(Reference("clip", -1), 15, is_total=True),),
        ),
        ("把森林拉长，让总时长到15秒", (SetLength(WOODS, 15, is_total=True),)),
        ("日落来个慢动作", (SetSpeed(None, 0.5, Reference("clip", name="日落")),)),
        (
            "remove the first 2 and the last 2 seconds",
            (RippleDelete(TimeSpan(0, 2)), RippleDelete(TimeSpan(last_s=2))),
        ),
        ("play the forest three times in a row", (Duplicate(FOREST, 2),)),
        ("结尾3秒黑屏", (AddBlack(3, Place("end")),)),
        ("森林剪一半", (SetLength(WOODS, factor=0.5),)),
        ("freeze at the end for 2 seconds", (Freeze(None, 2),)),
        ("cut 1 second off each clip", (SetLength(ALL, by_s=-1, is_each=True),)),
        ("shorten the video by a third", (SetLength(ALL, factor=1 - 0.3333333),)),
        ("森林加长一半", (SetLength(WOODS, factor=1.5),)),
        ("increase the speed of the forest by 20%", (SetSpeed(None, 1.2, FOREST),)),
        ("remove everything from 6 seconds on", (RippleDelete(TimeSpan(6)),)),
        ("每段之间插1秒黑屏", (AddBlack(1, None),)),
        ("日落复制两份", (Duplicate(Reference("clip", name="日落"), 2),)),
        ("remove 2 seconds from the middle of the forest", (RippleDelete(TimeSpan(middle_s=2), FOREST),)),
        ("保留中间4秒", (Trim(TimeSpan(middle_s=4)),)),
        ("add the sunset again at the very end", (Duplicate(SUNSET, 1, Place("end")),)),
        (
            "日落再放一次，放在最后",
            (Duplicate(Reference("clip", name="日落")), MoveClip(Reference(), Place("end"))),
        ),
        ("trim from 1s to 9s", (Trim(TimeSpan(1, 9)),)),
        ("森林不需要了", (Delete(WOODS),)),
        ("全片不要超过10秒", (SetLength(ALL, 10),)),
        ("add two more seconds to the end of the sunset", (SetLength(SUNSET, by_s=2),)),
        ("black screen for 1 second between the two clips", (AddBlack(1, None),)),
        ("在4秒处剪开，后半段放慢", (Split(4), SetSpeed(None, 0.75, Reference("piece", -1)))),
        ("音乐和森林那段都删掉", (Delete(Reference("music")), Delete(WOODS))),
        ("森林后面的都不要", (Delete(replace(ALL, but=(WOODS,), side="after")),)),
        ("trim the forest from the end by 2 seconds", (RippleDelete(TimeSpan(last_s=2), FOREST),)),
        ("cut it into 2 second pieces", (Split(None, Reference(), every_s=2),)),
        ("make it 20 seconds by slowing it down", (SetSpeed(None, length_s=20),)),
        ("make all the clips the same length", (SetLength(ALL, is_even=True),)),
        ("顺序别变，只把森林缩短1秒", (SetLength(WOODS, by_s=-1),)),
        ("二号和三号片段换位置", (Swap(Reference("clip", 2), Reference("clip", 3)),)),
        ("lose the last shot, it's boring", (Delete(Reference("clip", -1)),)),
        ("start with the city, then the forest", (Reorder(clips=(CITY, FOREST)),)),
        ("cut the total length in half", (SetLength(ALL, factor=0.5),)),
        ("start over from scratch", (StartOver(),)),
        ("swap the first and the last clip", (Swap(Reference("clip", 1), Reference("clip", -1)),)),
        ("make the city the last clip", (MoveClip(CITY, Place("end")),)),
        ("split it at 2s, 5s and 8s", (Split(2.0), Split(5.0), Split(8.0))),
        ("it's too long, split it at 5 seconds", (Split(5.0),)),
        (
            "put a small ocean window in the bottom right during the forest",
            (SetInset("bottom_right", target=Reference("clip", name="ocean"), over=FOREST, is_new=True),),
        ),
        ("put some sad piano under it", (AddMusic("sad"),)),
        (
            "after the forest, add a 3 second aurora",
            (MakeScene("aurora", "aurora", 3, place=Place("after", FOREST)),),
        ),
        (
            "Between the forest and the city, insert 2 seconds of snow",
            (MakeScene("snow", "snow", 2, place=Place("after", FOREST), parameters={"weather": "snow"}),),
        ),
        ("put 3 seconds of aurora between the two clips", (MakeScene("aurora", "aurora", 3, place=Place()),)),
        ("insert a forest shot between the two clips", (MakeScene("forest", "forest", place=Place()),)),
        ("在两段之间插入森林", (MakeScene("森林", "forest", place=Place()),)),
        ("两段中间加3秒极光", (MakeScene("极光", "aurora", 3, place=Place()),)),
        ("后面再加3秒的森林", (MakeScene("森林", "forest", 3),)),
        ("前后两段对调", (Swap(ALL, ALL),)),
        ("swap the two shots around", (Swap(ALL, ALL),)),
        ("make it 6 seconds in total, all alike", (SetLength(ALL, 6, is_even=True),)),
        ("2 x2 speed", (SetSpeed(2.0, target=Reference("clip", 2)),)),
        ("改成宽银幕", (SetAspect("21:9"),)),
        ("一和三互换", (Swap(Reference("clip", 1), Reference("clip", 3)),)),
        ("每段开头剪掉1秒", (RippleDelete(TimeSpan(0, 1), ALL),)),
        ("第4秒定格2秒", (Freeze(4, 2),)),
        ("保留2到4秒和6到8秒", (Trim(TimeSpan(2, 8)), RippleDelete(TimeSpan(2, 4)))),
        ("I need a square version for Instagram", (SetAspect("1:1"),)),
        ("take a second off the end of both clips", (RippleDelete(TimeSpan(last_s=1), ALL),)),
        (
            "fade from black at the start and to black at the end, both 1 second",
            (Fade(ALL, fade_in_s=1, fade_out_s=1),),
        ),
        ("淡入淡出各2秒", (Fade(ALL, fade_in_s=2, fade_out_s=2),)),
        (
            "swap the sunset and the city and make both 5 seconds",
            (Swap(SUNSET, CITY), SetLength(SUNSET, 5, is_each=True), SetLength(CITY, 5, is_each=True)),
        ),
        ("put the forest last, 2 seconds", (MoveClip(FOREST, Place("end")), SetLength(FOREST, 2))),
        (
            "the sunset 3 seconds, the forest 2 and the city 5",
            (SetLength(SUNSET, 3), SetLength(FOREST, 2), SetLength(CITY, 5)),
        ),
        (
            "the forest first, without music there",
            (MoveClip(FOREST, Place("start")), Mute(Reference("music", over=FOREST))),
        ),
        (
            "insert 3 seconds of aurora after the forest, no sound on it",
            (MakeScene("aurora", "aurora", 3, place=Place("after", FOREST)), Mute(Reference())),
        ),
        (
            "split the forest in half and make the second warm",
            (Split(target=FOREST), SetLook("warm", Reference("piece", 2))),
        ),
        ("复制森林到最后", (Duplicate(WOODS, 1, Place("end")),)),
        ("标题2秒出现", (MoveTo(Reference("title"), TimeSpan(2)),)),
        ("lower the waves", (SetVolume(None, QUIETER, Reference("ambience", name="waves")),)),
        ("turn the wave sounds up", (SetVolume(None, LOUDER, Reference("ambience", name="waves")),)),
        (
            "put 2 seconds of black between the two clips, with 'Later'",
            (AddBlack(2, None), AddTitle("Later", over=Reference())),
        ),
        (
            "scrap it all and start again with just a forest for 5 seconds",
            (StartOver(), MakeScene("forest", "forest", 5)),
        ),
        ("give me a version without the forest", (Delete(FOREST),)),
        (
            "a warmer sunset and a cooler forest",
            (SetLook("warm", SUNSET, step="more"), SetLook("cool", FOREST, step="more")),
        ),
        ("put a 50% dim on the forest", (Adjust("brightness", -0.5, True, FOREST),)),
        ("就要最后四秒，慢放", (Trim(TimeSpan(last_s=4)), SetSpeed(None, 0.75, Reference()))),
        ("第一段第三秒那里停一下，停一秒半", (Freeze(3, 1.5, Reference("clip", 1)),)),
        (
            "delete the first clip and add snow at the end for 4 seconds",
            (Delete(Reference("clip", 1)), MakeScene("snow", "snow", 4, parameters={"weather": "snow"})),
        ),
        (
            "把第一段和第二段删了，换成海洋六秒",
            (
                Delete(Reference("clip", 2)),
                MakeScene("海洋", "sunset", 6, replace=True, target=Reference("clip", 1)),
            ),
        ),
        (
            "First, delete the city. Second, add a 5-second aurora at the start. Third, add ambient music.",
            (Delete(CITY), MakeScene("aurora", "aurora", 5, place=Place("start")), AddMusic("ambient")),
        ),
        (
            "(a) make it square; (b) set the volume to 50%; (c) fade out at the end",
            (SetAspect("1:1"), SetVolume(0.5, target=Reference()), Fade(Reference(), fade_out_s=1)),
        ),
        ("首先删掉城市，其次加氛围音乐", (Delete(Reference("clip", name="城市")), AddMusic("ambient"))),
        (
            "make clip 2 black and white and clip 3 too",
            (
                SetLook("black_and_white", Reference("clip", 2)),
                SetLook("black_and_white", Reference("clip", 3)),
            ),
        ),
        (
            "第二段变黑白，第三段也是",
            (
                SetLook("black_and_white", Reference("clip", 2)),
                SetLook("black_and_white", Reference("clip", 3)),
            ),
        ),
        (
            "add a meadow of 3 seconds at the start and at the end",
            (
                MakeScene("meadow", "meadow", 3, place=Place("start")),
                MakeScene("meadow", "meadow", 3, place=Place("end")),
            ),
        ),
        (
            "add a meadow at the start and at the end",
            (
                MakeScene("meadow", "meadow", place=Place("start")),
                MakeScene("meadow", "meadow", place=Place("end")),
            ),
        ),
        ("视频加快到1.5倍", (SetSpeed(1.5, target=ALL),)),
        ("做得梦幻些", (ChangeScene({"mood": "dreamy"}, Reference()),)),
        (
            "the music ends with the film, volume 40%",
            (MoveTo(Reference("music"), TimeSpan(end_s=86400)), SetVolume(0.4, target=Reference("music"))),
        ),
        ("the ocean is nice, make the forest longer", (SetLength(FOREST, factor=1.5),)),
        ("日落挺好的，森林剪一半", (SetLength(WOODS, factor=0.5),)),
        (
            "cut the forest at 3 seconds, keep the first part only",
            (Split(3, FOREST), Delete(Reference("piece", -1))),
        ),
        ("在3秒处剪开，保留后半段", (Split(3), Trim(TimeSpan(3)))),
        (
            "put a forest and a city instead, 4 seconds each",
            (
                MakeScene("forest", "forest", 4),
                MakeScene("city", "city", 4, place=Place("after", Reference())),
            ),
        ),
        ("先黑屏2秒，再淡入森林", (AddBlack(2, Place("start")), Fade(WOODS, fade_in_s=1))),
        (
            "音乐慢慢进来，最后淡出",
            (Fade(Reference("music"), fade_in_s=1), Fade(Reference(), fade_out_s=1)),
        ),
        (
            "add the title: My Summer. Make it red.",
            (AddTitle("My Summer"), StyleTitle(Style(color="#FF3B30"), Reference())),
        ),
    ],
)
def test_what_people_leave_out_is_found_in_what_they_said(
    message: str, commands: tuple[Command, ...]
) -> None:
    assert understand(message) == Reading(commands)


@pytest.mark.parametrize(
    ("message", "unclear"),
    [
        ("make the rest black and white", "make the rest black and white"),
        ("put the copy into orbit and make it black and white", "make it black and white"),
        ("it's too long, frobnicate from 5 seconds on", "it's too long"),
        (
            "replace the sunset by a forest and the city by a beach",
            "replace the sunset by a forest and the city by a beach",
        ),
        ("哪段都不要超过3秒", "哪段都不要超过3秒"),
    ],
)
def test_what_hangs_on_words_that_were_not_understood_is_not_done(message: str, unclear: str) -> None:
    reading = understand(message)
    assert reading.commands == ()
    assert unclear in " / ".join(reading.unclear)


@pytest.mark.parametrize(
    ("message", "command", "unclear"),
    [
        (
            "the title should fade in and out, half a second each",
            StyleTitle(Style(animation="fade"), Reference("title")),
            "half a second each",
        ),
        ("从结尾剪，森林留1.5秒", SetLength(WOODS, 1.5), "从结尾剪"),
        (
            "cut 12 seconds to 10 by shortening the city",
            SetLength(CITY, factor=1 / 1.5),
            "cut 12 seconds to 10",
        ),
    ],
)
def test_a_figure_that_was_not_understood_is_told_and_changes_nothing_else(
    message: str, command: Command, unclear: str
) -> None:
    assert understand(message) == Reading((command,), (unclear,))


def test_a_start_over_before_the_first_film_is_no_scene_and_clears_nothing() -> None:
    assert understand("start over", is_empty=True) == Reading((StartOver(),))
    again = understand("start again with just a forest for 5 seconds", is_empty=True)
    assert again == Reading((MakeScene("forest", "forest", 5),))


def test_names_of_places_beside_words_of_their_own_are_told() -> None:
    assert understand("雪山、沙漠各3秒，每段写上地名，结尾写“下次见”", is_empty=True).unclear == ("地名",)


@pytest.mark.parametrize(
    "message", ["thanks, that looks great", "perfect, exactly what I wanted!", "太棒了，先这样吧"]
)
def test_chatter_asks_for_nothing(message: str) -> None:
    assert understand(message) == Reading()


@pytest.mark.anyio
async def test_japanese_is_no_chinese_but_a_chinese_order_may_quote_it(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        [*_, japanese] = texts(await chat.say("夕焼けの海の動画を作って"))
        [*_, chinese] = texts(await chat.say("加标题「ありがとう」"))
    assert "is on the timeline" in japanese
    assert "从 0 秒" in chinese


def test_a_portrait_picture_in_picture_keeps_its_own_shape() -> None:
    session = open_session("photos", "en")
    session.uploads[1] = replace(session.uploads[1], width=1080, height=1920)
    edit = EditSession.open(session, "en")
    apply(edit, PlaceMedia(names=("beach.jpg", "dog.jpg")))
    apply(edit, SetInset("top_right", target=Reference("clip", name="dog.jpg")))
    (inset,) = find(edit.draft, "inset")
    assert (inset[METADATA]["shape"], inset[METADATA]["width"]) == (0.5625, 0.104)


def test_the_fade_of_a_place_s_sound_outlives_the_next_edit() -> None:
    session = open_session("three", "en")
    edit = EditSession.open(session, "en")
    apply(edit, Fade(Reference("ambience", name="birds"), None, 1.0))
    ripple(edit.draft, "en")
    assert [each[METADATA].get("fade_out_ms") for each in find(edit.draft, "ambience")] == [None, 1000, None]


def test_what_cannot_be_drawn_into_a_scene_is_named() -> None:
    for message, missing in (
        ("add a deer walking through the forest", "a deer"),
        ("往海里加一条船", "一条船"),
    ):
        assert understand(message).commands == (ChangeScene({}, missing=missing),)
