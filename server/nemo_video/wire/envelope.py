"""The envelope around JSON answers: `{"code": 0, "message": "...", "data": {...}}`."""

from typing import Any, cast

from pydantic import BaseModel, ConfigDict, model_validator

JsonObject = dict[str, Any]
"""A JSON object whose keys we keep and do not judge."""


class Message(BaseModel):
    """A body of the protocol.

    Unknown fields are read as nothing, and so is null; an id may be a number; no number is NaN.
    """

    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False, populate_by_name=True
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_nulls_out(cls, fields: object) -> object:
        """A field of another spelling may stand beside one that is null."""
        if not isinstance(fields, dict):
            return fields
        return {key: value for key, value in cast(JsonObject, fields).items() if value is not None}
