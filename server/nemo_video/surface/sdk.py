"""The parts of the MCP SDK that are not public and that this server needs: all of them, and only here.

A test names each; the SDK is pinned to its minor version in `pyproject.toml` for them. Whatever becomes
public leaves this module.
"""

from typing import Any

from mcp.os.win32.utilities import rebind_std_handle_to_fd
from mcp.server.connection import Connection
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.prompts import Prompt
from mcp.server.mcpserver.tools import Tool
from mcp.shared._stream_protocols import ReadStream, WriteStream

from nemo_video.surface.lazy_engine import LazyEngine

__all__ = ["OpenServer", "ReadStream", "WriteStream", "connection_of", "rebind_std_handle_to_fd"]


class OpenServer(MCPServer[LazyEngine]):
    """The SDK's server with what a subclass needs of its inside."""

    @property
    def lowlevel(self) -> Server[LazyEngine]:
        """The server below: it runs over any pair of streams and takes methods that are not in the SDK."""
        return self._lowlevel_server

    def find_tool(self, name: str) -> Tool | None:
        """A tool with the whole schema of its arguments."""
        return self._tool_manager.get_tool(name)

    def tool_names(self) -> list[str]:
        """All tools, in their order."""
        return [tool.name for tool in self._tool_manager.list_tools()]

    def find_prompt(self, name: str) -> Prompt | None:
        """A prompt with its arguments."""
        return self._prompt_manager.get_prompt(name)

    def prompt_names(self) -> list[str]:
        """All prompts, in their order."""
        return [prompt.name for prompt in self._prompt_manager.list_prompts()]


def connection_of(ctx: ServerRequestContext[Any, Any]) -> Connection:
    """What a request came over, which outlives it; its session does not."""
    return ctx.session._connection  # pyright: ignore[reportPrivateUsage] - there is no public way to it
