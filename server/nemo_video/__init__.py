"""An MCP server that lets AI agents generate, edit and export video."""

__version__ = "0.1.0"
