"""Words to the backend: a request, its questions as they are put to the caller, and how an answer goes back.

The backend's own client answers with one line a question, `1. <prompt>: <label>, <label>`, so an answer to a
question that came as a tool call goes back in that form.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from nemo_video.engine.requests import GenerateRequest
from nemo_video.engine.sentences import say
from nemo_video.language import Language

if TYPE_CHECKING:
    from nemo_video.client import Prompt, Question

_NUMBERED_LINE = re.compile(r"\s*(?P<number>\d{1,2})\s*[.)、:：．]\s*(?P<words>\S.*)")
_BETWEEN_LABELS = re.compile(r"\s*(?:[,，、;；]|\band\b|和|与|與)\s*", re.IGNORECASE)


def compose_message(request: GenerateRequest, language: Language, prompts: "Sequence[Prompt]" = ()) -> str:
    """The words that go to the backend: the prompt, and length and shape where they are given.

    Args:
        request: What is asked.
        language: Of the words around it.
        prompts: What the backend asked last, where the prompt is the answer.
    """
    words = request.prompt if request.as_is else compose_answer(request.prompt, prompts)
    parts: list[str] = []
    if request.duration_s is not None:
        parts.append(say("duration", language, value=request.duration_s))
    if request.aspect_ratio is not None:
        parts.append(say("aspect_ratio", language, value=request.aspect_ratio))
    if not parts:
        return words
    between = ". " if language == "en" else "。"
    return say("measures", language, prompt=words, parts=between.join(parts))


def ask(question: "Question", language: Language) -> str:
    """The words of a question. Of several, each is numbered and has its options with it."""
    prompts = question.prompts
    if len(prompts) > 1:
        numbered = [_numbered(number, prompt, language) for number, prompt in enumerate(prompts, 1)]
        lines = list(chain.from_iterable(numbered))
        return "\n".join([question.title, *lines] if question.title else lines)
    words = [question.title, *(_words(prompt, language) for prompt in prompts)]
    return "\n".join(filter(None, dict.fromkeys(words))) or say("asks_without_words", language)


def list_options(question: "Question") -> tuple[str, ...]:
    """The answers to choose from, those of several questions one after the other."""
    return tuple(dict.fromkeys(option for prompt in question.prompts for option in prompt.options))


def join_options(words: str, options: Iterable[str]) -> str:
    """A question with its options below it, where it does not hold them already."""
    lines = [f"- {option}" for option in options]
    missing = [] if all(line in words for line in lines) else lines
    return "\n".join([words, *missing])


def compose_answer(words: str, prompts: "Sequence[Prompt]") -> str:
    """The answer in the form of the backend's own client.

    Words that cannot be told apart by question, and those that have the form already, go as they are.
    """
    asked = [prompt for prompt in prompts if prompt.text]
    if not asked or words.lstrip().startswith(f"1. {asked[0].text}"):
        return words
    lines = [line for line in words.splitlines() if line.strip()]
    if len(asked) == 1:
        return _answer(1, asked[0], " ".join(lines))
    if numbered := _by_number(lines, asked):
        return "\n".join(_answer(number, asked[number - 1], line) for number, line in numbered.items())
    if len(lines) == len(asked):
        return "\n".join(map(_answer, range(1, len(asked) + 1), asked, lines))
    return _by_label(words, asked) or words


def _numbered(number: int, prompt: "Prompt", language: Language) -> list[str]:
    words = f"{number}. {_words(prompt, language)}".rstrip()
    return [words, *(f"- {option}" for option in prompt.options)]


def _words(prompt: "Prompt", language: Language) -> str:
    """What is asked, and whether more than one option will do, which a screen shows by its boxes."""
    is_told = prompt.text and prompt.options and prompt.allow_multiple
    words = f"{prompt.text} {say('several_may_be_chosen', language)}" if is_told else prompt.text
    return "\n".join(filter(None, [words, *prompt.notes]))


def _answer(number: int, prompt: "Prompt", words: str) -> str:
    """One line, whatever the question is, with the labels as the backend wrote them."""
    labels = _labels(words, prompt)
    asked = " ".join(prompt.text.split())
    return f"{number}. {asked}: {', '.join(labels) if labels else words.strip()}"


def _labels(words: str, prompt: "Prompt") -> list[str]:
    """The options that the words are made of; none if there is anything else in them."""
    known = {option.casefold(): option for option in prompt.options}
    if whole := known.get(_bare(words)):
        return [whole]
    pieces = [piece for piece in _BETWEEN_LABELS.split(words) if piece.strip()]
    found = [known[_bare(piece)] for piece in pieces if _bare(piece) in known]
    return found if len(found) == len(pieces) else []


def _bare(words: str) -> str:
    return words.strip(" \t\r\n-*\"'“”‘’。.!！").casefold()


def _by_number(lines: list[str], asked: "list[Prompt]") -> dict[int, str]:
    """The lines by the number that each begins with; none if one has no number or an unknown one."""
    matches = [_NUMBERED_LINE.fullmatch(line) for line in lines]
    numbered = {int(found["number"]): found["words"] for found in matches if found}
    is_complete = len(numbered) == len(lines) and all(1 <= number <= len(asked) for number in numbered)
    return numbered if is_complete else {}


def _by_label(words: str, asked: "list[Prompt]") -> str:
    """Lines for words that are labels, each of exactly one question; empty for others."""
    chosen: dict[int, list[str]] = {}
    for piece in filter(str.strip, _BETWEEN_LABELS.split(words)):
        owners = [n for n, prompt in enumerate(asked, 1) if _labels(piece, prompt)]
        if len(owners) != 1:
            return ""
        chosen.setdefault(owners[0], []).append(piece)
    return "\n".join(_answer(n, asked[n - 1], ", ".join(chosen[n])) for n in sorted(chosen))
