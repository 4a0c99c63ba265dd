"""What is asked for where nothing is yet: one line, a list of shots, a script with time codes.

A brief is cut into shots, what is said of all of them, and the other orders. A length that is told for the
whole is shared by the shots that have none of their own.
"""

import re
from dataclasses import replace
from typing import Final

from nemo_studio.agent.layouts import Item, lay_out, set_apart, strip_markup
from nemo_studio.agent.rephrasing import write_units
from nemo_studio.agent.shots import (
    FILM,
    Brief,
    Shot,
    give_lengths,
    list_slashed,
    set_refused_aside,
    set_shape_aside,
    write_transition,
)
from nemo_studio.edits.canvas.reader import aspect_ratio
from nemo_studio.edits.history import words
from nemo_studio.edits.language.amounts import length_s
from nemo_studio.edits.language.clauses import Clause, Piece, put_quotes_back, set_quotes_aside, split_pieces
from nemo_studio.edits.language.quantities import NUMERAL, number, write_in_figures
from nemo_studio.edits.language.tokens import UNKNOWN, Said
from nemo_studio.edits.lexicon import tokenize
from nemo_studio.edits.media.commands import ChangeScene, MakeScene
from nemo_studio.edits.media.reader import read_parameters, read_subject, scene_key, without_parameters
from nemo_studio.edits.media.words import EXISTING, REPLACE, SAID_MEASURES, TAKES, TALK
from nemo_studio.edits.picture.commands import Adjust, SetLook, Zoom
from nemo_studio.edits.readers import read_clause
from nemo_studio.edits.titles.commands import StyleTitle

