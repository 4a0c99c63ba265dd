"""Words for what is heard, in English and Chinese."""

from types import MappingProxyType

MOOD_WORDS = MappingProxyType(
    {
        "lofi": r"(?<![A-Za-z])lo-?\s?fi(?![A-Za-z])|\bchill\w*\b|\brelax\w*\b|低保真|慵懒|放松|轻松",
        "ambient": r"\bambient\b|\bcalm\w*\b|\bpeaceful\b|\bmeditat\w*\b|氛围|平静|宁静|柔和|轻柔|舒缓|冥想",
        "cinematic": r"\bcinematic\b|\bepic\b|\bdramatic\b|\borchestral\b|电影感|史诗|宏大|大气|激昂|壮丽",
        "upbeat": r"\bupbeat\b|\bhappy\b|\bcheerful\b|\benergetic\b|\bpop\b|[欢轻明]快|快乐|欢乐|动感|活泼",
        "acoustic": r"\bacoustic\b|\bguitar\b|\bfolk\b|\bpiano\b|吉他|民谣|钢琴|原声",
        "electronic": r"\belectronic\b|\btechno\b|\bsynth\w*\b|\bedm\b|电子|合成器",
    }
)
"""Mood → what people call it; the first that is found counts."""

MOOD_BEFORE_MUSIC = (
    r"\b(?:add|play|put|use|with|want)?\s*(?:some|a|an|the)?\s*([\w -]{3,24}?)\s+(?:background )?music\b"
)
"""What stands before "music" where no mood is known: a style that the studio cannot play."""

PLAIN_BEFORE_MUSIC = (
    r"\b(?:add|play|put|use|with|want|some|a|an|the|background|nice|good|suitable|fitting"
    r"|matching|soft|soothing"
    r"|different|other|another|new|more|my|any|it|to|change|replace|switch|set|and|of|for|in|under|lay)\b"
)

ADD_MUSIC = (
    r"\b(?:add|play|put|use|with|want|need|lay|give|set|include|change|replace|switch|try"
    r"|different|other|some)\b"
    r"|加|配|放|用|换|来|添|改|要"
)
AMBIENCE_WORDS = MappingProxyType(
    {
        "waves": r"waves?|ocean|sea|surf|海浪|浪|海",
        "wind": r"wind|breeze|风",
        "rain": r"rain|雨",
        "city": r"city|traffic|street|城市|车流|街道",
        "birds": r"birds?|bird\s?song|forest|鸟[叫鸣]?|森林",
        "underwater": r"underwater|bubbles?|水下|海底|气泡",
        "fireworks": r"fireworks?|bangs?|烟花|烟火",
    }
)
AMBIENCE = (
    r"\b(?:sounds? of (?:the )?(?:{words})|(?:{words})(?:'s)? (?:sounds?|noises?|ambience)|birdsong)\b"
    r"|(?:{words})(?:的)?(?:声音?|叫)"
).format(words="|".join(AMBIENCE_WORDS.values()))
"""The sound of a place."""

SET_LEVEL = r"\b(?:set|lower|raise|reduce|adjust|increase|decrease|turn|bring)\b|调|设|降|升"
LOUDER = (
    r"\blouder\b|\bturn(?:ed)? (?P<gap>(?:\w+ ){0,4})up\b|\b(?:raise|increase|boost"
    r"|bring up|crank up)\b|\bmore volume\b"
    r"|\btoo (?:quiet|soft|low)\b|\b(?:not|isn't) loud enough\b|\b(?:barely|hardly|can't|cannot) hear\b"
    r"|太小声|太轻|太小了?|听不[清见到]|不够(?:大声|响)|大声|响一?[点些]|再?大(?=\s*(?:\d|百分))|调大|调高|提高|增[大加]|加大|大一?[点些]|大点声|更[响大]"
)
QUIETER = (
    r"\b(?:quieter|softer|lower)\b|\bturn(?:ed)? (?P<gap>(?:\w+ ){0,4})down\b|\b(?:reduce"
    r"|decrease|bring down)\b"
    r"|\b(?:less|not so|not as) loud\b|\btoo (?:loud|noisy|high)\b"
    r"|太(?:大声|吵|响)|声音太大|小声|再?小(?=\s*(?:\d|百分))|轻一?[点些]|调小|调低|降低|减[小少弱低]|小一?[点些]|小点声|更[轻小]"
)
TIMES_AS_LOUD = MappingProxyType(
    {
        2.0: (
            r"\b(?:twice|double|two times|2 ?x|2 times)\b(?: as loud| the volume)?|两倍|[大响高]一倍"
            r"|加倍|翻倍|2\s*倍"
        ),
        3.0: r"\b(?:triple|three times|3 ?x|3 times)\b(?: as loud| the volume)?|三倍|3\s*倍",
        0.5: r"\b(?:by |to )?half\b(?: as loud| the volume)?(?: of)?|\bhalve\b|(?:到|为)?一半|减半",
    }
)
SIGN = r"(?<![\w\d])[+＋−-]\s*(?=\d)"
TO_LEVEL = r"\b(?:to|at|up to|down to)\s+(?=\d)|(?:到|至|成|为)\s*(?=\d|百分之)"
BY = r"\bby\s+(?:about )?(?=\d)|了(?=\d)"
HEARD = r"\b(?:loud\w*|quiet\w*|softer|hear)\b|\bturn (?:it|that|this) (?:way )?(?:up|down)\b|声|响|吵|听"
MUCH = r"\b(?:much|a lot|lots|far|way)\b|很多|得多|大幅"
SLIGHTLY = r"\b(?:a bit|a little|slightly|a touch)\b|稍微|略微|一点点|稍稍"
VOLUME = r"\bvolume\b|\bloud\w*\b|音量|声量"
HALF = r"\bhalf\b|一半|减半"
FULL = r"\b(?:full|max(?:imum)?) volume\b|最大声?|最响"
SOUND_NOUN = (
    r"\b(?:music|sounds?|audio|volume|soundtrack|bgm|song|voice|ambience)\b|音乐|配乐|声音|音频"
    r"|背景乐|音量|环境音"
)

