"""What the studio says, in English and Chinese. Like the cloud it believes that its reader has a screen."""

from collections.abc import Mapping
from typing import Literal

Tongue = Literal["en", "zh"]
Facts = Mapping[str, str | int | float]

_SELF = {
    "en": "This is the offline studio, not an AI model: it draws its own scenes.",
    "zh": "这里是离线工作室，不是 AI 模型：画面由它自己绘制。",
}
_CLIP = {
    "en": 'Your {seconds}-second video "{name}" is on the timeline, {aspect}.',
    "zh": "{seconds} 秒的视频“{name}”已经放到时间线上，画面比例 {aspect}。",
}
_IT_CAN_DRAW = {"en": "It can draw {scenes}.", "zh": "它能画：{scenes}。"}
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
_PUBLISHING = {
    "en": "The studio cannot post a video anywhere. Click the Export button in the top right corner to "
    "download it, then post it yourself.",
    "zh": "工作室不能代为发布视频。点击右上角的“导出”按钮下载后即可自行发布。",
}
_QUALITY = {
    "en": "Quality is chosen at the export. Click the Export button in the top right corner to choose it.",
    "zh": "画质在导出时选择。点击右上角的“导出”按钮即可选择。",
}
_ABILITIES = {
    "en": "I am the offline studio, not an AI model. I can draw {scenes}; cut, split, move, copy, speed up, "
    "reverse and freeze clips; change colours, framing and transitions; add music, titles and subtitles; "
    "and undo.",
    "zh": "我是离线工作室，不是 AI 模型。我能画{scenes}；剪切、分割、移动、复制、变速、倒放、定格片段；"
    "调整颜色、画面和转场；添加音乐、标题和字幕；还能撤销。",
}
_NOT_UNDERSTOOD = {
    "en": "The offline studio cannot do that; it can draw {scenes}, cut and arrange clips, change "
    "their speed, colours and framing, add transitions, music, titles and subtitles, and undo.",
    "zh": "离线工作室做不到这一点；它能画{scenes}，剪切和排列片段，改变速度、颜色和画面，"
    "添加转场、音乐、标题和字幕，还能撤销。",
}
_PARTLY_UNDERSTOOD = {
    "en": "Not understood, and not done: {parts}. It can {abilities}.",
    "zh": "没有听懂，也没有做：{parts}。它能{abilities}。",
}
_SHORT_ABILITIES = {
    "en": "draw scenes, cut and arrange clips, change speed, colours and framing, and add "
    "transitions, music, titles and subtitles",
    "zh": "画场景，剪切和排列片段，改变速度、颜色和画面，添加转场、音乐、标题和字幕",
}
_WHICH = {"en": "Which {kind} do you mean: {choices}?", "zh": "你指的是哪个{kind}：{choices}？"}
_OR = {"en": " or ", "zh": "，还是 "}
_KINDS = {
    "clip": {"en": "clip", "zh": "片段"},
    "inset": {"en": "picture in picture", "zh": "画中画"},
    "title": {"en": "title", "zh": "标题"},
    "subtitle": {"en": "subtitle", "zh": "字幕"},
    "music": {"en": "music", "zh": "音乐"},
    "ambience": {"en": "ambience", "zh": "环境声"},
    "voice": {"en": "voice", "zh": "配音"},
    "sound": {"en": "sound", "zh": "声音"},
    "any": {"en": "one", "zh": "内容"},
}
_MOODS = {
    "lofi": {"en": "lo-fi", "zh": "低保真"},
    "ambient": {"en": "ambient", "zh": "氛围"},
    "cinematic": {"en": "cinematic", "zh": "电影感"},
    "upbeat": {"en": "upbeat", "zh": "欢快"},
    "acoustic": {"en": "acoustic", "zh": "原声"},
    "electronic": {"en": "electronic", "zh": "电子"},
}
_LOOKS = {
    "warm": {"en": "warm", "zh": "暖色"},
    "cool": {"en": "cool", "zh": "冷色"},
    "black_and_white": {"en": "black and white", "zh": "黑白"},
    "vintage": {"en": "vintage", "zh": "复古"},
    "vivid": {"en": "vivid", "zh": "鲜艳"},
}
_NOTES = {
    "scene_stands_in": {
        "en": 'The studio cannot draw "{name}", so an abstract picture stands in.',
        "zh": "工作室画不出“{name}”，先用抽象画面代替。",
    },
    "scene_shortened": {
        "en": "A scene is at most {seconds} seconds long.",
        "zh": "一个场景最长 {seconds} 秒。",
    },
    "mood_stands_in": {
        "en": 'The studio has no "{name}" music, so {mood} stands in; it plays {moods}.',
        "zh": "工作室没有“{name}”音乐，先用{mood}代替；它会{moods}。",
    },
    "music_runs_through": {
        "en": "Music plays under the whole video; mute a part of it to leave that out.",
        "zh": "音乐会铺满整个视频；不需要的部分可以静音。",
    },
    "held": {
        "en": '"{name}" is not that long: its last picture is held to the end.',
        "zh": "“{name}”没有那么长：会停在最后一帧。",
    },
    "speed_limited": {
        "en": "Speeds go from 0.25x to 4x: it is {speed}x.",
        "zh": "速度在 0.25 到 4 倍之间：设为 {speed} 倍。",
    },
    "resolution_set": {
        "en": "The picture is {resolution} now. "
        "Click the Export button in the top right corner to get it so.",
        "zh": "画面分辨率现在是 {resolution}。点击右上角的“导出”按钮即可得到。",
    },
    "resolution_stands_in": {
        "en": "{lines} lines are not among the resolutions, which go up to 4k: it is {resolution}.",
        "zh": "没有 {lines} 线的分辨率（最高 4k）：设为 {resolution}。",
    },
    "frame_rate_set": {
        "en": "It has {fps} frames a second now.",
        "zh": "帧率现在是每秒 {fps} 帧。",
    },
    "frame_rate_limited": {
        "en": "Frame rates go from 24 to 60: it has {fps} frames a second.",
        "zh": "帧率在 24 到 60 之间：设为每秒 {fps} 帧。",
    },
    "one_look": {
        "en": "A clip has one look: it is {look} now, and {left_out} was left out.",
        "zh": "一个片段只有一种风格：现在是{look}，没有用{left_out}。",
    },
    "no_speech_yet": {
        "en": "There is no speech yet; the music will give way as soon as there is.",
        "zh": "现在还没有人声；有了之后音乐会自动压低。",
    },
    "missing_glyphs": {
        "en": "The font cannot draw these characters, so they are left out: {glyphs}",
        "zh": "字体里没有这些字符，已省略：{glyphs}",
    },
    "subtitles_dropped": {
        "en": "{count} subtitles lie beyond the end of the video at {seconds} s and are left out.",
        "zh": "有 {count} 条字幕超出了视频结尾（{seconds} 秒），已省略。",
    },
}
_REASONS = {
    "nothing_yet": {
        "en": "There is no video yet to work on: describe a scene first.",
        "zh": "还没有视频可以编辑：请先描述一个场景。",
    },
    "no_sound": {"en": "There is no sound yet: add music first.", "zh": "还没有声音：请先添加音乐。"},
    "no_music": {"en": "There is no music yet: add some first.", "zh": "还没有音乐：请先添加音乐。"},
    "loudest": {"en": "It is at full volume already.", "zh": "已经是最大音量了。"},
    "no_uploads": {
        "en": "No photo or video was uploaded yet. Use the Upload button on the left to add some.",
        "zh": "还没有上传照片或视频。点击左侧的“上传”按钮添加素材。",
    },
    "no_such_upload": {
        "en": 'Nothing called "{name}" was uploaded. Use the Upload button on the left to add it.',
        "zh": "没有上传过“{name}”。点击左侧的“上传”按钮添加。",
    },
    "no_sounds_uploaded": {
        "en": "No sound was uploaded yet. Use the Upload button on the left to add one.",
        "zh": "还没有上传声音。点击左侧的“上传”按钮添加。",
    },
    "no_subtitles": {
        "en": "There are no subtitles yet: paste the text of an SRT, or upload an .srt file.",
        "zh": "还没有字幕：请粘贴 SRT 文本，或上传 .srt 文件。",
    },
    "subtitles_unreadable": {"en": "The subtitles were not added. {why}", "zh": "字幕没有添加。{why}"},
    "subtitles_beyond": {
        "en": "All subtitles start after the end of the video at {seconds} s.",
        "zh": "所有字幕都在视频结尾（{seconds} 秒）之后。",
    },
    "title_needs_words": {
        "en": 'Say the words of the title, for example: add the title "Golden Hour".',
        "zh": "请说出标题的内容，例如：加标题“黄金时刻”。",
    },
    "none_there": {"en": "There is no {kind} on the timeline.", "zh": "时间线上没有{kind}。"},
    "not_for_kind": {"en": "That cannot be done with a {kind}.", "zh": "{kind}不能这样处理。"},
    "no_such_number": {
        "en": "There is no {kind} number {number}: there are {count}.",
        "zh": "没有第 {number} 个{kind}：一共 {count} 个。",
    },
    "no_such_name": {
        "en": 'Nothing on the timeline is called "{name}".',
        "zh": "时间线上没有叫“{name}”的内容。",
    },
    "nothing_left": {
        "en": "That would leave nothing of the video; say start over to clear it.",
        "zh": "这样视频就什么都不剩了；要清空请说“重新开始”。",
    },
    "beyond_end": {"en": "It is only {seconds} s long.", "zh": "它只有 {seconds} 秒长。"},
    "no_split_there": {
        "en": "There is nothing to split at {seconds} s.",
        "zh": "{seconds} 秒处没有可以分割的内容。",
    },
    "needs_two": {"en": "That takes two clips, and there are fewer.", "zh": "这需要两个片段，现在不够。"},
    "not_neighbours": {"en": "Those clips do not follow each other.", "zh": "这两个片段并不相邻。"},
    "same_clip": {"en": "Both words mean the same clip.", "zh": "两处指的是同一个片段。"},
    "is_frozen": {"en": "A held frame has no speed.", "zh": "定格画面没有速度。"},
    "scenes_fill": {
        "en": "Drawn scenes always fill the picture; fitting is for uploads.",
        "zh": "绘制的场景总是充满画面；适应方式只用于上传的素材。",
    },
    "not_drawn": {
        "en": "Only drawn scenes can change their light, weather or camera, and photos their camera.",
        "zh": "只有绘制的场景能改变光线、天气和镜头，照片只能改变镜头。",
    },
    "only_whole_clips": {
        "en": 'Only whole clips can be coloured, not "{part}" alone: name a clip, or say "it".',
        "zh": "只能给整个片段调色，不能只调“{part}”：请说出片段，或者说“它”。",
    },
    "other_ambience": {
        "en": "Every scene has the sound that belongs to it, and that one belongs to none of these.",
        "zh": "每个场景只有自己的环境声，这里没有与之对应的场景。",
    },
    "follows_picture": {"en": "Ambience follows its scene.", "zh": "环境声跟随它的场景。"},
    "nothing_to_undo": {"en": "There is nothing to undo.", "zh": "没有可以撤销的操作。"},
    "nothing_to_redo": {"en": "There is nothing to redo.", "zh": "没有可以重做的操作。"},
}
_BETWEEN = {"en": " ", "zh": ""}


