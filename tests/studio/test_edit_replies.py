"""What the studio asks and says of an edit: which of several is meant, and what it did not do."""

import re
from pathlib import Path

import pytest
from PIL import Image

from studio.studio_sessions import open_chat, questions, texts
from studio.test_edits import FIREWORKS, MEADOW, SEA, SEA_CLIP, SRT, STARS, THREE

pytestmark = pytest.mark.slow

REPLIES = [
    (
        "en",
        "cut the first 2 seconds and translate it to French",
        'The studio cannot do this: "translate it to French"',
    ),
    ("zh-Hans", "剪掉前2秒，把它翻译成法语", "工作室做不到：“把它翻译成法语”"),
    ("en", "add jazz music", 'For "jazz" music lo-fi stands in'),
    ("en", "rotate the second clip by 45 degrees", "Clips turn by 90, 180 or 270 degrees."),
    ("zh-Hans", "加爵士音乐", "“爵士”音乐先用低保真代替"),
    (
        "en",
        "add the title 'Hi \ue123'",
        "The font cannot draw these characters, so they are left out: \ue123",
    ),
    ("en", "delete the fifth clip", "There is no clip number 5: there are 1."),
    ("en", "delete the snow clip", 'Nothing on the timeline is called "snow".'),
    ("en", "add a crossfade", "That takes two clips, and there are fewer."),
    ("en", "cut from 20 to 30 seconds", "It is only 10 s long."),
    ("en", "make it 18 times faster", "Speeds go from 0.1x to 10x: it is 10x."),
    ("en", "add a title", "Say the words of the title"),
    ("en", "mute the music", "There is no music on the timeline."),
    ("en", "make the sky black and white", "Not done, because the studio did not understand it"),
    ("en", "make it cool and vintage", "A clip has one look: it is cool now, and vintage was left out."),
    ("en", "redo", "There is nothing to redo."),
    ("en", "remove the fade", "Nothing changed for "),
    ("zh-Hans", "海放第一", "这需要两个片段，现在不够。"),
    ("en", "add subtitles", "paste the text of an SRT"),
    (
        "en",
        f"add these subtitles\n{SRT.replace('04,000', '14,000')}",
        "1 subtitles lie beyond the end of the video",
    ),
    ("en", "add subtitles\n1\n00:00:05,000 --> 00:00:04,000\nHi", "The subtitles were not added."),
    (
        "en",
        "a cat playing chess video",
        'The studio cannot draw "cat playing chess", so an abstract picture stands in',
    ),
    (
        "en",
        f"translate it to French, then add these subtitles:\n{SRT}",
        'The studio cannot do this: "translate it to French"',
    ),
    ("zh-Hant", "刪除貓咪那個片段", "時間線上沒有叫「貓咪」的內容。"),
    ("en", "hey! lovely. reverse it, thanks", "The playing direction of"),
    (
        "en",
        "great, give it to me as a gif",
        "export it to get the file. A message here only edits",
    ),
    ("en", "reverse it, then export a webm", "is turned round. Your video is ready in the timeline"),
    ("en", "add lofi music for the last 2 seconds", "music plays from 8 to 10 s"),
    ("en", 'add the subtitle "Below"', 'The subtitle "Below" shows from 0 to 3 s.'),
    ("zh-Hans", "加标题“海边”", "标题“海边”从 0 秒显示到 3 秒。"),
    ("en", "add rain sounds", 'The sound "Rain" lies under '),
    ("en", "mute the video", "are muted."),
    ("en", "remove the lens flare from it", "What works: "),
    ("en", "make it 16:9", "Nothing changed for 16:9, 1080p, 30 fps: it is so already."),
    ("en", "make it 4K", "The picture is 4k now: an export comes out so."),
    ("en", "better quality please", "Quality is chosen at the export: low, medium or high."),
    ("zh-Hans", "帮我发到抖音", "工作室不能代为发布视频：导出后即可自行发布。"),
    ("en", "make it dance", 'Not done, because the studio did not understand it: "make it dance"'),
    ("en", "can you do a voiceover?", 'The studio cannot do this: "can you do a voiceover?"'),
    ("zh-Hans", "给视频自动加字幕", "工作室做不到：“给视频自动加字幕”。可以这样说：“加字幕："),
    ("zh-Hans", "怎么导入我的视频？", "要先上传"),
    ("en", "remove the background of the sunset", 'The studio cannot do this: "remove the background'),
    ("zh-Hans", "加法语字幕", "工作室做不到：“加法语字幕”。"),
    ("en", "you deleted the wrong clip!", 'What works: "undo".'),
    ("en", "undo", 'Taken back: what was done to "sunset over the sea".'),
    ("en", "cut the first second of talk.mp4", 'Nothing on the timeline is called "talk.mp4".'),
]


@pytest.mark.parametrize(
    ("language", "order", "question", "answer", "left"),
    [
        (
            "en",
            "delete the clip",
            "Which clip do you mean: 1. stars, 2. meadow or 3. fireworks?",
            "the second one",
            [STARS, "clip fireworks 4-9"],
        ),
        (
            "en",
            "delete the clip",
            "Which clip do you mean: 1. stars, 2. meadow or 3. fireworks?",
            "stars",
            ["clip meadow 0-6", "clip fireworks 6-11"],
        ),
        (
            "zh-Hans",
            "删除片段",
            "你指的是哪个片段：1. stars、2. meadow，还是 3. fireworks？",
            "第三个",
            [STARS, MEADOW],
        ),
        (
            "en",
            "make the clip black and white",
            "Which clip do you mean: 1. stars, 2. meadow or 3. fireworks?",
            "the last one",
            [STARS, MEADOW, f"{FIREWORKS} look=black_and_white"],
        ),
    ],
)
@pytest.mark.anyio
async def test_what_could_mean_several_things_is_asked_once_and_then_done(
    tmp_path: Path, language: str, order: str, question: str, answer: str, left: list[str]
) -> None:
    async with open_chat(tmp_path, language) as chat:
        await chat.say(THREE)
        asked = await chat.say(order)
        untouched = await chat.sketch()
        answered = await chat.say(answer)
        assert (questions(asked), texts(asked)) == ([question], [])
        assert untouched == [STARS, MEADOW, FIREWORKS]
        assert questions(answered) == []
        assert await chat.sketch() == left