_FLAGS: Final = re.IGNORECASE
_COUNT: Final = re.compile(
    r"\b(?P<n>\d|two|three|four|five|six|seven|eight)[\s-]+(?:(?!sec|min)\w+ |\d+[ -]?s\w*[ -])?"
    r"(?:scenes?|shots?|clips?|parts?|videos?|sections?|segments?)\b"
    r"|(?P<zh>[两二三四五六七八\d])个?(?:[竖横]屏|方形)?(?:场景|镜头|片段|画面|段|部分)",
    _FLAGS,
)
_EACH: Final = (
    r"\b(?:each|apiece|per (?:scene|shot|clip)|(?:scenes|shots|clips) of)\b|[每各]个?"
    r"|\d[ -]?s(?:ec\w*)?[ -](?:scenes|shots|clips|videos)\b"
)
_EQUAL: Final = (
    r"\b(?:(?:in )?equal(?:ly)?(?: (?:parts|long|shares))?|evenly|(?:(?:the )?(?:first|second|other) )?half"
    r"|halves|(?:the )?same (?:length|time)(?: each)?|fifty[- ]fifty|50[/-]50|split(?: in(?:to)?)?)\b"
    r"|一半|各半|平[均分]|等分|一样长|对半|[前后上下]半[段部]?分?"
)
_TOTAL: Final = r"\b(?:in total|total|overall|altogether|in all|long)\b|总[共长时]?|一共|全长|共"
_REST: Final = r"\b(?:the )?(?:rest|remaining|remainder|what['’]s left)\b(?: is| of it)?|剩下|其余|余下"
_NEXT: Final = re.compile(r"then|after that|followed|→|->|=>|\+|然后|接着|接|再|加(?!上)|最后", _FLAGS)
_OPENS: Final = re.compile(
    r"^\W*(?:(?:please|and|then|first(?:ly)?(?! half)|finally|lastly|next|we) )*(?:(?:start|begin|open|end"
    r"|finish|close|cut|go|switch|move)(?:s|ing)?(?: (?:it|off|out))? (?:on|with|to|in|into|at)|finally"
    r"|lastly|next|(?:first|second|third)(?:ly)?(?! half)|see|show)\b"
    r"|^after that\b|^(?:make )?(?:the )?(?:first|second|third|fourth|last)"
    r"(?: (?:one|scene|shot|clip))?(?: is\b|(?= an? ))"
    r"|^(?:开场|开头|首先|其次|先|最后|结尾|切到|切换到|接着|然后|之后|再|转到?|第[一二三四五]个(?:镜头|场景|片段)?)(?:是|来|放)?",
    _FLAGS,
)
"""What opens a shot of its own."""
_PURPOSE: Final = re.compile(
    r"\b(?:for (?:the|his|her|an?|\w+['’]s)|(?:for|on) (?:my|our)) (?!video|film|clip|movie)[^,.;:\d]*(?:$|:)"
    r"|^(?:给|为)[^，。；\d]{1,12}(?:用的?|看的?|做[个条段支]?)$|^我?要?想?(?:发|用在|用于|放在)[^，。；\d]{1,8}(?:用的?|上)?$"
    r"|^[\u4e00-\u9fff]{1,6}用的$",
    _FLAGS,
)
"""Whom or what a film is for, which is nothing to be seen."""
_POLITE: Final = re.compile(
    r"^.{0,40}?\ban? (?:(?:short|little|quick|nice|simple) )*(?:video|clip|film) (?:that|which|where) "
    r"(?:has|shows?|contains?|features?) "
    rf"|{words.INTERJECTION}|^(?:(?:what|how) about|(?:can|could) (?:i|we) (?:get|have|see))\b|\bplease\b"
    r"|\b\d+ ?[x×] ?(?=[a-z]|\d+[ -]?s)"
    r"|^(?:it|this|the (?:video|film)) (?:should|must|could|will|has to|needs to) "
    r"(?:show|be|have|start with|contain)\b"
    r"|^(?:能不能|可不可以|能|可以)?(?:[帮给]我)(?=\S)|^(?:能不能|能|可以)(?=做|来)|^(?:内容|画面)[是为]"
    rf"|吗?[?？!！]+$|\b(?:about|around|roughly|approximately|like|maybe|some) (?={NUMERAL}\b)|\bor so\b"
    "|大[概约]|左右|差不多",
    _FLAGS,
)
"""What asks nicely, or tells that a length is not meant exactly."""
_BARE: Final = re.compile(
    rf"{FILM.pattern}|{_COUNT.pattern}|{_EACH}|{_EQUAL}|{_TOTAL}|{_REST}"
    r"|\b(?:scenes?|shots?|clips?|parts?|one|first|duration|format|mode|version|create|generate|produce|task|instagram"
    r"|facebook|whatsapp|story|stories)\b|[段条长做分成]|小红书|快手|抖音",
    _FLAGS,
)
"""What may stand beside a length or a shape, and says nothing more."""
_ORDER: Final = (
    "title", "subtitle", "quote", "music", "sound", "sound_of", "mute", "volume", "fade", "voice",
    "transition", "transition_noun", "uploads", "undo", "credits", "watermark", "ambience", "inset",
    "uploaded_sound", "as_music",
)  # fmt: skip
_OF_ALL: Final = r"(?:both|all|everything)\b|都|全[部都]"
_ADDS: Final = r"[配加添写]|(?:add|write|put|use)\b"
_DESCRIPTIONS: Final = (MakeScene, ChangeScene, SetLook, StyleTitle, Zoom, Adjust)
_NEVER_MIND: Final = re.compile(
    r"[\s,，、]*(?:\band )?(?:\ban? |\bthe )?(?<![A-Za-z])(?P<thing>\w{1,12})[\s…,，.。]*"
    r"(?:算了|不对|说错了|\b(?:actually,? )?(?:no|never mind|forget|scratch)\b)[\s,，]*(?:不要|the |that )?"
    r"(?P=thing)(?![A-Za-z])了?[\s,，]*(?:换成|改成|make it )?",
    _FLAGS,
)
"""As in "a forest, a waterfall... no, never mind the waterfall, a meadow": what is taken back by its name."""
_TAKES_BACK: Final = r"算了|说错|不对|\b(?:instead|rather|I mean|scratch|actually,? no)\b"
_SENTENCE_END: Final = re.compile(r"[.。\n;；]")


def read_brief(message: str) -> Brief | None:
    """What a simplified message asks to be made; None where it names nothing, or takes words back."""
    plain = _NEVER_MIND.sub("，" if not message.isascii() else ", ", strip_markup(message))
    if re.search(f"{_TAKES_BACK}|{REPLACE}", plain, _FLAGS):
        return None
    text, _ = set_quotes_aside(set_apart(plain))
    text = re.sub(
        "(?:^|(?<=[，。；\n]))[^，。；\n]+?(?=写上?\ue000)",
        lambda lead: f"{lead[0]}，" if scene_key(lead[0]) else lead[0],
        text,
    )
    text = list_slashed(text)
    brief = Brief()
    text = _write_units(_COMPOUND.sub(lambda each: re.sub(r"\s", "-", each[0]), text))
    text = write_transition(brief, set_shape_aside(brief, text))
    for item in lay_out(text):
        _ItemReader(brief, item).read()
    if not brief.shots and not _take_subject(brief):
        return None
    give_lengths(brief)
    for shot in brief.shots:
        shot.words = put_quotes_back(_clean(set_refused_aside(brief, shot.words)), plain)
        shot.orders = [put_quotes_back(each, plain) for each in shot.orders]
    brief.orders = [put_quotes_back(each, plain) for each in brief.orders]
    brief.unclear = [put_quotes_back(each, plain) for each in brief.unclear]
    return brief


