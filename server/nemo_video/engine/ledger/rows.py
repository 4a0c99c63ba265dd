"""Rows as frozen values: every column by its name, so that a file may have more columns than we know."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from nemo_video.engine.ledger.database import Connection

logger = logging.getLogger(__name__)

Record = TypeVar("Record")


@cache
def columns(record: type[Any]) -> str:
    """The columns that a record is read from, for a SELECT."""
    return ", ".join(field.name for field in fields(record))


def insert(db: Connection, table: str, record: Any) -> None:
    """Write a record as a new row."""
    values = {field.name: _plain(getattr(record, field.name)) for field in fields(record)}
    marks = ", ".join(f":{name}" for name in values)
    db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", values)


def _plain(value: Any) -> Any:
    """Flags are kept as numbers, which both engines know."""
    return int(value) if isinstance(value, bool) else value


def first(record: type[Record], rows: Iterable[Sequence[Any]]) -> Record | None:
    """The first row as a record, where there is one that makes sense."""
    return next(iter(read_all(record, rows)), None)


def read_all(record: type[Record], rows: Iterable[Sequence[Any]]) -> list[Record]:
    """Rows as records. A row with a value that makes no sense is passed over: it is worth no failure."""
    names = [field.name for field in fields(record)]  # pyright: ignore[reportArgumentType] - a dataclass
    adapter, found = _adapter(record), list[Record]()
    for row in rows:
        try:
            found.append(adapter.validate_python(dict(zip(names, row, strict=True))))
        except ValidationError as error:
            odd = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors()}))
            logger.info("A kept %s makes no sense and is passed over: %s", record.__name__, odd)
    return found


@cache
def _adapter(record: type[Record]) -> TypeAdapter[Record]:
    return TypeAdapter(record)


def read_json(record: type[Record], texts: Iterable[str]) -> list[Record]:
    """Records that were kept as JSON; one of another version that this one cannot read is passed over."""
    found: list[Record] = []
    for text in texts:
        try:
            found.append(_adapter(record).validate_json(text))
        except ValidationError:
            logger.info("A kept %s cannot be read and is passed over", record.__name__)
    return found
