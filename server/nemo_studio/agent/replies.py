"""What the studio says, in English and Chinese; the sentences of a subject lie with its edits."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final, Literal

from nemo_studio.edits.facts import Facts
from nemo_studio.edits.language.characters import simplify
from nemo_studio.edits.registry import Command, Sentence, remark, wording_of
from nemo_studio.scenes import SCENES
from nemo_studio.sound import AMBIENCES, MOODS

Language = Literal["en", "zh", "zh-Hant"]

_SELF: Final = Sentence(
    "This is the offline studio, not an AI model: it draws its own scenes.",
    "这里是离线工作室，不是 AI 模型：画面由它自己绘制。",
)
_NOTHING_ASKED: Final = Sentence("Nothing to change, then.", "好的，没有要改的。")
_NOT_UNDERSTOOD: Final = Sentence(
    "Not done, because the studio did not understand it: {parts}.", "没有听懂，也没有做：{parts}。"
)
_FOR_EXAMPLE: Final = Sentence('What works: "{example}".', "可以这样说：“{example}”。")
_EXACTLY: Final = Sentence("Perhaps meant: edit {edit}", "也许是指：edit {edit}")
_WHICH: Final = Sentence("Which {kind} do you mean: {choices}?", "你指的是哪个{kind}：{choices}？")
_OR: Final = Sentence(" or ", "，还是 ")
_AND: Final = Sentence(", ", "、")
_BETWEEN: Final = Sentence(" ", "")
_KINDS: Final = {
    "clip": Sentence("clip", "片段"),
    "inset": Sentence("picture in picture", "画中画"),
    "title": Sentence("title", "标题"),
    "subtitle": Sentence("subtitle", "字幕"),
    "music": Sentence("music", "音乐"),
    "ambience": Sentence("ambience", "环境声"),
    "voice": Sentence("voice", "配音"),
    "sound": Sentence("sound", "声音"),
    "any": Sentence("one", "内容"),
}
_VALUES: Final = {
    "lofi": Sentence("lo-fi", "低保真"),
    "ambient": Sentence("ambient", "氛围"),
    "cinematic": Sentence("cinematic", "电影感"),
    "sad": Sentence("sad", "忧伤"),
    "upbeat": Sentence("upbeat", "欢快"),
    "acoustic": Sentence("acoustic", "原声"),
    "electronic": Sentence("electronic", "电子"),
    "warm": Sentence("warm", "暖色"),
    "cool": Sentence("cool", "冷色"),
    "black_and_white": Sentence("black and white", "黑白"),
    "vintage": Sentence("vintage", "复古"),
    "vivid": Sentence("vivid", "鲜艳"),
    "none": Sentence("plain", "原样"),
    "brightness": Sentence("brightness", "亮度"),
    "contrast": Sentence("contrast", "对比度"),
    "saturation": Sentence("saturation", "饱和度"),
    "fill": Sentence("cut to fill the picture", "裁切后充满画面"),
    "bars": Sentence("shown whole, between bars", "完整显示，四周留边"),
    "blur": Sentence("shown whole, on its own blur", "完整显示，背后是它自己的模糊画面"),
    "cut": Sentence("plain cut", "直接切换"),
    "crossfade": Sentence("crossfade", "叠化"),
    "dip_to_black": Sentence("dip to black", "黑场过渡"),
    "wipe": Sentence("wipe", "擦除"),
    "slide": Sentence("slide", "滑动"),
    "animation none": Sentence("none", "无"),
    "fade": Sentence("fade", "淡入淡出"),
    "typewriter": Sentence("typewriter", "打字机"),
    "pop": Sentence("pop", "弹出"),
    "center": Sentence("middle", "中间"),
    "top": Sentence("top", "顶部"),
    "bottom": Sentence("bottom", "底部"),
    "lower_third": Sentence("lower third", "下方三分之一"),
    "top_left": Sentence("top left", "左上角"),
    "top_right": Sentence("top right", "右上角"),
    "bottom_left": Sentence("bottom left", "左下角"),
    "bottom_right": Sentence("bottom right", "右下角"),
    "is_muted True": Sentence("muted", "已静音"),
    "is_muted False": Sentence("heard again", "恢复了声音"),
    "level True": Sentence("mirrored", "已镜像"),
    "level False": Sentence("no longer mirrored", "不再镜像"),
    "duck True": Sentence("gives way", "会压低"),
    "duck False": Sentence("does not give way", "不会压低"),
}
_OWN_WORDS: Final = frozenset({"what", "name", "text", "line"})
"""Facts that hold words of the user's."""
_LASTING: Final = {
    True: Sentence("now last, together,", "现在一共长"),
    False: Sentence("now lasts", "现在长"),
}
NEEDS_EXAMPLE: Final = frozenset(
    {"not_for_kind", "no_such_number", "no_such_name", "not_neighbours", "same_clip"}
)
"""Refusals that say by themselves no way on."""
_PLAY: Final = Sentence("Click the play button to preview it.", "点击播放按钮即可预览。")
_EXPORT: Final = Sentence(
    "Click the Export button in the top right corner to download it.", "点击右上角的“导出”按钮即可下载。"
)

_QUOTED: Final = re.compile('[「『“"].*?[」』”"]')


def language_of(message: str, usual: str) -> Language:
    """Which of our languages answers a message: its own, or the usual one where it shows none."""
    is_japanese = re.search("[\u3040-\u30ff]", _QUOTED.sub("", message))  # by its kana
    is_usual = usual.lower().startswith("zh") and not re.search("[A-Za-z]{2}", message)
    if not is_usual and (is_japanese or not re.search("[\u4e00-\u9fff]", message)):
        return "en"
    is_traditional = simplify(message) != message or re.match("zh-(hant|tw|hk)", usual, re.IGNORECASE)
    return "zh-Hant" if is_traditional else "zh"


