"""What one call of the protocol is, before it is sent. Knows nothing of HTTP libraries."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum

BodyStream = Callable[[], AsyncIterator[bytes]]


class Kind(Enum):
    """What repeating a call would mean."""

    READ = "read"
    """It changes nothing: repeat it freely."""
    SUBMIT = "submit"
    """It starts, stores or charges something: never repeat it once bytes may have reached the backend."""


@dataclass(frozen=True)
class Call:
    """One call of the protocol.

    Attributes:
        name: What is asked, in words, for the errors ("the credits").
        target: A path below the API's address, or a whole URL.
        body: Bytes, or what makes a fresh stream of them for every attempt.
        read_s: The longest silence of the backend, None for a caller that watches by itself.
        limit_s: For the whole of an answer that is not streamed, None likewise.
        is_streamed: The answer is more than JSON and is handed on while it comes.
        tells_failures: An answer with a status is one also where it says no: what was asked after has failed.
        needs_token: It carries the bearer, where it goes to the API.
    """

    name: str
    method: str
    target: str
    kind: Kind = Kind.READ
    body: bytes | BodyStream | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    read_s: float | None = 60.0
    limit_s: float | None = 90.0
    is_streamed: bool = False
    tells_failures: bool = False
    needs_token: bool = True