def _take_subject(brief: Brief) -> bool:
    """Words that no scene is known for are what is to be seen, where they ask for no edit."""
    subject = next((s for s in brief.orders if "\ue000" not in s and read_subject(Clause(s))), None)
    if subject is not None:
        brief.orders.remove(subject)
        brief.shots.append(Shot(subject, _own_length(subject)))
    return subject is not None


_NAMED: Final = re.compile('^((?:film )?title|caption|标题|片名)\\s*[:：]\\s*([^\ue000\n"“]+)$', _FLAGS)
"""Words to be written that are told as a field: "title: Blue" is no colour of a title where there is none."""
_COMPOUND: Final = re.compile(words.COMPOUND, _FLAGS)
_FIRST: Final = re.compile(
    r"\bfirst (\d+)(?= [a-z]{3,})(?! (?:sec|min|clip|scene|shot|photo|picture|title|part))", _FLAGS
)
_HALF: Final = re.compile(
    r"\b(?:(?:whose|with|the) )+(?=(?:first|second|other) half\b)|(?<=[^\W\d一，、])(?=一半)", _FLAGS
)


def _write_units(text: str) -> str:
    """Lengths whose unit is left out, with it: "5 seconds of ocean, 5 of desert", "first 5 snow"."""
    text = _FIRST.sub(r"first \1 seconds", text)
    text = _HALF.sub("\n", text)
    text = re.sub(r"\s+>\s+", " → ", text)
    if re.search(r"\bfor \d+ ?s(?:ec(?:ond)?s?)?\b", text, _FLAGS):
        text = re.sub(r"\bfor (\d+)(?=\s*(?:[,.;]|$|and\b|then\b))", r"for \1 seconds", text, flags=_FLAGS)
    return write_units(text)


