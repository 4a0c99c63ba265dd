"""Words for what is heard, in English and Chinese."""

from types import MappingProxyType

MOOD_WORDS = MappingProxyType(
    {
        "lofi": r"\blo-?\s?fi\b|\bchill\w*\b|\brelax\w*\b|低保真|慵懒|放松|轻松",
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
    r"\blouder\b|\bturn (?:\w+ ){0,4}up\b|\braise\b|\bincrease\b|大声|响一?点|响一些|调大|调高|大一点|大点声"
)
QUIETER = (
    r"\b(?:quieter|softer|lower)\b|\bturn (?:\w+ ){0,4}down\b|\b(?:reduce|decrease)\b"
    r"|\bless loud\b|\btoo loud\b"
    r"|小声|轻一?点|轻一些|调小|调低|降低|小一点|小点声|太吵|太响"
)
MUCH = r"\b(?:much|a lot|far|way)\b|很多|得多|大幅"
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
    r"|\bwhen(?:ever)? (?:\w+ ){1,3}(?:speaks?|talks?|speaking|talking)\b|(?:说话|讲话|人声|配音"
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
