"""Words for when and how long something shows, in English and Chinese."""

from types import MappingProxyType

CUT = (
    r"\b(?:cut|trim|remove|delete|drop|chop|shave|skip|lose|take|crop|get rid of)\b"
    r"|剪掉|剪去|去掉|删掉|删除|剪除|裁掉|裁剪|切掉|减掉|去除|不要|移除|修剪|剪"
)
KEEP = (
    r"\b(?:keep|leave|use|(?:trim|cut|crop|shorten) (?:it |this |that |the \w+ )?(?:down )?to)\b"
    r"|只保留|只留|保留|留下|剪到|剪成|剪辑到|截取"
)
SPLIT = (
    r"\bsplit\b|\b(?:a )?cut (?:it |this |the \w+ )?at\b|\bcut (?:\w+ ){0,4}(?:in two|in half"
    r"|into two)\b|\bdivide\b|分割|拆分|切开|分成两|切成两|一分为二|剪开|断开"
)

SWAP = r"\b(?:swap|switch|exchange)\b|互换|对调|交换|调换"
REORDER = r"\b(?:re-?order|re-?arrange|in (?:the|this) order)\b|顺序|重新排列|重排|排序"
REVERSE_ORDER = (
    r"\breverse (?:the )?(?:order|sequence)\b|\bin reverse order\b|倒序|顺序(?:倒|颠倒|反)|反过来排"
)
MOVE = (
    r"\b(?:move|put|place|shift|bring|drag|start|show|display|appears?|comes?|begins?|should (?:be"
    r"|go))\b|移到|移动|移至|挪到|放到|放在|移|挪|调到|拖到"
)

TO_START = (
    r"\b(?:to|at|in) (?:the )?(?:very )?(?:start|beginning|front)\b|\b(?:go|goes|be"
    r"|come|comes)? ?first$|\bfirst$"
    r"|最前面?$|最前面?的|开头|开始|第一位|最开始|片头"
)
TO_END = r"\b(?:to|at|in) (?:the )?(?:very )?(?:end|back)\b|\blast$|最后面?$|末尾|结尾|到最后|片尾"
BEFORE = r"(?<!最)(?:\b(?:before|in front of|ahead of)\b|之前|前面|前边)"
AFTER = r"(?<!最)(?:\b(?:after|behind|following)\b|之后|后面|后边)"
DUPLICATE = r"\b(?:duplicate|copy|clone|repeat)\b|\bdouble the (?:clip|shot|scene)\b|复制|拷贝|重复"
TIMES = r"(\d+)\s*(?:times|copies|x\b)|(\d+)\s*(?:次|份|遍)"
REVERSE = r"\b(?:reverse|backwards?|in reverse|rewind)\b|倒放|反向播放|倒着|反着|逆放"
FREEZE_WORDS = (
    r"\bfreez\w*\b|\bhold (?:on )?(?:the )?(?:last|first|final)? ?(?:frame|picture|image)\b|定格|冻结|静帧"
)
SPEED = (
    r"\b(?:speed|faster|slower|slow(?:ed)? ?-?(?:down|motion|mo)|fast[- ]?(?:forward|motion)|time-?lapse"
    r"|quicker|tempo|pace)\b|\b(?:as|too) (?:fast|slow)\b|\b(?:play|run|at)\b.*\d\s*x\b|\bslow (?:it"
    r"|this|that|them|the (?!\w+ (?:zoom|pan))|down)\b|倍速|加速|减速|慢动作|快放|慢放|快进|速度|快一点"
    r"|慢一点|快一些|慢一些|播放得?更[快慢]|变[快慢]|调[快慢]"
)

