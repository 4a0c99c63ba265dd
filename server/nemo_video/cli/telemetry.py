"""OpenTelemetry: spans leave the process only where the standard variables name a collector.

The spans are made everywhere, with an interface that does nothing by itself. The libraries that send them are
an extra of the package and are loaded here, if they are wanted.
"""

import logging
import os
import threading
from collections.abc import AsyncGenerator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from nemo_video.engine import Engine

logger = logging.getLogger(__name__)

FLUSH_S = 0.5
"""How long the last spans may take to leave; a process ends within a second."""

_COLLECTOR_VARIABLES = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


def configure_telemetry(environment: Mapping[str, str] = os.environ) -> None:
    """Send spans to the collector that the environment names, if it names one."""
    if not is_wanted(environment):
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        logger.warning(
            "A collector for OpenTelemetry is set, but not installed: install nemo-video-mcp[otel]."
        )
        return
    from opentelemetry import trace

    name = environment.get("OTEL_SERVICE_NAME", "nemo-video-mcp")
    provider = TracerProvider(resource=Resource.create({SERVICE_NAME: name}), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def is_wanted(environment: Mapping[str, str]) -> bool:
    """Whether the environment names a collector and does not switch everything off."""
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return False
    if environment.get("OTEL_TRACES_EXPORTER", "otlp") != "otlp":
        return False
    return any(environment.get(name) for name in _COLLECTOR_VARIABLES)


@asynccontextmanager
async def telemetry_flushed_after(
    engine: "AbstractAsyncContextManager[Engine]",
) -> "AsyncGenerator[Engine]":
    """The engine; when it has closed, the spans of its last jobs have left, or will not."""
    try:
        async with engine as opened:
            yield opened
    finally:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(_flush)


def _flush() -> None:
    """Send what is left, for so long. The thread is a daemon: a collector that hangs holds nobody."""
    from opentelemetry import trace

    flush = getattr(trace.get_tracer_provider(), "force_flush", None)
    if flush:
        sending = threading.Thread(target=flush, daemon=True)
        sending.start()
        sending.join(FLUSH_S)
