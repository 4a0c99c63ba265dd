"""Words for what is meant, in English and Chinese."""

from collections.abc import Mapping
from types import MappingProxyType

from nemo_studio.edits.references import Kind

KINDS: Mapping[Kind, str] = MappingProxyType(
    {
        "inset": r"\bpicture[- ]in[- ]picture\b|\bpip\b|\binset\b|\boverlay\b"
        r"|\b(?:little|small) (?:one|box|window|video)\b|画中画|小窗|小画面",
        "subtitle": r"\bsubtitles?\b|\bclosed captions\b|字幕",
        "title": (
            r"\b(?:title|caption|heading|headline|text|words|lower third|font)s?\b|标题|文字|片名"
            r"|题目|字体|字号"
        ),
        "ambience": (
            r"\b(?:ambience|ambient (?:sound|noise)s?|background (?:sound|noise)s?"
            r"|nature sounds?|sound of the (?:waves|rain|wind))\b|环境音|环境声|背景声|自然声"
            r"|(?:海浪|雨|风)声"
        ),
        "music": (
            r"\b(?:music|soundtrack|bgm|song|tune|score|beats?|melody|techno|edm|synthwave"
            r"|jazz|hip[- ]?hop|piano"
            r"|guitar|orchestra\w*)\b|(?<![A-Za-z])lo-?\s?fi(?![A-Za-z])|低保真|爵士|摇滚|音乐|配乐|背景乐|伴奏|乐曲|曲子|[琴他]曲"
            r"|曲子|歌曲"
        ),
        "voice": (
            r"\b(?:the voices?|voice-?\s?over|narration|recording|my voice|speech|dialog\w*)\b"
            r"|配音|旁白|录音|人声"
        ),
        "clip": (
            r"\b(?:clip|shot|scene|segment|footage|photo|picture|image)s?\b|片段|镜头|场景|段落|照片|图片"
            r"|第\S{1,3}段|一段|那段|这段|每段"
        ),
        "sound": r"\b(?:sounds?|audio)\b|声音|音频",
    }
)
"""Kind → what people call it; the first that is found counts."""

WHOLE = (
    r"\b(?:the|this|my|entire|whole|full) (?:entire |whole |full |finished )?(?:video|film"
    r"|movie|timeline|thing)\b|\beverything\b"
    r"|\b(?:all|every|each|both)\b(?! of a)|整个|全部|所有|全片|整片|每个|每段|每一|两段都|都"
)
WHOLE_VIDEO = (
    r"\b(?:the|this|my)? ?(?:entire |whole |full )?(?:video|film|movie|timeline)\b|整个|全片|整片|视频"
    r"|影片|短片"
)
PLURAL = (
    r"\b(?:clips|shots|scenes|segments|titles|captions|subtitles|photos|pictures|images"
    r"|videos)\b|这些|它们|字幕"
)

ORDINALS: Mapping[int, str] = MappingProxyType(
    {
        1: r"first|1st|opening",
        2: r"second|2nd",
        3: r"third|3rd",
        4: r"fourth|4th",
        5: r"fifth|5th",
        6: r"sixth|6th",
        7: r"seventh|7th",
        8: r"eighth|8th",
        9: r"ninth|9th",
        10: r"tenth|10th",
        -1: r"last|final|latest|closing",
        -2: r"second to last|next to last|penultimate",
    }
)
NUMERALS_ZH = MappingProxyType(
    {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
)
NOUN = (
    r"(?:clips?|shots?|scenes?|segments?|parts?|videos?|photos?|pictures?|images?|titles?"
    r"|captions?|texts?|ones?|subtitles?|music|sounds?|insets?)"
)
NOUN_ZH = r"(?:个|段|条|张|幅|部|份|句)?(?:视频)?(?:镜头|片段|画面|场景|标题|字幕|图片|照片|素材|视频)?"
NOT_NAMES = (
    r"(?:whole|entire|full|current|same|new|other|next|previous|this|that|these|those|all"
    r"|both|every|each|main|own|only|"
    r"first|second|third|fourth|fifth|sixth|last|final|original|middle|\d+|one|two|three|my|your"
    r"|its|end of|start of|beginning of|of|to|in|from|and|between|latest|opening|closing"
    r"|uploaded|existing|actual|small|little|background)"
)
AFTER_NAME_ZH = r"的?那(?:个|段|条|张|幅|句)"
NAMED_ZH = rf"([\w\u4e00-\u9fff]{{1,12}}?){AFTER_NAME_ZH}"
"""As in 把沙漠那段, with what stands before the name."""
BEFORE_NAME_ZH = r"[把将让给对在用叫到成换请]|删[除掉去]|[去拿]掉|移除|复制|替换|的是"
NOT_NAMES_ZH = (
    r"\W*|它|这|那|最?[前后末](?:面|边)?|中间|开[头场]|末尾|结尾|片[头尾]|刚[才刚]?|[上下]面|整|全部?|每|其[他它]"
    r"|所有"
)
SOUND_FILE = r"[\w-]+\.(?:mp3|wav|m4a|aac)(?![A-Za-z\d])"
FILE_NAME = r"([\w-]+\.(?:mp4|mov|avi|webm|mkv|jpe?g|png|gif|webp|mp3|wav|m4a|aac))(?![A-Za-z\d])"
SCENE_NAME = (
    r"\bthe (sunset|sunrise|city|skyline|forest|desert|dunes|mountains|meadow|aurora"
    r"|northern lights|fireworks|galaxy|beach|planet)\b"
    r"(?! (?:sounds?|noises?|music|ambience|lights))"
)
"""A scene that is called by what it shows, without the word clip."""
