"""The tools where callers come over HTTP: files of theirs are sent to an address, and exports are links."""

from dataclasses import replace
from typing import Annotated

from mcp_types import CallToolResult
from pydantic import Field

from nemo_video.engine import TIMELINE_NAMES, RejectedFile, Uploaded
from nemo_video.errors import NotAllowed
from nemo_video.surface import schemas as out
from nemo_video.surface.lazy_engine import CallContext, engine_of
from nemo_video.surface.remote import reads_no_path, remote_caller
from nemo_video.surface.tools import (
    Chapters,
    Filename,
    Format,
    Platform,
    ProjectId,
    Quality,
    RequestId,
    Tools,
    WaitS,
)
from nemo_video.surface.views import show_upload_address, show_uploaded

RemoteSource = Annotated[
    str | list[str] | None,
    Field(
        description="http(s) URL, or a list: mp4 mov avi webm mkv jpg png gif webp mp3 wav m4a aac, 200 MB "
        "each. Left out: an address to send a file to."
    ),
]


class RemoteTools(Tools):
    """The same tools, but for the two that have to do with files of the caller."""

    async def upload(
        self, ctx: CallContext, source: RemoteSource = None, project_id: ProjectId = None
    ) -> Annotated[CallToolResult, out.UploadOut]:
        """Bring files into the project; then say with generate what to do with them.

        From URLs, or of the user's own: without source it answers with upload_url, an address that expires;
        send each file there with HTTP PUT, its name behind the address, as
        `curl -T clip.mp4 UPLOAD_URL`. Free. A bad file in a list never loses the good ones.
        """
        engine = await engine_of(ctx)
        sources = [source] if isinstance(source, str) else source or []
        if not sources:
            project = await engine.receive_uploads(project_id)
            caller = remote_caller()
            assert caller  # this server has no others
            return show_upload_address(project, caller.upload_address(project))
        addresses = [each for each in sources if each.lower().startswith(("http://", "https://"))]
        if not addresses:
            raise reads_no_path()
        wait_s = self._watch(ctx, None).left_s
        uploaded = await engine.upload(project_id, addresses, wait_s=wait_s)
        return show_uploaded(_with_refused(uploaded, [each for each in sources if each not in addresses]))

    async def export(
        self,
        ctx: CallContext,
        project_id: ProjectId = None,
        format: Format = "mp4",
        quality: Quality = "high",
        filename: Filename = None,
        platform: Platform = None,
        chapters: Chapters = None,
        wait_s: WaitS = None,
        request_id: RequestId = None,
    ) -> Annotated[CallToolResult, out.ExportOut]:
        """Render the timeline as a file.

        Returns download_url, a link that expires, after decoding the file from first to last frame; wait with
        the same job_id gives a new link. Free. `running` means: call wait with the job_id.
        """
        if format in TIMELINE_NAMES:
            raise _no_folder(format)
        return await super().export(
            ctx, project_id, format, quality, filename, platform, chapters, wait_s, request_id
        )


def _no_folder(format: str) -> NotAllowed:
    return NotAllowed(
        f"A timeline as {format} comes with a folder of media, and this server hands out single files.",
        advice="Export mp4 for the film, or srt for its words.",
    )


def _with_refused(uploaded: Uploaded, paths: list[str]) -> Uploaded:
    error = reads_no_path()
    refused = tuple(RejectedFile(path, error.code, error.message, error.advice) for path in paths)
    return replace(uploaded, rejected=(*uploaded.rejected, *refused))
