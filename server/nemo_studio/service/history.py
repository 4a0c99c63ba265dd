"""What undo and redo go back to: snapshots of a session's work, so many and no more."""

from dataclasses import dataclass, field, replace
from typing import Final, Generic, TypeVar

STEPS: Final = 30

Snapshot = TypeVar("Snapshot")


@dataclass(frozen=True)
class History(Generic[Snapshot]):
    """Snapshots before and after the present one."""

    past: tuple[Snapshot, ...] = field(default=())
    future: tuple[Snapshot, ...] = field(default=())

    def record(self, before: Snapshot) -> "History[Snapshot]":
        """After an edit: what was before it can be gone back to, and what was undone is gone."""
        return History((*self.past, before)[-STEPS:])

    def undo(self, present: Snapshot) -> "tuple[Snapshot, History[Snapshot]] | None":
        """The snapshot before the present one; None when there is none."""
        if not self.past:
            return None
        return self.past[-1], History(self.past[:-1], (present, *self.future)[:STEPS])

    def redo(self, present: Snapshot) -> "tuple[Snapshot, History[Snapshot]] | None":
        """The snapshot that was undone last; None when there is none."""
        if not self.future:
            return None
        return self.future[0], replace(self, past=(*self.past, present)[-STEPS:], future=self.future[1:])