class _ItemReader:
    """Sorts one item of a brief, piece by piece."""

    def __init__(self, brief: Brief, item: Item) -> None:
        self.brief, self.item = brief, item
        text = re.sub("(?<=\ue001)\\s*[:：]", "\n", item.text) if item.is_listed else item.text
        text = _SHOT_AND_QUOTE.sub(_part_quote, text)
        self.text = _HEAD.sub(_end_head, re.sub("(?<=[\\w\ue001])\\s[-–—]+\\s(?=[\\w\ue000])", ", ", text))
        self.shot: Shot | None = None
        self.order: tuple[int, int] | None = None
        self.length_s = item.length_s
        self.orders: list[str] = []
        self.is_behind_head = False

    def read(self) -> None:
        """Sort all of it."""
        for piece in split_pieces(self.text):
            purpose = _PURPOSE.search(piece.text)
            shape = aspect_ratio(purpose[0]) if purpose else None  # "for our bakery's Instagram story"
            self.brief.aspect_ratio = self.brief.aspect_ratio or shape
            has_length = purpose is not None and _own_length(purpose[0])
            said = _POLITE.sub(" ", piece.text if has_length else _PURPOSE.sub("", piece.text)).strip()
            if said and not re.search(words.POLITE, said, _FLAGS):
                self._take(piece, said)
        self._close_order()
        (self.shot or self.brief).orders += self.orders
        if self.shot:
            self.shot.own_s = self.length_s or self.shot.own_s
        elif self.item.is_listed and self.length_s:
            self.brief.total_s = self.length_s

    def _take(self, piece: Piece, said: str) -> None:
        if _SENTENCE_END.search(piece.connective):
            self.is_behind_head = self.text[: piece.start].rstrip(" ").endswith(_HEAD_END)
            self._close_order()
        key, is_measure = scene_key(said), _is_measure(said)
        is_other = is_measure and self._measures_film(said)
        if key and _own_length(said) and (title := _TITLED.search(said)):
            self._close_order()
            self._take_shot(piece, f"{said[: title.start()]} {said[title.end() :]}")
            self.brief.shots[-1].titles.append(f"title {title['words']}")
            return
        if self._is_shared(piece, said):
            self.brief.parameters.update(read_parameters(Clause(said)))
            self._take_measure(said)
            return
        goes_on = self.order and not key and not is_other and not self._is_another_thing(piece, said)
        if goes_on or _is_order(said, key):
            self.order = (self.order[0] if self.order else piece.start, piece.stop)
            return
        self._close_order()
        last, is_listed = self._last(), self.item.is_listed
        if is_measure or (not key and not is_listed and _is_head(said)):
            self._take_measure(said)
        elif (not key and not is_listed and re.match(_OF_ALL, said, _FLAGS)) or (
            not is_listed and Clause(_LEFT_OVER.sub(" ", said)).sees(f"{EXISTING}|{TALK}")
        ):
            self.orders.append(piece.text)
        elif key or self._is_unknown_shot(piece, said):
            self._take_shot(piece, said)
        elif _NEXT.search(piece.connective) or _OPENS.match(said):
            self.brief.unclear.append(piece.text)  # the next shot, of which it tells no place
        elif last and not (_SENTENCE_END.search(piece.connective) or re.match(_ADDS, said, _FLAGS)):
            last.words += f"{piece.connective}{said}"
        else:
            self.orders.append(piece.text)

    def _is_another_thing(self, piece: Piece, said: str) -> bool:
        """As in "add lo-fi music and kittens"; in a title "and" is one of its words."""
        start = self.order[0] if self.order else 0
        verb = Said(tokenize(self.text[start : start + 40]))  # an order may be as long as the message
        is_known = any(UNKNOWN not in token.meanings for token in tokenize(said))
        return piece.connective.strip() in ("and", "和") and not is_known and not verb.sees("title", "text")

    def _is_shared(self, piece: Piece, said: str) -> bool:
        """As in "a winter film: forest, mountains": an hour, a weather or a season of all that follows."""
        is_head = self.text[piece.stop :].startswith(_HEAD_END)
        return is_head and bool(read_parameters(Clause(said))) and scene_key(without_parameters(said)) is None

    def _is_unknown_shot(self, piece: Piece, said: str) -> bool:
        """Whether it is a shot that no word is known for: by its length, or by its place in a list."""
        tokens = Said(tokenize(said))
        if not tokens.sees(UNKNOWN) or tokens.sees("add_new"):
            return False
        is_one_of_list = self.is_behind_head and re.fullmatch(r"[\s,，、/;]+(?:and\s)?", piece.connective)
        return bool(_own_length(said) or is_one_of_list or (self.item.is_listed and not self.shot))

    def _last(self) -> Shot | None:
        shots = self.brief.shots
        return self.shot if self.item.is_listed else shots[-1] if shots else None

    def _measures_film(self, said: str) -> bool:
        """Whether a measure behind an order is of the film or the shot, and not of that order."""
        last = self._last()
        is_total = re.search(f"{_EACH}|{_TOTAL}", said, _FLAGS) is not None
        return is_total or aspect_ratio(said) is not None or (last is not None and last.own_s is None)

    def _close_order(self) -> None:
        if self.order:
            order = self.text[slice(*self.order)]
            is_bare = re.fullmatch("\ue000\\d+\ue001", order) is not None  # words alone are to be read
            order = f"title {order}" if is_bare else _NAMED.sub(r'\1 "\2"', order)
            last = None if self.item.is_listed or "\ue000" not in order else self._last()
            (last.titles if last else self.orders).append(order)
            self.order = None

    def _take_shot(self, piece: Piece, said: str) -> None:
        brief, own_s = self.brief, _own_length(said)
        brief.aspect_ratio = brief.aspect_ratio or aspect_ratio(said)
        brief.is_equal |= re.search(_EQUAL, said, _FLAGS) is not None
        self._take_count(said)
        if brief.shots and re.search(r"\bsame (?:length|time) of\b", said, _FLAGS):
            own_s, brief.is_equal = brief.shots[-1].own_s, False
        if own_s and re.search(_EACH, said, _FLAGS):
            brief.each_s, own_s = own_s, None
        # "A city with fireworks" is one picture.
        one = self.shot or (self._last() if re.search(r"\bwith\b", piece.connective, _FLAGS) else None)
        if one:
            one.words += f"{piece.connective}{said}"
            one.own_s = one.own_s or own_s
            return
        times = _TIMES.search(said)
        said = _TIMES.sub(" ", said)
        opens = _NEXT.search(piece.connective) or _OPENS.match(said) or _SENTENCE_END.search(piece.connective)
        shot = Shot(said, own_s, piece.connective or ", ", is_listed=self.item.is_listed)
        shot.is_next, shot.is_enumerated = opens is not None, self.is_behind_head
        brief.shots += [replace(shot) for _ in range(int(times["n"]) - 1 if times else 0)]
        brief.shots.append(shot)
        self.shot = shot if self.item.is_listed else None

    def _take_count(self, said: str) -> bool:
        """Whether it tells how many shots there are; a scene that is made of several clips is one."""
        found = None if re.search(TAKES, said, _FLAGS) else _COUNT.search(said)
        if found:
            self.brief.count, self.brief.counted = int(number(found["n"] or found["zh"])), found[0]
        return found is not None

    def _take_measure(self, said: str) -> None:
        brief, seconds, last = self.brief, _own_length(said), self._last()
        brief.aspect_ratio = brief.aspect_ratio or aspect_ratio(said)
        brief.is_equal |= re.search(_EQUAL, said, _FLAGS) is not None
        count = self._take_count(said)
        others = [each for each in brief.shots if each is not last]
        is_next = all(each.own_s for each in others) or (
            len(others) == 1 and last is not None and last.is_next
        )
        if seconds is None:
            return
        if re.search(_EACH, said, _FLAGS):
            brief.each_s = seconds
        elif self.item.is_listed and not re.search(_TOTAL, said, _FLAGS):
            self.length_s = seconds
        elif last and last.own_s is None and is_next and not count and not re.search(_TOTAL, said, _FLAGS):
            last.own_s = seconds
        else:
            brief.total_s = seconds


