"""Which tool a prompt asks for."""

import itertools
import json
import re
import tomllib
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nemo_video.language import (
    RoutedRequest,
    asks_for_subtitles,
    find_subtitle_paths,
    route_request,
)
from nemo_video.language.catalogue import FOLDER
from nemo_video.language.languages import has_chinese, to_taiwan

DATA = Path(__file__).parent / "data"
GIVEN = Path(__file__).parents[1] / "data" / "samples" / "requests.jsonl"
HELD_OUT = tomllib.loads((DATA / "held_out_requests.toml").read_text(encoding="utf-8"))
LOOKS = {"state", "preview", "wait", "projects"}
"""Older labels know only `state` for all of these."""


@pytest.mark.parametrize("language", HELD_OUT)
def test_held_out_film_prompts_reach_the_chat_and_whole_requests_do_not(language: str) -> None:
    groups = HELD_OUT[language]
    refused = [prompt for prompt in groups["chat"] if route_request(prompt).action != "chat"]
    assert len(refused) / len(groups["chat"]) <= 0.01
    asked = [(action, prompt) for action, prompts in groups.items() if action != "chat" for prompt in prompts]
    right = sum(route_request(prompt).action == action for action, prompt in asked)
    assert right / len(asked) >= 0.9


@pytest.mark.parametrize(("path", "floor"), [(GIVEN, 0.9), (DATA / "requests.jsonl", 0.8)])
@pytest.mark.slow
def test_requests_of_other_hands_are_routed_and_their_film_prompts_are_not(path: Path, floor: float) -> None:
    """Many ask about the film in the words of everyday; those may reach the chat as well."""
    found: dict[str, list[bool]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        action = route_request(label["text"]).action
        is_film = label["action"] == "chat"
        is_right = action == label["action"] or (label["action"] in LOOKS and action in LOOKS)
        found[f"{label['lang']} {'film' if is_film else 'request'}"].append(is_right)
    shares = {group: sum(right) / len(right) for group, right in found.items()}
    assert all(share >= (0.99 if "film" in group else floor) for group, share in shares.items()), shares


@pytest.mark.parametrize(
    ("name", "floors"),
    [
        ("requests_fresh_read.jsonl", {"film": 0.99, "en": 0.99, "zh": 0.99, "zh-Hant": 0.99}),
        ("requests_fresh_held_out.jsonl", {"film": 0.99, "en": 0.9, "zh": 0.97, "zh-Hant": 0.83}),
        ("prompts_of_films.jsonl", {"film": 0.99}),
        ("requests_of_tools.jsonl", {"en": 0.97, "zh": 0.97, "zh-Hant": 0.97}),
        ("requests_whole.jsonl", {"film": 0.99, "en": 0.98, "zh": 0.98, "zh-Hant": 0.98}),
        ("requests_everyday.jsonl", {"film": 0.99, "en": 0.95, "zh": 0.9, "zh-Hant": 0.95}),
        ("requests_everyday_held_out.jsonl", {"film": 0.99, "en": 0.93, "zh": 0.91, "zh-Hant": 0.95}),
    ],
)
def test_a_fresh_hands_film_prompts_reach_the_chat_and_its_requests_are_routed(
    name: str, floors: dict[str, float]
) -> None:
    """The rules were written with some sets in sight; of those held out only counts were looked at.

    The everyday sets are of whole requests as people type them, and of film prompts with the same words.
    """
    found: dict[str, list[bool]] = defaultdict(list)
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        group = "film" if label["label"] == "chat" else label["lang"]
        found[group].append(route_request(label["text"]).action == label["label"])
    shares = {group: sum(right) / len(right) for group, right in found.items()}
    assert all(share >= floors[group] for group, share in shares.items()), shares


ENGLISH = {
    "before": (
        "hey ",
        "could you be an angel and ",
        "one last thing: ",
        "I suppose it's time to ",
        "Dear assistant, ",
    ),
    "request": {
        "export": ("export the video", "save it as an mp4"),
        "credits": ("check my credits", "see what this costs"),
        "state": ("show me the timeline", "tell me where we are"),
        "upload": ("upload my photos", "import a file from my laptop"),
        "cancel": ("cancel the render", "abort the export"),
        "projects": ("open a new project", "switch to the other project"),
        "wait": ("wait until it's done", "keep waiting"),
        "preview": ("show me a preview", "take a screenshot at 5 s"),
    },
    "after": (
        "",
        " if you don't mind",
        ", my boss is waiting",
        " so I can show my wife",
        " because the client asked",
    ),
}
CHINESE = {
    "before": ("嘿，", "麻烦你帮忙", "不好意思啊，", "顺便", "行了，"),
    "request": {
        "export": ("导出视频", "存成mp4"),
        "credits": ("查一下积分", "看看要花多少积分"),
        "state": ("看看时间线", "告诉我做到哪了"),
        "upload": ("上传我的照片", "导入电脑里的素材"),
        "cancel": ("取消渲染", "停掉任务"),
        "projects": ("新建一个项目", "切到另一个项目"),
        "wait": ("等它跑完", "好了告诉我"),
        "preview": ("截张图看看", "看第5秒的画面"),
    },
    "after": ("", "行不行", "，老板在催", "，我要给客户看", "，多谢多谢"),
}


@pytest.mark.parametrize("convert", [str, to_taiwan])
@pytest.mark.parametrize("parts", [ENGLISH, CHINESE])
def test_a_wrapper_and_a_reason_change_nothing(parts: dict[str, Any], convert: Callable[[str], str]) -> None:
    wrong = [
        prompt
        for action, requests in parts["request"].items()
        for request in requests
        for before, after in itertools.product(parts["before"], parts["after"])
        if route_request(prompt := convert(f"{before}{request}{after}")).action != action
    ]
    assert wrong == []


def test_no_chinese_phrase_repeats_a_group_without_bound() -> None:
    """Words of Chinese run into each other: `(这|这版|版)*` tries each way to split a row of them."""
    table = tomllib.loads((FOLDER / "requests.toml").read_text(encoding="utf-8"))["zh"]
    phrases = [
        text for tool in table["tools"].values() for text in (*tool.get("asks", []), *tool.get("hints", []))
    ]
    assert [text for text in (*phrases, *table["slots"].values()) if re.search(r"[)>][*+](?!\+)", text)] == []


@pytest.mark.parametrize(
    ("prompt", "request_"),
    [
        ("export it as a webm in low quality", RoutedRequest("export", {"format": "webm", "quality": "low"})),
        ("导出成 gif", RoutedRequest("export", {"format": "gif"})),
        (
            "use this: https://cdn.example.org/intro.mov",
            RoutedRequest("upload", {"source": "https://cdn.example.org/intro.mov"}),
        ),
        ("here are two photos: a.jpg b.jpg", RoutedRequest("upload", {"source": ["a.jpg", "b.jpg"]})),
        ("附上我的 片头曲.wav", RoutedRequest("upload", {"source": "片头曲.wav"})),
        ("~/My Films/first cut.mp4", RoutedRequest("upload", {"source": "~/My Films/first cut.mp4"})),
        ("import the drone footage from my disk", RoutedRequest("upload")),
        ("what's my balance?", RoutedRequest("credits")),
        ("餘額還有多少？", RoutedRequest("credits")),
        ("show tracks", RoutedRequest("state")),
        ("how do I export?", RoutedRequest("export")),
        ("怎么下载成片？", RoutedRequest("export")),
        ("cancel it", RoutedRequest("cancel")),
        ("取消匯出", RoutedRequest("cancel")),
        ("list my projects", RoutedRequest("projects", {"action": "list"})),
        ("open it in the browser", RoutedRequest("projects", {"action": "link"})),
        ("新建一个项目", RoutedRequest("projects", {"action": "new"})),
        ("wait until it's done", RoutedRequest("wait")),
        ("show me a frame at 3 s", RoutedRequest("preview", {"at_s": [3.0]})),
        ("預覽一下", RoutedRequest("preview")),
        ("Return stills at 2, 5 and 9 seconds.", RoutedRequest("preview", {"at_s": [2.0, 5.0, 9.0]})),
        ("第五秒的画面截给我", RoutedRequest("preview", {"at_s": [5.0]})),
        (
            "Save the final cut as ~/Movies/launch.mov",
            RoutedRequest("export", {"format": "mov", "filename": "launch.mov"}),
        ),
        ("Sorry, wrong prompt. Stop it, please.", RoutedRequest("cancel")),
        ("Is it ready? If not, keep waiting.", RoutedRequest("wait")),
        ("dowload it pls", RoutedRequest("export")),
        ("get the pizza commercial to my laptop as webm", RoutedRequest("export", {"format": "webm"})),
        (
            "Save it as promo.mov, my client is waiting",
            RoutedRequest("export", {"format": "mov", "filename": "promo.mov"}),
        ),
        ("has the beach video finished processing?", RoutedRequest("state")),
        ("导出婚礼那条", RoutedRequest("export")),
        ("switch to project 8f31c2", RoutedRequest("projects", {"action": "use"})),
        ("Clip 2 came out well, render the final video", RoutedRequest("export")),
        ("音乐不错，列出场景", RoutedRequest("state")),
        ("upload the local file ./a.mp4 to the library", RoutedRequest("upload", {"source": "./a.mp4"})),
        ("export as srt", RoutedRequest("export", {"format": "srt"})),
        ("导出fcpxml", RoutedRequest("export", {"format": "fcpxml"})),
        ("Export the best take", RoutedRequest("export")),
        ("Export the video as an Instagram reel", RoutedRequest("export")),
        ("send me the video as a reel", RoutedRequest("export")),
        ("上传海滩2.mp4", RoutedRequest("upload", {"source": "海滩2.mp4"})),
        ("上传 加油.mp3", RoutedRequest("upload", {"source": "加油.mp3"})),
        ("上传 “别墅.mp4”", RoutedRequest("upload", {"source": "别墅.mp4"})),
        ("去年夏天.mp4", RoutedRequest("upload", {"source": "去年夏天.mp4"})),
        ("換乘.mp4", RoutedRequest("upload", {"source": "換乘.mp4"})),
        ("上傳 放大鏡.mp4", RoutedRequest("upload", {"source": "放大鏡.mp4"})),
        ("upload 不夜城.mp4", RoutedRequest("upload", {"source": "不夜城.mp4"})),
        ("用a.mp4和b.mp4", RoutedRequest("upload", {"source": ["a.mp4", "b.mp4"]})),
        ("保存成“旅行.mp4”", RoutedRequest("export", {"format": "mp4", "filename": "旅行.mp4"})),
        ("use file:///home/a.mp4", RoutedRequest("upload", {"source": "file:///home/a.mp4"})),
        ("匯出成海灘.mp4", RoutedRequest("export", {"format": "mp4", "filename": "海灘.mp4"})),
        ("don't export it yet", RoutedRequest("cancel")),
        ("不用等了，直接导出吧", RoutedRequest("export")),
        ("Why don't you export it?", RoutedRequest("export")),
        ("导出成 gif，小一点", RoutedRequest("export", {"format": "gif"})),
    ],
)
def test_a_request_brings_the_arguments_that_its_words_give(prompt: str, request_: RoutedRequest) -> None:
    assert route_request(prompt) == request_


@pytest.mark.parametrize(
    "prompt",
    [
        "加点音乐", "加点轻快的音乐", "加一首歌", "加一张图", "上传快递的场景", "add a song", "add my logo",
        "加点字幕", "取消字幕", "show me a sunset", "show me the ocean at dusk", "show me a cat",
        "put the clip on the timeline", "show my name for the whole video", "check the colors",
        "give me some music", "title: Status Update", "add credits", "final credits with my name",
        "title: Credits", "balance the sound", "积分榜动画", "I want to see my video in black and white",
        "vertical", "I want my video faster", "give me a slower version", "send the clip to the end",
        "save the best 5 seconds", "get the music down", "标题：下载中", "保存最后5秒", "给我一个极光的视频",
        "no final", "add a title and then export it", "make a video about downloading apps",
        "show tracks in the snow", "render it like a watercolor", "show a frame around the picture",
        "stop the music when it's done", "wait a second before the title",
        "stop it. the wolf runs", "abort! a rocket is stopped", "text on screen: Upload complete",
        "字幕：导出视频", "等一下！火车要开了",
        "使用上传的素材。", "把上传的素材都用上", "用上傳的照片", "就用上传的这几个", "不要上传的那张",
        "上传的照片每张三秒",
        "Use all my uploads", "just use the files I uploaded", "drop the uploads on the timeline",
        "把预览图当封面", "保存的照片做成相册", "项目进度汇报视频", "音乐停在第五秒", "撤回",
        "bring back the first version of the title", "change the project to 9:16", "what about some music",
        "preview of the next episode as a title", "stop the clip at 3 seconds", "portrait pls",
        "支持哪些转场啊", "加个标题然后导出",
        "don't upload, generate", "不要上传，直接生成", "I uploaded the photos, make a film",
        "我上传了照片，做成视频", "stop clip 2", "Stop the film there", "cancel the edit", "undo it",
        "取消上一步", "取消剛才的操作", "不要这个", "I don't want to download it", "never export",
        "I didn't ask to export", "Don't show the timeline", "先不导出", "沒必要匯出",
        "我不想上传，全部生成", "never upload a.mp4", "I don't want a.mp4", "export it longer",
        "Render the film in 3D", "export without music", "my export has no sound",
        "export a 10 second version", "export only clip 1", "export from 2 to 5", "Export in 9:16",
        "导出更亮的视频", "導出成豎版", "导出不带音乐的视频", "导出的视频没声音",
        "make a film and save as sunset.mp4", "show the title at 3s", "Show the title later",
        "show the clips in order", "give me the longer version", "显示片段2两次", "播放慢一点",
        "截一張圖做片頭", "用什么音乐好", "What do you think?", "现在几点", "继续做", "删掉a.mp4",
        "show all my projects as a portfolio reel", "一共几个片段比较好",
        "换背景.mp4",
        "不要用a.mp4", "刪掉海灘.mp4", "先a.mp4后b.mp4", "loop /home/mia/a.mp4", "put logo.png last",
        "upload a.mp4, no sound", "convert a.mov to mp4", "导出，不要a.mp4",
        "hold off on exporting", "instead of exporting, add music", "不要把视频发给我",
        "give me another version", "再给我一个版本", "export with the sound off",
        "export it after trimming clip 2", "the export looks too dark", "a.mp4 is too long",
        "upload a.mp4 and put it at the end", "a.mp4 then b.mp4", "要不要加音乐", "怎么让它长一点",
        "how long should the film be?", "导出片段1", "我只要片段2", "取消剛剛的編輯", "做成1080p",
        "export it if the title is right", "export starting at clip 2", "export 0:02-0:05", "export clip 1",
        "download some music for it", "片段2单独保存", "标题时长3秒", "把第二张照片拿掉",
        "status update video for my team",
        "start with a.mp4", "music.mp3 from 5s", "a.mp4 with music", "开头用a.mp4", "我不喜欢a.mp4",
        "show a.mp4 again", "the files I uploaded are in the wrong order", "wait, the title is wrong",
        "cancel that and use the sunset instead", "我下载了，声音不对",
        "不要上传 加油.mp3", "删掉“加油.mp3”", "删掉 “加油.mp3”",
        "海上传来歌声", "领导出席开幕式", "title card: 'The Import Office'", "", "🎬",
    ],
)  # fmt: skip
def test_an_edit_a_scene_or_a_quotation_makes_it_chat(prompt: str) -> None:
    assert route_request(prompt) == RoutedRequest("chat")


def studio_orders() -> list[str]:
    """Questions are left out: `state` answers some of them, and how a file is had or handed over."""
    sets = sorted((Path(__file__).parents[1] / "studio" / "data").glob("*.jsonl"))
    rows = [json.loads(line) for path in sets for line in path.read_text().splitlines()]
    return [row["order"] for row in rows if not row["expect"].keys() & {"answer", "impossible"}]


def test_no_order_that_the_studio_is_tried_with_is_taken_for_a_request() -> None:
    orders = studio_orders()
    assert len(orders) > 1000
    assert [order for order in orders if route_request(order).action != "chat"] == []


BESIDE = {
    "en": ["{}, then export it", "export it, but {}", "show me the timeline and {}", "cancel that, {}"],
    "zh": ["{}，然后导出", "导出，但是{}", "看看时间线，{}", "取消，{}"],
}


def test_few_orders_beside_a_request_are_lost_to_it() -> None:
    prompts = [
        BESIDE["zh" if has_chinese(order) else "en"][i % 4].format(order.rstrip(".。"))
        for i, order in enumerate(studio_orders())
    ]
    lost = [prompt for prompt in prompts if route_request(prompt).action != "chat"]
    assert len(lost) / len(prompts) <= 0.02, lost


@pytest.mark.parametrize(
    ("question", "action"),
    [
        ("上传的素材有哪些", "state"), ("把上传的素材列出来", "state"), ("我上传的文件收到了吗", "state"),
        ("预览一下上传的视频", "preview"), ("我想上传照片", "upload"), ("which files did I upload", "state"),
        ("where are my uploads", "state"), ("can I see my uploads", "state"),
    ],
)  # fmt: skip
def test_a_question_about_what_was_handed_over_is_no_edit(question: str, action: str) -> None:
    assert route_request(question).action == action


@pytest.mark.parametrize("prompt", ["Use base.mp4", "upload base.mp4 again", "用 Base.MP4"])
def test_the_name_of_a_file_that_the_project_has_makes_it_chat(prompt: str) -> None:
    assert route_request(prompt).action == "upload"
    assert route_request(prompt, media_names=["base.mp4"]).action == "chat"


@pytest.mark.parametrize(
    ("prompt", "action"),
    [
        *[("查詢進度", "state"), ("新增專案", "projects"), ("帳單", "credits"), ("讓我看看影片", "preview")],
        *[("預覽", "preview"), ("匯出", "export"), ("查詢資料的學生", "chat"), ("新增字幕", "chat")],
    ],
)
def test_traditional_chinese_is_read_in_its_own_words_too(prompt: str, action: str) -> None:
    """The mainland's words for 查詢 and 新增 (查找, 添加) ask for nothing."""
    assert route_request(prompt).action == action


@pytest.mark.parametrize(
    "prompt",
    [
        *["1080p", "high quality", "gif", "mp4", "the mp4", "mp4 is fine", "final", "final cut"],
        *["ready", "done", "成片", "取消"],
    ],
)
def test_what_names_no_export_answers_the_question_that_is_open(prompt: str) -> None:
    assert route_request(prompt, is_answer=True).action == "chat"
    assert route_request(prompt).action != "chat"


@pytest.mark.parametrize(
    "prompt",
    [
        *["export it as a gif", "give me the video", "render the video", "I want the mp4"],
        *["Hand me the finished film", "渲染视频", "把视频给我", "把影片給我"],
    ],
)
def test_an_order_to_export_answers_no_question(prompt: str) -> None:
    assert route_request(prompt, is_answer=True).action == "export"


@pytest.mark.parametrize(
    ("prompt", "asked"),
    [
        *[("Add the subtitles, white", True), ("加上字幕，白色", True), ("burn in the captions", True)],
        *[
            ("add subtitles that say Hello", False),
            ("加上字幕：你好", False),
            ("Use bigger subtitles", False),
        ],
        *[("Show the captions a bit later", False), ("字幕放大一點", False), ("別加字幕", False)],
    ],
)
def test_subtitles_with_words_or_a_look_of_their_own_are_no_uploaded_ones(prompt: str, asked: bool) -> None:
    assert asks_for_subtitles(prompt) is asked


@pytest.mark.parametrize(
    ("prompt", "paths"),
    [
        ('use "talk.srt"', ["talk.srt"]),
        ('add the subtitles named "talk.srt"', ["talk.srt"]),
        ('The title is "notes.srt"', []),
        ("标题是“notes.srt”", []),
    ],
)
def test_a_quotation_that_is_shown_is_no_file(prompt: str, paths: list[str]) -> None:
    assert find_subtitle_paths(prompt) == paths
