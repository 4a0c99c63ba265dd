"""What the studio answers beyond what the protocol's readers share with it."""

from nemo_video.wire.envelope import JsonObject, Message


class Envelope(Message):
    """An answer; `code` 0 is success, any other an error, also under HTTP 200."""

    code: int
    message: str = ""
    data: JsonObject | None = None


class RenderedFile(Message):
    """Where a completed render lies."""

    url: str


class RenderStatus(Message):
    """Answer of the export status; without an envelope, its fields stand at the top level."""

    status: str
    progress: float | None = None
    output: RenderedFile | None = None
    error: str | None = None
    remarks: list[str] | None = None
    dashboard: str | None = None
