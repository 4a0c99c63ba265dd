"""Spans of a real server at a real collector: what lies within what, and that nothing secret is in them."""

import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from hosts import facts_of, open_host
from nemo_studio import StudioOptions, serve_studio
from nemo_studio.service.faults import Fault
from nemo_video.cli.telemetry import is_wanted

COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT"
PROMPT = "a 1-second sunset over the quiet harbour"


@dataclass
class Collected:
    """What reached the collector."""

    bodies: list[bytes] = field(default_factory=list[bytes])

    @property
    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.bodies]
        return [
            span
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def named(self, name: str) -> list[Span]:
        return sorted((s for s in self.spans if s.name == name), key=lambda s: s.start_time_unix_nano)


@pytest.mark.slow
@pytest.mark.anyio
async def test_calls_lie_within_jobs_and_jobs_within_tools_and_none_tells_a_secret(tmp_path: Path) -> None:
    with collector() as (url, collected):
        async with (
            cloud(Fault.EXPIRED_TOKEN) as settings,
            open_host(tmp_path, {**settings, COLLECTOR: url}) as host,
        ):
            made = facts_of(await host.call_tool("generate", {"prompt": PROMPT}))
            await host.call_tool("export", {"format": "mp3", "filename": "harbour-film"})
    (tool,), (job,), (chat,) = (
        collected.named(name) for name in ("tools/call generate", "job generate", "POST /run_sse")
    )
    assert (job.parent_span_id, chat.parent_span_id) == (tool.span_id, job.span_id)
    assert facts_about(job) == {"nemo.tool": "generate", "nemo.status": "completed"}
    assert facts_about(chat) == {
        "http.request.method": "POST",
        "url.template": "/run_sse",
        "nemo.attempt": 1,
        "http.response.status_code": 200,
    }
    assert collected.named("POST /api/render/proxy/lambda")
    assert collected.named("GET /api/render/proxy/lambda/{render_id}")
    refused, repeated = collected.named("POST /api/tasks/me/with-session/nemo_agent")
    assert (facts_about(refused)["nemo.code"], facts_about(repeated)["nemo.attempt"]) == ("1001", 2)
    bytes_sent = b"".join(collected.bodies)
    for secret in ("nmv_usr_", "harbour", made["job_id"], made["project_id"], session_in(tmp_path)):
        assert secret.encode() not in bytes_sent


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({COLLECTOR: ""}, False),
        ({COLLECTOR: "http://127.0.0.1:4318"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://127.0.0.1:4318/v1/traces"}, True),
        ({COLLECTOR: "http://127.0.0.1:4318", "OTEL_SDK_DISABLED": "true"}, False),
        ({COLLECTOR: "http://127.0.0.1:4318", "OTEL_TRACES_EXPORTER": "none"}, False),
    ],
)
def test_spans_are_sent_only_where_a_collector_is_named(environment: dict[str, str], wanted: bool) -> None:
    assert is_wanted(environment) is wanted


@contextmanager
def collector() -> Generator[tuple[str, Collected]]:
    """A collector on a loopback socket."""
    collected = Collected()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collected.bodies.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", collected
        server.shutdown()


@asynccontextmanager
async def cloud(fault: Fault) -> AsyncGenerator[dict[str, str]]:
    """A backend outside the server's process, with one fault; gives the settings that lead to it."""
    options = StudioOptions()
    options.faults.arm(fault)
    async with serve_studio(options) as address:
        yield {"NEMO_BACKEND": "cloud", "NEMO_API_URL": address.url, "NEMO_POLL_S": "0.2"}


def facts_about(span: Span) -> dict[str, object]:
    """A span's attributes."""
    return {each.key: each.value.int_value or each.value.string_value for each in span.attributes}


def session_in(home: Path) -> str:
    """The backend's session, from the ledger."""
    (ledger,) = home.rglob("ledger.sqlite")
    with closing(sqlite3.connect(ledger)) as database:
        ((session_id,),) = database.execute("SELECT session_id FROM projects")
        return str(session_id)
