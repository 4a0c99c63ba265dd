"""An item of a brief, sorted phrase by phrase: a shot, what is said of it, what is said of the film."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent import phrases, words
from nemo_studio.agent.layouts import HEAD_END, Item, part_item
from nemo_studio.agent.phrases import Phrase
from nemo_studio.agent.shots import Brief, Shot, is_another_time, lists_times, read_part, set_style_aside
from nemo_studio.edits.canvas.reader import aspect_ratio
from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.clauses import Clause, Piece, split_pieces
from nemo_studio.edits.language.quantities import number, write_in_figures
from nemo_studio.edits.language.tokens import UNKNOWN
from nemo_studio.edits.lexicon import sees, tokenize, words_left
from nemo_studio.edits.media.reader import (
    find_scenes,
    is_edit,
    read_parameters,
    scene_key,
    without_parameters,
)
from nemo_studio.edits.media.words import EXISTING, SAID_MEASURES, TAKES, TALK, WEATHER

_FLAGS: Final = re.IGNORECASE
_LISTS: Final = re.compile(r"[\s,，、/;]+(?:and\s)?")
"""What stands between the shots of a list."""


class ItemReader:
    """Sorts one item of a brief, phrase by phrase."""

    def __init__(self, brief: Brief, item: Item) -> None:
        """Begin at the start of an item; what it says is written into the brief."""
        self.brief, self.item = brief, item
        self.text = part_item(item)
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
        """Give a phrase to the first that knows what it is."""
        if words.SENTENCE_END.search(piece.connective):
            self.is_behind_head = self.text[: piece.start].rstrip(" ").endswith(HEAD_END)
            self._close_order()
        phrase = self._complete(piece, said)
        known = (
            self._retell, self._take_of_shot, self._take_another_time, self._take_share, self._take_part,
            self._take_card, self._take_shared, self._take_look, self._take_order,
        )  # fmt: skip
        if any(take(phrase) for take in known):
            return
        self._close_order()
        if not any(take(phrase) for take in (self._take_nth, self._take_head, self._take_scene)):
            self._take_rest(phrase)

    def _complete(self, piece: Piece, said: str) -> Phrase:
        """A phrase with what it leaves out: the place that was told before, or that a number is a length."""
        last, key = self._last(), scene_key(said)
        if last and not key and words.SAME.search(said):
            seen = without_parameters(last.words, read_parameters(Clause(said)))
            place, key = SAID_MEASURES.sub(" ", phrases.clean(seen)), scene_key(last.words)
            said = words.SAME.sub(f" {words.WHEN_LEFT.sub('', place)} ", said)
            said += f" {last.own_s:g} s" if last.own_s and not phrases.own_length(said) else ""
        if key and self.brief.total_s:
            said = words.BARE_LENGTH.sub(r"\g<n> s ", said)
        is_next = words.NEXT.search(piece.connective) and (not key or said.isascii())
        is_when = is_next and words.WHEN.match(said)
        if last and read_parameters(Clause(said)) and (is_when or self._is_another_time(last, said, key)):
            place = SAID_MEASURES.sub(" ", phrases.clean(without_parameters(last.words)))
            place = words.WHEN_LEFT.sub("", words.COUNTED.sub("", place))
            if scene_key(place) or scene_key(last.words) not in WEATHER:
                said, key = f"{place} {words.ONE.sub('', said)}", scene_key(last.words)
        return Phrase(piece, said, key, last)

    def _is_another_time(self, last: Shot, said: str, key: str | None) -> bool | None:
        """Whether it tells of another hour than the shot before; None where that is not what it tells."""
        is_several = len({scene_key(each.words) for each in self.brief.shots}) > 1
        is_place = key and (is_several or phrases.own_length(said))
        return None if is_place else is_another_time(last, said)

    def _retell(self, phrase: Phrase) -> bool:
        """As in "the ocean should come first", "the rain is 6 s": of a shot that was told before."""
        told = words.RETELLS.search(phrase.said)
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

    def _take_of_shot(self, phrase: Phrase) -> bool:
        """As in "over the ocean a title": an order for a shot that was told before."""
        said, before = phrase.said, self.text[: phrase.piece.start]
        if is_told := bool(words.OF_SHOT.match(said)) and find_scenes(said)[0] in before:
            self.orders.append(said)
        return is_told

    def _take_another_time(self, phrase: Phrase) -> bool:
        """As in "three shots of the sea: in the morning, at noon": the first of the hours."""
        last, behind = phrase.last, self.text[phrase.piece.stop :]
        is_listed = self.is_behind_head or self.brief.count or lists_times(phrase.said, behind)
        is_other = self._is_another_time(last, phrase.said, None) if last and is_listed else None
        if not last or phrase.key or is_other is not False:
            return False
        last.words = f"{words.COUNTED.sub('', last.words)} {words.ONE.sub('', phrase.said)}"
        last.is_enumerated, last.own_s = True, last.own_s or phrase.own_s
        return True

    def _take_share(self, phrase: Phrase) -> bool:
        """As in "the rain twice as long": how long a shot is beside the others."""
        said = phrase.said
        is_told = (not phrase.key or words.TELLS.search(said)) and not phrases.is_speed(said)
        times = words.AS_LONG.search(said) if phrase.last and is_told else None
        if not times:
            return False
        named = find_scenes(said)[:1]
        shot = next((s for s in self.brief.shots if named and named[0] in s.words), phrase.last)
        if shot:
            shot.words += f" {times[0]}"
        return True

    def _take_part(self, phrase: Phrase) -> bool:
        """As in "the first 5 seconds rain": a part of the shot before."""
        part = read_part(phrase.last, phrase.said, phrase.key) if phrase.last else None
        if phrase.last and part:
            self._close_order()
            phrase.last.parts.append(part)
        return part is not None

    def _take_card(self, phrase: Phrase) -> bool:
        """As in "end with a black card", 'ocean 4 s with "Hi"': a card, or a shot with words of its own."""
        said, last = phrase.said, phrase.last
        is_timed = bool(phrase.own_s or (self.length_s and not self.shot) or not self.brief.shots)
        opens = is_timed or phrase.is_next or words.OPENS.match(said)
        is_card = bool(opens and words.CARD.search(said))
        if is_card and last and last.is_black and words.CARD.fullmatch(said):
            return True  # "an end card, black background"
        if not is_card and not (phrase.key and is_timed and words.OWN.search(said)):
            return False
        self._close_order()
        said, styles = (said, []) if is_card else set_style_aside(said)
        piece = replace(phrase.piece, connective=", ") if is_card else phrase.piece
        self._take_shot(piece, words.OWN.sub(" ", said))
        if shot := self._last():
            shot.is_black = is_card and not phrase.key
            if shot.is_black and words.BEGINS.match(said) and not self.item.is_listed:
                self.brief.shots.insert(0, self.brief.shots.pop())
            self.brief.unclear += words.WHITE.findall(said) if shot.is_black else []
            for own in words.OWN.finditer(said):
                told = f"{' '.join(styles)} title: {own['words']}" if own["words"] else own[0]
                (shot.titles if phrase.key and own["words"] else shot.orders).append(told)
        return True

    def _take_shared(self, phrase: Phrase) -> bool:
        """As in "a winter film: forest, mountains": an hour, a weather or a season of all that follows."""
        told, rest = phrase.parameters, without_parameters(phrase.said)
        is_head = self.text[phrase.piece.stop :].startswith(HEAD_END) and scene_key(rest) is None
        is_mood = told.keys() <= {"mood"} and self.brief.is_film and not (phrase.last or words_left(rest))
        is_shared = bool(told) and (is_head or is_mood)
        if is_shared:
            self.brief.parameters.update(told)
            self._take_measure(phrase.said)
        return is_shared

    def _take_look(self, phrase: Phrase) -> bool:
        """As in "ocean, forest, black and white": a look behind all shots is that of the film."""
        said = phrase.said
        is_free = not (phrase.key or phrase.is_next or self.order or self.item.is_listed)
        if not (phrase.last and is_free and phrases.is_look(said)) or self._names_shot(phrase.piece.stop):
            return False
        of_all = "" if len(self.brief.shots) == 1 else "all clips " if said.isascii() else "全部"
        self.orders.append(f"{of_all}{said}")
        return True

    def _take_order(self, phrase: Phrase) -> bool:
        """What asks for something else than a picture, and what goes on with such an order."""
        piece, said = phrase.piece, phrase.said
        is_other = phrase.is_bare and (self._measures_film(said) or said != piece.text)
        is_another = self.order is not None and self._is_another_thing(piece, said)
        goes_on = self.order and not (phrase.key or is_other or is_another)
        if not goes_on and not phrases.is_order(said, phrase.key):
            return False
        if not self.order or (is_another and words.QUOTE.fullmatch(said)):
            self._close_order()  # "soft piano, “Hello”" are two
            self.is_tied = piece.connective.strip() == "with"
            self.is_behind = words.THEN.search(piece.connective + piece.text[:7]) is not None
        self.order = (self.order[0] if self.order else piece.start, piece.stop)
        rest = words.QUOTE.sub("", said)
        if not rest or (words.FILM.search(rest) and not phrases.sees_order(rest)):
            self._close_order()  # 'a "Good morning" video'
        return True

    def _take_nth(self, phrase: Phrase) -> bool:
        """As in "the first 3 s, the others 2 s each": the length of a shot by its number."""
        said, nth = phrase.said, words.NTH.match(phrase.said)
        if not nth or not phrase.own_s or phrase.key or self.item.is_listed:
            return False
        which = f"{nth['nth']} clip" if not nth["n"] else f"{nth['nth']} {nth['n']} clips"
        self.orders.append(f"the {which} {said[nth.end() :]}" if nth["nth"] else said)
        return True

    def _take_head(self, phrase: Phrase) -> bool:
        """What tells of the film: how long it is, what it is about, an hour of all of it."""
        said = phrase.said
        is_head = not (phrase.key or self.item.is_listed) and phrases.is_head(said)
        if not phrase.is_bare and not is_head:
            return False
        topic = phrases.topic(words.POLITE.sub(" ", phrase.piece.text).strip())
        self.brief.is_film |= words.FILM.search(said) is not None
        if re.search(history.BEYOND_EDITS, topic, _FLAGS):
            self.brief.unclear.append(topic)
            return True
        self.brief.topic = self.brief.topic or topic
        self.brief.parameters.update(phrase.parameters)
        self.orders += [f"{each} look" for each in phrases.words_for("look", said)]
        self._take_measure(said)
        return True

    def _take_scene(self, phrase: Phrase) -> bool:
        """A shot, unless it speaks of all of them or of what is there."""
        said = phrase.said
        is_of_all = not phrase.key and words.OF_ALL.match(said)
        is_of_film = is_of_all or Clause(words.LEFT_OVER.sub(" ", said)).sees(f"{EXISTING}|{TALK}")
        if is_of_film and not self.item.is_listed:
            self.orders.append(phrase.piece.text)
            return True
        if is_shot := bool(phrase.key) or self._is_unknown_shot(phrase):
            self._take_shot(phrase.piece, said)
        return is_shot

    def _take_rest(self, phrase: Phrase) -> None:
        """What names neither a scene nor an order goes on with the shot before, where it can."""
        piece, said, last = phrase.piece, phrase.said, phrase.last
        if phrase.is_next or words.OPENS.match(said):
            self.brief.unclear.append(piece.text)  # the next shot, of which it tells no place
        elif last and phrase.parameters and phrases.is_measure(without_parameters(said)):
            last.words += f", {said}"  # "with a slow zoom in for 7 seconds"
            self._take_measure(said)
        elif last and not (phrase.own_s or phrase.ends_sentence or words.SAYS_MORE.match(said)):
            last.words += f"{piece.connective}{said}"
        else:
            self.orders.append(piece.text)

    def _is_another_thing(self, piece: Piece, said: str) -> bool:
        """As in "add lo-fi music and kittens"; in a title "and" is one of its words."""
        verb = self.text[(self.order or (0,))[0] :][:40]  # it may be as long as the message
        if words.QUOTE.fullmatch(said):
            before = self.text[slice(*self.order or ())]
            is_timed = words.THEN.search(piece.connective) and words.TIMED.search(before)
            return bool(is_timed) or not sees(before, "title", "subtitle", "text", "quote")
        is_known = any(UNKNOWN not in token.meanings for token in tokenize(said))
        return piece.connective.strip() in ("and", "和") and not is_known and not sees(verb, "title", "text")

    def _is_unknown_shot(self, phrase: Phrase) -> bool:
        """Whether it is a shot that no word is known for: by its length, or by its place in a list."""
        said, last, tie = phrase.said, phrase.last, phrase.piece.connective
        is_season = self.is_behind_head and phrase.parameters.keys() == {"season"}
        is_next = is_season or self.brief.count or (last and last.own_s and phrase.own_s)
        is_described = sees(said, UNKNOWN) or (is_next and sees(said, "parameter"))
        if not is_described or sees(said, "add_new", "text") or is_edit(Clause(said)):
            return False  # as in "text appearing after 3 seconds"
        if re.search(history.BEYOND_EDITS, said, _FLAGS):
            return False  # 卡点
        is_counted = len(self.brief.shots) < (self.brief.count or 0)
        is_short = words.EACH.search(self.text) and said.count(" ") <= 1
        is_among = is_short and last and self._names_shot(phrase.piece.stop)  # "forest, waterfall, meadow"
        is_one_of_list = (self.is_behind_head or is_counted or is_among) and _LISTS.fullmatch(tie)
        is_told = words.NEXT_IS.match(tie + said) is not None
        return bool(phrase.own_s or is_told or is_one_of_list or (self.item.is_listed and not self.shot))

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
            is_title = quote or '"' in order or words.TITLE_TOLD.fullmatch(order)
            last = self._last() if is_title and not self.item.is_listed else None
            if last and last.is_black and (length_s := phrases.own_length(order)):
                last.own_s, order = last.own_s or length_s, SAID_MEASURES.sub(" ", order)
            film = order[: quote.start()].strip() if quote else ""
            is_timed = self.brief.shots and words.TIMED.search(film)  # 片尾写
            is_film = words.FILM.search(film) and not (
                is_timed or words.CARD.search(film) or phrases.sees_order(film)
            )
            if quote and (is_film or not film):
                self.brief.is_film |= film != ""
                self.brief.topic = self.brief.topic or phrases.topic(film.rstrip(" :："))
                if not self.brief.shots:
                    self.brief.total_s = self.brief.total_s or phrases.own_length(film)
                # As in 'a trailer for my game "Star Drift"', 'a lyrics video: "A", "B"'.
                order = f"title {order[quote.start() :]}"
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
        if not brief.shots and piece.connective.strip() in ("and", "with", "和"):  # "a dog and a forest"
            said = phrases.seen_in(brief.topic, self.text[: piece.stop], said)
            self.orders = [each for each in self.orders if each not in said]
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
        is_two = len(others) == 1 and last and last.is_next and not (brief.is_equal or others[0].is_black)
        is_next = all(each.own_s for each in others) or is_two
        is_whole = bool(brief.shots) and not any(each.own_s for each in brief.shots)
        is_whole = is_whole and not brief.count and words.WHOLE_FILM.search(self.text)
        lengths = re.findall(r"([\d.]+) ?(?:s(?:ec\w*)?\b|秒)", write_in_figures(said))
        if seconds is None:
            return
        if len(lengths) > 1 and len(lengths) in (brief.count, len(brief.shots)):
            brief.lengths = [*map(float, lengths)]  # "ocean, aurora, city, 4s 5s 6s"
        elif words.EACH.search(said):
            brief.each_s = seconds
        elif self.item.is_listed and not words.TOTAL.search(said):
            self.length_s = seconds
        elif last and last.own_s is None and is_next and not (count or is_whole or words.TOTAL.search(said)):
            last.own_s = seconds
        else:
            brief.total_s = seconds
