"""Words for what is heard, in English and Chinese."""

from types import MappingProxyType

from nemo_studio.edits.language.tokens import enter

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
        r"|\bmournful\b"
        r"|\bemotional\b|[悲忧哀]伤|伤感|悲[情凉]?|忧郁|难过|催泪|抒情|凄[美凉]",
        "upbeat": r"\bupbeat\b|\bhappi(?:er|est)\b|\blivel(?:y|ier)\b|\bfun\b|\bcheery\b|\bbouncy\b"
        r"|\bjoyful\b|\bplayful\b|\bpeppy\b"
        r"|\bparty\b|\bdance\b|开心|带劲|有劲|嗨|\buplifting\b|热血|振奋|喜庆|热闹|轻快|\bhappy\b"
        r"|\bcheerful\b"
        r"|\benergetic\b"
        r"|\bpop\b|[欢轻明]快|快乐|欢乐"
        r"|动感|活泼",
        "acoustic": r"\bacoustic\b|\bguitar\b|\bfolk\b|\bpiano\b|吉他|民谣|钢琴|原声",
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
_SOUND = r"(?:sounds?|audio|noises?|sound effects?)"
_DUCK = (
    r"\bduck\w*\b|\bunder (?:the |my )?(?:speech|voice\w*|narration|talking|dialog\w*)\b"
    r"|\b(?:when(?:ever)?|while) (?:[\w'’]+ ){1,3}(?:speaks?|talks?|speaking|talking)\b"
    r"|(?:说话|讲话|人声|配音"
    r"|旁白)\S*(?:降低|压低|调低|减小|变小|小)"
    r"|闪避|压低(?:背景)?音乐"
)

