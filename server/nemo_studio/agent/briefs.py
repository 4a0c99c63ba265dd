"""What is asked for where nothing is yet: one line, a list of shots, a script with time codes.

A brief is cut into shots, what is said of all of them, and the other orders. A length that is told for the
whole is shared by the shots that have none of their own.
"""

import re
from typing import Final

from nemo_studio.agent import phrases, words
from nemo_studio.agent.items import ItemReader
from nemo_studio.agent.layouts import lay_out, set_apart, strip_markup
from nemo_studio.agent.rephrasing import write_units
from nemo_studio.agent.shots import (
    Brief,
    Shot,
    give_lengths,
    is_open,
    set_refused_aside,
    set_shape_aside,
    share_titles,
    write_transition,
)
from nemo_studio.agent.spelling import mend_spelling
from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.clauses import Clause, put_quotes_back, set_quotes_aside
from nemo_studio.edits.language.tokens import UNKNOWN
from nemo_studio.edits.lexicon import sees, words_left
from nemo_studio.edits.media.reader import (
    find_scenes,
    read_parameters,
    read_subject,
    scene_key,
    without_parameters,
)
from nemo_studio.edits.media.words import REPLACE

_FLAGS: Final = re.IGNORECASE
_USUAL_S: Final = 10
"""Seconds of a scene of which no length is told."""


def read_brief(message: str) -> Brief | None:
    """What a simplified message asks to be made; None where it names nothing, or takes words back."""
    plain = words.NEVER_MIND.sub("，" if not message.isascii() else ", ", strip_markup(message))
    if words.TAKES_BACK.search(plain) or re.search(REPLACE, plain, _FLAGS):
        return None
    plain = set_apart(plain)
    text = mend_spelling(set_quotes_aside(plain)[0], is_careful=True)
    for row in words.REWRITES:
        text = row.write(text)
    brief = Brief()
    text = write_transition(brief, set_shape_aside(brief, write_units(text)))
    for item in lay_out(text):
        ItemReader(brief, item).read()
    if brief.shots or _take_subject(brief, message):
        if len(brief.shots) == 1 and not (brief.total_s or brief.shots[0].own_s):
            shown = [each for each in (*brief.orders, *brief.shots[0].titles) if words.QUOTE.search(each)]
            brief.total_s = max((phrases.own_length(each) or 0 for each in shown), default=0)
            brief.total_s = brief.total_s if brief.total_s > _USUAL_S else None  # words that show for longer
        give_lengths(brief)
        share_titles(brief)
    elif not brief.is_film or any(
        sees(each, UNKNOWN) for each in brief.orders or [brief.aspect_ratio or text]
    ):
        return None
    if any(scene_key(each.words) for each in brief.shots):  # what it is for needs no edit
        brief.orders, brief.unclear = (
            [each for each in parts if phrases.sees_order(each) or sees(each, "smooth") or not is_open(each)]
            for parts in (brief.orders, brief.unclear)
        )
    for shot in brief.shots:
        seen = phrases.clean(set_refused_aside(brief, shot.words))
        shot.words = put_quotes_back(seen, plain)
        shot.orders = _put_back(shot.orders, plain)
    brief.orders = _put_back(brief.orders, plain)
    brief.unclear = _put_back(brief.unclear, plain, is_read_again=False)
    return brief


def _put_back(parts: list[str], plain: str, *, is_read_again: bool = True) -> list[str]:
    """Parts of the text with their quotations, and without the blanks that fill up what was said anew."""
    closed = (words.BLANKS.sub("", each) for each in parts)
    return [put_quotes_back(each, plain, is_read_again=is_read_again) for each in closed]


def _is_subject(text: str) -> bool:
    """Whether it may be what is to be seen; a mood alone is nothing."""
    is_mood = read_parameters(Clause(text)).keys() <= {"mood"} and not words_left(without_parameters(text))
    return bool(read_subject(Clause(text))) and not is_mood


def _take_subject(brief: Brief, message: str) -> bool:
    """Words that no scene is known for are what is to be seen, where they ask for no edit."""
    titles = [each for each in brief.orders if "\ue000" in each or each.startswith("title ")]
    orders = [o for o in brief.orders if not (o in titles or phrases.is_measure(o))]
    orders = [o for o in orders if scene_key(o) or words.FILM.search(o) or not phrases.sees_order(o)]
    found = [each for each in orders if words.ANY_PLACE.search(each) or _is_subject(each)]
    found.sort(key=lambda each: not sees(each, UNKNOWN))
    heard = [name for each in brief.orders if sees(each, "sound_of", "voice") for name in find_scenes(each)]
    is_any = not sees(words.PURPOSE.sub(" ", brief.topic), UNKNOWN) or is_open(brief.topic)
    if heard and not found and brief.is_film and is_any:
        brief.topic = heard[0]
    told = (*brief.unclear, *(each for each in brief.orders if not scene_key(each)))
    if not titles and any(re.search(history.BEYOND_EDITS, each, _FLAGS) for each in told):
        return False
    if titles and brief.is_film:  # an intro with a title
        brief.topic = brief.topic or ("抽象" if words.ZH.search(message) else "abstract")
    if not (brief.topic or found):
        return False
    # A length told before the words is that of the intro: 3秒片头“假期”.
    shot = Shot(brief.topic, phrases.own_length(titles[0].partition("\ue000")[0]) if titles else None)
    if found and (sees(found[0], UNKNOWN) or is_open(found[0]) or not brief.topic):
        brief.orders.remove(found[0])
        shot = Shot(phrases.seen_in(brief.topic, message, found[0]), phrases.own_length(found[0]))
    brief.shots.append(shot)
    return True
