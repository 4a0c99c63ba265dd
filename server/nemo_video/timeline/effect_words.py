"""What is done to items, in the languages of callers: the names of effects and the values that they take."""

from collections.abc import Mapping
from types import MappingProxyType

_EFFECTS_HANS = {
    "picture in picture": "画中画", "transition": "转场", "speed": "速度", "reversed": "倒放",
    "look": "风格", "brightness": "亮度", "contrast": "对比度", "saturation": "饱和度",
    "zoom": "放大", "fit": "适应方式", "rotation": "旋转", "mirrored": "左右镜像",
    "flipped": "上下翻转", "fade in": "淡入", "fade out": "淡出", "ducked under speech": "随人声压低",
    "place": "位置", "size": "大小", "color": "颜色", "animation": "动画",
    "time_of_day": "时间", "weather": "天气", "season": "季节", "mood": "气氛",
    "camera": "镜头运动",
    "watermark": "水印", "opacity": "不透明度", "margin": "边距",
}  # fmt: skip
_EFFECTS_HANT = {
    "picture in picture": "子母畫面", "transition": "轉場", "speed": "速度", "reversed": "倒放",
    "look": "風格", "brightness": "亮度", "contrast": "對比度", "saturation": "飽和度",
    "zoom": "放大", "fit": "適應方式", "rotation": "旋轉", "mirrored": "左右鏡像",
    "flipped": "上下翻轉", "fade in": "淡入", "fade out": "淡出", "ducked under speech": "隨人聲壓低",
    "place": "位置", "size": "大小", "color": "顏色", "animation": "動畫",
    "time_of_day": "時間", "weather": "天氣", "season": "季節", "mood": "氣氛",
    "camera": "鏡頭運動",
    "watermark": "浮水印", "opacity": "不透明度", "margin": "邊距",
}  # fmt: skip
_EFFECTS_ENGLISH = {"time_of_day": "time of day"}
_VALUES_HANS = {
    "crossfade": "交叉淡化", "dip to black": "淡入黑场", "wipe": "擦除", "slide": "滑动",
    "top left": "左上", "top right": "右上", "bottom left": "左下", "bottom right": "右下",
    "top": "顶部", "bottom": "底部", "center": "居中", "lower third": "下三分之一",
    "left": "左侧", "right": "右侧",
    "warm": "暖色", "cool": "冷色", "black and white": "黑白", "vintage": "复古", "vivid": "鲜艳",
    "cinematic": "电影感", "fill": "填满", "bars": "黑边", "blur": "模糊背景", "card": "卡片",
    "typewriter": "打字机", "pop": "弹出", "fade": "淡入淡出", "none": "无",
    "dawn": "黎明", "day": "白天", "dusk": "黄昏", "night": "夜晚",
    "clear": "晴朗", "cloudy": "多云", "rain": "雨", "storm": "暴风雨", "fog": "雾", "snow": "雪",
    "spring": "春天", "summer": "夏天", "autumn": "秋天", "winter": "冬天",
    "still": "静止", "pan left": "向左摇", "pan right": "向右摇", "tilt up": "向上摇", "tilt down": "向下摇",
    "zoom in": "推近", "zoom out": "拉远",
    "calm": "平静", "dramatic": "戏剧性", "joyful": "欢快", "melancholic": "忧郁", "mysterious": "神秘",
    "romantic": "浪漫", "energetic": "活力",
}  # fmt: skip
"""Values of effects, as the detail of an item tells them; what is not here is told as the draft has it."""

_VALUES_HANT = {
    "crossfade": "交叉淡化", "dip to black": "淡入黑場", "wipe": "擦除", "slide": "滑動",
    "top left": "左上", "top right": "右上", "bottom left": "左下", "bottom right": "右下",
    "top": "頂部", "bottom": "底部", "center": "置中", "lower third": "下三分之一",
    "left": "左側", "right": "右側",
    "warm": "暖色", "cool": "冷色", "black and white": "黑白", "vintage": "復古", "vivid": "鮮豔",
    "cinematic": "電影感", "fill": "填滿", "bars": "黑邊", "blur": "模糊背景", "card": "卡片",
    "typewriter": "打字機", "pop": "彈出", "fade": "淡入淡出", "none": "無",
    "dawn": "黎明", "day": "白天", "dusk": "黃昏", "night": "夜晚",
    "clear": "晴朗", "cloudy": "多雲", "rain": "雨", "storm": "暴風雨", "fog": "霧", "snow": "雪",
    "spring": "春天", "summer": "夏天", "autumn": "秋天", "winter": "冬天",
    "still": "靜止", "pan left": "向左搖", "pan right": "向右搖", "tilt up": "向上搖", "tilt down": "向下搖",
    "zoom in": "推近", "zoom out": "拉遠",
    "calm": "平靜", "dramatic": "戲劇性", "joyful": "歡快", "melancholic": "憂鬱", "mysterious": "神祕",
    "romantic": "浪漫", "energetic": "活力",
}  # fmt: skip
_Words = tuple[Mapping[str, str], Mapping[str, str]]
_ENGLISH: _Words = (_EFFECTS_ENGLISH, {})
_WORDS: Mapping[str, _Words] = MappingProxyType(
    {
        "en": _ENGLISH,
        "zh-Hans": (_EFFECTS_HANS, _VALUES_HANS),
        "zh-Hant": (_EFFECTS_HANT, _VALUES_HANT),
    }
)


def effect_name(name: str, language: str) -> str:
    """What an effect is called; a language that is not written here falls back to English."""
    return _WORDS.get(language, _ENGLISH)[0].get(name, name)


def say_effect(name: str, value: str, language: str) -> str:
    """An effect with its value, such as `time of day dusk`, `时间 黄昏`."""
    values = _WORDS.get(language, _ENGLISH)[1]
    plain, size = (value, "") if value in values else _apart_from_size(value)
    told = (effect_name(name, language).replace("_", " "), values.get(plain, plain), size)
    return " ".join(filter(None, told))


def _apart_from_size(value: str) -> tuple[str, str]:
    """`crossfade 1s` as `crossfade` and `1s`."""
    kind, _, size = value.rpartition(" ")
    return (kind, size) if kind and size[:1].isdigit() else (value, "")


def detail_words(language: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The names of effects and their values in a language, by what the detail of an item says in English."""
    effects, values = _WORDS.get(language, _ENGLISH)
    return {name.replace("_", " "): words for name, words in effects.items()}, values
