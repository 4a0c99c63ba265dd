"""Translates one reply of the backend: what it says stays, what it tells to do with a screen becomes tool calls."""

from dataclasses import dataclass, field

from nemo_video.language.gui.handling import Kind, classify, is_residue
from nemo_video.language.gui.prompts import suggest
from nemo_video.language.gui.rewriting import rebuild
from nemo_video.language.gui.sentences import MARKER, Segment, Sentence, cut_sentences
from nemo_video.language.gui.tools import Tool, asks_for_nothing_of_ours, choose_tool
from nemo_video.language.languages import Language
from nemo_video.language.own_words import phrase_outlook, phrase_unmapped, unmapped_marks
from nemo_video.language.suggestion import Suggestion
from nemo_video.language.words import Word, read_words


@dataclass(frozen=True, slots=True)
class TranslatedReply:
    """A reply without its handling of the screen.

    Attributes:
        text: All of its content; one sentence of ours where it had none.
        suggestions: The tool calls that stand for the handling, in its order, each tool once.
        unmapped: Handling that no tool can do; it is still in `text`, marked.
    """

    text: str
    suggestions: tuple[Suggestion, ...]
    unmapped: tuple[str, ...]


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    body: int
    sentences: list[Sentence] = field(default_factory=list[Sentence])
    output: str = ""
    is_touched: bool = False


def translate_reply(text: str, language: Language) -> TranslatedReply:
    """Translate a reply.

    Args:
        text: What the backend said; plain or Markdown, in any mix of languages.
        language: Language of our own sentences and reasons.
    """
    return _Translation(text, language).run()


class _Translation:
    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language: Language = language
        self.suggestions: dict[Tool, Suggestion] = {}
        self.unmapped: list[str] = []
        self.facts: list[str] = []

    def run(self) -> TranslatedReply:
        lines = self._read_lines()
        flat = [(line, sentence) for line in lines for sentence in line.sentences]
        kinds = self._classify_all([sentence for _, sentence in flat])
        for (line, sentence), labels in zip(flat, kinds, strict=True):
            self._translate_sentence(line, sentence, labels)
        return self._finish(lines)

    def _read_lines(self) -> list[_Line]:
        lines: list[_Line] = []
        words = read_words(self.text)
        first = 0
        start = 0
        for raw in self.text.split("\n"):
            end = start + len(raw)
            marker = MARKER.match(self.text, start, end)
            line = _Line(start, end, marker.end() if marker else start)
            last = first
            while last < len(words) and words[last].start < end:
                last += 1
            own = [word for word in words[first:last] if word.start >= line.body]
            line.sentences = [_clip(sentence, end) for sentence in cut_sentences(own, self.text[:end])] if own else []
            while last < len(words) and words[last].kind == "line" and words[last].start <= end:
                last += 1
            lines.append(line)
            first, start = last, end + 1
        return lines

    def _classify_all(self, sentences: list[Sentence]) -> list[list[Kind]]:
        labels: list[list[Kind]] = []
        invited = False
        for sentence in sentences:
            if self.text.startswith(unmapped_marks(), sentence.start):
                labels.append([Kind.CONTENT] * len(sentence.segments))
                continue
            labels.append(_classify_sentence(sentence, self.text, invited))
            invited = sentence.mark in ("?", "？") and len(sentence.segments) == 1
        for i, own in enumerate(labels):
            before = bool(i) and Kind.HANDLING in labels[i - 1]
            after = i + 1 < len(labels) and Kind.HANDLING in labels[i + 1]
            labels[i] = _settle(own, before, after, sentences[i].mark)
        return labels

    def _translate_sentence(self, line: _Line, sentence: Sentence, labels: list[Kind]) -> None:
        kept = [s for s, kind in zip(sentence.segments, labels, strict=True) if kind is Kind.CONTENT]
        handled = [s for s, kind in zip(sentence.segments, labels, strict=True) if kind is Kind.HANDLING]
        whole = self.text[sentence.start : sentence.end]
        if not handled and len(kept) == len(sentence.segments):
            line.output += whole
            self._remember(whole)
            return
        words = [word for segment in handled for word in segment.words]
        if handled and asks_for_nothing_of_ours(words) and len(kept) == 0:
            self.unmapped.append(whole.strip())
            line.output += phrase_unmapped(whole, self.language)
            return
        line.is_touched = True
        rest = rebuild(sentence, kept, self.text)
        self._remember(rest)
        self._suggest(sentence, handled)
        line.output += rest

    def _remember(self, content: str) -> None:
        if content.strip():
            self.facts = [content.strip()]

    def _suggest(self, sentence: Sentence, handled: list[Segment]) -> None:
        found = [(segment, *choose_tool(segment.words)) for segment in handled]
        if handled and not any(tool for _, tool, _ in found):
            found = [(handled[0], "generate", True)]
        has_sure = any(is_sure for _, _, is_sure in found)
        for segment, tool, is_sure in found:
            if tool and tool not in self.suggestions and (is_sure or not has_sure):
                fact = self.facts[0] if self.facts else ""
                self.suggestions[tool] = suggest(tool, _all_words(sentence), segment, self.text, fact, self.language)

    def _finish(self, lines: list[_Line]) -> TranslatedReply:
        output = [
            (self.text[line.start : line.body] + line.output).rstrip() if not line.is_touched or line.output.strip() else None
            for line in lines
        ]
        kept = [line for line in output if line is not None]
        text = "\n".join(kept) if any(line.is_touched for line in lines) else self.text
        if any(line.is_touched for line in lines):
            text = _tidy(text)
        if not text.strip() and self.suggestions:
            text = phrase_outlook(tuple(self.suggestions), self.language)
        return TranslatedReply(text, tuple(self.suggestions.values()), tuple(self.unmapped))


