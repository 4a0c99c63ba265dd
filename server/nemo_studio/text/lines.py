"""Where lines break: between words, and between Chinese or Japanese characters, but not at any of them.

No line starts with closing punctuation or a small kana, and none ends with opening punctuation.
Sources: Unicode line breaking (UAX 14), and the rules that Chinese and Japanese typesetters call kinsoku.
"""

import re
from typing import Final

from nemo_studio.text.glyphs import Typeface, is_emoji_cluster, split_clusters

_NO_LINE_START: Final = frozenset(
    "、。，．・：；？！）」』】〕〉》〗｝］”’»%‰℃°％～〜゠‐–—…‥ー々〻ヽヾゝゞ·"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ｡､｣･ｰ,.!?;:)]}"
)
_NO_LINE_END: Final = frozenset("（「『【〔〈《〖｛［“‘«([{$￥￡€£¥＄#＃@")
_WIDE: Final = re.compile(r"[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


def break_lines(text: str, typeface: Typeface, width: float) -> list[str]:
    """Break `text` so that no line is wider than `width` pixels.

    Only a word that is wider by itself is broken inside.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for piece in _fitting_pieces(paragraph, typeface, width):
            if line and typeface.width_of((line + piece).rstrip()) > width:
                lines.append(line.rstrip())
                line = piece.lstrip()
            else:
                line += piece
        lines.append(line.rstrip())
    return [line for line in lines if line]


def widest_piece(text: str, typeface: Typeface) -> float:
    """The width of the widest part that is not to be broken, in pixels."""
    return max((typeface.width_of(piece.strip()) for piece in _split_pieces(text)), default=0.0)


def _fitting_pieces(text: str, typeface: Typeface, width: float) -> list[str]:
    pieces: list[str] = []
    for piece in _split_pieces(text):
        is_too_wide = typeface.width_of(piece.strip()) > width
        pieces += split_clusters(piece) if is_too_wide else [piece]
    return pieces


def _split_pieces(text: str) -> list[str]:
    """What stays together on a line; blanks stay behind the word before them."""
    pieces: list[str] = []
    before = ""
    for cluster in split_clusters(text):
        if pieces and not _may_break(before, cluster):
            pieces[-1] += cluster
        else:
            pieces.append(cluster)
        before = cluster
    return pieces


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in _NO_LINE_START or before in _NO_LINE_END:
        return False
    return before.isspace() or _stands_alone(before) or _stands_alone(after)


def _stands_alone(cluster: str) -> bool:
    return bool(_WIDE.match(cluster)) or is_emoji_cluster(cluster)