ENTRIES = (
    *enter("mood", MOOD_WORDS),
    *enter("music", r"\b(?:piano|guitar)\b|钢琴|吉他"),
    *enter(
        "music_noun",
        r"\b(?:in the background|background|style|mood|vibe|feel|kind|genre|like)\b|背景|风格|感觉?|氛围"
        r"|的?那种",
    ),
    *enter(
        "under",
        r"\b(?:on top of|alongside|along with|together with|in addition to|as well as|besides|over|under"
        r"|beneath)"
        r" (?:the |this |that )?(?:music|soundtrack|track)\b|(?:在)?音乐(?:上面?|之外|下面)",
    ),
    *enter(
        "under",
        r"\b(?:under(?:neath)?|behind|beneath|below|over|on top)\b|\bplaying\b|\bto (?:it"
        r"|this)\b",
    ),
    *enter(
        "sound_of",
        {
            key: (
                rf"\b(?:(?:the |some )?{_SOUND} of (?:the )?(?:{words})|(?:{words})(?:'s)? (?:{_SOUND}"
                rf"|ambience)|hear(?:ing)? (?:the |some )?(?:{words}))\b"
                rf"|\b(?:{words})(?= (?:under(?:neath)?|beneath|behind|in the background)\b)"
                rf"|听[到见](?:{words})|(?:{words})(?:的)?(?:声音?|叫声?|音效|环境音)"
            )
            for key, words in AMBIENCE_WORDS.items()
        },
    ),
    *enter(
        "mute",
        rf"\b(?:mute|muted|silence|silent|no {_SOUND}|without (?:its |the |any )?{_SOUND}|turn (?:the "
        rf"|its )?{_SOUND} off"
        rf"|(?:turn|shut|switch|kill)(?: off)? (?:the |its |all )?(?:\w+ )?{_SOUND}(?: off)?)\b|静音|消音"
        r"|(?:关掉?|去掉|不要|没有)(?:声音|原声)|没有?声音|声音关掉?",
    ),
    *enter(
        "mute",
        r"\bturn(?:ed)? off(?= (?:the )?(?:music|voice))|\boff(?=\W*$)|关[掉了]?(?=[吧啊]?\W*$)"
        r"|关掉(?=音乐|配乐)",
    ),
    *enter("unmute", r"\bunmute\b|\b(?:sound|audio) back on\b|取消静音|恢复声音|打开声音|解除静音"),
    *enter(
        "loud",
        {
            1: r"\b(?:louder|(?:turn|crank|bring|pump)(?: up\b|(?= .{1,30}\bup\b))|more volume|too (?:quiet"
            r"|soft)|not loud enough|(?:can ?barely|barely|hardly|can['’]?t|cannot) hear)\b"
            r"|大声|响一?[点些]|大点声|更响|太小声|太轻|听不[清见到]|不够[大响]声?|声音(?:太小|小了)",
            -1: r"\b(?:quieter|softer|(?:turn|bring|take|dial)(?: down\b|(?= .{1,30}\bdown\b))|too (?:loud"
            r"|noisy)|(?:less|not so|not as) loud|drowns?(?: out)?(?: everything)?|overpower\w*"
            r"|deafening)\b"
            r"|太吵|太?嘈杂|太大声|吵[死闹]|太响|小声|轻一?[点些]|小点声|更轻|吵|盖过|压过|声音太大",
        },
    ),
    *enter(
        "weakly",
        {
            1: r"\b(?:raise|boost|increase|up|higher|too low)\b|[调开]大|调高|提高|增[大加]|加大"
            r"|大一?[点些]|更大|太小|大(?=\d|百分|一倍)",
            -1: r"\b(?:lower|reduce|low|decrease|down|halve|duck|too high)\b|[调关]小|调低|降低?"
            r"|(?:别|不要|不能|不用)太[大响吵]声?|减[小少弱低]|小一?[点些]|更小|小(?=$|[，,。当])|\b(?:not"
            r"|nothing) (?:too |so |very )?(?:loud"
            r"|intrusive)\b|压低"
            r"|太大|小(?=\d|百分|一半)|弱一?[点些]|低一?[点些]",
        },
    ),
    *enter("loud_noun", r"\bloud\b|\bin the mix\b|声[点儿]*"),
    *enter("full", r"\b(?:full|max(?:imum)?)(?: volume)?\b|最大声?|最响"),
    *enter(
        "fade",
        {
            "in": r"\bfad(?:e|es|ing)[- ]?(?:it |this |that )?in(?:to)?\b|\bfad(?:e|es"
            r"|ing)(?= (?:\w+ ){1,4}in\b)|淡入|渐入|渐强|渐显|\bfade[sd]? (?:\w+ ){0,3}from black\b"
            r"|\bup from black\b|从黑(?:屏|场)?(?:淡入|渐显)?",
            "out": r"\bfad(?:e|es|ing)[- ]?(?:it |this |that )?out\b|\bfad(?:e|es|ing)(?= (?:\w+ ){1,4}out\b)"
            r"|\bfad(?:e|es|ing)(?= (?:\w+ ){0,4}to black\b)|淡出|渐出|渐隐|渐弱|渐渐变黑"
            r"|(?:慢慢)?变黑(?!白)|淡到黑",
            "both": r"\bfad(?:e|es|ing) (?:\w+ ){0,3}?in and (?:fade )?out\b|淡入淡出",
        },
    ),
    *enter("fade", r"\bfad(?:e|es|ing)\b", "any"),
    *enter("out", r"\bout\b"),
    *enter("filler", r"\bin\b"),
    *enter(
        "no_fade",
        r"\b(?:no|without|remove)(?: (?:the|any|all|that|those|picture|sound|music|audio))* fad\w+|(?:不要"
        r"|去掉|取消)\S{0,3}淡[入出]?",
    ),
    *enter("black", r"\b(?:to|from|through) (?:a )?black\b(?: screen)?|(?:到|成|为|至)?黑(?:色|屏幕?|场)"),
    *enter("duck", _DUCK),
    *enter("stop", r"\b(?:stop|end|finish|cut off)s?\b|停止?|结束"),
    *enter(
        "uploaded_sound",
        {
            "voice": r"\b(?:the|my|uploaded) (?:\w+ )?(?:recordings?|narrations?|voice-?\s?overs?|voice"
            r"|speech)\b"
            r"|[\w-]+\.(?:mp3|wav|m4a|aac)(?![A-Za-z\d])|(?:我的|上传的)(?:录音|旁白|配音|声音|音频)",
            "music": r"\b(?:my|uploaded) (?:\w+ )?(?:songs?|tracks?|mp3|music)\b|(?:我的|上传的)(?:歌|音乐)",
        },
    ),
    *enter(
        "as_music",
        r"\bas (?:the |a |my )?(?:background )?(?:music|soundtrack|bgm)\b|(?:作为|当|做)(?:背景)?音乐",
    ),
    *enter(
        "as_voice", r"\bas (?:the |a |my )?(?:voice-?\s?over|narration|voice)\b|(?:作为|当|做)(?:旁白|配音)"
    ),
)
"""What the words about sound mean."""
