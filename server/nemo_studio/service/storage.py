"""The studio's disk: uploads and renders, bounded in age and in size, and none removed while it is read."""

import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class _Kept:
    bytes: int
    used_at: float


class Storage:
    """The files in the work folder."""

    def __init__(
        self, folder: Path, *, max_bytes: int, keep_s: float, now: Callable[[], float] = time.time
    ) -> None:
        """Keep files in a folder.

        Args:
            folder: Where they lie.
            max_bytes: What they may need together; the ones unused for longest go first.
            keep_s: How long a file stays that nobody uses.
            now: The time, in seconds.
        """
        self.folder = folder
        self._max_bytes = max_bytes
        self._keep_s = keep_s
        self._now = now
        self._kept: dict[Path, _Kept] = {}
        self._readers: Counter[Path] = Counter()

    def keep(self, path: Path) -> None:
        """Take a file over that was written, and make room for it."""
        self._kept[path] = _Kept(path.stat().st_size, self._now())
        self.sweep(spare=path)

    def has(self, path: Path) -> bool:
        """Whether a file is still there."""
        return path in self._kept

    def has_room(self) -> bool:
        """Whether another file may be written, after everything was removed that may be."""
        self.sweep()
        return self._used_bytes() < self._max_bytes

    @contextmanager
    def reading(self, paths: Iterable[Path]) -> Generator[None]:
        """Hold files: none of them is removed inside this context."""
        held = list(paths)
        self._readers.update(held)
        try:
            yield
        finally:
            self._readers.subtract(held)
            for path in held:
                if path in self._kept:
                    self._kept[path].used_at = self._now()

    def sweep(self, spare: Path | None = None) -> None:
        """Remove what is too old, then what was unused for longest until the rest has room."""
        idle = sorted(
            (path for path in self._kept if path != spare and self._readers[path] <= 0),
            key=lambda path: self._kept[path].used_at,
        )
        for path in idle:
            is_old = self._kept[path].used_at + self._keep_s <= self._now()
            if is_old or self._used_bytes() > self._max_bytes:
                path.unlink(missing_ok=True)
                del self._kept[path]

    def _used_bytes(self) -> int:
        return sum(kept.bytes for kept in self._kept.values())
