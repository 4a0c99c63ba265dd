"""Words for what can be drawn, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

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
        "night": r"\b(?:night|midnight|moonlit|moonlight)\b|夜晚|夜里|深夜|午夜|月夜|晚上",
        "day": r"\b(?:noon|midday|daylight|daytime|by day)\b|正午|中午|白天",
    }
)

WEATHER = MappingProxyType(
    {
        "storm": r"\b(?:storm\w*|thunder\w*|lightning|tempest)\b|暴风|暴雨|雷雨|风暴|雷电|闪电",
        "rain": r"\b(?:rain\w*|drizzl\w*|downpour)\b|下雨|雨天|雨中|细雨|大雨|小雨",
        "snow": r"\b(?:snow\w*|blizzard)\b|下雪|飘雪|雪天|大雪|小雪",
        "fog": r"\b(?:fog\w*|mist\w*|haze|hazy)\b|起雾|大雾|薄雾|雾天|有雾|雾气",
        "cloudy": r"\b(?:cloudy|clouds?|overcast)\b|多云|阴天|云层",
        "clear": r"\b(?:clear sky|clear skies|clear weather|sunny|cloudless)\b|晴天|晴朗|万里无云",
    }
)

SEASON = MappingProxyType(
    {
        "spring": r"\bspring(?:time)?\b|春天|春季|春日",
        "summer": r"\bsummer\w*\b|夏天|夏季|夏日",
        "autumn": r"\b(?:autumn\w*|fall (?:colou?rs|leaves|foliage)|in (?:the )?fall)\b|秋天|秋季|秋日",
        "winter": r"\bwint(?:er|ry)\w*\b|冬天|冬季|冬日|冬夜",
    }
)

SCENE_MOOD = MappingProxyType(
    {
        "calm": r"\b(?:calm|peaceful|serene|quiet|tranquil)\b|平静|宁静|安静",
        "dramatic": r"\b(?:dramatic|epic|intense)\b|戏剧性|壮观|史诗",
        "dreamy": r"\b(?:dreamy|dreamlike|magical)\b|梦幻|如梦",
        "gloomy": r"\b(?:gloomy|moody|melanchol\w+|sad)\b|阴郁|忧郁|伤感",
        "cheerful": r"\b(?:cheerful|happy|joyful)\b|欢快|快乐|明快",
    }
)

CAMERA = MappingProxyType(
    {
        "still": r"\b(?:still camera|static (?:camera|shot)|fixed camera|no camera movement|locked[- ]off)\b"
        r"|镜头不动|固定镜头|静止镜头",
        "tilt_up": (
            r"\b(?:tilt|pan)\w*\b[^,.]*\bup\w*\b|镜头\S{0,5}[往向朝]上|从下[往向]上|向上(?:摇|仰"
            r"|倾斜)|镜头(?:慢慢|缓缓)?(?:向)?上"
        ),
        "tilt_down": (
            r"\b(?:tilt|pan)\w*\b[^,.]*\bdown\w*\b|镜头\S{0,5}[往向朝]下|[往向]下摇|从上[往向]下"
            r"|向下(?:摇|俯|倾斜)|镜头(?:慢慢|缓缓)?(?:向)?下"
        ),
        "pan_left": (
            r"\bpan\w*\b[^,.]*\bleft\b|镜头\S{0,5}[往向朝]左|[往向]左摇"
            r"|向左(?:平移|摇|移动?镜头?)|镜头(?:慢慢|缓缓)?(?:向)?左"
        ),
        "pan_right": (
            r"镜头\S{0,5}[往向朝]右|\bpan(?:s|ning)?\b|向右(?:平移|摇"
            r"|移动?镜头?)|镜头(?:慢慢|缓缓)?(?:向)?右|平移|摇镜"
        ),
        "zoom_out": r"\b(?:zoom\w*|pull\w*|dolly\w*)\b[^,.]*\b(?:out|back)\b|拉远|镜头拉开|推远",
        "zoom_in": (
            r"\b(?:zoom(?:s|ing)?|push\w*|dolly\w*|creep\w*|mov(?:es|ing))\b[^,.]*\bin\b"
            r"|\bslow(?:ly)? zoom\b|推近"
            r"|镜头\S{0,4}推|往前推|慢慢推|缓缓推|拉近"
        ),
    }
)
"""For each wish of a scene its values and their words; the first that is found counts."""

PARAMETERS = MappingProxyType(
    {"time_of_day": TIME_OF_DAY, "weather": WEATHER, "season": SEASON, "mood": SCENE_MOOD, "camera": CAMERA}
)

Values = Mapping[str, str]

VIDEO_WORDS = (
    r"\b(?:video|clip|film|movie|scene|shot|footage|timelapse|animation)s?\b"
    r"|视频|短片|影片|片段|镜头|画面|动画"
)
