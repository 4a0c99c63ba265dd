"""The place among the clips that a text names."""

import re
from collections.abc import Sequence

from nemo_studio.edits.language.meaning import clips
from nemo_studio.edits.language.tokens import Said, Token
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.references import IT, Place, Reference


def clips_in(text: str) -> tuple[Reference, ...]:
    """The clips that a text names."""
    return clips(Said(tokenize(text)))


def read_place(text: str) -> tuple[Place | None, str]:
    """The place among the clips that a text names, and the text without it."""
    tokens = tokenize(text)
    for index, token in enumerate(tokens):
        is_english = text[token.start : token.stop].isascii()
        beside = tokens[index + 1 :] if is_english else tokens[:index][::-1]
        near = [each for each in beside if "meets" not in each.meanings][:2]
        is_between = "between" in token.meanings and not re.match(
            "from|where", text[token.start :], re.IGNORECASE
        )
        if is_between and (place := _between(near if is_english else near[::-1])):
            return place, _without(text, token, *(near if place.of else near[:1]))
        side = token.meanings.get("beside")
        if side and near and {"all", "uploads", "whole"} & near[0].meanings.keys():
            return Place("start" if side == "before" else "end"), _without(text, token, near[0])
        if side and near and (clip := _clip_of(near[0], text)):
            return Place(side, clip), _without(text, token, near[0])
    for token in tokens:
        if token.meanings.get("way") == 1 / 2:
            return Place(), _without(text, token)
        at_s, span = token.meanings.get("at", -1), token.meanings.get("span")
        if span:  # of which the length is told with it
            lasts = f" {span.end_s - span.start_s:g} s ".ljust(token.stop - token.start)
            return Place(at_s=span.start_s), f"{text[: token.start]}{lasts}{text[token.stop :]}"
        if at_s >= 0:
            return Place(at_s=at_s), _without(text, token)
    if found := re.search(_AT, text, re.IGNORECASE):
        place = {"前": Place("start"), "后": None}.get(found["side"], Place())
        return place, f"{text[: found.start()]}{' ' * len(found[0])}{text[found.end() :]}"
    for token in tokens:
        said = text[token.start : token.stop]
        if (side := token.meanings.get("side")) and not re.fullmatch(
            r"first|last|opening|开始", said, re.IGNORECASE
        ):
            is_verb = said.lower().endswith(" with")  # which asks for the scene as well
            return (Place("start") if side == "start" else None), text if is_verb else _without(text, token)
    return None, text


_AT = (
    r"\bin the middle(?: of (?:my|the|this) (?:clip|video|film|footage|movie)\b|(?=\W*$))"
    r"|\bin between(?=\W*$)|^在?正?中间(?=再?[加插放])"
    r"|^在?(?:最|视频|影片)?(?P<side>[前后])[面边](?=再?[加插放来接补])"
)
"""Where a clip is parted by what comes between, and what stands before or behind all."""


def _clip_of(token: Token, text: str) -> Reference | None:
    """The clip that stands beside a place, or what was spoken of last."""
    if clips := token.meanings.get("clip"):
        return clips[0]
    if text[token.start : token.stop].lower() in ("it", "它"):
        return IT
    return Reference("clip") if "noun" in token.meanings else None


def _between(near: Sequence[Token]) -> Place | None:
    """As in "between the forest and the city", 日落和森林之间; in the middle of "the two clips", 两段之间."""
    if len(near) == 2 and all("clip" in token.meanings for token in near):
        return Place("after", near[0].meanings["clip"][0])
    return Place() if any({"all", "it", "whole"} & token.meanings.keys() for token in near) else None


def _without(text: str, *tokens: Token) -> str:
    """The text with blanks for a place, with what opens it and the comma behind it."""
    start, stop = min(token.start for token in tokens), max(token.stop for token in tokens)
    start = len(re.sub(r"[放插加移到在]+$", "", text[:start]))
    rest = re.sub(r"^[,，]", " ", text[stop:])
    return f"{text[:start]}{' ' * (stop - start)}{rest}"
