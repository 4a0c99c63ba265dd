"""Words for what is heard, in English and Chinese."""

from types import MappingProxyType

from nemo_studio.edits.language.tokens import enter

SOUND_FILE = r"[A-Za-z0-9_-]+\.(?:mp3|wav|m4a|aac|ogg|opus|flac)(?![A-Za-z\d])"
"""The name of a sound; words of Chinese stand right before it."""

MOOD_WORDS = MappingProxyType(
    {
        "lofi": r"(?<![A-Za-z])lo-?\s?fi(?![A-Za-z])|\bchill\w*\b|\brelax\w*\b|低保真|慵懒|放松|轻松",
        "ambient": r"\bambient\b|\bquiet\b|\bserene\b|\bsooth\w*\b|\bgentle\b|\bsoft\b|\bsleepy\b"
        r"|\bdreamy\b|安静"
        r"|安详|助眠|\bcalm\w*\b|\bpeaceful\b|\bmeditat\w*\b|氛围|平静|宁静|柔和|轻柔|舒缓|冥想",
        "cinematic": r"\bcinematic\b|\bepic\b|\bdramatic\b|\btens(?:e|ion)\b|\bsuspense\w*\b|\bthriller\b"
        r"|\bheroic\b|\bgrand\b|\btrailer\b|燃|紧张(?:刺激)?|刺激|悬疑|惊悚|\borchestral\b|电影感|史诗|宏大"
        r"|大气|激昂|壮丽",
        "sad": r"\bsad(?:der|ly)?\b|\bmelanchol\w+\b|\bsorrow\w*\b|\bgloomy\b|\bheart-?broken\b|\btearful\b"
        r"|\bmournful\b|\bemotional\b|[悲忧哀]伤|伤感|悲[情凉]?|忧郁|难过|催泪|抒情|凄[美凉]",
        "upbeat": r"\bupbeat\b|\bhappi(?:er|est)\b|\blivel(?:y|ier)\b|\bfun\b|\bcheery\b|\bbouncy\b"
        r"|\bjoyful\b|\bplayful\b|\bpeppy\b|\bparty\b|\bdance\b|开心|带劲|有劲|嗨|\buplifting\b|热血|振奋"
        r"|喜庆|热闹|轻快|\bhappy\b|\bcheerful\b|\benergetic\b|\bpop\b|[欢轻明]快|快乐|欢乐|动感|活泼",
        "acoustic": r"\bacoustic\b|\bguitar\b|\bfolk\b|\bpiano\b|吉他|民谣|钢琴|原声(?=音乐|吉他|乐器)",
        "electronic": r"\belectronic\b|\btechno\b|\bsynth\w*\b|\bedm\b|电子|合成器",
    }
)
"""Mood → what people call it; the first that is found counts."""
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
TO_BLACK = (
    r"\b(?:to|from|through) (?:a )?black\b(?: screen)?|\b(?:picture|screen)\b|(?:到|成|为|至)?黑(?:色"
    r"|屏幕?|场)?|画面"
)
"""The picture fades, not the sound."""
_OVER = "(?:[盖压遮][过住]|淹没|掩盖)"
DROWNED = (
    r"\b(?:barely|hardly|\w+n['’]?t|cannot) (?:even )?hear (?P<under>.+?) (?:over|because of) (?P<loud>.+)$",
    r"^(?P<loud>.+?) (?:drown|cover|mask)(?:s|ing) (?:out |up )?(?P<under>(?:the|my|all|our) .+)$",
    r"^(?P<loud>.+?) (?:is|are) (?:much |far |way )?louder than (?P<under>.+)$",
    rf"^(?P<loud>.+?)[把将](?P<under>.+?)[都全]?{_OVER}",
    rf"^(?P<under>.+?)[都全]?被(?P<loud>.+?){_OVER}",
    rf"^(?P<loud>.+?)[都全]?{_OVER}了?(?P<under>.+)$",
)
"""One sound that lies over another."""
_SOUND = r"(?:sounds?|audio|noises?|sound effects?)"
_DUCK = (
    r"\bduck\w*\b|\bunder (?:the |my )?(?:speech|voice\w*|narration|talking|dialog\w*)\b"
    r"|\b(?:when(?:ever)?|while) (?:[\w'’]+ ){1,3}(?:speaks?|talks?|speaking|talking)\b"
    r"|(?:说话|讲话|人声|配音|旁白)\S*(?:降低|压低|调低|减小|变小|小)|闪避|压低(?:背景)?音乐"
)

ENTRIES = (
    *enter("mood", MOOD_WORDS),
    *enter(
        "sound_of",
        {
            key: (
                rf"\b(?:(?:the |some )?{_SOUND} of (?:the )?(?:{words})|(?:{words})(?:'s)? (?:{_SOUND}"
                rf"|ambience)|hear(?:ing)? (?:the |some )?(?:{words}))\b"
                rf"|\b(?:{words})(?= (?:under(?:neath)?|beneath|behind|in the background)\b)"
                rf"|听[到见](?:{words})|(?:{words})(?:的)?(?:声音?|叫声?|音效|环境音)"
                + (r"|鸟[叫鸣]声?|\bbird\s?song\b" if key == "birds" else "")
            )
            for key, words in AMBIENCE_WORDS.items()
        },
    ),
    *enter(
        "mute",
        rf"\b(?:mute|muted|silence|silent|no {_SOUND}|without (?:its |the |any )?{_SOUND}|turn (?:the "
        rf"|its )?{_SOUND} off|(?:turn|shut|switch"
        rf"|kill)(?: off)?(?= (?:\w+ ){{0,3}}{_SOUND}\b)(?: (?:the )?{_SOUND} off)?)\b|静音|消音"
        r"|(?:关掉?|去掉|不要|没有)(?:声音|原声)|没有?声音|声音关掉?",
    ),
    *enter("duck", _DUCK),
)
"""What the words about sound mean."""
