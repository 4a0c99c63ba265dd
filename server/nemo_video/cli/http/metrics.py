"""What is counted while MCP is served over HTTP, in the form that Prometheus reads."""

import time
from collections.abc import Collection
from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp_types import CallToolResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PATHS = frozenset({"/mcp", "/healthz", "/readyz", "/metrics"})
"""Others are counted together: their names are whoever's who calls."""


class Metrics:
    """Counters of one server.

    Args:
        tools: The tools that are counted; calls of others are whatever somebody thinks up.
    """

    content_type = CONTENT_TYPE_LATEST

    def __init__(self, tools: Collection[str]) -> None:
        self._tools = tools
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "nemo_http_requests", "Requests over HTTP.", ["path", "status"], registry=self._registry
        )
        self._calls = Counter(
            "nemo_tool_calls", "Calls of tools.", ["tool", "outcome"], registry=self._registry
        )
        self._seconds = Histogram(
            "nemo_tool_call_seconds",
            "How long calls of tools took.",
            ["tool"],
            buckets=(0.05, 0.25, 1, 4, 15, 60, 240),
            registry=self._registry,
        )

    def text(self) -> bytes:
        """Everything, as it stands."""
        return generate_latest(self._registry)

    async def count_tool(self, ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        """Count a call of a tool; what it is called with is nobody's business."""
        if ctx.method != "tools/call":
            return await call_next(ctx)
        started_s = time.monotonic()
        result = await call_next(ctx)
        answer = result.model_dump() if isinstance(result, CallToolResult) else result
        is_error = isinstance(answer, dict) and bool(answer.get("isError") or answer.get("is_error"))
        name = str((ctx.params or {}).get("name", ""))
        tool = name if name in self._tools else "unknown"
        self._calls.labels(tool, "error" if is_error else "done").inc()
        self._seconds.labels(tool).observe(time.monotonic() - started_s)
        return result

    def counted(self, app: ASGIApp) -> ASGIApp:
        """The application with its requests counted."""

        async def count(scope: Scope, receive: Receive, send: Send) -> None:
            async def sent(message: Message) -> None:
                if message["type"] == "http.response.start":
                    path = scope["path"] if scope["path"] in _PATHS else "other"
                    self._requests.labels(path, str(message["status"])).inc()
                await send(message)

            await app(scope, receive, sent if scope["type"] == "http" else send)

        return count
