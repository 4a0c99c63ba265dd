"""What the words of a request mean, in English and Chinese: one table of all subjects."""

from typing import Final

from nemo_studio.edits.canvas import words as canvas
from nemo_studio.edits.cutting import words as cutting
from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.amounts import AMOUNTS
from nemo_studio.edits.language.things import THINGS
from nemo_studio.edits.language.tokens import FILLER, Entry, compute, enter
from nemo_studio.edits.media import words as media
from nemo_studio.edits.picture import words as picture
from nemo_studio.edits.sound import words as sound
from nemo_studio.edits.titles import words as titles

_COMMON: Final = (
    *enter(
        "remove",
        r"\b(?:isn['’]t|aren['’]t|is not|are not) needed\b|\b(?:do not|don['’]?t) (?:need|want)\b|\b(?:gone"
        r"|(?:can|should|has to|must) go)\b(?=\W*$)|\b(?:delete|remove|drop|erase|lose|ditch|scrap"
        r"|kill|get rid of|take (?:out|off|away)|take|strip(?: out)?"
        r"|throw (?:out|away)|bin|no more|without|off|away|out|no)\b|删除|删掉|删了|删去"
        r"|删|去掉|去除|拿掉|移除|清[除掉]"
        r"|不要了?|别要了?|扔掉|丢掉|取消",
    ),
    *enter(
        "keep",
        r"\b(?:keep|leave|want)\b(?: just| only)?|\bonly\b|\bjust\b|只保留|只留下?|只要|保留|留下?|截取",
    ),
    *enter(
        "add",
        r"\b(?:add|put|insert|write|show|display|type|include|slap|throw|lay|want|need|use|drop in"
        r"|place|have|overlay|pop|stick|slot|embed|give|say|says|saying|gets?|play|playing|on|include)\b"
        r"|加上?"
        r"|添加?|写上?|打上?|打"
        r"|放上?|放|配上?|配|来|显示|要|用|叠加?|嵌入?|贴上?|弹出?(?=一?个)|插入?|做|弄|出现|选用?|铺|有",
    ),
    *enter(
        "add_new",
        r"\b(?:add|write|create|insert|type|superimpose|new|another)\b|加[上入]?|添[加上]?|写[上着]?|再来|新",
    ),
    *enter(
        "change",
        r"\b(?:change|replace|swap|switch|rename|make|set|edit|update|turn|retitle)\b|替换"
        r"|[改换变设调转][到成为至]?",
    ),
    *enter(
        "to",
        r"\b(?:to|into|at|as|down to|up to|until|exactly|(?:should )?(?:not (?:be )?|no )(?:more"
        r"|longer) than|at most|say|says|read|reads|just|so)\b"
        r"|(?:[改换变设调转压剪缩加拉裁做]|控制)?[到成为至]|控制在|不超过|是",
    ),
    *enter("by", r"\b(?:by|of)\b|了"),
    *enter("only", r"\b(?:only|just)\b|只(?:保留|留下?|要)|只|仅|光"),
    *enter(
        "not", r"\b(?:not|don['’]?t|do not|never|no|without|isn['’]?t|nothing|none)\b|不要|别|不用|不是|不|没"
    ),
    *enter(
        "slightly",
        r"\b(?:a (?:bit|little|touch|tad|hair)(?! (?:window|box|video|picture|square))|slightly"
        r"|a little bit|barely|somewhat)\b"
        r"|稍微|略微|稍稍|微微|一点点",
    ),
    *enter("much", r"\b(?:much|a lot|lots|far|way|really|very|super|extremely)\b|很多|得多|大幅|太多|超"),
    *enter(
        "disliked",
        r"\b(?:boring|ugly|horrible|awful|terrible|annoying|unbearable|hideous|wrong)\b"
        r"|\b(?:does|is|do|are)n['’]t (?:really )?(?:fit|work|suit|right|good)\b"
        r"|\bgiv(?:es?|ing) (?:me|us|people) a headache\b|\b(?:gets?|getting) on my nerves\b"
        r"|\bdriv(?:es?|ing) (?:me|us) (?:crazy|mad|nuts)\b|\bblends? in(?:to)?(?: with)?\b|混在一起"
        r"|不太?(?:合适|搭|好听|好看|对劲?|行|满意)|难[听看]|太?无聊|烦人|没意思|没精神",
    ),
    *enter(
        "disliked",
        r"\b(?:covers?|hides?|blocks?|is in the way of) (?:up )?(?:the |my |his "
        r"|her )?(?:middle of )?(?:the )?\w+"
        r"|(?:正好)?[挡遮]住?了?(?:中间的?|画面的?)?(?:人?脸|[\u4e00-\u9fff]{0,3}?)(?=$|[了，。,])",
    ),
    *enter(
        "harsh",
        r"\b(?:harsh|abrupt(?:ly)?|jarring|sudden(?:ly)?|jumpy|choppy|cuts? off(?= \w*ly|\W*$))\b|突兀|生硬"
        r"|突然"
        r"(?:就)?(?:断|停|没)?|太硬|不(?:自然|流畅|顺)|戛然而止",
    ),
    *enter("smooth", r"\b(?:smooth(?:er|ly)?|gentler|softer|seamless(?:ly)?)\b|柔和|自然|顺滑|平滑|丝滑"),
    *enter(
        "compare",
        r"\bas \w+ as(?= (?:the|my|clip|that)\b)|\bthan(?= (?:the (?!usual|original)|my|clip)\b)"
        r"|[跟和与]\S{1,8}一样"
        r"|比(?=\S{1,8}(?:更|大|小|长|短|快|慢|亮|暗|响))",
    ),
    *enter("too", r"\b(?:too|so)\b|太|过于|有点"),
    *enter(
        "between",
        r"\b(?:between|from|in between|where)\b|\b(?:from )?(?:each"
        r"|one) clip (?:in)?to the next(?: one)?\b|之间|中间|间",
    ),
    *enter("meets", r"\b(?:and|to|into|&)\b|&|和|跟|与|到"),
    *enter("over", r"\b(?:over|on|onto|during|across|while)\b|上面?|时候|期间"),
    *enter("other", r"\b(?:different|another|other|new|something else)\b|别的|另|其他|换"),
    *enter(
        "more",
        {
            1: r"\b(?:more|increase|raise|boost|higher|up|stronger|add)\b|提高|增加|加强|增强"
            r"|加大|调高|更|高|强",
            -1: r"\b(?:less|reduce|decrease|lower|down|softer|not so|not as)\b|降低|减少|减弱|减小"
            r"|调低|低|弱",
        },
    ),
    *enter(
        "uploads",
        r"\b(?:uploads?|uploaded|slideshow)\b|\bmy (?:\w+ )?(?:photos?|pictures?|pics|images?|files"
        r"|videos|clips|footage)\b|上?传的?|我的(?:照片|图片|视频|素材)|幻灯片",
    ),
    *enter("uploads", r"传的"),
    *enter("file", r"\b(?:srt|(?:subtitle )?files?|from)\b|文件|srt"),
    *compute("quote", "\ue000(\\d+)\ue001", lambda found: int(found[1])),
)
_FILLERS: Final = enter(
    FILLER,
    r"\bI (?:said|mean)\b|我?[妈爸]说|(?:客户|老板|朋友|大家)(?:说|觉得)|[一两二三四五六几]个字|内容"
    r"|\b(?:we|you) see\b|\bso that\b|\b(?:on|from) (?:my|a) (?:phone|screen|tv|laptop)\b|\b(?:to|for) me\b"
    r"|\bat all\b"
    r"|\b(?:I|you|we|one) can(?:not|['’]t) (?:even |really )?(?:enjoy|follow|read|see|watch) (?:it|them"
    r"|that|this)\b"
    r"|\bwould be (?:perfect|nice|great|good|lovely|cool|better)\b|看着?(?:难受|别扭|不舒服)"
    r"|\b(?:my|the|our) (?:boss|client|teacher|wife|husband|mum|mom|mother|dad|father|grand(?:ma|pa)|sister"
    r"|brother|parents|friends?|kids?)\b"
    r"|\bI(?:['’]d| would)? (?:really )?(?:love|fancy)\b"
    r"|\b(?:the|an?|some|this|that|my|your|our|its|their|of|in|on|at|for|with|as|and|or|so|just"
    r"|also|then|now|here|there|please|pls|plz|pl[sz]"
    r"|thanks?|thank you|thx|ty|cheers|can|could|would|will|should|shall|may|might|must|has|have"
    r"|had|want|wants|need|needs|like|i(?:['’](?:d|m|ve|ll))?|we|you|he|she|me|us"
    r"|is|are|was|be|been|am|['’]s|it['’]s|let(?:['’]?s)?|make|makes|set|put|give|get|got|do|does|go"
    r"|goes|going|apply|use|change|turn|really|actually|maybe|perhaps|kindly"
    r"|ok|okay|well|yes|yeah|yep|right|video|film|movie|thing|stuff|kind|sort|bit|like|pretty"
    r"|quite|again|sorry|when|say|one|them|it|been|possible|possibly|if (?:you|u) (?:can|could"
    r"|don['’]t mind)|if (?:it['’]s )?possible|(?:it|great|nice|good|lovely|cool) if|up|instead|exactly"
    r"|what|down"
    r"|during|w|something|kind of|any|there|bring|slap|throw|those|three|two|u|feels?|seems?|why|how come"
    r"|honestly|kinda"
    r"|somewhere|takes|moving|moves|thinks?|we see|comes?|came|exactly|remains?|says)\b"
    r"|一(?=[个句段条张首点些下份种])"
    r"|[从在把将让给请帮我你您他她的地得了吧啊呢吗嘛呀哦哈着呗咯啦哎呃嗯就也再还都来弄做使和与跟并儿点些个条首张种份句下先后里上用要]"
    r"|一下|一点儿?|帮忙|麻烦|希望|想要|我想|需要"
    r"|可以|能不能|可不可以|能否|应该|控制|播|[一两二三四几]句|以内|之内|才对|我?(?:说的|的意思)是|得(?:我"
    r"|人)?(?:头疼|要命|不行"
    r"|受不了|难受|厉害)|死了?|里面?|去(?=\W*$)|一?(?=[行])行|出(?=[一个行])"
    r"|谢谢|就好|就行|即可|中|跟|看|可|看起来|视频|影片|短片|画面|就好|就行|就够|即可"
    r"|好[了吧的]|另外|最后|然后|全|这个?|那个?",
)

LEXICON: Final[tuple[Entry, ...]] = (
    *AMOUNTS,
    *THINGS,
    *_COMMON,
    *history.ENTRIES,
    *canvas.ENTRIES,
    *cutting.ENTRIES,
    *picture.ENTRIES,
    *sound.ENTRIES,
    *titles.ENTRIES,
    *media.ENTRIES,
    *_FILLERS,
)
