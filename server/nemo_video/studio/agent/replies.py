"""What the studio says, in English and Chinese. Like the cloud it believes that its reader has a screen."""

from typing import Literal

from nemo_video.studio.agent.orders import Order

Tongue = Literal["en", "zh"]

_SELF = {
    "en": "This is the offline studio, not an AI model: it draws its own scenes.",
    "zh": "这里是离线工作室，不是 AI 模型：画面由它自己绘制。",
}
_CLIP = {
    "en": 'Your {seconds}-second video "{name}" is on the timeline, {aspect}.',
    "zh": "{seconds} 秒的视频“{name}”已经放到时间线上，画面比例 {aspect}。",
}
_STOOD_IN = {
    "en": 'The studio cannot draw "{name}", so an abstract picture stands in; it can draw {scenes}.',
    "zh": "工作室画不出“{name}”，先用抽象画面代替；它能画：{scenes}。",
}
_SHORTENED = {"en": "A scene is at most 60 seconds long.", "zh": "一个场景最长 60 秒。"}
_LOOK = {"en": "Click the play button to preview it.", "zh": "点击播放按钮即可预览。"}
_DONE = {"en": "Done.", "zh": "好了。"}
_EXPORT = {
    "en": "Your video is ready in the timeline. "
    "Click the Export button in the top right corner to download it.",
    "zh": "视频已经在时间线里准备好了。点击右上角的“导出”按钮即可下载。",
}
_EXPORT_EMPTY = {
    "en": "There is no video yet. Describe a scene first, for example a sunset over the ocean.",
    "zh": "还没有视频。请先描述一个场景，例如海上日落。",
}
_ABILITIES = {
    "en": "I am the offline studio, not an AI model. I can draw {scenes}, lay music under it, set its "
    "volume and write titles.",
    "zh": "我是离线工作室，不是 AI 模型。我能画{scenes}，配音乐，调音量，加标题。",
}
_NOT_UNDERSTOOD = {
    "en": "The offline studio cannot do that; it can draw {scenes}, add or remove music, set its volume, "
    "and add or change titles.",
    "zh": "离线工作室做不到这一点；它能画{scenes}，添加或移除音乐，调节音量，添加或修改标题。",
}
_REASONS = {
    "nothing_yet": {
        "en": "There is no video yet to work on: describe a scene first.",
        "zh": "还没有视频可以编辑：请先描述一个场景。",
    },
    "no_sound": {"en": "There is no sound yet: add music first.", "zh": "还没有声音：请先添加音乐。"},
    "no_uploads": {
        "en": "No photo or video was uploaded yet. Use the Upload button on the left to add some.",
        "zh": "还没有上传照片或视频。点击左侧的“上传”按钮添加素材。",
    },
    "nothing_there": {"en": "There was nothing of that kind to remove.", "zh": "没有可以移除的内容。"},
}
_BETWEEN = {"en": " ", "zh": ""}


def tongue_of(language: str) -> Tongue:
    """Which of our two tongues answers a language."""
    return "zh" if language.lower().startswith("zh") else "en"


def say_clip(tongue: Tongue, *, name: str, seconds: float, aspect_ratio: str) -> str:
    """A clip is there."""
    return _CLIP[tongue].format(name=name, seconds=f"{seconds:g}", aspect=aspect_ratio)


def say_generated(
    tongue: Tongue, clips: list[str], *, stood_in: list[str], shortened: bool, scenes: list[str]
) -> str:
    """All of a generation: the clips, what stands in, and who speaks."""
    notes = [_STOOD_IN[tongue].format(name=name, scenes=_listed(tongue, scenes)) for name in stood_in]
    notes += [_SHORTENED[tongue]] if shortened else []
    return _BETWEEN[tongue].join([*clips, *notes, _SELF[tongue], _LOOK[tongue]])


def say_how_to_export(tongue: Tongue, *, has_video: bool) -> str:
    """Where the video is, for a reader with a screen."""
    return (_EXPORT if has_video else _EXPORT_EMPTY)[tongue]


def say_abilities(tongue: Tongue, scenes: list[str]) -> str:
    """Who the studio is and what it can do."""
    return _ABILITIES[tongue].format(scenes=_listed(tongue, scenes))


def say_not_understood(tongue: Tongue, scenes: list[str]) -> str:
    """One sentence: it cannot do this, and what it can."""
    return _NOT_UNDERSTOOD[tongue].format(scenes=_listed(tongue, scenes))


def say_reasons(tongue: Tongue, undone: list[tuple[Order, str]]) -> str:
    """Why orders were not carried out, each reason once."""
    reasons = dict.fromkeys(reason for _, reason in undone)
    return _BETWEEN[tongue].join(_REASONS[reason][tongue] for reason in reasons)


def say_done(tongue: Tongue) -> str:
    """An edit was carried out."""
    return _DONE[tongue]


def _listed(tongue: Tongue, names: list[str]) -> str:
    if tongue == "zh":
        return "、".join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
