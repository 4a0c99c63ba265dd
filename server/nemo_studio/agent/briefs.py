"""What is asked for where nothing is yet: one line, a list of shots, a script with time codes.

A brief is cut into shots, what is said of all of them, and the other orders. A length that is told for the
whole is shared by the shots that have none of their own.
"""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent import phrases, words
from nemo_studio.agent.layouts import Item, lay_out, set_apart, strip_markup
from nemo_studio.agent.rephrasing import write_units
from nemo_studio.agent.shots import (
    Brief,
    Shot,
    give_lengths,
    is_another_time,
    is_open,
    read_part,
    set_refused_aside,
    set_shape_aside,
    set_style_aside,
    share_titles,
    write_transition,
)
from nemo_studio.agent.spelling import mend_spelling
from nemo_studio.edits.canvas.reader import aspect_ratio
from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.clauses import Clause, Piece, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.quantities import number, write_in_figures
from nemo_studio.edits.language.tokens import UNKNOWN
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.reader import (
    find_scenes,
    read_parameters,
    read_subject,
    scene_key,
    without_parameters,
)
from nemo_studio.edits.media.words import EXISTING, REPLACE, SAID_MEASURES, TAKES, TALK

_FLAGS: Final = re.IGNORECASE


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
        _ItemReader(brief, item).read()
    if not brief.shots and not _take_subject(brief, message):
        is_canvas = brief.is_film and not any(sees(o, UNKNOWN) for o in brief.orders)
        return brief if is_canvas and (brief.aspect_ratio or brief.orders) else None
    give_lengths(brief)
    share_titles(brief)
    for shot in brief.shots:
        shot.words = put_quotes_back(phrases.clean(set_refused_aside(brief, shot.words)), plain)
        shot.orders = [put_quotes_back(each, plain, is_read_again=True) for each in shot.orders]
    brief.orders = [put_quotes_back(each, plain, is_read_again=True) for each in brief.orders]
    brief.unclear = [put_quotes_back(each, plain) for each in brief.unclear]
    return brief


def _take_subject(brief: Brief, message: str) -> bool:
    """Words that no scene is known for are what is to be seen, where they ask for no edit."""
    titles = [each for each in brief.orders if "\ue000" in each or each.startswith("title ")]
    orders = [o for o in brief.orders if not (o in titles or phrases.is_measure(o))]
    orders = [o for o in orders if scene_key(o) or words.FILM.search(o) or not sees(o, "music", "voice")]
    found = [each for each in orders if read_subject(Clause(each)) or words.ANY_PLACE.search(each)]
    found.sort(key=lambda each: not sees(each, UNKNOWN))
    heard = [name for each in brief.orders if sees(each, "sound_of", "voice") for name in find_scenes(each)]
    if heard and not found and brief.is_film and (not sees(brief.topic, UNKNOWN) or is_open(brief.topic)):
        brief.topic = heard[0]
    if titles and brief.is_film:  # an intro with a title
        brief.topic = brief.topic or ("抽象" if words.ZH.search(message) else "abstract")
    if not (brief.topic or found) or re.search(history.BEYOND_EDITS, brief.topic, _FLAGS):
        return False
    # A length told before the words is that of the intro: 3秒片头“假期”.
    shot = Shot(brief.topic, phrases.own_length(titles[0].partition("\ue000")[0]) if titles else None)
    if found and (sees(found[0], UNKNOWN) or is_open(found[0]) or not brief.topic):
        brief.orders.remove(found[0])
        shot = Shot(found[0], phrases.own_length(found[0]))
    brief.shots.append(shot)
    return True


