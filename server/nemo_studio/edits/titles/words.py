"""Words for words over the picture, in English and Chinese."""

from collections.abc import Mapping

from nemo_studio.edits.language.tokens import compute, enter, read_table
from nemo_studio.edits.titles.commands import Animation

SUBTITLE = r"\bsubtitles?\b|\bsrt\b|\bclosed captions\b|字幕"
TITLE = (
    r"\b(?:titled?|(?:title |end |closing )?card|caption|heading|headline|text|words?|label|lower third"
    r"|credits?)s?\b|标题|文字|片名|题目|字样|[大小]字(?!体)|片头字|人名条|的字(?=[\s\ue000])|(?:^"
    r"|[，,。])字(?=\s*[:：\ue000换改])|(?<=[把将])字(?=[换改])"
)
CHANGE = (
    r"\b(?:change|rename|replace|swap|set|make|turn|edit|update|let|should|must|has to|needs to|write"
    r"|rewrite|correct|fix|call|reword)\b|→|->|=>|改|换|替换|设|变|(?<=标题)(?:要|就|应该)?叫"
)
CHANGE_IN_SIGNS = r"\b(?:change|rename|edit|update|correct|fix)\b|改"
"""The same before a colon."""
TAIL = (
    r"\b(?:for|in|during|from|at|on|over|near|to|starting|until|after|before|with|under|below) (?=the |a |an "
    r"|\d|red|blue|green|yellow|white|black|orange|pink|purple|gold|large|big|small|second|first|last|top"
    r"|bottom|center|centre|middle|one |two |three |four |five )"
    r"|\b(?:and |then |but )+(?=(?:make|put|set|turn|add|move|show|keep|give|let|use|play|cut|mute|fade"
    r"|delete|remove|change)\b)|\b(?:top|bottom|lower|upper)[- ](?:left"
    r"|right|third)\b|\bthroughout\b|\btill\b|显示|持续|放在|在(?=顶|底|中|下|上|第|\d|开|结|最|画|左|右|片)"
    r"|用(?=\S*色|大|小)|从\s*\d|(?:前|最后|开头)\s*\S*秒|到结尾|全程"
)
"""Where the words of a title end, and what is said of them begins."""
_COLORS: Mapping[str, str] = read_table("colors")
_HEX_COLOR = r"#([0-9a-fA-F]{6})\b"
_ANIMATIONS: Mapping[Animation, str] = read_table("animations")
NO_TEXT = (
    r"\s*(?:$|(?:box|overlay|layer|field|banner|bubble)\b"
    r"|(?:put|make|move|keep|leave|set|turn|change|show|get|take|let) (?:it|this|that|them)\b|(?:in"
    r"|inside|at|from|to|for|with|on|that|which|over|under|about|into|onto|between|by|of|and|effect|animation"
    r"|track|as|is|are|should|must|so|when|where|until|during|before|after|more|less|too|bigger|smaller|back|up|down|away|again|here|there)\b"
    r"|也|要|给|还|再|放|移|加|弄|用|挪|晚|早|只|一直|全程|出现|消失|往|看|被|显|能|可以|应该|太|没|有点|在|不|就|请|撑|留|去|拿|删|变|改|从|用|和|的)"
)
"""What follows the word title and is no title: what is to be done with it."""
UNQUOTED = r"\b(?:add|write|create|insert|type|superimpose|put|with|new|another)\b|加|写|添|打上"
"""Words before a title whose words stand in no quotes."""
THE_TITLE = r"\bthe (?:title|caption|text|heading|headline)\b|\bthe (?=\ue000)"
WATERMARK = r"\bwater-?marks?\b|\b(?:add|put|show|want) (?:my|our) (?:\w+ )?name\b|我的名字|浮?水印"
MARKER = (
    r"(?:\bto (?:say|read)\b|\bthat (?:says|reads)\b|\bwhich says\b|\bsaying\b|\breading\b|\bcalled\b"
    r"|(?:\b(?:it|this|the (?:video|film|clip)) )?\bwith (?:the (?:text|words?)|my name)\b|\b(?:it"
    r"|this) with\b|,?\s*my name,?(?: is)?|(?<=name),\s*|写着|写上|写成|内容(?:是|为)|叫做?|为|[:：])"
)
"""What stands between the word title and its words."""
SAYING = r"(?P<marker>\b(?:(?:that|which) (?:says|reads)|saying|reading|called)\b|写着|内容(?:是|为))\s*"
"""The same, with more between them."""
ONE_WORD = (
    r"\b(?:the word|(?:make|turn|colou?r|paint|write) the words) (?P<word>\ue000\d+\ue001"
    r"|(?-i:[A-Z])[\w'’-]*)"
    r"|(?P<word_zh>\ue000\d+\ue001)(?:这|那)?[一二两三四1-4]*个?字(?=[都要]?(?:变|改|换|用|调|放|再|大|小|红))"
)
"""A word out of a title, in quotes or with a capital."""
ITS_WORDS = (
    r"\b(?:(?:make|let|have) it|it (?:should|must|has to|needs to)) (?:say|read)\b|让它写"
    r"|^(?:change|rename) it to (?=\ue000)|^call it (?=\ue000|(?-i:[A-Z]))"
    r"|^(?:[把将]它)?(?:改成|换成|改为)(?=\s*\ue000)"
)
"""The words of a title that is not named."""
TO_SUBTITLE = r"(?:换成|改成|变成|\b(?:with|to|into))\s*(?:a |the )?(?:字幕|subtitles?|captions?)"
WRITES = (
    r"^(?:please )?(?:(?:write|type)(?! (?:it|this|that|them|some|(?-i:the|an?|my|our|their|his|her))\b)"
    r"|(?:put|show)(?= (?-i:[A-Z])))(?P<marker>\s+)"
)
"""A verb right before words that stand in no quotes; after "put" they begin with a capital."""
MANY = r"\b(?:titles|captions|credits|headings|(?<!the )words|auto\w*|automatic)\b"
SEVERAL = r"\bboth\b(?! (?:of )?(?:the |my )?(?:clips|shots|scenes|photos|pictures)\b)|都(?=[放用在是要])"
CHANGE_TO = (
    r"\b(?:call|rename) (?:it|the title)(?=\s+(?:\ue000|(?-i:[A-Z])))"
    r"|\b(?:to (?:say|read)|to|into|with|by|says?|reads?|should (?:say|read))\b"
    r"|\b(?:for|should be) (?=\ue000)"
    r"|\bmake (?:the )?title(?: text)? (?=\ue000\d\ue001(?: only)?\W*$)"
    r"|(?<=\ue001) (?:instead of|rather than) (?=\ue000)|而不是(?=\ue000)|→|->|=>|[:：]\s*(?=\ue000)"
    r"|改写?成|改(?:名[为叫]?|为|叫)|换成|变成|写成|替换为|(?<=标题)(?:要|就|应该)?叫"
)
INSTEAD = r"\ue001 ?(?:instead of|rather than|而不是) ?\ue000"
"""The first of two texts takes the place of the second."""
STYLE_VALUE = (
    r"\b(?:to|in|into)\s+(?:the\s+)?(?:red|blue|green|yellow|white|black|orange|pink|purple|gold\w*|gr[ae]y"
    r"|cyan|#[0-9a-f]{6}|top|bottom|cent\w+|middle|lower third|upper|start|beginning|end|\d+|second \d|last"
    r"|first)\b|(?:改成|改为|换成|变成|设为|设成|改)(?:红|蓝|绿|黄|白|黑|橙|橘|粉|紫|金|灰|银|青|大|小|打字"
    r"|淡|弹|滑|居中|底部|顶部)"
)
"""A change of how words are written, not of the words."""
RESTYLE = r"\b(?:make|turn|colou?r|paint|enlarge|shrink|move)\b|变成|变[大小]|改成|调[大小]"
OF_PICTURE = r"\b(?:look|grad(?:e|ing)|tones?|vibe|style|filter|film|picture)\b|色调|滤镜|风格|调色|画面"
"""What has the colour that is spoken of, rather than words."""
MADE_SO = (
    r"^\W*(?:please )?(?:make|turn|colou?r|paint)\s+\ue000|^[把将]\ue000\d+\ue001\s*(?:变|改|调|弄|放大|缩小)"
)
"""How words are to be, which are called by what they say."""
ALWAYS = r"一直|始终|\ball the time\b"
SHOWN = r"^\W*(?:please )?(?:show|display|have|let|keep)\b|^(?:让|显示)"
"""Verbs for a title that may be there."""

ENTRIES = (
    *enter("watermark", WATERMARK),
    *enter("color", _COLORS),
    *compute("color", _HEX_COLOR, lambda found: f"#{found[1].upper()}"),
    *enter("animation", _ANIMATIONS),
)
"""What the words about titles mean."""
