"""The envelope around JSON answers: `{"code": 0, "message": "...", "data": {...}}`."""

from typing import Any

from pydantic import BaseModel, ConfigDict

JsonObject = dict[str, Any]
"""A JSON object whose keys we keep and do not judge."""


class Message(BaseModel):
    """A body of the protocol. Unknown fields are read as nothing; an id may be a number; no number is NaN."""

    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, allow_inf_nan=False, populate_by_name=True
    )
