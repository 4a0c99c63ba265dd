"""What is done to good input so that it becomes hostile: bytes, and values as JSON has them."""

import copy
import random
from typing import Any, Final, cast

Json = Any

HOSTILE_VALUES: Final[tuple[Json, ...]] = (
    None, True, "", " ", "x" * 5000, "\0", "\u202e\u2066", "\ud83d", "../../etc/passwd", "-1", "NaN",
    -1, 0, 1, 0.1, -0.0, 1e-300, 1e308, 2**31, 2**63, -(2**63), 10**30, float("nan"), float("inf"),
    [], {}, [[]], [None] * 50, {"": None}, {"a": {"a": {"a": []}}},
)  # fmt: skip

ODD_WORDS: Final = (
    "a 1-second sunset", "一秒的雪夜，加标题“静”", "Add the title '", "delete everything", "undo", "redo",
    "all", "cut clip 9999999999999999999 at -5 s", "make it 1e308 times faster", "speed 0", "from 3 s to 1 s",
    "remove clip 1 from 0.0000001 s to 0.0000002 s", "1", "0:00:00.000", "clip 1", "title 1", "music 1",
    "%s{0}", "🎬" * 300, "\u202eabc\u2066", "a" * 120, "../../x.mp4", "CON", "x\u0000y", "\ud83d", "\n\n\t",
    "﷽" * 50, "http://127.0.0.1:1/x.mp4", "file:///etc/passwd", "https://user:secret@example.com/a.png?token=nmv_usr_x",
    "and " * 200, "，" * 200, "then then then", "export it as gif, mp3 and srt", "#GGGGGG", "NaN", "-0",
    "<script>alert(1)</script>", "{\"prompt\": \"a sunset\"}", "1. a sunset\n2. rain\n3.\n", "```\nundo\n```",
)  # fmt: skip
"""Words that pass for a prompt, a name, a time or a path as far as their type goes."""

_MOST_CHANGES: Final = 4


def mutate_bytes(content: bytes, chance: random.Random) -> bytes:
    """Overwrites, blanks, doubles or cuts out a few pieces, more often in the head than elsewhere."""
    body = bytearray(content)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(max(1, min(len(body), 600 if chance.random() < 0.6 else len(body))))
        length = chance.choice((1, 1, 2, 4, 32, 400))
        match chance.randrange(4):
            case 0:
                body[at : at + length] = chance.randbytes(length)
            case 1:
                body[at : at + length] = chance.choice((b"\0", b"\xff")) * length
            case 2:
                body[at:at] = body[at : at + length]
            case _:
                del body[at : at + length]
    return bytes(body)


def mutate_json(value: Json, chance: random.Random) -> Json:
    """A copy in which a few values are others, gone, or there many times."""
    mutant = copy.deepcopy(value)
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        places = list(_places(mutant))
        if places:
            _change(*chance.choice(places), chance)
    return mutant


def _places(value: Json) -> list[tuple[Json, Any]]:
    """Every container in a value, with each key or index in it."""
    if isinstance(value, dict):
        inner = cast("dict[str, Json]", value)
        keys: list[Any] = list(inner)
    elif isinstance(value, list):
        inner = cast("list[Json]", value)
        keys = list(range(len(inner)))
    else:
        return []
    return [(inner, key) for key in keys] + [place for key in keys for place in _places(inner[key])]


def _change(container: Json, key: Any, chance: random.Random) -> None:
    match chance.randrange(8):
        case 0:
            del container[key]
        case 1 if isinstance(container, list):
            container[key:key] = [container[key]] * chance.choice((1, 10, 300))
        case 2 if isinstance(container[key], int | float):
            container[key] = container[key] * chance.choice((-1, 1000, 1e-6, 1e9))
        case _:
            container[key] = copy.deepcopy(chance.choice(HOSTILE_VALUES))
