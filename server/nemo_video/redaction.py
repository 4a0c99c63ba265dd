"""What may leave: no secret, no invisible character, no address but those of web pages.

A backend's words are written by others, and so may be the names of files and titles. Hosts show what they get
and models act on it, so whatever leaves this process passes this one filter: results, errors, resources,
progress, log lines and the names of saved files.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, cast
from urllib.parse import quote

REDACTED = "[redacted]"

_MIN_SECRET_CHARS = 4
"""Whoever sets a shorter token has none; to take its letters out of every text would leave no text."""

_MIN_PIECE_CHARS = 12
"""So many characters of a known secret in a row are a piece of it, wherever it was cut."""

_NO_LETTERS = re.compile(r"[\W_]+")
_BETWEEN = r"[\W_]{0,4}"
"""What may stand between the letters of a secret that people can still read: blanks, line ends, `**`."""

_known: set[str] = set()
"""Secrets of this process. One set for all: a log line can come from anywhere, before there is a server."""

_TERMINAL = re.compile(
    r"\x9b[0-?]*[ -/]*[@-~]|\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])"
)
"""Escape sequences of terminals, as a whole: without its first character `[31m` would stay."""

_LINE_END = re.compile("\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")

_EMOJI = "\u2600-\u27bf\u2b00-\u2bff\ufe0f\U0001f000-\U0001faff"
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # control characters but tab and newline
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # the direction of writing
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U0001d173-\U0001d17a"  # no width
    "\U000e0000-\U000e0fff]"  # tags, in which whole sentences can hide
    f"|(?<![{_EMOJI}])\u200d|\u200d(?![{_EMOJI}])"  # the joiner, but where it makes one emoji of several
)

_LOOKS_SECRET = re.compile(
    r"\bnmv_\s?[A-Za-z]{2,10}_\s?[\w\-.]+"  # the backend's tokens
    r"|\b(?i:bearer)\s+(?=[\w\-.~+/=]*(?:\d|\w[.~+=]\w))[\w\-.~+/=]{6,}"  # not “the bearer of news”
    r"|\beyJ[\w\-]{8,}\.[\w\-]{8,}(?:\.[\w\-]*)?"  # JSON web tokens
    r"|\b(?:sk|pk|rk)[-_](?:[A-Za-z]+[-_])*[A-Za-z0-9_\-]{16,}"  # OpenAI, OpenRouter, Anthropic, Stripe
    r"|\b(?:gh[pousr]_|github_pat_|glpat-|hf_|npm_|pypi-|xox[abeprs]-)[\w\-]{16,}"
    r"|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w\-]{30,}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|(?i:\b(?:api[_-]?key|(?:access|auth|refresh)[_-]?token|client[_-]?secret|nemo_token)\b[\"']?\s*[:=]\s*[\"']?)"
    r"(?=[^\s\"']*\d)[^\s\"'&]{8,}"
)

_ADDRESS = re.compile(
    r"(?<![\w+.\-])"
    r"(?:(?!(?:https?|video|ui):)([a-z][a-z0-9+.\-]*):(?=//)"
    r"|(javascript|vbscript|blob|view-source):(?=\S)|(data):(?=[\w.+\-/]*[;,])|(file):(?=/)|(mailto):(?=\S+@))",
    re.IGNORECASE,
)
"""Addresses that lead elsewhere than to a web page or one of our resources."""

_OURS = frozenset({"uri", "download_url", "upload_url"})
"""Members that hold an address which this server made or checked itself."""

_BYTES = frozenset({"data", "blob"})


def remember_secret(value: str) -> None:
    """From now on this value leaves in no form."""
    if len(value.strip()) >= _MIN_SECRET_CHARS:
        _known.update({value.strip(), quote(value.strip(), safe="")})
        _clean_short.cache_clear()


def clean(text: str, *, keep_addresses: bool = False) -> str:
    """The text as it may leave.

    Args:
        text: Of any origin.
        keep_addresses: It is an address of our own making; only characters and secrets are looked at.
    """
    return (_clean_short if len(text) <= _SHORT_CHARS else _clean)(text, keep_addresses)


_SHORT_CHARS = 80
"""Names of members, ids and lines of lists come again in every answer; a list of 100 projects took 7 ms."""


def _clean(text: str, keep_addresses: bool) -> str:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of characters
    text = _INVISIBLE.sub("", _LINE_END.sub("\n", _TERMINAL.sub("", text)))
    text = _without_spans(text, _secrets_in(text))
    return text if keep_addresses else _ADDRESS.sub(_defang, text)


_clean_short = lru_cache(maxsize=2048)(_clean)


def clean_all(value: Any, name: str = "") -> Any:
    """A value of JSON in which every text is as it may leave; bytes stay as they are."""
    if isinstance(value, str):
        return value if name in _BYTES else clean(value, keep_addresses=name in _OURS)
    if isinstance(value, Mapping):
        parts = cast("Mapping[str, Any]", value)
        return {clean(key): clean_all(part, key) for key, part in parts.items()}
    if isinstance(value, list | tuple):
        return [clean_all(each, name) for each in cast("list[Any]", value)]
    return value


def web_address(address: str | None) -> str | None:
    """The address if it is one of a web page, else None."""
    is_web = address is not None and re.match(r"https?://[^\s/]", address, re.IGNORECASE)
    return address if is_web else None


def _defang(found: re.Match[str]) -> str:
    """The address as text that nothing follows, as security reports write it; no word of it is lost."""
    return f"{found.group()[:-1]}[:]"


def _secrets_in(text: str) -> Iterator[tuple[int, int]]:
    """Where secrets stand: all are found before any goes, as what is left of one would look like none."""
    for found in _LOOKS_SECRET.finditer(text):
        yield found.span()
    for secret in _known:
        yield from _places_of(secret, text)


def _without_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with one mark in the place of all spans that overlap or touch."""
    kept, end = list[str](), -1
    for start, stop in sorted(spans):
        if start > end:
            kept += [text[max(end, 0) : start], REDACTED]
        end = max(end, stop)
    return "".join([*kept, text[max(end, 0) :]])


def _places_of(secret: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a secret stands: whole, with marks or blanks between its letters, or in pieces."""
    if len(secret) < _MIN_PIECE_CHARS:
        yield from (found.span() for found in re.finditer(rf"(?<!\w){re.escape(secret)}(?!\w)", text))
        return
    letters = _NO_LETTERS.sub("", secret)
    if letters.lower() in _NO_LETTERS.sub("", text).lower():
        pattern = _BETWEEN.join(letters)
        yield from (found.span() for found in re.finditer(pattern, text, flags=re.IGNORECASE))
    # Any piece that is long enough holds one of these blocks whole, and most texts hold none.
    half = _MIN_PIECE_CHARS // 2
    blocks = [secret[at : at + half] for at in range(0, len(secret) - half + 1, half)]
    if not any(block in text for block in blocks):
        return
    pieces = {secret[at : at + _MIN_PIECE_CHARS] for at in range(len(secret) - _MIN_PIECE_CHARS + 1)}
    for at in range(len(text)):
        if text[at : at + _MIN_PIECE_CHARS] in pieces:
            yield at, at + _MIN_PIECE_CHARS