FASTER = (
    r"\b(?:faster|speed (?:\w+ ){0,4}up|quicker|fast[- ]?(?:forward|motion)|sped up"
    r"|double (?:the )?speed|(?:twice|three times|four times) as fast|too slow)\b|加速|快放|快进|快一点"
    r"|快一些|更快|变快|调快|加快"
)
SLOWER = (
    r"\b(?:slower|too fast|(?<!too )slow(?:ed)?|slow[- ]?mo(?:tion)?|half (?:the )?speed)\b|减速|慢动作|慢放"
    r"|慢一点|慢一些|更慢|变慢|调慢|放慢|减慢"
)
NORMAL_SPEED = r"\b(?:normal|original|regular) speed\b|(?:正常|原来的?|原)速度?|原速"
TIMES_SPEED = r"(\d+(?:\.\d+)?)\s*(?:x\b|×|times\b|倍)|\bx\s*(\d+(?:\.\d+)?)"
HALF_SPEED = r"\bhalf\b|一半|半速"
DOUBLE_SPEED = r"\b(?:double|twice)\b|两倍|双倍"
TRIPLE_SPEED = r"\b(?:triple|three times)\b|三倍"
QUADRUPLE_SPEED = r"\b(?:quadruple|four times)\b|四倍"
TO_THE_END = (
    r"\b(?:last|stay|show|be there|go|run)s?\b.*\b(?:till|until|to) the (?:very )?end\b"
    r"|(?:[撑留显]示?|持续|延长)到(?:最后|结束|结尾|片尾)"
)
LONGER = (
    r"\badd (?:another )?(?=\S+ (?:more )?seconds?\b)|\b(?:longer|extend|lengthen|prolong"
    r"|stretch)\b|延长|拉长|加长|长一点|长一些|更长|变长"
)
SHORTER = r"\b(?:shorter|shorten)\b|缩短|短一点|短一些|更短|变短|减短"
SET_LENGTH = (
    r"\b(?:make|shorten|lengthen|extend|stretch|trim|cut|crop|set|prolong|should|let|have|show|keep)\b"
    r"|变成|改成|改为|设|调|缩短|延长|拉长|加长|让|持续|停留|显示"
    r"|(?:裁剪?|修?剪短?|剪辑|截取?)(?:到|成|为|至)"
)
BY_LENGTH = (
    r"\bby\b|\bseconds? (?:longer|shorter)|\b(?:more|another|extra)\b|增加|多|再"
    r"|(?:延长|缩短|加长|拉长)了?\s*\S+\s*秒"
)
TO_LENGTH = r"\b(?:to|until|only)\s+(?:only |just )?\S+\s+s|\bto \d|\blong\b|(?:到|成|为)\s*\S+\s*秒"
IT = r"\b(?:it|that|this|them|those)\b|它|这个|那个|这段|那段"
DELETE = (
    r"\b(?:lose|remove|delete|drop|erase|clear|discard|cut(?! (?:\S+ ){1,3}(?:down )?to\b)"
    r"|take (?:\w+ ){0,4}(?:off|out|away)|no more|get rid of|without|no)\b"
    r"|删除|删掉|去掉|移除|不要(?![动改变切碰裁再])|清除|去除|拿掉|删了|删去|删"
)
REPLACE = (
    r"\b(?:replace|instead of|swap out|substitute|swap (?:\S+ ){1,5}for"
    r"|change (?:\w+ ){1,5}(?:to|into|with|for)"
    r"|turn (?:\w+ ){1,5}into)\b|换成|替换|改成|换为|替换为"
)
MOVE_BY = r"\b(?:later|earlier|forwards?|back(?:wards?)?|sooner)\b|往[前后]|向[前后]|提前|推迟|延后"
EARLIER = r"\b(?:earlier|back(?:wards?)?|sooner)\b|前"
DELETE_ALL = r"\b(?:remove|delete|erase|clear|discard|all|every)\b|删|清"
THE_COPY = r"\bthe (?:duplicate|copy)\b|(?:复制的|副本|拷贝)"
FROM_THE_FILM = (
    r"\b(?:from|off|in|of|on) (?:the |my )?(?:(?:whole|entire) )?(?:video|film|movie"
    r"|timeline)\b|(?:视频|影片|片子)(?:里|中|上)的?"
)
"""What something is taken away from."""
BESIDE_PARTS = (
    r"\b(?:cut|trim|out|off|away|only|just|keep|use|parts?|sections?|bit|from|to|down|rest|everything|between|remove|delete"
    r"|take|second|seconds|first|last|onwards?|until|after|before|start|end|beginning|leave|portion)\b"
    r"|剪|去|掉|部分|内容|只|留|保留|截取|删|除|裁|到|从|开头|结尾|之?后|之?前|以|面|成"
)
BESIDE_ORDER = (
    r"\b(?:clips?|shots?|scenes?|order|ones?|to|position|place|spot|slot|number|move|put|change|start|end|beginning|front|back|first|last"
    r"|very|after|before|show|come|comes|at|into|all|go|goes|swap|switch|around|places|with|other|two|both)\b"
    r"|移动?|放|到|片段|段|镜头|顺序|排列?|所有|全部|开头|最前|最后|末尾|结尾|前面|后面|之|前|后|面|位置?|互换|调换|换|改|变|成|为|倒|来|两"
)
BESIDE_SPEED = (
    r"\b(?:play|plays|run|speed|down|up|to|at|motion|frames?|hold|still|whole|entire|freeze|last|first|second|seconds|end|more|in|by"
    r"|reverse|backwards?|pace|as|fast|slow|rate|everything|picture|image|final|of)\b"
    r"|播放|速度?|一[点些]|倍|一?帧|画面|最后|第一|定格|变|调|改|成|为|到|以|倒|秒|停留?|在|的|整个|全部|所有|原来"
)
BESIDE_LENGTH = (
    r"\b(?:to|down|last|lasts|long|length|seconds?|duration|cut|trim|show|run|change|extend|stretch|shorten|lengthen|end|only|total|overall"
    r"|whole|entire|be|up|very|until|till|stay|stays|more|bit|crop|there|for)\b"
    r"|剪|裁|切|成|到|变|改|为|长|时长|长度|秒|持续|停留|显示|一[点些]|更|缩短|延长|整个|总|至|短|调|设|撑|片尾|结束|最后"
)
BESIDE_PIECES = (
    r"\b(?:(?:in|into) (?:two|half)|half|middle|pieces?|parts?|at|into|split|cut|divide"
    r"|copy|copies|duplicate|again|delete|remove|off|away|out|times|twice"
    r"|once|more|and|from|to|second|seconds|rid|take|whole|entire|completely|clips?|added)\b"
    r"|从?中间|处|在|第|秒|一分为二|成?两[段半]|段|半|成|次|份|遍|分|删|除|去|掉|移|整个|复制|这|那|开|片|遍|之"
)
TO_SPEED = r"\b(?:to|at)\s+(?=\d)|(?:到|为|成)\s*(?=\d|百分)"
TIMES_AS_LONG = MappingProxyType(
    {
        2.0: r"\b(?:twice|double)\b(?: as long| the (?:length|duration))?|两倍|[长加]一倍|2\s*倍",
        3.0: r"\b(?:three times|triple)\b(?: as long| the (?:length|duration))?|三倍|3\s*倍",
        0.5: r"\b(?:by |to )?half\b(?: as long| (?:of )?(?:the|its) (?:length|duration))?|一半",
    }
)
EACH_CLIP = (
    r"\b(?:each|every|both|all)\b(?: of)?(?: the)? (?:two |three )?(?:clips?|shots?|scenes?"
    r"|photos?|pictures?|one)\b|\beach\b"
    r"|每[个段张条]|两[段个]都|各|都"
)
CUT_VERB = r"\b(?:cut|trim|crop|remove|delete|take|drop|chop)\b|剪掉|去掉|删"
TOTAL = r"\b(?:total|overall|in all|altogether|all in all)\b(?: length| duration)?|总(?:长度?|时长)|一共"
