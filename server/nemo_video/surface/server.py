"""The server object: the tools over an engine that is opened at need and that its lifespan closes."""

from collections.abc import AsyncGenerator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import anyio
from mcp.server.caching import CacheableMethod, CacheHint
from mcp.server.lowlevel.helper_types import ReadResourceContents
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.request_state import RequestStateSecurity
from mcp_types import (
    CallToolResult,
    GetPromptResult,
    Icon,
    InputRequiredResult,
    SubscribeRequestParams,
    Tool,
    UnsubscribeRequestParams,
)
from pydantic import AnyUrl, ValidationError

from nemo_video import __version__
from nemo_video.engine import Finisher
from nemo_video.errors import InvalidArgument
from nemo_video.settings import Settings
from nemo_video.surface.arguments import bad_values, plain_arguments, unknown_tool
from nemo_video.surface.boundary import error_result, language_of_call
from nemo_video.surface.callers import starts_process_for_call
from nemo_video.surface.completion import Completions
from nemo_video.surface.gate import clean_answers
from nemo_video.surface.lazy_engine import LazyEngine, OpenEngine, User, lazily_opened
from nemo_video.surface.listing import compact_tool
from nemo_video.surface.notices import Notices
from nemo_video.surface.player import MediaGateway, player_app, with_media
from nemo_video.surface.prompts import check_prompt, register_prompts
from nemo_video.surface.remote import OVER_HTTP, Identified, RemoteAccess, calling_user
from nemo_video.surface.remote_tools import RemoteTools
from nemo_video.surface.resources import Resources, with_media_type
from nemo_video.surface.sdk import OpenServer
from nemo_video.surface.skills import Skills
from nemo_video.surface.stdio import serve_stdio
from nemo_video.surface.tasks import Tasks
from nemo_video.surface.tools import Tools

_HOMEPAGE = "https://github.com/nemovideo/nemo-video-mcp"
_DESCRIPTION = "Make, edit and export video by chat."
_ICON = "https://raw.githubusercontent.com/nemovideo/nemo-video-mcp/main/icon.png"
"""An address, not the picture: the 2026 protocol repeats it in every answer."""

_HOUR_MS = 3600 * 1000
_CACHE_HINTS: Mapping[CacheableMethod, CacheHint] = {
    "tools/list": CacheHint(_HOUR_MS, "public"),
    "prompts/list": CacheHint(_HOUR_MS, "public"),
    "resources/templates/list": CacheHint(_HOUR_MS, "public"),
    "resources/list": CacheHint(_HOUR_MS, "private"),
}
"""These lists never change while a server runs; that of the resources names this process's port."""

INSTRUCTIONS = """\
Make and edit video by chat. Order of work: generate (say what to make; wishes in words), edit (everything
that has a number or a name: times, lengths, order, speed, volume, titles), state (see the timeline and the
names of its items), export (get the file's path), preview (see pictures of it). upload brings the user's own
files in first.
generate, edit and export are jobs: status `running` means the work goes on; call wait with the job_id and
never repeat the call, though a repeat would only join the same job. `needs_input`: put the question to the
user and answer it with generate. `routed`: the words asked for another tool; call the one in suggestions.
generate and edit cost credits on the cloud (about 100 a clip, 50 an edit); upload, state and export are free.
Check credits first and tell the user. If the cloud is unreachable, ask the user, then
projects(action="new", backend="studio") works offline and free; it draws its own scenes and is no AI model.
A result with `left_out` was shortened: the resource that its text names has all. video://guide tells more.
Follow suggestions, in their order. Give the user the path of an exported file as it is."""


