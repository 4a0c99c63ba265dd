"""The words that the agent knows, in English and Chinese. To teach it a word, add it here."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_video.studio.agent.orders import Place

SCENE_WORDS = MappingProxyType(
    {
        "sunset": (
            r"\bsun(?:set|rise|down)s?\b|\b(?:ocean|sea|beach|waves?|seaside|surf|coast)\b"
            r"|日落|日出|夕阳|落日|大海|海边|海浪|海面|海滩|海洋|海上|黄昏"
        ),
        "city": (
            r"\b(?:city|cities|skyline|downtown|skyscrapers?|traffic|urban|streets?)\b"
            r"|城市|都市|夜景|街道|高楼|车流"
        ),
        "space": (
            r"\b(?:stars?|starfield|starry|space|galaxy|planets?|cosmos|universe|nebula)\b"
            r"|星空|太空|宇宙|星球|银河|行星"
        ),
        "mountains": r"\b(?:mountains?|peaks?|alps|hills|summit)\b|群山|雪山|山峰|山脉|高山",
        "snow": r"\b(?:snow\w*|winter|blizzard)\b|雪夜|下雪|飘雪|雪景|冬天|冬夜",
        "rain": r"\b(?:rain\w*|puddles?|drizzle|bokeh)\b|下雨|雨夜|雨天|雨中|细雨",
        "forest": r"\b(?:forests?|woods|trees|mist\w*|pines?)\b|森林|树林|晨雾|松林",
        "desert": r"\b(?:deserts?|dunes?|sahara)\b|沙漠|沙丘",
        "aurora": r"\b(?:aurora|northern lights|polar lights)\b|极光",
        "underwater": r"\b(?:underwater|coral|reef|deep sea)\b|水下|海底|珊瑚",
        "fireworks": r"\bfireworks?\b|烟花|烟火|焰火",
        "meadow": r"\b(?:meadows?|grass\w*|prairie|field of flowers|wildflowers)\b|草地|草原|麦田|花海",
        "abstract": r"\b(?:abstract|gradient|colou?rs?|shapes)\b|抽象|渐变",
    }
)
"""Scene → what people call it. The most words found win; where they draw, the last in this order."""

TIME_OF_DAY = MappingProxyType(
    {
        "dawn": r"\b(?:dawn|sunrise|morning|daybreak)\b|日出|黎明|清晨|早晨|破晓",
        "dusk": r"\b(?:dusk|sunset|evening|twilight|golden hour)\b|日落|黄昏|傍晚|夕阳",
        "night": r"\b(?:night|midnight|moonlit|moonlight)\b|夜晚|夜里|深夜|午夜|月夜",
        "day": r"\b(?:noon|midday|daylight|daytime)\b|正午|中午|白天",
    }
)

MOOD_WORDS = MappingProxyType(
    {
        "lofi": r"\blo-?\s?fi\b|\bchill\w*\b|\brelax\w*\b|低保真|慵懒|放松|轻松",
        "ambient": r"\bambient\b|\bcalm\w*\b|\bpeaceful\b|\bmeditat\w*\b|氛围|平静|宁静|冥想",
        "cinematic": r"\bcinematic\b|\bepic\b|\bdramatic\b|\borchestral\b|电影感|史诗|宏大|大气",
        "upbeat": r"\bupbeat\b|\bhappy\b|\bcheerful\b|\benergetic\b|\bpop\b|欢快|快乐|动感|活泼",
        "acoustic": r"\bacoustic\b|\bguitar\b|\bfolk\b|\bpiano\b|吉他|民谣|钢琴|原声",
        "electronic": r"\belectronic\b|\btechno\b|\bsynth\w*\b|\bedm\b|电子|合成器",
    }
)

MUSIC_WORDS = r"\b(?:music|soundtrack|bgm|song|tune|score|beats?|melody)\b|音乐|配乐|背景乐|伴奏"
TITLE_WORDS = r"\b(?:title|caption|heading|headline|text|words|subtitle)s?\b|标题|字幕|文字|片名|题目"
MEDIA_WORDS = (
    r"\b(?:upload\w*|my (?:\w+ )?(?:photos?|pictures?|images?|clips?|videos?|footage|files?)|slideshow)\b"
    r"|上传的|我的(?:照片|图片|视频|素材|片段)|幻灯片"
)
VIDEO_WORDS = (
    r"\b(?:video|clip|film|movie|scene|shot|footage|timelapse|animation)s?\b"
    r"|视频|短片|影片|片段|镜头|画面|动画"
)
EVERYTHING_WORDS = r"\b(?:start over|everything|from scratch|clear the timeline)\b|重新开始|全部|清空"

REMOVE_VERBS = (
    r"\b(?:remove|delete|drop|take (?:off|out|away)|no more|get rid of|without)\b|删除|删掉|去掉|移除|不要"
)
CHANGE_VERBS = r"\b(?:change|rename|replace|set|make|turn|instead)\b|改|换|替换|设"
REPLACE_WORDS = r"\b(?:replace|instead|change (?:it|the (?:video|scene|clip)) (?:to|into))\b|换成|替换|改成"
LOUDER_WORDS = r"\blouder\b|\bturn (?:\w+ )?up\b|大声|响一点|调大"
QUIETER_WORDS = r"\b(?:quieter|softer)\b|\bturn (?:\w+ )?down\b|小声|轻一点|调小|调低"
VOLUME_WORDS = r"\bvolume\b|音量"

QUESTION_EXPORT = (
    r"\b(?:how|where|can i|what do i)\b.*\b(?:get|save|download|export|share|watch|see|find|receive)\b"
    r"|(?:怎么|怎样|如何|哪里|哪儿|在哪).*(?:拿|得到|下载|导出|保存|看|找|取)"
)
QUESTION_ABILITIES = (
    r"\bwhat (?:else )?can you (?:do|make)\b|\bhelp\b|\bwho are you\b|\bwhat are you\b"
    r"|你能做什么|你会什么|能做什么|帮助|你是谁"
)

PLACES: Mapping[Place, str] = MappingProxyType(
    {
        "lower_third": r"\blower third\b|下三分之一|人名条",
        "top": r"\b(?:at|on|to|near) the top\b|顶部|上方",
        "bottom": r"\b(?:at|on|to|near) the bottom\b|底部|下方",
        "center": r"\b(?:cent(?:er|re)|middle)\b|中间|居中|中央",
    }
)

ASPECT_WORDS = MappingProxyType(
    {
        "9:16": r"\b(?:vertical|portrait|tiktok|reels?|shorts?)\b|竖屏|竖版|抖音",
        "1:1": r"\bsquare\b|方形|正方形",
        "16:9": r"\b(?:landscape|widescreen|horizontal)\b|横屏|横版|宽屏",
        "21:9": r"\b(?:ultrawide|cinemascope)\b|超宽",
    }
)
