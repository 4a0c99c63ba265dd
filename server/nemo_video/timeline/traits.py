"""What a draft says beyond the keys that we read, as a fingerprint to compare.

An edit of a kind that we do not know (a filter, a crop, a transition) shows here and nowhere else. What a
backend rewrites without an edit must not show: otherwise a broken turn would be reported as done.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import cast

_BOOKKEEPING = frozenset(
    {
        "createdat", "createtime", "updatedat", "updatetime", "modifiedat", "modifiedtime", "savedat",
        "lastmodified", "lastsaved", "lastupdated", "timestamp", "expires", "expiresat", "version",
        "revision", "rev", "etag", "requestid", "traceid", "selected", "isselected",
    }
)  # fmt: skip
"""Keys, without case and underscores, that change without an edit that anyone could see or hear."""

_MOST_DEPTH = 24
"""What lies deeper is not looked at."""


def fingerprint(*parts: object) -> str:
    """A hash of any JSON; empty where it says nothing.

    The order of keys, bookkeeping and the query of an address (signed anew at every read) do not count.
    """
    meanings = [_meaning(part, _MOST_DEPTH) for part in parts]
    if not any(meanings):
        return ""
    return hashlib.sha256(json.dumps(meanings, sort_keys=True).encode()).hexdigest()


def _meaning(value: object, depth: int) -> object:
    """The value without what does not count: emptied containers fall away as well."""
    if depth == 0:
        return None
    if isinstance(value, Mapping):
        items = cast("Mapping[object, object]", value).items()
        kept = {str(key): _meaning(each, depth - 1) for key, each in items if not _is_bookkeeping(str(key))}
        return {key: each for key, each in kept.items() if each not in (None, {}, [])}
    if isinstance(value, list):
        return [_meaning(each, depth - 1) for each in cast("list[object]", value)]
    if isinstance(value, str):
        return _without_query(value)
    return value if isinstance(value, int | float) else None


def _is_bookkeeping(key: str) -> bool:
    return key.replace("_", "").replace("-", "").lower() in _BOOKKEEPING


def _without_query(text: str) -> str:
    return text.partition("?")[0] if text.startswith(("http://", "https://")) else text
