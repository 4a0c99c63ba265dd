"""The shots of a brief: which of its words are one picture, and how long each of them is."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from nemo_studio.agent import words
from nemo_studio.edits.canvas.reader import aspect_ratio
from nemo_studio.edits.language.clauses import Clause, split_pieces
from nemo_studio.edits.language.quantities import write_in_figures
from nemo_studio.edits.language.tokens import UNKNOWN, read_table
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.reader import find_scenes, read_parameters, scene_key, without_parameters
from nemo_studio.edits.media.words import ADJECTIVES, PARAMETERS, SAID_MEASURES, WEATHER
from nemo_studio.edits.spans import share_out


@dataclass
class Shot:
    """One shot of a brief.

    Attributes:
        words: What is to be seen.
        own_s: Its own length; None where the brief tells none.
        connective: What ties it to the shot before.
        orders: What else is said of it alone.
        titles: Words to be written that are told behind it: its own, if another shot has some too.
        is_listed: Whether it stands in a list, so that it is a shot whatever is said.
        is_next: Whether it is told as the next one.
        is_enumerated: Whether it stands among others behind a colon.
        is_black: Whether it shows nothing but words.
        parts: Parts of its time in which it is told otherwise: "the first 5 seconds rain".
    """

    words: str
    own_s: float | None = None
    connective: str = ", "
    orders: list[str] = field(default_factory=list[str])
    titles: list[str] = field(default_factory=list[str])
    is_listed: bool = False
    is_next: bool = False
    is_enumerated: bool = False
    is_black: bool = False
    parts: "list[Shot]" = field(default_factory=list["Shot"])


@dataclass
class Brief:
    """What a brief says.

    Attributes:
        shots: In their order.
        total_s: How long all of them are together.
        each_s: How long each of them is.
        aspect_ratio: The shape of the picture.
        count: How many shots there are to be.
        counted: The words that say so.
        is_equal: Whether they share the length.
        lengths: How long each of them is, told one after another.
        orders: What else is said of the film.
        unclear: What was not understood.
        parameters: What is said of all shots: their hour, weather and season.
        topic: What it is about, where no place is named.
        is_film: Whether a film is asked for.
    """

    shots: list[Shot] = field(default_factory=list[Shot])
    total_s: float | None = None
    each_s: float | None = None
    aspect_ratio: str | None = None
    count: int | None = None
    counted: str = ""
    unclear: list[str] = field(default_factory=list[str])
    is_equal: bool = False
    orders: list[str] = field(default_factory=list[str])
    lengths: list[float] = field(default_factory=list[float])
    parameters: dict[str, str | float] = field(default_factory=dict[str, str | float])
    topic: str = ""
    is_film: bool = False


def set_shape_aside(brief: Brief, text: str) -> str:
    """The text without a shape that no picture here has, which is told; a time such as 0:05 is none."""

    def take(found: re.Match[str]) -> str:
        ratio = aspect_ratio(found[0])
        if ratio and brief.aspect_ratio in (None, ratio):
            brief.aspect_ratio = ratio
            return found[0]
        (brief.unclear if ratio else brief.orders).append(found[0])
        return " "

    return words.SHAPE.sub(take, text)


def set_style_aside(text: str) -> tuple[str, list[str]]:
    """The text without the colour, size and place of words that stand in quotes in it, and these."""
    quote = words.QUOTE.search(text)
    near = (quote.start() - 8, quote.end() + 12) if quote else (0, 0)
    styles: list[str] = []
    for token in reversed(tokenize(text)):
        if near[0] <= token.start <= near[1] and STYLES & token.meanings.keys():
            styles.insert(0, text[token.start : token.stop])
            text = f"{text[: token.start]}{' ' * (token.stop - token.start)}{text[token.stop :]}"
    return text, styles


STYLES: Final = frozenset({"color", "size", "sized", "title_place", "animation"})
"""Kinds of words for how words over the picture are to be."""


def write_transition(brief: Brief, text: str) -> str:
    """As in "a forest fading into a desert": one shot, the next, and an order for what is between them."""
    into = words.INTO.search(text)
    if not into or not (scene_key(text[: into.start()]) or words.CARD.search(text[: into.start()])):
        return text
    if not scene_key(text[into.end() :]):
        return text
    kind = "wipe" if into["wipe"] else "crossfade"
    brief.orders.append(f"add a {kind} between the clips" if text.isascii() else "片段之间加叠化")
    behind = write_transition(brief, text[into.end() :])
    brief.orders, brief.is_equal = list(dict.fromkeys(brief.orders)), True
    return f"{text[: into.start()]}{', then ' if text.isascii() else '，然后'}{behind}"


def set_refused_aside(brief: Brief, described: str) -> str:
    """The words of a shot without those for what is not to be seen.

    A scene has no hour, weather or season that it is not told, so that one is not there; of all else the
    brief notes that it was not done.
    """

    def take(found: re.Match[str]) -> str:
        if not read_parameters(Clause(found[0])) and not words.NEVER_SHOWN.search(found[0]):
            brief.unclear.append(found[0].strip(" ,，"))
        return " "

    return words.REFUSED.sub(take, described)


def give_lengths(brief: Brief) -> None:
    """Tell the shots apart, and give each its length."""
    if brief.count and len(brief.shots) == 1 and "video" not in brief.counted:
        shot, named = brief.shots[0], find_scenes(brief.shots[0].words)
        is_alone = not (
            shot.own_s or shot.titles or any(scene_key(each) for each in (*brief.orders, *brief.unclear))
        )
        if len(named) == 1 and is_alone and _is_bare(shot.words):
            named *= brief.count  # "a film of stars, three shots"
        if len(named) == brief.count:  # "3 scenes, snow forest desert"
            brief.orders += [*shot.orders, *shot.titles]
            brief.total_s = brief.total_s or shot.own_s
            brief.shots = [Shot(each, is_next=True) for each in named]
    _choose_places(brief)
    for each, length_s in zip(brief.shots, brief.lengths, strict=False):
        each.own_s = length_s
    first, others = brief.shots[0], brief.shots[1:]
    if others and _is_heading(first, others):
        brief.total_s, brief.shots = brief.total_s or first.own_s, others
        brief.orders += [*first.orders, *first.titles]
        first, others = others[0], others[1:]
    head = next((each for each in brief.shots if not each.is_black), first)
    is_whole = others and (brief.is_equal or words.FILM.search(head.words)) and not brief.total_s
    if head.own_s and is_whole and not any(each.own_s for each in brief.shots if each is not head):
        brief.total_s, head.own_s = head.own_s, None
    brief.shots = [part for each in _join_descriptions(brief) for part in _divide(each)]
    titled = [each for each in brief.shots if each.titles]
    is_told_apart = any("title" in order for each in brief.shots for order in each.orders)
    for each in titled:
        (each.orders if len(titled) > 1 or is_told_apart else brief.orders).extend(each.titles)
    if brief.count and brief.count not in (len(brief.shots), sum(not each.is_black for each in brief.shots)):
        brief.unclear.append(brief.counted)
    for each in brief.shots:
        share = next(
            (share for share, words in _SHARES.items() if re.search(words, each.words, re.IGNORECASE)), None
        )
        each.own_s = each.own_s or (share and brief.total_s and share * brief.total_s) or None
    if not (brief.is_equal or brief.each_s):
        for each in [each for each in brief.shots if each.is_black and len(brief.shots) > 1]:
            each.own_s = each.own_s or SECONDS_OF_CARD
    free = [each for each in brief.shots if each.own_s is None]
    left_s = (brief.total_s or 0) - sum(each.own_s or 0 for each in brief.shots)
    weights = {id(each): _weigh(each) for each in free}
    shares = iter(share_out(round(1000 * left_s), [*weights.values()]))
    for before, each in zip([None, *brief.shots], brief.shots, strict=False):
        weight = weights.get(id(each))
        if weight and left_s > 0 and not brief.each_s:
            each.own_s = next(shares) / 1000
        elif weight:
            as_before_s = before.own_s if before and weight != 1 else None
            each.own_s = as_before_s * weight if as_before_s else brief.each_s


def share_titles(brief: Brief) -> None:
    """As in 'forest, sea, stars, titles "A", "B", "C" respectively': one over each shot, or its name."""
    for order in list(brief.orders):
        quotes = words.QUOTE.findall(order)
        named = words.PLACE_NAMES.search(order)
        if named and quotes:
            brief.unclear.append(named[0].removesuffix("字幕"))  # beside words of their own
        elif named:
            are_one = len({scene_key(each.words) for each in brief.shots}) == 1
            name = _season_of if are_one or re.search("season|季", order) else _place_of
            quotes = [f'"{name(each.words).capitalize()}"' for each in brief.shots]
        if len(quotes) == len(brief.shots) > 1 and not words.TIMED.search(order):
            kind = "subtitle" if sees(order, "subtitle") else "title"
            brief.orders.remove(order)
            for shot, quote in zip(brief.shots, quotes, strict=True):
                shot.orders.append(f"{kind} {quote}")


def _place_of(text: str) -> str:
    return next((name for name in find_scenes(text) if scene_key(name) == scene_key(text)), text)


def _season_of(text: str) -> str:
    found = re.search("|".join(PARAMETERS["season"].values()), text, re.IGNORECASE)
    return found[0] if found else _place_of(text)


def _is_heading(first: Shot, others: list[Shot]) -> bool:
    """As in "Trailer for a space adventure. Black for 2 s, then space": the first tells what it is about."""
    if first.is_enumerated or not words.FILM.search(first.words) or words.COUNT.search(first.words):
        return False
    begins = len(others) > 1 and words.BEGINS.match(others[0].words)
    ends = words.SENTENCE_END.search(others[0].connective) and not words.NEXT.search(others[0].connective)
    keys = {scene_key(each.words) for each in others} - {None}
    is_told = scene_key(first.words) in keys or (keys and words.ABOUT.search(first.words))
    is_again = len(others) > 1 and scene_key(first.words) in keys  # "a film of the sea: a forest, the sea"
    is_again = is_again and not read_parameters(Clause(first.words))
    return bool(begins or others[0].is_enumerated or (is_told and (ends or is_again or others[0].is_black)))


def _choose_places(brief: Brief) -> None:
    """As in "five nature scenes", "a 20-second travel video", 随便来段风景: places of the studio's choice."""
    shot, *others = brief.shots
    if others or scene_key(shot.words) or not is_open(shot.words, is_counted=bool(brief.count)):
        return
    fits = (key for key, said in _OCCASIONS.items() if re.search(said, shot.words, re.IGNORECASE))
    fitting = next(fits, "")
    names = _PLACES if shot.words.isascii() else _PLACES_ZH
    names = (fitting.split("|")[0 if shot.words.isascii() else 1],) if fitting else names
    brief.total_s = brief.total_s or shot.own_s
    count = brief.count or (3 if (brief.total_s or 0) >= _SECONDS_OF_SEVERAL else 1)
    brief.parameters.update(read_parameters(Clause(shot.words)))
    brief.orders += [*shot.orders, *shot.titles]
    brief.shots = [Shot(each, is_next=True) for each in names[:count]]


