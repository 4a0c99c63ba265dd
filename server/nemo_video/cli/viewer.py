"""The studio's projects in a browser, for people without a host.

The player is an MCP App: it asks its host for everything. Here a page is that host. It embeds the player,
answers its messages, and hands its calls to a server in this process.
"""

import os
import secrets
import socket
import sys
import webbrowser
from importlib.resources import files
from typing import Any

import anyio
import typer
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import Implementation, TextResourceContents
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route

from nemo_video import __version__
from nemo_video.cli.composition import make_server
from nemo_video.cli.logs import configure_logs
from nemo_video.cli.loopback import KEY_BYTES, listen, make_app, origin_of, serve_app
from nemo_video.cli.process import hearing_the_end
from nemo_video.settings import read_settings
from nemo_video.surface.player import PLAYER_URI

_CLIENT = Implementation(name="nemo-video-studio-page", version=__version__)

_PAGE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PLAYER_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: {media}; "
    "media-src data: {media}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What a host grants to an MCP App: its own code, and media from the origins that the resource declares."""

_DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the address holds the token
    "X-Content-Type-Options": "nosniff",
}


class _Call(BaseModel):
    """A call of a tool, as the page sends it."""

    name: str
    arguments: dict[str, Any] = {}


class Viewer:
    """What the page asks for, under an address that nobody can guess.

    Args:
        client: A client of the server in this process.
        media_origin: From where the player loads films.
    """

    def __init__(self, client: Client, media_origin: str) -> None:
        self._client = client
        self._media_origin = media_origin
        self._token = secrets.token_urlsafe(KEY_BYTES)

    async def serve(self, listener: socket.socket) -> None:
        """Serve until cancelled."""
        routes = [
            Route("/", self._show_page),
            Route("/player", self._show_player),
            Route("/projects", self._list_projects),
            Route("/projects/{project_id}.svg", self._draw_timeline),
            Route("/call", self._call_tool, methods=["POST"]),
        ]
        await serve_app(make_app([Mount(f"/{self._token}", routes=routes)]), listener)

    def address_on(self, listener: socket.socket) -> str:
        """Where the page is."""
        return f"{origin_of(listener)}/{self._token}/"

    def _show_page(self, _: Request) -> Response:
        page = files("nemo_video.cli").joinpath("viewer.html").read_text(encoding="utf-8")
        return HTMLResponse(page, headers={**_HEADERS, "Content-Security-Policy": _PAGE_POLICY})

    async def _show_player(self, _: Request) -> Response:
        policy = _PLAYER_POLICY.format(media=self._media_origin)
        page = await self._read(PLAYER_URI)
        return HTMLResponse(page, headers={**_HEADERS, "Content-Security-Policy": policy})

    async def _list_projects(self, _: Request) -> Response:
        """Those of the studio: what lies on a cloud is seen there."""
        listed = _PROJECTS.validate_json(await self._read("video://projects"))
        ours = [project for project in listed["projects"] if project["backend"] == "studio"]
        return JSONResponse({**listed, "projects": ours}, headers=_HEADERS)

    async def _draw_timeline(self, request: Request) -> Response:
        """As SVG, which follows the page's theme."""
        try:
            drawn = await self._read(f"video://projects/{request.path_params['project_id']}/timeline.svg")
        except MCPError:
            return JSONResponse({"error": "There is no such project."}, 404, _HEADERS)
        policy = {"Content-Security-Policy": _DRAWING_POLICY}
        return Response(drawn, headers={**_HEADERS, **policy}, media_type="image/svg+xml")

    async def _call_tool(self, request: Request) -> Response:
        try:
            call = _Call.model_validate_json(await request.body())
        except ValidationError:
            return JSONResponse({"error": "This is no call of a tool."}, 400, _HEADERS)
        try:
            result = await self._client.call_tool(call.name, call.arguments)
        except MCPError as error:
            return JSONResponse({"error": str(error)}, 502, _HEADERS)
        told = result.model_dump(mode="json", by_alias=True, exclude_none=True)
        return JSONResponse(told, headers=_HEADERS)

    async def _read(self, uri: str) -> str:
        contents = (await self._client.read_resource(uri)).contents
        return "".join(part.text for part in contents if isinstance(part, TextResourceContents))


_PROJECTS = TypeAdapter(dict[str, Any])


async def run_viewer(port: int = 0) -> None:
    """Show the studio's projects in a browser until interrupted, or told to end.

    Args:
        port: Where; any free port when 0.

    Raises:
        OSError: The port is taken.
        InvalidArgument: A setting has a bad value.
    """
    configure_logs()
    with hearing_the_end() as until_told_to_end, listen(port) as listener:
        server = make_server(
            settings=read_settings({**os.environ, "NEMO_BACKEND": "studio"}), is_onlooker=True
        )
        media_origin = server.gateway.origin if server.gateway else ""
        async with Client(server, client_info=_CLIENT) as client, anyio.create_task_group() as tasks:
            viewer = Viewer(client, media_origin)
            tasks.start_soon(viewer.serve, listener)
            tasks.start_soon(_open_page, viewer.address_on(listener))
            await until_told_to_end()
            tasks.cancel_scope.cancel()


async def _open_page(address: str) -> None:
    typer.echo(f"The studio's projects are at\n{address}\nCtrl+C ends it.")
    if _has_browser():
        await anyio.to_thread.run_sync(webbrowser.open, address, abandon_on_cancel=True)


def _has_browser() -> bool:
    """Whether a window can open; without one `webbrowser` would start a browser inside the terminal."""
    has_desktop = sys.platform in ("win32", "darwin")
    return has_desktop or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
