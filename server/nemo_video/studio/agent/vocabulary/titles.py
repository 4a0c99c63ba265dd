"""Words for words over the picture, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_video.studio.agent.orders.titles import Animation, TitlePlace

TITLE = (
    r"\b(?:title|caption|heading|headline|text|words|lower third|credits?)s?\b|标题|文字|片名|题目"
    r"|字样|大字|片头字|人名条"
)
SUBTITLE = r"\bsubtitles?\b|\bsrt\b|\bclosed captions\b|字幕"
ADD = (
    r"\b(?:add|write|put|insert|show|display|create|place|overlay|have|with|want|need|use"
    r"|include|give|say|type|superimpose)\b"
    r"|加|写|打上|放|显示|添|插入|做|来|配|要|出现|上(?=一?个?标题)"
)
CHANGE = (
    r"\b(?:change|rename|replace|set|make|turn|edit|update|let|should|rewrite|correct"
    r"|reword)\b|改|换|替换|设|变"
)
TO = r"\b(?:to (?:say|read)|to|into|with|says?|reads?)\b|改成|改为|换成|变成|写成|为|成"
LEAD = (
    r"^.*?(?:{title})\s*(?:\d+\s+)?(?:\bto (?:say|read)\b|\bto\b|\bthat (?:says|reads)\b"
    r"|\bwhich says\b|\bsaying\b|\breading\b|\bwith the (?:text|words)\b"
    r"|改成|改为|换成|变成|写着|写上|写成|内容(?:是|为)|叫做?|为|[:：])?\s*"
)
TAIL = (
    r"\s*(?:\b(?:for|in|during|from|at|on|over|near|to|starting|until|after|before|with) "
    r"(?=the |a |an |\d|red|blue|green|yellow|white|black|orange|pink|purple|gold|large"
    r"|big|small|bold|second|first|last|top|bottom|center|centre|middle)"
    r".*|(?:显示|持续|放在|在(?=顶|底|中|下|上|第|\d|开|结|最|画|左|右)|用(?=\S*色|大|小)"
    r"|从\s*\d).*|(?:前|最后|开头)\s*\S*秒.*)$"
)
PLACES: Mapping[TitlePlace, str] = MappingProxyType(
    {
        "lower_third": r"\blower[- ]third\b|下三分之一|人名条",
        "top": (
            r"\b(?:at|on|to|near|in) the (?:very )?(?:top|upper)\b|\b(?:top|upper) of the\b"
            r"|\bhigher\b|\btop (?:center|left|right)\b|顶部|上方|顶端|上面"
        ),
        "bottom": (
            r"\b(?:at|on|to|near|in) the (?:very )?(?:bottom|lower)\b|\bbottom of the\b"
            r"|\bbottom (?:center|left|right)\b|底部|下方|底端|下面"
        ),
        "center": r"\b(?:cent(?:er|re)(?:ed)?|middle)\b|中间|居中|中央|正中",
    }
)
COLORS = MappingProxyType(
    {
        "#FFFFFF": r"(?<!black-and-)(?<!black & )\bwhite\b|白色|白字",
        "#FF3B30": r"\bred\b|红色|红字",
        "#34C759": r"\bgreen\b|绿色|绿字",
        "#2F80ED": r"\bblue\b|蓝色|蓝字",
        "#FFD60A": r"\byellow\b|黄色|黄字",
        "#FF9500": r"\borange\b|橙色|橘色|橙字",
        "#FF6FB5": r"\bpink\b|粉色|粉红|粉字",
        "#AF52DE": r"\bpurple\b|\bviolet\b|紫色|紫字",
        "#E6B54A": r"\bgold(?:en)?\b|金色|金字",
        "#000000": r"\bblack\b(?![- ]?(?:and|&)[- ]?white)|黑色|黑字",
        "#9AA0A6": r"\bgr[ae]y\b|\bsilver\b|灰色|银色",
        "#00C7D9": r"\b(?:cyan|turquoise|teal)\b|青色|青绿",
    }
)
HEX_COLOR = r"#([0-9a-fA-F]{6})\b"
ANIMATIONS: Mapping[Animation, str] = MappingProxyType(
    {
        "typewriter": (
            r"\btype-?\s?writer\b|\btyp(?:ed|ing) (?:out|in|effect|animation)\b"
            r"|\bletter by letter\b|打字机|打字效果|逐字"
        ),
        "pop": r"\bpop(?:s|ping)?\b|\bbounc\w+\b|弹出|弹跳|蹦出",
        "slide": r"\bslid\w+\b|\bfl(?:y|ies) in\b|滑入|滑动|滑出|飞入",
        "none": (
            r"\b(?:no|without|remove (?:the )?) ?animation\b|\bnot animated\b|\bno fad\w+\b"
            r"|不要动画|无动画|没有动画|去掉动画|取消动画"
        ),
        "fade": r"\bfad\w+\b|淡入|淡出|渐显",
    }
)
BIGGER = (
    r"\b(?:bigger|larger|enlarge|increase the (?:font|size|text)|too small)\b|大一?点|大一些|更大"
    r"|变大|放大|调大|太小"
)
SMALLER = (
    r"\b(?:smaller|reduce the (?:font|size|text)|too (?:big|large))\b|小一?点|小一些|更小|变小|缩小|调小|太大"
)
HUGE = r"\b(?:huge|giant|very (?:big|large)|massive)\b|巨大|特大|超大"
LARGE = r"\b(?:big|large|bold)\b|大号|大字|大大的"
SMALL = r"\b(?:small|tiny|little)\b|小号|小字|小小的"
TWICE = r"\btwice\b|\bdouble\b|两倍|一倍"
HALF = r"\bhalf\b|一半"
ABOUT_IT = (
    r"\b(?:it|them|that|this)\b|^(?:再|把它|让它|它|请)?(?:变|改|调|设|换|用|放|缩|更|大|小|红|蓝"
    r"|绿|黄|白|黑|橙|粉|紫|金)"
)
EXISTING = r"(?:把|将|让)[^\ue000]*(?:标题|文字|字幕)[^\ue000]*$"
NO_WORDS = (
    r"^\W*(?:please )?(?:add|put|write|insert|create|make)\s+(?:a|another|the)\s+(?:\w+ )?(?:title"
    r"|caption|text)\W*(?:please)?\W*$|^(?:请|再)?(?:加|添加|写|插入)(?:上)?一?(?:个|段|条)?(?:标题"
    r"|文字)\W*$"
)

ABOUT_EXISTING = r"\bthe (?:first|second|third|last) (?:title|caption|text)\b"