def is_open(text: str, *, is_counted: bool = False) -> bool:
    """Whether it tells an occasion, or any place, and so leaves to the studio what is to be seen."""
    left, occasions = re.subn("|".join(_OCCASIONS.values()), " ", text, flags=re.IGNORECASE)
    left, places = words.ANY_PLACE.subn(
        " ", words.PURPOSE.sub("", SAID_MEASURES.sub(" ", left).strip(" ,，"))
    )
    left = re.sub(ADJECTIVES, " ", words.BARE.sub(" ", left), flags=re.IGNORECASE)
    return bool(occasions or places or is_counted) and not sees(left, UNKNOWN)


_OCCASIONS: Final = read_table("occasions")
"""By place, in English and in Chinese, the occasions for which it is drawn."""
_PLACES: Final = (
    "ocean", "forest", "mountains", "meadow", "desert", "aurora", "snow", "stars", "sunset", "rain",
    "underwater", "city",
)  # fmt: skip
_PLACES_ZH: Final = (
    "大海", "森林", "雪山", "草地", "沙漠", "极光", "雪景", "星空", "日落", "下雨", "海底", "城市",
)  # fmt: skip
_SECONDS_OF_SEVERAL: Final = 12
SECONDS_OF_CARD: Final = 3


def _weigh(shot: Shot) -> float:
    """How long it is beside the others: "twice as long"."""
    found = words.AS_LONG.search(shot.words)
    said = found.groupdict() if found else {}
    return next((float(name[1:].replace("_", ".")) for name, words_ in said.items() if words_), 1)


