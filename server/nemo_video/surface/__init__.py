"""MCP, and only here: the server that hosts talk to."""

from nemo_video.surface.server import VideoServer, build_server

__all__ = ["VideoServer", "build_server"]
