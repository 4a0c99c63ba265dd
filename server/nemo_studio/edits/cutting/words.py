"""Words for when, where and how long something shows, in English and Chinese."""

from typing import Final

from nemo_studio.edits.language.quantities import number
from nemo_studio.edits.language.tokens import Entry, compute, enter

_PLACES_EN: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}

ENTRIES: Final[tuple[Entry, ...]] = (
    *enter("pieces", {(3, True): r"\binto thirds\b", (4, True): r"\binto (?:quarters|fourths)\b"}),
    *compute(
        "pieces",
        r"\b(?:(?:in|into|as) |(?=\w+ equal))(?P<n>two|three|four|five|six|[2-6]) (?P<even>equal "
        r"|even )?(?:pieces|parts|clips"
        r"|bits|sections)\b|(?P<even_zh>平均|等)?(?:分|切|剪|拆"
        r"|分割)?成(?P<n_zh>[两二三四五六2-6])个?(?P<even_zh2>等)?"
        r"(?:段|截|份)",
        lambda found: (
            int(number(found["n"] or found["n_zh"])),
            bool(found["even"] or found["even_zh"] or found["even_zh2"]),
        ),
    ),
    *compute(
        "position",
        r"\b(?:to|in|into|at) (?:position|place|number|spot) (\d)\b"
        r"|(?<=[到在成])第\s*([一二三四五六]|\d)\s*(?:位"
        r"|个位置|个?$)",
        lambda found: int(number(found[1] or found[2])),
    ),
    *compute(
        "position",
        r"\b(?:to|in|into|at) (?:the )?(first|second|third|fourth|fifth|sixth) (?:place|position|spot"
        r"|slot)\b",
        lambda found: _PLACES_EN[found[1].lower()],
    ),
    *compute(
        "position",
        r"\bgoes (?:in )?(second|third|fourth|fifth|sixth)\b|\bshould be (second|third|fourth|fifth|sixth)\b",
        lambda found: _PLACES_EN[(found[1] or found[2]).lower()],
    ),
    *compute("position", r"排第?([二三四五六])", lambda found: int(number(found[1]))),
)
"""What the words about time and order mean."""