def _differ(before: str, said: str) -> bool:
    """Whether two texts tell two hours, seasons or skies, which no picture has at once."""
    told, more = read_parameters(Clause(before)), read_parameters(Clause(said))
    two = [{told[each], more[each]} for each in told.keys() & more.keys() & {*_TIMES, "weather"}]
    return any(len(each) > 1 and ("clear" in each or not each & _SKIES) for each in two)


def is_another_time(shot: Shot, said: str) -> bool | None:
    """As in "the sea at morning, at noon": an hour or a season beside another; None where more is told."""
    before, told = read_parameters(Clause(shot.words)), read_parameters(Clause(said))
    left = words.COUNT.sub(" ", SAID_MEASURES.sub(" ", without_parameters(re.sub(r"一[段个]", " ", said))))
    is_weather = _differ(shot.words, said)
    if not (told.keys() & _TIMES or is_weather) or words_left(left, "each"):
        return None
    is_other = is_weather or any(
        before.get(each, told.get(each)) != told.get(each) for each in told.keys() & _TIMES
    )
    return is_other or (False if told.keys() <= _TIMES else None)


def lists_times(said: str, behind: str) -> bool:
    """As in "the same beach, morning, dusk, night": another hour is told behind one."""
    pieces = split_pieces(behind)[:1]
    return bool(pieces) and is_another_time(Shot(said), pieces[0].text) is True