class VideoServer(OpenServer):
    """An MCP server that answers unknown arguments and bad values in plain words.

    Attributes:
        gateway: From where players load films; without one they show only what lies at an https address.
        finisher: Who goes on with what is left at the end of a process that a host started for one call.
        has_listed: Whether anybody listed the tools.
        running: The engine of the server that runs.
    """

    gateway: MediaGateway | None = None
    finisher: Finisher | None = None
    has_listed: bool = False
    running: Callable[[], LazyEngine]

    async def serve_stdio(self, on_closed: Callable[[], None]) -> None:
        """Serve over standard input and output; `on_closed` is told when everything of ours is closed."""
        await serve_stdio(self.lowlevel, on_closed)

    async def list_tools(self) -> list[Tool]:
        """The tools in their fixed order, with short schemas."""
        self.has_listed = True
        return [compact_tool(tool) for tool in await super().list_tools()]

    async def read_resource(
        self, uri: AnyUrl | str, context: Context[LazyEngine, Any] | None = None
    ) -> Iterable[ReadResourceContents] | InputRequiredResult:
        """Read a resource; an exported file has a media type of its own."""
        contents = await super().read_resource(uri, context)
        return contents if isinstance(contents, InputRequiredResult) else with_media_type(str(uri), contents)

    async def get_prompt(
        self,
        name: str,
        arguments: dict[str, Any] | None = None,
        context: Context[LazyEngine, Any] | None = None,
    ) -> GetPromptResult | InputRequiredResult:
        """Fill in a prompt; what the arguments have wrong is told in plain words."""
        check_prompt(self.find_prompt(name), name, arguments or {}, self.prompt_names())
        return await super().get_prompt(name, arguments, context)

    def announce(self, notices: Notices) -> None:
        """Let clients of the handshake era subscribe to resources."""
        add = self.lowlevel.add_request_handler
        add("resources/subscribe", SubscribeRequestParams, notices.subscribe)
        add("resources/unsubscribe", UnsubscribeRequestParams, notices.unsubscribe)

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[LazyEngine, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call a tool; what the arguments have wrong is an answer, not a protocol error."""
        if self.finisher and context and not self.has_listed:
            self.finisher.is_for_one_call |= starts_process_for_call(context.session)
        tool = self.find_tool(name)
        if tool is None:
            unknown = unknown_tool(name, self.tool_names())
            return error_result(unknown, await language_of_call(arguments, context))
        try:
            plain = plain_arguments(tool.parameters, arguments)
            result = await super().call_tool(name, plain, context)
        except InvalidArgument as error:
            return error_result(error, await language_of_call(arguments, context))
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                wrong = bad_values(error.__cause__)
                return error_result(wrong, await language_of_call(arguments, context))
            raise
        if self.gateway is None or not isinstance(result, CallToolResult):
            return result
        return await with_media(result, self.gateway)


def build_server(
    settings: Settings,
    open_engine: OpenEngine,
    gateway: MediaGateway | None = None,
    finisher: Finisher | None = None,
    remote: RemoteAccess | None = None,
) -> VideoServer:
    """The server, ready to run.

    Args:
        settings: The settings of the process.
        open_engine: Opens a user's engine, when the first call needs it or soon after the start.
        gateway: From where players load films; None where nobody plays them.
        finisher: Who goes on with what the process leaves; None where it just ends.
        remote: How callers over HTTP are told apart; None where a host on this machine is the only caller.
    """
    caller = calling_user if remote else _only_user
    notices = Notices(caller)
    users_with_work = remote.users_with_work if remote else None
    wait_for_work = remote.wait_for_work if remote else anyio.sleep

    def has_time() -> bool:
        return finisher is not None and finisher.is_wanted

    running: list[LazyEngine] = []

    @asynccontextmanager
    async def lifespan(_: MCPServer[LazyEngine]) -> AsyncGenerator[LazyEngine]:
        async with (
            notices.sent(),
            remote.joined() if remote else nullcontext(),
            gateway.opened() if gateway else nullcontext(),
            lazily_opened(
                open_engine, notices.follow, caller, users_with_work, has_time, wait_for_work
            ) as engine,
        ):
            running.append(engine)
            try:
                yield engine
            finally:
                running.remove(engine)

    server = VideoServer(
        name="nemo-video",
        title="Nemo Video",
        version=__version__,
        description=_DESCRIPTION,
        website_url=_HOMEPAGE,
        icons=[Icon(src=_ICON, mime_type="image/png", sizes=["512x512"])],
        cache_hints=_CACHE_HINTS,
        instructions=f"{INSTRUCTIONS}\n{OVER_HTTP}" if remote else INSTRUCTIONS,
        lifespan=lifespan,
        extensions=[Tasks(), Skills(), player_app(_origins_of_media(gateway, remote))],
        middleware=[*([Identified(remote)] if remote else []), clean_answers],
        subscriptions=notices.bus,
        request_state_security=_security_of(remote),
        log_level="WARNING",
    )
    server.gateway, server.finisher = gateway, finisher
    server.running = lambda: running[-1]
    (RemoteTools if remote else Tools)(settings).register(server)
    Resources(server.running).register(server)
    register_prompts(server)
    server.completion()(Completions(server.running, settings.upload_dirs).complete)
    server.announce(notices)
    return server


def _only_user() -> User:
    return None


def _security_of(remote: RemoteAccess | None) -> RequestStateSecurity | None:
    """What seals the state of questions; None for a key of this process's own."""
    return RequestStateSecurity(keys=[remote.state_key]) if remote and remote.state_key else None


def _origins_of_media(gateway: MediaGateway | None, remote: RemoteAccess | None) -> Sequence[str]:
    """From where the page of the player may load films."""
    return [*([gateway.origin] if gateway else []), *(remote.origins if remote else [])]
