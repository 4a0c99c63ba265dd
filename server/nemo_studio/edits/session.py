"""What the edits of one turn work on: copies of what a session holds, and what there is to say of them."""

import copy
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace

from nemo_studio import draft as drafts
from nemo_studio.draft import ID, Segment, SegmentKind
from nemo_studio.project import Canvas, History, Project, Snapshot, UploadedMedia
from nemo_video.wire.envelope import JsonObject


@dataclass(frozen=True)
class Note:
    """What a reader should know of an edit that was carried out: the key of a sentence, and facts."""

    key: str
    facts: dict[str, str | int | float] = field(default_factory=dict[str, "str | int | float"])


@dataclass
class EditSession:
    """What the edits of a turn work on.

    Attributes:
        draft: The draft as it becomes.
        canvas: The canvas as it becomes.
        uploads: What was uploaded.
        touched: Ids of the segments that "it" means; those of the turn before until this one touches any.
        history: What undo and redo go back to.
        first_clip: How many clips were generated before.
        language: In which sounds are named.
        clips: Clips that the turn generates, as the state names them.
        notes: What a reader should know.
        pieces: Ids of what was cut into parts last, with whether a part begins with each.
        changed: Ids of the segments that the present command worked on.
        latest: Ids of those that the command before it worked on, of which a single "it" is.
    """

    draft: JsonObject
    canvas: Canvas
    uploads: tuple[UploadedMedia, ...]
    touched: frozenset[str]
    history: History
    first_clip: int
    language: str = "en"
    clips: list[JsonObject] = field(default_factory=list[JsonObject])
    notes: list[Note] = field(default_factory=list[Note])
    changed: set[str] = field(default_factory=set[str])
    latest: frozenset[str] = frozenset()
    pieces: dict[str, bool] = field(default_factory=dict[str, bool])
    _has_touched: bool = False

    @classmethod
    def open(cls, project: Project, language: str) -> "EditSession":
        """Copy what a project holds."""
        return cls(
            draft=copy.deepcopy(project.draft),
            canvas=replace(project.canvas),
            uploads=tuple(project.uploads),
            touched=project.touched,
            history=project.history,
            first_clip=len(project.generated),
            language="zh" if language.lower().startswith("zh") else "en",
        )

    def close(self, project: Project) -> None:
        """Give the work back."""
        project.draft, project.canvas = self.draft, self.canvas
        project.touched, project.history = self.touched, self.history
        project.generated.extend(self.clips)

    @property
    def total_ms(self) -> int:
        """Where the picture ends."""
        return drafts.duration_ms(self.draft)

    def find(self, *kinds: SegmentKind) -> list[Segment]:
        """All segments of these kinds, or of any kind, in the order of time."""
        return drafts.find(self.draft, *kinds)

    def kind_of(self, segment: Segment) -> SegmentKind:
        """What kind of thing a segment is."""
        return drafts.kind_of(self.draft, segment)

    def put(self, kind: SegmentKind, added: Iterable[Segment]) -> None:
        """Put segments on tracks of their kind."""
        drafts.put_segments(self.draft, kind, added)

    def move(self, segment: Segment, start_ms: int, length_ms: int) -> None:
        """Show a segment at another time."""
        drafts.move_segment(self.draft, segment, start_ms, length_ms)

    def remove(self, unwanted: Collection[Segment]) -> None:
        """Take segments off."""
        drafts.remove_segments(self.draft, unwanted)

    def touch(self, *segments: Segment) -> None:
        """Remember what an edit worked on."""
        earlier = self.touched if self._has_touched else frozenset[str]()
        self.touched = earlier | {segment[ID] for segment in segments}
        self.changed |= {segment[ID] for segment in segments}
        self._has_touched = True

    def start_command(self) -> None:
        """Begin to count what a command works on."""
        self.latest = frozenset(self.changed) or self.latest
        self.changed = set()

    def note(self, key: str, **facts: str | int | float) -> None:
        """Remember something to say, once."""
        if (note := Note(key, facts)) not in self.notes:
            self.notes.append(note)

    def snapshot(self) -> Snapshot:
        """The present state."""
        return Snapshot(copy.deepcopy(self.draft), replace(self.canvas), self.touched)

    def restore(self, snapshot: Snapshot) -> None:
        """Go back to a state."""
        self.draft, self.canvas = copy.deepcopy(snapshot.draft), replace(snapshot.canvas)
        self.touched = snapshot.touched
