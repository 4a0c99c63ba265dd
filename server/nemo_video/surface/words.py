"""The text of a result, for people and for models that read nothing else: short, and each fact once.

The backend's words stand in a quoted block, so that none of them can be taken for ours: not a `Next:` line,
not a remark that a file was checked. Our own facts are one line each, whatever the names in them hold.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nemo_video.engine import (
    Generated,
    Language,
    Suggestion,
    Timeline,
    list_items,
    say,
    summarize,
)
from nemo_video.redaction import clean
from nemo_video.surface.budget import MAX_ARGUMENTS_CHARS, MAX_RESULT_CHARS, MAX_STEPS_CHARS, shorten, size_of

TYPICAL_CHARS = 600
"""From here on the next steps are told without their reasons, which stand in the data."""

_CHINESE_SHARE = 0.5
"""A Chinese text says the same in half of the characters."""

_STEP_CHARS = 60
"""What a next step takes."""

_OURS = frozenset({"routed", "cancelled"})
"""Statuses of turns that the backend never saw: the reply is ours."""


@dataclass(frozen=True)
class Words:
    """What people read of a result.

    Attributes:
        lines: Our own facts, one each; empty ones are left out.
        suggestions: Told as calls.
        language: Of our own sentences.
        whole: Where everything stands that does not fit.
        said: What the backend said, told first.
        asked: What it asks, with the answers to choose from, told last.
    """

    lines: Sequence[str]
    suggestions: tuple[Suggestion, ...] = ()
    language: Language = "en"
    whole: str | None = None
    said: str = ""
    asked: str = ""

    def text(self, left_out: Mapping[str, int], max_chars: int) -> str:
        """The words, what is missing in them, and the next steps and the question, which are never cut off.

        Args:
            left_out: What the data beside the text leaves out.
            max_chars: So much is told of what was said and of our facts.
        """
        facts = [_one_line(line) for line in self.lines if line]
        told = "\n".join(part for part in (quoted(self.said[: 2 * MAX_RESULT_CHARS]), *facts) if part)
        shown = shorten(told, max_chars)
        missing = self._missing(left_out, is_cut=shown != told)
        asked = quoted(self.asked)
        steps = self._steps(with_reasons=True)
        if len(shown) + len(steps) + len(asked) > TYPICAL_CHARS:
            steps = self._steps(with_reasons=False)
        return "\n".join(part for part in (shown, missing, steps, asked) if part)

    def _missing(self, left_out: Mapping[str, int], *, is_cut: bool) -> str:
        sentences: list[str] = []
        if left_out:
            counts = ", ".join(f"{count} {name}" for name, count in left_out.items())
            sentences.append(say("left_out", self.language, counts=counts))
        if self.whole and (left_out or is_cut):
            sentences.append(say("shortened", self.language, where=self.whole))
        return " ".join(sentences)

    def _steps(self, *, with_reasons: bool) -> str:
        steps = [_step(each, self.language, with_reason=with_reasons) for each in self.suggestions]
        return shorten("\n".join(steps), MAX_STEPS_CHARS)


def words_of_turn(generated: Generated, whole: str | None) -> Words:
    """A finished turn: what the backend said, what changed, what is missing, and what it asks."""
    language, reply = generated.language, generated.reply
    is_ours = generated.status in _OURS or generated.is_silent
    said, asked = ("", "") if is_ours else _said_and_asked(generated)
    lines = [reply if is_ours else "", *_edit_lines(generated), *_news(generated)]
    lines += [each for each in generated.not_done if not _is_said(each, reply, language)]
    if generated.failure:
        lines.append(say("stopped", language, why=generated.failure))
    if generated.credits and generated.credits.warning and generated.status != "completed":
        lines.append(generated.credits.warning)
    return Words(lines, generated.suggestions, language, whole, said, asked)


def quoted(text: str) -> str:
    """A block of quotation, every line of it marked; what may start a line is made plain first."""
    lines = clean(text).strip().splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _said_and_asked(generated: Generated) -> tuple[str, str]:
    """What is told first and last; a reply that holds the question is told last, with the options."""
    if not generated.question:
        return generated.reply, ""
    holds_it = generated.question.strip() in generated.reply
    asked = generated.reply if holds_it else generated.question
    # Some of the options alone would read as all of them.
    is_listed = all(option in asked for option in generated.options)
    options = [] if is_listed else [f"- {option}" for option in generated.options]
    return "" if holds_it else generated.reply, "\n".join([asked, *options])


def say_names(timeline: Timeline, language: Language) -> str:
    """The names that an edit uses, as `clip 1-3, sound 1`; empty where there is nothing to name."""
    counts = Counter(each.kind for each in list_items(timeline))
    names = [f"{kind} 1" if count == 1 else f"{kind} 1-{count}" for kind, count in counts.items()]
    return say("names_for_edit", language, names=", ".join(names)) if names else ""


def _is_said(not_done: str, reply: str, language: Language) -> bool:
    """Whether the reply says itself what is not done."""
    return not_done.removeprefix(say("not_done", language, what="")) in reply


def _edit_lines(generated: Generated) -> list[str]:
    """What became of the edits; those that are not done stand among what is not done."""
    return [
        say(f"edit_{each.outcome}", generated.language, number=number, op=each.op, seen=each.seen)
        for number, each in enumerate(generated.edits, 1)
        if each.outcome != "not_done"
    ]


def _news(generated: Generated) -> list[str]:
    """What changed, unless the reply says so; the timeline where that is shorter, as after a first cut."""
    if all(change.rstrip(".。") in generated.reply for change in generated.changes):
        return []
    changes = [f"- {change}" for change in generated.changes]
    if generated.timeline is None or not generated.timeline.tracks:
        return changes
    news = min([summarize(generated.timeline)], changes, key=lambda lines: len("\n".join(lines)))
    room = (TYPICAL_CHARS - _STEP_CHARS) * (1 if generated.language == "en" else _CHINESE_SHARE)
    if len("\n".join([generated.reply, *news])) <= room:
        return news
    counted = [_counted(generated.timeline, generated.language)]
    unsaid = [
        each.name for each in list_items(generated.timeline) if (each.name or "") not in generated.reply
    ]
    names = ", ".join(dict.fromkeys(filter(None, unsaid)))
    if names and not generated.is_first_cut:  # these may have been there before
        return news
    told = [*counted, say("not_named", generated.language, names=names)] if names else counted
    return min(told, news, key=lambda lines: len("\n".join(lines)))


def _counted(timeline: Timeline, language: Language) -> str:
    """What is on a timeline, in numbers; its names stand in the reply and in the data."""
    kinds = Counter(each.item.split()[0] for each in list_items(timeline))
    counts = {f"{kind}s": kinds[kind] for kind in ("clip", "sound", "title")}
    return say("timeline_counts", language, duration=timeline.duration_s, **counts)


def _step(suggestion: Suggestion, language: Language, *, with_reason: bool) -> str:
    arguments = dict(suggestion.arguments)
    is_short = size_of(arguments) <= MAX_ARGUMENTS_CHARS
    call = _call(suggestion.tool, arguments) if is_short else suggestion.tool
    reason = f" - {_one_line(suggestion.reason)}" if with_reason and suggestion.reason else ""
    return say("next_step", language, call=call, reason=reason)


def _call(tool: str, arguments: dict[str, Any]) -> str:
    return f"{tool}({', '.join(f'{name}={value!r}' for name, value in arguments.items())})"


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())
