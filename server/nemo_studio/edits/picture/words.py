"""Words for how the picture looks, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

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
            r"|\b(?:too|less|not so) (?:cool|cold|blue)\b"
            r"|太冷|不够暖|(?:别|不要)那么冷"
            r"|温馨|暖色|温暖|暖一点|暖调|偏暖|更暖|变暖"
        ),
        "cool": (
            r"(?<!too )(?<!less )(?<!so )\b(?:cool(?:er)?|cold(?:er)?|blu(?:e|ish) tones?|icy)\b"
            r"|\b(?:too|less|not so) (?:warm|yellow|orange)\b|太暖|太黄|不够冷|(?:别|不要)那么暖"
            r"|冷色|冷调|清冷|(?<!太)冷一点|偏冷"
            r"|更冷|变冷"
        ),
    }
)
PART_OF_PICTURE = (
    r"\b(?:the|its|his|her|their)\s+(?:\w+\s+)?("
    r"sky|sea|ocean|water|waves?|clouds?|ground|grass|sand|trees?|leaves|sun|moon|stars|snow|rain|buildings?"
    r"|windows?|lights|cars?|people|person|man|woman|faces?|eyes|skin|hair|background|foreground|horizon"
    r"|(?:left|right|top|bottom|upper|lower) (?:half|side|part))\b"
    r"(?!\s+(?:clip|shot|scene|segment|part|footage|photo|picture|image|video|one)s?\b)"
    r"|(天空|夜空|海面|海水|大海|水面|地面|草地|沙子|树木?|太阳|月亮|星星|云|背景|前景|人物|人脸|脸|皮肤|头发"
    r"|[左右]半边|[上下]半部分?)(?:的颜色|部分)?\s*(?:变|调|改|更|弄|设|提|压|亮|暗|转|换成黑白)"
)
"""Things that are seen in a picture and cannot be coloured alone."""

NO_LOOK = (
    r"\b(?:remove|no|without|reset|undo|normal|original|natural)\b[^,.]*\b(?:looks?|filters?"
    r"|colou?rs?|grad(?:e|ing)|effects?)\b|(?:去掉|取消|移除|不要|恢复|还原)\S*(?:滤镜|颜色"
    r"|色彩|效果|调色|原色)|恢复原色"
)

BRIGHTER = (
    r"\b(?:(?:too|so|(?:a )?(?:bit|touch|little)|less) dark|bright(?:er|en(?:ed)?)?|lighter"
    r"|lighten|too dark|(?:increase|raise|more|turn up"
    r"|boost) (?:the )?brightness|brightness up)\b|亮一?点|亮一些|更亮|变亮|调亮|提亮"
    r"|[太点]暗|不够亮|亮\s*\d|(?<!不)(?<!别)再亮"
    r"|(?:提高|增加|调高|加强)亮度|亮度\S{0,3}(?:提高|增加|调高|高|大)|加亮"
)
DARKER = (
    r"\b(?:dark(?:er|en(?:ed)?)|(?<!too )(?<!so )(?<!bit )(?<!touch )(?<!little )dark|dim(?:mer)?"
    r"|too bright|(?:not|less) (?:so |as )?bright|(?:reduce|lower|decrease|less"
    r"|turn down) (?:the )?brightness|brightness down)\b|暗一?点|暗一些|更暗|变暗|调暗|压暗"
    r"|太亮|(?:别|不要)(?:太|那么)亮|(?:降低|减少|调低)亮度|亮度\S{0,3}(?:降低|减少|调低|低|小)"
)
MORE_CONTRAST = (
    r"\b(?:more|increase|raise|higher|boost|add|stronger|up)\b[^,.]*\bcontrast\b"
    r"|\bcontrast (?:up|higher)\b|(?:增加|提高|加强|增强|加大|高)\S*对比度?|对比度?\S*(?:高|强|大)"
)
LESS_CONTRAST = (
    r"\b(?:less|reduce|lower|decrease|softer|down)\b[^,.]*\bcontrast\b|\bcontrast (?:down"
    r"|lower)\b|(?:降低|减少|减弱|低)\S*对比度?|对比度?\S*(?:低|弱|小)"
)
MORE_SATURATION = (
    r"\b(?:more|increase|raise|higher|boost|add|stronger|up)\b[^,.]*\b(?:saturat\w+|colou?r)\b"
    r"|\bsaturate\b|\bsaturation (?:up|higher)\b|(?:增加|提高|加强|增强|高)\S*饱和度?|饱和度?\S*(?:高|强|大)"
)
LESS_SATURATION = (
    r"\b(?:less|reduce|lower|decrease|down)\b[^,.]*\b(?:saturat\w+|colou?r)\b"
    r"|\bdesaturate\w*\b|\bsaturation (?:down|lower)\b|(?:降低|减少|减弱|低)\S*饱和度?|饱和度?\S*(?:低|弱|小)"
)
QUALITIES = MappingProxyType(
    {
        "brightness": (r"\bbrightness\b|亮度", BRIGHTER, DARKER),
        "contrast": (r"\bcontrast\b|对比度", MORE_CONTRAST, LESS_CONTRAST),
        "saturation": (r"\bsaturation\b|饱和度", MORE_SATURATION, LESS_SATURATION),
    }
)
"""Quality → its name, words for more, words for less."""

ZOOM_IN = (
    r"\bzoom(?:ed)?\b(?!\s*(?:out|slow))|\bcrop\b|\bcloser\b|\bclose[- ]up\b|\bpunch in\b"
    r"|\benlarge\b|放大|裁剪画面|裁切|特写|画面拉近|裁剪到"
)
ZOOM_OUT = (
    r"\bzoom(?:ed)? (?:\w+ ){0,3}out\b|\b(?:no|remove|reset|undo) (?:the )?(?:zoom|crop)\b"
    r"|\bshow (?:it |the )?whole picture\b|缩小画面|画面还原"
    r"|(?:取消|去掉)(?:放大|裁剪|缩放)|(?:放大|裁剪|缩放)(?:不要|去掉|取消)"
)
SLOWLY = r"\bslow(?:ly)?\b|\bgradual\w*|慢慢|缓缓|缓慢"
FOCUS = MappingProxyType(
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
HALF_OF = r"\bhalf\b|半"
FIT_BLUR = (
    r"\bblur\w*\b[^,.]*\b(?:background|bars|sides|edges|borders)\b|\bblurred\b|模糊背景|背景模糊|虚化背景"
    r"|模糊填充|背景虚化"
)
FIT_BARS = (
    r"\b(?:letter-?box\w*|pillar-?box\w*|black bars|fit (?:the |it |them |my |all |whole )?\w*"
    r"|show (?:it |them |the )?(?:whole|entire|full)|don't crop|without cropping|no cropping"
    r"|uncropped)\b|黑边|留黑|完整显示|不要裁剪|不裁剪|适应(?:画面|屏幕)"
)
FIT_FILL = (
    r"\bfill (?:the |up )?\w*\b|\b(?:no|remove|without|get rid of"
    r"|lose) (?:the )?(?:black )?bars\b|\bcover the (?:screen|frame)\b|填满|铺满|充满"
    r"|填充(?:画面|屏幕)|去掉黑边|不要黑边"
)

ROTATE = (
    r"\brotat\w*\b|\bturn (?:\w+ ){0,4}(?:90|180|270|sideways|upside|clockwise|counter|by \d)"
    r"|\bupside down\b|旋转|转90|转180|转270|倒过来|上下颠倒|转\s*\d+\s*度|(?:不要"
    r"|别)(?:再)?(?:旋?转)了?(?!场)"
)
COUNTER = r"\bcounter-?\s?clockwise\b|\banti-?clockwise\b|\bleft\b|逆时针|向左|左转"
UPRIGHT = (
    r"(?:不要|别)(?:再)?旋?转了?(?!场)|\b(?:upright|no rotation|remove (?:the )?rotation)\b"
    r"|转回来|取消旋转|摆正"
)
UPSIDE = r"\bupside down\b|颠倒|倒过来"
MIRROR = r"\bmirror\w*\b|\bflip(?:ped)?\b|镜像|翻转|左右颠倒"
VERTICAL = r"\bvertical\w*\b|\bupside\b|\btop to bottom\b|上下|垂直"

TRANSITIONS: Mapping[TransitionKind, str] = MappingProxyType(
    {
        "crossfade": (
            r"\bcross[- ]?(?:fad\w*|dissolv\w*)\b|\bdissolv\w*\b|\bfades? between\b"
            r"|\bblend between\b|叠化|交叉淡化|交叉溶解|溶解|淡化转场|淡入淡出转场|淡变"
        ),
        "dip_to_black": (
            r"\bdip(?:s)? to black\b|\bfad\w* through black\b|\bthrough black\b"
            r"|\bblack (?:transition|dip)s?\b|黑场|闪黑|渐黑转场|经过黑"
        ),
        "wipe": r"\bwip(?:e|es|ing)\b|擦除|划像|划变|擦拭",
        "slide": (
            r"\bslid(?:e|es|ing) (?:transition|between|over|from|to)\w*|\b(?:slide"
            r"|push) transitions?\b|滑动转场|推移转场|滑动切换|推入转场|滑入转场|滑动过渡"
        ),
        "cut": (
            r"\b(?:hard|straight|plain|simple|clean) cuts?\b|\b(?:no|remove|without"
            r"|delete)\b[^,.]*\btransitions?\b|硬切|直接切换|(?:去掉|不要|取消|删除|移除)\S*(?:转场|过渡)"
        ),
    }
)
ANY_TRANSITION = r"\btransitions?\b|转场|过渡"

INSET = (
    r"\bpicture[- ]in[- ]picture\b|\bpip\b|\binset\b|\b(?:small|little|tiny) (?:window|picture"
    r"|overlay|video|box)\b|\boverlay\b|画中画|小窗|小画面|叠加"
)
CORNERS: Mapping[Corner, str] = MappingProxyType(
    {
        "top_left": r"\b(?:top|upper)[- ]left\b|左上",
        "top_right": r"\b(?:top|upper)[- ]right\b|右上",
        "bottom_left": r"\b(?:bottom|lower)[- ]left\b|左下",
        "bottom_right": r"\b(?:bottom|lower)[- ]right\b|右下",
        "center": r"\b(?:in|at|to) the (?:cent(?:er|re)|middle)\b|中间|居中|中央",
    }
)
CORNER_NOUN = r"\bcorner\b|角"
INSET_SIZES = MappingProxyType(
    {
        0.25: r"\b(?:quarter|25\s*%|small(?:er)?|tiny)\b|四分之一|小一点|更小|缩小",
        0.33: r"\b(?:third|33\s*%)\b|三分之一",
        0.5: r"\b(?:half|50\s*%|large(?:r)?|big(?:ger)?)\b|一半|二分之一|大一点|更大|放大",
    }
)
CROP_AWAY = r"\b(?:crop|cut) (?:out|off|away)\b|裁掉"
BESIDE_TRANSITION = (
    r"\b(?:add|use|apply|put|insert|create|change|transitions?|effects?|fades?|between|all|every|each|both|everywhere"
    r"|from|to|into|style|cuts?|one|another|next|first|second|clips|shots|scenes)\b"
    r"|加上?|用|设|之间|每个?|所有|全部|转场|过渡|效果|变成?|改成?|换成?|片段|段|镜头|两|之"
)
BESIDE_INSET = (
    r"\b(?:add|show|put|place|move|to|into|as|corner|size|sized|over|main|wide|width|make|smaller|bigger|photos?|pictures?|images?|uploaded|upload|video)\b"
    r"|上传|图片|照片|放[到在]?|显示|移到|做|作为|角|变|大小"
)
BESIDE_LOOK = (
    r"\b(?:filters?|effects?|looks?|styles?|tones?|apply|add|turn|change|go|to|into|more|colou?rs?|image|picture|pictures|all"
    r"|whole|entire|everything|by|up|grad(?:e|ing)|use)\b"
    r"|[变改换调弄用加](?:成|为|得|上)?|成|为|风格|滤镜|效果|色调|颜色|一[点些]|整个|全部|所有|更|再|转|调整"
)
BESIDE_FRAMING = (
    r"\b(?:crop|zoom|to|in|into|by|on|onto|fit|fill|horizontal\w*|vertical\w*|clockwise|degrees?|background|bars|sides?"
    r"|image|picture|photo|upright|around|turn|left|right|screen|frame|closer|x|blurred|blurry|show|use)\b"
    r"|(?:顺|逆)时针|左右|上下|水平|垂直|翻转|镜像|放大|填充|照片|图片|背景|[变改换调弄用加](?:成|为)?|到|度|一[点些]|旋转|转"
)
OFF = r"\b(?:undo|remove|no|without|cancel|reset|get rid of|take off)\b|取消|去掉|不要|还原"
