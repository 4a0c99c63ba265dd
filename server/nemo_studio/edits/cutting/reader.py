"""Trim, split, move, reorder, delete, duplicate, lengths, speed, reverse, freeze."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from nemo_studio.edits.cutting import order
from nemo_studio.edits.cutting.commands import (
    AddBlack,
    Delete,
    Duplicate,
    Freeze,
    MoveTo,
    RippleDelete,
    Split,
    Trim,
)
from nemo_studio.edits.language.clauses import Clause
from nemo_studio.edits.language.meaning import ALL_CLIPS, clips, is_of_each, numbers, part
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.media.words import INNER
from nemo_studio.edits.references import IT, Place, Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import WHOLE, TimeSpan
from nemo_studio.edits.titles.commands import AddTitle
from nemo_studio.edits.titles.reader import style_of

Commands = tuple[Command, ...]


def read_parts(said: Said, clause: Clause) -> Commands:
    """Parts of the time, cut out or kept, of the film, of a clip or of each."""
    if said.sees("title", "subtitle", "music", "quote", "look", "fade", "speed", "loud", "freeze"):
        return ()
    near = pairwise(token.meanings.keys() for token in said.tokens)
    # "Trim it to 2-6 s": that part stays.
    is_kept = said.has("keep") or any("to" in before and {"part", "span"} & after for before, after in near)
    if said.sees("span"):
        is_kept |= clause.sees(r"^\W*(?:start|begin|trim (?:it )?from)\b|\bit (?:starts|begins)\b|从.*剪到")
        is_kept |= said.has("starts", "stop") or (said.sees("rest") and said.has("delete", "remove"))
    is_cut = said.has("delete", "remove") and not clause.sees(r"\bhide\b|隐藏|藏起")  # as words are
    if not is_kept and not is_cut and not said.sees("both_ends", "both_shares"):
        return ()
    if said.sees("but") and said.sees("all", "whole"):
        is_kept = not is_kept
        said.skip("but whole remove not keep")
    times = [each for each in (part(said), part(said)) if each] or _end_of(said, is_kept=is_kept)
    if both := said.one("both_ends"):
        times = [TimeSpan(last_s=both), TimeSpan(start_s=0, end_s=both)]
    if share := said.one("both_shares"):
        times, is_kept = [TimeSpan(shares=(share, 1 - share))], True
    said.skip("only to delete meets lasting all it between into_two title_place")
    if is_kept and said.has("rest"):
        said.skip("not delete")
    is_each = is_of_each(said, clause)
    target, *others = [each for each in clips(said) if is_each or each != ALL_CLIPS] or (None,)
    if others:
        return ()
    return _keep(times, target) if is_kept else tuple(RippleDelete(each, target) for each in times)


def _keep(times: list[TimeSpan], target: Reference | None) -> Commands:
    """One part of the time, or two with what lies between them cut out."""
    match times:
        case [part]:
            return (Trim(part, target),)
        case [TimeSpan(float(start), float(stop)), TimeSpan(float(again), float(end))] if again > stop:
            between = TimeSpan(stop - start, again - start)
            return Trim(TimeSpan(start, end), target), RippleDelete(between, target)
        case [TimeSpan(end_s=float(stop)), TimeSpan(last_s=float(last_s))]:
            return (RippleDelete(TimeSpan(stop, -last_s), target),)
        case _:
            return ()


def _end_of(said: Said, *, is_kept: bool) -> list[TimeSpan]:
    """As in "at the end of the forest, cut one second", or in its middle."""
    is_middle = said.value("title_place") == "center" and not said.sees("change")
    if is_middle and not said.sees("to") and (length_s := said.one("length")):
        return [TimeSpan(middle_s=length_s)]
    if is_kept or said.sees("to") or not (said.sees("side") and (length_s := said.one("length"))):
        return []  # "trim the first to 3 seconds" says how long it is to be
    return [TimeSpan(start_s=0, end_s=length_s) if said.one("side") == "start" else TimeSpan(last_s=length_s)]


def read_ends(said: Said, clause: Clause) -> Commands:
    """As in "start at 3 s", "end it at 7 seconds": what is before or after it goes."""
    if said.sees("title", "subtitle", "music", "sound", "quote", "fade", "voice", "inset", "mood", "clip"):
        return ()
    is_start, is_end = said.has("starts"), said.has("stop")
    if is_start == is_end or clause.sees(r"\bstops? it\b|束前.*停"):
        return ()  # music stops so, where a film ends
    at_s = said.one("at")
    said.skip("noun it whole change side")
    time = TimeSpan(start_s=at_s) if is_start else TimeSpan(start_s=0, end_s=at_s)
    return (Trim(time),) if at_s is not None else ()


_CUT_TO: Final = r"\bcut (?:the |my )?(?:\w+|[\d.]+ ?s\w*) (?:down )?to [\w.-]+\b"
"""How long something is to be: "cut the forest to 3"."""


def read_split(said: Said, clause: Clause) -> Commands:
    """A clip or the film cut in two, or at several times."""
    if said.sees("factor") or (not said.has("split") and not said.sees("pieces")):
        return ()
    is_even, is_each, pieces = said.has("evenly"), said.sees("all", "each"), said.one("pieces")
    is_half = said.one("way") == 1 / 2 or said.has("into_two") or is_even
    is_length = said.sees("length") and said.sees("to") and not (said.sees("number") or is_half or pieces)
    is_length |= said.sees("number") and clause.sees(_CUT_TO)
    is_length |= clause.sees(r"\bcut (?:over )?to (?:the )?(?!\d)|切到(?!第?\d)") and said.sees("clip")
    if is_length or (said.sees("long_noun", "total") and not is_even):
        return ()  # "cut it to 2 seconds" says how long it is to be, "cut to the city" what comes
    times = [float(each) for tag in ("at", "after") for each in said.every(tag)]
    if (is_each or pieces == 0) and not times and (every_s := said.one("length")):
        film = None if said.has("whole") else IT
        said.skip("all each it")
        named = [each for each in clips(said) if each != ALL_CLIPS]
        named = named or [ALL_CLIPS if clause.sees(_EACH_CLIP) else film]
        return tuple(Split(None, target, every_s=every_s) for target in named)
    if times or said.sees("number"):
        times += [float(each) for each in said.every("length")]
    if pieces or times or said.sees("to"):
        times += numbers(said)
    said.skip("add to meets change it move weakly")
    named = clips(said) or ((Reference("clip"),) if said.sees("noun") else ())
    if len(times) > 1 and ALL_CLIPS in named:
        named = ()  # 各切一刀: as many cuts as times
    if len(named) > 1:
        return ()
    target = named[0] if named and (named[0] != ALL_CLIPS or is_each) else None
    if times:
        return tuple(Split(at, target) for at in sorted({*times}, reverse=bool(target)))
    return (Split(None, target, pieces or 2),) if is_half or pieces else ()


_EACH_CLIP: Final = r"\b(?:each|every|all) (?:\w+ )?(?:clip|shot|scene)s?\b|[每各]个?[段个张]"


def read_duplicate(said: Said, clause: Clause) -> Commands:
    """Copies of a clip or a title."""
    plays, beside = said.value("duplicate") == "plays", said.value("beside")
    if not said.has("duplicate") or said.sees("remove"):
        return ()
    factor = said.one("factor") or said.one("times")
    place = Place(said.one("side")) if said.sees("side") and not said.sees("length") else None
    is_end = said.has("to_the_end") or place == Place("end")
    said.skip("beside it add to right move again order")
    copies, lasts_s = max(int(factor or 1) - plays, 1), said.one("length") if plays else None
    if title := said.one("title"):
        over = clips(said) if clause.sees(r"\b(?:on)?to\b|[到给]") else ()
        if len(over) > 1 or (place and not is_end):
            return ()
        moved = (MoveTo(IT, TimeSpan(last_s=0) if is_end else WHOLE, *over),) if is_end or over else ()
        return (Duplicate(title, copies), *moved)
    place = Place("end") if is_end else place
    is_whole = said.sees("whole") or plays
    time = said.one("part") or said.one("span")
    usual = ALL_CLIPS if plays and factor and factor > 1 and not said.sees("it") else IT
    named = tuple(order.within(each, time) for each in clips(said) or (usual,))
    if beside and len(named) == 2:
        kinds = (k for t in said.tokens for k in ("beside", "duplicate", "clip") if k in t.meanings)
        is_last = re.search("beside.*duplicate.*clip", " ".join(kinds))  # as in 在森林后面复制一个日落
        named = named[:: -1 if is_last else 1]
        return (Duplicate(named[0], copies, Place(beside, named[1])),)
    is_list = len(named) > 1 and (beside or clause.sees(r"\bagain\b"))
    if is_list or (ALL_CLIPS in named and not is_whole):
        return ()
    return tuple(Duplicate(each, copies, place, lasts_s) for each in named)


def read_delete(said: Said, clause: Clause) -> Commands:
    """Things that go."""
    is_cut = said.sees("split") and said.sees("all")  # "cut all after the snow"
    is_cut |= said.sees("clip") and clause.sees(
        r"\b(?:cut|chop)\b.*\b(?:out|off|away)\b|\bskip\b|跳过|[剪切砍裁掐截]掉"
    )
    is_cut = is_cut and said.has("delete")
    if not (said.has("remove") or is_cut) or said.sees("part", "span", "length"):
        return ()
    texts = [Reference("title", name=clause.quotes[int(each)]) for each in said.every("quote")]
    kinds = [said.one(tag) for tag in ("title", "subtitle", "inset", "voice", "ambience") if said.sees(tag)]
    if said.has("music"):
        kinds.append(Reference("music"))
        said.skip("mood genre")  # there is no more than one
    if said.has("text") and not said.sees("title", "subtitle"):
        kinds.append(Reference("title"))
    if said.sees("look", "look_noun", "transition", "fade", "camera", "flip", "backwards", "speed"):
        return ()  # what is done to a clip goes, not the clip
    said.skip("meets whole only it delete split")
    if kinds:
        kinds = [replace(kind, is_all=True) for kind in kinds] if said.has("all") else kinds
        return tuple(map(Delete, texts or kinds)) if not said.sees("clip") else ()
    quoted = tuple(replace(each, kind="any") for each in texts)
    named = clips(said) or quoted or (Reference("clip") if said.sees("noun") else IT,)
    if named == (ALL_CLIPS,) or clause.sees(INNER):
        return ()
    return tuple(map(Delete, named))


def read_kept(said: Said, clause: Clause) -> Commands:
    """As in "keep only the city": all others go."""
    if said.sees("length", "part", "span") or not said.has("keep"):
        return ()
    if said.sees("but") and said.sees("all"):
        said.skip("noun whole")
        return tuple(Delete(out) for each in clips(said) for out in each.but)
    is_kept = clause.sees(r"\b(?:keep|leave|want|need|show|have|use)\b|留|[只就]要")  # no mere "only"
    if not is_kept or not clause.sees(r"\b(?:only|just)\b|[只仅光就]") or said.sees("not"):
        return ()
    said.skip("only rest not remove noun meets")
    named = clips(said)
    return (Delete(replace(ALL_CLIPS, but=named)),) if named and ALL_CLIPS not in named else ()


def read_black(said: Said, clause: Clause) -> Commands:
    """A black picture for a while, with words on it or none."""
    side = said.value("black_card")
    others = Said([token for token in said.tokens if "black_card" not in token.meanings])
    is_card = others.sees("side", "beside", "length", "title_place") or not said.sees("transition")
    if not said.has("black_card") or others.sees("fade", "transition", "remove", "not") or not is_card:
        return ()
    if others.sees("title") and others.sees("move") and not clause.has_quotes:
        return ()  # "move the title onto the black screen"
    texts = [clause.quotes[int(each)] for each in said.every("quote")]
    if said.sees("title") and not texts:
        return ()  # the title that is there
    time = said.one("part") or TimeSpan(last_s=said.one("length"))  # as in 结尾3秒黑屏
    length_s = time.last_s or time.end_s or (3 if texts else 2)
    beside, named = said.one("beside"), [each for each in clips(said) if each != ALL_CLIPS]
    is_start = time.end_s is not None or (said.one("side") or side) == "start" or beside == "before"
    place: Place | None = Place("start" if is_start else "end")
    is_each = said.sees("all", "each") and not said.sees("whole")
    if len(named) == 2 and said.has("between"):
        place = Place("after", named.pop(0))
    elif said.sees("between") or (
        (not texts or clause.sees(r"\binsert|插"))
        and (said.sees("title_place") or (is_each and (beside or said.sees("side"))))
    ):
        place = Place() if said.one("title_place") == "center" and not is_each else None
        said.skip("between into_two all each")
    elif beside and named:
        place = Place(beside, named[0])
    said.skip("add add_new move to by meets text title credits it only whole keep")
    if len(named) != (place is not None and place.of is not None) or (
        texts and place is None and not clause.sees(r"\btwo\b|\bboth\b|两")
    ):
        return ()  # one card has the words, and not one at each cut
    style = replace(style_of(said), place=None) if clause.sees("上面写") else style_of(said)
    over = IT if place in (None, Place()) or place.of else Reference("clip", -1 if place.side == "end" else 1)
    written = (AddTitle("\n".join(texts), style=style, over=over),) if texts else ()
    end = (AddBlack(length_s, Place("start" if beside == "before" else "end")),) if is_each and beside else ()
    return AddBlack(length_s, place), *end, *written


def read_freeze(said: Said, _clause: Clause) -> Commands:
    """A frame that is held."""
    if not said.has("freeze"):
        return ()
    time = said.one("part") or TimeSpan(last_s=said.one("length"))  # "for 2 seconds at the end"
    if time.shares:
        return ()  # one frame is held, and no half of the film
    is_first = bool(time.end_s) or (said.one("frame") or said.one("side")) in ("first", "start")
    at_s, length_s = said.one("at"), time.last_s or time.end_s or Freeze.length_s
    said.skip("frame noun whole it to add_new")
    target, *others = [each for each in clips(said) if each != ALL_CLIPS] or (IT,)
    return (Freeze(at_s, length_s, target, is_first),) if not others else ()


RULES: Final = (
    read_freeze, order.read_swap, order.read_order, read_parts, read_ends, read_delete, read_kept, read_split,
    read_duplicate
)  # fmt: skip
