"""What the edits of a session work on: its draft, its canvas, its media, and what undo goes back to."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from nemo_studio.draft import empty_draft
from nemo_video.wire.envelope import JsonObject
from nemo_video.wire.formats import EXPORT_RESOLUTIONS
from nemo_video.wire.platforms import PlatformName

STEPS: Final = 30
"""So many edits can be undone."""

_SHAPES = {
    "16:9": (1920, 1080),
    "9:16": (1080, 1920),
    "1:1": (1080, 1080),
    "4:5": (1080, 1350),
    "21:9": (1920, 822),
}


@dataclass
class Canvas:
    """The shape of the picture, and where it is to be shown, by the names of `PLATFORMS`."""

    aspect_ratio: str = "16:9"
    fps: int = 30
    resolution: str = "1080p"
    platform: PlatformName | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels, both even."""
        scale = EXPORT_RESOLUTIONS[self.resolution] / EXPORT_RESOLUTIONS["1080p"]
        width, height = _SHAPES[self.aspect_ratio]
        return round(width * scale / 2) * 2, round(height * scale / 2) * 2

    @property
    def shape(self) -> float:
        """Its width by its height."""
        return self.size[0] / self.size[1]

    def as_json(self) -> JsonObject:
        """What the state answers."""
        width, height = self.size
        shape = {"ratio": self.aspect_ratio, "width": width, "height": height, "fps": self.fps}
        return {**shape, "platform": self.platform} if self.platform else shape


@dataclass(frozen=True)
class UploadedMedia:
    """A file that was uploaded to a session."""

    media_id: str
    name: str
    kind: str
    path: Path
    bytes: int
    duration_s: float | None
    width: int | None
    height: int | None
    notices: tuple[str, ...] = ()

    @property
    def shape(self) -> float | None:
        """Its width by its height, where it has any."""
        return self.width / self.height if self.width and self.height else None

    def as_json(self) -> JsonObject:
        """What the upload and the state answer."""
        return {
            "id": self.media_id,
            "name": self.name,
            "type": self.kind,
            "size": self.bytes,
            "duration": self.duration_s,
            "width": self.width,
            "height": self.height,
            "notices": list(self.notices),
        }


def call_by_names(words: str, uploads: Iterable[UploadedMedia]) -> str:
    """Words about our files, in which each upload has the name by which its owner knows it."""
    for media in uploads:
        words = words.replace(str(media.path), media.name).replace(media.path.name, media.name)
    return words


@dataclass(frozen=True)
class Snapshot:
    """The work of a session at one time; `touched` are the ids of the segments that "it" means."""

    draft: JsonObject
    canvas: Canvas
    touched: frozenset[str]


@dataclass(frozen=True)
class History:
    """Snapshots before and after the present one."""

    past: tuple[Snapshot, ...] = field(default=())
    future: tuple[Snapshot, ...] = field(default=())

    def record(self, before: Snapshot) -> "History":
        """After an edit: what was before it can be gone back to, and what was undone is gone."""
        return History((*self.past, before)[-STEPS:])

    def undo(self, present: Snapshot) -> "tuple[Snapshot, History] | None":
        """The snapshot before the present one; None when there is none."""
        if not self.past:
            return None
        return self.past[-1], History(self.past[:-1], (present, *self.future)[:STEPS])

    def redo(self, present: Snapshot) -> "tuple[Snapshot, History] | None":
        """The snapshot that was undone last; None when there is none."""
        if not self.future:
            return None
        return self.future[0], replace(self, past=(*self.past, present)[-STEPS:], future=self.future[1:])


@dataclass
class Project:
    """The work of one session.

    Attributes:
        draft: What is on the timeline.
        canvas: The shape of the picture.
        uploads: What was uploaded, the oldest first.
        generated: Clips that were made, as the state names them.
        history: What undo and redo go back to.
        touched: Ids of the segments that "it" means.
    """

    draft: JsonObject = field(default_factory=empty_draft)
    canvas: Canvas = field(default_factory=Canvas)
    uploads: list[UploadedMedia] = field(default_factory=list[UploadedMedia])
    generated: list[JsonObject] = field(default_factory=list[JsonObject])
    history: History = field(default_factory=History)
    touched: frozenset[str] = frozenset()
