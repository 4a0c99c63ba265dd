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
            r"(?<!too )(?<!less )(?<!so )\b(?:warm(?:er|th)?|golden tones?|co[sz]y|co[sz]ier|warm (?:it|this"
            r"|them) up)\b|\b(?:too|less|not so|kinda|a bit|so) (?:cool|cold|blue)\b|偏蓝|发蓝|太冷|不够暖"
            r"|(?:别|不要)那么冷|温馨|暖色|温暖|暖一点|暖调|偏暖|更暖|变暖"
        ),
        "cool": (
            r"(?<!too )(?<!less )(?<!so )\b(?:cool(?:er)?|cold(?:er)?|blu(?:e|ish) tones?|icy)\b"
            r"|\b(?:too|less|not so|kinda|a bit|so) (?:warm|yellow|orange)\b|偏黄|发黄|太暖|太黄|不够冷"
            r"|(?:别|不要)那么暖|冷色|冷调|清冷|(?<!太)冷一点|偏冷|更冷|变冷"
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
    r"|those))* (?:looks?|filters?|(?:colou?r )?grad(?:e|ing)|(?:colou?r )?effects?)\b|(?:去掉|取消|移除|不要"
    r"|恢复|还原)\S*(?:滤镜|色彩|效果|调色|原色)|恢复原色"
)
_BRIGHTER = (
    r"\b(?:(?:too|so|(?:a )?(?:bit|touch|little)|less) dark|bright(?:er|en(?:ed)?)?|lighter|lighten|too dark"
    r"|(?:increase|raise|more|turn up|boost) (?:the )?brightness|brightness up)\b|亮一?点|亮一些|更亮|变亮"
    r"|调亮|提亮|[太点]暗|不够亮|亮\s*\d|(?<!不)(?<!别)再亮|(?:提高|增加|调高|加强)亮度|亮度\S{0,3}(?:提高"
    r"|增加|调高|高|大)|加亮"
)
_DARKER = (
    r"\b(?:dark(?:er|en(?:ed)?)|(?<!too )(?<!so )(?<!bit )(?<!touch )(?<!little )dark|dim(?:mer)?"
    r"|too bright|(?:not|less) (?:so |as )?bright|(?:reduce|lower|decrease|less"
    r"|turn down) (?:the )?brightness|brightness down)\b|暗一?点|暗一些|更暗|变暗|调暗|压暗"
    r"|太亮|(?:别|不要)(?:太|那么)亮|(?:降低|减少|调低)亮度|亮度\S{0,3}(?:降低|减少|调低|低|小)"
)
_ZOOM_OUT = (
    r"\bzoom(?:ed)? (?:\w+ ){0,3}out\b|\b(?:no|remove|reset|undo) (?:the )?(?:zoom|crop)\b|缩小画面|画面还原"
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
    r"|(?:模糊背景|背景模糊|虚化背景)(?:填充)?|模糊填充|背景虚化"
)
FIT_BARS = (
    r"\b(?:letter-?box\w*|pillar-?box\w*|black bars|fit"
    r"|show (?:it |them |the )?(?:whole|entire|full)|don't crop|without cropping|no cropping"
    r"|uncropped)\b|黑边|留黑|完整显示|不要裁剪|不裁剪|适应(?:画面|屏幕)"
)
FIT_FILL = (
    r"\bfill (?:the |up )?\w*\b|\b(?:no|remove|without|get rid of|lose) (?:the )?(?:black )?bars\b"
    r"|\bcover the (?:screen|frame)\b|填满|铺满|充满|填充(?:画面|屏幕)|去掉黑边|不要黑边"
)
TRANSITIONS: Mapping[TransitionKind, str] = MappingProxyType(
    {
        "crossfade": (
            r"\bcross[- ]?(?:fad\w*|dissolv\w*)\b|\bdissolv\w*\b|\bfades? between\b|\b(?:blend"
            r"|melt)\b(?: between\b)?|叠化|交叉淡化|交叉溶解|溶解|淡化(?:转场)?|淡入淡出(?:的)?转场|淡变"
        ),
        "dip_to_black": (
            r"\b(?:dips?|fad(?:e|es|ing)) (?:to|through|via) black between\b|\bdips? (?:to|through"
            r"|via) black\b|\bfad\w* through black\b|\bthrough black\b"
            r"|\bblack (?:transition|dip)s?\b|黑场|闪黑|渐黑转场|经?过黑"
        ),
        "wipe": r"\bwip(?:e|es|ing)\b|擦除|划像|划变|擦[拭过]",
        "slide": (
            r"\bslid(?:e|es|ing) (?:transition|between|over|from|to)\w*|\b(?:slide"
            r"|push) transitions?\b|\bslid(?:e|es|ing)\b|(?:滑[动入过]|推[移入])(?:转场|切换|过渡)?"
        ),
        "cut": (
            r"\b(?:hard|straight|plain|simple|clean) cuts?\b|\b(?:no|remove|without|delete)(?: (?:the|all|any"
            r"|those|my|of))* transitions?\b|硬切|直接切换|(?:去掉|不要|取消|删除|移除)\S*(?:转场|过渡)"
        ),
    }
)


def _corner(vertical: str, horizontal: str, chinese: str) -> str:
    """A corner with what stands around it: "in the top right-hand corner", 左上角."""
    english = (
        rf"(?:\b(?:in|to|at|into)(?: the)? )?\b(?:{vertical})[- ]?{horizontal}(?:[- ]hand)?\b(?:[- ](?:side "
        r"|hand )?corner\b)?"
    )
    return rf"{english}|{chinese}(?:角落|角|方|边)?"


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
    *enter("no_look", _NO_LOOK),
    *enter("brightness", {1: _BRIGHTER, -1: _DARKER}),
    *compute("part_of_picture", _PART, lambda found: found[1] or found[2]),
    *enter("fit", {"blur": FIT_BLUR, "bars": FIT_BARS, "fill": FIT_FILL}),
    *enter("zoom_out", _ZOOM_OUT),
    *enter("focus", {point: rf"(?:\b(?:to |on )?the )?(?:{words})" for point, words in _FOCUS.items()}),
    *enter("transition", TRANSITIONS),
    *enter("corner", CORNERS),
)
"""What the words about the picture mean."""
