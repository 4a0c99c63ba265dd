"""Tells whether a sentence speaks of nothing but handling a screen, and which tools do the same.

The evidence has to stand in the sentence itself: a gesture together with a control, or with the name of a
button or panel. Every clause of it must be a gesture, a step between gestures, a wish, a purpose or a place
without facts. One clause about the film, a question, a number where something is told, and it stays.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast

from nemo_video.language.controls import Target, Tool, find_tool
from nemo_video.language.hints import find_hint
from nemo_video.language.languages import has_chinese, to_mainland
from nemo_video.language.screen_words import ScreenWords, words_of

MAX_SENTENCE = 400
"""Characters of the longest sentence that is read; a longer one is no single instruction."""
MAX_NAME_WORDS = 5
_SPAN = re.compile(
    r"\*\*([^*\n]{1,60})\*\*|\*([^*\n]{1,60})\*|__([^_\n]{1,60})__|`([^`\n]{1,60})`|\[([^\[\]\n]{1,60})\]"
    r"|“([^“”\n]{1,60})”|\"([^\"\n]{1,60})\"|‘([^‘’\n]{1,60})’|(?<!\w)'([^'\n]{1,60})'(?!\w)"
    r"|「([^「」\n]{1,60})」|『([^『』\n]{1,60})』|【([^【】\n]{1,60})】|《([^《》\n]{1,60})》"
)
"""What stands in quotes of some kind: the name on a button, or words of the film."""
_SENTENCE_IN_SPAN = re.compile(r"[,.!?;:，。！？；：](?:\s*\S|$)")
_NOT_WORDS = re.compile(r"[^\w\s⟦⟧…,.:;!?()&%'/+\-–—，。：；！？、（）＞>→▶►⏵➕📎⬇⌘⇧]")
_COUNTED = re.compile(r"(?<![a-z\d])\d++(?![pk]\b)", re.IGNORECASE)
"""A number that may tell of the film; not that of a track (A2), a format (mp4) or a size (1080p)."""
_COUNTED_OR_QUOTED = re.compile(rf"{_COUNTED.pattern}|⟦", re.IGNORECASE)
_WITHOUT_E = {"choos": "choose", "us": "use", "mov": "move", "slid": "slide"}
"""Stems of gerunds that have lost their last letter."""
_TELLING = ("veto", "fact", "reader")
_BUTTON = re.compile(r"⟦[^⟧]*⟧")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence.

    Attributes:
        kind: `gesture` (something is done to the screen), `step` (what goes along with one), or `fact`.
        verb: The gesture.
        target: What it is done to.
        purpose: What for.
        tool: The tool that does the same, where the clause is strong evidence for one.
        name: The name of the button or panel.
        text: All its words.
    """

    kind: Literal["gesture", "step", "fact"]
    verb: str = ""
    target: str = ""
    purpose: str = ""
    tool: Tool | None = None
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Handling:
    """What a sentence asks its reader to do to a screen.

    Attributes:
        clauses: Its parts, in order.
        is_whole: Whether it speaks of nothing else.
        language: `en` or `zh`.
        is_choice: Whether one part is said in the place of another.
    """

    clauses: tuple[Clause, ...]
    is_whole: bool
    language: str
    is_choice: bool

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The tools that do the same, in order, each once."""
        named = [clause for clause in self.clauses if clause.tool]
        kept = [clause for clause in named if not self._only_leads(clause)]
        return tuple(dict.fromkeys(clause.tool for clause in kept or named if clause.tool))

    def _only_leads(self, clause: Clause) -> bool:
        """Tell whether a panel is opened for what follows: `Open the media panel, then click Upload`."""
        is_look = clause.tool == "state" and not clause.purpose
        return is_look and words_of(self.language).is_one("leading", clause.verb)


def read_handling(sentence: str) -> Handling | None:
    """Read one sentence; None where it does not speak of handling a screen."""
    if len(sentence) > MAX_SENTENCE:
        return None
    marked = to_mainland(_mark_names(sentence))
    words = words_of("zh" if has_chinese(marked) else "en")
    clauses = tuple(_read_clauses(marked, words))
    tells = any(clause.kind == "fact" for clause in clauses)
    is_scene = tells and words.search("person", marked) is not None
    if is_scene or not any(clause.tool for clause in clauses):
        return None
    asks = marked.rstrip(" ⟧").endswith(("?", "？"))
    is_whole = not (tells or asks or "://" in sentence)
    return Handling(clauses, is_whole, words.language, words.pattern("either").search(marked) is not None)


def _mark_names(sentence: str) -> str:
    """Put what stands in quotes or in bold between ⟦ and ⟧, and leave out emoji."""
    marked = _SPAN.sub(lambda found: f"⟦{_as_name(found[found.lastindex or 0])}⟧", sentence)
    return _NOT_WORDS.sub(" ", marked.replace("’", "'")).strip()


def _as_name(span: str) -> str:
    """A name on a control is short and no sentence; any other quotation is only that."""
    is_name = len(span.split()) <= MAX_NAME_WORDS and not _SENTENCE_IN_SPAN.search(span)
    return span if is_name else "…"


def _cut_clauses(marked: str, words: ScreenWords) -> list[str]:
    """Cut a sentence into clauses; the name on a button stays whole."""
    parts, start = list[str](), 0
    for found in words.pattern("clause_end").finditer(marked):
        if marked.count("⟦", start, found.start()) == marked.count("⟧", start, found.start()):
            parts.append(marked[start : found.start()])
            start = found.end()
    stripped = (part.strip(" .!。！…,，") for part in [*parts, marked[start:]])
    return [words.pattern("clause_tail").sub("", part) for part in stripped if part]


@dataclass(frozen=True, slots=True)
class _Context:
    """What came before a clause: what for, and whether something was clicked."""

    purpose: str
    is_led: bool


def _read_clauses(sentence: str, words: ScreenWords) -> Iterator[Clause]:
    """Read clauses in order; what one names as the purpose is that of a gesture after it."""
    purpose, is_led = "", False
    for clause in _cut_clauses(sentence, words):
        found = words.pattern("purpose_clause").match(clause)
        purpose = found["what"] if found else purpose
        read = _read_clause(clause, words, _Context(purpose, is_led))
        is_led |= words.is_one("strong", read.verb)
        is_place = read.tool == "state" and not read.name
        hint = find_hint(clause, sentence, words) if is_place or not read.tool else None
        if hint and (hint.tool == "generate" or not is_place):
            read = Clause("fact", tool=hint.tool, purpose=hint.purpose)
        if read.kind != "gesture" or read.tool == "generate":  # what an edit is worded from
            read = replace(read, purpose=read.purpose or (purpose if read.tool else ""), text=clause)
        yield read


def _read_clause(clause: str, words: ScreenWords, context: _Context) -> Clause:
    gerund = words.pattern("gerund").match(clause)
    clause = _from_gerund(clause, gerund) if gerund else clause
    lead = words.pattern("leads").match(clause)
    start = lead.end() if lead else 0
    rest = clause[start:]
    if not rest:
        return Clause("step")
    if found := _match_gesture(clause, start, words):
        read = _read_gesture(clause[start:], clause[found.start() :], found, words, context)
        if gerund is None or gerund["way"]:
            return read
        is_offer = read.tool != "generate" or words.search("offer", clause)
        is_denied = words.pattern("denied").search(clause[start:])
        return replace(read, kind="fact") if is_offer and not is_denied else Clause("fact")
    if words.match("condition", clause):
        return _read_condition(clause, words, context)
    is_told = _tells(rest, words) or any(words.pattern(kind).search(rest) for kind in ("proviso", "set_to"))
    if words.match("follow", rest) and not is_told:
        return Clause("step", rest, rest)
    return Clause("step" if _is_neutral(rest, words) else "fact")


def _from_gerund(clause: str, found: re.Match[str]) -> str:
    """`By opening the panel` is read as `open the panel`."""
    stem = found["stem"].lower()
    return f"{_WITHOUT_E.get(stem, stem)}{clause[found.end() :]}"


def _match_gesture(clause: str, start: int, words: ScreenWords) -> re.Match[str] | None:
    """Find the gesture that a clause begins with; in Chinese a place or a thing may stand before it."""
    if words.pattern("no_gesture").match(clause, start):
        return None
    if found := words.match("gesture", clause, start):
        return found
    before = words.pattern("before_gesture").match(clause, start)
    if not before or words.search("veto", before[0]):
        return None
    place = before["place"]
    is_place = place is None or words.search("place", place) or words.search("corner", place)
    return words.match("gesture", clause, before.end()) if is_place else None


def _read_gesture(
    clause: str, gesture: str, found: re.Match[str], words: ScreenWords, context: _Context
) -> Clause:
    verb, rest = found[0].strip(), gesture[len(found[0]) :].strip()
    if moved := words.pattern("moved").match(clause):  # 把标题拖到第 5 秒
        rest = f"{moved['what']}{'到' if verb.endswith(('到', '进', '入')) else ''}{rest}"
    cut = words.pattern("purpose_start").search(rest)
    target, purpose = (rest[: cut.start()], rest[cut.end() :]) if cut else (rest, "")
    target, purpose = target.strip(), purpose.strip()
    if _tells_of_target(verb, target, words):
        return Clause("fact")
    is_strong = context.is_led or words.is_one("strong", verb)
    tool, name = find_tool(Target(verb, target, purpose, is_strong), words)
    if tool is None and context.purpose:
        tool, name = find_tool(Target(verb, target, context.purpose, is_strong), words)
    if tool == "state" and not words.match("moving", verb):
        tool = _find_deed_of_look(verb, clause, words)
    if tool == "generate" and words.search("elsewhere", clause):
        tool = None
    elif tool == "generate" and words.search("deed upload", clause) and words.search("brought", clause):
        tool = "upload"
    tells = _tells_what_is_seen(purpose, words) or bool(_COUNTED.search(_BUTTON.sub("", target)))
    if tool == "state" and purpose and not tells:
        tells = words.pattern("counted").search(purpose) is not None
    is_fact = (tells and tool != "generate") or words.pattern("proviso").search(f"{target} {purpose}")
    return Clause("fact" if is_fact else "gesture", verb, target, purpose, tool, name)


def _tells_of_target(verb: str, target: str, words: ScreenWords) -> bool:
    """Tell whether something is said of what the gesture is done to."""
    told = _BUTTON.sub(" ", target)
    found = any(words.search(kind, told) for kind in _TELLING)
    if found and words.match("moving", verb):  # `Drag shot 3 before shot 1` only names the shots
        told = words.pattern("film_thing").sub(" ", told)
        return any(words.search(kind, told) for kind in _TELLING)
    return found


def _find_deed_of_look(verb: str, clause: str, words: ScreenWords) -> Tool | None:
    """What is done in a panel is not a look at it: `open the media panel and upload a photo`."""
    named = next((tool for tool in words.deeds if words.search(f"deed {tool}", clause)), None)
    is_look = not words.match("opening_choice", verb) or words.search("purpose state", clause)
    return cast(Tool, named) if named else "state" if is_look else None


def _tells_what_is_seen(purpose: str, words: ScreenWords) -> bool:
    """Tell whether what the reader will see is told right here, and not only where."""
    is_counted = _COUNTED_OR_QUOTED.search(purpose) or words.search("veto", purpose)
    return bool(is_counted or words.pattern("told").match(purpose))


def _tells(clause: str, words: ScreenWords) -> bool:
    """Tell whether there is a fact in it (`to see that shot 4 is 7 s long`)."""
    return any(words.search(kind, clause) for kind in ("fact", "veto")) or bool(
        words.pattern("told").match(clause)
    )


def _read_condition(clause: str, words: ScreenWords, context: _Context) -> Clause:
    """`When you are ready click Export`: a gesture may follow without a comma, or be what is told of."""
    if found := words.pattern("gesture_condition").match(clause):
        read = _read_clause(clause[found.end() :], words, context)
        if read.kind == "gesture":
            return replace(read, kind="fact")
    if found := words.pattern("condition_end").search(clause):
        return _read_clause(clause[found.end() :], words, context)
    tells = _COUNTED_OR_QUOTED.search(clause) or words.search("veto", clause)
    return Clause("fact" if tells or words.pattern("proviso").search(clause) else "step")


def _is_neutral(clause: str, words: ScreenWords) -> bool:
    """Tell whether a clause only says where or what for."""
    if _COUNTED_OR_QUOTED.search(clause) or _tells(clause, words):
        return False
    return bool(words.match("neutral", clause) or words.is_one("neutral_whole", clause))
