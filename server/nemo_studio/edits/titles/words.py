"""Words for words over the picture, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.titles.commands import Animation, TitlePlace

TITLE = (
    r"\b(?:title|caption|heading|headline|text|words|lower third|credits?)s?\b|标题|文字|片名|题目"
    r"|字样|[大小]字(?!体)|片头字|人名条|的字(?=[\s\ue000])|(?:^"
    r"|[，,。])字(?=\s*[:：\ue000换改])|(?<=[把将])字(?=[换改])"
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
        "top_left": r"\b(?:top|upper)[- ]left\b|左上",
        "top_right": r"\b(?:top|upper)[- ]right\b|右上",
        "bottom_left": r"\b(?:bottom|lower)[- ]left\b|左下",
        "bottom_right": r"\b(?:bottom|lower)[- ]right\b|右下",
        "top": (
            r"\b(?:at|on|to|near|in) the (?:very )?(?:top|upper)\b|\b(?:top|upper) of the\b"
            r"|\bhigher\b|\btop (?:center|centre)\b|(?:^|,|\ue001)\s*top\s*(?:$|,)|顶部|上方|顶端|上面"
        ),
        "bottom": (
            r"\b(?:at|on|to|near|in) the (?:very )?(?:bottom|lower)\b|\bbottom of the\b"
            r"|\bbottom (?:center|centre)\b|(?:^|,|\ue001)\s*bottom\s*(?:$|,)|底部|下方|底端|下面"
        ),
        "center": r"\b(?:cent(?:er|re)(?:ed)?|middle)\b|中间|居中|中央|正中",
    }
)
COLORS = MappingProxyType(
    {
        "#F5F0E1": r"\boff-?white\b|\b(?:cream|ivory)\b|米白|米色|象牙白",
        "#8EC9FF": r"\b(?:light|sky|baby|pale)[- ]blue\b|浅蓝|淡蓝|天蓝",
        "#FF2D8A": r"\bhot[- ]pink\b|\bmagenta\b|玫红|玫瑰红|洋红",
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
        "pop": r"(?<!it )(?<!this )(?<!colors )(?<!colours )\bpop(?:s|ping)?\b|\bbounc\w+\b|弹出|弹跳|蹦出",
        "slide": r"\bslid\w+\b|\bfl(?:y|ies) in\b|滑入|滑动|滑出|飞入",
        "none": (
            r"\b(?:no|without|remove (?:the )?) ?animation\b|\bnot animated\b|\bno fad\w+\b"
            r"|不要动画|无动画|没有动画|去掉动画|取消动画"
        ),
        "fade": r"\bfad\w+\b|淡入|淡出|渐显",
    }
)
NOT_THERE = (
    r"\bnot (?:in|at|on|to) the (?:very )?\w+"
    r"|(?:别|不要|不用|不)(?:再)?(?:放|在|放在)?(?:正?中间|中央|上面|下面|顶部|底部|左边|右边|角落)了?"
)
"""Where a title is not to be."""
TIMES = (
    r"\d{1,2}:\d{2}|[\d.]+|[一二三四五六七八九十]+|\b(?:from|until|till|for|second|seconds|s"
    r"|another|then|have|there|over|during|last|first)\b"
    r"|从|第|秒|到|至|开始|出现|再|来|写|打|最后|前面?"
)
"""What may stand before words that are to be written."""
THROUGHOUT = (
    r"\b(?:(?:the )?whole (?:way|time)|all the way|throughout|through)\b"
    r"|\b(?:start|beginning) to (?:end|finish)\b|全程|从头到尾|一直都?在|自始至终|都?[要在]"
)
FILLERS = (
    r"\b(?:a|an|and|but|the|bit|little|with|in|of|to|on|at|it|them|that|more|much|please|pls"
    r"|maybe|text|letters?"
    r"|font|effect|colou?r|make|put|move)\b|[把让它再更放挪移到在]|一?[点些下]|的|那种|出来"
    r"|效果|改成|换成|变成|颜色|[字吧啊了儿号]"
)
"""What may stand beside words for a style, and says nothing more."""
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
NO_TEXT = r"\s*(?:也|要|给|还|再|放|移|能|可以|应该|太|没|有点|在|不|就|请|撑|留|去|拿|删)"
"""What follows 标题 and is no title: what is to be done with it."""
NO_WORDS = (
    r"^\W*(?:please )?(?:add|put|write|insert|create|make)\s+(?:a|another|the)\s+(?:\w+ )?(?:title"
    r"|caption|text)\W*(?:please)?\W*$|^(?:请|再)?(?:加|添加|写|插入)(?:上)?一?(?:个|段|条)?(?:标题"
    r"|文字)\W*$"
)

ABOUT_EXISTING = r"\bthe (?:first|second|third|last) (?:title|caption|text)\b"
