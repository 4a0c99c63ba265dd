"""Words for what can be drawn, in English and Chinese."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.quantities import NUMERAL
from nemo_studio.edits.language.tokens import enter, read_table

SCENE_WORDS: Mapping[str, str] = read_table("scene_words")
"""Scene → what people call it. The most words found win; where they draw, the last in this order."""

SCENE_NAMES: Mapping[str, str] = read_table("scene_names")
"""What a scene is called when it is spoken of, beside the words that ask for one."""

TIME_OF_DAY: Mapping[str, str] = read_table("time_of_day")

WEATHER: Mapping[str, str] = read_table("weather")

WEATHER_ITSELF = r"\b(?:rain|drizzle|snow(?:fall)?|blizzard)(?: \w+ing)? (?:in|on|over|at)\b|window|窗"
"""As in "rain in the city", which is a picture of rain, where a rainy city is a city."""

SEASON: Mapping[str, str] = read_table("season")

SCENE_MOOD: Mapping[str, str] = read_table("scene_mood")

_SLOW = r"(?:slow(?:ly)?|gentle|gently|gradual(?:ly)?|slight)"
_SLOW_ZH = "(?:慢慢|缓缓|缓慢|轻轻)地?"


def _turn(verb: str, english: str, chinese: str, against: str) -> str:
    """The camera turns to a side: "pan slowly across the bay to the left", 镜头慢慢往左摇, 从右往左."""
    return (
        rf"\b{verb}\w*(?: {_SLOW})?(?: the camera)?(?: across(?: the \w+)?)?(?: to)?(?: the)? {english}\w*\b"
        rf"|(?:{_SLOW_ZH})?(?:[向往朝]{chinese}|从{against}[往向到]{chinese})(?:{_SLOW_ZH})?(?:平移|移动?|[摇仰俯])"
        rf"|从{against}[往向到]{chinese}|(?<=镜头)(?:{_SLOW_ZH})?[向往朝]?{chinese}(?:{_SLOW_ZH})?[摇移]?"
    )


CAMERA = MappingProxyType(
    {
        "still": r"\b(?:still camera|static (?:camera|shot)|fixed camera|no camera movement|locked[- ]off)\b"
        r"|镜头不动|固定镜头|静止镜头",
        "tilt_up": _turn("(?:tilt|pan)", "up", "上", "下"),
        "tilt_down": _turn("(?:tilt|pan)", "down", "下", "上"),
        "pan_left": _turn("(?:pan|drift|glide|track)", "left", "左", "右")
        + r"|\b(?:from|pan\w*(?: from)?)(?: the)? right to(?: the)? left\b",
        "pan_right": _turn("(?:pan|drift|glide|track)", "right", "右", "左")
        + r"|\b(?:from|pan\w*(?: from)?)(?: the)? left to(?: the)? right\b",
        "zoom_out": (
            rf"\b(?:(?:an?|the) )?{_SLOW} (?:camera )?(?:zoom(?:ing)?[- ]out|pull[- ]?(?:back|out))\b"
            r"|\b(?:an?|the) (?:zoom[- ]out|pull[- ]?(?:back|out))\b"
            rf"|\b(?:zoom|pull|dolly)(?:s|ing)?(?: {_SLOW})? (?:out|back)(?: {_SLOW})?\b"
            rf"|{_SLOW_ZH}(?:拉远|缩小|推远|拉开)|(?<=镜头)拉开|拉远|推远"
        ),
        "zoom_in": (
            rf"\b(?:(?:an?|the) )?{_SLOW} (?:camera )?(?:zoom(?:s|ing)?|push(?:es)?"
            rf"|creep)(?:[- ]in)?(?: on| into"
            rf"| to)?\b|\b(?:zoom(?:s|ing)?|push(?:es)?|creep)(?:[- ]in)?(?: on"
            rf"| into)? {_SLOW}(?: in(?:to)?)?\b"
            r"|\bzooms? (?:in)?to\b|\b(?:an?|the) (?:zoom|push)(?:[- ]in)?\b|\b(?:push|dolly"
            r"|creep)(?:es)?[- ]in"
            rf"(?: on)?\b|\bken[- ]burns(?: effects?)?\b|肯[·.]?伯恩斯(?:效果)?"
            rf"|{_SLOW_ZH}(?:往前)?(?:推近|拉近"
            r"|推进|放大|推)|推近|拉近|推进|往前推"
        ),
    }
)
_CAMERA_DESCRIBED = CAMERA | {
    "pan_right": CAMERA["pan_right"] + r"|\bpan(?:s|ning)?\b|平移|摇镜",
    "zoom_in": CAMERA["zoom_in"] + r"|\b(?:zoom(?:s|ing)?|mov(?:es|ing))\b[^,.]*\bin\b",
}
"""For each wish of a scene its values and their words; the first that is found counts."""

PARAMETERS = MappingProxyType(
    {
        "time_of_day": TIME_OF_DAY,
        "weather": WEATHER,
        "season": SEASON,
        "mood": SCENE_MOOD,
        "camera": _CAMERA_DESCRIBED,
    }
)
Values = Mapping[str, str]
POLITE = (
    r"(?:please|can you|could you|would you|i want|i would like|i'd like|i need|let's|now"
    r"|ok(?:ay)?,?|hi,?|hello,?)?\s*(?:to\s+)?(?:please\s+)?"
)
VERB = (
    r"(?:put together|make|create|generate|produce|draw|show|film|shoot|render|paint|animate|add|append"
    r"|stick|insert|put|give|get|find|have|see|do|build|start with|begin with|open with|end with|change it to"
    r"|turn it into|replace it with)"
)
NEW = r"(?:an?|another|some|one more|one|two|three|\d+)"
ARTICLE = rf"(?:{NEW}|the|my)"
LEAD = re.compile(
    rf"^(?:for (?:my )?[\w-]+\s*[:：,]\s*)?{POLITE}(?:{VERB}\s+)?(?:me\s+)?(?:{ARTICLE}\s+)?"
    rf"(?:second\s+)?(?:(?:short|new|beautiful|nice|second|quick|long|high quality|hd|4k)\s+)*"
    r"(?:(?:video|clip|film|movie|shot|scene|footage|animation)s?\b\s*(?:of|about|showing"
    r"|with|featuring|where|in which|for (?:my|our|the) [\w ]+:|:)?)?\s*(?:of\s+)?(?:(?:an?|the)\s+)?",
    re.IGNORECASE,
)
LEAD_ZH = re.compile(
    r"^(?:是|请|麻烦)?(?:你)?(?:帮我|给我|我想要|我要|我想|来)?(?:再|先)?(?:用)?(?:做|生成|制作|创建|来|拍|画"
    r"|换成|加上?|添加|插入?|弄|放)?(?:成)?(?:另|再)?(?:一?[个段条部支张幅])?(?:新的?)?(?:关于|短片|视频[:：]?)?"
)
TAIL = re.compile(
    r"\s*(?:的)?(?:\b(?:video|clip|film|movie)\b|短?视频|短片|影片|动画|画面|镜头|片段|场景)\s*$|\s+(?:scene"
    r"|shot|footage)\s*$",
    re.IGNORECASE,
)
LEFT_OVER = re.compile(
    r"^[\s,，]*(?:of|about)\s+(?:(?:an?|the)\s+)?|(?:\s+(?:for|lasting|at|in|with|of|about|and|then))+\s*$",
    re.IGNORECASE,
)
"""What stood beside a length or a shape: "a film, 10 s, of the sea", "a sunset of 5 s in 9:16"."""
SAID_MEASURES = re.compile(
    rf"(?:\b(?:for|lasting)\s+)?(?:\b(?:an?|{NUMERAL}))[\s-]*(?:minutes?|mins?)[\s-]+and[\s-]+"
    rf"(?:a[\s-]+half|{NUMERAL}[\s-]*(?:seconds?|secs?|s)\b)|(?:\b(?:for|lasting)\s+)?(?:\b(?:a|an)\s+)?(?<![A-Za-z\d.])"
    + NUMERAL
    + r"\s*-?\s*(?:seconds?|secs?|s|minutes?|mins?|秒钟?|分钟)"
    r"(?:\s+(?:long|each|of)\b|长)?(?:\s*的)?(?=\W|$|[\u4e00-\u9fff])"
    r"|[一两二三四五六七八九十半\d]+分钟?(?:[一两二三四五六七八九十\d]+秒钟?|半)?(?:长)?(?:的)?"
    r"|[一两二三四五六七八九十半]+(?:秒钟?|分钟)(?:长)?(?:的)?|\b\d+\s*m(?:in)?\s*\d+\s*s(?:ec)?\b"
    r"|\b(?:in )?(?:vertical|portrait|square|landscape|widescreen)\b(?: format| mode)?|(?:竖屏|竖版|横屏"
    r"|横版|方形)(?:的)?|\b(?:duration|aspect ratio|length)\b\s*[:：]?|(?:时长|画面比例|比例)\s*[:：]?"
    r"|\d{1,2}\s*[:：]\s*\d{1,2}",
    re.IGNORECASE,
)
OPENING = re.compile(
    rf"^{POLITE}(?:{VERB}\s+(?:me\s+)?(?:{NEW}\s+|\d)|(?:an?|another|some)\s+)", re.IGNORECASE
)
OPENING_ZH = re.compile(
    r"(?:秒钟?|分钟?)长?的(?!那|这)|(?:做|生成|制作|创建|来|拍|画|加|添加|插入?|要|弄)(?:上|成)?(?:另"
    r"|再)?(?:一|1|两|几)?[个段条部支张幅]|[加接插来放](?:上|个|一段)?\s*[\d一二两三四五六七八九十]+秒|生成"
    r"|制作|创建|^(?:请)?(?:再)?(?:做|拍|画(?!面))"
)
TALK = (
    r"[?？]|^\W*(?:I|we|you|they|he|she|there|why|who|what|when)\b(?! (?:want|need|would like)\b"
    r"|['’]d (?:love|like)\b)"
    r"|^[我你您他她这那](?!\S{0,2}想要)|为什么|怎么"
)
"""Questions, and what is told of oneself."""
EDIT_NOUNS = (
    r"\b(?:looks?|filters?|effects?|copy|copies|freeze|fade|split|speed|title|caption"
    r"|music|sounds?|noises?|transition|volume|frame|corner|box|on top|overlay|inset"
    r"|picture[- ]in[- ]picture|pip|window)\b|滤镜|效果|[声音]$|声[，,]|转场|标题|音乐|字幕|定格|画中画"
)
EXISTING = (
    r"\b(?:it|this|that|the (?:\w+ )?(?:clip|shot|video|scene|film|footage)s?|clips? \d)\b|把|将"
    r"|让|它|那[个段]|给\S{1,6}?加"
)
REPLACE = (
    r"\b(?:replace|instead of|swap out|substitute|swap (?:\S+ ){1,5}for|change (?:\w+ ){1,5}(?:to"
    r"|into|with|for)|turn (?:\w+ ){1,5}into)\b|换成|替换|改成|换为|替换为"
)
INNER = r"\b(?:background|foreground|sky|people|person|man|woman|face|voice)\b|背景|前景|天空|人|脸"
"""What is seen or heard in a clip and cannot be replaced alone."""
ORDER = r"\border\b|顺序|次序"
BY_THE_STUDIO = (
    r",?\s*(?:(?<![\w-])(?<!hand )(?<!pencil )(?<!ink )(?<!horse )(?<!ly )(?:to be )?drawn(?: by (?:the"
    r"|your) (?:offline )?studio|(?![\w-])(?! (?:in|with|on|to|from|by|into|animations?|cartoons?|style)\b))"
    r"|\b(?:without|with no|using no) (?:the |a |any |an )?(?:ai |video )?model\b)"
    r"|[，,]?(?:不[用要](?:ai)?模型|由?工作室(?:自己)?(?:来)?(?:画|绘制)的?|(?<![手素])绘制的)"
)
"""With these people ask for a scene of the studio's own; "hand-drawn" and "drawn in ink" name a style."""
DRAW = r"^\W*(?:please |now |then |and )*draw\b|^\W*(?:请|再|帮我|给我|先)*画(?!面)"
"""An order to draw, in which no other verb of making stands."""
TAKES = (
    r",?\s*\b(?:as|in|into|split into|made of|made up of)\s+(?P<count>several|multiple|a few|two|three|four"
    r"|five|six|\d)\s+(?:separate |different |single )?(?:clips|takes|shots)\b|[，,]?(?:分成?"
    r"|拆成)(?P<count_zh>几|多|若干|两|二|三|四|五|六|\d)个?(?:段|片段|镜头|条)(?:来?(?:生成|制作|拍摄?|做))?"
)
"""A wish that is to be made of several clips."""
TAKE_COUNTS = MappingProxyType(
    {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
    | {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
)
FILES = (
    r"\buploads?\b|\bfiles\b|\b(?:everything|what) i(?:['’]ve)? (?:uploaded|gave)"
    r"|素材|文件|传的(?:都|全|东西|\W*$)"
)
"""Whatever was uploaded, sounds too."""

SUBJECTS: Mapping[str, str] = read_table("subjects")
"""What people name their pictures after, and what Chinese calls it."""

_ADD = "(?:add|put|insert|place|draw|have|let|show)"
_INTO = r"(?:(?:in|into|to|through|onto?|over|across)|\w+ing (?:\w+ )?)"
_COUNTED = "[只个条匹头群艘架辆位名棵朵]"
THINGS_ADDED = (
    rf"^(?:please )?{_ADD} (?P<thing>(?:an?|some|two|three) \w[\w ]*?) {_INTO}(?: ?the| ?it| ?this| ?my)\b.*",
    rf"^(?:[在往给].*?[里上中间面]*)?(?:加|放|添|画)上?(?P<thing>[一几两]?{_COUNTED}[^，,]{{1,8}}?)[吧呗]?$",
    rf"^让(?P<thing>[一几两]{_COUNTED}.{{1,4}}?)(?=[飞跑走游穿经跳路坐站从在]).*$",
)
"""What is to be drawn into a scene that is there."""

TIMES = {
    1: r"\bonce\b|一[次遍]",
    2: r"\b(?:twice|(?:2|two) times)\b|[两二2][次遍]",
    3: r"\b(?:three|3) times\b|[三3][次遍]",
}
"""How often an upload is to be shown."""
FILM_OF = rf"{NUMERAL}[- ]seconds?[- ](?:long )?(?:slideshow|video|film)|秒钟?的?(?:幻灯片|相册|影集|视频)"
"""A length of the film that uploads make."""
VIDEO_WORDS = (
    r"\b(?:video|clip|film|movie|scene|shot|footage|timelapse|animation)s?\b"
    r"|短?视频|短片|影片|片段|镜头|画面|动画"
)
DRAWN = (
    r"\b(?:sky|skies|sun|sunlight|moon|stars|clouds?|lights?|light|reflections?|waters?|waves?|crash\w*"
    r"|roll\w*|horizon|surface|sand|shore\w*|rays?|sunbeams?|beams?|trees?|pines?|leaves|flowers?|wind|breeze"
    r"|buildings?|windows?|cars?|neon|streets?|nights?|day|fish|bubbles?|bay|flakes?|snowflakes?|drops?"
    r"|falling|drifting|swaying|blowing|twinkling|glowing|shining|moving|flowing|slopes?|ridges?|lake|valley"
    r"|over|under|above|below|across|through|from|to|by|near|along|between|behind|into|against|up|down|out"
    r"|left|right|fall|falls|burst\w*|explod\w*|com(?:es?|ing)|appear\w*|ris(?:es?|ing)|sets?|cameras?)\b|天空|太阳|阳光|月亮|月光|云|光|倒影|水|浪|沙|风|树|叶|花"
    r"|楼|窗|灯|车|夜|雪花|雨滴|飘|闪|照|上|下|中|里|外|着|起|落|日|边|之|从|过|间|景|空|霓虹|出现|升|镜头"
)
"""What scenes show beside their names."""
ADJECTIVES = (
    r"\b(?:beautiful|nice|lovely|stunning|gorgeous|pretty|amazing|cool|great|perfect|cinematic|realistic"
    r"|photorealistic|detailed|epic|gentle|gently|soft|softly|bright|dark|deep|big|small|large|vast|wide|long"
    r"|short|new|old|first|second|last|slow|slowly|quick|fast|calmly|quietly|golden|blue|green|red|orange"
    r"|purple|pink|white|black|warm|cold|clear|dramatic|moody|empty|high|low|very|quality|style|view|aerial"
    r"|drone|close[- ]?up|background|time[- ]?lapse|loop\w*|hd|4k|lots|full|one|two|three|another|more|same"
    r"|other|featuring|showing|about|where|start|end|beginning|instead|called|pictures?|images?|scenery"
    r"|tiktok|reels?|youtube|instagram|shorts|story|stories|get)\b|背景|完美|美丽|漂亮|好看|唯美|壮观|震撼|电影感|真实"
    r"|逼真|高清|慢|快|大|小|新|蓝|绿|红|橙|紫|粉|白|黑|金|暖|冷|深|浅|远|近|全|航拍|循环|延时|特写|风格|另|关于|用|成|换"
    r"|为|放|在|到|开头|最|前|后|面|末尾|长|秒|分钟?|钟|半|[一二两三几](?=[个段条场只])|(?<=[一二两三几])只"
    r"|一(?!\S)|生成|制作|拍|画|加|先|再|请|段"
)
"""What describes a scene and is no thing of its own."""

WEIGHTLESS = (
    r"\b(?:the|an?|some|this|that|these|those|my|your|our|its|their|his|her|it|them|me|us|I|we|you|he|she"
    r"|is|are|was|be|been|am|'s|'re|let['’]s|please|pl[sz]|thanks?|thank you"
    r"|can|could|would|will|should|shall|may|might|want|wants|need|needs|like|love|wish"
    r"|make|makes|set|put|give|gives|let|have|has|get|got|do|does|go|there|here|now|then|so|just|also|and|or"
    r"|of|in|on|at|for|with|as|which|who|what|while|when|really|actually|maybe|perhaps|somehow|kindly"
    r"|ok|okay|well|oh|hey|hi|hello|yes|right away|look|looks|feel|feels|bit|little|touch|kind|sort"
    r"|video|film|movie|clip|thing)(?:['’](?:s|d|m|re|ve|ll))?\b"
    r"|[在把将让给请帮我你它他她这那的地得了吧啊呢吗嘛呀哦哈着呗咯]|一[下点些]|帮忙|麻烦|希望|想要|我想|需要|可以"
    r"|能不能|可不可以"
    r"|能否|应该|要|插入?|加入|里面?|一?[个段条首张种份句]|有|是|就|来|弄|做|使|和|与|并|然后|视频|影片|短片|画面"
)
"""Words that ask for nothing by themselves. What turns a meaning (not, too, by, all …) is none of them."""

ENTRIES = (
    *enter("camera", CAMERA),
    *enter(
        "camera_noun",
        rf"\bcamera(?: move(?:ment)?s?)?\b|\b(?:pan|tilt|drift|glide)(?:s|ning|ting|ing)?\b(?: across)?"
        rf"|镜头[摇移]?|\b{_SLOW}\b|镜头|慢慢地?|缓缓地?|缓慢地?",
    ),
    *enter("parameter", {("mood", "dreamy"): r"\b(?:dreamy|dreamlike)\b|梦幻|如梦"}),
    *[
        each
        for name, table in (("time_of_day", TIME_OF_DAY), ("weather", WEATHER), ("season", SEASON))
        for each in enter("parameter", {(name, key): words for key, words in table.items()})
    ],
)
"""What the words about scenes mean."""