_SKIES: Final = frozenset({"storm", "rain", "snow", "fog", "cloudy"})
_TIMES: Final = frozenset({"time_of_day", "season"})


def read_part(shot: Shot, said: str, key: str | None) -> Shot | None:
    """What is told of a part of a shot: its weather, its hour; None where it is another place."""
    said = write_in_figures(said)
    if not (found := words.PART.search(said)):
        return None
    length_s = float(found["n"] or found["m"] or found["zh"] or (shot.own_s or 0) / 2)
    told = re.sub(r"^clear\W*$", "clear sky", f"{said[: found.start()]} {said[found.end() :]}".strip())
    is_weather = (key is None or key in WEATHER) and read_parameters(Clause(told))
    if not is_weather or length_s >= (shot.own_s or 0):
        return None
    return Shot(told, length_s, is_next=not re.search(r"last|final|second|[后末]", found[0], re.IGNORECASE))


def _divide(shot: Shot) -> list[Shot]:
    """A shot as those of its parts that differ, and what is left of it."""
    if not shot.parts:
        return [shot]
    parts = [
        replace(shot, words=f"{shot.words}, {each.words}", own_s=each.own_s, titles=[], parts=[])
        for each in shot.parts
    ]
    left_s = round((shot.own_s or 0) - sum(each.own_s or 0 for each in parts), 3)
    rest = [replace(shot, own_s=left_s, titles=[], parts=[])] if left_s > 0 else []
    divided = [*parts, *rest] if shot.parts[0].is_next else [*rest, *parts]
    divided[0].titles = shot.titles
    return divided


_SHARES: Final = {
    1 / 3: r"\b(?:a|one|the \w+)[ -]third\b|三分之一",
    1 / 4: r"\b(?:a|one|the \w+)[ -]quarter\b|四分之一",
}


def _is_bare(text: str) -> bool:
    """Whether a text is the name of a scene and nothing more, as in "ocean, forest"."""
    left = words.BARE.sub(" ", SAID_MEASURES.sub(" ", re.split("[,，]", text)[0]))
    for name in find_scenes(text):
        left = left.replace(name, " ")
    left = re.sub(ADJECTIVES, " ", without_parameters(left), flags=re.IGNORECASE)
    return not (_LIES_IN.match(text) or words_left(left))


_LIES_IN: Final = re.compile("[有带]|[上下前后里]面是?|远处|旁边|背景|[天空]上|空中")
"""How what lies in a picture is told: 沙漠，有星星."""


def _join_descriptions(brief: Brief) -> list[Shot]:
    """The shots, of which those are one that describe one picture."""
    keys = [scene_key(each.words) for each in brief.shots]
    places = {key for key in keys if key and key not in WEATHER}
    bare = {each.words for each in brief.shots if scene_key(each.words) in places and _is_bare(each.words)}
    listed = {key for key, each in zip(keys, brief.shots, strict=True) if each.is_enumerated} & places
    are_apart = len(listed) > 1 or bool(
        brief.each_s
        or brief.is_equal
        or brief.count == len(keys)
        or max(len(places), len(bare)) > 2
        or (len(keys) > 2 and all(_is_bare(each.words) for each in brief.shots))
    )
    joined = brief.shots[:1]
    for shot, key, key_before in zip(brief.shots[1:], keys[1:], keys, strict=False):
        last = joined[-1]
        are_two = {last.words, shot.words} <= bare and words.LISTS.search(shot.connective)
        is_same = key in WEATHER or (key == key_before and not are_two)
        has_own = last.own_s and shot.own_s if is_same else last.own_s or shot.own_s
        is_bare = "、" in shot.connective or (_is_bare(last.words) and _is_bare(shot.words))
        has_own = has_own or (key in places and not is_same and is_bare) or _differ(last.words, shot.words)
        if are_apart or shot.is_listed or shot.is_next or last.is_black or shot.is_black or has_own:
            joined.append(shot)
        else:
            last.words += f"{shot.connective}{shot.words}"
            last.own_s = last.own_s or shot.own_s
            last.orders += shot.orders
            last.titles += shot.titles
    return joined
