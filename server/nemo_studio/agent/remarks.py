"""What people tell beside what they ask for: whom it is for, why, how it went. It asks for no edit.

What may be an order is none of it: a word that a command could use, or a wish, makes it one.
"""

import re
from typing import Final

from nemo_studio.edits.history import words
from nemo_studio.edits.language.clauses import split_pieces
from nemo_studio.edits.language.tokens import FILLER, UNKNOWN
from nemo_studio.edits.lexicon import tokenize

_FLAGS: Final = re.IGNORECASE
_LONGEST: Final = 300
"""Characters of a remark."""
_TOLD: Final = frozenset(
    {
        UNKNOWN, FILLER, "all", "clip", "disliked", "inset", "much", "not", "noun", "number", "parameter",
        "position", "rest", "scene", "side", "sites", "slightly", "step", "whole",
    }
)  # fmt: skip
"""Kinds of words that may stand in a sentence about something else."""
_PEOPLE: Final = (
    r"(?:boss|client|customer|team|kid|son|daughter|wife|husband|mum|mom|dad|mother|father|grand\w+|friend"
    r"|teacher|director|sister|brother|family|guest|audience|dog|cat|parent|cousin|girlfriend|boyfriend)s?"
)
_DECLARES: Final = re.compile(
    r"^\W*(?:(?:so|and|but|well|also|because|since|anyway|basically|honestly|you know)\W+)*"
    r"(?:(?:I|we|he|she|they)(?: (?:just|really|also|all|already|always|never|still|usually|both))*"
    rf"|(?:my|our|the|his|her) (?:\w+ )?{_PEOPLE}|this|it|that|those|these|people|everyone|nobody)"
    r"(?:['’](?:s|m|re|ve|ll)\b|\s+(?:(?:just|really|also|already|never|still)\s+)*"
    r"(?:am|is|are|was|were|have|has|had|will|did(?:n['’]t)?|(?:do|does)(?:n['’]?t| not) \w+|think|feel|hope"
    r"|know|guess|live|work|run|own|loves?|likes?|hates?|shot|took|got|went|came|saw|made|left|met|spent"
    r"|\w+ed|can(?:not|['’]?t)|won['’]?t|keeps?)\b)",
    _FLAGS,
)
"""A sentence that tells something: "We shot this in Norway", "my daughter is asleep"."""
_DECLARES_ZH: Final = re.compile(
    r"^(?:因为|其实|另外)?(?:我们?|咱们?|他们?|她们?|我[家妈爸]\S{0,3}|(?:老板|客户|朋友|孩子|小孩|同学|老师|同事"
    r"|家人|奶奶|爷爷|女儿|儿子|宝宝|妈妈|爸爸)\S{0,2}|这个?(?:视频|片子)?是|那是)"
    r"|(?:拍|录|做|写|画|剪)的$|^(?:今[天晚年]|昨[天晚]|明[天早年]|后天|去年|上个?[周月]|下个?[周月]"
    r"|周[一二三四五六日末]|月底)|^在\S+(?:拍|录|做|写|画|剪)的$"
)
_WISHES: Final = re.compile(
    r"\b(?:wants?|needs?|should|could|would|must|ha(?:ve|s) to|please|pls|let['’]?s|make|prefer|rather|wish"
    r"|can (?:you|we|i)|instead|how about|what if|(?:we|you) see)\b|['’]d\b|[?？]"
    r"|想要|想看|说|觉得|需要|希望|应该|[把将让换改变调删剪切移加]|能不能|可以"
    r"|要(?!发|用|送|交|参加|在|开|去|结婚|过|给|出|搬|走|办)",
    _FLAGS,
)
_TALK: Final = re.compile(
    r"^\W*(?:(?:so|and|but|well|also)\W+)*(?:"
    r"I (?:really )?(?:don['’]?t|do not) (?:really )?know (?:if|whether|how|what)\b.*"
    r"|I(?: really)? have no (?:idea|clue)\b.*"
    r"|(?:I|we) need (?:this|it|that) (?:by|for|before|on|today|tomorrow|tonight|asap|soon)\b.*"
    r"|(?:I|we) want to (?:use|post|share|show|send|upload|give) (?:it|this|that)\b.*"
    r"|(?:I|we) want (?:people|everyone|viewers|the audience)\b.*"
    r"|(?:could|can|would|will) you (?:please )?(?:fix|help|do|sort|handle)(?: me| us)?(?: with)?"
    r"(?: (?:both|it|that|this|them|these))?(?: out)?(?: for me)?\W*"
    r"|(?:please )?(?:don['’]?t|do not) ask\b.*|let me know\b.*|(?:I )?hope (?:that|this|it|you)\b.*"
    r"|nothing (?:too |very )?(?:fancy|crazy|special|complicated)\W*"
    r"|no (?:rush|hurry|worries|pressure)\W*|take your time\W*|(?:if )?that makes sense\W*"
    r"|everything(?:['’]s| is) (?:perfect|great|good|fine|lovely)(?: (?:except|but|apart from) .*)?"
    r"|(?:the )?(?:rest|everything else|all the rest|others?)(?: of (?:it|them))?"
    r" (?:is|are|looks?|(?:can |should )?stays?|remains?|works)\b"
    r"(?: (?:fine|good|great|perfect|ok|okay|nice|lovely|the same|as is|unchanged"
    r"|as (?:it|they) (?:is|are)))*\W*"
    r"|(?:我)?(?:也)?不(?:太)?(?:知道|清楚|确定|懂).*|别问.*"
    r"|(?:都|帮我|请|麻烦)*(?:调|改|修|弄|处理|优化)(?:一?下|好)[吧呗啦]?"
    r"|(?:其[他它余]|剩下|别)的?(?:地方|部分|内容|[几两]?[段个])?(?:都|就|也)*(?:挺|很|还|蛮)?"
    r"(?:好|不错|可以|没问题|满意|喜欢|没事|不变|不动|照旧|保持原样|保持不变)[的了]?"
    r"|(?:样式|风格|字体|大小|颜色|位置|时间|长度|速度|音量)(?:都|也|就)?(?:不变|照旧|保持不变|保持原样|别动|不动)"
    r"|就(?:这些|这样|酱)[了吧]?|(?:要?不然|否则|免得|省得).*"
    r")$",
    _FLAGS,
)
"""What is said to somebody who works for one, though words of an order are in it."""
_REASON: Final = re.compile(
    r"(?:^|(?<=[.!;\n] ))\s*(?:since|because|as) (?:it|this|that|we|I|they|the|my|our)\b[^,.;!?\ue000]{0,99},"
    r"|,?\s*\b(?:because|cuz|bc)\b[^,.;!?\ue000]{0,150}(?=$|[,.;!?])"
    r"|,? so (?:that )?(?:it|they|people|nobody|everyone|my \w+) (?:(?:really|also|all|still) )?(?:do|is|are"
    r"|looks?|fits?|feels?|can|will|won|isn|stays?|gets?|reads?|matches)[^,.;!?\d\ue000]{0,150}(?=$|[,.;!?])"
    r"|(?:^|(?<=[，。；\n]))(?:因为|由于)[^，。；\ue000]{0,60}，(?:所以|因此)?|[，,](?:因为|毕竟)[^，。；\ue000]{0,60}(?=$|[，。；])"
    r"|(?:^|(?<=[，。；\n]))(?:所以|因此)",
    _FLAGS,
)
"""Why something is to be done, in no more words than people use: what is longer may be an order."""
_LEAD: Final = re.compile(
    r"\b(?:(?:just )?one|a) (?:last|more|final|other|small|tiny|quick) (?:thing|change|request|edit|fix)"
    r"\s*[:：,—-]+|(?:最后|还有|再)(?:有)?一?(?:个|点|件)(?:小?要求|小?改动|小?事|小?修改)?\s*[:：，]"
    r"|(?:^|(?<=\s))[:;=]['’]?-?[)(DPp](?=\s|$)|(?:^|(?<=\s))<3(?=\W*$)",
    _FLAGS,
)
"""What only leads to an order, and faces of signs."""
_SO_DO: Final = re.compile(
    r",?\s*\bso (?=(?:please |can you |could you |just )*(?:mute|make|cut|put|add|remove|delete|change|slow"
    r"|speed|move|swap|turn|trim|give|keep|lower|raise|brighten|darken|shorten|crop|replace|take)\b)",
    _FLAGS,
)
"""As in "my daughter is asleep so mute it"."""


