"""The place among the clips that a text names."""

import re
from collections.abc import Sequence

from nemo_studio.edits.language.meaning import clips
from nemo_studio.edits.language.tokens import Said, Token
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.references import Place, Reference


def clips_in(text: str) -> tuple[Reference, ...]:
    """The clips that a text names."""
    return clips(Said(tokenize(text)))


def read_place(text: str) -> tuple[Place | None, str]:
    """The place among the clips that a text names, and the text without it."""
    tokens = tokenize(text)
    for index, token in enumerate(tokens):
        if "between" in token.meanings and (place := _between(text, tokens, index)):
            return place
        if side := token.meanings.get("beside"):
            is_english = text[token.start : token.stop].isascii()
            beside = index + 1 if is_english else index - 1
            if 0 <= beside < len(tokens) and "clip" in (clip := tokens[beside]).meanings:
                start, stop = min(token.start, clip.start), max(token.stop, clip.stop)
                start = len(re.sub(r"[放插加移到在]+$", "", text[:start]))
                place = Place(side, clip.meanings["clip"][0])
                return place, f"{text[:start]}{' ' * (stop - start)}{text[stop:]}"
    if front := re.match(r"在?(?:最|视频|影片)?(?P<side>[前后])[面边](?=[加插放来])", text):
        rest = f"{' ' * front.end()}{text[front.end() :]}"
        return (Place("start") if front["side"] == "前" else None), rest
    for token in tokens:
        said = text[token.start : token.stop]
        if (side := token.meanings.get("side")) and not re.fullmatch(
            r"first|last|opening|start with|开始", said, re.IGNORECASE
        ):
            start = len(re.sub(r"[放加到在]+$", "", text[: token.start]))
            rest = f"{text[:start]}{' ' * (token.stop - start)}{text[token.stop :]}"
            return (Place("start") if side == "start" else None), rest
    return None, text


def _between(text: str, tokens: Sequence[Token], index: int) -> tuple[Place, str] | None:
    """As in "between the forest and the city", 日落和森林之间."""
    at = tokens[index]
    step = 1 if text[at.start : at.stop].isascii() else -1
    near = [token for token in tokens[index + step :: step] if "meets" not in token.meanings][:2]
    if len(near) < 2 or any("clip" not in token.meanings for token in near):
        return None
    first, second = near[::step]
    start, stop = min(at.start, first.start), max(at.stop, second.stop)
    start = len(re.sub("在$", "", text[:start]))
    return Place("after", first.meanings["clip"][0]), f"{text[:start]}{' ' * (stop - start)}{text[stop:]}"
