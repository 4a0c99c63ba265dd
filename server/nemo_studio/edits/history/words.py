"""Words about the work itself, and questions about it, in English and Chinese."""

_FORMAT = r"(?<![A-Za-z\d.])(?:mp4|mov|webm|mkv|gif|webp|mp3|wav|m4a)(?![A-Za-z\d])"
REMOVES = r"\b(?:delete|remove|drop|lose|cut|ditch|get rid|throw|don['’]t|no)\b|[删去剪]|不要|扔"
WHAT_FOLLOWS = (
    r"\b(?:the (?:rest|remainder|remaining part)|what(?:['’]s| is| comes)? (?:left|after)(?: (?:it|that))?|"
    r"everything after(?: (?:it|that))?)\b|(?:后面|剩下|其余|余下|之后)的?(?:部分|那段|内容)?"
)
EXPORT = (
    r"\b(?:export|download)\b|\b(?:save|render) (?:it|this|that|everything|as|out|the (?:video|film|whole))\b"
    rf"|{_FORMAT}(?! (?:clip|file|video|photo|upload))|导出|下载|保存(?:成|为|到)|输出(?:成|为)|存成"
)
_SITES = (
    r"(?:you-?tube|tik-?tok|instagram|facebook|twitter|linkedin|bilibili|wechat|weibo"
    r"|抖音|b站|哔哩|小红书|微博|朋友圈|快手|视频号)"
)
PUBLISH = (
    rf"\b(?:post|publish|share|upload|send) (?:\w+ ){{0,3}}(?:to|on) (?:\w+ )?{_SITES}"
    rf"|(?:传|发|发布|上传|分享)(?:到|至|上)\S{{0,4}}{_SITES}"
)
QUALITY = (
    r"\b(?:high(?:er|est)?|better|best|good|max(?:imum)?|full|improve(?: the)?|increase(?: the)?)"
    r" (?:picture |video |image )?(?:quality|resolution|definition)\b"
    r"|[高好]的?(?:画质|质量|品质|分辨率|码率)|提[高升](?:画质|质量|分辨率|清晰度)|(?:画质"
    r"|清晰度)[高好]\S{0,2}"
)

