"""Reads the calls with which the backend asks something, in every shape that was seen."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from nemo_video.client.events import Prompt, Question
from nemo_video.client.fields import as_list, as_object, as_string, first_string
from nemo_video.wire.calls import CONFIRMATION_TOOL, QUESTION_TOOL
from nemo_video.wire.envelope import JsonObject

ASKING_TOOLS = frozenset({QUESTION_TOOL, CONFIRMATION_TOOL})
"""A call of one of these is a question whatever its arguments."""

_WORDS = ("prompt", "question", "text", "message", "hint", "content", "description")
_TITLES = ("title", "header")
_OPTIONS = ("options", "choices")
_OPTION_WORDS = ("label", "text", "title", "name")
_OPTION_NAMES = ("value", "id")
"""What an option is called where it has no words."""
_NOTES = ("description", "hint", "detail", "details", "subtitle")
_NO_WORDS = frozenset({"questions", *_OPTIONS, *_OPTION_NAMES})
_FOR_PEOPLE = re.compile(r"\S\s+\S|[\u4e00-\u9fff]")
"""What a field of any other name holds is for people where it is several words; `text` or `single` is not."""


def read_question(tool: str, arguments: JsonObject) -> Question:
    """What such a call asks.

    Args:
        tool: Its name.
        arguments: `{title?, questions: [{prompt, options: [{label}], allow_multiple?}]}`, or flat `question`
            and `options`; a confirmation's hint is its question.
    """
    if tool == CONFIRMATION_TOOL:
        return Question((Prompt(_hint_of(arguments)),))
    nested = tuple(filter(_says_something, map(_prompt_of, _each(arguments.get("questions")))))
    flat = _prompt_of({key: value for key, value in arguments.items() if key not in _TITLES})
    title = first_string(arguments, *_TITLES).strip()
    own = (flat,) if _says_something(flat) else ()
    return Question((*own, *nested), title)


def _prompt_of(asked: Any) -> Prompt:
    """One question, given as an object or as a string."""
    fields = as_object(asked)
    options = [option for key in _OPTIONS for option in _options(fields.get(key))]
    multiple = fields.get("allow_multiple", fields.get("allowMultiple", fields.get("multiple")))
    told = dict.fromkeys([*_strings(fields, *_WORDS, *_TITLES), *_others(fields)])
    words, *others = told or [as_string(asked).strip()]
    labelled = list(_labels(options))
    notes = tuple(dict.fromkeys([*others, *(note for _, note in labelled if note)]))
    return Prompt(words, tuple(dict(labelled)), multiple is True, notes)


def _each(value: Any) -> list[Any]:
    """The items of a list; one thing alone, or JSON as text, is taken for what it is."""
    if isinstance(value, str) and value.lstrip().startswith(("[", "{")):
        with suppress(ValueError, RecursionError):
            value = json.loads(value)
    is_one = isinstance(value, dict) or any(map(str.isalnum, as_string(value)))
    return as_list(value) or ([value] if is_one else [])


def _options(value: Any) -> list[Any]:
    """The options of a list, or of an object that names them (`{"a": "Jazz", "b": "Rock"}`)."""
    named = as_object(value)
    is_one = named.keys() & {*_OPTION_WORDS, *_OPTION_NAMES}
    return list(named.values()) if named and not is_one else _each(value)


def _labels(options: list[Any]) -> Iterator[tuple[str, str]]:
    """The options, each with what is told of it."""
    for option in options:
        words = [str(option) if isinstance(option, int | float) else as_string(option).strip()]
        fields = as_object(option)
        told = _strings(fields, *_OPTION_WORDS) or _strings(fields, *_OPTION_NAMES)
        more = [*_strings(fields, *_NOTES), *_others(fields)]
        label, *notes = list(filter(None, words)) or list(dict.fromkeys([*told, *more])) or [""]
        if label:
            yield label, f"{label}: {' '.join(notes)}" if notes else ""


def _strings(fields: JsonObject, *keys: str) -> list[str]:
    """What these fields say, each once."""
    return list(dict.fromkeys(filter(None, (as_string(fields.get(key)).strip() for key in keys))))


def _others(fields: JsonObject) -> list[str]:
    """What fields of names that are not known say to people."""
    said = (as_string(each).strip() for key, each in fields.items() if key not in _NO_WORDS)
    return [words for words in said if _FOR_PEOPLE.search(words)]


def _says_something(prompt: Prompt) -> bool:
    return bool(prompt.text or prompt.options)


def _hint_of(arguments: JsonObject) -> str:
    """The hint of a tool confirmation; without one, the tool that waits for it."""
    confirmation = as_object(arguments.get("toolConfirmation") or arguments.get("tool_confirmation"))
    call = as_object(arguments.get("originalFunctionCall") or arguments.get("original_function_call"))
    hint = first_string(confirmation, "hint") or first_string(arguments, "hint", *_WORDS)
    return hint.strip() or first_string(call, "name").replace("_", " ")
