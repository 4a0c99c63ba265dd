"""Translates one reply of the backend: what it says stays, its handling of a screen becomes tool calls."""

from collections.abc import Sequence

from nemo_video.language.gui.binding import bind
from nemo_video.language.gui.handling import classify_sentence, wishes
from nemo_video.language.gui.kinds import Kind
from nemo_video.language.gui.lines import join_lines, read_lines
from nemo_video.language.gui.prompts import suggest
from nemo_video.language.gui.rewriting import rebuild
from nemo_video.language.gui.sentences import Segment, Sentence
from nemo_video.language.gui.tools import Tool, asks_for_nothing_of_ours, choose_tool
from nemo_video.language.languages import Language
from nemo_video.language.own_words import phrase_outlook, phrase_unmapped, unmapped_marks
from nemo_video.language.results import Suggestion, TranslatedReply
from nemo_video.language.words import Word

MOST_ROUNDS = 4


def translate(text: str, language: Language) -> TranslatedReply:
    """Translate a reply until a round changes nothing: what lost its neighbour may read differently."""
    opening = _Round(text, language)
    first = latest = opening.run()
    suggestions = {suggestion.tool: suggestion for suggestion in first.suggestions}
    for _ in range(0 if opening.is_settled else MOST_ROUNDS):
        again = _Round(latest.text, language).run()
        for suggestion in again.suggestions:
            suggestions.setdefault(suggestion.tool, suggestion)
        if again.text == latest.text:
            break
        latest = again
    return TranslatedReply(latest.text, tuple(suggestions.values()), first.unmapped)


class _Round:
    """One pass over a reply, sentence by sentence.

    `fact` is what the reply said last about the content, `wish` a question to the reader right before.
    A round is settled when another could change nothing: what stays is whole, asks nothing, leans on nothing.
    """

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._language: Language = language
        self._suggestions: dict[Tool, Suggestion] = {}
        self._unmapped: list[str] = []
        self._fact = ""
        self._wish: Sequence[Word] = ()
        self.is_settled = True

    def run(self) -> TranslatedReply:
        lines = list(read_lines(self._text))
        sentences = [sentence for line in lines for sentence in line.sentences]
        kinds = iter(self._classify(sentences))
        outputs: list[str | None] = []
        for line in lines:
            parts = [self._translate(sentence, next(kinds)) for sentence in line.sentences]
            is_changed = any(part != self._source(s) for s, part in zip(line.sentences, parts, strict=True))
            outputs.append("".join(parts) if is_changed else None)
        text = join_lines(lines, outputs, self._text)
        if not text.strip() and self._suggestions:
            text = phrase_outlook(tuple(self._suggestions), self._language)
        return TranslatedReply(text, tuple(self._suggestions.values()), tuple(self._unmapped))

    def _source(self, sentence: Sentence) -> str:
        return self._text[sentence.start : sentence.end]

    def _classify(self, sentences: Sequence[Sentence]) -> list[list[Kind]]:
        kinds: list[list[Kind]] = []
        is_invited = False
        for sentence in sentences:
            is_marked = self._text.startswith(unmapped_marks(), sentence.start)
            own = classify_sentence(sentence, self._text, is_invited=is_invited)
            kinds.append([Kind.CONTENT] * len(own) if is_marked else own)
            is_invited = sentence.asks and len(sentence.segments) == 1
        for i, (sentence, own) in enumerate(zip(sentences, kinds, strict=True)):
            is_before_handling = i + 1 < len(kinds) and set(kinds[i + 1]) == {Kind.HANDLING}
            if is_before_handling and wishes(sentence):
                own = [Kind.CONDITION]
            kinds[i] = bind(
                own,
                is_before_handling=i + 1 < len(kinds) and Kind.HANDLING in kinds[i + 1],
                is_after_handling=i > 0 and Kind.HANDLING in kinds[i - 1],
                asks=sentence.asks or not sentence.mark,
            )
            is_plain = set(own) <= {Kind.CONTENT} and not sentence.asks
            self.is_settled = self.is_settled and (is_plain or Kind.CONTENT not in kinds[i])
        return kinds

    def _translate(self, sentence: Sentence, kinds: Sequence[Kind]) -> str:
        kept = [
            segment for segment, kind in zip(sentence.segments, kinds, strict=True) if kind is Kind.CONTENT
        ]
        handled = [
            segment for segment, kind in zip(sentence.segments, kinds, strict=True) if kind is Kind.HANDLING
        ]
        if not handled:
            return self._keep(sentence, kept)
        if not kept and asks_for_nothing_of_ours(sentence.words):
            self._unmapped.append(self._source(sentence).strip())
            return phrase_unmapped(self._source(sentence), self._language)
        rest = rebuild(sentence, kept, self._text)
        self._fact = rest.strip() or self._fact
        self._suggest(sentence, handled)
        self._wish = ()
        return rest

    def _keep(self, sentence: Sentence, kept: Sequence[Segment]) -> str:
        self._wish = sentence.words if sentence.asks or not kept else ()
        rest = rebuild(sentence, kept, self._text) if sentence.segments else self._source(sentence)
        self._fact = rest.strip() or self._fact
        return rest

    def _suggest(self, sentence: Sentence, handled: Sequence[Segment]) -> None:
        found: list[tuple[Segment, Tool | None, bool]] = [(part, *self._choose(part)) for part in handled]
        if not any(tool for _, tool, _ in found):
            found = [(handled[0], choose_tool(sentence.words)[0] or "generate", True)]
        has_sure = any(is_sure for _, _, is_sure in found)
        for segment, tool, is_sure in found:
            if tool and tool not in self._suggestions and is_sure >= has_sure:
                self._suggestions[tool] = suggest(
                    tool, sentence.words, segment, self._text, self._fact, self._language
                )

    def _choose(self, segment: Segment) -> tuple[Tool | None, bool]:
        tool, is_sure = choose_tool(segment.words)
        return choose_tool([*self._wish, *segment.words]) if self._wish and not is_sure else (tool, is_sure)
