"""What the backend answers, in the engine's terms. Frozen values without behaviour."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from nemo_video.errors import VideoError
from nemo_video.wire.calls import RenderPhase
from nemo_video.wire.envelope import JsonObject


@dataclass(frozen=True)
class Session:
    """An editing session of the backend.

    Attributes:
        task_id: What a browser link needs beside the session; empty where the backend told none.
        bind_id: What the registration link of an anonymous user binds to, when the backend told it.
    """

    task_id: str
    session_id: str
    bind_id: str | None


@dataclass(frozen=True)
class ModelCosts:
    """What a real model behind the backend costs, in the currency of its prices.

    Attributes:
        model: Its name.
        spent_today: Of clips that were made or are being made, as far as that is told.
        cap: Most money a day, where the user set it.
        price_per_second: Of its video; None where it is not told.
    """

    model: str
    spent_today: float
    cap: float | None
    price_per_second: float | None


@dataclass(frozen=True)
class CostEstimate:
    """What a message would cost of a real model.

    Attributes:
        clips: How many clips it would order.
        price: Of all of them; None where it is not told.
        spent_today: Before it.
        cap: Most money a day, where the user set it.
    """

    clips: int
    price: float | None
    spent_today: float
    cap: float | None


@dataclass(frozen=True)
class Balance:
    """The account's credits. `frozen` are reserved by work in progress.

    Attributes:
        model: What a real model costs beside them, where there is one.
    """

    available: float
    frozen: float
    total: float
    model: ModelCosts | None = None


@dataclass(frozen=True)
class TurnRefusal:
    """Why a turn failed: when, in unix seconds, the code of a stream, and the words."""

    at: float
    code: str
    words: str


@dataclass(frozen=True)
class ProjectState:
    """The newest state of a session. The draft is exactly what came, unknown keys included.

    Attributes:
        is_working: The backend says that it still works on a turn of it.
        refusal: Why a model made no clip in the last turn that it refused.
    """

    draft: JsonObject | None
    video_infos: tuple[JsonObject, ...]
    generated_media: tuple[JsonObject, ...]
    canvas_config: JsonObject | None
    bind_id: str | None
    is_working: bool = False
    refusal: "TurnRefusal | None" = None


@dataclass(frozen=True)
class StoredMedia:
    """A file that the backend took. What the backend does not tell is None.

    Attributes:
        name: The name under which the backend keeps it.
        source: The path or URL that the caller gave.
        kind: `video`, `image` or `audio`; `unknown` for a URL of which nobody said.
        notices: What was seen of a local file: `rotated`, `hdr`, `tracks_mixed` and the like.
    """

    name: str
    source: str
    kind: str
    bytes: int | None
    duration_s: float | None
    width: int | None
    height: int | None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """A source that was not stored, and why."""

    source: str
    error: VideoError


@dataclass(frozen=True)
class UploadOutcome:
    """What became of a list of sources, each part in the order given."""

    stored: tuple[StoredMedia, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True)
class SegmentMiniatures:
    """What the items of a draft look and sound like, by their segments' ids.

    Attributes:
        thumbnails: Frames of clips, as JPEGs.
        waveforms: Peaks of sounds from their start to their end, 0 to 1.
        is_complete: Whether nothing is still being drawn or measured.
    """

    thumbnails: Mapping[str, bytes]
    waveforms: Mapping[str, Sequence[float]]
    is_complete: bool


@dataclass(frozen=True)
class RenderProgress:
    """How far a render is.

    Attributes:
        percent: 0 to 100, when the backend tells it.
        url: Where the file lies, once the render is completed.
        bytes: How large it is, where the backend tells.
        error: One line, when it failed and the backend said why.
        remarks: What else the backend says of it, a sentence each.
        dashboard: Where the cluster that renders it can be watched.
    """

    phase: RenderPhase
    percent: float | None
    url: str | None
    error: str | None
    remarks: tuple[str, ...] = ()
    dashboard: str | None = None
    bytes: int | None = None


@dataclass(frozen=True)
class Download:
    """A file that lies complete on the disk.

    Attributes:
        path: It may have a number that `target` had not.
        url: The address that gave it, which does not make it another file; None for the backend's own.
    """

    path: Path
    bytes: int
    sha256: str
    url: str | None = field(default=None, compare=False)
