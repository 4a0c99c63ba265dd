"""From a message to the draft, over the wire: what each order does, and what "it" means."""

from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
import pytest

from studio.studio_sessions import open_chat

pytestmark = pytest.mark.slow

SEA = "a 10-second video of a sunset over the sea"
THREE = "stars for 4 seconds, then a meadow for 6 seconds, then fireworks for 5 seconds"
STARS, MEADOW, FIREWORKS = "clip stars 0-4", "clip meadow 4-10", "clip fireworks 10-15"
SRT = "1\n00:00:01,000 --> 00:00:03,000\nHello\n\n2\n00:00:04,000 --> 00:00:30,000\nWorld\n"

EDITS: list[tuple[Sequence[str], list[str]]] = [
    ((THREE, "cut the first 2 seconds"), ["clip stars 0-2 from 2", "clip meadow 2-8", "clip fireworks 8-13"]),
    (
        (THREE, "make it black and white for the first second"),
        ["clip stars 0-1 look=black_and_white", "clip stars 1-4 from 1", MEADOW, FIREWORKS],
    ),
    ((SEA, "裁剪到2秒"), ["clip sunset over the sea 0-2 parameters={'time_of_day': 'dusk'}"]),
    ((THREE, "最后3秒去掉"), [STARS, MEADOW, "clip fireworks 10-12"]),
    ((THREE, "keep only 3-7 s"), ["clip stars 0-1 from 3", "clip meadow 1-4"]),
    ((THREE, "去掉第二段的前2秒"), [STARS, "clip meadow 4-8 from 2", "clip fireworks 8-13"]),
    (
        (THREE, "split the second clip in half"),
        [STARS, "clip meadow 4-7", "clip meadow 7-10 from 3", FIREWORKS],
    ),
    (
        (THREE, "cut out 1-2 s and 12-13 s"),
        [
            "clip stars 0-1",
            "clip stars 1-3 from 2",
            "clip meadow 3-9",
            "clip fireworks 9-11",
            "clip fireworks 11-13 from 3",
        ],
    ),
    (
        (SEA, "speed up the first half and slow down the second half"),
        [
            "clip sunset over the sea 0-3.333 parameters={'time_of_day': 'dusk'} speed=1.5",
            "clip sunset over the sea 3.333-10 from 5 parameters={'time_of_day': 'dusk'} speed=0.75",
        ],
    ),
    (
        (THREE, "make the whole video 5 seconds long, leave the stars"),
        ["clip stars 0-4", "clip meadow 4-4.545", "clip fireworks 4.545-5"],
    ),
    (
        (THREE, "整个视频压缩到5秒"),
        ["clip stars 0-1.333", "clip meadow 1.333-3.333", "clip fireworks 3.333-5"],
    ),
    ((THREE, "remove clip 2 and clip 3"), [STARS]),
    ((THREE, "删掉第一段，只留后面两段"), ["clip meadow 0-6", "clip fireworks 6-11"]),
    (
        (THREE, "extend the stars to 6 seconds and insert a 3 second desert clip after it"),
        ["clip stars 0-6", "clip desert 6-9", "clip meadow 9-15", "clip fireworks 15-20"],
    ),
    ((THREE, "put the last clip first"), ["clip fireworks 0-5", "clip stars 5-9", "clip meadow 9-15"]),
    ((THREE, "交换第一段和第二段"), ["clip meadow 0-6", "clip stars 6-10", FIREWORKS]),
    (
        (THREE, "reverse the order of the clips"),
        ["clip fireworks 0-5", "clip meadow 5-11", "clip stars 11-15"],
    ),
    (
        (
            "a meadow for 3 seconds, then mountains for 3 seconds, crossfade",
            "replace the mountains with a forest",
        ),
        ["clip meadow 0-3", "clip forest 3-6 transition=crossfade transition_ms=1000"],
    ),
    (
        (THREE, "add a slow zoom in on the meadow"),
        [STARS, f"{MEADOW} parameters={{'camera': 'zoom_in'}}", FIREWORKS],
    ),
    (
        (THREE, "put a slow pan over the meadow"),
        [STARS, "clip meadow 4-10 parameters={'camera': 'pan_right'}", FIREWORKS],
    ),
    (
        (THREE, "first the fireworks, then the meadow, then the stars"),
        ["clip fireworks 0-5", "clip meadow 5-11", "clip stars 11-15"],
    ),
    ((THREE, "first the meadow, then the stars"), ["clip meadow 0-6", "clip stars 6-10", FIREWORKS]),
    ((THREE, 'title "A"', "标题叫“晚安”", "标题要一直显示"), [STARS, MEADOW, FIREWORKS, "title 晚安 0-15"]),
    ((THREE, "delete the meadow clip"), [STARS, "clip fireworks 4-9"]),
    ((THREE, "delete the first and the third clip"), ["clip meadow 0-6"]),
    ((THREE, "复制第一段"), [STARS, "clip stars 4-8", "clip meadow 8-14", "clip fireworks 14-19"]),
    ((THREE, "make the second clip 3 seconds long"), [STARS, "clip meadow 4-7", "clip fireworks 7-12"]),
    ((THREE, "extend the last clip by 2 seconds"), [STARS, MEADOW, "clip fireworks 10-17"]),
    ((THREE, "第二段加速2倍"), [STARS, "clip meadow 4-7 speed=2.0", "clip fireworks 7-12"]),
    ((THREE, "reverse the first clip"), [f"{STARS} reverse=True", MEADOW, FIREWORKS]),
    (
        (THREE, "freeze frame at 2 s for 1 second"),
        [
            "clip stars 0-2",
            "clip stars 2-3 from 2 speed=0",
            "clip stars 3-5 from 2",
            "clip meadow 5-11",
            "clip fireworks 11-16",
        ],
    ),
    (
        (THREE, "freeze the meadow at 1 s for 1 second"),
        [
            STARS,
            "clip meadow 4-5",
            "clip meadow 5-6 from 1 speed=0",
            "clip meadow 6-11 from 1",
            "clip fireworks 11-16",
        ],
    ),
    ((THREE, "全部变成黑白"), [f"{each} look=black_and_white" for each in (STARS, MEADOW, FIREWORKS)]),
    (
        (THREE, "make the last clip warm and vivid"),
        [STARS, MEADOW, f"{FIREWORKS} look=warm saturation=0.45 contrast=0.16"],
    ),
    ((THREE, "make the stars black and white"), [f"{STARS} look=black_and_white", MEADOW, FIREWORKS]),
    ((THREE, "make the last clip warmer"), [STARS, MEADOW, f"{FIREWORKS} look=warm"]),
    (
        (THREE, "the last 2 seconds in black and white"),
        [STARS, MEADOW, "clip fireworks 10-13", "clip fireworks 13-15 from 3 look=black_and_white"],
    ),
    (
        (THREE, "add a half second crossfade between the first and the second clip"),
        [STARS, f"{MEADOW} transition=crossfade transition_ms=500", FIREWORKS],
    ),
    (
        (THREE, "画面之间加擦除转场", "去掉转场"),
        [STARS, MEADOW, FIREWORKS],
    ),
    (
        (THREE, "show the second clip as picture in picture in the top left corner"),
        [STARS, "clip fireworks 4-9", "inset meadow 0-6 corner=top_left width=0.33"],
    ),
    (
        (THREE, "replace the second clip with a desert"),
        [STARS, "clip desert 4-10", FIREWORKS],
    ),
    (
        (THREE, "add a 2 second clip of a desert after the first clip"),
        [STARS, "clip desert 4-6", "clip meadow 6-12", "clip fireworks 12-17"],
    ),
    (
        (THREE, "rotate the first clip 90 degrees, mirror it and zoom in on it"),
        [f"{STARS} rotate=90 mirror=True zoom=1.25 focus=[0.5, 0.5]", MEADOW, FIREWORKS],
    ),
    (
        (THREE, "make the second clip rainy"),
        [STARS, "clip meadow 4-10 parameters={'weather': 'rain'}", FIREWORKS],
    ),
    ((THREE, "fade in and out"), [f"{STARS} fade_in_ms=1000", MEADOW, f"{FIREWORKS} fade_out_ms=1000"]),
    (
        (THREE, "brighten it a little", "more contrast"),
        [f"{each} brightness=0.125 contrast=0.25" for each in (STARS, MEADOW, FIREWORKS)],
    ),
    (
        (THREE, "add calm music with a 2 second fade out", "make it louder", "静音"),
        [STARS, MEADOW, FIREWORKS, "music Ambient 0-15 volume=0 fade_out_ms=2000 unmuted=0.7"],
    ),
    (
        (
            THREE,
            "add lofi music",
            "mute the music from 2 to 8 s",
            "unmute the music from 4 to 6 s",
            "cut the first second",
        ),
        [
            "clip stars 0-3 from 1",
            "clip meadow 3-9",
            "clip fireworks 9-14",
            "music Lo-fi 0-14 volume=0.5 envelope=[[1000, 3000, 0.0], [5000, 7000, 0.0]]",
        ],
    ),
    (
        (THREE, "add lofi music", "mute the music from 11 to 12 s", "make the second clip 8 seconds long"),
        [
            STARS,
            "clip meadow 4-12",
            "clip fireworks 12-17",
            "music Lo-fi 0-17 volume=0.5 envelope=[[13000, 14000, 0.0]]",
        ],
    ),
    (
        (THREE, "add lofi music", "mute the music from 9 to 12 s", "make the second clip 4 seconds long"),
        [
            STARS,
            "clip meadow 4-8",
            "clip fireworks 8-13",
            "music Lo-fi 0-13 volume=0.5 envelope=[[8000, 10000, 0.0]]",
        ],
    ),
    (
        (THREE, "show the first clip as picture in picture in the top left corner", "play it at half speed"),
        ["clip meadow 0-6", "clip fireworks 6-11", "inset stars 0-8 corner=top_left width=0.33 speed=0.5"],
    ),
    (
        (THREE, "8秒到9秒静音"),
        [STARS, "clip meadow 4-8", "clip meadow 8-9 from 4", "clip meadow 9-10 from 5", FIREWORKS],
    ),
    (
        (THREE, "在顶部加标题“你好”，红色，打字机效果", "大一点", "把标题移到第5秒"),
        [STARS, MEADOW, FIREWORKS, "title 你好 5-8 place=top size=1.25 color=#FF3B30 animation=typewriter"],
    ),
    (
        (THREE, 'add titles "One" and "Two"', 'change "One" to "Uno"', 'remove the title "Two"'),
        [STARS, MEADOW, FIREWORKS, "title Uno 0-3"],
    ),
    (
        (THREE, "add 'One', 'Two' as titles", '"Four" at the top left', 'title "Five" at 6 s'),
        [
            STARS,
            MEADOW,
            FIREWORKS,
            "title One 0-3",
            "title Two 3-6",
            "title Five 6-9",
            "title Four 0-3 place=top_left",
        ],
    ),
    (
        (THREE, '"Hi" at the top in red, whole way through', "放左下角", "bit bigger, and yellow"),
        [STARS, MEADOW, FIREWORKS, "title Hi 0-15 place=bottom_left size=1.25 color=#FFD60A letters_of=top"],
    ),
    (
        (THREE, "at 0:03 have the words LONG QUIET slide up, staying for five seconds"),
        [STARS, MEADOW, FIREWORKS, "title LONG QUIET 3-8 animation=slide"],
    ),
    (
        (THREE, "左上角0到3秒写“漠河”，右下角4到8秒写“北纬”"),
        [STARS, MEADOW, FIREWORKS, "title 漠河 0-3 place=top_left", "title 北纬 4-8 place=bottom_right"],
    ),
    ((THREE, "reverse the middle clip"), [STARS, f"{MEADOW} reverse=True", FIREWORKS]),
    ((THREE, "删掉草地那段"), [STARS, "clip fireworks 4-9"]),
    ((THREE, "mirror it", "undo the flip, keep the music"), [STARS, MEADOW, FIREWORKS]),
    (
        ("城市夜景4秒，镜头往左移，海上日落3秒，下雨2秒",),
        [
            "clip 城市夜景 0-4 parameters={'camera': 'pan_left'}",
            "clip 海上日落 4-7 parameters={'time_of_day': 'dusk'}",
            "clip 下雨 7-9 parameters={'weather': 'rain'}",
        ],
    ),
    ((THREE, "把最后一段变成黑白", "烟花那段不要黑白"), [STARS, MEADOW, FIREWORKS]),
    ((THREE, "rotate the first clip", "星空那段不要转了"), [STARS, MEADOW, FIREWORKS]),
    ((THREE, "it's too dark"), [f"{each} brightness=0.25" for each in (STARS, MEADOW, FIREWORKS)]),
    (
        (THREE, "add the title 'Hi'", "the title should stay until the end"),
        [STARS, MEADOW, FIREWORKS, "title Hi 0-15"],
    ),
    ((THREE, "delete the second clip", "撤销"), [STARS, MEADOW, FIREWORKS]),
    ((THREE, "delete the second clip", "undo", "redo"), [STARS, "clip fireworks 4-9"]),
    (
        (THREE, "split the video at 6 seconds and delete the second part", "loop the whole video twice"),
        [STARS, "clip meadow 4-6", "clip stars 6-10", "clip meadow 10-12"],
    ),
    (
        (THREE, "the first half of the meadow should go at the end", "加速到总共9秒"),
        [
            "clip stars 0-2.4 speed=1.6667",
            "clip meadow 2.4-4.2 from 3 speed=1.6667",
            "clip fireworks 4.2-7.2 speed=1.6667",
            "clip meadow 7.2-9 speed=1.6667",
        ],
    ),
    (
        (THREE, "cut the first 2 seconds and put them at the end"),
        ["clip stars 0-2 from 2", "clip meadow 2-8", "clip fireworks 8-13", "clip stars 13-15"],
    ),
    (
        (THREE, "split the meadow in half and swap the halves", "delete the last clip"),
        [STARS, "clip meadow 4-7 from 3", "clip meadow 7-10"],
    ),
    (
        (
            THREE,
            "delete the last clip",
            "cut the meadow in half and throw away the second half",
            "loop the meadow until it's 8 seconds long",
        ),
        [STARS, "clip meadow 4-7", "clip meadow 7-10", "clip meadow 10-12"],
    ),
    (
        (THREE, "cut the meadow at 6 and 8 seconds and delete the middle piece"),
        [STARS, "clip meadow 4-6", "clip meadow 6-8 from 4", "clip fireworks 8-13"],
    ),
    (
        (THREE, "insert 1s of black between all clips", "把第一段倒放，然后放到第二段后面"),
        [
            "clip black 0-1",
            "clip stars 1-5 reverse=True",
            "clip meadow 5-11",
            "clip black 11-12",
            "clip fireworks 12-17",
        ],
    ),
    ((THREE, "cut the video at 10 s and drop the rest"), [STARS, MEADOW]),
    (
        (THREE, "start on black for one second", "最后加一个黑底的片尾卡，写“完”，3秒"),
        [
            "clip black 0-1",
            "clip stars 1-5",
            "clip meadow 5-11",
            "clip fireworks 11-16",
            "clip black 16-19",
            "title 完 16-19",
        ],
    ),
    ((THREE, "start over"), []),
    ((THREE, "start over", "undo that"), [STARS, MEADOW, FIREWORKS]),
]