def tongue_of(language: str) -> Tongue:
    """Which of our two tongues answers a language."""
    return "zh" if language.lower().startswith("zh") else "en"


def say_clip(tongue: Tongue, *, name: str, seconds: float, aspect_ratio: str) -> str:
    """A clip is there."""
    return _CLIP[tongue].format(name=name, seconds=f"{seconds:g}", aspect=aspect_ratio)


def say_generated(tongue: Tongue, clips: list[str], remarks: list[str]) -> str:
    """All of a generation: the clips, what there is to remark, and who speaks."""
    return _BETWEEN[tongue].join([*clips, *remarks, _SELF[tongue], _LOOK[tongue]])


def say_how_to_export(tongue: Tongue, *, has_video: bool) -> str:
    """Where the video is, for a reader with a screen."""
    return (_EXPORT if has_video else _EXPORT_EMPTY)[tongue]


def say_where_to_publish(tongue: Tongue) -> str:
    """That it posts nothing, and what to do instead."""
    return _PUBLISHING[tongue]


def say_where_quality_is_chosen(tongue: Tongue) -> str:
    """That quality is a matter of the export."""
    return _QUALITY[tongue]


def say_abilities(tongue: Tongue, scenes: list[str]) -> str:
    """Who the studio is and what it can do."""
    return _ABILITIES[tongue].format(scenes=_listed(tongue, scenes))


