"""Words for how the picture looks, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.tokens import compute, enter
from nemo_studio.edits.picture.commands import Corner, Look, TransitionKind

LOOKS: Mapping[Look, str] = MappingProxyType(
    {
        "black_and_white": (
            r"\bblack[- ]?(?:and|&|n)?[- ]?white\b|\bb\s?&\s?w\b|\bmonochrome\b"
            r"|\bgr[ae]yscale\b|\bnoir\b|黑白|灰度|单色"
        ),
        "vintage": (
            r"\b(?:vintage|retro|old[- ](?:film|movie|time)|sepia|nostalgic|aged|8 ?mm)\b|复古"
            r"|怀旧|老电影|老照片|旧照片|做旧"
        ),
        "vivid": (
            r"\b(?:more )?(?:vivid|vibrant|punchy|colou?rful|saturated look)\b|\btoo (?:dull|flat|pale)\b"
            r"|\bmake (?:it|this|them|everything|the colou?rs) pop\b(?! (?:in|up|out))|鲜艳"
            r"|鲜明|浓郁|多彩|艳丽"
        ),
        "warm": (
            r"(?<!too )(?<!less )(?<!so )\b(?:warm(?:er|th)?|golden tones?|co[sz]y"
            r"|co[sz]ier|warm (?:it|this|them) up)\b"
            r"|\b(?:too|less|not so|kinda|a bit|so) (?:cool|cold|blue)\b|偏蓝|发蓝"
            r"|太冷|不够暖|(?:别|不要)那么冷"
            r"|温馨|暖色|温暖|暖一点|暖调|偏暖|更暖|变暖"
        ),
        "cool": (
            r"(?<!too )(?<!less )(?<!so )\b(?:cool(?:er)?|cold(?:er)?|blu(?:e|ish) tones?|icy)\b"
            r"|\b(?:too|less|not so|kinda|a bit|so) (?:warm|yellow|orange)\b|偏黄|发黄|太暖|太黄|不够冷"
            r"|(?:别|不要)那么暖"
            r"|冷色|冷调|清冷|(?<!太)冷一点|偏冷"
            r"|更冷|变冷"
        ),
    }
)
_PART = (
    r"(?:(?<=\bthe )|(?<=\bits )|(?<=\bhis )|(?<=\bher )|(?<=\btheir ))(?:\w+\s+)?("
    r"sky|sea|ocean|water|waves?|clouds?|ground|grass|sand|trees?|leaves|sun|moon|stars|snow|rain|buildings?"
    r"|windows?|lights|cars?|people|person|man|woman|faces?|eyes|skin|hair|background|foreground|horizon"
    r"|(?:left|right|top|bottom|upper|lower) (?:half|side|part))\b"
    r"(?!\s+(?:clip|shot|scene|segment|part|footage|photo|picture|image|video|one)s?\b)"
    r"|(天空|夜空|海面|海水|大海|水面|地面|草地|沙子|树木?|太阳|月亮|星星|云|背景|前景|人物|人脸|脸|皮肤|头发"
    r"|[左右]半边|[上下]半部分?)(?:的颜色|部分)?(?=\s*(?:变|调|改|更|弄|设|提|压|亮|暗|转|换成黑白))"
)
"""Things that are seen in a picture and cannot be coloured alone."""
_NO_LOOK = (
    r"\b(?:remove|no|without|reset|undo|normal|original|natural)(?: (?:the|all|any|its|my|that"
    r"|those))* (?:looks?|filters?"
    r"|colou?rs?|grad(?:e|ing)|effects?)\b|(?:去掉|取消|移除|不要|恢复|还原)\S*(?:滤镜|颜色"
    r"|色彩|效果|调色|原色)|恢复原色"
)
_BRIGHTER = (
    r"\b(?:(?:too|so|(?:a )?(?:bit|touch|little)|less) dark|bright(?:er|en(?:ed)?)?|lighter"
    r"|lighten|too dark|(?:increase|raise|more|turn up"
    r"|boost) (?:the )?brightness|brightness up)\b|亮一?点|亮一些|更亮|变亮|调亮|提亮"
    r"|[太点]暗|不够亮|亮\s*\d|(?<!不)(?<!别)再亮"
    r"|(?:提高|增加|调高|加强)亮度|亮度\S{0,3}(?:提高|增加|调高|高|大)|加亮"
)
_DARKER = (
    r"\b(?:dark(?:er|en(?:ed)?)|(?<!too )(?<!so )(?<!bit )(?<!touch )(?<!little )dark|dim(?:mer)?"
    r"|too bright|(?:not|less) (?:so |as )?bright|(?:reduce|lower|decrease|less"
    r"|turn down) (?:the )?brightness|brightness down)\b|暗一?点|暗一些|更暗|变暗|调暗|压暗"
    r"|太亮|(?:别|不要)(?:太|那么)亮|(?:降低|减少|调低)亮度|亮度\S{0,3}(?:降低|减少|调低|低|小)"
)
_ZOOM_OUT = (
    r"\bzoom(?:ed)? (?:\w+ ){0,3}out\b|\b(?:no|remove|reset|undo) (?:the )?(?:zoom|crop)\b"
    r"|缩小画面|画面还原"
    r"|(?:取消|去掉)(?:放大|裁剪|缩放)|(?:放大|裁剪|缩放)(?:不要|去掉|取消)"
)
_FOCUS = MappingProxyType(
    {
        (0.0, 0.0): r"\b(?:top|upper)[- ]left\b|左上",
        (1.0, 0.0): r"\b(?:top|upper)[- ]right\b|右上",
        (0.0, 1.0): r"\b(?:bottom|lower)[- ]left\b|左下",
        (1.0, 1.0): r"\b(?:bottom|lower)[- ]right\b|右下",
        (0.0, 0.5): r"\bleft\b|左边|左侧|左半",
        (1.0, 0.5): r"\bright\b|右边|右侧|右半",
        (0.5, 0.0): r"\b(?:top|upper)\b|上边|上方|上部|上半|顶部",
        (0.5, 1.0): r"\b(?:bottom|lower)\b|下边|下方|下部|下半|底部",
    }
)
FIT_BLUR = (
    r"\bblur\w*(?: (?:the|it|its|at|on|as|black))* (?:background|bars|sides|edges|borders)\b|\bblurred\b"
    r"|(?:模糊背景|背景模糊|虚化背景)(?:填充)?"
    r"|模糊填充|背景虚化"
)
FIT_BARS = (
    r"\b(?:letter-?box\w*|pillar-?box\w*|black bars|fit"
    r"|show (?:it |them |the )?(?:whole|entire|full)|don't crop|without cropping|no cropping"
    r"|uncropped)\b|黑边|留黑|完整显示|不要裁剪|不裁剪|适应(?:画面|屏幕)"
)
FIT_FILL = (
    r"\bfill (?:the |up )?\w*\b|\b(?:no|remove|without|get rid of"
    r"|lose) (?:the )?(?:black )?bars\b|\bcover the (?:screen|frame)\b|填满|铺满|充满"
    r"|填充(?:画面|屏幕)|去掉黑边|不要黑边"
)
TRANSITIONS: Mapping[TransitionKind, str] = MappingProxyType(
    {
        "crossfade": (
            r"\bcross[- ]?(?:fad\w*|dissolv\w*)\b|\bdissolv\w*\b|\bfades? between\b"
            r"|\b(?:blend|melt)\b(?: between\b)?|叠化|交叉淡化|交叉溶解|溶解|淡化(?:转场)?"
            r"|淡入淡出(?:的)?转场|淡变"
        ),
        "dip_to_black": (
            r"\b(?:dips?|fad(?:e|es|ing)) (?:to|through|via) black between\b|\bdips? (?:to|through"
            r"|via) black\b"
            r"|\bfad\w* through black\b|\bthrough black\b"
            r"|\bblack (?:transition|dip)s?\b|黑场|闪黑|渐黑转场|经?过黑"
        ),
        "wipe": r"\bwip(?:e|es|ing)\b|擦除|划像|划变|擦[拭过]",
        "slide": (
            r"\bslid(?:e|es|ing) (?:transition|between|over|from|to)\w*|\b(?:slide"
            r"|push) transitions?\b|\bslid(?:e|es|ing)\b|(?:滑[动入过]|推[移入])(?:转场|切换|过渡)?"
        ),
        "cut": (
            r"\b(?:hard|straight|plain|simple|clean) cuts?\b|\b(?:no|remove|without"
            r"|delete)(?: (?:the|all|any|those|my|of))* transitions?\b|硬切|直接切换|(?:去掉|不要|取消|删除"
            r"|移除)\S*(?:转场|过渡)"
        ),
    }
)


def _corner(vertical: str, horizontal: str, chinese: str) -> str:
    """A corner with what stands around it: "in the top right-hand corner", 左上角."""
    english = (
        r"(?:\b(?:in|to|at"
        rf"|into)(?: the)? )?\b(?:{vertical})[- ]?{horizontal}(?:[- ]hand)?\b(?:[- ](?:side "
        r"|hand )?corner\b)?"
    )
    return rf"{english}|(?:画面)?(?:的)?{chinese}(?:角落|角|方|边)?"


CORNERS: Mapping[Corner, str] = MappingProxyType(
    {
        "top_left": _corner("top|upper", "left", "左上"),
        "top_right": _corner("top|upper", "right", "右上"),
        "bottom_left": _corner("bottom|lower", "left", "左下"),
        "bottom_right": _corner("bottom|lower", "right", "右下"),
    }
)

ENTRIES = (
    *enter("look", LOOKS),
    *enter(
        "look",
        {
            "warm": r"\bwarm(?: (?:it|this|that|them|everything))?(?: up)?\b|\bwarmer\b|调暖|暖色?调?"
            r"|偏暖|暖色的?|暖和",
            "cool": r"\b(?:too|kinda|a bit|so) (?:yellow|orange)\b|[偏发]黄|\bcool(?: (?:it|this|that|them"
            r"|everything))?(?: down)?\b|\bcolder\b|调冷"
            r"|冷色?调?的?|偏冷",
            "vivid": (
                r"\b(?:dull|washed out|(?<!seconds )(?<!secs )(?<!\ds )(?<!in total )flat"
                r"|faded|more colou?rful|more saturated|punchier)\b"
                r"|鲜艳[些点]?|不鲜艳|灰扑扑"
                r"|灰蒙蒙|发灰|暗淡|更艳"
            ),
            "vintage": (
                r"\b(?:looks? old|(?:like )?an old (?:film|movie|photo)|retro|old-?school|aged)\b|复古(?:风格"
                r"|[感风])?|做旧|老旧|老电影|年代感"
            ),
            "black_and_white": r"\bb ?(?:&|and|/) ?w\b|\bbw\b|\b(?:gr[ae]yscale|monochrome|no colou?r)\b"
            r"|黑白的?",
        },
    ),
    *enter("no_look", _NO_LOOK),
    *enter(
        "look_noun",
        r"\b(?:looks?|style|grade|filter|effect|animations?|tones?|(?:the )?colou?rs?|grading|feel"
        r"|vibe|treatment)\b|滤镜|效果|动画|色调|色彩|颜色|风格|调色|感觉?|风|色",
    ),
    *enter("brightness", {1: _BRIGHTER, -1: _DARKER}),
    *enter(
        "brightness",
        {
            1: r"\bbright(?:er|en)(?: up)?\b|\b(?:can'?t|cannot|can ?(?:barely|hardly)|(?:barely"
            r"|hardly)) see (?:a thing|anything|much)\b|亮[些点]"
            r"|太黑|黑[咕漆乎][隆漆乎]?[咚黑]?的?|(?:啥|什么)?[也都]?看不[清见]",
            -1: r"\bdark(?:er|en)\b|暗[些点]|刺眼|过曝",
        },
    ),
    *enter("brightness_noun", r"\bbrightness\b|亮度"),
    *enter("contrast_noun", r"\bcontrast\b|对比度?"),
    *enter(
        "saturation",
        {
            1: r"\bsaturate\b|\bmore colou?r\b",
            -1: r"\b(?:desaturate|less saturated|too saturated|garish)\b"
            r"|\bcolou?rs? (?:are|is|look) (?:\w+ )?too (?:strong|intense|much)\b|颜色太[浓重艳]|太艳",
        },
    ),
    *enter("saturation_noun", r"\bsaturation\b|饱和度?"),
    *compute("part_of_picture", _PART, lambda found: found[1] or found[2]),
    *enter(
        "flip",
        {
            "horizontal": (
                r"\b(?:mirror(?:ed)?|flip(?:ped)?)(?: (?:it"
                r"|this))?(?: so (?:that )?(?:the )?left and (?:the )?right"
                r" (?:are swapped|change places|swap))\b"
                r"|\b(?:mirror(?:ed)?|flip(?:ped)?)(?: (?:it|this))?(?: horizontal(?:ly)?| left to right"
                r"| around)?\b|左右(?:镜像|翻转|颠倒|反转|翻)(?:过来|一下)?"
                r"|(?:水平)?镜像(?:翻转)?(?:过来)?|水平翻转|翻转|翻过来"
            ),
            "vertical": r"上下(?:翻转|颠倒|镜像)|垂直翻转",
        },
    ),
    *enter("look_noun", r"\bhorizontal(?:ly)?\b|\bleft to right\b|水平"),
    *enter("vertical", r"\bvertical(?:ly)?\b|\bupside down\b|倒过来|颠倒"),
    *enter(
        "upright",
        r"(?:不要|别)(?:再)?旋?转了?(?!场)|\b(?:upright|no rotation"
        r"|remove (?:the )?rotation)\b|转回来|取消旋转|摆正",
    ),
    *enter("rotate", r"\b(?:rotat\w+|sideways|spin)\b|旋转"),
    *enter("turned", r"\bturn(?:ed)?\b|转(?:了|个)?"),
    *enter(
        "turning",
        {
            1: r"\bclockwise\b|\b(?:to the )?right\b|(?<!逆)顺时针(?:方向)?|向右|往右",
            -1: r"\b(?:counter-?\s?clockwise|anti-?\s?clockwise)\b|\b(?:to the )?left\b"
            r"|逆时针(?:方向)?|向左|往左",
        },
    ),
    *enter("fit", {"blur": FIT_BLUR, "bars": FIT_BARS, "fill": FIT_FILL}),
    *enter("zoom_out", _ZOOM_OUT),
    *enter(
        "zoom",
        r"\bzoom(?:ed)?(?: in)?(?: on)?\b|\bcrop\b|\b(?:closer|close[- ]up|punch in|enlarge)\b|放大|裁剪画面"
        r"|裁切|特写|裁剪",
    ),
    *enter("crop_away", r"\b(?:crop|cut) (?:out|off|away)\b|裁掉"),
    *enter("focus", {point: rf"(?:\b(?:to |on )?the )?(?:{words})" for point, words in _FOCUS.items()}),
    *enter("transition", TRANSITIONS),
    *enter("transition_noun", r"\btransitions?\b|转场|过渡"),
    *enter("cut_noun", r"\bcuts?\b|\bjumps?\b|剪辑点|切换"),
    *enter("corner", CORNERS),
    *enter("corner_noun", r"\bin (?:the|a) corner\b|角落"),
    *enter(
        "size_noun",
        r"\b(?:size|wide|width|of the (?:frame|screen|picture|width))\b|大小|占(?:画面)?"
        r"|宽度?",
    ),
    *enter("picture", r"\b(?:picture|screen|image)\b|画面|屏幕?"),
    *enter(
        "full",
        r"\b(?:full[- ]?(?:frame|screen|size)|fill the (?:frame|screen))\b|铺满|全屏|满屏|主画面"
        r"|底图",
    ),
)
"""What the words about the picture mean."""
