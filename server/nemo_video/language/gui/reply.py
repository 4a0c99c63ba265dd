"""Translates one reply of the backend: what it says stays, its handling of a screen becomes tool calls."""

from collections.abc import Sequence
from itertools import compress

from nemo_video.language.gui.judgement import Tool, choose_tools, find_handling
from nemo_video.language.gui.lines import join_lines, read_lines
from nemo_video.language.gui.prompts import suggest
from nemo_video.language.gui.rewriting import rebuild
from nemo_video.language.gui.sentences import Sentence
from nemo_video.language.gui.traits import Place
from nemo_video.language.languages import Language
from nemo_video.language.own_words import (
    own_sentences,
    phrase_links,
    phrase_outlook,
    phrase_unmapped,
    unmapped_marks,
)
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
    """One pass over a reply, sentence by sentence; `fact` is what it said last about the content.

    It is settled when another could change nothing: what stays is whole, and no question lost its answer.
    """

    def __init__(self, text: str, language: Language) -> None:
        self._text = text
        self._language: Language = language
        self._suggestions: dict[Tool, Suggestion] = {}
        self._unmapped: list[str] = []
        self._fact = ""

    def run(self) -> TranslatedReply:
        lines = list(read_lines(self._text))
        self._sentences = [sentence for line in lines for sentence in line.sentences]
        self._handling = self._find_handling()
        tools = self._choose_tools()
        parts = iter([self._translate(row, tools) for row in range(len(self._sentences))])
        outputs: list[str | None] = []
        for line in lines:
            own = [next(parts) for _ in line.sentences]
            is_changed = any(part != self._source(s) for s, part in zip(line.sentences, own, strict=True))
            outputs.append(_join_sentences(own) if is_changed else None)
        text = join_lines(lines, outputs, self._text)
        if not text.strip() and self._suggestions:
            text = phrase_outlook(tuple(self._suggestions), self._language)
        return TranslatedReply(text, tuple(self._suggestions.values()), tuple(self._unmapped))

    @property
    def is_settled(self) -> bool:
        """Tell whether each sentence stays or goes as a whole."""
        asked = [False, *(sentence.asks for sentence in self._sentences)]
        return all(
            not any(handling) or (all(handling) and not is_answer)
            for is_answer, handling in zip(asked, self._handling, strict=False)
        )

    def _source(self, sentence: Sentence) -> str:
        return self._text[sentence.start : sentence.end]

    def _find_handling(self) -> list[list[bool]]:
        found = find_handling(self._sentences, self._text)
        for sentence, segments in zip(self._sentences, found, strict=True):
            if self._text.startswith((*unmapped_marks(), *own_sentences()), sentence.start):
                segments[:] = [False] * len(segments)
        return found

    def _choose_tools(self) -> dict[tuple[int, int], Tool | None]:
        spots = [
            (row, column)
            for row, segments in enumerate(self._handling)
            for column, is_handling in enumerate(segments)
            if is_handling
        ]
        places = [Place(self._sentences, row, column, self._text) for row, column in spots]
        return dict(zip(spots, choose_tools(places) if places else [], strict=True))

    def _translate(self, row: int, tools: dict[tuple[int, int], Tool | None]) -> str:
        sentence, handling = self._sentences[row], self._handling[row]
        if handling and all(handling) and asks_for_nothing_of_ours(sentence):
            self._unmapped.append(self._source(sentence).strip())
            return phrase_unmapped(self._source(sentence), self._language)
        kept = [segment for segment, goes in zip(sentence.segments, handling, strict=True) if not goes]
        rest = rebuild(sentence, kept, self._text) if sentence.segments else self._source(sentence)
        rest = self._add_links(rest, sentence)
        self._fact = rest.strip() or self._fact
        for column in compress(range(len(handling)), handling):
            tool = tools[row, column]
            if tool and tool not in self._suggestions:
                self._suggestions[tool] = suggest(
                    tool, sentence.words, sentence.segments[column], self._text, self._fact, self._language
                )
        return rest

    def _add_links(self, rest: str, sentence: Sentence) -> str:
        """Keep the links of what goes: `Visit https://... to top up`."""
        links = [self._text[word.start : word.end] for word in sentence.words if word.kind == "link"]
        lost = [link for link in links if link not in rest]
        if not lost:
            return rest
        gap = " " if rest.strip() and not rest.endswith((" ", "\n")) else ""
        source = self._source(sentence)
        tail = source[len(source.rstrip()) :]
        return f"{rest}{gap}{phrase_links(lost, self._language)}{tail}"


def _join_sentences(parts: Sequence[str]) -> str:
    """Put together what stays; a space keeps two Latin sentences apart where one went from between."""
    joined, has_gone = "", False
    for part in parts:
        is_glued = has_gone and part.strip() and joined and not joined[-1].isspace()
        if is_glued and joined[-1].isascii() and part[0].isascii() and not part[0].isspace():
            joined += " "
        joined += part
        has_gone = not part.strip()
    return joined


def asks_for_nothing_of_ours(sentence: Sentence) -> bool:
    """Tell whether all the handling is about the web page itself (its theme, its log-in)."""
    return all(map(_is_about_page, (segment.words for segment in sentence.segments)))


def _is_about_page(words: Sequence[Word]) -> bool:
    return any(part.has("none.names") for word in words for part in word.inner or (word,))
