"""The studio's agent: what people write, in English and Chinese, and the orders that it understands."""

import pytest

from nemo_video.studio.agent import Order, understand
from nemo_video.studio.agent.orders import (
    AddMusic,
    AddTitle,
    ChangeTitle,
    Explain,
    MakeScene,
    PlaceMedia,
    Remove,
    SetAspect,
    SetVolume,
    TimeSpan,
)


@pytest.mark.parametrize(
    ("message", "orders"),
    [
        (
            "a 10-second video of a sunset over the ocean with waves crashing",
            (
                MakeScene(
                    "sunset over the ocean with waves crashing",
                    "sunset",
                    10,
                    parameters={"time_of_day": "dusk"},
                ),
            ),
        ),
        (
            "add lo-fi music at 35% and the title 'Golden Hour' for the first 3 seconds",
            (AddMusic("lofi", 0.35), AddTitle("Golden Hour", TimeSpan(start_s=0, end_s=3))),
        ),
        ("how do I get my video?", (Explain("export"),)),
        (
            "竖屏的城市夜景，8秒",
            (MakeScene("城市夜景", "city", 8, "9:16"),),
        ),
        (
            "加一首轻松的背景音乐，前3秒加标题“黄金时刻”",
            (AddMusic("lofi"), AddTitle("黄金时刻", TimeSpan(start_s=0, end_s=3))),
        ),
        ("怎么拿到我的视频？", (Explain("export"),)),
        ("把标题改成“夜色”", (ChangeTitle("夜色"),)),
        ("change the title to 'Night and Day'", (ChangeTitle("Night and Day"),)),
        ("make it louder", (SetVolume(factor=1.4),)),
        ("让音乐小声一点", (SetVolume(factor=0.7),)),
        ("lower the music to 20%", (SetVolume(volume=0.2),)),
        ("remove the music", (Remove("music"),)),
        ("去掉标题", (Remove("title"),)),
        ("make a slideshow from my photos", (PlaceMedia(),)),
        ("make it square", (SetAspect("1:1"),)),
        (
            "add a caption “Good night, moon” at the bottom from 2 to 5 seconds",
            (AddTitle("Good night, moon", TimeSpan(start_s=2, end_s=5), "bottom"),),
        ),
        (
            "sunset, then a city at night",
            (
                MakeScene("sunset", "sunset", parameters={"time_of_day": "dusk"}),
                MakeScene("city at night", "city", parameters={"time_of_day": "night"}),
            ),
        ),
        ("a video of a cat playing chess", (MakeScene("cat playing chess", None),)),
        ("translate my speech to French", ()),
        ("把我的演讲翻译成法语", ()),
    ],
)
def test_a_message_becomes_orders(message: str, orders: tuple[Order, ...]) -> None:
    assert understand(message) == orders


@pytest.mark.parametrize(
    ("message", "length_s", "aspect_ratio"),
    [
        ("a sunset over the sea\nDuration: 8 s. Aspect ratio: 9:16.", 8, "9:16"),
        ("海上日落\n时长：8 秒。画面比例：1:1。", 8, "1:1"),
        ("a one minute widescreen sunset", 60, "16:9"),
        ("半分钟的海上日落", 30, None),
        ("十五秒的日落视频", 15, None),
        ("a sunset", None, None),
    ],
)
def test_lengths_and_shapes_are_read_in_words_and_figures(
    message: str, length_s: float | None, aspect_ratio: str | None
) -> None:
    (scene,) = understand(message)
    assert isinstance(scene, MakeScene)
    assert (scene.duration_s, scene.aspect_ratio) == (length_s, aspect_ratio)