def say_not_understood(tongue: Tongue, scenes: list[str]) -> str:
    """One sentence: it cannot do this, and what it can."""
    return _NOT_UNDERSTOOD[tongue].format(scenes=_listed(tongue, scenes))


def say_partly_understood(tongue: Tongue, parts: tuple[str, ...]) -> str:
    """Which parts of a message were not understood, and what can be done."""
    quoted = [f'"{part}"' if tongue == "en" else f"“{part}”" for part in parts]
    abilities = _SHORT_ABILITIES[tongue]
    return _PARTLY_UNDERSTOOD[tongue].format(parts=_listed(tongue, quoted), abilities=abilities)


def say_reason(tongue: Tongue, reason: str, facts: Facts) -> str:
    """Why an order was not carried out."""
    return _REASONS[reason][tongue].format(**_in_words(tongue, facts))


def say_note(tongue: Tongue, key: str, facts: Facts, scenes: list[str]) -> str:
    """Something to know of an edit that was carried out."""
    said = _NOTES[key][tongue].format(**_in_words(tongue, facts))
    return (
        f"{said} {_IT_CAN_DRAW[tongue].format(scenes=_listed(tongue, scenes))}"
        if key == "scene_stands_in"
        else said
    )


def ask_which(tongue: Tongue, kinds: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Which of several things is meant."""
    kind = kinds[0] if len(set(kinds)) == 1 else "any"
    choices = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    listed = f"{', '.join(choices[:-1])}{_OR[tongue]}{choices[-1]}"
    return _WHICH[tongue].format(kind=_KINDS[kind][tongue], choices=listed)


def join(tongue: Tongue, sentences: list[str]) -> str:
    """Sentences as one reply, each once."""
    return _BETWEEN[tongue].join(dict.fromkeys(sentences))


def _in_words(tongue: Tongue, facts: Facts) -> dict[str, str]:
    """Facts as people write them: numbers without needless digits, kinds and moods by their names."""
    said = {key: f"{value:g}" if isinstance(value, float) else str(value) for key, value in facts.items()}
    if "kind" in said:
        said["kind"] = _KINDS[said["kind"]][tongue]
    said.update({key: _LOOKS[said[key]][tongue] for key in ("look", "left_out") if key in said})
    if "mood" in said:
        said["mood"] = _MOODS[said["mood"]][tongue]
        said["moods"] = _listed(tongue, [mood[tongue] for mood in _MOODS.values()])
    return said


def say_done(tongue: Tongue) -> str:
    """An edit was carried out."""
    return _DONE[tongue]


def _listed(tongue: Tongue, names: list[str]) -> str:
    if tongue == "zh":
        return "、".join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
