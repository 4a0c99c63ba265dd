"""What people write in Chinese, simplified and traditional, and the commands that the agent understands."""

import pytest

from nemo_studio.agent import Reading, understand
from nemo_studio.edits.canvas.commands import SetAspect, SetFrameRate, SetResolution
from nemo_studio.edits.cutting.commands import (
    Delete,
    Duplicate,
    Freeze,
    MoveClip,
    MoveTo,
    Reorder,
    Reverse,
    RippleDelete,
    SetLength,
    SetSpeed,
    Split,
    Swap,
    Trim,
)
from nemo_studio.edits.history.commands import Redo, StartOver, Undo
from nemo_studio.edits.media.commands import ChangeScene, MakeScene, PlaceMedia
from nemo_studio.edits.picture.commands import (
    Adjust,
    Mirror,
    Rotate,
    SetFit,
    SetInset,
    SetLook,
    SetTransition,
    Zoom,
)
from nemo_studio.edits.references import Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.sound.commands import AddMusic, Duck, Fade, Mute, SetVolume
from nemo_studio.edits.spans import TimeSpan
from nemo_studio.edits.titles.commands import AddSubtitles, AddTitle, ChangeTitle, Style, StyleTitle

SENTENCES: list[tuple[str, tuple[Command, ...]]] = [
    ("把项目清空", (StartOver(),)),
    ("重来", (StartOver(),)),
    ("竖屏的城市夜景，8秒", (MakeScene("城市夜景", "city", 8, "9:16"),)),
    (
        "山间日出5秒，海4秒，标题“去哪里？”",
        (
            MakeScene("山间日出", "mountains", 5, parameters={"time_of_day": "dawn"}),
            MakeScene("海", "sunset", 4),
            AddTitle("去哪里？"),
        ),
    ),
    ("做一段火山爆发", (MakeScene("火山爆发", None),)),
    ("加一首轻松的背景音乐，前3秒加标题“黄金时刻”", (AddMusic("lofi"), AddTitle("黄金时刻", TimeSpan(0, 3)))),
    ("把标题改成“夜色”", (ChangeTitle("夜色"),)),
    ("标题改成“夜色”，显示5秒", (ChangeTitle("夜色"), SetLength(Reference("title"), 5))),
    ("去掉标题", (Delete(Reference("title")),)),
    ("让音乐小声一点", (SetVolume(factor=0.7, target=Reference("music")),)),
    (
        "海上日落，然后是雪夜，5秒",
        (MakeScene("海上日落", "sunset", parameters={"time_of_day": "dusk"}), MakeScene("雪夜", "snow", 5)),
    ),
    (
        "生成一个8秒的沙漠黄昏视频，镜头慢慢推近",
        (MakeScene("沙漠黄昏", "desert", 8, parameters={"time_of_day": "dusk", "camera": "zoom_in"}),),
    ),
    (
        "生成一个2秒的4K 60帧雪夜视频",
        (MakeScene("雪夜", "snow", 2), SetResolution(2160), SetFrameRate(60)),
    ),
    ("加上传的字幕", (AddSubtitles(),)),
    ("改成竖屏 1080p", (SetAspect("9:16"), SetResolution(1080))),
    ("把帧率改成每秒48帧", (SetFrameRate(48),)),
    ("剪掉前2秒", (RippleDelete(TimeSpan(0, 2)),)),
    ("最后3秒去掉", (RippleDelete(TimeSpan(last_s=3)),)),
    ("第一秒变成黑白", (SetLook("black_and_white", Reference("clip", span=TimeSpan(0, 1))),)),
    ("前一秒变成黑白", (SetLook("black_and_white", Reference("clip", span=TimeSpan(0, 1))),)),
    ("头两秒变成黑白", (SetLook("black_and_white", Reference("clip", span=TimeSpan(0, 2))),)),
    ("把第二秒变成黑白", (SetLook("black_and_white", Reference("clip", span=TimeSpan(1, 2))),)),
    ("第一秒加标题“你好”", (AddTitle("你好", TimeSpan(0, 1)),)),
    ("剪掉第一秒", (RippleDelete(TimeSpan(0, 1)),)),
    ("去掉最后半秒", (RippleDelete(TimeSpan(last_s=0.5)),)),
    ("裁剪到2秒", (SetLength(length_s=2),)),
    ("把第二段裁成2秒", (SetLength(Reference("clip", 2), 2),)),
    ("把視頻剪成3秒", (SetLength(Reference("clip", is_all=True), 3),)),
    ("裁剪到前2秒", (Trim(TimeSpan(0, 2)),)),
    ("只保留3到7秒", (Trim(TimeSpan(3, 7)),)),
    ("去掉第二段的前2秒", (RippleDelete(TimeSpan(0, 2), Reference("clip", 2)),)),
    ("在第4秒分割", (Split(4),)),
    ("把第二段从中间切开", (Split(target=Reference("clip", 2)),)),
    ("把标题移到第5秒", (MoveTo(Reference("title"), TimeSpan(5)),)),
    ("把第二段放到最前面", (MoveClip(Reference("clip", 2), Place("start")),)),
    ("把最后一个镜头移到开头", (MoveClip(Reference("clip", -1), Place("start")),)),
    ("交换第一段和第二段", (Swap(Reference("clip", 1), Reference("clip", 2)),)),
    ("倒序排列所有片段", (Reorder(),)),
    ("删除第二段", (Delete(Reference("clip", 2)),)),
    ("删除最后一个镜头", (Delete(Reference("clip", -1)),)),
    ("删掉雪景镜头", (Delete(Reference("clip", name="雪景")),)),
    ("复制第一段", (Duplicate(Reference("clip", 1)),)),
    ("把第二段缩短到4秒", (SetLength(Reference("clip", 2), 4),)),
    ("最后一段延长2秒", (SetLength(Reference("clip", -1), by_s=2),)),
    ("整个视频缩短到8秒", (SetLength(Reference("clip", is_all=True), 8),)),
    ("第二段加速2倍", (SetSpeed(2, target=Reference("clip", 2)),)),
    ("放慢一点", (SetSpeed(factor=0.75),)),
    ("慢动作播放第一段", (SetSpeed(factor=0.5, target=Reference("clip", 1)),)),
    ("第二段倒放", (Reverse(Reference("clip", 2)),)),
    ("最后一帧定格3秒", (Freeze(length_s=3),)),
    ("音乐音量调到20%", (SetVolume(0.2, target=Reference("music")),)),
    ("大声一点", (SetVolume(factor=1.4),)),
    ("静音", (Mute(Reference("sound", is_all=True)),)),
    ("把音乐静音", (Mute(Reference("music")),)),
    ("取消静音", (Mute(Reference("sound", is_all=True), False),)),
    ("音乐淡出2秒", (Fade(Reference("music"), fade_out_s=2),)),
    ("结尾淡出", (Fade(fade_out_s=1),)),
    ("片头淡入，片尾淡出", (Fade(fade_in_s=1), Fade(fade_out_s=1))),
    ("人声的时候压低音乐", (Duck(),)),
    ("换成欢快的音乐", (AddMusic("upbeat"),)),
    ("加爵士音乐", (AddMusic(None, wanted="爵士"),)),
    ("去掉音乐", (Delete(Reference("music")),)),
    ("变成黑白", (SetLook("black_and_white"),)),
    ("第二段变暖一点", (SetLook("warm", Reference("clip", 2)),)),
    ("全部用复古风格", (SetLook("vintage", Reference("clip", is_all=True)),)),
    ("去掉滤镜", (SetLook("none"),)),
    ("亮一点", (Adjust("brightness", 0.25),)),
    ("增加对比度", (Adjust("contrast", 0.25),)),
    ("降低饱和度", (Adjust("saturation", -0.25),)),
    (
        "第一段和第三段变成黑白",
        (SetLook("black_and_white", Reference("clip", 1)), SetLook("black_and_white", Reference("clip", 3))),
    ),
    ("放大第一段", (Zoom(target=Reference("clip", 1)),)),
    ("顺时针旋转90度", (Rotate(90),)),
    ("把第二段旋转180度", (Rotate(180, Reference("clip", 2)),)),
    ("左右镜像翻转", (Mirror("horizontal"),)),
    ("改成方形", (SetAspect("1:1"),)),
    ("画面比例改成9:16", (SetAspect("9:16"),)),
    ("片段之间加叠化转场", (SetTransition("crossfade"),)),
    (
        "第一段和第二段之间加1秒的擦除转场",
        (SetTransition("wipe", 1, Reference("clip", 1), Reference("clip", 2)),),
    ),
    ("去掉转场", (SetTransition("cut"),)),
    ("第二段放到右上角做画中画", (SetInset("top_right", target=Reference("clip", 2)),)),
    ("用我的照片做幻灯片", (PlaceMedia(),)),
    (
        "在顶部加标题“你好世界”，红色，大字，打字机效果",
        (AddTitle("你好世界", style=Style("top", 1.4, color="#FF3B30", animation="typewriter")),),
    ),
    ("把标题改成红色", (StyleTitle(Style(color="#FF3B30")),)),
    ("标题大一点", (StyleTitle(Style(size_factor=1.25)),)),
    ("把标题放到底部", (StyleTitle(Style("bottom")),)),
    ("删除字幕", (Delete(Reference("subtitle", is_all=True)),)),
    ("字幕小一点", (StyleTitle(Style(size_factor=0.8), Reference("subtitle", is_all=True)),)),
    ("撤销", (Undo(),)),
    ("撤销两步", (Undo(2),)),
    ("重做", (Redo(),)),
    ("重新开始", (StartOver(),)),
    ("改成夜晚", (ChangeScene({"time_of_day": "night"}),)),
    ("让第一段下雪", (ChangeScene({"weather": "snow"}, Reference("clip", 1)),)),
    (
        "把第二段换成雨夜",
        (
            MakeScene(
                "雨夜", "rain", replace=True, target=Reference("clip", 2), parameters={"weather": "rain"}
            ),
        ),
    ),
    (
        "剪掉前2秒，第二段加速2倍，变成黑白，最后加标题“完”",
        (
            RippleDelete(TimeSpan(0, 2)),
            SetSpeed(2, target=Reference("clip", 2)),
            SetLook("black_and_white"),
            AddTitle("完", TimeSpan(last_s=0)),
        ),
    ),
    ("第一段加两秒", (SetLength(Reference("clip", 1), by_s=2),)),
    ("加点欢快的音乐，音量小一点，40%", (AddMusic("upbeat", 0.4),)),
    ("结尾加个淡出", (Fade(fade_out_s=1),)),
    ("最后再加一句“完”", (AddTitle("完", TimeSpan(last_s=0)),)),
    ("所有片段统一3秒", (SetLength(Reference("clip", is_all=True), 3, is_each=True),)),
    ("模糊背景填充照片", (SetFit("blur", Reference("clip")),)),
    ("上传的字幕文件加上去", (AddSubtitles(),)),
    ("加一段3秒的星空在开头", (MakeScene("星空", "space", 3, place=Place("start")),)),
    ("把標題改成「夜色」", (ChangeTitle("夜色"),)),
    ("刪除最後一個鏡頭", (Delete(Reference("clip", -1)),)),
    ("變成黑白", (SetLook("black_and_white"),)),
    ("加入輕鬆的背景音樂", (AddMusic("lofi"),)),
]


@pytest.mark.parametrize(("message", "commands"), SENTENCES)
def test_a_chinese_message_becomes_orders(message: str, commands: tuple[Command, ...]) -> None:
    # A bare scene is a new picture where there is none, and a clip's name where there are some.
    is_opening = isinstance(commands[0], MakeScene) and not commands[0].place
    assert understand(message, is_empty=is_opening) == Reading(commands)