def say(language: Language, sentence: Sentence, **facts: str) -> str:
    """A sentence in a language."""
    written = sentence.en if language == "en" else sentence.zh
    return (_write_traditional(written) if language == "zh-Hant" else written).format(**facts)


@cache
def _write_traditional(sentence: str) -> str:
    import opencc  # its tables are large, and few need them

    return str(opencc.OpenCC("s2twp").convert(sentence)).translate(str.maketrans("“”", "「」"))  # pyright: ignore[reportUnknownArgumentType, reportUnknownMemberType] - it has no types


def say_who_speaks(language: Language) -> str:
    """That the studio is no AI model."""
    return say(language, _SELF)


def say_done(language: Language, command: type[Command], facts: Facts) -> str:
    """A command was carried out; nothing where a note says it better."""
    return say(language, wording_of(command).done, **_in_words(language, facts))


def say_remark(language: Language, key: str, facts: Facts) -> str:
    """Why something was not done, or what there is to know of how it was done."""
    return say(language, remark(key), **_in_words(language, facts))


def say_not_understood(
    language: Language, parts: Sequence[str], example: type[Command] | None, exact: str | None = None
) -> str:
    """What was not understood, and words that would be, or the exact edit that was perhaps meant."""
    quoted = [_quote(language, part) for part in parts]
    said = say(language, _NOT_UNDERSTOOD, parts=_listed(language, quoted))
    way = say(language, _EXACTLY, edit=exact) if exact else say_example(language, example)
    return join(language, [said, way])


def example_of(language: Language, command: type[Command]) -> str:
    """Words that give such a command."""
    return say(language, wording_of(command).example)


def say_example(language: Language, command: type[Command] | None) -> str:
    """That such words work."""
    return say(language, _FOR_EXAMPLE, example=example_of(language, command)) if command else ""


def say_button(language: Language, *, exports: bool) -> str:
    """What a backend says that believes that its reader has a screen."""
    return say(language, _EXPORT if exports else _PLAY)


def ask_which(language: Language, kinds: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Which of several things is meant."""
    kind = kinds[0] if len(set(kinds)) == 1 else "any"
    choices = [f"{number}. {name}" for number, name in enumerate(names, 1)]
    listed = f"{say(language, _AND).join(choices[:-1])}{say(language, _OR)}{choices[-1]}"
    return say(language, _WHICH, kind=say(language, _KINDS[kind]), choices=listed)


def join(language: Language, sentences: Sequence[str]) -> str:
    """Sentences as one reply, each once; where there are none, that nothing was asked for."""
    text = say(language, _BETWEEN).join(dict.fromkeys(filter(None, sentences)))
    return text or say(language, _NOTHING_ASKED)


def _in_words(language: Language, facts: Facts) -> dict[str, str]:
    """Facts as people write them: numbers without needless digits, kinds, moods and looks by their names."""
    said = {k: f"{round(v, 2):g}" if isinstance(v, float) else str(v) for k, v in facts.items()}
    if measured := said.get("quality") or _AXES.get(said.get("axis", "")):
        said["level"] = said.get(measured, "")
    for key in said.keys() - _OWN_WORDS:
        said[key] = "/".join(_word(language, key, value) for value in said[key].split("/"))
    if "what" in said:
        said["are"] = "are" if said["what"].count('"') > 2 else "is"
        said["lasting"] = say(language, _LASTING[said.get("count", "1") != "1"])
        said["of"] = f" for {said['what']}" if said["what"] else ""
        said["what"] = _NAME.sub(lambda found: _name(language, *found.groups()), said["what"])
    if "is_subtitle" in said:
        said["written"] = say(language, _KINDS["subtitle" if said["is_subtitle"] == "True" else "title"])
    if sound := AMBIENCES.get(said.get("sound", "")):
        said["ambience"] = say(language, Sentence(sound.title_en, sound.title_zh))
    said["moods"] = _listed(language, [say(language, _VALUES[mood]) for mood in MOODS])
    said["scenes"] = _listed(language, _scene_titles(language))
    return said


def _word(language: Language, key: str, value: str) -> str:
    known = _VALUES.get(f"{key} {value}") or (_KINDS if key == "kind" else _VALUES).get(value)
    return say(language, known) if known else value


_AXES: Final = {"horizontal": "mirror", "vertical": "flip"}
_NAME: Final = re.compile(r'"([^"]*)"(?: \(([^)]*) s\))?(, |)')
_TIME: Final = Sentence(" ({seconds} s)", "（{seconds} 秒）")
_SOUNDS: Final = [Sentence(each.title_en, each.title_zh) for each in (*MOODS.values(), *AMBIENCES.values())]


def _name(language: Language, name: str, seconds: str | None, separator: str) -> str:
    """A name in quotes, with its time or length; a sound by what it is called in the language."""
    name = next((say(language, each) for each in _SOUNDS if name in each), name)
    time = say(language, _TIME, seconds=seconds) if seconds else ""
    return _quote(language, name) + time + (separator and say(language, _AND))


def _quote(language: Language, words: str) -> str:
    opening, closing = {"en": '""', "zh": "“”", "zh-Hant": "「」"}[language]
    return f"{opening}{words}{closing}"


def _scene_titles(language: Language) -> list[str]:
    scenes = [each for each in SCENES.values() if each.name != "abstract"]
    return [say(language, Sentence(each.title_en.lower(), each.title_zh)) for each in scenes]


def _listed(language: Language, names: Sequence[str]) -> str:
    if language != "en":
        return "、".join(names)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
