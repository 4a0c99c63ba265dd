"""What the SDK learns of a tool from its signature, once for all servers of a process.

It is two thirds of what a server in this process takes to be built and called, and tests build hundreds.
"""

import inspect
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from mcp.server.mcpserver.tools import base
from mcp.server.mcpserver.utilities.func_metadata import FuncMetadata, func_metadata

_learned: dict[Hashable, FuncMetadata] = {}


def _learn_once(
    function: Callable[..., Any], skip_names: Sequence[str] = (), structured_output: bool | None = None
) -> FuncMetadata:
    tool = inspect.unwrap(function)
    key = (getattr(tool, "__func__", tool), tuple(skip_names), structured_output)
    if key not in _learned:
        _learned[key] = func_metadata(function, skip_names, structured_output)
    return _learned[key]


def learn_signatures_once() -> None:
    """Let all servers of this process share what is learned: it is the same for each."""
    base.func_metadata = _learn_once  # pyright: ignore[reportPrivateImportUsage] - where it is called
