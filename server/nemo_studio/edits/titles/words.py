"""Words for words over the picture, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.language.tokens import compute, enter
from nemo_studio.edits.titles.commands import Animation

SUBTITLE = r"\bsubtitles?\b|\bsrt\b|\bclosed captions\b|字幕"
TITLE = (
    r"\b(?:titled?|(?:title |end |closing )?card|caption|heading|headline|text|words?|label|lower third"
    r"|credits?)s?\b|标题|文字|片名|题目|字样|[大小]字(?!体)|片头字|人名条|的字(?=[\s\ue000])|(?:^"
    r"|[，,。])字(?=\s*[:：\ue000换改])|(?<=[把将])字(?=[换改])"
)
CHANGE = (
    r"\b(?:change|rename|replace|set|make|turn|edit|update|let|should|rewrite|correct"
    r"|reword)\b|改|换|替换|设|变"
)
TAIL = (
    r"\b(?:for|in|during|from|at|on|over|near|to|starting|until|after|before|with|under|below) (?=the |a |an "
    r"|\d|red|blue|green|yellow|white|black|orange|pink|purple|gold|large|big|small|second|first|last|top"
    r"|bottom|center|centre|middle|one |two |three |four |five )|\b(?:top|bottom|lower|upper)[- ](?:left"
    r"|right|third)\b|\bthroughout\b|\btill\b|显示|持续|放在|在(?=顶|底|中|下|上|第|\d|开|结|最|画|左|右|片)"
    r"|用(?=\S*色|大|小)|从\s*\d|(?:前|最后|开头)\s*\S*秒|到结尾|全程"
)
"""Where the words of a title end, and what is said of them begins."""
_COLORS = MappingProxyType(
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
_HEX_COLOR = r"#([0-9a-fA-F]{6})\b"
_ANIMATIONS: Mapping[Animation, str] = MappingProxyType(
    {
        "typewriter": (
            r"\btype-?\s?writer\b|\btyp(?:ed|ing) (?:out|in|effect|animation)\b"
            r"|\bletter by letter\b|打字机|打字效果|逐字"
        ),
        "pop": r"(?<!it )(?<!this )(?<!colors )(?<!colours )\bpop(?:s|ping)?\b(?! (?:it|that|this|the|an?)\b)"
        r"|\bbounc\w+\b|弹出|弹跳|蹦出",
        "slide": r"\bslid(?:e|es|ing|ed)\b(?: (?:up|down|in|across))?|\bfl(?:y|ies) in\b|滑入|滑动|滑出|飞入",
        "none": (
            r"\b(?:no|without|remove (?:the )?) ?animation\b|\bnot animated\b|\bno fad\w+\b"
            r"|不要动画|无动画|没有动画|去掉动画|取消动画"
        ),
        "fade": r"\bfad(?:e|es|ing)\b(?:[- ](?:in|out))*(?: and (?:in|out))?\b|淡入|淡出|渐显",
    }
)
_NOT_THERE = (
    r"\bnot (?:in|at|on|to) the (?:very )?\w+"
    r"|(?:别|不要|不用|不)(?:再)?(?:放|在|放在)?(?:正?中间|中央|上面|下面|顶部|底部|左边|右边|角落)了?"
)
"""Where a title is not to be."""
NO_TEXT = (
    r"\s*(?:$|(?:put|make|move|keep|leave|set|turn|change|show|get|take|let) (?:it|this|that|them)\b|(?:in"
    r"|inside|at|from|to|for|with|on|that|which|over|under|about|into|onto|between|by|of|and|effect|animation"
    r"|track|as|is|are|should|must|so|when|where|until|during|before|after|more|less|too|bigger|smaller)\b"
    r"|也|要|给|还|再|放|移|能|可以|应该|太|没|有点|在|不|就|请|撑|留|去|拿|删|变|改|从|用|和|的)"
)
"""What follows the word title and is no title: what is to be done with it."""
UNQUOTED = r"\b(?:add|write|create|insert|type|superimpose|put|with|new|another)\b|加|写|添|打上"
"""Words before a title whose words stand in no quotes."""
THE_TITLE = r"\bthe (?:title|caption|text|heading|headline)\b|\bthe (?=\ue000)"
WATERMARK = r"\bwater-?marks?\b|\b(?:add|put|show) my name\b|水印"
_END_CREDITS = r"\b(?:end|closing) title\b|片尾标题|\b(?:end|closing|final|rolling)? ?credits?\b|片尾字幕?"
r"|演职员表|片尾名单"
MARKER = (
    r"(?:\bto (?:say|read)\b|\bthat (?:says|reads)\b|\bwhich says\b|\bsaying\b|\breading\b|\bcalled\b"
    r"|(?:\b(?:it|this|the (?:video|film|clip)) )?\bwith (?:the (?:text|words?)|my name)\b|\b(?:it"
    r"|this) with\b|,?\s*my name,?(?: is)?|写着|写上|写成|内容(?:是|为)|叫做?|为|[:：])"
)
"""What stands between the word title and its words."""
WRITES = (
    r"^(?:please )?(?:(?:write|type)(?! (?:it|this|that|them|some|an?|the (?:title|words?|text|caption))\b)"
    r"|(?:put|show)(?= (?-i:[A-Z])))(?P<marker>\s+)"
)
"""A verb right before words that stand in no quotes; after "put" they begin with a capital."""
MANY = r"\b(?:titles|captions|credits|headings|(?<!the )words|auto\w*|automatic)\b"
SEVERAL = r"\bboth\b(?! (?:of )?(?:the |my )?(?:clips|shots|scenes|photos|pictures)\b)|都(?=[放用在是要])"
CHANGE_TO = (
    r"\b(?:to (?:say|read)|to|into|with|by|says?|reads?|should (?:say|read))\b"
    r"|改写?成|改为|换成|变成|写成|替换为"
)
STYLE_VALUE = (
    r"\b(?:to|in|into)\s+(?:the\s+)?(?:red|blue|green|yellow|white|black|orange|pink|purple|gold\w*|gr[ae]y"
    r"|cyan|#[0-9a-f]{6}|top|bottom|cent\w+|middle|lower third|upper|start|beginning|end|\d+|second \d|last"
    r"|first)\b|(?:改成|改为|换成|变成|设为|设成|改)(?:红|蓝|绿|黄|白|黑|橙|橘|粉|紫|金|灰|银|青|大|小|打字"
    r"|淡|弹|滑|居中|底部|顶部)"
)
"""A change of how words are written, not of the words."""
RESTYLE = r"\b(?:make|turn|colou?r|paint|enlarge|shrink|move)\b|变成|变[大小]|改成|调[大小]"
SHOWN = r"^\W*(?:please )?(?:show|display|have|let|keep)\b|^(?:让|显示)"
"""Verbs for a title that may be there."""

ENTRIES = (
    *enter("watermark", WATERMARK),
    *enter("credits", _END_CREDITS),
    *enter("not_there", _NOT_THERE),
    *enter("color", _COLORS),
    *compute("color", _HEX_COLOR, lambda found: f"#{found[1].upper()}"),
    *enter("animation", _ANIMATIONS),
)
"""What the words about titles mean."""