@pytest.mark.anyio
async def test_orders_change_the_draft_as_they_say(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        for messages, lines in EDITS:
            await chat.restart()
            await chat.say(*messages)
            assert (messages, await chat.sketch()) == (messages, lines)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("message", "sketch"),
    [
        ("a cat café, 6 seconds", ["clip cat café 0-6"]),
        ("robots in a factory, title “Robots”", ["clip robots in a factory 0-10", "title Robots 0-3"]),
        ("add lofi music and kittens", ["clip kittens 0-10", "music Lo-fi 0-10 volume=0.5"]),
        ("一个猫咖，6秒，加上轻快的音乐", ["clip 猫咖 0-6", "music Upbeat 0-6 volume=0.5"]),
        ("translate my speech to French", []),
        ("can you sing?", []),
    ],
)
async def test_where_there_is_nothing_yet_any_subject_is_drawn(
    tmp_path: Path, message: str, sketch: list[str]
) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(message)
        assert await chat.sketch() == sketch
        await chat.say("pigeons wearing hats")
        assert await chat.sketch() == (sketch or ["clip pigeons wearing hats 0-10"])


SEA_CLIP = "clip sunset over the sea 0-10 parameters={'time_of_day': 'dusk'}"

CANVASES = [
    ("en", "a 4K 60 fps video of snow", ("16:9", 3840, 2160, 60), "The picture is 4k now"),
    ("en", "snow, vertical, 720p", ("9:16", 720, 1280, 30), "The picture is 720p now"),
    ("en", "snow at 120 fps", ("16:9", 1920, 1080, 60), "Frame rates go from 24 to 60: it has 60"),
    ("en", "snow in 8K", ("16:9", 3840, 2160, 30), "4320 lines are not among the resolutions"),
    ("zh-Hans", "生成一个4K 60帧的雪夜视频", ("16:9", 3840, 2160, 60), "帧率现在是每秒 60 帧。"),
]


