"""An item of a brief, sorted phrase by phrase: a shot, what is said of it, what is said of the film."""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent import phrases, words
from nemo_studio.agent.layouts import HEAD_END, Item, part_item
from nemo_studio.agent.phrases import Phrase
from nemo_studio.agent.shots import Brief, Shot, is_another_time, lists_times, set_style_aside
from nemo_studio.edits.canvas.reader import aspect_ratio
from nemo_studio.edits.history import words as history
from nemo_studio.edits.language.clauses import Clause, Piece, split_pieces
from nemo_studio.edits.language.quantities import number, write_in_figures
from nemo_studio.edits.language.tokens import UNKNOWN
from nemo_studio.edits.lexicon import sees, words_left
from nemo_studio.edits.media.reader import find_scenes, read_parameters, scene_key, without_parameters
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
            self._take_of_shot, self._take_another_time, self._take_card, self._take_shared,
            self._take_look, self._take_order,
        )  # fmt: skip
        if any(take(phrase) for take in known):
            return
        self._close_order()
        if not self._take_head(phrase) and not self._take_scene(phrase):
            self._take_rest(phrase)

    def _complete(self, piece: Piece, said: str) -> Phrase:
        """A phrase with what it leaves out: the place that was told before."""
        last, key = self._last(), scene_key(said)
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
        last.own_s = last.own_s or phrase.own_s
        return True

    def _take_card(self, phrase: Phrase) -> bool:
        """As in "end with a black card", 'ocean 4 s with "Hi"': a card, or a shot with words of its own."""
        said = phrase.said
        is_timed = bool(phrase.own_s or (self.length_s and not self.shot) or not self.brief.shots)
        opens = is_timed or phrase.is_next or words.OPENS.match(said)
        is_card = bool(opens and words.CARD.search(said))
        if not is_card and not (phrase.key and is_timed and words.OWN.search(said)):
            return False
        self._close_order()
        piece = replace(phrase.piece, connective=", ") if is_card else phrase.piece
        said, styles = (said, []) if is_card else set_style_aside(said)
        self._take_shot(piece, words.OWN.sub(" ", said))
        if shot := self._last():
            shot.is_black = is_card and not phrase.key
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
        goes_on = self.order and not (phrase.key or is_other)
        if not goes_on and not phrases.is_order(said, phrase.key):
            return False
        before = self.text[slice(*self.order)] if self.order else ""
        if not before or (
            words.QUOTE.fullmatch(said) and not sees(before, "title", "subtitle", "text", "quote")
        ):
            self._close_order()  # "soft piano, “Hello”" are two
            self.is_tied = piece.connective.strip() == "with"
            self.is_behind = words.THEN.search(piece.connective + piece.text[:7]) is not None
        self.order = (self.order[0] if self.order else piece.start, piece.stop)
        rest = words.QUOTE.sub("", said)
        if not rest or (words.FILM.search(rest) and not phrases.sees_order(rest)):
            self._close_order()  # 'a "Good morning" video'
        return True

    def _take_head(self, phrase: Phrase) -> bool:
        """What tells of the film: how long it is, what it is about, an hour of all of it."""
        said = phrase.said
        is_head = not (phrase.key or self.item.is_listed) and phrases.is_head(said)
        if not phrase.is_bare and not is_head:
            return False
        if phrase.own_s and words.NTH.match(said) and not self.item.is_listed:
            self.brief.unclear.append(said)  # "the first one 6 s"
            return True
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
        is_told = phrase.last and (words.RETELLS.search(said) or (words.SAME.search(said) and not phrase.key))
        is_part = phrase.last and (phrase.own_s or 0) < (phrase.last.own_s or 0) and phrase.parameters
        is_part = is_part and phrase.key in (None, *WEATHER) and words.PART.search(write_in_figures(said))
        if is_told or is_part:
            self.brief.unclear.append(phrase.piece.text)  # a shot that was told before is not told anew
            return True
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

    def _is_unknown_shot(self, phrase: Phrase) -> bool:
        """Whether it is a shot that no word is known for: by its length, or by its place in a list."""
        is_counted = len(self.brief.shots) < (self.brief.count or 0)
        is_one_of_list = (self.is_behind_head or is_counted) and _LISTS.fullmatch(phrase.piece.connective)
        is_next = (
            self.brief.count or self.is_behind_head or (phrase.last and phrase.last.own_s and phrase.own_s)
        )
        is_other = sees(phrase.said, UNKNOWN) or (is_next and sees(phrase.said, "parameter"))
        is_shot = phrase.own_s or is_one_of_list or (self.item.is_listed and not self.shot)
        return bool(is_other and is_shot)

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
            is_film = words.FILM.search(film) and not (is_timed or phrases.sees_order(film))
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
        shot.is_next = opens is not None
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
        self._take_count(said)
        self.orders += filter(None, [" ".join(phrases.words_for("fineness", said))])
        others = [each for each in brief.shots if each is not last]
        is_next = all(each.own_s for each in others)
        if seconds is None:
            return
        if len(re.findall(r"\d ?(?:s(?:ec\w*)?\b|秒)", write_in_figures(said))) > 1:
            self.brief.unclear.append(" ".join(said.split()))  # "6 and 4 seconds"
            return
        if words.EACH.search(said):
            brief.each_s = seconds
        elif self.item.is_listed:
            self.length_s = seconds
        elif last and last.own_s is None and is_next and not words.TOTAL.search(said):
            last.own_s = seconds
        else:
            brief.total_s = seconds