class _ItemReader:
    """Sorts one item of a brief, piece by piece."""

    def __init__(self, brief: Brief, item: Item) -> None:
        self.brief, self.item = brief, item
        text = re.sub("(?<=\ue001)\\s*[:：]", "\n", item.text) if item.is_listed else item.text
        text = words.SHOT_AND_QUOTE.sub(_part_quote, text)
        self.text = words.HEAD.sub(_end_head, words.DASH.sub(", ", text))
        self.shot: Shot | None = None
        self.order: tuple[int, int] | None = None
        self.length_s = item.length_s
        self.orders: list[str] = []
        self.is_behind_head = self.is_tied = self.is_behind = False

    def read(self) -> None:
        """Sort all of it."""
        for piece in split_pieces(self.text):
            purpose = words.PURPOSE.search(piece.text)
            if purpose and not self.brief.aspect_ratio:
                self.brief.aspect_ratio = aspect_ratio(purpose[0])  # "for our bakery's Instagram story"
            has_length = purpose is not None and (phrases.own_length(purpose[0]) or scene_key(purpose[0]))
            said = piece.text if has_length else words.PURPOSE.sub("", piece.text)
            said = words.POLITE.sub(" ", said).strip()
            if words.FILM.fullmatch(said):
                self.brief.is_film, self.brief.topic = True, self.brief.topic or phrases.topic(piece.text)
            if said and not (re.search(history.POLITE, said, _FLAGS) or words.OPENS.fullmatch(said)):
                self._take(piece, said)
        self._close_order()
        (self.shot or self.brief).orders += self.orders
        if self.shot:
            self.shot.own_s = self.length_s or self.shot.own_s
        elif self.item.is_listed and self.length_s:
            self.brief.total_s = self.length_s

    def _take(self, piece: Piece, said: str) -> None:
        if words.SENTENCE_END.search(piece.connective):
            self.is_behind_head = self.text[: piece.start].rstrip(" ").endswith(_HEAD_END)
            self._close_order()
        last, key = self._last(), scene_key(said)
        if last and not key and words.SAME.search(said):
            place, key = SAID_MEASURES.sub(" ", phrases.clean(last.words)), scene_key(last.words)
            said = words.SAME.sub(f" {place} ", said)
            said += f" {last.own_s:g} s" if last.own_s and not phrases.own_length(said) else ""
        if self._retell(said):
            return
        if words.OF_SHOT.match(said) and find_scenes(said)[0] in self.text[: piece.start]:
            self.orders.append(said)
            return
        if key and self.brief.total_s:
            said = words.BARE_LENGTH.sub(r"\g<n> s ", said)
        is_next = words.NEXT.search(piece.connective) is not None
        is_place = key and len({scene_key(each.words) for each in self.brief.shots}) > 1
        is_again = is_another_time(last, said) if last and not is_place else None
        if last and not key and is_again is False and (self.is_behind_head or self.brief.count):
            last.words += f" {said.removeprefix('one ')}"  # "three shots of the sea: in the morning, at noon"
            return
        is_when = is_next and words.WHEN.match(said) and (not key or said.isascii())
        if last and read_parameters(Clause(said)) and (is_when or is_again):
            place = SAID_MEASURES.sub(" ", phrases.clean(without_parameters(last.words)))
            said, key = f"{words.WHEN_LEFT.sub('', place)} {said.removeprefix('one ')}", scene_key(last.words)
        is_bare = phrases.is_measure(said)
        is_other = is_bare and (self._measures_film(said) or said != piece.text)
        own_s = phrases.own_length(said)
        is_told = (not key or words.TELLS.search(said)) and not phrases.is_speed(said)
        if last and is_told and (times := words.AS_LONG.search(said)):
            named = find_scenes(said)[:1]
            next((s for s in self.brief.shots if named and named[0] in s.words), last).words += f" {times[0]}"
            return
        if last and (part := read_part(last, said, key)):
            self._close_order()
            last.parts.append(part)
            return
        is_timed = bool(own_s or (self.length_s and not self.shot) or not self.brief.shots)
        is_card = (is_timed or is_next or words.OPENS.match(said)) and words.CARD.search(said) is not None
        if is_card and last and last.is_black and words.CARD.fullmatch(said):
            return  # "an end card, black background"
        if is_card or (key and is_timed and words.OWN.search(said)):
            self._close_order()
            said, styles = (said, []) if is_card else set_style_aside(said)
            self._take_shot(replace(piece, connective=", ") if is_card else piece, words.OWN.sub(" ", said))
            if shot := self._last():
                shot.is_black = bool(is_card) and not key
                self.brief.unclear += words.WHITE.findall(said) if shot.is_black else []
                for own in words.OWN.finditer(said):
                    told = f"{' '.join(styles)} title: {own['words']}" if own["words"] else own[0]
                    (shot.titles if key and own["words"] else shot.orders).append(told)
            return
        if self._is_shared(piece, said):
            self.brief.parameters.update(read_parameters(Clause(said)))
            self._take_measure(said)
            return
        is_of_film = last and not (key or is_next or self.order or self.item.is_listed)
        if is_of_film and phrases.is_look(said) and not self._names_shot(piece.stop):
            of_all = "" if len(self.brief.shots) == 1 else "all clips " if said.isascii() else "全部"
            self.orders.append(f"{of_all}{said}")
            return
        goes_on = self.order and not key and not is_other and not self._is_another_thing(piece, said)
        if goes_on or phrases.is_order(said, key):
            if not self.order:
                self.is_tied = piece.connective.strip() == "with"
                self.is_behind = words.THEN.search(piece.connective + piece.text[:7]) is not None
            self.order = (self.order[0] if self.order else piece.start, piece.stop)
            rest = words.QUOTE.sub("", said)
            if not rest or (words.FILM.search(rest) and not phrases.sees_order(rest)):
                self._close_order()  # 'a "Good morning" video'
            return
        self._close_order()
        is_listed = self.item.is_listed
        if own_s and not key and (nth := words.NTH.match(said)) and not is_listed:
            which = f"{nth['nth']} clip" if not nth["n"] else f"{nth['nth']} {nth['n']} clips"
            self.orders.append(f"the {which} {said[nth.end() :]}" if nth["nth"] else said)
        elif is_bare or (not (key or is_listed) and phrases.is_head(said)):
            self.brief.topic = self.brief.topic or phrases.topic(words.POLITE.sub(" ", piece.text).strip())
            self.brief.is_film |= words.FILM.search(said) is not None
            self.brief.parameters.update(read_parameters(Clause(said)))
            self.orders += [f"{each} look" for each in phrases.words_for("look", said)]
            self._take_measure(said)
        elif (not key and not is_listed and words.OF_ALL.match(said)) or (
            not is_listed and Clause(words.LEFT_OVER.sub(" ", said)).sees(f"{EXISTING}|{TALK}")
        ):
            self.orders.append(piece.text)
        elif key or self._is_unknown_shot(piece, said):
            self._take_shot(piece, said)
        elif is_next or words.OPENS.match(said):
            self.brief.unclear.append(piece.text)  # the next shot, of which it tells no place
        elif last and read_parameters(Clause(said)) and phrases.is_measure(without_parameters(said)):
            last.words += f", {said}"  # "with a slow zoom in for 7 seconds"
            self._take_measure(said)
        elif last and not (
            own_s or words.SENTENCE_END.search(piece.connective) or words.SAYS_MORE.match(said)
        ):
            last.words += f"{piece.connective}{said}"
        else:
            self.orders.append(piece.text)

    def _retell(self, said: str) -> bool:
        """As in "the ocean should come first", "the rain is 6 s": of a shot that was told before."""
        told = words.RETELLS.search(said)
        name = (told["name"] or told["name_zh"]).lower() if told else "\n"
        shots = self.brief.shots
        shot = next((each for each in shots if name in each.words.lower()), None)
        if told is None or shot is None:
            return False
        if length := told["n"] or told["n_zh"]:
            shot.own_s = float(length)
        else:
            shots.remove(shot)
            is_last = re.search(r"last|end|[后结]", told["side"] or told["side_zh"])
            shots.insert(len(shots) if is_last else 0, shot)
        return True

    def _is_another_thing(self, piece: Piece, said: str) -> bool:
        """As in "add lo-fi music and kittens"; in a title "and" is one of its words."""
        verb = self.text[(self.order or (0,))[0] :][:40]  # it may be as long as the message
        is_known = any(UNKNOWN not in token.meanings for token in tokenize(said))
        return piece.connective.strip() in ("and", "和") and not is_known and not sees(verb, "title", "text")

    def _is_shared(self, piece: Piece, said: str) -> bool:
        """As in "a winter film: forest, mountains": an hour, a weather or a season of all that follows."""
        told, rest = read_parameters(Clause(said)), without_parameters(said)
        is_head = self.text[piece.stop :].startswith(_HEAD_END) and scene_key(rest) is None
        is_mood = told.keys() <= {"mood"} and self.brief.is_film and not (self._last() or words_left(rest))
        return bool(told) and (is_head or is_mood)

    def _is_unknown_shot(self, piece: Piece, said: str) -> bool:
        """Whether it is a shot that no word is known for: by its length, or by its place in a list."""
        last = self._last()
        is_season = self.is_behind_head and read_parameters(Clause(said)).keys() == {"season"}
        is_next = is_season or self.brief.count or (last and last.own_s and phrases.own_length(said))
        if not (sees(said, UNKNOWN) or (is_next and sees(said, "parameter"))) or sees(said, "add_new"):
            return False
        is_counted = len(self.brief.shots) < (self.brief.count or 0)
        is_one_of_list = (self.is_behind_head or is_counted) and re.fullmatch(
            r"[\s,，、/;]+(?:and\s)?", piece.connective
        )
        return bool(phrases.own_length(said) or is_one_of_list or (self.item.is_listed and not self.shot))

    def _last(self) -> Shot | None:
        shots = self.brief.shots
        return self.shot if self.item.is_listed else shots[-1] if shots else None

    def _measures_film(self, said: str) -> bool:
        """Whether a measure behind an order is of the film or the shot, and not of that order."""
        last = self._last()
        is_total = (words.EACH.search(said) or words.TOTAL.search(said)) is not None
        is_free = last.own_s is None if last else bool(self.brief.topic) or self.brief.is_film
        return is_total or aspect_ratio(said) is not None or is_free

    def _close_order(self) -> None:
        if self.order:
            order = words.NAMED.sub(r'\1 "\2"', self.text[slice(*self.order)])
            quote = words.QUOTE.search(order)
            last = None if self.item.is_listed or not (quote or '"' in order) else self._last()
            if last and last.is_black and (length_s := phrases.own_length(order)):
                last.own_s, order = last.own_s or length_s, SAID_MEASURES.sub(" ", order)
            film = words.PURPOSE.sub("", words.QUOTE.sub("", order)).strip()
            if quote and (not film or (words.FILM.search(film) and phrases.is_measure(film))):
                self.brief.is_film |= film != ""
                if not self.brief.shots:
                    self.brief.total_s = self.brief.total_s or phrases.own_length(film)
                order = f"title {quote[0]}"  # as in 'a trailer for my game "Star Drift"'
            if last and self.is_behind and not (words.TIMED.search(order) or self._names_shot(self.order[1])):
                order += " at the end" if order.isascii() or "title" in order else "在结尾"
            is_own = last is not None and (last.is_black or (self.is_tied and last.is_next and last.own_s))
            if "\ue000" not in order and words.OWN.fullmatch(order) and self._names_shot(self.order[1]):
                last, is_own = self._last(), True  # "the sea in slow motion, and a beach"
            (self.orders if last is None else last.orders if is_own else last.titles).append(order)
            self.order = None

    def _names_shot(self, at: int) -> bool:
        """Whether another shot is told behind a place in the text."""
        behind = (piece.text for piece in split_pieces(self.text[at:]))
        return any(scene_key(each) and not phrases.sees_order(each) for each in behind)

    def _take_shot(self, piece: Piece, said: str) -> None:
        brief, own_s = self.brief, phrases.own_length(said)
        brief.aspect_ratio = brief.aspect_ratio or aspect_ratio(said)
        brief.is_equal |= words.EQUAL.search(said) is not None
        self._take_count(said)
        if brief.shots and re.search(r"\bsame (?:length|time) of\b", said, _FLAGS):
            own_s, brief.is_equal = brief.shots[-1].own_s, False
        if own_s and words.EACH.search(said):
            brief.each_s, own_s = own_s, None
        # "A city with fireworks" is one picture.
        one = self.shot or (self._last() if re.search(r"\bwith\b", piece.connective, _FLAGS) else None)
        if one:
            one.words += f"{piece.connective}{said}"
            one.own_s = one.own_s or own_s
            return
        times = words.TIMES.search(said)
        times = times or (None if self._names_another(piece) else words.COUNTED.search(said))
        said = said.replace(times[0], " ") if times else said
        opens = words.NEXT.search(piece.connective) or words.OPENS.match(said) or words.REST.search(said)
        opens = opens or words.SENTENCE_END.search(piece.connective)
        shot = Shot(said, own_s, piece.connective or ", ", is_listed=self.item.is_listed)
        shot.is_next, shot.is_enumerated = opens is not None, self.is_behind_head
        more = int(number(next(filter(None, times.groups())))) - 1 if times else 0
        brief.shots += [replace(shot, titles=[], orders=[]) for _ in range(more)]
        brief.shots.append(shot)
        self.shot = shot if self.item.is_listed else None

    def _names_another(self, piece: Piece) -> bool:
        """As in "three shots of a city, a forest and a beach": each is one of those that were counted."""
        behind = split_pieces(self.text[piece.stop :])[:1]
        is_tied = bool(behind) and re.fullmatch(r"[\s,，、/;]*(?:and\s)?", behind[0].connective) is not None
        return is_tied and bool(scene_key(behind[0].text) or read_parameters(Clause(behind[0].text)))

    def _take_count(self, said: str) -> bool:
        """Whether it tells how many shots there are; a scene that is made of several clips is one."""
        if found := None if re.search(TAKES, said, _FLAGS) else words.COUNT.search(said):
            self.brief.count, self.brief.counted = int(number(found["n"] or found["zh"])), found[0]
        return found is not None

    def _take_measure(self, said: str) -> None:
        brief, seconds, last = self.brief, phrases.own_length(said), self._last()
        brief.aspect_ratio = brief.aspect_ratio or aspect_ratio(said)
        brief.is_equal |= words.EQUAL.search(said) is not None
        count = self._take_count(said)
        self.orders += filter(None, [" ".join(phrases.words_for("fineness", said))])
        others = [each for each in brief.shots if each is not last]
        is_next = all(each.own_s for each in others) or (
            len(others) == 1 and last is not None and last.is_next and not brief.is_equal
        )
        is_whole = bool(brief.shots) and not any(each.own_s for each in brief.shots)
        is_whole = is_whole and any(words.WHOLE_FILM.search(each.words) for each in brief.shots)
        lengths = re.findall(r"([\d.]+) ?(?:s(?:ec\w*)?\b|秒)", write_in_figures(said))
        if seconds is None:
            return
        if len(lengths) > 1 and len(lengths) in (brief.count, len(brief.shots)):
            brief.lengths = [*map(float, lengths)]  # "ocean, aurora, city, 4s 5s 6s"
        elif words.EACH.search(said):
            brief.each_s = seconds
        elif self.item.is_listed and not words.TOTAL.search(said):
            self.length_s = seconds
        elif (
            last
            and last.own_s is None
            and is_next
            and not (count or is_whole)
            and not words.TOTAL.search(said)
        ):
            last.own_s = seconds
        else:
            brief.total_s = seconds


def _part_quote(found: re.Match[str]) -> str:
    """As in `beach 4 s "Hello"`: the words are written over the shot that stands before them."""
    shot = found["shot"]
    return f"{shot}, " if scene_key(shot) and not phrases.sees_order(shot) else found[0]


_HEAD_END: Final = ";\n"


def _end_head(found: re.Match[str]) -> str:
    """As in "a travel film: forest, desert": what stands before the colon is a piece of its own."""
    head = found["head"]
    is_hour = read_parameters(Clause(re.split("[,，]", head)[-1])) if re.search("[,，]", head) else {}
    is_other = is_hour or words.CARD.search(head) or phrases.sees_order(words.QUOTE.sub("", head))
    is_other = is_other or re.search(r"\b(?:text|words)\b|字", re.split("[,，]", head)[-1])
    is_head = (phrases.is_head(head) or phrases.is_measure(head)) and not is_other
    return f"{head}{_HEAD_END}" if is_head else found[0]