@pytest.mark.anyio
async def test_a_title_is_asked_for_by_its_words_and_an_order_is_no_answer(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(SEA, 'add titles "One" and "Two"')
        asked = await chat.say("change the title to Three")
        await chat.say("Two")
        assert questions(asked) == ["Which title do you mean: 1. One or 2. Two?"]
        assert await chat.sketch() == [SEA_CLIP, "title One 0-3", "title Three 3-6"]
        await chat.say("delete the title", "make the video black and white", "the first one")
        assert await chat.sketch() == [f"{SEA_CLIP} look=black_and_white", "title One 0-3", "title Three 3-6"]


@pytest.mark.anyio
async def test_nothing_is_half_done_in_silence(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        for language, message, said in REPLIES:
            await chat.restart(language)
            await chat.say(SEA)
            assert said in await chat.reply(message), message


@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("make all clips 2 seconds long", ["now last, together, 6 s."]),
        (
            "make the film 12 seconds long",
            ['"stars" (3.2 s), "meadow" (4.8 s), "fireworks" (4 s) now last'],
        ),
        ("make the film 9 seconds long", ['"fireworks" (3 s) now last, together, 9 s.']),
        ("replace the meadow with a desert", ['No longer on the timeline: "meadow".']),
        ("delete the meadow", ['Removed: "meadow".']),
        ("delete the first clip, keep only the meadow", ['Removed: "stars", "fireworks".']),
        ("duplicate the meadow and make the copy black and white", ['of "meadow" (10–16 s) is black']),
        ("add the title Hello World at 2 s, make it 5 s long", ['"Hello World" shows from 2 to 7 s']),
        ("cut the first 2 seconds, then cut the last second", ["the video is 12 s long now"]),
        ("add crossfades of half a second", ['Into "meadow", "fireworks": crossfade, 0.5 s.']),
        ("mirror the stars, then mirror the stars again", ['"stars" is no longer mirrored.']),
        ("delete the first two clips", ['Removed: "stars", "meadow".']),
        ('add the title "Hi" in red at the top, then make it bigger', ["top, size 125%, red"]),
        ("set it to 24 fps and 1080p", ["It has 24 frames a second now."]),
        ("把草地删掉，再把星空调成黑白", ["已删除：“meadow”。", "的风格现在是黑白。"]),
    ],
)
@pytest.mark.anyio
async def test_what_is_told_is_what_the_draft_shows_after_the_last_order(
    tmp_path: Path, order: str, told: list[str]
) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(THREE)
        (reply,) = texts(await chat.say(order))
        assert [each for each in told if each not in reply] == [], reply


@pytest.mark.parametrize("order", ["keep the title where the sun is only", "音乐也跟着变短"])
@pytest.mark.anyio
async def test_nothing_is_offered_that_takes_away(tmp_path: Path, order: str) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(SEA)
        reply = await chat.reply(order)
        assert not re.search("keep only|cut the first|剪掉前", reply), reply


@pytest.mark.anyio
async def test_on_an_empty_timeline_a_step_forward_is_no_scene(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        assert await chat.reply("redo") == "There is nothing to redo."


@pytest.mark.anyio
async def test_of_a_picture_in_the_picture_no_blur_is_told(tmp_path: Path) -> None:
    tall = tmp_path / "tall.png"
    Image.new("RGB", (90, 160), "teal").save(tall)
    async with open_chat(tmp_path) as chat:
        await chat.say(SEA)
        await chat.upload(tall)
        assert "its own blur" in await chat.reply("put tall.png at the end")
        assert "blur" not in await chat.reply("show tall.png as picture in picture at the top right")
        assert "cannot be done with a picture in picture" in await chat.reply("put tall.png at the end")


@pytest.mark.parametrize(
    ("order", "told", "shown"),
    [
        ("make it winter in the stars", '"stars" cannot be drawn so: winter', [STARS, MEADOW, FIREWORKS]),
        (
            "make it autumn",
            '"stars", "fireworks" cannot be drawn so: autumn',
            [STARS, f"{MEADOW} parameters={{'season': 'autumn'}}", FIREWORKS],
        ),
    ],
)
@pytest.mark.anyio
async def test_light_weather_and_season_that_a_scene_cannot_show_are_told(
    tmp_path: Path, order: str, told: str, shown: list[str]
) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(THREE)
        assert told in await chat.reply(order)
        assert await chat.sketch() == shown


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("order", "told"),
    [
        ("give me a warmer look, but leave the meadow alone", 'look of "stars", "fireworks" is warm now'),
        ("brighter please. don't touch the meadow", '"stars", "fireworks": brightness 25%.'),
        ("整体亮一点，但是草地不要动", "“stars”、“fireworks”：亮度 25%。"),
        ("delete everything, keep the meadow", 'Removed: "stars", "fireworks".'),
        ("rotate it all by 90 degrees, the meadow stays as is", '"stars", "fireworks" are turned'),
    ],
)
async def test_what_is_said_of_all_is_not_said_of_what_is_to_stay(
    tmp_path: Path, order: str, told: str
) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say(THREE)
        assert told in await chat.reply(order)
