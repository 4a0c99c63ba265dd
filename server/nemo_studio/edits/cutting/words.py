"""Words for when, where and how long something shows, in English and Chinese."""

from typing import Final

from nemo_studio.edits.language.quantities import number
from nemo_studio.edits.language.tokens import Entry, compute, enter

_PLACES_EN: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}

ENTRIES: Final[tuple[Entry, ...]] = (
    *enter(
        "delete",
        r"\b(?:(?:lop|chop|shave|trim|cut|slice|snip|take|knock)(?: off| out| away)?|delete"
        r"|remove|drop|erase|lose|ditch|scrap|kill"
        r"|get rid of|crop|skip|throw out|bin|off|out|away|no more|(?:can |should |has to |must )go(?=\W*$)"
        r"|gone)\b"
        r"|删除|删掉|删了|删去|删|去掉|去除|剪掉|剪去|剪了|剪|裁掉|裁|切掉|掐掉|砍掉|截掉|掐去?"
        r"|拿掉|移除|不要了?|不留|扔掉|减掉|没用",
    ),
    *enter(
        "keep",
        r"\b(?:trim|cut|crop|shorten)(?: (?:it|this|that))?(?: down)?(?= to\b)|(?:裁剪?"
        r"|修?剪|剪辑)(?=[到成至])|剪[到至]",
    ),
    *enter(
        "split",
        r"\b(?:split|divide[ds]?|razor|slice|splice(?: point)?|cuts?|chop|blade|break|make (?:a|one) cut)\b"
        r"|分割"
        r"|一刀两断|[切剪]断|各?来?一刀|\bhit the razor\b|各?[切剪]一?下"
        r"|拆分|断一?下|拆成|切开|切一刀"
        r"|切成|切|分成|剪开|断开|剪成(?=[两二三])|一刀|一分为二|剪一刀|截断|劈成|分开",
    ),
    *enter(
        "into_two",
        r"\b(?:(?:in|into|down) (?:two|half|2|halves)|(?:right )?(?:in|down|at|through) the (?:middle"
        r"|halfway (?:point|mark)))\b"
        r"(?: (?:equal |even )?(?:pieces|parts|halves|clips|bits))?|\bhalfway\b|\b(?:in|at) (?:its"
        r"|the) (?:mid-?point|centre|center)\b"
        r"|[两二][半段截份](?!秒)|(?<=成)[两二]个|一分为二|从?(?:正)?中间|对半",
    ),
    *enter(
        "pieces",
        r"\bso I (?:have|get) (?:two|three) (?:clips|pieces|parts)\b",
    ),
    *compute(
        "pieces",
        r"\b(?:(?:in|into|as) |(?=\w+ equal))(?P<n>two|three|four|five|six|[2-6]) (?P<even>equal "
        r"|even )?(?:pieces|parts|clips"
        r"|bits|sections)\b|(?P<even_zh>平均|等)?(?:分|切|剪|拆"
        r"|分割)?成(?P<n_zh>[两二三四五六2-6])个?(?P<even_zh2>等)?"
        r"(?:段|截|份)",
        lambda found: (
            int(number(found["n"] or found["n_zh"])),
            bool(found["even"] or found["even_zh"] or found["even_zh2"]),
        ),
    ),
    *enter("evenly", r"\b(?:equally|evenly|equal)\b|平均|均匀|等分"),
    *enter(
        "swap",
        r"\b(?:swap|switch|exchange|trade)(?: (?:round|around|over|places"
        r"|positions))?\b(?: places"
        r"| positions| the order of)?"
        r"|互换|对调|(?:交换|调换|对换)(?:一下)?(?:位置|顺序)?|换一?下?个?(?:位置|顺序)|换(?:一下|换|过来)"
        r"|调个?个儿|(?:位置|顺序)(?:换"
        r"|对调|互换)(?:一下)?",
    ),
    *enter(
        "order_back",
        r"\b(?:reverse|flip|invert|turn around) (?:the )?(?:clip )?order(?: of)?\b|\bin reverse order\b"
        r"|\b(?:the )?other way (?:a)?round\b|倒序(?:排列?|播放)?"
        r"|顺序(?:倒|反|颠倒)(?:过来|一下)|反一下|[反倒]过来[排放]?|\bbackwards order[- ]?wise\b"
        r"|\b(?:in )?reverse order\b",
    ),
    *enter(
        "starts",
        r"\b(?:starts?|begins?|starting|beginning)(?= (?:\w+ ){0,2}(?:at|from) )"
        r"|从(?=[^，,]*开始)|开始",
    ),
    *enter(
        "step_in_order",
        {
            1: r"\b(?:one|a) (?:place|spot|position|slot|step)s? (?:later|back|down|to the right"
            r"|further (?:back|down))\b|\b(?:down|back|later) (?:by )?one\b"
            r"|[往向]?后(?:面)?(?:移|挪|调|放|动)*一个?(?:位置?|格)",
            -1: r"\b(?:one|a) (?:place|spot|position|slot|step)s? (?:earlier|forward|up|to the left)\b"
            r"|\b(?:up|forward) (?:by )?one\b"
            r"|[往向]?前(?:面)?(?:移|挪|调|放)?一[个]?(?:位置?|格)",
        },
    ),
    *enter(
        "order",
        r"\b(?:one after (?:another|the other)|(?:in (?:that|this|the) |new )?order|in a row|together"
        r"|back to back|re-?order|re-?arrange)\b"
        r"|(?:按|依)?(?:的|这个)?顺序(?:排好?|放好?|来)?|重新排列|依次|按|排好?|排列",
    ),
    *enter(
        "duplicate",
        r"\b(?:duplicate|copy|clone|repeat|twice over|(?:show|play)(?= .*\bagain\b))\b"
        r"|(?:再)?复制(?:一[份遍个段])?"
        r"|拷贝(?:一份)?|重复(?:一[遍次])?|再来一遍",
    ),
    *enter(
        "backwards", r"\b(?:reverse|backwards?|in reverse|rewind)\b|倒放|倒着(?:放|播)?|倒播|反向播放|反着放"
    ),
    *enter(
        "move",
        r"\b(?:move|put|place|shift|bring|drag|goes?|come|comes|open|start|opens|starts|begin|end"
        r"|close|finish|appears?|show|have|make|belongs?|want|use|bump|shove)\b"
        r"|移到?|挪到?|放到?|排到?|调到?|提到|换到|拖到|当|作为?",
    ),
    *compute(
        "position",
        r"\b(?:to|in|into|at) (?:position|place|number|spot) (\d)\b"
        r"|(?<=[到在成])第\s*([一二三四五六]|\d)\s*(?:位"
        r"|个位置|个?$)",
        lambda found: int(number(found[1] or found[2])),
    ),
    *compute(
        "position",
        r"\b(?:to|in|into|at) (?:the )?(first|second|third|fourth|fifth|sixth) (?:place|position|spot"
        r"|slot)\b",
        lambda found: _PLACES_EN[found[1].lower()],
    ),
    *compute(
        "position",
        r"\bgoes (?:in )?(second|third|fourth|fifth|sixth)\b|\bshould be (second|third|fourth|fifth|sixth)\b",
        lambda found: _PLACES_EN[(found[1] or found[2]).lower()],
    ),
    *compute("position", r"排第?([二三四五六])", lambda found: int(number(found[1]))),
    *enter(
        "side",
        {
            "start": r"\b(?:(?:right )?(?:to|at|in|on) the (?:very )?(?:start|beginning|front"
            r"|top of the (?:video"
            r"|film))|(?:the )?very first(?: thing)?|first|up front|start with|open (?:on|with)|opening"
            r"|open(?:s|ing)? (?:the|this|my|our|it)(?: (?:video|film"
            r"|movie|whole thing))?)\b"
            r"|(?:最前面?|开头|开场|第一位|片头|最开始|最前头|(?:从头|前面)(?=剪|去|删|裁|掐)|一开头|一开始"
            r"|开始|打头"
            r"|第一个(?=\W*$)|前[面头](?=去?\W*$))(?:处|的时候)?",
            "end": r"\b(?:(?:right )?(?:to|at|in) the (?:very )?(?:end|back)(?: of (?:it|the (?:video|film"
            r"|movie)))?|last|to (?:close|finish)|end (?:on|with)|finish (?:on|with)|clos(?:e|es"
            r"|ing)(?: (?:the|this|my|our)"
            r" (?:video|film|movie))?)\b"
            r"|最后收尾|收尾|结束?(?=\W*$)|压轴|垫底|后[面头](?=去?\W*$)|(?:最后面?|末尾|结尾|片尾"
            r"|最末)(?:处|的时候)?",
        },
    ),
    *enter(
        "beside",
        {
            "before": r"\b(?:right )?(?:before|in front of|ahead of)\b|的?之前|的?前面|前边",
            "after": r"\b(?:right |straight )?(?:after|behind|following)\b|的?之后|的?后面|后边",
        },
    ),
    *enter("freeze", r"\b(?:freez\w*(?: frame)?|hold(?=[^,.]*\bframe))\b|定格|静帧|冻结|停住"),
    *enter(
        "frame",
        {
            "last": r"\b(?:last|final) (?:frame|picture|image)\b|最后一[帧格]",
            "first": r"\bfirst (?:frame|picture|image)\b|第一[帧格]|首帧",
        },
    ),
    *enter("frame", r"\bframe\b|画面|一帧", "any"),
    *enter(
        "lasting",
        {
            1: r"\b(?:longer|extend|lengthen|stretch(?:ed)?(?: out)?|prolong|more time|too short|linger)\b"
            r"|\b(?:over|(?:goes|flies) by) (?:too|so) (?:quickly|soon|fast)\b|消失得?太快"
            r"|\badd(?= (?:an(?:other)? |\d)[\w.]* ?(?:more "
            r"|extra )?(?:seconds?|s)\b)"
            r"|\b(?:(?:goes?|gone) (?:away )?|disappears? |vanish\w* )too (?:quickly|soon|fast)\b"
            r"|\b(?:goes?|gone|over|disappears?|vanish\w*)(?: away)? before\b[^,.;]*"
            r"|一闪\S{0,2}(?:就|而)(?:没|过|消失)了?"
            r"|延长|拉长|加长|长一?[点些]|更长|变长|太短|多[留停放]|多显示|再?长|久一?[点些]",
            -1: r"\b(?:shorter|shorten|trim|too long|too much of|tighten(?: (?:it|this|that"
            r"|things))?(?: up\b(?! to))?|drags?(?: on)?(?: forever"
            r"| too long)?"
            r"|overstays its welcome|squeeze|halve|goes on (?:too long|forever))\b"
            r"|缩短|剪短|短一?[点些]|更短|变短|太长|太久|太拖|拖沓|拖|压短|减少|减短|压缩|剪掉|再?短",
        },
    ),
    *enter(
        "lasts",
        r"\blasts\b|\blast(?= (?:for )?\d)"
        r"|\b(?:should |to )?(?:run|stay|hold)s?(?: (?:on|up|for))?\b|持续|停留|显示",
    ),
    *enter(
        "to_the_end",
        r"\b(?:until|till|to|through) the (?:very )?end\b|到(?:片子|视频|影片)?(?:的)?(?:结束|结尾|最后"
        r"|片尾)",
    ),
    *enter(
        "enough",
        r"\b(?:is |are |would be )?(?:enough|plenty|will do|would do|is fine|tops)\b|足够|够了?|就够|就好"
        r"|就行"
        r"|即可|差不多(?:就好|就行|了)?|左右",
    ),
    *enter("cut_to", "[剪裁缩压截拉]到"),
    *enter("long_noun", r"\b(?:as long|long|(?:the )?(?:length|duration)|runtime)\b|时长|长度|长"),
    *enter(
        "speed",
        {
            1: r"\b(?:faster|quicker|speed(?:s|ing)?(?: up\b|(?= .{1,40}\bup\b))|sped up|fast[- ]?(?:forward"
            r"|motion)|too slow(?:ly)?|speedier|pick up the pace|time-?lapse)\b"
            r"|\bdrags\b(?=[^.]*\bspeed)|加速|快放|快进|快一?[点些]|更快|变快|调快|加快|太慢|再?快",
            -1: r"\b(?:slower|slow(?:ed)? down|too fast|slow(?:ed)?)\b|减速|慢放|慢一?[点些]|更慢"
            r"|变慢|调慢|放慢|减慢|太快|再?慢",
        },
    ),
    *enter(
        "speed_noun",
        r"\b(?:(?:the )?speed|as fast|fast|(?:the )?pace|as slow|play(?:ed|s|ing)?(?: back)?|runs?"
        r"|(?:should )?go(?:es)? by|rate)\b|倍速|速度|节奏|播放|放|速",
    ),
    *enter("speed_noun", "(?<=倍)速"),
    *enter("slow_motion", r"\b(?:in )?slow[- ]?mo(?:tion)?\b|慢动作|慢镜头"),
    *enter("normal", r"\b(?:(?:at|to) )?(?:normal|original|regular) speed\b|(?:正常|原来的?|原)速度?|原速"),
)
"""What the words about time and order mean."""