@pytest.mark.anyio
async def test_resolution_and_frame_rate_are_set_by_words_and_told(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        for language, message, canvas, said in CANVASES:
            await chat.restart(language)
            reply = await chat.reply(message)
            state = await chat.state()
            assert tuple(state["canvas_config"].values()) == canvas, message
            assert said in reply, message


@pytest.mark.anyio
async def test_a_film_has_the_resolution_and_frame_rate_that_were_asked_for_in_chat(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("a 1 second video of snow in 360p at 48 fps", "make it 720p", "undo")
        film = await chat.render(tmp_path)
    with av.open(str(film)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.average_rate) == (640, 360, 48)


@pytest.mark.anyio
async def test_pasted_subtitles_lie_on_a_track_of_their_own_and_take_a_style(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(SEA, f"add these subtitles in yellow:\n{SRT}", "字幕小一点")
        style = "place=bottom size=0.8 color=#FFD60A animation=none"
        assert await chat.sketch() == [
            SEA_CLIP,
            f"subtitle Hello 1-3 {style}",
            f"subtitle World 4-10 {style}",
        ]


OVER_CLIPS = [
    ("delete the second clip", ["title All 0-9", "title Stars 1-3"]),
    ("delete the first clip", ["title All 0-11", "title Meadow 1-3"]),
    ("put the second clip first", ["title All 0-15", "title Stars 7-9", "title Meadow 1-3"]),
    ("最后一段移到最前面", ["title All 0-15", "title Stars 6-8", "title Meadow 10-12"]),
]


@pytest.mark.anyio
async def test_what_lies_over_one_clip_goes_with_it_and_what_lies_over_several_stays(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        for order, titles in OVER_CLIPS:
            await chat.restart()
            await chat.say(
                THREE, 'add the title "All" for 15 seconds', 'add the title "Stars" from 1 to 3 seconds'
            )
            await chat.say('add the title "Meadow" from 5 to 7 seconds', order)
            assert (order, sorted(x for x in await chat.sketch() if "title" in x)) == (order, sorted(titles))


@pytest.mark.anyio
@pytest.mark.parametrize("order", ["put the last clip first", "delete the first clip"])
async def test_the_one_title_that_opens_the_film_opens_it_still(tmp_path: Path, order: str) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(THREE, 'add the title "Our trip" for 2 seconds', order)
        assert [x for x in await chat.sketch() if "title" in x] == ["title Our trip 0-2"]


@pytest.mark.anyio
async def test_what_is_so_by_the_same_message_is_not_told_as_unchanged(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(THREE)
        reply = await chat.reply("delete the first and the last clip, keep only the second")
        again = await chat.reply("keep only the meadow")
    assert reply.startswith("Removed:")
    assert "no clip" not in reply
    assert "Removed" not in again


@pytest.mark.anyio
async def test_a_picture_in_picture_moves_and_goes_with_the_clip_below_it(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(THREE, "show the last clip as picture in picture", "put the second clip first")
        moved = await chat.sketch()
        await chat.say("delete the first clip")
        assert moved == [
            "clip meadow 0-6",
            "clip stars 6-10",
            "inset fireworks 0-5 corner=bottom_right width=0.33",
        ]
        assert await chat.sketch() == ["clip stars 0-4"]


@pytest.mark.anyio
async def test_a_refused_or_asking_turn_costs_nothing(tmp_path: Path) -> None:
    async with open_chat(tmp_path, edit_price=10) as chat:
        await chat.say(SEA, "delete the title", 'add titles "One" and "Two"', "delete the title")
        balance = (await chat.http.get("/api/credits/balance/simple")).json()["data"]
    assert balance == {"available": 90, "frozen": 0, "total": 90}


@pytest.mark.anyio
async def test_an_edited_draft_is_rendered_as_it_was_edited(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("a 1 second sunset over the sea, then 1 second of the meadow")
        await chat.say("make the first clip black and white", "fade out over half a second")
        film = await chat.render(tmp_path, resolution="360p")
    with av.open(str(film)) as container:
        frames = [f.to_ndarray(format="rgb24").astype(int) for f in container.decode(video=0)]
    colorfulness = [float(np.ptp(frame, axis=2).mean()) for frame in frames]
    assert len(frames) == 60
    assert max(colorfulness[:28]) < 6
    assert min(colorfulness[32:44]) > 12
    assert frames[-1].mean() < frames[40].mean() / 3


@pytest.mark.anyio
async def test_music_that_is_muted_for_a_while_is_silent_then_and_plays_before_and_after(
    tmp_path: Path,
) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("4 seconds of abstract", "add upbeat music", "mute the music from 1 to 2 seconds")
        sound = await chat.render(tmp_path, "wav")
    mono = av.AudioResampler(format="flt", layout="mono", rate=48000)
    with av.open(str(sound)) as container:
        heard = [each for frame in container.decode(audio=0) for each in mono.resample(frame)]
    samples = np.concatenate([each.to_ndarray()[0] for each in heard])
    levels = [float(np.abs(samples[at : at + 9600]).max()) for at in (24000, 52800, 76800, 110400)]
    assert min(levels[0], levels[3]) > 0.02
    assert max(levels[1:3]) < 0.0001


@pytest.mark.anyio
async def test_what_shows_as_long_as_a_clip_does_so_when_the_clip_gets_another_length(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(
            "forest 4 s, then the sea for 4 s", 'write "Woods" on the forest, and "Hi" from 5 to 7 s'
        )
        await chat.say("make the forest 2 seconds")
        lines = await chat.sketch()
    assert [line for line in lines if line.startswith("title")] == ["title Woods 0-2", "title Hi 3-5"]
