"""What clips can be: how fast, how long, backwards; made for each of them."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

from nemo_studio.edits.cutting.commands import MoveTo, Reverse, SetLength, SetSpeed
from nemo_studio.edits.language.meaning import ALL_CLIPS, first_number
from nemo_studio.edits.language.tokens import Said
from nemo_studio.edits.levels import read_level
from nemo_studio.edits.references import Reference
from nemo_studio.edits.registry import Command
from nemo_studio.edits.spans import WHOLE, TimeSpan

Makers = list[Callable[[Reference], Command]]

LONGER: Final = 1.5
FASTER: Final = 1.5
SLOWER: Final = 0.75


def read_speed(said: Said) -> Makers:
    """How fast they play."""
    # "A slow zoom" is no slow film.
    sign = None if said.sees("camera", "zoom") and said.sees("camera_noun") else said.value("speed")
    if said.has("slow_motion") and not said.sees("factor", "percent"):
        said.skip("speed_noun speed much")
        return [lambda target: SetSpeed(None, 0.5, target)]
    if said.has("normal"):
        said.skip("speed_noun")
        return [lambda target: SetSpeed(1.0, target=target)]
    is_bare = said.sees("plays_at") and not said.sees(*_OTHER_FACTORS)
    if sign is None and not is_bare and not said.sees("speed_noun", "slow_motion"):
        return []
    said.skip("speed speed_noun slow_motion")
    is_by = any("by" in a.meanings and "length" in b.meanings for a, b in pairwise(said.tokens))
    if sign and not (is_by or said.sees("each")) and (length_s := said.one("length")) is not None:
        said.skip("lasts lasting long_noun enough by")  # as in "speed it up to 6 seconds"
        return [lambda target: SetSpeed(None, target=target, length_s=length_s)]
    is_figure = said.sees("factor")
    if sign is None and said.sees("percent"):
        sign = said.one("more")  # "increase the speed by 20%"
    shorter = said.one("factor") if sign == 1 and said.has("long_noun") else None
    if shorter and shorter < 1:  # "half the length by speeding up"
        said.skip("by weakly more")
        return [lambda target: SetSpeed(1 / shorter, target=target)]
    level = read_level(said, sign, up=FASTER, down=SLOWER)
    if level is None:
        return []
    said.skip("factor by")
    speed = level.factor if is_figure else level.value
    return [lambda target: SetSpeed(speed, 1 if speed else level.factor, target)]


_OTHER_FACTORS: Final = (
    "brightness", "brightness_noun", "camera", "contrast", "contrast_noun", "extra", "lasting", "long_noun",
    "saturation", "saturation_noun", "size", "size_noun", "sized", "zoom",
)  # fmt: skip
"""What else of a clip may be so many times as much."""
_OTHER_FIGURES: Final = (
    "percent", "factor", "degrees", "speed", "speed_noun", "zoom", "part", "span", "at", "brightness_noun",
    "contrast_noun", "saturation_noun",
)  # fmt: skip
"""What of a clip a figure without a unit may belong to, rather than to its length."""

_TOLD: Final = (
    "all", "change", "clip", "cut_to", "each", "inset", "it", "keep", "lasting", "noun", "subtitle", "title",
    "total", "whole",
)  # fmt: skip
"""Beside any of these a length is how long something shows."""
_LASTING: Final = ("change", "lasting", "lasts", "keep", "title", "subtitle", "text", "music", "inset")
"""With these "to the end" is how long something shows; else it may be where a clip goes."""


def read_length(said: Said) -> Makers:
    """How long they show."""
    is_each = said.sees("each") or (said.sees("all") and not said.sees("whole", "total"))
    is_total = said.sees("total") and not said.sees("title")

    def lasting(**how: float) -> Makers:
        return [
            lambda target: SetLength(
                target,
                is_each=target.is_all and is_each,
                is_total=is_total and not target.is_all,
                is_even=False,
                **how,
            )
        ]

    sign, length_s = said.value("lasting"), said.value("length")
    if sign is None and length_s is not None and said.sees("clip", "it", "whole") and said.sees("to", "by"):
        sign = said.one("more")  # "reduce the ocean to 3 seconds"
    said.skip("lasts")
    is_long, is_to = said.has("long_noun"), said.sees("to")
    is_open = length_s is None and (sign is None or is_to)  # "trim the first 5" may be by so much
    if is_open and said.sees("clip") and not said.sees(*_OTHER_FIGURES):
        length_s = first_number(said) if said.sees("lasting", "to", "change", "delete") else None
    if (length_s is not None or said.sees("all", "each", "it")) and said.has("evenly"):
        said.one("length")
        said.skip("change to lasting each")
        if length_s is not None and said.sees("clip", "all", "each") and not said.sees("whole", "total"):
            return lasting(length_s=length_s)
        return [lambda _: SetLength(ALL_CLIPS, length_s, is_even=True)]
    if (extra := said.one("extra")) is not None:
        said.skip("lasting more side" if said.value("side") == "end" else "lasting more")
        return lasting(by_s=extra)
    if length_s is not None:
        # "One second longer" is so much more, where "longer, 10 seconds" is all of it.
        is_by = any("length" in a.meanings and "lasting" in b.meanings for a, b in pairwise(said.tokens))
        is_added = said.sees("add_new") and not said.sees("lasts")
        if sign is None and not is_to and (is_added or said.sees("delete", "remove")):
            is_by, sign = True, 1 if is_added else -1
            said.skip("add_new side" if said.value("side") != "start" else "")
        is_by |= sign is not None and not is_to and not said.sees("enough", "total")
        if not is_by and not is_long and not said.sees(*_TOLD):
            return []
        if is_to:
            said.one("at")  # "from 5 seconds to 3 seconds"
        said.one("length")
        said.skip("lasting enough keep delete to by" + (" remove out between file" if is_by else " only"))
        if is_by:
            return lasting(by_s=(sign or 1) * length_s)
        return lasting(length_s=length_s)
    if said.sees(*_LASTING[1:]) and (until_s := said.one("until")) is not None:
        said.skip("lasting")
        if sign == -1:
            return lasting(length_s=until_s)
        return [lambda target: MoveTo(target, TimeSpan(end_s=until_s))]
    if said.sees(*_LASTING) and said.has("to_the_end"):
        return [lambda target: SetLength(target, WHOLE.end_s)]
    is_cut = said.sees("delete") and not said.sees("to", "zoom", "focus", "picture", "title_place")
    is_long, share = is_long or said.sees("total"), said.value("percent")
    half = 0.5 if is_long and said.has("into_two") else None
    if (sign or is_long or is_cut) and (factor := said.one("factor") or said.one("percent") or half):
        is_by = (sign or share or not is_long) and factor < 1 and not is_to  # "shorter by a third"
        said.skip("lasting by delete split to out")
        ratio = 1 + (sign or -1) * factor if is_by else 1 / factor if sign == -1 and factor > 1 else factor
        return lasting(factor=ratio)
    if sign is None:
        return []
    said.skip("lasting much too")
    if said.sees("speed"):
        return []  # as in 放慢到两倍长: it is as long as it gets
    ratio = 1.2 if said.has("slightly") else LONGER
    return lasting(factor=ratio if sign == 1 else 1 / ratio)


def read_backwards(said: Said) -> Makers:
    """Whether they play backwards."""
    is_off = said.sees("backwards") and said.has("undo", "not", "remove")
    is_whole = said.sees("whole")  # its last clip comes first then
    return (
        [lambda target: Reverse(target, False if is_off else None, is_whole and target == ALL_CLIPS)]
        if said.has("backwards")
        else []
    )


PROPERTIES: Final = (read_speed, read_length, read_backwards)
