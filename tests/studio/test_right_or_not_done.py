"""A clause is carried out only when every word in it that matters was used; the rest is named as not done."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from nemo_studio.agent import understand
from nemo_studio.edits.canvas.commands import SetAspect
from nemo_studio.edits.cutting.commands import (
    AddBlack,
    Delete,
    Duplicate,
    Freeze,
    MoveBy,
    MoveClip,
    MoveTo,
    Reverse,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Swap,
    Trim,
)  # fmt: skip
from nemo_studio.edits.history.commands import Explain, Undo
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.picture.commands import Adjust, Mirror, Rotate, SetFit, SetLook, SetTransition, Zoom
from nemo_studio.edits.references import Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddAmbience, AddMusic, Fade, Mute, SetVolume
from nemo_studio.edits.sound.reader import QUIETER
from nemo_studio.edits.spans import OPEN, WHOLE, TimeSpan
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, ChangeTitle, Style, StyleTitle
from nemo_video.wire.subtitles import Cue
from studio.studio_sessions import open_chat, texts

SOUND, MUSIC, ALL = Reference("sound", is_all=True), Reference("music"), Reference("clip", is_all=True)
TITLE, SECOND = Reference("title"), Reference("clip", 2)
FIRST = Reference("clip", 1)
WIPE = SetTransition("wipe", None, FIRST, SECOND)
ALL_BUT_MUSIC = Mute(replace(SOUND, but=(MUSIC,)))
ALL_BUT_FIRST = replace(ALL, but=(Reference("clip", 1),))
CITY, SUNSET = Reference("clip", name="city"), Reference("clip", name="sunset")
FOREST = Reference("clip", name="forest")
WATERMARK = Style(place="bottom_right", size=0.7)

RIGHT: list[tuple[str, Command]] = [
    ("倒转播放", Reverse()),
    ("第二段左右相反", Mirror("horizontal", SECOND)),
    ("把第二段搬到第一段后面", MoveClip(SECOND, Place("after", FIRST))),
    ("swap the positions of the forest and the city", Swap(FOREST, CITY)),
    ("delete the clip that's in the middle", Delete(Reference("clip", 0))),
    ("take out second 3 to second 5", RippleDelete(TimeSpan(3, 5))),
    ("trim 10% off both ends", Trim(TimeSpan(shares=(0.1, 0.9)))),
    ("首尾各剪10%", Trim(TimeSpan(shares=(0.1, 0.9)))),
    ("cut off the first 20%", RippleDelete(TimeSpan(shares=(0, 0.2)))),
    ("第二段减半", SetLength(SECOND, factor=0.5)),
    ("5秒后关音乐", Mute(replace(MUSIC, span=TimeSpan(start_s=5)))),
    ("音乐只放第一段", MoveTo(MUSIC, OPEN, FIRST)),
    ("the music should end with the picture", MoveTo(MUSIC, TimeSpan(end_s=WHOLE.end_s))),
    ("delete the ambient music", Delete(MUSIC)),
    ("前五秒加雨声", AddAmbience("rain", Reference("clip", span=TimeSpan(0, 5)))),
    ("add quiet rain sounds", AddAmbience("rain", volume=0.35)),
    ("make everything bluish", SetLook("cool", ALL)),
    ("the picture looks bluish", SetLook("warm")),
    ("use the same look on all the clips - vintage", SetLook("vintage", ALL)),
    ("get rid of the forest & close the gap", Delete(FOREST)),
    ("音乐从第2秒起", MoveTo(MUSIC, TimeSpan(start_s=2))),
    ("send the sunset to the back", MoveClip(SUNSET, Place("end"))),
    ("have the sunset fade into the city", SetTransition("crossfade", None, SUNSET, CITY)),
    ("标题1秒后出现，3秒后消失", MoveTo(TITLE, TimeSpan(1, 3))),
    ("lower the volume of the birds", SetVolume(None, QUIETER, Reference("ambience", name="birds"))),
    ("第8秒结束", Trim(TimeSpan(0, 8))),
    ("the sunset should be the last clip", MoveClip(SUNSET, Place("end"))),
    ("音乐到第7秒为止", MoveTo(MUSIC, TimeSpan(0, 7))),
    ("把第一段复制到最后", Duplicate(FIRST, place=Place("end"))),
    ("字号150%", StyleTitle(Style(size=1.5), TITLE)),
    ("第一段和最后一段换", Swap(FIRST, Reference("clip", -1))),
    ("标题移到2秒", MoveTo(TITLE, TimeSpan(start_s=2))),
    ("3秒之前变黑白", SetLook("black_and_white", Reference("clip", span=TimeSpan(0, 3)))),
    ("zoom in until second 3", Zoom(target=Reference("clip", span=TimeSpan(0, 3)))),
    ("the forest is not bright enough", Adjust("brightness", 0.25, target=FOREST)),
    ("not so dark please", Adjust("brightness", 0.25)),
    ("why is the forest so slow", SetSpeed(factor=1.5, target=FOREST)),
    ("剪掉第二段", Delete(SECOND)),
    ("cut out the forest", Delete(FOREST)),
    ("cut out everything except the second clip", Delete(replace(ALL, but=(SECOND,)))),
    ("soften the music", SetVolume(None, QUIETER, MUSIC)),
    ("take out the waves", Mute(Reference("ambience", name="waves"))),
    ("speed up until 5s", SetSpeed(factor=1.5, target=Reference("clip", span=TimeSpan(0, 5)))),
    ("音乐换成原声吉他", AddMusic("acoustic")),
    ("第1、3段互换", Swap(FIRST, Reference("clip", 3))),
    ("adjust the speed so the total is 8 seconds", SetSpeed(None, target=ALL, length_s=8)),
    ("The user asks to remove any filters.", SetLook("none")),
    ("海浪20%", SetVolume(0.2, 1, Reference("ambience", name="waves"))),
    ("标题后移1.5秒", MoveBy(TITLE, 1.5)),
    ("第二段亮度+20%", Adjust("brightness", 0.2, target=SECOND)),
    ("Extract seconds 2 to 10.", Trim(TimeSpan(2, 10))),
    ("第二段以75%的速度播放", SetSpeed(0.75, target=SECOND)),
    ("apply a warm filter to it", SetLook("warm")),
    ("make it vertical and center-crop", SetAspect("9:16", is_cropped=True)),
    ("画面比例改成9:16并居中裁剪", SetAspect("9:16", is_cropped=True)),
    ("desaturate completely", SetLook("black_and_white")),
    ("keep the first 4 and last 2 seconds", RippleDelete(TimeSpan(4, -2))),
    ("保留前4秒和最后2秒", RippleDelete(TimeSpan(4, -2))),
    ("从1倍速调到2倍", SetSpeed(2.0)),
    ("title appears after 1 s and vanishes after 3", MoveTo(TITLE, TimeSpan(1, 3))),
    ("crop off the bottom third", Zoom(1 / (1 - 0.333), (0.5, 0))),
    ("make it black and white, the first one excluded", SetLook("black_and_white", ALL_BUT_FIRST)),
    ("make it look like an old movie, but not the first one", SetLook("vintage", ALL_BUT_FIRST)),
    ("从现在起全部黑白", SetLook("black_and_white", ALL)),
    ("is it possible to slow it down?", SetSpeed(factor=0.75)),
    ("between the 2nd and 4th second put \"wait\"", AddTitle("wait", TimeSpan(2, 4))),
    ("音乐放到第8秒", MoveTo(MUSIC, TimeSpan(0, 8))),
    ("half the length by speeding up", SetSpeed(2.0)),
    ("只留第一段和最后一段", Delete(replace(ALL, but=(FIRST, Reference("clip", -1))))),
    ("雪那段可以更慢一些吗？", SetSpeed(factor=0.75, target=Reference("clip", name="雪"))),
    ("用加速把时长减半", SetSpeed(2.0)),
    ("split the video every 5 seconds", Split(every_s=5.0)),
    ("每段每2秒切一刀", Split(None, ALL, every_s=2.0)),
    ('title "Hi" from 4s until the end', AddTitle("Hi", TimeSpan(4.0, WHOLE.end_s))),
    ("从6秒到结尾加字幕“太美了”", AddTitle("太美了", TimeSpan(6.0, WHOLE.end_s), is_subtitle=True)),
    ('title "Home" in the middle of the video', AddTitle("Home", TimeSpan(shares=(0.5, 0.5)))),
    ("crop away half of the picture", Zoom(2.0)),
    ("should I delete the sunset?", Explain("advice")),
    ("要不要把日落删掉？", Explain("advice")),
    ("lose the waves", Mute(Reference("ambience", name="waves"))),
    ("把海浪去掉", Mute(Reference("ambience", name="waves"))),
    ("keep colour only in the forest", SetLook("black_and_white", replace(ALL, but=(FOREST,)))),
    ("只有森林保留彩色", SetLook("black_and_white", replace(ALL, but=(Reference("clip", name="森林"),)))),
    ("from the forest on, make it warm", SetLook("warm", replace(ALL, but=(FOREST,), side="from"))),
    ("delete the forest, actually just mute it", Mute(FOREST)),
    ("把标题删了，不，改小就好", StyleTitle(Style(size_factor=0.8), TITLE)),
    ("make the forest 2 seconds, I mean 3", SetLength(FOREST, 3)),
    ("make the music half as loud", SetVolume(None, 0.5, MUSIC)),
    ("turn the music up to max", SetVolume(2.0, 1, MUSIC)),
    ("音乐调到最大", SetVolume(2.0, 1, MUSIC)),
    ("turn the music all the way down", SetVolume(0.0, 1, MUSIC)),
    ("end the music with the forest", MoveTo(MUSIC, TimeSpan(last_s=0), FOREST)),
    ("音乐只在标题期间播放", MoveTo(MUSIC, TimeSpan(), TITLE)),
    ("the title hangs around too long", SetLength(TITLE, factor=1 / 1.5)),
    ("cut the last bit, say 1.5 seconds", RippleDelete(TimeSpan(last_s=1.5))),
    ("trim the start, like 3 seconds", RippleDelete(TimeSpan(start_s=0, end_s=3))),
    ("last 4 secs only", Trim(TimeSpan(last_s=4))),
    ("fade out at the end, both picture and sound", Fade(fade_out_s=1.0)),
    ("cut the forest to 2 and a half", SetLength(FOREST, 2.5)),
    ('add "2024" to the title', ChangeTitle("2024", TITLE, is_added=True)),
    ("标题加上“2024”", ChangeTitle("2024", TITLE, is_added=True)),
    ("add lofi music as well", AddMusic("lofi", is_beside=True)),
    ("再加一条电子音乐", AddMusic("electronic", is_beside=True)),
    ("海浪声太吵，关掉", Mute(Reference("ambience", name="waves"))),
    ("亮度太高了", Adjust("brightness", -0.25)),
    ("why is the title so big", StyleTitle(Style(size_factor=0.8), TITLE)),
    ("怎么标题这么小啊", StyleTitle(Style(size_factor=1.25), TITLE)),
    ("take the title off the sunset and put it on the city", MoveTo(TITLE, TimeSpan(), CITY)),
    ("标题从日落移到第二段", MoveTo(TITLE, TimeSpan(), SECOND)),
    ("make the title twice as long", SetLength(TITLE, factor=2)),
    ("add the sound of birds to all clips", AddAmbience("birds", ALL)),
    ("captions: Hi / Bye, 2 s each", AddSubtitles(cues=(Cue(0, 2000, "Hi"), Cue(2000, 4000, "Bye")))),
    ("加两条字幕：早、晚，每条2秒", AddSubtitles(cues=(Cue(0, 2000, "早"), Cue(2000, 4000, "晚")))),
    ("the contrast is too high", Adjust("contrast", -0.25)),
    ("颜色太鲜艳了", Adjust("saturation", -0.25)),
    ("mute the video but leave the music", ALL_BUT_MUSIC),
    ("视频静音，保留音乐", ALL_BUT_MUSIC),
    ("mute the music but keep the wind", Mute(MUSIC)),
    ("音乐静音，保留风声", Mute(MUSIC)),
    ("mute everything but keep the music", ALL_BUT_MUSIC),
    ("删掉第二段，标题和音乐保留", Delete(SECOND)),
    ("删掉第二段，保留标题和音乐", Delete(SECOND)),
    ("音乐音量从50%降到20%", SetVolume(0.2, target=MUSIC)),
    ("标题时长从3秒改成5秒", SetLength(TITLE, 5)),
    ("移动第二段到最前面", MoveClip(SECOND, Place("start"))),
    ("裁掉左边四分之一", Zoom(4 / 3, (1, 0.5))),
    ("add bird sounds to the whole video", AddAmbience("birds", ALL)),
    ("put the last clip first and the first clip last", Swap(Reference("clip", -1), Reference("clip", 1))),
    ("最后一段放第一，第一段放最后", Swap(Reference("clip", -1), Reference("clip", 1))),
    ("crop the top and bottom by 10%", Zoom(1.25, (0.5, 0.5))),
    ("上下各裁掉10%", Zoom(1.25, (0.5, 0.5))),
    ("the second clip is too blue, less saturation", Adjust("saturation", -0.25, target=SECOND)),
    ("第二段太暗了，对比度提一点", Adjust("contrast", 0.25, target=SECOND)),
    ("整体来个电影感的色调", SetLook("cinematic", ALL)),
    ("不要日落那段了，太突兀", Delete(Reference("clip", name="日落"))),
    ("stop the music during the second clip", Mute(replace(MUSIC, over=SECOND))),
    ("quick fade in", Fade(fade_in_s=0.5)),
    ("quick transitions", SetTransition("crossfade", factor=0.5)),
    ("make all transitions fade to black", SetTransition("dip_to_black")),
    ("add birds chirping to the forest", AddAmbience("birds", Reference("clip", name="forest"))),
    ("add wind sounds at 30%", AddAmbience("wind", volume=0.3)),
    ("add music starting from the second clip", AddMusic(None, over=SECOND, through=Reference("clip", -1))),
    ("后半段加音乐", AddMusic(None, span=TimeSpan(shares=(0.5, 1)))),
    ("配点浪漫的音乐", AddMusic("acoustic")),
    ("加点轻音乐", AddMusic("ambient")),
    ("音量设置为50%", SetVolume(0.5)),
    ("keep the music but mute everything else", ALL_BUT_MUSIC),
    ("保留音乐，其他声音都关掉", ALL_BUT_MUSIC),
    ("remove the fade out of the music", Fade(MUSIC, None, 0)),
    ("去掉音乐的淡出", Fade(MUSIC, None, 0)),
    ("fade each clip in and out", Fade(ALL, 1, 1, is_each=True)),
    ("longer fade out at the end", Fade(fade_out_s=2)),
    ("make the transitions half a second", SetTransition(None, 0.5)),
    ("转场慢一点", SetTransition(None, factor=1.5)),
    ("replace the crossfades with wipes", SetTransition("wipe")),
    ("crop the bottom 20% of the second clip", Zoom(1.25, (0.5, 0), SECOND)),
    ("make it look cinematic", SetLook("cinematic")),
    ("电影感调色", SetLook("cinematic")),
    ("boost the colours", SetLook("vivid")),
    ("make the second clip bluer", SetLook("cool", SECOND)),
    ("a bit darker picture on the second clip", Adjust("brightness", -0.125, target=SECOND)),
    ("对比度也加一点", Adjust("contrast", 0.25)),
    ("add film grain", SetLook("none", wanted="film grain")),
    ("加点噪点", SetLook("none", wanted="噪点")),
    ("set clip 2 to 1.5x speed", SetSpeed(1.5, target=Reference("clip", 2))),
    ("reduce the ocean to 3 seconds", SetLength(Reference("clip", name="ocean"), 3)),
    ("crop the bottom 20% of the ocean", Zoom(1.25, (0.5, 0.0), Reference("clip", name="ocean"))),
    ("裁掉海洋底部20%", Zoom(1.25, (0.5, 0.0), Reference("clip", name="海洋"))),
    ("make it 4:3", SetAspect("4:3")),
    ("change the length of clip 3 from 4 to 6 seconds", SetLength(Reference("clip", 3), 6)),
    ("第三段时长从4秒改成6秒", SetLength(Reference("clip", 3), 6)),
    ("雪景加2秒", SetLength(Reference("clip", name="雪景"), by_s=2)),
    ("我想让城市在最开头", MoveClip(Reference("clip", name="城市"), Place("start"))),
    ("时长改成原来的一半", SetLength(factor=0.5)),
    ("请在时间线2秒处分割第一个片段", Split(2.0, Reference("clip", 1))),
    ("森林那断改成6秒", SetLength(Reference("clip", name="森林"), 6)),
    ("make the audio 50% louder", SetVolume(factor=1.5, target=SOUND)),
    ("volume +50%", SetVolume(factor=1.5)),
    ("声音再大50%", SetVolume(factor=1.5, target=SOUND)),
    ("set the volume to 150%", SetVolume(1.5)),
    ("make the sound twice as loud", SetVolume(factor=2.0, target=SOUND)),
    ("声音大一倍", SetVolume(factor=2.0, target=SOUND)),
    ("speed up by 50%", SetSpeed(None, 1.5)),
    ("too slow, speed it up 2x", SetSpeed(2.0)),
    ("make the film 30 seconds, spread evenly", SetLength(ALL, 30, is_even=True)),
    ("总长改成30秒，每段一样长", SetLength(ALL, 30, is_even=True)),
    ("a bit longer, 8 seconds", SetLength(length_s=8)),
    ("长一点，12秒", SetLength(length_s=12)),
    ("刚才那步不算，退回去", Undo()),
    (
        "make the last shot night and rainy",
        ChangeScene({"time_of_day": "night", "weather": "rain"}, Reference("clip", -1)),
    ),
    ("第一段长了两秒", SetLength(Reference("clip", 1), by_s=-2)),
    ("put the title lower", StyleTitle(Style(place="bottom"), Reference("title"))),
    ("speed up all the clips by 50%, just not the first", SetSpeed(None, 1.5, target=ALL_BUT_FIRST)),
    ("所有片段加速到1.5倍，但第一段不变", SetSpeed(1.5, target=ALL_BUT_FIRST)),
    ("it's too dark, make it 20% brighter", Adjust("brightness", 0.2, is_relative=True)),
    ("第一段太暗了，调亮30%", Adjust("brightness", 0.3, is_relative=True, target=Reference("clip", 1))),
    ("make both clips 10 seconds long", SetLength(ALL, 10, is_each=True)),
    ("把两段都改成10秒", SetLength(ALL, 10, is_each=True)),
    ("cut the total length to 20 seconds", SetLength(ALL, 20)),
    ("make it 6 seconds", SetLength(length_s=6)),
    ("make the second clip half as long", SetLength(Reference("clip", 2), factor=0.5)),
    ("the colours look too cold", SetLook("warm")),
    ("画面太冷了", SetLook("warm")),
    ("the first clip is so dark", Adjust("brightness", 0.25, target=Reference("clip", 1))),
    ("the music is loud", SetVolume(factor=QUIETER, target=MUSIC)),
    ("make it less warm", SetLook("cool")),
    ("make it not so bright", Adjust("brightness", -0.25)),
    ("warmer", SetLook("warm")),
    ("make the second shot a bit darker", Adjust("brightness", -0.125, target=Reference("clip", 2))),
    ("turn it into a night scene", ChangeScene({"time_of_day": "night"})),
    ("set the title to 200% size", StyleTitle(Style(size=2.0), Reference("title"))),
    ("make a slideshow, 3 seconds each", PlaceMedia(still_s=3)),
    ("做成相册，每张3秒", PlaceMedia(still_s=3)),
    ("make the voice louder", SetVolume(factor=1.4, target=Reference("voice"))),
    ("配乐换成钢琴", AddMusic("acoustic", wanted="钢琴")),
    ("black and white", SetLook("black_and_white")),
    ("黑白", SetLook("black_and_white")),
    ("more colourful", SetLook("vivid")),
    ('make the title "X" red', StyleTitle(Style(color="#FF3B30"), Reference("title", name="X"))),
    ("字再大一倍", StyleTitle(Style(size_factor=2.0), TITLE)),
    ("title 20% smaller", StyleTitle(Style(size_factor=0.8), TITLE)),
    ("标题两秒后再出现", MoveTo(TITLE, TimeSpan(start_s=2.0))),
    ("标题一直显示到最后", SetLength(TITLE, 24 * 3600)),
    ("标题写海边的一天", AddTitle("海边的一天")),
    ("标题写错了，应该是冬日旅行", ChangeTitle("冬日旅行")),
    ("the title is wrong, it should say Winter Walk", ChangeTitle("Winter Walk")),
    ("call it Last Tickets", ChangeTitle("Last Tickets")),
    ("change the title to Sand and Sea", ChangeTitle("Sand and Sea")),
    ("with the title Salt and Snow", AddTitle("Salt and Snow")),
    ("标题打错了，应该是Winter Walk", ChangeTitle("Winter Walk")),
    ('fix the typo: it should be "Alps"', ChangeTitle("Alps")),
    ('swap the title for "Alps"', ChangeTitle("Alps")),
    ("move the title to the end", MoveTo(TITLE, TimeSpan(last_s=0))),
    ("hide the title", Delete(TITLE)),
    ("标题少显示一秒", SetLength(TITLE, by_s=-1)),
    ("add text saying 'Don't stop'", AddTitle("Don't stop")),
    ("credits: Made by Ana, Music by Tom", AddTitle("Made by Ana, Music by Tom", TimeSpan(last_s=3))),
    ("字幕：2到5秒，太阳落山了", AddTitle("太阳落山了", TimeSpan(2, 5), is_subtitle=True)),
    ("put my handle @zoe.films as a watermark", AddTitle("@zoe.films", WHOLE, WATERMARK)),
    ('title → "Alps"', ChangeTitle("Alps")),
    ("change title text: Snow Days", ChangeTitle("Snow Days")),
    ("replace the word trip with journey", ChangeTitle("journey", Reference("title", name="trip"))),
    ("标题里的trip改成Tour", ChangeTitle("Tour", Reference("title", name="trip"))),
    ("there's a typo in the title, it's Alps", ChangeTitle("Alps")),
    ("title at the end instead of the beginning", MoveTo(TITLE, TimeSpan(last_s=0))),
    ("make the title slide in, not fade", StyleTitle(Style(animation="slide"), TITLE)),
    ("第3秒出现“加油”，第5秒消失", AddTitle("加油", TimeSpan(3, 5))),
    ('a nice outro text "Bye" 2s', AddTitle("Bye", TimeSpan(last_s=2))),
    ("add hashtag #travel the entire time", AddTitle("#travel", WHOLE)),
    ("title should be Winter Trips", ChangeTitle("Winter Trips")),
    ("标题有错别字，应该是冬日旅行", ChangeTitle("冬日旅行")),
    ("标题是蓝色星球", AddTitle("蓝色星球")),
    ("write The End on the last clip", AddTitle("The End", over=Reference("clip", -1))),
    ("title: A Day Out, big, red", AddTitle("A Day Out", style=Style(size=1.4, color="#FF3B30"))),
    (
        'subtitle the forest with "Woods"',
        AddTitle("Woods", over=Reference("clip", name="forest"), is_subtitle=True),
    ),
    ("add subtitles Dusk, Woods and Town", AddSubtitles(lines=("Dusk", "Woods", "Town"))),
    ("加中文字幕", AddSubtitles()),
    ("the title is hard to read", StyleTitle(Style(size_factor=1.25), TITLE)),
    ("标题看不清，换成黑色", StyleTitle(Style(color="#000000"), TITLE)),
    ("reduce its font size", StyleTitle(Style(size_factor=0.8), TITLE)),
    ("标题加个弹出动画", StyleTitle(Style(animation="pop"), TITLE)),
    ("标题等第1秒再出现", MoveTo(TITLE, TimeSpan(start_s=1))),
    ("标题下移一点", StyleTitle(Style(place="bottom"), TITLE)),
    ("edit the title so it reads Snow Trip", ChangeTitle("Snow Trip")),
    ("swap the title for Cold Days", ChangeTitle("Cold Days")),
    ('make it "Alps" instead', ChangeTitle("Alps")),
    (
        "have the words Stay Wild appear letter by letter",
        AddTitle("Stay Wild", style=Style(animation="typewriter")),
    ),
    ("结尾加一句谢谢观看", AddTitle("谢谢观看", TimeSpan(last_s=0))),
    ("加个标题，就叫回家", AddTitle("回家")),
    ("put © 2024 Anna in the corner", AddTitle("© 2024 Anna", style=Style(place="bottom_right"))),
    ('add "Two" where the forest begins', AddTitle("Two", over=Reference("clip", name="forest"))),
    ('write "Ice" instead of "Snow"', ChangeTitle("Ice", Reference("title", name="Snow"))),
    ('title must say "Ice"', ChangeTitle("Ice")),
    ('add title "Ice", remove it after 2 sec', AddTitle("Ice", TimeSpan(length_s=2))),
    ("remove the fade of the title", StyleTitle(Style(animation="none"), TITLE)),
    ("move it to the lower third", StyleTitle(Style(place="lower_third"), Reference())),
    ("底部加一行字：关注我，不迷路", AddTitle("关注我，不迷路", style=Style(place="bottom"))),
    ("make a title that reads Ice Age", AddTitle("Ice Age")),
    ("title needs to be longer on screen", SetLength(TITLE, factor=1.5)),
    ("bring the title in at 0:02 and out at 0:04", MoveTo(TITLE, TimeSpan(2, 4))),
    ("move the title down", StyleTitle(Style(place="bottom"), TITLE)),
    ("标题写成“雪”就行", ChangeTitle("雪")),
    ("换一个标题：雪乡", ChangeTitle("雪乡")),
    ("标题不够大", StyleTitle(Style(size_factor=1.25), TITLE)),
    ('a title "Ice" at the bottom third', AddTitle("Ice", style=Style(place="lower_third"))),
    (
        'add "Ice" with fade in and fade out over the last clip',
        AddTitle("Ice", style=Style(animation="fade"), over=Reference("clip", -1)),
    ),
    ("加标题：城市夜曲，只在最后一段显示", AddTitle("城市夜曲", over=Reference("clip", -1))),
    ("把“大促销”三个大字放在画面正中间", AddTitle("大促销", style=Style(place="center", size=1.4))),
    ('title "Ice", in red', AddTitle("Ice", style=Style(color="#FF3B30"))),
    ("reduce the title size by 30%", StyleTitle(Style(size_factor=0.7), TITLE)),
    ("captions: Sea, Wood, Town", AddSubtitles(lines=("Sea", "Wood", "Town"))),
    ("标题显示到第5秒", MoveTo(TITLE, TimeSpan(end_s=5.0))),
    ("remove the title after 2 seconds", MoveTo(TITLE, TimeSpan(length_s=2.0))),
    ("calm piano from second 4 on", AddMusic("acoustic", wanted="piano", span=TimeSpan(start_s=4.0))),
    ("加一首安静的钢琴曲，从第四秒开始", AddMusic("acoustic", wanted="钢琴", span=TimeSpan(start_s=4.0))),
    ("add slow music", AddMusic("ambient")),
    ("add upbeat, quiet music", AddMusic("upbeat", 0.35)),
    ("add christmas music", AddMusic("upbeat", wanted="christmas")),
    ("crop it to a square", SetAspect("1:1", is_cropped=True)),
    ("标题放左下角，写“夏天”", AddTitle("夏天", style=Style(place="bottom_left"))),
    ("把音乐换成电子乐", AddMusic("electronic")),
    ("标题上方居中", StyleTitle(Style(place="top"), TITLE)),
    ("drop the music volume to a quarter", SetVolume(factor=0.25, target=MUSIC)),
    (
        "give everything a retro look but leave the city as it is",
        SetLook("vintage", replace(ALL, but=(Reference("clip", name="city"),))),
    ),
    ("make the wind quieter", SetVolume(factor=QUIETER, target=Reference("ambience", name="wind"))),
    ("no birds please", Mute(Reference("ambience", name="birds"))),
    ("mute everything but the music", ALL_BUT_MUSIC),
    ("I only want to hear the music", ALL_BUT_MUSIC),
    ("只保留音乐", ALL_BUT_MUSIC),
    ("turn down the music but not the waves", SetVolume(factor=QUIETER, target=MUSIC)),
    ("lower the music by 6 dB", SetVolume(factor=0.5, target=MUSIC)),
    ("set the saturation to 0", Adjust("saturation", -1.0, is_relative=False)),
    ("the music shouldn't start until 2 seconds in", MoveTo(MUSIC, TimeSpan(start_s=2.0))),
    ("音乐淡入2秒淡出3秒", Fade(MUSIC, 2.0, 3.0)),
    ("it's sideways, rotate it", Rotate(90)),
    ("the music is too loud, tone it down", SetVolume(factor=QUIETER, target=MUSIC)),
    ("replace the wave sounds with rain", AddAmbience("rain", instead_of="waves")),
    ("no fade on the music", Fade(MUSIC, 0, 0)),
    ("音乐淡出时间长一点，4秒", Fade(MUSIC, None, 4.0)),
    ("6秒后音乐停", MoveTo(MUSIC, TimeSpan(end_s=6.0))),
    ("放大森林左上角", Zoom(None, (0, 0), Reference("clip", name="森林"))),
    ("get closer to the sunset", Zoom(None, target=Reference("clip", name="sunset"))),
    ("the sides are cut off, show the whole thing", SetFit("bars")),
    ("widescreen 21:9", SetAspect("21:9")),
    ("everything is too loud", SetVolume(factor=QUIETER, target=SOUND)),
    ("a bit less contrast in the city", Adjust("contrast", -0.125, target=Reference("clip", name="city"))),
    ("对比度太高", Adjust("contrast", -0.25)),
    ("convert to black and white", SetLook("black_and_white")),
    ("not so saturated", Adjust("saturation", -0.25)),
    ("配乐降低三分之一", SetVolume(factor=1 - 0.3333333, target=MUSIC)),
    ("use cinematic music but only for the snow", AddMusic("cinematic", over=Reference("clip", name="snow"))),
    (
        "upbeat music, but only under the last two clips",
        AddMusic("upbeat", over=Reference("clip", -2), through=Reference("clip", -1)),
    ),
    ("除了音乐其他都静音", ALL_BUT_MUSIC),
    ("the music drowns out everything, halve it", SetVolume(factor=0.5, target=MUSIC)),
    ("halve the music volume", SetVolume(factor=0.5, target=MUSIC)),
    ("upside down for clip 2", Rotate(180, Reference("clip", 2))),
    ("对比度小一点", Adjust("contrast", -0.25)),
    ("最后一段逆时针90度", Rotate(-90, Reference("clip", -1))),
    ("make it fit tiktok", SetAspect("9:16")),
    ("bring down the brightness of clip 3 by 30%", Adjust("brightness", -0.3, target=Reference("clip", 3))),
    ("add upbeat music at full volume", AddMusic("upbeat", 1.0)),
    ("I hear birds, remove them", Mute(Reference("ambience", name="birds"))),
    ("别那么黄", SetLook("cool")),
    ("a warm vintage look", SetLook("vintage")),
    ("make the night less dark", Adjust("brightness", 0.25, target=Reference("clip", name="city"))),
    ("quieter than now", SetVolume(factor=QUIETER)),
    ("zoom in a little on the second clip", Zoom(1.1, target=Reference("clip", 2))),
    ("森林饱和度减半", Adjust("saturation", -0.5, target=Reference("clip", name="森林"))),
    ("make it brighter, not darker", Adjust("brightness", 0.25)),
    ("换个柔和的", AddMusic("ambient")),
    (
        "give the Night Walk title a fade-out animation",
        StyleTitle(Style(animation="fade"), Reference("title", name="Night Walk")),
    ),
    ('Show the title "X" from 0 to 5 seconds', AddTitle("X", TimeSpan(0, 5), may_be_there=True)),
    ("add a title Hello at the end", AddTitle("Hello", TimeSpan(last_s=0))),
    ("add end credits: directed by Ana", AddTitle("directed by Ana", TimeSpan(last_s=3))),
    ('add the title "Hi" for the whole video', AddTitle("Hi", WHOLE)),
    ("标题“夏天”全程显示", AddTitle("夏天", WHOLE)),
    ('watermark "X" bottom right', AddTitle("X", WHOLE, WATERMARK)),
    ("add my name, X, bottom right", AddTitle("X", WHOLE, WATERMARK)),
    ('put the caption "Hi" under the picture', AddTitle("Hi", style=Style(place="bottom"), is_subtitle=True)),
    ("add a caption with my name Zoë", AddTitle("Zoë", is_subtitle=True)),
    ("with the title Hello", AddTitle("Hello")),
    ("add a title Hello\nDuration: 3 s.", AddTitle("Hello", TimeSpan(length_s=3))),
    ("get rid of the music", Delete(MUSIC)),
    ("stop the music at 5 seconds", MoveTo(MUSIC, TimeSpan(end_s=5))),
    ("音乐到第5秒停止", MoveTo(MUSIC, TimeSpan(end_s=5))),
    ("结尾淡出到黑色", Fade(ALL, None, 1.0)),
    ("画面在最后1秒淡出到黑屏", Fade(ALL, None, 1.0)),
    ("can barely hear the waves over that music", SetVolume(None, QUIETER, MUSIC)),
    ("海浪声被音乐盖住了", SetVolume(None, QUIETER, MUSIC)),
    ("音乐不用换，声音小点就行", SetVolume(None, QUIETER, MUSIC)),
    ("keep the music but kill the wave sounds", Mute(Reference("ambience", name="waves"))),
    ("let the forest sounds fade out", Fade(Reference("ambience", name="birds"), None, 1.0)),
    ("the ending is so abrupt", Fade(fade_out_s=1.0)),
    ("标题从第3秒开始显示，一直到第6秒", MoveTo(Reference("title"), TimeSpan(3, 6))),
    ("make my video vertical", SetAspect("9:16")),
    ("add a Ken Burns effect", ChangeScene({"camera": "zoom_in"})),
    ("标题显示前五秒就行", MoveTo(TITLE, TimeSpan(0, 5))),
    ("stretch the title across both clips", MoveTo(TITLE, WHOLE)),
    ('new title: "Goodbye"', ChangeTitle("Goodbye", TITLE)),
    ("标题换成中文，“冬之旅”", ChangeTitle("冬之旅", TITLE)),
    ('the title is too long, make it just "Winter"', ChangeTitle("Winter", TITLE)),
    ('remove "trip" from the title', ChangeTitle("", Reference("title", name="trip"))),
    ("标题出现在第二段就好，写“深呼吸”", AddTitle("深呼吸", over=SECOND)),
    ("第二段上面放“台北”，置中", AddTitle("台北", style=Style(place="center"), over=SECOND)),
    ('I want the text bigger: "A" on clip 1', AddTitle("A", style=Style(size_factor=1.25), over=FIRST)),
    ("make everything bluish", SetLook("cool", ALL)),
    ("put the title a bit higher", StyleTitle(Style(place="top"), TITLE)),
    ("title to Summer", ChangeTitle("Summer", TITLE)),
    ("标题用“冰”", ChangeTitle("冰", TITLE)),
    ("标题和影片一样长", MoveTo(TITLE, WHOLE)),
    ("最后两秒，加个标题“完”", AddTitle("完", TimeSpan(last_s=2))),
    ("第5秒，写“停”", AddTitle("停", TimeSpan(5))),
    ('the forest needs a caption, "Trees"', AddTitle("Trees", over=FOREST, is_subtitle=True)),
    ('delete "trip"', Delete(Reference(name="trip"))),
    ("back to normal colours", SetLook("none")),
    ("全部用同一种复古风格", SetLook("vintage", ALL)),
    ("shorten the film by exactly two seconds", SetLength(ALL, by_s=-2)),
    ("five seconds of forest is too long", SetLength(FOREST, factor=2 / 3)),
    ("森林五秒太久了，三秒就夠", SetLength(Reference("clip", name="森林"), 3.0)),
    ("把片子放慢到两倍长", SetSpeed(0.5, target=ALL)),
    ('put the title "Hi" over the middle of the film', AddTitle("Hi", TimeSpan(shares=(0.5, 0.5)))),
    ("put Hello World at end", AddTitle("Hello World", TimeSpan(last_s=0))),
    ("我要的标题是“冬日旅程”", ChangeTitle("冬日旅程", TITLE)),
    ("the second clip is too long", SetLength(SECOND, factor=2 / 3)),
    ("100% is too loud", SetVolume(None, QUIETER)),
    ("cut exactly half a second off the end of the forest", RippleDelete(TimeSpan(last_s=0.5), FOREST)),
    (
        "put the sunset before the city",
        MoveClip(
            Reference("clip", name="sunset"), Place("before", Reference("clip", name="city"))
        ),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("message", "command"), RIGHT)
def test_a_word_that_turns_the_meaning_turns_the_command(message: str, command: Command) -> None:
    reading = understand(message)
    assert (reading.commands, reading.unclear) == ((command,), ())


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ('change the title to "Cold" and put it at the end', (
            ChangeTitle("Cold", TITLE), MoveTo(TITLE, TimeSpan(last_s=0))
        )),
        ('duplicate the forest and title the copy "Day 2"', (
            Duplicate(FOREST), AddTitle("Day 2", over=Reference())
        )),
        ('freeze the forest for 3 seconds with the text "Bye"', (
            Freeze(None, 3.0, FOREST), AddTitle("Bye", over=Reference())
        )),
        ('darken the forest so I can put the text "Hi" over it', (
            Adjust("brightness", -0.25, target=FOREST), AddTitle("Hi", over=FOREST)
        )),
        ("把第二段变黑白，写上“回忆”", (
            SetLook("black_and_white", SECOND), AddTitle("回忆", over=SECOND)
        )),
        ("make the title gold and keep it on screen until second 5", (
            StyleTitle(Style(color="#E6B54A"), TITLE), MoveTo(TITLE, TimeSpan(end_s=5))
        )),
        ("第一段标题“黄昏”，第二段“森林”", (
            AddTitle("黄昏", over=FIRST), AddTitle("森林", over=SECOND)
        )),
        ("两段分别用暖色、冷色", (SetLook("warm", FIRST), SetLook("cool", SECOND))),
        ("两段分别长2秒、3秒", (SetLength(FIRST, 2.0), SetLength(SECOND, 3.0))),
        ('write "Bye" at the end for 3 s on black', (
            AddBlack(3.0, Place("end")), AddTitle("Bye", over=Reference("clip", -1))
        )),
        ("先静音，再剪掉前两秒，最后加标题“假期”", (
            Mute(SOUND), RippleDelete(TimeSpan(start_s=0, end_s=2)), AddTitle("假期")
        )),
        ("make it faster, 2 seconds each", (SetSpeed(None, 1.5, ALL), SetLength(ALL, 2.0, is_each=True))),
        ("0到3秒字幕“从这里”,9到12秒“到这里”", (
            AddTitle("从这里", TimeSpan(0, 3), is_subtitle=True),
            AddTitle("到这里", TimeSpan(9, 12), is_subtitle=True),
        )),
        ("标题字号80%，动画改成滑入", (
            StyleTitle(Style(size=0.8), TITLE), StyleTitle(Style(animation="slide"), Reference())
        )),
        ('replace the title with a subtitle saying "Hi"', (Delete(TITLE), AddTitle("Hi", is_subtitle=True))),
        ("每段后面加1秒黑屏", (AddBlack(1, None), AddBlack(1, Place("end")))),
        ("最后2秒慢动作加黑白", (
            SetLook("black_and_white", Reference("clip", span=TimeSpan(last_s=2))),
            SetSpeed(factor=0.5, target=Reference("clip", span=TimeSpan(last_s=2))),
        )),
        ("delete the first second and the last one", (
            RippleDelete(TimeSpan(start_s=0, end_s=1)), RippleDelete(TimeSpan(last_s=1))
        )),
        ("mute everything but leave the first one alone", (Mute(ALL_BUT_FIRST),)),
        ("make all clips 3 s, except the last one, 5 s", (
            SetLength(ALL, 3, is_each=True), SetLength(Reference("clip", -1), 5)
        )),
        ("全部3秒，除了最后一段，5秒", (
            SetLength(ALL, 3, is_each=True), SetLength(Reference("clip", -1), 5)
        )),
        ("亮一点，饱和度稍微加一点", (Adjust("brightness", 0.25), Adjust("saturation", 0.125))),
        ('"A" then "B", 2 seconds each', (
            AddTitle("A", TimeSpan(length_s=2)), AddTitle("B", TimeSpan(length_s=2))
        )),
        ('title at the start: "A", and "B" at the end', (
            AddTitle("A", TimeSpan(start_s=0)), AddTitle("B", TimeSpan(last_s=0))
        )),
        ("forest: black and white, no sound", (SetLook("black_and_white", FOREST), Mute(FOREST))),
        ("the forest should be 6 seconds and come last", (
            SetLength(FOREST, 6), MoveClip(FOREST, Place("end"))
        )),
        ("add music and mute it during the city", (
            AddMusic(None), Mute(replace(MUSIC, over=CITY))
        )),
        ("make the music quieter, even quieter", (SetVolume(None, QUIETER, MUSIC),) * 2),
        ("swap clips 1 and 2 and add a wipe between them", (Swap(FIRST, SECOND), WIPE)),
        ("前两段对调，中间加个擦除", (Swap(FIRST, SECOND), WIPE)),
        ("第一段剪成两半，删掉后面一半", (Split(None, FIRST, 2), Delete(Reference("piece", -1)))),
        ("put clip 3 first and clip 2 last", (
            MoveClip(Reference("clip", 3), Place("start")), MoveClip(SECOND, Place("end"))
        )),
        ("replace the music with waves", (Delete(MUSIC), AddAmbience("waves", ALL))),
        ("cut the first two seconds and the last one", (
            RippleDelete(TimeSpan(start_s=0, end_s=2)), RippleDelete(TimeSpan(last_s=1))
        )),
        ("remove everything but clip 2", (Delete(replace(ALL, but=(SECOND,))),)),
        ("加一段旁白介绍雪山", ()),
        ("雪景加点粉色", ()),
        ("第2、6秒各切一刀", (Split(2), Split(6))),
        ("第一段用欢快的音乐，第二段用舒缓的", (
            AddMusic("upbeat", over=FIRST), AddMusic("ambient", over=SECOND)
        )),
        ("第二段加速，变成黑白，然后静音", (
            SetSpeed(factor=1.5, target=SECOND), SetLook("black_and_white"), Mute(SECOND)
        )),
        ('finish with a fade out and the words "Bye"', (
            Fade(fade_out_s=1.0), AddTitle("Bye", TimeSpan(last_s=0))
        )),
        ("stop at second 6 and freeze for two seconds", (Freeze(6.0, 2.0),)),
        ("第6秒那里停一下，定格两秒", (Freeze(6.0, 2.0),)),
        ("upbeat music, but start it at 2s", (AddMusic("upbeat", span=TimeSpan(start_s=2)),)),
        ("music and wave sounds a bit quieter", (
            SetVolume(None, 0.85, MUSIC), SetVolume(None, 0.85, Reference("ambience", name="waves"))
        )),
        ("音乐和海浪声都小一点", (
            SetVolume(None, QUIETER, MUSIC), SetVolume(None, QUIETER, Reference("ambience", name="waves"))
        )),
        ("make the forest 8 seconds, slow motion", (
            SetSpeed(None, 0.5, Reference("clip", name="forest")),
            SetLength(Reference("clip", name="forest"), 8.0),
        )),
        ("放大到150%，对准中间", (Zoom(1.5),)),
        ("transitions of 1.5 seconds, dip to black", (SetTransition("dip_to_black", 1.5),)),
        ("转场1.5秒，用黑场", (SetTransition("dip_to_black", 1.5),)),
        ("压缩到6秒，用加速", (SetSpeed(None, length_s=6.0),)),
        ("mute the forest and add wave sounds", (
            Mute(Reference("clip", name="forest")),
            AddAmbience("waves", Reference("clip", name="forest")),
        )),
        ("开头和结尾都加标题“三城记”", (
            AddTitle("三城记", TimeSpan(start_s=0.0)), AddTitle("三城记", TimeSpan(last_s=0))
        )),
        ("when the snow starts, mute the music", ()),
        ("雪景开始的时候，把音乐静音", ()),
        ("慢动作播放，声音关掉", (SetSpeed(factor=0.5), Mute(Reference("sound", is_all=True)))),
        ("第一段不要删，第二段删", (Delete(SECOND),)),
        ("第一段以外的都静音", (Mute(ALL_BUT_FIRST),)),
        ("从3秒到6秒之外都删掉", (Trim(TimeSpan(3, 6)),)),
        ("第一段除外，都静音", (Mute(ALL_BUT_FIRST),)),
        ("leave the first clip alone, mute everything", (Mute(ALL_BUT_FIRST),)),
        ("第一段加速，第二段不要", (SetSpeed(factor=1.5, target=FIRST),)),
        ("声音小一点，第一段除外", (SetVolume(None, QUIETER, ALL_BUT_FIRST),)),
        ("前面三秒剪掉，后面两秒保留", (RippleDelete(TimeSpan(0, 3)),)),
        ("cut the first 3 seconds and keep the last 2 seconds", (RippleDelete(TimeSpan(0, 3)),)),
        ("第二段前半段慢放，后半段快放", (
            SetSpeed(factor=0.75, target=replace(SECOND, span=TimeSpan(shares=(0, 0.5)))),
            SetSpeed(factor=1.5, target=Reference("piece", -1)),
        )),
        ("第二段前半段删掉，后半段慢放", (
            RippleDelete(TimeSpan(shares=(0, 0.5)), SECOND), SetSpeed(factor=0.75, target=SECOND)
        )),
        ("加欢快的音乐，前4秒不要", (AddMusic("upbeat", span=TimeSpan(4)),)),
        ("加欢快的音乐，放到第8秒", (AddMusic("upbeat", span=TimeSpan(0, 8)),)),
        ("第二段只要一半长", (SetLength(SECOND, factor=0.5),)),
        ("在第二段后面复制一个第一段", (Duplicate(FIRST, place=Place("after", SECOND)),)),
        ("第二段剪成2秒再重复一次", (SetLength(SECOND, 2), Duplicate())),
        ("再接一遍，静音", (Duplicate(), Mute(Reference()))),
        ("标题“风光”从一开始到第5秒", (AddTitle("风光", TimeSpan(0, 5)),)),
        ("第二段中间两秒显示“听”", (AddTitle("听", TimeSpan(middle_s=2), over=SECOND),)),
    ],
)  # fmt: skip
def test_what_comes_next_is_of_what_was_said_before(message: str, commands: tuple[Command, ...]) -> None:
    assert understand(message).commands == commands


def test_out_on_a_clip_takes_nothing_away() -> None:
    reading = understand("zoom in on the first clip and out on the last")
    assert reading.commands == (Zoom(target=Reference("clip", 1)),)
    assert reading.unclear == ("out on the last",)


def test_what_each_clip_is_to_be_is_of_that_clip_alone() -> None:
    first, last = Reference("clip", 1), Reference("clip", -1)
    commands = (SetLook("vivid", first), Adjust("saturation", -0.25, target=last))
    assert understand("第一段更鲜艳，最后一段淡一些").commands == commands
    assert understand("第一段更艳最后一段淡一些").commands == ()


def test_a_film_has_the_look_that_its_brief_asks_for() -> None:
    assert SetLook("warm") in understand("10 second sunset, warm look, lofi music", is_empty=True).commands
    assert SetLook("cool") in understand("城市夜景8秒，冷色，音乐电子", is_empty=True).commands


def test_what_may_be_meant_for_a_time_that_was_not_understood_takes_nothing_away() -> None:
    assert understand("前3秒只要海浪声，不要音乐").commands == ()


def test_a_clip_that_a_look_is_not_for_stays() -> None:
    reading = understand("第一二段翻转，第三段不要")
    assert reading.commands == tuple(Mirror("horizontal", Reference("clip", each)) for each in (1, 2))
    assert reading.unclear == ("第三段不要",)


def test_one_figure_is_of_all_that_it_is_said_of() -> None:
    both = tuple(Adjust(quality, 0.1, target=ALL) for quality in ("brightness", "saturation"))
    assert understand("increase brightness and saturation by 10% each").commands == both
    assert understand("亮度和饱和度各加10%").commands == both
    more = tuple(Adjust(quality, 0.25, target=SECOND) for quality in ("contrast", "saturation"))
    assert understand("more contrast and saturation on clip 2").commands == more


@pytest.mark.parametrize(
    "message",
    [
        "the title should only fade in",
        "标题不要淡入，只要淡出",
        "标题换成英文花体",
        "放一个“暂停”的效果",
        "a small window bottom right with a space background",
        "上下加黑边的宽银幕",
        "标题换个细点的字体",
        "全部变成红色",
        "two lines in the title: A, B",
        "fade the title out, not in",
        "先黑底放两秒标题",
        "don't make it warmer",
        "more snow falling",
        "fade the color out",
        "move the forest to 2 seconds",
        "森林移到2秒",
        "make the music twice as long",
        "slow the music down by 50%",
        "trim the music by 25%",
        "turn the title by 45 degrees",
        "make it black and white for 3 seconds",
        "中间静音",
        "中间变黑白",
        "freeze it for the first half",
        "add music at the end",
        "结尾加音乐",
        "the title is gone",
        "make the forest as bright as possible",
        "音乐太悲伤",
        "soften the forest",
        "fade out the picture at the end but not the music",
        "标题淡入用2秒",
        "subtitle: hello there (0-3s), goodbye (9-12s)",
        "stop it 2 seconds before the end",
        "结束前2秒停",
        "are the music rights free?",
        "cut to the city at 6s",
        "2秒的时候切到森林",
        "get to the snow faster",
        "快点到雪景",
        "trim each to 2 sec from the middle",
        "put a b-roll of snow over 3 to 5 seconds",
        "play it forwards then backwards",
        "halfway through, add a wipe",
        "标题一直留到雪景开始",
        "画面往左移一点",
        "compress it",
        "压缩一下",
        "sunset, forest, sunset, city",
        "turn the title into a subtitle",
        "把标题变成字幕",
        "go from black and white to colour",
        "put a date under the title",
        "more ocean, less snow",
        "snow, then ocean",
        "fade the sound out but not the picture",
        "I want the volume to go up gradually",
        "turn it up to 11",
        "add auto captions from speech",
        "put the title inside the TikTok safe zone",
        "add chapters at 0s Intro and 3s Sea",
        'add the title "Hi" in Comic Sans',
        "make the second clip warmer except for the faces",
        "delete every other clip",
        "fade out the music twice",
        "add snow falling over the title",
        "add a voice-over that says hello",
        "add a calm voice that tells about the forest",
        "make it look like a Wes Anderson film",
        "翻译字幕成英文",
        "change the font of the title to something handwritten",
        "加人脸模糊",
        "标题改成竖着显示",
        "increase the brightness to 30%",
        "亮度从10%调到20%",
        "the music should go with the pictures",
        "keep audio only",
        "只保留声音",
        "every 4 seconds add a crossfade",
        "start over but keep the title",
        'insert a title card "Part 2" between the clips',
        "the snow slowly gets brighter",
        "雪景慢慢变亮",
        'add the title "hi" at 4 and 8 seconds',
        "日落的声音淡入",
        "fade out during the last third",
        "show it side by side with a city",
        "加个旁白介绍一下森林",
        "日落加速后接森林",
        "play half of the sunset, then the forest",
        "长度不变，内容快进",
        "快进到夜景",
        "森林先快后慢",
        "start fast then slow",
        "夜景加烟花",
        "put an aurora over the forest",
        "前5秒以外加速",
        "show the title in the second clip too",
        "标题第二段也要有",
        "could you end on the ocean again?",
        "swap the lengths of the first and the last clip",
        "第一段和第三段时长对调",
        "标题不要挪",
        "go back to the beginning",
    ],
)
def test_what_a_command_does_not_cover_is_not_done_at_all(message: str) -> None:
    reading = understand(message)
    assert (reading.commands, reading.unclear) == ((), (message,))


@pytest.mark.parametrize(
    ("message", "lengths"),
    [
        ("a sunset over the ocean, thirty-five seconds", [35]),
        ("a sunset, one minute and ten seconds", [70]),
        ("a sunset for a minute and a half", [90]),
        ("a sunset, 1m30s", [90]),
        ("海上日落，一分二十秒", [80]),
        ("海上日落，两分半", [150]),
        ("A 60-second video: underwater for 30 s, then meadow for 30 s", [30, 30]),
        ("a 30-second video with three scenes: sunset, city, forest", [10, 10, 10]),
        ("a sunset, then a city\nDuration: 20 s.", [10, 10]),
        ("a 20 second video: 5s of a castle, then 15s desert at night", [5, 15]),
        ("a 20-second video with 5 seconds of forest and 15 seconds of desert", [5, 15]),
        ("5 seconds of a castle, then 15 seconds of desert", [5, 15]),
        ("a castle for 5 seconds and then a desert for 15 seconds", [5, 15]),
        ("a 3-second sunset crossfading into a 4-second city at night", [3, 4]),
        ("a sunset fading into the night", [None]),
        ("3秒日落渐变到4秒城市夜景", [3, 4]),
        ("做一个15秒的视频，前十秒是城市夜景，后五秒是烟花", [10, 5]),
        (
            "a video with two clips. The first is the sea, 4 s, in slow motion. The second is snow, 5 s",
            [4, 5],
        ),
        ("a video of the four seasons in a forest, 3 seconds per season", [3, 3, 3, 3]),
        ('a 25 second video about space. Start with a title card saying "Hi"', [22]),
        ("15秒的片子，前面3秒黑屏，后面是大海", [12]),
        ("夜晚的沙漠，有星星，10秒", [10]),
        ("an ad for a coffee shop, 12 seconds", [12]),
    ],
)
def test_lengths_in_words_and_totals(message: str, lengths: list[float]) -> None:
    scenes = [each for each in understand(message, is_empty=True).commands if isinstance(each, MakeScene)]
    assert [scene.duration_s for scene in scenes] == lengths


def test_no_stage_of_a_message_is_lost() -> None:
    sunset, title, fade = understand(
        'ocean sunset 2 s, title "Summer", fade out to black at the end', is_empty=True
    ).commands
    assert (title, fade) == (AddTitle("Summer"), Fade(ALL, None, 1.0))
    assert isinstance(sunset, MakeScene)
    city, music = understand("rainy city night, chill lo-fi", is_empty=True).commands
    assert isinstance(city, MakeScene)
    assert (city.name, music) == ("rainy city night", AddMusic("lofi"))
    a, b = understand("subtitles\n0-2 A, first\n2-4 B").commands
    assert (a, b) == (
        AddTitle("A, first", TimeSpan(0, 2), is_subtitle=True),
        AddTitle("B", TimeSpan(2, 4), is_subtitle=True),
    )
    for each in ('put "A", "B" and "C" on the three clips', "三个片段分别加上标题「A」「B」「C」"):
        assert understand(each).commands == tuple(
            AddTitle(text, over=Reference("clip", n)) for n, text in enumerate("ABC", 1)
        )
    red = Style(color="#FF3B30")
    assert understand('title "A" 0-2s, title "B" 2-4s, all in red').commands == (
        AddTitle("A", TimeSpan(0, 2), red),
        AddTitle("B", TimeSpan(2, 4), red),
    )
    assert understand('captions at 1s "A", 4s "B"').commands == tuple(
        AddTitle(text, TimeSpan(start_s=at_s), is_subtitle=True) for text, at_s in (("A", 1), ("B", 4))
    )
    for each in ('label the first clip "A" and the second "B"', "第一段加字幕“A”第二段加字幕“B”"):
        assert understand(each).commands == tuple(
            AddTitle(text, over=Reference("clip", n), is_subtitle=True) for n, text in enumerate("AB", 1)
        )
    assert [
        each.over for each in understand("给第一段和第三段都加上“A”").commands if isinstance(each, AddTitle)
    ] == [
        Reference("clip", 1),
        Reference("clip", 3),
    ]
    a, b = understand('add captions: "A" for the city and "B" for the forest').commands
    assert [a, b] == [
        AddTitle(text, over=Reference("clip", name=name), is_subtitle=True)
        for text, name in (("A", "city"), ("B", "forest"))
    ]
    a, b = understand('Add subtitles: "A" from 0 to 2 s, "B" from 2 to 4 s').commands
    assert (a, b) == (
        AddTitle("A", TimeSpan(0, 2), is_subtitle=True),
        AddTitle("B", TimeSpan(2, 4), is_subtitle=True),
    )


@pytest.mark.parametrize(
    ("message", "name", "missing"),
    [
        ("a dog running on a beach", "dog running on a beach", "dog running"),
        ("一只狗在海滩上奔跑", "一只狗在海滩上奔跑", "狗、奔跑"),
        ("for TikTok: rainy city", "rainy city", ""),
        ("get me video of a forest", "forest", ""),
        ("a sunset over the ocean with waves crashing", "sunset over the ocean with waves crashing", ""),
    ],
)
def test_a_scene_says_what_of_its_description_it_does_not_show(message: str, name: str, missing: str) -> None:
    (scene,) = understand(message, is_empty=True).commands
    assert isinstance(scene, MakeScene)
    assert (scene.name, scene.missing) == (name, missing)


REFUSALS = [
    (
        'add the title "Hi" in Comic Sans from 2 to 4 s',
        '"add the title "Golden Hour" from 0 to 3 s".',
    ),
    ("make the music louder like thunder", 'What works: "set the sound to 40%".'),
    ("把音乐调到像雷声30%", "可以这样说：“把声音调到40%”。"),
    ("delete clip 7", 'What works: "delete the last clip".'),
    ("don't make it warmer", 'What works: "make it black and white".'),
    ("stabilize the video", "its transitions crossfade, dip to black, wipe and slide."),
]


@pytest.mark.parametrize(
    "message",
    [
        "a 5 second forest without music",
        "a 5 second video of a forest, no title",
        "5秒的森林，不要音乐和字幕",
    ],
)
def test_what_a_new_film_is_to_be_without_is_not_taken_away_first(message: str) -> None:
    reading = understand(message, is_empty=True)
    assert ([type(each) for each in reading.commands], reading.unclear) == ([MakeScene], ())


@pytest.mark.parametrize(
    "message",
    [
        "I don't want you to remove the music",
        "I don't want you to delete the clip that's in the middle",
        "do not make the forest darker and quieter",
        "don't put waves under the forest and wind under the city",
        'never add 4 s of fireworks with the title "Bye"',
        "please don't add an intro of mountains before the sunset",
        "I was going to remove the music and the forest",
        "did you remove the forest and make the city 8 seconds",
        "你为什么第二段删掉了",
        "do I have to make the title yellow?",
        "别撤销",
        "别把最后2秒和最前面1秒都剪掉",
        "不要6秒以后的都删掉",
        "不要音量调大一倍",
        "请不要森林后面来4秒极光",
        "别接着加海底、烟花和沙漠",
    ],
)
def test_what_is_not_to_be_done_is_not_done_however_much_of_it_is_named(message: str) -> None:
    reading = understand(message)
    assert not [each for each in reading.commands if not isinstance(each, Explain)]


@pytest.mark.parametrize(
    ("message", "command"),
    [
        ("I don't want the title", Delete(TITLE)),
        ("不要音乐了", Delete(MUSIC)),
        ("don't touch the music, just make the forest darker", Adjust("brightness", -0.25, target=FOREST)),
    ],
)
def test_what_is_not_wanted_goes_and_what_is_not_to_be_touched_stays(message: str, command: Command) -> None:
    assert understand(message).commands == (command,)


@pytest.mark.parametrize(
    ("message", "commands"),
    [
        ("第一段删掉，算了不用了", ()),
        ("第一段删掉，还是别删了", ()),
        ("第一段删掉，当我没说", ()),
        ("加速两倍，还是别了", ()),
        ("把音乐关掉，等等，还是算了吧", ()),
        ("delete the first clip, actually don't", ()),
        ("delete the first clip? nah", ()),
        ("第一段删掉，算了，第二段删掉", (Delete(SECOND),)),
        ("删掉第一段，不要了", (Delete(FIRST),)),
        ("第一段拉长到8秒，别剪", (SetLength(FIRST, 8.0),)),
    ],
)
def test_what_is_taken_back_in_the_same_message_is_not_done(
    message: str, commands: tuple[Command, ...]
) -> None:
    assert understand(message).commands == commands


@pytest.mark.anyio
async def test_a_refusal_names_one_way_that_works_and_is_a_failed_call_as_well(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("a 10-second sunset over the sea", "add lofi music")
        before = await chat.draft()
        for message, way in REFUSALS:
            events = await chat.say(message)
            parts = [part for event in events for part in event["content"]["parts"]]
            responses = [part["functionResponse"]["response"] for part in parts if "functionResponse" in part]
            assert texts(events)[-1].endswith(way), message
            assert "error" in [response["status"] for response in responses], message
        assert await chat.draft() == before


@pytest.mark.anyio
async def test_what_changes_nothing_is_not_done_and_no_step_to_take_back(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("a 4-second meadow", "make it warm")
        unchanged = await chat.reply("make it warm")
        await chat.say("undo")
        undone = await chat.sketch()
    assert unchanged == 'Nothing changed for "meadow": it is so already. The look of "meadow" is warm now.'
    assert "look=" not in undone[0]


@pytest.mark.anyio
async def test_another_language_of_a_message_is_no_change_of_its_own(tmp_path: Path) -> None:
    async with open_chat(tmp_path) as chat:
        await chat.say("a 4-second forest")
        reply = await chat.reply("给森林加鸟叫声")
    assert reply == "“forest”没有变化：已经是这样了。“鸟鸣”已加在“forest”下面。"


@pytest.mark.anyio
async def test_the_first_upload_shapes_the_picture_unless_a_shape_was_asked_for(tmp_path: Path) -> None:
    tall = tmp_path / "tall.png"
    Image.new("RGB", (90, 160), "teal").save(tall)
    async with open_chat(tmp_path) as chat:
        await chat.upload(tall)
        await chat.say("put my photo on the timeline")
        upright = (await chat.state())["canvas_config"]["ratio"]
        await chat.restart()
        await chat.upload(tall)
        reply = (await chat.reply("make it 16:9"), await chat.reply("put my photo on the timeline"))[1]
        asked = (await chat.state())["canvas_config"]["ratio"], await chat.sketch()
    assert upright == "9:16"
    assert asked == ("16:9", ["clip tall.png 0-4 fit=blur"])
    assert "shown whole, on its own blur" in reply


@pytest.mark.anyio
async def test_a_chinese_session_names_its_sounds_in_chinese(tmp_path: Path) -> None:
    async with open_chat(tmp_path, "zh-Hans") as chat:
        await chat.say("10秒的海上日落", "加轻松的音乐")
        names = [s["m"]["name"] for track in (await chat.draft())["t"] for s in track["sg"]]
    assert names == ["海上日落", "海浪", "低保真"]
