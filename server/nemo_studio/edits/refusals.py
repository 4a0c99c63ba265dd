"""Why a command is not carried out: it cannot be, or it could mean several things."""

from nemo_studio.draft import Segment
from nemo_studio.edits.references import Reference


class CannotEdit(Exception):
    """A command cannot be carried out.

    Attributes:
        reason: Key of the sentence that says why.
        facts: What the sentence names.
    """

    def __init__(self, reason: str, **facts: str | int | float) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class NeedsChoice(Exception):
    """What a command calls something could mean one of several, here in the order of time."""

    def __init__(self, reference: Reference, candidates: list[Segment]) -> None:
        super().__init__("which one")
        self.reference = reference
        self.candidates = candidates
