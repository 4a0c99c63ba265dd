"""Words for what is heard, in English and Chinese."""

from collections.abc import Mapping

from nemo_studio.edits.language.tokens import enter, read_table

SOUND_FILE = r"[A-Za-z0-9_-]+\.(?:mp3|wav|m4a|aac|ogg|opus|flac)(?![A-Za-z\d])"
"""The name of a sound; words of Chinese stand right before it."""

MOOD_WORDS: Mapping[str, str] = read_table("mood_words")
"""Mood → what people call it; the first that is found counts."""
AMBIENCE_WORDS: Mapping[str, str] = read_table("ambience_words")
_OVER = "(?:[盖压遮][过住]|淹没|掩盖)"
DROWNED = (
    r"\b(?:barely|hardly|\w+n['’]?t|cannot) (?:even )?hear (?P<under>.+?) (?:over|because of) (?P<loud>.+)$",
    r"^(?P<loud>.+?) (?:drown|cover|mask)(?:s|ing)(?: out| up)? (?P<under>(?:the(?! full)|my|all|our) .+)$",
    r"^(?P<loud>.+?) (?:is|are) (?:\w+ ){0,2}loud(?:er)? (?:than|compared (?:to|with)) (?P<under>.+)$",
    r"^(?P<loud>.+?)比(?P<under>.+?)[大响吵](?:太多|了|得多)",
    rf"^(?P<under>.+?)[都全]?被(?P<loud>.+?){_OVER}",
    rf"^(?P<loud>.+?)[都全]?{_OVER}了?(?P<under>.+)$",
)
"""One sound that lies over another."""
ALONE = r"\b(?:only|just)\b|[只仅光]"
KEEPS = r"\b(?:keep|leave|hear)\b|留|只要"
ENDS_WITH = (
    r"\b(?:end|stop)s? .*\b(?:with|when|as)\b(?!.*\b(?:start|begin)s?\b)|[跟和与随].*(?:结束|停)"
    r"|到.*结束(?:时|为止)"
)
"""With what the music ends."""
OF_THE_FILM = r"\b(?:picture|video|film|movie|image)\b|画面|视频|影片|片子"
IS_SO = (
    r"\b(?:starts?|begins?|ends?) (?:quiet|soft|loud)\w*\b|\b(?:gets?|grows?) (?:louder|quieter)\b|越来越"
    r"|^(?:the|this|that) (?:\w+ )?(?:music|song|track) (?:is|feels|sounds|seems)\b"
)
"""What the music is by now, or becomes while it plays, which the studio cannot do."""
EVERYTHING = (
    r"\beverything\b|\b(?:whole|entire) (?:video|film|movie|thing)\b|全部|整[体个]|所有(?:的)?(?:声|音)"
)
EACH_WAY = r"各\s*[\d半一两]|\beach(?= [\d.]|\W*$)"
"""As in "fade in and out, 2 seconds each"."""
SOUNDS = r"\b(?:audio|(?:original |its )?sound)\b(?= (?:with|by|for))|(?:声音|音频|原声)(?=[换替])"
"""All that is heard of the clips."""
SOMETHING = (
    r"\bsomething\b|\bin the background\b|\bunder|背景|[来换]一?[首点段个](?!电影感(?!\S{0,2}[乐曲]))"
    r"|换成(?=\S{1,6}的\W*$)"
)
"""Music, though it is not called so."""
OPENS = (
    r"^\W*(?:(?:some|a|background|背景)\s*)*(?:music|音乐|配乐)(?=\W*(?:please)?\W*$|.*\d|.*(?:with|fad|淡))"
)
BESIDE = (
    r"\b(?:second|2nd|extra|additional) (?:\w+ )?(?:music|song|track)\b|\banother (?:music )?track\b"
    r"|\b(?:on top|as well|too)\W*$|第二首"
    r"|\bon top of (?:the |this )?(?:\w+ )?(?:music|song|ambient|lo-?fi)\b"
)
BESIDE_ZH = "(?:另外)?再[加来]"
"""Music that is to play beside what plays."""
INSTEAD = r"\breplace\b|换成|替换"
BEGINS = r"\b(?:start(?:s|ing)?|begin(?:s|ning)?|(?:comes?|kicks?|bring (?:the )?\w+) in)\b|开始|起|再进"
_SOUND = r"(?:sounds?|audio|noises?|sound effects?)"

_HEARD = r"(?:wind|breeze|birds|traffic|surf)\b"
"""What is heard rather than seen, so that a sound is meant though it is not called one."""
_VOICES = "(?:chirp|sing|tweet|howl|whistl|rustl)ing"
_ASKED = (
    r"(?:(?<=\bno )|(?<=except )|(?<=turn off the )"
    r"|(?<=(?:mute|down|ower|duce|aise|oost|keep|lose|drop|kill|itch|hide|skip|toss|omit| out|d of|e of"
    r"|move) the )(?<!\bmove the ))"
)
_LEVEL = (
    r"(?:(?:quieter|softer|loud(?:er)?|down|up|off|out|annoying|too|mute|remove|lower)\b"
    r"|(?:to |at )?\d+ ?(?:%|percent))"
)
ENTRIES = (
    *enter("mood", MOOD_WORDS),
    *enter(
        "sound_of",
        {
            key: (
                rf"\b(?:{_VOICES}) (?:{words})\b|\b(?:{words}) {_VOICES}\b"
                rf"|\b(?:(?:the |some )?{_SOUND} of (?:the )?(?:{words})|(?:{words})(?:'s)? (?:{_SOUND}"
                rf"|ambience)|hear(?:ing)? (?:the |some )?(?:{words}))\b"
                rf"|\b(?:{words})(?= (?:under(?:neath)?|beneath|behind|in the background)\b)"
                rf"|\b(?={_HEARD}|rain|waves)(?:{words})\b(?=(?: \w+){{0,2}} {_LEVEL})"
                rf"|(?<=usic by   )(?:the )?(?:{words})\b(?=\W*$)"
                rf"|{_ASKED}(?={_HEARD}|waves)(?:{words})\b(?!\s\w+s\b|\s+&\s+(?:the )?(?!birds|wind))"
                rf"|(?:{words})(?=[调开关][大小]|静音)|听[到见](?:{words})|(?<=去掉)(?=海?浪|风)(?:{words})(?=\W*$)"
                rf"|(?=海?浪|风)(?:{words})(?=去掉|不要|\d+%)"
                rf"|(?:{words})的?(?:声音?|叫声?|音效|环境音|噪[音声])"
                + (r"|鸟[叫鸣]声?|\bbird\s?song\b" if key == "birds" else "")
            )
            for key, words in AMBIENCE_WORDS.items()
        },
    ),
)
"""What the words about sound mean."""
