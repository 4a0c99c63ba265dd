"""The exports of a user of a server over HTTP: bounded in size and age, the oldest go first.

On a person's own machine exports are theirs, and nothing here touches them.
"""

import contextlib
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from anyio import to_thread

from nemo_video.engine.facts import Exported
from nemo_video.engine.sentences import say
from nemo_video.language import Language
from nemo_video.settings import Settings

KEEP_DAYS: Final = 30
_DAY_S: Final = 86_400
_UNFINISHED_S: Final = 3600
"""A file that is still being written may be so old."""

_MAX_NAMED: Final = 5


@dataclass(frozen=True)
class _Kept:
    """A file, or the folder of media beside a timeline.

    Attributes:
        changed_at: Unix seconds.
        is_part: Whether it is not whole; nobody was told of it.
    """

    path: Path
    bytes: int
    changed_at: float

    @property
    def is_part(self) -> bool:
        return self.path.name.startswith(".")


async def make_room(settings: Settings, exported: Exported, language: Language) -> Exported:
    """Remove a user's older exports where there are too many, and tell which, with the newest."""
    if settings.max_exports_bytes is None:
        return exported
    folder, bound = settings.output_dir, settings.max_exports_bytes
    removed = await to_thread.run_sync(_remove_oldest, folder, bound, exported.path)
    if not removed:
        return exported
    more = f" + {len(removed) - _MAX_NAMED}" if len(removed) > _MAX_NAMED else ""
    names = f"{', '.join(removed[:_MAX_NAMED])}{more}"
    told = say("exports_removed", language, size=f"{bound / 1e9:.2g}", days=KEEP_DAYS, names=names)
    return replace(exported, remarks=(*exported.remarks, told))


def _remove_oldest(folder: Path, max_bytes: int, newest: Path) -> list[str]:
    """Returns the names of the files that are gone by that."""
    now_s, removed = time.time(), list[str]()
    kept = sorted(_list(folder), key=lambda each: each.changed_at)
    used = sum(each.bytes for each in kept)
    for each in kept:
        age_s = now_s - each.changed_at
        is_written = each.is_part and age_s < _UNFINISHED_S
        is_newest = each.path in (newest, newest.with_suffix(""))
        if is_written or is_newest or not (used > max_bytes or age_s > KEEP_DAYS * _DAY_S):
            continue
        if _remove(each.path):
            used -= each.bytes
            removed += [] if each.is_part else [each.path.name]
    return removed


def _list(folder: Path) -> Iterator[_Kept]:
    for path in folder.iterdir():
        with contextlib.suppress(OSError):  # another export removes it as well
            found = path.lstat()
            size = found.st_size + (_size_of(path) if path.is_dir() and not path.is_symlink() else 0)
            yield _Kept(path, size, found.st_mtime)


def _size_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*"))


def _remove(path: Path) -> bool:
    """Says whether it is gone; on Windows it stays while somebody reads it."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        return False
    return True
