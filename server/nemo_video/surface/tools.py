"""The tools, as hosts list them: names, arguments, hints and descriptions are fixed by the contract."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Annotated, Any, Literal

import anyio
from mcp.server.mcpserver import MCPServer
from mcp_types import CallToolResult, ToolAnnotations
from pydantic import Field, WithJsonSchema

from nemo_video.engine import (
    MAX_PREVIEW_FRAMES,
    SOUND_FORMATS,
    EditRequest,
    ExportQuality,
    ExportRequest,
    FileFormat,
    Generated,
    GenerateRequest,
    PlatformName,
    work_on,
)
from nemo_video.settings import BackendName, Settings
from nemo_video.surface import schemas as out
from nemo_video.surface.asking import asked_job, consent_of
from nemo_video.surface.boundary import guarded
from nemo_video.surface.callers import UNKNOWN_HOST_S, host_name, takes_tasks, wait_budget_s
from nemo_video.surface.lazy_engine import CallContext, LazyEngine, engine_of
from nemo_video.surface.listing import icon_of
from nemo_video.surface.patience import answered_in_time
from nemo_video.surface.player import SHOWN_TOOLS, TOOL_META, with_drawing
from nemo_video.surface.schemas import edits_schema
from nemo_video.surface.views import (
    show_cancel,
    show_credits,
    show_generated,
    show_preview,
    show_projects,
    show_state,
    show_uploaded,
)
from nemo_video.surface.watching import Watch

Tool = Callable[..., Awaitable[CallToolResult]]

ProjectId = Annotated[
    str | None, Field(description="Project handle; the current project if left out.", max_length=100)
]
WaitS = Annotated[
    float | None,
    Field(
        description="Seconds this call may block; then it returns `running`. Default suits the host.",
        ge=0,
        le=3600,
    ),
]
RequestId = Annotated[
    str | None, Field(description="Your own id; the same id again joins the same job.", max_length=200)
]
JobId = Annotated[
    str, Field(description="From a result with status `running`.", min_length=1, max_length=100)
]

Prompt = Annotated[
    str,
    Field(
        description="What to make or change, in the user's own words, English or Chinese.", max_length=10_000
    ),
]
DurationS = Annotated[float | None, Field(description="Length of the clip in seconds.", ge=0, le=600)]
AspectRatio = Annotated[
    Literal["16:9", "9:16", "1:1", "4:5", "21:9"] | None, Field(description="Shape of the picture.")
]
AsIs = Annotated[
    bool,
    Field(
        description="Send the words as they are, even if they seem to ask for another tool. Default false."
    ),
]
Edits = Annotated[list[Any], WithJsonSchema(edits_schema())]
Source = Annotated[
    str | list[str],
    Field(
        description="A local path or http(s) URL, or a list: mp4 mov avi webm mkv jpg png gif webp mp3 "
        "wav m4a aac, 200 MB each; srt vtt ass become subtitles."
    ),
]
Format = Annotated[
    FileFormat,
    Field(
        description="File format, mp4 if left out; "
        f"{', '.join(SOUND_FORMATS[:-1])} and {SOUND_FORMATS[-1]} are the sound alone; "
        "srt and vtt are the titles and subtitles; otio, fcpxml and edl are the timeline for another editor, "
        "with its media in a folder."
    ),
]
Quality = Annotated[ExportQuality, Field(description="Picture quality, high if left out.")]
Platform = Annotated[
    PlatformName | None, Field(description="Remarks say what breaks its rules, and how to mend it.")
]
Filename = Annotated[str | None, Field(description="Plain file name, no folder.", max_length=120)]
Chapters = Annotated[
    str | None,
    Field(description='"clips", or lines as "0:00 Opening": written into mp4, mov, mkv.', max_length=10_000),
]
AtS = Annotated[
    list[Annotated[float, Field(ge=0, le=86_400)]] | None,
    Field(description="Seconds into the video, one picture each.", max_length=MAX_PREVIEW_FRAMES),
]
Picture = Annotated[bool, Field(description="Add a picture of the timeline. Default false.")]
Action = Annotated[Literal["list", "new", "use", "link"], Field(description="What to do; list if left out.")]
Backend = Annotated[BackendName | None, Field(description="For `new`: where the project lives.")]


class Tools:
    """The tools over one engine, which the server's lifespan opens.

    Args:
        settings: Default waiting time and how often a long job speaks.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def register(self, server: MCPServer[LazyEngine]) -> None:
        """List the tools, in their fixed order. What a host reads about each is its docstring below."""
        add = partial(_add, server)
        add(self.generate, "Generate or edit video", destructive=True)
        add(self.edit, "Edit exactly", destructive=True)
        add(self.upload, "Upload media")
        add(self.export, "Export the video to a file")
        add(self.credits, "Show credits", read_only=True, idempotent=True)
        add(self.state, "Show the timeline", read_only=True, idempotent=True)
        add(self.wait, "Wait for a job", read_only=True, idempotent=True)
        add(self.cancel, "Cancel a job", destructive=True, idempotent=True)
        add(self.preview, "Look at the video", read_only=True, idempotent=True)
        add(self.projects, "Manage projects")

    async def generate(
        self,
        ctx: CallContext,
        prompt: Prompt,
        project_id: ProjectId = None,
        duration_s: DurationS = None,
        aspect_ratio: AspectRatio = None,
        as_is: AsIs = False,
        wait_s: WaitS = None,
        request_id: RequestId = None,
    ) -> Annotated[CallToolResult, out.GenerateOut]:
        """Make a video, or change the one on the timeline, by saying so.

        Starts a job and waits for it up to wait_s. Status `running` means: call wait with the job_id, don't
        call generate again. `needs_input` carries a question: answer it with generate. `routed` means that
        the words asked for another tool, see suggestions. Costs credits on the cloud (about 100 a clip, 50 an
        edit); the studio is free.
        """
        request = GenerateRequest(prompt, project_id, duration_s, aspect_ratio, request_id, as_is)
        watch = self._watch(ctx, wait_s, starts=True)
        engine, asked = await engine_of(ctx), asked_job(ctx)
        consent = consent_of(ctx, watch.left_s)
        started = await (engine.last_job(asked) if asked else engine.generate(request, consent))
        if isinstance(started, Generated):
            return show_generated(None, started)
        return await watch.follow(started)

    async def edit(
        self,
        ctx: CallContext,
        edits: Edits,
        project_id: ProjectId = None,
        wait_s: WaitS = None,
        request_id: RequestId = None,
    ) -> Annotated[CallToolResult, out.EditOut]:
        """Change the timeline exactly: everything that has a number or a name.

        Names come from timeline.items of state, generate or edit; all edits of a call go in one turn. `edits`
        of the result says of each whether the timeline shows it. For wishes and new scenes use generate.
        Costs about 50 credits a call on the cloud; the studio is free.
        """
        request = EditRequest(tuple(edits), project_id, request_id)
        watch = self._watch(ctx, wait_s, starts=True)
        engine, asked = await engine_of(ctx), asked_job(ctx)
        consent = consent_of(ctx, watch.left_s)
        started = await (engine.last_job(asked) if asked else engine.edit(request, consent))
        if isinstance(started, Generated):
            return show_generated(None, started)
        return await watch.follow(started)

    async def upload(
        self, ctx: CallContext, source: Source, project_id: ProjectId = None
    ) -> Annotated[CallToolResult, out.UploadOut]:
        """Bring local files or URLs into the project; then say with generate what to do with them.

        Free, except that subtitles of a film are an edit. A bad file in a list never loses the good ones.
        """
        sources = [source] if isinstance(source, str) else source
        watch, engine = self._watch(ctx, None), await engine_of(ctx)
        work = partial(engine.upload, project_id, sources, wait_s=watch.left_s)
        return show_uploaded(await watch.tell_of("uploading", work))

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
        """Render the timeline and save the file on the user's disk.

        Returns its absolute path after decoding it from first to last frame. Free. `running` means: call wait
        with the job_id.
        """
        request = ExportRequest(project_id, format, quality, filename, request_id, platform, chapters)
        watch = self._watch(ctx, wait_s, starts=True)
        return await watch.follow(await (await engine_of(ctx)).export(request))

    async def credits(self, ctx: CallContext) -> Annotated[CallToolResult, out.CreditsOut]:
        """Show the account's credits, and how to get more."""
        with answered_in_time(ctx.session, "the credits"):
            return show_credits(await (await engine_of(ctx)).credits())

    async def state(
        self,
        ctx: CallContext,
        project_id: ProjectId = None,
        picture: Picture = False,
    ) -> Annotated[CallToolResult, out.StateOut]:
        """Show what is on the timeline now: tracks, media, jobs. Free."""
        with answered_in_time(ctx.session, "the project's state"):
            report = await (await engine_of(ctx)).state(project_id, picture=picture)
        shown = await work_on(report.timeline, partial(show_state, report))
        return with_drawing(shown, report.waveforms) if report.waveforms else shown

    async def wait(
        self, ctx: CallContext, job_id: JobId, wait_s: WaitS = None
    ) -> Annotated[CallToolResult, out.WaitOut]:
        """Wait for a generate, edit or export that is still running.

        Returns that tool's result. Call it again while the status is `running`.
        """
        watch = self._watch(ctx, wait_s)
        return await watch.follow(await (await engine_of(ctx)).job(job_id))

    async def cancel(self, ctx: CallContext, job_id: JobId) -> Annotated[CallToolResult, out.CancelOut]:
        """Stop a running generate, edit or export, at once; the project stays usable.

        `note` says what was already charged or still may be.
        """
        return show_cancel(await (await engine_of(ctx)).cancel(job_id))

    async def preview(
        self, ctx: CallContext, project_id: ProjectId = None, at_s: AtS = None
    ) -> Annotated[CallToolResult, out.PreviewOut]:
        """Look at the video: pictures of the draft, or of the newest export or media on a cloud.

        Without at_s one sheet: each clip with the name that edit takes, or an even look. Free.
        """
        times_s = [time_s + 0.0 for time_s in at_s or ()]  # what is less than nothing by its sign is nothing
        with answered_in_time(ctx.session, "the pictures", at_least_s=UNKNOWN_HOST_S):
            return show_preview(await (await engine_of(ctx)).preview(project_id, times_s))

    async def projects(
        self,
        ctx: CallContext,
        action: Action = "list",
        project_id: ProjectId = None,
        backend: Backend = None,
    ) -> Annotated[CallToolResult, out.ProjectsOut]:
        """List projects, make a new one, switch to one, or get a link that opens one in a browser.

        A new project with backend `studio` works offline and free.
        """
        engine = await engine_of(ctx)
        match action:
            case "list":
                report = await engine.list_projects()
            case "new":
                report = await engine.new_project(backend)
            case "use":
                report = await engine.use_project(project_id)
            case "link":
                with answered_in_time(ctx.session, "the link"):
                    report = await engine.link_project(project_id)
        return show_projects(report)

    def _watch(self, ctx: CallContext, wait_s: float | None, *, starts: bool = False) -> Watch:
        """A watch from now on. Whoever takes tasks need not wait for a job that this call starts."""
        asked_s = 0 if starts and takes_tasks(ctx.session) else wait_s
        budget_s = wait_budget_s(host_name(ctx.session), asked_s=asked_s, set_s=self._settings.wait_s)
        return Watch(ctx, anyio.current_time() + budget_s, self._settings.still_working_s)


def _add(
    server: MCPServer[LazyEngine],
    tool: Tool,
    title: str,
    *,
    read_only: bool = False,
    destructive: bool = False,
    idempotent: bool = False,
) -> None:
    """List one tool. All four hints are explicit; every tool talks to a backend, so its world is open."""
    server.add_tool(
        guarded(tool),
        title=title,
        icons=[icon_of(tool.__name__)],
        description=" ".join((tool.__doc__ or "").split()),
        annotations=ToolAnnotations(
            title=title,
            read_only_hint=read_only,
            destructive_hint=destructive,
            idempotent_hint=idempotent,
            open_world_hint=True,
        ),
        meta=TOOL_META if tool.__name__ in SHOWN_TOOLS else None,
    )
