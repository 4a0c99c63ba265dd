"""What the tokens of a clause mean together: which clips, which part of the time."""

from dataclasses import replace
from typing import Final

from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.tokens import FILLER, Said
from nemo_studio.edits.references import IT, Reference
from nemo_studio.edits.spans import WHOLE, TimeSpan

ALL_CLIPS: Final = Reference("clip", is_all=True)


def clips(said: Said) -> tuple[Reference, ...]:
    """The clips that are named, or all, or all but some; none where none is named."""
    if (beside := _all_beside(said)) is not None:
        return (beside,)
    named: list[Reference] = []
    left_out: list[Reference] = []
    out_at: int | None = None
    for index, token in enumerate(said.tokens):
        if index in said.used:
            continue
        if "but" in token.meanings:
            out_at = index
        elif "clip" in token.meanings:
            (named if out_at is None else left_out).extend(token.meanings["clip"])
            said.used.add(index)
            said.used.update(() if out_at is None else (out_at,))
    is_all = said.has("all", "each")
    is_whole = said.has("whole", "total")
    said.has("noun")
    if left_out:
        said.has("rest")
        # As in "the forest, but not the city": the second only says what the first means.
        return tuple(dict.fromkeys(named)) or (replace(ALL_CLIPS, but=tuple(left_out)),)
    if named:
        return tuple(dict.fromkeys(named))
    return (ALL_CLIPS,) if is_all or is_whole else ()


def _all_beside(said: Said) -> Reference | None:
    """As in "everything before the forest", 森林前面的都."""
    for at in range(len(said.tokens) - 2):
        three = said.tokens[at : at + 3]
        every, clip = (three[0], three[2]) if "all" in three[0].meanings else (three[2], three[0])
        is_said = "all" in every.meanings and len(clip.meanings.get("clip", ())) == 1
        if is_said and (side := three[1].meanings.get("beside")) and not said.used & {at, at + 2}:
            said.used.update((at, at + 1, at + 2))
            return replace(ALL_CLIPS, but=clip.meanings["clip"], side=side)
    return None


def is_of_each(said: Said, clause: Clause) -> bool:
    """Whether it is done to each clip by itself: "each", "both clips"; "all of it" is the film."""
    return said.sees("each") or (said.sees("all") and clause.sees(_CLIPS))


_CLIPS: Final = r"\b(?:clip|shot|scene|photo|picture)s\b|[段张片镜]"


def targets(said: Said) -> tuple[Reference, ...]:
    """What something is done to: clips, or a part of the time, or "it"."""
    is_it = said.has("it")
    nouns = [token.meanings for token in said.tokens if "noun" in token.meanings]
    is_clip = not is_it and any("picture" not in meanings for meanings in nouns)
    named = clips(said)
    if (time := part(said)) is not None:
        whole = named[0] if named and not named[0].is_all else Reference("clip")
        return (replace(whole, span=time),) if len(named) < 2 else ()
    return named or ((Reference("clip"),) if is_clip else (IT,))


def span(said: Said) -> TimeSpan:
    """When something shows; all open where nothing is said."""
    found = said.one("span") or said.one("part")
    if found is not None:
        return found
    at_s, side = said.one("at"), said.one("side")
    length_s = said.one("length")
    if at_s is not None:
        return TimeSpan(start_s=at_s, length_s=length_s)
    if side == "start":
        return TimeSpan(start_s=0.0, length_s=length_s)
    if side == "end":
        return TimeSpan(last_s=length_s or 0)
    if said.has("whole", "total"):
        return WHOLE
    if (way := said.one("way")) is not None:
        return TimeSpan(shares=(way, way), length_s=length_s)
    return TimeSpan(length_s=length_s)


def part(said: Said) -> TimeSpan | None:
    """A part of the time that can be cut out or kept."""
    found = said.one("span") or said.one("part")
    if found is not None:
        return found
    after, until = said.one("after"), said.one("until")
    if after is not None:
        return TimeSpan(start_s=after)
    return None if until is None else TimeSpan(start_s=0, end_s=until)


def numbers(said: Said) -> list[float]:
    """Bare figures; a word such as "one" says nothing by itself."""
    found = _figures(said)
    said.used.update(found)
    return [float(said.tokens[i].meanings["number"]) for i in found]


def first_number(said: Said) -> float | None:
    """The first bare figure; those behind it stay unused."""
    found = _figures(said)[:1]
    said.used.update(found)
    return float(said.tokens[found[0]].meanings["number"]) if found else None


def _figures(said: Said) -> list[int]:
    return [
        i
        for i, t in enumerate(said.tokens)
        if i not in said.used and "number" in t.meanings and FILLER not in t.meanings
    ]