MUTE = (
    r"\bturn(?:ed)? off (?:the |all )?(?:\w+ )?(?:sound|audio|music|volume)\b|\bturn (?:the "
    r"|all )?(?:sound|audio|music) off\b|(?:关掉|关闭)\S*(?:声音|音乐|音量)|\b(?:mute|silence|silent"
    r"|no (?:sound|audio))\b|静音|消音|关掉声音|不要声音|去掉声音"
)

UNMUTE = r"\bunmute\b|\bsound back on\b|取消静音|恢复声音|打开声音|解除静音"

FADE_IN = r"\bfad\w*[- ]?in\b|\bfade (?:\w+ ){1,4}in\b|\bfad\w* (?:\w+ ){0,3}from black\b|淡入|渐入|渐强"
FADE_OUT = (
    r"\bfad\w*[- ]?out\b|\bfade (?:\w+ ){1,4}out\b|\bfad\w* (?:\w+ ){0,3}to black\b|淡出|渐出|渐弱|渐隐"
)
FADE_BOTH = r"\bfade (?:\w+ ){0,3}in[- ]and[- ]out\b|淡入淡出"
NO_FADE = r"\b(?:no|without|remove)\b[^,.]*\bfad\w+|(?:不要|去掉|取消)\S*淡"

DUCK = (
    r"\bduck\w*\b|\bunder (?:the |my )?(?:speech|voice\w*|narration|talking|dialog\w*)\b"
    r"|\b(?:when(?:ever)?|while) (?:[\w'’]+ ){1,3}(?:speaks?|talks?|speaking|talking)\b"
    r"|(?:说话|讲话|人声|配音"
    r"|旁白)\S*(?:降低|压低|调低|减小|变小|小)"
    r"|闪避|压低(?:背景)?音乐"
)
NO_DUCK = r"\b(?:no|stop|without|don't|remove)\b[^,.]*\bduck|(?:取消|不要)\S*(?:闪避|压低)"
OWN_SOUND = (
    r"\b(?:original|own|camera|clip(?:'s|s')?|video(?:'s)?) (?:own )?(?:sound|audio|volume)\b"
    r"|\b(?:sound|audio|volume) of (?:the |my |all )?(?:\w+ )?(?:clips?|videos?|shots?|footage)\b"
    r"|原声|视频(?:的|自带的?)?声音|片段(?:的|自带的?)?声音|素材(?:的)?声音"
)
UPLOADED_SOUND = (
    r"\bthe (?:recording|narration|voice-?\s?over)s?\b|\b(?:my"
    r"|uploaded) (?:\w+ )?(?:recording|narration|voice-?\s?over|voice|audio|sound|speech"
    r"|song|track|mp3|music)s?\b"
    r"|[\w-]+\.(?:mp3|wav|m4a|aac)(?![A-Za-z\d])|我的(?:录音|旁白|配音|声音|音频|歌|音乐)"
    r"|上传的(?:录音|旁白|配音|声音|音频|歌|音乐)"
)
PLACE_VERBS = r"\b(?:add|use|put|lay|place|insert|include|play|set|as)\b|加|用|放|插|铺|当|作为"
OTHER_MUSIC = r"\b(?:different|another|other|change|replace|switch|new)\b|换|别的|其他|另"
AT_LEVEL = r"\b(?:at|to)\s+(?:a )?(?:volume (?:of )?)?(?=\d)|\bvolume\b|音量|(?:到|为)(?=\d)"
BESIDE_MUSIC = (
    r"\b(?:add|play|plays|playing|use|change|replace|switch|swap|lay|put|background|behind|under|music|soundtrack|bgm|songs?|tune"
    r"|track|score|beats?|something|to|into|style|mood|from|start|beginning|different|another|other|new|whole|entire|over|throughout"
    r"|include|try|nice|good|fitting|suitable|matching|more|fade|out|end|seconds?|underneath)\b"
    r"|加入?|上|换|改|变|成|用|放|配|背景|音乐|配乐|风格|一?[首段]|一点|歌曲?|合适|好听|点|为|播放|来|添加?|整个|全程|另|别|其他|轻"
)
BESIDE_SOUND = (
    r"\b(?:turn|down|up|change|adjust|level|levels|volume|to|over|during|all|every\w*|sounds?|audio|music|bring|track|under|beneath"
    r"|when\w*|at|someone|anyone|speech|voice\w*|talking|talks|speaks|speaking|use|add|place|insert|play|recording|narration|end|start"
    r"|beginning|last|first|half|second|seconds|slowly|gently|smoothly|softly|add|background|lower|narrator|mp3|as|song)\b"
    r"|音量|声音|音乐|背景|一[点些]|[调变改设降升弄](?:到|成|为)?|到|为|时候?|录音|音频|上传|人声|说话|配音|旁白|压低|结尾|片尾|末尾|片头|开头|最后|用|加上?|放|当|作为"
    r"|所有|全部|整个|慢慢|逐渐|画面|屏|色|了|点|第|秒|在|再|百分之|从|声"
)
TO_BLACK = (
    r"\b(?:to|from|through) (?:a )?black\b(?: screen)?|\b(?:picture|screen)\b|(?:到|成|为|至)?黑(?:色"
    r"|屏幕?|场)?|画面"
)
"""The picture fades, not the sound."""
STOP = r"\b(?:stop|end|finish|cut off)s?\b|停止?|结束"
