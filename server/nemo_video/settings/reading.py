"""The settings as they are read from the environment, and as they are told to people."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast, get_args

from pydantic import SecretStr, ValidationError
from pydantic.fields import FieldInfo

from nemo_video.errors import InvalidArgument
from nemo_video.redaction import remember_secret
from nemo_video.settings.fields import Settings


def is_unset(value: str) -> bool:
    """Whether a host left this setting unset: empty, or the literal `${user_config.…}` of a bundle."""
    text = value.strip()
    return not text or (text.startswith("${") and text.endswith("}"))


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings.

    Args:
        environment: The variables; the process's own when left out.

    Raises:
        InvalidArgument: A value is out of bounds; the message is one line and names the variable.
    """
    variables = os.environ if environment is None else environment
    given = {name: value.strip() for name, value in variables.items() if not is_unset(value)}
    for name in _secret_variables() & given.keys():
        remember_secret(given[name])
    try:
        return Settings.model_validate(given)
    except ValidationError as error:
        raise InvalidArgument(
            _first_problem(error),
            advice="Correct the variable in the host's configuration, then restart the server.",
        ) from None


def _secret_variables() -> frozenset[str]:
    """The variables whose values never leave, be they good or bad."""
    return frozenset(setting.name for setting in describe_settings() if setting.is_secret)


@dataclass(frozen=True)
class SettingDescription:
    """A setting as its readers see it.

    Attributes:
        name: The variable.
        default: The default in words; empty where there is none.
        meaning: One sentence.
        is_secret: Whether its value is never shown.
    """

    name: str
    default: str
    meaning: str
    is_secret: bool


def describe_settings() -> tuple[SettingDescription, ...]:
    """All settings, in the order of the table."""
    return tuple(_describe(field) for field in Settings.model_fields.values())


def _describe(field: FieldInfo) -> SettingDescription:
    told = cast("dict[str, str] | None", field.json_schema_extra)
    default = told["default"] if told else _as_variable(field.default)
    is_secret = SecretStr in get_args(field.annotation)
    return SettingDescription(str(field.alias), default, str(field.description), is_secret)


def _as_variable(value: object) -> str:
    """A default as one would write it into the variable."""
    match value:
        case None:
            return ""
        case tuple():
            return f"`{','.join(map(str, cast('tuple[object, ...]', value)))}`"
        case _:
            return f"`{value}`"


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    name = str(problem["loc"][0]) if problem["loc"] else "a setting"
    return f"{name} has a bad value: {problem['msg'].lower()}."