_THUS: Final = re.compile(
    r":(?= (?:just )?(?:stretch|cut|make|trim|slow|speed|extend|shorten|remove|delete|move)\b)", _FLAGS
)
"""As in "the film should be 20 seconds: stretch the snow"."""


def set_reasons_aside(text: str) -> str:
    """The text as long as before, without why something is to be done; what follows from it stands alone."""
    text = _REASON.sub(_blank_reason, text)
    text = _THUS.sub(lambda found: ";".ljust(len(found[0])), text)
    text = _LEAD.sub(lambda found: " " * len(found[0]), text)
    return _SO_DO.sub(lambda found: ";".ljust(len(found[0])), text)


def _blank_reason(found: re.Match[str]) -> str:
    """Only where no word of it can be one of an order: not in "so it is 10 seconds"."""
    if _acts(found[0]):
        return found[0]
    return ";".ljust(len(found[0])) if found.start() else " " * len(found[0])


def set_remarks_aside(text: str) -> str:
    """The text as long as before, without its sentences that only tell something."""
    for piece in split_pieces(text):
        if is_remark(piece.text):
            text = f"{text[: piece.start]}{' ' * len(piece.text)}{text[piece.stop :]}"
    return text


def is_remark(text: str) -> bool:
    """Whether a clause tells something, and asks for nothing; a very long one may hold an order."""
    if len(text) > _LONGEST:
        return False
    if _TALK.match(text):
        return True
    declares = _DECLARES.match(text) or _DECLARES_ZH.search(text)
    return bool(declares) and not _WISHES.search(text) and not _acts(text)


def speaks_of_clip(text: str) -> bool:
    """Whether it tells something of a clip that is there, to which the next clause may go back."""
    clips = [token for token in tokenize(text) if "clip" in token.meanings]
    return any(
        re.search(r"\b(?:the|this|that) $", text[: each.start], _FLAGS)
        or re.search("不\\S{0,2}(?:喜欢|要|好看)$", text[: each.start])
        or re.search("[第段个那]", text[each.start : each.stop])
        or re.match("the |this |that ", text[each.start : each.stop], _FLAGS)
        for each in clips
    )


def _acts(text: str) -> bool:
    """Whether any word could be one of an order."""
    text = re.sub(words.SITES, " ", text, flags=_FLAGS)
    return any(token.matters and not _TOLD & token.meanings.keys() for token in tokenize(text))