QUESTION_EXPORT = (
    r"\b(?:how|where|can i(?! (?:get|have|see) (?:an?|some|\d))|what do i)\b"
    r".*\b(?:get|save|download|export|share|watch|see|find|receive)\b"
    r"|(?:怎么|怎样|如何|哪里|哪儿|在哪).*(?:拿|得到|下载|导出|保存|看|找|取)"
)
QUESTION_ABILITIES = (
    r"\bwhat (?:else )?can you (?:do|make)\b|^\W*help\W*$|\bhelp me please\b|\bwho are you\b|\bwhat are you\b"
    r"|你能做什么|你会什么|能做什么|^\W*帮助\W*$|你是谁"
    r"|(?:能|会|可以)(?:画|做|拍|生成|制作|剪)(?:些|出)?(?:什么|哪些|哪种)[^，。“\d]{0,8}[?？吗呢]?$"
)
QUESTION_TIMELINE = (
    r"^\W*(?:(?:so|and|hey|ok|okay|wait|um|hmm|quick question|(?:can|could) you tell me|tell me|do you know"
    r"|remind me)\W+)*(?:how (?:long|many|loud|fast|big)|what(?!\s+(?:about|if)\b)|which|when|where|who"
    r"|is (?:there|it|the)|are there|do (?:i|we) have|does (?:it|the)|did (?:you|it)|have (?:i|you|we)"
    r"|has (?:it|the))\b(?!.*\b(?:make|add|change|put)\b)"
    r"|^(?!.*(?:把|帮我|给我|换成|改成|改到|加[上个一点]|删|剪|调)).*(?:多长|多久|几秒|多少"
    r"|哪[个段些首一张里]"
    r"|(?<!没)什么(?!都)|几[个段条张首]|有没有|是不是|在哪)"
)
QUESTION_ABILITY = (
    r"^\W*(?:(?:so|and|hey|ok|um)\W+)*(?:(?:can|could) (?:you|i|it|this)|do you|does (?:this|it)"
    r"|is it possible to|are you able to)\b(?!.*\b(?:the|it|this|that|my|me|them|everything"
    r"|clip|please|for)\b"
    r"(?! (?:tool|app|thing|studio)))[^.!\d\"“]*[?？]\W*$"
    r"|支持(?:哪|什么|多少|几|\S*[吗嗎])"
    r"|^(?:你|可以|能|会|能不能|会不会|可不可以)(?!\S*(?:把|帮|给我|这|它|第|调|剪|删|快|慢|亮|暗|大|小))"
    r".*[吗嗎么][?？]?\W*$|有哪些(?:转场|音乐|滤镜|风格|场景)"
)
FORBIDDEN = (
    r"^[^，,。]{1,8}(?:不要|别|不用)静音|^(?:but |and |please |just )*(?:(?:don['’]?t|do not"
    r"|never)\b(?! (?:want|like|need)\b)"
    r"|stop \w+ing\b|(?:there['’]?s )?no need"
    r" to\b|(?:you )?(?:needn['’]?t|don['’]?t (?:need|have) to)\b|不需要|没必要|用不着)"
    r"|^(?:但|请|先|千万)*(?:别|不要|不用|不必|无需)再?(?=把|删|动|碰|改|加|剪|放|用|调|变|换|去掉|切|裁|移|在"
    r"|缩|静)"
)
"""What is not to be done needs no edit."""
CONDITION = (
    r"^\W*(?:but |and |so )?(?:if|unless|in case)\b(?! (?:you|u|possible)\b)|^\W*(?:如果|要是|假如|万一|若)"
)
"""What hangs on something that the studio would have to judge."""
POLITE = (
    r"^(?!\W*too much\b)\W*(?:(?:(?:please|pl[sz]|thanks?(?: a lot| so much)?|thank you|ok(?:ay)?|so"
    r"|well|now|too|as well"
    r"|never mind|again|for me|there|yes|yeah|no|nope|sorry|hey|hi|hello|hm+|oh|ah|oops|wait|alright"
    r"|all right|right|nice|lovely|great|perfect|cool|awesome|beautiful|love it|fair enough|good|lol"
    r"|actually|if (?:you|u) can|(?:can|could|would) (?:you|u)"
    r"|that['’]?s|that|this|it|I|i|is|looks?|really|very|so much|much|for now|enough|you"
    r"|to me|work|job|wow|haha|amazing|fantastic|wonderful|excellent|brilliant|stunning|gorgeous|fine"
    r"|done|think|let me|about it|talk|see you|later|soon|bye|cheers|like|liked|loved?|happy with|got it|sure"
    r"|understood|exactly what I wanted|you['’]re|all good|a moment|for today|the|everything|video|result"
    r"|what a)\b"
    r"|首先|去|谢谢|多谢|请|吧|好[的了吧啊]?|麻烦|[了啦也]|一下|最后|另外|不错|很好|太好了|辛苦[了啦]?"
    r"|真?[太很好真挺]?(?:棒|好看|漂亮|满意|喜欢|完美|厉害|赞|牛|可以|美)|就这样|先这样|这样|就行|再?想想"
    r"|再?看看|考虑"
    r"|知道|明白|不对|收到|没问题|哈+|哇|我|你|再|都|很|真|非常|下次|再见|拜拜|视频|这个?|效果"
    r"|[嗯啊哎哦呀呢]|行吧?|算了)\W*)*+$"
)
INTERJECTION = (
    r"^\W*(?:(?:哦|噢|啊)?对了|(?:oh|and)? ?by the way|(?:hey|hi|hello|ok(?:ay)?|hm+|oh|ah|eh|oops|whoa|wow"
    r"|alright|actually|lol"
    r"|(?:no|wait|sorry|yes|yeah|great|nice|cool|well|so|thanks)(?=\s*[,.!—-]|\s+wait\b))\b"
    r"|(?:finally|lastly)\b|最后(?=[加把将给让请换])|[哎啊嗯哦呃唉诶]+|(?:好|行"
    r"|算)[吧啊了](?!\w{0,2}的)|那就|那么)[\s,，.。!！…~—-]*"
)
"""What opens a clause and asks for nothing."""
KEEP_AS_IS = (
    r"^(?:I (?:really )?(?:like|love) (?:the|this|that|my) (?:\w+ )?(?:music|title|song|look|speed|colou?rs?)"
    r"|(?:the |this )?(?:music|song|title|text|speed|length|look|order|colou?rs?|picture|sound) (?:is|are)"
    r" (?:fine|good|ok(?:ay)?|great|perfect|nice|lovely)(?: as (?:it is|is))?|(?:音乐|标题|字|速度|画面"
    r"|颜色|顺序|歌)(?:是|都|就)?(?:很|挺|还)?(?:好|不错|可以|喜欢|没问题)的?)\W*$"
    r"|^(?:and )?(?:no other changes|no other \w+|(?:don['’]?t|do not) (?:delete|change|touch|remove"
    r"|add) any\w*(?: (?:else|footage|clips?|frames?|of (?:it|them)))?|nothing else|that['’]s (?:it|all)"
    r"|nothing more)\W*(?:please|pl[sz])?\W*$"
    r"|^(?:其[他它余]的?|剩下的|别的)(?:地方|内容|片段|镜头)?(?:都|就|请|先)*(?:别|不要|不用|不)(?:再"
    r"|用)?(?:管|加|写|删|要)\S{0,2}$"
    r"|^(?:别|不要|不用)再?放?在?(?:正?中间|上面|下面|顶部|底部|那儿?|这儿?|那里|这里)了?\W*$"
)
"""What is praised, or said of all that was not spoken of, needs no edit."""
STAYS = (
    r"^(?:but |and |then |please |just )*"
    r"(?:(?:keep|leave)\b(?! (?:only|just)\b)|.{1,24} (?:stays?|remains?)\b)|\bas (?:is|it is|they are)\W*$"
    r"|(?:留着|保留|留下|保持|不变|[别不]动|照旧)|(?:别|不要?|不用)再?[动改变换调]"
)
"""What is to stay as it is needs no edit, where nothing else is said of it."""
BUT_ONLY = r"[\s,，]*(?:but |但|不过)?(?:(?:only|just|except)\b|只)"
STAYING = r"(?:stays?|remains?|alone|same|unchanged|untouched|put|as|is|halves|着|动|持|旧|照|要)"
IMPERATIVE = (
    r"^(?!(?:under|in|on|over|at|inside|near|through|across|above|below|behind|along|a|an"
    r"|the|sunset|sunrise|stars"
    r"|rain|snow|waves|fog|mist)\b)\w+ (?:the|it|this|that|my|all|every|each|them|its|your|our|out|off|up)\b"
    r"|^(?:把|将|让|给|对|请|帮|翻译|识别|去|删|移|转)"
)
EDIT_VERB = (
    r"\b(?:make|change|set|turn|add|apply|give|put|cut|trim|speed up|slow (?:it|down)"
    r"|increase|reduce|raise|lower|crop)\b"
    r"|变|改|加|调|把|让|设|放慢|加速"
)
COMPOUND = (
    r"\b(?:black and white|first and (?:the )?last(?= [\w.-]+ ?s| clips| ones| shots| scenes)"
    r"|in and out|picture in picture|text and|rock and roll"
    r"|drum and bass|(?:minutes?|mins?) and (?:a half|[\w-]+ (?:seconds?|secs?|s))"
    r"|(?:everything|all|anything|nothing)(?: \w+)? but"
    r"|(?:secs?|seconds?) and (?:a )?half|\w+ and a half (?:times|seconds?|secs?|s|minutes?))\b"
)

QUOTED_NAME = (
    r"[\"“'‘「](?:[\w-]+\.[a-z]{3,4}|(?<=\bclip .)\w+|(?<=\bscene .)\w+|(?<=\bshot .)\w+"
    r"|\w+(?=.(?:那|这|这一|那一)[段个张]))[\"”'’」]"
)
"""A file or a clip that is called by its name in quotes, which are no words to write."""
BETWEEN_FILES = r"(?<=\.(?:jpg|png|mp4|mov|gif|mkv))\s*(?:[、,，&]|and\b|和)\s*(?=[\w-]+\.[a-z]{3}\b)"
OWN_VERB = (
    r"(?:please )?(?:add|make|change|set|turn|apply|give|put|cut|trim|delete|remove"
    r"|move|speed|slow|mute|undo)\b"
    r"|请?(?:加|把|将|让|删|去掉|换|改|剪|撤销|放)"
)
FILE = r"[\w-]+\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac)(?![A-Za-z\d])"