def _tidy(text: str) -> str:
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


def _clip(sentence: Sentence, end: int) -> Sentence:
    return Sentence(sentence.segments, sentence.start, min(sentence.end, end), sentence.mark)


def _all_words(sentence: Sentence) -> list[Word]:
    return [word for segment in sentence.segments for word in segment.words]


def _classify_sentence(sentence: Sentence, text: str, is_invited: bool) -> list[Kind]:
    labels: list[Kind] = []
    is_narrated = False
    for segment in sentence.segments:
        goes_on = segment.opener in (",", "，", "")
        kind = classify(segment, text, is_narrated and goes_on, is_invited)
        is_narrated = kind is Kind.CONTENT and (is_narrated or any(word.has("frame.person") for word in segment.words[:4]))
        is_invited = is_invited or kind is Kind.CONDITION
        labels.append(kind)
    for i, segment in enumerate(sentence.segments[1:], 1):
        if labels[i - 1] is Kind.FRAGMENT and segment.words[0].has("frame.perceive"):
            labels[i - 1] = Kind.HANDLING
        if labels[i - 1] is Kind.HANDLING and labels[i] is Kind.CONTENT and is_residue(segment):
            labels[i] = Kind.HANDLING
    return labels


def _settle(labels: list[Kind], is_after: bool, is_before: bool, mark: str) -> list[Kind]:
    """Let the segments that mean nothing alone go with their neighbours, or stay with them."""
    if Kind.HANDLING not in labels:
        dependent = {Kind.FOLLOW, Kind.FRAGMENT, Kind.CONDITION}
        goes = all(kind in dependent for kind in labels) and bool(labels) and (
            (is_before and (Kind.CONDITION in labels and mark in ("?", "？", ""))) or (is_after and Kind.CONDITION not in labels)
        )
        return [Kind.FRAGMENT if goes else Kind.CONTENT for _ in labels]
    return _bind(labels)


def _bind(labels: list[Kind]) -> list[Kind]:
    """Bind what depends: an imperative to handling on either side, a wish to what comes after it, a place to both."""
    bound = list(labels)
    for order in (range(len(bound)), range(len(bound) - 1, -1, -1)):
        for i in order:
            around = {bound[j] for j in (i - 1, i + 1) if 0 <= j < len(bound)}
            if bound[i] is Kind.FOLLOW and Kind.HANDLING in around:
                bound[i] = Kind.HANDLING
    for i in range(len(bound) - 1, -1, -1):
        if bound[i] in (Kind.CONDITION, Kind.FRAGMENT, Kind.FOLLOW):
            after = bound[i + 1] if i + 1 < len(bound) else bound[i - 1] if i else Kind.CONTENT
            bound[i] = Kind.CONTENT if after is Kind.CONTENT and not (i and bound[i] is Kind.FRAGMENT and bound[i - 1] is Kind.HANDLING) else Kind.FRAGMENT
    return bound
