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
TAIL = (
    r"\b(?:for|in|during|from|at|on|over|near|to|starting|until|after|before|with|under|below) "
    r"(?=the |a |an |\d|red|blue|green|yellow|white|black|orange|pink|purple|gold|large"
    r"|big|small|second|first|last|top|bottom|center|centre|middle|one |two |three |four |five )"
    r"|\b(?:top|bottom|lower|upper)[- ](?:left|right|third)\b|\bthroughout\b|\btill\b"
    r"|显示|持续|放在|在(?=顶|底|中|下|上|第|\d|开|结|最|画|左|右|片)|用(?=\S*色|大|小)|从\s*\d"
    r"|(?:前|最后|开头)\s*\S*秒|到结尾|全程"
)
"""Where the words of a title end, and what is said of them begins."""
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
        "slide": r"\bslid\w+\b(?: (?:up|down|in|across))?|\bfl(?:y|ies) in\b|滑入|滑动|滑出|飞入",
        "none": (
            r"\b(?:no|without|remove (?:the )?) ?animation\b|\bnot animated\b|\bno fad\w+\b"
            r"|不要动画|无动画|没有动画|去掉动画|取消动画"
        ),
        "fade": r"\bfad\w+(?:[- ](?:in|out))*(?: and (?:in|out))?\b|淡入|淡出|渐显",
    }
)
NOT_THERE = (
    r"\bnot (?:in|at|on|to) the (?:very )?\w+"
    r"|(?:别|不要|不用|不)(?:再)?(?:放|在|放在)?(?:正?中间|中央|上面|下面|顶部|底部|左边|右边|角落)了?"
)
"""Where a title is not to be."""
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
EXISTING = r"(?:把|将|让)[^\ue000]*(?:标题|文字|字幕)[^\ue000]*$"
NO_TEXT = (
    r"\s*(?:$|(?:in|inside|at|from|to|for|with|on|that|which|over|under|about|into|onto|between|by|of|and|effect|animation"
    r"|track|as|is|are|should|must|so|when|where|until|during|before|after|more|less|too|bigger|smaller)\b"
    r"|也|要|给|还|再|放|移|能|可以|应该|太|没|有点|在|不|就|请|撑|留|去|拿|删|变|改|从|用|和|的)"
)
"""What follows the word title and is no title: what is to be done with it."""
NO_WORDS = (
    r"^\W*(?:please )?(?:add|put|write|insert|create|make)\s+(?:a|another|the)\s+(?:\w+ )?(?:title"
    r"|caption|text)\W*(?:please)?\W*$|^(?:请|再)?(?:加|添加|写|插入)(?:上)?一?(?:个|段|条)?(?:标题"
    r"|文字)\W*$"
)

UNQUOTED = r"\b(?:add|write|create|insert|type|superimpose|put|with|new|another)\b|加|写|添|打上"
"""Words before a title whose words stand in no quotes."""
ADD_ONLY = r"\b(?:add|write|create|insert|type|superimpose|new|another|an?)\b|加|写|添|新|再"
"""Words for a title that is not there yet."""
THE_TITLE = r"\bthe (?:title|caption|text|heading|headline)\b|\bthe (?=\ue000)"
THE_SUBTITLES = r"\bthe subtitles?\b|把字幕|字幕(?:变|改|放|大|小|移)|让字幕"
WATERMARK = r"\bwater-?marks?\b|\b(?:add|put|show) my name\b|水印"
END_CREDITS = r"\b(?:end|closing|final|rolling)? ?credits?\b|片尾字幕?|演职员表|片尾名单"
OVER_CLIP = r"\b(?:over|on|onto|in|during|for|across|to)\b|在|上|里|给"
MARKER = (
    r"(?:\bto (?:say|read)\b|\bthat (?:says|reads)\b|\bwhich says\b|\bsaying\b|\breading\b|\bcalled\b"
    r"|\bwith (?:the (?:text|words?)|my name)\b|,?\s*my name,?(?: is)?|写着|写上|写成|内容(?:是|为)"
    r"|叫做?|为|[:：,])"
)
"""What stands between the word title and its words."""
MANY = r"\b(?:titles|captions|credits|headings|words|auto\w*|automatic)\b"
CHANGE_TO = (
    r"\b(?:to (?:say|read)|to|into|with|says?|reads?|should (?:say|read))\b"
    r"|改写?成|改为|换成|变成|写成|替换为"
)
STYLE_VALUE = (
    r"\b(?:to|in|into)\s+(?:the\s+)?(?:red|blue|green|yellow|white|black|orange|pink"
    r"|purple|gold\w*|gr[ae]y|cyan|#[0-9a-f]{6}"
    r"|top|bottom|cent\w+|middle|lower third|upper|start|beginning|end|\d+|second \d|last|first)\b"
    r"|(?:改成|改为|换成|变成|设为|设成|改)(?:红|蓝|绿|黄|白|黑|橙|橘|粉|紫|金|灰|银|青|大|小"
    r"|打字|淡|弹|滑|居中|底部|顶部)"
)
"""A change of how words are written, not of the words."""
RESTYLE = r"\b(?:make|turn|colou?r|paint|enlarge|shrink|move)\b|变成|变[大小]|改成|调[大小]"
STYLING = (
    r"\b(?:change|turn|move|style|write|colou?r|font|text|letters?|animation|effect|appear|come|shown?|displayed?|size|to|into"
    r"|more|be|place|animate)\b"
    r"|变成?|改成?|换成?|移到?|放[在到]?|用|颜色|字体|字号|大小|效果|动画|到|为|成|色|字|调|设|[左右]?[上下]?角"
)
BESIDE_TITLES = (
    r"\b(?:add|write|put|insert|show|display|create|place|overlay|include|say|saying|says|type|superimpose|end|opening|intro|final|closing"
    r"|title|caption|text|words|lettering|letters|font|name|to|into|appear\w*|animation|effect|animated|style|size|colou?r|new"
    r"|reading|reads|read|called|files?|from|subtitles?|change|replace|rename|instead|over|screen|picture|image|another|use|animate|that|watermark|by|corner|side|edge|large|letters?)\b"
    r"|加上?|写[上着成]?|打上|放[在到]?|显示|添加?|插入|标题|文字|字幕?|内容|效果|动画|颜色|用|出现|改|换|成|为|上|配|叫|做|片头|片尾|水印|到|色|字体|从|写|文件|去|上传|[右左]?[上下]?角|边|位置"
)
SHOWN = r"^\W*(?:please )?(?:show|display|have|let|keep)\b|^(?:让|显示)"
"""Verbs for a title that may be there."""
