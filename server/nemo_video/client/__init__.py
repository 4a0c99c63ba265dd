"""The backend over HTTP: typed facts or one typed error, whatever the network between does.

It knows the wire and nothing of timelines, languages or MCP.
"""

from nemo_video.client.answers import (
    Balance,
    CostEstimate,
    Download,
    ModelCosts,
    ProjectState,
    Rejected,
    RenderProgress,
    SegmentMiniatures,
    Session,
    StoredMedia,
    UploadOutcome,
)
from nemo_video.client.auth import MemoryTokenStore, StoredToken, TokenStore
from nemo_video.client.backend import BackendClient
from nemo_video.client.events import (
    ChatEvent,
    End,
    Heartbeat,
    Media,
    Prompt,
    Question,
    Stage,
    StreamError,
    Text,
    ToolFinished,
    ToolStarted,
)
from nemo_video.client.fields import as_number
from nemo_video.client.identity import read_client_id
from nemo_video.client.local_file import check_file, open_file, open_regular
from nemo_video.client.part_file import move_to_free_name, save_bytes
from nemo_video.client.subtitle_file import SubtitleFile, is_subtitle_file, read_subtitle_file

__all__ = [
    "BackendClient",
    "Balance",
    "ChatEvent",
    "CostEstimate",
    "Download",
    "End",
    "Heartbeat",
    "Media",
    "MemoryTokenStore",
    "ModelCosts",
    "ProjectState",
    "Prompt",
    "Question",
    "Rejected",
    "RenderProgress",
    "SegmentMiniatures",
    "Session",
    "Stage",
    "StoredMedia",
    "StoredToken",
    "StreamError",
    "SubtitleFile",
    "Text",
    "TokenStore",
    "ToolFinished",
    "ToolStarted",
    "UploadOutcome",
    "as_number",
    "check_file",
    "is_subtitle_file",
    "move_to_free_name",
    "open_file",
    "open_regular",
    "read_client_id",
    "read_subtitle_file",
    "save_bytes",
]
