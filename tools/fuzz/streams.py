"""Mutated event streams, in pieces of any size, through the client's reader."""

import json
import random
import re
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from typing import Final

import anyio
import httpx

from nemo_video.client.chat import read_events
from nemo_video.client.events import End
from tools.fuzz.mutation import mutate_bytes, mutate_json

LIMIT_S: Final = 60
"""Of one stream; a good one takes a millisecond."""

_MAX_PIECES: Final = 60
_DATA: Final = b"data: "
_EVENT: Final = re.compile(rb'data: \{(?!"error")')
"""Not an error of an older server, which may be no JSON."""


class _Pieces(httpx.AsyncByteStream):
    """A body that comes in pieces."""

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self._pieces = pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


async def fuzz_streams(good: Sequence[bytes], count: int, seed: int) -> Counter[str]:
    """Read mutated streams: each has one end, its last event.

    Args:
        good: Real ones.
        count: How many mutants.
        seed: Of the mutations.

    Returns:
        How often which end came, and how many events were heard before it.

    Raises:
        Exception: What nobody has foreseen, with the number of the mutant.
    """
    ends: Counter[str] = Counter()
    for number in range(count):
        chance = random.Random(f"{seed}.{number}")
        mutate = chance.choice((mutate_bytes, _mutate_event))
        mutant = mutate(chance.choice(good), chance)
        try:
            ends[await _end_of(_cut(mutant, chance))] += 1
        except Exception as error:
            error.add_note(f"mutant {number} of seed {seed}: {mutant!r:.2000}")
            raise
    return ends


def _mutate_event(body: bytes, chance: random.Random) -> bytes:
    """A stream in which the values of one event are others, gone, or there many times."""
    lines = body.split(b"\n")
    places = [at for at, line in enumerate(lines) if _EVENT.match(line)]
    if not places:
        return mutate_bytes(body, chance)
    number = chance.choice(places)
    event = mutate_json(json.loads(lines[number].removeprefix(_DATA)), chance)
    lines[number] = _DATA + json.dumps(event).encode()
    return b"\n".join(lines)


async def _end_of(pieces: Sequence[bytes]) -> str:
    response = httpx.Response(200, stream=_Pieces(pieces))
    with anyio.fail_after(LIMIT_S):
        ends_at_s = anyio.current_time() + LIMIT_S
        heard = [each async for each in read_events(response, silence_s=LIMIT_S, turn_ends_at_s=ends_at_s)]
    *others, last = heard
    assert isinstance(last, End), heard
    assert not any(isinstance(each, End) for each in others), heard
    return last.reason if others else f"{last.reason}, nothing heard"


def _cut(body: bytes, chance: random.Random) -> list[bytes]:
    """A body in pieces, of which some may cut a character in two."""
    places = sorted(chance.randrange(len(body) + 1) for _ in range(chance.randint(0, _MAX_PIECES)))
    edges = [0, *places, len(body)]
    return [body[start:stop] for start, stop in pairwise(edges) if start < stop]