_TIMES: Final = re.compile(
    r"\s*(?:(?<![\w.])[x×] ?|,? )(?P<n>[2-9])(?:(?<=[x×] \d)|(?<=[x×]\d)| times)(?=\W*$)", _FLAGS
)
"""How often a shot is shown: "sunset 5s x 3"."""


_TITLED: Final = re.compile(
    "(?:配字|配文|写上?|with )?\\s*(?P<words>\ue000\\d+\ue001)\\s*(?:(?:over|on)\\b)?", _FLAGS
)
"""Words to be written that stand in the midst of a shot: "One" over the sea (4s)."""
_SHOT_AND_QUOTE: Final = re.compile(
    "(?:^|(?<=[\n;；\ue000\ue001]))"
    "(?P<shot>[^\n;；\ue000\ue001]*\\d ?(?:s|secs?|seconds?|秒))[ \t]*(?=\ue000)",
    _FLAGS,
)


def _part_quote(found: re.Match[str]) -> str:
    """As in `beach 4 s "Hello"`: the words are written over the shot that stands before them."""
    shot = found["shot"]
    return f"{shot}, " if scene_key(shot) and not Said(tokenize(shot)).sees(*_ORDER) else found[0]


_HEAD_END: Final = ";\n"
_HEAD: Final = re.compile(r"(?:^|(?<=[\n.;。；:：]))(?P<head>(?:[^\n.;。；:：]|:(?=\d))*)[:：](?!\d)")


def _end_head(found: re.Match[str]) -> str:
    """As in "a travel film: forest, desert": what stands before the colon is a piece of its own."""
    head = found["head"]
    is_hour = read_parameters(Clause(re.split("[,，]", head)[-1])) if re.search("[,，]", head) else {}
    is_head = (_is_head(head) or _is_measure(head)) and not (is_hour or Said(tokenize(head)).sees(*_ORDER))
    return f"{head}{_HEAD_END}" if is_head else found[0]


def _own_length(text: str) -> float | None:
    return length_s(write_in_figures(text))


def _is_head(text: str) -> bool:
    """Whether it tells of a film, and not what is to be seen."""
    return (FILM.search(text) or _COUNT.search(text)) is not None


def _is_measure(text: str) -> bool:
    """Whether it tells a length, a shape or a number of shots, and nothing more."""
    for token in reversed(tokenize(text)):
        if "ratio" in token.meanings:
            text = f"{text[: token.start]} {text[token.stop :]}"
    left = _BARE.sub(" ", SAID_MEASURES.sub(" ", write_in_figures(text)))
    return not any(token.matters for token in tokenize(left))


def _is_order(text: str, key: str | None) -> bool:
    """Whether it asks for something else than a picture."""
    if Said(tokenize(text)).sees(*_ORDER):
        return True
    commands = () if key or _is_head(text) or _is_measure(text) else read_clause(Clause(text)).commands
    return bool(commands) and not isinstance(commands[0], _DESCRIPTIONS)


_LEFT_OVER: Final = re.compile(
    rf"{_OPENS.pattern}|{_EACH}|{_EQUAL}|{_REST}|^one of\b|\b(?:a|one)[ -](?:quarter|third)(?: of)?\b"
    r"|[三四]分之一|\b(?:for|of it)\W*$|^[前后](?=\s*\d)|^[是为都给]",
    _FLAGS,
)


def _clean(text: str) -> str:
    """What is to be seen, without the place among the shots."""
    text = _LEFT_OVER.sub(" ", re.sub("black-and-white", "black and white", text, flags=_FLAGS)).strip()
    text = re.sub(r"^is\b", " ", text)
    return re.sub(r"\s+", " ", _COUNT.sub(" ", text)).strip(" ,，.。:：-")
