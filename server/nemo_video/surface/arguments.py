"""What is wrong with a call's arguments, in plain words."""

from collections.abc import Sequence
from types import MappingProxyType

from pydantic import ValidationError

from nemo_video.errors import InvalidArgument

_NUMBER = "has to be a number"
_REASONS = MappingProxyType(
    {
        "missing": "is missing",
        "string_type": "has to be text",
        "float_type": _NUMBER,
        "float_parsing": _NUMBER,
        "finite_number": _NUMBER,
        "bool_type": "has to be true or false",
        "bool_parsing": "has to be true or false",
        "list_type": "has to be a list",
        "literal_error": "has to be {expected}",
        "string_too_long": "is longer than {max_length} characters",
        "string_too_short": "is shorter than {min_length} characters",
        "too_long": "has more than {max_length} items",
        "greater_than": "has to be more than {gt:g}",
        "greater_than_equal": "has to be at least {ge:g}",
        "less_than_equal": "has to be at most {le:g}",
    }
)
"""Pydantic's kind of error → the end of a sentence that starts with the argument."""


def unknown_tool(name: str, known: Sequence[str]) -> InvalidArgument:
    """The error of a call to a tool that is not listed."""
    return InvalidArgument(f'There is no tool "{name}".', advice=f"Call one of: {', '.join(known)}.")


def unknown_argument(names: Sequence[str], known: Sequence[str]) -> InvalidArgument:
    """The error of arguments that a tool does not have."""
    takes = f"This tool takes: {', '.join(known)}." if known else "This tool takes no arguments."
    return InvalidArgument(f"Unknown argument: {', '.join(sorted(names))}.", advice=takes)


def bad_values(error: ValidationError) -> InvalidArgument:
    """The error of arguments that are missing, of another type or out of bounds."""
    reasons: dict[str, list[str]] = {}
    for problem in error.errors(include_url=False, include_input=False):
        name = str(problem["loc"][0]) if problem["loc"] else "the call"
        template = _REASONS.get(problem["type"], "has a value that cannot be used")
        reason = template.format(**problem.get("ctx", {}))
        said = reasons.setdefault(name, [])
        if reason not in said:
            said.append(reason)
    sentences = [f"The argument {name} {' or '.join(said)}." for name, said in reasons.items()]
    return InvalidArgument(" ".join(sentences))
